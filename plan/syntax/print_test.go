package syntax_test

import (
	"strings"
	"testing"

	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// roundTrip prints, reads and prints again: the tree must be the same and the second print the first.
func roundTrip(t *testing.T, doc source.Document) {
	t.Helper()
	file, found := syntax.ParseDecls(doc)
	if found.HasErrors() {
		return
	}
	printed := syntax.Print(file)
	again, found := syntax.ParseDecls(source.Document{Name: doc.Name, Text: printed})
	for _, d := range found {
		if d.Severity == source.Error {
			t.Fatalf("the print can't be read: %s\n%s", source.Format(d, source.Document{Name: doc.Name, Text: printed}), printed)
		}
	}
	if a, b := dump(file), dump(again); a != b {
		t.Fatalf("the print reads as another tree:\n%s\n---- print\n%s\n---- tree\n%s\n---- of the print\n%s", doc.Text, printed, a, b)
	}
	if twice := syntax.Print(again); twice != printed {
		t.Fatalf("the print of the print differs:\n%s\n----\n%s", printed, twice)
	}
	if a, b := len(file.Comments), len(again.Comments); a != b {
		t.Fatalf("%d comments became %d:\n%s", a, b, printed)
	}
}

func TestPrintReadsBack(t *testing.T) {
	tried := 0
	for _, g := range goldens(t) {
		if g.parts[0].name == "decls" {
			doc, _ := g.doc()
			roundTrip(t, doc)
			tried++
		}
	}
	if tried == 0 {
		t.Fatal("nothing was tried")
	}
	for _, s := range referenceSnippets(t, "language-examples.md") {
		t.Run(s.heading, func(t *testing.T) { roundTrip(t, s.doc) })
	}
}

func TestFormatKeepsProse(t *testing.T) {
	doc := source.Document{Name: "a.plan.md", Text: strings.Join([]string{
		"# Letter", "", "```plan", "language 1", "plan p { effective FY2027; period month", "  currency USD # ours",
		"  rounding down per line; leavers keep what is payable", "}", "```", "", "Words *between*.", "", "~~~ plan", "# above",
		"measure abc=1;measure d = 20000", "~~~", "The end.",
	}, "\n")}
	want := strings.Join([]string{
		"# Letter", "", "```plan", "language 1", "", "plan p {", "  effective FY2027", "  period    month", "  currency  USD  # ours",
		"  rounding  down per line", "  leavers   keep what is payable", "}", "```", "", "Words *between*.", "", "~~~ plan", "# above",
		"measure abc = 1", "measure d   = 20,000", "~~~", "The end.",
	}, "\n")
	got, found := syntax.Format(doc)
	if len(found) > 0 {
		t.Fatal(source.Format(found[0], doc))
	}
	if got.Text != want {
		t.Errorf("got\n%s\nwant\n%s", got.Text, want)
	}
	if again, _ := syntax.Format(got); again.Text != want {
		t.Errorf("formatted again it is\n%s", again.Text)
	}
}

func TestPrintKeepsCommentsInPlace(t *testing.T) {
	in := strings.Join([]string{
		"# first", "payee { # of people", "  a text; b text # of b", "  # own line", "  c text", "  # last", "} # behind",
		"", "# of the measure", "measure m = 1 + # inside", "  2 # end", "# at the end",
	}, "\n")
	want := strings.Join([]string{
		"# first", "payee {  # of people", "  a text", "  b text  # of b", "  # own line", "  c text", "  # last", "}  # behind",
		"", "# of the measure", "measure m = 1 + 2", "# inside", "# end", "# at the end", "",
	}, "\n")
	file, found := syntax.ParseDecls(source.Document{Name: "d", Text: in})
	if len(found) > 0 {
		t.Fatal(found)
	}
	if got := syntax.Print(file); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestFormatLeavesErrorsAlone(t *testing.T) {
	over := "```plan\nlanguage 1\nterms t\npayee {\n```\n\n```plan\nregion text\n}\n```\n"
	for _, text := range []string{"```plan\nmesure a = 1\n```\n", over} {
		doc := source.Document{Name: "a.terms.md", Text: text}
		got, found := syntax.Format(doc)
		if !found.HasErrors() || got.Text != text {
			t.Errorf("formatted in spite of errors: %v\n%s", found, got.Text)
		}
	}
}
