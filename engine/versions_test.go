package engine_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

// versionsIn reads the letters of one plan from a folder, oldest first.
func versionsIn(t *testing.T, folder string) ([]*ir.Program, map[string]source.Document) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.plan.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no letters: %v", folder, err)
	}
	byName := map[string]source.Document{}
	var docs []source.Document
	for _, file := range files {
		doc := read(t, file)
		byName[doc.Name] = doc
		docs = append(docs, doc)
	}
	set, found := plan.Load(docs, fiscal)
	for _, d := range found {
		if d.Severity == source.Error {
			t.Error(source.Format(d, byName[d.Where.Doc]))
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	return set.Programs, byName
}

// Every folder has the letters of one plan that follow each other, and the newest says what they pay together.
func TestVersions(t *testing.T) {
	folders, err := os.ReadDir("testdata/versions")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no folders: %v", err)
	}
	for _, f := range folders {
		t.Run(f.Name(), func(t *testing.T) {
			programs, docs := versionsIn(t, filepath.Join("testdata/versions", f.Name()))
			newest := programs[len(programs)-1]
			if len(programs) < 2 || len(newest.Examples) == 0 {
				t.Fatalf("%d letters, %d examples in the newest", len(programs), len(newest.Examples))
			}
			for _, d := range trial.Diagnostics(trial.Run(newest, fiscal, programs...)) {
				t.Error(source.Format(d, docs[d.Where.Doc]))
			}
		})
	}
}

