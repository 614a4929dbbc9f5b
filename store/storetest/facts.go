package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/calendar"
)

var factTests = map[string]func(*testing.T, *bench){
	"batches are numbered from 1 without a gap": func(t *testing.T, b *bench) {
		same(t, "before the first", must[rainmaker.BatchID](t)(b.Facts.LastBatch(t.Context())), rainmaker.BatchID(0))
		for want := rainmaker.BatchID(1); want <= 3; want++ {
			given := batch("ada")
			given.ID = 99 // is ignored
			got := must[rainmaker.Batch](t)(b.Facts.Append(t.Context(), given, nil))
			given.ID = want
			same(t, "returned batch", got, given)
			same(t, "last batch", must[rainmaker.BatchID](t)(b.Facts.LastBatch(t.Context())), want)
			// A failure between two leaves no hole.
			_ = b.Do(t.Context(), func(ctx context.Context) error {
				must[rainmaker.Batch](t)(b.Facts.Append(ctx, batch("eve"), []rainmaker.Fact{deal("lost", "1")}))
				return failed
			})
		}
	},
	"batches read back": func(t *testing.T, b *bench) {
		first := rainmaker.Batch{Known: noon, By: "ada", Origin: "maven_crm", Mode: rainmaker.Whole, Report: []byte(`{"rows": 3}`)}
		second := rainmaker.Batch{Known: noon.Add(-time.Hour), By: "bob", Origin: "demo", Mode: rainmaker.Changes}
		first = must[rainmaker.Batch](t)(b.Facts.Append(t.Context(), first, nil))
		second = must[rainmaker.Batch](t)(b.Facts.Append(t.Context(), second, nil))
		same(t, "first batch", must[rainmaker.Batch](t)(b.Facts.Batch(t.Context(), first.ID)), first)
		same(t, "second batch", must[rainmaker.Batch](t)(b.Facts.Batch(t.Context(), second.ID)), second)
		first.Report = nil
		same(t, "list, newest first, without reports", must[[]rainmaker.Batch](t)(b.Facts.Batches(t.Context())),
			[]rainmaker.Batch{second, first})
		for _, id := range []rainmaker.BatchID{0, 3, -1} {
			_, err := b.Facts.Batch(t.Context(), id)
			refused(t, err, rainmaker.NotFound, fmt.Sprint(id))
		}
	},
	"versions of a key are numbered from 1": func(t *testing.T, b *bench) {
		first, second := deal("1", "10"), deal("1", "11.00")
		first.Version, first.Batch = 7, 7 // are ignored
		b.append(t, first, deal("2", "20"))
		b.append(t, deal("2", "21"))
		b.append(t, second)
		first.Version, first.Batch = 1, 1
		second.Version, second.Batch = 2, 3
		same(t, "versions, oldest first", must[[]rainmaker.Fact](t)(b.Facts.Versions(t.Context(), first.FactKey)),
			[]rainmaker.Fact{first, second})
		_, err := b.Facts.Versions(t.Context(), rainmaker.FactKey{Kind: first.Kind, ID: "3"})
		refused(t, err, rainmaker.NotFound, "event.deal", "3")
		_, err = b.Facts.Versions(t.Context(), rainmaker.FactKey{Kind: rainmaker.KindPayee, ID: "1"})
		refused(t, err, rainmaker.NotFound)
	},
	"two facts of a key in one batch are two versions in their order": func(t *testing.T, b *bench) {
		facts, want := []rainmaker.Fact{}, []string{}
		for n := range 100 { // so many that an order kept by chance would not be kept
			facts = append(facts, deal("2", "7"), deal("1", fmt.Sprint(100-n)))
			want = append(want, fmt.Sprintf("1 %d", 100-n))
		}
		b.append(t, facts...)
		same(t, "versions", said(must[[]rainmaker.Fact](t)(b.Facts.Versions(t.Context(), deal("1", "0").FactKey))), want)
		same(t, "current", said(must[[]rainmaker.Fact](t)(b.Facts.Current(t.Context(), 0))), []string{"1 1", "2 7"})
	},
	"current is the last version known at a batch": func(t *testing.T, b *bench) {
		same(t, "before the first", len(must[[]rainmaker.Fact](t)(b.Facts.Current(t.Context(), 0))), 0)
		gone := deal("1", "11")
		gone.Gone = true
		b.append(t, deal("1", "10"), deal("2", "20"))
		b.append(t, gone, deal("3", "30"))
		b.append(t, deal("1", "12"), deal("2", "21"))
		for at, want := range map[rainmaker.BatchID][]string{
			1: {"1 10", "2 20"},
			2: {"2 20", "3 30"}, // 1 is gone, and its version before must not show
			3: {"1 12", "2 21", "3 30"},
			0: {"1 12", "2 21", "3 30"},
		} {
			same(t, fmt.Sprintf("known at %d", at), said(must[[]rainmaker.Fact](t)(b.Facts.Current(t.Context(), at))), want)
			same(t, fmt.Sprintf("deals known at %d", at),
				said(must[[]rainmaker.Fact](t)(b.Facts.Current(t.Context(), at, rainmaker.EventKind("deal")))), want)
		}
		for _, at := range []rainmaker.BatchID{4, -1} {
			_, err := b.Facts.Current(t.Context(), at)
			refused(t, err, rainmaker.NotFound, fmt.Sprint(at))
		}
		same(t, "a version that is gone is a version",
			must[[]rainmaker.Fact](t)(b.Facts.Versions(t.Context(), gone.FactKey))[1].Gone, true)
	},
	"changed is what was learned between two batches, as last known": func(t *testing.T, b *bench) {
		gone := deal("1", "11")
		gone.Gone = true
		person := deal("7", "70")
		person.Kind = rainmaker.KindPayee
		b.append(t, deal("1", "10"), deal("2", "20"))
		b.append(t, gone, deal("3", "30"))
		b.append(t, deal("3", "31"), deal("10", "40"), person)
		for between, want := range map[[2]rainmaker.BatchID][]string{
			{0, 1}: {"1 10", "2 20"},
			{1, 2}: {"1 11", "3 30"}, // 1 is gone, and that is what changed
			{1, 0}: {"1 11", "10 40", "3 31", "7 70"},
			{2, 3}: {"10 40", "3 31", "7 70"},
			{3, 3}: {},
			{3, 1}: {},
			{0, 0}: {"1 11", "10 40", "2 20", "3 31", "7 70"},
		} {
			got := must[[]rainmaker.Fact](t)(b.Facts.Changed(t.Context(), between[0], between[1]))
			same(t, fmt.Sprintf("learned between %d", between), said(got), want)
			for _, f := range got {
				same(t, "gone", f.Gone, f.ID == "1" && between[1] != 1)
			}
		}
		for _, between := range [][2]rainmaker.BatchID{{4, 0}, {1, 4}, {-1, 0}} {
			_, err := b.Facts.Changed(t.Context(), between[0], between[1])
			refused(t, err, rainmaker.NotFound, fmt.Sprint(between[0]))
		}
	},
	"current gives the kinds asked, ordered bytewise": func(t *testing.T, b *bench) {
		of := func(kind rainmaker.FactKind, id string) rainmaker.Fact {
			f := deal(id, "1")
			f.Kind = kind
			return f
		}
		stored := []rainmaker.Fact{
			of("payee", "é"), of("payee", "10"), of("payee", "b"), of("payee", "9"), of("payee", "B"), of("payee", "a b"),
			of("payee", "a"), of("payee", "a\x00"), of("event.x", "1"), of("event.X", "2"), of("number", "3"),
		}
		b.append(t, stored...)
		for _, asked := range [][]rainmaker.FactKind{
			{}, {"payee"}, {"payee", "event.x"}, {"number", "event.X", "number"}, {"event"}, {"event.x", "none", "payee"},
		} {
			want := []rainmaker.FactKey{}
			for _, f := range stored {
				if len(asked) == 0 || slices.Contains(asked, f.Kind) {
					want = append(want, f.FactKey)
				}
			}
			slices.SortFunc(want, func(a, b rainmaker.FactKey) int {
				if a.Kind != b.Kind {
					return map[bool]int{true: -1, false: 1}[a.Kind < b.Kind]
				}
				return map[bool]int{true: -1, false: 1}[a.ID < b.ID]
			})
			got := []rainmaker.FactKey{}
			for _, f := range must[[]rainmaker.Fact](t)(b.Facts.Current(t.Context(), 0, asked...)) {
				got = append(got, f.FactKey)
			}
			same(t, fmt.Sprintf("keys of %q", asked), got, want)
		}
	},
	"every kind of value reads back as it was": func(t *testing.T, b *bench) {
		f := rainmaker.Fact{
			FactKey: rainmaker.FactKey{Kind: rainmaker.EventKind("booking"), ID: "B-1 'quoted' \"twice\""},
			Valid:   calendar.Span{From: calendar.MustParse("2027-01-01"), Before: calendar.MustParse("2027-02-01")},
			Source:  rainmaker.Source{File: "büro.csv", Row: 1_000_000},
			Fields:  everyValue(),
		}
		hand := rainmaker.Fact{FactKey: rainmaker.FactKey{Kind: rainmaker.KindPayee, ID: "p"}, Valid: calendar.Since(0)}
		id := b.append(t, f, hand)
		f.Version, f.Batch, hand.Version, hand.Batch, hand.Fields = 1, id, 1, id, rainmaker.FieldList{}
		same(t, "facts", must[[]rainmaker.Fact](t)(b.Facts.Current(t.Context(), 0)), []rainmaker.Fact{f, hand})
		same(t, "versions", must[[]rainmaker.Fact](t)(b.Facts.Versions(t.Context(), f.FactKey)), []rainmaker.Fact{f})
	},
	"what could not be read back is refused": func(t *testing.T, b *bench) {
		for name, v := range map[string]rainmaker.Value{
			"UTF-8":    rainmaker.TextOf("caf\xe9"),
			"XYZ":      rainmaker.CashOf(amountOf("1"), "XYZ"),
			"1900":     rainmaker.DayOf(calendar.EndOfTime),
			"2200":     rainmaker.RowsOf([][]rainmaker.Field{{{Name: "on", Value: rainmaker.DayOf(calendar.StartOfTime - 1)}}}),
			"currency": rainmaker.CashOf(amountOf("1"), ""),
		} {
			bad := deal("bad", "1")
			bad.Fields = rainmaker.FieldList{{Name: "field", Value: v}}
			_, err := b.Facts.Append(t.Context(), batch("ada"), []rainmaker.Fact{deal("good", "1"), bad})
			refused(t, err, rainmaker.Invalid, name, "event.deal bad", "deals.csv, row 2")
		}
		noID, noKind := deal("", "1"), deal("1", "1")
		noKind.Kind = ""
		for _, f := range []rainmaker.Fact{noID, noKind} {
			_, err := b.Facts.Append(t.Context(), batch("ada"), []rainmaker.Fact{deal("good", "1"), f})
			refused(t, err, rainmaker.Invalid, "fact 2 of 2", "deals.csv, row 2")
		}
		_, err := b.Facts.Append(t.Context(), rainmaker.Batch{Known: noon, Origin: "suite", Mode: "some"}, nil)
		refused(t, err, rainmaker.Invalid, "some", "changes", "whole")
		_, err = b.Facts.Append(t.Context(), rainmaker.Batch{Origin: "suite", Mode: rainmaker.Whole}, nil)
		refused(t, err, rainmaker.Invalid, "suite", "missing")
		same(t, "last batch", must[rainmaker.BatchID](t)(b.Facts.LastBatch(t.Context())), rainmaker.BatchID(0))
	},
	"a context that has ended stores nothing": func(t *testing.T, b *bench) {
		if _, err := b.Facts.Append(ended(t), batch("ada"), []rainmaker.Fact{deal("1", "1")}); !errors.Is(err, context.Canceled) {
			t.Fatalf("error is %v, want that the context ended", err)
		}
		if _, err := b.Facts.Current(ended(t), 0); !errors.Is(err, context.Canceled) {
			t.Fatalf("error is %v, want that the context ended", err)
		}
		same(t, "last batch", must[rainmaker.BatchID](t)(b.Facts.LastBatch(t.Context())), rainmaker.BatchID(0))
	},
	"eight writers at once leave no gap": eightWriters,
}

