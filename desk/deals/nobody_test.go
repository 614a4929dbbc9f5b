package deals_test

import (
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/desk/deals"
	"rainmaker/desk/desktest"
	"rainmaker/desk/payrun"
)

// The list of credits and the page of a run come to one verdict on a deal that nobody is credited on: left out on purpose where
// a condition of the letter does not hold, credited to nobody where it does and the deal names nobody.
func TestNobodyAndLeftOutAreOneVerdict(t *testing.T) {
	d := open(t)
	letters := desktest.Letters()
	letters[2].Text = strings.Replace(letters[2].Text, "  to owner   as AE  owner_share of acv\n  to partner as AE  rest of acv\n", "  to engineer as AE 100% of acv overlay\n", 1)
	desktest.Publish(t, d.Office, letters...)
	learn(t, d, "7,Nobody Co,ana,,1,,won,core,new,2027-02-01,2027-02-12,800.00\n8,Lost Co,ana,,1,bo,lost,core,new,2027-02-01,2027-02-13,100.00\n")
	runs := payrun.New(d.Office)
	run, err := runs.Calculate(t.Context(), admin)
	if err != nil || run.State != rainmaker.RunComplete {
		t.Fatalf("%+v, %v", run, err)
	}
	audited, err := runs.Audit(t.Context(), admin, 0)
	if err != nil {
		t.Fatal(err)
	}
	ofRun := map[string]string{}
	for _, f := range audited.Findings {
		for _, x := range f.Deals {
			ofRun[x.Event.ID] = string(f.Kind)
		}
	}
	for id, want := range map[string]struct {
		kind deals.ConflictKind
		text string
	}{
		"7": {deals.Nobody, "Nobody is credited: it is as bookings asks, and names nobody whom the letter then credits."},
		"8": {deals.LeftOut, "The letters leave it out: it is credited where stage is won, and this one says stage lost."},
	} {
		l, err := d.Sheets(t.Context(), admin, deals.SheetAsk{Find: id})
		if err != nil || len(l.Rows) != 1 || len(l.Rows[0].Conflicts) != 1 {
			t.Fatalf("%s: %+v, %v", id, l.Rows, err)
		}
		if got := l.Rows[0].Conflicts[0]; got.Kind != want.kind || got.Text != want.text || ofRun[id] != string(want.kind) {
			t.Errorf("%s is %+v on the list of credits and %q on the run, want %+v", id, got, ofRun[id], want)
		}
		p, err := d.Deal(t.Context(), admin, deals.Ask{Event: booking(id), Payee: "ana"})
		if err != nil || len(p.Base.Sheet.Conflicts) != 1 || p.Base.Sheet.Conflicts[0].Text != want.text {
			t.Errorf("the page of %s says %+v, %v", id, p.Base.Sheet.Conflicts, err)
		}
	}
}

// A deal is found by part of its id or name, in all of them unless a kind is asked for.
func TestSheetsAreSearched(t *testing.T) {
	d := open(t)
	for _, c := range []struct {
		ask  deals.SheetAsk
		want int
	}{
		{deals.SheetAsk{Find: "north"}, 1},
		{deals.SheetAsk{Find: " NORTHWIND "}, 1},
		{deals.SheetAsk{Find: "nothing such"}, 0},
		{deals.SheetAsk{Find: "north", Kind: deals.LeftOut}, 0},
		{deals.SheetAsk{Find: "3", Kind: deals.LeftOut}, 1},
	} {
		l, err := d.Sheets(t.Context(), admin, c.ask)
		if err != nil || l.Matching != c.want {
			t.Errorf("%+v finds %d deals, want %d: %v", c.ask, l.Matching, c.want, err)
		}
	}
}
