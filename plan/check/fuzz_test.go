package check_test

import (
	"path/filepath"
	"testing"
	"time"

	"rainmaker/calendar"
	"rainmaker/plan/check"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// FuzzCheck checks whatever the parser makes of a text, errors and all: no input may panic or hang, and every diagnostic
// points into the text.
func FuzzCheck(f *testing.F) {
	files, err := filepath.Glob(filepath.Join(catalogue, "*.txtar"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no catalogue: %v", err)
	}
	for _, file := range files {
		for _, doc := range readArchive(f, file).files {
			if doc.name == "a.plan.md" {
				f.Add(doc.text)
			}
		}
	}
	for _, body := range []string{exampleText, "bonus b per year to date { pay 1 USD }\n", "commission a on won { }\nsettle { }\n"} {
		f.Add("```plan\n" + letterHead + deals + wonCredit + body + "```\n")
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc := source.Document{Name: "a.plan.md", Text: text}
		file, _ := syntax.Parse(doc)
		program, found := check.Letter(file, nil, calendar.Fiscal(time.February))
		if program != nil && found.HasErrors() {
			t.Errorf("a program in spite of errors: %v", found)
		}
		for _, d := range found {
			if d.Where.IsZero() || d.Where.Start.Offset > d.Where.End.Offset || d.Where.End.Offset > len(text) {
				t.Errorf("%s points nowhere: %+v in %d bytes", d.Code, d.Where, len(text))
			}
			_ = source.Format(d, doc)
		}
	})
}
