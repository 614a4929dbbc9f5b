package sqlite

import (
	"database/sql"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pressly/goose/v3"

	"rainmaker"
	"rainmaker/money"
)

// Statements from before there were settlements are paid as they were earned, and stay append-only.
func TestStatementsFromBeforeSettlements(t *testing.T) {
	dir := t.TempDir()
	before(t, dir, 5, `
		INSERT INTO statements (id, payee, plan, period, version, run, span_from, span_before, currency, blocked, components, hash)
		VALUES (1, 'ada', 'core', '2027Q1', 1, 1, 20819, 20909, 'USD', '', '[]', 'h'),
		       (2, 'bob', 'core', '2027Q1', 1, 1, 20819, 20909, 'USD', '', '[]', 'h'),
		       (3, 'cyd', 'core', '2027Q1', 1, 1, 20819, 20909, 'USD', 'quota missing', '[]', 'h');
		INSERT INTO statement_lines VALUES
			(1, 1, 'base', 'Base', 'deal', '1', 20820, '2027Q1', '1', 'USD', 700, 0, 'deal', '7'),
			(1, 2, 'base', 'Base', 'deal', '2', 20821, '2027Q1', '1', 'USD', -150, 0, 'deal', '-3/2');`)
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	all, err := s.StatementsOf(t.Context())
	if err != nil || len(all) != 3 {
		t.Fatalf("%d statements, %v", len(all), err)
	}
	for i, want := range []int64{550, 0} {
		if x := all[i].Settlement; x.Pay != money.New(want, "USD") || x.Payable != x.Pay || !x.PaysAsEarned() {
			t.Errorf("%s is paid %s of payable %s, want %d cents", all[i].Payee, x.Pay, x.Payable, want)
		}
	}
	if x := all[2].Settlement; x.Pay != (money.Money{}) || all[2].Blocked == "" {
		t.Errorf("a blocked statement settles %v", x)
	}
	if _, err := s.writer.ExecContext(t.Context(), "UPDATE statements SET pay_minor = 1"); err == nil {
		t.Error("what a statement pays can be changed")
	}
	if _, err := s.Statement(t.Context(), rainmaker.StatementKey{Payee: "ada", Plan: "core", Period: "2027Q1"}, 1); err != nil {
		t.Error(err)
	}
}

// Lines from before they said what they cut read as they were, and so does what their statement says.
func TestLinesFromBeforeCuts(t *testing.T) {
	dir := t.TempDir()
	before(t, dir, 7, `
		INSERT INTO statements (id, payee, plan, period, version, run, span_from, span_before, currency, blocked, components, hash)
		VALUES (1, 'ada', 'core', '2027Q1', 1, 1, 20819, 20909, 'USD', '', '[]', 'h');
		INSERT INTO statement_lines VALUES
			(1, 1, 'lid', 'Lid', 'deal', '1', 20820, '2027Q1', '0', '', -700, 0, 'deal', '-7'),
			(1, 2, 'lid', 'Lid', 'deal', '1', 20820, '2027Q1', '0', '', -150, 0, 'deal', '-3/2');`)
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	stored, err := s.Statement(t.Context(), rainmaker.StatementKey{Payee: "ada", Plan: "core", Period: "2027Q1"}, 1)
	if err != nil || len(stored.Lines) != 2 {
		t.Fatalf("%d lines, %v", len(stored.Lines), err)
	}
	again := stored
	again.Lines = slices.Clone(stored.Lines)
	for i, component := range []string{"base", "extra"} {
		if stored.Lines[i].Cut != (rainmaker.Cut{}) || !stored.Lines[i].Key().Fits(stored.Lines[1-i].Key()) {
			t.Errorf("line %d is %+v", i+1, stored.Lines[i].Key())
		}
		again.Lines[i].Cut = rainmaker.Cut{Component: component, Window: "2027Q1"}
	}
	if again.Hash() == stored.Hash() || !again.Says(stored.Hash()) {
		t.Error("a statement that also says what its lines cut is told from what was stored before")
	}
	if again.Lines[0].Amount = money.New(-701, "USD"); again.Says(stored.Hash()) {
		t.Error("a statement of another amount says the same")
	}
}

// before makes a data directory whose schema is an older one, with rows in it.
func before(t *testing.T, dir string, version int64, rows string) {
	t.Helper()
	db, err := sql.Open("sqlite", dataSource(filepath.Join(dir, databaseFile)))
	if err != nil {
		t.Fatal(err)
	}
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, steps)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
