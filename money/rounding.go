package money

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// ErrOverflow is wrapped by every error about a number too large for the integer that should hold it.
var ErrOverflow = errors.New("does not fit in 64 bits")

// Rounding says what happens to the part that does not fit the last digit. All three act on the magnitude and put the sign
// back, so that a reversal of all lines sums to exactly minus them.
type Rounding uint8

const (
	HalfEven Rounding = iota // nearest, a half goes to the even neighbour: 0.125 → 0.12, 0.135 → 0.14
	HalfUp                   // nearest, a half goes away from zero: 0.125 → 0.13, -0.125 → -0.13
	Down                     // towards zero: 0.129 → 0.12, -0.129 → -0.12
)

var roundingNames = [...]string{HalfEven: "half_even", HalfUp: "half_up", Down: "down"}

// String is the word used in plans: half_even, half_up or down.
func (r Rounding) String() string {
	if int(r) < len(roundingNames) {
		return roundingNames[r]
	}
	return fmt.Sprintf("Rounding(%d)", uint8(r))
}

// ParseRounding reads the word used in plans.
func ParseRounding(s string) (Rounding, error) {
	for r, name := range roundingNames {
		if s == name {
			return Rounding(r), nil
		}
	}
	return 0, fmt.Errorf("rounding %q: write half_even, half_up or down", s)
}

// up reports whether a magnitude rounds away from zero, given whether its last kept digit is odd and how the part cut off
// compares with a half (-1 below, 0 a half, 1 above). A rounding outside the three is a programming error and panics, since
// any answer would be somebody's money.
func (r Rounding) up(odd bool, half int) bool {
	switch r {
	case HalfEven:
		return half > 0 || half == 0 && odd
	case HalfUp:
		return half >= 0
	case Down:
		return false
	}
	panic("money: unknown " + r.String())
}

// MulDiv is a × b ÷ c, exact until it is rounded once by r: the product has 128 bits. c = 0 and a result outside int64 are
// errors with the three values; the second wraps [ErrOverflow].
func MulDiv(a, b, c int64, r Rounding) (int64, error) {
	if c == 0 {
		return 0, fmt.Errorf("%d x %d / 0: division by zero", a, b)
	}
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	d := magnitude(c)
	if hi >= d {
		return 0, mulDivOverflow(a, b, c)
	}
	q, rem := bits.Div64(hi, lo, d)
	if rem != 0 && r.up(q&1 == 1, compareHalf(rem, d)) {
		if q == math.MaxUint64 {
			return 0, mulDivOverflow(a, b, c)
		}
		q++
	}
	if (a < 0) != (b < 0) != (c < 0) {
		if q > 1<<63 {
			return 0, mulDivOverflow(a, b, c)
		}
		return int64(-q), nil // two's complement, so 1<<63 becomes math.MinInt64
	}
	if q > math.MaxInt64 {
		return 0, mulDivOverflow(a, b, c)
	}
	return int64(q), nil
}

func mulDivOverflow(a, b, c int64) error {
	return fmt.Errorf("%d x %d / %d: result %w", a, b, c, ErrOverflow)
}

// compareHalf compares rem with d/2 without the overflow of 2 × rem.
func compareHalf(rem, d uint64) int {
	switch rest := d - rem; {
	case rem < rest:
		return -1
	case rem > rest:
		return 1
	}
	return 0
}

// Divide is a ÷ b rounded once by r, for a b above zero: what MulDiv is for a product, without its 128 bits.
func Divide(a, b int64, r Rounding) int64 {
	m, d := magnitude(a), uint64(b) //nolint:gosec // b is above zero
	q := m / d
	if rem := m - q*d; rem != 0 && r.up(q&1 == 1, compareHalf(rem, d)) {
		q++
	}
	if a < 0 {
		return -int64(q) //nolint:gosec // no larger than the magnitude of a
	}
	return int64(q) //nolint:gosec // no larger than a
}
