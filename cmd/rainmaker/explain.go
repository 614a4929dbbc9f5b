package main

import (
	"strings"

	"rainmaker"
	"rainmaker/desk/statement"
)

type explainVerb struct {
	Payee   string `required:"" help:"Whose statement: the payee's id, or the full name where one person has it."`
	Plan    string `help:"Which plan; the payee's only one when left out."`
	Period  string `help:"Which pay period (2017Q2, 2026-11, 2012-05-30); the newest that has begun when left out."`
	Version int    `help:"An earlier version of the statement, counted from 1; the last when left out."`
	Deal    string `help:"Only this deal, with its proof: the event's id."`
	CSV     bool   `name:"csv" help:"Print the statement's lines as CSV."`

	Sentences bool `help:"Say every line in a sentence."`
	WhyNot    bool `help:"Say what pays nothing, and the smallest change that would make it pay; with --deal, of that deal." xor:"what"`
	Against   int  `help:"Say by cause how the statement differs from an earlier version, counted from 1." xor:"what"`
}

func (*explainVerb) begins() bool                  { return false }
func (*explainVerb) gather() ([]attachment, error) { return nil, nil }

func (v *explainVerb) work(c *console, co *company, _ []attachment) error {
	payee, err := co.statement.PayeeNamed(c.ctx, c.who, v.Payee)
	if err != nil {
		return err
	}
	key := rainmaker.StatementKey{Payee: payee, Plan: rainmaker.PlanName(v.Plan), Period: v.Period}
	switch {
	case v.Against != 0:
		return v.difference(c, co, key)
	case v.WhyNot && v.Deal != "":
		return v.whyNot(c, co, key)
	}
	page, err := co.statement.Statement(c.ctx, c.who, key, v.Version)
	if err != nil {
		return err
	}
	switch {
	case v.WhyNot:
		return v.nothing(c, co, page)
	case v.Deal != "":
		return v.deal(c, co, page)
	case v.CSV && !c.json:
		return plainExport(page).WriteCSV(c.out)
	default:
		return c.print(statementAnswerOf(page), func(p *printer) { printStatement(p, page, v.Sentences) })
	}
}

// deal prints the proof of every line of a deal, and why it does not pay where it does not.
func (v *explainVerb) deal(c *console, co *company, page statement.Page) error {
	key := rainmaker.StatementKey{Payee: page.Payee, Plan: page.Plan, Period: page.Period}
	var proofs []statement.Proof
	answer := dealAnswer{Proofs: []proofAnswer{}, NotPaid: []unpaidAnswer{}}
	for _, k := range page.Components {
		for _, l := range k.Lines {
			if l.Event.ID != v.Deal {
				continue
			}
			ref := l.Key()
			if ref.Window == "" {
				ref.Window = key.Period
			}
			proof, err := co.statement.Proof(c.ctx, c.who, key, page.Stamp.Version, ref)
			if err != nil {
				return err
			}
			proofs = append(proofs, proof)
			answer.Proofs = append(answer.Proofs, proofAnswerOf(k.Name, proof))
		}
	}
	unpaid := unpaidOf(page, v.Deal)
	if len(proofs) == 0 && len(unpaid) == 0 {
		return rainmaker.Errorf(rainmaker.NotFound, "explain", "deal %q is not on the statement of %s for %s, paid or not", v.Deal, page.Name, page.Period).
			WithWay("rainmaker explain without --deal lists what is")
	}
	for _, r := range unpaid {
		answer.NotPaid = append(answer.NotPaid, unpaidAnswer{r.Deals[0].Deal, r.Deals[0].Event.ID, r.Component, r.Deals[0].Says, r.Text})
	}
	return c.print(answer, func(p *printer) {
		for _, proof := range proofs {
			printProof(p, proof)
		}
		for _, r := range unpaid {
			p.line("Not paid: %s. %s", strings.TrimSpace(r.Deals[0].Deal+" "+r.Deals[0].Says), r.Text)
		}
	})
}

// unpaidOf are the reasons why a deal does not pay, each with that deal only.
func unpaidOf(page statement.Page, deal string) []statement.Reason {
	var reasons []statement.Reason
	for _, r := range page.NotPaid {
		for _, d := range r.Deals {
			if d.Event.ID == deal {
				r.Deals = []statement.UnpaidDeal{d}
				reasons = append(reasons, r)
				break
			}
		}
	}
	return reasons
}

// statementAnswer is a statement as JSON.
type statementAnswer struct {
	statement.Export
	Changes []changeAnswer `json:"changes"` // against the version before
}

