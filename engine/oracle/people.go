package oracle

import (
	"math/big"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
)

// over moves a scope to the window that a sum names.
func (s scope) over(o Over) scope {
	at := s.window.span
	if o.Kind != "" { // not that of one event any more
		s.window.event = nil
	}
	unitOf := func(d calendar.Date) calendar.Span { return s.o.calendarSpan(o.Unit, d) }
	switch o.Kind {
	case "previous":
		s.window.span = unitOf(unitOf(at.From).From - 1)
		s.upTo = nil // an ended window moves no position
	case "last":
		s.window.span = calendar.Span{From: at.Before.AddMonths(-o.N), Before: at.Before}
	case "same":
		s.window.span = s.o.yearBefore(unitOf(at.From), o.Unit)
		s.upTo = nil
	case "window":
		if s.look != 0 {
			s.asOf = s.look
		}
		whole := unitOf(at.From)
		if o.Date && s.look == 0 { // a held gate looks at the year so far, too
			whole.Before = at.Before
		}
		s.window.span = whole
	}
	return s
}

// yearBefore is the window at the same place in the year before.
func (o *oracle) yearBefore(w calendar.Span, u calendar.Unit) calendar.Span {
	year := o.calendarSpan(calendar.Year, w.From)
	place := 0
	for d := year.From; d < w.From; d = o.calendarSpan(u, d).Before {
		place++
	}
	at := o.calendarSpan(u, o.calendarSpan(calendar.Year, year.From-1).From)
	for range place {
		at = o.calendarSpan(u, at.Before)
	}
	return at
}

// includes reports whether somebody is in a scope of mine on a day.
func (s scope) includes(of string, who rainmaker.PayeeID, d calendar.Date) bool {
	switch of {
	case "everyone":
		return true
	case "direct reports":
		lead, ok := s.o.manager(who, d)
		return ok && lead == s.payee
	case "all reports":
		for lead, ok := s.o.manager(who, d); ok; lead, ok = s.o.manager(lead, d) {
			if lead == s.payee {
				return true
			}
		}
		return false
	}
	by := s.o.w.group(of).By
	mine, ok := s.o.attribute(s.payee, by, min(max(d, s.tenure.active.From), s.tenure.active.Before-1))
	theirs, has := s.o.attribute(who, by, d)
	return ok && has && mine == theirs
}

// members are the people in a scope on my last day in the window: of a group and of everyone those who are assigned then.
func (s scope) members(of string) []rainmaker.PayeeID {
	last := s.lastDay()
	var out []rainmaker.PayeeID
	for _, p := range s.o.w.Payees {
		if !s.includes(of, p.ID, last) {
			continue
		}
		if s.o.w.group(of) != nil || of == "everyone" {
			assigned := slices.ContainsFunc(s.o.w.Assignments, func(a Assignment) bool {
				return a.Payee == p.ID && a.Span.Contains(last)
			})
			if !assigned {
				continue
			}
		}
		out = append(out, p.ID)
	}
	return out
}

// as looks at one of the people, in the window at hand: at somebody else in all they hold, at me in this assignment.
func (s scope) as(who rainmaker.PayeeID) scope {
	viewer := s
	if who == s.payee {
		s.viewer = &viewer
		return s
	}
	out := scope{o: s.o, now: s.now, payee: who, other: true, viewer: &viewer, window: s.window, asOf: s.asOf, look: s.look}
	out.on = out.lastDay()
	return out
}

// people adds up, averages or counts over the people of a scope. Who has no value is left out.
func (s scope) people(e People) (*big.Rat, error) {
	if p, ok := e.X.(ParamRef); ok && e.Fn == "sum" && s.o.w.param(p.Name).Flow != nil && s.o.w.param(p.Name).Flow.Prorated {
		return s.blended(e, p.Name)
	}
	total, n := new(big.Rat), int64(0)
	for _, who := range s.members(e.Of) {
		at := s.as(who)
		v, err := at.asked(e)
		if t, ok := err.(*trouble); ok && t.kind == BlockedMissing {
			s.o.seen[SeenLeftOut] = true
			continue
		}
		if err != nil {
			return nil, err
		}
		if v != nil {
			total.Add(total, v)
			n++
		}
	}
	switch e.Fn {
	case "sum":
		return total, nil
	case "count":
		return rat(n, 1), nil
	}
	if n == 0 { // all were left out, and nobody's pay stops for that
		return total, nil
	}
	return total.Quo(total, rat(n, 1)), nil
}

