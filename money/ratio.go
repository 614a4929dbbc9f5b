package money

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
)

// Ratio is an exact rational number: a rate, a share, attainment, or an amount of money before it is rounded. It is a value;
// the zero value is 0. Arithmetic never rounds.
//
// A Ratio whose numerator and denominator in lowest terms fit int64 is held in two words and worked on without allocation;
// any other falls back to a [big.Rat], and comes back when it fits again. Compare with [Ratio.Equal] or [Ratio.Cmp], not
// with ==, which compares two large values by address.
type Ratio struct {
	num      int64 // never math.MinInt64, so that Neg and Abs stay in range
	denLess1 int64 // the denominator less 1, so that the zero value is 0/1
	big      *big.Rat
}

// Whole is the Ratio n.
func Whole(n int64) Ratio { return reduced(n < 0, magnitude(n), 1) }

// NewRatio is num ÷ den. It panics when den is 0.
func NewRatio(num, den int64) Ratio {
	if den == 0 {
		panic(fmt.Sprintf("money: ratio %d/0 has no value; test the denominator before", num))
	}
	n, d := magnitude(num), magnitude(den)
	g := gcd(n, d)
	return reduced((num < 0) != (den < 0), n/g, d/g)
}

// reduced makes a Ratio of a sign and two magnitudes in lowest terms.
func reduced(neg bool, n, d uint64) Ratio {
	if n <= math.MaxInt64 && d <= math.MaxInt64 {
		num := int64(n)
		if neg {
			num = -num
		}
		return Ratio{num: num, denLess1: int64(d) - 1}
	}
	x := new(big.Rat).SetFrac(new(big.Int).SetUint64(n), new(big.Int).SetUint64(d))
	if neg {
		x.Neg(x)
	}
	return Ratio{big: x}
}

// fromRat takes x over: the caller must not change it afterwards.
func fromRat(x *big.Rat) Ratio {
	n, d := x.Num(), x.Denom()
	if n.IsInt64() && d.IsInt64() && n.Int64() != math.MinInt64 {
		return Ratio{num: n.Int64(), denLess1: d.Int64() - 1}
	}
	return Ratio{big: x}
}

// rat is a as a big.Rat that must not be changed.
func (a Ratio) rat() *big.Rat {
	if a.big != nil {
		return a.big
	}
	return big.NewRat(a.num, a.den())
}

func (a Ratio) den() int64 { return a.denLess1 + 1 }

// Fraction is a in lowest terms, the denominator above zero; ok is false where they do not fit int64.
func (a Ratio) Fraction() (num, den int64, ok bool) { return a.num, a.den(), a.big == nil }

// Big is a copy of a, free to be changed.
func (a Ratio) Big() *big.Rat { return new(big.Rat).Set(a.rat()) }

// Add is a + b.
func (a Ratio) Add(b Ratio) Ratio {
	if a.big == nil && b.big == nil {
		if r, ok := addSmall(a, b); ok {
			return r
		}
	}
	return fromRat(new(big.Rat).Add(a.rat(), b.rat()))
}

// Sub is a − b.
func (a Ratio) Sub(b Ratio) Ratio { return a.Add(b.Neg()) }

// addSmall adds by Knuth's way (The Art of Computer Programming, vol. 2, 4.5.1): dividing by the common factor of the
// denominators first keeps the numbers small. It is false when the sum does not fit.
func addSmall(a, b Ratio) (Ratio, bool) {
	if a.denLess1 == 0 && b.denLess1 == 0 {
		s, ok := addInt64(a.num, b.num)
		return Ratio{num: s}, ok
	}
	ad, bd := uint64(a.den()), uint64(b.den())
	g := gcd(ad, bd)
	neg, hi, lo := sum128(a.num, bd/g, b.num, ad/g)
	g2 := gcd(bits.Rem64(hi, lo, g), g)
	if hi >= g2 { // the quotient below would need more than 64 bits
		return Ratio{}, false
	}
	n, _ := bits.Div64(hi, lo, g2)
	dhi, d := bits.Mul64(ad/g, bd/g2)
	if n > math.MaxInt64 || dhi != 0 || d > math.MaxInt64 {
		return Ratio{}, false
	}
	return reduced(neg, n, d), true
}

// sum128 is x × m + y × n as a sign and a magnitude. Each product is below 2^126, so the sum cannot overflow.
func sum128(x int64, m uint64, y int64, n uint64) (neg bool, hi, lo uint64) {
	xhi, xlo := bits.Mul64(magnitude(x), m)
	yhi, ylo := bits.Mul64(magnitude(y), n)
	if (x < 0) == (y < 0) {
		lo, carry := bits.Add64(xlo, ylo, 0)
		hi, _ = bits.Add64(xhi, yhi, carry)
		return x < 0, hi, lo
	}
	neg = x < 0
	if xhi < yhi || xhi == yhi && xlo < ylo {
		xhi, xlo, yhi, ylo = yhi, ylo, xhi, xlo
		neg = !neg
	}
	lo, borrow := bits.Sub64(xlo, ylo, 0)
	hi, _ = bits.Sub64(xhi, yhi, borrow)
	return neg, hi, lo
}

// Mul is a × b.
func (a Ratio) Mul(b Ratio) Ratio {
	if a.big == nil && b.big == nil {
		neg := (a.num < 0) != (b.num < 0)
		if r, ok := mulSmall(neg, magnitude(a.num), uint64(a.den()), magnitude(b.num), uint64(b.den())); ok {
			return r
		}
	}
	return fromRat(new(big.Rat).Mul(a.rat(), b.rat()))
}

