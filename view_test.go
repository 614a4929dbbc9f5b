package rainmaker

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"rainmaker/calendar"
	"rainmaker/money"
)

func on(s string) calendar.Date { return calendar.MustParse(s) }

// said makes a fact; its source is a row of a file called after its kind.
func said(kind FactKind, id string, row int, valid calendar.Span, fields ...Field) Fact {
	return Fact{FactKey: FactKey{Kind: kind, ID: id}, Version: 1, Valid: valid, Source: Source{File: string(kind) + ".csv", Row: row}, Fields: fields}
}

func text(name, s string) Field           { return Field{Name: name, Value: TextOf(s)} }
func person(name string, p PayeeID) Field { return Field{Name: name, Value: PersonOf(p)} }
func number(name string, units int64) Field {
	return Field{Name: name, Value: NumberOf(money.NewAmount(units, 0))}
}

// A company of two: bob leads ann, who moves from East to West and then to nowhere.
func company() []Fact {
	return []Fact{
		said(KindPayee, "ann", 2, calendar.Forever, text("name", "Ann Bell")),
		said(KindPayee, "bob", 3, calendar.Forever, text("name", "Bob Cole")),
		said(KindAttribute, "a1", 2, calendar.Since(on("2017-01-01")), person("payee", "ann"), text("name", "office"), text("value", "East")),
		said(KindAttribute, "a2", 3, calendar.Span{From: on("2017-04-01"), Before: on("2017-07-01")}, person("payee", "ann"), text("name", "office"), text("value", "West")),
		said(KindReports, "ann", 2, calendar.Since(on("2017-01-01")), person("payee", "ann"), person("manager", "bob")),
		said(KindReports, "ann2", 3, calendar.Since(on("2018-01-01")), person("payee", "ann"), Field{Name: "manager"}),
		said(KindAssignment, "ann/rep", 2, calendar.Since(on("2017-01-01")), person("payee", "ann"), text("plan", "rep")),
		said(KindNumber, "q1", 2, calendar.Since(on("2017-01-01")), person("payee", "ann"), text("plan", "rep"), text("name", "quota"), number("value", 100)),
		said(KindNumber, "q2", 3, calendar.Since(on("2017-04-01")), person("payee", "ann"), text("plan", "rep"), text("name", "quota"), number("value", 200)),
		said(KindNumber, "q3", 4, calendar.Since(on("2017-04-01")), person("payee", "ann"), text("plan", "other"), text("name", "quota"), number("value", 300)),
		said(EventKind("order"), "10", 2, calendar.Forever, person("rep", "ann")),
		said(EventKind("order"), "9", 3, calendar.Forever, person("rep", "bob")),
		said(EventKind("order"), "8", 4, calendar.Forever, Field{Name: "owners", Value: RowsOf([][]Field{{person("owner", "ann")}})}),
		said("product", "p", 2, calendar.Forever),
	}
}

func TestDecode(t *testing.T) {
	c, err := Decode(company())
	if err != nil {
		t.Fatal(err)
	}
	ann, ok := c.Payee("ann")
	if !ok || ann.Name != "Ann Bell" || len(c.Payees) != 2 {
		t.Errorf("payees %v", c.Payees)
	}
	if _, ok := c.Payee("cem"); ok {
		t.Error("there is a payee cem")
	}
	var offices []string
	for _, p := range ann.Attributes["office"].In(calendar.Forever) {
		offices = append(offices, p.Value.String()+" "+p.Span.String())
	}
	if want := []string{"East 2017-01-01 before 2017-04-01", "West 2017-04-01 before 2017-07-01"}; !slices.Equal(offices, want) {
		t.Errorf("offices %q, want %q", offices, want)
	}
	if want := []ReportingLine{
		{Payee: "ann", Manager: "bob", From: on("2017-01-01"), Source: Source{File: "reports.csv", Row: 2}},
		{Payee: "ann", From: on("2018-01-01"), Source: Source{File: "reports.csv", Row: 3}},
	}; !reflect.DeepEqual(c.Reports, want) {
		t.Errorf("reporting lines %v, want %v", c.Reports, want)
	}
	if len(c.Assignments) != 1 {
		t.Fatalf("assignments %v", c.Assignments)
	}
	for day, want := range map[string]string{"2017-03-31": "100", "2017-04-01": "200"} {
		if v, _, ok := c.Assignments[0].Numbers["quota"].At(on(day)); !ok || v.String() != want {
			t.Errorf("quota on %s is %s, want %s", day, v, want)
		}
	}
	var events []string
	for _, e := range c.Events {
		events = append(events, e.String())
	}
	if want := []string{"order 8", "order 9", "order 10"}; !slices.Equal(events, want) {
		t.Errorf("events %q, want %q", events, want)
	}
}

