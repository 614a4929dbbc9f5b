package main

import (
	"context"
	"crypto/rand"
	"errors"
	"os/user"

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

var randomSource = rand.Reader

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

// open takes the data directory's lock and opens it. Runs that a dead process left are marked interrupted.
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
	if _, err := store.Interrupt(c.ctx, c.now()); err != nil {
		return nil, errors.Join(err, co.close())
	}
	return co, nil
}

// close waits for a run under way, which it cancels, and lets go of the directory.
func (co *company) close() error {
	return errors.Join(co.payrun.Close(context.Background()), co.store.Close(), co.unlock())
}

// operator is the person at the command line, named in the audit log.
func operator() access.Principal {
	name := "operator"
	if u, err := user.Current(); err == nil && u.Username != "" {
		name = u.Username
	}
	return access.Operator(name)
}

// with opens the data directory for one verb.
func (c *console) with(work func(*company) error) (err error) {
	co, err := c.open(c.data, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, co.close()) }()
	return work(co)
}

// refused is an error about input, with its way out.
func refused(op, format string, args ...any) *rainmaker.Error {
	return rainmaker.Errorf(rainmaker.Invalid, op, format, args...)
}
