package trial

import (
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// alone is a program in which only one component pays, and those whose results it reads; the others are worth nothing.
// They keep their places, because everything refers to components by place.
func alone(p *ir.Program, component int) *ir.Program {
	needed := map[int]bool{}
	var need func(component int)
	visit := func(x ir.Expr) {
		if r, ok := x.(*ir.ResultRef); ok {
			need(r.Component)
		}
	}
	need = func(component int) {
		if component < 0 || needed[component] {
			return
		}
		needed[component] = true
		for _, x := range read(&p.Components[component]) {
			walk(p, x, map[named]bool{}, visit)
		}
	}
	need(component)
	out := *p
	out.Caps, out.Clawbacks, out.Settle = nil, nil, ir.Settle{}
	out.Components = make([]ir.Component, len(p.Components))
	for i, k := range p.Components {
		if !needed[i] {
			nothing := ir.MoneyOf(money.Ratio{}, p.Plan.Currency)
			k = ir.Component{
				Name: k.Name, Label: k.Label, Kind: ir.Bonus, Credit: -1, Window: p.Plan.Period, At: k.At,
				Terms: ir.Terms{Pay: &ir.Const{Node: ir.Node{T: ir.Type{Kind: ir.Money, Currency: p.Plan.Currency}, In: k.At}, Value: nothing}},
			}
		}
		out.Components[i] = k
	}
	return &out
}

// named is what stands behind a name: a measure, table, curve or matrix.
type named struct {
	kind  byte
	index int
}

// walk visits an expression and all that stands behind the names in it, each once.
func walk(p *ir.Program, x ir.Expr, seen map[named]bool, visit func(ir.Expr)) {
	ir.Walk(x, func(x ir.Expr) {
		visit(x)
		of, behind := behindName(p, x)
		if behind == nil || seen[of] {
			return
		}
		seen[of] = true
		for _, e := range behind {
			walk(p, e, seen, visit)
		}
	})
}

// behindName lists what a name is worked out from.
func behindName(p *ir.Program, x ir.Expr) (named, []ir.Expr) {
	switch x := x.(type) {
	case *ir.MeasureRef:
		return named{'m', x.Index}, []ir.Expr{p.Measures[x.Index].Expr}
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

// read lists what a component reads to work out what it is worth.
func read(k *ir.Component) []ir.Expr {
	out := readByTerms(&k.Terms)
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
	return out
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
