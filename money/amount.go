package money

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxScale is the largest number of decimals of an [Amount].
const MaxScale = 8

// Amount is a number exactly as a source said it: int64 units of 10^-scale, so 1,234.50 is 123450 units of scale 2. It has
// no currency (that is its column's) and is never rounded. The zero value is 0 without decimals. Two Amounts are compared
// with [Amount.Cmp]: 1.5 and 1.50 differ under ==.
type Amount struct {
	units int64 // never math.MinInt64, so that Neg stays in range
	scale uint8
}

// NewAmount is units × 10^-scale. It panics when scale is outside 0–8 or units is math.MinInt64, which has no negative.
func NewAmount(units int64, scale int) Amount {
	if scale < 0 || scale > MaxScale {
		panic(fmt.Sprintf("money: amount %d with %d decimals; the scale runs from 0 to %d", units, scale, MaxScale))
	}
	if units == math.MinInt64 {
		panic(fmt.Sprintf("money: amount of %d units has no negative", units))
	}
	return Amount{units: units, scale: uint8(scale)}
}

// ParseAmount reads a decimal, plain "1234.5" or with a comma at every third digit "1,234.50", and keeps the decimals it was
// written with. What is ambiguous or not exact is refused with what to write instead: a decimal comma, an exponent, more
// than 8 decimals, more digits than an int64 holds, spaces and currency signs.
func ParseAmount(s string) (Amount, error) {
	digits := strings.TrimPrefix(s, "-")
	if !strings.ContainsAny(digits, "0123456789") {
		return Amount{}, fmt.Errorf("amount %q: no digits", s)
	}
	if err := checkCharacters(s, digits); err != nil {
		return Amount{}, err
	}
	whole, frac, point := strings.Cut(digits, ".")
	if err := checkSeparators(s, whole, frac, point); err != nil {
		return Amount{}, err
	}
	if len(frac) > MaxScale {
		return Amount{}, fmt.Errorf("amount %q has %d decimals; at most %d are kept exactly: round it where it comes from",
			s, len(frac), MaxScale)
	}
	units, err := strconv.ParseInt(strings.ReplaceAll(whole, ",", "")+frac, 10, 64)
	if err != nil { // the characters are digits, so it can only be out of range
		return Amount{}, fmt.Errorf("amount %q: with %d decimals it %w; the largest is %s",
			s, len(frac), ErrOverflow, Amount{math.MaxInt64, uint8(len(frac))})
	}
	if len(digits) < len(s) {
		units = -units
	}
	return Amount{units: units, scale: uint8(len(frac))}, nil
}

// checkCharacters refuses the first character that is no part of a number, naming it and, where one can be told, what was
// meant.
func checkCharacters(s, digits string) error {
	for _, c := range digits {
		if '0' <= c && c <= '9' || c == ',' || c == '.' {
			continue
		}
		rest := strings.TrimLeft(digits, "0123456789.,")
		switch {
		case (c == 'e' || c == 'E') && rest != digits && isDigits(strings.TrimLeft(rest[1:], "+-")):
			return fmt.Errorf("amount %q has an exponent, which may have lost digits: write all of them", s)
		case strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")"):
			return fmt.Errorf("amount %q has brackets: write -%s", s, s[1:len(s)-1])
		case c == '−' && strings.HasPrefix(s, "−"):
			return fmt.Errorf("amount %q starts with a minus sign that is no hyphen: write -%s", s, strings.TrimPrefix(s, "−"))
		case unicode.IsSpace(c):
			return fmt.Errorf("amount %q has a space in it: write the number without", s)
		case c == utf8.RuneError:
			return fmt.Errorf("amount %q is not UTF-8 text", s)
		}
		return fmt.Errorf("amount %q: %q is no part of a number: write digits such as 1234.50", s, c)
	}
	return nil
}

// checkSeparators is handed the parts before and after the first point, made of digits, commas and further points only.
func checkSeparators(s, whole, frac string, point bool) error {
	sign := ""
	if s[0] == '-' {
		sign = "-"
	}
	if strings.ContainsAny(frac, ",.") {
		last := strings.LastIndexAny(s, ",.")
		head := strings.NewReplacer(",", "", ".", "", "-", "").Replace(s[:last])
		if s[last] == ',' && !strings.Contains(whole, ",") && strings.Count(frac, ",") == 1 {
			return commaDecimal(s, sign, head, s[last+1:])
		}
		if !strings.Contains(s, ",") && groupsOfThree(strings.ReplaceAll(s[len(sign):], ".", ",")) {
			return fmt.Errorf("amount %q has points between thousands: write %s", s,
				sign+fixed(head+s[last+1:], 0, "", ","))
		}
		return fmt.Errorf("amount %q: only digits follow the decimal point", s)
	}
	if point && whole == "" {
		return fmt.Errorf("amount %q: no digit before the decimal point: write %s0%s", s, sign, s[len(sign):])
	}
	if point && frac == "" {
		return fmt.Errorf("amount %q: no digit after the decimal point: write %s", s, s[:len(s)-1])
	}
	if !strings.Contains(whole, ",") || groupsOfThree(whole) {
		return nil
	}
	if head, tail, _ := strings.Cut(whole, ","); !point && !strings.Contains(tail, ",") {
		return commaDecimal(s, sign, head, tail)
	}
	return fmt.Errorf("amount %q: a comma stands at every third digit, as in 1,234,567.50, or nowhere", s)
}

