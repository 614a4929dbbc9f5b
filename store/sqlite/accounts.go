package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"rainmaker"
)

// loginKey is the login without case: two logins have one key exactly when strings.EqualFold says that they are the same.
// SQLite's own NOCASE knows only the letters of ASCII.
func loginKey(login string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			least = min(least, other)
		}
		return unicode.ToLower(least)
	}, login)
}

const accountColumns = "login, name, role, payee, password, theme"

func scanAccount(r row) (a rainmaker.Account, err error) {
	err = r.Scan(&a.Login, &a.Name, &a.Role, &a.Payee, &a.Password, &a.Theme)
	return a, err
}

// Account implements [rainmaker.AccountStore].
func (s *Store) Account(ctx context.Context, login string) (rainmaker.Account, error) {
	op := fmt.Sprintf("read account %q", login)
	var a rainmaker.Account
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		a, err = scanAccount(tx.QueryRowContext(ctx, "SELECT "+accountColumns+" FROM accounts WHERE login_key = ?",
			loginKey(login)))
		if errors.Is(err, sql.ErrNoRows) {
			return rainmaker.Errorf(rainmaker.NotFound, op, "no such account")
		}
		return err
	})
	return a, err
}

// Accounts implements [rainmaker.AccountStore].
func (s *Store) Accounts(ctx context.Context) ([]rainmaker.Account, error) {
	var accounts []rainmaker.Account
	err := s.read(ctx, "list accounts", func(tx *sql.Tx) (err error) {
		accounts, err = collect(ctx, tx, scanAccount, "SELECT "+accountColumns+" FROM accounts ORDER BY login_key")
		return err
	})
	return accounts, err
}

// SaveAccount implements [rainmaker.AccountStore].
func (s *Store) SaveAccount(ctx context.Context, a rainmaker.Account) error {
	op := fmt.Sprintf("save account %q", a.Login)
	if a.Login == "" {
		return rainmaker.Errorf(rainmaker.Invalid, op, "an account needs a login; its name is %q", a.Name)
	}
	switch a.Role {
	case rainmaker.RoleRep, rainmaker.RoleManager, rainmaker.RoleAdmin:
	default:
		return rainmaker.Errorf(rainmaker.Invalid, op, "role %q is neither rep, manager nor admin", a.Role)
	}
	return s.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO accounts (login_key, "+accountColumns+") VALUES (?, ?, ?, ?, ?, ?, ?)",
			loginKey(a.Login), a.Login, a.Name, a.Role, a.Payee, a.Password, a.Theme)
		return fault(op, err)
	})
}

// SaveLink implements [rainmaker.AccountStore].
func (s *Store) SaveLink(ctx context.Context, l rainmaker.Link) error {
	op := fmt.Sprintf("save sign-in link for %q", l.Login)
	if l.Hash == "" || l.Login == "" {
		return rainmaker.Errorf(rainmaker.Invalid, op, "a link needs a hash (%d bytes) and a login", len(l.Hash))
	}
	if err := required(op, "the time when it expires", l.Expires); err != nil {
		return err
	}
	return s.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM links WHERE login = ?", l.Login); err != nil {
			return fault(op, err)
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO links (hash, login, expires) VALUES (?, ?, ?)", l.Hash, l.Login,
			instant(l.Expires))
		return fault(op, err)
	})
}

// UseLink implements [rainmaker.AccountStore]. It is one statement, so that of two who use a link at once one gets it.
func (s *Store) UseLink(ctx context.Context, hash string, now time.Time) (rainmaker.Link, error) {
	const op = "use sign-in link"
	if err := required(op, "the time of now", now); err != nil {
		return rainmaker.Link{}, err
	}
	var l rainmaker.Link
	err := s.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, "DELETE FROM links WHERE hash = ? AND expires > ? RETURNING hash, login, expires", hash,
			instant(now)).Scan(&l.Hash, &l.Login, (*instant)(&l.Expires))
		if errors.Is(err, sql.ErrNoRows) {
			return rainmaker.Errorf(rainmaker.NotFound, op, "the link is unknown, used or expired").
				WithWay("ask for a new one")
		}
		return fault(op, err)
	})
	if err != nil {
		return rainmaker.Link{}, err
	}
	return l, nil
}

// Record implements [rainmaker.AccountStore].
func (s *Store) Record(ctx context.Context, e rainmaker.AuditEntry) error {
	op := fmt.Sprintf("record %q in the audit log", e.Action)
	if err := required(op, "the time of it", e.At); err != nil {
		return err
	}
	return s.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO audit (at, author, action, object) VALUES (?, ?, ?, ?)", instant(e.At), e.By,
			e.Action, e.On)
		return fault(op, err)
	})
}

// Audit implements [rainmaker.AccountStore].
func (s *Store) Audit(ctx context.Context, limit int) ([]rainmaker.AuditEntry, error) {
	const op = "read the audit log"
	n, err := limited(op, limit)
	if err != nil {
		return nil, err
	}
	var entries []rainmaker.AuditEntry
	err = s.read(ctx, op, func(tx *sql.Tx) (err error) {
		entries, err = collect(ctx, tx, func(r row) (e rainmaker.AuditEntry, err error) {
			err = r.Scan((*instant)(&e.At), &e.By, &e.Action, &e.On)
			return e, err
		}, "SELECT at, author, action, object FROM audit ORDER BY id DESC LIMIT ?", n)
		return err
	})
	return entries, err
}
