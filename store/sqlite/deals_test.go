package sqlite

import (
	"context"
	"fmt"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

var dealBatch = rainmaker.Batch{
	Known: time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC), By: "ada", Origin: "maven_crm", Mode: rainmaker.Whole,
}

// deals are n events as a CRM has them, in no order of keys.
func deals(n int) []rainmaker.Fact {
	facts := make([]rainmaker.Fact, n)
	for i := range facts {
		facts[i] = rainmaker.Fact{
			FactKey: rainmaker.FactKey{Kind: rainmaker.EventKind("opportunity"), ID: fmt.Sprintf("%06d", i*7919%n)},
			Valid:   calendar.Forever,
			Source:  rainmaker.Source{File: "sales_pipeline.csv", Row: i + 2},
			Fields: rainmaker.FieldList{
				{Name: "agent", Value: rainmaker.PersonOf("Moses Frase")},
				{Name: "product", Value: rainmaker.TextOf("GTX Plus Basic")},
				{Name: "stage", Value: rainmaker.TextOf("Won")},
				{Name: "engaged", Value: rainmaker.DayOf(calendar.MustParse("2027-01-15"))},
				{Name: "closed", Value: rainmaker.DayOf(calendar.MustParse("2027-02-20"))},
				{Name: "value", Value: rainmaker.CashOf(money.NewAmount(int64(i)*100, 2), "USD")},
			},
		}
	}
	return facts
}

func appendDeals(t *testing.T, s *Store, n int) {
	t.Helper()
	if _, err := s.Append(t.Context(), dealBatch, deals(n)); err != nil {
		t.Fatal(err)
	}
}

// wantWhole asks for the last batch and the number of facts in force, and that the file is sound.
func wantWhole(t *testing.T, s *Store, last rainmaker.BatchID, facts int) {
	t.Helper()
	got, err := s.LastBatch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	current, err := s.Current(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if got != last || len(current) != facts {
		t.Fatalf("last batch %d with %d facts in force, want batch %d with %d", got, len(current), last, facts)
	}
	var verdict string
	if err := s.writer.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("integrity check says %q, %v", verdict, err)
	}
}

// The cost of learning a batch of deals, and of reading what is in force. Rows are what to divide by.
func BenchmarkAppend(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		facts := deals(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s := openStore(b, b.TempDir())
				b.StartTimer()
				// A context that can be cancelled, as every request's can: watching it is part of the cost.
				if _, err := s.Append(b.Context(), dealBatch, facts); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/fact")
		})
	}
}

func BenchmarkCurrent(b *testing.B) {
	const n, versions = 20_000, 3
	s := openStore(b, b.TempDir())
	for range versions {
		if _, err := s.Append(b.Context(), dealBatch, deals(n)); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for b.Loop() {
		facts, err := s.Current(b.Context(), 0)
		if err != nil || len(facts) != n {
			b.Fatalf("%d facts, want %d: %v", len(facts), n, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/fact")
}

// The lists of facts in force must come out of the table in its own order: a sort of a company's whole history on every page
// is what the primary key is there to spare.
func TestCurrentNeedsNoSort(t *testing.T) {
	s := openStore(t, t.TempDir())
	for _, query := range []string{
		currentFacts + " GROUP BY kind, id HAVING gone = 0 ORDER BY kind, id",
		currentFacts + " AND kind = ?2 GROUP BY id HAVING gone = 0 ORDER BY id",
	} {
		for _, step := range queryPlan(t, s, query, 1, "event.deal") {
			if len(step) >= 15 && step[:15] == "USE TEMP B-TREE" {
				t.Errorf("%s: %s", query, step)
			}
		}
	}
}

func queryPlan(t *testing.T, s *Store, query string, args ...any) (steps []string) {
	t.Helper()
	rows, err := s.reader.QueryContext(context.WithoutCancel(t.Context()), "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	steps, err = drain(rows, func(r row) (step string, err error) {
		var id, parent, unused int
		err = r.Scan(&id, &parent, &unused, &step)
		return step, err
	})
	if err != nil || len(steps) == 0 {
		t.Fatalf("plan of %s has %d steps: %v", query, len(steps), err)
	}
	return steps
}
