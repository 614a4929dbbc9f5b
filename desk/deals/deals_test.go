package deals_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
	"rainmaker/desk/deals"
	"rainmaker/desk/importing"
	"rainmaker/desk/plans"
	"rainmaker/ingest"
	"rainmaker/store/sqlite"
)

// A company small enough to work out by hand: two sellers at 10% up to half their monthly quota of 1,000 and 20% beyond, and
// their lead at 1% of what they book in a quarter. It is 20 February; Ana has half of a shared 1,000 in the month.
const (
	people = "person,name,manager,plan,from\n" +
		"lee,Lee Park,,lead,2027-01-01\n" +
		"ana,Ana Cruz,lee,seller,2027-01-01\n" +
		"bo,Bo Lind,lee,seller,2027-01-01\n"
	quotas = "person,plan,from,quota,target\n" +
		"ana,seller,2027-01-01,1000.00,100.00\n" +
		"bo,seller,2027-01-01,1000.00,100.00\n"
	bookings = "booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv\n" +
		"1,Northwind,ana,,1,,won,core,new,2027-01-04,2027-01-10,600.00\n" +
		"2,Contoso,ana,bo,0.5,,won,core,new,2027-01-04,2027-02-10,1000.00\n" +
		"3,Lost Co,ana,,1,,lost,core,new,2027-01-04,2027-02-11,900.00\n" +
		"4,Open Co,ana,,1,,open,core,new,2027-02-04,,500.00\n" +
		"5,Half Co,ana,,0.5,,open,core,new,2027-02-04,,300.00\n" +
		"6,Bo Co,bo,,1,,open,core,new,2027-02-04,2027-03-09,400.00\n"
	seller = "```plan\nlanguage 1\nuses words\n" + `
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
	lead = "```plan\nlanguage 1\nuses words\n" + `
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
	words = "```plan\nlanguage 1\nterms words\n" + `
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
)

var (
	ana   = access.Principal{Login: "ana", Name: "Ana Cruz", Role: rainmaker.RoleRep, Payee: "ana"}
	bo    = access.Principal{Login: "bo", Name: "Bo Lind", Role: rainmaker.RoleRep, Payee: "bo"}
	lee   = access.Principal{Login: "lee", Name: "Lee Park", Role: rainmaker.RoleManager, Payee: "lee", Team: map[rainmaker.PayeeID]bool{"ana": true, "bo": true}}
	admin = access.Principal{Login: "vera", Name: "Vera", Role: rainmaker.RoleAdmin}
)

func open(t *testing.T) *deals.Desk {
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
	office := &desk.Office{
		Unit: store, Facts: store, Documents: store, Runs: store, Accounts: store, Version: "test",
		Now: func() time.Time { return time.Date(2027, time.February, 20, 9, 0, 0, 0, time.UTC) },
	}
	u := importing.Upload{Profile: "demo", Mode: rainmaker.Whole}
	for name, text := range map[string]string{"people.csv": people, "quotas.csv": quotas, "bookings.csv": bookings} {
		u.Files = append(u.Files, ingest.File{Name: name, Content: strings.NewReader(text)})
	}
	out, err := importing.New(office).Commit(t.Context(), admin, u)
	if err != nil || !out.Stored {
		t.Fatalf("import: %v, %v, %v", err, out.Reasons, out.Report.Refusals())
	}
	checked, err := plans.New(office).Publish(t.Context(), admin, []rainmaker.Document{
		{Name: "seller.plan.md", Text: seller}, {Name: "lead.plan.md", Text: lead}, {Name: "words.terms.md", Text: words},
	}, "")
	if err != nil || !checked.OK() {
		t.Fatalf("publish: %v, %v", err, checked.Diagnostics)
	}
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
