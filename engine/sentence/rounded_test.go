package sentence_test

import (
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/engine"
	"rainmaker/engine/sentence"
	"rainmaker/plan"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

const roundingLetter = "# Letter\n\n```plan" + `
language 1
plan rep "Rep" {
  effective FY2027
  period    month
  currency  USD
  rounding  ROUNDING
  leavers   keep what is earned
}
event sale dated closed { seller payee; closed date; amount money }
credit sales from sale { counts on closed; order by closed, id; to seller as rep 100% of amount }
commission base "Base commission" on sales as rep { rate 3% }
settle { pay the rest }
example "five deals" in 2027-02 {
  given sale D1 { seller me, closed 2027-01-10, amount 33.37 USD }
  given sale D2 { seller me, closed 2027-01-11, amount 33.48 USD }
  given sale D3 { seller me, closed 2027-01-12, amount 33.49 USD }
  given sale D4 { seller me, closed 2027-01-13, amount 33.33 USD }
  given sale D5 { seller me, closed 2027-02-13, amount 35.50 USD }
}
` + "```\n"

// A line's cents are part of the rounding of all of its component's lines. Where that is another amount than the line alone
// would round to, the sentence says what it was rounded with, and never "is 1.0044, rounded to 1.01".
func TestRoundedTogetherIsSaid(t *testing.T) {
	for rounding, want := range map[string][]string{
		"half_even per component": {
			"D1: 33.37 credited in 2027-01 at 3% is 1.0011, rounded to 1.00.",
			"D2: 33.48 credited in 2027-01 at 3% is 1.0044; the lines of Base commission are rounded together: with those before it this makes " +
				"2.0055, rounded to 2.01, of which 1.00 is theirs, so this line gets 1.01.",
			"D3: 33.49 credited in 2027-01 at 3% is 1.0047, rounded to 1.00.",
			"D4: 33.33 credited in 2027-01 at 3% is 0.9999, rounded to 1.00.",
			"D5: 35.50 credited in 2027-02 at 3% is 1.065, rounded to 1.06, because a half goes to the even digit.",
		},
		"down per component": {
			"D1: 33.37 credited in 2027-01 at 3% is 1.0011, rounded to 1.00.",
			"D2: 33.48 credited in 2027-01 at 3% is 1.0044, rounded to 1.00.",
			"D3: 33.49 credited in 2027-01 at 3% is 1.0047; the lines of Base commission are rounded together: with those before it this makes " +
				"3.0102, rounded to 3.01, of which 2.00 is theirs, so this line gets 1.01.",
			"D4: 33.33 credited in 2027-01 at 3% is 0.9999; the lines of Base commission are rounded together: with those before it this makes " +
				"4.0101, rounded to 4.01, of which 3.01 is theirs, so this line gets 1.00.",
			"D5: 35.50 credited in 2027-02 at 3% is 1.065, rounded down to 1.06.",
		},
		"half_up per line": {
			"D1: 33.37 credited in 2027-01 at 3% is 1.0011, rounded to 1.00.",
			"D2: 33.48 credited in 2027-01 at 3% is 1.0044, rounded to 1.00.",
			"D3: 33.49 credited in 2027-01 at 3% is 1.0047, rounded to 1.00.",
			"D4: 33.33 credited in 2027-01 at 3% is 0.9999, rounded to 1.00.",
			"D5: 35.50 credited in 2027-02 at 3% is 1.065, rounded to 1.07.",
		},
	} {
		doc := source.Document{Name: "rep.plan.md", Text: strings.Replace(roundingLetter, "ROUNDING", rounding, 1)}
		set, diagnostics := plan.Load([]source.Document{doc}, fiscal)
		if diagnostics.HasErrors() {
			t.Fatal(diagnostics)
		}
		p := set.Programs[0]
		in, err := trial.Inputs(p, &p.Examples[0], fiscal)
		if err != nil {
			t.Fatal(err)
		}
		c, err := engine.New(p, in)
		if err != nil {
			t.Fatal(err)
		}
		teller := sentence.New(p, sentence.You, func(ref rainmaker.EventRef) string { return ref.ID })
		var got []string
		for _, s := range c.Statements(c.Payees()[0]) {
			prover, err := c.Prover(s.Payee, s.Period)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range s.Lines {
				text, err := teller.Line(prover, l)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, text)
			}
		}
		if a, b := strings.Join(got, "\n"), strings.Join(want, "\n"); a != b {
			t.Errorf("%s:\n%s\nwant\n%s", rounding, a, b)
		}
	}
}
