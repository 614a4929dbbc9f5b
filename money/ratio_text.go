package money

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// maxRatioText bounds what ParseRatio reads, so that a hostile file cannot buy minutes of arithmetic with one field.
const maxRatioText = 4096

// ParseRatio reads a plain decimal such as "-1234.5678" or a fraction "n/d". It has no thousands commas and no exponent.
func ParseRatio(s string) (Ratio, error) {
	if len(s) > maxRatioText {
		return Ratio{}, fmt.Errorf("number %q…: %d characters, at most %d are read", s[:20], len(s), maxRatioText)
	}
	num, den, fraction := strings.Cut(s, "/")
	if !fraction {
		whole, frac, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
		if !isDigits(whole) || point && !isDigits(frac) {
			return Ratio{}, fmt.Errorf("number %q: write a decimal such as -1234.5 or a fraction such as 1/3", s)
		}
		if len(whole)+len(frac) <= maxPow10 {
			n, err := strconv.ParseInt(whole+frac, 10, 64)
			if err != nil {
				return Ratio{}, fmt.Errorf("number %q: %w", s, err)
			}
			if s[0] == '-' {
				n = -n
			}
			return NewRatio(n, pow10[len(frac)]), nil
		}
	} else if !isDigits(strings.TrimPrefix(num, "-")) || !isDigits(den) {
		return Ratio{}, fmt.Errorf("number %q: write a fraction as two whole numbers, such as -1/3", s)
	} else if strings.Trim(den, "0") == "" {
		return Ratio{}, fmt.Errorf("number %q: division by zero", s)
	}
	x, ok := new(big.Rat).SetString(s)
	if !ok {
		return Ratio{}, fmt.Errorf("number %q: write a decimal such as -1234.5 or a fraction such as 1/3", s)
	}
	return fromRat(x), nil
}

// String is the decimal when it ends within 18 places, else the fraction "n/d". [ParseRatio] reads both back.
func (a Ratio) String() string {
	if a.big == nil {
		den := a.den()
		if den == 1 {
			return strconv.FormatInt(a.num, 10)
		}
		if pow10[maxPow10]%den != 0 {
			return a.Key()
		}
		frac := a.num % den * (pow10[maxPow10] / den) // below 10^18, since the remainder is below the denominator
		s := fixed(strconv.FormatUint(magnitude(frac), 10), maxPow10, "", "")
		s = strconv.FormatUint(magnitude(a.num/den), 10) + strings.TrimRight(s[1:], "0")
		if a.num < 0 {
			s = "-" + s
		}
		return s
	}
	if a.big.IsInt() {
		return a.big.Num().String()
	}
	if new(big.Int).Mod(big.NewInt(pow10[maxPow10]), a.big.Denom()).Sign() != 0 {
		return a.Key()
	}
	return strings.TrimRight(a.big.FloatString(maxPow10), "0")
}

// Key is canonical text for hashing and storing: one text for each number, "n" or "n/d" in lowest terms.
func (a Ratio) Key() string {
	if a.big != nil {
		return a.big.RatString()
	}
	s := strconv.FormatInt(a.num, 10)
	if a.denLess1 != 0 {
		s += "/" + strconv.FormatInt(a.den(), 10)
	}
	return s
}

// Decimal is a with a fixed number of decimals, rounded by r: Decimal(4, HalfEven) of 2/3 is "0.6667". It panics when
// places is negative.
func (a Ratio) Decimal(places int, r Rounding) string {
	if places < 0 {
		panic(fmt.Sprintf("money: %d decimals", places))
	}
	if a.big == nil && places <= maxPow10 {
		if n, err := MulDiv(a.num, pow10[places], a.den(), r); err == nil {
			return plain(n, places)
		}
	}
	n := roundBig(a.rat(), places, r)
	sign := ""
	if n.Sign() < 0 {
		sign = "-"
	}
	return fixed(n.Abs(n).String(), places, sign, "")
}

// MarshalText is Key.
func (a Ratio) MarshalText() ([]byte, error) { return []byte(a.Key()), nil }

// UnmarshalText is ParseRatio.
func (a *Ratio) UnmarshalText(b []byte) (err error) {
	*a, err = ParseRatio(string(b))
	return err
}
