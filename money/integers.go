package money

import (
	"cmp"
	"math"
	"math/bits"
)

// maxPow10 is the largest power of ten in an int64.
const maxPow10 = 18

var pow10 = func() (t [maxPow10 + 1]int64) {
	t[0] = 1
	for i := range maxPow10 {
		t[i+1] = t[i] * 10
	}
	return t
}()

// magnitude is |x|; unlike an int64 it holds that of math.MinInt64.
func magnitude(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}

func sign(x int64) int { return cmp.Compare(x, 0) }

// compare128 compares two unsigned numbers of 128 bits.
func compare128(ahi, alo, bhi, blo uint64) int {
	switch {
	case ahi < bhi, ahi == bhi && alo < blo:
		return -1
	case ahi == bhi && alo == blo:
		return 0
	}
	return 1
}

// addInt64 is a + b, false when the sum leaves ±math.MaxInt64. math.MinInt64 counts as outside, so that every sum can be
// negated.
func addInt64(a, b int64) (int64, bool) {
	s := a + b
	if (a < 0) == (b < 0) && (s < 0) != (a < 0) || s == math.MinInt64 {
		return 0, false
	}
	return s, true
}

// gcd is the greatest common divisor; gcd(0, b) is b. One step of Euclid's brings both to the size of the smaller (amounts
// meet small denominators), Stein's binary way does the rest without division.
func gcd(a, b uint64) uint64 {
	if a < b {
		a, b = b, a
	}
	switch b {
	case 0:
		return a
	case 1:
		return 1
	}
	a, b = b, a%b
	if b == 0 {
		return a
	}
	shift := bits.TrailingZeros64(a | b)
	a >>= bits.TrailingZeros64(a)
	for b != 0 {
		b >>= bits.TrailingZeros64(b)
		a, b = min(a, b), max(a, b)-min(a, b)
	}
	return a << shift
}
