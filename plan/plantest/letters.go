// Package plantest gives tests every letter of the repository: the cookbook, the published companies, the engine's
// catalogue. What holds for all of them holds for every construct of the language.
package plantest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rainmaker/calendar"
	"rainmaker/internal/repository"
	"rainmaker/plan"
	"rainmaker/plan/source"
)

// Calendar is the one all these letters load with: fiscal years from January.
var Calendar = calendar.Fiscal(time.January)

// Set is documents that load together.
type Set struct {
	Name string
	Docs []source.Document
}

// Sets are all letters with the terms they use, each of which loads without an error.
func Sets(t testing.TB) []Set {
	t.Helper()
	var sets []Set
	for _, folder := range []string{"testdata/accept/maven", "testdata/accept/adventureworks", "cmd/rainmaker/testdata/letters"} {
		sets = append(sets, Set{folder, documents(t, folder)})
	}
	for _, folder := range []string{"docs/cookbook", "engine/testdata/catalogue", "engine/testdata/settle"} {
		var terms []source.Document
		all := documents(t, folder)
		for _, d := range all {
			if d.IsTerms() {
				terms = append(terms, d)
			}
		}
		for _, d := range all {
			if d.IsLetter() {
				sets = append(sets, Set{folder + "/" + d.Name, append([]source.Document{d}, terms...)})
			}
		}
	}
	return sets
}

// Load loads a set, which must have no error.
func Load(t testing.TB, docs []source.Document) *plan.Set {
	t.Helper()
	set, found := plan.Load(docs, Calendar)
	for _, d := range found {
		if d.Severity == source.Error {
			t.Fatal(source.Format(d, set.Document(d.Where.Doc)))
		}
	}
	return set
}

func documents(t testing.TB, folder string) []source.Document {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(repository.Root(t), filepath.FromSlash(folder), "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	var docs []source.Document
	for _, name := range names {
		doc := source.Document{Name: filepath.Base(name)}
		if !doc.IsLetter() && !doc.IsTerms() {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		doc.Text = strings.ReplaceAll(string(text), "\r\n", "\n")
		docs = append(docs, doc)
	}
	if len(docs) == 0 {
		t.Fatalf("there are no letters in %s", folder)
	}
	return docs
}
