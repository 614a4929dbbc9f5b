package engine_test

import (
	"errors"
	"testing"

	"rainmaker"
	"rainmaker/engine"
	"rainmaker/engine/oracle"
	"rainmaker/plan"
	"rainmaker/plan/source"
)

// bulk works a world out over columns; nil where the letter is outside.
func bulk(t *testing.T, w oracle.World, in oracle.Inputs) (*engine.Bulk, error) {
	t.Helper()
	var docs []source.Document
	for _, d := range w.Documents() {
		docs = append(docs, source.Document{Name: d.Name, Text: d.Text})
	}
	set, found := plan.Load(docs, w.Calendar)
	if found.HasErrors() {
		return nil, errors.New("refused")
	}
	p := set.Programs[0]
	var events []rainmaker.Event
	if len(p.Credits) > 0 {
		for _, e := range in.Events {
			if e.Name == p.Events[p.Credits[0].Event].Name {
				events = append(events, e)
			}
		}
	}
	var batch *rainmaker.EventBatch
	if len(events) > 0 {
		batch = rainmaker.BatchOf(events[0].Name, events)
	}
	return engine.NewBulk(p, engine.Inputs{
		Calendar: w.Calendar, Payees: in.Payees, Reports: in.Reports, Assignments: in.Assignments,
		Leaves: in.Leaves, Holidays: in.Holidays, Rates: in.Rates, Through: w.Through,
	}, batch)
}

func TestProbeBulk(t *testing.T) {
	why := map[string]int{}
	for _, seed := range worlds(t) {
		w := world(seed)
		in := w.Inputs()
		b, err := bulk(t, w, in)
		if err != nil {
			why[err.Error()]++
			continue
		}
		c, err := calculate(w, in)
		if err != nil {
			t.Fatal(err)
		}
		why["taken"]++
		for _, p := range c.Payees() {
			got, err := b.Statements(p)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			want := c.Statements(p)
			if rainmaker.HashStatements(got) != rainmaker.HashStatements(want) {
				t.Errorf("seed %d %s:\n%+v\n%+v", seed, p, got, want)
			}
		}
	}
	for k, n := range why {
		t.Logf("%5d %s", n, k)
	}
}
