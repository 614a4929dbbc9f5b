package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/money"
)

// History stays even when somebody writes SQL by hand.
func TestHistoryIsAppendOnly(t *testing.T) {
	s := openStore(t, t.TempDir())
	fillEverything(t, s)
	for table, key := range map[string]string{
		"batches": "report", "facts": "fields", "editions": "note", "edition_documents": "text", "statements": "blocked",
		"statement_lines": "label", "retirements": "run", "audit": "action",
	} {
		var rows int
		if err := s.writer.QueryRowContext(t.Context(), "SELECT count(*) FROM "+table).Scan(&rows); err != nil || rows == 0 {
			t.Fatalf("%s has %d rows: %v", table, rows, err)
		}
		for _, change := range []string{
			fmt.Sprintf("UPDATE %s SET %s = %s", table, key, key),
			"DELETE FROM " + table,
			// It deletes what it replaces.
			fmt.Sprintf("INSERT OR REPLACE INTO %s SELECT * FROM %s", table, table),
		} {
			wantAborted(t, s.writer, change, "append-only")
		}
	}
}

func TestRunsKeepWhatPinsThem(t *testing.T) {
	s := openStore(t, t.TempDir())
	fillEverything(t, s)
	for _, column := range []string{"edition", "batch", "through", "author", "engine", "started"} {
		wantAborted(t, s.writer, fmt.Sprintf("UPDATE runs SET %s = %s", column, column), "does not change")
	}
	wantAborted(t, s.writer, "DELETE FROM runs", "kept")
	run(t, s.writer, "UPDATE runs SET done = 5") // while it runs
	if _, err := s.Interrupt(t.Context(), dealBatch.Known); err != nil {
		t.Fatal(err)
	}
	wantAborted(t, s.writer, "UPDATE runs SET done = 6", "has ended")
}

func TestReadersCannotWrite(t *testing.T) {
	s := openStore(t, t.TempDir())
	wantAborted(t, s.reader, "INSERT INTO links (hash, login, expires) VALUES ('h', 'ada', 1)", "readonly")
}

// A copy of the file must sign nobody in.
func TestTokensAreNotStored(t *testing.T) {
	s := openStore(t, t.TempDir())
	sessions := s.Sessions(func() time.Time { return dealBatch.Known })
	const token = "a-token-that-nobody-may-read"
	if err := sessions.CommitCtx(t.Context(), token, []byte("data"), dealBatch.Known.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	var hash []byte
	if err := s.reader.QueryRowContext(t.Context(), "SELECT token_hash FROM sessions").Scan(&hash); err != nil {
		t.Fatal(err)
	}
	if len(hash) != 32 {
		t.Errorf("the stored hash has %d bytes, want 32", len(hash))
	}
	for _, file := range []string{"rainmaker.db", "rainmaker.db-wal"} {
		if strings.Contains(read(t, s.dir+"/"+file), token) {
			t.Errorf("%s holds the token", file)
		}
	}
}

func wantAborted(t *testing.T, db *sql.DB, change, word string) {
	t.Helper()
	_, err := db.ExecContext(t.Context(), change)
	if err == nil || !strings.Contains(err.Error(), word) {
		t.Errorf("%s: %v, want an error that says %q", change, err, word)
	}
}

// fillEverything puts a row in every table.
func fillEverything(t *testing.T, s *Store) {
	t.Helper()
	at := dealBatch.Known
	key := rainmaker.StatementKey{Payee: "ada", Plan: "core", Period: "2027Q1"}
	line := rainmaker.Line{Component: "base", Amount: money.New(1, "USD"), Before: money.New(0, "USD")}
	err := s.Do(t.Context(), func(ctx context.Context) error {
		_, batch := s.Append(ctx, dealBatch, deals(3))
		_, edition := s.Publish(ctx, rainmaker.Edition{Published: at, Documents: []rainmaker.Document{{Name: "a.plan.md"}}})
		_, run := s.Begin(ctx, rainmaker.Run{Edition: 1, Batch: 1, Started: at})
		cent := money.New(1, "USD")
		statements := []rainmaker.Statement{{
			StatementKey: key, Run: 1, Currency: "USD", Lines: []rainmaker.Line{line},
			Settlement: rainmaker.Settlement{Payable: cent, Pay: cent, Advanced: money.New(0, "USD")},
		}}
		return errors.Join(batch, edition, run, s.SaveStatements(ctx, statements),
			s.RetireStatements(ctx, []rainmaker.StatementKey{key}, 1),
			s.Record(ctx, rainmaker.AuditEntry{At: at, By: "ada", Action: "see"}),
			s.SaveLink(ctx, rainmaker.Link{Hash: "h", Login: "ada", Expires: at}),
			s.SaveAccount(ctx, rainmaker.Account{Login: "ada", Role: rainmaker.RoleRep}))
	})
	if err != nil {
		t.Fatal(err)
	}
}
