package ingest

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
)

// The facts of one row of each file, word for word.
func TestMavenFacts(t *testing.T) {
	r := read(t, "maven_crm", Known{}, accounts(), products(), file("sales_teams.csv", teamsHeader, "Ann Bell,Max Roth,Central"),
		pipeline(won, "A2,Ann Bell,MG Special,,Prospecting,,,"))
	wantText(t, refusals(r), "")
	wantText(t, said(t, r.Facts), strings.TrimLeft(`
account Acme always [["sector","t:retail"],["year_established","n:1996"],["revenue","n:1100.04"],["employees","n:2822"],["office_location","t:Kenya"],["subsidiary_of","-"]]
assignment Ann Bell/maven_agent always [["payee","p:Ann Bell"],["plan","t:maven_agent"]]
assignment Max Roth/maven_manager always [["payee","p:Max Roth"],["plan","t:maven_manager"]]
attribute Ann Bell/office always [["payee","p:Ann Bell"],["name","t:office"],["value","t:Central"]]
event.opportunity A1 always [["agent","p:Ann Bell"],["product","t:GTX Pro"],["account","t:Acme"],["stage","t:Won"],["engage_date","d:2017-01-05"],["close_date","d:2017-03-01"],["close_value","m:4514 USD"]]
event.opportunity A2 always [["agent","p:Ann Bell"],["product","t:MG Special"],["account","-"],["stage","t:Prospecting"],["engage_date","-"],["close_date","-"],["close_value","-"]]
payee Ann Bell always [["name","t:Ann Bell"]]
payee Max Roth always [["name","t:Max Roth"]]
product GTX Pro always [["series","t:GTX"],["sales_price","m:4821 USD"]]
product MG Special always [["series","t:MG"],["sales_price","m:55 USD"]]
reports Ann Bell always [["payee","p:Ann Bell"],["manager","p:Max Roth"]]
`, "\n"))
	for _, f := range r.Facts {
		if f.ID == "A2" && f.Source != (rainmaker.Source{File: "sales_pipeline.csv", Row: 3}) {
			t.Errorf("A2 was read at %s", f.Source)
		}
	}
}

// The two-person company of the other team.
func adventureFiles(quotas ...string) []File {
	return []File{
		file("Employee.csv", "BusinessEntityID,Name,JobTitle,HireDate,ManagerID,OrgPath",
			"7,Eva Lang,Rep,2011-05-31,8,/1/", "8,Jo Kern,Manager,2010-01-04,,/"),
		file("SalesTerritory.csv", "TerritoryID,Name", "1,Northwest", "2,Canada"),
		file("Store.csv", "BusinessEntityID,Name", "500,Bike World"),
		file("SalesTerritoryHistory.csv", "BusinessEntityID,TerritoryID,StartDate,EndDate,ModifiedDate",
			"7,1,2011-05-31,2012-09-29,", "7,2,2012-10-15,,"),
		file("SalesPerson.csv", "BusinessEntityID,TerritoryID,CommissionPct", "7,2,0.012"),
		file("SalesPersonQuotaHistory.csv", append([]string{"BusinessEntityID,QuotaDate,SalesQuota,ModifiedDate"}, quotas...)...),
		file("ResellerOrders.csv", "SalesOrderID,OrderDate,CustomerID,SalesPersonID,TerritoryID,CurrencyRateID,SubTotal,StoreID",
			"43659,2011-05-31,29825,7,1,4,20565.6206,500", "43660,2011-06-01,29825,7,,,1294.5,501"),
	}
}

