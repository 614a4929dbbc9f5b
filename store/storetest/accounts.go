package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rainmaker"
)

var accountTests = map[string]func(*testing.T, *bench){
	"an account reads back by its login without case": func(t *testing.T, b *bench) {
		ada := rainmaker.Account{
			Login: "Ada@Example.com", Name: "Ada L", Role: rainmaker.RoleManager, Payee: "e-1",
			Password: "$argon2id$…", Theme: "dark",
		}
		ok(t, b.Accounts.SaveAccount(t.Context(), ada))
		for _, login := range []string{"Ada@Example.com", "ada@example.com", "ADA@EXAMPLE.COM"} {
			same(t, login, must[rainmaker.Account](t)(b.Accounts.Account(t.Context(), login)), ada)
		}
		_, err := b.Accounts.Account(t.Context(), "ada")
		refused(t, err, rainmaker.NotFound, "ada")
	},
	"letters outside ASCII have no case either": func(t *testing.T, b *bench) {
		ok(t, b.Accounts.SaveAccount(t.Context(), rainmaker.Account{Login: "ZOË Κώστας", Role: rainmaker.RoleRep}))
		same(t, "login", must[rainmaker.Account](t)(b.Accounts.Account(t.Context(), "zoë κώσταΣ")).Login, "ZOË Κώστας")
	},
	"saving replaces": func(t *testing.T, b *bench) {
		ok(t, b.Accounts.SaveAccount(t.Context(), rainmaker.Account{Login: "ada", Role: rainmaker.RoleRep, Password: "x"}))
		after := rainmaker.Account{Login: "Ada", Name: "Ada L", Role: rainmaker.RoleAdmin}
		ok(t, b.Accounts.SaveAccount(t.Context(), after))
		same(t, "accounts", must[[]rainmaker.Account](t)(b.Accounts.Accounts(t.Context())), []rainmaker.Account{after})
	},
	"accounts are listed by login": func(t *testing.T, b *bench) {
		for _, login := range []string{"bob", "Carl", "éve", "ada", "b_b", "Bo"} {
			ok(t, b.Accounts.SaveAccount(t.Context(), rainmaker.Account{Login: login, Role: rainmaker.RoleRep}))
		}
		logins := []string{}
		for _, a := range must[[]rainmaker.Account](t)(b.Accounts.Accounts(t.Context())) {
			logins = append(logins, a.Login)
		}
		same(t, "logins", logins, []string{"ada", "b_b", "Bo", "bob", "Carl", "éve"})
	},
	"an account needs a login and a role": func(t *testing.T, b *bench) {
		refused(t, b.Accounts.SaveAccount(t.Context(), rainmaker.Account{Role: rainmaker.RoleRep, Name: "Ada"}), rainmaker.Invalid, "Ada")
		refused(t, b.Accounts.SaveAccount(t.Context(), rainmaker.Account{Login: "ada", Role: "owner"}), rainmaker.Invalid, "owner")
		same(t, "accounts", len(must[[]rainmaker.Account](t)(b.Accounts.Accounts(t.Context()))), 0)
	},
	"a link opens once": func(t *testing.T, b *bench) {
		link := rainmaker.Link{Hash: "h1", Login: "ada", Expires: noon.Add(time.Hour)}
		ok(t, b.Accounts.SaveLink(t.Context(), link))
		ok(t, b.Accounts.SaveLink(t.Context(), rainmaker.Link{Hash: "h2", Login: "bob", Expires: noon.Add(time.Hour)}))
		same(t, "link", must[rainmaker.Link](t)(b.Accounts.UseLink(t.Context(), "h1", noon)), link)
		_, err := b.Accounts.UseLink(t.Context(), "h1", noon)
		refused(t, err, rainmaker.NotFound)
		_, err = b.Accounts.UseLink(t.Context(), "H2", noon)
		refused(t, err, rainmaker.NotFound)
		same(t, "other link", must[rainmaker.Link](t)(b.Accounts.UseLink(t.Context(), "h2", noon)).Login, "bob")
	},
	"a login has one link at a time": func(t *testing.T, b *bench) {
		for _, hash := range []string{"h1", "h2"} {
			ok(t, b.Accounts.SaveLink(t.Context(), rainmaker.Link{Hash: hash, Login: "ada", Expires: noon.Add(time.Hour)}))
		}
		_, err := b.Accounts.UseLink(t.Context(), "h1", noon)
		refused(t, err, rainmaker.NotFound)
		must[rainmaker.Link](t)(b.Accounts.UseLink(t.Context(), "h2", noon))
	},
	"a link opens until it expires": func(t *testing.T, b *bench) {
		for hash, ahead := range map[string]time.Duration{"past": -time.Nanosecond, "now": 0} {
			ok(t, b.Accounts.SaveLink(t.Context(), rainmaker.Link{Hash: hash, Login: "ada", Expires: noon.Add(ahead)}))
			_, err := b.Accounts.UseLink(t.Context(), hash, noon)
			refused(t, err, rainmaker.NotFound)
		}
		ok(t, b.Accounts.SaveLink(t.Context(), rainmaker.Link{Hash: "next", Login: "ada", Expires: noon.Add(time.Nanosecond)}))
		must[rainmaker.Link](t)(b.Accounts.UseLink(t.Context(), "next", noon.UTC()))
	},
	"of eight who use a link at once one gets in": func(t *testing.T, b *bench) {
		ok(t, b.Accounts.SaveLink(t.Context(), rainmaker.Link{Hash: "h", Login: "ada", Expires: noon.Add(time.Hour)}))
		var group sync.WaitGroup
		var got atomic.Int32
		errs := make([]error, 8)
		for i := range errs {
			group.Go(func() {
				switch _, err := b.Accounts.UseLink(t.Context(), "h", noon); rainmaker.CodeOf(err) {
				case "":
					got.Add(1)
				case rainmaker.NotFound:
				default:
					errs[i] = err
				}
			})
		}
		group.Wait()
		ok(t, errors.Join(errs...))
		same(t, "who got in", got.Load(), int32(1))
	},
	"a link needs a hash, a login and an end": func(t *testing.T, b *bench) {
		refused(t, b.Accounts.SaveLink(t.Context(), rainmaker.Link{Login: "ada", Expires: noon}), rainmaker.Invalid)
		refused(t, b.Accounts.SaveLink(t.Context(), rainmaker.Link{Hash: "h", Expires: noon}), rainmaker.Invalid)
		refused(t, b.Accounts.SaveLink(t.Context(), rainmaker.Link{Hash: "h", Login: "ada"}), rainmaker.Invalid, "expires")
	},
	"the audit log reads newest first": func(t *testing.T, b *bench) {
		same(t, "before the first", len(must[[]rainmaker.AuditEntry](t)(b.Accounts.Audit(t.Context(), 0))), 0)
		// The clock can stand or go back; the order is the one of recording.
		entries := []rainmaker.AuditEntry{
			{At: noon, By: "ada", Action: "sign in"},
			{At: noon.Add(-time.Hour), By: "bob", Action: "see", On: "statement of ada"},
			{At: noon, By: "ada", Action: "sign out"},
		}
		for _, e := range entries {
			ok(t, b.Accounts.Record(t.Context(), e))
		}
		newest := []rainmaker.AuditEntry{entries[2], entries[1], entries[0]}
		same(t, "all", must[[]rainmaker.AuditEntry](t)(b.Accounts.Audit(t.Context(), 0)), newest)
		same(t, "two", must[[]rainmaker.AuditEntry](t)(b.Accounts.Audit(t.Context(), 2)), newest[:2])
		_, err := b.Accounts.Audit(t.Context(), -1)
		refused(t, err, rainmaker.Invalid, "-1")
		refused(t, b.Accounts.Record(t.Context(), rainmaker.AuditEntry{Action: "see"}), rainmaker.Invalid, "see")
	},
}