// asked is what one of the people adds; nil for who is not counted.
func (s scope) asked(e People) (*big.Rat, error) {
	if e.X != nil {
		return s.eval(e.X)
	}
	if e.Where == nil {
		return new(big.Rat), nil
	}
	t, err := s.test(e.Where)
	if err != nil || t != yes {
		return nil, err
	}
	return new(big.Rat), nil
}

// blended adds up a prorated flow of all who are in a scope on the days on which they are.
func (s scope) blended(e People, name string) (*big.Rat, error) {
	total := new(big.Rat)
	for _, p := range s.o.w.Payees {
		at := s.as(p.ID)
		at.of = e.Of
		v, err := at.param(name)
		if t, ok := err.(*trouble); ok && t.kind == BlockedMissing {
			s.o.seen[SeenLeftOut] = true
			continue
		}
		if err != nil {
			return nil, err
		}
		total.Add(total, v)
	}
	return total, nil
}

// streak counts the windows inside a longer one in which a condition holds, each by itself: those that overlap the
// assignment and have begun.
func (s scope) streak(e Streak) (*big.Rat, error) {
	n := int64(0)
	in := s.o.around(s.tenure, e.Over, s.window)
	for d := in.span.From; d < in.span.Before; {
		span := s.o.calendarSpan(e.Unit, d)
		d = span.Before
		if !span.Overlaps(s.tenure.active) || span.From > min(s.asOf, s.now) {
			continue
		}
		at := s
		at.window = window{name: e.Unit.String(), span: span}
		at.asOf = min(s.asOf, span.Before-1)
		at.on = at.lastDay()
		t, err := at.test(e.Where)
		if err != nil {
			return nil, err
		}
		if t == yes {
			n++
		}
	}
	return rat(n, 1), nil
}

// result is what another component is worth in the window: its windows that lie in it, each as it is posted.
func (s scope) result(name string) (*big.Rat, error) {
	c := s.o.anywhere(name)
	held, m := []*tenure{s.tenure}, s.o.at(s.now)
	if s.other {
		held, m.asOf = s.o.tenures(s.payee), s.asOf
	}
	m.ends = min(m.ends, s.window.span.Before-1)
	total := new(big.Rat)
	for _, t := range held {
		inside := func(w window) bool { // of windows that reach out of the assignment, what lies in it
			span := w.span.Intersect(t.active)
			return s.window.span.From <= span.From && span.Before <= s.window.span.Before
		}
		groups, broken := s.o.groups(t, c, m)
		for _, b := range broken {
			if inside(b.w) {
				return nil, b.err
			}
		}
		for _, g := range groups {
			if !inside(g.w) || g.w.name != s.o.named(c.Window) && !m.over(g.w) { // a longer window's own lines, once it has ended
				continue
			}
			beyond := s.window.name == "plan" && g.w.span.Before > t.active.Before && t.active.Before <= s.o.w.Through
			s.o.seen[SeenResultBeyond] = s.o.seen[SeenResultBeyond] || beyond && len(g.lines) > 0
			for _, l := range g.lines {
				total.Add(total, s.o.major(l.minor))
			}
		}
	}
	s.o.seen[SeenResult] = s.o.seen[SeenResult] || total.Sign() != 0
	return total, nil
}

// major is minor units as an amount.
func (o *oracle) major(minor int64) *big.Rat {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(o.pays.Decimals())), nil)
	return new(big.Rat).SetFrac(big.NewInt(minor), scale)
}
