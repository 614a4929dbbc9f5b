package plans_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/desk/desktest"
	"rainmaker/desk/plans"
	"rainmaker/money"
	"rainmaker/plan/source"
	"rainmaker/store/sqlite"
)

var admin = desktest.Admin

type company struct {
	*testing.T
	*plans.Desk
	store *sqlite.Store
}

func open(t *testing.T) *company {
	t.Helper()
	office, store := desktest.Open(t, desktest.Today)
	return &company{t, plans.New(office), store}
}

const terms = desktest.SaleTerms

// letter has an example in it.
var letter = strings.TrimSuffix(desktest.SaleLetter, "```\n") + `example "120%" in 2027-03 {
  given quota = 100,000 USD
  given sale S { seller me, closed 2027-03-05, amount 120,000 USD }
  expect base = 13,000 USD
}
` + "```\n"

var (
	words  = rainmaker.Document{Name: "words.terms.md", Text: terms}
	seller = rainmaker.Document{Name: "seller.plan.md", Text: letter}
	both   = []rainmaker.Document{words, seller}
)

func edited(d rainmaker.Document, was, is string) rainmaker.Document {
	if !strings.Contains(d.Text, was) {
		panic(d.Name + " does not say " + was)
	}
	d.Text = strings.Replace(d.Text, was, is, 1)
	return d
}

func (c *company) learn(facts ...rainmaker.Fact) {
	c.Helper()
	if _, err := c.store.Append(c.Context(), rainmaker.Batch{Known: c.Now(), Mode: rainmaker.Changes}, facts); err != nil {
		c.Fatal(err)
	}
}

func fact(kind rainmaker.FactKind, id string, valid calendar.Span, fields ...rainmaker.Field) rainmaker.Fact {
	return rainmaker.Fact{
		FactKey: rainmaker.FactKey{Kind: kind, ID: id}, Valid: valid, Fields: fields,
		Source: rainmaker.Source{File: "sales.csv", Row: 7},
	}
}

func field(name string, v rainmaker.Value) rainmaker.Field {
	return rainmaker.Field{Name: name, Value: v}
}

func (c *company) publish(docs []rainmaker.Document) plans.Checked {
	c.Helper()
	checked, err := c.Publish(c.Context(), admin, docs, " first ")
	if err != nil {
		c.Fatal(err)
	}
	return checked
}

func (c *company) editions() int {
	c.Helper()
	list, err := c.Editions(c.Context(), admin)
	if err != nil {
		c.Fatal(err)
	}
	return len(list)
}

func TestPublish(t *testing.T) {
	c := open(t)
	person := field("payee", rainmaker.PersonOf("ana"))
	c.learn(
		fact(rainmaker.KindPayee, "ana", calendar.Forever, field("name", rainmaker.TextOf("Ana"))),
		fact(rainmaker.KindAssignment, "a-1", calendar.Span{From: calendar.MustParse("2027-01-01"), Before: calendar.MustParse("2027-03-01")},
			person, field("plan", rainmaker.TextOf("seller"))),
		fact(rainmaker.KindAssignment, "a-2", calendar.Since(calendar.MustParse("2027-05-01")), person, field("plan", rainmaker.TextOf("seller"))),
	)
	got := c.publish(both)
	if !got.OK() || got.Edition != 1 || got.Same || got.Warnings != len(got.Diagnostics) {
		t.Fatalf("%+v", got.Diagnostics)
	}
	if len(got.Documents) != 2 || got.Documents[0].Name != "seller.plan.md" || got.Documents[1].Text != terms {
		t.Errorf("documents %+v", got.Documents)
	}
	l := got.Letters[0]
	if l.Document != "seller.plan.md" || l.Plan != "seller" || l.Label != "Seller" || l.Period != "month" || l.Currency != "USD" ||
		l.Effective.From.String() != "2027-01-01" || l.Examples != 1 || l.Passed != 1 || l.Assigned != 1 || l.Hash == "" {
		t.Errorf("letter %+v", l)
	}
	if !slices.Equal(l.Components, []plans.ComponentSummary{{Name: "base", Label: "Base commission", Kind: "commission", Line: 13}}) {
		t.Errorf("components %+v", l.Components)
	}
	edition, err := c.store.Edition(t.Context(), 0)
	if err != nil || edition.By != "vera" || edition.Note != "first" || !edition.Published.Equal(c.Now()) || len(edition.Documents) != 2 {
		t.Errorf("edition %+v, %v", edition, err)
	}
	entries, err := c.store.Audit(t.Context(), 1)
	if err != nil || entries[0].Action != "publish" || entries[0].On != "edition 1: seller.plan.md added, words.terms.md added" {
		t.Errorf("audit %+v, %v", entries, err)
	}
	current, err := c.Current(t.Context(), admin)
	if err != nil || current.Edition != 1 || current.Letters[0].Hash != l.Hash {
		t.Errorf("current %+v, %v", current, err)
	}
}

