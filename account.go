package rainmaker

import (
	"context"
	"time"
)

// Role says what an account is for.
type Role string

// A rep sees their own pay. A manager also sees the pay of the people who report to them, at every level. An admin
// imports, publishes and runs, and sees everybody's pay.
const (
	RoleRep     Role = "rep"
	RoleManager Role = "manager"
	RoleAdmin   Role = "admin"
)

// Account is who may sign in, and as whom.
type Account struct {
	Login string // as typed, compared without case
	Name  string
	Role  Role
	Payee PayeeID // empty for an account that earns nothing
	// Password is the argon2id encoding; empty while only a sign-in link opens the account.
	Password string
	// Theme is light, dark or empty for the system's.
	Theme string
}

// Link is a one-time sign-in link: set-up of a fresh directory, or an invitation. Only its hash is stored.
type Link struct {
	Hash    string
	Login   string
	Expires time.Time
}

// AuditEntry says who did or saw what.
type AuditEntry struct {
	At     time.Time
	By     string
	Action string
	On     string
}

// AccountStore keeps accounts, links and the audit log.
type AccountStore interface {
	// Account gives one by login; [NotFound] when there is none.
	Account(ctx context.Context, login string) (Account, error)
	// Accounts lists all, ordered by login without case.
	Accounts(ctx context.Context) ([]Account, error)
	// SaveAccount makes or replaces one.
	SaveAccount(ctx context.Context, a Account) error
	// SaveLink stores a one-time link in place of those the login had; UseLink removes and returns it, [NotFound] when it is unknown, used or expired.
	SaveLink(ctx context.Context, l Link) error
	UseLink(ctx context.Context, hash string, now time.Time) (Link, error)
	// Record appends to the audit log; Audit reads it newest first, in the order of recording, at most limit (0: all).
	Record(ctx context.Context, e AuditEntry) error
	Audit(ctx context.Context, limit int) ([]AuditEntry, error)
}
