package main

import (
	"slices"
	"strings"

	"rainmaker/desk/statement"
)

// Widths of a statement on a terminal of 80 columns.
const (
	textWidth   = 64
	amountWidth = 14
)

// column pads a text to a width, counting letters.
func column(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-len([]rune(text))))
}

func right(text string, width int) string {
	return strings.Repeat(" ", max(0, width-len([]rune(text)))) + text
}

// printStatement draws a statement as a tree: component, deal, tier; told, with each line in a sentence too.
func printStatement(p *printer, page statement.Page, told bool) {
	if page.Plan == "" { // nothing was calculated yet
		p.line("%s", page.Empty)
		return
	}
	p.line("%s, %s, %s (%s)", page.Name, page.PlanLabel, page.Period, page.Span)
	if page.Blocked != "" {
		p.line("Blocked: %s", page.Blocked)
		if !readable(page) {
			return
		}
		p.line("What follows is the version before it.")
	}
	if page.Stamp.Stale != "" {
		p.line("Note: %s.", page.Stamp.Stale)
	}
	if page.Empty != "" {
		p.line("%s", page.Empty)
	}
	for _, k := range page.Components {
		printComponent(p, k, told)
	}
	p.line("%s %s", column("Total, "+string(page.Currency), textWidth), right(page.Total.Figure(), amountWidth))
	for _, r := range page.NotPaid {
		printReason(p, r)
	}
	if len(page.Changes) > 0 {
		p.line("Changed since version %d:", page.Stamp.Version-1)
	}
	for _, ch := range page.Changes {
		p.line("  %s, %s: %s became %s: %s", ch.Deal, ch.Component, ch.Was.Figure(), ch.Now.Figure(), ch.Why)
	}
	if page.Check.Agrees {
		p.line("Calculated again just now from its pinned inputs: identical.")
	} else {
		p.line("Calculated again just now from its pinned inputs: DIFFERENT; please report it.")
	}
}

// readable reports whether a statement that is blocked now had a version that was not, which is the one shown.
func readable(page statement.Page) bool {
	return slices.ContainsFunc(page.Versions, func(v statement.Version) bool {
		return v.Version == page.Stamp.Version && v.Blocked == ""
	})
}

func printComponent(p *printer, k statement.Component, told bool) {
	p.line("%s %s", column(k.Label, textWidth), right(k.Total.Figure(), amountWidth))
	for i, l := range k.Lines {
		branch, stem := "├─", "│ "
		if i == len(k.Lines)-1 {
			branch, stem = "└─", "  "
		}
		text := branch + " " + l.Deal
		if l.Deal != l.Event.ID {
			text += " " + l.Event.ID
		}
		text += "  " + l.Credit
		if len(l.Slices) == 1 && l.Rate != "" {
			text += " × " + l.Rate + " (" + l.Slices[0].Text + ")"
		}
		p.line("%s %s", column(text, textWidth), right(l.Amount.Figure(), amountWidth))
		if len(l.Slices) > 1 {
			printSlices(p, stem, l.Slices)
		}
		if told {
			p.line("%s %s", stem, l.Sentence)
		}
	}
	if k.Empty != "" {
		p.line("   %s", k.Empty)
	}
}

func printSlices(p *printer, stem string, parts []statement.Slice) {
	for j, s := range parts {
		leaf := "├─"
		if j == len(parts)-1 {
			leaf = "└─"
		}
		part := s.Text
		if s.Rate != "" {
			part = s.Credit + " × " + s.Rate + " (" + s.Text + ")"
		}
		p.line("%s %s", column(stem+leaf+" "+part, textWidth), right(s.Exact, amountWidth))
	}
}

// printReason names the deals that do not pay for one reason, as many as fit.
func printReason(p *printer, r statement.Reason) {
	const most = 5
	names := make([]string, 0, most)
	for i, d := range r.Deals {
		if i == most {
			names = append(names, "…")
			break
		}
		names = append(names, d.Event.ID)
	}
	p.line("Not paid, %d (%s): %s", len(r.Deals), strings.Join(names, ", "), r.Text)
}

// printProof prints what a line is made of, down to the row it was read from.
func printProof(p *printer, proof statement.Proof) {
	p.line("%s, %s: %s", proof.Deal, proof.Label, proof.Amount)
	for _, text := range []string{proof.Sentence, proof.Formula} {
		if text != "" {
			p.line("  %s", text)
		}
	}
	for _, s := range proof.Slices {
		p.line("  %s", s.Text)
		for _, step := range s.Steps {
			p.line("    %s %s %s   %s", column(step.Op, 1), column(step.Name, 28), right(step.Value, 16), step.From)
		}
		p.line("    = %s %s", column("exact", 28), right(s.Exact, 16))
	}
	p.line("  exact %s, rounding share %s, posted before %s, this line %s", proof.Exact, proof.Rounding, proof.Before.Figure(),
		proof.Amount.Figure())
	for _, why := range proof.WhyTier {
		p.line("  %s", why)
	}
	for _, r := range proof.Rests {
		p.line("  rests on %s %s (%s)", r.Name, r.Value, r.From)
	}
	for _, x := range proof.Credits {
		p.line("  %s: %s", x.Name, x.Text)
	}
	if proof.Source.File == "" {
		return
	}
	p.line("  read from %s, row %d:", proof.Source.File, proof.Source.Row)
	for _, f := range proof.Source.Fields {
		p.line("    %s %s", column(f.Name, 28), f.Text)
	}
}
