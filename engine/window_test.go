package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// What a payee is told about a component in a window: where they stand, why nothing is paid, what a line is made of.

const windowHead = `language 1
plan seller {
  effective 2026-01-01 before 2027-01-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
payee { region one of amer, emea }
event sale dated closed { seller payee; closed date; amount money }
credit sales from sale { counts on closed; order by closed, id; to seller as rep 100% of amount }
param quota : money per quarter, not prorated
measure sold "Sold" = sum(sales as rep) per quarter
measure attainment "Attainment" = sold / quota per quarter
`

// books are Ann's facts under one letter.
type books struct {
	t  *testing.T
	p  *ir.Program
	in engine.Inputs
}

func open(t *testing.T, clauses string) *books {
	t.Helper()
	p, _ := letter(t, "seller.plan.md", "```plan\n"+windowHead+clauses+"\n```\n")
	b := &books{t: t, p: p, in: engine.Inputs{
		Calendar: fiscal, Through: calendar.MustParse("2026-12-31"),
		Payees: []rainmaker.Payee{{ID: "ann", Name: "Ann", Attributes: map[string]*calendar.Timeline[rainmaker.Value]{}}},
	}}
	quota := &calendar.Timeline[rainmaker.Value]{}
	quota.Set(calendar.MustParse("2026-01-01"), cash(10_000_000))
	b.in.Assignments = []rainmaker.Assignment{{
		ID: "a-1", Payee: "ann", Plan: "seller",
		Span:    calendar.Span{From: calendar.MustParse("2026-01-01"), Before: calendar.MustParse("2027-01-01")},
		Numbers: map[string]*calendar.Timeline[rainmaker.Value]{"quota": quota},
	}}
	b.region("2026-01-01", "amer")
	return b
}

func cash(cents int64) rainmaker.Value { return rainmaker.CashOf(money.NewAmount(cents, 2), "USD") }

func (b *books) region(from, value string) *books {
	said := b.in.Payees[0].Attributes
	if said["region"] == nil {
		said["region"] = &calendar.Timeline[rainmaker.Value]{}
	}
	said["region"].Set(calendar.MustParse(from), rainmaker.TextOf(value))
	return b
}

// sale is a deal of so many dollars.
func (b *books) sale(id, on string, amount int64) *books {
	b.in.Events = append(b.in.Events, rainmaker.Event{
		EventRef: rainmaker.EventRef{Name: "sale", ID: id},
		Source:   rainmaker.Source{File: "deals.csv", Row: len(b.in.Events) + 2}, Fields: rainmaker.FieldList{
			{Name: "seller", Value: rainmaker.PersonOf("ann")},
			{Name: "closed", Value: rainmaker.DayOf(calendar.MustParse(on))},
			{Name: "amount", Value: cash(amount * 100)},
		},
	})
	return b
}

func (b *books) calc() *engine.Calculation {
	b.t.Helper()
	c, err := engine.New(b.p, b.in)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// lines writes a period's lines: "S1 2026-01: 1000.00", and "window 2026Q1: 500.00" for a window's own.
func (b *books) lines(period string) string {
	b.t.Helper()
	var out []string
	for _, s := range b.calc().Statements("ann") {
		if s.Period != period {
			continue
		}
		checkSlices(b.t, 0, s)
		if s.Blocked != "" {
			return "blocked: " + s.Blocked
		}
		for _, l := range s.Lines {
			name := l.Event.ID
			if l.Event == (rainmaker.EventRef{}) {
				name = "window"
			}
			out = append(out, fmt.Sprintf("%s %s: %s", name, l.Window, l.Amount.Plain()))
		}
	}
	return strings.Join(out, ", ")
}

func (b *books) standing(period string) engine.Standing {
	b.t.Helper()
	all, err := b.calc().Standings("ann", period)
	if err != nil {
		b.t.Fatal(err)
	}
	return all[0]
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n     is %s\nexpected %s", what, got, want)
	}
}

