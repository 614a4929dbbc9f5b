package shape

import (
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Truth is where a condition about the plan holds, as 1 and 0, while a measure moves. It stands in the window of a
// component, whose credit may grow so that the measure does.
func Truth(p *ir.Program, k *ir.Component, measure int, cond ir.Expr, set Setting) (Curve, error) {
	c, _, err := Along(p, k, measure, set, func(w *walker) (Curve, error) { return w.truth(cond) })
	return c, err
}

// Amount is what an expression about the plan comes to while a measure moves.
func Amount(p *ir.Program, k *ir.Component, measure int, x ir.Expr, set Setting) (Curve, error) {
	c, _, err := Along(p, k, measure, set, func(w *walker) (Curve, error) { return w.number(x) })
	return c, err
}

// Always is a condition that holds everywhere from a number upward.
func Always(low money.Ratio) Curve { return flat(low, whole(1)) }

// First is the least number, from one to another, at which a is yes and b is no; step says how far above an edge to look
// where it holds only above it. High nil: without end.
func First(a, b Curve, low money.Ratio, high *money.Ratio, step money.Ratio) (money.Ratio, bool) {
	bad := chosen(b, flat(b.Low(), money.Ratio{}), a).splitAt([]money.Ratio{low}, nil)
	for i, p := range bad.pieces {
		switch {
		case high != nil && p.From.Cmp(*high) > 0:
			return money.Ratio{}, false
		case p.From.Cmp(low) < 0:
			continue
		case p.At.Sign() > 0:
			return p.From, true
		case p.Start.Sign() > 0 && (high == nil || p.From.Cmp(*high) < 0):
			return bad.justAbove(i, step, high), true
		}
	}
	return money.Ratio{}, false
}

// justAbove is a number in an open stretch: a step above its edge, or its middle where it is shorter.
func (c Curve) justAbove(i int, step money.Ratio, high *money.Ratio) money.Ratio {
	from := c.pieces[i].From
	to := from.Add(step)
	end := to.Add(step)
	if i+1 < len(c.pieces) {
		end = c.pieces[i+1].From
	}
	if high != nil {
		end = money.Min(end, *high)
	}
	if to.Cmp(end) < 0 {
		return to
	}
	return from.Add(end).Quo(money.Whole(2))
}

// Beside is a number just below x: a step below it, or half way to the edge before it where that is nearer.
func (c Curve) Beside(x, step money.Ratio) money.Ratio {
	before := c.Low()
	for _, p := range c.pieces {
		if p.From.Cmp(x) < 0 {
			before = p.From
		}
	}
	if to := x.Sub(step); to.Cmp(before) >= 0 {
		return to
	}
	return before.Add(x).Quo(money.Whole(2))
}

// Above is a number just above x: a step above it, or half way to the next edge where that is nearer.
func (c Curve) Above(x, step money.Ratio) money.Ratio { return c.justAbove(c.find(x), step, nil) }

// OfTotals reports whether a component's pay depends on the totals of its deals alone: on none of their other fields, and
// not on how many they are. What is shown for one deal then holds for any number of them.
func OfTotals(p *ir.Program, component int) bool {
	k := &p.Components[component]
	if k.Credit < 0 {
		return graded(p, component, SplitMerge).Answer == Holds
	}
	f := &follower{p: p, k: k}
	for _, x := range Read(k) {
		if f.perDealBesideAmounts(x) {
			return false
		}
	}
	g := &grader{p: p, law: SplitMerge, rule: -1, seen: map[int]bool{}}
	return g.everyTerms(k) == nil // but for the rounding of lines, which no curve has
}

// perDealBesideAmounts reports whether an expression reads a field of the deal that does not grow with it.
func (f *follower) perDealBesideAmounts(x ir.Expr) bool {
	found := false
	Walk(f.p, x, func(x ir.Expr) {
		if ref, ok := x.(*ir.FieldRef); ok && !divided(f.p, f.k.Credit, ref) {
			found = true
		}
	})
	return found
}

// ByDeals reports whether a measure can only rise as deals come in or become larger, whatever the component's window.
func ByDeals(p *ir.Program, component, measure int, set Setting) bool {
	f := &follower{p: p, set: set, k: &p.Components[component]}
	return f.of(&ir.MeasureRef{Index: measure}) == rising
}
