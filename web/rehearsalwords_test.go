package web

import (
	"testing"

	"rainmaker/desk/rehearsal"
	"rainmaker/money"
)

// A period in which as much is earned and something else is paid is never said to pay the same.
func TestRehearsalHeadlineSaysWhatIsPaid(t *testing.T) {
	dollars := func(n int64) money.Money { return money.New(n*100, "USD") }
	for _, c := range []struct {
		earned, paid int64
		want         string
	}{
		{0, 0, "1 statement differs, and together they earn and pay the same"},
		{10, 10, "$10.00 more for everybody, 1 statement differs"},
		{0, 123, "$123.00 more paid, with the same earned, for everybody, 1 statement differs"},
		{-5, 0, "$5.00 less earned, with the same paid, for everybody, 1 statement differs"},
		{10, -4, "$10.00 more earned and $4.00 less paid for everybody, 1 statement differs"},
	} {
		p := rehearsal.Period{Rows: []rehearsal.Row{{}}, Sums: []rehearsal.Sum{{Delta: dollars(c.earned), PaidDelta: dollars(c.paid)}}}
		if got := changeIn(p); got != c.want {
			t.Errorf("earned %d, paid %d: got %q want %q", c.earned, c.paid, got, c.want)
		}
	}
}
