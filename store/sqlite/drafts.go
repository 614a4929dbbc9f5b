package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"rainmaker"
)

// SaveDraft implements [rainmaker.DocumentStore].
func (s *Store) SaveDraft(ctx context.Context, d rainmaker.Draft) (rainmaker.Draft, error) {
	op := "save draft"
	if d.ID != 0 {
		op = fmt.Sprintf("save draft %d", d.ID)
	}
	if err := required(op, "the time of saving", d.Saved); err != nil {
		return rainmaker.Draft{}, err
	}
	changed, err := json.Marshal(append([]rainmaker.Document{}, d.Changed...))
	if err != nil {
		return rainmaker.Draft{}, fault(op, err)
	}
	removed, err := json.Marshal(append([]string{}, d.Removed...))
	if err != nil {
		return rainmaker.Draft{}, fault(op, err)
	}
	err = s.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		if d.ID == 0 {
			return fault(op, tx.QueryRowContext(ctx, `
				INSERT INTO drafts (revision, edition, changed, removed, saved, author) VALUES (1, ?, ?, ?, ?, ?) RETURNING id, revision`,
				d.Over, string(changed), string(removed), instant(d.Saved), d.By).Scan(&d.ID, &d.Revision))
		}
		return s.replaceDraft(ctx, tx, op, &d, string(changed), string(removed))
	})
	if err != nil {
		return rainmaker.Draft{}, err
	}
	return d, nil
}

func (s *Store) replaceDraft(ctx context.Context, tx *sql.Tx, op string, d *rainmaker.Draft, changed, removed string) error {
	stored, err := draft(ctx, tx, op, d.ID)
	if err != nil {
		return err
	}
	if stored.Revision != d.Revision {
		return rainmaker.Errorf(rainmaker.Conflict, op, "%s saved revision %d at %s, and this one was made from revision %d", stored.By,
			stored.Revision, stored.Saved.UTC().Format("2006-01-02 15:04 UTC"), d.Revision).WithWay("open the draft again and make the change there")
	}
	d.Revision++
	_, err = tx.ExecContext(ctx, "UPDATE drafts SET revision = ?, edition = ?, changed = ?, removed = ?, saved = ?, author = ? WHERE id = ?",
		d.Revision, d.Over, changed, removed, instant(d.Saved), d.By, d.ID)
	return fault(op, err)
}

const draftColumns = "id, revision, edition, changed, removed, saved, author"

func scanDraft(r row) (d rainmaker.Draft, err error) {
	var changed, removed string
	if err = r.Scan(&d.ID, &d.Revision, &d.Over, &changed, &removed, (*instant)(&d.Saved), &d.By); err != nil {
		return d, err
	}
	return d, errors.Join(json.Unmarshal([]byte(changed), &d.Changed), json.Unmarshal([]byte(removed), &d.Removed))
}

func draft(ctx context.Context, tx *sql.Tx, op string, id rainmaker.DraftID) (rainmaker.Draft, error) {
	d, err := scanDraft(tx.QueryRowContext(ctx, "SELECT "+draftColumns+" FROM drafts WHERE id = ?", id))
	if errors.Is(err, sql.ErrNoRows) {
		return d, noDraft(op, id)
	}
	return d, fault(op, err)
}

func noDraft(op string, id rainmaker.DraftID) error {
	return rainmaker.Errorf(rainmaker.NotFound, op, "there is no draft %d: it was published or thrown away", id).
		WithWay("the plans page lists the drafts there are")
}

// Draft implements [rainmaker.DocumentStore].
func (s *Store) Draft(ctx context.Context, id rainmaker.DraftID) (rainmaker.Draft, error) {
	op := fmt.Sprintf("read draft %d", id)
	var d rainmaker.Draft
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		d, err = draft(ctx, tx, op, id)
		return err
	})
	return d, err
}

// Drafts implements [rainmaker.DocumentStore].
func (s *Store) Drafts(ctx context.Context) ([]rainmaker.Draft, error) {
	var drafts []rainmaker.Draft
	err := s.read(ctx, "list drafts", func(tx *sql.Tx) (err error) {
		drafts, err = collect(ctx, tx, scanDraft, "SELECT "+draftColumns+" FROM drafts ORDER BY saved DESC, id DESC")
		return err
	})
	for i := range drafts {
		for k := range drafts[i].Changed {
			drafts[i].Changed[k].Text = ""
		}
	}
	return drafts, err
}

// DropDraft implements [rainmaker.DocumentStore].
func (s *Store) DropDraft(ctx context.Context, id rainmaker.DraftID) error {
	op := fmt.Sprintf("drop draft %d", id)
	return s.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "DELETE FROM drafts WHERE id = ?", id)
		if err != nil {
			return fault(op, err)
		}
		n, err := result.RowsAffected()
		if err == nil && n == 0 {
			return noDraft(op, id)
		}
		return fault(op, err)
	})
}