func TestLinesOfWindows(t *testing.T) {
	for name, c := range map[string]struct {
		clauses string
		deals   func(*books)
		want    map[string]string
	}{
		"a cap cuts the last lines first": {
			`commission base on sales as rep { rate 10%; cap 1,000 USD per month }`,
			func(b *books) {
				b.sale("S1", "2026-01-05", 8_000).sale("S2", "2026-01-06", 8_000).sale("S3", "2026-01-07", 1_000)
			},
			map[string]string{"2026-01": "S1 2026-01: 800.00, S2 2026-01: 200.00, S3 2026-01: 0.00"},
		},
		"a return under a cap first uses up what was cut": {
			`commission base on sales as rep { rate 10%; cap 1,000 USD per month }`,
			func(b *books) {
				b.sale("S1", "2026-01-05", 15_000).sale("S2", "2026-01-06", -3_000).sale("S3", "2026-01-07", -3_000)
			},
			map[string]string{"2026-01": "S1 2026-01: 1000.00, S2 2026-01: 0.00, S3 2026-01: -100.00"},
		},
		"an unmet floor is a line of its own, without a deal too": {
			`commission base on sales as rep { rate 10%; floor 500 USD per month }`,
			func(b *books) { b.sale("S1", "2026-01-05", 1_000) },
			map[string]string{"2026-01": "S1 2026-01: 100.00, window 2026-01: 400.00", "2026-02": "window 2026-02: 500.00"},
		},
		"a floor of the quarter waits for its end": {
			`commission base on sales as rep { rate 10%; floor 500 USD per quarter }`,
			func(b *books) { b.sale("S1", "2026-01-05", 1_000) },
			map[string]string{"2026-01": "S1 2026-01: 100.00", "2026-02": "", "2026-03": "window 2026Q1: 400.00"},
		},
		"what is carried keeps its deals and comes first": {
			`commission base on sales as rep { rate 10%; cap 1,000 USD per month, carried }`,
			func(b *books) {
				b.sale("S1", "2026-01-05", 8_000).sale("S2", "2026-01-06", 9_000).sale("S3", "2026-02-05", 5_000)
			},
			map[string]string{
				"2026-01": "S1 2026-01: 800.00, S2 2026-01: 200.00",
				"2026-02": "S2 2026-02: 700.00, S3 2026-02: 300.00", "2026-03": "S3 2026-03: 200.00",
			},
		},
		"a bonus is one line when its window has ended": {
			`bonus quarterly per quarter { pay 10% of sold }`,
			func(b *books) { b.sale("S1", "2026-01-05", 8_000) },
			map[string]string{"2026-01": "", "2026-02": "", "2026-03": "window 2026Q1: 800.00", "2026-04": ""},
		},
		"a bonus to date pays the difference": {
			`bonus running per quarter to date { pay 10% of sold }`,
			func(b *books) { b.sale("S1", "2026-01-05", 8_000).sale("S2", "2026-02-05", -1_000) },
			map[string]string{"2026-01": "window 2026Q1: 800.00", "2026-02": "window 2026Q1: -100.00", "2026-03": ""},
		},
		"deals by themselves, and a cap of their month": {
			`measure size = sum(sales as rep) per sale
			 commission base on sales as rep per sale {
			   tiers by size, each slice { from 0 USD: 10%; from 5,000 USD: 20% }
			   cap 2,000 USD per month
			 }`,
			func(b *books) { b.sale("S1", "2026-01-05", 8_000).sale("S2", "2026-01-06", 8_000) },
			map[string]string{"2026-01": "S1 2026-01: 1100.00, S2 2026-01: 900.00"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, c.clauses)
			c.deals(b)
			for period, want := range c.want {
				expect(t, period, b.lines(period), want)
			}
		})
	}
}

