package oracle

import (
	"fmt"
	"slices"
	"strings"
)

// tri is the answer of a test: a test on none is neither true nor is its not.
type tri int

const (
	no tri = iota
	yes
	unknown
)

func truthOf(b bool) tri {
	if b {
		return yes
	}
	return no
}

// truth is test where nothing can be missing.
func (s scope) truth(c Cond) tri {
	t, err := s.test(c)
	if err != nil {
		panic("oracle: " + err.Error())
	}
	return t
}

func (s scope) test(c Cond) (tri, error) {
	switch c := c.(type) {
	case Test:
		return s.compare(c)
	case TestDay:
		v := field(s.event, c.Field, s.now)
		if v.IsNone() {
			s.o.seen[SeenTestOnNone] = true
			return unknown, nil
		}
		return truthOf(holds(c.Op, int(v.Date())-int(c.Day))), nil
	case Is:
		key, ok := s.text(c.Field)
		if !ok {
			s.o.seen[SeenTestOnNone] = true
			return unknown, nil
		}
		return truthOf(slices.Contains(c.Values, key) != c.Not), nil
	case Within:
		return s.within(c), nil
	case IsNone:
		return truthOf(field(s.event, c.Field, s.now).IsNone() != c.Not), nil
	case Flag:
		return truthOf(field(s.event, c.Field, s.now).Yes()), nil
	case MonthOf:
		n, err := s.o.w.Calendar.MonthOf(s.credit.on, c.Unit)
		if err != nil {
			panic("oracle: " + err.Error())
		}
		return truthOf(holds(c.Op, n-c.N)), nil
	case Not:
		t, err := s.test(c.C)
		if t == unknown {
			return unknown, err
		}
		return truthOf(t == no), err
	case Both:
		return s.joined(c.L, c.R, func(l, r bool) bool { return l && r })
	case Either:
		return s.joined(c.L, c.R, func(l, r bool) bool { return l || r })
	}
	panic(fmt.Sprintf("oracle: condition %T", c))
}

// joined takes a test on none for false, as everywhere but under its own not.
func (s scope) joined(l, r Cond, join func(l, r bool) bool) (tri, error) {
	a, err := s.test(l)
	if err != nil {
		return no, err
	}
	b, err := s.test(r)
	if err != nil {
		return no, err
	}
	return truthOf(join(a == yes, b == yes)), nil
}

func (s scope) compare(c Test) (tri, error) {
	for _, side := range []Expr{c.L, c.R} {
		if s.absent(side) {
			s.o.seen[SeenTestOnNone] = true
			return unknown, nil
		}
	}
	l, err := s.eval(c.L)
	if err != nil {
		return no, err
	}
	r, err := s.eval(c.R)
	if err != nil {
		return no, err
	}
	return truthOf(holds(c.Op, l.Cmp(r))), nil
}

// text is a field or attribute as text; numbers compare by their text, which worlds write plainly.
func (s scope) text(name string) (string, bool) {
	if attribute, ok := strings.CutPrefix(name, "payee."); ok {
		return s.o.attribute(s.payee, attribute, s.on)
	}
	v := field(s.event, name, s.now)
	return v.String(), !v.IsNone()
}

// holds reads a comparison from the sign of left less right.
func holds(op string, sign int) bool {
	switch op {
	case "=":
		return sign == 0
	case "!=":
		return sign != 0
	case "<":
		return sign < 0
	case "<=":
		return sign <= 0
	case ">":
		return sign > 0
	case ">=":
		return sign >= 0
	}
	panic("oracle: comparison " + op)
}
