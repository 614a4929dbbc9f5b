package tidy_test

import (
	"flag"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"rainmaker/internal/tidy"
)

var update = flag.Bool("update", false, "write the linter's import rules anew from the import law")

const root = "../.."

var tree = sync.OnceValues(func() (*tidy.Tree, error) { return tidy.Read(os.DirFS(root)) })

func repository(t *testing.T) *tidy.Tree {
	t.Helper()
	tr, err := tree()
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func none(t *testing.T, found []tidy.Finding) {
	t.Helper()
	for _, f := range found {
		t.Error(f)
	}
}

func TestImportLaw(t *testing.T) { none(t, repository(t).Imports(tidy.Laws)) }

func TestMoneyIsExact(t *testing.T) { none(t, repository(t).Floats(tidy.Exact)) }

func TestPurePackagesReadNoClock(t *testing.T) { none(t, repository(t).Clock(tidy.Laws)) }

func TestTopFloorNamesNoStore(t *testing.T) { none(t, repository(t).Stores(tidy.Laws)) }

// nobodyActs is what the desk does for nobody in particular.
var nobodyActs = map[string]string{
	"desk Office.Today":                 "which day it is in the company's time zone is nobody's secret",
	"desk/payrun Desk.Close":            "whoever ends the process ends its run; nothing is read or decided",
	"desk/payrun context.Background":    "a run outlives the request that started it, and carries that request's principal",
	"desk/payrun context.WithoutCancel": "that a run was stopped must still be stored",

	"desk/watch Desk.Close":            "whoever ends the process sends away those who wait; nothing is read or decided",
	"desk/watch context.WithoutCancel": "one asks for all who watch, and goes on when the first of them leaves",

	"desk/rehearsal context.WithoutCancel": "a rehearsal outlives the request that started it, and reads and stores nothing in it",
}

func TestDeskKnowsWhoActs(t *testing.T) { none(t, repository(t).Desk(nobodyActs)) }

func TestPagesKeepToTheStylesheet(t *testing.T) {
	css, err := os.ReadFile(filepath.Join(root, "web/assets/static/rainmaker.css"))
	if err != nil {
		t.Fatal(err)
	}
	none(t, repository(t).Pages(string(css)))
}

func TestDocumentsLeadSomewhere(t *testing.T) { none(t, repository(t).Links()) }

// tooLong may only shrink. Whoever must add to it says here why the thing is one thing.
var tooLong = tidy.Exceptions{}

func TestFunctionsAndFilesAreShort(t *testing.T) { none(t, repository(t).Lengths(tooLong)) }

// The words are put together here so that this file does not hold them.
func TestWords(t *testing.T) {
	word := func(because string, alternatives ...string) tidy.Word {
		return tidy.Word{Pattern: regexp.MustCompile(strings.Join(alternatives, "|")), Because: because}
	}
	words := []tidy.Word{
		word("finish it, or say in docs/DECISIONS.md why it is not done", `\bTO`+`DO\b`, `\bFIX`+`ME\b`, `(?i:not (yet )?imple`+`mented)`),
		word("a path of one machine means nothing on another", `/wo`+`rk/`, `/ro`+`ot/`, `/tm`+`p/`, `/Us`+`ers/`),
		word("the tree tells what the product is, not how it is written", `(?i:cl`+`aude)`, `(?i:anth`+`ropic)`, `(?i:open`+`ai\b)`, `(?i:chat`+`gpt)`, `(?i:co`+`pilot)`, `(?i:sub`+`agent)`, `\bA`+`I\b`, `\bLL`+`Ms?\b`, `(?i:\bfa`+`rm\b)`),
		word("where packages come from is a setting of the machine", `registry\.np`+`mjs`, `proxy\.gol`+`ang`, `deb\.deb`+`ian`),
	}
	others := []string{
		"LICENSE", "go.sum", "web/assets/static/htmx.min.js", "web/assets/static/htmx.LICENSE.txt", "web/assets/static/fonts/...",
	}
	none(t, repository(t).Words(words, others))
}

const (
	lawBegins = "    # import law: written from internal/tidy/laws.go by go test ./internal/tidy -run TestLinterKnowsTheLaw -update\n"
	lawEnds   = "    # end of the import law\n"
)

// The linter shows a breach where it is typed, so its rules must be this table and no other.
func TestLinterKnowsTheLaw(t *testing.T) {
	file := filepath.Join(root, ".golangci.yml")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(content), lawBegins)
	rules, after, ok2 := strings.Cut(rest, lawEnds)
	if !ok || !ok2 {
		t.Fatalf("%s lacks the lines %q and %q between which the import law stands", file, lawBegins, lawEnds)
	}
	want := tidy.Depguard(repository(t).Module, tidy.Laws)
	if rules == want {
		return
	}
	if !*update {
		t.Fatalf("the import rules in .golangci.yml are not those of internal/tidy/laws.go; run\n\tgo test ./internal/tidy -run TestLinterKnowsTheLaw -update")
	}
	if err := os.WriteFile(file, []byte(before+lawBegins+want+lawEnds+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A row that allows what lies above it would make the table say nothing. Rows stand from the ground up, so what a row
// may import stands in an earlier one; only a package's own folders and the roof's wiring may come later.
func TestLawPointsDown(t *testing.T) {
	for i, law := range tidy.Laws {
		for _, may := range law.May {
			base := strings.TrimSuffix(may, "/...")
			below := slices.IndexFunc(tidy.Laws, func(l tidy.Law) bool {
				p := strings.TrimSuffix(l.Package, "/...")
				return p == base || may != base && path.Dir(p) == base
			})
			switch {
			case below < 0:
				t.Errorf("%s may import %s, which has no row", law.Package, may)
			case below > i:
				t.Errorf("%s may import %s, whose row stands above it", law.Package, may)
			}
		}
	}
}
