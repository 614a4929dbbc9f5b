package statement

import (
	"strings"

	"rainmaker"
	"rainmaker/money"
)

// effectiveRate is what a unit of credit earns in one part of a line: the rate, and the factors that multiply it.
type effectiveRate struct {
	rate    string
	factors string // " × 105%"
	tier    bool
}

func (r effectiveRate) text() string { return r.rate + r.factors }

// rates are those of the parts that the credits of a line made, in their order. A factor that looks at the deal multiplies
// the parts of its own credit, one of the window all of them: which of the two it was, what it multiplied says.
func (f *file) rates(l rainmaker.Line, parts []rainmaker.Slice) []effectiveRate {
	var out []effectiveRate
	first, multiplied := 0, false // where the parts of the credit at hand begin, and whether its factors have begun
	var ofLine, ofCredit money.Ratio
	for _, s := range parts {
		if !s.Adjusts() {
			if multiplied {
				first, multiplied, ofCredit = len(out), false, money.Ratio{}
			}
			out = append(out, effectiveRate{rate: f.sliceRate(l, s), tier: s.Tier != rainmaker.NoTier})
		}
		if s.Tier == rainmaker.TimesSlice {
			multiplied = true
			from := 0
			if first > 0 && s.Base.Equal(ofCredit) && !s.Base.Equal(ofLine) {
				from = first
			}
			for i := from; i < len(out) && !s.ChangesNothing(); i++ {
				out[i].factors += " " + factorText(s)
			}
		}
		ofLine, ofCredit = ofLine.Add(s.Amount), ofCredit.Add(s.Amount)
	}
	kept := out[:0]
	for _, r := range out {
		if r.rate != "" { // a component that pays an amount for each credit has none
			kept = append(kept, r)
		}
	}
	return kept
}

// factorText is a factor as the letter's value reads: "× 105%".
func factorText(s rainmaker.Slice) string { return "× " + strings.TrimPrefix(s.Label, "times ") }

// rateOf says the rates of one line in a few characters.
func rateOf(rates []effectiveRate) string {
	if len(rates) == 0 {
		return ""
	}
	same, tiers, factors := true, 0, rates[0].factors
	for _, r := range rates {
		same = same && r.text() == rates[0].text()
		if r.factors != factors {
			factors = ""
			same = false
		}
		if r.tier {
			tiers++
		}
	}
	switch {
	case tiers > 1:
		return plural(tiers, "tier", "tiers") + factors
	case same:
		return rates[0].text()
	default:
		return plural(len(rates), "rate", "rates")
	}
}