type changeAnswer struct {
	Label string        `json:"label"` // of the component
	Event string        `json:"event"`
	ID    string        `json:"id"`
	Deal  string        `json:"deal"`
	Cut   rainmaker.Cut `json:"cut,omitzero"`
	Was   string        `json:"was"`
	Now   string        `json:"now"`
	Why   string        `json:"why"`
}

func statementAnswerOf(page statement.Page) statementAnswer {
	a := statementAnswer{Export: plainExport(page), Changes: []changeAnswer{}}
	for _, ch := range page.Changes {
		a.Changes = append(a.Changes, changeAnswer{ch.Component, ch.Event.Name, ch.Event.ID, ch.Deal, ch.Line.Cut, ch.Was.Plain(), ch.Now.Plain(), ch.Why})
	}
	return a
}

// plain is a figure as programs read it: no commas between thousands, and a hyphen for minus. One that a decimal can't end
// keeps its "…".
var plain = strings.NewReplacer(",", "", "−", "-").Replace

func plainExport(page statement.Page) statement.Export {
	e := page.Export()
	for i := range e.Components {
		for j := range e.Components[i].Lines {
			l := &e.Components[i].Lines[j]
			l.Credit = plain(l.Credit)
			for k := range l.Slices {
				l.Slices[k].Credit, l.Slices[k].Amount = plain(l.Slices[k].Credit), plain(l.Slices[k].Amount)
			}
		}
	}
	return e
}

// dealAnswer is what a deal earns and why, as JSON.
type dealAnswer struct {
	Proofs  []proofAnswer  `json:"proofs"`
	NotPaid []unpaidAnswer `json:"not_paid"`
}

type proofAnswer struct {
	Payee     rainmaker.PayeeID `json:"payee"`
	Period    string            `json:"period"`
	Component string            `json:"component"`
	Label     string            `json:"label"`
	Event     string            `json:"event"`
	ID        string            `json:"id"`
	Deal      string            `json:"deal"`
	Cut       rainmaker.Cut     `json:"cut,omitzero"`
	Sentence  string            `json:"sentence"`
	Formula   string            `json:"formula"`
	Slices    []proofSlice      `json:"slices"`
	Exact     string            `json:"exact"`
	Rounding  string            `json:"rounding"`
	Before    string            `json:"posted_before"`
	Amount    string            `json:"amount"`
	WhyTier   []string          `json:"why_tier"`
	RestsOn   []namedFrom       `json:"rests_on"`
	Source    sourceAnswer      `json:"source"`
	Agrees    bool              `json:"recomputed_identical"`
}

type proofSlice struct {
	Tier  string      `json:"tier"`
	Steps []proofStep `json:"steps"`
	Exact string      `json:"exact"`
}

type proofStep struct {
	Op    string `json:"op,omitempty"`
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"`
}

type namedFrom struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"`
}

type sourceAnswer struct {
	File   string            `json:"file"`
	Row    int               `json:"row"`
	Import rainmaker.BatchID `json:"import"`
	Fields []nameValue       `json:"fields"`
}

type nameValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type unpaidAnswer struct {
	Deal      string `json:"deal"`
	ID        string `json:"id"`
	Component string `json:"component,omitempty"`
	Says      string `json:"says,omitempty"`
	Reason    string `json:"reason"`
}

func proofAnswerOf(component string, p statement.Proof) proofAnswer {
	a := proofAnswer{
		Payee: p.Payee, Period: p.Period, Component: component, Label: p.Label, Event: p.Event.Name, ID: p.Event.ID, Deal: p.Deal, Cut: p.Cut,
		Sentence: p.Sentence,
		Formula:  p.Formula, Slices: []proofSlice{}, Exact: plain(p.Exact), Rounding: plain(p.Rounding), Before: p.Before.Plain(),
		Amount: p.Amount.Plain(), WhyTier: append([]string{}, p.WhyTier...), RestsOn: []namedFrom{}, Agrees: p.Agrees,
		Source: sourceAnswer{File: p.Source.File, Row: p.Source.Row, Import: p.Source.Batch, Fields: []nameValue{}},
	}
	for _, s := range p.Slices {
		slice := proofSlice{Tier: s.Text, Steps: []proofStep{}, Exact: plain(s.Exact)}
		for _, step := range s.Steps {
			slice.Steps = append(slice.Steps, proofStep{step.Op, step.Name, plain(step.Value), step.From})
		}
		a.Slices = append(a.Slices, slice)
	}
	for _, r := range p.Rests {
		a.RestsOn = append(a.RestsOn, namedFrom{r.Name, r.Value, r.From})
	}
	for _, f := range p.Source.Fields {
		a.Source.Fields = append(a.Source.Fields, nameValue{f.Name, f.Text})
	}
	return a
}
