package sqlite

import (
	"context"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rainmaker"
)

func TestOpenMakesPrivateFiles(t *testing.T) {
	// The name has what a connection string could take for something else.
	dir := filepath.Join(t.TempDir(), "new", "50% ?mode=memory#x")
	s := openStore(t, dir)
	appendDeals(t, s, 10)
	wantMode(t, dir, 0o700)
	files := []string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		files = append(files, e.Name())
		wantMode(t, filepath.Join(dir, e.Name()), 0o600)
	}
	if got, want := strings.Join(files, " "), "rainmaker.db rainmaker.db-shm rainmaker.db-wal"; got != want {
		t.Errorf("files in the directory: %s, want %s", got, want)
	}
}

func TestOpenTakesOthersAccessAway(t *testing.T) {
	dir := t.TempDir()
	if err := openStore(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, databaseFile), 0o644); err != nil {
		t.Fatal(err)
	}
	openStore(t, dir)
	wantMode(t, filepath.Join(dir, databaseFile), 0o600)
}

func wantMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s has mode %o, want %o", path, got, want)
	}
}

func TestEveryConnectionIsSetUp(t *testing.T) {
	s := openStore(t, t.TempDir())
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "recursive_triggers": "1", "busy_timeout": "10000",
		"query_only": "0",
	} {
		wantPragma(t, s.writer, pragma, want)
	}
	wantPragma(t, s.reader, "query_only", "1")
	wantPragma(t, s.reader, "busy_timeout", "10000")
}

func wantPragma(t *testing.T, db *sql.DB, pragma, want string) {
	t.Helper()
	var got string
	if err := db.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("%s is %s, want %s", pragma, got, want)
	}
}

func TestEverythingIsThereAfterReopening(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	appendDeals(t, s, 10)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, dir)
	wantWhole(t, s, 1, 10)
	appendDeals(t, s, 20)
	wantWhole(t, s, 2, 20)
}

func TestTwoOpenersOfAFreshDirectory(t *testing.T) {
	dir := t.TempDir()
	errs := make(chan error)
	for range 4 {
		go func() {
			s, err := Open(context.WithoutCancel(t.Context()), dir)
			if err == nil {
				err = s.Close()
			}
			errs <- err
		}()
	}
	for range 4 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

func TestOpenRefusesANewerSchema(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	appendDeals(t, s, 1)
	run(t, s.writer, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (4711, 1)")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before := read(t, filepath.Join(dir, databaseFile))
	_, err := Open(t.Context(), dir)
	wantError(t, err, rainmaker.Conflict, dir, "newer release", "4711", "restore a backup")
	if read(t, filepath.Join(dir, databaseFile)) != before {
		t.Error("the refused database was changed")
	}
}

func TestOpenRefusesWhatIsNotOurs(t *testing.T) {
	t.Run("another program's database", func(t *testing.T) {
		dir := t.TempDir()
		db, err := sql.Open("sqlite", filepath.Join(dir, databaseFile))
		if err != nil {
			t.Fatal(err)
		}
		run(t, db, "CREATE TABLE bookmarks (url TEXT)")
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		_, err = Open(t.Context(), dir)
		wantError(t, err, rainmaker.Invalid, dir, "1 tables", "another data directory")
	})
	t.Run("no database", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, databaseFile), []byte(strings.Repeat("text ", 1000)), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), dir)
		wantError(t, err, rainmaker.Internal, dir, "damaged", "backup")
	})
	t.Run("no file", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, databaseFile), 0o700); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), dir)
		wantError(t, err, rainmaker.Invalid, dir, "no file")
	})
	t.Run("no directory", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), path)
		wantError(t, err, rainmaker.Internal, path)
	})
}

func TestBackup(t *testing.T) {
	s := openStore(t, t.TempDir())
	appendDeals(t, s, 100)
	restored := t.TempDir()
	path := filepath.Join(restored, databaseFile)
	// What a backup that was cut off has left is in nobody's way.
	if err := os.WriteFile(path+".partial", []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	// What is not committed is not in it, and the writer is not disturbed.
	err := s.Do(t.Context(), func(ctx context.Context) error {
		if _, err := s.Append(ctx, dealBatch, nil); err != nil {
			return err
		}
		return s.Backup(ctx, path)
	})
	if err != nil {
		t.Fatal(err)
	}
	wantMode(t, path, 0o600)
	if _, err := os.Stat(path + ".partial"); !os.IsNotExist(err) {
		t.Errorf("partial file: %v, want that it is gone", err)
	}
	copied := openStore(t, restored)
	wantWhole(t, copied, 1, 100)
	wantWhole(t, s, 2, 100)

	before := read(t, path)
	wantError(t, s.Backup(t.Context(), path), rainmaker.Conflict, path, "exists")
	if read(t, path) != before {
		t.Error("the file that was there has been changed")
	}
	missing := filepath.Join(restored, "none", "b.db")
	wantError(t, s.Backup(t.Context(), missing), rainmaker.Internal, missing)
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func run(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

func wantError(t *testing.T, err error, code rainmaker.Code, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %s", code)
	}
	if got := rainmaker.CodeOf(err); got != code {
		t.Fatalf("error is %s, want %s: %v", got, code, err)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("error %q does not say %q", err, word)
		}
	}
}
