package money

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
)

func TestCurrencies(t *testing.T) {
	for c, want := range map[Currency]int{"USD": 2, "JPY": 0, "KWD": 3, "CLF": 4, "CHF": 2, "ISK": 0, "HRK": 2} {
		if got, err := ParseCurrency(string(c)); err != nil || got != c || c.Decimals() != want {
			t.Errorf("%s: %v, %d decimals; want %d", c, err, c.Decimals(), want)
		}
	}
	for in, message := range map[string]string{
		"usd":  "write USD",
		"XYZ":  "not a code of ISO 4217",
		"":     "not a code of ISO 4217",
		"USDX": "not a code of ISO 4217",
		"€":    "not a code of ISO 4217",
		"XAU":  "not a code of ISO 4217", // gold has no minor unit
	} {
		if _, err := ParseCurrency(in); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("ParseCurrency(%q): %v, want … %s", in, err, message)
		}
	}
	mustPanic(t, "decimals of an unknown currency", func() { Currency("XYZ").Decimals() })
}

func TestMoneyText(t *testing.T) {
	tests := []struct {
		m                               Money
		text, figure, plain, inSentence string
	}{
		{New(105400, "USD"), "1,054.00 USD", "1,054.00", "1054.00", "$1,054.00"},
		{New(-52200, "USD"), "-522.00 USD", "−522.00", "-522.00", "−$522.00"},
		{New(5, "EUR"), "0.05 EUR", "0.05", "0.05", "€0.05"},
		{New(-5, "GBP"), "-0.05 GBP", "−0.05", "-0.05", "−£0.05"},
		{New(1234567, "JPY"), "1,234,567 JPY", "1,234,567", "1234567", "¥1,234,567"},
		{New(1234567, "KWD"), "1,234.567 KWD", "1,234.567", "1234.567", "1,234.567 KWD"},
		{New(-421250, "CHF"), "-4,212.50 CHF", "−4,212.50", "-4212.50", "−4,212.50 CHF"},
		{New(0, "USD"), "0.00 USD", "0.00", "0.00", "$0.00"},
		{New(math.MaxInt64, "USD"), "92,233,720,368,547,758.07 USD", "92,233,720,368,547,758.07", "92233720368547758.07", "$92,233,720,368,547,758.07"},
	}
	for _, tt := range tests {
		if got := [...]string{tt.m.String(), tt.m.Figure(), tt.m.Plain(), tt.m.Sentence()}; got != [...]string{tt.text, tt.figure, tt.plain, tt.inSentence} {
			t.Errorf("%d %s: %q", tt.m.Minor(), tt.m.Currency(), got)
		}
		if back, err := ParseMoney(tt.m.String()); err != nil || back != tt.m {
			t.Errorf("%s reads back as %s, %v", tt.m, back, err)
		}
	}
	if got := (Money{}).String(); got != "0 (no currency)" {
		t.Errorf("the zero Money prints %q", got)
	}
}

func TestParseMoneyRefuses(t *testing.T) {
	for in, message := range map[string]string{
		"12.50":       "write an amount and a currency",
		"12.50 XXX":   "not a code",
		"250.000 EUR": "has 3 decimals; EUR has 2",
		"1.5 JPY":     "has 1 decimals; JPY has 0",
		"1,5 EUR":     "looks like a comma decimal: write 1.5",
	} {
		if m, err := ParseMoney(in); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("ParseMoney(%q) = %s, %v; want … %s", in, m, err, message)
		}
	}
}

func TestMoneyArithmetic(t *testing.T) {
	a, b := New(1050, "USD"), New(-2000, "USD")
	if s, err := a.Add(b); err != nil || s != New(-950, "USD") {
		t.Errorf("%s + %s = %s, %v", a, b, s, err)
	}
	if d, err := a.Sub(b); err != nil || d != New(3050, "USD") {
		t.Errorf("%s - %s = %s, %v", a, b, d, err)
	}
	if s, err := Sum([]Money{a, b, a}); err != nil || s != New(100, "USD") {
		t.Errorf("sum %s, %v", s, err)
	}
	if a.Cmp(b) != 1 || b.Cmp(a) != -1 || a.Cmp(a) != 0 || a.Neg().Minor() != -1050 || b.Sign() != -1 || a.IsZero() {
		t.Error("signs and comparison")
	}
	if !a.Ratio().Equal(NewRatio(21, 2)) || !New(7, "JPY").Ratio().Equal(Whole(7)) {
		t.Error("as ratios")
	}
	euro := New(1, "EUR")
	mustPanic(t, "comparing currencies", func() { a.Cmp(euro) })
	mustPanic(t, "no currency", func() { New(1, "") })
	mustPanic(t, "no negative", func() { New(math.MinInt64, "USD") })
	for what, err := range map[string]error{
		"different currencies": second(a.Add(euro)),
		"no amounts":           second(Sum(nil)),
		"at number 2":          second(Sum([]Money{a, euro})),
		"0 (no currency)":      second(a.Add(Money{})),
		"10.50 USD - 0.01 EUR": second(a.Sub(euro)),
	} {
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%v, want … %s", err, what)
		}
	}
	top := New(math.MaxInt64, "USD")
	if _, err := top.Add(New(1, "USD")); !errors.Is(err, ErrOverflow) {
		t.Errorf("top + 0.01: %v", err)
	}
	if _, err := top.Neg().Sub(New(1, "USD")); !errors.Is(err, ErrOverflow) {
		t.Errorf("-top - 0.01: %v", err)
	}
}

func TestRoundTo(t *testing.T) {
	x := ratio(t, "1234.5675")
	for c, want := range map[Currency]string{"USD": "1,234.57 USD", "JPY": "1,235 JPY", "KWD": "1,234.568 KWD"} {
		if m, err := RoundTo(x, c, HalfEven); err != nil || m.String() != want {
			t.Errorf("%s to %s: %s, %v", x, c, m, err)
		}
	}
	_, err := RoundTo(ratio(t, "92233720368547758.075"), "USD", HalfUp)
	if !errors.Is(err, ErrOverflow) || err.Error() != "92233720368547758.08 USD in minor units does not fit in 64 bits" {
		t.Errorf("over the top: %v", err)
	}
	if _, err := RoundTo(ratio(t, "-92233720368547758.08"), "USD", HalfUp); !errors.Is(err, ErrOverflow) {
		t.Errorf("the one Money without a negative: %v", err)
	}
}

func TestJSON(t *testing.T) {
	type row struct {
		Pay  Money
		Deal Amount
		Rate Ratio
	}
	in := row{New(-105400, "USD"), NewAmount(123450, 2), NewRatio(1, 3)}
	b, err := json.Marshal(in)
	if want := `{"Pay":"-1054.00 USD","Deal":"1234.50","Rate":"1/3"}`; err != nil || string(b) != want {
		t.Fatalf("%s, %v; want %s", b, err, want)
	}
	var out row
	if err := json.Unmarshal(b, &out); err != nil || out != in {
		t.Errorf("read back %+v, %v", out, err)
	}
	if _, err := json.Marshal(Money{}); err == nil {
		t.Error("money of no currency was written")
	}
}
