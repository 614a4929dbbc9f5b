package engine_test

import (
	"os"
	"strings"
	"sync"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// What examples can't say: lines of reporting, groups and rates that change on a day, holidays, and who was left out.

const teamLetter = "```plan" + `
language 1
plan lead {
  effective 2026-01-01 before 2027-01-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
payee { pod one of north, south }
group pod by payee.pod
event sale dated closed { seller payee; closed date; amount money }
credit sales from sale { counts on closed; order by closed, id; to seller as rep 100% of amount }
param quota : money per quarter, prorated by days
param hours : money per month, prorated by workdays
measure attainment = sum(sales as rep) / quota per quarter
measure pod_sold   = sum(sales as rep of pod) per quarter
measure pod_goal   = sum(quota of pod) per quarter
measure direct     = sum(sales as rep of direct reports) per quarter
measure below      = sum(sales as rep of all reports) per quarter
measure team_goal  = sum(quota of direct reports) per quarter
measure people     = count(direct reports) per quarter
measure at_number  = count(direct reports where attainment >= 100%) per quarter
measure worked     = hours
bonus breadth per quarter { pay 100 USD x at_number }
` + "```\n"

func day(s string) calendar.Date { return calendar.MustParse(s) }

func usd(t *testing.T, s string) rainmaker.Value {
	t.Helper()
	a, err := money.ParseAmount(s)
	if err != nil {
		t.Fatal(err)
	}
	return rainmaker.CashOf(a, "USD")
}

// team is a company of a lead and two reps of whom Ann moves on 15 February: from the lead's team and the north pod to Max's
// and the south.
func team(t *testing.T) engine.Inputs {
	t.Helper()
	in := engine.Inputs{Calendar: fiscal, Through: day("2026-06-30")}
	for _, id := range []rainmaker.PayeeID{"lead", "max", "ann", "bob"} {
		pod := &calendar.Timeline[rainmaker.Value]{}
		pod.Set(day("2026-01-01"), rainmaker.TextOf("north"))
		if id == "ann" {
			pod.Set(day("2026-02-15"), rainmaker.TextOf("south"))
		}
		in.Payees = append(in.Payees, rainmaker.Payee{ID: id, Name: string(id), Attributes: map[string]*calendar.Timeline[rainmaker.Value]{"pod": pod}})
	}
	in.Reports = []rainmaker.ReportingLine{
		{Payee: "ann", Manager: "lead", From: day("2026-01-01")},
		{Payee: "ann", Manager: "max", From: day("2026-02-15")},
		{Payee: "bob", Manager: "lead", From: day("2026-01-01")},
		{Payee: "max", Manager: "lead", From: day("2026-01-01")},
	}
	assign := func(id rainmaker.PayeeID, plan rainmaker.PlanName, quota string) {
		a := rainmaker.Assignment{
			ID: "of " + string(id), Payee: id, Plan: plan, Span: calendar.Span{From: day("2026-01-01"), Before: day("2027-01-01")},
			Numbers: map[string]*calendar.Timeline[rainmaker.Value]{},
		}
		if quota != "" {
			a.Numbers["quota"] = &calendar.Timeline[rainmaker.Value]{}
			a.Numbers["quota"].Set(day("2026-01-01"), usd(t, quota))
		}
		in.Assignments = append(in.Assignments, a)
	}
	assign("lead", "lead", "")
	assign("ann", "rep", "90000")
	assign("bob", "rep", "90000")
	sale := func(id string, seller rainmaker.PayeeID, on, amount string) {
		in.Events = append(in.Events, rainmaker.Event{
			EventRef: rainmaker.EventRef{Name: "sale", ID: id}, Version: 1,
			Fields: rainmaker.FieldList{
				{Name: "seller", Value: rainmaker.PersonOf(seller)},
				{Name: "closed", Value: rainmaker.DayOf(day(on))},
				{Name: "amount", Value: usd(t, amount)},
			},
		})
	}
	sale("1", "ann", "2026-01-20", "40000")
	sale("2", "ann", "2026-03-20", "70000")
	sale("3", "bob", "2026-03-21", "60000")
	return in
}

func calculation(t *testing.T, text string, in engine.Inputs) *engine.Calculation {
	t.Helper()
	p, _ := letter(t, "lead.plan.md", text)
	c, err := engine.New(p, in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func wantMeasures(t *testing.T, c *engine.Calculation, payee rainmaker.PayeeID, on string, want map[string]string) {
	t.Helper()
	for name, text := range want {
		v, err := c.Measure(payee, name, day(on))
		if err != nil {
			t.Errorf("%s of %s: %v", name, payee, err)
		} else if v.String() != text {
			t.Errorf("%s of %s on %s is %s, not %s", name, payee, on, v, text)
		}
	}
}

// A credit stays with the team of its counting date; a goal that is prorated blends by the days of membership; who is
// counted are the members on the window's last day.
func TestTeamWithAMove(t *testing.T) {
	c := calculation(t, teamLetter, team(t))
	wantMeasures(t, c, "lead", "2026-03-31", map[string]string{
		"direct":    "100,000 USD", // Ann's 40,000 before she moved, Bob's 60,000
		"below":     "170,000 USD", // Max reports to the lead
		"pod_sold":  "100,000 USD",
		"team_goal": "135,000 USD", // 45 of Ann's 90 days, all of Bob's
		"pod_goal":  "135,000 USD",
		"people":    "2", // Bob and Max
		"at_number": "0",
	})
	wantMeasures(t, c, "lead", "2026-02-14", map[string]string{"direct": "40,000 USD"})
}

// Max reports to the lead and holds no assignment: nobody's pay stops for it, and the run says who was left out.
func TestWhoHasNoNumberIsLeftOutAndNoted(t *testing.T) {
	c := calculation(t, teamLetter, team(t))
	for _, s := range c.Statements("lead") {
		if s.Blocked != "" {
			t.Fatalf("%s is blocked: %s", s.Period, s.Blocked)
		}
		if s.Period != "2026-03" {
			continue
		}
		if len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "max is left out") || !strings.Contains(s.Notes[0], "quota missing for max") {
			t.Errorf("the notes are %q", s.Notes)
		}
	}
}

// A group is the people with my value; on the days before my assignment that of its first day stands for mine.
func TestTeamSoldBeforeIJoined(t *testing.T) {
	in := team(t)
	in.Assignments[0].Span.From = day("2026-03-01")
	wantMeasures(t, calculation(t, teamLetter, in), "lead", "2026-03-31", map[string]string{"pod_sold": "100,000 USD"})
}

func TestHolidaysAreNoWorkdays(t *testing.T) {
	in := team(t)
	in.Holidays = []calendar.Date{day("2026-01-01"), day("2026-01-01"), day("2026-01-19"), day("2026-01-24")} // the 24th is a Saturday
	in.Assignments[0].Span.From = day("2026-01-15")
	in.Assignments[0].Numbers["hours"] = &calendar.Timeline[rainmaker.Value]{}
	in.Assignments[0].Numbers["hours"].Set(day("2026-01-15"), usd(t, "20000"))
	// 22 weekdays less two holidays are 20; from the 15th 12 less one are 11.
	wantMeasures(t, calculation(t, teamLetter, in), "lead", "2026-01-31", map[string]string{"worked": "11,000 USD"})
}

const abroadLetter = "```plan" + `
language 1
plan abroad {
  effective 2026-01-01 before 2027-01-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event sale dated closed { seller payee; closed date; amount money any currency }
fx market monthly
credit sales from sale { counts on closed; order by closed, id; to seller as rep 100% of amount in USD at market }
commission base on sales as rep { rate 10% }
` + "```\n"

func abroad(t *testing.T, rates ...rainmaker.Rate) *engine.Calculation {
	t.Helper()
	amount, err := money.ParseAmount("1000")
	if err != nil {
		t.Fatal(err)
	}
	return calculation(t, abroadLetter, engine.Inputs{
		Calendar: fiscal, Through: day("2026-02-28"), Rates: rates,
		Payees:      []rainmaker.Payee{{ID: "ann", Name: "Ann"}},
		Assignments: []rainmaker.Assignment{{ID: "1", Payee: "ann", Plan: "abroad", Span: calendar.Span{From: day("2026-01-01"), Before: day("2027-01-01")}}},
		Events: []rainmaker.Event{{EventRef: rainmaker.EventRef{Name: "sale", ID: "1"}, Version: 1, Fields: rainmaker.FieldList{
			{Name: "seller", Value: rainmaker.PersonOf("ann")},
			{Name: "closed", Value: rainmaker.DayOf(day("2026-02-10"))},
			{Name: "amount", Value: rainmaker.CashOf(amount, "GBP")},
		}}},
	})
}

func rateOn(on, rate string) rainmaker.Rate {
	r, err := money.ParseRatio(rate)
	if err != nil {
		panic(err)
	}
	return rainmaker.Rate{Table: "market", From: "GBP", To: "USD", On: day(on), Rate: r}
}

// A monthly rate is that of its whole month, whatever day of it it is stated for.
func TestMonthlyRate(t *testing.T) {
	s := abroad(t, rateOn("2026-01-31", "1.2"), rateOn("2026-02-28", "1.3")).Statements("ann")
	total, err := s[1].Total()
	if err != nil || total.String() != "130.00 USD" {
		t.Errorf("February is %s (%v)", total, err)
	}
}

// A missing rate credits nobody until it is there, and says which pair and which day.
func TestMissingRate(t *testing.T) {
	c := abroad(t)
	if f := c.Faults(); len(f) != 1 || !strings.Contains(f[0].Why, "no rate of GBP to USD on 2026-02-10") {
		t.Errorf("the faults are %+v", f)
	}
}

func TestTwoRatesOfOneDay(t *testing.T) {
	p, _ := letter(t, "abroad.plan.md", abroadLetter)
	_, err := engine.New(p, engine.Inputs{Calendar: fiscal, Rates: []rainmaker.Rate{rateOn("2026-01-30", "1.2"), rateOn("2026-01-31", "1.3")}})
	if err == nil || !strings.Contains(err.Error(), "two rates of GBP to USD") {
		t.Errorf("the error is %v", err)
	}
}

// A component that reads itself through other people can't be worked out by anybody first.
func TestCircleThroughPeopleIsRefused(t *testing.T) {
	p, _ := letter(t, "lead.plan.md", strings.Replace(teamLetter, "measure worked     = hours",
		"commission base on sales as rep per quarter { rate 10% }\nmeasure reps_pay = sum(base of direct reports) per quarter\n"+
			"bonus override per quarter { pay 5% of reps_pay }", 1))
	byName := map[string]*ir.Component{}
	for i := range p.Components {
		byName[p.Components[i].Name] = &p.Components[i]
	}
	byName["base"].Rate = byName["override"].Pay // as a checker with a fault might let pass
	if _, err := engine.New(p, team(t)); err == nil || !strings.Contains(err.Error(), "base → base") {
		t.Errorf("the error is %v", err)
	}
}

// Several goroutines may ask one calculation about different people; what they share is worked out the same for all.
func TestManyAskAtOnce(t *testing.T) {
	text, err := os.ReadFile("testdata/catalogue/people.plan.md")
	if err != nil {
		t.Fatal(err)
	}
	people := func() *engine.Calculation {
		in := team(t)
		for i := range in.Assignments {
			in.Assignments[i].Plan = "people"
		}
		return calculation(t, string(text), in)
	}
	want := map[rainmaker.PayeeID]string{}
	one := people()
	for _, p := range one.Payees() {
		want[p] = rainmaker.HashStatements(one.Statements(p))
	}
	many := people()
	var all sync.WaitGroup
	for range 4 {
		for _, p := range many.Payees() {
			all.Go(func() {
				if got := rainmaker.HashStatements(many.Statements(p)); got != want[p] {
					t.Errorf("%s is told otherwise when others ask too", p)
				}
			})
		}
	}
	all.Wait()
}

// What a cap cuts under a line can be shown like any other line, with the limit it rests on.
func TestProofOfACapLine(t *testing.T) {
	c := calculation(t, strings.Replace(teamLetter, "bonus breadth", "commission base on sales as rep { rate 10% }\n"+
		"param limit : money\ncap lid on base at limit per quarter\nbonus breadth", 1), capped(t))
	ref := rainmaker.EventRef{Name: "sale", ID: "2"}
	for _, s := range c.Statements("ann") {
		if s.Blocked != "" {
			t.Fatal(s.Blocked)
		}
	}
	proof, err := c.Prove("ann", "2026-03", rainmaker.LineKey{Component: "lid", Event: ref})
	if err != nil {
		t.Fatal(err)
	}
	if got := proof.Line.Amount.String(); got != "-6000.00 USD" && got != "-6,000.00 USD" {
		t.Errorf("the cap cuts %s", got)
	}
	if len(proof.Readings) != 1 || proof.Readings[0].Name != "limit" {
		t.Errorf("it rests on %+v", proof.Readings)
	}
}

// capped has Ann on the lead's plan with a limit of 5,000 for her 4,000 and 7,000.
func capped(t *testing.T) engine.Inputs {
	t.Helper()
	in := team(t)
	in.Assignments[1].Plan = "lead"
	in.Assignments[1].Numbers["limit"] = &calendar.Timeline[rainmaker.Value]{}
	in.Assignments[1].Numbers["limit"].Set(day("2026-01-01"), usd(t, "5000"))
	in.Assignments = in.Assignments[1:2]
	return in
}
