package english

import (
	"fmt"
	"slices"
	"strconv"

	"rainmaker/money"
	"rainmaker/plan/ir"
)

// places says which of what is counted a tier holds: "the first 10", "the 11th to the 20th", "from the 21st on". Ten are the
// whole first slice where the second begins `from 10`, so "from 10: 200 USD" would promise the tenth what only the eleventh
// earns. Only slices of a count of whole things have places.
func (w *writer) places(t *ir.Tiers, i int) (string, bool) {
	if t.Mode != ir.EachSlice || !w.countsWhole(t.By) {
		return "", false
	}
	bounds := make([]int, len(t.Tiers))
	for k, tier := range t.Tiers {
		n, err := strconv.Atoi(tier.Bound.Num.String())
		if err != nil || n < 0 {
			return "", false
		}
		bounds[k] = n
	}
	from := bounds[i] + 1
	switch last := i == len(bounds)-1; {
	case last && from == 1:
		return "each of them", true
	case last:
		return "from the " + ordinal(from) + " on", true
	case from == 1 && bounds[i+1] == 1:
		return "the first", true
	case from == 1:
		return fmt.Sprintf("the first %d", bounds[i+1]), true
	case from == bounds[i+1]:
		return "the " + ordinal(from), true
	}
	return fmt.Sprintf("the %s to the %s", ordinal(from), ordinal(bounds[i+1])), true
}

// countsWhole reports whether a measure counts things, one by one.
func (w *writer) countsWhole(x ir.Expr) bool {
	switch x := x.(type) {
	case *ir.MeasureRef:
		return w.countsWhole(w.p.Measures[x.Index].Expr)
	case *ir.Aggregate:
		switch x.Op {
		case ir.Count:
			return true
		case ir.Sum:
			return w.creditsOnes(x)
		}
	}
	return false
}

// creditsOnes reports whether every credit that a sum adds is 1.
func (w *writer) creditsOnes(x *ir.Aggregate) bool {
	c := &w.p.Credits[x.Credit]
	for i := range c.Targets {
		t := &c.Targets[i]
		if len(x.Roles) > 0 && !slices.Contains(x.Roles, t.Role) {
			continue
		}
		one := constant(t.Value) // nil where a share is credited
		if t.Value == nil || one == nil || one.Kind != ir.Number || !one.Num.Equal(money.Whole(1)) {
			return false
		}
	}
	return c.From < 0
}

// ordinal is 11th, 21st, 2nd.
func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}
