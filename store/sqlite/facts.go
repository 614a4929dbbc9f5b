package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"rainmaker"
)

// Append implements [rainmaker.FactStore].
func (s *Store) Append(ctx context.Context, b rainmaker.Batch, facts []rainmaker.Fact) (rainmaker.Batch, error) {
	const op = "append batch"
	if err := errors.Join(checkBatch(op, b), checkFacts(op, facts)); err != nil {
		return rainmaker.Batch{}, err
	}
	fields, err := encodeFields(op, facts) // before the transaction: others should not wait for it
	if err != nil {
		return rainmaker.Batch{}, err
	}
	err = s.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `
			INSERT INTO batches (id, known, author, origin, mode, report)
			SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ?, ? FROM batches
			RETURNING id`, instant(b.Known), b.By, b.Origin, b.Mode, b.Report).Scan(&b.ID)
		if err != nil {
			return fault(op, err)
		}
		return fault(op, insertFacts(ctx, tx, b.ID, facts, fields))
	})
	if err != nil {
		return rainmaker.Batch{}, err
	}
	return b, nil
}

func checkBatch(op string, b rainmaker.Batch) error {
	if b.Mode != rainmaker.Changes && b.Mode != rainmaker.Whole {
		return rainmaker.Errorf(rainmaker.Invalid, op, "mode %q of %s's batch is neither %q nor %q", b.Mode, b.Origin,
			rainmaker.Changes, rainmaker.Whole)
	}
	return required(op, fmt.Sprintf("the time when %s's batch became known", b.Origin), b.Known)
}

func checkFacts(op string, facts []rainmaker.Fact) error {
	for i, f := range facts {
		if f.Kind == "" || f.ID == "" {
			return rainmaker.Errorf(rainmaker.Invalid, op, "fact %d of %d (%s) has kind %q and id %q; both are needed", i+1,
				len(facts), f.Source, f.Kind, f.ID)
		}
	}
	return nil
}

func encodeFields(op string, facts []rainmaker.Fact) ([]string, error) {
	encoded := make([]string, len(facts))
	for i, f := range facts {
		b, err := f.Fields.MarshalJSON()
		if err != nil {
			return nil, rainmaker.Errorf(rainmaker.Invalid, op, "%s %s (%s): %w", f.Kind, f.ID, f.Source, plainly(err))
		}
		encoded[i] = string(b)
	}
	return encoded, nil
}

// plainly takes off what the JSON package wraps around an error of a value.
func plainly(err error) error {
	var wrapped *json.MarshalerError
	for errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return err
}

// insertFacts writes in the order of keys, which is the order of the table: three times as fast as any other. Facts of one
// key keep their order, as each is a version.
func insertFacts(ctx context.Context, tx *sql.Tx, batch rainmaker.BatchID, facts []rainmaker.Fact, fields []string) error {
	order := make([]int, len(facts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(facts[i].Kind, facts[j].Kind), cmp.Compare(facts[i].ID, facts[j].ID))
	})
	insert, err := tx.PrepareContext(ctx, `
		INSERT INTO facts (kind, id, version, batch, valid_from, valid_before, source_file, source_row, gone, fields)
		VALUES (?1, ?2, (SELECT coalesce(max(version), 0) + 1 FROM facts WHERE kind = ?1 AND id = ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9)`)
	if err != nil {
		return err
	}
	defer insert.Close() // the transaction's end closes it in any case
	for _, i := range order {
		f := &facts[i]
		_, err := insert.ExecContext(ctx, f.Kind, f.ID, batch, f.Valid.From, f.Valid.Before, f.Source.File, f.Source.Row,
			f.Gone, fields[i])
		if err != nil {
			return fmt.Errorf("%s %s (%s): %w", f.Kind, f.ID, f.Source, err)
		}
	}
	return nil
}

const factColumns = "batch, valid_from, valid_before, source_file, source_row, gone, fields"

// currentFacts is the last version of each key: for max() SQLite takes the other columns from the row that has the maximum
// (https://www.sqlite.org/lang_select.html#bareagg). In the order of the primary key it needs no sort.
const currentFacts = "SELECT kind, id, max(version), " + factColumns + " FROM facts WHERE batch <= ?1"

// Current implements [rainmaker.FactStore].
func (s *Store) Current(ctx context.Context, at rainmaker.BatchID, kinds ...rainmaker.FactKind) ([]rainmaker.Fact, error) {
	op := fmt.Sprintf("read facts known at batch %d", at)
	kinds = slices.Compact(slices.Sorted(slices.Values(kinds)))
	var facts []rainmaker.Fact
	err := s.read(ctx, op, func(tx *sql.Tx) error {
		at, err := knownAt(ctx, tx, op, at)
		if err != nil {
			return err
		}
		if len(kinds) == 0 {
			facts, err = collect(ctx, tx, scanFact, currentFacts+" GROUP BY kind, id HAVING gone = 0 ORDER BY kind, id", at)
			return err
		}
		for _, kind := range kinds {
			some, err := collect(ctx, tx, scanFact, currentFacts+" AND kind = ?2 GROUP BY id HAVING gone = 0 ORDER BY id", at, kind)
			if err != nil {
				return err
			}
			facts = append(facts, some...)
		}
		return nil
	})
	return facts, err
}

