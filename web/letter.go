package web

import (
	"sort"
	"strings"

	"rainmaker/desk/plans"
	"rainmaker/plan/source"
)

// letterLine is one line of a document with what was found in it.
type letterLine struct {
	number int
	spans  []span
	found  source.Diagnostics // begin on this line
}

// span is a stretch of a line that looks alike: plain, a keyword, a comment, underlined as a cause, or several of these.
type span struct {
	text  string
	class string
}

// block is a part of a document: the lines of a plan block, or a heading or paragraph of the prose between.
type block struct {
	code    bool
	lines   []letterLine
	heading int    // level, 0 for a paragraph
	text    []span // of prose, its lines put together
}

// lettered cuts a document into blocks, and puts each diagnostic where it begins. Those without a place stand at the head
// of the page, not here.
func lettered(d plans.CheckedDocument) []block {
	var blocks []block
	offset, number := 0, 0
	fenced, begin := false, true // begin: the next line that is not blank begins a block
	for raw := range strings.Lines(d.Text) {
		number++
		text := strings.TrimRight(raw, "\r\n")
		fence := strings.HasPrefix(strings.TrimSpace(text), "```")
		code := fenced || fence
		line := letterLine{number: number, spans: spansOf(text, offset, d.Diagnostics, fenced && !fence), found: foundOn(number, d.Diagnostics)}
		offset += len(raw)
		if !code && strings.TrimSpace(text) == "" {
			begin = true
			continue
		}
		heading := 0
		if !code {
			heading = len(text) - len(strings.TrimLeft(text, "#"))
		}
		if begin || heading > 0 || fence && !fenced {
			blocks = append(blocks, block{code: code, heading: heading})
		}
		b := &blocks[len(blocks)-1]
		if !fence || len(line.found) > 0 { // the marks around a block say nothing to its reader
			b.lines = append(b.lines, line)
		}
		b.text = append(b.text, wordsOf(line.spans, len(b.text) > 0)...)
		begin = heading > 0 || fence && fenced
		fenced = fenced != fence
	}
	return blocks
}

func foundOn(line int, found source.Diagnostics) source.Diagnostics {
	var out source.Diagnostics
	for _, x := range found {
		if x.Where.Start.Line == line {
			out = append(out, x)
		}
	}
	return out
}

// wordsOf is a line of prose as part of its paragraph: without the marks of Markdown, which are not for reading.
func wordsOf(spans []span, follows bool) []span {
	var out []span
	for i, s := range spans {
		s.text = strings.NewReplacer("**", "", "*", "", "`", "").Replace(s.text)
		if i == 0 {
			s.text = strings.TrimLeft(s.text, "# ")
			if follows {
				s.text = " " + s.text
			}
		}
		out = append(out, s)
	}
	return out
}

// spansOf cuts one line where the look changes. offset is the line's place in the document.
func spansOf(line string, offset int, found source.Diagnostics, code bool) []span {
	cuts := []int{0, len(line)}
	cut := func(at int) { cuts = append(cuts, min(max(at, 0), len(line))) }
	for _, d := range found {
		if !d.Where.IsZero() {
			cut(d.Where.Start.Offset - offset)
			cut(endOf(d.Where) - offset)
		}
	}
	wordFrom, wordTo, comment := len(line), len(line), len(line)
	if code {
		wordFrom, wordTo = keyword(line)
		comment = commentAt(line)
		cut(wordFrom)
		cut(wordTo)
		cut(comment)
	}
	sort.Ints(cuts)
	var spans []span
	for i := 1; i < len(cuts); i++ {
		from, to := cuts[i-1], cuts[i]
		if from == to {
			continue
		}
		var classes []string
		switch {
		case from >= comment:
			classes = append(classes, "cm")
		case from >= wordFrom && to <= wordTo:
			classes = append(classes, "kw")
		}
		if c := causeClass(from+offset, to+offset, found); c != "" {
			classes = append(classes, c)
		}
		spans = append(spans, span{text: line[from:to], class: strings.Join(classes, " ")})
	}
	return spans
}

// endOf is where a cause ends; an empty one covers the character after it, or there would be nothing to underline.
func endOf(r source.Range) int {
	if r.End.Offset == r.Start.Offset {
		return r.Start.Offset + 1
	}
	return r.End.Offset
}

// causeClass is how a stretch is underlined: an error is stronger than advice.
func causeClass(from, to int, found source.Diagnostics) string {
	class := ""
	for _, d := range found {
		if d.Where.IsZero() || from < d.Where.Start.Offset || to > endOf(d.Where) {
			continue
		}
		if d.Severity == source.Error {
			return "wavy"
		}
		class = "wavy advice"
	}
	return class
}

// keyword is the first word of a line of a plan, which is what the line declares; a table's row begins with a name and a
// colon and has none.
func keyword(line string) (from, to int) {
	from = len(line) - len(strings.TrimLeft(line, " \t"))
	to = from
	for to < len(line) && (line[to] >= 'a' && line[to] <= 'z' || line[to] == '_') {
		to++
	}
	if to < len(line) && line[to] == ':' {
		return from, from
	}
	return from, to
}

// commentAt is where a comment begins, outside of quotes; the line's end when there is none.
func commentAt(line string) int {
	quoted := false
	for i := range len(line) {
		switch {
		case line[i] == '"':
			quoted = !quoted
		case line[i] == '#' && !quoted:
			return i
		}
	}
	return len(line)
}

// placeless are the diagnostics of a set that point into none of its documents.
func placeless(c plans.Checked) source.Diagnostics {
	var out source.Diagnostics
	for _, d := range c.Diagnostics {
		if d.Where.IsZero() {
			out = append(out, d)
		}
	}
	return out
}

// verdict is what a diagnostic means for publishing.
func verdict(d source.Diagnostic) string {
	if d.Severity == source.Error {
		return "Blocks publishing. "
	}
	return "Advice. "
}
