package trial_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rainmaker/internal/repository"
)

// reading is a question that the language settles, and the tests that hold what it says: a document and the example in it,
// or a test file and the function.
type reading struct {
	question string // as it begins in the language's list
	tests    []string
}

const (
	languagePage = "docs/LANGUAGE.md#"
	edgeFolder   = "trial/testdata/edges/"
)

// readings are all of them, in order. One that loses its test fails, and so does one that the language adds.
var readings = []reading{
	{"Two credits on one day", []string{languagePage + "9 comes before 10, so that 10 lies above 100 USD"}},
	{"Does order change the total?", []string{"trial/order_test.go#TestOrderMatters", "trial/order_test.go#TestOrderDoesNotMatter"}},
	{"Negative event", []string{
		languagePage + "what lay above 100 is paid at the tier that stands in the end", languagePage + "seen in March, and January's result",
		"engine/oracle/worked_test.go#TestReturnWalksBack", "engine/oracle/worked_catalogue_test.go#TestWholeAmountCatchesUpAndGivesBack",
	}},
	{"Floor and cap of a return", []string{
		edgeFolder + "limits-of-a-return.plan.md#sold for 1,000, and returned", edgeFolder + "limits-of-a-return.plan.md#sold for 100, and returned",
	}},
	{"Negative measure", []string{languagePage + "exactly 100, and below zero"}},
	{"Exactly on an edge", []string{languagePage + "exactly 100, and below zero", languagePage + "on the edges", "engine/smallworlds_test.go#TestSmallWorlds"}},
	{"Zero quota", []string{languagePage + "no quota on purpose", languagePage + "divided by nothing"}},
	{"Missing quota", []string{"engine/explain_test.go#TestMissingQuotaBlocksOnePersonOnly", languagePage + "nobody gave a quota"}},
	{"Component before or after the assignment", []string{languagePage + "July and August only"}},
	{"Quota changed inside a window", []string{languagePage + "from 900 to 1,800 half way: the goal is 1,350"}},
	{"Leaving inside a period", []string{
		languagePage + "45 of 90 days: leaving clips goal and credits", languagePage + "left in February, paid in March",
		edgeFolder + "new-letter-is-not-leaving.plan.md#left with the year, paid in time", "engine/oracle/worked_test.go#TestLeavingInTheMiddleOfAQuarter",
	}},
	{"Switch of plan inside a period", []string{"trial/readings_facts_test.go#TestSwitchOfPlanInAWindow", "plan/check/testdata/errors/across-ratio.txtar#"}},
	{"New version of the same plan", []string{"trial/readings_facts_test.go#TestNewVersionPaysFromItsDay"}},
	{"Retroactive change that moves other deals", []string{
		"engine/oracle/worked_test.go#TestLateCorrectionMovesOtherDeals", "engine/difference_test.go#TestEachCauseOfADifference",
	}},
	{"Team goal, changing membership", []string{"engine/team_test.go#TestTeamWithAMove"}},
	{"Split partner on another plan", []string{"engine/oracle/worked_test.go#TestSplitPaysItsShare", "trial/audit_test.go#TestAudit"}},
	{"Attribute changes in a window", []string{"trial/readings_facts_test.go#TestAttributeThatChangesInAWindow"}},
	{"Quota in one currency, deals in others", []string{languagePage + "the rate of each deal's day, and of the quarter's last", languagePage + "paid at home"}},
	{"Rounding a negative", []string{languagePage + "0.125 and its reversal"}},
	{"Cap carry-over", []string{edgeFolder + "carried-cap.plan.md#four months", "engine/oracle/worked_catalogue_test.go#TestCapCarried"}},
	{"Cap and clawback", []string{languagePage + "40 and, capped, 10: the room that the first leaves is refilled or not"}},
	{"Gate seen again later", []string{languagePage + "found in May, gone in June"}},
	{"Months on the 29th to 31st", []string{languagePage + "from the last day of August"}},
	{"`within 6 months of D`", []string{languagePage + "from the last day of August"}},
	{"A test on `none`", []string{edgeFolder + "test-on-none.plan.md#core, nova and nothing"}},
	{"Facts learned after the plan's last period", []string{languagePage + "learned in February of the year after"}},
	{"Contest or pool after lock", []string{languagePage + "learned after the month was closed"}},
	{"Nobody qualifies for a pool", []string{languagePage + "nobody"}},
	{"Two managers at once, vacancy", []string{
		edgeFolder + "managers-of-a-split.plan.md#two managers", edgeFolder + "vacancy-ends-the-rollup.plan.md#ann reports to nobody, bob to lee",
	}},
	{"Payment before the draw's month", []string{edgeFolder + "draw-of-a-period.plan.md#nothing, 250, 40"}},
	{"Overtime, pools by measure, blended rates", []string{"trial/order_test.go#TestWhatIsSampled"}},
}

func TestEveryReadingHasItsTest(t *testing.T) {
	for _, r := range readings {
		if len(r.tests) == 0 {
			t.Errorf("%s has no test", r.question)
		}
		for _, test := range r.tests {
			file, name, _ := strings.Cut(test, "#")
			text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(file)))
			if err != nil {
				t.Errorf("%s: %v", r.question, err)
				continue
			}
			want := "example \"" + name + "\""
			switch {
			case strings.HasSuffix(file, ".go"):
				want = "func " + name + "(t *testing.T)"
			case name == "":
				want = "-- want --"
			}
			if !strings.Contains(string(text), want) {
				t.Errorf("%s: %s has no %s", r.question, file, want)
			}
		}
	}
}

// TestReadingsAreTheLanguages compares the questions with the list in the language's specification, where it is at hand.
func TestReadingsAreTheLanguages(t *testing.T) {
	text, err := os.ReadFile(repository.Shared(t, "reference", "language.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n## 15 ")
	if !found {
		t.Fatal("the specification has no section 15")
	}
	section, _, _ := strings.Cut(rest, "\n## ")
	var questions []string
	for line := range strings.Lines(section) {
		if cells := strings.Split(line, "|"); len(cells) > 2 && !strings.HasPrefix(cells[1], "---") && strings.TrimSpace(cells[1]) != "question" {
			questions = append(questions, strings.TrimSpace(cells[1]))
		}
	}
	var ours []string
	for _, r := range readings {
		ours = append(ours, r.question)
	}
	if len(questions) < 30 || !slices.Equal(questions, ours) {
		for _, q := range questions {
			if !slices.Contains(ours, q) {
				t.Errorf("%q is not among the readings", q)
			}
		}
		for _, q := range ours {
			if !slices.Contains(questions, q) {
				t.Errorf("%q is no question of the language", q)
			}
		}
		t.Errorf("%d questions, %d readings", len(questions), len(ours))
	}
}
