package oracle

import (
	"math/big"

	"rainmaker/calendar"
)

// curve is read at its measure: its straight line there, what lies below it, or what goes on after it.
func (s scope) curve(name string) (*big.Rat, error) {
	c := s.o.w.curve(name)
	at, err := s.measure(c.By)
	if err != nil {
		return nil, err
	}
	x, y := make([]*big.Rat, len(c.Points)), make([]*big.Rat, len(c.Points))
	for i, p := range c.Points {
		x[i], y[i] = s.must(p.At), s.must(p.Is)
	}
	last := len(x) - 1
	switch {
	case at.Cmp(x[0]) < 0 && c.Below != nil:
		return s.must(c.Below), nil
	case at.Cmp(x[0]) < 0:
		return y[0], nil
	case at.Cmp(x[last]) >= 0 && c.Slope == nil:
		return y[last], nil
	case at.Cmp(x[last]) >= 0:
		rise := new(big.Rat).Sub(at, x[last])
		return rise.Add(rise.Mul(rise, c.Slope), y[last]), nil
	}
	i := 0
	for at.Cmp(x[i+1]) >= 0 {
		i++
	}
	way := new(big.Rat).Quo(new(big.Rat).Sub(at, x[i]), new(big.Rat).Sub(x[i+1], x[i]))
	way.Mul(way, new(big.Rat).Sub(y[i+1], y[i]))
	return way.Add(way, y[i]), nil
}

// matrix is step by step in both measures; its first row and column hold what lies below them.
func (s scope) matrix(name string) (*big.Rat, error) {
	m := s.o.w.matrix(name)
	down, err := s.measure(m.By)
	if err != nil {
		return nil, err
	}
	across, err := s.measure(m.Across)
	if err != nil {
		return nil, err
	}
	place := func(v *big.Rat, bounds []Bound) int {
		at := 0
		for i, b := range bounds {
			if reached(v, s.must(b.From), b.Above) {
				at = i
			}
		}
		return at
	}
	return s.must(m.Cells[place(down, m.Rows)][place(across, m.Columns)]), nil
}

func (s scope) mix(e Mix) (*big.Rat, error) {
	sum := new(big.Rat)
	for i, of := range e.Of {
		v, err := s.eval(of)
		if err != nil {
			return nil, err
		}
		sum.Add(sum, new(big.Rat).Mul(e.Shares[i], v))
	}
	return sum, nil
}

// age counts the months or quarters of an assignment; the one that contains its first day is 1. The assignment's own first
// day counts, also where it lies before the plan.
func (s scope) age(u calendar.Unit, on calendar.Date) int64 {
	t := s.tenure
	switch {
	case s.giver != nil:
		t = s.giver
	case s.other:
		t = s.holder(on)
	}
	from := t.assignments[0].Span.From
	if u == calendar.Month {
		months := func(d calendar.Date) int64 { return int64(d.Year())*12 + int64(d.Month()) }
		return months(on) - months(from) + 1
	}
	n := int64(1)
	for d := s.o.calendarSpan(u, from); d.Before <= on; d = s.o.calendarSpan(u, d.Before) {
		n++
	}
	return n
}
