package trial_test

import (
	"fmt"
	"strings"
	"testing"

	"rainmaker/engine"
	"rainmaker/plan"
	"rainmaker/plan/shape"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

const twoRates = `commission base on deals as AE per quarter { rate product_rate; tiers by attainment, each slice { from 0%: x 1; from 100%: x 2 } }`

// TestOrderMatters shows the two deals that the checker speaks of to the engine, in both orders.
func TestOrderMatters(t *testing.T) {
	doc := checkLetter(twoRates, "")
	set, _ := plan.Load([]source.Document{doc}, fiscal)
	if len(set.Programs) != 1 {
		t.Fatal("the letter does not check")
	}
	found := trial.Orders(set.Programs[0], fiscal)
	want := `250,000 USD of core (5%) and then as much of nova (10%) pay 62,500 USD; the other way round 50,000 USD. These are the numbers of example "120%".`
	if len(found) != 1 || found[0].Detail != want || found[0].Severity != source.Warning {
		t.Fatalf("%v; want %s", found, want)
	}
	for product, total := range map[string]string{"core": "62,500 USD", "nova": "50,000 USD"} {
		second := map[string]string{"core": "nova", "nova": "core"}[product]
		two := strings.Replace(doc.Text, "given booking B1 { owner me, closed 2027-03-05, acv 300,000 USD, product core }", fmt.Sprintf(
			"given booking B1 { owner me, closed 2027-01-05, acv 250,000 USD, product %s }\n  given booking B2 { owner me, closed 2027-03-05, acv 250,000 USD, product %s }\n  expect base = %s",
			product, second, total), 1)
		two = strings.Replace(two, "expect attainment = 120%", "", 1)
		set, found := plan.Load([]source.Document{{Name: doc.Name, Text: two}}, fiscal)
		if found.HasErrors() {
			t.Fatal(found)
		}
		for _, d := range trial.Diagnostics(trial.Run(set.Programs[0], fiscal)) {
			t.Errorf("%s first: %s", product, d.Summary)
		}
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	for _, component := range []string{
		`commission base on deals as AE per quarter { rate 10%; tiers by attainment, each slice { from 0%: x 1; from 100%: x 2 } }`,
		`commission base on deals as AE per quarter { rate product_rate; tiers by attainment, whole amount { from 0%: x 1; from 100%: x 2 } }`,
		`commission base on deals as AE per quarter { rate product_rate; tiers by attainment, each slice { from 0%: x 2; from 100%: x 2 } }`,
		`commission base on deals as AE per quarter { rate product_rate }`,
	} {
		set, _ := plan.Load([]source.Document{checkLetter(component, "")}, fiscal)
		if found := trial.Orders(set.Programs[0], fiscal); len(found) > 0 {
			t.Errorf("%s: %s", component, found[0].Detail)
		}
	}
}

// TestWhatIsSampled names what has no straight pieces and is not pretended to have any (language §15, last line).
func TestWhatIsSampled(t *testing.T) {
	cases := map[string]string{
		`commission base on deals as AE per quarter { rate 10%; times pace }`:                                                        "`times` moves with what it multiplies",
		`pool base per quarter { fund 1,000 USD; among everyone; share by sold }`:                                                    "a pool divides among people by what each has reached",
		`bonus base per quarter { pay sold x attainment }`:                                                                           "two values that both move with it are multiplied",
		`bonus base per quarter { pay target / attainment if attainment > 0% otherwise 0 USD }`:                                      "it is divided by a value that moves with it",
		`commission base on deals as AE per quarter { pay 50 USD; tiers by attainment, each slice { from 0%: x 1; from 50%: x 2 } }`: "a fixed amount for each deal is spread over the tiers",
	}
	for component, why := range cases {
		doc := checkLetter(component, "")
		set, found := plan.Load([]source.Document{doc}, fiscal)
		if found.HasErrors() {
			t.Fatal(source.Format(found[0], doc))
		}
		p := set.Programs[0]
		in, err := trial.Inputs(p, &p.Examples[0], fiscal)
		if err != nil {
			t.Fatal(err)
		}
		calc, err := engine.New(p, in)
		if err != nil {
			t.Fatal(err)
		}
		period := p.Plan.Effective.From
		set2 := trial.Setting{Calculation: calc, Payee: "me", On: period.AddDays(89)}
		out := shape.Payouts(p, set2)
		if len(out) == 0 || !strings.Contains(out[0].Sampled, why) {
			t.Errorf("%s: %+v; want %q", component, out, why)
		}
	}
}
