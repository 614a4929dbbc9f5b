package shape

import (
	"slices"

	"rainmaker/plan/ir"
)

// moves reports whether an expression moves with what grows.
func (w *walker) moves(x ir.Expr) bool { return x != nil && w.movesIn(x, w.in, map[named]bool{}) }

// named is what stands behind a name; it is followed once.
type named struct {
	kind  byte
	index int
}

func (w *walker) movesIn(x ir.Expr, in ir.Window, seen map[named]bool) bool {
	found := false
	ir.Walk(x, func(x ir.Expr) {
		if found || w.leaf(x, in) {
			found = true
			return
		}
		of, behind, window := w.behind(x, in)
		if behind == nil || seen[of] {
			return
		}
		seen[of] = true
		for _, e := range behind {
			found = found || e != nil && w.movesIn(e, window, seen)
		}
	})
	return found
}

// leaf reports whether an expression itself moves.
func (w *walker) leaf(x ir.Expr, in ir.Window) bool {
	switch x := x.(type) {
	case *ir.MeasureRef:
		return w.m.rule < 0 && x.Index == w.m.alone
	case *ir.CreditAmount:
		return w.m.rule >= 0 && !w.m.many && w.rule == w.m.rule
	case *ir.FieldRef:
		return w.m.rule >= 0 && !w.m.many && w.rule == w.m.rule && divided(w.p, w.m.rule, x)
	case *ir.Aggregate:
		return w.m.rule >= 0 && w.counts(x)
	}
	return false
}

// counts reports whether an aggregate counts the growing credit in the window at hand.
func (w *walker) counts(x *ir.Aggregate) bool {
	if x.Over != nil && (x.Over.Kind == ir.OverPrevious || x.Over.Kind == ir.OverSameLastYear) {
		return false // a window that has ended
	}
	if x.Scope.Kind == ir.DirectReports || x.Scope.Kind == ir.AllReports {
		return false // I am not among my reports
	}
	if x.Credit != w.m.rule {
		return false
	}
	return len(x.Roles) == 0 || len(w.m.roles) == 0 || slices.ContainsFunc(w.m.roles, func(r string) bool { return slices.Contains(x.Roles, r) })
}

// divided reports whether a field is one of a deal's amounts: they grow together. A number is one only where it is itself
// credited.
func divided(p *ir.Program, rule int, x *ir.FieldRef) bool {
	if x.Index < 0 {
		return false
	}
	if x.T.Kind == ir.Money {
		return true
	}
	if x.T.Kind != ir.Number || x.T.Percent {
		return false
	}
	return slices.ContainsFunc(p.Credits[rule].Targets, func(t ir.Target) bool {
		f, is := t.Base.(*ir.FieldRef)
		return is && f.Index == x.Index
	})
}

// behind lists what a name is worked out from, and in which window.
func (w *walker) behind(x ir.Expr, in ir.Window) (named, []ir.Expr, ir.Window) {
	switch x := x.(type) {
	case *ir.MeasureRef:
		m := &w.p.Measures[x.Index]
		return named{'m', x.Index}, []ir.Expr{m.Expr}, m.Window
	case *ir.ResultRef:
		return named{'k', x.Component}, Read(&w.p.Components[x.Component]), w.p.Components[x.Component].Window
	}
	if c, ok := x.(*ir.CarryRef); ok && c.Component >= 0 {
		return named{'k', c.Component}, Read(&w.p.Components[c.Component]), w.p.Components[c.Component].Window
	}
	of, behind := behindTable(w.p, x)
	return of, behind, in
}

// Walk visits an expression and all that stands behind the names in it but results of other components, each once.
func Walk(p *ir.Program, x ir.Expr, visit func(ir.Expr)) { walk(p, x, map[named]bool{}, visit) }

func walk(p *ir.Program, x ir.Expr, seen map[named]bool, visit func(ir.Expr)) {
	ir.Walk(x, func(x ir.Expr) {
		visit(x)
		of, behind := behindTable(p, x)
		if m, ok := x.(*ir.MeasureRef); ok {
			of, behind = named{'m', m.Index}, []ir.Expr{p.Measures[m.Index].Expr}
		}
		if behind == nil || seen[of] {
			return
		}
		seen[of] = true
		for _, e := range behind {
			walk(p, e, seen, visit)
		}
	})
}

// behindTable lists what a table, curve or matrix is worked out from.
func behindTable(p *ir.Program, x ir.Expr) (named, []ir.Expr) {
	switch x := x.(type) {
	case *ir.TableRef:
		t := &p.Tables[x.Index]
		out := append([]ir.Expr{t.Else}, t.Keys...)
		for _, row := range t.Rows {
			out = append(out, row.Value)
		}
		return named{'t', x.Index}, out
	case *ir.CurveRef:
		c := &p.Curves[x.Index]
		out := []ir.Expr{c.By, c.Below, c.Slope}
		for _, point := range c.Points {
			out = append(out, point.Value)
		}
		return named{'c', x.Index}, out
	case *ir.MatrixRef:
		m := &p.Matrices[x.Index]
		out := []ir.Expr{m.Rows, m.Cols}
		for _, row := range m.Values {
			out = append(out, row...)
		}
		return named{'x', x.Index}, out
	default:
		return named{}, nil
	}
}

// Read lists what a component reads to work out what it is worth, its credit included.
func Read(k *ir.Component) []ir.Expr {
	out := readByTerms(&k.Terms)
	if k.Credit >= 0 {
		out = append(out, &ir.Aggregate{Node: ir.Node{In: k.At}, Op: ir.Sum, Credit: k.Credit, Roles: k.Roles, Once: -1, Weight: -1})
	}
	for i := range k.Exceptions {
		out = append(append(out, k.Exceptions[i].When), readByTerms(&k.Exceptions[i].Terms)...)
	}
	if k.Pool != nil {
		out = append(out, k.Pool.Fund, k.Pool.Where, k.Pool.ShareBy)
	}
	if k.Contest != nil {
		out = append(out, k.Contest.Where, k.Contest.RankBy, k.Contest.BrokenBy)
		for _, prize := range k.Contest.Prizes {
			out = append(out, prize.Amount)
		}
	}
	return slices.DeleteFunc(out, func(x ir.Expr) bool { return x == nil })
}

func readByTerms(t *ir.Terms) []ir.Expr {
	out := append([]ir.Expr{t.Rate, t.Pay}, t.Where...)
	out = append(out, t.Times...)
	if t.Tiers != nil {
		out = append(out, t.Tiers.By)
		for _, tier := range t.Tiers.Tiers {
			out = append(out, tier.Value)
		}
	}
	for _, gate := range t.Gates {
		out = append(out, gate.Cond, gate.Until)
	}
	for _, limit := range t.Limits {
		out = append(out, limit.Amount)
	}
	return out
}
