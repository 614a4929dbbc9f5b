package plan_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"rainmaker/calendar"
	"rainmaker/internal/repository"
	"rainmaker/plan"
	"rainmaker/plan/source"
)

// published are the plans of the language's own examples by their headings, read in place.
func published(t testing.TB) map[string]string {
	t.Helper()
	text, err := os.ReadFile(repository.Shared(t, "reference", "language-examples.md"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	heading, in := "", false
	for line := range strings.Lines(string(text)) {
		switch {
		case !in && strings.HasPrefix(line, "## "):
			heading = strings.TrimSpace(strings.TrimPrefix(line, "## "))
		case strings.HasPrefix(line, "```plan"):
			in = true
		case strings.HasPrefix(line, "```"):
			in = false
		case in:
			out[heading] += line
		}
	}
	return out
}

func section(t testing.TB, sections map[string]string, prefix string) string {
	t.Helper()
	for heading, text := range sections {
		if strings.HasPrefix(heading, prefix) {
			return text
		}
	}
	t.Fatalf("the examples have no section %q", prefix)
	return ""
}

func document(name, program string) source.Document {
	return source.Document{Name: name, Text: "# Plan\n\n```plan\n" + program + "\n```\n"}
}

func load(docs ...source.Document) (*plan.Set, source.Diagnostics) {
	return plan.Load(docs, calendar.Fiscal(time.January))
}

func render(set *plan.Set, found source.Diagnostics) string {
	var b strings.Builder
	for _, d := range found {
		b.WriteString(source.Format(d, set.Document(d.Where.Doc)))
	}
	return b.String()
}

func TestPublishedLetters(t *testing.T) {
	sections := published(t)
	for _, heading := range []string{"Maven, agents", "Maven, managers", "AdventureWorks", "The workload"} {
		t.Run(heading, func(t *testing.T) {
			set, found := load(document("a.plan.md", section(t, sections, heading)))
			if len(found) > 0 || len(set.Programs) != 1 {
				t.Fatalf("%d programs\n%s", len(set.Programs), render(set, found))
			}
			p := set.Programs[0]
			if len(p.Components) == 0 || len(p.Examples) == 0 || len(p.Hash) != 64 {
				t.Errorf("%d components, %d examples, hash %q", len(p.Components), len(p.Examples), p.Hash)
			}
		})
	}
}

// Each section is one plan with the lines under "Common" before it. None has an error; some deserve a warning.
func TestCookbook(t *testing.T) {
	sections := published(t)
	common := section(t, sections, "Common")
	warned := map[string]string{
		"5 ": "paid-on-none", "13 ": "clawback-of-earned", "17 ": "clawback-of-earned", "E4 ": "clawback-of-earned",
		"20 ": "reaches-back",
	}
	for _, heading := range []string{
		"1 ", "2 ", "3 ", "4 ", "5 ", "6 ", "7 ", "8 ", "9 ", "10 ", "11 ", "12 ", "13 ", "14 ", "15 ", "16 ", "17 ",
		"18 ", "19 ", "20 ", "21 ", "22 ", "E1 ", "E2 ", "E3 ", "E4 ", "E5 ", "E6 ", "E7 ", "E8 ", "E9 ",
	} {
		t.Run(strings.TrimSpace(heading), func(t *testing.T) {
			set, found := load(document("a.plan.md", common+section(t, sections, heading)))
			if found.HasErrors() || len(set.Programs) != 1 {
				t.Fatalf("%d programs\n%s", len(set.Programs), render(set, found))
			}
			for _, d := range found {
				if d.Code != warned[heading] {
					t.Errorf("is said:\n%s", source.Format(d, set.Document(d.Where.Doc)))
				}
			}
			if warned[heading] != "" && len(found) == 0 {
				t.Errorf("nothing warns of %s", warned[heading])
			}
		})
	}
}

// Two letters of one company declare the same event, each with the fields it needs, and the same credit.
func TestVocabularyIsMerged(t *testing.T) {
	sections := published(t)
	set, found := load(document("agents.plan.md", section(t, sections, "Maven, agents")),
		document("managers.plan.md", section(t, sections, "Maven, managers")))
	if len(found) > 0 || len(set.Programs) != 2 {
		t.Fatalf("%d programs\n%s", len(set.Programs), render(set, found))
	}
	e, ok := set.Vocabulary.Event("opportunity")
	if !ok || len(set.Vocabulary.Events) != 1 {
		t.Fatalf("events %v", set.Vocabulary.Events)
	}
	var names []string
	for _, f := range e.Fields {
		names = append(names, f.Name)
	}
	if got, want := strings.Join(names, " "), "agent product stage close_date close_value"; got != want {
		t.Errorf("fields %q, want %q", got, want)
	}
	if e.Fields[e.Dated].Name != "close_date" {
		t.Errorf("dated by %s", e.Fields[e.Dated].Name)
	}
	if a := set.Vocabulary.Attributes; len(a) != 1 || a[0].Name != "office" || len(a[0].Type.Choices) != 3 {
		t.Errorf("attributes %v", a)
	}
}

const head = `language 1
plan p "P" {
  effective FY2027
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
uses sales
commission base on sold as rep { rate 10% }
`

const terms = `language 1
terms sales
event sale dated closed { seller payee; closed date; amount money }
credit sold from sale { counts on closed; order by closed, id; to seller as rep 100% of amount }
`

func TestOneBrokenLetterLeavesTheOthers(t *testing.T) {
	good := document("a.plan.md", head)
	bad := document("b.plan.md", strings.Replace(head, "plan p", "plan q", 1)+"measure m = nothing\n")
	set, found := load(bad, document("sales.terms.md", terms), good)
	if len(set.Programs) != 1 || set.Programs[0].Plan.Name != "p" || len(found) != 1 || found[0].Where.Doc != "b.plan.md" {
		t.Fatalf("%d programs\n%s", len(set.Programs), render(set, found))
	}
	if got := strings.Join(set.Programs[0].Documents, " "); got != "a.plan.md sales.terms.md" {
		t.Errorf("documents %s", got)
	}
}

func TestHashCoversLetterAndTerms(t *testing.T) {
	hashOf := func(docs ...source.Document) string {
		t.Helper()
		set, found := load(docs...)
		if len(set.Programs) != 1 {
			t.Fatal(render(set, found))
		}
		return set.Programs[0].Hash
	}
	letter, shared := document("a.plan.md", head), document("sales.terms.md", terms)
	first := hashOf(letter, shared)
	if again := hashOf(shared, letter); again != first {
		t.Error("the order of the documents changes the hash")
	}
	unused := document("other.terms.md", "language 1\nterms other\ngoal g \"G\"\n")
	if again := hashOf(letter, shared, unused); again != first {
		t.Error("terms the letter does not use change its hash")
	}
	shared.Text += "\nA further word.\n"
	if again := hashOf(letter, shared); again == first {
		t.Error("another text of the terms has the same hash")
	}
}

func TestErrorInSharedTermsIsSaidOnce(t *testing.T) {
	second := document("b.plan.md", strings.Replace(head, "plan p", "plan q", 1))
	set, found := load(document("a.plan.md", head), second, document("sales.terms.md", strings.Replace(terms, ", id", "", 1)))
	if len(found) != 1 || found[0].Code != "order-by-id" || len(set.Programs) != 0 {
		t.Errorf("%d programs\n%s", len(set.Programs), render(set, found))
	}
}

func TestVersionsOfOnePlan(t *testing.T) {
	later := document("b.plan.md", strings.Replace(head, "FY2027", "FY2028", 1))
	set, found := load(later, document("a.plan.md", head), document("sales.terms.md", terms))
	if len(found) > 0 || len(set.Programs) != 2 {
		t.Fatal(render(set, found))
	}
	if p := set.Program("p", calendar.MustParse("2028-02-01")); p == nil || p.Documents[0] != "b.plan.md" {
		t.Errorf("in force in 2028: %v", p)
	}
	if p := set.Program("p", calendar.MustParse("2029-02-01")); p != nil {
		t.Errorf("in force in 2029: %v", p.Documents)
	}
}

// The old letter is in force until the new one starts, and not again after it.
func TestVersionsFollowEachOther(t *testing.T) {
	later := document("b.plan.md", strings.Replace(head, "FY2027", "2027-04..2027-06", 1))
	set, found := load(later, document("a.plan.md", head), document("sales.terms.md", terms))
	if len(found) > 0 || len(set.Programs) != 2 {
		t.Fatal(render(set, found))
	}
	for day, want := range map[string]string{"2027-03-31": "a.plan.md", "2027-04-01": "b.plan.md", "2027-07-01": ""} {
		got := ""
		if p := set.Program("p", calendar.MustParse(day)); p != nil {
			got = p.Documents[0]
		}
		if got != want {
			t.Errorf("in force on %s: %q, want %q", day, got, want)
		}
	}
	set, found = load(document("b.plan.md", head), document("a.plan.md", head), document("sales.terms.md", terms))
	if len(found) != 1 || found[0].Code != "versions-overlap" || len(set.Programs) != 1 {
		t.Errorf("two letters from one day: %d programs\n%s", len(set.Programs), render(set, found))
	}
}

// Hundreds of findings help nobody: the first are shown, and the last says how many more there are.
func TestFindingsAreBounded(t *testing.T) {
	text := "```plan\nlanguage 1\n" + strings.Repeat("nonsense\n", 5000) + "```\n"
	_, found := plan.Load([]source.Document{{Name: "a.plan.md", Text: text}}, calendar.Fiscal(1))
	if len(found) != 300 || !found.HasErrors() {
		t.Fatalf("%d findings, want %d with an error among them", len(found), 300)
	}
	said := 0
	for _, d := range found {
		if strings.Contains(d.Detail, "more findings are shown when these are mended") {
			said++
		}
	}
	if said != 1 {
		t.Errorf("%d findings say that there are more, want 1", said)
	}
}
