package engine_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// What is worked out over columns is what a Calculation works out, to the last slice: random letters of the shapes that columns
// take, over random facts, with all that makes a deal or a payee fall outside.

const (
	bulkCompanies     = 400
	bulkCompaniesLong = 20_000
)

// commonCompany is a random company under a letter of a common shape.
type commonCompany struct {
	r      *rand.Rand
	period string
	text   string
	// counted are the roles and the condition of what the tiers' measure counts.
	counted [2]string
	in      engine.Inputs
	events  []rainmaker.Event
}

func (c *commonCompany) pick(of ...string) string { return of[c.r.IntN(len(of))] }
func (c *commonCompany) chance(percent int) bool  { return c.r.IntN(100) < percent }

func newCommonCompany(seed uint64) *commonCompany {
	c := &commonCompany{r: rand.New(rand.NewPCG(seed, 11))}
	c.write()
	c.fill()
	return c
}

// write makes the letter.
func (c *commonCompany) write() {
	var b strings.Builder
	c.period = c.pick("month", "quarter")
	longer := c.pick(map[string][]string{"month": {"month", "quarter", "year"}, "quarter": {"quarter", "year"}}[c.period]...)
	fmt.Fprintf(&b, "language 1\nplan common {\n  effective 2026-01-01 before 2027-01-01\n  period %s\n  currency USD\n  rounding %s per %s\n  leavers keep what is earned\n}\n",
		c.period, c.pick("half_even", "half_up", "down"), c.pick("line", "component"))
	b.WriteString("event deal dated closed {\n  closed date\n  seller payee\n  partner payee or none\n  helper payee or none\n  share percent\n" +
		"  amount money\n  product text\n  kind one of new, renewal\n  rush yes or no\n}\n")
	b.WriteString("credit sales from deal {\n  counts on closed\n  order by closed, id\n")
	if c.chance(30) {
		b.WriteString("  where " + c.pick(`product is not "toys"`, "amount > 10 USD", "rush", `kind is "new" or amount >= 50 USD`, "partner is none", "not rush") + "\n")
	}
	if c.chance(60) {
		b.WriteString("  to seller as seller share of amount\n  to partner as " + c.pick("seller", "partner") + " rest of amount\n")
	} else {
		b.WriteString("  to seller as seller 100% of amount\n")
	}
	if c.chance(50) {
		fmt.Fprintf(&b, "  to helper as helper %s of amount overlay\n", c.pick("50%", "12.5%", "100%"))
	}
	b.WriteString("}\n")
	team := c.chance(60)
	if team {
		fmt.Fprintf(&b, "credit team from sales%s {\n  to managers of payee %s as manager 100%% of credit overlay\n}\n", c.pick("", " as seller"),
			c.pick("at all levels", "up to 1 levels", "up to 2 levels"))
	}
	b.WriteString("table price by product {\n  \"toys\": 3%\n  \"tools\": 7.25%\n  otherwise: 10%\n}\n")
	fmt.Fprintf(&b, "param quota : money per %s, %s\n", longer, c.pick("prorated by days", "not prorated"))
	c.counted = [2]string{c.pick("", " as seller"), c.pick("", "", " where rush")}
	fmt.Fprintf(&b, "measure reached = sum(sales%s%s)%s per %s\n", c.counted[0], c.counted[1], c.pick("", " / quota", " x 3 / quota"), longer)
	for i := range 1 + c.r.IntN(3) {
		c.component(&b, i, longer, team)
	}
	c.text = b.String()
}

func (c *commonCompany) component(b *strings.Builder, i int, longer string, team bool) {
	on := c.pick("sales", "sales", "sales as seller", "sales as seller")
	if team && c.chance(30) {
		on = "team"
	}
	tiered := on != "team" && c.chance(60)
	if tiered && c.counted[0] != "" {
		on = "sales as seller"
	}
	window := longer
	if !tiered && c.chance(50) {
		window = c.period
	}
	fmt.Fprintf(b, "commission c%d on %s per %s {\n", i, on, window)
	if c.chance(30) {
		fmt.Fprintf(b, "  where %s\n", c.pick(`product is one of "toys", "tools"`, `kind is "new"`, "not (rush and amount < 60 USD)", "amount <= 75 USD"))
	}
	if tiered && c.counted[1] != "" {
		b.WriteString(" " + c.counted[1] + "\n")
	}
	if c.chance(20) {
		b.WriteString("  during 2026-02-10 before 2026-11-11\n")
	}
	factors := []string{"2%", "0%", "6.5%", "11%", "1/3"}
	if !tiered || c.chance(50) {
		fmt.Fprintf(b, "  rate %s\n", c.pick("4%", "0.5%", "price"))
		factors = []string{"x 1", "x 0", "x 1.5", "x 2.25", "x 3"}
	}
	if tiered {
		at := []string{"0%", "30%", "100%", "133.3%"}
		if !strings.Contains(b.String(), "/ quota") {
			at = []string{"0 USD", "40 USD", "100.01 USD", "333 USD"}
		}
		b.WriteString("  tiers by reached, each slice {\n")
		for n := range 2 + c.r.IntN(3) {
			word := "from"
			if n > 0 && c.chance(30) {
				word = "above"
			}
			fmt.Fprintf(b, "    %s %s: %s\n", word, at[n], factors[c.r.IntN(4)])
		}
		b.WriteString("  }\n")
	}
	b.WriteString("}\n")
}

