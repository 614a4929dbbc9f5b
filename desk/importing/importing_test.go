package importing_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/desk/desktest"
	"rainmaker/desk/importing"
	"rainmaker/ingest"
	"rainmaker/store/sqlite"
)

var admin = desktest.Admin

type company struct {
	*testing.T
	*importing.Desk
	store *sqlite.Store
}

func open(t *testing.T) *company {
	t.Helper()
	office, store := desktest.Open(t, desktest.Today)
	return &company{t, importing.New(office), store}
}

type files map[string]string

const (
	people = "person,name,manager,plan,from\n" +
		"lee,Lee Park,,seller,2027-01-01\n" +
		"ana,Ana Cruz,lee,seller,2027-01-01\n"
	quotas = "person,plan,from,quota,target\n" +
		"ana,seller,2027-01-01,1000.00,100.00\n"
	header   = "booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv\n"
	first    = "1,Northwind,ana,,1,,won,core,new,2027-01-04,2027-01-10,600.00\n"
	second   = "2,Contoso,ana,,1,,open,core,new,2027-01-05,,1000.00\n"
	refusedB = "3,Fabrikam,ana,,1,,won,core,new,2027-01-05,2017-02-30,1000.00\n" // no such day
)

var whole = files{"people.csv": people, "quotas.csv": quotas, "bookings.csv": header + first + second}

func upload(mode rainmaker.BatchMode, f files) importing.Upload {
	u := importing.Upload{Mode: mode}
	for name, text := range f {
		u.Files = append(u.Files, ingest.File{Name: name, Content: strings.NewReader(text)})
	}
	return u
}

func (c *company) commit(u importing.Upload) importing.Outcome {
	c.Helper()
	out, err := c.Commit(c.Context(), admin, u)
	if err != nil {
		c.Fatal(err)
	}
	return out
}

