package web

import (
	"strings"

	"rainmaker/plan/english"
)

// reading is one section of a letter in sentences, as a page lays it out.
type reading struct {
	title string
	parts []readingPart
}

type readingPart struct {
	heading string // empty where the section's title says it
	rows    []readingRow
}

// readingRow is a sentence, or a list of them.
type readingRow struct {
	text  string
	items []string
}

// readingOf lays a letter out for its rep: without what nobody is paid by under it, and without the examples, which stand
// in the text.
func readingOf(l english.Letter) []reading {
	var out []reading
	for _, p := range l.Parts {
		if p.Unused || p.Section == english.Examples {
			continue
		}
		title := p.Section.String()
		if len(out) == 0 || out[len(out)-1].title != title {
			out = append(out, reading{title: title})
		}
		part := readingPart{rows: rowsOf(p.Clauses)}
		if p.Heading != l.Title && p.Kind != "settlement" {
			part.heading = p.Heading
		}
		last := &out[len(out)-1]
		last.parts = append(last.parts, part)
	}
	return out
}

func rowsOf(clauses []english.Clause) []readingRow {
	var rows []readingRow
	for _, c := range clauses {
		switch {
		case !c.Item:
			rows = append(rows, readingRow{text: c.Text})
		case len(rows) > 0 && len(rows[len(rows)-1].items) > 0:
			rows[len(rows)-1].items = append(rows[len(rows)-1].items, c.Text)
		default:
			rows = append(rows, readingRow{items: []string{c.Text}})
		}
	}
	return rows
}

// editorText is a document's text for a textarea, whose first line break a browser would swallow.
func editorText(text string) string {
	if strings.HasPrefix(text, "\n") {
		return "\n" + text
	}
	return text
}