// Quo is a ÷ b. It panics when b is 0: the caller tests IsZero and says whose number it was.
func (a Ratio) Quo(b Ratio) Ratio {
	if b.IsZero() {
		panic("money: " + a.String() + " / 0 has no value; test IsZero before dividing")
	}
	if a.big == nil && b.big == nil {
		neg := (a.num < 0) != (b.num < 0)
		if r, ok := mulSmall(neg, magnitude(a.num), uint64(a.den()), uint64(b.den()), magnitude(b.num)); ok {
			return r
		}
	}
	return fromRat(new(big.Rat).Quo(a.rat(), b.rat()))
}

// mulSmall is an/ad × bn/bd of fractions in lowest terms. Common factors are taken out crosswise before multiplying, so the
// product is in lowest terms and what does not fit then does not fit at all.
func mulSmall(neg bool, an, ad, bn, bd uint64) (Ratio, bool) {
	if bd != 1 {
		g := gcd(an, bd)
		an, bd = an/g, bd/g
	}
	if ad != 1 {
		g := gcd(bn, ad)
		bn, ad = bn/g, ad/g
	}
	nhi, n := bits.Mul64(an, bn)
	dhi, d := bits.Mul64(ad, bd)
	if nhi != 0 || dhi != 0 || n > math.MaxInt64 || d > math.MaxInt64 {
		return Ratio{}, false
	}
	return reduced(neg, n, d), true
}

// Neg is −a.
func (a Ratio) Neg() Ratio {
	if a.big == nil {
		a.num = -a.num
		return a
	}
	return Ratio{big: new(big.Rat).Neg(a.big)}
}

// Abs is |a|.
func (a Ratio) Abs() Ratio {
	if a.Sign() < 0 {
		return a.Neg()
	}
	return a
}

// Sign is -1, 0 or 1.
func (a Ratio) Sign() int {
	if a.big != nil {
		return a.big.Sign()
	}
	return sign(a.num)
}

// IsZero reports whether a is 0.
func (a Ratio) IsZero() bool { return a.big == nil && a.num == 0 }

// IsWhole reports whether a is an integer.
func (a Ratio) IsWhole() bool {
	if a.big == nil {
		return a.denLess1 == 0
	}
	return a.big.IsInt()
}

// Cmp is -1 when a < b, 0 when they are equal, 1 when a > b; exactly, by multiplying crosswise.
func (a Ratio) Cmp(b Ratio) int {
	if a.big != nil || b.big != nil {
		return a.rat().Cmp(b.rat())
	}
	if sa, sb := a.Sign(), b.Sign(); sa != sb {
		if sa < sb {
			return -1
		}
		return 1
	}
	ahi, alo := bits.Mul64(magnitude(a.num), uint64(b.den()))
	bhi, blo := bits.Mul64(magnitude(b.num), uint64(a.den()))
	return compare128(ahi, alo, bhi, blo) * a.Sign()
}

// Equal reports whether a and b are the same number.
func (a Ratio) Equal(b Ratio) bool {
	if a.big == nil && b.big == nil {
		return a.num == b.num && a.denLess1 == b.denLess1
	}
	return a.big != nil && b.big != nil && a.big.Cmp(b.big) == 0 // what fits is never held large
}

// Min is the smaller of a and b.
func Min(a, b Ratio) Ratio {
	if b.Cmp(a) < 0 {
		return b
	}
	return a
}

// Max is the larger of a and b.
func Max(a, b Ratio) Ratio {
	if b.Cmp(a) > 0 {
		return b
	}
	return a
}

// Floor is the largest whole number not above a: the floor of -0.5 is -1.
func (a Ratio) Floor() Ratio {
	if a.big != nil {
		q := new(big.Int).Div(a.big.Num(), a.big.Denom()) // Euclidean, which is the floor for a positive denominator
		return fromRat(new(big.Rat).SetInt(q))
	}
	q := a.num / a.den()
	if a.num < 0 && a.num%a.den() != 0 {
		q--
	}
	return Ratio{num: q}
}

// Round is a in units of 10^-scale: Round(2, r) of 12.345 dollars is 1234 cents under half_even. A scale outside 0–18 and a
// result outside int64 are errors.
func (a Ratio) Round(scale int, r Rounding) (int64, error) {
	if scale < 0 || scale > maxPow10 {
		return 0, fmt.Errorf("rounding %s: %d decimals is outside 0 to %d", a, scale, maxPow10)
	}
	if a.big == nil {
		if n, err := MulDiv(a.num, pow10[scale], a.den(), r); err == nil {
			return n, nil
		}
	} else if n := roundBig(a.big, scale, r); n.IsInt64() {
		return n.Int64(), nil
	}
	return 0, fmt.Errorf("%s in units of 10^-%d: %w", a.Decimal(scale, r), scale, ErrOverflow)
}

// roundBig is x in units of 10^-places.
func roundBig(x *big.Rat, places int, r Rounding) *big.Int {
	n := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	n.Mul(n, x.Num()).Abs(n)
	q, rem := n.QuoRem(n, x.Denom(), new(big.Int))
	if rem.Sign() != 0 && r.up(q.Bit(0) == 1, rem.Lsh(rem, 1).Cmp(x.Denom())) {
		q.Add(q, big.NewInt(1))
	}
	if x.Sign() < 0 {
		q.Neg(q)
	}
	return q
}