func TestAdventureWorksFacts(t *testing.T) {
	r := read(t, "adventureworks", Known{}, adventureFiles("7,2011-08-31,7000,", "7,2011-05-31,28000,")...)
	wantText(t, refusals(r), "")
	wantText(t, said(t, r.Facts), strings.TrimLeft(`
assignment 7/adventureworks 2011-05-31 onwards [["payee","p:7"],["plan","t:adventureworks"]]
attribute 7/territory/2011-05-31 2011-05-31 before 2012-09-30 [["payee","p:7"],["name","t:territory"],["value","t:Northwest"]]
attribute 7/territory/2012-10-15 2012-10-15 onwards [["payee","p:7"],["name","t:territory"],["value","t:Canada"]]
event.order 43659 always [["salesperson","p:7"],["order_date","d:2011-05-31"],["subtotal","m:20565.6206 USD"],["customer","t:29825"],["store","t:Bike World"],["territory","t:Northwest"]]
event.order 43660 always [["salesperson","p:7"],["order_date","d:2011-06-01"],["subtotal","m:1294.5 USD"],["customer","t:29825"],["store","t:501"],["territory","-"]]
number 7/adventureworks/commission_pct 2011-05-31 onwards [["payee","p:7"],["plan","t:adventureworks"],["name","t:commission_pct"],["value","n:0.012"]]
number 7/adventureworks/quota/2011-05-31 2011-05-31 onwards [["payee","p:7"],["plan","t:adventureworks"],["name","t:quota"],["value","m:28000 USD"]]
number 7/adventureworks/quota/2011-08-31 2011-08-31 onwards [["payee","p:7"],["plan","t:adventureworks"],["name","t:quota"],["value","m:7000 USD"]]
payee 7 always [["name","t:Eva Lang"]]
payee 8 always [["name","t:Jo Kern"]]
reports 7 2011-05-31 onwards [["payee","p:7"],["manager","p:8"]]
reports 8 2010-01-04 onwards [["payee","p:8"],["manager","-"]]
store 500 always [["name","t:Bike World"]]
territory 1 always [["name","t:Northwest"]]
territory 2 always [["name","t:Canada"]]
`, "\n"))
	orders := r.Report.Files[6]
	want := []string{"1 row: the store is not among those of Store.csv and is shown by its number, the first is row 3"}
	if !reflect.DeepEqual(orders.Notes, want) {
		t.Errorf("notes %q, want %q", orders.Notes, want)
	}
}

// Every repair is told with both values, how it was found, and each row.
func TestRepairs(t *testing.T) {
	r := read(t, "maven_crm", Known{},
		file("accounts.csv", accountsHeader, "Acme,technolgy,1996,1,2,Philipines,"), products(), teams(),
		pipeline(won, strings.NewReplacer("A1", "A2", "GTX Pro", "GTXPro").Replace(won),
			strings.NewReplacer("A1", "A3", "GTX Pro", "GTXPro", "Won", "WON", "Acme", " acme ").Replace(won)))
	wantText(t, refusals(r), "")
	var got []string
	for _, f := range r.Report.Files {
		for _, repair := range f.Repairs {
			got = append(got, repair.String())
		}
	}
	wantText(t, strings.Join(got, "\n"), strings.Join([]string{
		`office_location: "Philipines" read as "Philippines" (known misspelling) in 1 row`,
		`sector: "technolgy" read as "technology" (known misspelling) in 1 row`,
		`account: " acme " read as "Acme" (the account of accounts.csv, the same but for spaces and capitals) in 1 row`,
		`deal_stage: "WON" read as "Won" (the same but for spaces and capitals) in 1 row`,
		`product: "GTXPro" read as "GTX Pro" (the product of products.csv, the same but for spaces and capitals) in 2 rows`,
	}, "\n"))
	deals := r.Report.Files[3]
	if rows := deals.Repairs[2].Rows; !slices.Equal(rows, []int{3, 4}) || deals.RepairedRows != 2 || deals.Accepted != 3 {
		t.Errorf("rows %v of %d repaired, %d accepted; want rows 3 and 4 of 3", rows, deals.RepairedRows, deals.Accepted)
	}
}

// Two catalogue entries that differ in capitals only are two things, and a cell that is neither is a fault.
func TestAmbiguousCatalogue(t *testing.T) {
	r := read(t, "maven_crm", Known{}, accounts(), file("products.csv", productsHeader, "GTX Pro,GTX,1", "GTX PRO,GTX,2"), teams(),
		pipeline(strings.Replace(won, "GTX Pro", "GTXpro", 1)))
	wantText(t, refusals(r), `sales_pipeline.csv, row 2, column product (3), "GTXpro": this product is not among the 2 that are known: `+
		`did you mean "GTX PRO"? If not, correct it, or add it to products.csv and import both together`)
}

