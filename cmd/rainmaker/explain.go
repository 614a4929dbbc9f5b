package main

import (
	"io"
	"strings"

	"rainmaker"
	"rainmaker/desk/statement"
)

type explainVerb struct {
	Payee  string `required:"" help:"Whose statement: the payee's id."`
	Plan   string `help:"Which plan; the payee's only one when left out."`
	Period string `help:"Which pay period (2017Q2, 2026-11, 2012-05-30); the newest that has begun when left out."`
	Deal   string `help:"Only this deal, with its proof: the event's id."`
	CSV    bool   `name:"csv" help:"Print the statement's lines as CSV."`
}

func (v explainVerb) Run(c *console) error {
	return c.with(func(co *company) error {
		home, err := co.statement.Home(c.ctx, operator(), rainmaker.PayeeID(v.Payee), rainmaker.PlanName(v.Plan), v.Period)
		if err != nil {
			return err
		}
		key := rainmaker.StatementKey{Payee: home.Payee, Plan: home.Plan, Period: home.Period}
		page, err := co.statement.Statement(c.ctx, operator(), key, 0)
		if err != nil {
			return err
		}
		switch {
		case v.Deal != "":
			return v.deal(c, co, key, page)
		case v.CSV:
			return page.Export().WriteCSV(c.out)
		default:
			return c.print(page.Export(), func(w io.Writer) error { return writeStatement(w, page) })
		}
	})
}

// deal prints the proof of every line of a deal, and why it does not pay where it does not.
func (v explainVerb) deal(c *console, co *company, key rainmaker.StatementKey, page statement.Page) error {
	var proofs []statement.Proof
	for _, k := range page.Components {
		for _, l := range k.Lines {
			if l.Event.ID != v.Deal {
				continue
			}
			window := l.Window
			if window == "" {
				window = key.Period
			}
			proof, err := co.statement.Proof(c.ctx, operator(), key, 0, statement.LineRef{Component: k.Name, Event: l.Event, Window: window})
			if err != nil {
				return err
			}
			proofs = append(proofs, proof)
		}
	}
	var reasons []statement.Reason
	for _, r := range page.NotPaid {
		for _, d := range r.Deals {
			if d.Event.ID == v.Deal {
				r.Deals = []statement.UnpaidDeal{d}
				reasons = append(reasons, r)
				break
			}
		}
	}
	if len(proofs) == 0 && len(reasons) == 0 {
		return rainmaker.Errorf(rainmaker.NotFound, "explain", "deal %q is not on the statement of %s for %s, paid or not", v.Deal, page.Name, page.Period).
			WithWay("rainmaker explain without --deal lists what is")
	}
	return c.print(map[string]any{"proofs": proofs, "not_paid": reasons}, func(w io.Writer) error {
		p := &printer{w: w}
		for _, proof := range proofs {
			writeProof(p, proof)
		}
		for _, r := range reasons {
			p.line("Not paid: %s %s. %s", r.Deals[0].Deal, r.Deals[0].Says, r.Text)
		}
		return p.err
	})
}

// column pads a text to a width, counting letters.
func column(text string, width int) string {
	if n := len([]rune(text)); n < width {
		return text + strings.Repeat(" ", width-n)
	}
	return text
}

func right(text string, width int) string {
	if n := len([]rune(text)); n < width {
		return strings.Repeat(" ", width-n) + text
	}
	return text
}

// writeStatement draws the statement as a tree: component, deal, tier.
func writeStatement(w io.Writer, page statement.Page) error {
	p := &printer{w: w}
	p.line("%s, %s, %s (%s)", page.Name, page.PlanLabel, page.Period, page.Span)
	if page.Blocked != "" {
		p.line("Blocked: %s", page.Blocked)
	}
	if page.Empty != "" {
		p.line("%s", page.Empty)
	}
	for _, k := range page.Components {
		p.line("%s %s", column(k.Label, 64), right(k.Total.Figure(), 14))
		for i, l := range k.Lines {
			branch, stem := "├─", "│ "
			if i == len(k.Lines)-1 {
				branch, stem = "└─", "  "
			}
			text := branch + " " + l.Deal + " " + l.Event.ID + "  " + l.Credit
			if len(l.Slices) == 1 && l.Rate != "" {
				text += " × " + l.Rate + " (" + l.Slices[0].Text + ")"
			}
			p.line("%s %s", column(text, 64), right(l.Amount.Figure(), 14))
			if len(l.Slices) < 2 {
				continue
			}
			for j, s := range l.Slices {
				leaf := "├─"
				if j == len(l.Slices)-1 {
					leaf = "└─"
				}
				part := s.Text
				if s.Rate != "" {
					part = s.Credit + " × " + s.Rate + " (" + s.Text + ")"
				}
				p.line("%s %s", column(stem+leaf+" "+part, 64), right(s.Exact, 14))
			}
		}
		if k.Empty != "" {
			p.line("   %s", k.Empty)
		}
	}
	p.line("%s %s", column("Total, "+string(page.Currency), 64), right(page.Total.Figure(), 14))
	for _, r := range page.NotPaid {
		p.line("Not paid, %d: %s", len(r.Deals), r.Text)
	}
	if page.Check.Agrees {
		p.line("Calculated again just now from its pinned inputs: identical.")
	} else {
		p.line("Calculated again just now from its pinned inputs: DIFFERENT; please report it.")
	}
	return p.err
}

func writeProof(p *printer, proof statement.Proof) {
	p.line("%s, %s: %s", proof.Deal, proof.Label, proof.Amount)
	p.line("  %s", proof.Sentence)
	p.line("  %s", proof.Formula)
	for _, s := range proof.Slices {
		p.line("  %s", s.Text)
		for _, step := range s.Steps {
			p.line("    %s %s %s   %s", column(step.Op, 1), column(step.Name, 28), right(step.Value, 16), step.From)
		}
		p.line("    = %s %s", column("exact", 28), right(s.Exact, 16))
	}
	p.line("  exact %s, rounding share %s, this line %s", proof.Exact, proof.Rounding, proof.Amount)
	for _, why := range proof.WhyTier {
		p.line("  %s", why)
	}
	for _, r := range proof.Rests {
		p.line("  rests on %s %s (%s)", r.Name, r.Value, r.From)
	}
	for _, x := range proof.Credits {
		p.line("  %s: %s", x.Name, x.Text)
	}
	p.line("  read from %s, row %d:", proof.Source.File, proof.Source.Row)
	for _, f := range proof.Source.Fields {
		p.line("    %s %s", column(f.Name, 28), f.Text)
	}
}
