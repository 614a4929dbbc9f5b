package deals_test

import (
	"fmt"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/desk/deals"
	"rainmaker/desk/desktest"
	"rainmaker/desk/payrun"
)

// odd is a company whose deals end in fractions of a cent: two of 10.05 at 10% are 1.005 each, and 2.01 together. Everybody on
// the plan has a share of what all of them sell, credited or not.
func odd(t *testing.T) *deals.Desk {
	t.Helper()
	office, _ := desktest.Open(t, desktest.Today)
	desktest.Import(t, office, rainmaker.Whole, map[string]string{
		"people.csv": desktest.People, "quotas.csv": desktest.Quotas,
		"bookings.csv": desktest.Header +
			"1,Northwind,ana,,1,,won,core,new,2027-02-04,2027-02-10,10.05\n" +
			"2,Contoso,ana,,1,,won,core,new,2027-02-04,2027-02-11,10.05\n" +
			"3,Open Co,ana,,1,,open,core,new,2027-02-04,,10.05\n",
	})
	letters := desktest.Letters()
	letters[0].Text = strings.Replace(letters[0].Text, "settle {", "measure all_sold = sum(bookings as AE of everyone)\n"+
		"bonus share_of_all \"Share of all\" { pay 2% of all_sold }\nsettle {", 1)
	desktest.Publish(t, office, letters...)
	if _, err := payrun.New(office).Calculate(t.Context(), desktest.Admin); err != nil {
		t.Fatal(err)
	}
	return deals.New(office)
}

// A deal costs what its own lines pay, to the cent the same on its page, in its rows and in the list of all deals; what it
// changes on other lines stands beside it, with a name.
func TestOneCost(t *testing.T) {
	d := odd(t)
	list, err := d.Sheets(t.Context(), admin, deals.SheetAsk{All: true})
	if err != nil {
		t.Fatal(err)
	}
	counts := 0
	for _, r := range list.Rows {
		if r.Open {
			continue
		}
		counts++
		p, err := d.Deal(t.Context(), admin, deals.Ask{Event: r.Event, Payee: "ana"})
		if err != nil {
			t.Fatal(err)
		}
		v, rows := p.Base, int64(0)
		for _, c := range v.Credited {
			for _, m := range c.Pays {
				rows += m.Minor()
			}
		}
		if v.Cost.Total.Plain() != r.Cost.Plain() || rows != r.Cost[0].Minor() || v.Cost.Share != r.Share {
			t.Errorf("deal %s costs %s, %s of it, on the list, %s, %s, on its page, and its rows add up to %d cents",
				r.Event.ID, r.Cost.Plain(), r.Share, v.Cost.Total.Plain(), v.Cost.Share, rows)
		}
		want := "Ana Cruz, Share of all 0.20 USD; Bo Lind, Share of all 0.20 USD; in all 0.40 USD"
		if got := elsewhereText(v.Elsewhere); got != want {
			t.Errorf("deal %s changes elsewhere %q", r.Event.ID, got)
		}
	}
	if counts != 2 {
		t.Errorf("%d deals count", counts)
	}
	p, err := d.Deal(t.Context(), ana, deals.Ask{Event: booking("1")})
	if err != nil {
		t.Fatal(err)
	}
	if p.Base.Cost.Seen || p.Base.Cost.Total != nil {
		t.Errorf("a rep is told what others are paid: %+v", p.Base.Cost)
	}
	if got := elsewhereText(p.Base.Elsewhere); got != "Ana Cruz, Share of all 0.20 USD; 1 hidden; in all " {
		t.Errorf("a rep is told of others %q", got)
	}
}

func elsewhereText(e deals.Elsewhere) string {
	var parts []string
	for _, p := range e.People {
		parts = append(parts, fmt.Sprintf("%s, %s %s", p.Name, p.Label, p.Change.Plain()))
	}
	if e.Hidden > 0 {
		parts = append(parts, fmt.Sprintf("%d hidden", e.Hidden))
	}
	return strings.Join(append(parts, "in all "+e.Total.Plain()), "; ")
}

// A cent that running rounding carries is no reason to close by a day: before it is rounded the deal pays the same.
func TestCentsAreNoDifference(t *testing.T) {
	l, err := odd(t).List(t.Context(), ana, "ana", deals.Stretch{})
	if err != nil || len(l.Deals) != 1 {
		t.Fatalf("%d deals (%v)", len(l.Deals), err)
	}
	if got := l.Deals[0].Sentence; got != "$1.21 if it closes" {
		t.Errorf("the deal pays %q", got)
	}
}
