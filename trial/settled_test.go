package trial_test

import (
	"strings"
	"testing"

	"rainmaker/trial"
)

// advanced is a letter with a way between earned and paid.
const advanced = "```plan" + `
language 1
plan agent "Agent" {
  effective 2027-01-01 before 2028-01-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
fx market daily
event policy dated issued { agent payee; issued date; premium money any currency; paid date or none; cancelled date or none }
credit premiums from policy { counts on issued; order by issued, id; to agent as agent 100% of premium in USD at market on issued }
measure volume = sum(premiums as agent)
curve bend by volume { at 0 USD: 0%; at 1,000 USD: 10%; then level }
commission base on premiums as agent { rate 50%; payable 40% at once, rest on paid; advance until issued + 6 months }
bonus extra { pay 100 USD x bend }
clawback back of base { when cancelled within 9 months of issued; keep 1/9 for each completed month from issued; as paid }
settle {
  recover back
  top up to 300 USD not recoverable
  pay the rest
}
`

const policies = `
  given fx market 1 EUR = 1.25 USD
  given policy P { agent me, issued 2027-01-15, premium 800 EUR, paid 2027-02-10, cancelled 2027-04-15 }
`

func TestSettledExamplesThatHold(t *testing.T) {
	p, doc := program(t, advanced+`
example "the way of one policy" {`+policies+`
  expect volume  in 2027-01 = 1,000 USD
  expect bend    in 2027-01 = 10%
  expect base    in 2027-01 = 500 USD
  expect payable in 2027-01..2027-02 = 210 USD, 300 USD
  expect pay     in 2027-01..2027-04 = 300 USD, 300 USD, 300 USD, 300 USD
  expect back    in 2027-04 = -333.33 USD
  expect back    over 2027-01..2027-12 = -333.33 USD
}
example "results without deals, of me and of another" {
  given base in 2027-01..2027-03 = 400 USD, 100 USD, 0 USD
  given base of kim in 2027-02 = 700 USD
  expect base in 2027-01..2027-04 = 400 USD, 100 USD, 0 USD, 0 USD
  expect pay in 2027-01..2027-02 = 400 USD, 300 USD
  expect pay for kim in 2027-02 = 700 USD
  expect base over 2027-01..2027-03 = 500 USD
}
`)
	for _, f := range trial.Diagnostics(trial.Run(p, fiscal)) {
		t.Errorf("%s: %s (%s)", doc.Slice(f.Where), f.Summary, f.Detail)
	}
}

// A failure shows what a rep would ask for next.
func TestSettledFailures(t *testing.T) {
	for expect, detail := range map[string]string{
		"back in 2027-04 = 1 USD": "P of base: earned 500.00 USD, kept 166.67 USD, taken -333.33 USD.",
		"pay in 2027-01 = 1 USD":  "base: P 40% at once 200.00 USD; extra: at once 10.00 USD; guarantee 90.00 USD.",
		"base in 2027-01 = 1 USD": "P 1,000 x 50% = 500.",
	} {
		p, _ := program(t, advanced+"example \"x\" {"+policies+"expect "+expect+"\n}\n")
		found := trial.Diagnostics(trial.Run(p, fiscal))
		if len(found) != 1 || found[0].Code != "example-fails" || found[0].Detail != detail {
			t.Errorf("%s: %+v, want %s", expect, found, detail)
		}
	}
}

// Where something else is missing, what an example expects is still worked out if it does not need it.
func TestMissingElsewhere(t *testing.T) {
	p, _ := program(t, advanced+`
param goal : money per month, prorated by days
commission late on premiums as agent { rate 1% x (volume / goal) }
commission twice on premiums as agent { pay 2 x base }
example "x" in 2027-01 {`+policies+`
  expect base  = 500 USD
  expect twice = 1,000 USD
  expect late  = 1 USD
}
`)
	found := trial.Diagnostics(trial.Run(p, fiscal))
	if len(found) != 1 || !strings.Contains(found[0].Summary, "late can't be worked out") || !strings.Contains(found[0].Summary, "goal missing for me") {
		t.Errorf("%+v", found)
	}
}
