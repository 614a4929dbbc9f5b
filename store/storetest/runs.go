package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/calendar"
)

var runTests = map[string]func(*testing.T, *bench){
	"a run begins numbered and running": func(t *testing.T, b *bench) {
		b.append(t)
		edition := must[rainmaker.Edition](t)(b.Documents.Publish(t.Context(), rainmaker.Edition{Published: noon}))
		given := rainmaker.Run{
			ID: 5, Edition: edition.ID, Batch: 1, Through: calendar.MustParse("2027-03-31"), By: "ada",
			Started: noon, Payees: 12, Engine: "1.0",
		}
		got := must[rainmaker.Run](t)(b.Runs.Begin(t.Context(), given))
		given.ID, given.State = 1, rainmaker.RunGoing
		same(t, "returned run", got, given)
		same(t, "stored run", must[rainmaker.Run](t)(b.Runs.Run(t.Context(), 1)), given)
	},
	"while one is running another is a conflict": func(t *testing.T, b *bench) {
		first := b.begun(t)
		next := rainmaker.Run{Edition: 1, Batch: 1, Started: noon}
		_, err := b.Runs.Begin(t.Context(), next)
		refused(t, err, rainmaker.Conflict, "run 1", "ada")
		first.State, first.Finished = rainmaker.RunComplete, noon
		ok(t, b.Runs.Update(t.Context(), first))
		same(t, "next run", must[rainmaker.Run](t)(b.Runs.Begin(t.Context(), next)).ID, rainmaker.RunID(2))
	},
	"of eight that begin at once one runs": func(t *testing.T, b *bench) {
		b.append(t)
		must[rainmaker.Edition](t)(b.Documents.Publish(t.Context(), rainmaker.Edition{Published: noon}))
		var group sync.WaitGroup
		var began atomic.Int32
		others := make([]error, 8)
		for i := range others {
			group.Go(func() {
				if _, others[i] = b.Runs.Begin(t.Context(), rainmaker.Run{Edition: 1, Batch: 1, Started: noon}); others[i] == nil {
					began.Add(1)
				}
			})
		}
		group.Wait()
		same(t, "runs that began", began.Load(), int32(1))
		for _, err := range others {
			if err != nil && rainmaker.CodeOf(err) != rainmaker.Conflict {
				t.Errorf("error is %v, want a conflict", err)
			}
		}
	},
	"what it is calculated from must be there": func(t *testing.T, b *bench) {
		b.append(t)
		must[rainmaker.Edition](t)(b.Documents.Publish(t.Context(), rainmaker.Edition{Published: noon}))
		_, err := b.Runs.Begin(t.Context(), rainmaker.Run{Edition: 2, Batch: 1, Started: noon})
		refused(t, err, rainmaker.NotFound, "edition 2")
		_, err = b.Runs.Begin(t.Context(), rainmaker.Run{Edition: 1, Batch: 0, Started: noon})
		refused(t, err, rainmaker.NotFound, "batch 0")
		_, err = b.Runs.Begin(t.Context(), rainmaker.Run{Edition: 1, Batch: 1})
		refused(t, err, rainmaker.Invalid, "start")
	},
	"update stores state and counts, and leaves what pins it": func(t *testing.T, b *bench) {
		run := b.begun(t)
		run.Payees, run.Done, run.Worked = 10, 4, 3
		ok(t, b.Runs.Update(t.Context(), run))
		same(t, "going", must[rainmaker.Run](t)(b.Runs.Run(t.Context(), run.ID)), run)
		run.Done, run.Worked, run.Blocked, run.Changed, run.Result, run.Failure = 9, 5, 1, 7, "abc", "one is blocked"
		run.State, run.Finished = rainmaker.RunComplete, noon.Add(time.Minute)
		other := run
		other.Edition, other.Batch, other.Through, other.By, other.Started, other.Engine = 7, 7, 7, "eve", noon.Add(time.Hour), "2.0"
		ok(t, b.Runs.Update(t.Context(), other))
		same(t, "complete", must[rainmaker.Run](t)(b.Runs.Run(t.Context(), run.ID)), run)
	},
	"a run that has ended stays as it is": func(t *testing.T, b *bench) {
		for i, state := range []rainmaker.RunState{
			rainmaker.RunComplete, rainmaker.RunCancelled, rainmaker.RunInterrupted, rainmaker.RunFailed,
		} {
			run := b.begun(t)
			run.State, run.Finished = state, noon
			ok(t, b.Runs.Update(t.Context(), run))
			late := run
			late.State, late.Done = rainmaker.RunComplete, 99
			refused(t, b.Runs.Update(t.Context(), late), rainmaker.Conflict, string(state))
			same(t, "run", must[rainmaker.Run](t)(b.Runs.Run(t.Context(), rainmaker.RunID(i+1))), run)
		}
	},
	"update refuses what is no run and no state": func(t *testing.T, b *bench) {
		run := b.begun(t)
		run.State = "resting"
		refused(t, b.Runs.Update(t.Context(), run), rainmaker.Invalid, "resting")
		run.State = rainmaker.RunComplete
		refused(t, b.Runs.Update(t.Context(), run), rainmaker.Invalid, "end")
		run.ID, run.State = 2, rainmaker.RunGoing
		refused(t, b.Runs.Update(t.Context(), run), rainmaker.NotFound, "2")
	},
	"interrupt marks what a dead process left running": func(t *testing.T, b *bench) {
		same(t, "before the first", must[int](t)(b.Runs.Interrupt(t.Context(), noon)), 0)
		run := b.begun(t)
		later := noon.Add(time.Hour)
		same(t, "interrupted", must[int](t)(b.Runs.Interrupt(t.Context(), later)), 1)
		run.State, run.Finished = rainmaker.RunInterrupted, later
		same(t, "run", must[rainmaker.Run](t)(b.Runs.Run(t.Context(), run.ID)), run)
		same(t, "again", must[int](t)(b.Runs.Interrupt(t.Context(), later.Add(time.Hour))), 0)
		same(t, "run after", must[rainmaker.Run](t)(b.Runs.Run(t.Context(), run.ID)), run)
		b.begun(t) // and it is in nobody's way
	},
	"runs are listed newest first": func(t *testing.T, b *bench) {
		_, err := b.Runs.Run(t.Context(), 0)
		refused(t, err, rainmaker.NotFound)
		runs := []rainmaker.Run{}
		for range 3 {
			run := b.begun(t)
			run.State, run.Finished = rainmaker.RunComplete, noon
			ok(t, b.Runs.Update(t.Context(), run))
			runs = append([]rainmaker.Run{run}, runs...)
		}
		same(t, "all", must[[]rainmaker.Run](t)(b.Runs.Runs(t.Context(), 0)), runs)
		same(t, "two", must[[]rainmaker.Run](t)(b.Runs.Runs(t.Context(), 2)), runs[:2])
		same(t, "more than there are", must[[]rainmaker.Run](t)(b.Runs.Runs(t.Context(), 9)), runs)
		same(t, "newest", must[rainmaker.Run](t)(b.Runs.Run(t.Context(), 0)), runs[0])
		same(t, "first", must[rainmaker.Run](t)(b.Runs.Run(t.Context(), 1)), runs[2])
		_, err = b.Runs.Run(t.Context(), 4)
		refused(t, err, rainmaker.NotFound, "4")
		_, err = b.Runs.Runs(t.Context(), -1)
		refused(t, err, rainmaker.Invalid, "-1")
	},
	"a context that has ended begins nothing": func(t *testing.T, b *bench) {
		run := b.begun(t)
		run.State, run.Finished = rainmaker.RunComplete, noon
		if err := b.Runs.Update(ended(t), run); err == nil || errors.Is(err, failed) {
			t.Fatalf("error is %v, want that the context ended", err)
		}
		same(t, "state", must[rainmaker.Run](t)(b.Runs.Run(t.Context(), run.ID)).State, rainmaker.RunGoing)
	},
}