var commonPeople = []string{"ann", "bob", "7", "12", "eve", "fay", "gus"}

// fill makes the facts.
func (c *commonCompany) fill() {
	c.in = engine.Inputs{Calendar: calendar.Fiscal(time.January), Through: calendar.MustParse(c.pick("2026-12-31", "2026-08-20"))}
	for i, id := range commonPeople {
		c.in.Payees = append(c.in.Payees, rainmaker.Payee{ID: rainmaker.PayeeID(id), Name: strings.ToUpper(id)})
		for range c.r.IntN(3) {
			line := rainmaker.ReportingLine{Payee: rainmaker.PayeeID(id), Manager: rainmaker.PayeeID(c.pick(commonPeople...)), From: c.day()}
			if c.chance(10) {
				line.Manager = ""
			} else if c.chance(5) {
				line.Manager = "nobody known"
			}
			c.in.Reports = append(c.in.Reports, line)
		}
		spans := [][2]string{{"2026-01-01", "2027-01-01"}}
		switch c.r.IntN(10) {
		case 0:
			spans = [][2]string{{"2026-03-15", "2026-10-02"}}
		case 1:
			spans = [][2]string{{"2026-01-01", "2026-04-01"}, {"2026-06-01", "2027-01-01"}}
		case 2:
			spans = nil
		}
		for n, s := range spans {
			a := rainmaker.Assignment{
				ID: fmt.Sprintf("%d-%d", i, n), Payee: rainmaker.PayeeID(id), Plan: "common",
				Span: calendar.Span{From: calendar.MustParse(s[0]), Before: calendar.MustParse(s[1])}, Numbers: map[string]*calendar.Timeline[rainmaker.Value]{},
			}
			if !c.chance(8) {
				quota := &calendar.Timeline[rainmaker.Value]{}
				quota.Set(a.Span.From, cents(c.r.Int64N(30_000)))
				if c.chance(20) {
					quota.Set(c.day(), cents(c.r.Int64N(30_000)))
				}
				a.Numbers["quota"] = quota
			}
			c.in.Assignments = append(c.in.Assignments, a)
		}
	}
	words := c.chance(30)
	for i := range c.r.IntN(60) {
		c.events = append(c.events, c.deal(i, words))
	}
	c.r.Shuffle(len(c.events), func(i, j int) { c.events[i], c.events[j] = c.events[j], c.events[i] })
}

func (c *commonCompany) day() calendar.Date {
	return calendar.MustParse("2026-01-01").AddDays(c.r.IntN(365))
}

func cents(n int64) rainmaker.Value { return rainmaker.CashOf(money.NewAmount(n, 2), "USD") }

func (c *commonCompany) deal(i int, words bool) rainmaker.Event {
	e := rainmaker.Event{EventRef: rainmaker.EventRef{Name: "deal", ID: fmt.Sprint(i)}, Source: rainmaker.Source{File: "deals.csv", Row: i + 2}}
	if words {
		e.ID = fmt.Sprintf("D%d", i)
	}
	person := func() rainmaker.Value { return rainmaker.PersonOf(rainmaker.PayeeID(c.pick(commonPeople...))) }
	amount := c.r.Int64N(12_000)
	if c.chance(10) {
		amount = -amount
	}
	share := money.NewAmount([]int64{100, 100, 100, 50, 25, 33, 120}[c.r.IntN(7)], 2)
	e.Fields = rainmaker.FieldList{
		{Name: "closed", Value: rainmaker.DayOf(c.day())},
		{Name: "seller", Value: person()},
		{Name: "partner"},
		{Name: "helper"},
		{Name: "share", Value: rainmaker.NumberOf(share)},
		{Name: "amount", Value: cents(amount)},
		{Name: "product", Value: rainmaker.TextOf(c.pick("toys", "tools", "teas"))},
		{Name: "kind", Value: rainmaker.TextOf(c.pick("new", "renewal"))},
		{Name: "rush", Value: rainmaker.YesNoOf(c.chance(40))},
	}
	if c.chance(40) || share.Units() != 100 && c.chance(90) {
		e.Fields[2].Value = person()
	}
	if c.chance(40) {
		e.Fields[3].Value = person()
	}
	if c.chance(2) {
		e.Fields[1].Value = rainmaker.PersonOf("a stranger")
	}
	return e
}

