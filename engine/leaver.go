package engine

import (
	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// bindLeavers notes for each payee the days on which they hold an assignment to any plan, so that a new letter, a new
// version or another plan is not taken for leaving.
func (c *Calculation) bindLeavers(assignments []rainmaker.Assignment) {
	c.facts.employed = map[string][]calendar.Span{}
	for _, a := range assignments {
		c.facts.employed[string(a.Payee)] = append(c.facts.employed[string(a.Payee)], a.Span)
	}
}

// leaves reports whether a person leaves with the end of an assignment: on the day after they hold none, to any plan.
func (c *Calculation) leaves(t *tenure) bool {
	for _, span := range c.employed(t.who.id) {
		if span.Contains(t.span.Before) {
			return false
		}
	}
	return t.span.Before < calendar.EndOfTime
}

// keptUntil is the first day on which nothing becomes payable any more to a person who leaves, as `leavers` says; the end
// of time for everybody else. Days within a time are counted from the assignment's end, which is day 1.
func (c *Calculation) keptUntil(t *tenure) calendar.Date {
	plan := &c.prog.Plan
	if plan.Keeps == ir.KeepEarned || !c.leaves(t) {
		return calendar.EndOfTime
	}
	if plan.Keeps == ir.KeepPayable {
		return t.span.Before
	}
	return shift(t.span.Before, plan.KeepsWithin)
}
