package english

import (
	"fmt"

	"rainmaker/plan/ir"
)

// clawback says what is taken back, when, and how much.
func (w *writer) clawback(c *ir.Clawback) {
	name := w.names.of(c.Name)
	w.part(Paying, "clawback", c.Name, upper(name), "clawback", c.At, *c)
	of := w.components(c.Of)
	w.say(Clause{Key: "of", Text: fmt.Sprintf("This takes back pay of %s.", of), Subject: "what it takes back", Value: of})
	when := fmt.Sprintf("%s is within %s of %s", w.date(c.On), duration(c.For), w.date(c.From))
	if c.And != nil {
		when += " and " + w.joined([]ir.Expr{c.And})[0]
	}
	w.say(Clause{Key: "when", Text: fmt.Sprintf("It does so when %s.", when), Subject: "when it does so", Value: when})
	take := w.take(c)
	w.say(Clause{Key: "take", Text: fmt.Sprintf("It takes %s.", take), Subject: "how much it takes", Value: take})
	basis := "as paid: other deals and attainment stay as they were"
	if c.NeverBooked {
		basis = "as if the deal had never been booked: also what it did to the tiers of other deals is undone"
	}
	w.say(Clause{Key: "basis", Text: fmt.Sprintf("It is worked out %s.", basis), Subject: "how it is worked out", Value: basis})
	w.say(Clause{
		Key: "debt", Text: fmt.Sprintf("Parts not yet payable lapse first; what is to be taken beyond them becomes the debt %s.", name),
		Subject: "what becomes of it", Value: "the debt " + name,
	})
	if c.Because != "" {
		w.say(Clause{Key: "because", Text: fmt.Sprintf("The reason: %s.", c.Because), Subject: "the reason given", Value: "“" + c.Because + "”"})
	}
}

func (w *writer) take(c *ir.Clawback) string {
	switch c.Keep {
	case ir.TakeAll:
		return "all of it"
	case ir.TakeShare:
		return w.expr(c.Share) + " of it"
	}
	unit := [...]string{ir.KeepPerDay: "day", ir.KeepPerCompletedMonth: "completed month", ir.KeepPerStartedMonth: "started month"}[c.Keep]
	return fmt.Sprintf("all but %s for each %s since %s, which you keep", w.expr(c.Share), unit, w.date(c.Since))
}

// settle says what happens to what is payable, step by step. Without a settle block all of it is paid.
func (w *writer) settle() {
	s := w.p.Settle
	at := s.At
	if at.IsZero() {
		at = w.p.Plan.At
	}
	w.part(Paying, "settle", "", "Settlement", "settlement", at, s)
	period := w.window(w.p.Plan.Period)
	if len(s.Steps) == 0 {
		w.say(Clause{Key: "all", Text: fmt.Sprintf("What is payable is paid at the end of each %s.", period), Subject: "that all that is payable is paid"})
		return
	}
	if len(s.Steps) == 1 && s.Steps[0].Kind == ir.PayStep {
		w.say(Clause{
			Key: "all", Text: fmt.Sprintf("What is payable is paid at the end of each %s; what stayed below zero before comes off first.", period),
			Subject: "that all that is payable is paid",
		})
		return
	}
	w.say(Clause{
		Key: "begin", Text: fmt.Sprintf("At the end of each %s what is payable is settled, step by step; what stayed below zero before comes off first.", period),
		Subject: "that what is payable is settled step by step",
	})
	for i := range s.Steps {
		w.step(&s.Steps[i])
	}
}

func (w *writer) step(s *ir.Step) {
	var does, key string
	balance := ""
	if s.Balance >= 0 {
		balance = w.names.of(w.p.Balances[s.Balance].Name)
	}
	switch s.Kind {
	case ir.RecoverStep:
		key, does = "recover", "the debt "+balance+" is recovered from it"
		if s.AtMost != nil {
			does += ", at most " + w.expr(s.AtMost)
		}
		if s.Leaving != nil {
			does += ", leaving at least " + w.expr(s.Leaving)
		}
	case ir.TopUpStep:
		key, does = "top up", "it is raised to "+w.expr(s.Amount)
		if s.Balance >= 0 {
			does += "; the difference is lent to you, a draw, and joins the debt " + balance
		} else {
			does += ", a guarantee that is not recovered"
		}
	case ir.HoldStep:
		key, does = "hold", fmt.Sprintf("%s is held back as %s until %s", w.expr(s.Amount), balance, w.date(s.Until))
	case ir.ForgiveStep:
		key, does = "forgive", "the debt "+balance+" is forgiven"
	default:
		key, does = "pay", "the rest is paid"
	}
	if s.When != nil {
		does = "when " + w.expr(s.When) + ", " + does // at the end it would hang on the last clause only
	}
	key += " " + balance
	part := &w.parts[len(w.parts)-1]
	for _, c := range part.Clauses {
		if c.Key == key {
			key += " again"
		}
	}
	w.say(Clause{Key: key, Text: upper(does) + ".", Subject: "the step " + stepName(s, balance), Value: does, Item: true, At: s.At})
}

func stepName(s *ir.Step, balance string) string {
	switch s.Kind {
	case ir.RecoverStep:
		return "that recovers the debt " + balance
	case ir.TopUpStep:
		if s.Balance >= 0 {
			return "that draws on the debt " + balance
		}
		return "that guarantees pay"
	case ir.HoldStep:
		return "that holds back " + balance
	case ir.ForgiveStep:
		return "that forgives the debt " + balance
	}
	return "that pays the rest"
}
