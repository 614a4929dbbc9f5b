// Package sqlite keeps everything in one file, rainmaker.db, in the data directory: nothing to install.
//
//	release, err := sqlite.Lock(dir)     // one serving process a directory
//	…
//	store, err := sqlite.Open(ctx, dir)  // makes the directory, migrates the schema
//	…
//	err = store.Do(ctx, func(ctx context.Context) error {
//		if _, err := store.Append(ctx, batch, facts); err != nil {
//			return err
//		}
//		return store.Record(ctx, entry)
//	})
//
// A [Store] is the Unit and the FactStore, DocumentStore, RunStore and AccountStore of package rainmaker; [Store.Sessions]
// gives the SessionStore, which needs a clock.
//
// An exported method takes part in the transaction of its context or opens its own; an unexported function works on the
// transaction it is given. Inside a [Store.Do] each write is a savepoint, so a write that fails leaves nothing behind even
// when the unit goes on without it.
//
// There is one writing connection, which serialises the writers of the process in the order they came, and a few reading
// ones, each with a snapshot of its own (WAL): a page never waits for an import. A commit is on the disk before it returns
// (synchronous=FULL), because a posted amount that is forgotten in a power cut would be paid twice.
//
// The schema is in migrations, one file a step; what the company told us, what was published, what was stated and who did
// what are append-only there too, by triggers, so a mistake in this package cannot rewrite history.
package sqlite