func TestTheSameTextsMakeNoEdition(t *testing.T) {
	c := open(t)
	c.publish(both)
	again := c.publish([]rainmaker.Document{seller, words}) // in another order
	if !again.Same || again.Edition != 1 || c.editions() != 1 {
		t.Errorf("same %v, edition %d, %d editions", again.Same, again.Edition, c.editions())
	}
	changed := c.publish([]rainmaker.Document{edited(seller, "x 1.5", "x 1.50"), words})
	if changed.Same || changed.Edition != 2 {
		t.Errorf("a changed text: %+v", changed)
	}
	back := c.publish(both) // an earlier edition's texts are a new edition
	if back.Edition != 3 {
		t.Errorf("back to the first texts: edition %d", back.Edition)
	}
}

// What has an error in it is not published, and the edition before stays in force.
func TestRefusedSets(t *testing.T) {
	fails := edited(seller, "13,000 USD", "14,000 USD")
	tests := map[string]struct {
		docs          []rainmaker.Document
		doc, code, at string
	}{
		"syntax": {[]rainmaker.Document{words, edited(seller, "rate  10%", "rate  10% %")}, "seller.plan.md", "", ""},
		"tiers that don't rise": {
			[]rainmaker.Document{words, edited(seller, "from 100%: x 1.5", "from 100%: x 1.5; from 80%: x 2")},
			"seller.plan.md",
			"tiers-rise", "",
		},
		"unknown field":          {[]rainmaker.Document{words, edited(seller, "rate  10%", "rate  10% x prize")}, "seller.plan.md", "", "prize"},
		"terms that are missing": {[]rainmaker.Document{seller}, "seller.plan.md", "", ""},
		"an example that doesn't hold": {
			[]rainmaker.Document{words, fails},
			"seller.plan.md", "example-fails",
			"expect base = 14,000 USD",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			c.publish(both)
			got := c.publish(test.docs)
			if got.OK() || got.Errors == 0 || got.Edition != 0 {
				t.Fatalf("published as edition %d", got.Edition)
			}
			i := slices.IndexFunc(got.Diagnostics, func(d source.Diagnostic) bool { return d.Severity == source.Error })
			d := got.Diagnostics[i]
			if d.Where.Doc != test.doc || test.code != "" && d.Code != test.code {
				t.Errorf("%+v, want %s in %s", d, test.code, test.doc)
			}
			for _, doc := range got.Documents {
				if doc.Name != test.doc {
					continue
				}
				if !slices.ContainsFunc(doc.Diagnostics, func(o source.Diagnostic) bool { return o.Summary == d.Summary }) {
					t.Error("the document does not carry its diagnostic")
				}
				if at := (source.Document{Name: doc.Name, Text: doc.Text}).Slice(d.Where); test.at != "" && at != test.at {
					t.Errorf("points at %q, want %q", at, test.at)
				}
			}
			current, err := c.Current(t.Context(), admin)
			if err != nil || current.Edition != 1 || c.editions() != 1 {
				t.Errorf("in force is edition %d, %v", current.Edition, err)
			}
			// The rehearsal says the same, and stores nothing either.
			checked, err := c.Check(t.Context(), admin, test.docs)
			if err != nil || checked.Errors != got.Errors {
				t.Errorf("check finds %d errors, %v; publish found %d", checked.Errors, err, got.Errors)
			}
		})
	}
}