func TestLineSaysWhatAdjustedIt(t *testing.T) {
	b := open(t, `commission base on sales as rep per quarter {
	  rate 10%
	  times 50% if attainment < 50% otherwise 100%
	  gate sold >= 1,000 USD else lost
	  cap 3,000 USD per quarter
	}`).sale("S1", "2026-01-05", 500).sale("S2", "2026-02-05", 79_500)
	labels := func(period string) string {
		var out []string
		for _, s := range b.calc().Statements("ann") {
			for _, l := range s.Lines {
				if s.Period != period || l.Event.ID != "S1" && period == "2026-01" || l.Event.ID != "S2" && period == "2026-02" {
					continue
				}
				for _, cut := range l.Slices {
					out = append(out, fmt.Sprintf("%d %q %s", cut.Tier, cut.Label, cut.Amount))
				}
			}
		}
		return strings.Join(out, "; ")
	}
	expect(t, "January", labels("2026-01"),
		`-1 "" 50; -5 "times 50%" -25; -4 "Sold is 500 USD; the gate asks for at least 1,000 USD" -25`)
	expect(t, "February", labels("2026-02"), `-1 "" 7950; -5 "times 100%" 0; -2 "at most 3,000 USD" -5000`)
}

func TestStandingSaysWhatKeepsPayBack(t *testing.T) {
	b := open(t, `commission base on sales as rep per quarter {
	  rate 10%
	  tiers by attainment, whole amount { from 0%: x 1; from 50%: x 1.2; from 100%: x 2 }
	  gate attainment >= 40% else lost
	  cap 10,000 USD per quarter
	}`).sale("S1", "2026-01-05", 39_500)
	st := b.standing("2026-01")
	expect(t, "gate", st.Gate, "Attainment is 39.5%; the gate asks for at least 40%")
	expect(t, "a further 1,000 opens the gate for all of it", st.Pays.String(), "4,050 USD")
	expect(t, "to the next tier", st.ToNext.String(), "10,500 USD")
	expect(t, "room", st.Room.String(), "10,000 USD")

	b.sale("S2", "2026-01-20", 10_000)
	st = b.standing("2026-01")
	expect(t, "gate once met", st.Gate, "")
	expect(t, "a further 1,000 lifts everything", st.Pays.String(), "1,110 USD") // 50,500 x 12% - 49,500 x 10%
	expect(t, "room", st.Room.String(), "5,050 USD")
	if st.Mode != ir.WholeAmount || !st.Tiers[0].Now || st.Tiers[1].Now {
		t.Errorf("stands in %+v, mode %d", st.Tiers, st.Mode)
	}

	b.sale("S3", "2026-01-21", 49_900)
	st = b.standing("2026-01")
	expect(t, "above the cap there is no room", st.Room.String(), "0 USD")
	expect(t, "and a further deal pays nothing", st.Pays.String(), "0 USD")
}

func TestStandingOfBonusSaysWhatItIsWorthSoFar(t *testing.T) {
	b := open(t, `curve payout by attainment { at 0%: 0%; at 50%: 25%; at 100%: 100%; then level }
	bonus pod per quarter { pay 8,000 USD x payout; gate attainment >= 60% else lost }`).sale("S1", "2026-01-05", 50_000)
	st := b.standing("2026-01")
	expect(t, "measure", st.Measure+" "+st.Position.String(), "Attainment 50%")
	expect(t, "so far", st.SoFar.String(), "0 USD")
	expect(t, "gate", st.Gate, "Attainment is 50%; the gate asks for at least 60%")
	b.sale("S2", "2026-02-05", 25_000)
	expect(t, "so far, past the gate", b.standing("2026-02").SoFar.String(), "5,000 USD")
}

func TestNotPaidNamesTheGate(t *testing.T) {
	b := open(t, `commission base on sales as rep per quarter { rate 10%; gate attainment >= 40% else lost }
	bonus other per quarter { pay 1,000 USD; gate attainment >= 40% else lost }`).sale("S1", "2026-01-05", 20_000)
	list, err := b.calc().NotPaid("ann", "2026-01")
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	n := list[0]
	expect(t, "why", string(n.Kind)+" "+n.Event.ID+" "+n.Component+": "+n.Why,
		"gate S1 base: Attainment is 20%; the gate asks for at least 40%")
	if n.Clause.Start.Line == 0 {
		t.Error("the reason does not point at the gate")
	}
	b.sale("S2", "2026-01-06", 30_000)
	if list, err = b.calc().NotPaid("ann", "2026-01"); err != nil || len(list) != 0 {
		t.Errorf("once the gate is met: %v, %v", list, err)
	}
}