// A file that comes alone is checked against what is known.
func TestCatalogueOfKnownFacts(t *testing.T) {
	known := learned(t, Known{}, read(t, "maven_crm", Known{}, smallCompany(won)...))
	r := read(t, "maven_crm", known, pipeline(strings.NewReplacer("A1", "A2", "GTX Pro", "GTXPro").Replace(won),
		strings.NewReplacer("A1", "A3", "Ann Bell", "Ann Ball").Replace(won)))
	wantText(t, refusals(r), `sales_pipeline.csv, row 3, column sales_agent (2), "Ann Ball": this payee is not among the 3 that are known: `+
		`did you mean "Ann Bell"? If not, correct it, or add it to sales_teams.csv and import both together`)
	if len(r.Facts) != 1 || r.Facts[0].Fields[1].Value.Text() != "GTX Pro" {
		t.Errorf("facts %v, want A2 with the product GTX Pro", r.Facts)
	}
	alone := read(t, "maven_crm", Known{}, pipeline(strings.Replace(won, "Acme", "", 1)))
	wantText(t, refusals(alone), strings.Join([]string{
		`sales_pipeline.csv, row 2, column sales_agent (2), "Ann Bell": no payee is known yet: import sales_teams.csv together with this file`,
		`sales_pipeline.csv, row 2, column product (3), "GTX Pro": no product is known yet: import products.csv together with this file`,
	}, "\n"))
}

// Who reports to somebody whose row is refused is refused too, along the whole chain, whichever row comes first.
func TestReportingToARefusedRow(t *testing.T) {
	r := read(t, "adventureworks", Known{}, file("Employee.csv", "BusinessEntityID,Name,JobTitle,HireDate,ManagerID,OrgPath",
		"1,Ann,Rep,2011-05-31,2,/", "2,Bob,Rep,2011-05-31,3,/", "3,Cem,Rep,2011-02-31,,/", "4,Dea,Rep,2011-05-31,,/", "5,Eli,Rep,2011-05-31,5,/"))
	wantText(t, refusals(r), strings.Join([]string{
		`Employee.csv, row 2, column ManagerID (5), "2": no accepted row of Employee.csv has this payee: correct it, or add the row it names`,
		`Employee.csv, row 3, column ManagerID (5), "3": no accepted row of Employee.csv has this payee: correct it, or add the row it names`,
		`Employee.csv, row 4, column HireDate (4), "2011-02-31": it is not a date: February 2011 has 28 days: correct it where the file comes from, and export again`,
		`Employee.csv, row 6, column ManagerID (5), "5": Eli would report to themselves: correct it where the file comes from, and export again`,
	}, "\n"))
	if len(r.Facts) != 2 {
		t.Errorf("%d facts, want the payee and the reporting line of 4", len(r.Facts))
	}
}

// One id in two files, and two rows that state one fact differently: neither is guessed.
func TestContradiction(t *testing.T) {
	second := file("teams_west.csv", teamsHeader, "Ann Bell,Max Roth,West")
	wantText(t, refusals(read(t, "maven_crm", Known{}, teams(), second)), `teams_west.csv, row 2, column sales_agent (1), "Ann Bell": `+
		`sales_teams.csv, row 2 has the same sales_agent; the two rows differ: keep the row that is right and delete the other`)
	quarter := pipeline(won)
	quarter.Name = "q1.csv"
	r := read(t, "maven_crm", Known{}, append(smallCompany(won, strings.Replace(won, "A1", "A2", 1)), quarter)...)
	wantText(t, refusals(r), `sales_pipeline.csv, row 2, column opportunity_id (1), "A1": `+
		`q1.csv, row 2 has the same opportunity_id; the two rows are the same: keep the row that is right and delete the other`)
	if !r.Report.Reconciled() {
		t.Errorf("totals %v", r.Report.Totals)
	}
	ann := rainmaker.Fact{
		FactKey: rainmaker.FactKey{Kind: rainmaker.KindAttribute, ID: "x"}, Valid: calendar.Forever,
		Source: rainmaker.Source{File: "a.csv", Row: 2}, Fields: []rainmaker.Field{field("value", rainmaker.TextOf("East"))},
	}
	other := ann
	other.Fields = []rainmaker.Field{field("value", rainmaker.TextOf("West"))}
	wantText(t, contradicts(&other, &ann), `it says value "West", and a.csv, row 2 says "East" about the same attribute`)
	other = ann
	other.Valid = calendar.Since(calendar.MustParse("2017-01-01"))
	wantText(t, contradicts(&other, &ann), `it says 2017-01-01 onwards, and a.csv, row 2 says always about the same attribute`)
}

