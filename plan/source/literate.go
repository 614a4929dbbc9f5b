package source

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Blocks is the program of a literate document: the fenced plan blocks in order. Text is as long as the document's and
// has the same line ends; everything outside the blocks is blank. That way an offset, line or column in Text is one in
// the letter, and no table of pieces has to be carried along.
type Blocks struct {
	Doc    Document
	Text   string
	Ranges []Range // the content of each block, fences not included
}

// Extract reads the plan blocks of a Markdown document by the rules of CommonMark for fenced code: a fence of three or
// more ` or ~ indented by at most three columns, closed by a fence of the same character at least as long; the first
// word of the info string is `plan`.
//
// The letter is what people sign, so a block that a reader of the rendered letter would not see as a plan block, or the
// other way round, is reported and not guessed at.
func Extract(doc Document) (Blocks, Diagnostics) {
	e := extractor{doc: doc, blank: []byte(blankOf(doc.Text))}
	for offset := 0; offset < len(doc.Text); {
		next := len(doc.Text)
		if i := strings.IndexByte(doc.Text[offset:], '\n'); i >= 0 {
			next = offset + i + 1
		}
		e.lineNo++
		e.line(offset, next)
		offset = next
	}
	e.finish()
	return Blocks{Doc: doc, Text: string(e.blank), Ranges: e.blocks}, e.found
}

type fence struct {
	char   byte
	length int
	info   string
	plan   bool
	where  Range // of the fence and its info string
}

type extractor struct {
	doc     Document
	blank   []byte
	blocks  []Range
	found   Diagnostics
	open    *fence
	content Position // at which the open fence's content begins
	lineNo  int
	html    func(string) bool // set inside an HTML block: reports whether this line ends it
}

func (e *extractor) line(start, end int) {
	text := strings.TrimRight(e.doc.Text[start:end], "\r\n")
	indent, rest := splitIndent(text)
	switch {
	case e.open != nil:
		if indent <= 3 && closes(rest, *e.open) {
			e.close(Position{Offset: start, Line: e.lineNo, Col: 1})
		} else if e.open.plan {
			copy(e.blank[start:end], e.doc.Text[start:end])
		}
	case e.html != nil:
		if f, ok := opens(rest); ok && f.plan {
			e.unseen(start, end, "plan-block-in-html", "this plan block stands inside HTML and is not shown as one",
				"End the HTML with a blank line or its closing mark before the block, so that the reader sees what pays.")
		}
		if e.html(text) {
			e.html = nil
		}
	case indent <= 3:
		e.flush(start, end, rest)
	default:
		e.nested(start, end, rest)
	}
}

// flush handles a line that is not indented as code.
func (e *extractor) flush(start, end int, rest string) {
	if f, ok := opens(rest); ok {
		f.where = e.within(start, strings.TrimRight(rest, " \t\r\n"))
		e.open, e.content = &f, Position{Offset: end, Line: e.lineNo + 1, Col: 1}
		if word := infoWord(f.info); !f.plan && strings.EqualFold(word, "plan") {
			r := e.within(start, word)
			e.found = append(e.found, Diagnostic{
				Severity: Error, Code: "plan-block-not-read", Where: r,
				Summary: fmt.Sprintf("a block marked `%s` is not read; write `plan`", word),
				Detail:  "The word after the fence is compared letter by letter; this block would print like a plan block and not pay.",
				Fix:     &Fix{Where: r, Text: "plan"},
			})
		}
		return
	}
	if ends := opensHTML(rest); ends != nil {
		if !ends(rest) {
			e.html = ends
		}
		return
	}
	e.nested(start, end, rest)
}

// nested looks for a plan fence inside a quote, a list item or indented code: it would print, and not pay.
func (e *extractor) nested(start, end int, rest string) {
	inner := strings.TrimLeft(rest, "> \t-*+0123456789.)")
	if f, ok := opens(inner); ok && f.plan {
		e.unseen(start, end, "plan-block-not-read", "this plan block is not read: it is indented or inside a quote or a list",
			"Move the block and its fences to the left margin.")
	}
}

func (e *extractor) unseen(start, end int, code, summary, way string) {
	e.found = append(e.found, Diagnostic{
		Severity: Error, Code: code, Summary: summary, Way: way,
		Detail: "What the reader of the letter sees and what pays must be the same text.",
		Where:  e.within(start, strings.Trim(e.doc.Text[start:end], " \t\r\n")),
	})
}

// within is the range of a part of the present line, which begins at start. It counts in the line only: a document of
// thousands of blocks must not be counted from its top for each.
func (e *extractor) within(start int, part string) Range {
	line, _, _ := strings.Cut(e.doc.Text[start:], "\n")
	lead := strings.Index(line, part)
	col := 1 + utf8.RuneCountInString(line[:lead])
	return Range{
		Doc:   e.doc.Name,
		Start: Position{Offset: start + lead, Line: e.lineNo, Col: col},
		End:   Position{Offset: start + lead + len(part), Line: e.lineNo, Col: col + utf8.RuneCountInString(part)},
	}
}

