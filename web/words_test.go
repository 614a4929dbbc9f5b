package web

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rainmaker/calendar"
)

// A money figure in a sentence becomes a link; what only looks like one does not.
func TestPieces(t *testing.T) {
	for _, c := range []struct {
		sentence string
		figures  []string
	}{
		{"Your next $1,000 pays $130.00.", []string{"$1,000", "$130.00"}},
		{"first 20,000.00 at 9%, tier from 0%", []string{"20,000.00"}},
		{"1,234,567.89 and −$522.00", []string{"1,234,567.89", "−$522.00"}},
		{"−522.00 in a ledger", []string{"522.00"}},
		{"at 3.25%, or 33.3333…%", nil},
		{"on 2027-03-10, B-2107.10, row 12", nil},
		{"€5 and ¥1,200", []string{"€5", "¥1,200"}},
		{"12 deals, 3 tiers", nil},
		{"", nil},
		{"pays 0.00", []string{"0.00"}},
		{"ends with 7.50", []string{"7.50"}},
		{"ends with $7.", []string{"$7"}},
	} {
		var got []string
		whole := ""
		for _, p := range pieces(c.sentence) {
			whole += p.text
			if p.figure {
				got = append(got, p.text)
			}
		}
		if strings.Join(got, "|") != strings.Join(c.figures, "|") {
			t.Errorf("%q: figures %q, want %q", c.sentence, got, c.figures)
		}
		if whole != c.sentence {
			t.Errorf("%q came back as %q", c.sentence, whole)
		}
	}
}

// Whatever a sentence says, no character of it is lost.
func TestPiecesLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`([−$€%.,0-9… a-z-]{0,9})*`)).Draw(t, "sentence")
		whole := ""
		for _, p := range pieces(s) {
			whole += p.text
		}
		if whole != s {
			t.Errorf("%q came back as %q", s, whole)
		}
	})
}

func TestWords(t *testing.T) {
	today := calendar.MustParse("2027-03-10")
	for _, c := range []struct{ got, want string }{
		{dayOf(calendar.MustParse("2027-03-02"), today), "2 March"},
		{dayOf(calendar.MustParse("2026-03-02"), today), "2 March 2026"},
		{spanText(calendar.Span{From: calendar.MustParse("2027-01-01"), Before: calendar.MustParse("2027-04-01")}), "1 Jan to 31 Mar 2027"},
		{spanText(calendar.Span{From: calendar.MustParse("2026-12-01"), Before: calendar.MustParse("2027-02-01")}), "1 Dec 2026 to 31 Jan 2027"},
		{spanText(calendar.Since(today)), "from 10 March 2027"},
		{counted(1, "line", "lines"), "1 line"},
		{counted(1204, "line", "lines"), "1,204 lines"},
		{thousands(-1234567), "-1,234,567"},
		{groupedText("-1234567.8901"), "−1,234,567.8901"},
		{groupedText("12"), "12"},
		{initials("Noah Fitzgerald-Montgomery"), "NF"},
		{initials("Åsa van der Berg"), "ÅB"},
		{initials(""), ""},
		{upper("no file was chosen"), "No file was chosen."},
		{upper(""), "."},
		{local("/team?period=2027Q1"), "/team?period=2027Q1"},
		{local("//elsewhere.example"), "/"},
		{local("https://elsewhere.example"), "/"},
		{local("/\\elsewhere.example"), "/"},
		{local("/sign-in"), "/"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