func TestSalespersonWithoutQuota(t *testing.T) {
	files := adventureFiles("8,2011-05-31,1,")
	files[4] = file("SalesPerson.csv", "BusinessEntityID,TerritoryID,CommissionPct", "7,2 ,0.012") // a repair that falls with its row
	r := read(t, "adventureworks", Known{}, files...)
	wantText(t, refusals(r), `SalesPerson.csv, row 2, column BusinessEntityID (1), "7": no quota is known for this person, so the commission rate has no day to count from: import SalesPersonQuotaHistory.csv together with this file`)
	if r.Report.Refused() != 1 || !r.Report.Reconciled() {
		t.Errorf("%d refused, totals %v", r.Report.Refused(), r.Report.Totals)
	}
	if people := r.Report.Files[4]; people.RepairedRows != 0 || len(people.Repairs) != 0 {
		t.Errorf("repairs of a refused row: %v", people.Repairs)
	}
}

// A change file with an earlier quota moves the assignment and the rate to it; one with a later quota leaves them.
func TestFirstQuotaMoves(t *testing.T) {
	known := learned(t, Known{}, read(t, "adventureworks", Known{}, adventureFiles("7,2011-08-31,7000,")...))
	starts := func(k Known) (starts []string) {
		for _, f := range k.Facts {
			if f.ID == "7/adventureworks" || f.ID == "7/adventureworks/commission_pct" {
				starts = append(starts, f.Valid.String())
			}
		}
		return starts
	}
	quotas := func(rows ...string) File { return adventureFiles(rows...)[5] }
	later := learned(t, known, read(t, "adventureworks", known, quotas("7,2012-05-30,9000,")))
	if got, want := starts(later), []string{"2011-08-31 onwards", "2011-08-31 onwards"}; !slices.Equal(got, want) {
		t.Errorf("a later quota: %q, want %q", got, want)
	}
	earlier := learned(t, later, read(t, "adventureworks", later, quotas("7,2011-02-28,9000,")))
	if got, want := starts(earlier), []string{"2011-02-28 onwards", "2011-02-28 onwards"}; !slices.Equal(got, want) {
		t.Errorf("an earlier quota: %q, want %q", got, want)
	}
	again := compare(t, read(t, "adventureworks", earlier, quotas("7,2011-02-28,9000,")), earlier)
	if again.Len() != 0 {
		t.Errorf("the same file again: %s", again)
	}
}

// Control totals tell what refused rows account for.
func TestControlTotals(t *testing.T) {
	r := read(t, "maven_crm", Known{}, smallCompany(won, "A2,Ann Bell,GTX Pro,Acme,Won,2017-01-05,2017-03-01,\"1,000.50\"",
		"A3,Nobody,GTX Pro,Acme,Won,2017-01-05,2017-03-01,99.5", "A4,Ann Bell,GTX Pro,Acme,Won,2017-01-05,2017-03-01,n/a",
		"A5,Ann Bell,GTX Pro,,Prospecting,,,")...)
	var got []string
	for _, total := range r.Report.Totals {
		got = append(got, total.String())
	}
	wantText(t, strings.Join(got, "\n"), strings.Join([]string{
		"opportunities: sales_pipeline.csv has 5 rows, the facts have 3 rows; the difference is the refused rows: 2 rows",
		"won opportunities: sales_pipeline.csv has 4 rows, 5,614 USD and 1 cell that is no number, the facts have 2 rows, 5,514.5 USD; " +
			"the difference is the refused rows: 2 rows, 99.5 USD and 1 cell that is no number",
		"agents: sales_teams.csv and the facts agree: 2 rows",
	}, "\n"))
	if !r.Report.Reconciled() {
		t.Error("the totals do not agree")
	}
}

// A total that is off by anything does not agree.
func TestControlTotalsNotice(t *testing.T) {
	for name, spoil := range map[string]func(*rainmaker.Fact){
		"a cent":     func(f *rainmaker.Fact) { f.Fields[6].Value = cash(t, "4514.01") },
		"a stage":    func(f *rainmaker.Fact) { f.Fields[3].Value = rainmaker.TextOf("Lost") },
		"a lost row": func(f *rainmaker.Fact) { f.Source.File = "other.csv" },
	} {
		r := reader{profile: profile(t, "maven_crm"), mode: rainmaker.Changes}
		r.book = newBook(r.profile)
		if err := r.open(smallCompany(won)); err != nil {
			t.Fatal(err)
		}
		for _, f := range r.book.files {
			if err := f.read(r.book); err != nil {
				t.Fatal(err)
			}
		}
		facts := r.book.made()
		at := slices.IndexFunc(facts, func(f rainmaker.Fact) bool { return f.ID == "A1" })
		spoil(&facts[at])
		totals, err := r.reconcile(facts)
		if err != nil {
			t.Fatal(err)
		}
		if (Report{Totals: totals}).Reconciled() {
			t.Errorf("%s is not noticed: %v", name, totals)
		}
	}
}

