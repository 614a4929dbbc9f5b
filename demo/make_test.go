package demo_test

import (
	"io"
	"os"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/demo"
	"rainmaker/ingest"
	"rainmaker/plan"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

// days are the days of a year on which the company is made: all of them in a long test, else one a fortnight with the edges
// of quarters and months and the day that not every year has.
func days(t *testing.T) []calendar.Date {
	t.Helper()
	first := calendar.MustParse("2027-11-24")
	var all []calendar.Date
	for n := range 366 {
		all = append(all, first.AddDays(n))
	}
	if os.Getenv("RAINMAKER_LONG") != "" {
		return all
	}
	some := []calendar.Date{
		calendar.MustParse("2027-12-31"), calendar.MustParse("2028-01-01"), calendar.MustParse("2028-02-29"),
		calendar.MustParse("2028-03-31"), calendar.MustParse("2028-04-01"), calendar.MustParse("2028-04-30"),
	}
	for n := 0; n < len(all); n += 28 {
		some = append(some, all[n])
	}
	return some
}

// On every day of a year and with several seeds the company's files are read without a refused row and its letters hold.
func TestCompanyIsSoundOnAnyDay(t *testing.T) {
	for n, day := range days(t) {
		made, err := demo.Make(uint64(n%7), day)
		if err != nil {
			t.Fatal(err)
		}
		checkFiles(t, made, day)
		if n%6 == 0 {
			checkLetters(t, made, day)
		}
	}
}

func checkFiles(t *testing.T, made demo.Company, day calendar.Date) {
	t.Helper()
	company := read(t, made, day)
	if len(company.Payees) != 60 {
		t.Errorf("%s: %d people, want 60", day, len(company.Payees))
	}
	has := map[string]bool{}
	for _, e := range company.Events {
		has[e.Name] = true
		for _, field := range []string{"stage", "kind"} {
			if v, ok := e.Fields.Get(field); ok {
				has[v.Text()] = true
			}
		}
		for _, f := range e.Fields {
			if f.Name != "expected" && f.Value.Kind() == rainmaker.Day && f.Value.Date() > day && e.Name != "renewal" {
				t.Errorf("%s: %s (%s) says %s on %s, which nobody knows yet", day, e.EventRef, e.Source, f.Name, f.Value)
			}
		}
	}
	for _, want := range []string{
		"won", "lost", "open", "new", "expansion", "lead", "meeting", "activity", "stage_change", "book", "renewal", "churn", "goal_review",
	} {
		if !has[want] {
			t.Errorf("%s: there is no %s", day, want)
		}
	}
}

func read(t *testing.T, made demo.Company, day calendar.Date) rainmaker.Company {
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
		t.Fatalf("%s: %d refusals, the first %v; totals %v", day, len(refused), refused[:min(3, len(refused))], reading.Report.Totals)
	}
	company, err := rainmaker.Decode(reading.Facts)
	if err != nil {
		t.Fatal(err)
	}
	return company
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
	if len(set.Programs) != 5 {
		t.Errorf("%s: %d letters, want 5", day, len(set.Programs))
	}
}

func TestSameSeedAndDayMakeTheSameFiles(t *testing.T) {
	day := calendar.MustParse("2027-02-28")
	texts := make([]string, 3)
	for i, seed := range []uint64{7, 7, 8} {
		made, err := demo.Make(seed, day)
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
	if texts[0] != texts[1] || texts[0] == texts[2] {
		t.Error("the same seed and day made other files, or another seed the same")
	}
}
