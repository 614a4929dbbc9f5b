package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/engine"
)

// An open deal is asked about in two steps, as it stands and as it counts, and the second goes on where the first has come to:
// only the pay period in which they differ, and those after it, are worked out again.
func TestSecondStepGoesOn(t *testing.T) {
	in := team(t)
	open := rainmaker.Event{EventRef: rainmaker.EventRef{Name: "sale", ID: "9"}, Version: 1, Fields: rainmaker.FieldList{
		{Name: "seller", Value: rainmaker.PersonOf("bob")},
		{Name: "closed", Value: rainmaker.DayOf(day("2026-08-20"))}, // expected
		{Name: "amount", Value: usd(t, "95000")},
	}}
	in.Events = append(in.Events, open)
	c := calculation(t, teamLetter, in)
	without, err := c.With(in.Through, rainmaker.Event{EventRef: open.EventRef, Gone: true})
	if err != nil {
		t.Fatal(err)
	}
	closed := open
	closed.Fields = append(rainmaker.FieldList{}, open.Fields...)
	closed.Fields[1].Value = rainmaker.DayOf(day("2026-05-10"))
	with, err := without.With(in.Through, closed)
	if err != nil {
		t.Fatal(err)
	}
	f, err := without.Effect(with, "lead", open.EventRef)
	if err != nil || f.Total.Plain() != "100.00" {
		t.Errorf("the deal pays the lead %s (%v): bob reaches the number by it, which is 100.00", f.Total.Plain(), err)
	}
	if taken, all := with.GoesOnFrom("lead"); taken != 4 || all != 6 {
		t.Errorf("%d of %d pay periods are taken over; January to April are the same", taken, all)
	}
	if who, times := with.WorkedOutAmongOthers(); fmt.Sprint(who) != "[bob]" {
		t.Errorf("to count the reports, %v are worked out again, %d times; the deal credits bob alone", who, times)
	}
}

// Who is counted for what others sell is worked out again with every deal of those others: max reaches the number by bob's.
func TestWhoReadsOthersIsWorkedOutAgain(t *testing.T) {
	in := team(t)
	text := strings.Replace(teamLetter, "count(direct reports where attainment >= 100%)", "count(direct reports where pod_sold >= 160,000 USD)", 1)
	c := calculation(t, text, in)
	said := in.Events[2]
	said.EventRef.ID = "9"
	with, err := c.With(in.Through, said)
	if err != nil {
		t.Fatal(err)
	}
	in.Events = append(in.Events, said)
	fresh := calculation(t, text, in)
	for _, seen := range []*engine.Calculation{c, with} { // what is known of the first must not answer for the second
		if _, err := seen.Measure("lead", "at_number", day("2026-03-31")); err != nil {
			t.Fatal(err)
		}
	}
	got, want := rainmaker.HashStatements(with.Statements("lead")), rainmaker.HashStatements(fresh.Statements("lead"))
	if got != want || want == rainmaker.HashStatements(c.Statements("lead")) {
		t.Errorf("with the deal the statements are %s, those of a calculation that knows it %s, without it %s", got, want, rainmaker.HashStatements(c.Statements("lead")))
	}
}
