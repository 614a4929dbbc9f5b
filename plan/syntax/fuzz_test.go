package syntax_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// FuzzParse holds the parser to what every caller relies on, whatever the text: it ends, it does not panic, each range
// lies in the document, what is kept in the tree is whole, and what it accepts can be printed and read back.
func FuzzParse(f *testing.F) {
	for _, g := range goldens(f) {
		f.Add(g.parts[0].text)
	}
	f.Add("language 1\nterms t\n" + strings.Repeat("(", 100))
	f.Add("measure a = " + strings.Repeat("not ", 1000) + "b")
	f.Add("measure a = " + strings.Repeat("1 if b otherwise ", 1000) + "2")
	f.Add("event e dated d {\n" + strings.Repeat("list of {", 200))
	f.Fuzz(func(t *testing.T, text string) {
		for _, parse := range []func(source.Document) (*syntax.File, source.Diagnostics){syntax.ParseDecls, syntax.Parse} {
			doc := source.Document{Name: "fuzz.plan.md", Text: text}
			file, found := parse(doc)
			for _, d := range found {
				inside(t, doc, d.Where, d.Summary)
				counted(t, doc, d.Where.Start)
				for _, r := range d.Related {
					inside(t, doc, r.Where, r.Note)
				}
				if d.Fix != nil {
					inside(t, doc, d.Fix.Where, "fix of "+d.Summary)
				}
				_ = source.Format(d, doc)
			}
			wholeTree(t, doc, reflect.ValueOf(file.Decls), "decls")
		}
		roundTrip(t, source.Document{Name: "fuzz", Text: text})
	})
}

func inside(t *testing.T, doc source.Document, r source.Range, what string) {
	t.Helper()
	if r.Doc != doc.Name || r.Start.Line < 1 || r.Start.Col < 1 || r.Start.Offset < 0 || r.End.Offset > len(doc.Text) ||
		r.End.Offset < r.Start.Offset {
		t.Fatalf("%s: range %+v does not lie in a text of %d bytes", what, r, len(doc.Text))
	}
}

// counted checks line and column against the offset; it counts from the top, so it is not done for every node.
func counted(t *testing.T, doc source.Document, p source.Position) {
	t.Helper()
	if at := doc.At(p.Offset); utf8.ValidString(doc.Text) && at != p {
		t.Fatalf("offset %d is %d:%d, not %d:%d", p.Offset, at.Line, at.Col, p.Line, p.Col)
	}
}

// optional are the fields a whole tree may leave empty.
var optional = map[string]bool{
	"Label": true, "Role": true, "Per": true, "By": true, "Type": true, "Below": true, "Slope": true,
	"CountsOn": true, "Base": true, "Value": true, "ShareBy": true, "Where": true, "Ties": true, "Take": true, "Keep": true,
	"When": true, "Above": true, "Until": true, "Share": true, "Date": true, "On": true, "AtMost": true, "Leaving": true, "As": true,
	"In": true, "Of": true, "Row": true, "From": true, "Before": true, "Times": true, "Learned": true, "For": true, "Rises": true,
	"Ref": true, "Decimals": true, "Low": true, "High": true, "Table": true, "Goal": true, "Text": true, "Name": true, "Group": true,
	"Window": true, "Duration": true, "Subject": true, "People": true, "Windows": true, "Over": true, "EachOnce": true,
	"FirstPeriod": true, "LastPeriod": true, "First": true, "Within": true, "Fund": true, "Among": true, "RankBy": true,
}

// wholeTree checks that no node is a nil pointer in an interface, that only optional parts are missing, and that every
// node has a place.
func wholeTree(t *testing.T, doc source.Document, v reflect.Value, path string) {
	t.Helper()
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			t.Fatalf("%s is missing in\n%s", path, doc.Text)
		}
		wholeTree(t, doc, v.Elem(), path)
	case reflect.Slice:
		for i := range v.Len() {
			wholeTree(t, doc, v.Index(i), path)
		}
	case reflect.Struct:
		if v.Type() == locType {
			inside(t, doc, v.Interface().(syntax.Loc).Range, path)
			return
		}
		if v.Type().PkgPath() != locType.PkgPath() {
			return
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			k := f.Type.Kind()
			if (k == reflect.Pointer || k == reflect.Interface) && v.Field(i).IsNil() && optional[f.Name] {
				continue
			}
			wholeTree(t, doc, v.Field(i), path+"."+v.Type().Name()+"."+f.Name)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	var text strings.Builder
	for _, s := range referenceSnippets(b, "language-examples.md") {
		text.WriteString(s.doc.Text)
	}
	doc := source.Document{Name: "all", Text: text.String()}
	b.SetBytes(int64(len(doc.Text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, found := syntax.ParseDecls(doc); len(found) == 0 {
			b.Fatal("the pieces put together declare a plan several times, and nothing was said about it")
		}
	}
}
