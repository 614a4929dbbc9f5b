package engine

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// curve reads a curve at its measure: straight lines between the points. Below the first point stands its own value, or
// what `below` says; after the last the value stays, or rises by the slope for each unit of the measure.
func (s *scope) curve(index int) (ir.Value, error) {
	c := &s.c.prog.Curves[index]
	at, err := s.eval(c.By)
	if err != nil {
		return ir.Value{}, fmt.Errorf("%s: %w", c.Name, err)
	}
	if at.None {
		return ir.Value{}, fmt.Errorf("curve %s reads a measure that is none%s", c.Name, s.whose())
	}
	v, err := s.curveAt(c, at.Num)
	if err != nil {
		return ir.Value{}, fmt.Errorf("%s: %w", c.Name, err)
	}
	v.Percent = c.Type.Percent
	s.hear(Reading{Name: c.Name, Label: c.Label, Kind: ReadTable, Value: v, Document: c.At.Doc, Line: c.At.Start.Line})
	return v, nil
}

func (s *scope) curveAt(c *ir.Curve, at money.Ratio) (ir.Value, error) {
	first, last := c.Points[0], c.Points[len(c.Points)-1]
	switch {
	case at.Cmp(first.At.Num) < 0 && c.Below != nil:
		return s.eval(c.Below)
	case at.Cmp(first.At.Num) <= 0:
		return s.eval(first.Value)
	case at.Cmp(last.At.Num) >= 0:
		v, err := s.eval(last.Value)
		if err != nil || c.Slope == nil {
			return v, err
		}
		slope, err := s.eval(c.Slope)
		v.Num = v.Num.Add(at.Sub(last.At.Num).Mul(slope.Num))
		return v, err
	}
	next := slices.IndexFunc(c.Points, func(p ir.Point) bool { return p.At.Num.Cmp(at) > 0 })
	low, high := c.Points[next-1], c.Points[next]
	from, to, err := s.two(low.Value, high.Value)
	if err != nil {
		return from, err
	}
	part := at.Sub(low.At.Num).Quo(high.At.Num.Sub(low.At.Num))
	from.Num = from.Num.Add(to.Num.Sub(from.Num).Mul(part))
	return from, nil
}

// matrix reads a matrix at its two measures, step by step in both.
func (s *scope) matrix(index int) (ir.Value, error) {
	m := &s.c.prog.Matrices[index]
	row, col, err := s.two(m.Rows, m.Cols)
	if err != nil {
		return row, fmt.Errorf("%s: %w", m.Name, err)
	}
	r, c := stepAt(m.RowBounds, row), stepAt(m.ColBounds, col)
	if r < 0 || c < 0 {
		return ir.Value{}, fmt.Errorf("matrix %s has no cell for %s and %s%s", m.Name, row, col, s.whose())
	}
	v, err := s.eval(m.Values[r][c])
	if err != nil {
		return v, fmt.Errorf("%s: %w", m.Name, err)
	}
	s.hear(Reading{Name: m.Name, Label: m.Label, Kind: ReadTable, Value: v, Document: m.At.Doc, Line: m.At.Start.Line})
	return v, nil
}

// stepAt is the key that holds a value: the same one, else the highest bound it has reached; the first bound also holds
// what lies below it. -1 where none does.
func stepAt(keys []ir.RowKey, v ir.Value) int {
	found := -1
	for i := range keys {
		k := &keys[i]
		switch {
		case !k.Bound && (k.Value.Equal(v) || k.Value.None && v.None):
			return i
		case k.Bound && !v.None && (found < 0 || reached(k, v)):
			found = i
		}
	}
	return found
}

// Curve is a curve's value for a payee, in the pay period that contains a day.
func (c *Calculation) Curve(payee rainmaker.PayeeID, name string, on calendar.Date) (ir.Value, error) {
	c, i := having(c, on, func(p *ir.Program) int {
		return slices.IndexFunc(p.Curves, func(x ir.Curve) bool { return x.Name == name })
	})
	if i < 0 {
		return ir.Value{}, fmt.Errorf("plan %s has no curve %q", c.prog.Plan.Name, name)
	}
	s, err := c.scopeOn(payee, on)
	if err != nil {
		return ir.Value{}, err
	}
	return s.curve(i)
}

// Matrix is a matrix's value for a payee, in the pay period that contains a day.
func (c *Calculation) Matrix(payee rainmaker.PayeeID, name string, on calendar.Date) (ir.Value, error) {
	c, i := having(c, on, func(p *ir.Program) int {
		return slices.IndexFunc(p.Matrices, func(x ir.Matrix) bool { return x.Name == name })
	})
	if i < 0 {
		return ir.Value{}, fmt.Errorf("plan %s has no matrix %q", c.prog.Plan.Name, name)
	}
	s, err := c.scopeOn(payee, on)
	if err != nil {
		return ir.Value{}, err
	}
	return s.matrix(i)
}
