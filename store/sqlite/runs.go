package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"rainmaker"
)

const runColumns = `id, edition, batch, through, author, engine, started, state, finished, payees, done, blocked, changed, result,
	failure, worked`

// readRun has for runs stored before it was counted that everybody was worked out.
const readRun = `id, edition, batch, through, author, engine, started, state, finished, payees, done, blocked, changed, result,
	failure, coalesce(worked, done)`

func scanRun(r row) (run rainmaker.Run, err error) {
	err = r.Scan(&run.ID, &run.Edition, &run.Batch, &run.Through, &run.By, &run.Engine, (*instant)(&run.Started), &run.State,
		(*instant)(&run.Finished), &run.Payees, &run.Done, &run.Blocked, &run.Changed, &run.Result, &run.Failure, &run.Worked)
	return run, err
}

// Begin implements [rainmaker.RunStore].
func (s *Store) Begin(ctx context.Context, r rainmaker.Run) (rainmaker.Run, error) {
	const op = "begin run"
	if err := required(op, "the time of its start", r.Started); err != nil {
		return rainmaker.Run{}, err
	}
	r.State = rainmaker.RunGoing
	err := s.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		if err := checkBegin(ctx, tx, op, r); err != nil {
			return fault(op, err)
		}
		err := tx.QueryRowContext(ctx, `
			INSERT INTO runs (`+runColumns+`)
			SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM runs
			RETURNING id`, r.Edition, r.Batch, r.Through, r.By, r.Engine, instant(r.Started), r.State, instant(r.Finished), r.Payees,
			r.Done, r.Blocked, r.Changed, r.Result, r.Failure, r.Worked).Scan(&r.ID)
		return fault(op, err)
	})
	if err != nil {
		return rainmaker.Run{}, err
	}
	return r, nil
}

// checkBegin says in words what the schema would refuse.
func checkBegin(ctx context.Context, tx *sql.Tx, op string, r rainmaker.Run) error {
	going, err := scanRun(tx.QueryRowContext(ctx, "SELECT "+readRun+" FROM runs WHERE state = ?", rainmaker.RunGoing))
	if err == nil {
		return rainmaker.Errorf(rainmaker.Conflict, op, "run %d, which %s began at %s, is still running", going.ID, going.By,
			going.Started.Format(time.RFC3339)).WithWay("wait for it, or cancel it")
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	var edition, batch bool
	err = tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM editions WHERE id = ?), EXISTS (SELECT 1 FROM batches WHERE id = ?)",
		r.Edition, r.Batch).Scan(&edition, &batch)
	switch {
	case err != nil:
		return err
	case !edition:
		return rainmaker.Errorf(rainmaker.NotFound, op, "there is no edition %d of the documents", r.Edition)
	case !batch:
		return rainmaker.Errorf(rainmaker.NotFound, op, "there is no batch %d of facts", r.Batch)
	}
	return nil
}

var runStates = []rainmaker.RunState{
	rainmaker.RunGoing, rainmaker.RunComplete, rainmaker.RunCancelled,
	rainmaker.RunInterrupted, rainmaker.RunFailed,
}

// Update implements [rainmaker.RunStore].
func (s *Store) Update(ctx context.Context, r rainmaker.Run) error {
	op := fmt.Sprintf("update run %d", r.ID)
	if !slices.Contains(runStates, r.State) {
		return rainmaker.Errorf(rainmaker.Invalid, op, "%q is no state of a run; the states are %q", r.State, runStates)
	}
	if r.State != rainmaker.RunGoing {
		if err := required(op, "the time of its end", r.Finished); err != nil {
			return err
		}
	}
	return s.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		was, err := runState(ctx, tx, op, r.ID)
		if err != nil {
			return fault(op, err)
		}
		if was != rainmaker.RunGoing {
			return rainmaker.Errorf(rainmaker.Conflict, op, "it has ended %s and cannot become %s", was, r.State)
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE runs SET state = ?, finished = ?, payees = ?, done = ?, blocked = ?, changed = ?, result = ?, failure = ?,
				worked = ?
			WHERE id = ?`, r.State, instant(r.Finished), r.Payees, r.Done, r.Blocked, r.Changed, r.Result, r.Failure, r.Worked, r.ID)
		return fault(op, err)
	})
}

// runState is that of one run; [rainmaker.NotFound] when there is none.
func runState(ctx context.Context, tx *sql.Tx, op string, id rainmaker.RunID) (state rainmaker.RunState, err error) {
	err = tx.QueryRowContext(ctx, "SELECT state FROM runs WHERE id = ?", id).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		return "", rainmaker.Errorf(rainmaker.NotFound, op, "there is no run %d", id)
	}
	return state, err
}

// Interrupt implements [rainmaker.RunStore].
func (s *Store) Interrupt(ctx context.Context, at time.Time) (int, error) {
	const op = "interrupt runs"
	if err := required(op, "the time of it", at); err != nil {
		return 0, err
	}
	var n int64
	err := s.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "UPDATE runs SET state = ?, finished = ? WHERE state = ?", rainmaker.RunInterrupted,
			instant(at), rainmaker.RunGoing)
		if err != nil {
			return fault(op, err)
		}
		n, err = result.RowsAffected()
		return fault(op, err)
	})
	if err != nil {
		return 0, err
	}
	return int(n), nil
}

// Run implements [rainmaker.RunStore].
func (s *Store) Run(ctx context.Context, id rainmaker.RunID) (rainmaker.Run, error) {
	op := fmt.Sprintf("read run %d", id)
	var run rainmaker.Run
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		run, err = scanRun(tx.QueryRowContext(ctx,
			"SELECT "+readRun+" FROM runs WHERE id = coalesce(nullif(?, 0), (SELECT max(id) FROM runs))", id))
		if errors.Is(err, sql.ErrNoRows) && id == 0 {
			return rainmaker.Errorf(rainmaker.NotFound, "read newest run", "nothing has been calculated")
		}
		if errors.Is(err, sql.ErrNoRows) {
			return rainmaker.Errorf(rainmaker.NotFound, op, "no such run")
		}
		return err
	})
	return run, err
}

// Runs implements [rainmaker.RunStore].
func (s *Store) Runs(ctx context.Context, limit int) ([]rainmaker.Run, error) {
	const op = "list runs"
	n, err := limited(op, limit)
	if err != nil {
		return nil, err
	}
	var runs []rainmaker.Run
	err = s.read(ctx, op, func(tx *sql.Tx) (err error) {
		runs, err = collect(ctx, tx, scanRun, "SELECT "+readRun+" FROM runs ORDER BY id DESC LIMIT ?", n)
		return err
	})
	return runs, err
}
