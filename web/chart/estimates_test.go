package chart

import "testing"

// Bars of estimates begin at one zero line and are as long as their amounts, in either direction.
func TestEstimates(t *testing.T) {
	for name, tt := range map[string]struct {
		amounts     []int64
		left, width []float64 // of the 364 px drawing less its margins, 356 px
	}{
		"both above":       {[]int64{20_000, 10_000}, []float64{2, 2}, []float64{356, 178}},
		"one below":        {[]int64{10_000, -10_000}, []float64{180, 2}, []float64{178, 178}},
		"nothing":          {[]int64{0, 0}, []float64{2, 2}, []float64{0, 0}},
		"nothing and some": {[]int64{0, 5_000}, []float64{2, 2}, []float64{0, 356}},
	} {
		var list []Estimate
		for _, a := range tt.amounts {
			list = append(list, Estimate{Label: "it", Amount: usd(a), URL: "#why"})
		}
		drawings := read(t, Estimates(list))
		if len(drawings) != 1+len(standingWidths) {
			t.Fatalf("%s: %d drawings", name, len(drawings))
		}
		n := 0
		for _, e := range drawings[1] {
			if e.class != "hatch" {
				continue
			}
			if e.at["x"] != tt.left[n] || e.at["width"] != tt.width[n] {
				t.Errorf("%s: bar %d is at %v, %v long; want %v, %v", name, n, e.at["x"], e.at["width"], tt.left[n], tt.width[n])
			}
			n++
		}
		if n != len(list) {
			t.Errorf("%s: %d bars for %d amounts", name, n, len(list))
		}
	}
}
