package signin_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk/signin"
)

func TestInvite(t *testing.T) {
	d := open(t)
	d.learn(payee("ana"), payee("bo"), payee("lee"))
	token, err := d.Invite(t.Context(), admin, signin.Invitation{Login: " ana ", Name: "Ana Cruz", Role: rainmaker.RoleRep, Payee: "ana"})
	d.ok(err)
	if e := d.lastEntry(); e.By != "vera" || e.Action != "invite" || e.On != "account ana as rep" {
		t.Errorf("audit %+v", e)
	}
	list, err := d.Accounts(t.Context(), admin)
	want := []signin.AccountView{{Login: "ana", Name: "Ana Cruz", Role: rainmaker.RoleRep, Payee: "ana"}}
	if err != nil || !slices.Equal(list, want) {
		t.Errorf("%+v, %v", list, err)
	}
	d.clock = d.clock.Add(7*24*time.Hour - time.Second)
	p, err := d.SignInByLink(t.Context(), access.Anonymous, token)
	d.ok(err)
	d.ok(d.SetPassword(t.Context(), p, "", secret))
	if list, err = d.Accounts(t.Context(), admin); err != nil || !list[0].Open {
		t.Errorf("%+v, %v", list, err)
	}

	refusals := []struct {
		i    signin.Invitation
		code rainmaker.Code
		says string
	}{
		{signin.Invitation{Login: "ANA", Name: "Other", Role: rainmaker.RoleRep, Payee: "bo"}, rainmaker.Conflict, "has an account already"},
		{signin.Invitation{Login: "ana2", Name: "Ana", Role: rainmaker.RoleRep, Payee: "ana"}, rainmaker.Conflict, "has the account ana"},
		{signin.Invitation{Login: "cy", Name: "Cy", Role: rainmaker.RoleRep, Payee: "cy"}, rainmaker.Invalid, "3 are known"},
		{signin.Invitation{Login: "bo", Name: "Bo", Role: rainmaker.RoleRep}, rainmaker.Invalid, "choose whose pay"},
		{signin.Invitation{Login: "bo", Name: "Bo", Role: "owner", Payee: "bo"}, rainmaker.Invalid, `"owner" is no role`},
		{signin.Invitation{Login: "bo lind", Name: "Bo", Role: rainmaker.RoleRep, Payee: "bo"}, rainmaker.Invalid, "is no login"},
		{signin.Invitation{Login: "", Name: "Bo", Role: rainmaker.RoleRep, Payee: "bo"}, rainmaker.Invalid, "is no login"},
		{signin.Invitation{Login: "bo", Name: " ", Role: rainmaker.RoleRep, Payee: "bo"}, rainmaker.Invalid, "is no name"},
	}
	for _, r := range refusals {
		_, err := d.Invite(t.Context(), admin, r.i)
		d.refused(err, r.code, r.says)
	}
	if list, err = d.Accounts(t.Context(), admin); err != nil || len(list) != 1 {
		t.Errorf("after refusals %+v, %v", list, err)
	}
}

