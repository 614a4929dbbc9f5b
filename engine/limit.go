package engine

import (
	"fmt"

	"rainmaker"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// limitExprs are the amounts of the caps and floors that stand in the component's own window or at its events. Those of
// longer windows are worked out in their own.
func limitExprs(k *ir.Component) []ir.Expr {
	var out []ir.Expr
	for _, l := range k.Limits {
		if l.Per.Kind == ir.OfEvent || l.Per == k.Window {
			out = append(out, l.Amount)
		}
	}
	return out
}

// limit applies the floor and then the cap of each event, once all its roles are added. A floor is not applied below
// zero; a cap holds for the magnitude, so a capped deal's return gives back the capped amount.
func (g *earning) limit(s *scope) error {
	for _, floor := range []bool{true, false} {
		for _, l := range g.component.Limits {
			if l.Floor != floor || l.Per.Kind != ir.OfEvent {
				continue
			}
			for _, w := range g.ofUnit(s) {
				if err := g.limitEach(s, l, w); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (g *earning) limitEach(s *scope, l ir.Limit, w *worth) error {
	in := *s
	in.event, in.state, in.day = w.event, nil, w.on
	if s.more == nil || w.event != s.more.event {
		in.state = s.c.at(w.event, s.moment)
	}
	amount, err := in.eval(l.Amount)
	if err != nil {
		return err
	}
	switch {
	case l.Floor && w.exact.Sign() >= 0 && w.exact.Cmp(amount.Num) < 0:
		w.adjust(rainmaker.FloorSlice, fmt.Sprintf("at least %s", amount), amount.Num)
	case !l.Floor && w.exact.Abs().Cmp(amount.Num) > 0:
		to := amount.Num
		if w.exact.Sign() < 0 {
			to = to.Neg()
		}
		w.adjust(rainmaker.CapSlice, fmt.Sprintf("at most %s", amount), to)
	}
	return nil
}

func (w *worth) adjust(tier int, label string, to money.Ratio) {
	w.slices = append(w.slices, rainmaker.Slice{Tier: tier, Label: label, Factor: money.Whole(1), Amount: to.Sub(w.exact)})
	w.exact = to
}