func cash(t *testing.T, figure string) rainmaker.Value {
	t.Helper()
	c := moneyColumn("x", "x", "USD", 8)
	v, fault := c.value(figure)
	if fault != nil {
		t.Fatal(fault.why)
	}
	return v
}

// Neither the order of rows nor of files reaches the facts.
func TestOrderOfRows(t *testing.T) {
	rows := []string{won}
	for _, id := range []string{"B1", "B2", "B3", "B4"} {
		rows = append(rows, strings.Replace(won, "A1", id, 1))
	}
	want := said(t, read(t, "maven_crm", Known{}, smallCompany(rows...)...).Facts)
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		files := smallCompany(rows...)
		random.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		wantText(t, said(t, read(t, "maven_crm", Known{}, files...).Facts), want)
	}
}

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []File
		want  string
	}{
		{"by columns, whatever the name", []File{file("export (3).csv", pipelineHeader, won)}, "maven_crm"},
		{"by name, though a column is missing", []File{file("SALES_PIPELINE.CSV", "opportunity_id,agent")}, "maven_crm"},
		{"by most columns", []File{file("x.csv", "opportunity_id,sales_agent,product,account,deal_stage,engage_date")}, "maven_crm"},
		{"the other team", adventureFiles()[6:], "adventureworks"},
	} {
		p, err := Detect(c.files)
		if err != nil || p.Name != c.want {
			t.Errorf("%s: %s, %v; want %s", c.name, p.Name, err, c.want)
		}
	}
	_, err := Detect([]File{file("contacts.csv", "id,email", "1,a@example.com")})
	if err == nil || rainmaker.CodeOf(err) != rainmaker.Invalid {
		t.Fatalf("error %v", err)
	}
	for _, part := range []string{
		`import: none of the files is one we can read: "contacts.csv": choose the files of `,
		"Maven CRM (accounts.csv, products.csv, sales_teams.csv, sales_pipeline.csv)", "; they are known by their columns, whatever they are called",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q lacks %q", err, part)
		}
	}
}

// Files that say nothing about pay are named and left alone; one that nobody knows is refused, since it may matter.
func TestOtherFiles(t *testing.T) {
	r := read(t, "maven_crm", Known{}, append(smallCompany(won), file("data_dictionary.csv", "Table,Field"), file("LICENSE", "free"),
		file("contacts.csv", "id,email", "1,a@example.com"))...)
	wantText(t, refusals(r), `contacts.csv, row 1: Maven CRM has no file with these columns: "id", "email": leave it out, or rename its columns to those of accounts.csv, products.csv, sales_teams.csv, sales_pipeline.csv`)
	notes := map[string][]string{}
	for _, f := range r.Report.Files {
		if f.Notes != nil {
			notes[f.Name] = f.Notes
		}
	}
	want := map[string][]string{
		"data_dictionary.csv": {"not read: it describes the columns of the others"},
		"LICENSE":             {"not read: it is not a .csv file"},
	}
	if !reflect.DeepEqual(notes, want) {
		t.Errorf("notes %q, want %q", notes, want)
	}
}

// Each file speaks for the facts it states, so that the whole picture ends what is missing and nothing else.
func TestFilesSpeakForTheirFacts(t *testing.T) {
	for name, files := range map[string][]File{
		"maven_crm": smallCompany(won), "adventureworks": adventureFiles("7,2011-08-31,7000,"),
	} {
		r := read(t, name, Known{}, files...)
		as := map[string]string{}
		for _, f := range r.Report.Files {
			as[f.Name] = f.As
		}
		p := profile(t, name)
		for _, f := range r.Facts {
			spec := p.Files[slices.IndexFunc(p.Files, func(s FileSpec) bool { return s.Name == as[f.Source.File] })]
			if !covered(spec.States, f) {
				t.Errorf("%s states %s %s and does not speak for it", spec.Name, f.Kind, f.ID)
			}
		}
	}
}

