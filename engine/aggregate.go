package engine

import (
	"fmt"
	"slices"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// counting is an aggregate where it stands, with the window that its credits count in.
type counting struct {
	x      *ir.Aggregate
	s      *scope
	window calendar.Span
}

func (s *scope) counting(x *ir.Aggregate) (counting, error) {
	window, err := s.over(x.Over)
	if err == nil && s.again > s.anchor && window != s.window { // a held gate that looks again reads a longer window as of then
		at := *s
		at.anchor = max(s.anchor, min(s.again, lastDay(window, s.tenure)))
		s = &at
	}
	return counting{x, s, window}, err
}

// counts reports whether the aggregate counts a credit.
func (c counting) counts(e *entry) (bool, error) {
	x, s := c.x, c.s
	if e.rule != x.Credit || len(x.Roles) > 0 && !slices.Contains(x.Roles, e.role) {
		return false, nil
	}
	if !c.window.Contains(e.countsOn) || e.countsOn > s.anchor {
		return false, nil
	}
	if s.event != nil && x.Over == nil && e.event != s.event { // a measure of each event by itself
		return false, nil
	}
	if x.Scope.Kind == ir.Mine {
		if e.payee != s.who.id || !x.Across && !s.other && !s.tenure.span.Contains(e.countsOn) {
			return false, nil
		}
	} else if !s.includes(x.Scope, s.c.person(e.payee), e.countsOn) {
		return false, nil
	}
	if x.Where == nil {
		return true, nil
	}
	at := s.at(e)
	at.who = s.c.person(e.payee) // an attribute asked about at a credit is that of whose it is
	return at.holds(x.Where)
}

func (s *scope) aggregate(x *ir.Aggregate) (ir.Value, error) {
	if s.sums != nil {
		if t := s.sums.of[x]; t != nil {
			return t.value()
		}
	}
	c, err := s.counting(x)
	if err != nil {
		return ir.Value{}, err
	}
	total := &tally{counting: c}
	entries := s.c.entriesOf(s.who.id, s.moment)
	if x.Scope.Kind != ir.Mine {
		entries = s.c.entriesUnder(x.Credit, s.moment)
	}
	if x.Once >= 0 { // the first of each value is the one that counts
		entries = slices.Clone(entries)
		s.c.inOrder(entries)
	}
	if s.more != nil {
		entries = append(slices.Clip(entries), s.more)
	}
	for _, e := range entries {
		if _, err := total.offer(e); err != nil {
			return ir.Value{}, err
		}
	}
	return total.value()
}

// tally adds up the credits of one aggregate.
type tally struct {
	counting
	sum     money.Ratio
	largest money.Ratio
	n       int64
	weights money.Ratio
	seen    map[string]*event // by a value that counts once, whose credits count for it
}

// offer adds a credit if the aggregate counts it, and says whether it did.
func (t *tally) offer(e *entry) (bool, error) {
	yes, err := t.counts(e)
	if err != nil || !yes {
		return false, err
	}
	if t.x.Once >= 0 && !t.first(e) {
		return false, nil
	}
	weight := money.Whole(1)
	if t.x.Op == ir.Weighted {
		v := e.state.values[t.x.Weight]
		if v.None {
			return false, fmt.Errorf("%s does not say the weight it counts with%s", e.event.ref, t.s.whose())
		}
		weight = v.Num
		t.weights = t.weights.Add(weight)
	}
	if t.n == 0 || e.amount.Num.Cmp(t.largest) > 0 {
		t.largest = e.amount.Num
	}
	t.n++
	t.sum = t.sum.Add(e.amount.Num.Mul(weight))
	return true, nil
}

// first reports whether a credit is the first with its value of the field that counts once, or belongs to the same event: an
// event shared among roles or people is one, and adds up whole. Absent values are no value: each counts by itself.
func (t *tally) first(e *entry) bool {
	if e.state == nil { // a further deal is like no other
		return true
	}
	v := e.state.values[t.x.Once]
	if v.None {
		return true
	}
	key := v.String()
	if by := t.seen[key]; by != nil {
		return by == e.event && t.x.Op != ir.Count
	}
	if t.seen == nil {
		t.seen = map[string]*event{}
	}
	t.seen[key] = e.event
	return true
}

func (t *tally) value() (ir.Value, error) {
	x := t.x
	v := ir.Value{Kind: x.T.Kind, Currency: x.T.Currency, Percent: x.T.Percent}
	switch x.Op {
	case ir.Count:
		v.Num = money.Whole(t.n)
	case ir.Average:
		if t.n > 0 {
			v.Num = t.sum.Quo(money.Whole(t.n))
		}
	case ir.Largest:
		v.Num = t.largest
	case ir.Weighted:
		// While the window is open the other weights may still come, and where there is nothing to weigh there is nothing.
		ended := t.s.c.soFar(t.s.anchor) >= min(t.window.Last(), t.s.tenure.span.Last())
		if t.n > 0 && ended && !t.weights.Equal(money.Whole(1)) {
			return v, fmt.Errorf("the weights of %s total %s%s; they must total 100%%", t.s.c.prog.Credits[x.Credit].Name,
				ir.PercentOf(t.weights), t.s.whose())
		}
		v.Num = t.sum
	default:
		v.Num = t.sum
	}
	return v, nil
}

// mix is several numbers, each with its share.
func (s *scope) mix(x *ir.Mix) (ir.Value, error) {
	out := ir.Value{Kind: x.T.Kind, Currency: x.T.Currency, Percent: x.T.Percent}
	for i, of := range x.Of {
		v, err := s.eval(of)
		if err != nil {
			return out, err
		}
		if v.None {
			return out, fmt.Errorf("line %d: one of the weighted values is none%s", x.In.Start.Line, s.whose())
		}
		out.Num = out.Num.Add(v.Num.Mul(x.Shares[i]))
	}
	return out, nil
}
