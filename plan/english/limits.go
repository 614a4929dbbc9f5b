package english

import (
	"fmt"

	"rainmaker/plan/ir"
)

// gate is a condition on the window.
func (w *writer) gate(k *ir.Component, g ir.Gate, i, n int) {
	cond := w.expr(g.Cond)
	subject := nth("the gate", i, n)
	if g.Until == nil {
		w.say(Clause{
			Key:     fmt.Sprintf("gate %d", i),
			Text:    fmt.Sprintf("It pays only if %s at the end of %s, and then on everything; otherwise %s is lost.", cond, w.the(k.Window), w.the(k.Window)),
			Subject: subject, Value: cond + ", or the " + w.window(k.Window) + " is lost", At: g.At,
		})
		return
	}
	until := w.date(g.Until)
	w.say(Clause{
		Key: fmt.Sprintf("gate %d", i),
		Text: fmt.Sprintf("It is held until %s: at the end of each %s up to then it is looked at anew, and the first time that %s it pays on everything and stays paid; if that never happens, it is lost.",
			until, w.window(w.p.Plan.Period), cond),
		Subject: subject, Value: cond + ", looked at until " + until, At: g.At,
	})
}

// limit is a cap or a floor.
func (w *writer) limit(l ir.Limit) {
	what := w.expr(l.Amount)
	per := w.a(l.Per)
	if l.Per.Kind == ir.OfEvent {
		per = "for each " + w.window(l.Per)
	}
	word, least := "cap", "most"
	if l.Floor {
		word, least = "floor", "least"
	}
	c := Clause{
		Key: fmt.Sprintf("%s %s", word, per), Text: fmt.Sprintf("It pays at %s %s %s.", least, what, per),
		Subject: "the " + word + " " + per, Value: what, Amount: constant(l.Amount), At: l.At,
		Noun: fmt.Sprintf("%s of %s %s", word, what, per),
	}
	w.say(c)
	if l.Carried {
		w.say(Clause{
			Key: c.Key + " carried", Text: fmt.Sprintf("What the %s of %s cuts opens the next %s’s pay.", word, what, w.window(l.Per)),
			Subject: "that what the " + word + " " + per + " cuts is carried over", At: l.At,
		})
	}
}

// payable says when what is earned may be paid.
func (w *writer) payable(t *ir.Terms, has map[string]bool) {
	if len(t.Payable) == 0 {
		if has["payable"] {
			w.say(Clause{Key: "payable", Text: "All of it is payable at once.", Subject: "when it is payable", Value: "all of it at once"})
		}
		return
	}
	parts := make([]string, len(t.Payable))
	waits := false
	for i, p := range t.Payable {
		share := "the rest"
		switch {
		case p.Share != nil:
			share = w.expr(p.Share)
		case len(t.Payable) == 1:
			share = "all of it"
		}
		parts[i] = share + " " + w.partWhen(p)
		waits = waits || p.Date != nil && p.Date.Type().OrNone
	}
	how := list(parts, "and")
	text := fmt.Sprintf("Of what is earned is payable: %s.", how)
	if waits {
		text += " What waits for a date that is not known yet waits until it is."
	}
	w.say(Clause{Key: "payable", Text: text, Subject: "when it is payable", Value: how, At: t.Payable[0].At})
}

func (w *writer) partWhen(p ir.Part) string {
	switch p.Kind {
	case ir.OnDate:
		return "on the date " + w.date(p.Date)
	case ir.InMonths:
		return fmt.Sprintf("in %d monthly parts from the date %s", p.N, w.date(p.Date))
	case ir.InQuarters:
		return fmt.Sprintf("in %d quarterly parts from the date %s", p.N, w.date(p.Date))
	}
	return "at once"
}

func (w *writer) paidIn(x *ir.PaidIn) {
	to := string(x.Currency)
	if x.By != nil {
		to = "the currency that is " + w.expr(x.By)
	}
	on := "the last day of its window"
	if x.On != nil {
		on = w.date(x.On)
	}
	how := fmt.Sprintf("%s, at %s of %s", to, w.names.of(w.p.FX[x.FX].Name), on)
	w.say(Clause{Key: "paid in", Text: fmt.Sprintf("It is paid in %s.", how), Subject: "what it is paid in", Value: how})
}

// advance says until when what is payable is not earned yet. A date is a moment, anything else a condition.
func (w *writer) advance(x ir.Expr) {
	until := w.expr(x)
	if x.Type().Kind == ir.YesNo {
		until = "it is so that " + until
	}
	w.say(Clause{
		Key: "advance", Text: fmt.Sprintf("Until %s, what is payable is an advance and not yet earned.", until), Subject: "until when it is an advance", Value: until,
		At: x.At(),
	})
}

