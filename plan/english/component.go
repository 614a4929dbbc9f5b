package english

import (
	"fmt"

	"rainmaker/money"
	"rainmaker/plan/ir"
)

func (w *writer) component(k *ir.Component) {
	name := w.names.of(k.Name)
	w.part(Pay, "component", k.Name, upper(name), k.Kind.String(), k.At, *k)
	switch k.Kind {
	case ir.Pool:
		w.pool(k)
	case ir.Contest:
		w.contest(k)
	case ir.Bonus:
		when := "once it has ended"
		if k.ToDate {
			when = "on what is reached so far, less what was paid before"
		}
		w.say(Clause{
			Key: "window", Text: fmt.Sprintf("This bonus is worked out for %s, %s.", w.each(k.Window), when), Subject: "what it is worked out for",
			Value: w.each(k.Window) + ", " + when,
		})
	default:
		as := ""
		if len(k.Roles) > 0 {
			as = " as " + list(k.Roles, "or")
		}
		text := fmt.Sprintf("You earn it on what is credited to you%s: %s.", as, w.names.of(w.p.Credits[k.Credit].Name))
		w.say(Clause{Key: "credit", Text: text, Subject: "what it is earned on", Value: w.credits(k.Credit, k.Roles)})
		w.say(Clause{
			Key: "window", Text: fmt.Sprintf("It is worked out over %s.", w.the(k.Window)), Subject: "what it is worked out over", Value: w.the(k.Window),
		})
	}
	w.terms(k, &k.Terms, nil)
	w.notes(k)
	for i := range k.Exceptions {
		w.exception(k, &k.Exceptions[i])
	}
}

// terms are the clauses that decide the amount. has says which kinds an exception replaces; nil: those of a component.
func (w *writer) terms(k *ir.Component, t *ir.Terms, has map[string]bool) {
	w.selects(t, has)
	w.rate(k, t)
	if t.Tiers != nil {
		w.tiers(t)
	}
	for i, x := range t.Times {
		what := w.multiplier(x)
		w.say(Clause{
			Key: fmt.Sprintf("times %d", i), Text: fmt.Sprintf("The amount is multiplied by %s.", what), Subject: nth("the multiplier", i, len(t.Times)),
			Value: what, Amount: constant(x),
		})
	}
	for i, g := range t.Gates {
		w.gate(k, g, i, len(t.Gates))
	}
	for _, l := range t.Limits {
		w.limit(l)
	}
	w.payable(t, has)
	if t.PaidIn != nil {
		w.paidIn(t.PaidIn)
	}
	if t.Advance != nil {
		w.advance(t.Advance)
	}
}

// selects says which credits count.
func (w *writer) selects(t *ir.Terms, has map[string]bool) {
	if t.During != nil {
		span := between(*t.During)
		w.say(Clause{Key: "during", Text: fmt.Sprintf("Only what counts %s pays.", span), Subject: "when it pays", Value: span})
	} else if has["during"] {
		w.say(Clause{Key: "during", Text: "It pays whenever it counts.", Subject: "when it pays", Value: "whenever it counts"})
	}
	for i, x := range t.Where {
		cond := w.expr(x)
		w.say(Clause{
			Key: fmt.Sprintf("where %d", i), Text: fmt.Sprintf("Only where %s.", cond), Subject: nth("the condition on what pays", i, len(t.Where)), Value: cond,
			At: x.At(),
		})
	}
}

// nth tells several things of one kind apart.
func nth(what string, i, n int) string {
	if n == 1 {
		return what
	}
	return fmt.Sprintf("%s (%d)", what, i+1)
}

// rate is what one unit, or the whole thing, pays before tiers and factors.
func (w *writer) rate(k *ir.Component, t *ir.Terms) {
	if t.Rate != nil {
		what := w.expr(t.Rate)
		w.say(Clause{
			Key: "rate", Text: fmt.Sprintf("The rate%s is %s.", w.rateOf(k, t.Rate), what), Subject: "the rate", Value: what, Amount: constant(t.Rate), At: t.Rate.At(),
		})
	}
	if t.Pay == nil {
		return
	}
	what := w.expr(t.Pay)
	text := fmt.Sprintf("It pays %s.", what)
	if k.Credit >= 0 {
		text = fmt.Sprintf("Each %s pays %s.", w.names.of(w.p.Events[w.p.Credits[k.Credit].Event].Name), what)
	}
	w.say(Clause{Key: "pay", Text: text, Subject: "what it pays", Value: what, Amount: constant(t.Pay), At: t.Pay.At()})
}

