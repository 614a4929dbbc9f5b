package payrun_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rainmaker"
	"rainmaker/desk"
	"rainmaker/desk/desktest"
	"rainmaker/desk/payrun"
	"rainmaker/desk/plans"
	"rainmaker/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var admin = desktest.Admin

// company is a data directory with its desks.
type company struct {
	*testing.T
	office *desk.Office
	store  *sqlite.Store
	run    *payrun.Desk
	clock  time.Time
}

func open(t *testing.T) *company {
	t.Helper()
	c := &company{T: t, clock: desktest.Today()}
	c.office, c.store = desktest.Open(t, func() time.Time { return c.clock })
	c.run = payrun.New(c.office)
	t.Cleanup(func() {
		// The test's own context has ended by now.
		if err := c.run.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return c
}

const (
	people   = desktest.People
	quotas   = desktest.Quotas
	header   = desktest.Header
	bookings = desktest.Bookings
)

var documents = desktest.Letters()

func (c *company) imports(mode rainmaker.BatchMode, files map[string]string) {
	c.Helper()
	desktest.Import(c.T, c.office, mode, files)
}

func (c *company) publish(docs ...rainmaker.Document) {
	c.Helper()
	checked, err := plans.New(c.office).Publish(c.Context(), admin, docs, "")
	if err != nil || !checked.OK() {
		c.Fatalf("publish: %v, %v", err, checked.Diagnostics)
	}
}

// standing imports and publishes everything.
func standing(t *testing.T) *company {
	t.Helper()
	c := open(t)
	c.imports(rainmaker.Whole, map[string]string{"people.csv": people, "quotas.csv": quotas, "bookings.csv": bookings})
	c.publish(documents...)
	return c
}

func (c *company) calculate() rainmaker.Run {
	c.Helper()
	run, err := c.run.Calculate(c.Context(), admin)
	if err != nil {
		c.Fatal(err)
	}
	if run.State != rainmaker.RunComplete {
		c.Fatalf("run %d ended %s: %s", run.ID, run.State, run.Failure)
	}
	return run
}

// pay says what every statement says: "ana seller 2027-01 v1 70.00".
func (c *company) pay() string {
	c.Helper()
	statements, err := c.store.StatementsOf(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	var b strings.Builder
	for _, s := range statements {
		total, err := s.Total()
		if err != nil {
			c.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %s %s v%d %s", s.Payee, s.Plan, s.Period, s.Version, total.Plain())
		if s.Blocked != "" {
			b.WriteString(" blocked")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func (c *company) wants(what, got, want string) {
	c.Helper()
	if got != want {
		c.Errorf("%s:\n%swant\n%s", what, got, want)
	}
}
