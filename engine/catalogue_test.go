package engine_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"rainmaker/calendar"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

var fiscal = calendar.Fiscal(time.January)

// letter reads a document as a company's only letter.
func letter(t *testing.T, name, text string) (*ir.Program, source.Document) {
	t.Helper()
	doc := source.Document{Name: name, Text: text}
	set, found := plan.Load([]source.Document{doc}, fiscal)
	for _, d := range found {
		if d.Severity == source.Error {
			t.Error(source.Format(d, doc))
		}
	}
	if len(set.Programs) != 1 {
		t.Fatalf("%s: %d letters", name, len(set.Programs))
	}
	return set.Programs[0], doc
}

// Every document of the catalogue states a construct and what it pays: on the edges, with returns, falling back, with late
// facts. The examples are worked out by the engine that pays.
func TestCatalogue(t *testing.T) {
	files, err := filepath.Glob("testdata/catalogue/*.plan.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no catalogue: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p, doc := letter(t, filepath.Base(file), string(text))
			results := trial.Run(p, fiscal)
			if len(results) == 0 {
				t.Error("the document has no example")
			}
			for _, d := range trial.Diagnostics(results) {
				t.Error(source.Format(d, doc))
			}
		})
	}
}