func (c *company) batches() rainmaker.BatchID {
	c.Helper()
	last, err := c.store.LastBatch(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	return last
}

func TestCommit(t *testing.T) {
	c := open(t)
	out := c.commit(upload(rainmaker.Whole, whole))
	if !out.Stored || out.Batch != 1 || len(out.Reasons) != 0 || out.Nothing || out.Profile != "demo" {
		t.Fatalf("%+v", out)
	}
	if out.Report.Accepted() != 5 || out.Report.Refused() != 0 || !out.Report.Reconciled() {
		t.Errorf("report %+v", out.Report)
	}
	facts, err := c.store.Current(t.Context(), 0)
	if err != nil || len(facts) != len(out.Changes.New) {
		t.Errorf("%d facts stored, %v; %d new", len(facts), err, len(out.Changes.New))
	}
	history, err := c.History(t.Context(), admin)
	want := importing.Batch{ID: 1, Known: c.Now(), By: "vera", Origin: "demo", Label: "Demo company", Mode: rainmaker.Whole}
	if err != nil || !slices.Equal(history, []importing.Batch{want}) {
		t.Errorf("history %+v, %v", history, err)
	}
	report, err := c.Report(t.Context(), admin, 1)
	if err != nil || report.Report == nil || report.Report.Accepted() != 5 || report.Batch != want {
		t.Errorf("report %+v, %v", report, err)
	}
	entries, err := c.store.Audit(t.Context(), 1)
	if err != nil || entries[0].By != "vera" || entries[0].Action != "import" || !strings.HasPrefix(entries[0].On, "batch 1 from demo: ") {
		t.Errorf("audit %+v, %v", entries, err)
	}
}

func TestRehearseStoresNothing(t *testing.T) {
	c := open(t)
	out, err := c.Rehearse(t.Context(), admin, upload(rainmaker.Whole, whole))
	if err != nil || out.Stored || len(out.Reasons) != 0 || out.Changes.Len() == 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	if c.batches() != 0 {
		t.Error("a batch was stored")
	}
	if entries, err := c.store.Audit(t.Context(), 0); err != nil || len(entries) != 0 {
		t.Errorf("audit %+v, %v", entries, err)
	}
	committed := c.commit(upload(rainmaker.Whole, whole))
	if committed.Changes.String() != out.Changes.String() {
		t.Errorf("rehearsed %s, committed %s", out.Changes, committed.Changes)
	}
}

func TestTheSameFilesAgainChangeNothing(t *testing.T) {
	c := open(t)
	c.commit(upload(rainmaker.Whole, whole))
	out := c.commit(upload(rainmaker.Whole, whole))
	if out.Stored || !out.Nothing || len(out.Reasons) != 0 || c.batches() != 1 {
		t.Errorf("%+v", out)
	}
}

func TestAnEditedRow(t *testing.T) {
	c := open(t)
	c.commit(upload(rainmaker.Whole, whole))
	out := c.commit(upload(rainmaker.Changes, files{"bookings.csv": header + strings.Replace(first, "600.00", "700.00", 1)}))
	if !out.Stored || len(out.Changes.Changed) != 1 || len(out.Changes.New)+len(out.Changes.Gone) != 0 {
		t.Fatalf("%+v", out.Changes)
	}
	if d := out.Changes.Changed[0].Fields; len(d) != 1 || d[0] != (ingest.Difference{Field: "acv", Before: "600.00 USD", After: "700.00 USD"}) {
		t.Errorf("%+v", d)
	}
}

func TestRefusedRows(t *testing.T) {
	c := open(t)
	c.commit(upload(rainmaker.Whole, whole))
	third := "4,Tailspin,ana,,1,,open,core,new,2027-01-05,,50.00\n"
	u := upload(rainmaker.Changes, files{"bookings.csv": header + refusedB + third})
	out := c.commit(u)
	if out.Stored || len(out.Reasons) != 1 || !strings.Contains(out.Reasons[0], "1 row was refused") || c.batches() != 1 {
		t.Fatalf("%+v", out.Reasons)
	}
	if r := out.Report.Refusals(); len(r) != 1 || r[0].Row != 2 || r[0].Column != "closed" || r[0].Value != "2017-02-30" || r[0].Way == "" {
		t.Errorf("%+v", r)
	}
	u.SkipRefused = true
	out = c.commit(u)
	if !out.Stored || len(out.Changes.New) != 1 {
		t.Fatalf("leaving it out: %+v", out)
	}
	if facts, err := c.store.Current(t.Context(), 0, rainmaker.EventKind("booking")); err != nil || len(facts) != 3 {
		t.Errorf("%d bookings, %v", len(facts), err)
	}
	report, err := c.Report(t.Context(), admin, out.Batch)
	if err != nil || report.Report.Refused() != 1 {
		t.Errorf("the stored report has lost the refusal: %+v, %v", report, err)
	}
}

// In the whole picture a refused row would count as gone, so it can't be left out.
func TestRefusedRowOfAWholePicture(t *testing.T) {
	c := open(t)
	u := upload(rainmaker.Whole, files{"people.csv": people, "quotas.csv": quotas, "bookings.csv": header + first + refusedB})
	if out := c.commit(u); len(out.Reasons) != 1 || !strings.Contains(out.Reasons[0], "import the files as changes") {
		t.Errorf("%q", out.Reasons)
	}
	u.SkipRefused = true
	out := c.commit(u)
	if out.Stored || len(out.Reasons) != 1 || !strings.Contains(out.Reasons[0], "whole picture") || len(out.Report.Refusals()) != 1 {
		t.Errorf("%+v", out)
	}
}

func TestFileRefusedAsAWhole(t *testing.T) {
	for name, text := range map[string]string{
		"empty":          "",
		"missing column": strings.Replace(header, ",acv", "", 1) + strings.Replace(first, ",600.00", "", 1),
		"encoding":       header + strings.Replace(first, "Northwind", "Caf\xe9", 1),
		"open quote":     header + strings.Replace(first, "Northwind", `"Northwind`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			c.commit(upload(rainmaker.Whole, whole))
			u := upload(rainmaker.Changes, files{"bookings.csv": text, "quotas.csv": strings.Replace(quotas, "100.00", "120.00", 1)})
			u.Profile, u.SkipRefused = "demo", true
			out := c.commit(u)
			if out.Stored || c.batches() != 1 || len(out.Reasons) != 1 || !strings.HasPrefix(out.Reasons[0], "bookings.csv was refused as a whole: ") {
				t.Errorf("stored %v: %q", out.Stored, out.Reasons)
			}
		})
	}
}

const letter = "```plan" + `
language 1
plan seller {
  effective FY2027
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
param quota  : money per month, not prorated
param target : money per month, not prorated
event booking dated opened {
  account text; owner payee; engineer payee; stage one of open, won, lost; opened date; closed date or none; acv money
}
credit bookings from booking { counts on closed; where stage is won; order by closed, id; to owner as AE 100% of acv }
commission base on bookings as AE { rate target / quota }
settle { pay the rest }
` + "```\n"

