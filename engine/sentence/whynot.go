package sentence

import (
	"fmt"
	"strings"

	"rainmaker"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Remedy says with which change a deal would pay, and what; name is what people call a payee.
func (t *Teller) Remedy(r engine.Remedy, name func(rainmaker.PayeeID) string) string {
	parts, short := make([]string, len(r.Changes)), ""
	for i, ch := range r.Changes {
		parts[i] = t.change(ch, name)
		if ch.Short != nil && len(r.Changes) == 1 {
			short = "; with " + t.valueOf(*ch.Short, name) + " it would not"
		}
	}
	text := fmt.Sprintf("With %s it would pay %s of %s%s.", list(parts), r.Pays.Figure(), r.Label, short)
	if r.Total == r.Pays {
		return text
	}
	return text + fmt.Sprintf(" All that %s then changes by %s, other lines included.", t.earns(), r.Total.Figure())
}

func (t *Teller) earns() string {
	if t.who == You {
		return "you earn"
	}
	return t.who + " earns"
}

func (t *Teller) change(ch engine.Change, name func(rainmaker.PayeeID) string) string {
	whose := "your"
	if t.who != You {
		whose = t.who + "’s"
	}
	was, now := t.valueOf(ch.Was, name), t.valueOf(ch.Now, name)
	switch {
	case ch.Kind == engine.ChangeFrom:
		return fmt.Sprintf("%s assignment to the plan from %s instead of %s", whose, now, was)
	case ch.Kind == engine.ChangeThrough:
		return fmt.Sprintf("%s assignment to the plan through %s instead of %s", whose, now, was)
	case ch.Was.None:
		return fmt.Sprintf("%s %s", ch.Name, now)
	}
	text := fmt.Sprintf("%s %s instead of %s", ch.Name, now, was)
	if ch.Now.Kind == ir.Money && !ch.Now.None {
		by, word := ch.Now.Num.Sub(ch.Was.Num), "more"
		if by.Sign() < 0 {
			by, word = by.Neg(), "less"
		}
		text += fmt.Sprintf(" (%s %s)", value(ir.MoneyOf(by, ch.Now.Currency), t.prog.Plan.Currency), word)
	}
	return text
}

func (t *Teller) valueOf(v ir.Value, name func(rainmaker.PayeeID) string) string {
	if v.Kind == ir.Payee && !v.None {
		return name(rainmaker.PayeeID(v.Text))
	}
	return value(v, t.prog.Plan.Currency)
}

// Hindrance says one reason why a component pays nothing for a window.
func (t *Teller) Hindrance(u engine.Unearned, h engine.Hindrance) string {
	switch h.Kind {
	case engine.HinderGate:
		return sentenceCase(gateText(h.Text)) + "."
	case engine.HinderTier:
		return sentenceCase(h.Text) + ", which pays nothing."
	case engine.HinderPlace:
		if h.Text == "" {
			return "Nobody has a prize of it, or no part in it."
		}
		return sentenceCase(h.Text) + " wins nothing."
	case engine.HinderNoCredit:
		return fmt.Sprintf("Nothing that counts for it is credited in %s.", u.Window.Label)
	default:
		if h.Text == "" {
			return "What it pays comes to nothing."
		}
		return sentenceCase(h.Text) + ", for which it pays nothing."
	}
}

func sentenceCase(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Unearned says what further credit would make a component pay for a window; and plainly where none alone would.
func (t *Teller) Unearned(u engine.Unearned) string {
	if len(u.Needs) == 0 {
		return "No further credit alone would make it pay."
	}
	if n := u.Needs[0]; len(u.Needs) == 1 && n.Amount.Kind == ir.Money && n.Amount.Num.Cmp(money.Whole(1)) < 0 {
		return fmt.Sprintf("Whatever is credited of %s by %s pays.", n.Label, u.By.Long())
	}
	parts := make([]string, len(u.Needs))
	for i, n := range u.Needs {
		parts[i] = t.need(n, n.Amount)
	}
	word, short := "makes", "does"
	if u.Over {
		word, short = "would have made", "would"
	}
	verb := list(parts) + " credited by " + u.By.Long()
	text := fmt.Sprintf("%s %s it pay %s for %s", sentenceCase(verb), word, u.Pays.Figure(), u.Window.Label)
	if n := u.Needs[0]; len(u.Needs) == 1 && !n.Short.Num.IsZero() {
		return fmt.Sprintf("%s; %s %s not.", text, t.need(n, n.Short), short)
	}
	return text + "."
}

func (t *Teller) need(n engine.Need, v ir.Value) string {
	switch {
	case v.Kind == ir.Money:
		return fmt.Sprintf("%s more of %s", value(v, t.prog.Plan.Currency), n.Label)
	case v.Num.Equal(money.Whole(1)):
		return "one more of " + n.Label
	default:
		return fmt.Sprintf("%s more of %s", decimal(v.Num, places), n.Label)
	}
}
