package oracle

import "math/big"

// present asks for everything the component names, whether or not there is a deal: a missing quota, and a measure that
// divides by zero, stop the payee.
func (s scope) present(c *Component) error {
	exprs := append([]Expr{c.Rate, c.Pay, c.Floor, c.Cap}, c.Times...)
	if c.Tiers != nil {
		exprs = append(exprs, c.Tiers.By)
		for _, step := range c.Tiers.Steps {
			exprs = append(exprs, step.Value)
		}
	}
	for _, e := range exprs {
		if err := s.presentIn(e); err != nil {
			return err
		}
	}
	for _, g := range c.Gates {
		if err := s.presentInCond(g.Cond); err != nil {
			return err
		}
	}
	for _, l := range c.Limits {
		inside := s
		inside.window = s.o.around(s.tenure, l.Window, s.window)
		if err := inside.presentIn(l.Amount); err != nil {
			return err
		}
	}
	return nil
}

func (s scope) presentIn(e Expr) error {
	switch e := e.(type) {
	case ToDate:
		_, err := s.eval(e)
		return err
	case ParamRef:
		if s.o.w.param(e.Name).By != "" {
			return nil // worlds give every row of it
		}
		s.across = e.Across
		_, err := s.param(e.Name)
		return err
	case TableRef:
		t := s.o.w.table(e.Name)
		if t.ByM {
			return s.presentIn(MeasureRef{t.By})
		}
		if t.Flow != nil {
			_, err := s.table(e.Name)
			return err
		}
		return nil
	case GridRef:
		if g := s.o.w.grid(e.Name); g.steps() {
			return s.presentIn(s.o.w.stepBy(g))
		}
		return nil
	case CurveRef:
		return s.presentIn(MeasureRef{s.o.w.curve(e.Name).By})
	case MatrixRef:
		if err := s.presentIn(MeasureRef{s.o.w.matrix(e.Name).By}); err != nil {
			return err
		}
		return s.presentIn(MeasureRef{s.o.w.matrix(e.Name).Across})
	case Mix:
		return s.presentInAll(e.Of)
	case MeasureRef:
		m := s.o.w.measure(e.Name)
		if s.o.w.kind(m.Window) != nil {
			return nil // a measure of each event by itself has a value only where there is one
		}
		inside := s
		inside.window = s.o.around(s.tenure, m.Window, s.window)
		inside.on = min(inside.window.span.Before, s.tenure.active.Before) - 1
		if err := inside.presentIn(m.Is); err != nil {
			return err
		}
		_, err := s.measure(e.Name)
		return err
	case Bracket:
		return s.presentIn(e.E)
	case Op:
		if err := s.presentIn(e.L); err != nil {
			return err
		}
		return s.presentIn(e.R)
	case Extreme:
		return s.presentInAll(e.Args)
	case If:
		if err := s.presentInCond(e.Cond); err != nil {
			return err
		}
		if err := s.presentIn(e.Then); err != nil {
			return err
		}
		return s.presentIn(e.Else)
	}
	return nil
}

func (s scope) presentInAll(list []Expr) error {
	for _, e := range list {
		if err := s.presentIn(e); err != nil {
			return err
		}
	}
	return nil
}

func (s scope) presentInCond(c Cond) error {
	switch c := c.(type) {
	case Test:
		return s.presentIn(Op{"-", c.L, c.R})
	case Both:
		if err := s.presentInCond(c.L); err != nil {
			return err
		}
		return s.presentInCond(c.R)
	}
	return nil
}

// least and most are the smaller and the larger of two numbers.
func least(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) <= 0 {
		return a
	}
	return b
}

func most(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) >= 0 {
		return a
	}
	return b
}
