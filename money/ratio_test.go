package money

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"
)

func ratio(t testing.TB, s string) Ratio {
	t.Helper()
	r, err := ParseRatio(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRatioArithmetic(t *testing.T) {
	tests := []struct{ a, b, sum, difference, product, quotient string }{
		{"1/2", "1/3", "5/6", "1/6", "1/6", "1.5"},
		{"0.1", "0.2", "0.3", "-0.1", "0.02", "0.5"},
		{"-3/4", "1/4", "-0.5", "-1", "-0.1875", "-3"},
		{"5", "-5", "0", "10", "-25", "-1"},
		{"0", "7/3", "7/3", "-7/3", "0", "0"},
		{"9223372036854775807", "1", "9223372036854775808", "9223372036854775806", "9223372036854775807", "9223372036854775807"},
		{"-9223372036854775807", "1", "-9223372036854775806", "-9223372036854775808", "-9223372036854775807", "-9223372036854775807"},
		{
			"1/9223372036854775807", "1/9223372036854775807", "2/9223372036854775807", "0",
			"1/85070591730234615847396907784232501249", "1",
		},
	}
	for _, tt := range tests {
		a, b := ratio(t, tt.a), ratio(t, tt.b)
		for _, op := range []struct {
			name string
			got  Ratio
			want string
		}{{"+", a.Add(b), tt.sum}, {"-", a.Sub(b), tt.difference}, {"x", a.Mul(b), tt.product}, {"/", a.Quo(b), tt.quotient}} {
			if op.got.String() != op.want {
				t.Errorf("%s %s %s = %s, want %s", tt.a, op.name, tt.b, op.got, op.want)
			}
		}
	}
}

func TestRatioZeroValueIsZero(t *testing.T) {
	var z Ratio
	if z != Whole(0) || z != NewRatio(0, -5) || !z.IsZero() || !z.IsWhole() || z.Sign() != 0 || z.String() != "0" || z.Key() != "0" {
		t.Errorf("zero value: %v", z)
	}
	if got := z.Add(Whole(3)); got != Whole(3) {
		t.Errorf("0 + 3 = %s", got)
	}
	if got := Whole(3).Mul(z); got != z {
		t.Errorf("3 x 0 = %s", got)
	}
	mustPanic(t, "1/0", func() { NewRatio(1, 0) })
	mustPanic(t, "1 quo 0", func() { Whole(1).Quo(z) })
}

func TestRatioComesBackFromBig(t *testing.T) {
	huge := Whole(math.MaxInt64).Mul(Whole(math.MaxInt64))
	if huge.big == nil {
		t.Fatal("2^126 is held in 64 bits")
	}
	if back := huge.Quo(Whole(math.MaxInt64)); back != Whole(math.MaxInt64) {
		t.Errorf("came back as %s", back)
	}
	if a, b := Whole(math.MinInt64), Whole(math.MaxInt64).Neg().Sub(Whole(1)); !a.Equal(b) || a.Key() != b.Key() || a.Cmp(b) != 0 {
		t.Errorf("-2^63 made two ways: %s, %s", a, b)
	}
	if got := Whole(math.MinInt64).Neg().Sub(Whole(1)); got != Whole(math.MaxInt64) {
		t.Errorf("2^63 - 1 = %s", got)
	}
	copied := huge.Big()
	copied.SetInt64(1)
	if huge.String() == "1" {
		t.Error("Big gave away the number itself")
	}
}

func TestParseRatioRefuses(t *testing.T) {
	for _, s := range []string{
		"", "-", ".", ".5", "5.", "+1", "1e3", "1,000", " 1", "1 ", "1/", "/2", "1/-2", "1/2/3", "0x10",
		"1_000", "--1", "1.2/3", "NaN", "Inf", "1/0", "1/00", strings.Repeat("9", maxRatioText+1),
	} {
		if got, err := ParseRatio(s); err == nil {
			t.Errorf("ParseRatio(%.20q) = %s", s, got)
		}
	}
}

func TestRatioText(t *testing.T) {
	tests := []struct{ in, text, key string }{
		{"-1234.5678", "-1234.5678", "-6172839/5000"},
		{"2/4", "0.5", "1/2"},
		{"1/3", "1/3", "1/3"},
		{"-0.05", "-0.05", "-1/20"},
		{"100.00", "100", "100"},
		{"0.000000000000000001", "0.000000000000000001", "1/1000000000000000000"},
		{"0.0000000000000000001", "1/10000000000000000000", "1/10000000000000000000"},
		{"123456789012345678901234567890.5", "123456789012345678901234567890.5", "246913578024691357802469135781/2"},
		{"-99999999999999999999", "-99999999999999999999", "-99999999999999999999"},
	}
	for _, tt := range tests {
		r := ratio(t, tt.in)
		if r.String() != tt.text || r.Key() != tt.key {
			t.Errorf("%s: String %s, Key %s; want %s, %s", tt.in, r, r.Key(), tt.text, tt.key)
		}
		if back := ratio(t, r.Key()); !back.Equal(r) {
			t.Errorf("%s: Key read back as %s", tt.in, back)
		}
	}
}

func TestRatioDecimal(t *testing.T) {
	tests := []struct {
		in     string
		places int
		r      Rounding
		want   string
	}{
		{"2/3", 4, HalfEven, "0.6667"},
		{"2/3", 0, Down, "0"},
		{"-2/3", 2, Down, "-0.66"},
		{"-1/1000", 2, HalfEven, "0.00"}, // no negative zero
		{"0.125", 2, HalfEven, "0.12"},
		{"0.125", 2, HalfUp, "0.13"},
		{"-0.125", 2, HalfUp, "-0.13"},
		{"1/3", 25, HalfEven, "0.3333333333333333333333333"},
		{"99999999999999999999.995", 2, HalfUp, "100000000000000000000.00"},
		{"9223372036854775807", 2, HalfUp, "9223372036854775807.00"},
	}
	for _, tt := range tests {
		if got := ratio(t, tt.in).Decimal(tt.places, tt.r); got != tt.want {
			t.Errorf("%s with %d places, %s: %s, want %s", tt.in, tt.places, tt.r, got, tt.want)
		}
	}
}

func TestRatioRound(t *testing.T) {
	tests := []struct {
		in    string
		scale int
		r     Rounding
		want  int64
	}{
		{"12.345", 2, HalfEven, 1234},
		{"12.355", 2, HalfEven, 1236},
		{"12.345", 2, HalfUp, 1235},
		{"-12.345", 2, HalfUp, -1235},
		{"-12.349", 2, Down, -1234},
		{"1/30000000000000000000", 18, HalfUp, 0},
		{"5/10000000000000000000", 18, HalfUp, 1},
		{"-9223372036854775808", 0, HalfUp, math.MinInt64},
	}
	for _, tt := range tests {
		if got, err := ratio(t, tt.in).Round(tt.scale, tt.r); err != nil || got != tt.want {
			t.Errorf("%s in 10^-%d, %s: %d, %v; want %d", tt.in, tt.scale, tt.r, got, err, tt.want)
		}
	}
	for _, in := range []string{"92233720368547758.08", "99999999999999999999/7"} {
		if got, err := ratio(t, in).Round(2, HalfEven); !errors.Is(err, ErrOverflow) {
			t.Errorf("%s in cents: %d, %v; want an overflow", in, got, err)
		}
	}
	if _, err := Whole(1).Round(19, Down); err == nil {
		t.Error("scale 19 was taken")
	}
}

func TestRatioFloorMinMax(t *testing.T) {
	for in, want := range map[string]string{
		"7/2": "3", "-7/2": "-4", "-4": "-4", "0": "0", "-1/3": "-1",
		"99999999999999999999.5": "99999999999999999999", "-99999999999999999999.5": "-100000000000000000000",
		"-9223372036854775807/2": "-4611686018427387904",
	} {
		if got := ratio(t, in).Floor().String(); got != want {
			t.Errorf("floor of %s is %s, want %s", in, got, want)
		}
	}
	a, b := NewRatio(1, 3), NewRatio(1, 2)
	if Min(a, b) != a || Min(b, a) != a || Max(a, b) != b || Max(b, a) != b {
		t.Error("min and max of 1/3 and 1/2")
	}
}

func FuzzRatio(f *testing.F) {
	f.Add(int64(1), int64(2), int64(1), int64(3))
	f.Add(int64(math.MinInt64), int64(-1), int64(math.MaxInt64), int64(math.MinInt64))
	f.Add(int64(math.MaxInt64), int64(math.MaxInt64-1), int64(-math.MaxInt64), int64(math.MaxInt64-2))
	f.Add(int64(0), int64(-7), int64(math.MinInt64), int64(6))
	f.Fuzz(func(t *testing.T, an, ad, bn, bd int64) {
		if ad == 0 || bd == 0 {
			return
		}
		a, b := NewRatio(an, ad), NewRatio(bn, bd)
		x := new(big.Rat).Quo(ratOf(an), ratOf(ad))
		y := new(big.Rat).Quo(ratOf(bn), ratOf(bd))
		same := func(what string, got Ratio, want *big.Rat) {
			t.Helper()
			if got.Big().Cmp(want) != 0 {
				t.Fatalf("%s of %s and %s is %s, want %s", what, x, y, got, want)
			}
			fits := want.Num().IsInt64() && want.Denom().IsInt64() && want.Num().Int64() != math.MinInt64
			if fits != (got.big == nil) {
				t.Fatalf("%s of %s and %s: %s is held large: %v", what, x, y, got, got.big != nil)
			}
			if back, err := ParseRatio(got.String()); err != nil || !back.Equal(got) {
				t.Fatalf("%s reads back as %s, %v", got, back, err)
			}
			if back, err := ParseRatio(got.Key()); err != nil || !back.Equal(got) || back.Key() != got.Key() {
				t.Fatalf("%s reads back as %s, %v", got.Key(), back, err)
			}
		}
		same("a", a, x)
		same("sum", a.Add(b), new(big.Rat).Add(x, y))
		same("difference", a.Sub(b), new(big.Rat).Sub(x, y))
		same("product", a.Mul(b), new(big.Rat).Mul(x, y))
		same("negative", a.Neg(), new(big.Rat).Neg(x))
		same("absolute", a.Abs(), new(big.Rat).Abs(x))
		if bn != 0 {
			same("quotient", a.Quo(b), new(big.Rat).Quo(x, y))
			same("sum back", a.Add(b).Sub(b), x)
			same("product back", a.Mul(b).Quo(b), x)
		}
		if a.Cmp(b) != x.Cmp(y) || a.Equal(b) != (x.Cmp(y) == 0) || a.Sign() != x.Sign() || a.IsWhole() != x.IsInt() {
			t.Fatalf("cmp %d, equal %v, sign %d of %s and %s", a.Cmp(b), a.Equal(b), a.Sign(), x, y)
		}
		for _, r := range []Rounding{HalfEven, HalfUp, Down} {
			for _, places := range []int{0, 2, 18} {
				unit := new(big.Rat).SetInt64(pow10[places])
				want := obviousRound(unit.Mul(unit, x), r)
				got, err := a.Round(places, r)
				if want.IsInt64() != (err == nil) || err == nil && got != want.Int64() {
					t.Fatalf("%s in 10^-%d %s = %d, %v; want %s", x, places, r, got, err, want)
				}
				back := ratio(t, a.Decimal(places, r)).Mul(Whole(pow10[places]))
				if back.String() != want.String() {
					t.Fatalf("%s with %d places %s is %s", x, places, r, a.Decimal(places, r))
				}
			}
		}
	})
}

func TestRatioFastPathDoesNotAllocate(t *testing.T) {
	a, b := NewRatio(123_456, 789), NewRatio(-35, 12)
	var out Ratio
	n := testing.AllocsPerRun(100, func() {
		out = a.Add(b).Mul(a).Sub(b).Quo(b).Neg().Abs().Floor()
		if out.Cmp(a) == 0 || out.Equal(b) {
			out = Min(out, Max(a, b))
		}
		if _, err := a.Round(2, HalfEven); err != nil {
			t.Error(err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations a run, want none (result %s)", n, out)
	}
}

var sinkRatio Ratio

func BenchmarkRatioMul(b *testing.B) {
	b.ReportAllocs()
	x, y := NewRatio(123_456_789, 100), NewRatio(15, 100)
	for b.Loop() {
		sinkRatio = x.Mul(y)
	}
}

func BenchmarkRatioAdd(b *testing.B) {
	b.ReportAllocs()
	x, y := NewRatio(123_456_789, 100), NewRatio(15, 7)
	for b.Loop() {
		sinkRatio = x.Add(y)
	}
}