// pool says who shares what.
func (w *writer) pool(k *ir.Component) {
	t := k.Pool
	w.say(Clause{
		Key: "window", Text: fmt.Sprintf("This pool is shared out for %s, once it has ended.", w.each(k.Window)), Subject: "what it is shared out for", Value: w.each(k.Window),
	})
	fund := w.divider(t.Among).expr(t.Fund)
	w.say(Clause{Key: "fund", Text: fmt.Sprintf("The fund is %s.", fund), Subject: "the fund", Value: fund, Amount: constant(t.Fund)})
	w.among(t.Among, t.Where)
	how := "equally"
	if t.ShareBy != nil {
		them := *w
		them.whose = theirs
		how = "in proportion to " + them.expr(t.ShareBy)
	}
	w.say(Clause{Key: "share", Text: fmt.Sprintf("They share it %s.", how), Subject: "how it is shared", Value: how})
}

// divider says what is worked out once for all who take part: among reports those of the reader's manager are meant, or of
// whoever stands at the head of their line.
func (w *writer) divider(among ir.Scope) *writer {
	out := *w
	switch among.Kind {
	case ir.DirectReports:
		out.whose = possessive{"your manager’s", "your manager"}
	case ir.AllReports:
		out.whose = possessive{"your topmost manager’s", "your topmost manager"}
	}
	return &out
}

// among says who takes part: those of a scope who are on the plan on the window's last day.
func (w *writer) among(s ir.Scope, where ir.Expr) {
	who := w.divider(s).scope(s)
	if where != nil {
		them := *w
		them.whose = theirs
		who += " for whom " + them.expr(where)
	}
	w.say(Clause{
		Key: "among", Text: fmt.Sprintf("Those take part who are on this plan on the last day: %s.", who), Subject: "who takes part", Value: who,
	})
}

func (w *writer) contest(k *ir.Component) {
	t := k.Contest
	w.say(Clause{
		Key: "window", Text: fmt.Sprintf("This contest is held for %s and decided once it has ended.", w.each(k.Window)), Subject: "what it is held for", Value: w.each(k.Window),
	})
	w.among(t.Among, t.Where)
	them := *w
	them.whose = theirs
	by := them.expr(t.RankBy)
	w.say(Clause{Key: "rank", Text: fmt.Sprintf("They are ranked by %s, the highest first.", by), Subject: "what they are ranked by", Value: by})
	for _, p := range t.Prizes {
		what := w.divider(t.Among).expr(p.Amount)
		place := fmt.Sprintf("place %d", p.Place)
		w.say(Clause{
			Key: place, Text: fmt.Sprintf("%s wins %s.", upper(place), what), Subject: "the prize of " + place, Value: what, Amount: constant(p.Amount), Item: true,
		})
	}
	ties := "those who tie share the prizes of the places they take"
	switch t.Ties {
	case ir.TiesWin:
		ties = "those who tie each win the first of their places, and the places after it are used up"
	case ir.TiesBroken:
		ties = "ties are broken by " + them.expr(t.BrokenBy)
	}
	w.say(Clause{Key: "ties", Text: upper(ties) + ".", Subject: "what a tie means", Value: ties})
}

// capOver is a limit over several components.
func (w *writer) capOver(c *ir.CapOver) {
	name := w.names.of(c.Name)
	w.part(Pay, "cap", c.Name, upper(name), "cap", c.At, *c)
	on, together := w.components(c.On), ""
	if len(c.On) > 1 {
		together = " together"
	}
	w.say(Clause{Key: "on", Text: fmt.Sprintf("It limits what %s comes to%s; the last ones to count are cut first.", on, together), Subject: "what it limits", Value: on})
	what := w.expr(c.Amount) + " " + w.a(c.Window)
	w.say(Clause{
		Key: "amount", Text: fmt.Sprintf("That is at most %s.", what), Subject: "the most it lets through", Value: what, Amount: constant(c.Amount),
	})
	if paid := w.p.Components[c.On[0]].PaidIn; paid != nil && c.Amount.Type().Currency == w.p.Plan.Currency {
		before := "before it is converted into the currency of pay"
		w.say(Clause{
			Key: "converted", Text: fmt.Sprintf("It holds for what is earned %s; what is left of each amount is paid at that amount’s own rate.", before),
			Subject: "what it holds for", Value: before,
		})
	}
	if c.Carried {
		w.say(Clause{
			Key: "carried", Text: fmt.Sprintf("What it cuts opens the next %s’s pay.", w.window(c.Window)), Subject: "that what it cuts is carried over",
		})
	}
}

func (w *writer) components(on []int) string {
	parts := make([]string, len(on))
	for i, k := range on {
		parts[i] = w.names.of(w.p.Components[k].Name)
	}
	return list(parts, "and")
}
