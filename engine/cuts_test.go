package engine_test

import (
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/engine/sentence"
	"rainmaker/money"
)

// cutsLetter cuts two components' lines of one deal by one cap, and carries what it cuts.
const cutsLetter = "```plan\n" + `language 1
plan lead {
  effective 2026-01-01 before 2027-01-01
  period    month
  currency  USD
  rounding  half_even per line
  leavers   keep what is earned
}
event sale dated closed { seller payee; closed date; amount money }
credit sales from sale {
  counts on closed
  order by closed, id
  to seller as rep 100% of amount
}
commission base "Base pay" on sales as rep { rate 10% }
commission extra           on sales as rep { rate 5% }
param limit : money
cap lid on base, extra at limit per month, carried
` + "```\n"

// cuts is Ann's 40,000 of January and 70,000 of March under a limit, and 10,000 of March that are learned in April.
func cuts(t *testing.T, limit string) engine.Result {
	t.Helper()
	in := capped(t)
	in.Assignments[0].Numbers["limit"] = &calendar.Timeline[rainmaker.Value]{}
	in.Assignments[0].Numbers["limit"].Set(day("2026-01-01"), usd(t, limit))
	in.Events = append(in.Events, rainmaker.Event{
		EventRef: rainmaker.EventRef{Name: "sale", ID: "4"}, Version: 1, Learned: day("2026-04-10"),
		Fields: rainmaker.FieldList{
			{Name: "seller", Value: rainmaker.PersonOf("ann")},
			{Name: "closed", Value: rainmaker.DayOf(day("2026-03-19"))},
			{Name: "amount", Value: usd(t, "10000")},
		},
	})
	p, _ := letter(t, "lead.plan.md", cutsLetter)
	return engine.Result{Program: p, Inputs: in}
}

// lidLines are the cap's lines by their keys, period by period; no statement has two of one key.
func lidLines(t *testing.T, c *engine.Calculation) map[string]map[rainmaker.LineKey]rainmaker.Line {
	t.Helper()
	out := map[string]map[rainmaker.LineKey]rainmaker.Line{}
	for _, s := range c.Statements("ann") {
		if s.Blocked != "" {
			t.Fatal(s.Blocked)
		}
		out[s.Period] = map[rainmaker.LineKey]rainmaker.Line{}
		for _, l := range s.Lines {
			if _, twice := out[s.Period][l.Key()]; twice {
				t.Errorf("%s has two lines %+v", s.Period, l.Key())
			}
			if l.Component == "lid" {
				out[s.Period][l.Key()] = l
			}
		}
	}
	return out
}

// cutOf is the key of what the cap makes of a component's line of a sale.
func cutOf(sale, window, component, in string) rainmaker.LineKey {
	return rainmaker.LineKey{
		Component: "lid", Event: rainmaker.EventRef{Name: "sale", ID: sale}, Window: window,
		Cut: rainmaker.Cut{Component: component, Window: in},
	}
}

