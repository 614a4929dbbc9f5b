package money

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestParseAmount(t *testing.T) {
	tests := []struct {
		in, text string
		units    int64
		scale    int
	}{
		{"0", "0", 0, 0},
		{"-0.00", "0.00", 0, 2},
		{"1234.5", "1234.5", 12345, 1},
		{"1,234.50", "1234.50", 123450, 2},
		{"-1,234,567", "-1234567", -1234567, 0},
		{"1,234", "1234", 1234, 0},
		{"007.5", "7.5", 75, 1},
		{"0.00000001", "0.00000001", 1, 8},
		{"92233720368547758.07", "92233720368547758.07", math.MaxInt64, 2},
		{"-92233720368547758.07", "-92233720368547758.07", -math.MaxInt64, 2},
	}
	for _, tt := range tests {
		a, err := ParseAmount(tt.in)
		if err != nil || a.Units() != tt.units || a.Scale() != tt.scale || a.String() != tt.text {
			t.Errorf("ParseAmount(%q) = %s (%d units of scale %d), %v; want %s", tt.in, a, a.Units(), a.Scale(), err, tt.text)
		}
	}
}

func TestParseAmountRefuses(t *testing.T) {
	tests := []struct{ in, message string }{
		{"", `amount "": no digits`},
		{"-", `amount "-": no digits`},
		{".", `amount ".": no digits`},
		{"1.234,56", `amount "1.234,56" looks like a comma decimal: write 1234.56`},
		{"-1.234.567,89", `amount "-1.234.567,89" looks like a comma decimal: write -1234567.89`},
		{"1234,5", `amount "1234,5" looks like a comma decimal: write 1234.5`},
		{"-0,125", `amount "-0,125" looks like a comma decimal: write -0.125`},
		{"12,3456", `amount "12,3456" looks like a comma decimal: write 12.3456`},
		{",5", `amount ",5" looks like a comma decimal: write 0.5`},
		{"1.234.567", `amount "1.234.567" has points between thousands: write 1,234,567`},
		{"1,23,456", `amount "1,23,456": a comma stands at every third digit, as in 1,234,567.50, or nowhere`},
		{"1,2345.6", `amount "1,2345.6": a comma stands at every third digit, as in 1,234,567.50, or nowhere`},
		{"1234,567.5", `amount "1234,567.5": a comma stands at every third digit, as in 1,234,567.50, or nowhere`},
		{"1,234.5,6", `amount "1,234.5,6": only digits follow the decimal point`},
		{"1.2.3", `amount "1.2.3": only digits follow the decimal point`},
		{"12,", `amount "12," ends with a comma: write 12`},
		{".5", `amount ".5": no digit before the decimal point: write 0.5`},
		{"-.5", `amount "-.5": no digit before the decimal point: write -0.5`},
		{"5.", `amount "5.": no digit after the decimal point: write 5`},
		{"1.2E+05", `amount "1.2E+05" has an exponent, which may have lost digits: write all of them`},
		{"1 234.50", `amount "1 234.50" has a space in it: write the number without`},
		{"12 ", `amount "12 " has a space in it: write the number without`},
		{"(522.00)", `amount "(522.00)" has brackets: write -522.00`},
		{"−522.00", `amount "−522.00" starts with a minus sign that is no hyphen: write -522.00`},
		{"$12", `amount "$12": '$' is no part of a number: write digits such as 1234.50`},
		{"+12", `amount "+12": '+' is no part of a number: write digits such as 1234.50`},
		{"12-", `amount "12-": '-' is no part of a number: write digits such as 1234.50`},
		{"twelve 12", `amount "twelve 12": 't' is no part of a number: write digits such as 1234.50`},
		{"1.123456789", `amount "1.123456789" has 9 decimals; at most 8 are kept exactly: round it where it comes from`},
		{"92233720368547758.08", `amount "92233720368547758.08": with 2 decimals it does not fit in 64 bits; the largest is 92233720368547758.07`},
	}
	for _, tt := range tests {
		if a, err := ParseAmount(tt.in); err == nil {
			t.Errorf("ParseAmount(%q) = %s, want an error", tt.in, a)
		} else if err.Error() != tt.message {
			t.Errorf("ParseAmount(%q)\n  says %s\n  want %s", tt.in, err, tt.message)
		}
	}
}

