// Package cookbook_test runs the documents of the cookbook as a company would run its letters: each is loaded, its examples
// are worked out by the engine that pays, and what they expect is compared with what the sources of the vectors printed.
package cookbook_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rainmaker/calendar"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
	"rainmaker/trial"
)

var fiscal = calendar.Fiscal(time.January)

// documents reads the letters of the cookbook, by name.
func documents(t *testing.T) []source.Document {
	t.Helper()
	files, err := filepath.Glob("*.plan.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no letters in the cookbook: %v", err)
	}
	docs := make([]source.Document, len(files))
	for i, name := range files {
		docs[i] = source.Document{Name: name, Text: read(t, name)}
	}
	return docs
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// load checks a document as a company's only letter.
func load(doc source.Document) (*ir.Program, source.Diagnostics) {
	set, found := plan.Load([]source.Document{doc}, fiscal)
	if len(set.Programs) != 1 {
		return nil, found
	}
	return set.Programs[0], found
}

func TestDocumentsParse(t *testing.T) {
	for _, doc := range documents(t) {
		_, found := syntax.Parse(doc)
		for _, d := range found {
			t.Error(source.Format(d, doc))
		}
	}
}

// Whoever copies a document and has it printed canonically sees their own changes and no others.
func TestDocumentsAreInCanonicalPrint(t *testing.T) {
	for _, doc := range documents(t) {
		if printed, found := syntax.Format(doc); printed.Text != doc.Text || found.HasErrors() {
			t.Errorf("%s is not in the canonical print", doc.Name)
		}
	}
}

func TestDocumentsLoadAndExamplesPass(t *testing.T) {
	for _, doc := range documents(t) {
		t.Run(doc.Name, func(t *testing.T) {
			program, found := load(doc)
			if !found.HasErrors() && (program == nil || len(program.Examples) == 0) {
				t.Fatal("it loads, and there is no plan in it, or no example")
			}
			if !found.HasErrors() {
				found = append(found, trial.Diagnostics(trial.Run(program, fiscal))...)
			}
			for _, d := range found {
				if d.Severity == source.Error {
					t.Error(source.Format(d, doc))
				}
			}
		})
	}
}

// meant are warnings about what a document shows on purpose, by document: what the warning's code is.
var meant = map[string]string{
	"gates-and-thresholds.plan.md": "gate-beside-tiers", // a gate that pays from the first dollar, and what a dead zone is instead
}

// A warning in a document that people copy from would be copied with it.
func TestDocumentsGiveNoWarning(t *testing.T) {
	for _, doc := range documents(t) {
		_, found := load(doc)
		for _, d := range found {
			if d.Severity != source.Error && d.Code != meant[doc.Name] {
				t.Error(source.Format(d, doc))
			}
		}
	}
}

// What a document shows as refused is refused: added to the document, it is an error there.
func TestRefusedIsRefused(t *testing.T) {
	shown := 0
	for _, doc := range documents(t) {
		for _, block := range refusedBlocks(doc.Text) {
			shown++
			with := source.Document{Name: doc.Name, Text: doc.Text + "\n```plan\n" + block + "```\n"}
			_, found := load(with)
			if !slices.ContainsFunc(found, func(d source.Diagnostic) bool {
				return d.Severity == source.Error && d.Where.Start.Offset > len(doc.Text)
			}) {
				t.Errorf("%s shows as refused what is not:\n%s", doc.Name, block)
			}
		}
	}
	if shown == 0 {
		t.Error("no document shows anything that is refused; there were two in what-the-rate-is-taken-of.plan.md")
	}
}

const refusedFence = "```plan-refused\n"

func refusedBlocks(text string) []string {
	var list []string
	for {
		_, rest, ok := strings.Cut(text, refusedFence)
		if !ok {
			return list
		}
		block, after, _ := strings.Cut(rest, "```")
		list, text = append(list, block), after
	}
}
