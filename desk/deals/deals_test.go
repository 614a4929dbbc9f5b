package deals_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk/deals"
	"rainmaker/desk/desktest"
)

// bookings are what the team has won, lost and still open. It is 20 February; Ana has half of a shared 1,000 in the month.
const bookings = desktest.Bookings +
	"3,Lost Co,ana,,1,,lost,core,new,2027-01-04,2027-02-11,900.00\n" +
	"4,Open Co,ana,,1,,open,core,new,2027-02-04,,500.00\n" +
	"5,Half Co,ana,,0.5,,open,core,new,2027-02-04,,300.00\n" +
	"6,Bo Co,bo,,1,,open,core,new,2027-02-04,2027-03-09,400.00\n"

var (
	ana   = access.Principal{Login: "ana", Name: "Ana Cruz", Role: rainmaker.RoleRep, Payee: "ana"}
	bo    = access.Principal{Login: "bo", Name: "Bo Lind", Role: rainmaker.RoleRep, Payee: "bo"}
	lee   = access.Principal{Login: "lee", Name: "Lee Park", Role: rainmaker.RoleManager, Payee: "lee", Team: map[rainmaker.PayeeID]bool{"ana": true, "bo": true}}
	admin = desktest.Admin
)

func open(t *testing.T) *deals.Desk {
	t.Helper()
	office, _ := desktest.Open(t, desktest.Today)
	desktest.Import(t, office, rainmaker.Whole, map[string]string{"people.csv": desktest.People, "quotas.csv": desktest.Quotas, "bookings.csv": bookings})
	desktest.Publish(t, office, desktest.Letters()...)
	return deals.New(office)
}

func booking(id string) rainmaker.EventRef { return rainmaker.EventRef{Name: "booking", ID: id} }

// What every open deal pays whom by when, worked out by hand: Ana stands at 50% in February and at nothing in March.
func TestList(t *testing.T) {
	d := open(t)
	for _, tt := range []struct {
		who   access.Principal
		payee rainmaker.PayeeID
		want  string
	}{
		{ana, "ana", "4 500.00 stage open, no date yet: $100.00 if it closes by 28 February, $50.00 after\n" +
			"5 300.00 stage open, no date yet: $0.00 if it closes; " +
			"It can’t be credited to anybody until it is corrected: nobody is named for AE of booking 5, which credits 50% of it.\n"},
		{bo, "bo", "6 400.00 stage open, expected 9 March: $80.00 if it closes by 28 February, $40.00 after\n"},
		{lee, "bo", "6 400.00 stage open, expected 9 March: $80.00 if it closes by 28 February, $40.00 after\n"},
		{lee, "lee", "4 500.00 stage open, no date yet: $5.00 if it closes\n6 400.00 stage open, expected 9 March: $4.00 if it closes\n"},
	} {
		l, err := d.List(t.Context(), tt.who, tt.payee, deals.Stretch{})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, x := range l.Deals {
			fmt.Fprintf(&b, "%s %s %s: %s", x.Event.ID, x.Amount, x.Says, x.Sentence)
			if x.Trouble != "" {
				b.WriteString("; " + x.Trouble)
			}
			b.WriteString("\n")
		}
		if b.String() != tt.want {
			t.Errorf("%s sees of %s:\n%swant\n%s", tt.who.Login, tt.payee, b.String(), tt.want)
		}
	}
	l, err := d.List(t.Context(), ana, "ana", deals.Stretch{From: 1, Most: 1})
	if err != nil || l.All != 2 || len(l.Deals) != 1 || l.Deals[0].Event.ID != "5" {
		t.Errorf("the second of two is %v of %d (%v)", l.Deals, l.All, err)
	}
}

// Nobody sees, tries or learns of what is not theirs.
func TestWhoSeesWhat(t *testing.T) {
	d := open(t)
	for _, who := range []access.Principal{bo, access.Anonymous} {
		want := rainmaker.NotFound
		if who.Role == "" {
			want = rainmaker.Unsigned
		}
		_, list := d.List(t.Context(), who, "ana", deals.Stretch{})
		_, page := d.Deal(t.Context(), who, deals.Ask{Event: booking("4")})
		_, asAna := d.Deal(t.Context(), who, deals.Ask{Event: booking("4"), Payee: "ana"})
		_, blank := d.Blank(t.Context(), who, "", deals.Ask{Payee: "ana"})
		_, found := d.Find(t.Context(), who, "4")
		for name, err := range map[string]error{"list": list, "deal": page, "deal as ana": asAna, "blank": blank, "find": found} {
			if got := rainmaker.CodeOf(err); got != want {
				t.Errorf("%q asks for %s of ana and is answered %q (%v), want %q", who.Login, name, got, err, want)
			}
		}
	}
	real, made := func() (error, error) {
		_, a := d.Deal(t.Context(), bo, deals.Ask{Event: booking("4")})
		_, b := d.Deal(t.Context(), bo, deals.Ask{Event: booking("44")})
		return a, b
	}()
	if real == nil || made == nil || strings.Replace(made.Error(), "44", "4", 1) != real.Error() {
		t.Errorf("a deal of another is told apart from none:\n%v\n%v", real, made)
	}
	// As much is worked out for the one as for the other, or the time it takes would tell them apart.
	for _, ask := range []func(id string){
		func(id string) { _, _ = d.Deal(t.Context(), bo, deals.Ask{Event: booking(id)}) },
		func(id string) { _, _ = d.Find(t.Context(), bo, id) },
	} {
		for _, id := range []string{"4", "44", "no such deal"} {
			weighed := 0
			d.Weighs(func(rainmaker.EventRef) { weighed++ })
			if ask(id); weighed != 1 {
				t.Errorf("for deal %s it is worked out %d times whom a deal concerns", id, weighed)
			}
		}
	}
	people, err := d.People(t.Context(), lee)
	if got := fmt.Sprint(people, err); got != "[{lee Lee Park 2} {ana Ana Cruz 2} {bo Bo Lind 1}] <nil>" {
		t.Errorf("the lead may ask about %s", got)
	}
}

