package sqlite

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/pressly/goose/v3"
	"golang.org/x/sys/unix"

	"rainmaker"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID stands in the header of our databases; the first migration writes it.
const applicationID = 0x5261696e // "Rain"

// migrate brings the schema up to date. Processes that open one directory at once do it one after the other.
func (s *Store) migrate(ctx context.Context) (err error) {
	unlock, err := lockDirectory(s.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()

	if err := s.checkOurs(ctx); err != nil {
		return err
	}
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, s.writer, steps)
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("schema version: %w", err)
	}
	if current > target {
		return rainmaker.Errorf(rainmaker.Conflict, "open data directory "+s.dir,
			"it was written by a newer release: its schema has version %d, this release knows %d", current, target).
			WithWay("start the newer release, or restore a backup that was taken before it ran")
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring schema from version %d to %d: %w", current, target, err)
	}
	return nil
}

// checkOurs refuses a database that another program made.
func (s *Store) checkOurs(ctx context.Context) error {
	var id, tables int64
	if err := s.writer.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if id == applicationID {
		return nil
	}
	// The version table may stand alone: the process can have died between making it and the first step.
	err := s.writer.QueryRowContext(ctx,
		"SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name <> ?", goose.DefaultTablename).Scan(&tables)
	if err != nil {
		return err
	}
	if id != 0 || tables > 0 {
		return rainmaker.Errorf(rainmaker.Invalid, "open data directory "+s.dir,
			"%s there has %d tables and application id %#x, not ours (%#x)", databaseFile, tables, id, applicationID).
			WithWay("name another data directory")
	}
	return nil
}

// lockDirectory waits for the directory itself and holds it until the function is called. It is another lock than [Lock]'s,
// which is held for as long as a process serves.
func lockDirectory(dir string) (unlock func() error, err error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := flock(d, unix.LOCK_EX); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", dir, err), d.Close())
	}
	return d.Close, nil
}
