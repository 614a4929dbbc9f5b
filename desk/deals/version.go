package deals

import (
	"cmp"
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/desk/statement"
	"rainmaker/engine"
	"rainmaker/engine/sentence"
)

// version works a deal out in one state: what it pays the person and why; and everybody else, unless only the person is asked
// about.
func (s *subject) version(a asked, known rainmaker.Event, only rainmaker.PayeeID) (*Version, error) {
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
	all, err := b.effects(a, only)
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
	v.Sheet = b.sheet(a.with, credits, faults)
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

// share says who is credited and what it costs in all, as far as the principal may know.
func (b *bench) share(v *Version, credits []rainmaker.Credit, all []effect) error {
	paid := map[rainmaker.PayeeID][]effect{}
	for _, x := range all {
		paid[x.Payee] = append(paid[x.Payee], x)
	}
	credited := map[rainmaker.PayeeID]bool{}
	for _, c := range credits {
		row := Credited{
			Payee: c.Payee, Name: b.books.NameOf(c.Payee), Role: c.Role, Rule: c.Rule, Share: percent(c.Share), Credit: figure(c.Amount, c.Currency),
			Overlay: c.Overlay, Seen: b.who.MayPay(c.Payee), Unpaid: len(paid[c.Payee]) == 0,
		}
		if !credited[c.Payee] && row.Seen {
			var err error
			if row.Pays, err = sum(paid[c.Payee]); err != nil {
				return err
			}
		}
		credited[c.Payee] = true
		v.Credited = append(v.Credited, row)
	}
	return v.Cost.of(b, paid, credited)
}

// of adds up what everybody is paid. Others' pay together tells of one of them unless there are several, so the principal
// sees it who may see each, or where there are enough of them.
func (c *Cost) of(b *bench, paid map[rainmaker.PayeeID][]effect, credited map[rainmaker.PayeeID]bool) error {
	hidden := 0
	ids := make([]rainmaker.PayeeID, 0, len(paid))
	for id := range paid {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(x, y rainmaker.PayeeID) int { return cmp.Compare(x, y) })
	for _, id := range ids {
		total, err := sum(paid[id])
		if err != nil {
			return err
		}
		if total.IsZero() {
			continue
		}
		c.People++
		if !credited[id] {
			c.Others++
		}
		if !b.who.MayPay(id) {
			hidden++
		}
		for _, m := range total {
			if c.Total, err = c.Total.add(m); err != nil {
				return err
			}
		}
	}
	c.Total = c.Total.tidy()
	if c.Seen = hidden == 0 || b.who.MayTotal(hidden); !c.Seen {
		c.Total = nil
		c.Why = "What others are paid is theirs to see; together it is shown where five or more others are paid."
	}
	return nil
}
