package plans_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/money"
)

// A draft stays until it is published, is saved by one at a time, and says what it would undo.
func TestDrafts(t *testing.T) {
	c := open(t)
	c.publish(both)
	first, err := c.Save(t.Context(), admin, rainmaker.Draft{Changed: []rainmaker.Document{edited(seller, "x 1.5", "x 2")}})
	if err != nil || first.ID != 1 || first.Revision != 1 || first.Over != 1 || first.By != admin.Login {
		t.Fatalf("%+v, %v", first, err)
	}
	mine, theirs := first, first
	theirs.Changed = []rainmaker.Document{edited(seller, "x 1.5", "x 3")}
	if _, err := c.Save(t.Context(), admin, theirs); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Save(t.Context(), admin, mine); rainmaker.CodeOf(err) != rainmaker.Conflict {
		t.Errorf("the second save: %v", err)
	}
	list, err := c.Drafts(t.Context(), admin)
	if err != nil || len(list) != 1 || list[0].Revision != 2 || list[0].Changed[0].Text != "" {
		t.Errorf("%+v, %v", list, err)
	}
	o, err := c.Draft(t.Context(), admin, 1)
	if err != nil || !strings.Contains(o.Documents[0].Text, "x 3") || len(o.Documents) != 2 || o.InForce != 1 || o.Undoes != nil {
		t.Errorf("%+v, %v", o, err)
	}

	// Somebody else changes the same document meanwhile.
	c.publish([]rainmaker.Document{words, edited(edited(seller, "rate  10%", "rate  11%"), "13,000 USD", "14,300 USD")})
	if o, err = c.Draft(t.Context(), admin, 1); err != nil || o.InForce != 2 || !slices.Equal(o.Undoes, []string{"seller.plan.md"}) {
		t.Errorf("undoes %v, %v", o.Undoes, err)
	}
	shown := rainmaker.Draft{ID: 1, Revision: 1, Over: 2}
	if _, err := c.PublishDraft(t.Context(), admin, shown, ""); rainmaker.CodeOf(err) != rainmaker.Conflict || !strings.Contains(err.Error(), "revision 2") {
		t.Errorf("an old revision: %v", err)
	}
	shown.Revision, shown.Over = 2, 1
	if _, err := c.PublishDraft(t.Context(), admin, shown, ""); rainmaker.CodeOf(err) != rainmaker.Conflict {
		t.Errorf("over an old edition: %v", err)
	}
	shown.Over = 2
	got, err := c.PublishDraft(t.Context(), admin, shown, "why")
	if err != nil || got.Errors != 1 { // its example asks for what x 1.5 pays
		t.Fatalf("%+v, %v", got.Diagnostics, err)
	}
	fixed := o.Draft
	fixed.Changed = []rainmaker.Document{edited(edited(seller, "x 1.5", "x 3"), "13,000 USD", "16,000 USD")}
	if fixed, err = c.Save(t.Context(), admin, fixed); err != nil {
		t.Fatal(err)
	}
	shown.Revision = fixed.Revision
	if got, err = c.PublishDraft(t.Context(), admin, shown, "why"); err != nil || got.Edition != 3 {
		t.Fatalf("%+v, %v", got.Diagnostics, err)
	}
	if _, err := c.Draft(t.Context(), admin, 1); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("a published draft is still there: %v", err)
	}
}

func TestDraftsThatAreNone(t *testing.T) {
	c := open(t)
	c.publish(both)
	for says, draft := range map[string]rainmaker.Draft{
		"changes nothing": {},
		"is a path":       {Removed: []string{"../seller.plan.md"}},
	} {
		if _, err := c.Save(t.Context(), admin, draft); rainmaker.CodeOf(err) != rainmaker.Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	for _, name := range []string{"x.exe", "letter.md", ".plan.md", "seller.plan.md.txt", "a\n.plan.md"} {
		_, err := c.Save(t.Context(), admin, rainmaker.Draft{Changed: []rainmaker.Document{{Name: name, Text: letter}}})
		if rainmaker.CodeOf(err) != rainmaker.Invalid || !strings.Contains(err.Error(), "is no name of a letter or of terms") {
			t.Errorf("%q is kept: %v", name, err)
		}
	}
	// What is gone meanwhile can't be taken out again, and needs not be.
	d, err := c.Save(t.Context(), admin, rainmaker.Draft{Removed: []string{"seller.plan.md"}})
	if err != nil {
		t.Fatal(err)
	}
	c.publish([]rainmaker.Document{{Name: "other.plan.md", Text: strings.Replace(letter[:strings.Index(letter, "example")]+"```\n", "plan seller", "plan other", 1)}, words})
	if o, err := c.Draft(t.Context(), admin, d.ID); err != nil || len(o.Documents) != 2 {
		t.Errorf("%+v, %v", o.Documents, err)
	}
	if err := c.Drop(t.Context(), admin, d.ID); err != nil {
		t.Error(err)
	}
	if err := c.Drop(t.Context(), admin, d.ID); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Error(err)
	}
}

