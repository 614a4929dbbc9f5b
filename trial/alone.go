package trial

import (
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/shape"
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
		for _, x := range shape.Read(&p.Components[component]) {
			shape.Walk(p, x, visit)
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
