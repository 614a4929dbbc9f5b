package syntax

import (
	"fmt"
	"strings"

	"rainmaker/plan/source"
)

// name reads one word that names something; what says what it names.
func (p *parser) name(what string) Name {
	t := p.tok()
	switch {
	case t.isName():
		p.next()
		p.hyphenated(t)
		return Name{Loc: Loc{t.rng}, Text: t.text}
	case t.kind == tWord:
		p.fail(source.Diagnostic{
			Code: "reserved-word", Where: t.rng,
			Summary: fmt.Sprintf("expected %s, found the reserved word `%s`", what, t.text),
			Detail:  "Reserved are:" + strings.TrimRight(reservedWords, " ") + ".",
			Way:     "Choose another name.",
		})
	case t.kind == tNumber && p.ahead(1).isName() && !p.ahead(1).newline:
		p.expected(what, "A name begins with a letter.")
	default:
		p.expected(what)
	}
	return Name{Loc: Loc{t.rng}}
}

// hyphenated reports new-business, which reads as a subtraction.
func (p *parser) hyphenated(first token) {
	end := first.rng
	for i := 0; ; i += 2 {
		minus, word := p.ahead(i), p.ahead(i+1)
		if minus.kind != tMinus || word.kind != tWord || minus.rng.Start != end.End || word.rng.Start != minus.rng.End {
			break
		}
		end = word.rng
	}
	if end == first.rng {
		return
	}
	where := first.rng.To(end)
	p.fail(source.Diagnostic{
		Code: "bad-name", Where: where, Summary: fmt.Sprintf("`%s`: a name has no hyphen", p.doc.Slice(where)),
		Fix: &source.Fix{Where: where, Text: strings.ReplaceAll(p.doc.Slice(where), "-", "_")},
	})
}

func (p *parser) optionalName(word string, what string) *Name {
	if !p.accept(word) {
		return nil
	}
	n := p.name(what)
	return &n
}

func (p *parser) names(what string) []Name {
	list := []Name{p.name(what)}
	for p.acceptKind(tComma) {
		list = append(list, p.name(what))
	}
	return list
}

func (p *parser) path(what string) *Path {
	start := p.tok().rng
	first := p.name(what)
	path := &Path{Names: []Name{first}}
	for p.acceptKind(tDot) {
		path.Names = append(path.Names, p.name("a field"))
	}
	path.Range = p.from(start)
	return path
}

func (p *parser) label() *StringLit {
	if p.tok().kind != tString {
		return nil
	}
	return p.str()
}

func (p *parser) str() *StringLit {
	t := p.expect(tString)
	return &StringLit{Loc: Loc{t.rng}, Value: t.text}
}

// whole reads a whole number that counts something.
func (p *parser) whole(what string) int {
	t := p.tok()
	n := 0
	if t.kind == tNumber && !strings.Contains(t.text, ".") && len(t.text) <= 6 {
		for _, d := range t.text {
			n = 10*n + int(d-'0')
		}
		p.next()
		return n
	}
	p.expected("a whole number: " + what)
	return 0
}

// once reports a clause said twice in one block.
func (p *parser) once(seen map[string]source.Range, what string, where source.Range) {
	if first, ok := seen[what]; ok {
		p.report(source.Diagnostic{
			Code: "said-twice", Where: where, Summary: fmt.Sprintf("`%s` stands twice in this block", what),
			Related: []source.Related{{Where: first, Note: "it is said here already"}},
			Way:     "Keep the one that holds.",
		})
		return
	}
	seen[what] = where
}

// lacks reports what a block must say and does not, unless a clause of it could not be read and may have said it.
func (p *parser) lacks(failuresBefore int, code string, where source.Range, summary, way string) {
	if p.failed || p.failures != failuresBefore {
		return
	}
	p.found = append(p.found, source.Diagnostic{Code: code, Where: where, Summary: summary, Way: way})
}
