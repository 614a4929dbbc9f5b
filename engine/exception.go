package engine

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// excepted is a component with the exceptions that hold in the window at hand. A condition is read on the window's last
// day and must hold the same all through the window; where it does not, nobody can say which terms were meant.
func (s *scope) excepted(k *ir.Component) (*ir.Component, error) {
	if len(k.Exceptions) == 0 {
		return k, nil
	}
	days, err := s.turns()
	if err != nil {
		return nil, err
	}
	var held []*ir.Exception
	for i := range k.Exceptions {
		x := &k.Exceptions[i]
		last, err := s.holds(x.When)
		if err != nil {
			return nil, fmt.Errorf("exception %s: %w", x.Name, err)
		}
		if err := s.sameThroughout(x, days, last); err != nil {
			return nil, err
		}
		if last {
			held = append(held, x)
		}
	}
	switch len(held) {
	case 0:
		return k, nil
	case 1:
		return k.Under(held[0]), nil
	default:
		return nil, fmt.Errorf("exceptions %s (line %d) and %s (line %d) both apply%s; make one condition exclude the other",
			held[0].Name, held[0].At.Start.Line, held[1].Name, held[1].At.Start.Line, s.whose())
	}
}

func (s *scope) sameThroughout(x *ir.Exception, days []calendar.Date, last bool) error {
	for _, day := range days {
		at := *s
		at.day = day
		yes, err := at.holds(x.When)
		if err != nil {
			return fmt.Errorf("exception %s: %w", x.Name, err)
		}
		if yes == last {
			continue
		}
		words := map[bool]string{true: "applies", false: "does not apply"}
		return fmt.Errorf("exception %s (line %d) %s on %s and %s on %s%s: it must hold the same all through the window; give two "+
			"assignments, or date the change to the start of a window", x.Name, x.At.Start.Line, words[yes], day, words[last], s.day, s.whose())
	}
	return nil
}

// turns are the days of the window, within the assignment, on which a condition can change its answer: the first, those
// on which an attribute or a number changes, and those on which a week, month or quarter begins.
func (s *scope) turns() ([]calendar.Date, error) {
	if s.event != nil {
		return nil, nil // an event's window is its day
	}
	within := s.window.Intersect(s.tenure.span)
	days := []calendar.Date{within.From}
	for _, t := range s.who.attributes {
		if t != nil {
			for _, p := range t.In(within) {
				days = append(days, p.Span.From, p.Span.Before)
			}
		}
	}
	for _, t := range s.tenure.numbers {
		if t != nil {
			for _, p := range t.In(within) {
				days = append(days, p.Span.From, p.Span.Before)
			}
		}
	}
	for _, unit := range []calendar.Unit{calendar.Week, calendar.Quarter} {
		periods, err := s.c.cal.Periods(unit, within)
		if err != nil {
			return nil, err
		}
		for _, p := range periods {
			days = append(days, p.Span.From)
		}
	}
	y, m, _ := within.From.Civil()
	first, err := calendar.New(y, m, 1)
	if err != nil {
		return nil, err
	}
	for d := first.AddMonths(1); d < within.Before; d = d.AddMonths(1) { // months of assignment are the civil ones
		days = append(days, d)
	}
	slices.Sort(days)
	return slices.DeleteFunc(slices.Compact(days), func(d calendar.Date) bool { return !within.Contains(d) }), nil
}

// TermsOf is a component as it stood for a line of a pay period: with the exception that held in the line's window.
func (c *Calculation) TermsOf(payee rainmaker.PayeeID, period string, line rainmaker.Line) (ir.Component, error) {
	c, i := having(c, line.CountsOn, func(p *ir.Program) int {
		return slices.IndexFunc(p.Components, func(k ir.Component) bool { return k.Name == line.Component })
	})
	if i < 0 {
		return ir.Component{}, rainmaker.Errorf(rainmaker.NotFound, "", "plan %s has no component %q", c.prog.Plan.Name, line.Component)
	}
	k := &c.prog.Components[i]
	if len(k.Exceptions) == 0 {
		return *k, nil
	}
	t, p, err := c.findPeriod(payee, period)
	if err != nil {
		return *k, err
	}
	windows, err := c.componentWindows(t, i, t.span.Intersect(calendar.Span{From: calendar.StartOfTime, Before: p.Span.Before}))
	if err != nil {
		return *k, err
	}
	for _, w := range windows {
		if w.Label != line.Window {
			continue
		}
		s := c.scopeAt(t, w.Span, p.Span.Last())
		if k.Window.Kind == ir.OfEvent {
			e := slices.IndexFunc(c.facts.byPayee[t.who.id], func(e *event) bool { return e.ref == line.Event })
			if e < 0 {
				return *k, nil
			}
			s.event, s.day = c.facts.byPayee[t.who.id][e], line.CountsOn
			s.state = c.at(s.event, s.moment)
		}
		with, err := s.ownDays().excepted(k)
		if err != nil {
			return *k, err
		}
		return *with, nil
	}
	return *k, nil // a line of a longer window than the component's own
}
