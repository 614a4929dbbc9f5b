package engine

import (
	"cmp"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// WhyNot is why a deal does not pay a payee, and the smallest change with which it would.
type WhyNot struct {
	Event rainmaker.EventRef
	// Pays is what the deal earns the payee as it stands, under the component asked about, in all pay periods together.
	Pays money.Money
	// Elsewhere is what it earns the payee under all other components.
	Elsewhere money.Money
	// Reasons are all that stand in the way, each rule and component by itself: every condition that is false, not only the
	// first. A component is looked at only where the deal is credited.
	Reasons []NotPaid
	// Remedies are changes with which it pays, each tried out on the whole calculation; the smallest first, and for each
	// component one. Empty where none was found; Tried is how many calculations were made to look for them.
	Remedies []Remedy
	Tried    int
}

// Kinds of reason besides those of [Calculation.NotPaid]: the payee is not on the plan on the day the deal counts; their
// share of it is nothing; it is credited and qualifies, and what it earns is nothing.
const (
	NotOnPlan   NotPaidKind = "not on plan"
	NoShare     NotPaidKind = "no share"
	PaysNothing NotPaidKind = "pays nothing"
)

// Remedy is a change with which a deal pays: all of Changes together, and none of them can be left out.
type Remedy struct {
	Component, Label string
	Changes          []Change
	// Pays is what the deal then earns under the component, Total what all that the payee earns changes by, other deals
	// included.
	Pays, Total money.Money
}

// ChangeKind says what a change is of.
type ChangeKind string

// A field of the deal; the payee's assignment to the plan, which would begin earlier or end later.
const (
	ChangeField   ChangeKind = "field"
	ChangeFrom    ChangeKind = "assignment from"
	ChangeThrough ChangeKind = "assignment through"
)

// Change is one change of a [Remedy].
type Change struct {
	Kind     ChangeKind
	Name     string // of the field
	Was, Now ir.Value
	// Short is the value one step short of Now, with which the deal does not pay: a cent, a day, the last digit of a number
	// less. It was tried out too. Nil where there is no step, as between names.
	Short *ir.Value
}

// WhyNot says why a deal pays a payee nothing under a component (empty: under any), and looks for the smallest change with
// which it would pay. A deal that concerns somebody else is answered as one that does not exist.
func (c *Calculation) WhyNot(payee rainmaker.PayeeID, ref rainmaker.EventRef, component string) (WhyNot, error) {
	out := WhyNot{Event: ref}
	c = c.whoseDeal(ref)
	e := c.find(ref)
	tenures := c.tenuresOf(string(payee))
	if e == nil || len(tenures) == 0 || !slices.Contains(c.facts.byPayee[string(payee)], e) {
		return out, rainmaker.Errorf(rainmaker.NotFound, "", "%s has no deal %s under plan %s", payee, ref.ID, c.prog.Plan.Name)
	}
	last := e.versions[len(e.versions)-1]
	if last.gone {
		return out, rainmaker.Errorf(rainmaker.NotFound, "", "%s has no deal %s under plan %s", payee, ref.ID, c.prog.Plan.Name)
	}
	if component != "" && !slices.ContainsFunc(c.prog.Components, func(k ir.Component) bool { return k.Name == component }) {
		return out, rainmaker.Errorf(rainmaker.NotFound, "", "plan %s has no component %q", c.prog.Plan.Name, component)
	}
	a := &attempt{c: c, who: string(payee), event: e, was: last.values}
	earned, err := a.earned(c)
	if err != nil {
		return out, err
	}
	out.Pays, out.Elsewhere = money.New(0, c.prog.Plan.Currency), money.New(0, c.prog.Plan.Currency)
	for key, m := range earned.of {
		sum := &out.Elsewhere
		if component == "" || key == component {
			sum = &out.Pays
		}
		if *sum, err = sum.Add(m); err != nil {
			return out, err
		}
	}
	for _, w := range a.ways(component) {
		if m := earned.of[c.prog.Components[w.component].Name]; m.Sign() > 0 {
			continue // it pays there
		}
		reasons, err := a.standing(c, w)
		if err != nil {
			return out, err
		}
		for _, r := range reasons {
			if !slices.ContainsFunc(out.Reasons, r.same) {
				out.Reasons = append(out.Reasons, r.NotPaid)
			}
		}
		remedy, found, err := a.best(w, earned, reasons)
		if err != nil {
			return out, err
		}
		if found {
			out.Remedies = append(out.Remedies, remedy)
		}
	}
	slices.SortStableFunc(out.Remedies, func(a, b Remedy) int { return cmp.Compare(len(a.Changes), len(b.Changes)) })
	out.Tried = a.tried
	return out, nil
}

// whoseDeal is the version of the plan that a deal is a matter of: that of the day on which it counts, or else the one in force
// at the end of the calculation.
func (c *Calculation) whoseDeal(ref rainmaker.EventRef) *Calculation {
	for _, v := range c.line.all {
		e := v.find(ref)
		if e == nil {
			continue
		}
		for _, x := range e.at(c.facts.through).entries {
			if v.days().Contains(x.countsOn) {
				return v
			}
		}
	}
	return c.on(c.facts.through)
}

// attempt looks for what would make one deal pay one payee.
type attempt struct {
	c     *Calculation
	who   string
	event *event
	was   []ir.Value // what the deal says, whole
	tried int
}

// payingWay is a rule that may credit the deal and a component that may pay on the credit.
type payingWay struct{ rule, component int }

// ways lists, in declared order, the rules that read the deal and the components that pay on them.
func (a *attempt) ways(component string) []payingWay {
	var out []payingWay
	for i := range a.c.prog.Components {
		k := &a.c.prog.Components[i]
		if k.Credit < 0 || component != "" && k.Name != component {
			continue
		}
		root := k.Credit
		for a.c.prog.Credits[root].From >= 0 {
			root = a.c.prog.Credits[root].From
		}
		if a.c.prog.Events[a.c.prog.Credits[root].Event].Name == a.event.ref.Name && a.concerned(root, k.Credit) {
			out = append(out, payingWay{root, i})
		}
	}
	return out
}

// concerned reports whether a rule's targets name the payee, or for one that rolls up, whom they name reports to the payee.
func (a *attempt) concerned(root, rule int) bool {
	rolls := root != rule
	e := a.c.find(a.event.ref)
	for _, v := range e.versions {
		st := &state{version: &v, values: v.values}
		if !rolls && a.c.names(&a.c.prog.Credits[root], e, st, a.who) {
			return true
		}
		named := map[string]bool{}
		for _, x := range v.values {
			nameThose(x, named)
		}
		on := v.values[a.c.prog.Credits[root].CountsOn]
		for id := range named {
			p := a.c.person(id)
			if rolls && p != nil && (p.id == a.who || a.c.above(p, a.who, cmp.Or(on.Date, a.c.facts.through))) {
				return true
			}
			// A target of the rule may be the manager of somebody who is named.
			if p != nil && slices.ContainsFunc(a.c.prog.Credits[root].Targets, func(t ir.Target) bool { return t.Kind == ir.ToManagers }) &&
				a.c.above(p, a.who, cmp.Or(on.Date, a.c.facts.through)) {
				return true
			}
		}
	}
	return false
}

// obstacle is one reason with what it is about, for whoever looks for a way around it.
type obstacle struct {
	NotPaid
	cond ir.Expr
	// spans are the days on one of which the deal would have to count.
	spans []calendar.Span
}

// same reports whether two reasons are one.
func (o obstacle) same(n NotPaid) bool {
	return o.Kind == n.Kind && o.Rule == n.Rule && o.Component == n.Component && o.Clause == n.Clause && o.Why == n.Why
}

// standing lists all that stands in the way of the deal under one rule and component. Where the rule does not credit it,
// nobody knows what the component would say.
func (a *attempt) standing(c *Calculation, w payingWay) ([]obstacle, error) {
	e, rule := c.find(a.event.ref), &c.prog.Credits[w.rule]
	moment := c.facts.through
	st := e.at(moment)
	base := NotPaid{Event: a.event.ref, Rule: rule.Name}
	if st.version == nil || st.values[rule.CountsOn].None {
		return a.undated(c, e, w, base)
	}
	base = c.notPaid(e, st, base)
	counts := st.values[rule.CountsOn].Date
	base.On = &counts
	s := &scope{c: c, moment: moment, anchor: moment, day: counts, event: e, state: st}
	out, err := s.allFalse(rule.Where, base)
	if err != nil || len(out) > 0 {
		return out, err
	}
	for _, f := range st.faults {
		if f.rule == w.rule {
			n := base
			n.Kind, n.Why = FaultyDeal, f.why
			out = append(out, obstacle{NotPaid: n})
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	k := &c.prog.Components[w.component]
	i := slices.IndexFunc(st.entries, func(x *entry) bool {
		return x.rule == k.Credit && x.payee == a.who && (len(k.Roles) == 0 || slices.Contains(k.Roles, x.role))
	})
	if i < 0 {
		base.Kind = NoShare
		return []obstacle{{NotPaid: base}}, nil
	}
	base.Component, base.Label = k.Name, labelOf(k.Label, k.Name)
	return a.unpaid(c, w, st.entries[i], base)
}

// undated says what keeps a deal from counting on any day yet, and what would be false if it had one.
func (a *attempt) undated(c *Calculation, e *event, w payingWay, base NotPaid) ([]obstacle, error) {
	rule, last := &c.prog.Credits[w.rule], e.versions[len(e.versions)-1]
	base.Source, base.Kind = last.source, NoDateYet
	fields := c.prog.Events[e.kind].Fields
	for i, f := range fields {
		base.Fields = append(base.Fields, ProofField{f.Name, last.values[i]})
	}
	counts := last.values[rule.CountsOn]
	base.Values = []ProofField{{fields[rule.CountsOn].Name, counts}}
	if dated := last.values[c.prog.Events[e.kind].Dated]; !dated.None && dated.Date > c.facts.through {
		base.Kind, base.On = OtherPeriod, &dated.Date
	} else if !counts.None {
		base.Kind, base.On = OtherPeriod, &counts.Date
	}
	day := obstacle{NotPaid: base, spans: []calendar.Span{{From: calendar.StartOfTime, Before: c.facts.through + 1}}}
	s := &scope{c: c, moment: c.facts.through, anchor: c.facts.through, day: c.facts.through, event: e, state: &state{version: &last, values: upTo(last.values, c.facts.through)}}
	more, err := s.allFalse(rule.Where, base)
	return append([]obstacle{day}, more...), err
}

// unpaid says why a component does not pay on a credit.
func (a *attempt) unpaid(c *Calculation, w payingWay, x *entry, base NotPaid) ([]obstacle, error) {
	base.On = &x.countsOn
	i := slices.IndexFunc(c.tenuresOf(a.who), func(t *tenure) bool { return t.span.Contains(x.countsOn) })
	if i < 0 {
		base.Kind = NotOnPlan
		o := obstacle{NotPaid: base}
		for _, t := range c.tenuresOf(a.who) {
			o.spans = append(o.spans, t.span)
		}
		return []obstacle{o}, nil
	}
	t := c.tenuresOf(a.who)[i]
	windows, err := c.componentWindows(t, w.component, calendar.Span{From: x.countsOn, Before: x.countsOn + 1})
	if err != nil || len(windows) == 0 {
		return nil, err
	}
	of, in, _ := c.home(w.component, t, windows[0].Span)
	g, err := of.scopeAt(t.in(of), windows[0].Span, c.facts.through).earn(&of.prog.Components[in], true)
	if err != nil {
		return nil, err
	}
	here, k := g.s.under(c), g.component
	if of != c {
		if k, err = here.ownDays().excepted(&c.prog.Components[w.component]); err != nil {
			return nil, err
		}
	}
	var out []obstacle
	if d := k.During; d != nil && !d.Contains(x.countsOn) {
		n := base
		n.Kind = NotDuring
		out = append(out, obstacle{NotPaid: n, spans: []calendar.Span{*d}})
	}
	at := here.at(x)
	more, err := at.allFalse(k.Where, base)
	if out = append(out, more...); err != nil || len(out) > 0 {
		return out, err
	}
	for _, u := range g.unmet {
		n := base
		n.Kind, n.Why, n.Clause = GateNotMet, u.why, u.gate.Cond.At()
		out = append(out, obstacle{NotPaid: n, cond: u.gate.Cond})
	}
	if len(out) == 0 && !slices.ContainsFunc(g.worths, func(y *worth) bool {
		return y.event.identity() == x.event.identity() && y.amount.Sign() > 0
	}) {
		base.Kind = PaysNothing
		out = append(out, obstacle{NotPaid: base})
	}
	return out, nil
}

// allFalse lists every part of the conditions that does not hold.
func (s *scope) allFalse(conds []ir.Expr, base NotPaid) ([]obstacle, error) {
	var out []obstacle
	for _, cond := range conds {
		if and, ok := cond.(*ir.And); ok {
			more, err := s.allFalse(and.Parts, base)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
			continue
		}
		yes, err := s.holds(cond)
		if err != nil {
			return nil, err
		}
		if yes {
			continue
		}
		n := base
		n.Kind, n.Clause, n.Values = ConditionFalse, cond.At(), s.fieldsOf(cond)
		out = append(out, obstacle{NotPaid: n, cond: cond})
	}
	return out, nil
}

// earnings are what the deal earns by component, and all that the payee earns.
type earnings struct {
	of    map[string]money.Money
	total money.Money
}

// earned adds up what the payee earns in a calculation. A blocked statement earns nothing, and is an error to whoever asks
// what a change would pay.
func (a *attempt) earned(c *Calculation) (earnings, error) {
	a.tried++
	out := earnings{of: map[string]money.Money{}, total: money.New(0, c.prog.Plan.Currency)}
	for n, s := range c.Statements(rainmaker.PayeeID(a.who)) {
		if s.Blocked != "" {
			return out, rainmaker.Errorf(rainmaker.Invalid, "", "%s for %s can't be worked out: %s", a.who, s.Period, s.Blocked)
		}
		if n == 0 {
			out.total = money.New(0, s.Currency)
		}
		for _, l := range s.Lines {
			var err error
			if out.total, err = out.total.Add(l.Amount); err != nil {
				return out, err
			}
			if l.Event != a.event.ref {
				continue
			}
			sum, ok := out.of[l.Component]
			if !ok {
				sum = money.New(0, l.Amount.Currency())
			}
			if out.of[l.Component], err = sum.Add(l.Amount); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}
