package trial_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rainmaker/internal/repository"
	"rainmaker/plan"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

// TestLanguageExamples loads every document of the language's examples and works its examples out.
func TestLanguageExamples(t *testing.T) {
	letters, terms := languageExamples(t)
	if len(letters) < 36 || len(terms) != 1 {
		t.Fatalf("%d letters and %d terms were found in the examples", len(letters), len(terms))
	}
	for _, l := range letters {
		t.Run(l.Name, func(t *testing.T) { runLetter(t, l, terms) })
	}
}

// TestEdges works out the edges that can be read in two ways that pay differently; each document says which holds.
func TestEdges(t *testing.T) {
	files, err := filepath.Glob("testdata/edges/*.plan.md")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d documents: %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".plan.md")
		t.Run(name, func(t *testing.T) { runLetter(t, source.Document{Name: name, Text: string(text)}, nil) })
	}
}

func runLetter(t *testing.T, letter source.Document, terms []source.Document) {
	t.Helper()
	docs := []source.Document{letter}
	docs[0].Name = "letter.plan.md"
	if strings.Contains(letter.Text, "\nuses ") {
		docs = append(docs, terms...)
	}
	set, found := plan.Load(docs, fiscal)
	if len(set.Programs) != 1 || found.HasErrors() {
		for _, d := range found {
			t.Error(source.Format(d, set.Document(d.Where.Doc)))
		}
		t.Fatalf("%d programs", len(set.Programs))
	}
	results := trial.Run(set.Programs[0], fiscal)
	if len(results) == 0 {
		t.Fatal("no example")
	}
	failures := trial.Diagnostics(results)
	for _, d := range failures {
		t.Error(source.Format(d, set.Document(d.Where.Doc)))
	}
}

// languageExamples are the documents of the language's examples: complete ones, and snippets with the lines they share in
// front of them. A document is called by its heading.
func languageExamples(t *testing.T) (letters, terms []source.Document) {
	t.Helper()
	data, err := os.ReadFile(repository.Shared(t, "reference", "language-examples.md"))
	if err != nil {
		t.Fatal(err)
	}
	common := ""
	for part := range strings.SplitSeq(string(data), "\n## ") {
		heading, _, _ := strings.Cut(part, "\n")
		_, rest, found := strings.Cut(part, "```plan\n")
		if !found {
			continue
		}
		code, _, _ := strings.Cut(rest, "\n```")
		switch {
		case heading == "Common":
			common = code
			continue
		case !strings.HasPrefix(code, "language "):
			code = common + "\n" + code
		}
		d := source.Document{Name: heading, Text: "# " + heading + "\n\n```plan\n" + code + "\n```\n"}
		if strings.Contains(code, "\nterms ") {
			d.Name = "company_facts.terms.md"
			terms = append(terms, d)
		} else {
			letters = append(letters, d)
		}
	}
	return letters, terms
}
