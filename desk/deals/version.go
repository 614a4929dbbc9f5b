package deals

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"rainmaker"
	"rainmaker/desk/statement"
	"rainmaker/engine"
	"rainmaker/engine/sentence"
	"rainmaker/money"
)

// version works a deal out in one state: what it pays the person and why; and everybody else, unless only the person is asked
// about.
func (s *subject) version(ctx context.Context, a asked, known rainmaker.Event, only rainmaker.PayeeID) (*Version, error) {
	b, payee := s.bench, s.payee
	v := &Version{Assumed: b.assumed(known, a.with)}
	var credits []rainmaker.Credit
	var faults []engine.Fault
	if err := b.credit(&credits, &faults, a.with, a.on); err != nil {
		return nil, err
	}
	v.Conflicts = b.conflicts(credits, faults)
	for _, f := range faults {
		v.Trouble = append(v.Trouble, faultText(f))
	}
	for _, c := range credits {
		if c.Payee == payee && v.On == nil {
			v.On = &c.CountsOn
		}
	}
	all, err := b.effects(ctx, a, only)
	if err != nil {
		return nil, err
	}
	mine := slices.DeleteFunc(slices.Clone(all), func(x effect) bool { return x.Payee != payee })
	if v.Total, err = b.sumFor(payee, mine); err != nil {
		return nil, err
	}
	for _, x := range mine {
		if x.Blocked != "" {
			v.Trouble = append(v.Trouble, "This can’t be worked out as things stand: "+x.Blocked+".")
		}
		if err := b.fill(v, x, s.own); err != nil {
			return nil, err
		}
	}
	v.Rests = rests(mine)
	if len(credits) > 0 && !slices.ContainsFunc(credits, func(c rainmaker.Credit) bool { return c.Payee == payee }) {
		v.Trouble = append(v.Trouble, "So it would not be credited to "+b.books.NameOf(payee)+".")
	}
	if only != "" {
		return v, nil
	}
	if v.Sheet, err = b.sheet(a.with, a.on, credits, faults); err != nil {
		return v, err
	}
	if err := b.share(v, credits, all); err != nil {
		return v, err
	}
	v.Cost.Share = shareOf(v.Cost.Total, a.with)
	return v, nil
}

// assumed are the fields that differ from what is known.
func (b *bench) assumed(known, with rainmaker.Event) []string {
	var out []string
	for _, f := range with.Fields {
		was, said := known.Fields.Get(f.Name)
		if said && !was.Equal(f.Value) {
			out = append(out, fmt.Sprintf("%s %s → %s", f.Name, b.fieldText(with.Name, f.Name, was), b.fieldText(with.Name, f.Name, f.Value)))
		}
	}
	return out
}

// fill puts one plan's lines into a version.
func (b *bench) fill(v *Version, x effect, own bool) error {
	who := b.books.NameOf(x.Payee)
	if own {
		who = sentence.You
	}
	program := x.plan.Program()
	teller := sentence.New(program, who, b.books.DealOf)
	periods, err := x.plan.Periods(x.Payee)
	if err != nil {
		return err
	}
	var prover *engine.Prover
	if len(periods) > 0 {
		if prover, err = x.plan.Prover(x.Payee, periods[len(periods)-1].Label); err != nil {
			return err
		}
	}
	for _, l := range x.Own {
		p := Part{
			Component: l.Component, Label: l.Label, Plan: labelOr(program.Plan.Label, program.Plan.Name), Period: l.Period, Amount: l.Change,
		}
		for i := range program.Components {
			if program.Components[i].Name == l.Component {
				p.Document, p.Line = program.Components[i].At.Doc, program.Components[i].At.Start.Line
			}
		}
		if prover != nil && !l.Amount.IsZero() || len(l.Slices) > 0 {
			if p.Reason, err = teller.Line(prover, l.Line); err != nil {
				return fmt.Errorf("%s: %w", l.Component, err)
			}
		}
		if l.Without.IsZero() { // else the terms would add up to all of the line and not to what changes
			key := rainmaker.StatementKey{Payee: x.Payee, Plan: rainmaker.PlanName(program.Plan.Name), Period: l.Period}
			if p.Terms, err = statement.TermsOf(b.books, x.plan, key, l.Line); err != nil {
				return fmt.Errorf("%s: %w", l.Component, err)
			}
		}
		v.Parts = append(v.Parts, p)
	}
	for _, l := range x.Others {
		m := Moved{Label: l.Label, Deal: l.Window, Period: l.Period, Was: l.Without, Now: l.Amount, Change: l.Change}
		if l.Event != (rainmaker.EventRef{}) {
			m.Deal = b.books.DealOf(l.Event)
		}
		v.Moved = append(v.Moved, m)
		if v.OnOthers, err = v.OnOthers.add(l.Change); err != nil {
			return err
		}
	}
	return nil
}

