package engine

import (
	"fmt"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// over is the window that one sum is taken over: the one at hand, or what `over` makes of it.
func (s *scope) over(o *ir.Over) (calendar.Span, error) {
	if o == nil {
		return s.window, nil
	}
	switch o.Kind {
	case ir.OverPrevious:
		return s.previous(o.Window)
	case ir.OverLast:
		before := s.window.Before
		if s.window.IsOpen() { // a window without an end ends, for this, where we stand
			before = s.anchor.AddDays(1)
		}
		return calendar.Span{From: shift(before, ir.Duration{Months: -o.Last.Months, Days: -o.Last.Days}), Before: before}, nil
	case ir.OverSameLastYear:
		return s.yearAgo(o.Window)
	default:
		return s.around(o.Window)
	}
}

// around is the window of a kind that the one at hand lies in, or ends in.
func (s *scope) around(w ir.Window) (calendar.Span, error) {
	return s.windowOf(w, min(s.window.Last(), s.anchor))
}

// previous is the window of a kind before the one in which the window at hand begins; empty where there is none before.
func (s *scope) previous(w ir.Window) (calendar.Span, error) {
	w = s.c.unitOf(w)
	switch w.Kind {
	case ir.OfUnit:
		now, err := s.windowOf(w, s.window.From)
		if err != nil {
			return now, err
		}
		return s.windowOf(w, now.From.AddDays(-1))
	case ir.OfSpan:
		before := calendar.Span{}
		for _, span := range s.tenure.spans[w.Param] {
			if span.Before <= s.window.From {
				before = span
			}
		}
		return before, nil
	default:
		return calendar.Span{}, fmt.Errorf("there is no window before %s to take a sum over", s.window)
	}
}

// yearAgo is the window of a kind that the same window a year ago lies in. It is looked for from its middle, because in years
// of 52 and 53 weeks the first day moves.
func (s *scope) yearAgo(w ir.Window) (calendar.Span, error) {
	w = s.c.unitOf(w)
	if w.Kind != ir.OfUnit {
		return calendar.Span{}, fmt.Errorf("%s has no same window last year: only weeks, months, quarters, halves and years do", s.window)
	}
	now, err := s.windowOf(w, s.window.From)
	if err != nil {
		return now, err
	}
	const year = 12
	middle := now.From.AddDays(now.Days() / 2)
	return s.windowOf(w, middle.AddMonths(-year))
}

// unitOf is the plan's own period written out.
func (c *Calculation) unitOf(w ir.Window) ir.Window {
	if w.Kind == ir.OfPeriod {
		return c.prog.Plan.Period
	}
	return w
}

// windows is how many of the units of a window meet a condition, each by itself. Those that have not begun, or that the
// assignment does not reach, are not asked.
func (s *scope) windows(x *ir.Windows) (ir.Value, error) {
	window, err := s.over(x.Over)
	if err != nil {
		return ir.Value{}, err
	}
	within := window.Intersect(s.tenure.span).Intersect(calendar.Span{From: calendar.StartOfTime, Before: s.anchor.AddDays(1)})
	if within.IsEmpty() {
		return ir.NumberOf(money.Ratio{}), nil
	}
	units, err := s.c.cal.Periods(x.Unit, within)
	if err != nil {
		return ir.Value{}, err
	}
	n := int64(0)
	for _, u := range units {
		in := *s
		in.window, in.anchor, in.day = u.Span, min(u.Span.Last(), s.anchor), lastDay(u.Span, s.tenure)
		in.event, in.state, in.entry, in.row, in.sums = nil, nil, nil, nil, nil
		yes, err := in.holds(x.Where)
		if err != nil {
			return ir.Value{}, err
		}
		if yes {
			n++
		}
	}
	return ir.NumberOf(money.Whole(n)), nil
}

// ended reports whether a changed window lies wholly before the one at hand: its value is then a constant of the present
// window, whatever is credited in it.
func ended(o *ir.Over) bool {
	return o != nil && (o.Kind == ir.OverPrevious || o.Kind == ir.OverSameLastYear)
}
