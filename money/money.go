package money

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Money is what can be paid: a whole number of the minor units of a currency (cents, yen, fils). Only rounding makes it; see
// [RoundTo] and [Running]. The zero value is no money in no currency: it cannot be added to anything.
//
// Its range is ±(2^63 − 1) minor units, so that every Money has a negative. Two Moneys may be compared with ==.
type Money struct {
	minor int64
	cur   Currency
}

// New is minor units of c. It panics when c is not Known or minor is math.MinInt64, which has no negative.
func New(minor int64, c Currency) Money {
	if !c.Known() {
		panic(fmt.Sprintf("money: %d of currency %q, which is not a code of ISO 4217", minor, string(c)))
	}
	if minor == math.MinInt64 {
		panic(fmt.Sprintf("money: %d minor units of %s have no negative", minor, c))
	}
	return Money{minor, c}
}

// RoundTo is x, an amount of c, rounded once by r to c's minor unit. A result outside the range of Money is an error.
func RoundTo(x Ratio, c Currency, r Rounding) (Money, error) {
	minor, err := x.Round(c.Decimals(), r)
	if err != nil || minor == math.MinInt64 {
		return Money{}, fmt.Errorf("%s %s in minor units %w", x.Decimal(c.Decimals(), r), c, ErrOverflow)
	}
	return Money{minor, c}, nil
}

// ParseMoney reads an amount and a code, "1,054.00 USD". More decimals than the currency has are an error, never
// rounded.
func ParseMoney(s string) (Money, error) {
	text, code, ok := strings.Cut(s, " ")
	if !ok {
		return Money{}, fmt.Errorf("money %q: write an amount and a currency, such as 1,054.00 USD", s)
	}
	c, err := ParseCurrency(code)
	if err != nil {
		return Money{}, fmt.Errorf("money %q: %w", s, err)
	}
	a, err := ParseAmount(text)
	if err != nil {
		return Money{}, fmt.Errorf("money %q: %w", s, err)
	}
	if a.Scale() > c.Decimals() { // zeros too: 250.000 EUR was meant as 250 thousand
		return Money{}, fmt.Errorf("money %q has %d decimals; %s has %d", s, a.Scale(), c, c.Decimals())
	}
	if a, err = a.Rescale(c.Decimals()); err != nil {
		return Money{}, fmt.Errorf("money %q: %w", s, err)
	}
	return Money{a.units, c}, nil
}

// Sum adds ms, of which there must be at least one (the sum of none would have no currency) and all of one currency.
func Sum(ms []Money) (Money, error) {
	if len(ms) == 0 {
		return Money{}, fmt.Errorf("sum of no amounts has no currency")
	}
	total := ms[0]
	for i, m := range ms[1:] {
		var err error
		if total, err = total.Add(m); err != nil {
			return Money{}, fmt.Errorf("sum of %d amounts, at number %d: %w", len(ms), i+2, err)
		}
	}
	return total, nil
}

// Minor is the number of minor units.
func (m Money) Minor() int64 { return m.minor }

// Currency is m's currency.
func (m Money) Currency() Currency { return m.cur }

// Ratio is the amount in the currency itself: 1,054.00 for 105400 cents.
func (m Money) Ratio() Ratio { return NewRatio(m.minor, pow10[m.decimals()]) }

// Add is m + o. Different currencies, and a sum that does not fit, are errors.
func (m Money) Add(o Money) (Money, error) {
	if m.cur != o.cur {
		return Money{}, fmt.Errorf("%s + %s: different currencies; convert one first", m, o)
	}
	s, ok := addInt64(m.minor, o.minor)
	if !ok {
		return Money{}, fmt.Errorf("%s + %s: the sum in minor units %w", m, o, ErrOverflow)
	}
	return Money{s, m.cur}, nil
}

// Sub is m − o; see Add.
func (m Money) Sub(o Money) (Money, error) {
	if m.cur != o.cur {
		return Money{}, fmt.Errorf("%s - %s: different currencies; convert one first", m, o)
	}
	d, ok := addInt64(m.minor, -o.minor)
	if !ok {
		return Money{}, fmt.Errorf("%s - %s: the difference in minor units %w", m, o, ErrOverflow)
	}
	return Money{d, m.cur}, nil
}

// Neg is −m.
func (m Money) Neg() Money { return Money{-m.minor, m.cur} }

// Sign is -1, 0 or 1.
func (m Money) Sign() int { return sign(m.minor) }

// IsZero reports whether m is nothing, in whatever currency.
func (m Money) IsZero() bool { return m.minor == 0 }

// Cmp is -1 when m < o, 0 when they are equal, 1 when m > o. It panics when the currencies differ: there is no answer.
func (m Money) Cmp(o Money) int {
	if m.cur != o.cur {
		panic(fmt.Sprintf("money: comparing %s with %s; convert one first", m, o))
	}
	return cmp.Compare(m.minor, o.minor)
}

// String is "1,054.00 USD", for errors and logs; negative with a hyphen. [ParseMoney] reads it back.
func (m Money) String() string {
	if m.cur == "" {
		return strconv.FormatInt(m.minor, 10) + " (no currency)" // must print: it stands in messages about the mistake
	}
	return m.grouped("-") + " " + string(m.cur)
}

// Figure is the amount alone for a table of one currency: "1,054.00", "−522.00" with a true minus.
func (m Money) Figure() string { return m.grouped(minus) }

// Plain is ASCII for files: "-522.00".
func (m Money) Plain() string { return plain(m.minor, m.decimals()) }

// Sentence is the amount as it stands in a sentence: "$4,212.50", "−$522.00", and "4,212.50 CHF" where no sign is known to
// mean one currency only.
func (m Money) Sentence() string {
	symbol, ok := symbols[m.cur]
	switch {
	case !ok:
		return m.grouped(minus) + " " + string(m.cur)
	case m.minor < 0:
		return m.grouped(minus + symbol)
	}
	return symbol + m.grouped("")
}

var symbols = map[Currency]string{"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}

func (m Money) grouped(neg string) string { return grouped(m.minor, m.decimals(), neg) }

// decimals is 0 for the zero Money, so that it can be printed.
func (m Money) decimals() int {
	if m.cur == "" {
		return 0
	}
	return m.cur.Decimals()
}

// MarshalText is the plain amount and the code: "1054.00 USD".
func (m Money) MarshalText() ([]byte, error) {
	if m.cur == "" {
		return nil, fmt.Errorf("money of no currency cannot be written")
	}
	return []byte(m.Plain() + " " + string(m.cur)), nil
}

// UnmarshalText is ParseMoney.
func (m *Money) UnmarshalText(b []byte) (err error) {
	*m, err = ParseMoney(string(b))
	return err
}
