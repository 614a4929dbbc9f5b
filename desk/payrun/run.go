package payrun

import (
	"context"
	"errors"
	"fmt"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
)

// start pins what a run reads and begins it.
func (d *Desk) start(ctx context.Context, p access.Principal, full bool) (*job, error) {
	if err := p.Check(access.Change, access.Runs); err != nil {
		return nil, err
	}
	d.starting.Lock()
	defer d.starting.Unlock()
	if d.closed {
		return nil, rainmaker.Errorf(rainmaker.Conflict, opStart, "the server is being stopped").WithWay("start it when the server is up again")
	}
	var run rainmaker.Run
	err := d.Unit.Do(ctx, func(ctx context.Context) error {
		var err error
		if run, err = d.pin(ctx, p); err != nil {
			return err
		}
		if run, err = d.Office.Runs.Begin(ctx, run); err != nil {
			return err
		}
		return d.Record(ctx, p, "start run", fmt.Sprintf("run %d of edition %d on batch %d", run.ID, run.Edition, run.Batch))
	})
	if err != nil {
		return nil, err
	}
	// The run outlives the request that started it, and must not join a unit that the request may be in.
	work, cancel := context.WithCancelCause(context.Background())
	j := &job{full: full, run: run, cancel: cancel, done: make(chan struct{})}
	d.mu.Lock()
	d.going = j
	d.mu.Unlock()
	go d.work(work, p, j)
	return j, nil
}

const opStart = "start run"

// pin says what a run reads: the edition in force, all that is known, and today.
func (d *Desk) pin(ctx context.Context, p access.Principal) (rainmaker.Run, error) {
	edition, err := d.Documents.Edition(ctx, 0)
	if rainmaker.CodeOf(err) == rainmaker.NotFound {
		return rainmaker.Run{}, rainmaker.Errorf(rainmaker.Conflict, opStart, "no plan is published yet").
			WithWay("publish a letter first")
	}
	if err != nil {
		return rainmaker.Run{}, err
	}
	batch, err := d.Facts.LastBatch(ctx)
	if err != nil {
		return rainmaker.Run{}, err
	}
	if batch == 0 {
		return rainmaker.Run{}, rainmaker.Errorf(rainmaker.Conflict, opStart, "nothing is known yet that could be paid").
			WithWay("import people and deals first")
	}
	facts, err := d.Facts.Current(ctx, batch, rainmaker.KindCompany)
	if err != nil {
		return rainmaker.Run{}, err
	}
	company, err := rainmaker.Decode(facts)
	if err != nil {
		return rainmaker.Run{}, err
	}
	return rainmaker.Run{
		Edition: edition.ID, Batch: batch, Through: d.Today(company.Zone), By: p.Login, State: rainmaker.RunGoing, Started: d.Now(),
		Engine: d.Version,
	}, nil
}

// work is the whole of a run. It ends with a stored state whatever happens, so that nobody waits for a run that is dead.
func (d *Desk) work(ctx context.Context, p access.Principal, j *job) {
	defer close(j.done)
	defer j.cancel(nil)
	statements, err := d.calculate(ctx, p, j)
	if err == nil {
		err = d.finish(ctx, j, statements)
	}
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause // whatever was being done when it was stopped says less
		}
		d.giveUp(context.WithoutCancel(ctx), j, err)
	}
}

// calculate works out every statement of the run, in the order of payee, plan and start.
func (d *Desk) calculate(ctx context.Context, p access.Principal, j *job) ([]rainmaker.Statement, error) {
	run := j.state()
	books, err := d.Books(ctx, p, desk.Point{Edition: run.Edition, Batch: run.Batch, Through: run.Through})
	if err != nil {
		return nil, err
	}
	if books.Diagnostics.HasErrors() {
		return nil, fmt.Errorf("edition %d does not check with this release: %s", run.Edition, books.Diagnostics[0].Summary)
	}
	people, err := d.peopleFor(ctx, p, books, j.full)
	if err != nil {
		return nil, err
	}
	j.update(func(r *rainmaker.Run) { r.Payees = len(people) })
	if err := d.Office.Runs.Update(ctx, j.state()); err != nil {
		return nil, err
	}
	results := make([]outcome, len(people))
	err = d.pool(ctx, people, results, func(i int) error { return d.count(ctx, j, results[i]) })
	if err != nil && errors.As(err, &differs{}) {
		err = errors.Join(err, d.Forget(ctx, p))
	}
	if err != nil {
		return nil, err
	}
	var all []rainmaker.Statement
	for _, r := range results {
		all = append(all, r.statements...)
	}
	return all, nil
}

