package main

import (
	"html/template"
	"strings"

	"rainmaker"
	"rainmaker/plan/english"
)

// planDoc says letters as the rep will read them. Without a payee it needs no company.
type planDoc struct {
	Documents []string `arg:"" optional:"" help:"Letters and the terms they use, or folders of them; what is in force where a payee is named." type:"path"`
	Payee     string   `help:"Whose numbers to put in: the payee's id. Says the letters they are assigned to."`
	Fiscal    int      `default:"1" help:"Month in which the fiscal year starts, 1 to 12; the company's own where a payee is named."`
	HTML      bool     `name:"html" help:"Print HTML."`
	All       bool     `help:"Say also what terms declare that nobody is paid by under the letter, and the examples."`
}

// docAnswer is a letter in sentences, as JSON.
type docAnswer struct {
	Document string    `json:"document"`
	Plan     string    `json:"plan"`
	Title    string    `json:"title"`
	Parts    []docPart `json:"parts"`
}

type docPart struct {
	Section   string   `json:"section"`
	Heading   string   `json:"heading"`
	Kind      string   `json:"kind"`
	Line      int      `json:"line"`
	Sentences []string `json:"sentences"`
	items     []bool
}

func (v *planDoc) run(c *console) error {
	if v.Payee != "" {
		return c.do(docOf{v})
	}
	if len(v.Documents) == 0 {
		return refused("plan doc", "no letter is named").WithWay("name the letters and the terms they use, or a payee")
	}
	l, err := draft{v.Documents, v.Fiscal}.load()
	if err != nil {
		return err
	}
	if l.diagnostics.HasErrors() {
		p := &printer{w: c.err}
		l.print(p, l.diagnostics)
		return refused("plan doc", "the documents have errors").WithWay("see rainmaker plan check")
	}
	var out []docAnswer
	for _, p := range l.set.Programs {
		out = append(out, docAnswerOf(p.Plan.At.Doc, english.Of(p, nil), v.All))
	}
	return v.print(c, out)
}

// docOf is plan doc with a payee: a job on the company, which knows the payee's numbers.
type docOf struct{ *planDoc }

func (v *planDoc) asJob() (job, bool) { return docOf{v}, v.Payee != "" }

func (docOf) begins() bool { return false }

func (v docOf) gather() ([]attachment, error) {
	if len(v.Documents) == 0 {
		return nil, nil
	}
	return attachDocuments(v.Documents)
}

func (v docOf) work(c *console, co *company, files []attachment) error {
	var docs []rainmaker.Document
	if len(files) > 0 {
		docs = documents(files)
	}
	words, err := co.plans.Words(c.ctx, c.who, docs, rainmaker.PayeeID(v.Payee))
	if err != nil {
		return err
	}
	out := make([]docAnswer, len(words))
	for i, w := range words {
		out[i] = docAnswerOf(w.Document, w.Letter, v.All)
	}
	return v.print(c, out)
}

func docAnswerOf(document string, l english.Letter, all bool) docAnswer {
	a := docAnswer{Document: document, Plan: l.Plan, Title: l.Title, Parts: []docPart{}}
	for _, p := range l.Parts {
		if !all && (p.Unused || p.Section == english.Examples) {
			continue
		}
		part := docPart{Section: p.Section.String(), Heading: p.Heading, Kind: p.Kind, Line: p.At.Start.Line, Sentences: []string{}}
		for _, c := range p.Clauses {
			part.Sentences = append(part.Sentences, c.Text)
			part.items = append(part.items, c.Item)
		}
		a.Parts = append(a.Parts, part)
	}
	return a
}

func (v *planDoc) print(c *console, out []docAnswer) error {
	if v.HTML && !c.json {
		return docPage.Execute(c.out, out)
	}
	return c.print(out, func(p *printer) {
		for i, a := range out {
			if i > 0 {
				p.line("")
			}
			a.print(p)
		}
	})
}

// docWidth is how wide a sentence runs on a terminal.
const docWidth = 100

func (a docAnswer) print(p *printer) {
	p.line("%s", a.Title)
	section := ""
	for _, part := range a.Parts {
		if part.Section != section {
			section = part.Section
			p.line("\n%s", strings.ToUpper(section))
		}
		if part.Heading != a.Title {
			p.line("\n%s", part.Heading)
		}
		for i, s := range part.Sentences {
			indent, mark := "  ", "  "
			if part.items[i] {
				indent, mark = "    ", "  - "
			}
			for k, l := range wrapped(s, docWidth-len(indent)) {
				if k > 0 {
					mark = indent
				}
				p.line("%s%s", mark, l)
			}
		}
	}
}

// wrapped breaks a text into lines of a width, counting letters.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// Rows are a part's sentences for the page: runs of items belong to one list.
func (p docPart) Rows() []docRow {
	var rows []docRow
	for i, s := range p.Sentences {
		if !p.items[i] {
			rows = append(rows, docRow{Text: s})
			continue
		}
		if i == 0 || !p.items[i-1] {
			rows = append(rows, docRow{})
		}
		last := &rows[len(rows)-1]
		last.Items = append(last.Items, s)
	}
	return rows
}

type docRow struct {
	Text  string
	Items []string
}

var docPage = template.Must(template.New("doc").Parse(`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{range $i, $l := .}}{{if $i}}, {{end}}{{$l.Title}}{{end}}</title></head>
<body>
{{range .}}<article>
<h1>{{.Title}}</h1>
{{range .Parts}}<section>
<h2>{{.Heading}}</h2>
{{range .Rows}}{{if .Items}}<ul>{{range .Items}}<li>{{.}}</li>{{end}}</ul>{{else}}<p>{{.Text}}</p>{{end}}
{{end}}</section>
{{end}}</article>
{{end}}</body>
</html>
`))
