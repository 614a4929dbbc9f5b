package syntax

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rainmaker/calendar"
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
		l.looseDate(m)
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
		if l.letterAfter(start, text, k) {
			return
		}
	}
	l.emit(k, digits, start)
	l.toks[len(l.toks)-1].grouped = grouped
}

// looseDate reads a date in the manner of a country: where only one day can be meant, that day is the fix and reading goes
// on with it; 03/04/2027 is left to the writer.
func (l *lexer) looseDate(text string) {
	start := l.at
	l.advance(len(text))
	d := source.Diagnostic{
		Code: "bad-date", Where: l.from(start),
		Summary: fmt.Sprintf("dates are written year-month-day; `%s` is not", text),
	}
	read := ""
	switch days := daysMeant(text); len(days) {
	case 0:
		d.Way = "Write the year, the month and the day in this order, four and two and two digits; no calendar has this day."
	case 1:
		read = days[0]
		d.Fix = &source.Fix{Where: d.Where, Text: read}
	default:
		d.Way = fmt.Sprintf("Write %s or %s, whichever is meant.", days[0], days[1])
	}
	l.report(d)
	l.emit(tDate, read, start)
}

// daysMeant are the days that a loosely written date can be: with points the day stands first, with strokes either does.
func daysMeant(text string) []string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return !isDigit(byte(r)) })
	a, b, c := parts[0], parts[1], parts[2]
	var orders [][3]string
	switch {
	case len(a) == 4:
		orders = [][3]string{{a, b, c}}
	case strings.Contains(text, "."):
		orders = [][3]string{{c, b, a}}
	default:
		orders = [][3]string{{c, a, b}, {c, b, a}}
	}
	var days []string
	for _, o := range orders {
		day := fmt.Sprintf("%s-%02s-%02s", o[0], o[1], o[2])
		if _, err := calendar.ParseDate(day); err == nil && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	return days
}

// factorBehind reads 2x: behind a colon it is the factor of a tier, `x 2`; before another value, `2 x`. It emits what was
// meant, so that the tier is not found wanting a second time.
func (l *lexer) factorBehind(d *source.Diagnostic, number string, k kind) {
	start := d.Where.Start
	l.advance(1)
	blanks := len(l.rest()) - len(strings.TrimLeft(l.rest(), " \t"))
	next := l.byteAt(blanks)
	if n := len(l.toks); n > 0 && l.toks[n-1].kind == tColon && !(isLetter(next) || isDigit(next) || next == '(') {
		d.Fix = &source.Fix{Where: d.Where, Text: "x " + number}
		l.report(*d)
		l.emit(tWord, "x", start)
		l.emit(k, strings.ReplaceAll(number, ",", ""), start)
		return
	}
	if isLetter(next) || isDigit(next) || next == '(' {
		d.Fix = &source.Fix{Where: d.Where, Text: spaced(number+" x", l.text, d.Where)}
		l.report(*d)
		l.emit(k, strings.ReplaceAll(number, ",", ""), start)
		l.emit(tWord, "x", start)
		return
	}
	d.Way = fmt.Sprintf("Write `x %s`; between two values put blanks around the x.", number)
	l.report(*d)
	l.emit(k, strings.ReplaceAll(number, ",", ""), start)
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
// It reports whether it has emitted the number itself.
func (l *lexer) letterAfter(start source.Position, number string, k kind) bool {
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
		l.factorBehind(&d, number, k)
		return true
	case tail == "k" || tail == "K":
		d.Way = fmt.Sprintf("Write the number in full, commas at the thousands: %s.", inFull(number, 3))
	case tail == "M":
		d.Way = fmt.Sprintf("Write the number in full, commas at the thousands: %s.", inFull(number, 6))
	case strings.ContainsAny(tail[:1], "kKmMeE_bB"):
		d.Way = "Write the number in full, commas at the thousands."
	default:
		d.Way = "Put a blank between them."
	}
	l.report(d)
	if !unit && k != tPercent {
		l.advance(n)
	}
	return false
}

// inFull is a plain number times a power of ten, its thousands grouped: 1.5 and 6 give 1,500,000.
func inFull(number string, zeros int) string {
	whole, decimals, _ := strings.Cut(strings.ReplaceAll(number, ",", ""), ".")
	moved := max(zeros-len(decimals), 0)
	decimals += strings.Repeat("0", moved)
	whole, decimals = strings.TrimLeft(whole+decimals[:zeros], "0"), strings.TrimRight(decimals[zeros:], "0")
	if whole == "" {
		whole = "0"
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if decimals != "" {
		whole += "." + decimals
	}
	return whole
}

// signCodes are the currencies that a sign alone stands for; `$` is also that of the other dollars and pesos.
var signCodes = map[rune]string{'$': "USD", '€': "EUR", '£': "GBP", '¥': "JPY", '₹': "INR", '₩': "KRW", '₪': "ILS", '₺': "TRY"}

var planCurrency = regexp.MustCompile(`(?m)^[ \t]*currency[ \t]+([A-Z]{3})\b`)

// codeFor is the code that a currency sign means here: that of the plan, where the sign can be its own.
func (l *lexer) codeFor(sign rune) string {
	code := signCodes[sign]
	if m := planCurrency.FindStringSubmatch(l.text); m != nil && sign == '$' && strings.Contains("USD CAD AUD NZD SGD HKD TWD MXN", m[1]) {
		code = m[1]
	}
	return code
}

// currencySign reads $15,000 and 15,000 €: with the number beside it, it is money, and the fix is the writer's own number
// with the code. Reading goes on with that money, so that one sign is one error.
func (l *lexer) currencySign(sign rune, start source.Position) {
	d := source.Diagnostic{Code: "currency-sign", Summary: fmt.Sprintf("money is a number and its currency code, not `%c`", sign)}
	code := l.codeFor(sign)
	rest := strings.TrimLeft(l.rest(), " \t")
	if n := len(l.toks); n > 0 && l.toks[n-1].kind == tNumber && !l.newline {
		last := l.toks[n-1]
		d.Where = l.from(last.rng.Start)
		l.moneyBehind(d, l.doc.Slice(last.rng), code, start)
		return
	}
	if rest == "" || !isDigit(rest[0]) {
		d.Where = l.from(start)
		d.Way = "Write the number and behind it the code of its currency."
		l.report(d)
		return
	}
	l.advance(len(l.rest()) - len(rest))
	before := len(l.found)
	l.number()
	if len(l.found) > before { // the number itself is not plain: its own error says what to write
		return
	}
	d.Where = l.from(start)
	number := l.toks[len(l.toks)-1]
	after := strings.TrimLeft(l.rest(), " \t")
	if len(after) >= 3 && isCurrencyForm(after[:3]) {
		d.Fix = &source.Fix{Where: d.Where, Text: l.doc.Slice(number.rng)}
		l.report(d)
		return
	}
	l.moneyBehind(d, l.doc.Slice(number.rng), code, l.at)
}

// moneyBehind ends the reading of an amount whose number stands as the last token.
func (l *lexer) moneyBehind(d source.Diagnostic, number, code string, start source.Position) {
	number = strings.TrimSpace(number)
	if code == "" {
		d.Way = fmt.Sprintf("Write %s and behind it the code of its currency.", number)
		l.report(d)
		return
	}
	d.Fix = &source.Fix{Where: d.Where, Text: spaced(number+" "+code, l.text, d.Where)}
	l.report(d)
	l.emit(tWord, code, start)
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
