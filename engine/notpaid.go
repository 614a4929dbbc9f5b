package engine

import (
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// NotPaid is a deal that names a payee, or is credited to them, and does not pay under a rule or component, and why.
type NotPaid struct {
	Event  rainmaker.EventRef
	Source rainmaker.Source
	Fields []ProofField
	// Rule is the credit rule, Component the component that leaves a credited deal out (empty: it is not credited at all).
	Rule      string
	Component string
	Label     string
	Kind      NotPaidKind
	// Clause is the condition that does not hold, and Values what the deal says in the fields it asks about.
	Clause source.Range
	Values []ProofField
	// On is the day it counts on, or would; nil when it has none yet.
	On *calendar.Date
	// Why is the fault's text, for an event that can't be credited.
	Why string
}

// NotPaidKind says why a deal does not pay.
type NotPaidKind string

// A condition of the credit rule or of a component is false; the deal has no counting date yet, or counts in another
// period; the component does not run on that day; the deal can't be credited until it is corrected; a gate keeps back the
// pay of the window it counts in.
const (
	ConditionFalse NotPaidKind = "condition"
	NoDateYet      NotPaidKind = "no date yet"
	OtherPeriod    NotPaidKind = "other period"
	NotDuring      NotPaidKind = "not during"
	FaultyDeal     NotPaidKind = "fault"
	GateNotMet     NotPaidKind = "gate"
	// NamesNobody is of a rule whose every condition holds: it credits nobody whom the deal names.
	NamesNobody NotPaidKind = "names nobody"
)

// NotPaid lists what does not pay a payee in a pay period, and why, by event.
func (c *Calculation) NotPaid(payee rainmaker.PayeeID, period string) ([]NotPaid, error) {
	t, p, err := c.findPeriod(payee, period)
	if err != nil {
		return nil, err
	}
	last, err := c.isLast(t, p)
	if err != nil {
		return nil, err
	}
	var out []NotPaid
	versions := c.inForce(t, p.Span)
	for i, v := range versions {
		more, err := v.notPaidUnder(p, i+1 == len(versions), last, payee)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	slices.SortStableFunc(out, func(a, b NotPaid) int { return compareRefs(a.Event, b.Event) })
	skipped, err := c.leftOut(t, p)
	return append(out, skipped...), err
}

// notPaidUnder lists the deals that a version does not credit to a payee. Those that count on no day yet are the newest's.
func (c *Calculation) notPaidUnder(p rainmaker.PayPeriod, newest, last bool, payee rainmaker.PayeeID) ([]NotPaid, error) {
	var out []NotPaid
	for _, e := range c.facts.byPayee[string(payee)] {
		st := e.at(p.Span.Last())
		if st.version == nil {
			if future := c.futureOf(e, p, payee); future != nil && newest {
				out = append(out, *future)
			}
			continue
		}
		for _, f := range st.faults {
			if fault := c.faultOf(e, st, f); slices.Contains(fault.Payees, payee) {
				out = append(out, c.notPaid(e, st, NotPaid{Kind: FaultyDeal, Rule: fault.Rule, Why: fault.Why}))
			}
		}
		more, err := c.uncredited(e, st, p, newest && last, string(payee))
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// isLast reports whether a pay period is the last one of a tenure that has begun.
func (c *Calculation) isLast(t *tenure, p rainmaker.PayPeriod) (bool, error) {
	periods, err := c.payPeriods(t)
	periods = slices.DeleteFunc(periods, func(x rainmaker.PayPeriod) bool { return !x.Span.Overlaps(t.span) })
	return len(periods) > 0 && periods[len(periods)-1].Label == p.Label, err
}

func (c *Calculation) notPaid(e *event, st *state, n NotPaid) NotPaid {
	n.Event, n.Source = e.ref, st.version.source
	for i, f := range c.prog.Events[e.kind].Fields {
		n.Fields = append(n.Fields, ProofField{f.Name, st.said(i)})
	}
	return n
}

// futureOf is a deal that has not happened by the period's end, but was known in it: another date it carries had come.
func (c *Calculation) futureOf(e *event, p rainmaker.PayPeriod, payee rainmaker.PayeeID) *NotPaid {
	st := e.states[len(e.states)-1]
	if st.version == nil {
		return nil
	}
	dated := st.version.values[c.prog.Events[e.kind].Dated]
	if dated.None || dated.Date < p.Span.Before {
		return nil
	}
	begun := false
	for _, v := range st.version.values {
		begun = begun || v.Kind == ir.Date && !v.None && v.Date < p.Span.Before
	}
	mine := slices.ContainsFunc(st.entries, func(x *entry) bool { return x.payee == string(payee) })
	if !begun || !mine {
		return nil
	}
	n := c.notPaid(e, st, NotPaid{Kind: OtherPeriod, On: &dated.Date, Rule: c.prog.Credits[st.entries[0].rule].Name})
	return &n
}

// uncredited says for each rule that names the payee in a deal, and credits them nothing, which condition is false.
// A deal without a counting date is no period's yet: it stands under the last one.
func (c *Calculation) uncredited(e *event, st *state, p rainmaker.PayPeriod, last bool, payee string) ([]NotPaid, error) {
	var out []NotPaid
	for i := range c.prog.Credits {
		rule := &c.prog.Credits[i]
		if rule.From >= 0 || rule.Event != e.kind || !c.prog.Uses(i) || !c.names(rule, e, st, payee) {
			continue
		}
		counts := st.said(rule.CountsOn)
		if counts.None && !last || !counts.None && !c.days().Contains(counts.Date) {
			continue
		}
		s := &scope{c: c, moment: p.Span.Last(), anchor: p.Span.Last(), day: p.Span.Last(), event: e, state: st}
		if !counts.None {
			s.day = counts.Date
		}
		failing, err := s.firstFalse(rule.Where)
		if err != nil {
			return nil, err
		}
		switch {
		case failing != nil:
			// A deal that closed in another period without being credited is that period's.
			if !counts.None && !p.Span.Contains(counts.Date) {
				continue
			}
			n := NotPaid{Kind: ConditionFalse, Rule: rule.Name, Clause: failing.At(), Values: s.fieldsOf(failing)}
			if !counts.None {
				n.On = &counts.Date
			}
			out = append(out, c.notPaid(e, st, n))
		case counts.None:
			out = append(out, c.notPaid(e, st, NotPaid{
				Kind: NoDateYet, Rule: rule.Name,
				Values: []ProofField{{c.prog.Events[e.kind].Fields[rule.CountsOn].Name, counts}},
			}))
		}
	}
	return out, nil
}

// names reports whether a rule's direct targets would credit the payee for the event.
func (c *Calculation) names(rule *ir.Credit, e *event, st *state, payee string) bool {
	s := &scope{c: c, event: e, state: st}
	for i := range rule.Targets {
		t := &rule.Targets[i]
		switch t.Kind {
		case ir.ToField:
			if v, err := s.eval(t.Who); err == nil && !v.None && v.Text == payee {
				return true
			}
		case ir.ToEach:
			for _, row := range st.values[t.List].Rows {
				s.row = row
				if v, err := s.eval(t.Who); err == nil && !v.None && v.Text == payee {
					return true
				}
			}
		}
	}
	return false
}

// firstFalse is the first part of the conditions that does not hold, as narrow as can be said; nil when all hold.
func (s *scope) firstFalse(conds []ir.Expr) (ir.Expr, error) {
	for _, cond := range conds {
		if and, ok := cond.(*ir.And); ok {
			if x, err := s.firstFalse(and.Parts); x != nil || err != nil {
				return x, err
			}
			continue
		}
		yes, err := s.holds(cond)
		if err != nil {
			return nil, err
		}
		if !yes {
			return cond, nil
		}
	}
	return nil, nil
}

// fieldsOf lists what the deal says in the fields that a condition asks about, and other values it rests on.
func (s *scope) fieldsOf(x ir.Expr) []ProofField {
	var out []ProofField
	ir.Walk(x, func(x ir.Expr) {
		name := ""
		switch x := x.(type) {
		case *ir.FieldRef:
			name = x.Name
		case *ir.AttributeRef:
			name = x.Name
		case *ir.MeasureRef:
			name = x.Name
		case *ir.CreditAmount:
			name = "credit"
		case *ir.MonthOf:
			name = "month"
			if x.Quarters {
				name = "quarter"
			}
		default:
			return
		}
		if v, err := s.eval(x); err == nil {
			out = append(out, ProofField{name, v})
		}
	})
	return out
}

// leftOut lists credited deals that a component does not pay on, or not yet.
func (c *Calculation) leftOut(t *tenure, p rainmaker.PayPeriod) ([]NotPaid, error) {
	var out []NotPaid
	for id := range c.line.components.names {
		windows, err := c.windowsOfAll(t, id, p.Span.Intersect(t.span))
		if err != nil {
			return nil, err
		}
		for _, w := range windows {
			v := c.line.all[w.place]
			k := &v.prog.Components[w.component]
			if w.outer != nil || k.Credit < 0 {
				continue // a bonus looks at no deal
			}
			g, err := v.windowScope(t.in(v), w.span, p.Span).earn(k, true)
			if err != nil {
				return nil, err
			}
			some, err := v.skippedIn(g, p)
			if err != nil {
				return nil, err
			}
			out = append(append(out, some...), v.heldBack(g, p)...)
		}
	}
	return out, nil
}

// skippedIn lists the deals of a period that do not qualify in a window, with the condition that says so.
func (c *Calculation) skippedIn(g *earning, p rainmaker.PayPeriod) ([]NotPaid, error) {
	var out []NotPaid
	for _, skip := range g.skipped {
		if !p.Span.Contains(skip.entry.countsOn) {
			continue
		}
		by := c.on(skip.entry.countsOn)
		n := c.notPaidBy(g, NotDuring, skip.entry.countsOn)
		if skip.cond != nil {
			at := g.s.under(by).at(skip.entry)
			failing, err := at.firstFalse([]ir.Expr{skip.cond})
			if err != nil || failing == nil {
				return nil, err
			}
			n.Kind, n.Clause, n.Values = ConditionFalse, failing.At(), at.fieldsOf(failing)
		}
		out = append(out, by.notPaid(skip.entry.event, skip.entry.state, n))
	}
	return out, nil
}

// heldBack lists the deals of a period that would pay if it weren't for a gate.
func (c *Calculation) heldBack(g *earning, p rainmaker.PayPeriod) []NotPaid {
	var out []NotPaid
	for _, w := range g.worths {
		gate := slices.IndexFunc(w.slices, func(s rainmaker.Slice) bool { return s.Tier == rainmaker.GateSlice && !s.Amount.IsZero() })
		if gate < 0 || !p.Span.Contains(w.on) {
			continue
		}
		n := c.notPaidBy(g, GateNotMet, w.on)
		n.Why = w.slices[gate].Label
		for _, u := range g.unmet {
			if u.why == n.Why {
				n.Clause = u.gate.Cond.At()
			}
		}
		out = append(out, c.line.all[w.place].notPaid(w.event, w.event.at(g.s.moment), n))
	}
	return out
}

func (c *Calculation) notPaidBy(g *earning, kind NotPaidKind, on calendar.Date) NotPaid {
	k := g.base
	return NotPaid{Rule: c.prog.Credits[k.Credit].Name, Component: k.Name, Label: labelOf(k.Label, k.Name), Kind: kind, On: &on}
}