// A letter that could not read what is known would block everybody.
func TestFactsThatDoNotFit(t *testing.T) {
	c := open(t)
	c.publish(both)
	amount, err := money.ParseAmount("12")
	if err != nil {
		t.Fatal(err)
	}
	c.learn(
		fact(rainmaker.KindPayee, "ana", calendar.Forever, field("name", rainmaker.TextOf("Ana"))),
		fact(rainmaker.EventKind("sale"), "S-1", calendar.Forever, field("seller", rainmaker.PersonOf("ana")),
			field("closed", rainmaker.DayOf(calendar.MustParse("2027-01-05"))), field("amount", rainmaker.CashOf(amount, "USD"))),
	)
	docs := []rainmaker.Document{
		edited(words, "amount money }", "amount money; region text }"),
		edited(seller, "amount 120,000 USD }", "amount 120,000 USD, region \"north\" }"),
	}
	got := c.publish(docs)
	if got.Errors != 1 || got.Edition != 0 || got.Diagnostics[0].Code != "facts-do-not-fit" {
		t.Fatalf("%+v", got.Diagnostics)
	}
	for _, want := range []string{"sale S-1", "sales.csv, row 7", "region", "is missing"} {
		if !strings.Contains(got.Diagnostics[0].Summary, want) {
			t.Errorf("%q does not say %q", got.Diagnostics[0].Summary, want)
		}
	}
	if got.Diagnostics[0].Where.Doc != "seller.plan.md" || c.editions() != 1 {
		t.Errorf("at %+v, %d editions", got.Diagnostics[0].Where, c.editions())
	}
}

func TestNoSet(t *testing.T) {
	c := open(t)
	for says, docs := range map[string][]rainmaker.Document{
		"no documents": nil,
		"is a path":    {words, {Name: "../seller.plan.md", Text: letter}},
	} {
		if _, err := c.Publish(t.Context(), admin, docs, ""); rainmaker.CodeOf(err) != rainmaker.Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	// A name that says nothing of what it is, and one name twice, are told like other errors of a set.
	for _, docs := range [][]rainmaker.Document{{words, {Name: "seller.md", Text: letter}}, {words, seller, seller}} {
		if got := c.publish(docs); got.OK() || got.Edition != 0 {
			t.Errorf("published %+v", got.Diagnostics)
		}
	}
	if _, err := c.Current(t.Context(), admin); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Error(err)
	}
}

func TestMerge(t *testing.T) {
	c := open(t)
	names := func(docs []rainmaker.Document) string {
		var out []string
		for _, d := range docs {
			out = append(out, d.Name)
		}
		return strings.Join(out, " ")
	}
	docs, err := c.Merge(t.Context(), admin, both)
	if err != nil || names(docs) != "seller.plan.md words.terms.md" {
		t.Errorf("on nothing: %s, %v", names(docs), err)
	}
	c.publish(both)
	changed := edited(seller, "x 1.5", "x 2")
	docs, err = c.Merge(t.Context(), admin, []rainmaker.Document{changed, {Name: "more.terms.md"}})
	if err != nil || names(docs) != "more.terms.md seller.plan.md words.terms.md" || docs[1] != changed || docs[2] != words {
		t.Errorf("one replaced and one added: %s, %v", names(docs), err)
	}
	docs, err = c.Merge(t.Context(), admin, nil, "seller.plan.md")
	if err != nil || names(docs) != "words.terms.md" {
		t.Errorf("one removed: %s, %v", names(docs), err)
	}
	if _, err = c.Merge(t.Context(), admin, nil, "other.plan.md"); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("one removed that is not there: %v", err)
	}
	if current, err := c.Current(t.Context(), admin); err != nil || current.Documents[0].Text != letter {
		t.Errorf("merging changed what is in force: %v", err)
	}
}

