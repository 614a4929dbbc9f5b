package syntax

import (
	"strings"

	"rainmaker/plan/source"
)

type kind int

const (
	tEOF     kind = iota
	tEnd          // the end of a clause: a line end that counts, or `;`
	tFailed       // what the parser sees after an error, up to the next clause
	tWord         // a name, reserved or not
	tNumber       // text without thousands commas
	tPercent      // text without commas and sign
	tDate
	tPeriod
	tString
	tLBrace
	tRBrace
	tLParen
	tRParen
	tComma
	tColon
	tDot
	tDotDot
	tPlus
	tMinus
	tSlash
	tEq
	tNe
	tLt
	tLe
	tGt
	tGe
)

var kindText = map[kind]string{
	tLBrace: "{", tRBrace: "}", tLParen: "(", tRParen: ")", tComma: ",", tColon: ":", tDot: ".", tDotDot: "..", tPlus: "+",
	tMinus: "-", tSlash: "/", tEq: "=", tNe: "!=", tLt: "<", tLe: "<=", tGt: ">", tGe: ">=",
}

var kindName = map[kind]string{
	tWord: "a name", tNumber: "a number", tPercent: "a percentage", tDate: "a date",
	tPeriod: "a period", tString: `text in quotes "…"`,
}

func (k kind) String() string {
	if s, ok := kindText[k]; ok {
		return "`" + s + "`"
	}
	return kindName[k]
}

type token struct {
	kind    kind
	text    string // words and punctuation as written; numbers without commas; strings without quotes, in NFC
	rng     source.Range
	newline bool // the first on its line
	grouped bool // a number with thousands commas
}

func (t token) is(word string) bool { return t.kind == tWord && t.text == word }

func (t token) isAny(words ...string) bool {
	if t.kind != tWord {
		return false
	}
	for _, w := range words {
		if t.text == w {
			return true
		}
	}
	return false
}

// reserved words can't name anything, because an expression could not tell the name from the word.
func reserved(word string) bool { return strings.Contains(reservedWords, " "+word+" ") }

const reservedWords = " x of and or not if otherwise is none within in at on as by per over from to where when "

// isName reports whether t may name something.
func (t token) isName() bool { return t.kind == tWord && !reserved(t.text) }

// describe is how an error calls a token it did not expect.
func (t token) describe(doc source.Document) string {
	switch t.kind {
	case tEOF:
		return "the end of the document"
	case tEnd:
		return "the end of the clause"
	}
	return "`" + doc.Slice(t.rng) + "`"
}

// clauseEnds turns raw tokens into those the grammar sees: line ends that do not end a clause go, the others and `;`
// become tEnd. Here a line goes on inside ( ), after an operator or a comma, and before a word that can only continue.
func clauseEnds(raw []token) []token {
	out := make([]token, 0, len(raw)+len(raw)/4)
	depth := 0
	end := func(at source.Range) {
		if n := len(out); n > 0 && out[n-1].kind != tEnd {
			out = append(out, token{kind: tEnd, text: ";", rng: at})
		}
	}
	for i, t := range raw {
		if t.kind == tEnd {
			depth = 0
			end(t.rng)
			continue
		}
		if n := len(out); t.newline && n > 0 && out[n-1].kind != tEnd {
			if depth > 0 && startsUnmistakably(raw[i:]) {
				depth = 0 // the bracket above was never closed; what is open must not swallow the next clause
			}
			if depth == 0 && !leavesOpen(out[n-1]) && !goesOn(raw[i:]) {
				end(out[n-1].rng.After())
			}
		}
		switch t.kind {
		case tLParen:
			depth++
		case tRParen:
			depth = max(depth-1, 0)
		case tLBrace, tRBrace, tEOF:
			depth = 0
		}
		if t.kind == tEOF {
			end(t.rng)
		}
		out = append(out, t)
	}
	return out
}

func leavesOpen(t token) bool {
	switch t.kind {
	case tComma, tPlus, tMinus, tSlash, tEq, tNe, tLt, tLe, tGt, tGe:
		return true
	}
	return t.isAny("x", "of", "and", "or", "not", "if", "otherwise")
}

func goesOn(rest []token) bool {
	t := rest[0]
	if t.is("otherwise") { // begins a row of a table where a colon or another key follows
		return len(rest) < 2 || rest[1].kind != tColon && rest[1].kind != tComma
	}
	return t.kind == tPlus || t.kind == tSlash || t.isAny("and", "or", "if", "x", "of")
}

// startsUnmistakably reports whether a clause begins here even though a bracket is open: a clause word with an operand
// straight behind it, which no expression can hold.
func startsUnmistakably(rest []token) bool {
	if len(rest) < 2 || rest[1].newline || rest[0].kind != tWord || !clauseWords[rest[0].text] {
		return false
	}
	next := rest[1]
	switch next.kind {
	case tNumber, tPercent, tString, tDate, tPeriod, tLBrace:
		return true
	}
	return next.isName() || next.isAny("by", "on", "to")
}

var clauseWords = wordSet("language plan terms uses goal payee event param table curve matrix group fx credit measure " +
	"commission spiff bonus pool contest cap exception clawback settle example check effective currency rounding " +
	"leavers counts order during rate pay times tiers gate floor payable paid advance serves because owned expires " +
	"fund among share rank prize ties take keep recover top hold forgive given expect after cases")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}
