package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
	"rainmaker/desk/importing"
	"rainmaker/desk/payrun"
	"rainmaker/desk/plans"
	"rainmaker/desk/signin"
	"rainmaker/desk/statement"
	"rainmaker/store/sqlite"
)

// A job is a verb that works on the company of a data directory. It gathers the files that its command line names before
// anybody knows where the work will be done: while another process serves the directory, that one does it.
type job interface {
	// gather reads the files that the command line names.
	gather() ([]attachment, error)
	// begins says that the job may be the first thing that happens in a data directory.
	begins() bool
	// work does the job on an open company.
	work(*console, *company, []attachment) error
}

// jobOf is the job that a verb is, or becomes by what its command line names.
func jobOf(selected any) (job, bool) {
	if v, ok := selected.(interface{ asJob() (job, bool) }); ok {
		return v.asJob()
	}
	j, ok := selected.(job)
	return j, ok
}

// do does a job in this process, or has it done by the one that serves the data directory.
func (c *console) do(j job) (err error) {
	files, err := j.gather()
	if err != nil {
		return err
	}
	if !j.begins() {
		if err := begun(c.data); err != nil {
			return err
		}
	}
	co, err := c.open(c.data, false)
	if rainmaker.CodeOf(err) == rainmaker.Busy {
		return c.ask(files, err)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, co.close()) }()
	return j.work(c, co, files)
}

// begun refuses a directory that nothing was ever stored in: a mistyped name would otherwise become an empty company.
func begun(dir string) error {
	_, err := os.Stat(filepath.Join(dir, "rainmaker.db"))
	if errors.Is(err, fs.ErrNotExist) {
		return rainmaker.Errorf(rainmaker.NotFound, "", "there is no company in %s", dir).
			WithWay("name its data directory with --data or RAINMAKER_DATA, or begin one with rainmaker import")
	}
	return err
}

// company is an open data directory with its desks.
type company struct {
	store     *sqlite.Store
	office    *desk.Office
	importing *importing.Desk
	plans     *plans.Desk
	payrun    *payrun.Desk
	signIn    *signin.Desk
	statement *statement.Desk
	unlock    func() error
}

// open takes the data directory's lock and opens it. Runs that a dead process left are marked interrupted. While another
// process has it the error is [rainmaker.Busy].
func (c *console) open(dir string, demo bool) (*company, error) {
	unlock, err := sqlite.Lock(dir)
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Open(c.ctx, dir)
	if err != nil {
		return nil, errors.Join(err, unlock())
	}
	o := &desk.Office{
		Unit: store, Facts: store, Documents: store, Runs: store, Accounts: store,
		Now: c.now, Version: version, Demo: demo,
	}
	co := &company{
		store: store, office: o, unlock: unlock,
		importing: importing.New(o), plans: plans.New(o), payrun: payrun.New(o), signIn: signin.New(o, c.random),
		statement: statement.New(o),
	}
	if _, err := co.payrun.Recover(c.ctx, c.who); err != nil {
		return nil, errors.Join(err, co.close())
	}
	return co, nil
}

// close waits for a run under way, which it cancels, and lets go of the directory.
func (co *company) close() error {
	return errors.Join(co.payrun.Close(context.Background()), co.store.Close(), co.unlock())
}

// operator is somebody at the command line, as the audit log names them.
func operator(uid int) access.Principal {
	id := strconv.Itoa(uid)
	if u, err := user.LookupId(id); err == nil && u.Username != "" {
		return access.Operator(u.Username)
	}
	return access.Operator("uid " + id) // somebody without an entry, as in a container
}

// attachment is a file that goes with a verb: its last name, and what is in it.
type attachment struct {
	Name    string `json:"name"`
	Content []byte `json:"content"`
}

// largestGathered bounds the files of one verb, which are held in memory: far above what a sales team exports.
const largestGathered = 512 << 20

// attach reads files, and of folders those that are wanted, in the order of their names.
func attach(op string, paths []string, wanted func(name string) bool) ([]attachment, error) {
	names, err := named(op, paths, wanted)
	if err != nil {
		return nil, err
	}
	files := make([]attachment, len(names))
	total := 0
	for i, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, unreadable(op, err)
		}
		if total += len(content); total > largestGathered {
			return nil, refused(op, "the files are larger than %d MiB together", largestGathered>>20).WithWay("give fewer at a time")
		}
		files[i] = attachment{filepath.Base(name), content}
	}
	return files, nil
}

// named is the paths of files as they are named, and of the wanted files of folders.
func named(op string, paths []string, wanted func(name string) bool) ([]string, error) {
	var names []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, unreadable(op, err)
		}
		if !info.IsDir() {
			names = append(names, p)
			continue
		}
		entries, err := os.ReadDir(p)
		if err != nil {
			return nil, unreadable(op, err)
		}
		for _, e := range entries {
			if !e.IsDir() && wanted(e.Name()) {
				names = append(names, filepath.Join(p, e.Name()))
			}
		}
	}
	slices.Sort(names)
	return names, nil
}

func unreadable(op string, err error) error {
	if at := (*fs.PathError)(nil); errors.Is(err, fs.ErrNotExist) && errors.As(err, &at) {
		return rainmaker.Errorf(rainmaker.NotFound, op, "there is no file or folder %s", at.Path)
	}
	return rainmaker.Errorf(rainmaker.Invalid, op, "%w", err)
}
