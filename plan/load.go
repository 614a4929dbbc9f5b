package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"rainmaker/calendar"
	"rainmaker/plan/check"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// Set is the letters of a company as they can be run.
type Set struct {
	// Programs are the sound letters, by plan and the day from which they are in force.
	Programs   []*ir.Program
	Vocabulary Vocabulary
	// Documents are all that was given, by name.
	Documents []source.Document
}

// Program is the letter of a plan in force on a day, nil where there is none. One is in force until the next one starts.
func (s *Set) Program(name string, on calendar.Date) *ir.Program {
	for _, p := range slices.Backward(s.Programs) {
		if p.Plan.Name != name || p.Plan.Effective.From > on {
			continue
		}
		if p.Plan.Effective.Contains(on) {
			return p
		}
		return nil
	}
	return nil
}

// Document is one of the documents by its name; the zero Document where there is none.
func (s *Set) Document(name string) source.Document {
	for _, d := range s.Documents {
		if d.Name == name {
			return d
		}
	}
	return source.Document{}
}

// Load reads letters and terms. Everything wrong in any of them is among the diagnostics; the set holds what can be used
// nevertheless. The order of the documents changes nothing.
func Load(docs []source.Document, cal calendar.Calendar) (*Set, source.Diagnostics) {
	l := &loader{cal: cal, terms: map[string]*document{}, set: &Set{Documents: slices.Clone(docs)}}
	slices.SortStableFunc(l.set.Documents, func(a, b source.Document) int { return cmp.Compare(a.Name, b.Name) })
	l.read()
	for _, d := range l.letters {
		l.letter(d)
	}
	l.unused()
	l.versions()
	l.merge()
	l.found = once(l.found)
	l.found.Sort()
	return l.set, firstOf(l.found, mostFindings)
}

type document struct {
	source.Document
	file   *syntax.File
	broken bool // it has errors of its own
	used   bool
}

type loader struct {
	cal     calendar.Calendar
	set     *Set
	letters []*document
	terms   map[string]*document // by the name they declare
	found   source.Diagnostics
}

// mostFindings bounds how many findings are reported at once. Nobody reads more, and whoever shows them pays for each.
const mostFindings = 300

// firstOf keeps the first findings, errors before warnings, and says in the last how many more there are.
func firstOf(found source.Diagnostics, most int) source.Diagnostics {
	if len(found) <= most {
		return found
	}
	kept := make(source.Diagnostics, 0, most)
	for _, severity := range []source.Severity{source.Error, source.Warning} {
		for _, d := range found {
			if d.Severity == severity && len(kept) < most {
				kept = append(kept, d)
			}
		}
	}
	last := &kept[most-1]
	last.Detail = strings.TrimSpace(last.Detail + fmt.Sprintf(" %d more findings are shown when these are mended.", len(found)-most))
	kept.Sort()
	return kept
}

func (l *loader) report(d source.Diagnostic) { l.found = append(l.found, d) }

// read parses every document.
func (l *loader) read() {
	names := map[string]bool{}
	for _, doc := range l.set.Documents {
		if names[doc.Name] {
			l.report(source.Diagnostic{
				Code: codeDocumentTwice, Where: doc.RangeOf(0, 0), Summary: fmt.Sprintf("two documents are called %s", doc.Name),
				Way: "Give one another name.",
			})
			continue
		}
		names[doc.Name] = true
		if !doc.IsLetter() && !doc.IsTerms() {
			l.report(source.Diagnostic{
				Code: codeDocumentKind, Where: doc.RangeOf(0, 0), Summary: fmt.Sprintf("%s is neither a letter nor terms", doc.Name),
				Way: "Call letters NAME.plan.md and terms NAME.terms.md.",
			})
			continue
		}
		file, found := syntax.Parse(doc)
		d := &document{Document: doc, file: file, broken: found.HasErrors()}
		l.found = append(l.found, found...)
		switch {
		case doc.IsLetter():
			l.letters = append(l.letters, d)
		case file.Terms != nil:
			l.declareTerms(d)
		}
	}
}

func (l *loader) declareTerms(d *document) {
	name := d.file.Terms.Name
	if first := l.terms[name.Text]; first != nil {
		l.report(source.Diagnostic{
			Code: codeTermsTwice, Where: name.Range, Summary: fmt.Sprintf("terms `%s` are declared by two documents", name.Text),
			Related: []source.Related{{Where: first.file.Terms.Name.Range, Note: "the other"}}, Way: "Give one of them another name.",
		})
		d.broken, first.broken = true, true
		return
	}
	l.terms[name.Text] = d
}

// letter checks one letter with all it uses.
func (l *loader) letter(d *document) {
	used, ok := l.resolve(d, map[*document]bool{d: true}, nil)
	files := make([]*syntax.File, len(used))
	for i, u := range used {
		files[i] = u.file
		ok = ok && !u.broken
	}
	if d.file.Plan == nil {
		return // the parser has said so
	}
	program, found := check.Letter(d.file, files, l.cal, l.others(d)...)
	l.found = append(l.found, found...)
	if !ok || d.broken || program == nil {
		return
	}
	program.Documents = []string{d.Name}
	for _, u := range used {
		program.Documents = append(program.Documents, u.Name)
	}
	program.Hash = hash(d, used)
	l.set.Programs = append(l.set.Programs, program)
}

