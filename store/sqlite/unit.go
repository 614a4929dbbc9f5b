package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"rainmaker"
)

// unitKey finds a store's open unit in a context. The store is part of the key, so that units of two data directories can
// be open at once.
type unitKey struct{ store *Store }

// unit is an open write transaction.
type unit struct {
	tx    *sql.Tx
	depth int // of savepoints
	// broken is why nothing more may be done: SQLite rolls a whole transaction back by itself when a write in it is
	// interrupted or the disk is full, and what came after would then be written outside of it.
	broken error
}

// Do runs work in one write transaction. Inside another Do it is a savepoint of the outer one. An error of work is returned
// as it is. A panic rolls back and goes on. When the writers before it do not finish in time it is [rainmaker.Busy].
func (s *Store) Do(ctx context.Context, work func(ctx context.Context) error) error {
	return s.write(ctx, "unit", func(ctx context.Context, _ *sql.Tx) error { return work(ctx) })
}

// write runs work in the context's unit, or in one of its own.
func (s *Store) write(ctx context.Context, op string, work func(context.Context, *sql.Tx) error) error {
	if u, ok := ctx.Value(unitKey{s}).(*unit); ok {
		return u.savepoint(ctx, op, work)
	}
	return s.begin(ctx, op, work)
}

func (s *Store) begin(ctx context.Context, op string, work func(context.Context, *sql.Tx) error) (err error) {
	conn, err := s.writerConn(ctx, op)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fault(op+": begin", err)
	}
	u, committing := &unit{tx: tx}, false
	defer func() {
		if committing {
			return
		}
		if rollback := tx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
			err = errors.Join(err, fmt.Errorf("%s: roll back: %w", op, rollback))
		}
	}()
	if err = work(context.WithValue(ctx, unitKey{s}, u), tx); err != nil {
		return err
	}
	if u.broken != nil {
		return u.broken
	}
	committing = true
	err = tx.Commit()
	if ended := ctx.Err(); ended != nil && errors.Is(err, sql.ErrTxDone) {
		err = ended // the transaction was rolled back when the context ended, a moment before it was to be committed
	}
	return fault(op+": commit", err)
}

// writerConn waits its turn for the writing connection.
func (s *Store) writerConn(ctx context.Context, op string) (*sql.Conn, error) {
	wait, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	conn, err := s.writer.Conn(wait)
	if err != nil && ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return nil, rainmaker.Errorf(rainmaker.Busy, op, "the writes before it have not finished in %s", s.patience).
			WithWay("try again when the import or run that is going on has ended")
	}
	return conn, fault(op, err)
}

// savepoint runs work so that it leaves nothing behind when it fails, whatever the rest of the unit does.
func (u *unit) savepoint(ctx context.Context, op string, work func(context.Context, *sql.Tx) error) (err error) {
	if u.broken != nil {
		return u.broken
	}
	u.depth++
	defer func() { u.depth-- }()
	name := fmt.Sprintf("depth_%d", u.depth)
	if _, err := u.tx.ExecContext(ctx, "SAVEPOINT "+name); err != nil {
		return fault(op+": savepoint", err)
	}
	released := false
	defer func() {
		if released {
			return
		}
		// Also when the context has ended: half of a failed write must not stay in a unit that goes on.
		_, undo := u.tx.ExecContext(context.WithoutCancel(ctx), "ROLLBACK TO "+name+"; RELEASE "+name)
		if undo != nil {
			u.broken = fmt.Errorf("%s failed and took its whole unit with it: %w", op, undo)
			err = errors.Join(err, u.broken)
		}
	}()
	if err = work(ctx, u.tx); err != nil {
		return err
	}
	if u.broken != nil {
		return u.broken
	}
	if _, err = u.tx.ExecContext(ctx, "RELEASE "+name); err != nil {
		return fault(op+": release", err)
	}
	released = true
	return nil
}

// read runs work on the context's unit, whose own writes it sees, or on a snapshot of what is committed.
func (s *Store) read(ctx context.Context, op string, work func(*sql.Tx) error) (err error) {
	if u, ok := ctx.Value(unitKey{s}).(*unit); ok {
		if u.broken != nil {
			return u.broken
		}
		return fault(op, work(u.tx))
	}
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fault(op, err)
	}
	defer func() {
		if end := tx.Rollback(); end != nil && !errors.Is(end, sql.ErrTxDone) {
			err = errors.Join(err, fmt.Errorf("%s: end of reading: %w", op, end))
		}
	}()
	return fault(op, work(tx))
}

// fault says what was attempted when an error came from below, and turns the states that a person can do something about
// into an [rainmaker.Error]. One that already is stays as it is.
func fault(op string, err error) error {
	var known *rainmaker.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	var failed *driver.Error
	if errors.As(err, &failed) {
		switch failed.Code() & 0xff { // without the extended part
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return rainmaker.Errorf(rainmaker.Busy, op, "another process writes to the data directory: %w", err).
				WithWay("try again when it has ended")
		case sqlite3.SQLITE_FULL:
			return rainmaker.Errorf(rainmaker.Internal, op, "nothing was stored: %w", err).
				WithWay("free space on the disk of the data directory")
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			return rainmaker.Errorf(rainmaker.Internal, op, "%s is damaged: %w", databaseFile, err).
				WithWay("restore it from a backup")
		}
	}
	return fmt.Errorf("%s: %w", op, err)
}
