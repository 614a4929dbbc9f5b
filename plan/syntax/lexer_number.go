package syntax

import (
	"fmt"
	"regexp"
	"strings"

	"rainmaker/plan/source"
)

// maxDigits bounds a literal: no amount of money needs more, and a hostile document can't buy time with one number.
const maxDigits = 60

var (
	dateForm     = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}`)
	monthForm    = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}`)
	partForm     = regexp.MustCompile(`^[0-9]{4}(?:[QH][0-9]|-W[0-9]{2})`)
	looseDate    = regexp.MustCompile(`^(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})`)
	numberForm   = regexp.MustCompile(`^[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?`)
	numberExcess = regexp.MustCompile(`^(?:[.,]?[0-9]+)+`)
)

func (l *lexer) number() {
	rest := l.rest()
	for _, f := range []struct {
		form *regexp.Regexp
		kind kind
	}{{dateForm, tDate}, {monthForm, tPeriod}, {partForm, tPeriod}} {
		if m := f.form.FindString(rest); m != "" && !continues(rest[len(m):]) {
			start := l.at
			l.advance(len(m))
			l.emit(f.kind, m, start)
			return
		}
	}
	if m := looseDate.FindString(rest); m != "" && !continues(rest[len(m):]) {
		start := l.at
		l.advance(len(m))
		l.report(source.Diagnostic{
			Code: "bad-date", Where: l.from(start),
			Summary: fmt.Sprintf("dates are written year-month-day; `%s` is not", m), Way: "Write 2027-01-31.",
		})
		l.emit(tDate, "", start)
		return
	}
	l.plainNumber()
}

// continues reports whether what follows a date or period makes it something else: 2027-013 is no month.
func continues(rest string) bool {
	if rest == "" {
		return false
	}
	b := rest[0]
	return isLetter(b) || isDigit(b) || b == '_' || b == '-' && len(rest) > 1 && isDigit(rest[1])
}

func (l *lexer) plainNumber() {
	start := l.at
	text := numberForm.FindString(l.rest())
	l.advance(len(text))
	digits := strings.ReplaceAll(text, ",", "")
	grouped := digits != text
	switch more := numberExcess.FindString(l.rest()); {
	case more != "":
		l.advance(len(more))
		l.badNumber(start, fmt.Sprintf("`%s` can be read two ways", text+more),
			"Commas group thousands and one point begins the decimals: 1,234,567.5.")
	case grouped && !groupsThousands(text):
		l.badNumber(start, fmt.Sprintf("`%s`: a comma between digits groups thousands and stands at every third digit", text),
			"Put a blank after a comma that separates two values; write 0.5 for a half.")
	case len(digits) > maxDigits:
		l.badNumber(start, fmt.Sprintf("a number of %d digits; at most %d are read", len(digits), maxDigits),
			"No amount is that long; look for a key held down.")
		digits = "0"
	}
	if l.byteAt(0) == '.' && l.byteAt(1) != '.' {
		l.advance(1)
		l.badNumber(start, "a number does not end in a point", "Write the decimals, or leave the point out.")
	}
	k := tNumber
	if l.byteAt(0) == '%' {
		k = tPercent
		l.advance(1)
	}
	if isLetter(l.byteAt(0)) || l.byteAt(0) == '_' {
		l.letterAfter(start, text, k)
	}
	l.emit(k, digits, start)
	l.toks[len(l.toks)-1].grouped = grouped
}

func (l *lexer) badNumber(start source.Position, summary, way string) {
	l.report(source.Diagnostic{Code: "bad-number", Where: l.from(start), Summary: summary, Way: way})
}

// groupsThousands reports whether the commas of 1,234,567.5 stand where they should. 0,500 has them there too, but is how
// half of Europe writes a half.
func groupsThousands(text string) bool {
	whole, _, _ := strings.Cut(text, ".")
	groups := strings.Split(whole, ",")
	if len(groups[0]) > 3 || groups[0][0] == '0' {
		return false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return false
		}
	}
	return true
}

// letterAfter reports 5USD, 10k, 1e6, 1_000 and 1.5x. A unit is left for the parser; the rest is dropped with the number.
func (l *lexer) letterAfter(start source.Position, number string, k kind) {
	rest := l.rest()
	n := strings.IndexFunc(rest, func(r rune) bool { return r != '_' && (r >= 0x80 || !isLetter(byte(r)) && !isDigit(byte(r))) })
	if n < 0 {
		n = len(rest)
	}
	tail := rest[:n]
	end := l.at
	end.Offset, end.Col = end.Offset+n, end.Col+n
	d := source.Diagnostic{
		Code: "letter-after-number", Where: source.Range{Doc: l.doc.Name, Start: start, End: end},
		Summary: fmt.Sprintf("a letter straight after a number: `%s`", number+tail),
	}
	unit := isCurrencyForm(tail) || durationUnits[tail] != 0
	switch {
	case unit || k == tPercent:
		d.Fix = &source.Fix{Where: l.from(l.at), Text: " "}
	case tail == "x":
		d.Way = fmt.Sprintf("Write `x %s`; between two values put blanks around the x.", number)
	case strings.ContainsAny(tail[:1], "kKmMeE_bB"):
		d.Way = "Write the number in full, commas at the thousands: 10,000 or 1,500,000."
	default:
		d.Way = "Put a blank between them."
	}
	l.report(d)
	if !unit && k != tPercent {
		l.advance(n)
	}
}

func (l *lexer) leadingPoint() {
	start := l.at
	m := numberExcess.FindString(l.rest())
	l.advance(len(m))
	where := l.from(start)
	l.report(source.Diagnostic{
		Code: "bad-number", Where: where, Summary: fmt.Sprintf("a number begins with a digit: `%s` does not", m),
		Fix: &source.Fix{Where: where, Text: "0" + m},
	})
	l.emit(tNumber, "0."+strings.NewReplacer(".", "", ",", "").Replace(m), start)
}

func isCurrencyForm(s string) bool {
	return len(s) == 3 && isUpper(s[0]) && isUpper(s[1]) && isUpper(s[2])
}

func isUpper(b byte) bool { return 'A' <= b && b <= 'Z' }
