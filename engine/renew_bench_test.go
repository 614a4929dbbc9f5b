package engine_test

import (
	"fmt"
	"slices"
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

// A company of teams of ten: sellers in tiers over a quarter's quota, managers on what their reports sold, in a quarter of
// each their own letter.
const (
	editTerms = "```plan" + `
language 1
terms words
event sale dated closed { seller payee; closed date; amount money }
credit sales from sale { counts on closed; order by closed, id; to seller as rep 100% of amount }
credit team from sales as rep { to manager of payee as lead 100% of credit overlay }
` + "```\n"
	editSeller = "```plan" + `
language 1
uses words
plan seller {
  effective 2027-01-01 before 2029-01-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
param quota : money per quarter, not prorated
measure attainment = sum(sales as rep) / quota per quarter
commission base on sales as rep per quarter {
  rate  10%
  tiers by attainment, each slice { from 0%: x 1; from 100%: x 1.5 }
}
settle { pay the rest }
` + "```\n"
	editManager = "```plan" + `
language 1
uses words
plan manager {
  effective 2027-01-01 before 2029-01-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
param quota : money per quarter, not prorated
measure attainment = sum(team as lead) / quota per quarter
commission base on team as lead per quarter {
  rate  1%
  tiers by attainment, each slice { from 0%: x 1; from 100%: x 2 }
}
settle { pay the rest }
` + "```\n"
)

// edited is a company and what it is calculated from.
type edited struct {
	letters []*ir.Program
	in      engine.Inputs
}

func editLetters(tb testing.TB, seller string) []*ir.Program {
	tb.Helper()
	set, found := plan.Load([]source.Document{
		{Name: "words.terms.md", Text: editTerms}, {Name: "seller.plan.md", Text: seller}, {Name: "manager.plan.md", Text: editManager},
	}, calendar.Fiscal(time.January))
	if found.HasErrors() {
		tb.Fatal(found)
	}
	return set.Programs
}

func editCompany(tb testing.TB, teams int) edited {
	tb.Helper()
	first, last := calendar.MustParse("2027-01-01"), calendar.MustParse("2028-06-30")
	out := edited{letters: editLetters(tb, editSeller), in: engine.Inputs{Calendar: calendar.Fiscal(time.January), Through: last}}
	add := func(id rainmaker.PayeeID, plan rainmaker.PlanName, manager rainmaker.PayeeID, quota int64) {
		out.in.Payees = append(out.in.Payees, rainmaker.Payee{ID: id, Name: string(id)})
		out.in.Assignments = append(out.in.Assignments, rainmaker.Assignment{
			ID: string(id), Payee: id, Plan: plan, Span: calendar.Since(first), Numbers: editQuota(quota),
		})
		if manager != "" {
			out.in.Reports = append(out.in.Reports, rainmaker.ReportingLine{Payee: id, Manager: manager, From: first})
		}
	}
	n := 0
	for team := range teams {
		lead := rainmaker.PayeeID(fmt.Sprintf("lead%d", team))
		add(lead, "manager", "", 900_000)
		for i := range 9 {
			rep := rainmaker.PayeeID(fmt.Sprintf("rep%d-%d", team, i))
			add(rep, "seller", lead, 100_000)
			for day := first.AddDays(i); day <= last; day = day.AddDays(9) {
				out.in.Events = append(out.in.Events, editDeal(n, rep, day, int64(5_000+n%7*1_000)))
				n++
			}
		}
	}
	return out
}

func editQuota(quota int64) map[string]*calendar.Timeline[rainmaker.Value] {
	line := &calendar.Timeline[rainmaker.Value]{}
	line.Set(calendar.MustParse("2027-01-01"), rainmaker.CashOf(money.NewAmount(quota, 0), "USD"))
	return map[string]*calendar.Timeline[rainmaker.Value]{"quota": line}
}

func editDeal(n int, rep rainmaker.PayeeID, day calendar.Date, amount int64) rainmaker.Event {
	return rainmaker.Event{
		EventRef: rainmaker.EventRef{Name: "sale", ID: fmt.Sprint(n)},
		Fields: rainmaker.FieldList{
			{Name: "seller", Value: rainmaker.PersonOf(rep)},
			{Name: "closed", Value: rainmaker.DayOf(day)},
			{Name: "amount", Value: rainmaker.CashOf(money.NewAmount(amount, 0), "USD")},
		},
	}
}

// renew works everybody out from the calculations before, nil for none, and says for how many that had to be done.
func (e edited) renew(tb testing.TB, before []*engine.Calculation) (now []*engine.Calculation, payees, worked int) {
	tb.Helper()
	for i, p := range e.letters {
		var was *engine.Calculation
		if before != nil {
			was = before[i]
		}
		c, err := engine.Renew(was, p, e.in)
		if err != nil {
			tb.Fatal(err)
		}
		now = append(now, c)
		for _, payee := range c.Payees() {
			payees++
			if _, fresh := c.Current(payee); fresh {
				worked++
			}
		}
	}
	return now, payees, worked
}

// editKinds are edits of a company; the second deal of a rep's last quarter, so that windows before it stand.
var editKinds = []struct {
	name   string
	worked func(payees int) int // how many it touches
	edit   func(testing.TB, *edited)
}{
	{"nothing", func(int) int { return 0 }, func(testing.TB, *edited) {}},
	{"one deal", func(int) int { return 2 }, func(_ testing.TB, e *edited) {
		i := slices.IndexFunc(e.in.Events, func(x rainmaker.Event) bool { d, _ := x.Fields.Get("closed"); return d.Date() > e.in.Through-80 })
		seller, _ := e.in.Events[i].Fields.Get("seller")
		closed, _ := e.in.Events[i].Fields.Get("closed")
		e.in.Events = slices.Clone(e.in.Events)
		e.in.Events[i].Fields = editDeal(0, seller.Payee(), closed.Date(), 77_777).Fields
	}},
	{"one quota", func(int) int { return 1 }, func(_ testing.TB, e *edited) {
		e.in.Assignments = slices.Clone(e.in.Assignments)
		e.in.Assignments[1].Numbers = editQuota(120_000)
	}},
	{"a manager's quota", func(int) int { return 1 }, func(_ testing.TB, e *edited) {
		e.in.Assignments = slices.Clone(e.in.Assignments)
		e.in.Assignments[0].Numbers = editQuota(950_000)
	}},
	{"one letter", func(payees int) int { return payees * 9 / 10 }, func(tb testing.TB, e *edited) {
		e.letters = editLetters(tb, editSeller+"\nThank you.\n")
		for i, p := range editLetters(tb, "\n"+editSeller) {
			if p.Plan.Name == "seller" {
				e.letters[i] = p
			}
		}
	}},
}

// An edit works out those it touches and nobody else.
func TestAnEditWorksOutWhomItTouches(t *testing.T) {
	company := editCompany(t, 2)
	before, payees, worked := company.renew(t, nil)
	if worked != payees {
		t.Fatalf("%d of %d worked out at first", worked, payees)
	}
	for _, kind := range editKinds {
		now := company
		kind.edit(t, &now)
		if _, _, worked := now.renew(t, before); worked != kind.worked(payees) {
			t.Errorf("%s: %d of %d worked out, want %d", kind.name, worked, payees, kind.worked(payees))
		}
	}
}

// BenchmarkEdit is what an edit costs, binding and statements of everybody, against a full recompute in the same run.
func BenchmarkEdit(b *testing.B) {
	for _, teams := range []int{6, 60} {
		company := editCompany(b, teams)
		before, payees, _ := company.renew(b, nil)
		name := fmt.Sprintf("%d payees, %d deals", payees, len(company.in.Events))
		full := 0.0
		b.Run(name+"/full", func(b *testing.B) {
			for b.Loop() {
				for _, p := range company.letters {
					c, err := engine.New(p, company.in)
					if err != nil {
						b.Fatal(err)
					}
					for _, payee := range c.Payees() {
						c.Statements(payee)
					}
				}
			}
			full = b.Elapsed().Seconds() / float64(b.N)
		})
		for _, kind := range editKinds {
			b.Run(name+"/"+kind.name, func(b *testing.B) {
				now := company
				kind.edit(b, &now)
				worked := 0
				for b.Loop() {
					_, _, worked = now.renew(b, before)
				}
				b.ReportMetric(float64(worked), "payees")
				if full > 0 {
					b.ReportMetric(100*b.Elapsed().Seconds()/float64(b.N)/full, "%-of-full")
				}
			})
		}
	}
}
