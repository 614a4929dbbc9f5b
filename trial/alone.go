package trial

import (
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/shape"
)

// alone are the versions of a plan with only one component that pays, and those whose results it reads in any of them; the
// others are worth nothing.
func alone(component string, versions ...*ir.Program) []*ir.Program {
	needed := map[string]bool{}
	var need func(component string)
	need = func(component string) {
		if needed[component] {
			return
		}
		needed[component] = true
		for _, p := range versions {
			for i := range p.Components {
				if p.Components[i].Name != component {
					continue
				}
				for _, x := range shape.Read(&p.Components[i]) {
					shape.Walk(p, x, func(x ir.Expr) {
						if r, ok := x.(*ir.ResultRef); ok {
							need(p.Components[r.Component].Name)
						}
					})
				}
			}
		}
	}
	need(component)
	out := make([]*ir.Program, len(versions))
	for i, p := range versions {
		out[i] = only(p, needed)
	}
	return out
}

// only is a program without what is not needed. Components keep their places, because everything refers to them by place.
func only(p *ir.Program, needed map[string]bool) *ir.Program {
	out := *p
	out.Caps, out.Clawbacks, out.Settle = nil, nil, ir.Settle{}
	out.Components = make([]ir.Component, len(p.Components))
	for i, k := range p.Components {
		if !needed[k.Name] {
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
