package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// explainedLetter is a small real plan: a quota each quarter, paid monthly, three tiers, a SPIFF with a cap, a manager's override.
const explainedLetter = "```plan" + `
language 1
plan ae "Account Executive" {
  effective 2027-01-01 before 2028-01-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event deal dated opened {
  owner       payee
  partner     payee or none
  owner_share percent
  product     one of core, nova
  stage       one of open, won, lost
  opened      date
  closed      date or none
  amount      money
}
credit sales from deal {
  counts on closed
  where stage is won
  order by closed, id
  to owner   as AE  owner_share of amount
  to partner as AE  rest of amount
}
credit team from sales as AE {
  to manager of payee as manager  100% of credit  overlay
}
param quota : money per quarter, prorated by days
measure attainment "attainment" = sum(sales as AE) / quota per quarter
commission base "Base" on sales as AE per quarter {
  tiers by attainment, each slice { from 0%: 3%; from 50%: 6%; from 100%: 9% }
}
spiff nova "Nova" on sales as AE per quarter {
  during 2027-01..2027-12
  where  product is nova and amount >= 5,000 USD
  rate   2%
  cap    100 USD per deal
}
commission override "Override" on team as manager per quarter { rate 0.5% }
` + "```\n"

// company is a few people and deals in a table a stranger can read: id, owner, partner, owner's share, product, stage,
// opened, closed, amount.
type company struct {
	quotas map[string]string
	deals  string
}

func (c company) calculation(t *testing.T) *engine.Calculation {
	t.Helper()
	p, in := c.inputs(t, explainedLetter)
	calc, err := engine.New(p, in)
	if err != nil {
		t.Fatal(err)
	}
	return calc
}

// inputs are the facts of the company, and the letter read.
func (c company) inputs(t *testing.T, letter string) (*ir.Program, engine.Inputs) {
	t.Helper()
	set, found := plan.Load([]source.Document{{Name: "ae.plan.md", Text: letter}}, calendar.Fiscal(1))
	for _, d := range found {
		t.Log(source.Format(d, set.Document(d.Where.Doc)))
	}
	if found.HasErrors() {
		t.FailNow()
	}
	year := calendar.Span{From: calendar.MustParse("2027-01-01"), Before: calendar.MustParse("2028-01-01")}
	in := engine.Inputs{Calendar: calendar.Fiscal(1), Through: calendar.MustParse("2027-06-30")}
	for _, id := range []string{"ann", "bob", "boss"} {
		in.Payees = append(in.Payees, rainmaker.Payee{ID: rainmaker.PayeeID(id), Name: strings.ToUpper(id[:1]) + id[1:]})
		a := rainmaker.Assignment{
			ID: "a-" + id, Payee: rainmaker.PayeeID(id), Plan: "ae", Span: year,
			Numbers: map[string]*calendar.Timeline[rainmaker.Value]{},
		}
		if q := c.quotas[id]; q != "" {
			a.Numbers["quota"] = &calendar.Timeline[rainmaker.Value]{}
			a.Numbers["quota"].Set(year.From, inUSD(t, q))
		}
		in.Assignments = append(in.Assignments, a)
	}
	for _, id := range []string{"ann", "bob"} {
		in.Reports = append(in.Reports, rainmaker.ReportingLine{Payee: rainmaker.PayeeID(id), Manager: "boss", From: year.From})
	}
	for row, line := range strings.Split(strings.TrimSpace(c.deals), "\n") {
		in.Events = append(in.Events, deal(t, row+2, strings.Fields(line)))
	}
	return set.Programs[0], in
}

func inUSD(t *testing.T, s string) rainmaker.Value {
	t.Helper()
	a, err := money.ParseAmount(s)
	if err != nil {
		t.Fatal(err)
	}
	return rainmaker.CashOf(a, "USD")
}

func deal(t *testing.T, row int, cells []string) rainmaker.Event {
	t.Helper()
	day := func(s string) rainmaker.Value {
		if s == "-" {
			return rainmaker.Value{}
		}
		return rainmaker.DayOf(calendar.MustParse(s))
	}
	partner := rainmaker.Value{}
	if cells[2] != "-" {
		partner = rainmaker.PersonOf(rainmaker.PayeeID(cells[2]))
	}
	share, err := money.ParseAmount(cells[3])
	if err != nil {
		t.Fatal(err)
	}
	return rainmaker.Event{
		EventRef: rainmaker.EventRef{Name: "deal", ID: cells[0]}, Source: rainmaker.Source{File: "deals.csv", Row: row},
		Fields: rainmaker.FieldList{
			{Name: "owner", Value: rainmaker.PersonOf(rainmaker.PayeeID(cells[1]))},
			{Name: "partner", Value: partner},
			{Name: "owner_share", Value: rainmaker.NumberOf(share)},
			{Name: "product", Value: rainmaker.TextOf(cells[4])},
			{Name: "stage", Value: rainmaker.TextOf(cells[5])},
			{Name: "opened", Value: day(cells[6])},
			{Name: "closed", Value: day(cells[7])},
			{Name: "amount", Value: inUSD(t, cells[8])},
		},
	}
}