func text(v *deals.Version) string {
	var b strings.Builder
	b.WriteString(v.Total.Plain())
	for _, p := range v.Parts {
		fmt.Fprintf(&b, "; %s in %s %s", p.Component, p.Period, p.Amount.Plain())
	}
	for _, c := range v.Credited {
		pays := "?"
		if c.Seen {
			pays = c.Pays.Plain()
		}
		fmt.Fprintf(&b, "; %s as %s %s of it: %s", c.Payee, c.Role, c.Share, pays)
	}
	if v.Cost.Seen {
		fmt.Fprintf(&b, "; costs %s for %d", v.Cost.Total.Plain(), v.Cost.People)
	}
	return b.String()
}

// The calculator: the deal as it is beside the deal as typed, what changes it, and whom it pays; each figure by hand.
func TestDeal(t *testing.T) {
	d := open(t)
	for name, tt := range map[string]struct {
		who         access.Principal
		ask         deals.Ask
		base, tried string
	}{
		"as it is": {
			ana,
			deals.Ask{Event: booking("4")},
			"100.00 USD; base in 2027-02 100.00; ana as AE 100% of it: 100.00 USD; lee as manager 100% of it: ?", "",
		},
		"as it is, to the lead": {
			lee,
			deals.Ask{Event: booking("4"), Payee: "ana"},
			"100.00 USD; base in 2027-02 100.00; ana as AE 100% of it: 100.00 USD; lee as manager 100% of it: 5.00 USD; costs 105.00 USD for 2", "",
		},
		"twice the amount": {
			ana,
			deals.Ask{Event: booking("4"), Fields: map[string]string{"acv": "1,000"}},
			"100.00 USD; base in 2027-02 100.00",
			"200.00 USD; base in 2027-02 200.00; ana as AE 100% of it: 200.00 USD; lee as manager 100% of it: ?",
		},
		"a month later": {
			ana,
			deals.Ask{Event: booking("4"), Fields: map[string]string{"closed": "2027-03-31"}},
			"100.00 USD; base in 2027-02 100.00",
			"50.00 USD; base in 2027-03 50.00; ana as AE 100% of it: 50.00 USD; lee as manager 100% of it: ?",
		},
		"shared": {
			admin,
			deals.Ask{Event: booking("4"), Payee: "ana", Fields: map[string]string{"owner_share": "60", "partner": "bo"}},
			"100.00 USD; base in 2027-02 100.00",
			"60.00 USD; base in 2027-02 60.00; ana as AE 60% of it: 60.00 USD; bo as AE 40% of it: 40.00 USD; lee as manager 100% of it: 5.00 USD; costs 105.00 USD for 3",
		},
		"one that counts": {
			ana,
			deals.Ask{Event: booking("1")},
			"70.00 USD; base in 2027-01 70.00; ana as AE 100% of it: 70.00 USD; lee as manager 100% of it: ?", "",
		},
	} {
		p, err := d.Deal(t.Context(), tt.who, tt.ask)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		tried := ""
		if p.Tried != nil {
			tried = text(p.Tried)
		}
		if text(p.Base) != tt.base || tried != tt.tried || len(p.Wrong) > 0 {
			t.Errorf("%s:\n%s\n%s %v\nwant\n%s\n%s", name, text(p.Base), tried, p.Wrong, tt.base, tt.tried)
		}
	}
}