func (c *commonCompany) program(t *testing.T) *ir.Program {
	t.Helper()
	doc := source.Document{Name: "common.plan.md", Text: "# Common\n\n```plan\n" + c.text + "```\n"}
	set, found := plan.Load([]source.Document{doc}, c.in.Calendar)
	if found.HasErrors() {
		var b strings.Builder
		for _, d := range found {
			b.WriteString(source.Format(d, doc))
		}
		t.Fatalf("%s\n%s", b.String(), c.text)
	}
	return set.Programs[0]
}

func TestBulkIsCalculation(t *testing.T) {
	n := fewer(bulkCompanies)
	if os.Getenv("RAINMAKER_LONG") != "" {
		n = bulkCompaniesLong
	}
	taken, outside, beside, lines := 0, map[string]int{}, 0, 0
	for seed := range uint64(n) {
		c := newCommonCompany(seed)
		p := c.program(t)
		b, err := engine.NewBulk(p, c.in, rainmaker.BatchOf("deal", c.events))
		if errors.As(err, &engine.Outside{}) {
			outside[err.Error()]++
			continue
		}
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, c.text)
		}
		taken++
		beside += len(b.Beside())
		all := c.in
		all.Events = c.events
		calc, err := engine.New(p, all)
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range calc.Payees() {
			got, err := b.Statements(who)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			want := calc.Statements(who)
			for _, s := range want {
				lines += len(s.Lines)
			}
			if diff := statementsDiffer(got, want); diff != "" {
				t.Errorf("seed %d, %s: %s\n%s", seed, who, diff, c.text)
			}
		}
		if t.Failed() {
			break
		}
	}
	t.Logf("%d of %d companies, %d payees beside, %d lines; outside: %v", taken, n, beside, lines, outside)
	if !t.Failed() && (taken*10 < n*8 || beside == 0 || lines < 10*n) {
		t.Error("too little is compared")
	}
}

func statementsDiffer(got, want []rainmaker.Statement) string {
	if len(got) != len(want) {
		return fmt.Sprintf("%d statements, want %d", len(got), len(want))
	}
	for i, g := range got {
		w := want[i]
		for n := range min(len(g.Lines), len(w.Lines)) {
			if !reflect.DeepEqual(g.Lines[n], w.Lines[n]) {
				return fmt.Sprintf("%s:\n%+v\nwant\n%+v", w.Period, g.Lines[n], w.Lines[n])
			}
		}
		if !reflect.DeepEqual(g, w) {
			return fmt.Sprintf("%s:\n%+v\nwant\n%+v", w.Period, g, w)
		}
	}
	return ""
}

// What a changed deal moves is the difference of two whole results.
func TestBulkWhatIf(t *testing.T) {
	tried, moves := 0, 0
	for seed := range uint64(fewer(bulkCompanies)) {
		c := newCommonCompany(seed)
		p := c.program(t)
		b, err := engine.NewBulk(p, c.in, rainmaker.BatchOf("deal", c.events))
		if err != nil {
			continue
		}
		for range 5 {
			at := c.r.IntN(len(c.events))
			changed := c.deal(at, false)
			row, ok := b.Find(c.events[at].ID)
			if !ok {
				t.Fatal("no such deal")
			}
			var fields rainmaker.FieldList
			events := slices.Clone(c.events)
			events[at].Fields = slices.Clone(events[at].Fields)
			for i, f := range changed.Fields {
				if !f.Value.IsNone() && c.chance(50) {
					fields = append(fields, f)
					events[at].Fields[i] = f
				}
			}
			moved, err := b.WhatIf(row, fields)
			if errors.As(err, &engine.Outside{}) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			then, err := engine.NewBulk(p, c.in, rainmaker.BatchOf("deal", events))
			if err != nil {
				continue
			}
			tried++
			moves += len(moved)
			if diff := movesDiffer(b, then, len(p.Components), moved); diff != "" {
				t.Fatalf("seed %d: %s as %v: %s\n%s", seed, events[at].ID, fields, diff, c.text)
			}
		}
	}
	t.Logf("%d deals tried, %d moves", tried, moves)
	if tried < fewer(bulkCompanies) || moves < tried/2 {
		t.Error("too little is compared")
	}
}

func movesDiffer(was, now *engine.Bulk, components int, moved []engine.Moved) string {
	left := map[engine.Moved]bool{}
	for _, m := range moved {
		left[m] = true
	}
	for _, who := range was.Payees() {
		if slices.Contains(was.Beside(), who) || slices.Contains(now.Beside(), who) {
			continue
		}
		for i := range components {
			for p := range was.Periods() {
				a, _ := was.Total(who, i, p)
				z, _ := now.Total(who, i, p)
				if m := (engine.Moved{Payee: who, Component: i, Period: p, Was: a, Now: z}); a != z && !left[m] {
					return fmt.Sprintf("%+v is not among %+v", m, moved)
				}
				delete(left, engine.Moved{Payee: who, Component: i, Period: p, Was: a, Now: z})
			}
		}
	}
	for m := range left {
		if !slices.Contains(now.Beside(), m.Payee) {
			return fmt.Sprintf("%+v does not happen", m)
		}
	}
	return ""
}