// rateOf says what a rate is taken of; a rate of money is for each unit that is counted.
func (w *writer) rateOf(k *ir.Component, rate ir.Expr) string {
	switch {
	case k.Credit < 0:
		return ""
	case rate.Type().Kind == ir.Money:
		return " for each unit counted"
	}
	return " on the amount credited"
}

// tiers say what a measure's tiers pay for, and then each tier.
func (w *writer) tiers(t *ir.Terms) {
	by := w.expr(t.Tiers.By)
	var mode string
	switch t.Tiers.Mode {
	case ir.EachSlice:
		mode = "each slice of " + by + " earns its own tier"
	case ir.WholeAmount:
		mode = "everything earns the tier that " + by + " has reached"
	default:
		mode = fmt.Sprintf("each slice of %s up to %s earns its own tier, and everything above that earns the tier reached", by, value(t.Tiers.Above, t.Tiers.By.Type()))
	}
	w.say(Clause{Key: "tiers", Text: "There are tiers: " + mode + ".", Subject: "what the tiers pay for", Value: mode, At: t.Tiers.At})
	for i, tier := range t.Tiers.Tiers {
		from := "from "
		if tier.Above {
			from = "above "
		}
		from += value(tier.Bound, t.Tiers.By.Type())
		at := from
		what := w.expr(tier.Value)
		subject := "the rate " + from
		pays := what
		if tier.Times {
			pays, what, subject = w.factor(t, tier.Value), "× "+w.side(tier.Value), "the factor "+from
		}
		if i == 0 {
			from += ", and below"
		}
		if nth, ok := w.places(t.Tiers, i); ok {
			from = nth
			if !tier.Times && tier.Value.Type().Kind == ir.Money {
				pays += " each"
			}
		}
		w.say(Clause{
			Key: "tier " + tier.Bound.String() + fmt.Sprint(tier.Above), Text: upper(from) + ": " + pays + ".", Subject: subject, Value: what, Amount: constant(tier.Value), Item: true, At: tier.At,
			Noun: fmt.Sprintf("tier %s, %s", at, what),
		})
	}
}

// multiplier is what an amount is multiplied by; of a table it is a figure, not what the table is called after.
func (w *writer) multiplier(x ir.Expr) string {
	if t, ok := x.(*ir.TableRef); ok {
		return w.inTable(t.Name)
	}
	return w.expr(x)
}

func (w *writer) inTable(name string) string {
	return "the figure in the table “" + w.names.of(name) + "”"
}

// factor says what a tier makes of the rate, or of the amount.
func (w *writer) factor(t *ir.Terms, x ir.Expr) string {
	of := "the rate"
	if t.Pay != nil {
		of = "the amount"
	}
	if c := constant(x); c != nil {
		switch {
		case c.Num.IsZero():
			return "nothing"
		case c.Num.Equal(money.Whole(1)):
			return of + " as it is"
		}
	}
	return w.side(x) + " times " + of
}

func (w *writer) notes(k *ir.Component) {
	for _, g := range k.Serves {
		w.say(Clause{Key: "serves " + g, Text: fmt.Sprintf("It serves the goal %s.", spaced(g)), Subject: "that it serves the goal " + spaced(g)})
	}
	if k.Because != "" {
		w.say(Clause{Key: "because", Text: fmt.Sprintf("The reason: %s.", k.Because), Subject: "the reason given", Value: "“" + k.Because + "”"})
	}
	if k.OwnedBy != "" {
		w.say(Clause{Key: "owned", Text: fmt.Sprintf("%s answers for it.", k.OwnedBy), Subject: "who answers for it", Value: k.OwnedBy})
	}
}

// exception says when other clauses stand in, and which.
func (w *writer) exception(k *ir.Component, x *ir.Exception) {
	name := spaced(x.Name)
	cond := w.expr(x.When)
	w.say(Clause{
		Key: "exception " + x.Name, Text: fmt.Sprintf("There is an exception, %s: when %s all through the window, the following holds instead.", name, cond),
		Subject: "when the exception " + name + " holds", Value: cond, At: x.At,
	})
	w.prefix, w.while = "exception "+x.Name+" ", " in the exception "+name
	from := len(w.parts[len(w.parts)-1].Clauses)
	w.terms(k, &x.Terms, x.Has)
	w.prefix, w.while = "", ""
	clauses := w.parts[len(w.parts)-1].Clauses
	for i := from; i < len(clauses); i++ {
		clauses[i].Item = true
	}
}
