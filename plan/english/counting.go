package english

import (
	"fmt"

	"rainmaker/plan/ir"
)

// measure is a computed number.
func (w *writer) measure(m *ir.Measure) {
	name := w.names.of(m.Name)
	w.part(Counting, "measure", m.Name, upper(name), "measure", m.At, *m)
	what := w.expr(m.Expr)
	w.say(Clause{Key: "is", Text: fmt.Sprintf("%s means %s.", upper(name), what), Subject: "what it is", Value: what, Amount: constant(m.Expr), At: m.Expr.At()})
	w.say(Clause{Key: "window", Text: fmt.Sprintf("It is taken over %s.", w.the(m.Window)), Subject: "what it is taken over", Value: w.the(m.Window)})
}

// credit is a rule of whose an event is. It belongs to the company, so it speaks of the payee and not of you.
func (w *writer) credit(c *ir.Credit) {
	name := w.names.of(c.Name)
	w.part(Counting, "credit", c.Name, upper(name), "credit", c.At, *c)
	whose := w.whose
	w.whose = payees
	defer func() { w.whose = whose }()
	event := &w.p.Events[c.Event]
	if c.From >= 0 {
		from := w.credits(c.From, c.FromRoles)
		w.say(Clause{
			Key: "from", Text: fmt.Sprintf("It rolls up %s, with their dates and their order, and takes nothing from anybody.", from), Subject: "what it rolls up", Value: from,
		})
	} else {
		on := fmt.Sprintf("%s, on the date %s", article(w.names.of(event.Name)), fieldOf(event, c.CountsOn))
		w.say(Clause{Key: "from", Text: fmt.Sprintf("What counts is %s.", on), Subject: "what counts, and when", Value: on})
		order := make([]string, len(c.OrderBy))
		for i, f := range c.OrderBy {
			order[i] = fieldOf(event, f)
		}
		w.say(Clause{Key: "order", Text: fmt.Sprintf("They follow one another by %s.", list(order, "and")), Subject: "the order in which they follow one another", Value: list(order, "and")})
	}
	for i, x := range c.Where {
		cond := w.expr(x)
		w.say(Clause{
			Key: fmt.Sprintf("where %d", i), Text: fmt.Sprintf("Only where %s.", cond), Subject: nth("the condition on what counts", i, len(c.Where)), Value: cond, At: x.At(),
		})
	}
	for i := range c.Targets {
		w.target(c, &c.Targets[i], i)
	}
}

func fieldOf(e *ir.Event, i int) string {
	if i < 0 {
		return "id"
	}
	return spaced(e.Fields[i].Name)
}

func (w *writer) target(c *ir.Credit, t *ir.Target, i int) {
	who := w.targetWho(c, t)
	what := w.targetAmount(c, t)
	if t.Overlay {
		what += ", on top and taken from nobody"
	}
	w.say(Clause{
		Key: fmt.Sprintf("to %s as %s", who, t.Role), Text: fmt.Sprintf("%s is credited, as %s, with %s.", upper(who), t.Role, what),
		Subject: fmt.Sprintf("what %s is credited with as %s", who, t.Role), Value: what, Item: i > 0 || len(c.Targets) > 1, At: t.At,
	})
}

func (w *writer) targetWho(c *ir.Credit, t *ir.Target) string {
	who := "the payee"
	if t.Who != nil {
		who = "the " + w.expr(t.Who)
	}
	switch t.Kind {
	case ir.ToEach:
		who = "each " + spaced(t.Who.(*ir.RowRef).Name) + " of " + fieldOf(&w.p.Events[c.Event], t.List)
	case ir.ToManagers:
		switch t.Levels {
		case 0:
			who = "every manager above " + who
		case 1:
			who = "the manager of " + who
		default:
			who = fmt.Sprintf("each manager of %s up to %d levels above", who, t.Levels)
		}
	}
	return who
}

func (w *writer) targetAmount(c *ir.Credit, t *ir.Target) string {
	base := "the credit"
	if t.Base != nil {
		base = w.side(t.Base)
	}
	switch t.Amount {
	case ir.ShareOf:
		return w.side(t.Share) + " of " + base
	case ir.RestOf:
		return "the rest of " + base
	case ir.InProportion:
		weight := w.side(t.Share)
		if r, ok := t.Share.(*ir.RowRef); ok {
			weight = spaced(r.Name)
		}
		return fmt.Sprintf("a part of %s in proportion to %s of %s", base, weight, fieldOf(&w.p.Events[c.Event], t.List))
	}
	return w.expr(t.Value)
}

func (w *writer) group(g *ir.PeopleGroup) {
	w.part(Counting, "group", g.Name, upper(spaced(g.Name))+" group", "group", g.At, *g)
	by := spaced(w.p.Attributes[g.Attribute].Name)
	w.say(Clause{
		Key: "by", Text: fmt.Sprintf("Your %s group is everybody with the same %s as you on the day in question.", spaced(g.Name), by), Subject: "what makes the group", Value: "the same " + by,
	})
}
