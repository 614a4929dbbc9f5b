package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"rainmaker"
)

var unitTests = map[string]func(*testing.T, *bench){
	"all of its writes stand": func(t *testing.T, b *bench) {
		ok(t, b.Do(t.Context(), func(ctx context.Context) error { return b.writeEverywhere(t, ctx) }))
		same(t, "what stands", b.everywhere(t), []int{1, 1, 1, 1, 1, 1, 1})
	},
	"an error leaves nothing and comes back": func(t *testing.T, b *bench) {
		err := b.Do(t.Context(), func(ctx context.Context) error {
			ok(t, b.writeEverywhere(t, ctx))
			return failed
		})
		if !errors.Is(err, failed) {
			t.Fatalf("error is %v, want the caller's", err)
		}
		same(t, "what stands", b.everywhere(t), []int{0, 0, 0, 0, 0, 0, 0})
	},
	"a panic leaves nothing and goes on": func(t *testing.T, b *bench) {
		func() {
			defer func() {
				if got, isErr := recover().(error); !isErr || !errors.Is(got, failed) {
					t.Errorf("recovered %v, want the caller's panic", got)
				}
			}()
			_ = b.Do(t.Context(), func(ctx context.Context) error {
				ok(t, b.writeEverywhere(t, ctx))
				panic(failed)
			})
		}()
		same(t, "what stands", b.everywhere(t), []int{0, 0, 0, 0, 0, 0, 0})
		b.append(t, deal("1", "1")) // and the store still works
	},
	"it sees its own writes, nobody else does": func(t *testing.T, b *bench) {
		ok(t, b.Do(t.Context(), func(ctx context.Context) error {
			ok(t, b.writeEverywhere(t, ctx))
			same(t, "inside", b.everywhereIn(t, ctx), []int{1, 1, 1, 1, 1, 1, 1})
			same(t, "outside", b.everywhere(t), []int{0, 0, 0, 0, 0, 0, 0})
			return nil
		}))
	},
	"an inner one joins the outer one": func(t *testing.T, b *bench) {
		err := b.Do(t.Context(), func(ctx context.Context) error {
			ok(t, b.Do(ctx, func(ctx context.Context) error { return b.writeEverywhere(t, ctx) }))
			same(t, "after the inner unit", b.everywhere(t), []int{0, 0, 0, 0, 0, 0, 0})
			return failed
		})
		if !errors.Is(err, failed) {
			t.Fatalf("error is %v, want the caller's", err)
		}
		same(t, "after the outer unit", b.everywhere(t), []int{0, 0, 0, 0, 0, 0, 0})
	},
	"an inner one that fails leaves nothing while the outer one stands": func(t *testing.T, b *bench) {
		ok(t, b.Do(t.Context(), func(ctx context.Context) error {
			must[rainmaker.Batch](t)(b.Facts.Append(ctx, batch("before"), []rainmaker.Fact{deal("1", "1")}))
			err := b.Do(ctx, func(ctx context.Context) error {
				must[rainmaker.Batch](t)(b.Facts.Append(ctx, batch("inner"), []rainmaker.Fact{deal("2", "2")}))
				return failed
			})
			if !errors.Is(err, failed) {
				t.Errorf("error is %v, want the caller's", err)
			}
			must[rainmaker.Batch](t)(b.Facts.Append(ctx, batch("after"), []rainmaker.Fact{deal("3", "3")}))
			return nil
		}))
		same(t, "facts", said(must[[]rainmaker.Fact](t)(b.Facts.Current(t.Context(), 0))), []string{"1 1", "3 3"})
		same(t, "batches", b.everywhere(t)[0], 2)
	},
	"an inner one that panics leaves nothing while the outer one stands": func(t *testing.T, b *bench) {
		ok(t, b.Do(t.Context(), func(ctx context.Context) error {
			func() {
				defer func() { _ = recover() }()
				_ = b.Do(ctx, func(ctx context.Context) error {
					must[rainmaker.Batch](t)(b.Facts.Append(ctx, batch("inner"), []rainmaker.Fact{deal("1", "1")}))
					panic(failed)
				})
			}()
			must[rainmaker.Batch](t)(b.Facts.Append(ctx, batch("after"), []rainmaker.Fact{deal("2", "2")}))
			return nil
		}))
		same(t, "facts", said(must[[]rainmaker.Fact](t)(b.Facts.Current(t.Context(), 0))), []string{"2 2"})
	},
	"a write that fails half-way leaves nothing while its unit stands": func(t *testing.T, b *bench) {
		run := b.begun(t)
		good := statement("ada", "2027Q1", run.ID, line("1", 100))
		stray := statement("bob", "2027Q1", run.ID+1, line("1", 100))
		ok(t, b.Do(t.Context(), func(ctx context.Context) error {
			refused(t, b.Runs.SaveStatements(ctx, []rainmaker.Statement{good, stray}), rainmaker.NotFound)
			refused(t, b.Runs.RetireStatements(ctx, []rainmaker.StatementKey{good.StatementKey}, run.ID), rainmaker.NotFound)
			saved := []rainmaker.Statement{good}
			ok(t, b.Runs.SaveStatements(ctx, saved))
			same(t, "version", saved[0].Version, 1)
			// The first key ends, the second does not exist: neither must.
			keys := []rainmaker.StatementKey{good.StatementKey, stray.StatementKey}
			refused(t, b.Runs.RetireStatements(ctx, keys, run.ID), rainmaker.NotFound, "bob")
			return nil
		}))
		same(t, "statements", keysOf(must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(t.Context()))),
			[]rainmaker.StatementKey{good.StatementKey})
	},
	"a context that ends before it commits leaves nothing": func(t *testing.T, b *bench) {
		ctx, cancel := context.WithCancel(t.Context())
		err := b.Do(ctx, func(ctx context.Context) error {
			ok(t, b.writeEverywhere(t, ctx))
			cancel()
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("error is %v, want that the context ended", err)
		}
		same(t, "what stands", b.everywhere(t), []int{0, 0, 0, 0, 0, 0, 0})
		b.append(t, deal("1", "1"))
	},
	"an inner context that ends fails its write only": func(t *testing.T, b *bench) {
		ok(t, b.Do(t.Context(), func(outer context.Context) error {
			inner, cancel := context.WithCancel(outer)
			cancel()
			if _, err := b.Facts.Append(inner, batch("inner"), []rainmaker.Fact{deal("1", "1")}); !errors.Is(err, context.Canceled) {
				t.Errorf("error is %v, want that the context ended", err)
			}
			_, err := b.Facts.Append(outer, batch("outer"), []rainmaker.Fact{deal("2", "2")})
			return err
		}))
		same(t, "facts", said(must[[]rainmaker.Fact](t)(b.Facts.Current(t.Context(), 0))), []string{"2 2"})
	},
	"its context ends with it": func(t *testing.T, b *bench) {
		var kept context.Context
		ok(t, b.Do(t.Context(), func(ctx context.Context) error { kept = ctx; return nil }))
		if _, err := b.Facts.Append(kept, batch("late"), nil); err == nil {
			t.Fatal("a write with the context of a unit that has ended went through")
		}
		if _, err := b.Facts.LastBatch(kept); err == nil {
			t.Fatal("a read with the context of a unit that has ended went through")
		}
		same(t, "what stands", b.everywhere(t), []int{0, 0, 0, 0, 0, 0, 0})
	},
}

