package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
)

// orders makes facts of one seller on one plan.
type orders struct {
	in engine.Inputs
}

func newOrders(plan string, span calendar.Span, through string) *orders {
	return &orders{engine.Inputs{
		Calendar: fiscal, Through: calendar.MustParse(through),
		Payees:      []rainmaker.Payee{{ID: "ada", Name: "Ada"}},
		Assignments: []rainmaker.Assignment{{ID: "a1", Payee: "ada", Plan: rainmaker.PlanName(plan), Span: span}},
	}}
}

// order states an order; collected and cancelled may be empty, learned is the day it became known.
func (o *orders) order(id, closed, amount, collected, cancelled, learned string) {
	m, err := money.ParseAmount(amount)
	if err != nil {
		panic(err)
	}
	day := func(s string) rainmaker.Value {
		if s == "" {
			return rainmaker.Value{}
		}
		return rainmaker.DayOf(calendar.MustParse(s))
	}
	e := rainmaker.Event{EventRef: rainmaker.EventRef{Name: "order", ID: id}, Fields: rainmaker.FieldList{
		{Name: "seller", Value: rainmaker.PersonOf("ada")},
		{Name: "closed", Value: day(closed)},
		{Name: "amount", Value: rainmaker.CashOf(m, "USD")},
		{Name: "collected", Value: day(collected)},
		{Name: "cancelled", Value: day(cancelled)},
	}}
	if learned != "" {
		e.Learned = calendar.MustParse(learned)
	}
	o.in.Events = append(o.in.Events, e)
}

func (o *orders) statements(t *testing.T, letter string) []rainmaker.Statement {
	t.Helper()
	c, err := engine.New(settleLetter(t, "testdata/settle/"+letter), o.in)
	if err != nil {
		t.Fatal(err)
	}
	return c.Statements("ada")
}

func statementOf(t *testing.T, all []rainmaker.Statement, period string) rainmaker.Statement {
	t.Helper()
	i := slices.IndexFunc(all, func(s rainmaker.Statement) bool { return s.Period == period })
	if i < 0 {
		t.Fatalf("no statement for %s", period)
	}
	return all[i]
}

func since(day string) calendar.Span { return calendar.Since(calendar.MustParse(day)) }

func until(from, before string) calendar.Span {
	return calendar.Span{From: calendar.MustParse(from), Before: calendar.MustParse(before)}
}

// Whoever holds an assignment on the day after has not left, whatever the plan.
func TestANewLetterIsNotLeaving(t *testing.T) {
	next := func(plan, from string) rainmaker.Assignment {
		return rainmaker.Assignment{ID: "a2", Payee: "ada", Plan: rainmaker.PlanName(plan), Span: since(from)}
	}
	for name, tt := range map[string]struct {
		next *rainmaker.Assignment
		pay  string
	}{
		"nothing after it":           {nil, "0.00"},
		"another plan the day after": {new(next("other", "2026-02-11")), "50.00"},
		"another plan a day later":   {new(next("other", "2026-02-12")), "0.00"},
		"another plan all along":     {new(next("other", "2025-01-01")), "50.00"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOrders("leaves_within", until("2026-01-01", "2026-02-11"), "2026-08-31")
			if tt.next != nil {
				o.in.Assignments = append(o.in.Assignments, *tt.next)
			}
			prize := &calendar.Timeline[rainmaker.Value]{}
			prize.Set(calendar.MustParse("2026-01-01"), rainmaker.CashOf(money.NewAmount(0, 2), "USD"))
			o.in.Assignments[0].Numbers = map[string]*calendar.Timeline[rainmaker.Value]{"prize": prize}
			o.order("A", "2026-02-10", "1000", "2026-07-15", "", "")
			total := int64(0)
			for _, s := range o.statements(t, "leavers-within.plan.md") {
				if s.Period > "2026-02" {
					total += s.Settlement.Pay.Minor()
				}
			}
			if got := money.New(total, "USD").Plain(); got != tt.pay {
				t.Errorf("paid %s after the end, want %s", got, tt.pay)
			}
		})
	}
}

