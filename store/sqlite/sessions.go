package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"time"

	"rainmaker"
)

// Sessions gives the sessions of signed-in people; now decides which have expired.
func (s *Store) Sessions(now func() time.Time) rainmaker.SessionStore {
	return &sessions{store: s, now: now}
}

type sessions struct {
	store *Store
	now   func() time.Time
}

// hashToken is what is stored in place of a token, so that a copy of the file signs nobody in. Tokens are random and long:
// they need no salt and no slow hash.
func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// FindCtx implements [rainmaker.SessionStore].
func (s *sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = s.store.read(ctx, "find session", func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, "SELECT data FROM sessions WHERE token_hash = ? AND expires > ?", hashToken(token),
			instant(s.now())).Scan(&data)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		found = err == nil
		return err
	})
	return data, found, err
}

// CommitCtx implements [rainmaker.SessionStore]. It also removes the sessions that have expired, which nobody would end.
func (s *sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	const op = "store session"
	if err := required(op, "the time when it expires", expiry); err != nil {
		return err
	}
	if data == nil {
		data = []byte{} // no data is not NULL
	}
	return s.store.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM sessions WHERE expires <= ?", instant(s.now())); err != nil {
			return fault(op, err)
		}
		_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO sessions (token_hash, data, expires) VALUES (?, ?, ?)",
			hashToken(token), data, instant(expiry))
		return fault(op, err)
	})
}

// DeleteCtx implements [rainmaker.SessionStore].
func (s *sessions) DeleteCtx(ctx context.Context, token string) error {
	const op = "end session"
	return s.store.write(ctx, op, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM sessions WHERE token_hash = ?", hashToken(token))
		return fault(op, err)
	})
}
