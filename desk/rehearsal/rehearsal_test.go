package rehearsal_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/desk/desktest"
	"rainmaker/desk/plans"
	"rainmaker/desk/rehearsal"
	"rainmaker/money"
	"rainmaker/store/sqlite"
)

var (
	admin   = desktest.Admin
	manager = access.Principal{Login: "lee", Name: "Lee", Role: rainmaker.RoleManager, Payee: "lee", Team: map[rainmaker.PayeeID]bool{"ana": true}}
)

const (
	terms  = desktest.SaleTerms
	letter = desktest.SaleLetter
)

type company struct {
	*testing.T
	*rehearsal.Desk
	plans *plans.Desk
	store *sqlite.Store
}

// open is a company of three sellers with a quota of 1,000 a month, on 20 February 2027: Ana sold 1,200 in January and 500 in
// February, Bo 400 in February, and Cy nothing.
func open(t *testing.T) *company {
	t.Helper()
	office, store := desktest.Open(t, desktest.Today)
	c := &company{t, rehearsal.New(office), plans.New(office), store}
	var facts []rainmaker.Fact
	for id, name := range map[string]string{"ana": "Ana", "bo": "Bo", "cy": "Cy"} {
		person := field("payee", rainmaker.PersonOf(rainmaker.PayeeID(id)))
		plan := field("plan", rainmaker.TextOf("seller"))
		facts = append(facts,
			fact(rainmaker.KindPayee, id, calendar.Forever, field("name", rainmaker.TextOf(name))),
			fact(rainmaker.KindAssignment, id, calendar.Since(calendar.MustParse("2027-01-01")), person, plan),
			fact(rainmaker.KindNumber, id, calendar.Since(calendar.MustParse("2027-01-01")), person, plan, field("name", rainmaker.TextOf("quota")), field("value", cash("1000"))))
	}
	c.learn(append(facts, sale("S-1", "ana", "2027-01-10", "1200"), sale("S-2", "ana", "2027-02-05", "500"), sale("S-3", "bo", "2027-02-06", "400"))...)
	checked, err := c.plans.Publish(t.Context(), admin, []rainmaker.Document{{Name: "words.terms.md", Text: terms}, {Name: "seller.plan.md", Text: letter}}, "")
	if err != nil || !checked.OK() {
		t.Fatalf("%v, %v", checked.Diagnostics, err)
	}
	return c
}

func (c *company) learn(facts ...rainmaker.Fact) {
	c.Helper()
	if _, err := c.store.Append(c.Context(), rainmaker.Batch{Known: c.Now(), Mode: rainmaker.Changes}, facts); err != nil {
		c.Fatal(err)
	}
}

func fact(kind rainmaker.FactKind, id string, valid calendar.Span, fields ...rainmaker.Field) rainmaker.Fact {
	return rainmaker.Fact{FactKey: rainmaker.FactKey{Kind: kind, ID: id}, Valid: valid, Fields: fields, Source: rainmaker.Source{File: "sales.csv", Row: 7}}
}

func field(name string, v rainmaker.Value) rainmaker.Field {
	return rainmaker.Field{Name: name, Value: v}
}

func cash(amount string) rainmaker.Value {
	a, err := money.ParseAmount(amount)
	if err != nil {
		panic(err)
	}
	return rainmaker.CashOf(a, "USD")
}

func sale(id, seller, closed, amount string) rainmaker.Fact {
	return fact(rainmaker.EventKind("sale"), id, calendar.Forever, field("seller", rainmaker.PersonOf(rainmaker.PayeeID(seller))),
		field("closed", rainmaker.DayOf(calendar.MustParse(closed))), field("amount", cash(amount)))
}

// draft saves letters as a draft.
func (c *company) draft(docs ...rainmaker.Document) rainmaker.DraftID {
	c.Helper()
	d, err := c.plans.Save(c.Context(), admin, rainmaker.Draft{Changed: docs})
	if err != nil {
		c.Fatal(err)
	}
	return d.ID
}

func seller(was, is string) rainmaker.Document {
	if !strings.Contains(letter, was) {
		panic("the letter does not say " + was)
	}
	return rainmaker.Document{Name: "seller.plan.md", Text: strings.Replace(letter, was, is, 1)}
}

func (c *company) rehearse(id rainmaker.DraftID) rehearsal.Rehearsal {
	c.Helper()
	if _, err := c.Start(c.Context(), admin, id); err != nil {
		c.Fatal(err)
	}
	r, err := c.Wait(c.Context(), admin, id)
	if err != nil || r.State != rehearsal.Done || r.Worked != r.People {
		c.Fatalf("%s: %s, %d of %d, %v", r.State, r.Failure, r.Worked, r.People, err)
	}
	return r
}

