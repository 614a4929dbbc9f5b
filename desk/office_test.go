package desk_test

import (
	"sync"
	"testing"

	"rainmaker"
	"rainmaker/desk"
	"rainmaker/desk/desktest"
)

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
