package syntax

import (
	"fmt"

	"rainmaker/plan/source"
)

// maxBrackets is how deep brackets may nest; maxOpen bounds every other recursion (`not not …`, a chain of `otherwise`),
// so that no document can exhaust the stack of a later stage.
const (
	maxBrackets  = 64
	maxOpen      = 256
	maxOperators = 1000 // of one clause; a chain of them is a tree as deep as it is long
)

// parser is recursive descent over tokens. The first error in a clause is reported; after it the parser sees only
// tFailed until the clause ends, so every parse function winds down by itself, says nothing more, and its caller drops
// the clause. That is why parse functions return no errors and may return incomplete nodes while failed is set.
type parser struct {
	doc       source.Document
	toks      []token
	pos       int
	found     source.Diagnostics
	failed    bool
	failures  int // clauses given up so far; a block that lost one does not also report what it lacks
	brackets  int
	open      int
	operators int // of the clause being read
	inList    int // > 0 directly inside the arguments of min, max or weighted
	broken    []Name
	comments  []Comment
	heads     []string // the first words of the clauses being read, outermost first
}

func (p *parser) tok() token {
	if p.failed {
		return token{kind: tFailed, rng: p.toks[p.pos].rng}
	}
	return p.toks[p.pos]
}

// ahead is the token n places on; it stops at the last.
func (p *parser) ahead(n int) token {
	if p.failed {
		return token{kind: tFailed}
	}
	return p.toks[min(p.pos+n, len(p.toks)-1)]
}

func (p *parser) next() token {
	t := p.tok()
	if !p.failed && p.pos < len(p.toks)-1 {
		p.pos++
	}
	return t
}

// last is the range of the token before the present one.
func (p *parser) last() source.Range {
	if p.pos == 0 {
		return p.toks[0].rng.Before()
	}
	return p.toks[p.pos-1].rng
}

func (p *parser) from(start source.Range) source.Range { return start.To(p.last()) }

func (p *parser) is(word string) bool { return p.tok().is(word) }

// accept moves over a word if it stands here.
func (p *parser) accept(word string) bool {
	if !p.is(word) {
		return false
	}
	p.next()
	return true
}

// acceptAll moves over several words if they all stand here.
func (p *parser) acceptAll(words ...string) bool {
	for i, w := range words {
		if !p.ahead(i).is(w) {
			return false
		}
	}
	for range words {
		p.next()
	}
	return true
}

func (p *parser) acceptKind(k kind) bool {
	if p.tok().kind != k {
		return false
	}
	p.next()
	return true
}

// words moves over words that must stand here.
func (p *parser) words(words ...string) {
	for _, w := range words {
		if !p.accept(w) {
			p.expected("`" + w + "`")
			return
		}
	}
}

func (p *parser) expect(k kind) token {
	if p.tok().kind == k {
		return p.next()
	}
	if k == tRParen {
		p.expected("the closing bracket `)`")
	} else {
		p.expected(k.String())
	}
	return token{kind: tFailed, rng: p.toks[p.pos].rng}
}

// report adds a diagnostic that does not stop the clause from being read.
func (p *parser) report(d source.Diagnostic) {
	if !p.failed {
		p.found = append(p.found, d)
	}
}

// fail adds a diagnostic and gives up the clause.
func (p *parser) fail(d source.Diagnostic) {
	if p.failed {
		return
	}
	p.found = append(p.found, d)
	p.failed = true
	p.failures++
}

// expected gives up the clause because something else stands here.
// The way out is how the clause is written, unless there is a better one.
func (p *parser) expected(what string, way ...string) {
	if p.failed {
		return
	}
	t := p.tok()
	where := t.rng
	if t.kind == tEnd || t.kind == tEOF {
		where = p.last().After()
	}
	if len(way) == 0 {
		way = []string{p.form()}
	}
	p.fail(source.Diagnostic{
		Code: "unexpected", Where: where,
		Summary: fmt.Sprintf("expected %s, found %s", what, t.describe(p.doc)), Way: way[0],
	})
}

// ---- clauses and blocks

// clause reads one item of a block or of the document and makes sure it is used up to its end; on an error it skips to
// the next. It reports whether the item is whole.
func (p *parser) clause(read func()) bool {
	start, open, brackets, list, operators := p.pos, p.open, p.brackets, p.inList, p.operators
	p.operators = 0
	p.heads = append(p.heads, p.toks[p.pos].text)
	read()
	if !p.failed && !p.atClauseEnd() {
		p.unread()
	}
	p.open, p.brackets, p.inList, p.operators = open, brackets, list, operators
	p.heads = p.heads[:len(p.heads)-1]
	if !p.failed {
		return true
	}
	p.failed = false
	p.skip()
	if p.pos == start && p.toks[p.pos].kind != tEOF {
		p.pos++ // always forward, whatever stands here
	}
	return false
}

func (p *parser) atClauseEnd() bool {
	switch p.tok().kind {
	case tEnd, tRBrace, tEOF:
		return true
	}
	return !p.failed && p.startsDecl() // behind a block that was not closed
}

// unread reports what stands behind a clause that could have ended.
func (p *parser) unread() {
	t := p.tok()
	if t.kind == tRParen {
		p.fail(source.Diagnostic{
			Code: "bracket-not-opened", Where: t.rng, Summary: "this `)` closes no bracket",
			Fix: &source.Fix{Where: t.rng, Text: ""},
		})
		return
	}
	p.expected("the end of the clause", "A clause ends with its line or with `;`.")
}