// peopleFor lists whom a run works out. A full run has books of its own, made of nothing but the facts.
func (d *Desk) peopleFor(ctx context.Context, p access.Principal, books *desk.Books, full bool) ([]person, error) {
	if !full {
		return peopleOf(books), nil
	}
	afresh, err := d.Afresh(ctx, p, books.Point)
	if err != nil {
		return nil, err
	}
	people := peopleOf(afresh)
	standing := map[rainmaker.PayeeID]*person{}
	for _, one := range peopleOf(books) {
		standing[one.id] = &one
	}
	for i := range people {
		people[i].full, people[i].standing = true, standing[people[i].id]
	}
	return people, nil
}

// progressSteps is how often a run writes down where it stands.
const progressSteps = 20

// count notes that one more payee is done. It is called by one goroutine.
func (d *Desk) count(ctx context.Context, j *job, o outcome) error {
	blocked := false
	for _, s := range o.statements {
		blocked = blocked || s.Blocked != ""
	}
	j.update(func(r *rainmaker.Run) {
		r.Done++
		if blocked {
			r.Blocked++
		}
		if o.worked {
			r.Worked++
		}
	})
	run := j.state()
	if run.Done == run.Payees || run.Done%max(1, run.Payees/progressSteps) != 0 {
		return nil // the end is written down with the statements
	}
	return d.Office.Runs.Update(ctx, run)
}

func (j *job) update(change func(*rainmaker.Run)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change(&j.run)
}

// finish stores what changed and the run's end as one: either both stand or neither.
func (d *Desk) finish(ctx context.Context, j *job, statements []rainmaker.Statement) error {
	run := j.state()
	for i := range statements {
		statements[i].Run = run.ID
	}
	run.State, run.Finished, run.Result = rainmaker.RunComplete, d.Now(), rainmaker.HashStatements(statements)
	err := d.Unit.Do(ctx, func(ctx context.Context) error {
		before, err := d.Office.Runs.StatementHashes(ctx)
		if err != nil {
			return err
		}
		var changed []rainmaker.Statement
		for _, s := range statements {
			if !s.Says(before[s.StatementKey]) {
				changed = append(changed, s)
			}
			delete(before, s.StatementKey)
		}
		if err := d.Office.Runs.SaveStatements(ctx, changed); err != nil {
			return err
		}
		if err := d.Office.Runs.RetireStatements(ctx, sortedKeys(before), run.ID); err != nil {
			return err
		}
		run.Changed = len(changed) + len(before)
		return d.Office.Runs.Update(ctx, run)
	})
	if err != nil {
		return err
	}
	j.update(func(r *rainmaker.Run) { *r = run })
	return nil
}

// giveUp stores that a run ended without a result. Should even that fail, the failure is in what Progress of this process
// says, and the next start of the server marks the run as interrupted.
func (d *Desk) giveUp(ctx context.Context, j *job, cause error) {
	run := j.state()
	run.Finished = d.Now()
	switch {
	case errors.Is(cause, errCancelled):
		run.State = rainmaker.RunCancelled
	case errors.Is(cause, errClosed):
		run.State, run.Failure = rainmaker.RunInterrupted, cause.Error()
	default:
		run.State, run.Failure = rainmaker.RunFailed, cause.Error()
	}
	if err := d.Office.Runs.Update(ctx, run); err != nil {
		// A commit may have reached the disk and been cancelled on its way back: then the run is what is stored.
		if stored, readErr := d.Office.Runs.Run(ctx, run.ID); readErr == nil && stored.State != rainmaker.RunGoing {
			j.update(func(r *rainmaker.Run) { *r = stored })
			return
		}
		run.State, run.Failure = rainmaker.RunFailed, errors.Join(cause, err).Error()
	}
	j.update(func(r *rainmaker.Run) { *r = run })
}
