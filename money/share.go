package money

import (
	"fmt"
	"slices"
)

// Running rounds lines so that they sum to the rounded total: line i is the rounded sum of the first i lines less the
// rounded sum of the first i−1. A line therefore depends on what stands before it in the declared order and never on what
// comes later.
type Running struct {
	cur     Currency
	r       Rounding
	exact   Ratio
	rounded int64
}

// NewRunning starts at zero. It panics when c is not Known.
func NewRunning(c Currency, r Rounding) *Running {
	return &Running{cur: New(0, c).cur, r: r}
}

// Next is the money of the next line, given its exact amount. After an error (the total does not fit) nothing was added.
func (n *Running) Next(exact Ratio) (Money, error) {
	sum := n.exact.Add(exact)
	total, err := RoundTo(sum, n.cur, n.r)
	if err != nil {
		return Money{}, fmt.Errorf("running total after a line of %s: %w", exact, err)
	}
	line, err := total.Sub(n.Total())
	if err != nil {
		return Money{}, fmt.Errorf("line of %s: %w", exact, err)
	}
	n.exact, n.rounded = sum, total.minor
	return line, nil
}

// Exact is the sum of the lines so far before rounding.
func (n *Running) Exact() Ratio { return n.exact }

// Total is the sum of the lines so far: Exact, rounded once.
func (n *Running) Total() Money { return Money{n.rounded, n.cur} }

// Apportion divides total units among weights by largest remainder (Hamilton's method): everyone gets the whole units of
// their exact share, and the units left over go one each to the largest remainders, ties to the earlier index. The shares
// sum to total exactly; a negative total is divided by magnitude. No weight may be negative and one must be above zero.
func Apportion(total int64, weights []Ratio) ([]int64, error) {
	var all Ratio
	for i, w := range weights {
		if w.Sign() < 0 {
			return nil, fmt.Errorf("apportioning %d: weight %d is %s; weights must not be negative", total, i+1, w)
		}
		all = all.Add(w)
	}
	if all.IsZero() {
		return nil, fmt.Errorf("apportioning %d among %d: no weight is above zero, so nobody can get it", total, len(weights))
	}
	shares := make([]int64, len(weights))
	remainders := make([]Ratio, len(weights))
	order := make([]int, len(weights))
	left := total
	perWeight := Whole(total).Quo(all)
	for i, w := range weights {
		exact := perWeight.Mul(w)
		whole, err := exact.Round(0, Down)
		if err != nil {
			return nil, fmt.Errorf("apportioning %d, share %d: %w", total, i+1, err)
		}
		shares[i], remainders[i], order[i] = whole, exact.Sub(Whole(whole)).Abs(), i
		left -= whole
	}
	slices.SortStableFunc(order, func(i, j int) int { return remainders[j].Cmp(remainders[i]) })
	unit := int64(sign(left))
	for _, i := range order[:magnitude(left)] {
		shares[i] += unit
	}
	return shares, nil
}
