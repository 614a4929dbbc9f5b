package statement

import "testing"

func TestRateOf(t *testing.T) {
	rate := func(r, factors string) effectiveRate { return effectiveRate{rate: r, factors: factors} }
	tier := func(r, factors string) effectiveRate { return effectiveRate{rate: r, factors: factors, tier: true} }
	for _, c := range []struct {
		rates []effectiveRate
		want  string
	}{
		{nil, ""},
		{[]effectiveRate{rate("10%", "")}, "10%"},
		{[]effectiveRate{rate("10%", " × 105%")}, "10% × 105%"},
		{[]effectiveRate{tier("10%", ""), tier("15%", "")}, "2 tiers"},
		{[]effectiveRate{tier("10%", " × 105%"), tier("15%", " × 105%")}, "2 tiers × 105%"},
		{[]effectiveRate{rate("10%", " × 105%"), rate("10%", "")}, "2 rates"},
		{[]effectiveRate{rate("10%", " × 105%"), rate("10%", " × 105%")}, "10% × 105%"},
	} {
		if got := rateOf(c.rates); got != c.want {
			t.Errorf("%v: %q, want %q", c.rates, got, c.want)
		}
	}
}
