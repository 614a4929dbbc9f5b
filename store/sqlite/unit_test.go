package sqlite

import (
	"context"
	"errors"
	"testing"
	"time"

	"rainmaker"
)

// SQLite can take back a whole transaction by itself, when the disk is full or a write is interrupted. What the unit wrote
// before is gone then, and what it would write after must not stand alone.
func TestAUnitThatSQLiteTookBack(t *testing.T) {
	s := openStore(t, t.TempDir())
	run(t, s.writer, `CREATE TEMP TRIGGER full AFTER INSERT ON facts WHEN NEW.id = '000005'
		BEGIN SELECT RAISE(ROLLBACK, 'as if the disk were full'); END`)
	var lost, after, inner, looked error
	err := s.Do(t.Context(), func(ctx context.Context) error {
		if _, err := s.Append(ctx, dealBatch, deals(3)); err != nil {
			return err
		}
		_, lost = s.Append(ctx, dealBatch, deals(10))
		_, after = s.Append(ctx, dealBatch, deals(2))
		inner = s.Do(ctx, func(context.Context) error { t.Error("an inner unit went on"); return nil })
		_, looked = s.LastBatch(ctx)
		return nil // as if nothing were wrong
	})
	for what, err := range map[string]error{
		"the unit": err, "the write": lost, "the write after": after, "the inner unit": inner, "the read after": looked,
	} {
		if err == nil {
			t.Errorf("%s has no error", what)
		}
	}
	wantError(t, lost, rainmaker.Internal, "as if the disk were full", "took its whole unit with it")
	wantWhole(t, s, 0, 0)
	appendDeals(t, s, 3)
	wantWhole(t, s, 1, 3)
}

// A write that has lost its unit's context waits for itself; it must be told, not hang.
func TestAWriteBesideItsUnit(t *testing.T) {
	s := openStore(t, t.TempDir())
	err := s.Do(t.Context(), func(context.Context) error {
		s.patience = time.Nanosecond
		_, err := s.Append(t.Context(), dealBatch, nil)
		return err
	})
	wantError(t, err, rainmaker.Busy, "append batch", "1ns", "try again")
	s.patience = defaultPatience
	appendDeals(t, s, 1)
}

func TestAWriteBesideAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	s, other := openStore(t, dir), openStore(t, dir)
	run(t, other.writer, "PRAGMA busy_timeout = 0")
	err := s.Do(t.Context(), func(context.Context) error {
		if last, err := other.LastBatch(t.Context()); err != nil || last != 0 { // reading goes on
			t.Errorf("last batch %d, %v", last, err)
		}
		_, err := other.Append(t.Context(), dealBatch, nil)
		return err
	})
	wantError(t, err, rainmaker.Busy, "append batch", "another process", "try again")
	appendDeals(t, other, 1)
	wantWhole(t, s, 1, 1)
}

// A context belongs to the unit of one store; another store has nothing to do with it.
func TestUnitsOfTwoStores(t *testing.T) {
	s, other := openStore(t, t.TempDir()), openStore(t, t.TempDir())
	failed := errors.New("the caller's own failure")
	err := s.Do(t.Context(), func(ctx context.Context) error {
		for _, store := range []*Store{s, other} {
			if _, err := store.Append(ctx, dealBatch, deals(2)); err != nil {
				return err
			}
		}
		return failed
	})
	if !errors.Is(err, failed) {
		t.Fatalf("error is %v, want the caller's", err)
	}
	wantWhole(t, s, 0, 0)
	wantWhole(t, other, 1, 2)
}
