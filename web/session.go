package web

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
)

// Sessions keeps sessions by their secret token.
type Sessions interface {
	// FindCtx gives a session's data; found is false when it is unknown or expired.
	FindCtx(ctx context.Context, token string) (data []byte, found bool, err error)
	// CommitCtx stores or replaces a session.
	CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error
	// DeleteCtx ends one; an unknown token is no error.
	DeleteCtx(ctx context.Context, token string) error
}

// What a session holds. Who somebody is is looked up anew with each request, so that a changed role holds at once.
const (
	keyLogin  = "login"
	keyProof  = "proof" // of the password it came in by: a password set or taken away ends every other session
	keyTheme  = "theme"
	keyNotice = "notice"
)

// sessionLife is how long somebody stays signed in.
const sessionLife = 7 * 24 * time.Hour

func newSessions(store Sessions, secure bool) *scs.SessionManager {
	m := scs.New()
	m.Store = sessionStore{store}
	m.Lifetime = sessionLife
	m.Cookie.Name = "rainmaker"
	if secure {
		m.Cookie.Name = "__Host-rainmaker" // the browser then refuses it from any other host, path or scheme
	}
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = secure
	return m
}

// sessionStore gives scs the methods without a context that its interface asks for; it never calls them.
type sessionStore struct{ Sessions }

func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
