package engine_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Small worlds, all of them: up to three tiers × up to four deals × amounts that put the measure a cent below an edge, on it
// and a cent above it, returns included; each under the three readings of tiers, against formulas that a rep would write.

// smallLetter has one component for each reading, over one, two or three tiers. A rate of one makes what is paid exact.
const smallLetter = `language 1
plan small {
  effective 2026-01-01 before 2027-01-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event sale dated closed { seller payee; closed date; amount money }
credit sales from sale { counts on closed; order by closed, id; to seller as rep 100% of amount }
measure sold = sum(sales as rep)
`

// smallTiers are the ladders: bounds in cents, whether the bound belongs downward, and factors.
var smallTiers = []struct {
	bounds []int64
	above  []bool
	rates  []int64 // percent
}{
	{[]int64{0}, []bool{false}, []int64{10}},
	{[]int64{0, 200}, []bool{false, false}, []int64{10, 30}},
	{[]int64{0, 200}, []bool{false, true}, []int64{10, 30}},
	{[]int64{0, 200, 300}, []bool{false, false, true}, []int64{10, 30, 20}},
	{[]int64{0, 200, 300}, []bool{false, true, false}, []int64{0, 20, 70}},
}

// smallAmounts are the deals' amounts in cents: with up to four of them the measure stands on each edge, a cent to either
// side of it, at zero and below.
var smallAmounts = []int64{-100, -1, 0, 1, 99, 100, 101, 199, 200}

// smallBounds are the bounds of `whole amount above`: on edges and between them.
var smallBounds = []int64{100, 200, 250}

func TestSmallWorlds(t *testing.T) {
	for n, tiers := range smallTiers {
		p := smallProgram(t, n)
		each := func(deals []int64) {
			got := smallResult(t, p, deals)
			want := []*big.Rat{naiveSlices(n, deals), naiveWhole(n, deals)}
			for _, bound := range smallBounds {
				want = append(want, naiveAbove(n, bound, deals))
			}
			for i, w := range want {
				if got[i].Cmp(w) != 0 {
					t.Errorf("tiers %v %v %v, deals %v: %s is %s, expected %s", tiers.bounds, tiers.above, tiers.rates, deals,
						p.Components[i].Name, got[i].FloatString(6), w.FloatString(6))
				}
			}
		}
		deals := 4
		if testing.Short() {
			deals = 2 // as many as can race; see fewer
		}
		allDeals(nil, deals, each)
		if t.Failed() {
			return
		}
	}
}

// allDeals visits every list of up to n deals.
func allDeals(deals []int64, n int, visit func([]int64)) {
	visit(deals)
	if n == 0 {
		return
	}
	for _, a := range smallAmounts {
		allDeals(append(slices.Clip(deals), a), n-1, visit)
	}
}

func smallProgram(t *testing.T, n int) *ir.Program {
	t.Helper()
	ladder := ""
	for i, bound := range smallTiers[n].bounds {
		word := "from"
		if smallTiers[n].above[i] {
			word = "above"
		}
		ladder += fmt.Sprintf("%s %d.%02d USD: %d%%; ", word, bound/100, bound%100, smallTiers[n].rates[i])
	}
	readings := []string{"each slice", "whole amount"}
	for _, bound := range smallBounds {
		readings = append(readings, fmt.Sprintf("whole amount above %d.%02d USD", bound/100, bound%100))
	}
	text := smallLetter
	for i, reading := range readings {
		text += fmt.Sprintf("commission c%d on sales as rep { tiers by sold, %s { %s} }\n", i, reading, ladder)
	}
	p, _ := letter(t, "small.plan.md", "```plan\n"+text+"```\n")
	return p
}

// smallResult is what each component pays, exactly: the sum of its lines before rounding.
func smallResult(t *testing.T, p *ir.Program, deals []int64) []*big.Rat {
	t.Helper()
	in := engine.Inputs{
		Calendar: fiscal, Through: calendar.MustParse("2026-01-31"),
		Payees: []rainmaker.Payee{{ID: "ann", Name: "Ann"}},
		Assignments: []rainmaker.Assignment{{
			ID: "a", Payee: "ann", Plan: "small",
			Span: calendar.Span{From: calendar.MustParse("2026-01-01"), Before: calendar.MustParse("2027-01-01")},
		}},
	}
	for i, cents := range deals {
		in.Events = append(in.Events, rainmaker.Event{EventRef: rainmaker.EventRef{Name: "sale", ID: fmt.Sprint(i + 1)}, Fields: rainmaker.FieldList{
			{Name: "seller", Value: rainmaker.PersonOf("ann")},
			{Name: "closed", Value: rainmaker.DayOf(calendar.MustParse("2026-01-10"))},
			{Name: "amount", Value: rainmaker.CashOf(money.NewAmount(cents, 2), "USD")},
		}})
	}
	c, err := engine.New(p, in)
	if err != nil {
		t.Fatal(err)
	}
	s := c.Statements("ann")[0]
	if s.Blocked != "" {
		t.Fatalf("deals %v: %s", deals, s.Blocked)
	}
	checkSlices(t, 0, s)
	out := make([]*big.Rat, len(p.Components))
	for i, k := range p.Components {
		out[i] = new(big.Rat)
		for _, l := range s.Lines {
			if l.Component == k.Name {
				out[i].Add(out[i], l.Exact.Big())
			}
		}
	}
	return out
}

// What a rep would write. Everything is in dollars, from cents.

func dollars(cents int64) *big.Rat { return big.NewRat(cents, 100) }

func total(deals []int64) int64 {
	sum := int64(0)
	for _, d := range deals {
		sum += d
	}
	return sum
}

// rateAt is the rate of the tier in which an amount stands.
func rateAt(n int, cents int64) *big.Rat {
	at := 0
	for i, bound := range smallTiers[n].bounds {
		if cents > bound || cents == bound && !smallTiers[n].above[i] {
			at = i
		}
	}
	return big.NewRat(smallTiers[n].rates[at], 100)
}

// slicesUpTo is the pay of an amount by slices: the sum over all tiers of the rate × what of it lies in the tier. What lies
// below zero is the first tier's.
func slicesUpTo(n int, cents int64) *big.Rat {
	sum := new(big.Rat)
	for i, from := range smallTiers[n].bounds {
		to := cents
		if i+1 < len(smallTiers[n].bounds) {
			to = min(to, smallTiers[n].bounds[i+1])
		}
		if i == 0 || to > from {
			sum.Add(sum, new(big.Rat).Mul(dollars(to-from), big.NewRat(smallTiers[n].rates[i], 100)))
		}
	}
	return sum
}

func naiveSlices(n int, deals []int64) *big.Rat { return slicesUpTo(n, total(deals)) }

func naiveWhole(n int, deals []int64) *big.Rat {
	sum := total(deals)
	return new(big.Rat).Mul(dollars(sum), rateAt(n, sum))
}

func naiveAbove(n int, bound int64, deals []int64) *big.Rat {
	sum := total(deals)
	if sum <= bound {
		return slicesUpTo(n, sum)
	}
	over := new(big.Rat).Mul(dollars(sum-bound), rateAt(n, sum))
	return over.Add(over, slicesUpTo(n, bound))
}
