package demo_test

import (
	"io"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/demo"
	"rainmaker/ingest"
	"rainmaker/plan"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

// On every day of a year and with several seeds the company's files are read without a refused row and its letters hold.
func TestCompanyIsSoundOnAnyDay(t *testing.T) {
	day := calendar.MustParse("2026-11-24")
	for n := range 366 {
		if testing.Short() && n%30 > 0 {
			continue
		}
		made, err := demo.Make(uint64(n%7), day.AddDays(n))
		if err != nil {
			t.Fatal(err)
		}
		checkFiles(t, made, day.AddDays(n))
		if n%31 == 0 {
			checkLetters(t, made, day.AddDays(n))
		}
	}
}

func checkFiles(t *testing.T, made demo.Company, day calendar.Date) {
	t.Helper()
	profile, err := ingest.ProfileNamed(demo.Origin)
	if err != nil {
		t.Fatal(err)
	}
	reading, err := ingest.Read(profile, rainmaker.Whole, made.Files, ingest.Known{})
	if err != nil {
		t.Fatal(err)
	}
	if refused := reading.Report.Refusals(); len(refused) > 0 || !reading.Report.Reconciled() {
		t.Errorf("%s: %v", day, refused)
	}
	company, err := rainmaker.Decode(reading.Facts)
	if err != nil {
		t.Fatal(err)
	}
	if len(company.Payees) != 12 {
		t.Errorf("%s: %d people, want 12", day, len(company.Payees))
	}
	has := map[string]bool{}
	for _, e := range company.Events {
		stage, _ := e.Fields.Get("stage")
		kind, _ := e.Fields.Get("kind")
		has[stage.Text()], has[kind.Text()] = true, true
	}
	for _, want := range []string{"won", "lost", "open", "churn"} {
		if !has[want] {
			t.Errorf("%s: there is no %s deal", day, want)
		}
	}
}

func checkLetters(t *testing.T, made demo.Company, day calendar.Date) {
	t.Helper()
	docs := make([]source.Document, len(made.Documents))
	for i, d := range made.Documents {
		docs[i] = source.Document{Name: d.Name, Text: d.Text}
	}
	set, found := plan.Load(docs, calendar.Calendar{})
	for _, p := range set.Programs {
		found = append(found, trial.Diagnostics(trial.Run(p, calendar.Calendar{}))...)
	}
	for _, d := range found {
		t.Errorf("%s: %s", day, source.Format(d, set.Document(d.Where.Doc)))
	}
	if len(set.Programs) != 2 {
		t.Errorf("%s: %d letters, want 2", day, len(set.Programs))
	}
}

func TestSameSeedAndDayMakeTheSameFiles(t *testing.T) {
	day := calendar.MustParse("2027-02-28")
	var texts [2]string
	for i := range texts {
		made, err := demo.Make(7, day)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range made.Files {
			b, err := io.ReadAll(f.Content)
			if err != nil {
				t.Fatal(err)
			}
			texts[i] += f.Name + "\n" + string(b)
		}
	}
	if texts[0] != texts[1] || texts[0] == "" {
		t.Error("the same seed and day made other files")
	}
}
