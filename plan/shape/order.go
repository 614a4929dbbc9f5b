package shape

import (
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Order is two deals of one size whose order decides what they pay together: they are paid at different rates, and only one
// of them can have the better tier.
type Order struct {
	// Key is the field that tells the deals apart, Rows what they say in it, Rates what they are paid at.
	Key   string
	Rows  [2]ir.Value
	Rates [2]money.Ratio
	// Size is what each is credited: the first of them fills the tiers below the one in which the second lies.
	Size money.Ratio
	// Totals is what both pay, with the first row's deal first, and the other way round.
	Totals [2]money.Ratio
	Tier   Clause
}

// OrderMatters reports whether the order of deals changes a component's total, with two deals that show it: it does where
// several rates stand under one set of tiers by slices.
func OrderMatters(p *ir.Program, component int, set Setting) (Order, bool) {
	k := &p.Components[component]
	f := &follower{p: p, set: set, k: k}
	if k.Tiers == nil || k.Tiers.Mode != ir.EachSlice || !k.Tiers.Tiers[0].Times || !f.ratesDiffer() {
		return Order{}, false
	}
	out, found := f.extremes()
	if !found {
		return out, false
	}
	w := &walker{p: p, set: set, k: k, in: k.Window, rule: k.Credit, roles: k.Roles, given: map[string]ir.Value{}, m: mover{rule: k.Credit, roles: k.Roles, alone: -1}}
	by, err := w.number(k.Tiers.By)
	if err != nil || !by.Linear() || by.Marginal(by.Low()).Sign() <= 0 {
		return out, false
	}
	factors := make([]money.Ratio, len(k.Tiers.Tiers))
	for i := range factors {
		v, known := f.still(k.Tiers.Tiers[i].Value)
		if !known {
			return out, false
		}
		factors[i] = v
	}
	for i := 1; i < len(factors); i++ {
		if factors[i].Equal(factors[0]) {
			continue
		}
		start, rise, bound := by.Value(by.Low()), by.Marginal(by.Low()), k.Tiers.Tiers[i].Bound.Num
		if bound.Cmp(start) <= 0 {
			continue
		}
		out.Size = bound.Sub(start).Quo(rise)
		first := weighed(k.Tiers, factors, start, bound).Quo(rise)
		second := weighed(k.Tiers, factors, bound, bound.Add(bound.Sub(start))).Quo(rise)
		out.Totals[0] = out.Rates[0].Mul(first).Add(out.Rates[1].Mul(second))
		out.Totals[1] = out.Rates[1].Mul(first).Add(out.Rates[0].Mul(second))
		out.Tier = *w.tierClause(k.Tiers, i)
		return out, !out.Totals[0].Equal(out.Totals[1])
	}
	return out, false
}

// extremes are the lowest and the highest rate of a table by one field of the deal.
func (f *follower) extremes() (Order, bool) {
	for _, x := range append([]ir.Expr{f.k.Rate}, f.k.Times...) {
		ref, ok := x.(*ir.TableRef)
		if !ok || x != f.k.Rate {
			continue
		}
		t := &f.p.Tables[ref.Index]
		if len(t.Keys) != 1 {
			return Order{}, false
		}
		key, ok := t.Keys[0].(*ir.FieldRef)
		if !ok {
			return Order{}, false
		}
		out, any := Order{Key: key.Name}, false
		for i := range t.Rows {
			v, known := f.still(t.Rows[i].Value)
			if !known {
				return out, false
			}
			if row := t.Rows[i].Keys[0].Value; !any {
				out.Rows, out.Rates, any = [2]ir.Value{row, row}, [2]money.Ratio{v, v}, true
			} else if v.Cmp(out.Rates[0]) < 0 {
				out.Rows[0], out.Rates[0] = row, v
			} else if v.Cmp(out.Rates[1]) > 0 {
				out.Rows[1], out.Rates[1] = row, v
			}
		}
		return out, any && !out.Rates[0].Equal(out.Rates[1])
	}
	return Order{}, false
}

// weighed is a stretch of the measure with each part multiplied by its tier's factor.
func weighed(t *ir.Tiers, factors []money.Ratio, from, to money.Ratio) money.Ratio {
	sum := money.Ratio{}
	for i := range t.Tiers {
		low, high := from, to
		if i > 0 {
			low = money.Max(low, t.Tiers[i].Bound.Num)
		}
		if i+1 < len(t.Tiers) {
			high = money.Min(high, t.Tiers[i+1].Bound.Num)
		}
		if low.Cmp(high) < 0 {
			sum = sum.Add(high.Sub(low).Mul(factors[i]))
		}
	}
	return sum
}