// Whoever has not come yet is invited again, with what was wrong put right.
func TestInviteAgain(t *testing.T) {
	d := open(t)
	d.learn(payee("ana"), payee("bo"))
	_, err := d.Invite(t.Context(), admin, signin.Invitation{Login: "ana", Name: "Anna", Role: rainmaker.RoleRep, Payee: "bo"})
	d.ok(err)
	_, err = d.Invite(t.Context(), admin, signin.Invitation{Login: "ana", Name: "Ana Cruz", Role: rainmaker.RoleRep, Payee: "ana"})
	d.ok(err)
	p, err := d.Principal(t.Context(), access.Anonymous, "ana")
	if err != nil || p.Payee != "ana" || p.Name != "Ana Cruz" {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestReset(t *testing.T) {
	d := open(t)
	d.account(rainmaker.Account{Login: "ana", Role: rainmaker.RoleRep, Payee: "ana"})
	token, err := d.Reset(t.Context(), admin, "ana")
	d.ok(err)
	_, err = d.SignIn(t.Context(), access.Anonymous, "ana", secret)
	d.refused(err, rainmaker.Unsigned, "")
	p, err := d.SignInByLink(t.Context(), access.Anonymous, token)
	d.ok(err)
	d.ok(d.SetPassword(t.Context(), p, "", "four large blue boats"))
	if _, err = d.SignIn(t.Context(), access.Anonymous, "ana", "four large blue boats"); err != nil {
		t.Error(err)
	}
	_, err = d.Reset(t.Context(), admin, "nobody")
	d.refused(err, rainmaker.NotFound, "nobody")
}

func TestSetPassword(t *testing.T) {
	d := open(t)
	p := d.account(rainmaker.Account{Login: "ana.cruz", Role: rainmaker.RoleRep, Payee: "ana"})
	for _, test := range []struct {
		current, next string
		code          rainmaker.Code
		says          string
	}{
		{"wrong", "four large blue boats", rainmaker.Forbidden, "present password"},
		{secret, "short", rainmaker.Invalid, "at least 12"},
		{secret, "ana.cruz2027", rainmaker.Invalid, "little more than the login"},
		{secret, strings.Repeat("x", 513), rainmaker.Invalid, "513 bytes"},
	} {
		d.refused(d.SetPassword(t.Context(), p, test.current, test.next), test.code, test.says)
	}
	before, err := d.store.Account(t.Context(), "ana.cruz")
	d.ok(err)
	d.ok(d.SetPassword(t.Context(), p, secret, secret))
	after, err := d.store.Account(t.Context(), "ana.cruz")
	d.ok(err)
	if before.Password == after.Password {
		t.Error("the same password is stored as the same text: no salt")
	}
}

func TestPasswordsAreDear(t *testing.T) {
	d := open(t)
	d.Desk = signin.New(d.Office, d.Random)
	d.account(rainmaker.Account{Login: "ana", Role: rainmaker.RoleRep, Payee: "ana"})
	a, err := d.store.Account(t.Context(), "ana")
	d.ok(err)
	if !strings.HasPrefix(a.Password, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(a.Password, secret) {
		t.Errorf("stored as %s", a.Password)
	}
	if _, err := d.SignIn(t.Context(), access.Anonymous, "ana", secret); err != nil {
		t.Error(err)
	}
}

func TestDamagedPasswordIsNoOpenDoor(t *testing.T) {
	d := open(t)
	for i, stored := range []string{
		"x", "$argon2id$v=19$m=19456,t=2,p=1$$", "$argon2id$v=19$m=4294967295,t=2,p=1$c2FsdHNhbHRzYWx0$a2V5a2V5a2V5a2V5a2V5",
		"$argon2id$v=19$m=0,t=0,p=0$c2FsdHNhbHRzYWx0$a2V5a2V5a2V5a2V5a2V5", "$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$a2V5a2V5a2V5a2V5a2V5",
	} {
		login := strings.Repeat("a", i+1)
		d.ok(d.store.SaveAccount(t.Context(), rainmaker.Account{Login: login, Role: rainmaker.RoleRep, Payee: "ana", Password: stored}))
		p, err := d.SignIn(t.Context(), access.Anonymous, login, "")
		if rainmaker.CodeOf(err) != rainmaker.Internal || p.Role != "" {
			t.Errorf("%s: %+v, %v", stored, p, err)
		}
	}
}

func TestTheme(t *testing.T) {
	d := open(t)
	p := d.account(rainmaker.Account{Login: "ana", Role: rainmaker.RoleRep, Payee: "ana"})
	d.ok(d.SetTheme(t.Context(), p, "dark"))
	if theme, err := d.Theme(t.Context(), p); theme != "dark" || err != nil {
		t.Errorf("%q, %v", theme, err)
	}
	d.refused(d.SetTheme(t.Context(), p, "pink"), rainmaker.Invalid, "pink")
	if _, err := d.SignIn(t.Context(), access.Anonymous, "ana", secret); err != nil {
		t.Errorf("the theme took the password away: %v", err)
	}
	d.refused(d.SetTheme(t.Context(), access.Operator("root"), "dark"), rainmaker.NotFound, "cli:root")
}
