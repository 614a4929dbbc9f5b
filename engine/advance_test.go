package engine_test

import (
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// A deal that is withdrawn later has no date any more from which its advance could be earned: what it paid is taken off, and
// nobody's statement stops for it.
func TestAdvanceOnADealThatIsGone(t *testing.T) {
	p := sellerLetter(t, fiscal, "rate 10%; advance until closed + 180 days")
	sold := saleOf(t, "2027-01-15")
	gone := sold
	gone.Version, gone.Gone, gone.Learned, gone.Fields = 2, true, calendar.MustParse("2027-04-10"), nil
	all := sellerStatements(t, p, fiscal, sold, gone)
	first, second := statementOf(t, all, "2027Q1").Settlement, statementOf(t, all, "2027Q2").Settlement
	if first.Advanced.Minor() != 10_000 || first.Payable.Minor() != 10_000 {
		t.Errorf("the first quarter advances %s of %s", first.Advanced, first.Payable)
	}
	if second.Advanced.Minor() != 0 || second.Payable.Minor() != -10_000 {
		t.Errorf("the second quarter advances %s, and %s becomes payable", second.Advanced, second.Payable)
	}
}

const monthsLetter = `language 1
plan seller {
  effective FY2027
  period    quarter
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event sale dated closed { seller payee; closed date; amount money }
credit sales from sale { counts on closed; order by closed, id; to seller as rep 100% of amount }
commission base on sales as rep { CLAUSES }
`

func sellerLetter(t *testing.T, cal calendar.Calendar, clauses string) *ir.Program {
	t.Helper()
	text := strings.ReplaceAll(monthsLetter, "CLAUSES", clauses)
	set, found := plan.Load([]source.Document{{Name: "seller.plan.md", Text: "```plan\n" + text + "```\n"}}, cal)
	if found.HasErrors() || len(set.Programs) != 1 {
		t.Fatalf("%v", found)
	}
	return set.Programs[0]
}

func saleOf(t *testing.T, closed string) rainmaker.Event {
	return rainmaker.Event{EventRef: rainmaker.EventRef{Name: "sale", ID: "S"}, Version: 1, Fields: rainmaker.FieldList{
		{Name: "seller", Value: rainmaker.PersonOf("ada")},
		{Name: "closed", Value: rainmaker.DayOf(calendar.MustParse(closed))},
		{Name: "amount", Value: inUSD(t, "1000")},
	}}
}

func sellerStatements(t *testing.T, p *ir.Program, cal calendar.Calendar, events ...rainmaker.Event) []rainmaker.Statement {
	t.Helper()
	c, err := engine.New(p, engine.Inputs{
		Calendar: cal, Through: calendar.MustParse("2027-09-01"), Payees: []rainmaker.Payee{{ID: "ada", Name: "Ada"}},
		Assignments: []rainmaker.Assignment{{ID: "a1", Payee: "ada", Plan: "seller", Span: since("2026-12-28")}}, Events: events,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c.Statements("ada")
}

// Monthly parts are paid in the months everybody knows, also where the company counts in quarters of thirteen weeks.
func TestMonthlyPartsInACalendarOfWeeks(t *testing.T) {
	var starts []calendar.Date
	for i := range 13 {
		starts = append(starts, calendar.MustParse("2025-12-29").AddDays(91*i))
	}
	weeks, err := calendar.FromQuarterStarts(starts)
	if err != nil {
		t.Fatal(err)
	}
	p := sellerLetter(t, weeks, "rate 10%; payable 40% at once, rest in 3 monthly parts from closed")
	for _, s := range sellerStatements(t, p, weeks, saleOf(t, "2027-02-27")) {
		// 27 February and 27 March lie in the first quarter, which ends on 28 March; 27 April in the second
		if want := map[string]int64{"2027Q1": 8000, "2027Q2": 2000}[s.Period]; s.Blocked != "" || s.Settlement.Pay.Minor() != want {
			t.Errorf("%s pays %s, blocked %q, want %d cents", s.Period, s.Settlement.Pay, s.Blocked, want)
		}
	}
}
