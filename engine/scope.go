package engine

import (
	"cmp"
	"slices"

	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// includes reports whether a person belongs to the people of a scope on a day, seen from the payee at hand.
func (s *scope) includes(of ir.Scope, p *person, on calendar.Date) bool {
	switch of.Kind {
	case ir.DirectReports:
		manager, _, ok := p.managers.At(on)
		return ok && manager == s.manager()
	case ir.AllReports:
		return s.c.above(p, s.manager(), on)
	case ir.OfGroup:
		attribute := s.c.prog.Groups[of.Group].Attribute
		mine, known := valueOn(s.who, attribute, s.groupDay(on))
		theirs, stated := valueOn(p, attribute, on)
		return known && stated && mine.Equal(theirs)
	case ir.Everyone:
		return true
	default:
		return p == s.who
	}
}

// manager is whose reports are meant: the payee's own, or those of whom something is divided among.
func (s *scope) manager() string { return cmp.Or(s.head, s.who.id) }

// headOf is the manager among whose reports a person is on a day: their own, or where those at all levels are meant the one
// at the head of their line; "" where they report to nobody.
func (c *Calculation) headOf(among ir.Scope, p *person, on calendar.Date) string {
	head := ""
	for passed := map[string]bool{}; p != nil && !passed[p.id]; p = c.person(head) {
		passed[p.id] = true
		next, _, ok := p.managers.At(on)
		if !ok || passed[next] {
			break
		}
		head = next
		if among.Kind == ir.DirectReports {
			break
		}
	}
	return head
}

// groupDay is the day as of which the payee at hand says which group is meant. Before the assignment that is its first day
// and after it its last: a team's credits count for the whole window, also those made before one joined the plan.
func (s *scope) groupDay(on calendar.Date) calendar.Date {
	if s.fixed != nil {
		return *s.fixed
	}
	return min(max(on, s.tenure.span.From), s.tenure.span.Last())
}

func valueOn(p *person, attribute int, on calendar.Date) (ir.Value, bool) {
	t := p.attributes[attribute]
	if t == nil {
		return ir.Value{}, false
	}
	a, _, ok := t.At(on)
	return a.value, ok && !a.value.None
}

// above reports whether a manager stands over a person on a day, at any level.
func (c *Calculation) above(p *person, manager string, on calendar.Date) bool {
	passed := map[string]bool{}
	for p != nil && !passed[p.id] {
		passed[p.id] = true
		next, _, ok := p.managers.At(on)
		if !ok {
			return false
		}
		if next == manager {
			return true
		}
		p = c.person(next)
	}
	return false
}

// members lists, by id, the people of a scope on a day. Reports are whom the reporting lines say; of a group and of
// everyone, those who hold an assignment to some plan that day: people who have left keep their attributes.
func (s *scope) members(of ir.Scope, on calendar.Date) []*person {
	var out []*person
	for _, p := range s.c.everybody() {
		if s.includes(of, p, on) && (of.Kind == ir.DirectReports || of.Kind == ir.AllReports || p == s.who || s.c.assigned(p, on)) {
			out = append(out, p)
		}
	}
	return out
}

// memberDays are the days of a span on which a person belongs to a scope.
func (s *scope) memberDays(of ir.Scope, p *person, span calendar.Span) []calendar.Span {
	days := []calendar.Date{span.From}
	switch of.Kind {
	case ir.DirectReports, ir.AllReports:
		s.c.turnsAbove(p, span, map[string]bool{}, func(on calendar.Date) { days = append(days, on) })
	case ir.OfGroup:
		attribute := s.c.prog.Groups[of.Group].Attribute
		for _, who := range []*person{p, s.who} {
			if t := who.attributes[attribute]; t != nil {
				for _, piece := range t.In(span) {
					days = append(days, piece.Span.From, piece.Span.Before)
				}
			}
		}
	}
	slices.Sort(days)
	days = slices.DeleteFunc(slices.Compact(days), func(d calendar.Date) bool { return !span.Contains(d) })
	var out []calendar.Span
	for i, from := range days {
		part := calendar.Span{From: from, Before: span.Before}
		if i+1 < len(days) {
			part.Before = days[i+1]
		}
		if s.includes(of, p, from) {
			out = append(out, part)
		}
	}
	return union(out)
}

// turnsAbove tells of the days of a span on which a reporting line above a person begins or ends.
func (c *Calculation) turnsAbove(p *person, span calendar.Span, passed map[string]bool, tell func(calendar.Date)) {
	if p == nil || passed[p.id] {
		return
	}
	passed[p.id] = true
	for _, piece := range p.managers.In(span) {
		tell(piece.Span.From)
		tell(piece.Span.Before)
		c.turnsAbove(c.person(piece.Value), span, passed, tell)
	}
}
