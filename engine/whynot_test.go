package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
)

func remediesOf(w engine.WhyNot) string {
	var out []string
	for _, r := range w.Remedies {
		var parts []string
		for _, ch := range r.Changes {
			text := fmt.Sprintf("%s %s -> %s", ch.Name, ch.Was, ch.Now)
			if ch.Kind != engine.ChangeField {
				text = fmt.Sprintf("%s %s -> %s", ch.Kind, ch.Was, ch.Now)
			}
			if ch.Short != nil {
				text += fmt.Sprintf(" (not %s)", ch.Short)
			}
			parts = append(parts, text)
		}
		out = append(out, fmt.Sprintf("%s: %s: pays %s, in all %s", r.Component, strings.Join(parts, " and "), r.Pays.Plain(), r.Total.Plain()))
	}
	return strings.Join(out, "; ")
}

func TestSmallestChangeOfADeal(t *testing.T) {
	c := quarter().calculation(t)
	for _, test := range []struct{ deal, component, reasons, remedies string }{
		{"D3", "base", "condition", "base: stage lost -> won: pays 540.00, in all 540.00"},
		// Open and without a date: both are said, and the joint change.
		{"D4", "base", "no date yet, condition", "base: stage open -> won and closed none -> 2027-06-30: pays 210.00, in all 210.00"},
		// Too small for the SPIFF by 1,000; base pays 60 more on it too.
		{"D5", "nova", "condition nova", "nova: amount 4,000 USD -> 5,000 USD (not 4,999.99 USD): pays 100.00, in all 160.00"},
		// Neither Nova nor large enough, and all of it is the partner's: a joint change of three.
		{
			"D7", "nova", "condition nova, condition nova",
			"nova: owner_share 0% -> 1% (not 0%) and product core -> nova and amount 500 USD -> 5,000 USD (not 4,999.99 USD): pays 1.00, in all 4.00",
		},
		{"D1", "nova", "condition nova", "nova: product core -> nova: pays 100.00, in all 100.00"},
		{"D1", "base", "", ""}, // it pays
	} {
		w, err := c.WhyNot("ann", rainmaker.EventRef{Name: "deal", ID: test.deal}, test.component)
		if err != nil {
			t.Errorf("%s: %v", test.deal, err)
			continue
		}
		var reasons []string
		for _, r := range w.Reasons {
			reasons = append(reasons, strings.TrimSpace(string(r.Kind)+" "+r.Component))
		}
		if got := strings.Join(reasons, ", "); got != test.reasons {
			t.Errorf("%s, %s: because of %s, want %s", test.deal, test.component, got, test.reasons)
		}
		if got := remediesOf(w); got != test.remedies {
			t.Errorf("%s, %s:\n got %s\nwant %s", test.deal, test.component, got, test.remedies)
		}
	}
}

// What a remedy says is what a calculation makes of the facts changed at their source: it pays, and one step short of it
// does not.
func TestRemediesHoldOnChangedFacts(t *testing.T) {
	pays := func(old, replaced string) string {
		c := quarter()
		c.deals = strings.Replace(c.deals, old, replaced, 1)
		for _, s := range c.calculation(t).Statements("ann") {
			for _, l := range s.Lines {
				if l.Component == "nova" && l.Event.ID == "D5" {
					return l.Amount.Plain()
				}
			}
		}
		return ""
	}
	if at, short := pays("2027-02-20 4000", "2027-02-20 5000"), pays("2027-02-20 4000", "2027-02-20 4999.99"); at != "100.00" || short != "" {
		t.Errorf("at 5,000 it pays %q, a cent short %q", at, short)
	}
}

func TestWhyNotOfADealThatNobodyElseMayKnow(t *testing.T) {
	c := quarter().calculation(t)
	_, other := c.WhyNot("bob", rainmaker.EventRef{Name: "deal", ID: "D1"}, "")
	_, none := c.WhyNot("bob", rainmaker.EventRef{Name: "deal", ID: "D9"}, "")
	if rainmaker.CodeOf(other) != rainmaker.NotFound || rainmaker.CodeOf(none) != rainmaker.NotFound ||
		strings.ReplaceAll(other.Error(), "D1", "D9") != none.Error() {
		t.Errorf("another's deal: %v; a missing one: %v", other, none)
	}
}

func TestWhyNotOfFaultsAndAssignments(t *testing.T) {
	p, in := company{
		quotas: map[string]string{"ann": "100000", "bob": "50000", "boss": "1"},
		deals: `D1 ann -   0.6 core won 2026-12-01 2027-01-10 40000
D2 ann -   1   core won 2026-12-01 2027-01-11 1000
D3 ann bob 1.2 core won 2026-12-01 2027-03-11 1000`,
	}.inputs(t, explainedLetter)
	in.Assignments[0].Span.From += 10 // ann starts on 11 January
	early := &calendar.Timeline[rainmaker.Value]{}
	early.Set(in.Assignments[0].Span.From, inUSD(t, "100000"))
	in.Assignments[0].Numbers["quota"] = early
	c, err := engine.New(p, in)
	if err != nil {
		t.Fatal(err)
	}
	for deal, want := range map[string]string{
		"D1": "fault; base: owner_share 60% -> 100% (not 99%) and assignment from 2027-01-11 -> 2027-01-10: pays 1200.00, in all 1200.00",
		"D2": "; ",
		"D3": "fault; base: owner_share 120% -> 100% (not 101%): pays 30.00, in all 30.00",
	} {
		w, err := c.WhyNot("ann", rainmaker.EventRef{Name: "deal", ID: deal}, "base")
		if err != nil {
			t.Fatal(err)
		}
		kinds := ""
		for _, r := range w.Reasons {
			kinds += string(r.Kind)
		}
		if got := kinds + "; " + remediesOf(w); got != want {
			t.Errorf("%s:\n got %s\nwant %s", deal, got, want)
		}
	}
}

// A deal that a gate keeps back pays once the deal is large enough to open it; what no deal can open is said plainly.
func TestWhyNotOfAGate(t *testing.T) {
	p, in := company{
		quotas: map[string]string{"ann": "100000", "bob": "50000", "boss": "1"},
		deals:  `D1 ann - 1 core won 2026-12-01 2027-01-10 40000`,
	}.inputs(t, strings.Replace(explainedLetter, "from 100%: 9% }", "from 100%: 9% }\n  gate attainment >= 95% else lost", 1))
	c, err := engine.New(p, in)
	if err != nil {
		t.Fatal(err)
	}
	w, err := c.WhyNot("ann", rainmaker.EventRef{Name: "deal", ID: "D1"}, "base")
	if err != nil {
		t.Fatal(err)
	}
	// 50,000 at 3% and 45,000 at 6%.
	if want := "base: amount 40,000 USD -> 95,000 USD (not 94,999.99 USD): pays 4200.00, in all 4200.00"; remediesOf(w) != want {
		t.Errorf("got %s, want %s", remediesOf(w), want)
	}
}
