// Package source holds what every stage of the plan language shares about text: documents, positions and ranges in
// them, the diagnostics that point into them, and the reading of the plan blocks out of a Markdown letter.
//
// A plan is a Markdown letter. Whatever a later stage has to say, it says about a range of that letter, so positions are
// always those of the Markdown file the author has open, never of an extracted copy.
package source

import (
	"strings"
	"unicode/utf8"
)

// Document is one text under a name: a letter (*.plan.md) or terms (*.terms.md).
type Document struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// IsLetter reports whether the name is that of a letter people sign.
func (d Document) IsLetter() bool { return strings.HasSuffix(d.Name, ".plan.md") }

// IsTerms reports whether the name is that of a terms document: shared declarations, signed with each letter that uses
// them.
func (d Document) IsTerms() bool { return strings.HasSuffix(d.Name, ".terms.md") }

// Position is one place in a document. Offset counts bytes from 0; Line and Col count from 1, Col in runes, because that
// is how an editor shows them.
type Position struct {
	Offset int `json:"offset"`
	Line   int `json:"line"`
	Col    int `json:"col"`
}

// Start is the first position of a document.
func Start() Position { return Position{Offset: 0, Line: 1, Col: 1} }

// Range is a stretch of a document; End is the position after its last rune.
type Range struct {
	Doc   string   `json:"doc"`
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// To is the range from the start of r to the end of last, which follows it in the same document.
func (r Range) To(last Range) Range {
	if last.End.Offset < r.End.Offset {
		return r
	}
	return Range{Doc: r.Doc, Start: r.Start, End: last.End}
}

// Before is the empty range at the start of r: where a fix puts something in front of it.
func (r Range) Before() Range { return Range{Doc: r.Doc, Start: r.Start, End: r.Start} }

// After is the empty range at the end of r: where a fix puts something behind it.
func (r Range) After() Range { return Range{Doc: r.Doc, Start: r.End, End: r.End} }

// IsZero reports whether r points nowhere: a diagnostic about a whole run or a set of documents has no range.
func (r Range) IsZero() bool { return r.Start.Line == 0 }

// Slice is the text of r in its document, and "" where r does not lie inside it.
func (d Document) Slice(r Range) string {
	if r.Start.Offset < 0 || r.End.Offset > len(d.Text) || r.Start.Offset > r.End.Offset {
		return ""
	}
	return d.Text[r.Start.Offset:r.End.Offset]
}

// At is the position of a byte offset, clamped to the document.
func (d Document) At(offset int) Position {
	offset = min(max(offset, 0), len(d.Text))
	before := d.Text[:offset]
	lineStart := strings.LastIndexByte(before, '\n') + 1
	return Position{
		Offset: offset,
		Line:   1 + strings.Count(before, "\n"),
		Col:    1 + utf8.RuneCountInString(before[lineStart:]),
	}
}

// RangeOf is the range between two byte offsets of the document.
func (d Document) RangeOf(start, end int) Range {
	return Range{Doc: d.Name, Start: d.At(start), End: d.At(end)}
}

// Line is the text of one line, counted from 1, without its line end.
func (d Document) Line(n int) string {
	rest := d.Text
	for ; n > 1; n-- {
		_, after, found := strings.Cut(rest, "\n")
		if !found {
			return ""
		}
		rest = after
	}
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSuffix(line, "\r")
}
