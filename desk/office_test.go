package desk_test

import (
	"sync"
	"testing"

	"rainmaker"
	"rainmaker/desk"
	"rainmaker/desk/desktest"
)

// What somebody looks at is calculated again once for the same books, and anew under other letters.
func TestReplay(t *testing.T) {
	o, _ := desktest.Open(t, desktest.Today)
	desktest.Import(t, o, rainmaker.Whole, map[string]string{"people.csv": desktest.People, "quotas.csv": desktest.Quotas, "bookings.csv": desktest.Bookings})
	desktest.Publish(t, o, desktest.Letters()...)
	b, err := o.Books(t.Context(), desktest.Admin, desk.Point{})
	if err != nil {
		t.Fatal(err)
	}
	replay := func(b *desk.Books) []rainmaker.Statement {
		t.Helper()
		list, err := b.Replay("seller", "ana")
		if err != nil || len(list) == 0 {
			t.Fatalf("%d statements, %v", len(list), err)
		}
		return list
	}
	first, again := replay(b), replay(b)
	if &first[0] != &again[0] {
		t.Error("the same is calculated twice")
	}
	other, err := b.Under(b.Set.Programs)
	if err != nil {
		t.Fatal(err)
	}
	if under := replay(other); &under[0] == &first[0] || rainmaker.HashStatements(under) != rainmaker.HashStatements(first) {
		t.Error("other letters are answered from what these came to, or the same ones come to something else")
	}
	if _, err := b.Replay("none", "ana"); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("a plan that is not there: %v", err)
	}
}

// After an import everybody's next page wants the new books at once: they are made once.
func TestBooksAreMadeOnce(t *testing.T) {
	o, _ := desktest.Open(t, desktest.Today)
	desktest.Import(t, o, rainmaker.Whole, map[string]string{"people.csv": desktest.People, "quotas.csv": desktest.Quotas, "bookings.csv": desktest.Bookings})
	desktest.Publish(t, o, desktest.Letters()...)
	books := make([]*desk.Books, 16)
	var readers sync.WaitGroup
	for i := range books {
		readers.Go(func() {
			var err error
			if books[i], err = o.Books(t.Context(), desktest.Admin, desk.Point{}); err != nil {
				t.Error(err)
			}
		})
	}
	readers.Wait()
	for _, b := range books {
		if b != books[0] {
			t.Fatal("books of one point were made twice")
		}
	}
}
