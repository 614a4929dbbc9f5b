package oracle

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
)

// held are all assignments of a payee: those to this plan, then those to others by the plan's name and their days. What
// another plan's letter says is not known here, so it is in force on all of their days.
func (o *oracle) held(payee rainmaker.PayeeID) []*tenure {
	if got, ok := o.heldBy[payee]; ok {
		return got
	}
	var others []*Assignment
	for i := range o.w.Assignments {
		if a := &o.w.Assignments[i]; a.Payee == payee && a.Plan != "" {
			others = append(others, a)
		}
	}
	slices.SortFunc(others, func(a, b *Assignment) int {
		return cmp.Or(cmp.Compare(a.Plan, b.Plan), cmp.Compare(a.Span.From, b.Span.From))
	})
	all := slices.Clone(o.tenures(payee))
	for i, a := range others {
		if i > 0 && others[i-1].Plan == a.Plan && others[i-1].Span.Before == a.Span.From {
			last := all[len(all)-1]
			last.assignments = append(last.assignments, a)
			last.active.Before = a.Span.Before
			continue
		}
		all = append(all, &tenure{payee: payee, assignments: []*Assignment{a}, active: a.Span})
	}
	o.heldBy[payee] = all
	return all
}

// wide reports whether numbers are those of every plan: of other people, and of mine where it says so.
func (s scope) wide() bool { return s.other || s.across }

// holder is the assignment that is in force on a day: mine, or any of somebody else's.
func (s scope) holder(d calendar.Date) *tenure {
	if !s.wide() {
		if s.tenure.active.Contains(d) {
			return s.tenure
		}
		return nil
	}
	for _, t := range s.o.held(s.payee) {
		if t.active.Contains(d) {
			return t
		}
	}
	return nil
}

// given is what an assignment in force on a day gives as a number, and which: of several this plan's, then the first by
// name.
func (s scope) given(name string, d calendar.Date) (*big.Rat, *tenure) {
	if !s.wide() {
		if s.tenure.active.Contains(d) {
			if v, ok := s.tenure.personal(s.o, name, d); ok {
				return v, s.tenure
			}
		}
		return nil, nil
	}
	for _, t := range s.o.held(s.payee) {
		if !t.active.Contains(d) {
			continue
		}
		if v, ok := t.personal(s.o, name, d); ok {
			if t.assignments[0].Plan != "" && s.across {
				s.o.seen[SeenElsewhere] = true
			}
			return v, t
		}
	}
	return nil, nil
}

// otherPlans gives some people an assignment to another plan, beside this one, before or after it.
func (m *maker) otherPlans() {
	if !m.elsewhere {
		return
	}
	whole := m.w.Plan.Effective.Span
	for _, p := range m.w.Payees {
		for n := range m.between(0, 2) {
			from := m.turn().AddDays(m.between(-1, 1) * m.between(0, 30))
			a := Assignment{
				ID: fmt.Sprintf("b-%s-%d", p.ID, n+1), Payee: p.ID, Numbers: map[string][]DatedNumber{},
				Plan: []string{"bdr", "zeta"}[n], Span: calendar.Span{From: from, Before: from.AddDays(m.between(60, max(61, whole.Days())))},
			}
			for _, param := range m.w.Params {
				if param.Default != nil || m.chance(15) {
					continue
				}
				for _, name := range param.names() {
					a.Numbers[name] = []DatedNumber{{a.Span.From, m.number(param, pick[int64](m, 50, 100, 125))}}
				}
			}
			m.w.Assignments = append(m.w.Assignments, a)
		}
	}
}

// widely makes a sum see all of my credits, and the quota beside it what every plan gives.
// In a window that is the assignment a part period would be asked for, which has no value without a spread.
func (m *maker) widely(quota Expr, window string) (Expr, bool) {
	p, ok := quota.(ParamRef)
	if !ok || !m.elsewhere || window == "plan" || m.w.param(p.Name).Default != nil {
		return quota, false
	}
	p.Across = true
	return p, true
}
