package check_test

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rainmaker/calendar"
	"rainmaker/plan"
	"rainmaker/plan/source"
)

var update = flag.Bool("update", false, "write what the checker says into the catalogue of errors")

const catalogue = "testdata/errors"

// declaredCodes are the constants of both files that list codes.
func declaredCodes(t *testing.T) []string {
	t.Helper()
	var codes []string
	for _, file := range []string{"codes.go", "../codes.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				code, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				codes = append(codes, code)
			}
			return true
		})
	}
	return codes
}

func TestEveryCodeIsInTheCatalogue(t *testing.T) {
	codes := declaredCodes(t)
	if len(codes) < 70 {
		t.Fatalf("only %d codes were found in the source", len(codes))
	}
	files, err := filepath.Glob(filepath.Join(catalogue, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, f := range files {
		code, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(f), ".txtar"), ".")
		shown[code] = true
		if !slices.Contains(codes, code) {
			t.Errorf("%s: no code in the source is called so", f)
		}
	}
	for _, c := range codes {
		if !shown[c] {
			t.Errorf("%s has no document in %s", c, catalogue)
		}
	}
}

// TestCatalogue reads each document of the catalogue and compares all that is said about it. Documents are named by the
// code they show; a second one about the same code has a word more behind a point: table-cover.numbers.txtar.
func TestCatalogue(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(catalogue, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) { checkEntry(t, file, name) })
	}
}

func checkEntry(t *testing.T, file, name string) {
	a := readArchive(t, file)
	cal := calendar.Fiscal(time.January)
	var docs []source.Document
	want := -1
	for i, f := range a.files {
		switch f.name {
		case "want":
			want = i
		case "quarters": // of a company whose year has 52 or 53 weeks
			cal = quarters(t, f.text)
		default:
			docs = append(docs, source.Document{Name: f.name, Text: f.text})
		}
	}
	set, found := plan.Load(docs, cal)
	found = append(found, set.Expired(calendar.MustParse("2027-06-30"))...)
	var b strings.Builder
	for _, d := range found {
		b.WriteString(source.Format(d, set.Document(d.Where.Doc)))
	}
	if *update {
		if want < 0 {
			want = len(a.files)
			a.files = append(a.files, archived{name: "want"})
		}
		a.files[want].text = b.String()
		a.write(t, file)
	} else if want < 0 || b.String() != a.files[want].text {
		t.Errorf("is said:\n%s\nRun go test ./plan/check -update, and read what changed.", b.String())
	}
	code, _, _ := strings.Cut(name, ".")
	if !slices.ContainsFunc(found, func(d source.Diagnostic) bool { return d.Code == code }) {
		t.Errorf("nothing with code %s is said", code)
	}
	for _, d := range found {
		wellFormed(t, set, d)
		fixed(t, docs, cal, d)
	}
}

func quarters(t *testing.T, text string) calendar.Calendar {
	t.Helper()
	var starts []calendar.Date
	for day := range strings.FieldsSeq(text) {
		starts = append(starts, calendar.MustParse(day))
	}
	cal, err := calendar.FromQuarterStarts(starts)
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

// wellFormed checks what every diagnostic owes its reader: an exact place and a way out.
func wellFormed(t *testing.T, set *plan.Set, d source.Diagnostic) {
	t.Helper()
	doc := set.Document(d.Where.Doc)
	if d.Where.IsZero() || doc.Name == "" || d.Where.End.Offset > len(doc.Text) {
		t.Errorf("%s points nowhere: %+v", d.Code, d.Where)
	}
	if d.Way == "" && d.Fix == nil {
		t.Errorf("%s has no way out", d.Code)
	}
	if d.Summary == "" || strings.HasSuffix(d.Summary, ".") || strings.Contains(d.Summary, "%!") || strings.Contains(d.Detail+d.Way, "%!") {
		t.Errorf("%s: summary %q, detail %q, way %q", d.Code, d.Summary, d.Detail, d.Way)
	}
}

// fixed makes the fix a diagnostic offers; what it was about must then be gone.
func fixed(t *testing.T, docs []source.Document, cal calendar.Calendar, d source.Diagnostic) {
	t.Helper()
	if d.Fix == nil {
		return
	}
	after := slices.Clone(docs)
	for i := range after {
		if fixed, ok := d.Fix.Apply(after[i]); ok {
			after[i] = fixed
		}
	}
	_, found := plan.Load(after, cal)
	for _, f := range found {
		if f.Code == d.Code && f.Where.Doc == d.Where.Doc && f.Where.Start.Line == d.Where.Start.Line && f.Summary == d.Summary {
			t.Errorf("the fix of %s changes nothing: %s", d.Code, f.Summary)
		}
	}
}

// The plans that must be refused with position and way out, whatever else changes.
func TestBrokenPlansAreRefused(t *testing.T) {
	refused := map[string]string{
		"tiers that don't rise": "tiers-rise", "no first tier": "first-tier", "money times money": "money-times-money",
		"unknown field": "unknown-name.field", "two currencies": "two-currencies", "direct shares of 90 %": "shares-total",
		"missing quota": "unknown-name.quota",
	}
	for _, what := range slices.Sorted(maps.Keys(refused)) {
		a := readArchive(t, filepath.Join(catalogue, refused[what]+".txtar"))
		doc := source.Document{Name: a.files[0].name, Text: a.files[0].text}
		set, found := plan.Load([]source.Document{doc}, calendar.Calendar{})
		if !found.HasErrors() || len(set.Programs) > 0 {
			t.Errorf("%s: %d programs, %d diagnostics", what, len(set.Programs), len(found))
		}
	}
}
