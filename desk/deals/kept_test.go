package deals_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/desk/deals"
	"rainmaker/desk/desktest"
	"rainmaker/desk/payrun"
	"rainmaker/desk/statement"
)

// many is a company with so many open deals of Ana's, each expected on another day.
func many(t *testing.T, n int) (*deals.Desk, string) {
	t.Helper()
	office, _ := desktest.Open(t, desktest.Today)
	var b strings.Builder
	b.WriteString(strings.Replace(desktest.Header, "acv\n", "acv,expected\n", 1))
	b.WriteString("1,Northwind,ana,,1,,won,core,new,2027-01-04,2027-01-10,600.00,2027-01-08\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,Open %d,ana,bo,0.6,,open,core,new,2027-02-04,,%d.00,2027-03-%02d\n", 100+i, i, 900-i, 1+i%28)
	}
	bookings := b.String()
	desktest.Import(t, office, rainmaker.Whole, map[string]string{"people.csv": desktest.People, "quotas.csv": desktest.Quotas, "bookings.csv": bookings})
	desktest.Publish(t, office, desktest.Letters()...)
	return deals.New(office), bookings
}

// Whoever goes away ends the work: after the first batch nothing more is worked out.
func TestWorkEndsWithTheVisit(t *testing.T) {
	d, _ := many(t, 45)
	ctx, leave := context.WithCancel(t.Context())
	told := 0
	err := d.Each(ctx, ana, "ana", func(deals.Open) error {
		told++
		leave()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the list ends with %v", err)
	}
	if d.Kept() != 20 || told != 20 {
		t.Errorf("%d deals are worked out and %d told; the visitor left at the first of 20", d.Kept(), told)
	}
	if _, err := d.List(ctx, ana, "ana", deals.Stretch{From: 20, Most: 20}); !errors.Is(err, context.Canceled) || d.Kept() != 20 {
		t.Errorf("a visitor who is gone has %d deals worked out (%v)", d.Kept(), err)
	}
}

// What was worked out is not worked out again, for whomever, until a fact changes; then all of it is.
func TestAnswersAreKept(t *testing.T) {
	d, bookings := many(t, 5)
	list := func(who string) string {
		t.Helper()
		principal := ana
		if who == "lee" {
			principal = lee
		}
		l, err := d.List(t.Context(), principal, "ana", deals.Stretch{})
		if err != nil {
			t.Fatal(err)
		}
		return l.Deals[0].Sentence + l.Deals[0].Trouble
	}
	plain := list("ana")
	d.Mark(" kept")
	if got := list("ana") + list("lee"); got != plain+" kept"+plain+" kept" {
		t.Errorf("the list is asked for twice more and says %q", got)
	}
	if d.Kept() != 5 {
		t.Errorf("%d answers are kept", d.Kept())
	}
	desktest.Import(t, d.Office, rainmaker.Changes, map[string]string{"bookings.csv": strings.Replace(bookings, ",900.00,", ",901.00,", 1)})
	if got := list("ana"); strings.Contains(got, "kept") {
		t.Errorf("after an import the list says %q", got)
	}
}

// An open deal with a day on which it is expected says so, in the list of open deals and in that of deals without credit; and
// the list of open deals says the person's share.
func TestExpectedAndShare(t *testing.T) {
	d, _ := many(t, 1)
	l, err := d.List(t.Context(), ana, "ana", deals.Stretch{})
	if err != nil || len(l.Deals) != 1 || l.Deals[0].Says != "stage open, expected 1 March" || l.Deals[0].Share != "60% as AE" {
		t.Errorf("the list says %+v (%v)", l.Deals, err)
	}
	l, err = d.List(t.Context(), lee, "lee", deals.Stretch{})
	if err != nil || len(l.Deals) != 1 || l.Deals[0].Share != "100% as manager" {
		t.Errorf("the lead's list says %+v (%v)", l.Deals, err)
	}
	run := payrun.New(d.Office)
	t.Cleanup(func() {
		if err := run.Close(context.Background()); err != nil { // the test's own context has ended by now
			t.Error(err)
		}
	})
	if _, err := run.Calculate(t.Context(), desktest.Admin); err != nil {
		t.Fatal(err)
	}
	reader := statement.Desk{Office: d.Office}
	page, err := reader.Statement(t.Context(), ana, rainmaker.StatementKey{Payee: "ana", Plan: "seller", Period: "2027-02"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range page.NotPaid {
		for _, x := range r.Deals {
			got = append(got, x.Deal+" "+x.On)
		}
	}
	if fmt.Sprint(got) != "[Open 0 expected 1 March 2027]" {
		t.Errorf("deals without credit are %q", got)
	}
}
