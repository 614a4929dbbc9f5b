package engine_test

import (
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
)

// budgetLetter has tiers, a bonus on a condition and an override, as the workload that is measured has.
const budgetLetter = `language 1
plan common {
  effective 2026-01-01 before 2027-01-01
  period quarter
  currency USD
  rounding half_even per line
  leavers keep what is earned
}
event deal dated closed {
  closed date
  seller payee
  partner payee or none
  helper payee or none
  share percent
  amount money
  product text
  kind one of new, renewal
  rush yes or no
}
credit sales from deal {
  counts on closed
  order by closed, id
  to seller as seller share of amount
  to partner as seller rest of amount
  to helper as helper 100% of amount overlay
}
credit team from sales as seller {
  to managers of payee at all levels as manager 100% of credit overlay
}
param quota : money per quarter, not prorated
measure reached = sum(sales) / quota per quarter
commission base on sales per quarter {
  tiers by reached, each slice {
    from 0%: 4%
    from 100%: 12%
  }
}
spiff launch on sales as seller per quarter {
  during 2026-01-01 before 2027-01-01
  where product is "toys"
  rate 1%
  because "toys are new"
  owned by "sales operations"
}
commission override on team per quarter {
  rate 0.5%
}
`

// budgetCompany is everybody under two managers, one above the other, and n deals.
func budgetCompany(n int) *commonCompany {
	c := &commonCompany{r: rand.New(rand.NewPCG(5, 11)), text: budgetLetter}
	c.in = engine.Inputs{Calendar: calendar.Fiscal(time.January), Through: calendar.MustParse("2026-12-31")}
	year := calendar.Span{From: calendar.MustParse("2026-01-01"), Before: calendar.MustParse("2027-01-01")}
	for i, id := range commonPeople {
		c.in.Payees = append(c.in.Payees, rainmaker.Payee{ID: rainmaker.PayeeID(id), Name: id})
		if i > 0 {
			c.in.Reports = append(c.in.Reports, rainmaker.ReportingLine{
				Payee: rainmaker.PayeeID(id), Manager: rainmaker.PayeeID(commonPeople[min(i-1, 1)]), From: calendar.StartOfTime,
			})
		}
		quota := &calendar.Timeline[rainmaker.Value]{}
		quota.Set(year.From, cents(5_000_000))
		c.in.Assignments = append(c.in.Assignments, rainmaker.Assignment{
			ID: id, Payee: rainmaker.PayeeID(id), Plan: "common", Span: year,
			Numbers: map[string]*calendar.Timeline[rainmaker.Value]{"quota": quota},
		})
	}
	for len(c.events) < n {
		e := c.deal(len(c.events), false)
		e.Fields[1].Value = rainmaker.PersonOf(rainmaker.PayeeID(c.pick(commonPeople...)))
		c.events = append(c.events, e)
	}
	return c
}

// What a deal costs in memory is bounded: the bytes of its place in order, its credits and its lines, and nothing that the garbage
// collector would have to look at one by one.
func TestBulkBudget(t *testing.T) {
	const few, many, bytesEach = 10_000, 50_000, 150
	type cost struct {
		bytes, objects, lines int
	}
	measure := func(n int) cost {
		c := budgetCompany(n)
		p, batch := c.program(t), rainmaker.BatchOf("deal", c.events)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		b, err := engine.NewBulk(p, c.in, batch)
		runtime.ReadMemStats(&after)
		if err != nil || len(b.Beside()) > 0 {
			t.Fatalf("%v, beside: %v", err, b.Beside())
		}
		out := cost{bytes: int(after.TotalAlloc - before.TotalAlloc), objects: int(after.Mallocs - before.Mallocs)} //nolint:gosec // of a test
		for _, who := range b.Payees() {
			for range b.Postings(who) {
				out.lines++
			}
		}
		return out
	}
	small, large := measure(few), measure(many)
	const more = many - few
	bytes, objects, lines := (large.bytes-small.bytes)/more, large.objects-small.objects, float64(large.lines)/many
	t.Logf("a deal: %d bytes, %.2f lines; %d more deals: %d more objects, of %d", bytes, lines, more, objects, large.objects)
	if lines < 2 || bytes > bytesEach || objects > 200 {
		t.Errorf("a deal of %.2f lines costs %d bytes, may cost %d; %d more deals made %d more objects", lines, bytes, bytesEach, more, objects)
	}
}
