package source_test

import (
	"encoding/json"
	"strings"
	"testing"

	"rainmaker/plan/source"
)

func TestPositionsCountRunesAndLines(t *testing.T) {
	doc := source.Document{Name: "d", Text: "ab\nzoë 5\r\nlast"}
	for _, c := range []struct {
		at        string
		line, col int
	}{{"ab", 1, 1}, {"zo", 2, 1}, {" 5", 2, 4}, {"5", 2, 5}, {"last", 3, 1}} {
		got := doc.At(strings.Index(doc.Text, c.at))
		if got.Line != c.line || got.Col != c.col {
			t.Errorf("%q stands at %d:%d, want %d:%d", c.at, got.Line, got.Col, c.line, c.col)
		}
	}
	if got := doc.Line(2); got != "zoë 5" {
		t.Errorf("line 2 is %q", got)
	}
	if got := doc.Line(9); got != "" {
		t.Errorf("line 9 is %q", got)
	}
	r := doc.RangeOf(3, 7)
	if got := doc.Slice(r); got != "zoë" {
		t.Errorf("slice is %q", got)
	}
}

func TestDocumentKinds(t *testing.T) {
	for name, want := range map[string][2]bool{"a.plan.md": {true, false}, "a.terms.md": {false, true}, "a.md": {}} {
		d := source.Document{Name: name}
		if d.IsLetter() != want[0] || d.IsTerms() != want[1] {
			t.Errorf("%s: letter %v, terms %v", name, d.IsLetter(), d.IsTerms())
		}
	}
}

func TestFormatMarksTheExactRange(t *testing.T) {
	doc := source.Document{Name: "ae.plan.md", Text: "a\n\trate “10%” of price - cost\n"}
	at := strings.Index(doc.Text, "“10%”")
	where := doc.RangeOf(at, at+len("“10%”"))
	first := doc.RangeOf(0, 1)
	d := source.Diagnostic{
		Code: "x", Summary: "say what", Detail: "why", Where: where, Way: "do so",
		Related: []source.Related{{Where: first, Note: "here"}}, Fix: &source.Fix{Where: where, Text: "10%"},
	}
	want := "ae.plan.md:2:7: error: say what\n" +
		" 2 │ \trate “10%” of price - cost\n" +
		"   │ \t     ^^^^^\n" +
		"  why\n" +
		"  ae.plan.md:1:1: here\n" +
		" 1 │ a\n" +
		"   │ ^\n" +
		"  way out: do so\n" +
		"  fix: rate 10% of price - cost\n"
	if got := source.Format(d, doc); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	fixed, ok := d.Fix.Apply(doc)
	if want := "a\n\trate 10% of price - cost\n"; !ok || fixed.Text != want {
		t.Errorf("fixed %v: %q", ok, fixed.Text)
	}
	if _, ok := d.Fix.Apply(source.Document{Name: "other", Text: doc.Text}); ok {
		t.Error("a fix was made in another document")
	}
}

func TestFormatOfARangeOverLinesAndOfNone(t *testing.T) {
	doc := source.Document{Name: "d", Text: "one two\nthree\n"}
	d := source.Diagnostic{Severity: source.Warning, Summary: "s", Where: doc.RangeOf(4, 10)}
	if got, want := source.Format(d, doc), "d:1:5: warning: s\n 1 │ one two\n   │     ^^^\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := source.Format(source.Diagnostic{Summary: "s"}, doc), "error: s\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDiagnosticsSortAndJSON(t *testing.T) {
	doc := source.Document{Name: "d", Text: "abcdef"}
	ds := source.Diagnostics{
		{Severity: source.Warning, Code: "b", Where: doc.RangeOf(1, 2)},
		{Code: "c", Where: doc.RangeOf(3, 4)},
		{Code: "a", Where: doc.RangeOf(1, 2)},
		{Code: "z", Where: source.Range{Doc: "a"}},
	}
	ds.Sort()
	order := ""
	for _, d := range ds {
		order += d.Code
	}
	if order != "zabc" {
		t.Errorf("sorted as %s", order)
	}
	if !ds.HasErrors() || ds[2:3].HasErrors() {
		t.Error("HasErrors is wrong about errors or warnings")
	}
	text, err := json.Marshal(ds[2])
	if err != nil {
		t.Fatal(err)
	}
	want := `{"severity":"warning","code":"b","summary":"","where":{"doc":"d","start":{"offset":1,"line":1,"col":2},"end":{"offset":2,"line":1,"col":3}}}`
	if string(text) != want {
		t.Errorf("JSON is %s", text)
	}
	var back source.Diagnostic
	if err := json.Unmarshal(text, &back); err != nil || back.Severity != source.Warning || back.Where != ds[2].Where {
		t.Errorf("read back as %+v (%v)", back, err)
	}
	if err := json.Unmarshal([]byte(`{"severity":"fatal"}`), &back); err == nil || !strings.Contains(err.Error(), "fatal") {
		t.Errorf("an unknown severity was read: %v", err)
	}
}