// calculated works a folder's letters out with the facts of the newest letter's first example, which asks about days of all
// of them.
func calculated(t *testing.T, folder string, change func(*engine.Inputs)) *engine.Calculation {
	t.Helper()
	programs, _ := versionsIn(t, filepath.Join("testdata/versions", folder))
	newest := programs[len(programs)-1]
	in, err := trial.Inputs(newest, &newest.Examples[0], fiscal, programs...)
	if err != nil {
		t.Fatal(err)
	}
	change(&in)
	c, err := engine.New(newest, in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func versionStatement(t *testing.T, c *engine.Calculation, period string) rainmaker.Statement {
	t.Helper()
	list := c.Statements("me")
	i := slices.IndexFunc(list, func(s rainmaker.Statement) bool { return s.Period == period })
	if i < 0 {
		t.Fatalf("no statement for %s among %d", period, len(list))
	}
	return list[i]
}

// A letter that is published after the months it is effective from pays them again: the months before stand, and what it
// changes is a difference of their statements.
func TestVersionPublishedLate(t *testing.T) {
	programs, _ := versionsIn(t, "testdata/versions/accelerator")
	older, newer := programs[0], programs[1]
	in, err := trial.Inputs(newer, &newer.Examples[0], fiscal, programs...)
	if err != nil {
		t.Fatal(err)
	}
	in.Versions = nil
	before, err := engine.New(older, in)
	if err != nil {
		t.Fatal(err)
	}
	in.Versions = programs
	after, err := engine.New(newer, in)
	if err != nil {
		t.Fatal(err)
	}
	for period, want := range map[string][2]string{"2027-01": {"6000.00", "6000.00"}, "2027-02": {"7500.00", "10800.00"}} {
		for i, c := range []*engine.Calculation{before, after} {
			total, err := versionStatement(t, c, period).ComponentTotal("base")
			if err != nil || total.Plain() != want[i] {
				t.Errorf("%s: base is %s, %v, want %s", period, total.Plain(), err, want[i])
			}
		}
	}
}

// What a letter leaves behind that the next one says nothing of is said on the statement: a bonus whose window ends under a
// letter without it, and a debt that nothing recovers any more.
func TestVersionsSayWhatTheyLeave(t *testing.T) {
	c := calculated(t, "components", func(*engine.Inputs) {})
	want := "good_quarter is not worked out for 2027Q1, which ends under the letter of seller in force from 2027-02-15: that has no bonus of this name"
	if s := versionStatement(t, c, "2027-03"); !slices.Contains(s.Notes, want) {
		t.Errorf("notes %q, want %q", s.Notes, want)
	}
	programs, _ := versionsIn(t, "testdata/versions/draw")
	newer := *programs[1]
	newer.Settle.Steps = newer.Settle.Steps[1:] // without the recovery
	in, err := trial.Inputs(programs[1], &programs[1].Examples[0], fiscal, programs...)
	if err != nil {
		t.Fatal(err)
	}
	in.Versions = programs[:1]
	if c, err = engine.New(&newer, in); err != nil {
		t.Fatal(err)
	}
	s := versionStatement(t, c, "2027-04")
	want = "ramp of 1,100.00 USD stays owed: the letter of seller in force from 2027-04-01 does not recover it; add `recover ramp` there, or " +
		"write it off by a manual line"
	if !slices.Contains(s.Notes, want) {
		t.Errorf("notes %q, want %q", s.Notes, want)
	}
	if s.Settlement.Pay.Plain() != "1000.00" {
		t.Errorf("pay is %s, want all of it", s.Settlement.Pay)
	}
	if owed, known := s.Settlement.Balance("ramp"); !known || owed.Plain() != "1100.00" {
		t.Errorf("ramp stands at %s, %v", owed, known)
	}
}

// A line is proved by the letter that paid it.
func TestVersionsProveTheirOwnLines(t *testing.T) {
	c := calculated(t, "accelerator", func(*engine.Inputs) {})
	for id, want := range map[string]string{"A": "1-first.plan.md", "B": "2-from-mid-february.plan.md"} {
		p, err := c.Prove("me", "2027-02", rainmaker.LineKey{Component: "base", Event: rainmaker.EventRef{Name: "sale", ID: id}})
		if err != nil || p.Component.At.Doc != want || len(p.Credits) != 1 {
			t.Errorf("%s is proved by %s with %d credits, %v; want %s", id, p.Component.At.Doc, len(p.Credits), err, want)
		}
	}
	if v := c.In(calendar.Span{From: calendar.MustParse("2027-01-01"), Before: calendar.MustParse("2027-02-01")}); v.Program().Documents[0] != "1-first.plan.md" {
		t.Errorf("January ends under %s", v.Program().Documents[0])
	}
}

const refusedHead = `language 1
plan seller {
  effective FROM
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event sale dated closed { seller payee; closed date; units number }
event visit dated held { seller payee; held date; units number }
param quota : money per quarter, prorated by days
credit sales from sale { counts on closed; order by closed, id; to seller as rep 100% of units }
commission base on sales as rep { pay 5 USD }
`

// Letters of one plan that can't follow each other are refused, with what both say and a way out.
func TestVersionsThatDoNotFit(t *testing.T) {
	for name, tc := range map[string]struct{ old, now, want string }{
		"period": {"period    month", "period    quarter", "period is month in the letter in force from 2027-01-01 (a.plan.md) and quarter in the one " +
			"from 2027-07-01 (b.plan.md): pay periods can't run on from one to the other; give the new letter another name"},
		"currency": {"USD", "EUR", "currency is USD in the letter in force from 2027-01-01 (a.plan.md) and EUR"},
		"event": {
			"credit sales from sale { counts on closed; order by closed, id",
			"credit sales from visit { counts on held; order by held, id", "credit sales is from sale in the letter in force " +
				"from 2027-01-01 (a.plan.md) and from visit in the one from 2027-07-01 (b.plan.md): give it another name in the new letter",
		},
		"unit": {"to seller as rep 100% of units", "to seller as rep units x 1 USD", "credit sales is in number in the letter in force from " +
			"2027-01-01 (a.plan.md) and in USD in the one"},
		"number": {"param quota : money per quarter", "param quota : number per quarter", "param quota is money (USD) per quarter in the letter in " +
			"force from 2027-01-01 (a.plan.md) and number per quarter in the one"},
		"kind": {"commission base on sales as rep { pay 5 USD }", "bonus base { pay 5 USD }", "base is a commission in the letter in force from " +
			"2027-01-01 (a.plan.md) and a bonus in the one"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.ReplaceAll(refusedHead, tc.old, tc.now)
			if text == refusedHead {
				t.Fatalf("nothing to replace: %s", tc.old)
			}
			set, _ := plan.Load([]source.Document{
				{Name: "a.plan.md", Text: "```plan\n" + strings.Replace(refusedHead, "FROM", "2027-01-01 before 2027-07-01", 1) + "```\n"},
				{Name: "b.plan.md", Text: "```plan\n" + strings.Replace(text, "FROM", "2027-07-01 before 2028-01-01", 1) + "```\n"},
			}, fiscal)
			if len(set.Programs) != 2 {
				t.Fatalf("%d letters", len(set.Programs))
			}
			_, err := engine.New(set.Programs[1], engine.Inputs{Calendar: fiscal, Versions: set.Programs})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v\nwant %s", err, tc.want)
			}
		})
	}
}