// everyValue has every kind of value at its edges, lists in lists included.
func everyValue() rainmaker.FieldList {
	row := []rainmaker.Field{
		{Name: "owner", Value: rainmaker.PersonOf("Darcel Schlecht")},
		{Name: "share", Value: rainmaker.NumberOf(amountOf("0.50"))},
		{Name: "nested", Value: rainmaker.RowsOf([][]rainmaker.Field{{{Name: "none", Value: rainmaker.Value{}}}, {}})},
	}
	return rainmaker.FieldList{
		{Name: "none", Value: rainmaker.Value{}},
		{Name: "whole", Value: rainmaker.NumberOf(amountOf("9223372036854775807"))},
		{Name: "decimals", Value: rainmaker.NumberOf(amountOf("-92233720368.54775807"))},
		{Name: "trailing zeros", Value: rainmaker.NumberOf(amountOf("1.500"))},
		{Name: "cash", Value: rainmaker.CashOf(amountOf("1054.00"), "USD")},
		{Name: "yen", Value: rainmaker.CashOf(amountOf("-0.00000001"), "JPY")},
		{Name: "first day", Value: rainmaker.DayOf(calendar.StartOfTime)},
		{Name: "epoch", Value: rainmaker.DayOf(0)},
		{Name: "last day", Value: rainmaker.DayOf(calendar.EndOfTime - 1)},
		{Name: "empty text", Value: rainmaker.TextOf("")},
		{Name: "text like a number", Value: rainmaker.TextOf("007")},
		{Name: "text like none", Value: rainmaker.TextOf("-")},
		{Name: "text with everything", Value: rainmaker.TextOf("a:b <i>&\"'\\ \u2028\x00\x01\ufffd \U0001F4B0\r\n\t")},
		{Name: "person", Value: rainmaker.PersonOf("O'Neil, Zoë")},
		{Name: "yes", Value: rainmaker.YesNoOf(true)},
		{Name: "no", Value: rainmaker.YesNoOf(false)},
		{Name: "no rows", Value: rainmaker.RowsOf(nil)},
		{Name: "rows", Value: rainmaker.RowsOf([][]rainmaker.Field{row, {}, row})},
		{Name: "", Value: rainmaker.TextOf("a field without a name")},
		{Name: "yes", Value: rainmaker.TextOf("a name twice, and out of order")},
	}
}

