package signin_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/desk/desktest"
	"rainmaker/desk/signin"
	"rainmaker/store/sqlite"
)

var (
	admin   = desktest.Admin
	rep     = access.Principal{Login: "ana", Name: "Ana", Role: rainmaker.RoleRep, Payee: "ana"}
	manager = access.Principal{Login: "lee", Name: "Lee", Role: rainmaker.RoleManager, Payee: "lee"}
)

const secret = "three small red boats"

type door struct {
	*testing.T
	*signin.Desk
	store *sqlite.Store
	clock time.Time
}

func open(t *testing.T) *door {
	t.Helper()
	d := &door{T: t, clock: time.Date(2027, time.March, 31, 22, 30, 0, 0, time.UTC)}
	office, store := desktest.Open(t, func() time.Time { return d.clock })
	d.store, d.Desk = store, signin.New(office, rand.NewChaCha8([32]byte{1}))
	d.Cheap()
	return d
}

func (d *door) ok(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *door) refused(err error, code rainmaker.Code, says string) {
	d.Helper()
	if rainmaker.CodeOf(err) != code || !strings.Contains(err.Error(), says) {
		d.Errorf("%v, want %s: …%s…", err, code, says)
	}
}

// account makes an account that opens with secret.
func (d *door) account(a rainmaker.Account) access.Principal {
	d.Helper()
	d.ok(d.store.SaveAccount(d.Context(), a))
	p, err := d.Principal(d.Context(), access.Anonymous, a.Login)
	d.ok(err)
	d.ok(d.SetPassword(d.Context(), p, "", secret))
	return p
}

func fact(kind rainmaker.FactKind, id string, from calendar.Date, fields ...rainmaker.Field) rainmaker.Fact {
	return rainmaker.Fact{FactKey: rainmaker.FactKey{Kind: kind, ID: id}, Valid: calendar.Since(from), Fields: fields}
}

func field(name string, v rainmaker.Value) rainmaker.Field {
	return rainmaker.Field{Name: name, Value: v}
}

func payee(id string) rainmaker.Fact {
	return fact(rainmaker.KindPayee, id, calendar.StartOfTime, field("name", rainmaker.TextOf(strings.ToUpper(id))))
}

// reports is a reporting line with an id of its own for each start; no manager ends it.
func reports(who, manager, from string) rainmaker.Fact {
	to := rainmaker.Value{}
	if manager != "" {
		to = rainmaker.PersonOf(rainmaker.PayeeID(manager))
	}
	return fact(rainmaker.KindReports, who+"/"+from, calendar.MustParse(from),
		field("payee", rainmaker.PersonOf(rainmaker.PayeeID(who))), field("manager", to))
}

func (d *door) learn(facts ...rainmaker.Fact) {
	d.Helper()
	_, err := d.store.Append(d.Context(), rainmaker.Batch{Known: d.clock, Mode: rainmaker.Changes}, facts)
	d.ok(err)
}

func (d *door) lastEntry() rainmaker.AuditEntry {
	d.Helper()
	entries, err := d.store.Audit(d.Context(), 1)
	d.ok(err)
	return entries[0]
}

func TestSignIn(t *testing.T) {
	d := open(t)
	d.account(rainmaker.Account{Login: "Ana", Name: "Ana Cruz", Role: rainmaker.RoleRep, Payee: "ana"})
	p, err := d.SignIn(t.Context(), access.Anonymous, " aNA ", secret)
	d.ok(err)
	if p.Login != "Ana" || p.Name != "Ana Cruz" || p.Role != rainmaker.RoleRep || p.Payee != "ana" || len(p.Team) != 0 {
		t.Errorf("%+v", p)
	}
	if e := d.lastEntry(); e.By != "Ana" || e.Action != "sign-in" || !e.At.Equal(d.clock) {
		t.Errorf("audit %+v", e)
	}
}

