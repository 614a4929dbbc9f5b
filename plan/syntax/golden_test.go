package syntax_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

var update = flag.Bool("update", false, "rewrite the expected part of testdata/*.txt")

// golden is a file in testdata: what is tried and why, the input, and what is expected of it. The parts stand under lines
// of `---- name`. A case has a part `diagnostics`, `tree`, `print` or several of them; -update fills the parts it has.
type golden struct {
	path  string
	about string
	parts []part
}

type part struct{ name, text string }

func goldens(t testing.TB) []golden {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases in testdata: %v", err)
	}
	var list []golden
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		pieces := strings.Split("\n"+string(text), "\n---- ")
		g := golden{path: path, about: strings.TrimPrefix(pieces[0], "\n")}
		for _, piece := range pieces[1:] {
			name, body, _ := strings.Cut(piece, "\n")
			g.parts = append(g.parts, part{name, body})
		}
		if len(g.parts) < 2 || g.about == "" {
			t.Fatalf("%s: a case has a line about it, an input and at least one expected part", path)
		}
		list = append(list, g)
	}
	return list
}

// doc is the input: a whole letter under `letter` or `terms`, a piece of one under `decls`.
func (g golden) doc() (doc source.Document, literate bool) {
	in := g.parts[0]
	name := strings.TrimSuffix(filepath.Base(g.path), ".txt")
	switch in.name {
	case "letter":
		return source.Document{Name: name + ".plan.md", Text: in.text + "\n"}, true
	case "terms":
		return source.Document{Name: name + ".terms.md", Text: in.text + "\n"}, true
	}
	return source.Document{Name: name, Text: in.text + "\n"}, false
}

func TestGolden(t *testing.T) {
	for _, g := range goldens(t) {
		t.Run(filepath.Base(g.path), func(t *testing.T) {
			doc, literate := g.doc()
			parse := syntax.ParseDecls
			if literate {
				parse = syntax.Parse
			}
			file, found := parse(doc)
			var told strings.Builder
			for _, d := range found {
				told.WriteString(source.Format(d, doc) + "\n")
			}
			got := map[string]string{"diagnostics": strings.TrimRight(told.String(), "\n"), "tree": strings.TrimPrefix(dump(file.Decls), "\n")}
			if !found.HasErrors() {
				got["print"] = strings.TrimRight(syntax.Print(file), "\n")
			}
			if file.Plan != nil {
				got["plan"] = dump(file.Plan)
			}
			for i, p := range g.parts[1:] {
				text, known := got[p.name]
				if !known {
					t.Fatalf("%s has a part %q that is not known, or can't be had of an input with errors", g.path, p.name)
				}
				text += "\n"
				if *update {
					g.parts[i+1].text = text
				} else if strings.TrimRight(p.text, "\n") != strings.TrimRight(text, "\n") {
					t.Errorf("%s, %s:\n%s\n---- expected\n%s", g.path, p.name, text, p.text)
				}
			}
			if *update {
				g.write(t)
			}
		})
	}
}

func (g golden) write(t *testing.T) {
	t.Helper()
	out := g.about
	for _, p := range g.parts {
		out = strings.TrimRight(out, "\n") + "\n---- " + p.name + "\n" + p.text
	}
	out = strings.TrimRight(out, "\n") + "\n"
	if err := os.WriteFile(g.path, []byte(out), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Each diagnostic must be usable: an id for the catalogue, one line, a place inside the document, and a way out or a fix.
func TestDiagnosticsAreComplete(t *testing.T) {
	for _, g := range goldens(t) {
		doc, literate := g.doc()
		parse := syntax.ParseDecls
		if literate {
			parse = syntax.Parse
		}
		_, found := parse(doc)
		for _, d := range found {
			if d.Code == "" || d.Summary == "" || strings.Contains(d.Summary, "\n") || d.Where.IsZero() || d.Where.End.Offset > len(doc.Text) {
				t.Errorf("%s: incomplete: %+v", g.path, d)
			}
			if strings.HasPrefix(d.Summary, strings.ToUpper(d.Summary[:1])) && d.Summary[0] >= 'A' && d.Summary[0] <= 'Z' {
				t.Errorf("%s: the summary %q does not begin with a lower-case letter", g.path, d.Summary)
			}
		}
	}
}

// A fix must remove the diagnostic that proposes it.
func TestFixesFix(t *testing.T) {
	tried := 0
	for _, g := range goldens(t) {
		doc, literate := g.doc()
		parse := syntax.ParseDecls
		if literate {
			parse = syntax.Parse
		}
		_, found := parse(doc)
		for _, d := range found {
			if d.Fix == nil {
				continue
			}
			tried++
			fixed, ok := d.Fix.Apply(doc)
			if !ok {
				t.Errorf("%s: the fix of %q lies outside the document", g.path, d.Summary)
				continue
			}
			_, after := parse(fixed)
			if count(after, d.Code) >= count(found, d.Code) {
				t.Errorf("%s: %q is still reported after its fix:\n%s", g.path, d.Summary, fixed.Text)
			}
		}
	}
	if tried < 10 {
		t.Errorf("only %d fixes were tried", tried)
	}
}

func count(ds source.Diagnostics, code string) int {
	n := 0
	for _, d := range ds {
		if d.Code == code {
			n++
		}
	}
	return n
}
