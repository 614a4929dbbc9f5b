package syntax

import (
	"fmt"
	"strings"

	"rainmaker/plan/source"
)

// Version is the version of the language this package reads.
const Version = 1

// Parse reads a literate document: a letter with one plan, or terms.
func Parse(doc source.Document) (*File, source.Diagnostics) {
	blocks, found := source.Extract(doc)
	if len(blocks.Ranges) == 0 {
		return &File{Doc: doc.Name}, found
	}
	p := start(doc, blocks.Text)
	file := p.file()
	p.header(file)
	all := append(found, p.found...)
	all.Sort()
	return file, all
}

// ParseDecls reads bare plan language without Markdown, such as a piece of a letter: the header may be missing.
func ParseDecls(doc source.Document) (*File, source.Diagnostics) {
	p := start(doc, doc.Text)
	file := p.file()
	p.found.Sort()
	return file, p.found
}

func start(doc source.Document, program string) *parser {
	l := lex(doc, program)
	return &parser{doc: doc, toks: clauseEnds(l.toks), found: l.found, comments: l.comments}
}

func (p *parser) file() *File {
	f := &File{Doc: p.doc.Name}
	for p.skipEnds(); p.toks[p.pos].kind != tEOF; p.skipEnds() {
		if f.Range.IsZero() {
			f.Range = p.tok().rng
		}
		if t := p.tok(); t.kind == tRBrace {
			p.report(source.Diagnostic{
				Code: "brace-not-opened", Where: t.rng, Summary: "this `}` closes no block",
				Way: "Remove it, or find the block above that was closed too early.",
			})
			p.pos++
			continue
		}
		p.topLevel(f)
	}
	f.Range = f.Range.To(p.last())
	f.Broken, f.Comments = p.broken, p.comments
	return f
}

// topLevel reads one declaration. What could not be read wholly is kept where its head is known, and named as broken.
func (p *parser) topLevel(f *File) {
	failures := p.failures
	var d Decl
	whole := p.clause(func() { d = p.decl(f) })
	if d == nil {
		return
	}
	name, named := DeclName(d)
	if named && name.Text == "" {
		return
	}
	if named && p.failures != failures {
		p.broken = append(p.broken, name)
	}
	if whole {
		f.Decls = append(f.Decls, d)
	}
}

// header reports what the document as a whole must say.
func (p *parser) header(f *File) {
	top := source.Range{Doc: p.doc.Name, Start: f.Range.Start, End: f.Range.Start}
	if f.Language == nil {
		p.lacks(0, "no-language", top, "the document does not say which version of the language it is written in",
			fmt.Sprintf("Begin with `language %d`.", Version))
	}
	switch {
	case f.Plan != nil && f.Terms != nil:
		p.report(source.Diagnostic{
			Code: "plan-and-terms", Where: f.Terms.Range, Summary: "a document is a plan or terms, not both",
			Related: []source.Related{{Where: f.Plan.Name.Range, Note: "here it declares a plan"}},
			Way:     "Move what is shared to a document of its own (*.terms.md) and bring it in by `uses`.",
		})
	case f.Plan == nil && f.Terms == nil:
		p.lacks(0, "no-plan", top, "the document declares neither a plan nor terms",
			"After `language 1` write `plan NAME \"label\" { … }`, or `terms NAME` for shared declarations.")
	case f.Plan != nil && p.doc.IsTerms():
		p.report(source.Diagnostic{
			Code: "plan-in-terms", Where: f.Plan.Name.Range, Summary: "a document called *.terms.md declares a plan",
			Way: "Call the document *.plan.md, or write `terms NAME` instead of the plan.",
		})
	case f.Terms != nil && p.doc.IsLetter():
		p.report(source.Diagnostic{
			Code: "terms-in-letter", Where: f.Terms.Range, Summary: "a document called *.plan.md declares terms",
			Way: "Call the document *.terms.md, or declare the plan.",
		})
	}
	if f.Terms == nil {
		return
	}
	for _, d := range f.Decls {
		if s, ok := d.(*SettleDecl); ok {
			p.report(source.Diagnostic{
				Code: "settle-in-terms", Where: s.Range, Summary: "terms have no `settle`: each letter settles by itself",
				Way: "Move the block to the letters.",
			})
		}
	}
}

