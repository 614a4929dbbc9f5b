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
	"rainmaker/plan/source"
)

const closingLetter = "```plan" + `
language 1
plan seller {
  effective 2026-01-01 before 2027-01-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event deal dated opened {
  seller payee; stage one of open, won, lost; product one of core, nova; opened date; closed date or none; amount money
  collected date or none; term number; note text
}
credit booked from deal { counts on closed; where stage is won; order by closed, id; to seller as rep 100% of amount }
credit nova from deal { counts on closed; where stage is not lost and stage is not open and product is nova; order by closed, id; to seller as rep 100% of amount }
credit cash from deal { counts on collected; where stage is won; order by collected, id; to seller as rep 100% of amount }
param quota : money per quarter, prorated by days = 100,000 USD
table by_term by term { from 0: 1%; from 24: 2% }
measure sold = sum(booked as rep) / quota per quarter
commission base on booked as rep per quarter {
  rate by_term
  tiers by sold, each slice { from 0%: x 1; from 100%: x 2 }
}
commission extra on nova as rep per month { during 2026-05..2026-06; rate 1% }
commission late on cash as rep per month { rate 1% }
bonus quarter per quarter { pay 100 USD if sold >= 100% otherwise 0 USD }
` + "```\n"

type dealRow struct{ id, stage, product, opened, closed, collected string }

func (r dealRow) event() rainmaker.Event {
	day := func(s string) rainmaker.Value {
		if s == "" {
			return rainmaker.Value{}
		}
		return rainmaker.DayOf(calendar.MustParse(s))
	}
	return rainmaker.Event{EventRef: rainmaker.EventRef{Name: "deal", ID: r.id}, Fields: rainmaker.FieldList{
		{Name: "seller", Value: rainmaker.PersonOf("ada")},
		{Name: "stage", Value: rainmaker.TextOf(r.stage)},
		{Name: "product", Value: rainmaker.TextOf(r.product)},
		{Name: "opened", Value: day(r.opened)},
		{Name: "closed", Value: day(r.closed)},
		{Name: "amount", Value: rainmaker.CashOf(money.NewAmount(50_000, 0), "USD")},
		{Name: "collected", Value: day(r.collected)},
		{Name: "term", Value: rainmaker.NumberOf(money.NewAmount(12, 0))},
		{Name: "note", Value: rainmaker.TextOf("as said")},
	}}
}