// An unknown login, a wrong password and an account without one are told alike.
func TestSignInRefusedAlike(t *testing.T) {
	d := open(t)
	d.account(rainmaker.Account{Login: "ana", Role: rainmaker.RoleRep, Payee: "ana"})
	d.ok(d.store.SaveAccount(t.Context(), rainmaker.Account{Login: "bo", Role: rainmaker.RoleRep, Payee: "bo"}))
	tests := []struct{ login, password, audit string }{
		{"ana", "wrong", "account ana"},
		{"ana", "", "account ana"},
		{"bo", "", "account bo"},
		{"bo", secret, "account bo"},
		{secret, "ana", "an unknown login"}, // the two fields mixed up: the password must not reach the log
		{"", "", "an unknown login"},
		{"ana", secret + strings.Repeat(" ", 600), "account ana"},
	}
	var said string
	for _, test := range tests {
		p, err := d.SignIn(t.Context(), access.Anonymous, test.login, test.password)
		d.refused(err, rainmaker.Unsigned, "do not belong together")
		if said == "" {
			said = err.Error()
		}
		if err.Error() != said || p.Role != "" {
			t.Errorf("%q: %q and %+v; the first was told %q", test.login, err, p, said)
		}
		if e := d.lastEntry(); e.Action != "sign-in refused" || e.On != test.audit || e.By != "" {
			t.Errorf("%q: audit %+v", test.login, e)
		}
	}
}

func TestAttemptsOnOneLoginAreLimited(t *testing.T) {
	d := open(t)
	d.account(rainmaker.Account{Login: "ana", Role: rainmaker.RoleRep, Payee: "ana"})
	d.account(rainmaker.Account{Login: "bo", Role: rainmaker.RoleRep, Payee: "bo"})
	for range 5 {
		_, err := d.SignIn(t.Context(), access.Anonymous, "ana", "wrong")
		d.refused(err, rainmaker.Unsigned, "")
	}
	_, err := d.SignIn(t.Context(), access.Anonymous, "ANA", secret)
	d.refused(err, rainmaker.Busy, "try again in 12s")
	if _, err := d.SignIn(t.Context(), access.Anonymous, "bo", secret); err != nil {
		t.Errorf("another login: %v", err)
	}
	d.clock = d.clock.Add(12 * time.Second)
	if _, err := d.SignIn(t.Context(), access.Anonymous, "ana", secret); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	// Whoever is in has their attempts back.
	for range 5 {
		_, err := d.SignIn(t.Context(), access.Anonymous, "ana", "wrong")
		d.refused(err, rainmaker.Unsigned, "")
	}
}

func TestAttemptsAreLimitedInTotal(t *testing.T) {
	d := open(t)
	busy := 0
	for i := range 60 {
		_, err := d.SignIn(t.Context(), access.Anonymous, strings.Repeat("x", i+1), "wrong")
		switch rainmaker.CodeOf(err) {
		case rainmaker.Busy:
			busy++
		case rainmaker.Unsigned:
		default:
			t.Fatal(err)
		}
	}
	if busy != 10 {
		t.Errorf("%d of 60 attempts at one moment were refused, want all after the first 50", busy)
	}
}

func TestSetUpOfAFreshDirectory(t *testing.T) {
	d := open(t)
	token, needed, err := d.SetUp(t.Context(), access.Anonymous)
	d.ok(err)
	if !needed || len(token) < 40 {
		t.Fatalf("needed %v, token of %d", needed, len(token))
	}
	again, needed, err := d.SetUp(t.Context(), access.Anonymous) // the server was started twice before anybody came
	d.ok(err)
	if !needed || again == token {
		t.Errorf("needed %v, the same token %v", needed, again == token)
	}
	_, err = d.SignInByLink(t.Context(), access.Anonymous, token) // the one before is worth nothing any more
	d.refused(err, rainmaker.Unsigned, "unknown, used or expired")
	p, err := d.SignInByLink(t.Context(), access.Anonymous, again)
	d.ok(err)
	if p.Role != rainmaker.RoleAdmin || p.Login != "admin" {
		t.Errorf("%+v", p)
	}
	_, err = d.SignInByLink(t.Context(), access.Anonymous, again)
	d.refused(err, rainmaker.Unsigned, "unknown, used or expired")
	d.ok(d.SetPassword(t.Context(), p, "", secret))
	if _, needed, err = d.SetUp(t.Context(), access.Anonymous); needed || err != nil {
		t.Errorf("needed %v, %v, although the admin has a password", needed, err)
	}
	if _, err := d.SignIn(t.Context(), access.Anonymous, "admin", secret); err != nil {
		t.Error(err)
	}
}

