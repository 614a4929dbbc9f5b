package trial_test

import (
	"strings"
	"testing"
	"time"

	"rainmaker/calendar"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

var fiscal = calendar.Fiscal(time.January)

// seller is a letter without examples; tests add their own.
const seller = "```plan" + `
language 1
plan seller "Seller" {
  effective 2027-01-01 before 2028-01-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
payee { region one of north, south }
param quota : money per month, not prorated
param share : percent, between 0% and 100% 
event sale dated closed { seller payee; helper payee or none; closed date; amount money; stage one of Won, Lost }
credit sales from sale {
  counts on closed
  where stage is Won
  order by closed, id
  to seller as rep  100% of amount
  to helper as SE   100% of amount overlay
}
credit team from sales as rep { to manager of payee as manager 100% of credit overlay }
measure sold       = sum(sales as rep)
measure attainment = sold / quota
table factor by payee.region { north: 1; south: 0.5 }
commission base on sales as rep {
  rate  10%
  tiers by attainment, each slice { from 0%: x 1; from 100%: x 1.4 }
}
commission help on sales as SE { rate share }
commission override on team as manager { rate 1% }
commission regional on sales as rep { rate 1% x factor }
settle { pay the rest }
`

func program(t *testing.T, text string) (*ir.Program, source.Document) {
	t.Helper()
	doc := source.Document{Name: "seller.plan.md", Text: strings.TrimSpace(text) + "\n```\n"}
	set, found := plan.Load([]source.Document{doc}, fiscal)
	for _, d := range found {
		if d.Severity == source.Error {
			t.Fatal(source.Format(d, doc))
		}
	}
	if len(set.Programs) != 1 {
		t.Fatalf("%d programs", len(set.Programs))
	}
	return set.Programs[0], doc
}

func failures(t *testing.T, examples string) (source.Diagnostics, source.Document) {
	t.Helper()
	p, doc := program(t, seller+examples)
	return trial.Diagnostics(trial.Run(p, fiscal)), doc
}

const givens = `
  given payee me { region north }
  given quota = 100,000 USD
  given share = 5%
`

func TestExamplesThatHold(t *testing.T) {
	for name, example := range map[string]string{
		"component, measure, parameter, table and pay": `example "x" in 2027-03 {` + givens + `
  given sale S { seller me, closed 2027-03-05, amount 120,000 USD, stage Won }
  expect sold       = 120,000 USD
  expect attainment = 120%
  expect quota      = 100,000 USD
  expect factor     = 1
  expect base       = 12,800 USD
  expect regional   = 1,200 USD
  expect help       = 0 USD
  expect pay        = 14,000 USD
}`,
		"one case a row": `example "x" in 2027-03 {` + givens + `
  cases a, c { 50,000 USD, 5,000 USD; 100,000 USD, 10,000 USD; 200,000 USD, 24,000 USD }
  given sale S { seller me, closed 2027-03-05, amount a, stage Won }
  expect base = c
}`,
		"a value for each period, one for all, and the sum": `example "x" {` + givens + `
  given sale S { seller me, closed 2027-01-05, amount 50,000 USD, stage Won }
  given sale T { seller me, closed 2027-02-05, amount 150,000 USD, stage Won }
  expect base in 2027-01..2027-03   = 5,000 USD, 17,000 USD, 0 USD
  expect quota in 2027-01..2027-03  = 100,000 USD
  expect base over 2027-01..2027-03 = 22,000 USD
}`,
		"about compares at the digits written": `example "x" in 2027-03 {
  given payee me { region north }
  given share = 5%
  given quota = 30,000 USD
  given sale S { seller me, closed 2027-03-05, amount 20,000 USD, stage Won }
  expect attainment about 66.7%
  expect attainment about 66.66667%
  expect attainment about 0.667
}`,
		"other people are assigned when they are asked about": `example "x" in 2027-03 {` + givens + `
  given payee kim { region south }
  given quota of kim = 1,000 USD
  given share of kim = 2%
  given payee lee { region north }
  given quota of lee = 1,000 USD
  given share of lee = 2%
  given reports me to lee
  given sale S { seller me, helper kim, closed 2027-03-05, amount 50,000 USD, stage Won }
  expect help for kim     = 1,000 USD
  expect override for lee = 500 USD
  expect base for kim     = 0 USD
}`,
		"a component that reads no quota needs none": `example "x" in 2027-03 {` + givens + `
  given payee lee { region north }
  given reports me to lee
  given sale S { seller me, closed 2027-03-05, amount 50,000 USD, stage Won }
  expect override for lee = 500 USD
  expect sold for lee     = 0 USD
}`,
		"what is learned late is corrected late": `example "x" {` + givens + `
  given sale S { seller me, closed 2027-01-05, amount 50,000 USD, stage Won }
  given sale S { amount 40,000 USD } learned 2027-03-10
  expect base in 2027-01..2027-03 = 5,000 USD, 0 USD, -1,000 USD
}`,
		"numbers have dates": `example "x" {` + givens + `
  given quota = 200,000 USD from 2027-02-01
  given sale S { seller me, closed 2027-01-05, amount 100,000 USD, stage Won }
  given sale T { seller me, closed 2027-02-05, amount 100,000 USD, stage Won }
  expect attainment in 2027-01..2027-02 = 100%, 50%
}`,
		"nothing is paid outside an assignment": `example "x" {` + givens + `
  given assignment 2027-02-01 before 2027-03-01
  given sale S { seller me, closed 2027-01-05, amount 50,000 USD, stage Won }
  given sale T { seller me, closed 2027-02-05, amount 50,000 USD, stage Won }
  expect pay in 2027-01..2027-03 = 0 USD, 5,500 USD, 0 USD
}`,
	} {
		t.Run(name, func(t *testing.T) {
			found, doc := failures(t, example)
			for _, d := range found {
				t.Error(source.Format(d, doc))
			}
		})
	}
}

func TestEachCaseIsAResult(t *testing.T) {
	p, _ := program(t, seller+`example "x" in 2027-03 {`+givens+`
  cases a, c { 50,000 USD, 5,000 USD; 60,000 USD, 1 USD }
  given sale S { seller me, closed 2027-03-05, amount a, stage Won }
  expect base = c
}`)
	results := trial.Run(p, fiscal)
	if len(results) != 2 || !results[0].Passed() || results[1].Passed() {
		t.Fatalf("%d results, want the first to pass and the second to fail", len(results))
	}
	if got := results[1].Failures[0].Summary; got != `example "x", case 2, in 2027-03: base is 6,000 USD, expected 1 USD` {
		t.Error(got)
	}
}

func TestFailures(t *testing.T) {
	tests := map[string]struct {
		example, code, at, summary, detail string
	}{
		"a component shows its lines and slices": {
			example: `example "120%" in 2027-03 {` + givens + `
  given sale B1 { seller me, closed 2027-03-05, amount 80,000 USD, stage Won }
  given sale B2 { seller me, closed 2027-03-06, amount 40,000 USD, stage Won }
  expect base = 13,000 USD
}`,
			code: "example-fails", at: "expect base = 13,000 USD",
			summary: `example "120%" in 2027-03: base is 12,800 USD, expected 13,000 USD`,
			detail:  "B1 80,000 x 10% = 8,000; B2 20,000 x 10% = 2,000, 20,000 x 14% = 2,800.",
		},
		"pay names the components": {
			example: `example "x" in 2027-03 {` + givens + `
  given sale B1 { seller me, closed 2027-03-05, amount 80,000 USD, stage Won }
  expect pay = 8,000 USD
}`,
			code: "example-fails", at: "expect pay = 8,000 USD",
			summary: `example "x" in 2027-03: pay is 8,800 USD, expected 8,000 USD`,
			detail:  "base: B1 80,000 x 10% = 8,000; regional: B1 80,000 x 1% = 800.",
		},
		"a sum over periods names each": {
			example: `example "x" {` + givens + `
  given sale A { seller me, closed 2027-01-05, amount 10,000 USD, stage Won }
  given sale B { seller me, closed 2027-02-05, amount 20,000 USD, stage Won }
  expect base over 2027-01..2027-02 = 1 USD
}`,
			code: "example-fails", at: "expect base over 2027-01..2027-02 = 1 USD",
			summary: `example "x" over 2027-01..2027-02: base is 3,000 USD, expected 1 USD`,
			detail:  "2027-01: A 10,000 x 10% = 1,000; 2027-02: B 20,000 x 10% = 2,000.",
		},
		"a correction says what was posted before": {
			example: `example "x" {` + givens + `
  given sale S { seller me, closed 2027-01-05, amount 50,000 USD, stage Won }
  given sale S { amount 40,000 USD } learned 2027-03-10
  expect base in 2027-03 = 4,000 USD
}`,
			code: "example-fails", at: "expect base in 2027-03 = 4,000 USD",
			summary: `example "x" in 2027-03: base is -1,000 USD, expected 4,000 USD`,
			detail:  "S 40,000 x 10% = 4,000, less 5,000.00 USD posted before.",
		},
		"a measure shows what it rests on": {
			example: `example "x" in 2027-03 {` + givens + `
  given sale S { seller me, closed 2027-03-05, amount 20,000 USD, stage Won }
  expect attainment = 25%
}`,
			code: "example-fails", at: "expect attainment = 25%",
			summary: `example "x" in 2027-03: attainment is 20%, expected 25%`,
			detail:  "sold is 20,000 USD; quota is 100,000 USD.",
		},
		"nothing paid": {
			example: `example "x" in 2027-03 {` + givens + `
  given sale S { seller me, closed 2027-03-05, amount 20,000 USD, stage Lost }
  expect base = 2,000 USD
}`,
			code: "example-fails", at: "expect base = 2,000 USD",
			summary: `example "x" in 2027-03: base is 0 USD, expected 2,000 USD`,
			detail:  "Nothing paid there.",
		},
		"about is still wrong at the digits written": {
			example: `example "x" in 2027-03 {
  given payee me { region north }
  given share = 5%
  given quota = 30,000 USD
  given sale S { seller me, closed 2027-03-05, amount 20,000 USD, stage Won }
  expect attainment about 66.66%
}`,
			code: "example-fails", at: "expect attainment about 66.66%",
			summary: `example "x" in 2027-03: attainment is 66.666666666…%, expected about 66.66%`,
			detail:  "sold is 20,000 USD; quota is 30,000 USD.",
		},
		"a missing number is the error of a real run": {
			example: `example "x" in 2027-03 {
  given payee me { region north }
  given share = 5%
  given sale S { seller me, closed 2027-03-05, amount 20,000 USD, stage Won }
  expect base = 2,000 USD
}`,
			code: "example-does-not-run", at: "expect base = 2,000 USD",
			summary: `example "x" in 2027-03: base can't be worked out: base: quota missing for me`,
		},
		"division by zero": {
			example: `example "x" in 2027-03 {
  given payee me { region north }
  given share = 5%
  given quota = 0 USD
  given sale S { seller me, closed 2027-03-05, amount 20,000 USD, stage Won }
  expect base = 2,000 USD
}`,
			code: "example-does-not-run", at: "expect base = 2,000 USD",
			summary: `example "x" in 2027-03: base can't be worked out: base: 20,000 USD / 0 USD for me`,
		},
		"what is no figure of a source": {
			example: `example "x" in 2027-03 {
  given payee me { region north }
  given quota = 100 USD
  given share = 1/3
  expect base = 0 USD
}`,
			code: "example-does-not-run", at: "given share = 1/3",
			summary: `example "x" in 2027-03 can't be worked out: share of me:`,
		},
		"overlapping assignments": {
			example: `example "x" in 2027-03 {` + givens + `
  given assignment 2027-01-01 before 2027-06-01
  given assignment 2027-03-01
  expect base = 0 USD
}`,
			code: "example-does-not-run", at: `example "x"`,
			summary: `example "x" in 2027-03 can't be worked out: assignment 2 of me`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			found, doc := failures(t, test.example)
			if len(found) != 1 {
				t.Fatalf("%d diagnostics, want one: %+v", len(found), found)
			}
			d := found[0]
			if d.Code != test.code || d.Severity != source.Error {
				t.Errorf("code %s, severity %s", d.Code, d.Severity)
			}
			if at := doc.Slice(d.Where); !strings.HasPrefix(at, test.at) {
				t.Errorf("points at %q, want %q", at, test.at)
			}
			if test.code == "example-fails" && (d.Summary != test.summary || d.Detail != test.detail) {
				t.Errorf("says\n%s\n%s\nwant\n%s\n%s", d.Summary, d.Detail, test.summary, test.detail)
			}
			if !strings.HasPrefix(d.Summary, test.summary) {
				t.Errorf("says\n%s\nwant\n%s…", d.Summary, test.summary)
			}
			if d.Way == "" {
				t.Error("no way out")
			}
		})
	}
}