func (e *extractor) close(at Position) {
	if e.open.plan {
		e.blocks = append(e.blocks, Range{Doc: e.doc.Name, Start: e.content, End: at})
	}
	e.open = nil
}

func (e *extractor) finish() {
	if e.open != nil && e.open.plan {
		f := *e.open
		mark := strings.Repeat(string(f.char), f.length)
		tail := len(e.doc.Text)
		text := mark + "\n"
		if tail > 0 && e.doc.Text[tail-1] != '\n' {
			text = "\n" + text
		}
		e.found = append(e.found, Diagnostic{
			Severity: Error, Code: "fence-not-closed", Where: f.where,
			Summary: fmt.Sprintf("this plan block is not closed by a line of %s", mark),
			Detail:  "Without the closing fence everything to the end of the document would be read as plan.",
			Way:     "Put the closing fence on a line of its own after the last clause of the block.",
			Fix:     &Fix{Where: e.doc.RangeOf(tail, tail), Text: text},
		})
		end := e.doc.At(tail)
		if e.content.Offset > tail || e.content.Line > end.Line {
			e.content = end // the fence is the last line and has no line end
		}
		e.close(end)
	}
	if len(e.blocks) == 0 && len(e.found) == 0 {
		e.found = append(e.found, Diagnostic{
			Severity: Error, Code: "no-plan-block", Where: e.doc.RangeOf(0, 0),
			Summary: fmt.Sprintf("%s has no plan block", nameOr(e.doc.Name)),
			Way:     "Put the clauses between a line ```plan and a line ```.",
		})
	}
}

func nameOr(name string) string {
	if name == "" {
		return "the document"
	}
	return name
}

// splitIndent counts the columns of leading blanks, tabs reaching to the next multiple of four, as CommonMark does.
func splitIndent(line string) (int, string) {
	col := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			col++
		case '\t':
			col += 4 - col%4
		default:
			return col, line[i:]
		}
	}
	return col, ""
}

func opens(rest string) (fence, bool) {
	n := fenceRun(rest)
	if n < 3 {
		return fence{}, false
	}
	info := strings.TrimSpace(rest[n:])
	if rest[0] == '`' && strings.ContainsRune(info, '`') {
		return fence{}, false // an inline code span, says CommonMark
	}
	return fence{char: rest[0], length: n, info: info, plan: infoWord(info) == "plan"}, true
}

func closes(rest string, f fence) bool {
	n := fenceRun(rest)
	return n >= f.length && rest[0] == f.char && strings.Trim(rest[n:], " \t") == ""
}

func fenceRun(s string) int {
	if s == "" || s[0] != '`' && s[0] != '~' {
		return 0
	}
	return len(s) - len(strings.TrimLeft(s, s[:1]))
}

func infoWord(info string) string {
	if word, _, found := strings.Cut(info, " "); found {
		return word
	}
	word, _, _ := strings.Cut(info, "\t")
	return word
}

// opensHTML returns how the HTML block that begins on this line ends, and nil where none begins (CommonMark 0.31,
// section 4.6, kinds 1 to 6; kind 7, any other complete tag alone on a line, is left to Markdown).
func opensHTML(rest string) func(string) bool {
	if !strings.HasPrefix(rest, "<") {
		return nil
	}
	lower := strings.ToLower(rest)
	contains := func(marks ...string) func(string) bool {
		return func(line string) bool {
			line = strings.ToLower(line)
			for _, m := range marks {
				if strings.Contains(line, m) {
					return true
				}
			}
			return false
		}
	}
	switch {
	case strings.HasPrefix(rest, "<!--"):
		return contains("-->")
	case strings.HasPrefix(rest, "<?"):
		return contains("?>")
	case strings.HasPrefix(rest, "<![CDATA["):
		return contains("]]>")
	case strings.HasPrefix(rest, "<!"):
		return contains(">")
	}
	tag := strings.TrimPrefix(lower[1:], "/")
	end := strings.IndexFunc(tag, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if end >= 0 {
		tag = tag[:end]
	}
	switch tag {
	case "script", "pre", "style", "textarea":
		return contains("</script>", "</pre>", "</style>", "</textarea>")
	}
	if strings.Contains(htmlBlockTags, " "+tag+" ") {
		return func(line string) bool { return strings.TrimSpace(line) == "" }
	}
	return nil
}

const htmlBlockTags = " address article aside base basefont blockquote body caption center col colgroup dd details " +
	"dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html " +
	"iframe legend li link main menu menuitem nav noframes ol optgroup option p param search section summary table " +
	"tbody td tfoot th thead title tr track ul "

// blankOf replaces every byte but line ends by a blank.
func blankOf(text string) string {
	b := make([]byte, len(text))
	for i := range b {
		if b[i] = ' '; text[i] == '\n' {
			b[i] = '\n'
		}
	}
	return string(b)
}
