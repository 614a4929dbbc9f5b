package english_test

import (
	"regexp"
	"strings"
	"testing"

	"rainmaker/plan"
	"rainmaker/plan/english"
	"rainmaker/plan/ir"
	"rainmaker/plan/plantest"
	"rainmaker/plan/source"
)

func program(t *testing.T, text string) *ir.Program {
	t.Helper()
	return plantest.Load(t, []source.Document{{Name: "p.plan.md", Text: "```plan\n" + text + "```\n"}}).Programs[0]
}

// said are the changes as one text each, with what they are about.
func said(changes []english.Change) []string {
	var out []string
	for _, c := range changes {
		out = append(out, c.About+": "+c.Text)
	}
	return out
}

// What changed is told in words of the trade.
func TestDiff(t *testing.T) {
	const spiff = `spiff nova_push "Nova push" on bookings as AE {
  during 2027-02..2027-03
  where product is nova
  rate 2%
}
settle { pay the rest }`
	tests := map[string]struct {
		edits []string // was, is, was, is …
		want  []string
	}{
		"a rate rises":     {[]string{"from 100%: 10%", "from 100%: 12%"}, []string{"Base commission: The rate from 100% rises from 10% to 12%."}},
		"a rate falls":     {[]string{"from 0%: 5%", "from 0%: 4.5%"}, []string{"Base commission: The rate from 0% falls from 5% to 4.5%."}},
		"a cap is gone":    {[]string{"  cap 10,000 USD per quarter\n", ""}, []string{"Base commission: The cap of 10,000 USD a quarter is gone."}},
		"a cap is lowered": {[]string{"cap 10,000 USD", "cap 8,000 USD"}, []string{"Base commission: The cap a quarter falls from 10,000 USD to 8,000 USD."}},
		"a cap for each deal beside it": {
			[]string{"  cap 10,000", "  cap 500 USD per booking\n  cap 10,000"},
			[]string{"Base commission: A cap of 500 USD for each booking was added."},
		},
		"a tier is added": {[]string{"100%: 10% }", "100%: 10%; from 150%: 20% }"}, []string{"Base commission: A tier from 150%, 20% was added."}},
		"a SPIFF is added": {[]string{"settle { pay the rest }", spiff}, []string{
			"Nova push: A SPIFF nova push was added, from 1 February 2027 to 31 March 2027. You earn it on what is credited to you as AE: bookings. Only where product is nova. The rate on the amount credited is 2%.",
		}},
		"tiers change what they pay for": {
			[]string{"each slice", "whole amount"},
			[]string{"Base commission: What the tiers pay for changes from each slice of your attainment earns its own tier to everything earns the tier that your attainment has reached."},
		},
		"a gate":         {[]string{"  cap 10", "  gate attainment >= 80% else lost\n  cap 10"}, []string{"Base commission: New: It pays only if your attainment is at least 80% at the end of the quarter, and then on everything; otherwise the quarter is lost."}},
		"half is held":   {[]string{"  cap 10", "  payable 50% at once, rest on collected\n  cap 10"}, []string{"Base commission: New: Of what is earned is payable: 50% at once and the rest on the date collected. What waits for a date that is not known yet waits until it is."}},
		"only the label": {[]string{`"Base commission"`, `"Commission"`}, []string{"Commission: Base commission is now called Commission."}},
		"who is credited": {
			[]string{"to owner as AE 100% of acv", "to owner as AE 90% of acv; to owner as SE 10% of acv"},
			[]string{"Bookings: What the owner is credited with as AE changes from 100% of acv to 90% of acv.", "Bookings: New: The owner is credited, as SE, with 10% of acv."},
		},
		"a condition among others": {
			[]string{"where product is core", "where acv > 0 USD; where product is core"},
			[]string{"Base commission: New: Only where acv is more than 0 USD."},
		},
		"layout": {[]string{"  cap 10,000 USD per quarter\n", "\n\n  cap   10,000   USD  per quarter # a comment\n", "{ from 0%: 5%; from 100%: 10% }", "{\nfrom 0%: 5%\nfrom 100%: 10%\n}"}, nil},
		"the pay period written out": {[]string{"sum(bookings as AE) / quota per quarter", "sum(bookings as AE) / quota per quarter\nmeasure m = sum(bookings as AE)"}, []string{
			"M: The measure m was added.",
		}},
		"another order of declarations": {
			[]string{"param quota : money per quarter, not prorated\n", "", "settle {", "param quota : money per quarter, not prorated\nsettle {"}, nil,
		},
		"leavers": {[]string{"keep what is earned", "keep what is payable"}, []string{
			"Small: What somebody who leaves keeps changes. It was: what is earned, whenever it becomes payable. It is now: what is payable on the last day, and nothing that becomes payable later.",
		}},
	}
	before := program(t, small)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			text := small
			for i := 0; i < len(test.edits); i += 2 {
				if strings.Count(text, test.edits[i]) != 1 {
					t.Fatalf("%q stands %d times", test.edits[i], strings.Count(text, test.edits[i]))
				}
				text = strings.Replace(text, test.edits[i], test.edits[i+1], 1)
			}
			got := said(english.Diff(before, program(t, text)))
			if strings.Join(got, "\n") != strings.Join(test.want, "\n") {
				t.Errorf("says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

// numbers and words whose change changes what a letter means.
var tokens = regexp.MustCompile(`\b\d+\b|\bhalf_even\b|\beach slice\b|\bper quarter\b|\bas paid\b|\bkeep what is earned\b|\bat once\b|>=|<=|\bsum\b|\bis\b`)

var others = map[string]string{
	"half_even": "half_up", "each slice": "whole amount", "per quarter": "per year", "as paid": "as if never booked",
	"keep what is earned": "keep what is payable", "at once": "on 2027-06-30", ">=": ">", "<=": "<", "sum": "average", "is": "is not",
}

// A change of meaning is told and nothing else is: each number and many a word of each letter is changed by itself, and
// whenever the letter then means something else there must be a sentence for it, and when it does not there must be none.
func TestEveryChangeOfMeaningIsSaid(t *testing.T) {
	tried, told := 0, 0
	for n, s := range append(plantest.Sets(t), rare(t)) {
		before := plantest.Load(t, s.Docs)
		doc := s.Docs[0]
		blocks, _ := source.Extract(doc)
		for i, at := range tokens.FindAllStringIndex(blocks.Text, -1) {
			if (i+n)%29 != 0 {
				continue // a part of them each, or the test takes a minute
			}
			was := doc.Text[at[0]:at[1]]
			is, word := others[was]
			if !word {
				is = strings.Repeat("1", len(was)-1) + string('1'+(was[len(was)-1]-'0'+1)%9)
			}
			docs := append([]source.Document{{Name: doc.Name, Text: doc.Text[:at[0]] + is + doc.Text[at[1]:]}}, s.Docs[1:]...)
			after, _ := plan.Load(docs, plantest.Calendar)
			if len(after.Programs) != len(before.Programs) {
				continue // it is no letter any more
			}
			tried++
			for k, p := range before.Programs {
				changes := english.Diff(p, after.Programs[k])
				same := ir.Meaning(p) == ir.Meaning(after.Programs[k])
				if same != (len(changes) == 0) {
					t.Errorf("%s, line %d, %q to %q: means the same: %t, and %d changes are told: %v", s.Name, doc.At(at[0]).Line, was, is, same, len(changes), said(changes))
				}
				for _, c := range changes {
					told++
					if strings.Contains(c.Text, "no sentence") || strings.Contains(c.Text, ", but “") {
						t.Errorf("%s, line %d, %q to %q: %s", s.Name, doc.At(at[0]).Line, was, is, c.Text)
					}
				}
			}
		}
	}
	if tried < 100 || told < tried {
		t.Errorf("%d changes were tried and %d told", tried, told)
	}
}

// A version is the same as itself, and what comes goes again.
func TestDiffOfOneVersion(t *testing.T) {
	every(t, func(t *testing.T, name string, p *ir.Program) {
		if changes := english.Diff(p, p); len(changes) > 0 {
			t.Errorf("%s differs from itself: %v", name, said(changes))
		}
	})
}

func TestNewAndGonePlans(t *testing.T) {
	p := program(t, small)
	if got := said(english.Diff(nil, p)); len(got) != 1 || got[0] != "Small: The plan Small is new, in force from 1 January 2027 to 31 December 2027." {
		t.Errorf("%v", got)
	}
	if got := said(english.Diff(p, nil)); len(got) != 1 || got[0] != "Small: The plan Small is gone." {
		t.Errorf("%v", got)
	}
}
