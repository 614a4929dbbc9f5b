package engine_test

import (
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
)

// A quota across plans is what every plan gives on its days. On the days of the plan at hand it must be given all the same: a
// quota that somebody forgot would else only make the attainment look better.
func TestQuotaAcrossPlansIsMissedOnOnesOwnDays(t *testing.T) {
	p, _ := letter(t, "seller.plan.md", "```plan"+`
language 1
plan seller "Seller" {
  effective FY2027
  period    quarter
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event sale dated closed { rep payee; closed date; amount money }
credit sales from sale { counts on closed; order by closed, id; to rep as rep 100% of amount }
param quota : money per quarter, prorated by days
measure attainment = sum(sales as rep across plans) / quota across plans
bonus made { pay 1,000 USD x attainment }
`+"```\n")
	day := calendar.MustParse
	given := func(from string) map[string]*calendar.Timeline[rainmaker.Value] {
		line := &calendar.Timeline[rainmaker.Value]{}
		line.Set(day(from), rainmaker.CashOf(money.NewAmount(9_000_000, 2), "USD"))
		return map[string]*calendar.Timeline[rainmaker.Value]{"quota": line}
	}
	before := rainmaker.Assignment{
		ID: "b", Payee: "ann", Plan: "bdr", Span: calendar.Span{From: day("2027-01-01"), Before: day("2027-02-10")}, Numbers: given("2027-01-01"),
	}
	for _, c := range []struct{ from, pays, blocked string }{
		{"2027-02-10", "1,000.00 USD", ""},
		{"2027-03-01", "", "quota missing for Ann, 2027-02-10 before 2027-03-01"},
	} {
		w, err := engine.New(p, engine.Inputs{
			Calendar: fiscal, Payees: []rainmaker.Payee{{ID: "ann", Name: "Ann"}}, Through: day("2027-03-31"),
			Assignments: []rainmaker.Assignment{before, {
				ID: "a", Payee: "ann", Plan: "seller", Span: calendar.Span{From: day("2027-02-10"), Before: day("2028-01-01")}, Numbers: given(c.from),
			}},
			Events: []rainmaker.Event{told("sale", "S1", 0, said("rep", rainmaker.PersonOf("ann")), said("closed", rainmaker.DayOf(day("2027-01-15"))),
				said("amount", rainmaker.CashOf(money.NewAmount(9_000_000, 2), "USD")))},
		})
		if err != nil {
			t.Fatal(err)
		}
		s := w.Statements("ann")[0]
		if (s.Blocked == "") != (c.blocked == "") || !strings.Contains(s.Blocked, c.blocked) {
			t.Errorf("quota from %s: blocked %q, want %q", c.from, s.Blocked, c.blocked)
		}
		if c.blocked != "" {
			continue
		}
		if total, err := s.Total(); err != nil || total.String() != c.pays {
			t.Errorf("quota from %s: paid %s (%v), want %s", c.from, total, err, c.pays)
		}
	}
}
