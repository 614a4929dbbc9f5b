// Package desktest is an office for the tests of desks: a store in a directory of its own, and a team of three whose pay can be
// worked out by hand.
package desktest

import (
	"strings"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
	"rainmaker/desk/importing"
	"rainmaker/desk/plans"
	"rainmaker/ingest"
	"rainmaker/store/sqlite"
)

// Admin may do everything.
var Admin = access.Principal{Login: "vera", Name: "Vera", Role: rainmaker.RoleAdmin}

// Today is the day on which most tests stand.
func Today() time.Time { return time.Date(2027, time.February, 20, 9, 0, 0, 0, time.UTC) }

// Open is an office over an empty store, which is closed after the test.
func Open(t *testing.T, now func() time.Time) (*desk.Office, *sqlite.Store) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return &desk.Office{Unit: store, Facts: store, Documents: store, Runs: store, Accounts: store, Now: now, Version: "test"}, store
}

// Import reads files of the demo profile, by name.
func Import(t *testing.T, office *desk.Office, mode rainmaker.BatchMode, files map[string]string) {
	t.Helper()
	u := importing.Upload{Profile: "demo", Mode: mode}
	for name, text := range files {
		u.Files = append(u.Files, ingest.File{Name: name, Content: strings.NewReader(text)})
	}
	out, err := importing.New(office).Commit(t.Context(), Admin, u)
	if err != nil || !out.Stored {
		t.Fatalf("import: %v, %v, %v", err, out.Reasons, out.Report.Refusals())
	}
}

// Publish puts documents in force.
func Publish(t *testing.T, office *desk.Office, documents ...rainmaker.Document) {
	t.Helper()
	checked, err := plans.New(office).Publish(t.Context(), Admin, documents, "")
	if err != nil || !checked.OK() {
		t.Fatalf("publish: %v, %v", err, checked.Diagnostics)
	}
}

// The team: two sellers at 10% up to half their monthly quota of 1,000 and 20% beyond, and their lead at 1% of what they book in
// a quarter.
const (
	People = "person,name,manager,plan,from\n" +
		"lee,Lee Park,,lead,2027-01-01\n" +
		"ana,Ana Cruz,lee,seller,2027-01-01\n" +
		"bo,Bo Lind,lee,seller,2027-01-01\n"
	Quotas = "person,plan,from,quota,target\n" +
		"ana,seller,2027-01-01,1000.00,100.00\n" +
		"bo,seller,2027-01-01,1000.00,100.00\n"
	// Header is that of bookings, and Bookings the two that the team has won: Ana's own, and one that she shares with Bo.
	Header   = "booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv\n"
	Bookings = Header +
		"1,Northwind,ana,,1,,won,core,new,2027-01-04,2027-01-10,600.00\n" +
		"2,Contoso,ana,bo,0.5,,won,core,new,2027-01-04,2027-02-10,1000.00\n"
)

// Letters are the team's, and the terms that they use.
func Letters() []rainmaker.Document {
	return []rainmaker.Document{
		{Name: "seller.plan.md", Text: seller}, {Name: "lead.plan.md", Text: lead}, {Name: "words.terms.md", Text: words},
	}
}

// SaleTerms and SaleLetter are of a seller who is paid 10% of what they sell, and half as much again above a monthly quota.
const (
	SaleTerms = "```plan" + `
language 1
terms words
event sale dated closed { seller payee; closed date; amount money }
credit sales from sale { counts on closed; order by closed, id; to seller as rep 100% of amount }
` + "```\n"
	SaleLetter = "```plan" + `
language 1
uses words
plan seller "Seller" {
  effective 2027-01-01 before 2028-01-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
param quota : money per month, not prorated
measure attainment = sum(sales as rep) / quota
commission base "Base commission" on sales as rep {
  rate  10%
  tiers by attainment, each slice { from 0%: x 1; from 100%: x 1.5 }
}
settle { pay the rest }
` + "```\n"
)

const seller = "```plan" + `
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
commission base "Base commission" on bookings as AE {
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
event booking "Booking" dated opened {
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
