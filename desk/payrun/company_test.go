package payrun_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
	"rainmaker/desk/importing"
	"rainmaker/desk/payrun"
	"rainmaker/desk/plans"
	"rainmaker/ingest"
	"rainmaker/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var admin = access.Principal{Login: "vera", Name: "Vera", Role: rainmaker.RoleAdmin}

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
	store, err := sqlite.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c := &company{T: t, store: store, clock: time.Date(2027, time.February, 20, 9, 0, 0, 0, time.UTC)}
	c.office = &desk.Office{
		Unit: store, Facts: store, Documents: store, Runs: store, Accounts: store,
		Now: func() time.Time { return c.clock }, Version: "test",
	}
	c.run = payrun.New(c.office)
	t.Cleanup(func() {
		// The test's own context has ended by now.
		if err := c.run.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

const (
	people = "person,name,manager,plan,from\n" +
		"lee,Lee Park,,lead,2027-01-01\n" +
		"ana,Ana Cruz,lee,seller,2027-01-01\n" +
		"bo,Bo Lind,lee,seller,2027-01-01\n"
	quotas = "person,plan,from,quota,target\n" +
		"ana,seller,2027-01-01,1000.00,100.00\n" +
		"bo,seller,2027-01-01,1000.00,100.00\n"
	header   = "booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv\n"
	bookings = header +
		"1,Northwind,ana,,1,,won,core,new,2027-01-04,2027-01-10,600.00\n" +
		"2,Contoso,ana,bo,0.5,,won,core,new,2027-01-04,2027-02-10,1000.00\n"
)

const letters = "```plan" + `
language 1
uses words
plan seller {
  effective FY2027
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
param quota  : money per month, not prorated
param target : money per month, not prorated
measure attainment = sum(bookings as AE) / quota
commission base on bookings as AE {
  rate  target / quota
  tiers by attainment, each slice { from 0%: x 1; from 50%: x 2 }
}
settle { pay the rest }
` + "```\n"

const lead = "```plan" + `
language 1
uses words
plan lead {
  effective FY2027
  period    quarter
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
commission override on team as manager { rate 1% }
settle { pay the rest }
` + "```\n"

const words = "```plan" + `
language 1
terms words
event booking dated opened {
  account text; owner payee; partner payee or none; owner_share percent; engineer payee or none
  stage one of open, won, lost; product one of core, nova; kind one of new, expansion, churn
  opened date; closed date or none; acv money
}
credit bookings from booking {
  counts on closed
  where stage is won
  order by closed, id
  to owner   as AE  owner_share of acv
  to partner as AE  rest of acv
}
credit team from bookings as AE { to manager of payee as manager 100% of credit overlay }
` + "```\n"

var documents = []rainmaker.Document{
	{Name: "seller.plan.md", Text: letters}, {Name: "lead.plan.md", Text: lead}, {Name: "words.terms.md", Text: words},
}

func (c *company) imports(mode rainmaker.BatchMode, files map[string]string) {
	c.Helper()
	u := importing.Upload{Profile: "demo", Mode: mode}
	for name, text := range files {
		u.Files = append(u.Files, ingest.File{Name: name, Content: strings.NewReader(text)})
	}
	out, err := importing.New(c.office).Commit(c.Context(), admin, u)
	if err != nil || !out.Stored {
		c.Fatalf("import: %v, %v", err, out.Reasons)
	}
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
