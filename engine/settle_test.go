package engine_test

import (
	"os"
	"path/filepath"
	"testing"

	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

// settleLetter checks one of the letters in testdata/settle, with the terms that stand beside it.
func settleLetter(t *testing.T, name string) *ir.Program {
	t.Helper()
	docs := []source.Document{read(t, name)}
	terms, err := filepath.Glob("testdata/settle/*.terms.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range terms {
		docs = append(docs, read(t, file))
	}
	set, found := plan.Load(docs, fiscal)
	for _, d := range found {
		if d.Severity == source.Error {
			t.Error(source.Format(d, docs[0]))
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	return set.Programs[0]
}

func read(t *testing.T, name string) source.Document {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return source.Document{Name: filepath.Base(name), Text: string(text)}
}

// From earned to paid, as letters with worked examples.
func TestSettlementLetters(t *testing.T) {
	files, err := filepath.Glob("testdata/settle/*.plan.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no letters: %v", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			p := settleLetter(t, name)
			if len(p.Examples) == 0 {
				t.Fatal("the letter has no example")
			}
			for _, d := range trial.Diagnostics(trial.Run(p, fiscal)) {
				t.Error(source.Format(d, read(t, name)))
			}
		})
	}
}
