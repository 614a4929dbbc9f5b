package trial_test

import (
	"strings"
	"testing"

	"rainmaker/plan"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

const versioned = "```plan" + `
language 1
plan seller {
  effective 2027-01-01 before 2027-07-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event sale dated closed { seller payee; closed date; units number }
credit sales from sale { counts on closed; order by closed, id; to seller as rep 100% of units }
commission base on sales as rep { pay 5 USD }
example "a sale" in 2027-06 {
  given sale A { seller me, closed 2027-06-10, units 1 }
  expect base = 5 USD
}
` + "```\n"

func lettersOf(t *testing.T, texts ...string) *plan.Set {
	t.Helper()
	var docs []source.Document
	for i, text := range texts {
		docs = append(docs, source.Document{Name: string(rune('a'+i)) + ".plan.md", Text: text})
	}
	set, found := plan.Load(docs, fiscal)
	if found.HasErrors() || len(set.Programs) != len(texts) {
		t.Fatalf("%d letters, %+v", len(set.Programs), found)
	}
	return set
}

// Letters that can't follow each other are told at the newer one's head, with what both say and a way out.
func TestVersionsThatDiffer(t *testing.T) {
	later := strings.Replace(versioned, "2027-01-01 before 2027-07-01", "2027-07-01 before 2028-01-01", 1)
	later = strings.Replace(later, "2027-06", "2027-08", -1)
	found := trial.Versions(lettersOf(t, versioned, later).Programs)
	if len(found) != 0 {
		t.Errorf("letters that follow each other: %+v", found)
	}
	later = strings.Replace(strings.Replace(later, "period    month", "period    quarter", 1), "in 2027-08", "in 2027Q3", 1)
	found = trial.Versions(lettersOf(t, versioned, later).Programs)
	if len(found) != 1 || found[0].Code != "versions-differ" || found[0].Where.Doc != "b.plan.md" || found[0].Related[0].Where.Doc != "a.plan.md" ||
		found[0].Summary != "plan seller: period is month in the letter in force from 2027-01-01 (a.plan.md) and quarter in the one from "+
			"2027-07-01 (b.plan.md)" || !strings.HasPrefix(found[0].Way, "Pay periods can't run on") {
		t.Errorf("%+v", found)
	}
}

// An example speaks for its letter: of what comes after it nothing is known, and an earlier letter takes part only where the
// example asks about its days or assigns somebody on them.
func TestExamplesOfVersions(t *testing.T) {
	later := strings.Replace(versioned, "2027-01-01 before 2027-07-01", "2027-06-01 before 2028-01-01", 1)
	later = strings.Replace(later, "pay 5 USD", "pay 7 USD", 1)
	later = strings.Replace(later, "base = 5 USD", "base = 7 USD", 1)
	across := strings.Replace(later, "example", `example "over both" {
  given sale A { seller me, closed 2027-05-10, units 1 }
  given sale B { seller me, closed 2027-06-10, units 1 }
  expect base in 2027-05..2027-06 = 5 USD, 7 USD
  expect base over 2027-05..2027-06 = 12 USD
}
example "over both by the assignment" in 2027-06 {
  given assignment 2027-05-01
  given sale A { seller me, closed 2027-05-10, units 1 } learned 2027-06-20
  expect base = 5 USD
}
example`, 1)
	set := lettersOf(t, versioned, across)
	for _, p := range set.Programs {
		for _, d := range trial.Diagnostics(trial.Run(p, fiscal, set.Programs...)) {
			t.Errorf("%s: %s", p.Documents[0], d.Summary)
		}
	}
	if alone := trial.Diagnostics(trial.Run(set.Programs[1], fiscal)); len(alone) == 0 {
		t.Error("without the earlier letter the examples over both hold too")
	}
}
