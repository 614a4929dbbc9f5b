package trial

import (
	"fmt"

	"rainmaker/calendar"
	"rainmaker/plan/ir"
	"rainmaker/plan/shape"
	"rainmaker/plan/source"
)

const orderMatters = "order-matters"

// Orders warns of the components in which the order of deals changes what is paid in all, each with two deals and both
// totals, in the numbers of the first example that has them. Order is then part of the contract (language §15).
func Orders(p *ir.Program, cal calendar.Calendar) source.Diagnostics {
	var found source.Diagnostics
	for i := range p.Components {
		if p.Components[i].Tiers == nil {
			continue
		}
		t := &tester{p: p, cal: cal, check: &ir.Check{At: p.Components[i].At}}
		for _, x := range t.stands() {
			s, err := t.stand(x, nil)
			if err != nil {
				continue // why an example does not run is said where it is run
			}
			if o, matters := shape.OrderMatters(s.p, i, s.set); matters {
				found = append(found, s.ordered(&p.Components[i], o))
				break
			}
		}
	}
	return found
}

func (s *stand) ordered(k *ir.Component, o shape.Order) source.Diagnostic {
	size := ir.Value{Kind: s.p.Credits[k.Credit].Targets[0].Base.Type().Kind, Num: o.Size, Currency: s.p.Plan.Currency}
	text := written(size, size)
	return source.Diagnostic{
		Severity: source.Warning, Code: orderMatters, Where: k.Tiers.At,
		Summary: fmt.Sprintf("the order of deals decides what %s pays: rates by %s stand under one set of tiers", k.Name, o.Key),
		Detail: fmt.Sprintf("%s of %s (%s) and then as much of %s (%s) pay %s; the other way round %s. These are the numbers of example %q.",
			text, o.Rows[0], ir.PercentOf(o.Rates[0]), o.Rows[1], ir.PercentOf(o.Rates[1]), s.cash(o.Totals[0]), s.cash(o.Totals[1]), s.name),
		Way: fmt.Sprintf("Tell the reader that deals go by %s; or pay one rate under the tiers.", s.p.Credits[k.Credit].Name+"'s `order by`"),
	}
}