// told is a rehearsal as a table.
func told(r rehearsal.Rehearsal) string {
	var b strings.Builder
	for _, p := range r.Periods[:2] {
		for _, rows := range [][]rehearsal.Row{p.Rows, p.Same} {
			for _, row := range rows {
				fmt.Fprintf(&b, "%s %s %s: %s, %s, %s\n", p.Which, row.Name, row.Period, row.Now.Plain(), row.Draft.Plain(), row.Delta.Plain())
			}
		}
		for _, row := range p.Unknown {
			fmt.Fprintf(&b, "%s %s %s: %s\n", p.Which, row.Name, row.Period, row.Why)
		}
		for _, s := range p.Sums {
			fmt.Fprintf(&b, "%s all %d: %s, %s, %s\n", p.Which, s.People, s.Now.Plain(), s.Draft.Plain(), s.Delta.Plain())
		}
	}
	return b.String()
}

// Worked out by hand: twelve per cent instead of ten, and twice above quota instead of one and a half times.
func TestRehearsal(t *testing.T) {
	c := open(t)
	doc := seller("rate  10%", "rate  12%")
	doc.Text = strings.Replace(doc.Text, "x 1.5", "x 2", 1)
	id := c.draft(doc)
	r := c.rehearse(id)
	want := `current Ana 2027-02: 50.00, 60.00, 10.00
current Bo 2027-02: 40.00, 48.00, 8.00
current Cy 2027-02: 0.00, 0.00, 0.00
current all 3: 90.00, 108.00, 18.00
last Ana 2027-01: 130.00, 168.00, 38.00
last Bo 2027-01: 0.00, 0.00, 0.00
last Cy 2027-01: 0.00, 0.00, 0.00
last all 3: 130.00, 168.00, 38.00
`
	if got := told(r); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if len(r.Moved) > 0 || r.Edition != 1 || r.Revision != 1 {
		t.Errorf("%+v", r)
	}

	w, err := c.Why(t.Context(), admin, id, rehearsal.Current, r.Periods[1].Rows[0].StatementKey)
	if err != nil || !w.Adds || len(w.Causes) != 1 || w.Causes[0].Amount.Plain() != "38.00" || w.Causes[0].Text != "what the letter says" {
		t.Fatalf("%+v, %v", w.Causes, err)
	}
	line := w.Causes[0].Parts[0].Lines[0]
	if line.Event.ID != "S-1" || w.Causes[0].Parts[0].Label != "Base commission" {
		t.Errorf("%+v", w.Causes[0].Parts)
	}
	var says []string
	for _, change := range w.Changes {
		says = append(says, change.Text)
	}
	if got := strings.Join(says, " "); !strings.Contains(got, "12%") || !strings.Contains(got, "× 2") {
		t.Errorf("what changed: %s", got)
	}

	key := r.Periods[1].Rows[0].StatementKey
	key.Payee = "nobody"
	if _, err := c.Why(t.Context(), admin, id, rehearsal.Current, key); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("why of nobody: %v", err)
	}
	if editions, err := c.plans.Editions(t.Context(), admin); err != nil || len(editions) != 1 {
		t.Errorf("%d editions, %v", len(editions), err)
	}
	if runs, err := c.Runs.Runs(t.Context(), 0); err != nil || len(runs) != 0 {
		t.Errorf("a rehearsal left %d runs, %v", len(runs), err)
	}
	if stored, err := c.store.StatementsOf(t.Context()); err != nil || len(stored) != 0 {
		t.Errorf("a rehearsal left %d statements, %v", len(stored), err)
	}
}

// The order is by difference: a gain of the new letter stands above a loss.
func TestOrder(t *testing.T) {
	c := open(t)
	// 20% up to a quarter of the quota, 5% up to 45% of it and nothing above: 400 pays 57.50 instead of 40, 500 pays 60 instead of 50.
	doc := seller("from 0%: x 1; from 100%: x 1.5", "from 0%: x 2; from 25%: x 0.5; from 45%: x 0")
	r := c.rehearse(c.draft(doc))
	want := "Bo 17.50; Ana 10.00;"
	got := ""
	for _, row := range r.Periods[0].Rows {
		got += row.Name + " " + row.Delta.Plain() + "; "
	}
	if strings.TrimSpace(got) != want {
		t.Errorf("current: %s want %s", got, want)
	}
	if rows := r.Periods[1].Rows; len(rows) != 1 || rows[0].Delta.Plain() != "-70.00" {
		t.Errorf("last: %+v", rows)
	}
}

