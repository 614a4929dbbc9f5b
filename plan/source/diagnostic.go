package source

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Severity says whether a document can be used in spite of a diagnostic.
type Severity int

const (
	// Error refuses the document.
	Error Severity = iota
	// Warning lets it pass; the author should look.
	Warning
)

func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return fmt.Sprintf("severity %d", int(s))
}

// MarshalJSON prints the word, so that the number is free to change.
func (s Severity) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// UnmarshalJSON reads the word MarshalJSON prints.
func (s *Severity) UnmarshalJSON(b []byte) error {
	var word string
	if err := json.Unmarshal(b, &word); err != nil {
		return fmt.Errorf("severity: %w", err)
	}
	switch word {
	case "error":
		*s = Error
	case "warning":
		*s = Warning
	default:
		return fmt.Errorf(`severity %q is not known; it is "error" or "warning"`, word)
	}
	return nil
}

// Diagnostic is one thing wrong in a document, told to the person who wrote it.
type Diagnostic struct {
	Severity Severity `json:"severity"`
	// Code is a stable kebab-case id ("tiers-must-rise") under which the catalogue of diagnostics files it.
	Code string `json:"code"`
	// Summary is one line.
	Summary string `json:"summary"`
	// Detail says why, with both values; it may be empty.
	Detail string `json:"detail,omitempty"`
	Where  Range  `json:"where"`
	// Related are other places that play a part: the first declaration of a name, the other side of a circle.
	Related []Related `json:"related,omitempty"`
	// Way is the way out in words of the trade.
	Way string `json:"way,omitempty"`
	// Fix is an edit that removes the cause, where there is just one.
	Fix *Fix `json:"fix,omitempty"`
}

// Related is another place that plays a part in a diagnostic.
type Related struct {
	Where Range  `json:"where"`
	Note  string `json:"note"`
}

// Fix replaces the text at Where by Text.
type Fix struct {
	Where Range  `json:"where"`
	Text  string `json:"text"`
}

// Diagnostics are all that was found in one or several documents.
type Diagnostics []Diagnostic

// HasErrors reports whether one of them refuses its document.
func (ds Diagnostics) HasErrors() bool {
	return slices.ContainsFunc(ds, func(d Diagnostic) bool { return d.Severity == Error })
}

// Sort orders them by document and place, errors before warnings at one place, and by code last, so that two runs print
// the same.
func (ds Diagnostics) Sort() {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Where.Doc, b.Where.Doc),
			cmp.Compare(a.Where.Start.Offset, b.Where.Start.Offset),
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Code, b.Code),
		)
	})
}

// Format prints a diagnostic for a terminal: place and summary, the source line with carets under the exact range, why,
// the way out, and the fix. doc is the document d points into; where it is another one, the source line is left out.
func Format(d Diagnostic, doc Document) string {
	var b strings.Builder
	if !d.Where.IsZero() {
		fmt.Fprintf(&b, "%s:%d:%d: ", d.Where.Doc, d.Where.Start.Line, d.Where.Start.Col)
	}
	fmt.Fprintf(&b, "%s: %s\n", d.Severity, d.Summary)
	quote(&b, d.Where, doc)
	if d.Detail != "" {
		fmt.Fprintf(&b, "  %s\n", d.Detail)
	}
	for _, r := range d.Related {
		fmt.Fprintf(&b, "  %s:%d:%d: %s\n", r.Where.Doc, r.Where.Start.Line, r.Where.Start.Col, r.Note)
		quote(&b, r.Where, doc)
	}
	if d.Way != "" {
		fmt.Fprintf(&b, "  way out: %s\n", d.Way)
	}
	if d.Fix != nil {
		fmt.Fprintf(&b, "  fix: %s\n", fixedLine(*d.Fix, doc))
	}
	return b.String()
}

// quote writes the source line of r with carets under it. A range over several lines is marked to the end of its first:
// the reader needs to see where it begins.
func quote(b *strings.Builder, r Range, doc Document) {
	if r.IsZero() || r.Doc != doc.Name {
		return
	}
	line := doc.Line(r.Start.Line)
	lead := prefixRunes(line, r.Start.Col-1)
	width := r.End.Col - r.Start.Col
	if r.End.Line > r.Start.Line {
		width = utf8.RuneCountInString(line) - (r.Start.Col - 1)
	}
	line, lead, width = excerpt(line, lead, width)
	margin := strings.Repeat(" ", len(fmt.Sprint(r.Start.Line)))
	fmt.Fprintf(b, " %d │ %s\n", r.Start.Line, line)
	fmt.Fprintf(b, " %s │ %s%s\n", margin, blankKeepingTabs(lead), strings.Repeat("^", max(width, 1)))
}

// longestLine is how many characters of a line are shown; of a longer one, what stands around the fault.
const longestLine = 200

// excerpt cuts a long line to what stands around the fault.
func excerpt(line, lead string, width int) (string, string, int) {
	runes := []rune(line)
	if len(runes) <= longestLine {
		return line, lead, width
	}
	at := utf8.RuneCountInString(lead)
	from := max(0, at-longestLine/2)
	before := min(len(runes), from+longestLine)
	shown, cut := string(runes[from:before]), string(runes[from:min(at, before)])
	if from > 0 {
		shown, cut = "… "+shown, "  "+cut
	}
	if before < len(runes) {
		shown += " …"
	}
	return shown, cut, min(width, before-at)
}

// fixedLine is the whole line after the fix, which is what an author compares; a fix over several lines, or into
// another document, prints only its text.
func fixedLine(f Fix, doc Document) string {
	if f.Where.Doc != doc.Name || f.Where.Start.Line != f.Where.End.Line {
		return strings.TrimSpace(f.Text)
	}
	line := doc.Line(f.Where.Start.Line)
	head := prefixRunes(line, f.Where.Start.Col-1)
	tail := line[len(prefixRunes(line, f.Where.End.Col-1)):]
	return strings.TrimSpace(head + f.Text + tail)
}

func prefixRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// blankKeepingTabs makes the gap under which carets line up in any terminal: tabs stay tabs.
func blankKeepingTabs(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, s)
}

// Apply is the document with the fix made. It returns false where the fix does not lie in the document.
func (f Fix) Apply(doc Document) (Document, bool) {
	s, e := f.Where.Start.Offset, f.Where.End.Offset
	if f.Where.Doc != doc.Name || s < 0 || e < s || e > len(doc.Text) {
		return doc, false
	}
	doc.Text = doc.Text[:s] + f.Text + doc.Text[e:]
	return doc, true
}