func TestAmountArithmetic(t *testing.T) {
	a, b := NewAmount(15, 1), NewAmount(-225, 2)
	if s, err := a.Add(b); err != nil || s.String() != "-0.75" {
		t.Errorf("1.5 + -2.25 = %s, %v", s, err)
	}
	if d, err := a.Sub(b); err != nil || d.String() != "3.75" {
		t.Errorf("1.5 - -2.25 = %s, %v", d, err)
	}
	if a.Neg().String() != "-1.5" || a.Sign() != 1 || b.Sign() != -1 || a.IsZero() || !NewAmount(0, 3).IsZero() {
		t.Error("signs")
	}
	if !a.Ratio().Equal(NewRatio(3, 2)) {
		t.Errorf("1.5 as a ratio is %s", a.Ratio())
	}
	if got := NewAmount(-123450, 2).Figure(); got != "−1,234.50" {
		t.Errorf("figure %s", got)
	}
	big := NewAmount(math.MaxInt64, 0)
	for what, err := range map[string]error{
		"max + 1":   second(big.Add(NewAmount(1, 0))),
		"max + 0.0": second(big.Add(NewAmount(0, 1))),
		"-max - 1":  second(big.Neg().Sub(NewAmount(1, 0))),
		"rescale":   second(big.Rescale(1)),
	} {
		if !errors.Is(err, ErrOverflow) {
			t.Errorf("%s: %v, want an overflow", what, err)
		}
	}
	mustPanic(t, "scale 9", func() { NewAmount(1, 9) })
	mustPanic(t, "scale -1", func() { NewAmount(1, -1) })
	mustPanic(t, "no negative", func() { NewAmount(math.MinInt64, 0) })
}

func second[T any](_ T, err error) error { return err }

func TestAmountRescale(t *testing.T) {
	if a, err := NewAmount(1500, 2).Rescale(0); err != nil || a != NewAmount(15, 0) {
		t.Errorf("15.00 without decimals: %s, %v", a, err)
	}
	if a, err := NewAmount(-15, 0).Rescale(8); err != nil || a.String() != "-15.00000000" {
		t.Errorf("-15 with 8 decimals: %s, %v", a, err)
	}
	if a, err := NewAmount(1505, 2).Rescale(1); err == nil || !strings.Contains(err.Error(), "15.05 does not fit 1 decimals") {
		t.Errorf("15.05 with 1 decimal: %s, %v", a, err)
	}
	if _, err := NewAmount(1, 0).Rescale(9); err == nil {
		t.Error("scale 9 was taken")
	}
}

func TestAmountCmp(t *testing.T) {
	rising := []Amount{
		NewAmount(-math.MaxInt64, 0), NewAmount(-math.MaxInt64, 8), NewAmount(-2, 0), NewAmount(-15, 1), NewAmount(0, 4),
		NewAmount(1, 8), NewAmount(1, 0), NewAmount(math.MaxInt64, 8), NewAmount(math.MaxInt64, 0),
	}
	for i, a := range rising {
		for j, b := range rising {
			if got := a.Cmp(b); got != sign(int64(i-j)) {
				t.Errorf("%s against %s: %d", a, b, got)
			}
		}
	}
	if NewAmount(150, 2).Cmp(NewAmount(15, 1)) != 0 {
		t.Error("1.50 is not 1.5")
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"1,234.50", "1.234,56", "-0.00000001", "1e5", "92233720368547758.08", "−1", "(1)", "1,2,3", "\xff1", "-,1", "0,000.1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAmount(s)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "amount ") {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		plain := strings.ReplaceAll(s, ",", "")
		want, err := ParseRatio(plain)
		if err != nil || !a.Ratio().Equal(want) {
			t.Fatalf("%q is %s, but as a ratio %s, %v", s, a, want, err)
		}
		if _, frac, _ := strings.Cut(plain, "."); len(frac) != a.Scale() {
			t.Fatalf("%q has scale %d", s, a.Scale())
		}
		if back, err := ParseAmount(a.String()); err != nil || back != a {
			t.Fatalf("%q: %s reads back as %s, %v", s, a, back, err)
		}
		if back, err := ParseAmount(strings.Replace(a.Figure(), minus, "-", 1)); err != nil || back != a {
			t.Fatalf("%q: %s reads back as %s, %v", s, a.Figure(), back, err)
		}
	})
}
