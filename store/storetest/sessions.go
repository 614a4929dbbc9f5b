package storetest

import (
	"context"
	"errors"
	"testing"
	"time"
)

var sessionTests = map[string]func(*testing.T, *bench){
	"a session reads back by its token": func(t *testing.T, b *bench) {
		commit(t, b, "t1", "data \x00\xff", time.Hour)
		commit(t, b, "t2", "", time.Hour)
		found(t, b, "t1", "data \x00\xff")
		found(t, b, "t2", "")
		unknown(t, b, "T1")
		unknown(t, b, "")
	},
	"committing replaces data and end": func(t *testing.T, b *bench) {
		commit(t, b, "t", "old", time.Hour)
		commit(t, b, "t", "new", 2*time.Hour)
		b.clock = noon.Add(90 * time.Minute)
		found(t, b, "t", "new")
	},
	"a session ends when it expires": func(t *testing.T, b *bench) {
		commit(t, b, "t", "data", time.Hour)
		b.clock = noon.Add(time.Hour - time.Nanosecond)
		found(t, b, "t", "data")
		b.clock = noon.Add(time.Hour)
		unknown(t, b, "t")
		commit(t, b, "other", "data", 2*time.Hour)
		unknown(t, b, "t")
		found(t, b, "other", "data")
	},
	"deleting ends one": func(t *testing.T, b *bench) {
		commit(t, b, "t1", "one", time.Hour)
		commit(t, b, "t2", "two", time.Hour)
		ok(t, b.Sessions.DeleteCtx(t.Context(), "t1"))
		unknown(t, b, "t1")
		found(t, b, "t2", "two")
		ok(t, b.Sessions.DeleteCtx(t.Context(), "t1")) // an unknown token is no error
	},
	"a session takes part in its unit": func(t *testing.T, b *bench) {
		commit(t, b, "kept", "data", time.Hour)
		err := b.Do(t.Context(), func(ctx context.Context) error {
			ok(t, b.Sessions.CommitCtx(ctx, "new", []byte("data"), noon.Add(time.Hour)))
			ok(t, b.Sessions.DeleteCtx(ctx, "kept"))
			return failed
		})
		if !errors.Is(err, failed) {
			t.Fatalf("error is %v, want the caller's", err)
		}
		unknown(t, b, "new")
		found(t, b, "kept", "data")
	},
}

func commit(t *testing.T, b *bench, token, data string, ahead time.Duration) {
	t.Helper()
	ok(t, b.Sessions.CommitCtx(t.Context(), token, []byte(data), noon.Add(ahead)))
}

func found(t *testing.T, b *bench, token, want string) {
	t.Helper()
	data, found, err := b.Sessions.FindCtx(t.Context(), token)
	ok(t, err)
	if !found || string(data) != want {
		t.Fatalf("session %q: found %t with %q, want %q", token, found, data, want)
	}
}

func unknown(t *testing.T, b *bench, token string) {
	t.Helper()
	data, found, err := b.Sessions.FindCtx(t.Context(), token)
	ok(t, err)
	if found || data != nil {
		t.Fatalf("session %q: found %t with %q, want none", token, found, data)
	}
}