// eightWriters append ten batches each, all with a version of one key and one fact of their own.
func eightWriters(t *testing.T, b *bench) {
	const writers, rounds = 8, 10
	ids := make([][]rainmaker.BatchID, writers)
	errs := make([]error, writers)
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for round := range rounds {
				facts := []rainmaker.Fact{deal("shared", fmt.Sprint(w)), deal(fmt.Sprintf("%d-%d", w, round), "1")}
				got, err := b.Facts.Append(t.Context(), batch(fmt.Sprint(w)), facts)
				if err != nil {
					errs[w] = err
					return
				}
				ids[w] = append(ids[w], got.ID)
				// Readers go on meanwhile, and a batch that they see they see whole.
				seen, err := b.Facts.Current(t.Context(), got.ID)
				if err != nil || len(seen) != int(got.ID)+1 {
					errs[w] = errors.Join(err, fmt.Errorf("known at batch %d: %d facts, want %d", got.ID, len(seen), got.ID+1))
					return
				}
			}
		})
	}
	group.Wait()
	ok(t, errors.Join(errs...))
	all := []rainmaker.BatchID{}
	for w := range writers {
		if !slices.IsSorted(ids[w]) {
			t.Errorf("writer %d got batches %v, want rising", w, ids[w])
		}
		all = append(all, ids[w]...)
	}
	slices.Sort(all)
	for i, id := range all {
		if id != rainmaker.BatchID(i+1) {
			t.Fatalf("batches %v have a gap at %d", all, i+1)
		}
	}
	versions := must[[]rainmaker.Fact](t)(b.Facts.Versions(t.Context(), deal("shared", "0").FactKey))
	same(t, "number of versions", len(versions), writers*rounds)
	for i, v := range versions {
		if v.Version != i+1 || v.Batch != rainmaker.BatchID(i+1) {
			t.Fatalf("version %d of the shared key is numbered %d in batch %d", i+1, v.Version, v.Batch)
		}
	}
}