func closingCalc(t *testing.T, rows ...dealRow) *engine.Calculation {
	t.Helper()
	set, found := plan.Load([]source.Document{{Name: "seller.plan.md", Text: closingLetter}}, fiscal)
	if found.HasErrors() {
		t.Fatal(source.Format(found[0], set.Document(found[0].Where.Doc)))
	}
	in := engine.Inputs{
		Calendar: fiscal, Through: calendar.MustParse("2026-04-15"), Payees: []rainmaker.Payee{{ID: "ada", Name: "Ada"}},
		Assignments: []rainmaker.Assignment{{ID: "a1", Payee: "ada", Plan: "seller", Span: calendar.Since(calendar.MustParse("2026-01-01"))}},
	}
	for _, r := range rows {
		in.Events = append(in.Events, r.event())
	}
	c, err := engine.New(set.Programs[0], in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// pipeline has won, lost and open deals of both products, so that it shows which values are outcomes.
var pipeline = []dealRow{
	{"won core", "won", "core", "2026-01-02", "2026-02-01", "2026-03-01"},
	{"won nova", "won", "nova", "2026-01-02", "2026-02-02", "2026-03-02"},
	{"lost", "lost", "core", "2026-01-02", "2026-03-03", ""},
	{"open", "open", "core", "2026-03-02", "", ""},
	{"expected", "open", "nova", "2026-03-02", "2026-05-20", ""},
	{"stale", "open", "core", "2026-01-02", "2026-03-31", ""},
	{"unpaid", "won", "core", "2026-01-02", "2026-03-05", ""},
	{"not begun", "open", "core", "2026-06-01", "", ""},
}

// What must change for a deal to count is read off the credit rules and the company's own deals.
func TestClosing(t *testing.T) {
	c := closingCalc(t, pipeline...)
	today, on := calendar.MustParse("2026-04-15"), calendar.MustParse("2026-05-31")
	want := map[string]string{
		"won core":  "not open",
		"won nova":  "not open",
		"lost":      "not open",
		"open":      "counts on closed: stage open→won, closed none→2026-05-31",
		"expected":  "counts on closed: stage open→won, closed 2026-05-20→2026-05-31; open without closed",
		"stale":     "counts on closed: stage open→won, closed 2026-03-31→2026-05-31",
		"unpaid":    "counts on collected: collected none→2026-05-31",
		"not begun": "counts on closed: stage open→won, opened 2026-06-01→2026-05-31, closed none→2026-05-31; open is gone",
	}
	for _, r := range pipeline {
		got := "not open"
		if x, open := c.Closing(r.event(), today, on); open {
			var changes []string
			for _, f := range x.Changed {
				changes = append(changes, f.Name+" "+f.Was.String()+"→"+f.Now.String())
			}
			got = "counts on " + x.Counts + ": " + strings.Join(changes, ", ")
			if v, _ := x.Open.Fields.Get("closed"); !x.Open.Gone && v.IsNone() && r.closed != "" {
				got += "; open without closed"
			}
			if x.Open.Gone {
				got += "; open is gone"
			}
		}
		if got != want[r.id] {
			t.Errorf("%s: %s, want %s", r.id, got, want[r.id])
		}
	}
}

// Open are the deals of which Closing says so, with whom they would credit.
func TestOpenDeals(t *testing.T) {
	var got []string
	for _, d := range closingCalc(t, pipeline...).OpenDeals(calendar.MustParse("2026-04-15")) {
		got = append(got, fmt.Sprint(d.Event.ID, d.Payees))
	}
	if s := strings.Join(got, ", "); s != "expected[ada], not begun[ada], open[ada], stale[ada], unpaid[ada]" {
		t.Errorf("open are %s", s)
	}
}

// A plan reads the fields that decide pay, and no others.
func TestFieldUses(t *testing.T) {
	var got []string
	for _, u := range closingCalc(t).FieldUses("deal") {
		what := ""
		for _, x := range []struct {
			is   bool
			mark string
		}{{u.Counts, "c"}, {u.Credits, "a"}, {u.Shares, "s"}, {u.Names, "n"}, {u.Filters, "f"}, {u.Pays, "p"}} {
			if x.is {
				what += x.mark
			}
		}
		got = append(got, u.Name+":"+what)
	}
	if s := strings.Join(got, " "); s != "seller:n stage:f product:f closed:c amount:a collected:c term:p" {
		t.Errorf("the plan reads %s", s)
	}
}

// Turns are where the answer to "what if it closes by then" may change.
func TestTurns(t *testing.T) {
	c := closingCalc(t)
	var got []string
	for _, d := range c.Turns(calendar.MustParse("2026-04-15")) {
		got = append(got, d.String())
	}
	if s := strings.Join(got, " "); s != "2026-05-01 2026-06-01 2026-07-01" {
		t.Errorf("turns on %s", s)
	}
	if last := c.LastDay(calendar.MustParse("2026-04-15")); last.String() != "2026-06-30" {
		t.Errorf("the longest window ends on %s", last)
	}
}

// A deal that closes pays its own lines and moves others: here it lifts the quarter's bonus, and what is left of an
// earlier deal stays as it was.
func TestEffectOfClosing(t *testing.T) {
	rows := append([]dealRow{{"first", "won", "core", "2026-04-01", "2026-04-02", ""}}, pipeline...)
	c := closingCalc(t, rows...)
	today, on := calendar.MustParse("2026-04-15"), calendar.MustParse("2026-05-31")
	x, open := c.Closing(dealRow{"expected", "open", "nova", "2026-03-02", "2026-05-20", ""}.event(), today, on)
	if !open {
		t.Fatal("the deal is not open")
	}
	without, err := c.With(c.LastDay(on), x.Open)
	if err != nil {
		t.Fatal(err)
	}
	with, err := c.With(c.LastDay(on), x.Closed)
	if err != nil {
		t.Fatal(err)
	}
	f, err := without.Effect(with, "ada", x.Closed.EventRef)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range f.Own {
		got = append(got, l.Component+" "+l.Period+" "+l.Change.Plain())
	}
	for _, l := range f.Others {
		got = append(got, "also "+l.Component+" "+l.Period+" "+l.Change.Plain())
	}
	if s := strings.Join(got, ", "); s != "base 2026-05 500.00, extra 2026-05 500.00, also quarter 2026-06 100.00" || f.Total.Plain() != "1100.00" {
		t.Errorf("closing pays %s, in all %s", s, f.Total.Plain())
	}
	var rests []string
	for _, d := range with.Depends(f) {
		rests = append(rests, string(d.Kind)+" "+d.Component)
	}
	if s := strings.Join(rests, ", "); s != "position base, window quarter" {
		t.Errorf("it rests on %s", s)
	}
}
