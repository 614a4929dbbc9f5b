package money

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"
)

func TestMulDiv(t *testing.T) {
	const maxI, minI = math.MaxInt64, math.MinInt64
	tests := []struct {
		a, b, c  int64
		halfEven int64
		halfUp   int64
		down     int64
	}{
		{a: 7, b: 6, c: 3, halfEven: 14, halfUp: 14, down: 14},
		{a: 1, b: 1, c: 3, halfEven: 0, halfUp: 0, down: 0},
		{a: 2, b: 1, c: 3, halfEven: 1, halfUp: 1, down: 0},
		{a: 5, b: 1, c: 2, halfEven: 2, halfUp: 3, down: 2},
		{a: 7, b: 1, c: 2, halfEven: 4, halfUp: 4, down: 3},
		{a: -5, b: 1, c: 2, halfEven: -2, halfUp: -3, down: -2},
		{a: 5, b: -1, c: -2, halfEven: 2, halfUp: 3, down: 2},
		{a: 5, b: 1, c: -2, halfEven: -2, halfUp: -3, down: -2},
		{a: -1, b: 1, c: 3, halfEven: 0, halfUp: 0, down: 0},
		{a: maxI, b: maxI, c: maxI, halfEven: maxI, halfUp: maxI, down: maxI},
		{a: minI, b: 1, c: 1, halfEven: minI, halfUp: minI, down: minI},
		{a: minI, b: minI, c: minI, halfEven: minI, halfUp: minI, down: minI},
		{a: maxI, b: 2, c: 4, halfEven: 1 << 62, halfUp: 1 << 62, down: 1<<62 - 1},
	}
	for _, tt := range tests {
		for r, want := range map[Rounding]int64{HalfEven: tt.halfEven, HalfUp: tt.halfUp, Down: tt.down} {
			if got, err := MulDiv(tt.a, tt.b, tt.c, r); err != nil || got != want {
				t.Errorf("MulDiv(%d, %d, %d, %s) = %d, %v; want %d", tt.a, tt.b, tt.c, r, got, err, want)
			}
		}
	}
}

func TestMulDivErrors(t *testing.T) {
	if _, err := MulDiv(3, 4, 0, HalfEven); err == nil || err.Error() != "3 x 4 / 0: division by zero" {
		t.Errorf("MulDiv(3, 4, 0): %v", err)
	}
	for _, v := range [][3]int64{
		{math.MaxInt64, 2, 1},
		{math.MaxInt64, math.MaxInt64, 1},
		{math.MinInt64, -1, 1},
		{math.MinInt64, 1, -1},
		{math.MinInt64, math.MinInt64, 1 << 62},
		{math.MinInt64, math.MaxInt64, math.MaxInt64 - 1}, // 2^63 + 1 and a bit
	} {
		if got, err := MulDiv(v[0], v[1], v[2], HalfEven); !errors.Is(err, ErrOverflow) {
			t.Errorf("MulDiv%v = %d, %v; want an overflow", v, got, err)
		}
	}
	// (2^32 + 1) x (2^32 - 1) / 2 is the largest int64 and a half: only the rounding decides whether it fits.
	const a, b = 1<<32 + 1, 1<<32 - 1
	if got, err := MulDiv(a, b, 2, Down); err != nil || got != math.MaxInt64 {
		t.Errorf("down: %d, %v", got, err)
	}
	if got, err := MulDiv(a, b, 2, HalfUp); !errors.Is(err, ErrOverflow) {
		t.Errorf("half up: %d, %v; want an overflow", got, err)
	}
	if got, err := MulDiv(-a, b, 2, HalfUp); err != nil || got != math.MinInt64 {
		t.Errorf("half up, negative: %d, %v", got, err)
	}
}

func TestRoundingWords(t *testing.T) {
	for _, r := range []Rounding{HalfEven, HalfUp, Down} {
		if got, err := ParseRounding(r.String()); err != nil || got != r {
			t.Errorf("ParseRounding(%q) = %v, %v", r.String(), got, err)
		}
	}
	if _, err := ParseRounding("up"); err == nil || !strings.Contains(err.Error(), `"up"`) {
		t.Errorf("ParseRounding(up): %v", err)
	}
	mustPanic(t, "unknown rounding", func() { _, _ = MulDiv(1, 1, 2, 9) })
}

func FuzzMulDiv(f *testing.F) {
	f.Add(int64(5), int64(1), int64(2), uint8(0))
	f.Add(int64(math.MinInt64), int64(math.MinInt64), int64(math.MinInt64), uint8(1))
	f.Add(int64(math.MaxInt64), int64(math.MinInt64), int64(-1), uint8(2))
	f.Add(int64(math.MaxInt64), int64(3), int64(-6), uint8(0))
	f.Fuzz(func(t *testing.T, a, b, c int64, mode uint8) {
		r := Rounding(mode % 3)
		got, err := MulDiv(a, b, c, r)
		if c == 0 {
			if err == nil {
				t.Fatalf("%d x %d / 0 = %d", a, b, got)
			}
			return
		}
		exact := new(big.Rat).Mul(ratOf(a), ratOf(b))
		want := obviousRound(exact.Quo(exact, ratOf(c)), r)
		if !want.IsInt64() {
			if !errors.Is(err, ErrOverflow) {
				t.Fatalf("%d x %d / %d %s = %d, %v; want an overflow, %s", a, b, c, r, got, err, want)
			}
			return
		}
		if err != nil || got != want.Int64() {
			t.Fatalf("%d x %d / %d %s = %d, %v; want %s", a, b, c, r, got, err, want)
		}
	})
}

func ratOf(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

// obviousRound rounds by the definition: the two whole numbers around |x|, the nearer of them, and what the mode says of a
// tie. It shares nothing with the code it checks.
func obviousRound(x *big.Rat, r Rounding) *big.Int {
	abs := new(big.Rat).Abs(x)
	below := new(big.Int).Quo(abs.Num(), abs.Denom())
	part := new(big.Rat).Sub(abs, new(big.Rat).SetInt(below))
	result := new(big.Int).Set(below)
	above := new(big.Int).Add(below, big.NewInt(1))
	switch part.Cmp(big.NewRat(1, 2)) {
	case 1:
		if r != Down {
			result = above
		}
	case 0:
		if r == HalfUp || r == HalfEven && new(big.Int).Mod(below, big.NewInt(2)).Sign() != 0 {
			result = above
		}
	}
	if x.Sign() < 0 {
		result.Neg(result)
	}
	return result
}

func mustPanic(t *testing.T, what string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s: no panic", what)
		}
	}()
	f()
}

var sink int64

func BenchmarkMulDiv(b *testing.B) {
	b.ReportAllocs()
	n := int64(123_456_789)
	for b.Loop() {
		v, err := MulDiv(n, 1_234_567, 10_000_000, HalfEven)
		if err != nil {
			b.Fatal(err)
		}
		sink += v
		n++
	}
}
