package syntax

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rainmaker/plan/source"
)

// lexer cuts a program into tokens. It goes on after whatever it does not know: each odd character is reported once and
// read as what was most likely meant, so that one wrong quote mark is one error.
type lexer struct {
	doc     source.Document
	text    string // the program: of a letter, everything outside the plan blocks is blank
	at      source.Position
	newline bool
	toks    []token
	found   source.Diagnostics

	comments []Comment
}

// lex cuts the whole program; the last token is tEOF.
func lex(doc source.Document, text string) *lexer {
	l := &lexer{doc: doc, text: text, at: source.Start(), newline: true, toks: make([]token, 0, len(text)/5+8)}
	for l.at.Offset < len(l.text) {
		l.next()
	}
	l.emit(tEOF, "", l.at)
	return l
}

func (l *lexer) rest() string { return l.text[l.at.Offset:] }

func (l *lexer) byteAt(i int) byte {
	if i += l.at.Offset; i < len(l.text) {
		return l.text[i]
	}
	return 0
}

// advance moves over n bytes of one line.
func (l *lexer) advance(n int) {
	l.at.Col += utf8.RuneCountInString(l.text[l.at.Offset : l.at.Offset+n])
	l.at.Offset += n
}

func (l *lexer) emit(k kind, text string, start source.Position) {
	l.toks = append(l.toks, token{kind: k, text: text, rng: l.from(start), newline: l.newline})
	l.newline = false
}

func (l *lexer) from(start source.Position) source.Range {
	return source.Range{Doc: l.doc.Name, Start: start, End: l.at}
}

func (l *lexer) report(d source.Diagnostic) { l.found = append(l.found, d) }

func (l *lexer) next() {
	start, b := l.at, l.byteAt(0)
	switch {
	case b == '\n':
		l.at = source.Position{Offset: l.at.Offset + 1, Line: l.at.Line + 1, Col: 1}
		l.newline = true
	case b == ' ' || b == '\t' || b == '\r' && l.byteAt(1) == '\n':
		l.advance(1)
	case b == '#':
		comment, _, _ := strings.Cut(l.rest(), "\n")
		comment = strings.TrimSuffix(comment, "\r")
		l.advance(len(comment))
		l.comments = append(l.comments, Comment{Text: strings.TrimRight(comment, " \t"), Loc: Loc{l.from(start)}})
		l.hidden(comment, start)
	case b == '"':
		l.quoted(1, `"`)
	case isLetter(b) || b == '_':
		l.word()
	case isDigit(b):
		l.number()
	case b == '.' && isDigit(l.byteAt(1)):
		l.leadingPoint()
	default:
		l.sign()
	}
}

