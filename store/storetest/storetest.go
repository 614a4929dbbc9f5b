// Package storetest is the conformance suite of the store contracts in package rainmaker: every implementation runs it and
// none may differ.
//
//	func TestContracts(t *testing.T) {
//		storetest.Exercise(t, func(t *testing.T, now func() time.Time) storetest.Stores { … })
//	}
package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// Stores are the contracts of one data directory; the Unit spans them all.
type Stores struct {
	rainmaker.Unit
	Facts     rainmaker.FactStore
	Documents rainmaker.DocumentStore
	Runs      rainmaker.RunStore
	Accounts  rainmaker.AccountStore
	Sessions  rainmaker.SessionStore
}

// Exercise tries every sentence of the contracts. Each test calls open for stores that are empty and its own; open closes
// them with t.Cleanup. The clock is the suite's, for sessions.
func Exercise(t *testing.T, open func(t *testing.T, now func() time.Time) Stores) {
	for _, group := range []struct {
		name  string
		tests map[string]func(*testing.T, *bench)
	}{
		{"unit", unitTests},
		{"facts", factTests},
		{"documents", documentTests},
		{"runs", runTests},
		{"statements", statementTests},
		{"accounts", accountTests},
		{"sessions", sessionTests},
	} {
		for name, test := range group.tests {
			t.Run(group.name+"/"+name, func(t *testing.T) {
				b := &bench{clock: noon}
				b.Stores = open(t, func() time.Time { return b.clock })
				test(t, b)
			})
		}
	}
}

// bench is what a test works on.
type bench struct {
	Stores
	clock time.Time
}

// noon has nanoseconds and a zone, neither of which may be lost or matter.
var noon = time.Date(2027, 3, 1, 12, 0, 0, 123456789, time.FixedZone("", 2*60*60))

// failed is an error of the caller's own, which has to come back.
var failed = errors.New("the caller's own failure")

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		ok(t, err)
		return v
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

// refused asks for an error of a kind which says each of the words.
func refused(t *testing.T, err error, code rainmaker.Code, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %s", code)
	}
	if got := rainmaker.CodeOf(err); got != code {
		t.Fatalf("error is %s, want %s: %v", got, code, err)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("error %q does not say %q", err, word)
		}
	}
}

// same compares what was stored with what came back: values with the decimals they were written with, times as instants, and
// an empty list like none.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	diff := cmp.Diff(want, got,
		cmp.Comparer(func(a, b rainmaker.Value) bool {
			return a.Kind() == b.Kind() && a.String() == b.String() && a.Equal(b)
		}),
		cmp.Comparer(func(a, b money.Money) bool { return a == b }),
		cmp.FilterValues(func(a, b []rainmaker.Document) bool { return len(a)+len(b) == 0 }, cmp.Ignore()),
		cmp.FilterValues(func(a, b []rainmaker.Line) bool { return len(a)+len(b) == 0 }, cmp.Ignore()),
		cmp.FilterValues(func(a, b []byte) bool { return len(a)+len(b) == 0 }, cmp.Ignore()),
	)
	if diff != "" {
		t.Fatalf("%s differs (-want +got):\n%s", what, diff)
	}
}

// batch is one that can be stored.
func batch(by string) rainmaker.Batch {
	return rainmaker.Batch{Known: noon, By: by, Origin: "suite", Mode: rainmaker.Changes}
}

// deal is an event that says one number.
func deal(id string, amount string) rainmaker.Fact {
	return rainmaker.Fact{
		FactKey: rainmaker.FactKey{Kind: rainmaker.EventKind("deal"), ID: id},
		Valid:   calendar.Forever,
		Source:  rainmaker.Source{File: "deals.csv", Row: 2},
		Fields:  rainmaker.FieldList{{Name: "amount", Value: rainmaker.CashOf(amountOf(amount), "USD")}},
	}
}

func amountOf(s string) money.Amount {
	a, err := money.ParseAmount(s)
	if err != nil {
		panic(err)
	}
	return a
}

func ratioOf(s string) money.Ratio {
	r, err := money.ParseRatio(s)
	if err != nil {
		panic(err)
	}
	return r
}

// append stores facts in a batch of their own.
func (b *bench) append(t *testing.T, facts ...rainmaker.Fact) rainmaker.BatchID {
	t.Helper()
	return must[rainmaker.Batch](t)(b.Facts.Append(t.Context(), batch("ada"), facts)).ID
}

// said lists facts as "id amount", which is all that most tests ask about.
func said(facts []rainmaker.Fact) []string {
	list := []string{}
	for _, f := range facts {
		amount, _ := f.Fields.Get("amount")
		list = append(list, fmt.Sprintf("%s %s", f.ID, amount.Amount()))
	}
	return list
}

// begun is a running run with what it needs to be one.
func (b *bench) begun(t *testing.T) rainmaker.Run {
	t.Helper()
	edition := must[rainmaker.Edition](t)(b.Documents.Publish(t.Context(), rainmaker.Edition{Published: noon, By: "ada"}))
	return must[rainmaker.Run](t)(b.Runs.Begin(t.Context(),
		rainmaker.Run{Edition: edition.ID, Batch: b.append(t), By: "ada", Started: noon, Engine: "1.0"}))
}

func keysOf(statements []rainmaker.Statement) []rainmaker.StatementKey {
	keys := make([]rainmaker.StatementKey, len(statements))
	for i, s := range statements {
		keys[i] = s.StatementKey
	}
	return keys
}

// ended is a context that is over.
func ended(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
