package access_test

import (
	"testing"

	"rainmaker"
	"rainmaker/access"
)

// The expected matrix, written by hand a second time: a change of the table must be made twice.
func TestMatrix(t *testing.T) {
	rep := access.Principal{Login: "rep", Role: rainmaker.RoleRep, Payee: "rep"}
	manager := access.Principal{
		Login: "boss", Role: rainmaker.RoleManager, Payee: "boss",
		Team: map[rainmaker.PayeeID]bool{"rep": true},
	}
	admin := access.Principal{Login: "admin", Role: rainmaker.RoleAdmin}
	for _, c := range []struct {
		who   access.Principal
		payee rainmaker.PayeeID
		want  rainmaker.Code
	}{
		{access.Anonymous, "rep", rainmaker.Unsigned},
		{access.Anonymous, "", rainmaker.Unsigned},
		{rep, "rep", ""},
		{rep, "boss", rainmaker.NotFound},
		{rep, "other", rainmaker.NotFound},
		{rep, "", rainmaker.NotFound},
		{manager, "boss", ""},
		{manager, "rep", ""},
		{manager, "other", rainmaker.NotFound},
		{admin, "rep", ""},
		{admin, "other", ""},
	} {
		if got := rainmaker.CodeOf(c.who.CheckPay(c.payee)); got != c.want {
			t.Errorf("%s sees the pay of %q: got %q, want %q", c.who.Login, c.payee, got, c.want)
		}
		if got := rainmaker.CodeOf(c.who.CheckDeals(c.payee)); got != c.want {
			t.Errorf("%s sees the deals of %q: got %q, want %q", c.who.Login, c.payee, got, c.want)
		}
	}
	for _, who := range []access.Principal{rep, manager, admin} {
		if who.MayTotal(4) || !who.MayTotal(5) {
			t.Errorf("%s sees what 4 others are paid together: %v, 5: %v", who.Login, who.MayTotal(4), who.MayTotal(5))
		}
	}
	if access.Anonymous.MayTotal(100) {
		t.Error("nobody sees what others are paid together")
	}
	for _, resource := range access.Resources {
		if resource == access.Pay || resource == access.Totals { // above
			continue
		}
		for _, action := range []access.Action{access.See, access.Change} {
			adminMay := resource != access.Audit && resource != access.Deals || action == access.See
			for _, c := range []struct {
				who  access.Principal
				want rainmaker.Code
			}{
				{access.Anonymous, rainmaker.Unsigned},
				{rep, rainmaker.Forbidden},
				{manager, rainmaker.Forbidden},
				{admin, map[bool]rainmaker.Code{true: "", false: rainmaker.Forbidden}[adminMay]},
			} {
				if got := rainmaker.CodeOf(c.who.Check(action, resource)); got != c.want {
					t.Errorf("%q may %s %s: got %q, want %q", c.who.Login, action, resource, got, c.want)
				}
			}
		}
	}
}
