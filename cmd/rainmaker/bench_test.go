package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/desk/importing"
	"rainmaker/engine"
	"rainmaker/ingest"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// The benchmarks follow a company of a small team's size through the house: check its letters, import its files, calculate
// everybody, explain one person. It has the shape of the published Maven team and is made up. Each reports the time for one
// deal beside the whole, so that the stages can be compared with one another within one run; see docs/PERFORMANCE.md.
const (
	benchAgents = 34 // and six managers: 40 payees
	benchDeals  = 9_000
)

var benchOperator = access.Operator("bench")

// benchFiles are the company's files; the same every time.
func benchFiles() []attachment {
	random := rand.New(rand.NewPCG(40, 9_000))
	var teams, deals strings.Builder
	teams.WriteString("sales_agent,manager,regional_office\n")
	for i := range benchAgents {
		fmt.Fprintf(&teams, "Agent %02d,Manager %d,%s\n", i, i%6, []string{"Central", "East", "West"}[i%3])
	}
	deals.WriteString("opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n")
	for i := range benchDeals {
		stage := []string{"Won", "Won", "Lost"}[random.IntN(3)]
		product := []string{"GTX Pro", "GTX Basic", "MG Special"}[random.IntN(3)]
		fmt.Fprintf(&deals, "D%06d,Agent %02d,%s,Acme,%s,2016-12-%02d,2017-%02d-%02d,%d\n", i, random.IntN(benchAgents), product, stage,
			1+random.IntN(28), 1+random.IntN(12), 1+random.IntN(28), 50+random.IntN(9_000))
	}
	return []attachment{
		{"accounts.csv", []byte("account,sector,year_established,revenue,employees,office_location,subsidiary_of\nAcme,retail,1996,1,1,France,\n")},
		{"products.csv", []byte("product,series,sales_price\nGTX Pro,GTX,4821\nGTX Basic,GTX,550\nMG Special,MG,55\n")},
		{"sales_pipeline.csv", []byte(deals.String())},
		{"sales_teams.csv", []byte(teams.String())},
	}
}

func benchLetters(b *testing.B) []attachment {
	b.Helper()
	docs, err := attachDocuments([]string{letters("maven")})
	if err != nil {
		b.Fatal(err)
	}
	return docs
}

func benchOpen(b *testing.B, dir string) *company {
	b.Helper()
	c := &console{ctx: b.Context(), out: io.Discard, err: os.Stderr, who: benchOperator, now: func() time.Time { return today }}
	co, err := c.open(dir, false)
	if err != nil {
		b.Fatal(err)
	}
	return co
}

func benchClose(b *testing.B, co *company) {
	b.Helper()
	if err := co.close(); err != nil {
		b.Fatal(err)
	}
}

func benchImport(b *testing.B, co *company, files []attachment) {
	b.Helper()
	out, err := co.importing.Commit(b.Context(), benchOperator, importing.Upload{Profile: "maven_crm", Files: ingested(files), Mode: rainmaker.Whole})
	if err != nil || !out.Stored {
		b.Fatal(err, out.Reasons)
	}
}

// benchStanding is a directory with the company imported and its letters published.
func benchStanding(b *testing.B) *company {
	b.Helper()
	co := benchOpen(b, filepath.Join(b.TempDir(), "company"))
	benchImport(b, co, benchFiles())
	checked, err := co.plans.Publish(b.Context(), benchOperator, documents(benchLetters(b)), "")
	if err != nil || !checked.OK() {
		b.Fatal(err, checked.Diagnostics)
	}
	return co
}

func perDeal(b *testing.B) {
	b.Helper()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchDeals, "ns/deal")
	b.ReportAllocs()
}

// BenchmarkCheck reads the three documents into programs, without running their examples.
func BenchmarkCheck(b *testing.B) {
	var docs []source.Document
	size := 0
	for _, d := range benchLetters(b) {
		docs = append(docs, source.Document{Name: d.Name, Text: string(d.Content)})
		size += len(d.Content)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		if set, found := plan.Load(docs, calendar.Fiscal(time.January)); found.HasErrors() || len(set.Programs) != 2 {
			b.Fatal(found)
		}
	}
}

// BenchmarkImport reads, compares and stores the files in a fresh directory.
func BenchmarkImport(b *testing.B) {
	files := benchFiles()
	for b.Loop() {
		b.StopTimer()
		co := benchOpen(b, filepath.Join(b.TempDir(), "company"))
		b.StartTimer()
		benchImport(b, co, files)
		b.StopTimer()
		benchClose(b, co)
		b.StartTimer()
	}
	perDeal(b)
}

// BenchmarkImportAgain reads and compares files that change nothing.
func BenchmarkImportAgain(b *testing.B) {
	co := benchStanding(b)
	defer benchClose(b, co)
	files := benchFiles()
	for b.Loop() {
		out, err := co.importing.Commit(b.Context(), benchOperator, importing.Upload{Profile: "maven_crm", Files: ingested(files), Mode: rainmaker.Whole})
		if err != nil || !out.Nothing {
			b.Fatal(err, out.Reasons)
		}
	}
	perDeal(b)
}

