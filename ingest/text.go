package ingest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// clean is text without the space around it and with its accents composed, so that one name is one text whichever system
// wrote it.
func clean(s string) string { return strings.TrimSpace(norm.NFC.String(s)) }

// fold is text without spaces and capitals: what two spellings of one catalogue entry share.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// clip shortens a value for a report, in which a cell of a million bytes helps nobody.
func clip(s string) string {
	const longest = 80
	if runes := []rune(s); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return s
}

// count is "1 row", "1,480 rows".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(strconv.Itoa(n)) + " " + many
}

// grouped puts commas into a plain decimal: "10005534.5" is "10,005,534.5".
func grouped(plain string) string {
	digits, sign := plain, ""
	if rest, negative := strings.CutPrefix(plain, "-"); negative {
		digits, sign = rest, "-"
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction
}

// listed quotes at most eight of the names.
func listed(names []string) string {
	const most = 8
	quoted := make([]string, 0, most+1)
	for i, n := range names {
		if i == most {
			quoted = append(quoted, fmt.Sprintf("and %d more", len(names)-most))
			break
		}
		quoted = append(quoted, strconv.Quote(clip(n)))
	}
	return strings.Join(quoted, ", ")
}

// didYouMean puts the one of the names that is nearest before a way out, when one is near.
func didYouMean(wrong string, names []string, way string) string {
	if name, ok := nearest(wrong, names); ok {
		return fmt.Sprintf("did you mean %q? If not, %s", name, way)
	}
	return way
}

// nearest is the name that takes the fewest changed letters, if at most a third of them; the first in order when several do.
func nearest(wrong string, names []string) (string, bool) {
	const many = 5_000 // above that every wrong row would cost a walk through a whole customer list
	if len(names) > many {
		return "", false
	}
	best, found := "", false
	w := []rune(fold(wrong))
	least := len(w)/3 + 1
	sorted := slices.Sorted(slices.Values(names))
	for _, name := range sorted {
		if d := distance(w, []rune(fold(name)), least); d < least {
			best, least, found = name, d, true
		}
	}
	return best, found
}

// distance is how many letters must be put in, left out or changed (Levenshtein), or limit when it is at least that.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			change := diagonal
			if x != y {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return min(row[len(b)], limit)
}
