package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"rainmaker"
)

// Backup writes what is committed into a new file that only its owner can read, while others read and write. The file is a
// database of its own: as rainmaker.db in an empty data directory it is restored. A name that is taken is
// [rainmaker.Conflict]. The name appears only when the copy is complete and on the disk; a backup that is cut off leaves
// name.partial, which the next one replaces.
func (s *Store) Backup(ctx context.Context, path string) error {
	op := "back up to " + path
	path, err := filepath.Abs(path) // so that no name is taken for a URI
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if _, err := os.Lstat(path); err == nil {
		return rainmaker.Errorf(rainmaker.Conflict, op, "the file exists").WithWay("name another file, or move it away")
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", op, err)
	}
	partial := path + ".partial"
	if err := os.Remove(partial); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", op, err)
	}
	if err := s.copyInto(ctx, partial); err != nil {
		return fault(op, err)
	}
	if err := os.Rename(partial, path); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if err := syncDirectory(filepath.Dir(path)); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return nil
}

// copyInto fills a new file, or leaves none. It is made first, as SQLite would make it readable to others.
func (s *Store) copyInto(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = s.vacuumInto(ctx, path)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// vacuumInto uses a connection of its own: SQLite counts the new file among the writes that a reading one may not do, and the
// writing one would keep the writers waiting.
func (s *Store) vacuumInto(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", dataSource(filepath.Join(s.dir, databaseFile)))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", path)
	return errors.Join(err, db.Close())
}
