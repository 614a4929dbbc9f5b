package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rainmaker/calendar"
	"rainmaker/desk/statement"
	"rainmaker/money"
)

// signed is an amount that is a change: zero as it is, everything else with its sign.
func signed(m money.Money) string {
	if m.Sign() > 0 {
		return "+" + m.Figure()
	}
	return m.Figure()
}

// clock is a time of day with its date, as a stamp shows it.
func clock(t time.Time) string { return t.Format("2 Jan 2006 15:04:05") }

// dayOf is a date in a sentence; its year is said only when it is not this one.
func dayOf(d, today calendar.Date) string {
	long := d.Long()
	if d.Year() == today.Year() {
		return strings.TrimSuffix(long, " "+strconv.Itoa(d.Year()))
	}
	return long
}

// spanText is a period by its days: "1 Apr to 30 Jun 2017".
func spanText(s calendar.Span) string {
	switch {
	case s.IsEmpty():
		return ""
	case s.IsOpen():
		return "from " + s.From.Long()
	case s.From.Year() == s.Last().Year():
		return s.From.Short() + " to " + s.Last().Short() + " " + strconv.Itoa(s.From.Year())
	default:
		return s.From.Short() + " " + strconv.Itoa(s.From.Year()) + " to " + s.Last().Short() + " " + strconv.Itoa(s.Last().Year())
	}
}

// stateOf says where in time a period is.
func stateOf(h statement.Head) string {
	switch {
	case h.DaysLeft > 1:
		return fmt.Sprintf("open, %d days left", h.DaysLeft)
	case h.DaysLeft == 1:
		return "open, last day"
	case h.DaysLeft < 0:
		return "not begun"
	default:
		return "ended"
	}
}

// counted is a number with its noun: "1 line", "1,204 lines".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// happened is the verb between a deal and its day. The company names its events, so only words of the trade are known
// here; every other event is dated.
func happened(event string) string {
	switch event {
	case "opportunity", "deal", "booking", "sale":
		return "closed"
	default:
		return "dated"
	}
}

// initials of a name, at most two.
func initials(name string) string {
	var out []rune
	for _, word := range strings.Fields(name) {
		r, _ := utf8.DecodeRuneInString(word)
		if unicode.IsLetter(r) {
			out = append(out, unicode.ToUpper(r))
		}
	}
	if len(out) > 2 {
		out = []rune{out[0], out[len(out)-1]}
	}
	return string(out)
}

// short is the part of a hash that people compare.
func short(hash string) string { return hash[:min(12, len(hash))] }

// piece is a stretch of a sentence, and whether it is a money figure.
type piece struct {
	text   string
	figure bool
}

// pieces finds the money figures in a sentence: digits with a decimal point and two or more places, or with a currency
// sign before them. Percentages are no money.
func pieces(s string) []piece {
	var out []piece
	for s != "" {
		start, end := figureIn(s)
		if start < 0 {
			return append(out, piece{text: s})
		}
		if start > 0 {
			out = append(out, piece{text: s[:start]})
		}
		out = append(out, piece{text: s[start:end], figure: true})
		s = s[end:]
	}
	return out
}

// figureIn is the place of the first money figure in a text, -1 when there is none.
func figureIn(s string) (start, end int) {
	for i := 0; i < len(s); {
		if s[i] < '0' || s[i] > '9' {
			i++
			continue
		}
		j := i
		for j < len(s) && (s[j] >= '0' && s[j] <= '9' || s[j] == ',' || s[j] == '.') {
			j++
		}
		number := strings.TrimRight(s[i:j], ".,")
		j = i + len(number)
		before := signBefore(s[:i])
		_, decimals, _ := strings.Cut(number, ".")
		money := before > 0 || len(decimals) >= 2
		part := strings.HasPrefix(s[j:], "%") || strings.HasPrefix(s[j:], "…%") || partOfWord(s, i-before, j)
		if money && !part {
			return i - before, j
		}
		i = j
	}
	return -1, -1
}

// signBefore is how many bytes of minus and currency signs a text ends with; a minus alone is no currency sign and counts
// only together with one.
func signBefore(s string) int {
	n := 0
	for _, sign := range []string{"$", "€", "£", "¥"} {
		if strings.HasSuffix(s, sign) {
			n = len(sign)
			break
		}
	}
	if n > 0 && strings.HasSuffix(s[:len(s)-n], "−") {
		n += len("−")
	}
	return n
}

// partOfWord reports whether a number is inside an id or a date: B-2107.10, 2017-03-10.
func partOfWord(s string, i, j int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[j:])
	return unicode.IsLetter(before) || before == '_' || before == '-' || unicode.IsLetter(after) || after == '_' || after == '-'
}

// upper makes a sentence of an error text, which begins small so that it can stand inside another.
func upper(s string) string {
	s = capital(s)
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

func firstName(name string) string {
	first, _, _ := strings.Cut(name, " ")
	return first
}

// afterFirst is the rest of a name, with the space before it.
func afterFirst(name string) string { return strings.TrimPrefix(name, firstName(name)) }

// capital begins a label with a capital letter.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// groupedText puts thousands commas into an exact decimal.
func groupedText(s string) string {
	whole, frac, dotted := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		whole += "." + frac
	}
	return sign + whole
}