// The order of facts is nobody's business.
func TestDecodeInAnyOrder(t *testing.T) {
	want, err := Decode(company())
	if err != nil {
		t.Fatal(err)
	}
	facts := company()
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		random.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		if got, err := Decode(facts); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("error %v; got %v, want %v", err, got, want)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	gone := said(KindPayee, "bob", 9, calendar.Forever, text("name", "Bob Cole"))
	gone.Gone = true
	for _, c := range []struct {
		name string
		edit func([]Fact) []Fact
		want string
	}{
		{"an event of nobody", func(fs []Fact) []Fact {
			return append(fs, said(EventKind("order"), "11", 5, calendar.Forever, person("rep", "cem")))
		}, `event.order 11 (event.order.csv, row 5) names rep "cem", and no such payee is known`},
		{"nobody in a list", func(fs []Fact) []Fact {
			return append(fs, said(EventKind("order"), "11", 5, calendar.Forever, Field{Name: "owners", Value: RowsOf([][]Field{{person("owner", "")}})}))
		}, `event.order 11 (event.order.csv, row 5) names owner "", and no such payee is known`},
		{
			"somebody gone", func(fs []Fact) []Fact { fs[1] = gone; return fs },
			`event.order 9 (event.order.csv, row 3) names rep "bob", and no such payee is known; reports ann (reports.csv, row 2) names manager "bob", and no such payee is known`,
		},
		{"a missing field", func(fs []Fact) []Fact {
			return append(fs, said(KindAssignment, "x", 5, calendar.Forever, person("payee", "ann")))
		}, `assignment x (assignment.csv, row 5) has no field plan`},
		{"no manager field at all", func(fs []Fact) []Fact {
			return append(fs, said(KindReports, "x", 5, calendar.Forever, person("payee", "bob")))
		}, `reports x (reports.csv, row 5) has no field manager`},
		{"a field of another kind", func(fs []Fact) []Fact {
			return append(fs, said(KindReports, "x", 5, calendar.Forever, person("payee", "bob"), text("manager", "ann")))
		}, `reports x (reports.csv, row 5) says manager is "ann", of the kind text; it must be payee`},
		{"two values from one day", func(fs []Fact) []Fact {
			return append(fs, said(KindNumber, "q9", 5, calendar.Since(on("2017-04-01")), person("payee", "ann"), text("plan", "rep"), text("name", "quota"), number("value", 1)))
		}, `number q9 (number.csv, row 5) starts on 2017-04-01, as q2 does (number.csv, row 3): one of the two values must go`},
		{"one plan twice at a time", func(fs []Fact) []Fact {
			return append(fs, said(KindAssignment, "x", 5, calendar.Since(on("2018-01-01")), person("payee", "ann"), text("plan", "rep")))
		}, `assignment x (ann to rep, 2018-01-01 onwards) (assignment.csv, row 5) overlaps assignment ann/rep (ann to rep, 2017-01-01 onwards) (assignment.csv, row 2)`},
		{"two managers from one day", func(fs []Fact) []Fact {
			return append(fs, said(KindReports, "x", 5, calendar.Since(on("2017-01-01")), person("payee", "ann"), person("manager", "ann")))
		}, `ann reports to "ann" (reports.csv, row 5) and to "bob" (reports.csv, row 2), both from 2017-01-01`},
		{"a span without a day", func(fs []Fact) []Fact {
			return append(fs, said(KindAssignment, "x", 5, calendar.Span{From: 9, Before: 9}, person("payee", "bob"), text("plan", "rep")))
		}, `assignment x (assignment.csv, row 5) is true on no day: 1970-01-10 before 1970-01-10`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decode(c.edit(company()))
			if CodeOf(err) != Invalid || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}