// writeEverywhere writes one thing of each kind.
func (b *bench) writeEverywhere(t *testing.T, ctx context.Context) error {
	t.Helper()
	learned := must[rainmaker.Batch](t)(b.Facts.Append(ctx, batch("ada"), []rainmaker.Fact{deal("1", "1")}))
	edition := must[rainmaker.Edition](t)(b.Documents.Publish(ctx, rainmaker.Edition{Published: noon, By: "ada"}))
	run := must[rainmaker.Run](t)(b.Runs.Begin(ctx, rainmaker.Run{Edition: edition.ID, Batch: learned.ID, Started: noon}))
	return errors.Join(
		b.Runs.SaveStatements(ctx, []rainmaker.Statement{statement("ada", "2027Q1", run.ID, line("1", 100))}),
		b.Accounts.SaveAccount(ctx, rainmaker.Account{Login: "ada", Role: rainmaker.RoleRep}),
		b.Accounts.Record(ctx, rainmaker.AuditEntry{At: noon, By: "ada", Action: "sign in"}),
		b.Sessions.CommitCtx(ctx, "token", []byte("data"), noon.Add(time.Hour)))
}

func (b *bench) everywhere(t *testing.T) []int { t.Helper(); return b.everywhereIn(t, t.Context()) }

// everywhereIn counts batches, editions, runs, statements, accounts, audit entries and sessions.
func (b *bench) everywhereIn(t *testing.T, ctx context.Context) []int {
	t.Helper()
	_, found, err := b.Sessions.FindCtx(ctx, "token")
	ok(t, err)
	sessions := 0
	if found {
		sessions = 1
	}
	return []int{
		len(must[[]rainmaker.Batch](t)(b.Facts.Batches(ctx))),
		len(must[[]rainmaker.Edition](t)(b.Documents.Editions(ctx))),
		len(must[[]rainmaker.Run](t)(b.Runs.Runs(ctx, 0))),
		len(must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(ctx))),
		len(must[[]rainmaker.Account](t)(b.Accounts.Accounts(ctx))),
		len(must[[]rainmaker.AuditEntry](t)(b.Accounts.Audit(ctx, 0))),
		sessions,
	}
}
