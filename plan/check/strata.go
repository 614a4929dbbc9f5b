package check

import (
	"slices"

	"rainmaker/plan/ir"
)

// strata groups the components so that each reads results of earlier groups only, its own or other people's. A circle has
// been reported by then.
func (c *checker) strata() {
	level := make([]int, len(c.prog.Components))
	done := make([]bool, len(level))
	var visit func(i int) int
	visit = func(i int) int {
		if done[i] {
			return level[i]
		}
		done[i] = true
		for _, x := range c.componentExprs(&c.prog.Components[i]) {
			c.deep(x, func(x ir.Expr) bool {
				switch x := x.(type) {
				case *ir.ResultRef:
					level[i] = max(level[i], visit(x.Component)+1)
				case *ir.CarryRef:
					if x.Component >= 0 && x.Component != i {
						level[i] = max(level[i], visit(x.Component)+1)
					}
				}
				return true
			})
		}
		return level[i]
	}
	for i := range level {
		for n := visit(i); len(c.prog.Strata) <= n; {
			c.prog.Strata = append(c.prog.Strata, nil)
		}
		c.prog.Strata[level[i]] = append(c.prog.Strata[level[i]], i)
	}
}

// componentExprs is everything a component is worked out from, its exceptions included.
func (c *checker) componentExprs(k *ir.Component) []ir.Expr {
	out := termExprs(&k.Terms)
	for i := range k.Exceptions {
		out = append(out, k.Exceptions[i].When)
		out = append(out, termExprs(&k.Exceptions[i].Terms)...)
	}
	if p := k.Pool; p != nil {
		out = append(out, p.Fund, p.Where, p.ShareBy)
	}
	if t := k.Contest; t != nil {
		out = append(out, t.Where, t.RankBy, t.BrokenBy)
		for _, p := range t.Prizes {
			out = append(out, p.Amount)
		}
	}
	return slices.DeleteFunc(out, func(x ir.Expr) bool { return x == nil })
}

func termExprs(t *ir.Terms) []ir.Expr {
	out := slices.Concat(t.Where, []ir.Expr{t.Rate, t.Pay, t.Advance}, t.Times)
	if t.Tiers != nil {
		out = append(out, t.Tiers.By)
		for _, tier := range t.Tiers.Tiers {
			out = append(out, tier.Value)
		}
	}
	for _, g := range t.Gates {
		out = append(out, g.Cond, g.Until)
	}
	for _, l := range t.Limits {
		out = append(out, l.Amount)
	}
	for _, p := range t.Payable {
		out = append(out, p.Share, p.Date)
	}
	if t.PaidIn != nil {
		out = append(out, t.PaidIn.By, t.PaidIn.On)
	}
	return out
}

// deep walks an expression and everything it rests on: measures, tables, curves, matrices and the plan's own values of
// parameters, each once. visit says whether to go into what it was shown.
func (c *checker) deep(x ir.Expr, visit func(ir.Expr) bool) {
	type thing struct {
		kind  symbolKind
		index int
	}
	seen := map[thing]bool{}
	var enter func(ir.Expr)
	enter = func(x ir.Expr) {
		if x == nil || !visit(x) {
			return
		}
		var of thing
		var rest []ir.Expr
		switch x := x.(type) {
		case *ir.MeasureRef:
			of, rest = thing{symMeasure, x.Index}, []ir.Expr{c.prog.Measures[x.Index].Expr}
		case *ir.TableRef:
			of, rest = thing{symTable, x.Index}, tableExprs(&c.prog.Tables[x.Index])
		case *ir.CurveRef:
			of, rest = thing{symCurve, x.Index}, curveExprs(&c.prog.Curves[x.Index])
		case *ir.MatrixRef:
			of, rest = thing{symMatrix, x.Index}, matrixExprs(&c.prog.Matrices[x.Index])
		case *ir.ParamRef:
			of, rest = thing{symParam, x.Index}, []ir.Expr{c.prog.Params[x.Index].Default}
		}
		if of.kind == symBroken || !seen[of] {
			seen[of] = true
			for _, p := range append(rest, ir.Parts(x)...) {
				enter(p)
			}
		}
	}
	enter(x)
}

func curveExprs(k *ir.Curve) []ir.Expr {
	out := []ir.Expr{k.By}
	for _, p := range k.Points {
		out = append(out, p.Value)
	}
	for _, x := range []ir.Expr{k.Below, k.Slope} {
		if x != nil {
			out = append(out, x)
		}
	}
	return out
}

func matrixExprs(m *ir.Matrix) []ir.Expr {
	out := []ir.Expr{m.Rows, m.Cols}
	for _, row := range m.Values {
		out = append(out, row...)
	}
	return out
}