// skip moves to the end of a clause that could not be read, over any block it has.
func (p *parser) skip() {
	for start := p.pos; ; p.pos++ {
		t := p.toks[p.pos]
		switch t.kind {
		case tEOF, tEnd, tRBrace:
			return
		case tLBrace:
			if !p.skipBlock() {
				return
			}
			continue
		}
		if p.pos > start && p.startsDecl() {
			return
		}
	}
}

// skipBlock moves to the `}` that closes the `{` here and reports whether there is one; a declaration at the start of a
// line means that it was forgotten.
func (p *parser) skipBlock() bool {
	depth := 0
	for ; ; p.pos++ {
		switch p.toks[p.pos].kind {
		case tEOF:
			return false
		case tLBrace:
			depth++
		case tRBrace:
			if depth--; depth == 0 {
				return true
			}
		}
		if depth > 0 && p.startsDecl() {
			return false
		}
	}
}

func (p *parser) skipEnds() {
	for p.toks[p.pos].kind == tEnd {
		p.pos++
	}
}

// block reads `{ item … }`, items separated by line ends or `;`. A missing `}` is reported at the `{`, and the next
// declaration is read as one.
func (p *parser) block(item func()) {
	open := p.openBrace()
	if p.failed || !p.deeper(open) {
		return
	}
	defer func() { p.brackets-- }()
	for {
		p.skipEnds()
		t := p.tok()
		if t.kind == tRBrace {
			p.next()
			return
		}
		if t.kind == tEOF || p.startsDecl() {
			p.report(source.Diagnostic{
				Code: "block-not-closed", Where: open,
				Summary: "this block is not closed by `}`",
				Related: []source.Related{{Where: t.rng, Note: "here the next declaration or the end of the document was reached"}},
				Way:     "Put `}` after the last clause that belongs to the block.",
			})
			p.failures++
			return
		}
		p.clause(item)
	}
}

// openBrace moves over `{`. One on the next line is reported and taken: what is meant is plain.
func (p *parser) openBrace() source.Range {
	if p.tok().kind == tEnd && p.ahead(1).kind == tLBrace && p.ahead(1).newline {
		brace := p.ahead(1).rng
		gap := source.Range{Doc: brace.Doc, Start: p.last().End, End: brace.End}
		p.report(source.Diagnostic{
			Code: "brace-on-next-line", Where: brace,
			Summary: "the `{` stands on the line whose block it opens",
			Detail:  "A clause ends with its line, so the line above would be a clause without a block.",
			Fix:     &source.Fix{Where: gap, Text: " {"},
		})
		p.next()
	}
	return p.expect(tLBrace).rng
}

// deeper counts an opened bracket and refuses the 65th.
func (p *parser) deeper(at source.Range) bool {
	if p.brackets++; p.brackets <= maxBrackets {
		return true
	}
	p.fail(source.Diagnostic{
		Code: "too-deep", Where: at, Summary: fmt.Sprintf("more than %d brackets inside each other", maxBrackets),
		Way: "Give a part a name of its own with `measure`.",
	})
	return false
}

// enter counts a recursion that has no bracket; the caller calls leave.
func (p *parser) enter() bool {
	if p.open++; p.open <= maxOpen {
		return true
	}
	p.fail(source.Diagnostic{
		Code: "too-deep", Where: p.tok().rng, Summary: fmt.Sprintf("more than %d parts inside each other", maxOpen),
		Way: "Use a table, or give a part a name of its own with `measure`.",
	})
	return false
}

func (p *parser) leave() { p.open-- }

// operator moves over an operator and counts it.
func (p *parser) operator() token {
	t := p.next()
	if p.operators++; p.operators > maxOperators {
		p.fail(source.Diagnostic{
			Code: "too-deep", Where: t.rng, Summary: fmt.Sprintf("more than %d operators in one clause", maxOperators),
			Way: "Give parts a name of their own with `measure`.",
		})
	}
	return t
}

// startsDecl reports whether a declaration begins at the present token beyond doubt: the first word of a line and the form
// that no clause or field has.
func (p *parser) startsDecl() bool {
	t := p.toks[p.pos]
	if !t.newline || t.kind != tWord {
		return false
	}
	at := func(n int) token { return p.toks[min(p.pos+n, len(p.toks)-1)] }
	after := 2 // past NAME and a label
	if at(2).kind == tString {
		after = 3
	}
	named := at(1).isName()
	margin := t.rng.Start.Col == 1
	switch t.text {
	case "param":
		return named && at(after).kind == tColon
	case "measure":
		return named && at(after).kind == tEq
	case "event":
		return named && at(after).is("dated")
	case "credit":
		return named && at(after).is("from")
	case "table", "curve", "matrix", "group":
		return named && at(after).is("by")
	case "commission", "spiff", "cap":
		return named && at(after).is("on")
	case "pool", "contest", "bonus":
		return named && (at(after).is("per") || margin && at(after).kind == tLBrace)
	case "clawback":
		return named && at(after).is("of")
	case "exception":
		return named && at(after).is("to")
	case "settle", "payee":
		return margin && at(1).kind == tLBrace
	case "example":
		return at(1).kind == tString && (at(2).kind == tLBrace || at(2).is("in"))
	case "plan":
		return margin && named && at(after).kind == tLBrace
	case "fx":
		return margin && named && (at(2).kind == tLBrace || at(2).isAny("daily", "monthly"))
	case "check":
		return margin && (at(1).isName() || at(1).kind == tLParen) && !typeWords[at(1).text]
	case "uses", "terms", "goal":
		return margin && named && !typeWords[at(1).text]
	}
	return false
}

var typeWords = wordSet("money number percent date text payee yes one list")

// ---- names and small things