var declHeads = strings.Fields("language plan terms uses goal payee event param table curve matrix group fx credit measure " +
	"commission spiff bonus pool contest cap exception clawback settle example check")

// decl reads a declaration; it returns nil for those of the header, which it puts into f.
func (p *parser) decl(f *File) Decl {
	t := p.tok()
	switch t.text {
	case "language", "plan", "terms", "uses":
		if t.kind == tWord {
			p.headerDecl(f)
			return nil
		}
	}
	read, ok := declarations[t.text]
	if !ok || t.kind != tWord {
		p.unknown("a declaration", "at the top of a document", declHeads...)
		return nil
	}
	p.next()
	return read(p, t.rng)
}

// declarations are read by these functions, called behind their first word.
var declarations = map[string]func(*parser, source.Range) Decl{
	"goal":       (*parser).goal,
	"payee":      (*parser).payee,
	"event":      (*parser).event,
	"param":      (*parser).param,
	"table":      (*parser).table,
	"curve":      (*parser).curve,
	"matrix":     (*parser).matrix,
	"group":      (*parser).group,
	"fx":         (*parser).fx,
	"credit":     (*parser).credit,
	"measure":    (*parser).measure,
	"commission": (*parser).commission,
	"spiff":      (*parser).spiff,
	"bonus":      (*parser).bonus,
	"pool":       (*parser).pool,
	"contest":    (*parser).contest,
	"cap":        (*parser).capOver,
	"exception":  (*parser).exception,
	"clawback":   (*parser).clawback,
	"settle":     (*parser).settle,
	"example":    (*parser).example,
	"check":      (*parser).check,
}

func (p *parser) headerDecl(f *File) {
	t := p.next()
	twice := func(first source.Range) {
		p.report(source.Diagnostic{
			Code: "said-twice", Where: t.rng, Summary: fmt.Sprintf("`%s` stands twice in this document", t.text),
			Related: []source.Related{{Where: first, Note: "it is said here already"}}, Way: "Keep one of them.",
		})
	}
	switch t.text {
	case "language":
		n := p.whole("the version of the language")
		if p.failed {
			return
		}
		if f.Language != nil {
			twice(f.Language.Range)
			return
		}
		f.Language = &LanguageDecl{Version: n, Loc: Loc{p.from(t.rng)}}
		if n != Version {
			p.report(source.Diagnostic{
				Code: "unknown-language", Where: f.Language.Range,
				Summary: fmt.Sprintf("language %d is not known; this program reads language %d", n, Version),
				Way:     "Take a newer program, or write `language 1`.",
			})
		}
		if len(f.Decls) > 0 || f.Plan != nil || f.Terms != nil {
			p.report(source.Diagnostic{
				Code: "language-not-first", Where: f.Language.Range, Summary: "`language` stands first in a document",
				Way: "Move it to the top.",
			})
		}
	case "terms":
		d := &TermsDecl{Name: p.name("the name of the terms")}
		d.Range = p.from(t.rng)
		if p.failed {
			return
		}
		if f.Terms != nil {
			twice(f.Terms.Range)
			return
		}
		f.Terms = d
	case "uses":
		d := &UsesDecl{Names: p.names("the name of terms")}
		d.Range = p.from(t.rng)
		if !p.failed {
			f.Uses = append(f.Uses, d)
		}
	case "plan":
		d := p.plan(t.rng)
		if f.Plan != nil {
			twice(f.Plan.Range)
		} else if !p.failed {
			f.Plan = d
		}
	}
}