// What waits says how much and for what, and an advance is shown until it is earned.
func TestWhatWaitsAndWhatIsAdvanced(t *testing.T) {
	o := newOrders("everything", since("2026-01-01"), "2026-06-30")
	o.order("A", "2026-01-10", "9000", "2026-03-10", "", "")
	all := o.statements(t, "everything.plan.md")
	var waits []string
	for _, w := range statementOf(t, all, "2026-02").Settlement.Waiting {
		waits = append(waits, fmt.Sprintf("%s %s: %s waits for %s", w.Component, w.Text, w.Amount.Plain(), w.For))
	}
	want := []string{
		"base rest on collected: 420.00 waits for collected",
		"twin 40%, month 3 of 3 from closed: 36.00 waits for 2026-03-10",
		"twin rest, quarter 1 of 2 from collected: 81.00 waits for collected",
		"twin rest, quarter 2 of 2 from collected: 81.00 waits for collected",
	}
	if !slices.Equal(waits, want) {
		t.Errorf("in February\n%q\nwant\n%q", waits, want)
	}
	for period, want := range map[string]string{"2026-01": "246.00", "2026-02": "282.00", "2026-03": "189.00", "2026-05": "0.00"} {
		if got := statementOf(t, all, period).Settlement.Advanced.Plain(); got != want {
			t.Errorf("%s is advanced in %s, want %s", got, period, want)
		}
	}
}

// A blocked statement settles nothing: balances stay, and the next one settles what waited.
func TestABlockedPeriodSettlesNothing(t *testing.T) {
	o := newOrders("leaves_within", since("2026-01-01"), "2026-04-30")
	prize := &calendar.Timeline[rainmaker.Value]{}
	prize.Set(calendar.MustParse("2026-04-01"), rainmaker.CashOf(money.NewAmount(300_00, 2), "USD"))
	o.in.Assignments[0].Numbers = map[string]*calendar.Timeline[rainmaker.Value]{"prize": prize}
	o.order("A", "2026-01-10", "1000", "2026-02-15", "", "")
	o.order("B", "2026-04-10", "1000", "", "", "")
	all := o.statements(t, "leavers-within.plan.md")
	march := statementOf(t, all, "2026-03")
	if march.Blocked == "" || !march.Settlement.PaysAsEarned() || march.Settlement.Pay != (money.Money{}) {
		t.Errorf("March: blocked %q, settles %v", march.Blocked, march.Settlement)
	}
	// January's order with both its parts, which no period could pay before, and the first part of April's.
	if got := statementOf(t, all, "2026-04").Settlement.Pay.Plain(); got != "150.00" {
		t.Errorf("April pays %s, want 150.00", got)
	}
}

// A plan with nothing between earned and paid pays the sum of its lines, and shows no settlement.
func TestPaysAsEarned(t *testing.T) {
	p, _ := letter(t, "plain.plan.md", `# Plain

`+"```plan"+`
language 1
plan plain {
  effective 2026-01-01 before 2027-01-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event order dated closed { seller payee; closed date; amount money; collected date or none; cancelled date or none }
credit orders from order { counts on closed; order by closed, id; to seller as rep 100% of amount }
commission base on orders as rep { rate 10% }
`+"```\n")
	o := newOrders("plain", since("2026-01-01"), "2026-03-31")
	o.order("A", "2026-01-10", "1000.04", "", "", "")
	o.order("B", "2026-02-10", "-700", "", "", "")
	c, err := engine.New(p, o.in)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"100.00", "-70.00", "0.00"} {
		s := c.Statements("ada")[i]
		total, err := s.Total()
		if err != nil || total.Plain() != want || s.Settlement.Pay != total || s.Settlement.Payable != total || !s.Settlement.PaysAsEarned() {
			t.Errorf("%s: earned %s (%v), settles %+v; want %s", s.Period, total, err, s.Settlement, want)
		}
	}
}

// The ways of adding a settlement up, on random orders, returns, cancellations and corrections.
func TestSettlementsAddUp(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 11))
		o := newOrders("everything", since("2026-01-01"), "2027-03-31")
		if r.IntN(3) == 0 {
			o = newOrders("everything", until("2026-01-01", "2026-07-16"), "2027-03-31")
		}
		randomOrders(r, o)
		all := o.statements(t, "everything.plan.md")
		if len(all) == 0 {
			t.Fatalf("seed %d: no statements", seed)
		}
		book := ledger{balances: map[string]int64{}, line: map[rainmaker.LineRef]*lineBook{}}
		for _, s := range all {
			if s.Blocked != "" {
				t.Fatalf("seed %d, %s: blocked: %s", seed, s.Period, s.Blocked)
			}
			for _, fault := range book.add(s) {
				t.Errorf("seed %d, %s: %s", seed, s.Period, fault)
			}
		}
		if t.Failed() {
			return
		}
	}
}

