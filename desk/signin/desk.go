package signin

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
)

const (
	op = "sign in"
	// setUpLife and invitationLife are how long a one-time link opens an account.
	setUpLife      = 24 * time.Hour
	invitationLife = 7 * 24 * time.Hour
	// tokenBytes of randomness in a link: more than anybody can try.
	tokenBytes = 32
)

// Desk is the sign-in desk. Make it with [New].
type Desk struct {
	*desk.Office
	// Random is where salts and the tokens of links come from.
	Random io.Reader

	gate    *gate
	cost    cost
	hashing chan struct{} // bounds how many passwords are hashed at once, for the memory that each takes

	mu    sync.Mutex
	chart chart
}

// New opens the desk of an office.
func New(o *desk.Office, random io.Reader) *Desk {
	return &Desk{Office: o, Random: random, gate: newGate(), cost: owasp, hashing: make(chan struct{}, hashersAtOnce)}
}

// SignIn is who a login and a password belong to. A wrong pair is [rainmaker.Unsigned], the same for an unknown login, a
// wrong password and an account without one; too many attempts are [rainmaker.Busy].
func (d *Desk) SignIn(ctx context.Context, _ access.Principal, login, password string) (access.Principal, error) {
	login = strings.TrimSpace(login)
	if wait := d.gate.pass(login, d.Now()); wait > 0 {
		return access.Anonymous, tooMany(wait)
	}
	account, err := d.Office.Accounts.Account(ctx, login)
	known := err == nil
	if err != nil && rainmaker.CodeOf(err) != rainmaker.NotFound {
		return access.Anonymous, err
	}
	right, err := d.verify(ctx, account.Password, password)
	if err != nil {
		return access.Anonymous, err
	}
	if !known || !right {
		// An unknown login is not written down: people type passwords into the wrong field.
		who := "an unknown login"
		if known {
			who = "account " + account.Login
		}
		if err := d.Record(ctx, access.Anonymous, "sign-in refused", who); err != nil {
			return access.Anonymous, err
		}
		return access.Anonymous, rainmaker.Errorf(rainmaker.Unsigned, op, "this login and password do not belong together").
			WithWay("try again, or ask a compensation admin for a new link")
	}
	p, err := d.principal(ctx, account)
	if err != nil {
		return access.Anonymous, err
	}
	d.gate.open(login)
	return p, d.Record(ctx, p, "sign-in", "account "+account.Login)
}

// SignInByLink is who a one-time link belongs to. The link is used up by it. One that is unknown, used or expired is
// [rainmaker.Unsigned].
func (d *Desk) SignInByLink(ctx context.Context, _ access.Principal, token string) (access.Principal, error) {
	var p access.Principal
	err := d.Unit.Do(ctx, func(ctx context.Context) error {
		link, err := d.Office.Accounts.UseLink(ctx, hashToken(token), d.Now())
		if err != nil {
			return err
		}
		account, err := d.Office.Accounts.Account(ctx, link.Login)
		if err != nil {
			return err
		}
		if p, err = d.principal(ctx, account); err != nil {
			return err
		}
		return d.Record(ctx, p, "sign-in by link", "account "+account.Login)
	})
	if rainmaker.CodeOf(err) == rainmaker.NotFound {
		if err := d.Record(ctx, access.Anonymous, "sign-in refused", "a link that is unknown, used or expired"); err != nil {
			return access.Anonymous, err
		}
		return access.Anonymous, rainmaker.Errorf(rainmaker.Unsigned, op, "this link is unknown, used or expired").
			WithWay("ask a compensation admin for a new one; a fresh directory prints one when it is served again")
	}
	if err != nil {
		return access.Anonymous, err
	}
	return p, nil
}

// Principal is who acts in a request of a signed-in login, with the team as the reporting lines stand today. A login whose
// account is gone is [rainmaker.Unsigned].
func (d *Desk) Principal(ctx context.Context, _ access.Principal, login string) (access.Principal, error) {
	account, err := d.Office.Accounts.Account(ctx, login)
	if rainmaker.CodeOf(err) == rainmaker.NotFound {
		return access.Anonymous, rainmaker.Errorf(rainmaker.Unsigned, op, "the account %q is no more", login).
			WithWay("ask a compensation admin for an invitation")
	}
	if err != nil {
		return access.Anonymous, err
	}
	return d.principal(ctx, account)
}

// SetUp gives the one-time link of a directory that no admin can sign in to yet, making the account "admin" where there
// is no admin at all; needed is false once an admin has a password, and in a demo. It is for whoever starts the server and
// reads what it prints: no page may offer it.
func (d *Desk) SetUp(ctx context.Context, _ access.Principal) (token string, needed bool, err error) {
	if d.Demo {
		return "", false, nil
	}
	err = d.Unit.Do(ctx, func(ctx context.Context) error {
		accounts, err := d.Office.Accounts.Accounts(ctx)
		if err != nil {
			return err
		}
		admin := rainmaker.Account{Login: "admin", Name: "Administrator", Role: rainmaker.RoleAdmin}
		found := false
		for _, a := range accounts {
			if a.Role != rainmaker.RoleAdmin {
				continue
			}
			if a.Password != "" {
				return nil
			}
			if !found {
				admin, found = a, true
			}
		}
		if !found {
			if err := d.refuseTaken(ctx, admin.Login); err != nil {
				return err
			}
			if err := d.Office.Accounts.SaveAccount(ctx, admin); err != nil {
				return err
			}
		}
		needed = true
		if token, err = d.newLink(ctx, admin.Login, setUpLife); err != nil {
			return err
		}
		return d.Record(ctx, access.Anonymous, "set-up link", "account "+admin.Login)
	})
	if err != nil {
		return "", false, err
	}
	return token, needed, nil
}

// newLink stores a link and returns its token, which nobody can read again.
func (d *Desk) newLink(ctx context.Context, login string, life time.Duration) (string, error) {
	raw := make([]byte, tokenBytes)
	if _, err := io.ReadFull(d.Random, raw); err != nil {
		return "", fmt.Errorf("sign-in link for %s: randomness: %w", login, err)
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	return token, d.Office.Accounts.SaveLink(ctx, rainmaker.Link{Hash: hashToken(token), Login: login, Expires: d.Now().Add(life)})
}

// proofOf tells one encoded password from another.
func proofOf(encoded string) string {
	if encoded == "" {
		return ""
	}
	return hashToken(encoded)
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
