package trial_test

import (
	"strings"
	"testing"

	"rainmaker/plan"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

// checkLetter is a letter with a component, checks, and one example's numbers.
func checkLetter(component, checks string) source.Document {
	return source.Document{Name: "checks.plan.md", Text: `# Checks

` + "```plan" + `
language 1

plan checks {
  effective FY2027
  period    quarter
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}

param quota  : money per quarter, prorated by days
param target : money per quarter, prorated by days
param most   : number = 2

event booking dated closed {
  owner   payee
  closed  date
  acv     money
  product one of core, nova
}

event meeting dated held { rep payee; held date }

credit deals from booking {
  counts on closed
  order by  closed, id
  to        owner as AE 100% of acv
}

credit meetings_held from meeting {
  counts on held
  order by  held, id
  to        rep as SDR 1
}

table product_rate by product { core: 5%; nova: 10% }
curve pace by attainment { at 0%: 0%; at 100%: 100%; at 200%: 150%; then level }

measure sold       = sum(deals as AE)
measure attainment = sum(deals as AE) / quota
measure meetings   = count(meetings_held as SDR)

` + component + `

` + checks + `

example "120%" in 2027Q1 {
  given quota  = 250,000 USD
  given target =  25,000 USD
  given booking B1 { owner me, closed 2027-03-05, acv 300,000 USD, product core }
  given meeting M1 { rep me, held 2027-02-05 }
  expect attainment = 120%
}
` + "```\n"}
}

func runChecks(t *testing.T, component, checks string) []trial.CheckResult {
	t.Helper()
	doc := checkLetter(component, checks)
	set, found := plan.Load([]source.Document{doc}, fiscal)
	if found.HasErrors() || len(set.Programs) != 1 {
		for _, d := range found {
			t.Error(source.Format(d, doc))
		}
		t.FailNow()
	}
	return trial.Checks(set.Programs[0], fiscal)
}

const ladder = `commission base on deals as AE per quarter {
  rate  target / quota
  tiers by attainment, whole amount { from 0%: x 1.0; from 100%: x 1.2; from 150%: x 1.1 }
}`

func TestChecks(t *testing.T) {
	cases := []struct {
		name, component, check string
		outcome                trial.Outcome
		says, way              string
	}{
		{
			"falls at a tier", ladder, "check base never falls as attainment rises", trial.Refuted,
			"at attainment 149.99% base is 44,997 USD, at attainment 150% it is 41,250 USD", "`x 1.2`, or `each slice`",
		},
		{
			"falls only beyond the range", ladder, "check base never falls as attainment rises for attainment from 0% to 149%", trial.Proved,
			"for the numbers of 1 example", "",
		},
		{
			"falls only where it is not meant", ladder, "check base never falls as attainment rises when attainment < 150%", trial.Proved, "proved", "",
		},
		{
			"slices never fall", `commission base on deals as AE per quarter { rate target / quota; tiers by attainment, each slice { from 0%: x 1; from 100%: x 1.5 } }`,
			"check base never falls as attainment rises", trial.Proved, "proved", "",
		},
		{
			"slices have no step", `commission base on deals as AE per quarter { rate target / quota; tiers by attainment, each slice { from 0%: x 1; from 100%: x 1.5 } }`,
			"check no step in base", trial.Proved, "proved", "",
		},
		{
			"a gate is a step", `commission base on deals as AE per quarter { rate target / quota; gate attainment >= 95% else lost }`,
			"check no step in base", trial.Refuted,
			"at attainment 94.99% base is 0 USD, at attainment 95% it is 23,750 USD: a step of 23,750 USD", "",
		},
		{
			"a small step is allowed", `commission base on deals as AE per quarter { rate target / quota; gate attainment >= 95% else lost }`,
			"check no step in base above 23,750 USD", trial.Proved, "proved", "",
		},
		{
			"above, not from", `commission base on deals as AE per quarter { rate 10%; tiers by attainment, whole amount { from 0%: x 2; above 100%: x 1 } }`,
			"check base never falls as attainment rises", trial.Refuted,
			"at attainment 100% base is 50,000 USD, at attainment 100.01% it is 25,002.5 USD", "`x 2`, or `each slice`",
		},
		{
			"a bound that is passed", `commission base on deals as AE per quarter { rate 10% }`,
			"check base <= 50,000 USD", trial.Refuted, "at a credit of 500,000.01 base is 50,000.001 USD, which is not <= 50,000 USD", "`cap 50,000 USD per quarter` in base",
		},
		{
			"a bound that is kept", `commission base on deals as AE per quarter { rate 10%; cap 2 x target per quarter }`,
			"check base <= 50,000 USD", trial.Proved, "proved", "",
		},
		{
			"a value at a point", ladder, "check base = 120% of target when attainment = 100%", trial.Proved, "proved", "",
		},
		{
			"numbers alone", ladder, "check target / quota <= 9%", trial.Refuted, "10%, which is not <= 9%", "",
		},
		{
			"over a range of a parameter", `commission base on deals as AE per quarter { rate 1%; tiers by attainment, whole amount { from 0%: x most; from 100%: x 3 } }`,
			"check base never falls as attainment rises for most from 1 to 3", trial.Sampled, "it held in 9 cases", "",
		},
		{
			"over too wide a range", `commission base on deals as AE per quarter { rate 1%; tiers by attainment, whole amount { from 0%: x most; from 100%: x 3 } }`,
			"check base never falls as attainment rises for most from 1 to 5", trial.Refuted, "with most 3.5", "",
		},
		{
			"a curve of its own measure", `commission base on deals as AE per quarter { rate 10%; times pace }`,
			"check base never falls as attainment rises", trial.Proved, "proved", "", // it rises by its clauses, whatever its shape
		},
		{
			"no straight pieces", `commission base on deals as AE per quarter { rate 10%; times pace }`,
			"check base <= 10% of sold x 1.5", trial.Sampled, "it held in 24 cases", "",
		},
		{
			"each deal its own rate", `commission base on deals as AE per quarter { rate product_rate; tiers by attainment, each slice { from 0%: x 1; from 100%: x 2 } }`,
			"check base <= 20% of sold", trial.Sampled, "it held", "",
		},
		{
			"counted", `commission base on meetings_held as SDR per quarter { tiers by meetings, whole amount { from 0: 60 USD; from 10: 40 USD } }`,
			"check base never falls as meetings rises", trial.Refuted, "at meetings 9 base is 540 USD, at meetings 10 it is 400 USD", "`60 USD`, or `each slice`",
		},
		{
			"a bonus", `bonus base per quarter { pay target; tiers by attainment, whole amount { from 0%: x 0; from 100%: x 1; from 200%: x 0.5 } }`,
			"check base never falls as attainment rises", trial.Refuted, "at attainment 199.99% base is 25,000 USD, at attainment 200% it is 12,500 USD", "`x 1`",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := runChecks(t, c.component, c.check)[0]
			if got.Outcome != c.outcome || !strings.Contains(got.Says, c.says) {
				t.Errorf("%s: %s; want %s: %s", got.Outcome, got.Says, c.outcome, c.says)
			}
			if (len(got.Found) > 0) != (c.outcome == trial.Refuted) {
				t.Fatalf("%v", got.Found)
			}
			if len(got.Found) > 0 && !strings.Contains(got.Found[0].Way, c.way) {
				t.Errorf("way out %q; want %q", got.Found[0].Way, c.way)
			}
		})
	}
}

// TestChecksOfLetters tries every check that is written anywhere: none may be refuted or left untried.
func TestChecksOfLetters(t *testing.T) {
	for name, p := range letters(t) {
		for _, r := range trial.Checks(p, fiscal) {
			if r.Outcome == trial.Refuted || r.Outcome == trial.NotTried {
				t.Errorf("%s, line %d: %s", name, r.Check.At.Start.Line, r.Says)
			}
			t.Logf("%s, line %d: %s", name, r.Check.At.Start.Line, r.Says)
		}
	}
}

func TestCheckWithoutNumbers(t *testing.T) {
	doc := checkLetter(ladder, "check base never falls as attainment rises")
	doc.Text, _, _ = strings.Cut(doc.Text, "example ")
	doc.Text += "```\n"
	set, _ := plan.Load([]source.Document{doc}, fiscal)
	got := trial.Checks(set.Programs[0], fiscal)[0]
	if got.Outcome != trial.NotTried || !strings.Contains(got.Says, "no example gives numbers to try it with: base: target missing for me") || got.Found[0].Severity != source.Warning {
		t.Errorf("%s: %s %v", got.Outcome, got.Says, got.Found)
	}
}