// A guarantee changes no line and what is paid: it is compared, summed and put in order by that.
func TestPaidDiffersWhereEarnedDoesNot(t *testing.T) {
	c := open(t)
	r := c.rehearse(c.draft(seller("settle { pay the rest }", "settle {\n  top up to 45 USD not recoverable\n  pay the rest\n}")))
	got := ""
	for _, row := range r.Periods[0].Rows {
		got += row.Name + " " + row.Delta.Plain() + " paid " + row.PaidDelta.Plain() + "; "
	}
	if want := "Cy 0.00 paid 45.00; Bo 0.00 paid 5.00; "; got != want {
		t.Errorf("got %s want %s", got, want)
	}
	if sums := r.Periods[0].Sums; len(sums) != 1 || !sums[0].Delta.IsZero() || sums[0].PaidNow.Plain() != "90.00" || sums[0].PaidDelta.Plain() != "50.00" {
		t.Errorf("sums %+v", sums)
	}
	if same := r.Periods[0].Same; len(same) != 1 || same[0].Name != "Ana" {
		t.Errorf("the same: %+v", same)
	}
}

// A changed letter restates what it changes of the periods that have ended; a version from a day on restates none of them,
// though what it would have paid is told as if it had begun.
func TestEndedPeriods(t *testing.T) {
	c := open(t)
	c.learn(sale("S-0", "bo", "2027-01-20", "100"))
	r := c.rehearse(c.draft(seller("rate  10%", "rate  20%")))
	ended := r.Restated()
	if len(ended.Each) != 1 || ended.Each[0].Name != "2027-01" || len(ended.Rows) != 2 || len(ended.Same) != 1 ||
		ended.Sums[0].Delta.Plain() != "140.00" || ended.Sums[0].PaidDelta.Plain() != "140.00" || len(ended.Each[0].Rows) != 2 {
		t.Errorf("%+v", ended)
	}
	if w, err := c.Why(t.Context(), admin, r.Draft, rehearsal.Ended, ended.Rows[0].StatementKey); err != nil || !w.Adds || w.Row.Name != "Ana" {
		t.Errorf("%+v, %v", w, err)
	}

	next := seller("2027-01-01 before 2028-01-01", "2027-02-01 before 2028-01-01")
	next.Name, next.Text = "seller_february.plan.md", strings.Replace(next.Text, "rate  10%", "rate  20%", 1)
	r = c.rehearse(c.draft(next))
	if len(r.Restated().Rows) > 0 || len(r.Moved) > 0 || len(r.Periods[0].Rows) != 2 || len(r.Periods[1].Rows) > 0 {
		t.Errorf("a version from February on: %s", told(r))
	}
	next.Name, next.Text = "seller_april.plan.md", strings.Replace(next.Text, "2027-02-01", "2027-04-01", 1)
	r = c.rehearse(c.draft(next))
	if len(r.Restated().Rows) > 0 || len(r.Restated().Same) != 3 || len(r.Moved) != 1 || len(r.Periods[1].Rows) != 2 {
		t.Errorf("a version from April on: %s", told(r))
	}
}

// A letter that begins in April would pay nothing in February: it is worked out in the place of the one it follows.
func TestLetterThatBeginsLater(t *testing.T) {
	c := open(t)
	next := seller("2027-01-01 before 2028-01-01", "2027-04-01 before 2028-01-01")
	next.Name, next.Text = "seller_april.plan.md", strings.Replace(next.Text, "rate  10%", "rate  20%", 1)
	r := c.rehearse(c.draft(next))
	if len(r.Moved) != 1 || r.Moved[0].Document != next.Name || r.Moved[0].Begins != calendar.MustParse("2027-04-01") ||
		r.Moved[0].From != calendar.MustParse("2027-01-01") {
		t.Errorf("moved %+v", r.Moved)
	}
	want := `current Ana 2027-02: 50.00, 100.00, 50.00
current Bo 2027-02: 40.00, 80.00, 40.00
current Cy 2027-02: 0.00, 0.00, 0.00
current all 3: 90.00, 180.00, 90.00
last Ana 2027-01: 130.00, 260.00, 130.00
last Bo 2027-01: 0.00, 0.00, 0.00
last Cy 2027-01: 0.00, 0.00, 0.00
last all 3: 130.00, 260.00, 130.00
`
	if got := told(r); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	w, err := c.Why(t.Context(), admin, r.Draft, rehearsal.Current, r.Periods[0].Rows[0].StatementKey)
	if err != nil || !w.Adds || len(w.Changes) == 0 {
		t.Errorf("%+v, %v", w, err)
	}
}

// A number that the draft asks for and nobody has blocks under the draft, and is summed by nobody.
func TestWhatCantBeCompared(t *testing.T) {
	c := open(t)
	doc := seller("param quota :", "param target : money per month, not prorated\nparam quota :")
	doc.Text = strings.Replace(doc.Text, "rate  10%", "rate  target / quota", 1)
	r := c.rehearse(c.draft(doc))
	for _, p := range r.Periods {
		if len(p.Rows)+len(p.Same)+len(p.Sums) > 0 || len(p.Unknown) != 3 || !strings.Contains(p.Unknown[0].Why, "target") {
			t.Errorf("%s: %+v", p.Which, p)
		}
	}
	r = c.rehearse(c.draft(seller("period    month", "period    quarter")))
	if got := told(r); !strings.Contains(got, "current Ana 2027Q1: the period is 2027-02 now and 2027Q1 under the draft") {
		t.Error(got)
	}
}

