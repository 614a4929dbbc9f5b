package main

import (
	"rainmaker/plan/english"
)

// planDiff says in words what one set of letters means that another does not.
type planDiff struct {
	Before string `arg:"" help:"A letter, or a folder of letters and terms, as it was." type:"path"`
	After  string `arg:"" help:"As it is now." type:"path"`
	Fiscal int    `default:"1" help:"Month in which the fiscal year starts, 1 to 12."`
}

// diffAnswer is the changes of one letter, as JSON.
type diffAnswer struct {
	Document string        `json:"document"`
	Plan     string        `json:"plan"`
	Title    string        `json:"title"`
	Changes  []meantAnswer `json:"changes"`
}

type meantAnswer struct {
	About string `json:"about"`
	Text  string `json:"text"`
	// Pays says that pay can differ by it.
	Pays bool `json:"pays"`
	// Was and Now are lines, in the older and the newer version.
	Was int `json:"was,omitempty"`
	Now int `json:"now,omitempty"`
}

func (v *planDiff) run(c *console) error {
	var sets [2]loaded
	for i, path := range []string{v.Before, v.After} {
		l, err := draft{[]string{path}, v.Fiscal}.load()
		if err != nil {
			return err
		}
		if l.diagnostics.HasErrors() {
			l.print(&printer{w: c.err}, l.diagnostics)
			return refused("plan diff", "%s has errors, and what can't be read can't be compared", path).WithWay("see rainmaker plan check")
		}
		sets[i] = l
	}
	out := diffAnswerOf(english.DiffAll(sets[0].set.Programs, sets[1].set.Programs))
	return c.print(out, func(p *printer) { printDiff(p, out) })
}

func diffAnswerOf(letters []english.PlanChanges) []diffAnswer {
	out := []diffAnswer{}
	for _, l := range letters {
		a := diffAnswer{l.Document, l.Plan, l.Title, []meantAnswer{}}
		for _, c := range l.Changes {
			a.Changes = append(a.Changes, meantAnswer{c.About, c.Text, c.Pays, c.Was.Start.Line, c.Now.Start.Line})
		}
		out = append(out, a)
	}
	return out
}

func printDiff(p *printer, letters []diffAnswer) {
	if len(letters) == 0 {
		p.line("Nothing means anything else: the letters differ in layout or prose at most.")
	}
	for _, l := range letters {
		p.line("%s, %s", l.Title, l.Document)
		about := ""
		for _, c := range l.Changes {
			if c.About != about {
				about = c.About
				p.line("  %s", about)
			}
			for i, text := range wrapped(c.Text, docWidth-6) {
				mark := "    - "
				if i > 0 {
					mark = "      "
				}
				p.line("%s%s", mark, text)
			}
		}
	}
}