// others are the letters of the same plan's other versions, with the terms they name.
func (l *loader) others(d *document) []*syntax.File {
	var out []*syntax.File
	for _, o := range l.letters {
		if o == d || o.file.Plan == nil || o.file.Plan.Name.Text != d.file.Plan.Name.Text {
			continue
		}
		out = append(out, o.file)
		for _, uses := range o.file.Uses {
			for _, n := range uses.Names {
				if t := l.terms[n.Text]; t != nil {
					out = append(out, t.file)
				}
			}
		}
	}
	return out
}

// resolve lists the terms a document uses, and those they use, each once, in the order in which they are named.
func (l *loader) resolve(d *document, seen map[*document]bool, list []*document) ([]*document, bool) {
	ok := true
	for _, uses := range d.file.Uses {
		for _, n := range uses.Names {
			t := l.terms[n.Text]
			if t == nil {
				l.unknownTerms(n)
				ok = false
				continue
			}
			t.used = true
			if seen[t] {
				continue
			}
			seen[t] = true
			list = append(list, t)
			inner, good := l.resolve(t, seen, list)
			list, ok = inner, ok && good
		}
	}
	return list, ok
}

func (l *loader) unknownTerms(n syntax.Name) {
	d := source.Diagnostic{Code: codeUnknownTerms, Where: n.Range, Summary: fmt.Sprintf("no document declares `terms %s`", n.Text)}
	known := make([]string, 0, len(l.terms))
	for name := range l.terms {
		known = append(known, name)
	}
	slices.Sort(known)
	if near := check.Nearest(n.Text, known); near != "" {
		d.Way = fmt.Sprintf("Did you mean `%s`?", near)
		d.Fix = &source.Fix{Where: n.Range, Text: near}
	} else if len(known) > 0 {
		d.Way = "Declared: " + strings.Join(known, ", ") + "."
	} else {
		d.Way = "Add the document (*.terms.md) that declares them."
	}
	l.report(d)
}

// unused warns of terms that no letter uses: nobody is paid by them, and units in them can't be checked.
func (l *loader) unused() {
	for _, doc := range l.set.Documents {
		for _, t := range l.terms {
			if t.Name == doc.Name && !t.used {
				l.report(source.Diagnostic{
					Severity: source.Warning, Code: codeTermsUnused, Where: t.file.Terms.Name.Range,
					Summary: fmt.Sprintf("no letter uses terms `%s`", t.file.Terms.Name.Text),
					Detail:  "The plan's currency and period are a letter's, so nothing in them has been checked.",
					Way:     fmt.Sprintf("Write `uses %s` in a letter.", t.file.Terms.Name.Text),
				})
			}
		}
	}
}

// hash identifies what a letter says and everything it uses: names and texts, each with its length, the letter first and
// the terms by name.
func hash(letter *document, used []*document) string {
	h := sha256.New()
	terms := slices.Clone(used)
	slices.SortFunc(terms, func(a, b *document) int { return cmp.Compare(a.Name, b.Name) })
	for _, d := range append([]*document{letter}, terms...) {
		for _, s := range []string{d.Name, d.Text} {
			fmt.Fprintf(h, "%d:", len(s))
			_, _ = io.WriteString(h, s) // a hash never fails to write
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// once drops what was found again in terms that several letters use.
func once(ds source.Diagnostics) source.Diagnostics {
	type key struct {
		code, summary string
		where         source.Range
	}
	seen := map[key]bool{}
	var out source.Diagnostics
	for _, d := range ds {
		k := key{d.Code, d.Summary, d.Where}
		if !seen[k] {
			seen[k] = true
			out = append(out, d)
		}
	}
	return out
}

// versions orders the letters and refuses two of one plan that are in force from one day. Otherwise the older one is in force
// until the newer one starts.
func (l *loader) versions() {
	slices.SortFunc(l.set.Programs, func(a, b *ir.Program) int {
		return cmp.Or(cmp.Compare(a.Plan.Name, b.Plan.Name), cmp.Compare(a.Plan.Effective.From, b.Plan.Effective.From),
			cmp.Compare(a.Documents[0], b.Documents[0]))
	})
	var kept []*ir.Program
	for _, p := range l.set.Programs {
		if n := len(kept); n > 0 && kept[n-1].Plan.Name == p.Plan.Name && kept[n-1].Plan.Effective.From == p.Plan.Effective.From {
			first := kept[n-1]
			l.report(source.Diagnostic{
				Code: codeVersionsOverlap, Where: p.Plan.At,
				Summary: fmt.Sprintf("two letters of plan `%s` are in force from one day: %s and %s", p.Plan.Name, first.Plan.Effective, p.Plan.Effective),
				Related: []source.Related{{Where: first.Plan.At, Note: "the other letter"}},
				Way:     "Let the new letter start later, take the old one out, or give one of them another name.",
			})
			continue
		}
		kept = append(kept, p)
	}
	l.set.Programs = kept
}
