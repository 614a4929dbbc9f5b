package trial_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan"
	"rainmaker/plan/source"
)

// Readings that an example cannot state, because they need two letters or dated attributes.

const readingTerms = "# Facts\n\n```plan\nlanguage 1\nterms facts\n\npayee { region one of amer, emea }\n\n" +
	"event sale dated closed { seller payee; closed date; amount money }\n\n" +
	"credit sales from sale { counts on closed; order by closed, id; to seller as rep 100% of amount }\n```\n"

func readingLetter(name, effective, body string) source.Document {
	return source.Document{Name: name + ".plan.md", Text: "# " + name + "\n\n```plan\nlanguage 1\nuses facts\n\nplan " + name +
		" { effective " + effective + "; period month; currency USD; rounding half_even per component; leavers keep what is earned }\n\n" + body + "\n```\n"}
}

// readingCompany is me in the regions given by day, with deals by day.
type readingCompany struct {
	regions     map[string]string
	deals       map[string]int64 // cents by day
	assignments []rainmaker.Assignment
}

func assignedTo(plan, from, before string, numbers map[string]int64) rainmaker.Assignment {
	a := rainmaker.Assignment{
		ID: plan + " from " + from, Payee: "me", Plan: rainmaker.PlanName(plan), Numbers: map[string]*calendar.Timeline[rainmaker.Value]{},
		Span: calendar.Span{From: calendar.MustParse(from), Before: calendar.MustParse(before)},
	}
	for name, v := range numbers {
		t := &calendar.Timeline[rainmaker.Value]{}
		t.Set(a.Span.From, cents(v))
		a.Numbers[name] = t
	}
	return a
}

func (c readingCompany) inputs(through string) engine.Inputs {
	region := &calendar.Timeline[rainmaker.Value]{}
	for _, day := range sortedDays(c.regions) {
		region.Set(calendar.MustParse(day), rainmaker.TextOf(c.regions[day]))
	}
	in := engine.Inputs{
		Calendar: fiscal, Through: calendar.MustParse(through), Assignments: c.assignments,
		Payees: []rainmaker.Payee{{ID: "me", Name: "me", Attributes: map[string]*calendar.Timeline[rainmaker.Value]{"region": region}}},
	}
	for i, day := range sortedDays(c.deals) {
		in.Events = append(in.Events, rainmaker.Event{
			EventRef: rainmaker.EventRef{Name: "sale", ID: fmt.Sprintf("S%d", i+1)}, Version: 1,
			Fields: []rainmaker.Field{
				{Name: "seller", Value: rainmaker.PersonOf("me")},
				{Name: "closed", Value: rainmaker.DayOf(calendar.MustParse(day))},
				{Name: "amount", Value: rainmaker.CashOf(money.NewAmount(c.deals[day], 2), "USD")},
			},
		})
	}
	return in
}

func sortedDays[V any](m map[string]V) []string {
	var days []string
	for day := range m {
		days = append(days, day)
	}
	slices.Sort(days)
	return days
}

// paidIn is what each letter's component pays me, by period and name: "2027-01 base": 1000 cents.
func paidIn(t *testing.T, c readingCompany, through string, letters ...source.Document) map[string]int64 {
	t.Helper()
	docs := append([]source.Document{{Name: "facts.terms.md", Text: readingTerms}}, letters...)
	set, found := plan.Load(docs, fiscal)
	if found.HasErrors() || len(set.Programs) != len(letters) {
		for _, d := range found {
			t.Error(source.Format(d, set.Document(d.Where.Doc)))
		}
		t.FailNow()
	}
	out := map[string]int64{}
	for _, p := range set.Programs {
		calc, err := engine.New(p, c.inputs(through))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range calc.Statements("me") {
			if s.Blocked != "" {
				t.Fatal(s.Period, s.Blocked)
			}
			for _, l := range s.Lines {
				out[s.Period+" "+l.Component] += l.Amount.Minor()
			}
		}
	}
	return out
}

func expectPaid(t *testing.T, got map[string]int64, want map[string]int64) {
	t.Helper()
	for key, v := range want {
		if got[key] != v {
			t.Errorf("%s is %d cents, want %d", key, got[key], v)
		}
	}
}

// An attribute that changes in a window is that of a credit's counting date, and of the window's last day.
func TestAttributeThatChangesInAWindow(t *testing.T) {
	letter := readingLetter("seller", "FY2027", `
table share by payee.region { amer: 10%; emea: 20% }
measure sold = sum(sales as rep) per quarter
commission each on sales as rep per quarter { rate share }
bonus all per quarter { pay share of sold }`)
	c := readingCompany{
		regions: map[string]string{"2027-01-01": "amer", "2027-02-15": "emea"},
		deals:   map[string]int64{"2027-02-10": 100_00, "2027-02-20": 100_00},
		assignments: []rainmaker.Assignment{
			assignedTo("seller", "2027-01-01", "2028-01-01", nil),
		},
	}
	expectPaid(t, paidIn(t, c, "2027-03-31", letter), map[string]int64{"2027-02 each": 30_00, "2027-03 all": 40_00})
}

// Two assignments to two plans in one quarter see their own credits and their own part of the goal; a sum across plans goes
// with a goal across plans.
func TestSwitchOfPlanInAWindow(t *testing.T) {
	body := `
param quota : money per quarter, prorated by days
measure own = sum(sales as rep) / quota per quarter
measure all = sum(sales as rep across plans) / quota across plans per quarter
bonus mine_X per quarter { pay 100 USD x own }
bonus both_X per quarter { pay 100 USD x all }`
	x, y := readingLetter("one", "FY2027", strings.ReplaceAll(body, "X", "one")), readingLetter("two", "FY2027", strings.ReplaceAll(body, "X", "two"))
	// The quarter has 90 days; 45 of them are on each plan, so each goal is half of 900.
	c := readingCompany{
		regions: map[string]string{"2027-01-01": "amer"},
		deals:   map[string]int64{"2027-01-10": 900_00, "2027-03-10": 225_00},
		assignments: []rainmaker.Assignment{
			assignedTo("one", "2027-01-01", "2027-02-15", map[string]int64{"quota": 900_00}),
			assignedTo("two", "2027-02-15", "2028-01-01", map[string]int64{"quota": 900_00}),
		},
	}
	expectPaid(t, paidIn(t, c, "2027-03-31", x, y), map[string]int64{
		"2027-03 mine_one": 200_00, "2027-03 mine_two": 50_00, "2027-03 both_two": 125_00,
	})
}

// A credit is paid by the version of the letter in force on the day it counts.
func TestNewVersionPaysFromItsDay(t *testing.T) {
	before := readingLetter("seller", "2027-01-01 before 2027-02-01", "commission base on sales as rep { rate 10% }")
	after := readingLetter("seller", "2027-02-01 before 2028-01-01", "commission base on sales as rep { rate 20% }")
	before.Name, after.Name = "seller_1.plan.md", "seller_2.plan.md"
	c := readingCompany{
		regions:     map[string]string{"2027-01-01": "amer"},
		deals:       map[string]int64{"2027-01-31": 100_00, "2027-02-01": 100_00},
		assignments: []rainmaker.Assignment{assignedTo("seller", "2027-01-01", "2028-01-01", nil)},
	}
	expectPaid(t, paidIn(t, c, "2027-02-28", before, after), map[string]int64{"2027-01 base": 10_00, "2027-02 base": 20_00})
}
