package sentence

import (
	"fmt"

	"rainmaker"
)

// of is what a payable part is of: its deal and component, or the component and window.
func (t *Teller) of(r rainmaker.LineRef) string {
	if r.Event == (rainmaker.EventRef{}) {
		return fmt.Sprintf("%s for %s", r.Label, r.Window)
	}
	return fmt.Sprintf("%s, %s", t.deal(r.Event), r.Label)
}

// Part says what became payable of a line.
func (t *Teller) Part(p rainmaker.PayablePart) string {
	text := fmt.Sprintf("%s: %s is payable since %s", t.of(p.LineRef), p.Amount.Figure(), p.Due.Long())
	if p.Amount.Sign() < 0 {
		text = fmt.Sprintf("%s: %s that was payable since %s is taken back", t.of(p.LineRef), p.Amount.Neg().Figure(), p.Due.Long())
	}
	if p.Text != "" {
		text += " (" + p.Text + ")"
	}
	if p.Advanced {
		text += "; it is an advance, not yet earned"
	}
	return text + "."
}

// Waiting says what is earned and not payable yet, and what it waits for.
func (t *Teller) Waiting(w rainmaker.WaitingPart) string {
	until := "for " + w.For
	if w.Due != nil {
		until = "until " + w.Due.Long()
	}
	text := fmt.Sprintf("%s: %s waits %s", t.of(w.LineRef), w.Amount.Figure(), until)
	if w.Text != "" {
		text += " (" + w.Text + ")"
	}
	return text + "."
}

// Clawback says what a clawback took of a deal, and why not all or more.
func (t *Teller) Clawback(c rainmaker.ClawbackLine) string {
	component := c.Component
	for _, k := range t.prog.Components {
		if k.Name == c.Component && k.Label != "" {
			component = k.Label
		}
	}
	earned := fmt.Sprintf("%s earned %s", component, c.Earned.Figure())
	if c.NeverBooked {
		earned = fmt.Sprintf("%s had become payable of %s because of it, other deals included", c.Earned.Figure(), component)
	}
	text := fmt.Sprintf("%s: %s on %s; %s; %s stays (%s)", t.deal(c.Event), c.Label, c.On.Long(), earned, c.Kept.Figure(), percent(c.Share))
	if !c.Lapsed.IsZero() {
		text += fmt.Sprintf("; %s was not payable yet and lapses", c.Lapsed.Figure())
	}
	if !c.Before.IsZero() {
		text += fmt.Sprintf("; %s had been taken before", c.Before.Neg().Figure())
	}
	if c.Amount.IsZero() {
		return text + "; nothing is taken back."
	}
	if c.Amount.Sign() > 0 {
		return text + fmt.Sprintf("; %s is given back.", c.Amount.Figure())
	}
	return text + fmt.Sprintf("; %s is taken back.", c.Amount.Neg().Figure())
}

// Step says one movement between what is payable and what is paid.
func (t *Teller) Step(s rainmaker.SettlementStep) string {
	text, taken := s.Amount.Figure(), s.Amount.Neg().Figure()
	switch s.Kind {
	case rainmaker.StepTake:
		return fmt.Sprintf("%s more is owed as %s.", text, s.Balance)
	case rainmaker.StepGiveBack:
		return fmt.Sprintf("%s less is owed as %s.", taken, s.Balance)
	case rainmaker.StepRelease:
		return fmt.Sprintf("%s comes back from %s, where it was held.", text, s.Balance)
	case rainmaker.StepRecover:
		return fmt.Sprintf("%s is kept to pay off %s.", taken, s.Balance)
	case rainmaker.StepTopUp:
		return fmt.Sprintf("%s is drawn on top, and owed as %s.", text, s.Balance)
	case rainmaker.StepGuarantee:
		return fmt.Sprintf("%s is added to what is guaranteed, and not owed.", text)
	case rainmaker.StepHold:
		return fmt.Sprintf("%s is held as %s for later.", taken, s.Balance)
	case rainmaker.StepForgive:
		return fmt.Sprintf("%s of %s is forgiven and no longer owed.", taken, s.Balance)
	case rainmaker.StepShortfall:
		return fmt.Sprintf("%s is below zero, so nothing is paid for it and it is owed as %s.", text, s.Balance)
	default:
		return ""
	}
}

// Balance says where a debt or a reserve stands before and after.
func (t *Teller) Balance(b rainmaker.Balance) string {
	word := "was owed"
	if b.Kind == rainmaker.ReserveBalance {
		word = "was held"
	}
	return fmt.Sprintf("%s: %s %s before, %s after.", b.Name, b.Before.Figure(), word, b.After.Figure())
}