// quarter is ann's first quarter: 40,000 in January, 30,000 in February of which half is bob's, and a few that do not pay.
func quarter() company {
	return company{
		quotas: map[string]string{"ann": "100000", "bob": "50000", "boss": "1"},
		deals: `
D1 ann -   1   core won  2026-12-01 2027-01-10 40000
D2 ann bob 0.5 nova won  2026-12-05 2027-02-10 30000
D3 ann -   1   core lost 2026-12-07 2027-02-11 9000
D4 ann -   1   core open 2027-01-07 -          7000
D5 ann -   1   nova won  2027-01-09 2027-02-20 4000
D6 bob ann 0.7 nova won  2027-01-09 2027-02-21 1000
D7 ann bob 0   core won  2027-01-09 2027-02-22 500`,
	}
}

func TestStatementsOfAQuarterPaidMonthly(t *testing.T) {
	c := quarter().calculation(t)
	for _, want := range []struct {
		payee, period string
		lines         string
	}{
		// 40,000 at 3%.
		{"ann", "2027-01", "base D1 1200.00"},
		// D2: 10,000 of her 15,000 at 3% up to half of quota, 5,000 at 6%; D5 and D6 at 6%; D7 is all bob's.
		{"ann", "2027-02", "base D2 600.00; base D5 240.00; base D6 18.00; base D7 0.00; nova D2 100.00"},
		{"bob", "2027-02", "base D2 450.00; base D6 21.00; base D7 15.00; nova D2 100.00"},
		{"boss", "2027-01", "override D1 200.00"},
		{"boss", "2027-02", "override D2 150.00; override D5 20.00; override D6 5.00; override D7 2.50"},
		{"ann", "2027-03", ""},
	} {
		var got []string
		for _, s := range c.Statements(rainmaker.PayeeID(want.payee)) {
			if s.Period != want.period {
				continue
			}
			if s.Blocked != "" {
				t.Errorf("%s %s: blocked: %s", want.payee, want.period, s.Blocked)
			}
			for _, l := range s.Lines {
				got = append(got, fmt.Sprintf("%s %s %s", l.Component, l.Event.ID, l.Amount.Plain()))
			}
		}
		if g := strings.Join(got, "; "); g != want.lines {
			t.Errorf("%s %s:\n got %s\nwant %s", want.payee, want.period, g, want.lines)
		}
	}
}

func TestStandings(t *testing.T) {
	standings, err := quarter().calculation(t).Standings("ann", "2027-02")
	if err != nil {
		t.Fatal(err)
	}
	base := standings[0]
	// 40,000 + 15,000 + 4,000 + 300 + 0 of a quota of 100,000.
	if base.Position.String() != "59.3%" || base.Credited.String() != "59,300 USD" {
		t.Errorf("stands at %s with %s credited", base.Position, base.Credited)
	}
	if !base.Tiers[1].Now || base.Tiers[0].Now || base.Tiers[2].Now {
		t.Errorf("stands in %+v", base.Tiers)
	}
	if base.ToNext.String() != "40,700 USD" || base.ToGoal.String() != "40,700 USD" {
		t.Errorf("%s to the next tier, %s to quota; want 40,700", base.ToNext, base.ToGoal)
	}
	if base.Pays.String() != "60 USD" || base.Open {
		t.Errorf("the next 1,000 pays %s (open: %t), want 60", base.Pays, base.Open)
	}
	// Of all her deals only D2 qualifies for it.
	if nova := standings[1]; nova.Credited.String() != "15,000 USD" {
		t.Errorf("nova stands on %s credited, want what qualifies", nova.Credited)
	}
	if nova := standings[1]; !nova.Open || !nova.Pays.Num.IsZero() {
		t.Errorf("what the next Nova deal pays is not known without the deal: %+v", nova)
	}
}

