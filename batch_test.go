package rainmaker_test

import (
	"reflect"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

func amount(s string) money.Amount {
	a, err := money.ParseAmount(s)
	if err != nil {
		panic(err)
	}
	return a
}

func batchEvents() []rainmaker.Event {
	event := func(id string, row int, fields ...rainmaker.Field) rainmaker.Event {
		return rainmaker.Event{EventRef: rainmaker.EventRef{Name: "deal", ID: id}, Source: rainmaker.Source{File: "deals.csv", Row: row}, Fields: fields}
	}
	return []rainmaker.Event{
		event("7", 2, rainmaker.Field{Name: "closed", Value: rainmaker.DayOf(calendar.MustParse("2025-01-31"))},
			rainmaker.Field{Name: "amount", Value: rainmaker.CashOf(amount("12.5"), "USD")}, rainmaker.Field{Name: "owner", Value: rainmaker.PersonOf("ann")},
			rainmaker.Field{Name: "rush", Value: rainmaker.YesNoOf(true)}, rainmaker.Field{Name: "share", Value: rainmaker.NumberOf(amount("1"))}),
		event("8", 9, rainmaker.Field{Name: "closed"},
			rainmaker.Field{Name: "amount", Value: rainmaker.CashOf(amount("-0.125"), "USD")}, rainmaker.Field{Name: "owner", Value: rainmaker.PersonOf("bob")},
			rainmaker.Field{Name: "rush", Value: rainmaker.YesNoOf(false)}, rainmaker.Field{Name: "share"}),
	}
}

// What went into a batch comes out of it.
func TestBatchSaysWhatItsEventsSay(t *testing.T) {
	events := batchEvents()
	b := rainmaker.BatchOf("deal", events)
	if b == nil || b.Len != 2 || b.Numbers == nil {
		t.Fatalf("%+v", b)
	}
	for i, e := range events {
		got := b.Event(i)
		if got.EventRef != e.EventRef || got.Source != e.Source {
			t.Errorf("%s %s, want %s %s", got.EventRef, got.Source, e.EventRef, e.Source)
		}
		for _, f := range e.Fields {
			if v, ok := got.Fields.Get(f.Name); !ok || !v.Equal(f.Value) {
				t.Errorf("%s %s: %s, want %s", e.ID, f.Name, v, f.Value)
			}
		}
	}
	turned := b.Arranged([]int32{1, 0}, 3)
	if turned.Len != 2 || turned.ID(0) != "8" || turned.Source(0).Row != 9 || !reflect.DeepEqual(turned.Event(1), b.Event(0)) {
		t.Errorf("%+v", turned.Event(0))
	}
}

func TestBatchRefusesWhatDoesNotFit(t *testing.T) {
	for name, spoil := range map[string]func(e *rainmaker.Event){
		"twice":              func(e *rainmaker.Event) { e.ID = "7" },
		"gone":               func(e *rainmaker.Event) { e.Gone = true },
		"learned late":       func(e *rainmaker.Event) { e.Learned = calendar.MustParse("2025-03-01") },
		"another kind":       func(e *rainmaker.Event) { e.Name = "order" },
		"another file":       func(e *rainmaker.Event) { e.Source.File = "more.csv" },
		"another currency":   func(e *rainmaker.Event) { e.Fields[1].Value = rainmaker.CashOf(amount("1"), "EUR") },
		"a list":             func(e *rainmaker.Event) { e.Fields[4] = rainmaker.Field{Name: "rows", Value: rainmaker.RowsOf(nil)} },
		"a field of another": func(e *rainmaker.Event) { e.Fields[2].Value = rainmaker.TextOf("bob") },
	} {
		events := batchEvents()
		spoil(&events[1])
		if b := rainmaker.BatchOf("deal", events); b != nil {
			t.Errorf("%s: %s", name, b)
		}
	}
}

func TestPutWritesWhatHasRoom(t *testing.T) {
	b := rainmaker.BatchOf("deal", batchEvents())
	amounts := b.Column("amount")
	if !amounts.Put(0, rainmaker.CashOf(amount("20"), "USD"), 1e6) || amounts.Value(0).String() != "20.000 USD" {
		t.Errorf("%s", amounts.Value(0))
	}
	for _, v := range []rainmaker.Value{
		rainmaker.CashOf(amount("1"), "EUR"), rainmaker.CashOf(amount("0.0001"), "USD"), rainmaker.CashOf(amount("5000"), "USD"), {},
	} {
		if amounts.Put(0, v, 1e6) {
			t.Errorf("%s was put", v)
		}
	}
	if b.Column("owner").Put(0, rainmaker.PersonOf("eve"), 0) || !b.Column("owner").Put(0, rainmaker.PersonOf("bob"), 0) {
		t.Error("a word that no event has was put, or one that one has was not")
	}
}
