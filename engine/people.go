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
		v, counted, err := s.personalOf(x, p, days)
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

// personalKey is where a person is worked out among others: everything that [scope.as] leaves of where one stands.
type personalKey struct {
	of             *Calculation
	x              *ir.People
	who            *person
	window         calendar.Span
	moment, anchor calendar.Date
	again, fixed   calendar.Date
	early          bool
}

// personalWorth is what one person adds, and what there was to say beside it.
type personalWorth struct {
	value   ir.Value
	counted bool
	notes   []string
	err     error
}

// personalOf is what one person of a scope adds, kept, because a count of sixty people is asked for several times in one window
// and again for every deal that is tried. What nothing credits in a calculation made to ask what if is that of the one it was
// made from.
func (s *scope) personalOf(x *ir.People, p *person, days []calendar.Span) (ir.Value, bool, error) {
	if !s.c.unnoted() || days != nil || p == s.who || s.looked != nil || s.settling != nil {
		return s.as(p).personal(x, days)
	}
	in := *s
	in.c = s.c.sameFor(x, p)
	key := personalKey{of: in.c, x: x, who: p, window: s.window, moment: s.moment, anchor: s.anchor, again: s.again, early: s.early}
	if s.fixed != nil {
		key.fixed = *s.fixed
	}
	kept, found := in.c.memo.personal.Load(key)
	if !found {
		w := personalWorth{}
		in.noted = func(text string) { w.notes = append(w.notes, text) }
		w.value, w.counted, w.err = in.as(p).personal(x, nil)
		kept = w
		in.c.memo.personal.Store(key, kept)
	}
	w := kept.(personalWorth)
	for _, text := range w.notes {
		s.note(text)
	}
	return w.value, w.counted, w.err
}

// sameFor is the calculation furthest back of those that this one was made from in which a person adds the same: nothing that
// changed since credits them, and what is asked of them reads their own credits only.
func (c *Calculation) sameFor(x *ir.People, p *person) *Calculation {
	for c.like != nil && c.unbooked == nil && c.like.of.unnoted() && c.like.of.facts.through == c.facts.through && !c.like.credited[p.id] && c.ownOnly(x) {
		c = c.like.of
	}
	return c
}

// unnoted reports whether nobody wants to know what is read: where it is noted, an answer that is kept would not say it again.
func (c *Calculation) unnoted() bool { return !c.keeps && c.reads == nil }

// ownOnly reports whether what is asked of each person reads nothing but their own credits and numbers.
func (c *Calculation) ownOnly(x *ir.People) bool {
	if known, ok := c.memo.own.Load(x); ok {
		return known.(bool)
	}
	own, seen := true, map[ir.Expr]bool{}
	var visit func(ir.Expr)
	visit = func(x ir.Expr) {
		switch x := x.(type) {
		case *ir.People, *ir.ResultRef, *ir.CarryRef, *ir.BalanceRef, *ir.SettleRef, *ir.Looked:
			own = false
		case *ir.Aggregate:
			own = own && x.Scope.Kind == ir.Mine
		case *ir.ParamRef: // a flow is what each version says of it on its days
			for _, v := range c.line.all {
				if i := v.paramOf(c.params[x.Index].Name); i >= 0 {
					v.reach(v.params[i].Default, seen, visit)
					if f := v.params[i].Flow; f != nil && f.Ramp >= 0 {
						v.reachAll(tableExprs(&v.prog.Tables[f.Ramp]), seen, visit)
					}
				}
			}
		case *ir.TableRef:
			for _, v := range c.line.all {
				for i := range v.prog.Tables {
					if t := &v.prog.Tables[i]; t.Flow != nil && t.Name == c.prog.Tables[x.Index].Name {
						v.reachAll(tableExprs(t), seen, visit)
					}
				}
			}
		}
	}
	c.reach(x.X, seen, visit)
	c.reach(x.Where, seen, visit)
	c.memo.own.Store(x, own)
	return own
}

func (c *Calculation) reachAll(list []ir.Expr, seen map[ir.Expr]bool, visit func(ir.Expr)) {
	for _, x := range list {
		c.reach(x, seen, visit)
	}
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
