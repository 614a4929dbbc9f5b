package plans_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/desk/plans"
	"rainmaker/money"
)

// hire puts somebody on the seller's plan with a quota that rises in July.
func (c *company) hire(id, name string) {
	c.Helper()
	person, plan := field("payee", rainmaker.PersonOf(rainmaker.PayeeID(id))), field("plan", rainmaker.TextOf("seller"))
	quota := func(from, amount string) rainmaker.Fact {
		a, err := money.ParseAmount(amount)
		if err != nil {
			c.Fatal(err)
		}
		return fact(rainmaker.KindNumber, id+from, calendar.Since(calendar.MustParse(from)), person, plan, field("name", rainmaker.TextOf("quota")),
			field("value", rainmaker.CashOf(a, "USD")))
	}
	c.learn(
		fact(rainmaker.KindPayee, id, calendar.Forever, field("name", rainmaker.TextOf(name))),
		fact(rainmaker.KindAssignment, id, calendar.Since(calendar.MustParse("2027-01-01")), person, plan),
		quota("2027-01-01", "1000"), quota("2027-07-01", "1500"),
	)
}

// listed are the versions somebody can read.
func listed(o plans.Own) string {
	var b strings.Builder
	for _, v := range o.Versions {
		fmt.Fprintf(&b, "%s %s edition %d", v.Document, v.Effective, v.Edition)
		if v.Current {
			b.WriteString(" current")
		}
		if v.InForce {
			b.WriteString(" in force")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// A letter is read with one's own numbers in it; the version of today, the one that follows it, and the one that an earlier
// edition had in its place.
func TestOwn(t *testing.T) {
	c := open(t)
	c.hire("ana", "Ana")
	ana := access.Principal{Login: "ana", Name: "Ana", Role: rainmaker.RoleRep, Payee: "ana"}
	if o, err := c.Own(t.Context(), ana, "ana", plans.OwnAsk{}); err != nil || o.Letter != nil || o.Empty == "" {
		t.Errorf("before there is a letter: %+v, %v", o, err)
	}
	c.publish(both)
	next := edited(edited(seller, "2027-01-01 before 2028-01-01", "2027-07-01 before 2028-01-01"), "from 100%: x 1.5", "from 100%: x 2")
	next = edited(edited(next, "13,000 USD", "14,000 USD"), "in 2027-03", "in 2027-08")
	next = edited(next, "closed 2027-03-05", "closed 2027-08-05")
	next.Name = "seller_july.plan.md"
	now := edited(edited(seller, "rate  10%", "rate  11%"), "13,000 USD", "14,300 USD")
	if got := c.publish([]rainmaker.Document{words, now, next}); !got.OK() {
		t.Fatal(got.Diagnostics)
	}

	o, err := c.Own(t.Context(), ana, "ana", plans.OwnAsk{})
	if err != nil || o.Letter == nil {
		t.Fatalf("%+v, %v", o, err)
	}
	want := `seller_july.plan.md 2027-07-01 before 2028-01-01 edition 2 current
seller.plan.md 2027-01-01 before 2027-07-01 edition 2 current in force
seller.plan.md 2027-01-01 before 2028-01-01 edition 1
`
	if got := listed(o); got != want {
		t.Errorf("versions\n%swant\n%s", got, want)
	}
	if !o.Letter.InForce || o.Letter.Text != now.Text || o.Letter.Before == nil || o.Letter.Before.Edition != 1 {
		t.Errorf("%+v", o.Letter.OwnVersion)
	}
	if len(o.Letter.Changes) != 2 || !strings.Contains(o.Letter.Changes[0].Text, "11%") {
		t.Errorf("changes %+v", o.Letter.Changes)
	}
	numbers := []plans.OwnNumber{{Name: "quota", Label: "quota", Value: "1,000.00 USD"}, {Name: "quota", Label: "quota", From: calendar.MustParse("2027-07-01"), Value: "1,500.00 USD"}}
	if !slices.Equal(o.Letter.Numbers, numbers) {
		t.Errorf("numbers %+v", o.Letter.Numbers)
	}
	said := ""
	for _, p := range o.Letter.Parts {
		for _, clause := range p.Clauses {
			said += clause.Text + "\n"
		}
	}
	if !strings.Contains(said, "1,000.00 USD") || !strings.Contains(said, "11%") {
		t.Errorf("the letter says\n%s", said)
	}

	if o, err = c.Own(t.Context(), ana, "ana", plans.OwnAsk{Edition: 1, On: calendar.MustParse("2027-02-28")}); err != nil || o.Letter.Edition != 1 || o.Letter.Current {
		t.Errorf("of edition 1: %+v, %v", o.Letter, err)
	}
	if o, err = c.Own(t.Context(), ana, "ana", plans.OwnAsk{On: calendar.MustParse("2027-08-01")}); err != nil || o.Letter.Document != next.Name || o.Letter.Before.Document != "seller.plan.md" || o.Letter.Before.Edition != 2 {
		t.Errorf("of August: %+v, %v", o.Letter, err)
	}
	if _, err = c.Own(t.Context(), ana, "ana", plans.OwnAsk{Edition: 9}); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("of edition 9: %v", err)
	}
	if _, err = c.Own(t.Context(), ana, "ana", plans.OwnAsk{Plan: "other"}); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("of another plan: %v", err)
	}
}

// Another's letter is answered as that of somebody who does not exist, word for word.
func TestAnothersLetterIsMissing(t *testing.T) {
	c := open(t)
	c.hire("ana", "Ana")
	c.hire("bo", "Bo")
	c.publish(both)
	ana := access.Principal{Login: "ana", Name: "Ana", Role: rainmaker.RoleRep, Payee: "ana"}
	lead := access.Principal{Login: "lee", Name: "Lee", Role: rainmaker.RoleManager, Payee: "lee", Team: map[rainmaker.PayeeID]bool{"bo": true}}
	for _, ask := range []plans.OwnAsk{{}, {Plan: "seller"}, {Edition: 1}} {
		_, real := c.Own(t.Context(), ana, "bo", ask)
		_, made := c.Own(t.Context(), ana, "bx", ask)
		if rainmaker.CodeOf(real) != rainmaker.NotFound || strings.ReplaceAll(made.Error(), "bx", "bo") != real.Error() {
			t.Errorf("%v and %v", real, made)
		}
	}
	if _, err := c.Own(t.Context(), lead, "bo", plans.OwnAsk{}); err != nil {
		t.Errorf("their manager: %v", err)
	}
	if _, err := c.Own(t.Context(), lead, "ana", plans.OwnAsk{}); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("another manager: %v", err)
	}
	if _, err := c.Own(t.Context(), access.Anonymous, "bo", plans.OwnAsk{}); rainmaker.CodeOf(err) != rainmaker.Unsigned {
		t.Errorf("nobody: %v", err)
	}
}