func TestProofGoesDownToTheRow(t *testing.T) {
	proof, err := quarter().calculation(t).Prove("ann", "2027-02", rainmaker.LineKey{Component: "base", Event: rainmaker.EventRef{Name: "deal", ID: "D2"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := proof.Source.String(); got != "deals.csv, row 3" {
		t.Errorf("read from %s", got)
	}
	var cuts []string
	for _, s := range proof.Line.Slices {
		cuts = append(cuts, fmt.Sprintf("%s: %s x %s = %s, %s to %s", s.Label, s.Credit, s.Factor, s.Amount, s.Before, s.After))
	}
	want := "from 0%: 10000 x 0.03 = 300, 0.4 to 0.5; from 50%: 5000 x 0.06 = 300, 0.5 to 0.55"
	if got := strings.Join(cuts, "; "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if c := proof.Credits[0]; c.Rule != "sales" || c.Share.String() != "0.5" || c.Amount.String() != "15000" {
		t.Errorf("credited %+v", c)
	}
	quota := ""
	for _, r := range proof.Readings {
		if r.Name == "quota" {
			quota = r.Value.String() + " from " + r.Assignment
		}
	}
	if quota != "100,000 USD from a-ann" {
		t.Errorf("quota read as %q", quota)
	}
}

func TestWhyADealDoesNotPay(t *testing.T) {
	whyNot(t, "2027-02", []string{
		"D3 condition  (stage lost) stage is won",
		"D5 condition nova (amount 4,000 USD) amount >= 5,000 USD",
		"D6 condition nova (amount 1,000 USD) amount >= 5,000 USD",
		"D7 condition nova (product core) product is nova",
	})
	// An open deal is no period's yet: it stands under the last one.
	whyNot(t, "2027-06", []string{"D4 condition  (stage open) stage is won"})
}

func whyNot(t *testing.T, period string, want []string) {
	t.Helper()
	list, err := quarter().calculation(t).NotPaid("ann", period)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range list {
		var says []string
		for _, v := range n.Values {
			says = append(says, v.Name+" "+v.Value.String())
		}
		clause := explainedLetter[min(n.Clause.Start.Offset, len(explainedLetter)):min(n.Clause.End.Offset, len(explainedLetter))]
		got = append(got, fmt.Sprintf("%s %s %s (%s) %s", n.Event.ID, n.Kind, n.Component, strings.Join(says, ", "), clause))
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

func TestFaultyDealCreditsNobodyAndIsNamed(t *testing.T) {
	c := company{
		quotas: map[string]string{"ann": "100000", "bob": "50000", "boss": "1"},
		deals:  "D1 ann - 0.6 core won 2026-12-01 2027-01-10 40000\nD2 ann - 1 core won 2026-12-01 2027-01-11 1000",
	}.calculation(t)
	faults := c.Faults()
	if len(faults) != 1 || faults[0].Event.ID != "D1" || !strings.Contains(faults[0].Why, "40%") {
		t.Fatalf("faults: %+v", faults)
	}
	for _, s := range c.Statements("ann") {
		for _, l := range s.Lines {
			if l.Event.ID == "D1" {
				t.Errorf("%s pays %s for a deal whose shares do not add up", s.Period, l.Amount)
			}
		}
	}
	list, err := c.NotPaid("ann", "2027-01")
	if err != nil || len(list) == 0 || list[0].Kind != engine.FaultyDeal || list[0].Event.ID != "D1" {
		t.Errorf("not paid: %+v, %v", list, err)
	}
}

func TestMissingQuotaBlocksOnePersonOnly(t *testing.T) {
	company := quarter()
	delete(company.quotas, "bob")
	c := company.calculation(t)
	for _, s := range c.Statements("bob") {
		if !strings.Contains(s.Blocked, "quota missing for Bob") || !strings.Contains(s.Blocked, "a-bob") || len(s.Lines) > 0 {
			t.Errorf("bob %s: %q with %d lines", s.Period, s.Blocked, len(s.Lines))
		}
	}
	for _, payee := range []rainmaker.PayeeID{"ann", "boss"} {
		for _, s := range c.Statements(payee) {
			if s.Blocked != "" {
				t.Errorf("%s %s is blocked by somebody else's quota: %s", payee, s.Period, s.Blocked)
			}
		}
	}
}

// Three deals whose exact pay ends in fractions of a cent: rounded running, they sum to the rounded total, and a further
// deal changes none of them.
func TestRunningRoundingKeepsEarlierLines(t *testing.T) {
	deals := []string{
		"D1 ann - 1 core won 2026-12-01 2027-01-10 33.37", // 1.0011
		"D2 ann - 1 core won 2026-12-01 2027-01-11 33.48", // 1.0044
		"D3 ann - 1 core won 2026-12-01 2027-01-12 33.49", // 1.0047
		"D4 ann - 1 core won 2026-12-01 2027-01-13 33.33", // 0.9999
	}
	want := []string{"1.00", "1.01", "1.00", "1.00"} // totals 1.0011, 2.0055, 3.0102, 4.0101
	for n := 1; n <= len(deals); n++ {
		c := company{
			quotas: map[string]string{"ann": "1000000", "bob": "1", "boss": "1"},
			deals:  strings.Join(deals[:n], "\n"),
		}.calculation(t)
		lines := c.Statements("ann")[0].Lines
		for i, l := range lines {
			if l.Amount.Plain() != want[i] {
				t.Errorf("with %d deals, %s pays %s, want %s", n, l.Event.ID, l.Amount.Plain(), want[i])
			}
		}
	}
}

// Shares of 150% and −50% total 100%, and are no split.
func TestShareBelowZeroIsAFault(t *testing.T) {
	c := company{
		quotas: map[string]string{"ann": "100000", "bob": "50000", "boss": "1"},
		deals:  "D1 ann bob 1.5 core won 2026-12-01 2027-01-10 40000\nD2 ann bob -0.5 core won 2026-12-01 2027-01-10 40000",
	}.calculation(t)
	faults := c.Faults()
	if len(faults) != 2 || !strings.Contains(faults[0].Why, "below zero") || !strings.Contains(faults[1].Why, "below zero") {
		t.Fatalf("faults: %+v", faults)
	}
	for _, payee := range c.Payees() {
		for _, s := range c.Statements(payee) {
			if len(s.Lines) > 0 {
				t.Errorf("%s %s: %+v", payee, s.Period, s.Lines)
			}
		}
	}
}