func TestProofOfLinesWithoutEvent(t *testing.T) {
	b := open(t, `bonus quarterly per quarter { pay 10% of sold; gate attainment >= 5% else lost }
	commission base on sales as rep { rate 1%; floor 900 USD per quarter; cap 100 USD per month, carried }`).sale("S1", "2026-01-05", 20_000)
	c := b.calc()
	for _, want := range []struct {
		period, component, id, window string
		amount                        string
		readings                      string
	}{
		{"2026-03", "quarterly", "", "2026Q1", "2000", "sold attainment quota"},
		{"2026-03", "base", "", "2026Q1", "700", ""},
		{"2026-02", "base", "S1", "2026-02", "100", ""},
	} {
		ref := rainmaker.EventRef{ID: want.id}
		if want.id != "" {
			ref.Name = "sale"
		}
		proof, err := c.Prove("ann", want.period, rainmaker.LineKey{Component: want.component, Event: ref, Window: want.window})
		if err != nil {
			t.Errorf("%s: %v", want.component, err)
			continue
		}
		expect(t, want.component, proof.Line.Exact.String(), want.amount)
		names := map[string]bool{}
		for _, r := range proof.Readings {
			names[r.Name] = true
		}
		for _, name := range strings.Fields(want.readings) {
			if !names[name] {
				t.Errorf("the proof of %s does not say what %s is", want.component, name)
			}
		}
	}
	if _, err := c.Prove("ann", "2026-01", rainmaker.LineKey{Component: "quarterly", Window: "2026Q1"}); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("a bonus whose window has not ended has no line to prove: %v", err)
	}
}

func TestExceptionMustHoldAllThroughTheWindow(t *testing.T) {
	const clauses = `commission base on sales as rep per quarter { rate 10% }
	exception abroad to base when payee.region is emea { rate 20% }`
	b := open(t, clauses).sale("S1", "2026-02-05", 1_000).sale("S2", "2026-05-05", 1_000)
	expect(t, "amer", b.lines("2026-02"), "S1 2026Q1: 100.00")

	b = open(t, clauses).region("2026-04-01", "emea").sale("S1", "2026-02-05", 1_000).sale("S2", "2026-05-05", 1_000)
	expect(t, "before the change", b.lines("2026-02"), "S1 2026Q1: 100.00")
	expect(t, "after it", b.lines("2026-05"), "S2 2026Q2: 200.00")

	b = open(t, clauses).region("2026-02-15", "emea").sale("S1", "2026-02-05", 1_000)
	got := b.lines("2026-01")
	for _, part := range []string{"exception abroad", "does not apply on 2026-01-01", "applies on 2026-03-31", "Ann", "two assignments"} {
		if !strings.Contains(got, part) {
			t.Errorf("the run says %q, without %q", got, part)
		}
	}
	expect(t, "the next quarter", b.sale("S3", "2026-04-05", 1_000).lines("2026-04"), "S3 2026Q2: 200.00")

	terms, err := b.calc().TermsOf("ann", "2026-04", rainmaker.Line{Component: "base", Window: "2026Q2"})
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := terms.Rate.(*ir.Const); !ok || c.Value.String() != "20%" {
		t.Errorf("the terms of 2026Q2 have rate %v", terms.Rate)
	}
}

func TestExceptionsMayDependOnTheMonthOfAssignment(t *testing.T) {
	b := open(t, `commission base on sales as rep { rate 10% }
	exception start to base when month of assignment <= 2 { rate 20% }`).
		sale("S1", "2026-02-28", 1_000).sale("S2", "2026-03-01", 1_000)
	expect(t, "second month", b.lines("2026-02"), "S1 2026-02: 200.00")
	expect(t, "third month", b.lines("2026-03"), "S2 2026-03: 100.00")
	b = open(t, `commission base on sales as rep per quarter { rate 10% }
	exception start to base when month of assignment <= 2 { rate 20% }`).sale("S1", "2026-02-28", 1_000)
	if got := b.lines("2026-01"); !strings.Contains(got, "applies on 2026-01-01 and does not apply on 2026-03-31") {
		t.Errorf("two months of a quarter: %s", got)
	}
}
