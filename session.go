package rainmaker

import (
	"context"
	"time"
)

// SessionStore keeps the sessions of signed-in people, so that a restart signs nobody out. A token is secret: the store
// keeps only its hash.
type SessionStore interface {
	// FindCtx gives a session's data; found is false when it is unknown or expired.
	FindCtx(ctx context.Context, token string) (data []byte, found bool, err error)
	// CommitCtx stores or replaces a session.
	CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error
	// DeleteCtx ends one; an unknown token is no error.
	DeleteCtx(ctx context.Context, token string) error
}
