package payrun

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
	"rainmaker/engine"
)

// Desk is the pay run desk of an office. Make it with [New], and end it with [Desk.Close], which waits for its run.
type Desk struct {
	*desk.Office

	workers int
	// statements are one payee's as they stand, and whether they had to be worked out; a test makes it fail.
	statements func(*engine.Calculation, rainmaker.PayeeID) ([]rainmaker.Statement, bool)

	starting sync.Mutex // held while a run is begun
	closed   bool       // under starting

	mu    sync.Mutex
	going *job // the run under way, or the one that ended last; under mu
}

// New opens the desk of an office.
func New(o *desk.Office) *Desk {
	return &Desk{Office: o, workers: runtime.NumCPU(), statements: (*engine.Calculation).Current}
}

// job is a run under way. Its run is changed by the run's goroutine alone, under mu.
type job struct {
	full   bool // everybody is worked out, whatever was before
	mu     sync.Mutex
	run    rainmaker.Run
	cancel context.CancelCauseFunc
	done   chan struct{}
}

func (j *job) state() rainmaker.Run {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.run
}

// errCancelled and errClosed are why a run was stopped.
var (
	errCancelled = errors.New("cancelled")
	errClosed    = errors.New("the server was stopped")
)

// Start begins a run of the edition in force on all that is known, and returns at once; see [Desk.Progress]. While another
// one is running it is [rainmaker.Conflict], as it is before anything is published or imported. Pay that rests on nothing
// that changed since it was worked out by this process is taken over, which gives the same result.
func (d *Desk) Start(ctx context.Context, p access.Principal) (rainmaker.Run, error) {
	return d.begin(ctx, p, false)
}

// StartFull is Start for a run that works everybody out from all facts, and ends failed where what would have been taken over
// is not the same.
func (d *Desk) StartFull(ctx context.Context, p access.Principal) (rainmaker.Run, error) {
	return d.begin(ctx, p, true)
}

func (d *Desk) begin(ctx context.Context, p access.Principal, full bool) (rainmaker.Run, error) {
	j, err := d.start(ctx, p, full)
	if err != nil {
		return rainmaker.Run{}, err
	}
	return j.state(), nil
}

// Calculate is Start and the wait for its end. When ctx ends first, the run is cancelled.
func (d *Desk) Calculate(ctx context.Context, p access.Principal) (rainmaker.Run, error) {
	return d.toEnd(ctx, p, false)
}

// CalculateFull is StartFull and the wait for its end, as Calculate has it.
func (d *Desk) CalculateFull(ctx context.Context, p access.Principal) (rainmaker.Run, error) {
	return d.toEnd(ctx, p, true)
}

func (d *Desk) toEnd(ctx context.Context, p access.Principal, full bool) (rainmaker.Run, error) {
	j, err := d.start(ctx, p, full)
	if err != nil {
		return rainmaker.Run{}, err
	}
	select {
	case <-j.done:
		return j.state(), nil
	case <-ctx.Done():
		j.cancel(errCancelled)
		<-j.done
		return j.state(), ctx.Err()
	}
}

// Wait returns a run once it has ended. A run of another process is returned as it is stored.
func (d *Desk) Wait(ctx context.Context, p access.Principal, id rainmaker.RunID) (rainmaker.Run, error) {
	if err := p.Check(access.See, access.Runs); err != nil {
		return rainmaker.Run{}, err
	}
	if j := d.job(id); j != nil {
		select {
		case <-j.done:
			return j.state(), nil
		case <-ctx.Done():
			return j.state(), ctx.Err()
		}
	}
	return d.Office.Runs.Run(ctx, id)
}

// Cancel stops a run and returns it as it ended; every statement stays as it was. One that has ended is
// [rainmaker.Conflict].
func (d *Desk) Cancel(ctx context.Context, p access.Principal, id rainmaker.RunID) (rainmaker.Run, error) {
	const op = "cancel run"
	if err := p.Check(access.Change, access.Runs); err != nil {
		return rainmaker.Run{}, err
	}
	j := d.job(id)
	if j == nil {
		run, err := d.Office.Runs.Run(ctx, id)
		if err != nil {
			return run, err
		}
		if run.State == rainmaker.RunGoing {
			return run, rainmaker.Errorf(rainmaker.Conflict, op, "run %d belongs to another process", run.ID).
				WithWay("stop it where it was started")
		}
		return run, ended(op, run)
	}
	if run := j.state(); run.State != rainmaker.RunGoing {
		return run, ended(op, run)
	}
	j.cancel(errCancelled)
	select {
	case <-j.done:
	case <-ctx.Done():
		return j.state(), ctx.Err()
	}
	run := j.state()
	if run.State != rainmaker.RunCancelled {
		return run, ended(op, run)
	}
	return run, d.Record(ctx, p, "cancel run", fmt.Sprintf("run %d", run.ID))
}

func ended(op string, run rainmaker.Run) error {
	return rainmaker.Errorf(rainmaker.Conflict, op, "run %d has ended %s", run.ID, run.State).WithWay("start another one")
}

// Progress is a run as it stands this moment (0: the newest); [rainmaker.NotFound] when there is none.
func (d *Desk) Progress(ctx context.Context, p access.Principal, id rainmaker.RunID) (rainmaker.Run, error) {
	if err := p.Check(access.See, access.Runs); err != nil {
		return rainmaker.Run{}, err
	}
	run, err := d.Office.Runs.Run(ctx, id)
	if err != nil {
		return run, err
	}
	return d.fresh(run), nil
}

// Runs lists the runs, newest first.
func (d *Desk) Runs(ctx context.Context, p access.Principal) ([]rainmaker.Run, error) {
	if err := p.Check(access.See, access.Runs); err != nil {
		return nil, err
	}
	runs, err := d.Office.Runs.Runs(ctx, 0)
	if err != nil {
		return nil, err
	}
	for i := range runs {
		runs[i] = d.fresh(runs[i])
	}
	return runs, nil
}

// fresh is a stored run with the counts that are in memory, which are written down only now and then.
func (d *Desk) fresh(stored rainmaker.Run) rainmaker.Run {
	if j := d.job(stored.ID); j != nil && stored.State == rainmaker.RunGoing {
		return j.state()
	}
	return stored
}

// Recover marks the runs that a dead process left running as interrupted, and returns how many. Call it once before the
// first run, by whoever holds the data directory.
func (d *Desk) Recover(ctx context.Context, p access.Principal) (int, error) {
	if err := p.Check(access.Change, access.Runs); err != nil {
		return 0, err
	}
	n, err := d.Office.Runs.Interrupt(ctx, d.Now())
	if err != nil || n == 0 {
		return n, err
	}
	return n, d.Record(ctx, p, "interrupt runs", fmt.Sprintf("%d runs that a dead process left", n))
}

// Close stops the run under way, which then counts as interrupted, and waits for it. No further run starts.
func (d *Desk) Close(ctx context.Context) error {
	d.starting.Lock()
	d.closed = true
	d.starting.Unlock()
	d.mu.Lock()
	j := d.going
	d.mu.Unlock()
	if j == nil {
		return nil
	}
	j.cancel(errClosed)
	select {
	case <-j.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("close pay runs: run %d has not ended: %w", j.state().ID, ctx.Err())
	}
}

func (d *Desk) job(id rainmaker.RunID) *job {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.going == nil || d.going.state().ID != id {
		return nil
	}
	return d.going
}
