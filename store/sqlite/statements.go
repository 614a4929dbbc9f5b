package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/money"
)

// SaveStatements implements [rainmaker.RunStore].
func (s *Store) SaveStatements(ctx context.Context, statements []rainmaker.Statement) error {
	const op = "save statements"
	for i := range statements {
		if err := checkStatement(op, &statements[i]); err != nil {
			return err
		}
	}
	versions := make([]int, len(statements))
	err := s.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		if err := checkRuns(ctx, tx, op, statements); err != nil {
			return fault(op, err)
		}
		insert, err := tx.PrepareContext(ctx, `
			INSERT INTO statement_lines (statement, seq, component, label, event_name, event_id, counts_on, measure_window,
				credit, credit_currency, amount, posted_before, cause, exact, cut_component, cut_window)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
		if err != nil {
			return fault(op, err)
		}
		defer insert.Close() // the transaction's end closes it in any case
		for i := range statements {
			if versions[i], err = insertStatement(ctx, tx, insert, &statements[i]); err != nil {
				return fault(fmt.Sprintf("%s: %s", op, keyText(statements[i].StatementKey)), err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, version := range versions {
		statements[i].Version = version
	}
	return nil
}

func keyText(k rainmaker.StatementKey) string {
	return fmt.Sprintf("%s, %s, %s", k.Payee, k.Plan, k.Period)
}

// checkStatement refuses what would read back as something else: a line's money is stored without its currency, which is
// the statement's.
func checkStatement(op string, s *rainmaker.Statement) error {
	op += ": " + keyText(s.StatementKey)
	if s.Blocked != "" && len(s.Lines) > 0 {
		return rainmaker.Errorf(rainmaker.Invalid, op, "it is blocked (%s) and has %d lines", s.Blocked, len(s.Lines))
	}
	for i, l := range s.Lines {
		if l.Amount.Currency() != s.Currency || l.Before.Currency() != s.Currency {
			return rainmaker.Errorf(rainmaker.Invalid, op, "line %d (%s, %s) has amount %s and before %s in a statement in %s",
				i+1, l.Component, l.Event, l.Amount, l.Before, s.Currency)
		}
	}
	return checkSettlement(op, s)
}

func checkRuns(ctx context.Context, tx *sql.Tx, op string, statements []rainmaker.Statement) error {
	known := map[rainmaker.RunID]bool{}
	for i := range statements {
		id := statements[i].Run
		if known[id] {
			continue
		}
		if _, err := runState(ctx, tx, op+": "+keyText(statements[i].StatementKey), id); err != nil {
			return err
		}
		known[id] = true
	}
	return nil
}

func insertStatement(ctx context.Context, tx *sql.Tx, insertLine *sql.Stmt, s *rainmaker.Statement) (version int, err error) {
	components, err := json.Marshal(s.Components)
	if err != nil {
		return 0, err
	}
	settlement, err := settlementText(s.Settlement)
	if err != nil {
		return 0, err
	}
	var id int64
	err = tx.QueryRowContext(ctx, `
		INSERT INTO statements (payee, plan, period, version, run, span_from, span_before, currency, blocked, components, hash,
			payable_minor, pay_minor, settlement)
		VALUES (?1, ?2, ?3,
			(SELECT coalesce(max(version), 0) + 1 FROM statements WHERE payee = ?1 AND plan = ?2 AND period = ?3),
			?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
		RETURNING id, version`, s.Payee, s.Plan, s.Period, s.Run, s.Span.From, s.Span.Before, s.Currency, s.Blocked,
		string(components), s.Hash(), s.Settlement.Payable.Minor(), s.Settlement.Pay.Minor(), settlement).Scan(&id, &version)
	if err != nil {
		return 0, err
	}
	for i, l := range s.Lines {
		_, err := insertLine.ExecContext(ctx, id, i+1, l.Component, l.Label, l.Event.Name, l.Event.ID, l.CountsOn, l.Window,
			ratio(l.Credit), l.Currency, l.Amount.Minor(), l.Before.Minor(), l.Cause, ratio(l.Exact), l.Cut.Component, l.Cut.Window)
		if err != nil {
			return 0, fmt.Errorf("line %d (%s, %s): %w", i+1, l.Component, l.Event, err)
		}
	}
	return version, nil
}

// storedStatement is a statement and the row its lines hang on.
type storedStatement struct {
	id int64
	rainmaker.Statement
}

const statementColumns = "id, payee, plan, period, version, run, span_from, span_before, currency, blocked, components, " +
	"payable_minor, pay_minor, settlement"

func scanStatement(r row) (s storedStatement, err error) {
	var components, settlement []byte
	var payable, pay int64
	err = r.Scan(&s.id, &s.Payee, &s.Plan, &s.Period, &s.Version, &s.Run, &s.Span.From, &s.Span.Before, &s.Currency,
		&s.Blocked, &components, &payable, &pay, &settlement)
	if err != nil {
		return s, err
	}
	if err = json.Unmarshal(components, &s.Components); err != nil {
		return s, fmt.Errorf("%s: components: %w", keyText(s.StatementKey), err)
	}
	if s.Blocked != "" {
		return s, nil // it settles nothing
	}
	if s.Settlement, err = readSettlement(settlement, s.Currency, payable, pay); err != nil {
		return s, fmt.Errorf("%s: settlement: %w", keyText(s.StatementKey), err)
	}
	return s, nil
}

const linesOfStatement = `
	SELECT component, label, event_name, event_id, counts_on, measure_window, credit, credit_currency, amount, posted_before,
		cause, exact, cut_component, cut_window
	FROM statement_lines WHERE statement = ? ORDER BY seq`

// scanLine reads a line whose money is in c.
func scanLine(c money.Currency) func(row) (rainmaker.Line, error) {
	return func(r row) (l rainmaker.Line, err error) {
		var amount, before int64
		err = r.Scan(&l.Component, &l.Label, &l.Event.Name, &l.Event.ID, &l.CountsOn, &l.Window, (*ratio)(&l.Credit),
			&l.Currency, &amount, &before, &l.Cause, (*ratio)(&l.Exact), &l.Cut.Component, &l.Cut.Window)
		if err != nil {
			return l, err
		}
		if !c.Known() {
			return l, fmt.Errorf("stored line (%s, %s): currency %q is not known to this release", l.Component, l.Event, c)
		}
		l.Amount, l.Before = money.New(amount, c), money.New(before, c)
		return l, nil
	}
}

// Statement implements [rainmaker.RunStore].
func (s *Store) Statement(ctx context.Context, key rainmaker.StatementKey, version int) (rainmaker.Statement, error) {
	op := "read statement of " + keyText(key)
	var found storedStatement
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		found, err = scanStatement(tx.QueryRowContext(ctx, `
			SELECT `+statementColumns+` FROM statements WHERE payee = ?1 AND plan = ?2 AND period = ?3 AND ?4 IN (0, version)
			ORDER BY version DESC LIMIT 1`, key.Payee, key.Plan, key.Period, version))
		if errors.Is(err, sql.ErrNoRows) && version != 0 {
			return rainmaker.Errorf(rainmaker.NotFound, op, "no version %d", version)
		}
		if errors.Is(err, sql.ErrNoRows) {
			return rainmaker.Errorf(rainmaker.NotFound, op, "no such statement")
		}
		if err != nil {
			return err
		}
		found.Lines, err = collect(ctx, tx, scanLine(found.Currency), linesOfStatement, found.id)
		return err
	})
	return found.Statement, err
}

// StatementHashes implements [rainmaker.RunStore].
func (s *Store) StatementHashes(ctx context.Context) (map[rainmaker.StatementKey]string, error) {
	type hashed struct {
		key  rainmaker.StatementKey
		hash string
	}
	hashes := map[rainmaker.StatementKey]string{}
	err := s.read(ctx, "read hashes of statements", func(tx *sql.Tx) error {
		list, err := collect(ctx, tx, func(r row) (h hashed, err error) {
			err = r.Scan(&h.key.Payee, &h.key.Plan, &h.key.Period, &h.hash)
			return h, err
		}, "SELECT payee, plan, period, hash FROM live_statements")
		for _, h := range list {
			hashes[h.key] = h.hash
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return hashes, nil
}

// StatementsOf implements [rainmaker.RunStore].
func (s *Store) StatementsOf(ctx context.Context, payees ...rainmaker.PayeeID) ([]rainmaker.Statement, error) {
	const op = "read statements"
	payees = slices.Compact(slices.Sorted(slices.Values(payees)))
	var statements []rainmaker.Statement
	err := s.read(ctx, op, func(tx *sql.Tx) error {
		found, err := liveStatements(ctx, tx, payees)
		if err != nil {
			return err
		}
		lines, err := tx.PrepareContext(ctx, linesOfStatement)
		if err != nil {
			return err
		}
		defer lines.Close() // the transaction's end closes it in any case
		for _, f := range found {
			rows, err := lines.QueryContext(ctx, f.id)
			if err != nil {
				return err
			}
			if f.Lines, err = drain(rows, scanLine(f.Currency)); err != nil {
				return fmt.Errorf("%s: %w", keyText(f.StatementKey), err)
			}
			statements = append(statements, f.Statement)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return statements, nil
}

// liveStatements are those of the payees, of all when none is named, without lines.
func liveStatements(ctx context.Context, tx *sql.Tx, payees []rainmaker.PayeeID) (found []storedStatement, err error) {
	const list, order = "SELECT " + statementColumns + " FROM live_statements", " ORDER BY payee, plan, span_from, period"
	if len(payees) == 0 {
		return collect(ctx, tx, scanStatement, list+order)
	}
	for _, payee := range payees {
		some, err := collect(ctx, tx, scanStatement, list+" WHERE payee = ?"+order, payee)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// StatementVersions implements [rainmaker.RunStore].
func (s *Store) StatementVersions(ctx context.Context, key rainmaker.StatementKey) ([]rainmaker.Statement, error) {
	op := "read versions of the statement of " + keyText(key)
	var versions []rainmaker.Statement
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		versions, err = collect(ctx, tx, func(r row) (rainmaker.Statement, error) {
			s, err := scanStatement(r)
			return s.Statement, err
		}, "SELECT "+statementColumns+" FROM statements WHERE payee = ? AND plan = ? AND period = ? ORDER BY version",
			key.Payee, key.Plan, key.Period)
		if err == nil && len(versions) == 0 {
			err = rainmaker.Errorf(rainmaker.NotFound, op, "no such statement")
		}
		return err
	})
	return versions, err
}

// RetireStatements implements [rainmaker.RunStore].
func (s *Store) RetireStatements(ctx context.Context, keys []rainmaker.StatementKey, run rainmaker.RunID) error {
	const op = "retire statements"
	return s.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := runState(ctx, tx, op, run); err != nil {
			return fault(op, err)
		}
		for _, key := range keys {
			var retired int64
			err := tx.QueryRowContext(ctx, `
				INSERT INTO retirements (statement, run)
				SELECT id, ?4 FROM live_statements WHERE payee = ?1 AND plan = ?2 AND period = ?3
				RETURNING statement`, key.Payee, key.Plan, key.Period, run).Scan(&retired)
			if errors.Is(err, sql.ErrNoRows) {
				return rainmaker.Errorf(rainmaker.NotFound, op, "%s has no statement, or it is retired already", keyText(key))
			}
			if err != nil {
				return fault(op+": "+keyText(key), err)
			}
		}
		return nil
	})
}