// One cap cuts two components' lines of one deal, and pays what it carries of them in a later window of its own: each is a
// line by itself, with its own proof.
func TestLinesOfACapOverComponentsAreTheirOwn(t *testing.T) {
	r := cuts(t, "5000")
	c, err := engine.New(r.Program, r.Inputs)
	if err != nil {
		t.Fatal(err)
	}
	got := lidLines(t, c)
	teller := sentence.New(r.Program, sentence.You, func(e rainmaker.EventRef) string { return "sale " + e.ID })
	for _, want := range []struct {
		period         string
		key            rainmaker.LineKey
		amount, before int64
		says           string
	}{
		{"2026-01", cutOf("1", "2026-01", "extra", "2026-01"), -100_000, 0, "sale 1: at most 5,000 USD is paid under lid, so 1,000.00 of extra is cut."},
		{"2026-02", cutOf("1", "2026-01", "extra", "2026-02"), 100_000, 0, "sale 1: 1,000.00 of extra carried from the window before is paid under lid."},
		{"2026-03", cutOf("2", "2026-03", "base", "2026-03"), -200_000, 0, "sale 2: at most 5,000 USD is paid under lid, so 2,000.00 of Base pay is cut."},
		{"2026-03", cutOf("2", "2026-03", "extra", "2026-03"), -350_000, 0, "sale 2: at most 5,000 USD is paid under lid, so 3,500.00 of extra is cut."},
		// The late deal counts before the other: it takes 1,500 of March's room.
		{"2026-04", cutOf("2", "2026-03", "base", "2026-03"), -150_000, -200_000, "sale 2: at most 5,000 USD is paid under lid, so 3,500.00 of Base pay is cut; −2,000.00 stands on earlier statements, so 1,500.00 is taken back now."},
		{"2026-04", cutOf("2", "2026-03", "base", "2026-04"), 350_000, 0, "sale 2: 3,500.00 of Base pay carried from the window before is paid under lid."},
		{"2026-04", cutOf("2", "2026-03", "extra", "2026-04"), 150_000, 0, "sale 2: 1,500.00 of extra carried from the window before is paid under lid."},
		{"2026-05", cutOf("2", "2026-03", "extra", "2026-05"), 200_000, 0, "sale 2: 2,000.00 of extra carried from the window before is paid under lid."},
	} {
		l, found := got[want.period][want.key]
		delete(got[want.period], want.key)
		if !found || l.Amount != money.New(want.amount, "USD") || l.Before != money.New(want.before, "USD") {
			t.Errorf("%s %+v posts %s after %s (found: %t), want %d after %d cents", want.period, want.key, l.Amount, l.Before, found, want.amount, want.before)
			continue
		}
		prover, err := c.Prover("ann", want.period)
		if err != nil {
			t.Fatal(err)
		}
		proof, err := prover.Prove(want.key)
		if err != nil || proof.Line.Key() != want.key || proof.Line.Amount != money.New(want.amount+want.before, "USD") {
			t.Errorf("%s %+v is proved by %+v with %s, %v", want.period, want.key, proof.Line.Key(), proof.Line.Amount, err)
		}
		if month := want.key.Cut.Window; proof.Window.From != day(month+"-01") || proof.Window.From.AddMonths(1) != proof.Window.Before {
			t.Errorf("%s %+v is proved in the window %s, want %s", want.period, want.key, proof.Window, month)
		}
		if says, err := teller.Line(prover, l); err != nil || says != want.says {
			t.Errorf("%s %+v says %q, %v\nwant %q", want.period, want.key, says, err, want.says)
		}
	}
	for period, left := range got {
		for key, l := range left {
			t.Errorf("%s has %+v with %s too", period, key, l.Amount)
		}
	}
}

// A difference of two results sums by line to what each of them posts.
func TestDifferenceOfCapLines(t *testing.T) {
	was, now := cuts(t, "5000"), cuts(t, "6000")
	before, err := engine.New(was.Program, was.Inputs)
	if err != nil {
		t.Fatal(err)
	}
	after, err := engine.New(now.Program, now.Inputs)
	if err != nil {
		t.Fatal(err)
	}
	old, is := lidLines(t, before), lidLines(t, after)
	moved := 0
	for period := range is {
		d, err := engine.Differ(was, now, rainmaker.StatementKey{Payee: "ann", Plan: "lead", Period: period})
		if err != nil {
			t.Fatal(err)
		}
		sums := map[rainmaker.LineKey]int64{}
		for key, l := range is[period] {
			sums[key] += l.Amount.Minor()
		}
		for key, l := range old[period] {
			sums[key] -= l.Amount.Minor()
		}
		for _, p := range d.Parts {
			key := rainmaker.LineKey{Component: p.Component, Event: p.Event, Window: p.Window, Cut: p.Cut}
			sums[key] -= p.Amount.Minor()
			moved++
		}
		for key, left := range sums {
			if left != 0 {
				t.Errorf("%s %+v: %d cents of what it differs by are not in the difference", period, key, left)
			}
		}
	}
	if moved < 6 {
		t.Errorf("only %d lines differ", moved)
	}
}