func TestRefusals(t *testing.T) {
	c := open(t)
	id := c.draft(seller("rate  10%", "rate  ten"))
	if _, err := c.Start(t.Context(), admin, id); rainmaker.CodeOf(err) != rainmaker.Conflict || !strings.Contains(err.Error(), "of seller.plan.md can't be read") {
		t.Errorf("a letter that can't be read: %v", err)
	}
	good := c.draft(seller("rate  10%", "rate  11%"))
	for _, who := range []access.Principal{manager, access.Anonymous} {
		if _, err := c.Start(t.Context(), who, good); err == nil {
			t.Errorf("%q rehearses", who.Login)
		}
		if _, _, err := c.Look(t.Context(), who, good); err == nil {
			t.Errorf("%q looks", who.Login)
		}
	}
	if _, err := c.Cancel(t.Context(), admin, good); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("cancelling none: %v", err)
	}
	c.rehearse(good)
	if _, err := c.Cancel(t.Context(), admin, good); rainmaker.CodeOf(err) != rainmaker.Conflict {
		t.Errorf("cancelling what is done: %v", err)
	}
	if _, err := c.Start(t.Context(), admin, 99); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("a draft that is none: %v", err)
	}
}

// What changed since is said, and the answer stays until it is made again.
func TestStale(t *testing.T) {
	c := open(t)
	id := c.draft(seller("rate  10%", "rate  11%"))
	if _, made, err := c.Look(t.Context(), admin, id); made || err != nil {
		t.Errorf("made before it was begun: %v", err)
	}
	c.rehearse(id)
	says := func(want string) {
		t.Helper()
		r, made, err := c.Look(t.Context(), admin, id)
		if err != nil || !made || r.State != rehearsal.Done || (r.Stale == "") != (want == "") || !strings.Contains(r.Stale, want) {
			t.Errorf("%q, %v, want %q", r.Stale, err, want)
		}
	}
	says("")
	c.learn(sale("S-9", "cy", "2027-02-10", "100"))
	says("import 2 was stored since")
	c.rehearse(id)
	says("")
	o, err := c.plans.Draft(t.Context(), admin, id)
	if err != nil {
		t.Fatal(err)
	}
	o.Changed = []rainmaker.Document{seller("rate  10%", "rate  13%")}
	if _, err := c.plans.Save(t.Context(), admin, o.Draft); err != nil {
		t.Fatal(err)
	}
	says("revision 2 was saved since")
	if _, err := c.plans.Publish(t.Context(), admin, []rainmaker.Document{{Name: "words.terms.md", Text: terms}, seller("rate  10%", "rate  9%")}, ""); err != nil {
		t.Fatal(err)
	}
	c.rehearse(id)
	says("")
}

// One that is stopped says so and has no figures; a fault on the way fails it and not the server.
func TestCancelAndFail(t *testing.T) {
	c := open(t)
	id := c.draft(seller("rate  10%", "rate  11%"))
	begun, free := make(chan struct{}), make(chan struct{})
	var once sync.Once
	c.Before(func(rainmaker.PayeeID) {
		once.Do(func() { close(begun) })
		<-free
	})
	if r, err := c.Start(t.Context(), admin, id); err != nil || r.State != rehearsal.Working {
		t.Fatalf("%+v, %v", r, err)
	}
	<-begun
	if r, _, err := c.Look(t.Context(), admin, id); err != nil || r.People != 3 || r.Worked != 0 || r.State != rehearsal.Working {
		t.Errorf("under way: %+v, %v", r, err)
	}
	ended := make(chan rehearsal.Rehearsal)
	go func() {
		r, err := c.Cancel(t.Context(), admin, id)
		if err != nil {
			t.Error(err)
		}
		ended <- r
	}()
	c.AwaitStop(id)
	close(free)
	if r := <-ended; r.State != rehearsal.Cancelled || len(r.Periods) > 0 || r.Worked == r.People {
		t.Errorf("cancelled: %+v", r)
	}

	c.Before(func(id rainmaker.PayeeID) {
		if id == "bo" {
			panic("no such thing")
		}
	})
	if _, err := c.Start(t.Context(), admin, id); err != nil {
		t.Fatal(err)
	}
	if r, err := c.Wait(t.Context(), admin, id); err != nil || r.State != rehearsal.Failed || r.Failure != "statements of bo: no such thing" {
		t.Errorf("failed: %+v, %v", r, err)
	}
}