func isLetter(b byte) bool { return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' }
func isDigit(b byte) bool  { return '0' <= b && b <= '9' }

func (l *lexer) word() {
	start := l.at
	n := strings.IndexFunc(l.rest(), func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	if n < 0 {
		n = len(l.rest())
	}
	text := l.rest()[:n]
	l.advance(n)
	switch {
	case text[0] == '_':
		l.report(source.Diagnostic{
			Code: "bad-name", Where: l.from(start),
			Summary: fmt.Sprintf("a name begins with a letter; `%s` does not", text),
			Way:     "Names are a letter A–Z or a–z, then letters, digits and _.",
		})
	case strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0:
		l.foreignName(text, start)
	case isFiscalYear(text):
		l.emit(tPeriod, text, start)
		return
	}
	l.emit(tWord, text, start)
}

func (l *lexer) foreignName(text string, start source.Position) {
	l.report(source.Diagnostic{
		Code: "bad-name", Where: l.from(start),
		Summary: fmt.Sprintf("`%s` has letters that names can't have", text),
		Detail:  "Names are letters A–Z and a–z, digits and _: two letters that look alike must not make two names.",
		Way:     "Name it in plain letters and give it the label that is printed: measure NAME \"label\" = …",
	})
}

func isFiscalYear(s string) bool {
	return len(s) == 6 && s[:2] == "FY" && isDigit(s[2]) && isDigit(s[3]) && isDigit(s[4]) && isDigit(s[5])
}

// quoted reads a string that began with a mark of open bytes and ends with one of the runes of closing.
func (l *lexer) quoted(open int, closing string) {
	start := l.at
	l.advance(open)
	line, _, _ := strings.Cut(l.rest(), "\n")
	line = strings.TrimSuffix(line, "\r")
	n := strings.IndexAny(line, closing)
	text := line
	if n < 0 {
		l.advance(len(line))
		l.report(source.Diagnostic{
			Code: "text-not-closed", Where: l.from(start),
			Summary: "this text has no closing quote mark",
			Way:     `Text in quotes stands on one line, from " to ", and can't hold a quote mark itself.`,
		})
	} else {
		text = line[:n]
		_, width := utf8.DecodeRuneInString(line[n:])
		l.advance(n + width)
	}
	l.hidden(text, start)
	if !utf8.ValidString(text) {
		l.report(source.Diagnostic{
			Code: "not-utf8", Where: l.from(start), Summary: "this text is not UTF-8",
			Way: "Save the document as UTF-8.",
		})
	}
	l.emit(tString, norm.NFC.String(text), start)
}

// hidden warns of signs that turn the reading direction: what is printed and signed would look other than what is read.
func (l *lexer) hidden(text string, start source.Position) {
	if strings.ContainsAny(text, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") {
		l.report(source.Diagnostic{
			Severity: source.Warning, Code: "hidden-direction", Where: l.from(start),
			Summary: "this text holds invisible signs that change the reading direction",
			Detail:  "On paper it can look other than what is read here.",
			Way:     "Remove them unless the text is in a language written from right to left.",
		})
	}
	if at := strings.IndexByte(text, '\r'); at >= 0 {
		l.report(source.Diagnostic{
			Code: "stray-return", Where: l.from(start),
			Summary: "a carriage return inside a line; an editor may show it as a new line",
			Way:     "Save the document with the line ends LF or CR LF.",
		})
	}
}

// signs are the punctuation of the language, longest first.
var signs = []struct {
	text string
	kind kind
}{
	{"!=", tNe},
	{"<=", tLe},
	{">=", tGe},
	{"..", tDotDot},
	{"{", tLBrace},
	{"}", tRBrace},
	{"(", tLParen},
	{")", tRParen},
	{",", tComma},
	{":", tColon},
	{".", tDot},
	{"+", tPlus},
	{"-", tMinus},
	{"/", tSlash},
	{"=", tEq},
	{"<", tLt},
	{">", tGt},
	{";", tEnd},
}

// foreign are the signs of other notations and what they are here, longest first.
var foreign = []struct {
	text, here, summary string
	kind                kind
}{
	{"==", "=", "write `=` to compare", tEq},
	{"<>", "!=", "write `!=` for unlike", tNe},
	{"&&", "and", "write `and`", tWord},
	{"||", "or", "write `or`", tWord},
	{"...", "..", "write `..` between two periods", tDotDot},
	{"…", "..", "write `..` between two periods", tDotDot},
	{"*", "x", "write `x` to multiply", tWord},
	{"×", "x", "write `x` to multiply", tWord},
	{"·", "x", "write `x` to multiply", tWord},
	{"÷", "/", "write `/` to divide", tSlash},
	{"≠", "!=", "write `!=` for unlike", tNe},
	{"≤", "<=", "write `<=`", tLe},
	{"≥", ">=", "write `>=`", tGe},
	{"−", "-", "this is another sign than the minus `-`", tMinus},
	{"–", "-", "this is a dash; the minus is `-`", tMinus},
	{"—", "-", "this is a dash; the minus is `-`", tMinus},
	{"[", "(", "brackets are round", tLParen},
	{"]", ")", "brackets are round", tRParen},
	{"!", "not", "write `not`", tWord},
	{"，", ",", "this is another sign than the comma `,`", tComma},
	{"；", ";", "this is another sign than the semicolon `;`", tEnd},
	{"：", ":", "this is another sign than the colon `:`", tColon},
}

func (l *lexer) sign() {
	start, rest := l.at, l.rest()
	for _, f := range foreign[:5] { // the longer foreign signs begin with signs of the language
		if strings.HasPrefix(rest, f.text) {
			l.foreignSign(f.text, f.here, f.summary, f.kind)
			return
		}
	}
	for _, s := range signs {
		if strings.HasPrefix(rest, s.text) {
			l.advance(len(s.text))
			l.emit(s.kind, s.text, start)
			return
		}
	}
	for _, f := range foreign[5:] {
		if strings.HasPrefix(rest, f.text) {
			l.foreignSign(f.text, f.here, f.summary, f.kind)
			return
		}
	}
	l.oddRune()
}

func (l *lexer) foreignSign(text, here, summary string, k kind) {
	start := l.at
	l.advance(len(text))
	where := l.from(start)
	fix := here
	if k == tWord {
		fix = spaced(here, l.text, where)
	}
	l.report(source.Diagnostic{
		Code: "foreign-sign", Where: where, Summary: summary,
		Fix: &source.Fix{Where: where, Text: fix},
	})
	l.emit(k, here, start)
}

// spaced puts blanks around a word where the text has none, so that the fix does not join it to its neighbours.
func spaced(word, text string, r source.Range) string {
	if s := r.Start.Offset; s > 0 && !strings.ContainsRune(" \t\n(", rune(text[s-1])) {
		word = " " + word
	}
	if e := r.End.Offset; e < len(text) && !strings.ContainsRune(" \t\r\n", rune(text[e])) {
		word += " "
	}
	return word
}

// oddRune handles what is no sign of any notation we know: blanks that are none, quote marks of word processors, currency
// signs, and the rest.
func (l *lexer) oddRune() {
	start := l.at
	r, width := utf8.DecodeRuneInString(l.rest())
	switch {
	case r == '\ufeff': // byte order mark: white space
		l.advance(width)
		return
	case r == '“' || r == '”' || r == '„' || r == '«':
		l.quoted(width, "“”«»\"")
		l.wrongQuotes(start)
		return
	case r == '\'' || r == '‘' || r == '’':
		l.quoted(width, "'‘’")
		l.wrongQuotes(start)
		return
	case r == '%' && len(l.toks) > 0 && l.toks[len(l.toks)-1].kind == tNumber && !l.newline:
		l.detachedPercent()
		return
	case unicode.IsLetter(r):
		l.word()
		return
	}
	l.advance(width)
	where := l.from(start)
	blank := &source.Fix{Where: where, Text: " "}
	switch {
	case r == utf8.RuneError && width <= 1:
		l.report(source.Diagnostic{
			Code: "not-utf8", Where: where, Summary: "this byte is not UTF-8",
			Way: "Save the document as UTF-8.",
		})
	case r == '\u00a0' || r == '\u2007' || r == '\u202f' || r == '\u2060':
		l.report(source.Diagnostic{
			Code: "no-break-space", Where: where,
			Summary: "this is a no-break space, which looks like a blank and is none", Fix: blank,
		})
	case r == '\r':
		l.report(source.Diagnostic{
			Code: "stray-return", Where: where,
			Summary: "a carriage return inside a line; an editor may show it as a new line",
			Way:     "Save the document with the line ends LF or CR LF.",
		})
	case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r):
		l.report(source.Diagnostic{
			Code: "odd-blank", Where: where,
			Summary: fmt.Sprintf("an invisible character %U", r), Fix: blank,
		})
	case unicode.Is(unicode.Sc, r):
		l.currencySign(r, start)
	default:
		l.report(source.Diagnostic{
			Code: "odd-character", Where: where,
			Summary: fmt.Sprintf("`%c` means nothing here", r), Way: "Remove it.",
		})
	}
}

func (l *lexer) wrongQuotes(start source.Position) {
	where := l.from(start)
	text := l.toks[len(l.toks)-1].text
	l.report(source.Diagnostic{
		Code: "wrong-quotes", Where: where, Summary: `text stands in straight quote marks "…"`,
		Fix: &source.Fix{Where: where, Text: `"` + strings.ReplaceAll(text, `"`, "") + `"`},
	})
}

func (l *lexer) detachedPercent() {
	l.advance(1)
	last := &l.toks[len(l.toks)-1]
	whole := l.from(last.rng.Start)
	l.report(source.Diagnostic{
		Code: "detached-percent", Where: whole, Summary: "the percent sign stands straight after the number",
		Fix: &source.Fix{Where: whole, Text: strings.TrimSpace(l.doc.Slice(last.rng)) + "%"},
	})
	last.kind, last.rng = tPercent, whole
}