func randomOrders(r *rand.Rand, o *orders) {
	day := func(from int) string { return (calendar.MustParse("2026-01-01") + calendar.Date(from)).String() }
	for i := range 1 + r.IntN(8) {
		id, closed := fmt.Sprint("O", i), r.IntN(200)
		amount := fmt.Sprint(r.IntN(15_000) - 2_000)
		collected, cancelled := "", ""
		if r.IntN(2) == 0 {
			collected = day(closed + r.IntN(120))
		}
		if r.IntN(3) == 0 {
			cancelled = day(closed + r.IntN(200))
		}
		o.order(id, day(closed), amount, collected, cancelled, "")
		if r.IntN(3) > 0 {
			continue
		}
		switch r.IntN(3) { // learned later
		case 0:
			amount = fmt.Sprint(r.IntN(15_000))
		case 1:
			cancelled = ""
		case 2:
			collected = day(closed + r.IntN(60))
		}
		o.order(id, day(closed), amount, collected, cancelled, day(closed+1+r.IntN(200)))
	}
}

// ledger follows a payee's statements and says what does not add up.
type ledger struct {
	balances map[string]int64
	line     map[rainmaker.LineRef]*lineBook
}

// lineBook is what a line was posted, what became payable of it, and what a clawback as paid took.
type lineBook struct{ posted, payable, waiting int64 }

func (b *ledger) book(r rainmaker.LineRef) *lineBook {
	r.Label = ""
	if b.line[r] == nil {
		b.line[r] = &lineBook{}
	}
	return b.line[r]
}

func (b *ledger) add(s rainmaker.Statement) (faults []string) {
	x := s.Settlement
	payable, taken := int64(0), int64(0)
	for _, l := range s.Lines {
		b.book(rainmaker.LineRef{Component: l.Component, Event: l.Event, Window: l.Window}).posted += l.Amount.Minor()
	}
	for _, p := range x.Parts {
		payable += p.Amount.Minor()
		b.book(p.LineRef).payable += p.Amount.Minor()
	}
	for _, c := range x.Clawbacks {
		taken -= c.Amount.Minor()
		if c.Earned.Minor()-c.Kept.Minor()-c.Lapsed.Minor() < c.Before.Neg().Minor()-c.Amount.Minor() && c.Earned.Sign() >= 0 {
			faults = append(faults, fmt.Sprintf("%s takes more of %s than was earned: %+v", c.Clawback, c.Event, c))
		}
	}
	for _, l := range b.line {
		l.waiting = 0
	}
	for _, w := range x.Waiting {
		b.book(w.LineRef).waiting += w.Amount.Minor()
	}
	for ref, l := range b.line {
		if open := l.posted - l.payable - l.waiting; l.posted >= 0 && open < 0 || l.posted < 0 && open > 0 {
			faults = append(faults, fmt.Sprintf("%v: posted %d, payable %d and waiting %d", ref, l.posted, l.payable, l.waiting))
		}
	}
	return append(faults, b.waterfall(x, payable, taken)...)
}

func (b *ledger) waterfall(x rainmaker.Settlement, payable, taken int64) (faults []string) {
	pay, moved, owed := x.Payable.Minor(), map[string]int64{}, int64(0)
	for _, step := range x.Steps {
		a := step.Amount.Minor()
		switch step.Kind {
		case rainmaker.StepTake, rainmaker.StepGiveBack:
			moved[step.Balance] += a
			owed += a
		case rainmaker.StepForgive:
			moved[step.Balance] += a
		case rainmaker.StepRelease, rainmaker.StepHold:
			moved[step.Balance] -= a // a reserve moves the other way round than pay
			pay += a
		default:
			moved[step.Balance] += a
			pay += a
		}
	}
	if pay != x.Pay.Minor() || x.Pay.Sign() < 0 {
		faults = append(faults, fmt.Sprintf("payable %s and the steps make %d, paid is %s", x.Payable, pay, x.Pay))
	}
	if beyond := x.Payable.Minor() - payable; beyond != owed-taken || beyond < 0 {
		faults = append(faults, fmt.Sprintf("payable %s, parts %d; taken %d, of which %d joined debts", x.Payable, payable, taken, owed))
	}
	for _, bal := range x.Balances {
		if bal.Before.Minor() != b.balances[bal.Name] || bal.After.Minor() != bal.Before.Minor()+moved[bal.Name] || bal.After.Sign() < 0 {
			faults = append(faults, fmt.Sprintf("%s was %d: %s to %s, moved %d", bal.Name, b.balances[bal.Name], bal.Before, bal.After, moved[bal.Name]))
		}
		b.balances[bal.Name] = bal.After.Minor()
	}
	return faults
}