func TestSetUpTakesNobodysLogin(t *testing.T) {
	d := open(t)
	d.account(rainmaker.Account{Login: "Admin", Name: "A. D. Min", Role: rainmaker.RoleRep, Payee: "min"})
	_, _, err := d.SetUp(t.Context(), access.Anonymous)
	d.refused(err, rainmaker.Conflict, "A. D. Min")
}

func TestSetUpUsesTheAdminThereIs(t *testing.T) {
	d := open(t)
	d.ok(d.store.SaveAccount(t.Context(), rainmaker.Account{Login: "vera", Role: rainmaker.RoleAdmin}))
	token, needed, err := d.SetUp(t.Context(), access.Anonymous)
	d.ok(err)
	p, err := d.SignInByLink(t.Context(), access.Anonymous, token)
	if err != nil || !needed || p.Login != "vera" {
		t.Errorf("needed %v, %+v, %v", needed, p, err)
	}
}

func TestLinkExpires(t *testing.T) {
	d := open(t)
	token, _, err := d.SetUp(t.Context(), access.Anonymous)
	d.ok(err)
	d.clock = d.clock.Add(24 * time.Hour)
	_, err = d.SignInByLink(t.Context(), access.Anonymous, token)
	d.refused(err, rainmaker.Unsigned, "expired")
	if e := d.lastEntry(); e.Action != "sign-in refused" {
		t.Errorf("audit %+v", e)
	}
}

