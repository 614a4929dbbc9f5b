package engine_test

import (
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
)

// A deal that came before the days on which a component pays would pay if it closed on the first of them, which may still be
// to come: no field says so but the day it counts on.
func TestClosingLaterIsARemedy(t *testing.T) {
	for name, terms := range map[string]string{
		"month of the quarter": "during 2027-01..2027-12\n  where  product is nova and month of quarter = 3",
		"dates":                "during 2027-06..2027-06\n  where  product is nova",
	} {
		letter := strings.Replace(explainedLetter, "during 2027-01..2027-12\n  where  product is nova and amount >= 5,000 USD", terms, 1)
		if letter == explainedLetter {
			t.Fatal("the letter has no such SPIFF")
		}
		p, in := company{
			quotas: map[string]string{"ann": "100000", "bob": "50000", "boss": "1"},
			deals:  "D1 ann - 1 nova won 2027-05-01 2027-05-20 4000",
		}.inputs(t, letter)
		in.Through = calendar.MustParse("2027-05-31")
		c, err := engine.New(p, in)
		if err != nil {
			t.Fatal(err)
		}
		w, err := c.WhyNot("ann", rainmaker.EventRef{Name: "deal", ID: "D1"}, "nova")
		if err != nil {
			t.Fatal(err)
		}
		if got, want := remediesOf(w), "nova: closed 2027-05-20 -> 2027-06-01 (not 2027-05-31): pays 80.00, in all 80.00"; got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
		if w.Pays.Plain() != "0.00" || w.Elsewhere.Plain() != "120.00" {
			t.Errorf("%s: it pays %s, and %s under other components", name, w.Pays.Plain(), w.Elsewhere.Plain())
		}
	}
}
