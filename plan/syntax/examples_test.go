package syntax_test

import (
	"os"
	"strings"
	"testing"

	"rainmaker/internal/repository"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// snippet is one plan block of the reference examples, under the heading it stands in.
type snippet struct {
	heading string
	doc     source.Document
}

// referenceSnippets reads the plan blocks of a reference document kept beside the repository. They are read in place, so
// the parser is held to the documents as they are, not to a copy.
func referenceSnippets(t testing.TB, name string) []snippet {
	t.Helper()
	text, err := os.ReadFile(repository.Shared(t, "reference", name))
	if err != nil {
		t.Fatal(err)
	}
	doc := source.Document{Name: name, Text: string(text)}
	blocks, found := source.Extract(doc)
	for _, d := range found {
		t.Fatal(source.Format(d, doc))
	}
	var list []snippet
	for _, r := range blocks.Ranges {
		before := doc.Text[:r.Start.Offset]
		heading := ""
		if at := strings.LastIndex(before, "\n#"); at >= 0 {
			heading, _, _ = strings.Cut(strings.TrimLeft(before[at:], "\n# "), "\n")
		}
		list = append(list, snippet{heading, source.Document{Name: heading, Text: doc.Slice(r)}})
	}
	return list
}

func TestReferenceDocumentsParse(t *testing.T) {
	for _, name := range []string{"language-examples.md", "language.md"} {
		snippets := referenceSnippets(t, name)
		if name == "language-examples.md" && len(snippets) < 40 {
			t.Fatalf("%s has %d plan blocks; there were 43", name, len(snippets))
		}
		for _, s := range snippets {
			t.Run(s.heading, func(t *testing.T) {
				file, found := syntax.ParseDecls(s.doc)
				for _, d := range found {
					t.Error(source.Format(d, s.doc))
				}
				if len(file.Decls) == 0 {
					t.Error("no declarations were read")
				}
				if strings.Contains(s.heading, "complete document") {
					literate := source.Document{Name: s.heading, Text: "```plan\n" + s.doc.Text + "```\n"}
					_, found := syntax.Parse(literate)
					for _, d := range found {
						t.Error(source.Format(d, literate))
					}
				}
			})
		}
	}
}