// BenchmarkEngine binds and credits the deals and works out everybody's statements, in memory, on one goroutine.
func BenchmarkEngine(b *testing.B) {
	company, programs := benchInMemory(b)
	for b.Loop() {
		statements := 0
		for _, program := range programs {
			c, err := engine.New(program, benchInputs(company))
			if err != nil {
				b.Fatal(err)
			}
			for _, who := range c.Payees() {
				statements += len(c.Statements(who))
			}
		}
		if statements != 4*(benchAgents+6) {
			b.Fatal(statements)
		}
	}
	perDeal(b)
}

// BenchmarkReplay works out one payee's year again: four statements.
func BenchmarkReplay(b *testing.B) {
	company, programs := benchInMemory(b)
	c, err := engine.New(programs[0], benchInputs(company))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if n := len(c.Statements("Agent 07")); n != 4 {
			b.Fatal(n)
		}
	}
}

func benchInMemory(b *testing.B) (rainmaker.Company, []*ir.Program) {
	b.Helper()
	profile, err := ingest.ProfileNamed("maven_crm")
	if err != nil {
		b.Fatal(err)
	}
	reading, err := ingest.Read(profile, rainmaker.Whole, ingested(benchFiles()), ingest.Known{})
	if err != nil || reading.Report.Refused() > 0 {
		b.Fatal(err, reading.Report.Refusals())
	}
	company, err := rainmaker.Decode(reading.Facts)
	if err != nil {
		b.Fatal(err)
	}
	var docs []source.Document
	for _, d := range benchLetters(b) {
		docs = append(docs, source.Document{Name: d.Name, Text: string(d.Content)})
	}
	set, found := plan.Load(docs, company.Calendar)
	if found.HasErrors() {
		b.Fatal(found)
	}
	return company, set.Programs
}

func benchInputs(company rainmaker.Company) engine.Inputs {
	return engine.Inputs{
		Calendar: company.Calendar, Payees: company.Payees, Reports: company.Reports,
		Assignments: company.Assignments, Events: company.Events, Through: calendar.DateOf(today, time.UTC),
	}
}

// BenchmarkRun is the whole of a first run: facts read from the store, everybody worked out, statements stored.
func BenchmarkRun(b *testing.B) {
	files, docs := benchFiles(), benchLetters(b)
	for b.Loop() {
		b.StopTimer()
		co := benchOpen(b, filepath.Join(b.TempDir(), "company"))
		benchImport(b, co, files)
		if _, err := co.plans.Publish(b.Context(), benchOperator, documents(docs), ""); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		benchRun(b, co)
		b.StopTimer()
		benchClose(b, co)
		b.StartTimer()
	}
	perDeal(b)
}

// BenchmarkRunAgain is a run that changes nothing, in a process that has read the facts before.
func BenchmarkRunAgain(b *testing.B) {
	co := benchStanding(b)
	defer benchClose(b, co)
	benchRun(b, co)
	for b.Loop() {
		benchRun(b, co)
	}
	perDeal(b)
}

func benchRun(b *testing.B, co *company) {
	b.Helper()
	run, err := co.payrun.Calculate(b.Context(), benchOperator)
	if err != nil || run.State != rainmaker.RunComplete || run.Blocked > 0 {
		b.Fatal(err, run.State, run.Failure)
	}
}

// BenchmarkExplain opens a statement, replayed, as its page does.
func BenchmarkExplain(b *testing.B) {
	benchExplain(b, func(ctx context.Context, co *company, key rainmaker.StatementKey) error {
		page, err := co.statement.Statement(ctx, benchOperator, key, 0)
		if err == nil && !page.Check.Agrees {
			return fmt.Errorf("%v is not what is calculated again", key)
		}
		return err
	})
}

// BenchmarkProof proves one line down to its source row.
func BenchmarkProof(b *testing.B) {
	var ref rainmaker.LineKey
	benchExplain(b, func(ctx context.Context, co *company, key rainmaker.StatementKey) error {
		if ref.Component == "" {
			page, err := co.statement.Statement(ctx, benchOperator, key, 0)
			if err != nil {
				return err
			}
			ref = rainmaker.LineKey{Component: page.Components[0].Name, Event: page.Components[0].Lines[0].Event}
		}
		proof, err := co.statement.Proof(ctx, benchOperator, key, 0, ref)
		if err == nil && !proof.Agrees {
			return fmt.Errorf("%v is not what is calculated again", ref)
		}
		return err
	})
}

func benchExplain(b *testing.B, explain func(context.Context, *company, rainmaker.StatementKey) error) {
	b.Helper()
	co := benchStanding(b)
	defer benchClose(b, co)
	benchRun(b, co)
	key := rainmaker.StatementKey{Payee: "Agent 07", Plan: "maven_agent", Period: "2017Q2"}
	if err := explain(b.Context(), co, key); err != nil { // the books are on the shelf from now on
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := explain(b.Context(), co, key); err != nil {
			b.Fatal(err)
		}
	}
}
