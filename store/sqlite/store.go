package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"rainmaker"
)

const (
	databaseFile = "rainmaker.db"
	lockFile     = "rainmaker.lock"
)

const (
	// busyMilliseconds is how long a write waits for another process's.
	busyMilliseconds = 10_000
	// defaultPatience is how long a writer waits for those of this process that came before it: longer than any import, and
	// an end for one that waits for itself, having lost its unit's context.
	defaultPatience = 30 * time.Second
)

// Store is the data directory's database. Its methods are safe for several goroutines, but the context of a unit belongs to
// one goroutine at a time.
type Store struct {
	dir    string
	writer *sql.DB // one connection
	reader *sql.DB // several, which cannot write

	patience time.Duration
}

var (
	_ rainmaker.Unit          = (*Store)(nil)
	_ rainmaker.FactStore     = (*Store)(nil)
	_ rainmaker.DocumentStore = (*Store)(nil)
	_ rainmaker.RunStore      = (*Store)(nil)
	_ rainmaker.AccountStore  = (*Store)(nil)
	_ rainmaker.SessionStore  = (*sessions)(nil)
)

// Open opens the database of a data directory, making both when they are not there (0700 and 0600), and brings its schema up
// to date. A directory that a newer release has written is [rainmaker.Conflict] and stays as it is; a file that is no
// database of ours is [rainmaker.Invalid]. Open does not take the directory's lock; see [Lock].
func Open(ctx context.Context, dir string) (*Store, error) {
	const op = "open data directory"
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", op, dir, err)
	}
	if err := makeDirectory(dir); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	path := filepath.Join(dir, databaseFile)
	if err := makePrivateFile(path); err != nil {
		return nil, fmt.Errorf("%s %s: %w", op, dir, err)
	}
	s := &Store{dir: dir, patience: defaultPatience}
	if s.writer, err = sql.Open("sqlite", dataSource(path, "synchronous(FULL)", "foreign_keys(1)",
		// Without it INSERT OR REPLACE would delete a row past the triggers that keep it.
		"recursive_triggers(1)", "journal_mode(WAL)")+"&_txlock=immediate"); err != nil {
		return nil, fmt.Errorf("%s %s: %w", op, dir, err)
	}
	s.writer.SetMaxOpenConns(1)
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(fault(op+" "+dir, err), s.writer.Close())
	}
	if s.reader, err = sql.Open("sqlite", dataSource(path, "query_only(1)")); err != nil {
		return nil, errors.Join(fmt.Errorf("%s %s: %w", op, dir, err), s.writer.Close())
	}
	s.reader.SetMaxOpenConns(max(4, runtime.GOMAXPROCS(0)))
	s.reader.SetMaxIdleConns(max(4, runtime.GOMAXPROCS(0)))
	return s, nil
}

// Close closes the database. The writer goes last: whoever closes last folds the write-ahead log into the file, and a
// reading connection may not.
func (s *Store) Close() error {
	if err := errors.Join(s.reader.Close(), s.writer.Close()); err != nil {
		return fmt.Errorf("close data directory %s: %w", s.dir, err)
	}
	return nil
}

// dataSource names the database for the driver. The path is escaped, as a directory may have ? or % in its name.
func dataSource(path string, pragmas ...string) string {
	query := url.Values{"_pragma": append([]string{fmt.Sprintf("busy_timeout(%d)", busyMilliseconds)}, pragmas...)}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode()
}

func makeDirectory(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	return nil
}

// makePrivateFile makes an empty file that only its owner can read, or takes other people's access away from one that is
// there; the files SQLite puts beside it get the same mode. An existing file is never opened here: closing it again would
// drop the locks that another Store of this process holds on it (POSIX locks belong to the process, not to the descriptor).
func makePrivateFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		if err := f.Close(); err != nil {
			return err
		}
		return syncDirectory(filepath.Dir(path))
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return rainmaker.Errorf(rainmaker.Invalid, "", "%s is no file (%s)", path, info.Mode())
	}
	if info.Mode().Perm()&0o077 != 0 {
		return os.Chmod(path, 0o600)
	}
	return nil
}

// syncDirectory puts a new name in a directory on the disk.
func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
