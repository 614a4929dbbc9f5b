package deals_test

import (
	"fmt"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk/deals"
	"rainmaker/desk/desktest"
	"rainmaker/desk/importing"
	"rainmaker/ingest"
)

const bookingHead = "booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv\n"

// learn imports further bookings.
func learn(t *testing.T, d *deals.Desk, rows string) {
	t.Helper()
	u := importing.Upload{Profile: "demo", Mode: rainmaker.Changes, Files: []ingest.File{{Name: "bookings.csv", Content: strings.NewReader(bookingHead + rows)}}}
	out, err := importing.New(d.Office).Commit(t.Context(), admin, u)
	if err != nil || !out.Stored {
		t.Fatalf("%v, %v, %v", err, out.Reasons, out.Report.Refusals())
	}
}

func sheetText(r deals.SheetRow) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s; credit %s and %s;", r.Event.ID, r.Says, r.Direct, r.Beside)
	for _, role := range r.Roles {
		fmt.Fprintf(&b, " %s %s:", role.Role, role.Share)
		for _, p := range role.People {
			fmt.Fprintf(&b, " %s %s", p.Payee, p.Share)
		}
		b.WriteString(";")
	}
	for _, c := range r.Conflicts {
		fmt.Fprintf(&b, " [%s] %s", c.Kind, c.Text)
	}
	return b.String()
}

// A second rule credits the engineer's deals to their owner again, in full and in the same role; and nobody reads who met the
// customer first.
func TestSheets(t *testing.T) {
	d := open(t)
	publishTwice(t, d)
	learn(t, d, "7,Twice Co,ana,,1,bo,won,core,expansion,2027-02-01,2027-02-12,800.00\n"+
		"8,Named Co,ana,,1,bo,won,core,new,2027-02-01,2027-02-13,100.00\n")
	l, err := d.Sheets(t.Context(), admin, deals.SheetAsk{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"5 open, stage open, no date yet; credit 0% and 0%; [shares not 100%] Shares: nobody is named for AE of booking 5, which credits 50% of it.",
		"8 counts on 13 February; credit 100% and 100%; AE 100%: ana 100%; manager 100%: lee 100%; [named, not credited] Bo Lind is named as engineer and not credited: " +
			"again credits a deal only where kind is expansion.",
		"7 counts on 12 February; credit 200% and 100%; AE 100%: ana 100%; manager 100%: lee 100%; AE 100%: bo 100%; " +
			"[a role credited twice] The role AE is credited twice: 100% to Ana Cruz under bookings, and 100% to Bo Lind under again.",
	}
	var got []string
	for _, r := range l.Rows {
		got = append(got, sheetText(r))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if l.All != 8 || l.Odd != 3 {
		t.Errorf("%d of %d are odd", l.Odd, l.All)
	}
	l, err = d.Sheets(t.Context(), admin, deals.SheetAsk{Kind: deals.LeftOut})
	if err != nil || len(l.Rows) != 1 || l.Rows[0].Event.ID != "3" || !strings.Contains(l.Rows[0].Conflicts[0].Text, "stage is won, and this one says stage lost") {
		t.Errorf("left out: %+v, %v", l.Rows, err)
	}

	// The page of the deal says the same, and what it costs of its amount: 80 to Ana, 8 to Bo and 8 to the lead, of 800.
	p, err := d.Deal(t.Context(), admin, deals.Ask{Event: booking("7"), Payee: "ana"})
	if err != nil {
		t.Fatal(err)
	}
	if s := p.Base.Sheet; s.Direct != "200%" || len(s.Conflicts) != 1 || s.Conflicts[0].Kind != deals.RoleTwice {
		t.Errorf("%+v", s)
	}
	if p.Base.Cost.Share == "" || !p.Base.Cost.Seen {
		t.Errorf("cost %+v", p.Base.Cost)
	}
}

// Whoever sees nobody's deals has no such list, and a manager sees in it what concerns their team.
func TestWhoSeesSheets(t *testing.T) {
	d := open(t)
	for who, want := range map[string]rainmaker.Code{"ana": rainmaker.NotFound, "": rainmaker.Unsigned, "lee": "", "vera": ""} {
		p := map[string]access.Principal{"ana": ana, "": access.Anonymous, "lee": lee, "vera": admin}[who]
		if _, err := d.Sheets(t.Context(), p, deals.SheetAsk{}); rainmaker.CodeOf(err) != want {
			t.Errorf("%q: %v, want %q", who, err, want)
		}
	}
	few := access.Principal{Login: "kim", Name: "Kim", Role: rainmaker.RoleManager, Payee: "kim", Team: map[rainmaker.PayeeID]bool{"bo": true}}
	l, err := d.Sheets(t.Context(), few, deals.SheetAsk{All: true})
	if err != nil || l.All != 2 { // 2, which Bo shares, and 6
		t.Errorf("the manager of one sees %d deals: %v", l.All, err)
	}
}

// An open deal that names somebody and can't count for them stands apart, with what stands in the way.
func TestApart(t *testing.T) {
	d := open(t)
	rows := "7,Share Co,ana,bo,1,,open,core,new,2027-02-04,,700.00\n8,Eng Co,ana,,1,bo,open,core,new,2027-02-04,,800.00\n"
	apart := func() string {
		t.Helper()
		l, err := d.List(t.Context(), bo, "bo", deals.Stretch{})
		if err != nil || l.All != 1 { // 6; of 7 his share is nothing
			t.Fatalf("%d deals, %v", l.All, err)
		}
		var got []string
		for _, a := range l.Apart {
			got = append(got, a.Event.ID+" "+a.Amount+" as "+strings.Join(a.Named, ",")+": "+strings.Join(a.Why, " "))
		}
		return strings.Join(got, "\n")
	}
	learn(t, d, rows)
	none := "7 700.00 as partner: Your share of it is 0%.\n"
	if got, want := apart(), none+"8 800.00 as engineer: No letter of yours credits whom it names as engineer."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	publishTwice(t, d)
	if got, want := apart(), none+"8 800.00 as engineer: The letter credits a deal where kind is expansion; this one says kind new."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if l, err := d.List(t.Context(), ana, "ana", deals.Stretch{}); err != nil || len(l.Apart) > 0 {
		t.Errorf("ana: %+v, %v", l.Apart, err)
	}
}

// publishTwice adds a rule that credits the engineer of an expansion in the role and with the whole amount of its owner.
func publishTwice(t *testing.T, d *deals.Desk) {
	t.Helper()
	rule := "credit again from booking { counts on closed; where kind is expansion; order by closed, id; to engineer as AE 100% of acv }\n"
	letters := desktest.Letters() // the seller's, the lead's and the terms
	letters[0].Text = strings.Replace(letters[0].Text, "settle {", "commission more on again as AE { rate 1% }\nsettle {", 1)
	letters[2].Text = strings.Replace(letters[2].Text, "credit team from", rule+"credit team from", 1)
	desktest.Publish(t, d.Office, letters...)
}
