package watch_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
	"rainmaker/desk/desktest"
	"rainmaker/desk/payrun"
	"rainmaker/desk/watch"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func office(t *testing.T) *desk.Office {
	t.Helper()
	o, _ := desktest.Open(t, desktest.Today)
	desktest.Import(t, o, rainmaker.Whole, map[string]string{"people.csv": desktest.People, "quotas.csv": desktest.Quotas, "bookings.csv": desktest.Bookings})
	desktest.Publish(t, o, desktest.Letters()...)
	return o
}

func ticks() (at <-chan time.Time, stop func()) {
	t := time.NewTicker(time.Millisecond)
	return t.C, t.Stop
}

func now(t *testing.T, d *watch.Desk) watch.Mark {
	t.Helper()
	mark, err := d.Now(t.Context(), desktest.Admin)
	if err != nil {
		t.Fatal(err)
	}
	return mark
}

// Facts, letters and runs each move the mark, and whoever waits is told, however many they are.
func TestWait(t *testing.T) {
	o := office(t)
	d := watch.New(o, ticks)
	defer d.Close()
	changes := map[string]func(){
		"an import": func() {
			desktest.Import(t, o, rainmaker.Changes, map[string]string{"bookings.csv": desktest.Header + "3,Kestrel,ana,,1,,won,core,new,2027-02-01,2027-02-02,10.00\n"})
		},
		"a run": func() {
			desk := payrun.New(o)
			if _, err := desk.Calculate(t.Context(), desktest.Admin); err != nil {
				t.Error(err)
			}
			if err := desk.Close(t.Context()); err != nil {
				t.Error(err)
			}
		},
		"a letter": func() {
			docs := desktest.Letters()
			docs[0].Text += "\nOne more sentence.\n"
			desktest.Publish(t, o, docs...)
		},
	}
	for name, change := range changes {
		since := now(t, d)
		told := make(chan watch.Mark)
		for range 3 {
			go func() {
				mark, err := d.Wait(t.Context(), desktest.Admin, since)
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				told <- mark
			}()
		}
		change()
		for range 3 {
			if mark := <-told; mark == since {
				t.Errorf("%s: told of nothing new: %s", name, mark)
			}
		}
		if mark, err := d.Wait(t.Context(), desktest.Admin, since); err != nil || mark == since {
			t.Errorf("%s: whoever comes later waits for what has been: %s, %v", name, mark, err)
		}
	}
}

func TestWaitEnds(t *testing.T) {
	d := watch.New(office(t), ticks)
	since := now(t, d)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := d.Wait(ctx, desktest.Admin, since); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("after its time: %v", err)
	}
	failed := make(chan error)
	go func() {
		_, err := d.Wait(t.Context(), desktest.Admin, since)
		failed <- err
	}()
	d.Close()
	d.Close()
	if err := <-failed; err == nil {
		t.Error("a closed desk says that something changed")
	}
	if _, err := d.Wait(t.Context(), access.Anonymous, since); rainmaker.CodeOf(err) != rainmaker.Unsigned {
		t.Errorf("nobody watches: %v", err)
	}
}