// A letter is said with a person's numbers, and editions are compared in words.
func TestWords(t *testing.T) {
	c := open(t)
	amount, err := money.ParseAmount("1000.00")
	if err != nil {
		t.Fatal(err)
	}
	january := calendar.Since(calendar.MustParse("2027-01-01"))
	c.learn(
		fact(rainmaker.KindPayee, "ana", calendar.Forever, field("name", rainmaker.TextOf("Ana"))),
		fact(rainmaker.KindAssignment, "a-1", january, field("payee", rainmaker.PersonOf("ana")), field("plan", rainmaker.TextOf("seller"))),
		fact(rainmaker.KindNumber, "n-1", january, field("payee", rainmaker.PersonOf("ana")), field("plan", rainmaker.TextOf("seller")),
			field("name", rainmaker.TextOf("quota")), field("value", rainmaker.CashOf(amount, "USD"))),
	)
	c.publish(both)
	got, err := c.Words(t.Context(), admin, nil, "ana")
	if err != nil || len(got) != 1 || got[0].Plan != "seller" {
		t.Fatalf("%+v, %v", got, err)
	}
	var said []string
	for _, p := range got[0].Parts {
		for _, clause := range p.Clauses {
			said = append(said, clause.Text)
		}
	}
	if want := "Your quota is 1,000.00 USD a month."; !slices.Contains(said, want) {
		t.Errorf("%q is not said: %q", want, said)
	}
	if _, err := c.Words(t.Context(), admin, nil, "nobody"); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Error(err)
	}

	c.publish([]rainmaker.Document{words, edited(edited(seller, "rate  10%", "rate  12%"), "13,000 USD", "15,600 USD")})
	compared, err := c.Compare(t.Context(), admin, 0, 0)
	if err != nil || compared.Before != 1 || compared.After != 2 || len(compared.Letters) != 1 ||
		compared.Letters[0].Changes[0].Text != "The rate rises from 10% to 12%." {
		t.Errorf("%+v, %v", compared, err)
	}
	if compared, err = c.Compare(t.Context(), admin, 0, 1); err != nil || len(compared.Letters) != 1 || !strings.Contains(compared.Letters[0].Changes[0].Text, "is new") {
		t.Errorf("the first edition: %+v, %v", compared, err)
	}
	tried, err := c.Try(t.Context(), admin, both)
	if err != nil || tried.Of("seller.plan.md") == nil || tried.Of("words.terms.md") != nil || len(tried.Changes.Letters) != 1 ||
		tried.Letters[0].Results[0].Name != "120%" || !tried.Letters[0].Results[0].Passed {
		t.Errorf("%+v, %v", tried, err)
	}
	if tried, err = c.Try(t.Context(), admin, []rainmaker.Document{words, edited(seller, "rate  10%", "rate  10% %")}); err != nil || !tried.Changes.Unread || len(tried.Changes.Letters) != 0 {
		t.Errorf("a letter with an error is told as %+v, %v", tried.Changes, err)
	}
	formatted, found, err := c.Format(t.Context(), admin, seller)
	if err != nil || len(found) > 0 || !strings.Contains(formatted.Text, "\n  rate 10%\n") {
		t.Errorf("%v, %v:\n%s", found, err, formatted.Text)
	}
}

func TestWhoMayDraft(t *testing.T) {
	c := open(t)
	c.publish(both)
	methods := map[string]func(context.Context, access.Principal) error{
		"save": func(ctx context.Context, p access.Principal) error {
			_, err := c.Save(ctx, p, rainmaker.Draft{Changed: both})
			return err
		},
		"drafts":  func(ctx context.Context, p access.Principal) error { _, err := c.Drafts(ctx, p); return err },
		"draft":   func(ctx context.Context, p access.Principal) error { _, err := c.Draft(ctx, p, 1); return err },
		"words":   func(ctx context.Context, p access.Principal) error { _, err := c.Words(ctx, p, nil, ""); return err },
		"compare": func(ctx context.Context, p access.Principal) error { _, err := c.Compare(ctx, p, 0, 0); return err },
		"try":     func(ctx context.Context, p access.Principal) error { _, err := c.Try(ctx, p, both); return err },
		"format":  func(ctx context.Context, p access.Principal) error { _, _, err := c.Format(ctx, p, seller); return err },
		"publish": func(ctx context.Context, p access.Principal) error {
			_, err := c.PublishDraft(ctx, p, rainmaker.Draft{ID: 1, Revision: 1, Over: 1}, "")
			return err
		},
		"drop": func(ctx context.Context, p access.Principal) error { return c.Drop(ctx, p, 1) },
	}
	if _, err := c.Save(t.Context(), admin, rainmaker.Draft{Changed: both}); err != nil {
		t.Fatal(err)
	}
	for name, call := range methods {
		for _, test := range []struct {
			p    access.Principal
			want rainmaker.Code
		}{
			{access.Anonymous, rainmaker.Unsigned},
			{access.Principal{Login: "ana", Role: rainmaker.RoleRep, Payee: "ana"}, rainmaker.Forbidden},
			{access.Principal{Login: "lee", Role: rainmaker.RoleManager, Payee: "lee"}, rainmaker.Forbidden},
		} {
			if err := call(t.Context(), test.p); rainmaker.CodeOf(err) != test.want {
				t.Errorf("%s by %q: %v, want %q", name, test.p.Login, err, test.want)
			}
		}
	}
	for _, name := range []string{"save", "drafts", "draft", "words", "compare", "try", "format", "publish", "drop"} {
		if err := methods[name](t.Context(), admin); err != nil {
			t.Errorf("%s by an admin: %v", name, err)
		}
	}
}