func commaDecimal(s, sign, whole, frac string) error {
	if whole == "" {
		whole = "0"
	}
	if frac == "" {
		return fmt.Errorf("amount %q ends with a comma: write %s%s", s, sign, whole)
	}
	return fmt.Errorf("amount %q looks like a comma decimal: write %s%s.%s", s, sign, whole, frac)
}

// groupsOfThree reports whether commas cut s into groups of three digits after a first one of one to three. A first group of
// 0 is no group: 0,125 is a comma decimal.
func groupsOfThree(s string) bool {
	groups := strings.Split(s, ",")
	for i, g := range groups {
		if !isDigits(g) || i > 0 && len(g) != 3 || len(g) > 3 {
			return false
		}
	}
	return strings.Trim(groups[0], "0") != ""
}

// Units is the number of 10^-Scale units.
func (a Amount) Units() int64 { return a.units }

// Scale is the number of decimals, 0 to 8.
func (a Amount) Scale() int { return int(a.scale) }

// Ratio is the same number.
func (a Amount) Ratio() Ratio { return NewRatio(a.units, pow10[a.scale]) }

// Sign is -1, 0 or 1.
func (a Amount) Sign() int { return sign(a.units) }

// IsZero reports whether a is 0.
func (a Amount) IsZero() bool { return a.units == 0 }

// Neg is −a.
func (a Amount) Neg() Amount { return Amount{units: -a.units, scale: a.scale} }

// Add is a + b, with the decimals of the one that has more. It is an error when the sum does not fit.
func (a Amount) Add(b Amount) (Amount, error) {
	scale := max(a.scale, b.scale)
	x, errA := a.Rescale(int(scale))
	y, errB := b.Rescale(int(scale))
	if errA == nil && errB == nil {
		if s, ok := addInt64(x.units, y.units); ok {
			return Amount{units: s, scale: scale}, nil
		}
	}
	return Amount{}, fmt.Errorf("%s + %s with %d decimals: the sum %w", a, b, scale, ErrOverflow)
}

// Sub is a − b; see Add.
func (a Amount) Sub(b Amount) (Amount, error) {
	d, err := a.Add(b.Neg())
	if err != nil {
		return Amount{}, fmt.Errorf("%s - %s: the difference %w", a, b, ErrOverflow)
	}
	return d, nil
}

// Cmp is -1 when a < b, 0 when they are the same number whatever their decimals, 1 when a > b.
func (a Amount) Cmp(b Amount) int {
	if sa, sb := a.Sign(), b.Sign(); sa != sb {
		return sign(int64(sa - sb))
	}
	scale := max(a.scale, b.scale)
	ahi, alo := bits.Mul64(magnitude(a.units), uint64(pow10[scale-a.scale]))
	bhi, blo := bits.Mul64(magnitude(b.units), uint64(pow10[scale-b.scale]))
	return compare128(ahi, alo, bhi, blo) * a.Sign()
}

// Rescale is the same number with scale decimals. It is an error when digits would be lost or do not fit.
func (a Amount) Rescale(scale int) (Amount, error) {
	if scale < 0 || scale > MaxScale {
		return Amount{}, fmt.Errorf("amount %s: %d decimals is outside 0 to %d", a, scale, MaxScale)
	}
	if down := int(a.scale) - scale; down > 0 {
		p := pow10[down]
		if a.units%p != 0 {
			return Amount{}, fmt.Errorf("amount %s does not fit %d decimals exactly", a, scale)
		}
		return Amount{units: a.units / p, scale: uint8(scale)}, nil
	}
	hi, lo := bits.Mul64(magnitude(a.units), uint64(pow10[scale-int(a.scale)]))
	if hi != 0 || lo > math.MaxInt64 {
		return Amount{}, fmt.Errorf("amount %s with %d decimals: %w", a, scale, ErrOverflow)
	}
	units := int64(lo)
	if a.units < 0 {
		units = -units
	}
	return Amount{units: units, scale: uint8(scale)}, nil
}

// String is a plain decimal with the scale a has, so that a source sees its own number again: "1234.50".
func (a Amount) String() string { return plain(a.units, int(a.scale)) }

// Figure is the amount for a table, with thousands and a true minus: "−1,234.50".
func (a Amount) Figure() string { return grouped(a.units, int(a.scale), minus) }

// MarshalText is String.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText is ParseAmount.
func (a *Amount) UnmarshalText(b []byte) (err error) {
	*a, err = ParseAmount(string(b))
	return err
}
