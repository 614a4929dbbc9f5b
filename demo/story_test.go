package demo_test

import (
	"slices"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/demo"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// On the first and the last day of a quarter everybody's pay can be worked out, and every plan pays somebody something.
func TestNobodyIsBlocked(t *testing.T) {
	for _, text := range []string{"2027-12-31", "2028-01-01"} {
		day := calendar.MustParse(text)
		made, err := demo.Make(3, day)
		if err != nil {
			t.Fatal(err)
		}
		c := read(t, made, day)
		for _, letter := range letters(made) {
			calc, err := engine.New(letter, engine.Inputs{
				Payees: c.Payees, Reports: c.Reports, Assignments: c.Assignments, Events: c.Events, Leaves: c.Leaves, Holidays: c.Holidays, Through: day,
			})
			if err != nil {
				t.Fatal(err)
			}
			paid := map[string]bool{}
			for _, id := range calc.Payees() {
				for _, s := range calc.Statements(id) {
					if s.Blocked != "" {
						t.Errorf("%s: %s, %s of %s: %s", day, s.Plan, s.Period, id, s.Blocked)
					}
					for _, l := range s.Lines {
						paid[l.Component] = paid[l.Component] || l.Amount.Sign() > 0
					}
				}
			}
			for _, k := range letter.Components {
				if !paid[k.Name] {
					t.Errorf("%s: %s of %s pays nobody", day, k.Name, letter.Plan.Name)
				}
			}
		}
	}
}

func letters(made demo.Company) []*ir.Program {
	docs := make([]source.Document, len(made.Documents))
	for i, d := range made.Documents {
		docs[i] = source.Document{Name: d.Name, Text: d.Text}
	}
	set, _ := plan.Load(docs, calendar.Calendar{})
	return set.Programs
}

// What happened to people, so that every rule about change has somebody to look at.
func TestWhatHappenedToWhom(t *testing.T) {
	day := calendar.MustParse("2027-03-10")
	made, err := demo.Make(1, day)
	if err != nil {
		t.Fatal(err)
	}
	c := read(t, made, day)
	plans, ends, starts := map[rainmaker.PayeeID][]rainmaker.PlanName{}, map[rainmaker.PayeeID]bool{}, 0
	for _, a := range c.Assignments {
		plans[a.Payee] = append(plans[a.Payee], a.Plan)
		ends[a.Payee] = ends[a.Payee] || !a.Span.IsOpen()
		if a.Span.From >= calendar.MustParse("2026-10-01") && a.Plan == "account_executive" {
			starts++
		}
	}
	var moved, changed, left []rainmaker.PayeeID
	managers := map[rainmaker.PayeeID][]rainmaker.PayeeID{}
	for _, r := range c.Reports {
		if r.Manager != "" {
			managers[r.Payee] = append(managers[r.Payee], r.Manager)
		}
	}
	for _, p := range c.Payees {
		switch {
		case len(plans[p.ID]) > 1:
			changed = append(changed, p.ID)
		case ends[p.ID]:
			left = append(left, p.ID)
		case len(managers[p.ID]) > 1:
			moved = append(moved, p.ID)
		}
	}
	for what, got := range map[string]struct{ have, want []rainmaker.PayeeID }{
		"changed plans": {changed, []rainmaker.PayeeID{"bea", "karim"}}, "left": {left, []rainmaker.PayeeID{"milan"}},
		"changed managers": {moved, []rainmaker.PayeeID{"dario", "hana"}},
	} {
		if !slices.Equal(got.have, got.want) {
			t.Errorf("%s: %v, want %v", what, got.have, got.want)
		}
	}
	if starts != 2 || len(c.Leaves) != 1 || c.Leaves[0].Payee != "sofia" {
		t.Errorf("%d are new, leave %v; want 2 and Sofia's", starts, c.Leaves)
	}
}

// Sellers make between two fifths and well over their quota, more than half of them below it, and deals that come by referral
// are won more often than those somebody went out for.
func TestFiguresArePlausible(t *testing.T) {
	day := calendar.MustParse("2027-03-31")
	made, err := demo.Make(1, day)
	if err != nil {
		t.Fatal(err)
	}
	c := read(t, made, day)
	from := calendar.MustParse("2026-01-01")
	booked, won, all := map[rainmaker.PayeeID]int64{}, map[string]int{}, map[string]int{}
	for _, e := range c.Events {
		stage, closed, source := fieldOf(e, "stage"), fieldOf(e, "closed"), fieldOf(e, "source").Text()
		if e.Name != "booking" || stage.Text() == "open" || closed.Date() < from {
			continue
		}
		all[source]++
		if stage.Text() == "won" {
			won[source]++
			cents, err := fieldOf(e, "acv").Amount().Ratio().Round(0, money.Down)
			if err != nil {
				t.Fatal(err)
			}
			booked[fieldOf(e, "owner").Payee()] += cents
		}
	}
	var percents []int64
	for _, a := range c.Assignments {
		if a.Plan != "account_executive" || a.Span.From > from || !a.Span.IsOpen() {
			continue
		}
		quota, _, _ := a.Numbers["quota"].At(from)
		whole, err := quota.Amount().Ratio().Round(0, money.Down)
		if err != nil {
			t.Fatal(err)
		}
		percents = append(percents, booked[a.Payee]*100/(5*whole)) // five quarters
	}
	slices.Sort(percents)
	n := len(percents)
	if n < 20 || percents[0] < 35 || percents[n-1] > 165 || percents[n-1] < 105 || percents[n/2] < 70 || percents[n/2] > 105 {
		t.Errorf("booked over quota in five quarters, in percent: %v", percents)
	}
	rate := func(source string) int { return won[source] * 100 / max(all[source], 1) }
	if rate("referral") <= rate("outbound")+8 || rate("outbound") < 15 || rate("referral") > 70 {
		t.Errorf("won by source: %v of %v", won, all)
	}
}

func fieldOf(e rainmaker.Event, name string) rainmaker.Value {
	v, _ := e.Fields.Get(name)
	return v
}
