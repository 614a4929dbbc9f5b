package sqlite

import (
	"testing"
	"time"

	"rainmaker/store/storetest"
)

func TestContracts(t *testing.T) {
	storetest.Exercise(t, func(t *testing.T, now func() time.Time) storetest.Stores {
		s := openStore(t, t.TempDir())
		return storetest.Stores{Unit: s, Facts: s, Documents: s, Runs: s, Accounts: s, Sessions: s.Sessions(now)}
	})
}

// openStore opens a data directory for a test.
func openStore(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