// A component that does without the missing number is still worked out, but the lack is the cause to read first.
func TestWhatIsMissingIsSaidFirst(t *testing.T) {
	found, doc := failures(t, `example "x" in 2027-03 {
  given payee me { region north }
  given share = 5%
  given sale S { seller me, closed 2027-03-05, amount 20,000 USD, stage Won }
  expect regional = 1 USD
  expect pay      = 2,200 USD
}`)
	if len(found) != 2 || !strings.Contains(found[0].Summary, "quota missing for me") || !strings.Contains(found[1].Summary, "expected 1 USD") {
		t.Fatalf("want the missing quota and then what regional comes to: %+v", found)
	}
	if at := doc.Slice(found[0].Where); !strings.HasPrefix(at, `example "x"`) {
		t.Errorf("points at %q, want the example", at)
	}
}

// Pay periods may run from one dated value to the next; they are named by their first day.
func TestPeriodsBetweenDatedValues(t *testing.T) {
	p, _ := program(t, "```plan"+`
language 1
plan rep {
  effective 2027-01-01 before 2029-01-01
  period    span of quota
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
param quota : money per period, not prorated
event order dated placed { seller payee; placed date; amount money, 4 decimals }
credit orders from order { counts on placed; order by placed, id; to seller as rep 100% of amount }
measure attainment = sum(orders as rep) / quota
commission base on orders as rep { rate 2%; tiers by attainment, each slice { from 0%: x 1; from 100%: x 1.5 } }
settle { pay the rest }
example "over quota, and an order on the next quota date" in 2027-05-30 {
  given quota = 10,000 USD from 2027-05-30
  given quota =  5,000 USD from 2027-08-30
  given order A { seller me, placed 2027-05-30, amount 12,000.1234 USD }
  given order B { seller me, placed 2027-08-30, amount 700 USD }
  expect base = 260.00 USD
  expect base in 2027-08-30 = 14 USD
}
example "no period starts that day" in 2027-06-30 {
  given quota = 10,000 USD from 2027-05-30
  expect base = 0 USD
}
`)
	results := trial.Run(p, fiscal)
	if !results[0].Passed() {
		t.Error(results[0].Failures)
	}
	if len(results[1].Failures) != 1 || !strings.Contains(results[1].Failures[0].Summary, "has no pay period 2027-06-30") {
		t.Error(results[1].Failures)
	}
}

// The order of givens in an example is how people tell it and must not matter where it says nothing.
func TestOrderOfGivens(t *testing.T) {
	lines := []string{
		"given payee me { region north }", "given quota = 100,000 USD", "given share = 5%",
		"given sale B { seller me, closed 2027-03-06, amount 40,000 USD, stage Won }",
		"given sale A { seller me, closed 2027-03-05, amount 80,000 USD, stage Won }",
	}
	first := ""
	for turn := range lines {
		text := strings.Join(append(lines[turn:len(lines):len(lines)], lines[:turn]...), "\n")
		found, _ := failures(t, "example \"x\" in 2027-03 {\n"+text+"\nexpect base = 1 USD\n}")
		if len(found) != 1 {
			t.Fatal(found)
		}
		got := found[0].Summary + found[0].Detail
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("turned by %d: %s, at first %s", turn, got, first)
		}
	}
}
