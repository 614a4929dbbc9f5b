package money

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
)

func TestRunning(t *testing.T) {
	// Three thirds of 100 and a return of one: each line moves the rounded total to where it belongs.
	n := NewRunning("USD", HalfEven)
	third := NewRatio(100, 3)
	for i, want := range []struct{ line, total string }{
		{"33.33", "33.33"}, {"33.34", "66.67"}, {"33.33", "100.00"}, {"-33.33", "66.67"},
	} {
		exact := third
		if i == 3 {
			exact = third.Neg()
		}
		line, err := n.Next(exact)
		if err != nil || line.Plain() != want.line || n.Total().Plain() != want.total {
			t.Errorf("line %d: %s, total %s, %v; want %s, %s", i+1, line, n.Total(), err, want.line, want.total)
		}
	}
	if !n.Exact().Equal(NewRatio(200, 3)) {
		t.Errorf("exact %s", n.Exact())
	}
}

func TestRunningKeepsItsStateOnError(t *testing.T) {
	n := NewRunning("USD", HalfEven)
	if _, err := n.Next(Whole(7)); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Next(Whole(math.MaxInt64)); !errors.Is(err, ErrOverflow) {
		t.Errorf("%v, want an overflow", err)
	}
	if n.Total() != New(700, "USD") || !n.Exact().Equal(Whole(7)) {
		t.Errorf("total %s, exact %s after an error", n.Total(), n.Exact())
	}
	mustPanic(t, "no currency", func() { NewRunning("", Down) })
}

func FuzzRunning(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 255, 0, 128, 7}, uint8(0))
	f.Add([]byte{0, 5, 0, 5, 0, 5, 255, 251, 0, 5}, uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, mode uint8) {
		r := Rounding(mode % 3)
		var exact []Ratio
		for at := 0; at+3 <= len(data) && len(exact) < 40; at += 3 {
			num := int64(int16(binary.BigEndian.Uint16(data[at:])))
			exact = append(exact, NewRatio(num, int64(data[at+2])%36+1)) // denominators small enough to meet again and cancel
		}
		lines := func(exact []Ratio) (ms []Money, n *Running) {
			n = NewRunning("USD", r)
			for _, x := range exact {
				m, err := n.Next(x)
				if err != nil {
					t.Fatal(err)
				}
				ms = append(ms, m)
			}
			return ms, n
		}
		all, n := lines(exact)
		var sum Ratio
		for _, x := range exact {
			sum = sum.Add(x)
		}
		want, err := RoundTo(sum, "USD", r)
		if err != nil || n.Total() != want || !n.Exact().Equal(sum) {
			t.Fatalf("total %s, exact %s; want %s, %s, %v", n.Total(), n.Exact(), want, sum, err)
		}
		if len(all) > 0 {
			if got, err := Sum(all); err != nil || got != want {
				t.Fatalf("lines sum to %s, %v; the total is %s", got, err, want)
			}
		}
		for k := range exact {
			if first, _ := lines(exact[:k]); !slices.Equal(first, all[:k]) {
				t.Fatalf("the first %d lines are %v alone, %v with later ones", k, first, all[:k])
			}
		}
		reversal := make([]Ratio, len(exact))
		for i, x := range exact {
			reversal[i] = x.Neg()
		}
		back, _ := lines(reversal)
		for i, m := range back {
			if m != all[i].Neg() {
				t.Fatalf("line %d is %s and its reversal %s", i+1, all[i], m)
			}
		}
	})
}

func TestApportion(t *testing.T) {
	w := func(ns ...int64) (rs []Ratio) {
		for _, n := range ns {
			rs = append(rs, Whole(n))
		}
		return rs
	}
	tests := []struct {
		total   int64
		weights []Ratio
		want    []int64
	}{
		{100, w(1, 1, 1), []int64{34, 33, 33}},                                  // a tie goes to the earlier
		{-100, w(1, 1, 1), []int64{-34, -33, -33}},                              // by magnitude
		{10, w(5, 3, 3), []int64{4, 3, 3}},                                      // 4.55, 2.73, 2.73: the remainders .73 win
		{7, w(0, 1, 0), []int64{0, 7, 0}},                                       // a zero weight gets nothing
		{0, w(1, 2), []int64{0, 0}},                                             //
		{1, []Ratio{NewRatio(1, 3), NewRatio(2, 3)}, []int64{0, 1}},             //
		{5, []Ratio{NewRatio(1, 10), NewRatio(1, 10)}, []int64{3, 2}},           // weights need not total 1
		{math.MinInt64, w(1, 1), []int64{math.MinInt64 / 2, math.MinInt64 / 2}}, //
		{math.MinInt64, w(3), []int64{math.MinInt64}},                           //
		{math.MaxInt64, w(1, 1), []int64{math.MaxInt64/2 + 1, math.MaxInt64 / 2}},
	}
	for _, tt := range tests {
		if got, err := Apportion(tt.total, tt.weights); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("Apportion(%d, %v) = %v, %v; want %v", tt.total, tt.weights, got, err, tt.want)
		}
	}
	for _, bad := range [][]Ratio{nil, w(0, 0), w(2, -1)} {
		if got, err := Apportion(10, bad); err == nil {
			t.Errorf("Apportion(10, %v) = %v", bad, got)
		}
	}
}

func FuzzApportion(f *testing.F) {
	f.Add(int64(100), []byte{1, 1, 1})
	f.Add(int64(math.MinInt64), []byte{3, 0, 7, 200})
	f.Fuzz(func(t *testing.T, total int64, data []byte) {
		var weights []Ratio
		var all Ratio
		for i, b := range data[:min(len(data), 20)] {
			weights = append(weights, NewRatio(int64(b), int64(i%4+1)))
			all = all.Add(weights[i])
		}
		shares, err := Apportion(total, weights)
		if all.IsZero() {
			if err == nil {
				t.Fatalf("apportioned %d among nobody: %v", total, shares)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var sum Ratio
		for i, s := range shares {
			sum = sum.Add(Whole(s))
			exact := Whole(total).Mul(weights[i]).Quo(all)
			if d := exact.Sub(Whole(s)).Abs(); d.Cmp(Whole(1)) >= 0 {
				t.Fatalf("share %d of %d is %d, a unit or more from the exact %s", i+1, total, s, exact)
			}
		}
		if !sum.Equal(Whole(total)) {
			t.Fatalf("%v sum to %s, not %d", shares, sum, total)
		}
	})
}

func ExampleRunning() {
	lines := NewRunning("USD", HalfEven)
	for range 3 {
		line, err := lines.Next(NewRatio(100, 3))
		if err != nil {
			panic(err)
		}
		fmt.Println(line)
	}
	fmt.Println("total", lines.Total())
	// Output:
	// 33.33 USD
	// 33.34 USD
	// 33.33 USD
	// total 100.00 USD
}