// A report survives being stored.
func TestReportStored(t *testing.T) {
	r := read(t, "maven_crm", Known{}, smallCompany(won, won, strings.NewReplacer("A1", "A2", "GTX Pro", "GTXPro").Replace(won))...)
	stored, err := json.Marshal(r.Report)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseReport(stored)
	if err != nil || !reflect.DeepEqual(back, r.Report) {
		t.Errorf("error %v; got %+v, want %+v", err, back, r.Report)
	}
	if _, err := ParseReport([]byte("{")); err == nil {
		t.Error("half a report was read")
	}
}

func TestReadRefusesNonsense(t *testing.T) {
	p := profile(t, "maven_crm")
	if _, err := Read(p, rainmaker.Changes, nil, Known{}); rainmaker.CodeOf(err) != rainmaker.Invalid {
		t.Errorf("no files: %v", err)
	}
	if _, err := Read(p, "some", smallCompany(won), Known{}); rainmaker.CodeOf(err) != rainmaker.Invalid {
		t.Errorf("a mode that is none: %v", err)
	}
	if _, err := Read(p, rainmaker.Changes, []File{teams(), teams()}, Known{}); rainmaker.CodeOf(err) != rainmaker.Invalid {
		t.Errorf("two files of one name: %v", err)
	}
	if _, err := ProfileNamed("maven"); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("a profile that is none: %v", err)
	}
}

// An end date before the start, and a history that goes on after it: the day after the last is free.
func TestTerritoryHistory(t *testing.T) {
	files := adventureFiles("7,2011-08-31,7000,")
	files[3] = file("SalesTerritoryHistory.csv", "BusinessEntityID,TerritoryID,StartDate,EndDate", "7,1,2011-05-31,2011-05-30",
		"7,1,2011-06-01,2012-09-29", "7,2,2012-09-30,")
	r := read(t, "adventureworks", Known{}, files...)
	wantText(t, refusals(r), `SalesTerritoryHistory.csv, row 2, column EndDate (4), "2011-05-30": it ends before it starts on 2011-05-31: correct it where the file comes from, and export again`)
	company, err := rainmaker.Decode(r.Facts)
	if err != nil {
		t.Fatal(err)
	}
	eva, _ := company.Payee("7")
	var got []string
	for _, piece := range eva.Attributes["territory"].In(calendar.Forever) {
		got = append(got, piece.Value.String()+" "+piece.Span.String())
	}
	if want := []string{"Northwest 2011-06-01 before 2012-09-30", "Canada 2012-09-30 onwards"}; !slices.Equal(got, want) {
		t.Errorf("territory %q, want %q", got, want)
	}
}

// Numbers below zero where there can be none.
func TestNegativeRateAndQuota(t *testing.T) {
	files := adventureFiles("7,2011-08-31,-1,", "7,2011-12-01,1,")
	files[4] = file("SalesPerson.csv", "BusinessEntityID,TerritoryID,CommissionPct", "7,2,-0.012")
	wantText(t, refusals(read(t, "adventureworks", Known{}, files...)), strings.Join([]string{
		`SalesPerson.csv, row 2, column CommissionPct (3), "-0.012": a commission rate is not negative: correct it where the file comes from, and export again`,
		`SalesPersonQuotaHistory.csv, row 2, column SalesQuota (3), "-1": a quota is not negative: correct it where the file comes from, and export again`,
	}, "\n"))
}

// A value of a whole page is cut in the report, and a deal that closed before it began is remarked on and taken.
func TestRemarks(t *testing.T) {
	r := read(t, "maven_crm", Known{}, smallCompany(strings.Replace(won, "2017-01-05", "2017-03-05", 1),
		strings.NewReplacer("A1", "A2", "Acme", strings.Repeat("é", 500)).Replace(won))...)
	deals := r.Report.Files[3]
	if want := []string{"1 row: closed before it was engaged; the close date is what counts, the first is row 2"}; !slices.Equal(deals.Notes, want) {
		t.Errorf("notes %q, want %q", deals.Notes, want)
	}
	if want := strings.Repeat("é", 80) + "…"; len(deals.Refusals) != 1 || deals.Refusals[0].Value != want {
		t.Errorf("refusals %v, want one with the value %s", deals.Refusals, want)
	}
}
