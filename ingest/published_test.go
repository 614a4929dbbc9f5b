package ingest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"rainmaker"
)

// The published files of both teams, as they are.
func TestPublishedMaven(t *testing.T) {
	files := published(t, "maven_crm")
	p, err := Detect(files)
	if err != nil || p.Name != "maven_crm" {
		t.Fatalf("detected %s, %v", p.Name, err)
	}
	r := read(t, p.Name, Known{}, files...)
	wantText(t, refusals(r), "")
	var totals, repairs []string
	for _, total := range r.Report.Totals {
		totals = append(totals, total.String())
	}
	for _, f := range r.Report.Files {
		for _, repair := range f.Repairs {
			repairs = append(repairs, repair.String())
		}
	}
	wantText(t, strings.Join(totals, "\n"), strings.Join([]string{
		"opportunities: sales_pipeline.csv and the facts agree: 8,800 rows",
		"won opportunities: sales_pipeline.csv and the facts agree: 4,238 rows, 10,005,534 USD",
		"agents: sales_teams.csv and the facts agree: 35 rows",
	}, "\n"))
	wantText(t, strings.Join(repairs, "\n"), strings.Join([]string{
		`office_location: "Philipines" read as "Philippines" (known misspelling) in 1 row`,
		`sector: "technolgy" read as "technology" (known misspelling) in 12 rows`,
		`product: "GTXPro" read as "GTX Pro" (the product of products.csv, the same but for spaces and capitals) in 1,480 rows`,
	}, "\n"))
	if n := wonAmong(r, r.Report.Files[3].Repairs[0].Rows); n != 729 {
		t.Errorf("%d of the repaired rows are won deals, want 729", n)
	}
	c, err := rainmaker.Decode(r.Facts)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Payees) != 41 || len(c.Reports) != 35 || len(c.Assignments) != 41 || len(c.Events) != 8800 {
		t.Errorf("%d payees, %d reporting lines, %d assignments, %d events; want 41, 35, 41, 8,800", len(c.Payees), len(c.Reports),
			len(c.Assignments), len(c.Events))
	}
}

func wonAmong(r Reading, rows []int) int {
	n := 0
	for _, f := range r.Facts {
		if stage, ok := f.Fields.Get("stage"); ok && stage.Text() == "Won" && slices.Contains(rows, f.Source.Row) {
			n++
		}
	}
	return n
}

func TestPublishedAdventureWorks(t *testing.T) {
	files := published(t, "adventureworks")
	p, err := Detect(files)
	if err != nil || p.Name != "adventureworks" {
		t.Fatalf("detected %s, %v", p.Name, err)
	}
	r := read(t, p.Name, Known{}, files...)
	wantText(t, refusals(r), "")
	var totals []string
	for _, total := range r.Report.Totals {
		totals = append(totals, total.String())
	}
	wantText(t, strings.Join(totals, "\n"), strings.Join([]string{
		"orders: ResellerOrders.csv and the facts agree: 3,176 rows, 68,802,605.1019 USD",
		"quotas: SalesPersonQuotaHistory.csv and the facts agree: 163 rows, 95,714,000 USD",
		"commission rates: SalesPerson.csv and the facts agree: 17 rows",
	}, "\n"))
	c, err := rainmaker.Decode(r.Facts)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Payees) != 19 || len(c.Assignments) != 17 || len(c.Events) != 3176 {
		t.Errorf("%d payees, %d assignments, %d events; want 19, 17, 3,176", len(c.Payees), len(c.Assignments), len(c.Events))
	}
	onQuotaDate := 0
	for _, a := range c.Assignments {
		starts := map[string]bool{}
		for _, piece := range a.Numbers["quota"].In(a.Span) {
			starts[piece.Span.From.String()] = true
		}
		for _, e := range c.Events {
			who, _ := e.Fields.Get("salesperson")
			when, _ := e.Fields.Get("order_date")
			if who.Payee() == a.Payee && starts[when.String()] {
				onQuotaDate++
			}
		}
	}
	if onQuotaDate != 729 {
		t.Errorf("%d orders fall on a quota date, want 729", onQuotaDate)
	}
}

// Shuffled rows are the same facts, and the same files again change nothing; one edited deal changes one fact.
func TestPublishedShuffledAndEdited(t *testing.T) {
	for set, table := range map[string]string{"maven_crm": "sales_pipeline.csv", "adventureworks": "ResellerOrders.csv"} {
		files := published(t, set)
		first := read(t, set, Known{}, files...)
		known := learned(t, Known{}, first)
		again := compare(t, readAs(t, set, rainmaker.Whole, known, files...), known)
		if again.Len() != 0 {
			t.Errorf("%s again: %s", set, again)
		}
		i, text := contents(t, files, table)
		lines := strings.Split(strings.TrimRight(text, "\r\n"), "\n")
		rows := lines[1:]
		rand.New(rand.NewPCG(3, 4)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		files[i] = file(table, lines...)
		shuffled := read(t, set, known, files...)
		if said(t, shuffled.Facts) != said(t, first.Facts) {
			t.Errorf("%s shuffled: other facts", set)
		}
		if c := compare(t, shuffled, known); c.Len() != 0 {
			t.Errorf("%s shuffled: %s", set, c)
		}
		if set == "maven_crm" {
			lines[0] = pipelineHeader
			at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "1C1I7A6R,") })
			lines[at] = strings.Replace(lines[at], ",1054", ",1055", 1)
			files[i] = file(table, lines...)
			c := compare(t, read(t, set, known, files...), known)
			if c.Len() != 1 || len(c.Changed) != 1 || c.Changed[0].Fields[0] != (Difference{"close_value", "1054 USD", "1055 USD"}) {
				t.Errorf("one edited deal: %s %+v", c, c.Changed)
			}
		}
	}
}