func TestEdition(t *testing.T) {
	c := open(t)
	c.publish(both)
	c.publish([]rainmaker.Document{words, edited(seller, "Seller", "Sales person")})
	for id, label := range map[rainmaker.EditionID]string{1: "Seller", 2: "Sales person"} {
		got, err := c.Edition(t.Context(), admin, id)
		if err != nil || got.Edition != id || got.Letters[0].Label != label {
			t.Errorf("edition %d: %+v, %v", id, got.Letters, err)
		}
	}
	if _, err := c.Edition(t.Context(), admin, 9); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("edition 9: %v", err)
	}
	list, err := c.Editions(t.Context(), admin)
	if err != nil || len(list) != 2 || list[0].ID != 2 || list[0].Documents != nil {
		t.Errorf("%+v, %v", list, err)
	}
}

// An example in terms runs with each letter that uses them, and is told once.
func TestOneDiagnosticForAnExampleInTerms(t *testing.T) {
	c := open(t)
	other := rainmaker.Document{Name: "other.plan.md", Text: strings.Replace(letter[:strings.Index(letter, "example")]+"```\n", "plan seller", "plan other", 1)}
	broken := edited(words, "credit sales", `param share : percent = 10%
measure one = sum(sales as rep)
example "told once" in 2027-03 {
  given quota = 1 USD
  given sale S { seller me, closed 2027-03-05, amount 1 USD }
  expect one = 2 USD
}
credit sales`)
	got, err := c.Check(t.Context(), admin, []rainmaker.Document{broken, seller, other})
	if err != nil {
		t.Fatal(err)
	}
	fails := 0
	for _, d := range got.Diagnostics {
		if d.Code == "example-fails" {
			fails++
		}
	}
	if fails != 1 {
		t.Errorf("told %d times: %+v", fails, got.Diagnostics)
	}
}

func TestWhoMay(t *testing.T) {
	c := open(t)
	c.publish(both)
	methods := map[string]func(context.Context, access.Principal) error{
		"check":    func(ctx context.Context, p access.Principal) error { _, err := c.Check(ctx, p, both); return err },
		"publish":  func(ctx context.Context, p access.Principal) error { _, err := c.Publish(ctx, p, both, ""); return err },
		"merge":    func(ctx context.Context, p access.Principal) error { _, err := c.Merge(ctx, p, both); return err },
		"current":  func(ctx context.Context, p access.Principal) error { _, err := c.Current(ctx, p); return err },
		"edition":  func(ctx context.Context, p access.Principal) error { _, err := c.Edition(ctx, p, 1); return err },
		"editions": func(ctx context.Context, p access.Principal) error { _, err := c.Editions(ctx, p); return err },
	}
	for name, call := range methods {
		for _, test := range []struct {
			p    access.Principal
			want rainmaker.Code
		}{
			{access.Anonymous, rainmaker.Unsigned},
			{access.Principal{Login: "ana", Role: rainmaker.RoleRep, Payee: "ana"}, rainmaker.Forbidden},
			{access.Principal{Login: "lee", Role: rainmaker.RoleManager, Payee: "lee"}, rainmaker.Forbidden},
			{admin, ""},
			{access.Operator("root"), ""},
		} {
			if err := call(t.Context(), test.p); rainmaker.CodeOf(err) != test.want {
				t.Errorf("%s by %q: %v, want %q", name, test.p.Login, err, test.want)
			}
		}
	}
}