func TestWhatChangesADeal(t *testing.T) {
	p, err := open(t).Deal(t.Context(), ana, deals.Ask{Event: booking("4")})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range p.Varied {
		got = append(got, v.Text+": "+v.Total.Plain()+", "+v.Change.Signed())
	}
	want := []string{"shared half and half, owner_share 50%: 50.00 USD, −50.00", "10% less acv: 90.00 USD, −10.00"}
	if !slices.Equal(got, want) {
		t.Errorf("it changes by %q, want %q", got, want)
	}
	if len(p.Base.Rests) != 1 || !strings.Contains(p.Base.Rests[0], "depends on what else counts before it in 2027-02") {
		t.Errorf("it rests on %q", p.Base.Rests)
	}
	if got := strings.Join(p.Base.Assumed, ", "); got != "stage open → won, closed none → 28 February 2027" {
		t.Errorf("it takes for granted %q", got)
	}
	if r := p.Base.Parts[0].Reason; !strings.Contains(r, "takes you from 50% to 100%") || !strings.Contains(r, "100.00") {
		t.Errorf("the reason is %q", r)
	}
}

// What can't be taken is said with the field and what to write, and nothing else is worked out.
func TestWhatCannotBeTyped(t *testing.T) {
	d := open(t)
	for field, tt := range map[string]struct{ typed, want string }{
		"acv":         {"much", `"much" is no amount; write it as 12,500`},
		"closed":      {"31.3.2027", `"31.3.2027" is no day; write it as 2027-03-31`},
		"owner_share": {"all", `"all" is no percentage; write it as 60`},
		"stage":       {"sold", `"sold" is none of open, won, lost`},
		"owner":       {"nobody", `there is nobody "nobody" that you can choose`},
		"partner":     {"zoe", `there is nobody "zoe" that you can choose`},
	} {
		p, err := d.Deal(t.Context(), ana, deals.Ask{Event: booking("4"), Fields: map[string]string{field: tt.typed}})
		if err != nil {
			t.Errorf("%s: %v", field, err)
			continue
		}
		if len(p.Wrong) != 1 || p.Wrong[0] != (deals.Wrong{Name: field, Text: tt.want}) || p.Tried != nil {
			t.Errorf("%s %q: %v, tried %v", field, tt.typed, p.Wrong, p.Tried)
		}
		for _, in := range p.Fields {
			if in.Name == field && (in.Value != tt.typed || in.Wrong == "") {
				t.Errorf("%s stands in the form as %q with %q", field, in.Value, in.Wrong)
			}
		}
	}
	for _, typed := range []string{"1,2,3,,", ",500", "12,50", "1,5000", "500,"} {
		p, err := d.Deal(t.Context(), ana, deals.Ask{Event: booking("4"), Fields: map[string]string{"acv": typed}})
		want := fmt.Sprintf("%q is no amount: a comma stands at every third digit, and only there; write it as 12,500", typed)
		if err != nil || len(p.Wrong) != 1 || p.Wrong[0].Text != want || p.Tried != nil {
			t.Errorf("%s: %v (%v), want %s", typed, p.Wrong, err, want)
		}
	}
	if p, err := d.Deal(t.Context(), ana, deals.Ask{Event: booking("4"), Fields: map[string]string{"acv": "12,500.50"}}); err != nil || len(p.Wrong) > 0 || p.Tried == nil {
		t.Errorf("12,500.50 is refused: %v (%v)", p.Wrong, err)
	}
	for typed, want := range map[string]string{"160": "160% is no share of a deal; write 0 to 100", "-1": "-1% is no share of a deal; write 0 to 100"} {
		p, err := d.Deal(t.Context(), ana, deals.Ask{Event: booking("4"), Fields: map[string]string{"owner_share": typed}})
		if err != nil || len(p.Wrong) != 1 || p.Wrong[0].Text != want || p.Tried != nil {
			t.Errorf("a share of %s%%: %v, %v", typed, p.Wrong, err)
		}
	}
	p, err := d.Deal(t.Context(), ana, deals.Ask{Event: booking("4"), Fields: map[string]string{"closed": "2047-03-31"}})
	if err != nil || len(p.Wrong) != 1 || !strings.Contains(p.Wrong[0].Text, "more than 2 years ahead") {
		t.Errorf("twenty years ahead: %v, %v", p.Wrong, err)
	}
}

// A blank deal begins as the last that counted, all of it the person's.
func TestBlank(t *testing.T) {
	d := open(t)
	p, err := d.Blank(t.Context(), ana, "", deals.Ask{Payee: "ana"})
	if err != nil {
		t.Fatal(err)
	}
	if got := text(p.Tried); got != "200.00 USD; base in 2027-02 200.00; ana as AE 100% of it: 200.00 USD; lee as manager 100% of it: ?" {
		t.Errorf("a blank deal pays %s", got)
	}
	p, err = d.Blank(t.Context(), ana, "booking", deals.Ask{Payee: "ana", Fields: map[string]string{"acv": "100"}})
	if err != nil || p.Tried.Total.Plain() != "20.00 USD" {
		t.Errorf("one of 100 pays %v (%v)", p.Tried, err)
	}
	if _, err = d.Blank(t.Context(), ana, "invoice", deals.Ask{Payee: "ana"}); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("a kind that no plan pays on is answered %v", err)
	}
}
