package engine

import (
	"errors"
	"fmt"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// ofPeople is the sum, average or count over the people of a scope: those of the window's last day, each worked out with
// their own assignment. Who has no assignment that gives a number it needs is left out, and the run says so. A sum of a
// flow that is prorated blends: each person counts for the days on which they belonged to the scope.
func (s *scope) ofPeople(x *ir.People) (ir.Value, error) {
	out := ir.Value{Kind: x.T.Kind, Currency: x.T.Currency, Percent: x.T.Percent}
	last := lastDay(s.window, s.tenure)
	blends := s.blends(x)
	people := s.members(x.Scope, last)
	if blends {
		people = s.c.everybody()
	}
	n := int64(0)
	for _, p := range people {
		var days []calendar.Span // nil: all
		if blends {
			if days = s.memberDays(x.Scope, p, s.window); len(days) == 0 {
				continue
			}
		}
		v, counted, err := s.as(p).personal(x, days)
		if left := (noValue{}); errors.As(err, &left) {
			s.note(fmt.Sprintf("%s is left out of %s in line %d: %s", p.name, x.Op, x.In.Start.Line, left))
			continue
		}
		if err != nil {
			return out, fmt.Errorf("%s of %s: %w", x.Op, p.name, err)
		}
		if counted {
			n++
			out.Num = out.Num.Add(v.Num)
		}
	}
	switch {
	case x.Op == ir.Count:
		out.Num = money.Whole(n)
	case x.Op == ir.Average && n > 0:
		out.Num = out.Num.Quo(money.Whole(n))
	}
	return out, nil
}

// blends reports whether a sum over people is of a flow that part periods divide.
func (s *scope) blends(x *ir.People) bool {
	ref, ok := x.X.(*ir.ParamRef)
	if !ok || x.Op != ir.Sum {
		return false
	}
	f := s.c.prog.Params[ref.Index].Flow
	return f != nil && f.Part != ir.NotProrated
}

// personal is what one person adds, on the days given.
func (s *scope) personal(x *ir.People, days []calendar.Span) (v ir.Value, counted bool, err error) {
	if x.Where != nil {
		yes, err := s.holds(x.Where)
		if err != nil || !yes {
			return v, false, err
		}
	}
	if x.X == nil {
		return v, true, nil
	}
	s.belongs = days
	v, err = s.eval(x.X)
	return v, err == nil && !v.None, err
}

// as is the scope of a person in the window at hand.
func (s *scope) as(p *person) *scope {
	in := *s
	in.event, in.state, in.entry, in.row, in.sums, in.heard, in.belongs = nil, nil, nil, nil, nil, nil, nil
	in.head = ""
	if p != s.who {
		in.who, in.tenure, in.other = p, s.c.tenureIn(p, s.window, s.anchor), true
		in.more, in.probed = nil, nil
	}
	in.day = lastDay(s.window, in.tenure)
	return &in
}

// tenureIn is the assignment with which a person is worked out in a window: the one in force on its last day so far, to the
// plan at hand before others; else the last that was in force in it. Somebody without one is worked out as well, where no
// personal number is needed.
func (c *Calculation) tenureIn(p *person, window calendar.Span, on calendar.Date) *tenure {
	held := c.heldBy(p, window)
	var best *tenure
	for _, t := range held {
		if t.span.Contains(min(on, window.Last())) {
			return t
		}
		if best == nil || t.span.Before > best.span.Before {
			best = t
		}
	}
	if best != nil {
		return best
	}
	return &tenure{
		who: p, span: calendar.Forever, start: window.From, spans: map[int][]calendar.Span{},
		numbers: make([]*calendar.Timeline[number], len(c.params)),
	}
}

func (s *scope) note(text string) {
	if s.noted != nil {
		s.noted(text)
	}
}