func TestTeamIsEverybodyBelowToday(t *testing.T) {
	d := open(t)
	var facts []rainmaker.Fact
	for _, id := range []string{"top", "lee", "kim", "ana", "bo", "cy", "di", "el"} {
		facts = append(facts, payee(id))
	}
	facts = append(facts,
		fact(rainmaker.KindCompany, "company", calendar.StartOfTime, field("zone", rainmaker.TextOf("Europe/Zurich"))),
		reports("lee", "top", "2027-01-01"), reports("kim", "top", "2027-01-01"),
		reports("ana", "lee", "2027-01-01"),
		reports("bo", "lee", "2027-01-01"), reports("bo", "kim", "2027-02-01"), // moved
		reports("cy", "lee", "2027-01-01"), reports("cy", "", "2027-03-01"), // no manager any more
		reports("di", "ana", "2027-01-01"), // two levels down
		reports("el", "lee", "2027-04-01"), // tomorrow in London, today in Zurich
	)
	d.learn(facts...)
	team := func(login string) []rainmaker.PayeeID {
		p, err := d.Principal(t.Context(), access.Anonymous, login)
		d.ok(err)
		var ids []rainmaker.PayeeID
		for id, in := range p.Team {
			if in {
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		return ids
	}
	for _, id := range []string{"lee", "kim", "ana"} {
		d.ok(d.store.SaveAccount(t.Context(), rainmaker.Account{Login: id, Role: rainmaker.RoleManager, Payee: rainmaker.PayeeID(id)}))
	}
	d.ok(d.store.SaveAccount(t.Context(), rainmaker.Account{Login: "top", Role: rainmaker.RoleRep, Payee: "top"}))
	wants := func(login string, want ...rainmaker.PayeeID) {
		t.Helper()
		if got := team(login); !slices.Equal(got, want) {
			t.Errorf("below %s are %v, want %v", login, got, want)
		}
	}
	wants("lee", "ana", "di", "el")
	wants("kim", "bo")
	wants("ana", "di")
	wants("top") // a rep sees their own pay, whoever reports to them
	d.clock = d.clock.Add(-24 * time.Hour)
	wants("lee", "ana", "di")
	d.learn(reports("bo", "lee", "2027-03-15"))
	wants("lee", "ana", "bo", "di")
	d.learn(reports("lee", "di", "2027-03-16")) // a circle: lee → di → ana → lee
	wants("lee", "ana", "bo", "di")
	wants("ana", "bo", "di", "lee")
}

func TestPrincipalOfAnAccountThatIsGone(t *testing.T) {
	d := open(t)
	_, err := d.Principal(t.Context(), access.Anonymous, "ana")
	d.refused(err, rainmaker.Unsigned, `"ana" is no more`)
}

func TestDemo(t *testing.T) {
	d := open(t)
	d.ok(d.store.SaveAccount(t.Context(), rainmaker.Account{Login: "ana", Name: "Ana", Role: rainmaker.RoleRep, Payee: "ana"}))
	_, err := d.DemoPeople(t.Context(), admin)
	d.refused(err, rainmaker.NotFound, "no demo")
	_, err = d.Become(t.Context(), admin, "ana")
	d.refused(err, rainmaker.NotFound, "no demo")

	d.Demo = true
	people, err := d.DemoPeople(t.Context(), access.Anonymous)
	if err != nil || !slices.Equal(people, []signin.DemoPerson{{Login: "ana", Name: "Ana", Role: rainmaker.RoleRep, Payee: "ana"}}) {
		t.Errorf("%+v, %v", people, err)
	}
	p, err := d.Become(t.Context(), access.Anonymous, "ana")
	if err != nil || p.Payee != "ana" || d.lastEntry().Action != "demo sign-in" {
		t.Errorf("%+v, %v", p, err)
	}
	_, err = d.Become(t.Context(), access.Anonymous, "bo")
	d.refused(err, rainmaker.NotFound, "bo")
	if _, needed, err := d.SetUp(t.Context(), access.Anonymous); needed || err != nil {
		t.Errorf("a demo needs no set-up: %v, %v", needed, err)
	}
}

func TestNoRandomnessNoLink(t *testing.T) {
	d := open(t)
	d.Random = bytes.NewReader([]byte("too little"))
	if _, _, err := d.SetUp(t.Context(), access.Anonymous); err == nil {
		t.Fatal("a link was made of ten bytes")
	}
	if accounts, err := d.store.Accounts(t.Context()); err != nil || len(accounts) != 0 {
		t.Errorf("left behind: %+v, %v", accounts, err)
	}
}

func TestSignInStopsWithItsRequest(t *testing.T) {
	d := open(t)
	d.account(rainmaker.Account{Login: "ana", Role: rainmaker.RoleRep, Payee: "ana"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.SignIn(ctx, access.Anonymous, "ana", secret); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestWhoMay(t *testing.T) {
	d := open(t)
	d.learn(payee("bo"), payee("ana"), payee("lee"))
	for _, p := range []access.Principal{admin, rep, manager} {
		d.ok(d.store.SaveAccount(t.Context(), rainmaker.Account{Login: p.Login, Name: p.Name, Role: p.Role, Payee: p.Payee}))
	}
	type call = func(context.Context, access.Principal) error
	company := map[string]call{ // the admin's
		"accounts": func(ctx context.Context, p access.Principal) error { _, err := d.Accounts(ctx, p); return err },
		"invite": func(ctx context.Context, p access.Principal) error {
			_, err := d.Invite(ctx, p, signin.Invitation{Login: "bo", Name: "Bo", Role: rainmaker.RoleRep, Payee: "bo"})
			return err
		},
		"reset": func(ctx context.Context, p access.Principal) error { _, err := d.Reset(ctx, p, "ana"); return err },
	}
	own := map[string]call{ // everybody's own
		"set password": func(ctx context.Context, p access.Principal) error { return d.SetPassword(ctx, p, "", secret+p.Login) },
		"set theme":    func(ctx context.Context, p access.Principal) error { return d.SetTheme(ctx, p, "dark") },
		"theme":        func(ctx context.Context, p access.Principal) error { _, err := d.Theme(ctx, p); return err },
	}
	for name, do := range company {
		for _, p := range []access.Principal{rep, manager} {
			if err := do(t.Context(), p); rainmaker.CodeOf(err) != rainmaker.Forbidden {
				t.Errorf("%s by %s: %v", name, p.Role, err)
			}
		}
		if err := do(t.Context(), access.Anonymous); rainmaker.CodeOf(err) != rainmaker.Unsigned {
			t.Errorf("%s by nobody: %v", name, err)
		}
	}
	for name, do := range own {
		if err := do(t.Context(), access.Anonymous); rainmaker.CodeOf(err) != rainmaker.Unsigned {
			t.Errorf("%s by nobody: %v", name, err)
		}
		for _, p := range []access.Principal{rep, manager, admin} {
			if err := do(t.Context(), p); err != nil {
				t.Errorf("%s by %s: %v", name, p.Role, err)
			}
		}
	}
	for name, do := range company {
		if err := do(t.Context(), admin); err != nil {
			t.Errorf("%s by an admin: %v", name, err)
		}
	}
}
