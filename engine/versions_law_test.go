package engine_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/plan/ir"
	"rainmaker/trial"
)

// A letter that is published again without a change pays what it paid: windows, positions, payable parts, clawbacks, debts and
// reserves run on whatever the day on which the new version starts.
func TestSameLetterAgainChangesNothing(t *testing.T) {
	for _, pattern := range []string{"testdata/catalogue/*.plan.md", "testdata/settle/*.plan.md", "../docs/cookbook/*.plan.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no letters: %v", pattern, err)
		}
		for _, file := range files {
			t.Run(filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				p := lettersAgain(t, file)
				for n := range p.Examples {
					publishAgain(t, p, &p.Examples[n])
				}
			})
		}
	}
}

func lettersAgain(t *testing.T, file string) *ir.Program {
	t.Helper()
	if filepath.Base(filepath.Dir(file)) == "settle" {
		return settleLetter(t, file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := letter(t, filepath.Base(file), string(text))
	return p
}

func publishAgain(t *testing.T, p *ir.Program, x *ir.Example) {
	t.Helper()
	in, err := trial.Inputs(p, x, fiscal)
	if err != nil {
		return // the example is refused before anything is paid
	}
	whole, err := engine.New(p, in)
	if err != nil {
		return
	}
	for _, day := range startsIn(p, in) {
		older, newer := *p, *p
		older.Plan.Effective.Before, newer.Plan.Effective.From = day, day
		in.Versions = []*ir.Program{&older}
		versions, err := engine.New(&newer, in)
		if err != nil {
			t.Errorf("%q, again from %s: %v", x.Name, day, err)
			continue
		}
		for _, payee := range whole.Payees() {
			want, got := whole.Statements(payee), versions.Statements(payee)
			if len(want) != len(got) {
				t.Errorf("%q, again from %s: %s has %d statements, want %d", x.Name, day, payee, len(got), len(want))
				continue
			}
			for i := range want {
				sameStatement(t, x.Name, day, &got[i], &want[i])
				sameAnswers(t, fmt.Sprintf("%q, again from %s", x.Name, day), whole, versions, &want[i])
			}
		}
	}
}

// startsIn are days on which a new version may start: in the middle of a month, with a month and with a quarter.
func startsIn(p *ir.Program, in engine.Inputs) []calendar.Date {
	var out []calendar.Date
	first := p.Plan.Effective.From
	for _, days := range []int{0, 14, 31, 45, 59, 90, 120, 200, 365} {
		day := first.AddDays(days)
		if days > 0 && day <= in.Through && p.Plan.Effective.Contains(day) {
			out = append(out, day)
		}
	}
	return out
}

func sameStatement(t *testing.T, example string, day calendar.Date, got, want *rainmaker.Statement) {
	t.Helper()
	if got.Blocked != "" && want.Blocked != "" {
		return
	}
	if got.Hash() == want.Hash() && reflect.DeepEqual(got.Notes, want.Notes) {
		return
	}
	t.Errorf("%q, again from %s: %s, %s differs\n got %s %s %+v %v\nwant %s %s %+v %v", example, day, got.Payee, got.Period,
		got.Blocked, linesOf(got), got.Settlement, got.Notes, want.Blocked, linesOf(want), want.Settlement, want.Notes)
}

// sameAnswers compares what is asked beside a statement: where the payee stands, what does not pay and why, and each line's
// proof.
func sameAnswers(t *testing.T, title string, whole, versions *engine.Calculation, s *rainmaker.Statement) {
	t.Helper()
	if s.Blocked != "" {
		return
	}
	want, wantErr := whole.Standings(s.Payee, s.Period)
	got, gotErr := versions.Standings(s.Payee, s.Period)
	for _, list := range [][]engine.Standing{want, got} {
		for i := range list {
			list[i].Readings = nil // both letters are read, each with its own rows
		}
	}
	if fmt.Sprint(wantErr) != fmt.Sprint(gotErr) || fmt.Sprint(want) != fmt.Sprint(got) {
		t.Errorf("%s: %s, %s stands at\n     %+v %v\nwant %+v %v", title, s.Payee, s.Period, got, gotErr, want, wantErr)
	}
	unpaid, wantErr := whole.NotPaid(s.Payee, s.Period)
	again, gotErr := versions.NotPaid(s.Payee, s.Period)
	if fmt.Sprint(wantErr) != fmt.Sprint(gotErr) || len(unpaid) != len(again) {
		t.Errorf("%s: %s, %s is not paid\n     %+v %v\nwant %+v %v", title, s.Payee, s.Period, again, gotErr, unpaid, wantErr)
	}
	for _, l := range s.Lines {
		a, wantErr := whole.Prove(s.Payee, s.Period, l.Key())
		b, gotErr := versions.Prove(s.Payee, s.Period, l.Key())
		if fmt.Sprint(wantErr) != fmt.Sprint(gotErr) || a.Line.Amount != b.Line.Amount || len(a.Credits) != len(b.Credits) {
			t.Errorf("%s: %s, %s, %s of %s is proved by\n     %+v %v\nwant %+v %v", title, s.Payee, s.Period, l.Component, l.Event.ID, b, gotErr, a, wantErr)
		}
	}
}

func linesOf(s *rainmaker.Statement) string {
	out := ""
	for _, l := range s.Lines {
		out += l.Component + " " + l.Event.ID + " " + l.Window + " " + l.Amount.String() + " of " + l.Exact.String() + "; "
	}
	return out
}
