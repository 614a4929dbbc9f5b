package engine

import (
	"fmt"

	"rainmaker"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// namesEvent reports whether an expression reads the event at hand, itself or through a table, curve, matrix or measure of
// each event. What does is worked out for each credit; what does not, once for the window.
func (c *Calculation) namesEvent(x ir.Expr) bool {
	found := false
	visit := func(parts ...ir.Expr) {
		for _, p := range parts {
			found = found || p != nil && c.namesEvent(p)
		}
	}
	ir.Walk(x, func(x ir.Expr) {
		switch x := x.(type) {
		case *ir.FieldRef, *ir.CreditAmount, *ir.CreditShare:
			found = true
		case *ir.MeasureRef:
			found = found || c.prog.Measures[x.Index].Window.Kind == ir.OfEvent
		case *ir.TableRef:
			t := &c.prog.Tables[x.Index]
			visit(t.Keys...)
			visit(t.Else)
			for i := range t.Rows {
				visit(t.Rows[i].Value)
			}
		case *ir.CurveRef:
			visit(c.prog.Curves[x.Index].By)
		case *ir.MatrixRef:
			visit(c.prog.Matrices[x.Index].Rows, c.prog.Matrices[x.Index].Cols)
		}
	})
	return found
}

// timesEach multiplies what one credit earns by the factors that look at its event.
func (g *earning) timesEach(at *scope, cuts []rainmaker.Slice) ([]rainmaker.Slice, error) {
	for _, x := range g.component.Times {
		if !at.c.namesEvent(x) {
			continue
		}
		sum := money.Ratio{}
		for _, cut := range cuts {
			sum = sum.Add(cut.Amount)
		}
		cut, err := at.timesSlice(x, sum)
		if err != nil {
			return nil, err
		}
		cuts = append(cuts, cut)
	}
	return cuts, nil
}

// times multiplies each line by the factors that are the window's.
func (g *earning) times(s *scope) error {
	for _, x := range g.component.Times {
		if s.c.namesEvent(x) {
			continue
		}
		for _, w := range g.ofUnit(s) {
			cut, err := s.timesSlice(x, w.exact)
			if err != nil {
				return err
			}
			w.slices = append(w.slices, cut)
			w.exact = w.exact.Add(cut.Amount)
		}
	}
	return nil
}

// timesSlice is what a factor adds to an amount, or takes from it.
func (s *scope) timesSlice(x ir.Expr, base money.Ratio) (rainmaker.Slice, error) {
	v, err := s.eval(x)
	if err != nil {
		return rainmaker.Slice{}, fmt.Errorf("times: %w", err)
	}
	if v.None {
		return rainmaker.Slice{}, fmt.Errorf("times: the factor is none%s", s.whose())
	}
	return rainmaker.Slice{
		Tier: rainmaker.TimesSlice, Label: "times " + v.String(), Base: base, Factor: v.Num,
		Amount: base.Mul(v.Num.Sub(money.Whole(1))), Source: x.At().Start.Line,
	}, nil
}