// share says who is credited, what it costs, and what it changes elsewhere, as far as the principal may know.
func (b *bench) share(v *Version, credits []rainmaker.Credit, all []effect) error {
	own, other, planned := map[rainmaker.PayeeID][]engine.EffectLine{}, map[rainmaker.PayeeID][]engine.EffectLine{}, map[rainmaker.PayeeID]bool{}
	credited := map[rainmaker.PayeeID]bool{}
	for _, c := range credits {
		credited[c.Payee] = true
	}
	for _, x := range all {
		planned[x.Payee] = true
		other[x.Payee] = append(other[x.Payee], x.Others...)
		if credited[x.Payee] {
			own[x.Payee] = append(own[x.Payee], x.Own...)
		} else {
			other[x.Payee] = append(other[x.Payee], x.Own...)
		}
	}
	told := map[rainmaker.PayeeID]bool{}
	for _, c := range credits {
		row := Credited{
			Payee: c.Payee, Name: b.books.NameOf(c.Payee), Role: c.Role, Rule: c.Rule, Share: percent(c.Share), Credit: figure(c.Amount, c.Currency),
			Overlay: c.Overlay, Seen: b.who.MayPay(c.Payee), Unpaid: !planned[c.Payee],
		}
		if !told[c.Payee] && row.Seen && planned[c.Payee] {
			var err error
			if row.Pays, err = b.ofOwn(own[c.Payee], c.Payee, all); err != nil {
				return err
			}
		}
		told[c.Payee] = true
		v.Credited = append(v.Credited, row)
	}
	if err := v.Cost.of(b, own); err != nil {
		return err
	}
	return v.Elsewhere.of(b, other, credited)
}

// ofOwn adds a person's own lines of the deal up; none are nothing in the currency of their plan.
func (b *bench) ofOwn(lines []engine.EffectLine, payee rainmaker.PayeeID, all []effect) (Sums, error) {
	out, err := ofLines(lines)
	if i := slices.IndexFunc(all, func(x effect) bool { return x.Payee == payee }); len(out) == 0 && i >= 0 {
		out = Sums{money.New(0, all[i].plan.Program().Plan.Currency)}
	}
	return out.tidy(), err
}

// of adds up what the deal's own lines pay. Others' pay together tells of one of them unless there are several, so the
// principal sees it who may see each, or where there are enough of them.
func (c *Cost) of(b *bench, own map[rainmaker.PayeeID][]engine.EffectLine) error {
	hidden := 0
	for _, id := range slices.Sorted(maps.Keys(own)) {
		total, err := ofLines(own[id])
		if err != nil {
			return err
		}
		if total.IsZero() {
			continue
		}
		c.People++
		if !b.who.MayPay(id) {
			hidden++
		}
		if c.Total, err = c.Total.plus(total); err != nil {
			return err
		}
	}
	c.Total = c.Total.tidy()
	if c.Seen = hidden == 0 || b.who.MayTotal(hidden); !c.Seen {
		c.Total = nil
		c.Why = "What others are paid is theirs to see; together it is shown where five or more others are paid."
	}
	return nil
}

// of lists what the deal changes on lines that are not its own.
func (e *Elsewhere) of(b *bench, other map[rainmaker.PayeeID][]engine.EffectLine, credited map[rainmaker.PayeeID]bool) error {
	var rest, seen Sums
	for _, id := range slices.Sorted(maps.Keys(other)) {
		change, err := ofLines(other[id])
		if err != nil {
			return err
		}
		switch change = change.tidy(); {
		case change.IsZero():
		case !b.who.MayPay(id):
			e.Hidden++
			rest, err = rest.plus(change)
		default:
			p := ElsewherePerson{Payee: id, Name: b.books.NameOf(id), Change: change, Credited: credited[id]}
			var labels []string
			for _, l := range other[id] {
				if !slices.Contains(labels, l.Label) {
					labels = append(labels, l.Label)
				}
			}
			p.Label = listed(labels)
			e.People = append(e.People, p)
			seen, err = seen.plus(change)
		}
		if err != nil {
			return err
		}
	}
	if e.Hidden > 0 && !b.who.MayTotal(e.Hidden) {
		return nil
	}
	e.Rest = rest.tidy()
	total, err := seen.plus(rest)
	e.Total = total.tidy()
	return err
}
