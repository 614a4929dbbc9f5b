package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rainmaker"
)

// Publish implements [rainmaker.DocumentStore].
func (s *Store) Publish(ctx context.Context, e rainmaker.Edition) (rainmaker.Edition, error) {
	const op = "publish edition"
	e.Documents = slices.SortedFunc(slices.Values(e.Documents), func(a, b rainmaker.Document) int {
		return strings.Compare(a.Name, b.Name)
	})
	if err := checkDocuments(op, e); err != nil {
		return rainmaker.Edition{}, err
	}
	err := s.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		return fault(op, insertEdition(ctx, tx, &e))
	})
	if err != nil {
		return rainmaker.Edition{}, err
	}
	return e, nil
}

func checkDocuments(op string, e rainmaker.Edition) error {
	for i, d := range e.Documents {
		if d.Name == "" {
			return rainmaker.Errorf(rainmaker.Invalid, op, "a document has no name; its text has %d bytes", len(d.Text))
		}
		if i > 0 && e.Documents[i-1].Name == d.Name {
			return rainmaker.Errorf(rainmaker.Invalid, op, "two documents have the name %s", d.Name)
		}
	}
	return required(op, "the time of publication", e.Published)
}

func insertEdition(ctx context.Context, tx *sql.Tx, e *rainmaker.Edition) error {
	err := tx.QueryRowContext(ctx, `
		INSERT INTO editions (id, published, author, note) SELECT coalesce(max(id), 0) + 1, ?, ?, ? FROM editions
		RETURNING id`, instant(e.Published), e.By, e.Note).Scan(&e.ID)
	if err != nil {
		return err
	}
	for _, d := range e.Documents {
		_, err := tx.ExecContext(ctx, "INSERT INTO edition_documents (edition, name, text) VALUES (?, ?, ?)", e.ID, d.Name, d.Text)
		if err != nil {
			return fmt.Errorf("%s: %w", d.Name, err)
		}
	}
	return nil
}

const editionColumns = "id, published, author, note"

func scanEdition(r row) (e rainmaker.Edition, err error) {
	err = r.Scan(&e.ID, (*instant)(&e.Published), &e.By, &e.Note)
	return e, err
}

// Edition implements [rainmaker.DocumentStore].
func (s *Store) Edition(ctx context.Context, id rainmaker.EditionID) (rainmaker.Edition, error) {
	op := fmt.Sprintf("read edition %d", id)
	var e rainmaker.Edition
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		e, err = scanEdition(tx.QueryRowContext(ctx, `
			SELECT `+editionColumns+` FROM editions WHERE id = coalesce(nullif(?, 0), (SELECT max(id) FROM editions))`, id))
		if errors.Is(err, sql.ErrNoRows) && id == 0 {
			return rainmaker.Errorf(rainmaker.NotFound, "read edition in force", "nothing has been published")
		}
		if errors.Is(err, sql.ErrNoRows) {
			return rainmaker.Errorf(rainmaker.NotFound, op, "no such edition")
		}
		if err != nil {
			return err
		}
		e.Documents, err = collect(ctx, tx, func(r row) (d rainmaker.Document, err error) {
			err = r.Scan(&d.Name, &d.Text)
			return d, err
		}, "SELECT name, text FROM edition_documents WHERE edition = ? ORDER BY name", e.ID)
		return err
	})
	return e, err
}

// Editions implements [rainmaker.DocumentStore].
func (s *Store) Editions(ctx context.Context) ([]rainmaker.Edition, error) {
	var editions []rainmaker.Edition
	err := s.read(ctx, "list editions", func(tx *sql.Tx) (err error) {
		editions, err = collect(ctx, tx, scanEdition, "SELECT "+editionColumns+" FROM editions ORDER BY id DESC")
		return err
	})
	return editions, err
}
