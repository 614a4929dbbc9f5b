package main

import (
	"rainmaker"
	"rainmaker/desk/payrun"
	"rainmaker/trial"
)

type planAudit struct {
	All bool `help:"Print every deal of a finding; the first ten when left out."`
}

func (*planAudit) begins() bool                  { return false }
func (*planAudit) gather() ([]attachment, error) { return nil, nil }

func (v *planAudit) work(c *console, co *company, _ []attachment) error {
	audited, err := co.payrun.Audit(c.ctx, c.who, 0)
	if err != nil {
		return err
	}
	a := auditAnswerOf(audited)
	return c.print(a, func(p *printer) { a.print(p, v.All) })
}

// auditAnswer is what the letters of the newest run leave out or count twice, as JSON.
type auditAnswer struct {
	Run      rainmaker.RunID     `json:"run"`
	Edition  rainmaker.EditionID `json:"edition"`
	Findings []findingAnswer     `json:"findings"`
}

type findingAnswer struct {
	Kind     trial.FindingKind `json:"kind"`
	Why      string            `json:"why"`
	Document string            `json:"document,omitempty"` // of the clause it comes from
	Line     int               `json:"line,omitempty"`
	Deals    []foundAnswer     `json:"deals"`
}

type foundAnswer struct {
	Event  string            `json:"event"`
	ID     string            `json:"id"`
	Source rainmaker.Source  `json:"source"`
	Payee  rainmaker.PayeeID `json:"payee,omitempty"`
	Name   string            `json:"name,omitempty"`
	Says   string            `json:"says"`
}

func auditAnswerOf(audited payrun.Audited) auditAnswer {
	a := auditAnswer{Run: audited.Run.ID, Edition: audited.Run.Edition, Findings: []findingAnswer{}}
	for _, f := range audited.Findings {
		out := findingAnswer{Kind: f.Kind, Why: f.Why, Document: f.At.Doc, Line: f.At.Start.Line}
		for i, d := range f.Deals {
			out.Deals = append(out.Deals, foundAnswer{d.Event.Name, d.Event.ID, d.Source, d.Payee, f.Names[i], d.Says})
		}
		a.Findings = append(a.Findings, out)
	}
	return a
}

// dealsShown is how many deals of a finding are printed unless all are asked for.
const dealsShown = 10

func (a auditAnswer) print(p *printer, all bool) {
	for _, f := range a.Findings {
		p.line("%s, %s: %s", f.Kind, several(len(f.Deals), "deal"), f.Why)
		for i, d := range f.Deals {
			if i == dealsShown && !all {
				p.line("  and %d more", len(f.Deals)-dealsShown)
				break
			}
			who := ""
			if d.Name != "" {
				who = d.Name + ": "
			}
			p.line("  %s %s (%s): %s%s", d.Event, d.ID, d.Source, who, d.Says)
		}
	}
	p.line("%s in run %d of edition %d.", several(len(a.Findings), "finding"), a.Run, a.Edition)
}