// Changed implements [rainmaker.FactStore]. It looks at every fact and reads the fields of those learned since.
func (s *Store) Changed(ctx context.Context, after, at rainmaker.BatchID) ([]rainmaker.Fact, error) {
	op := fmt.Sprintf("read facts learned after batch %d, known at batch %d", after, at)
	var facts []rainmaker.Fact
	err := s.read(ctx, op, func(tx *sql.Tx) error {
		at, err := knownAt(ctx, tx, op, at)
		if err != nil {
			return err
		}
		if after != 0 {
			if _, err := knownAt(ctx, tx, op, after); err != nil {
				return err
			}
		}
		facts, err = collect(ctx, tx, scanFact, currentFacts+" AND batch > ?2 GROUP BY kind, id ORDER BY kind, id", at, after)
		return err
	})
	return facts, err
}

// knownAt is a batch, or the last one for 0; [rainmaker.NotFound] when there is none of that number.
func knownAt(ctx context.Context, tx *sql.Tx, op string, at rainmaker.BatchID) (rainmaker.BatchID, error) {
	last, err := lastBatch(ctx, tx)
	switch {
	case err != nil:
		return 0, err
	case at < 0 || at > last:
		return 0, rainmaker.Errorf(rainmaker.NotFound, op, "the last batch is %d", last)
	case at == 0:
		return last, nil
	default:
		return at, nil
	}
}

// Versions implements [rainmaker.FactStore].
func (s *Store) Versions(ctx context.Context, key rainmaker.FactKey) ([]rainmaker.Fact, error) {
	op := fmt.Sprintf("read versions of %s %s", key.Kind, key.ID)
	var facts []rainmaker.Fact
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		facts, err = collect(ctx, tx, scanFact,
			"SELECT kind, id, version, "+factColumns+" FROM facts WHERE kind = ? AND id = ? ORDER BY version", key.Kind, key.ID)
		if err == nil && len(facts) == 0 {
			err = rainmaker.Errorf(rainmaker.NotFound, op, "no such fact")
		}
		return err
	})
	return facts, err
}

func scanFact(r row) (f rainmaker.Fact, err error) {
	var fields []byte
	err = r.Scan(&f.Kind, &f.ID, &f.Version, &f.Batch, &f.Valid.From, &f.Valid.Before, &f.Source.File, &f.Source.Row, &f.Gone,
		&fields)
	if err != nil {
		return f, err
	}
	if err = f.Fields.UnmarshalJSON(fields); err != nil {
		return f, fmt.Errorf("%s %s, version %d: %w", f.Kind, f.ID, f.Version, err)
	}
	return f, nil
}

const batchColumns = "id, known, author, origin, mode"

// Batches implements [rainmaker.FactStore].
func (s *Store) Batches(ctx context.Context) ([]rainmaker.Batch, error) {
	var batches []rainmaker.Batch
	err := s.read(ctx, "list batches", func(tx *sql.Tx) (err error) {
		batches, err = collect(ctx, tx, func(r row) (b rainmaker.Batch, err error) {
			err = r.Scan(&b.ID, (*instant)(&b.Known), &b.By, &b.Origin, &b.Mode)
			return b, err
		}, "SELECT "+batchColumns+" FROM batches ORDER BY id DESC")
		return err
	})
	return batches, err
}

// Batch implements [rainmaker.FactStore].
func (s *Store) Batch(ctx context.Context, id rainmaker.BatchID) (rainmaker.Batch, error) {
	op := fmt.Sprintf("read batch %d", id)
	var b rainmaker.Batch
	err := s.read(ctx, op, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, "SELECT "+batchColumns+", report FROM batches WHERE id = ?", id).
			Scan(&b.ID, (*instant)(&b.Known), &b.By, &b.Origin, &b.Mode, &b.Report)
		if errors.Is(err, sql.ErrNoRows) {
			return rainmaker.Errorf(rainmaker.NotFound, op, "no such batch")
		}
		return err
	})
	return b, err
}

// LastBatch implements [rainmaker.FactStore].
func (s *Store) LastBatch(ctx context.Context) (id rainmaker.BatchID, err error) {
	err = s.read(ctx, "read last batch", func(tx *sql.Tx) (err error) {
		id, err = lastBatch(ctx, tx)
		return err
	})
	return id, err
}

func lastBatch(ctx context.Context, tx *sql.Tx) (id rainmaker.BatchID, err error) {
	err = tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM batches").Scan(&id)
	return id, err
}
