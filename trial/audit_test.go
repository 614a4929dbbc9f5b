package trial_test

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
	"rainmaker/trial"
)

const auditTerms = "# Facts\n\n```plan\nlanguage 1\nterms facts\n\n" +
	"event sale dated closed { owner payee; partner payee or none; engineer payee or none; share percent; stage one of won, lost; closed date; amount money }\n\n" +
	"credit sales from sale { counts on closed; where stage is won; order by closed, id; to owner as AE share of amount; to partner as AE rest of amount; to engineer as SE 100% of amount overlay }\n\n" +
	"credit again from sale { counts on closed; where stage is won and amount >= 500 USD; order by closed, id; to owner as closer 100% of amount }\n```\n"

func auditLetter(name, body string) source.Document {
	return source.Document{Name: name + ".plan.md", Text: "# " + name + "\n\n```plan\nlanguage 1\nuses facts\n\nplan " + name +
		" { effective FY2027; period month; currency USD; rounding half_even per component; leavers keep what is earned }\n\n" + body + "\n```\n"}
}

func auditSale(id, owner, partner, engineer, stage string, share, amount int64) rainmaker.Event {
	or := func(who string) rainmaker.Value {
		if who == "" {
			return rainmaker.Value{}
		}
		return rainmaker.PersonOf(rainmaker.PayeeID(who))
	}
	return rainmaker.Event{
		EventRef: rainmaker.EventRef{Name: "sale", ID: id}, Version: 1, Source: rainmaker.Source{File: "sales.csv", Row: 2},
		Fields: []rainmaker.Field{
			{Name: "owner", Value: or(owner)},
			{Name: "partner", Value: or(partner)},
			{Name: "engineer", Value: or(engineer)},
			{Name: "share", Value: rainmaker.NumberOf(money.NewAmount(share, 2))},
			{Name: "stage", Value: rainmaker.TextOf(stage)},
			{Name: "closed", Value: rainmaker.DayOf(calendar.MustParse("2027-01-10"))},
			{Name: "amount", Value: rainmaker.CashOf(money.NewAmount(amount, 0), "USD")},
		},
	}
}

// TestAudit holds two letters over six deals against what each deal shows.
func TestAudit(t *testing.T) {
	set, found := plan.Load([]source.Document{
		{Name: "facts.terms.md", Text: auditTerms},
		auditLetter("seller", "commission base on sales as AE { rate 10% }\ncommission extra on again as closer { rate 1% }"),
		auditLetter("partner", "commission base on sales as AE { rate 5% }"),
	}, fiscal)
	if found.HasErrors() || len(set.Programs) != 2 {
		t.Fatal(found)
	}
	in := engine.Inputs{Calendar: fiscal, Through: calendar.MustParse("2027-01-31")}
	for _, who := range []string{"ann", "bo", "sam", "zoe"} {
		in.Payees = append(in.Payees, rainmaker.Payee{ID: rainmaker.PayeeID(who), Name: who})
	}
	year := calendar.Span{From: calendar.MustParse("2027-01-01"), Before: calendar.MustParse("2028-01-01")}
	for who, name := range map[string]rainmaker.PlanName{"ann": "seller", "bo": "partner"} {
		in.Assignments = append(in.Assignments, rainmaker.Assignment{ID: who, Payee: rainmaker.PayeeID(who), Plan: name, Span: year})
	}
	in.Events = []rainmaker.Event{
		auditSale("1", "ann", "", "", "won", 100, 100),     // sound
		auditSale("2", "ann", "bo", "sam", "won", 60, 100), // an engineer whom no plan pays
		auditSale("3", "zoe", "", "", "won", 100, 100),     // an owner on no plan
		auditSale("4", "ann", "", "", "lost", 100, 100),    // nobody's
		auditSale("5", "ann", "", "", "won", 100, 500),     // credited by two rules
		auditSale("6", "ann", "", "", "won", 80, 100),      // 20% for nobody
	}
	var plans []*engine.Calculation
	for _, p := range set.Programs {
		calc, err := engine.New(p, in)
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, calc)
	}
	findings, err := trial.Audit(plans)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range findings {
		for _, d := range f.Deals {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s: %s %s %s; %s", f.Kind, d.Event.ID, d.Payee, f.Why, d.Says)))
		}
	}
	want := []string{
		"shares do not add up: 6",
		"left out by the letter: 4  rule `again` leaves them out",
		"left out by the letter: 4  rule `sales` leaves them out",
		"credited twice: 5  rules `again` and `sales` each give direct shares of amount; 200% credited in all",
		"credited but unpaid: 2 sam `sales` as SE goes to people who are on no plan on that day; 100 USD",
		"credited but unpaid: 3 zoe `sales` as AE goes to people who are on no plan on that day; 100 USD",
	}
	if len(got) != len(want) {
		t.Errorf("%d findings, want %d", len(got), len(want))
	}
	for _, w := range want {
		n := 0
		for _, g := range got {
			if strings.HasPrefix(g, w) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%q is found %d times in\n%s", w, n, strings.Join(got, "\n"))
		}
	}
}
