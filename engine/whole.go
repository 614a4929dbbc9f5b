package engine

import (
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// stretches are the parts of the way from low to high, lowest first; a way of no length is one part. The three readings of
// tiers differ in nothing else: by the whole amount all of it is paid by the tier reached in the end, above a bound only
// what lies above it is, and by slices each part by the tier it lies in.
func stretches(t *ir.Tiers, low, high, reached money.Ratio) []stretch {
	switch t.Mode {
	case ir.WholeAmount:
		return []stretch{{tierAt(t, reached), reached, reached}}
	case ir.WholeAbove:
		return above(t, low, high, tierAt(t, reached))
	default:
		return bySlices(t, low, high)
	}
}

// above divides a way at the bound. What lies above it cancels out where credits carry the measure over the bound and back,
// so the tier reached pays it also when the measure ends below.
func above(t *ir.Tiers, low, high money.Ratio, reached int) []stretch {
	bound := t.Above.Num
	switch {
	case high.Cmp(bound) <= 0:
		return bySlices(t, low, high)
	case low.Cmp(bound) >= 0:
		return []stretch{{reached, low, high}}
	default:
		return append(bySlices(t, low, bound), stretch{reached, bound, high})
	}
}

// bySlices divides a way at the bounds of the tiers.
func bySlices(t *ir.Tiers, low, high money.Ratio) []stretch {
	if low.Equal(high) {
		return []stretch{{tierAt(t, low), low, low}}
	}
	var out []stretch
	for i := range t.Tiers {
		from, to := low, high
		if i > 0 {
			from = money.Max(from, t.Tiers[i].Bound.Num)
		}
		if i+1 < len(t.Tiers) {
			to = money.Min(to, t.Tiers[i+1].Bound.Num)
		}
		if from.Cmp(to) < 0 {
			out = append(out, stretch{i, from, to})
		}
	}
	return out
}