// The letter in force asks for an engineer, whom these files leave out.
func TestFactsThatDoNotFitThePlansInForce(t *testing.T) {
	c := open(t)
	_, err := c.store.Publish(t.Context(), rainmaker.Edition{Published: c.Now(), Documents: []rainmaker.Document{{Name: "seller.plan.md", Text: letter}}})
	if err != nil {
		t.Fatal(err)
	}
	u := upload(rainmaker.Whole, whole)
	u.SkipRefused = true
	out := c.commit(u)
	if out.Stored || c.batches() != 0 || len(out.Misfits) != 2 || len(out.Reasons) != 1 {
		t.Fatalf("stored %v, %q, %q", out.Stored, out.Misfits, out.Reasons)
	}
	for _, want := range []string{"plan seller", "booking 1", "bookings.csv, row 2", "field engineer", "is missing"} {
		if !strings.Contains(out.Misfits[0], want) {
			t.Errorf("%q does not say %q", out.Misfits[0], want)
		}
	}
	fixed := files{
		"people.csv": people, "quotas.csv": quotas,
		"bookings.csv": header + strings.Replace(first, ",1,,", ",1,lee,", 1) + strings.Replace(second, ",1,,", ",1,lee,", 1),
	}
	if out = c.commit(upload(rainmaker.Whole, fixed)); !out.Stored {
		t.Errorf("with engineers: %q, %q", out.Reasons, out.Misfits)
	}
}

// Somebody who still has deals can't be gone.
func TestFactsThatDoNotFitTogether(t *testing.T) {
	c := open(t)
	c.commit(upload(rainmaker.Whole, whole))
	out := c.commit(upload(rainmaker.Whole, files{"people.csv": people[:strings.Index(people, "\nana")+1]}))
	if out.Stored || len(out.Reasons) != 1 || !strings.Contains(out.Reasons[0], `"ana"`) || c.batches() != 1 {
		t.Errorf("stored %v: %q", out.Stored, out.Reasons)
	}
}

func TestUnknownFilesAndProfiles(t *testing.T) {
	c := open(t)
	tests := map[string]importing.Upload{
		"no such profile": {Profile: "abacus", Mode: rainmaker.Changes, Files: upload("", whole).Files},
		"no files":        {Mode: rainmaker.Changes},
		"strange columns": upload(rainmaker.Changes, files{"x.csv": "a,b\n1,2\n"}),
		"no mode":         upload("", whole),
	}
	for name, u := range tests {
		_, err := c.Commit(t.Context(), admin, u)
		if code := rainmaker.CodeOf(err); code != rainmaker.Invalid && code != rainmaker.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := c.Report(t.Context(), admin, 3); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("batch 3: %v", err)
	}
}

// Of two imports at once the second is compared with what the first has stored, so nothing is stored twice.
func TestTwoCommitsAtOnce(t *testing.T) {
	c := open(t)
	const people = 4
	outs := make([]importing.Outcome, people)
	errs := make([]error, people)
	var group sync.WaitGroup
	for i := range outs {
		group.Go(func() { outs[i], errs[i] = c.Commit(t.Context(), admin, upload(rainmaker.Whole, whole)) })
	}
	group.Wait()
	stored, nothing := 0, 0
	for i, out := range outs {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
		if out.Stored {
			stored++
		}
		if out.Nothing {
			nothing++
		}
	}
	if stored != 1 || nothing != people-1 || c.batches() != 1 {
		t.Errorf("%d stored, %d found nothing new, %d batches", stored, nothing, c.batches())
	}
}

func TestBatchByHandHasNoReport(t *testing.T) {
	c := open(t)
	_, err := c.store.Append(t.Context(), rainmaker.Batch{Known: c.Now(), By: "vera", Origin: "by hand", Mode: rainmaker.Changes},
		[]rainmaker.Fact{{
			FactKey: rainmaker.FactKey{Kind: rainmaker.KindPayee, ID: "ana"}, Valid: calendar.Forever,
			Fields: rainmaker.FieldList{{Name: "name", Value: rainmaker.TextOf("Ana")}},
		}})
	if err != nil {
		t.Fatal(err)
	}
	report, err := c.Report(t.Context(), admin, 1)
	if err != nil || report.Report != nil || report.Label != "by hand" {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestWhoMay(t *testing.T) {
	c := open(t)
	c.commit(upload(rainmaker.Whole, whole))
	methods := map[string]func(context.Context, access.Principal) error{
		"rehearse": func(ctx context.Context, p access.Principal) error {
			_, err := c.Rehearse(ctx, p, upload(rainmaker.Whole, whole))
			return err
		},
		"commit": func(ctx context.Context, p access.Principal) error {
			_, err := c.Commit(ctx, p, upload(rainmaker.Whole, whole))
			return err
		},
		"history": func(ctx context.Context, p access.Principal) error { _, err := c.History(ctx, p); return err },
		"report":  func(ctx context.Context, p access.Principal) error { _, err := c.Report(ctx, p, 1); return err },
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
