package check

import (
	"fmt"
	"slices"

	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// component checks one component. They stand in the program in the order of the letter, then of the terms, though one may
// be checked early because another names it.
func (c *checker) component(s *symbol) bool {
	var out *ir.Component
	switch d := s.decl.(type) {
	case *syntax.PoolDecl:
		out = c.pool(d)
	case *syntax.ContestDecl:
		out = c.contest(d)
	case *syntax.ComponentDecl:
		if d.Kind == syntax.Bonus {
			out = c.bonus(d)
		} else {
			out = c.onCredit(d)
		}
	}
	if out == nil {
		return false
	}
	s.index = c.slot(s)
	c.prog.Components = append(c.prog.Components, *out)
	place := func(k ir.Component) int { return c.slot(c.symbols[k.Name]) }
	slices.SortStableFunc(c.prog.Components, func(a, b ir.Component) int { return place(a) - place(b) })
	return true
}

// slot is a component's place among all that are declared, sound or not. Where the letter has no error it is the index.
func (c *checker) slot(s *symbol) int {
	n := 0
	for _, o := range c.order {
		if o == s {
			return n
		}
		if o.kind == symComponent {
			n++
		}
	}
	return n
}

// componentNamed is a component that has been checked; its index may not be final yet.
func (c *checker) componentNamed(name string) *ir.Component {
	for i := range c.prog.Components {
		if c.prog.Components[i].Name == name {
			return &c.prog.Components[i]
		}
	}
	return nil
}

// onCredit checks a commission or SPIFF.
func (c *checker) onCredit(d *syntax.ComponentDecl) *ir.Component {
	kind := ir.Commission
	if d.Kind == syntax.Spiff {
		kind = ir.Spiff
	}
	credit := c.named(*d.On, symCredit, "credit")
	if credit == nil {
		return nil
	}
	roles, ok := c.roles(credit, d.Role)
	if !ok {
		return nil
	}
	t, ok := c.creditType(credit, roles, d.On.Range)
	if !ok {
		return nil
	}
	w, ok := c.window(d.Per)
	if !ok {
		return nil
	}
	event := credit.credit.event
	if w.Kind == ir.OfEvent && w.Event != event {
		c.report(source.Diagnostic{
			Code: codeEventWindow, Where: d.Per.Range,
			Summary: fmt.Sprintf("`%s` pays on credits from %s, not from %s", d.Name.Text, c.prog.Events[event].Name, c.windowText(w)),
			Way:     fmt.Sprintf("Write `per %s`.", c.prog.Events[event].Name),
		})
		return nil
	}
	b := &clauses{c: c, name: d.Name, window: w, credit: credit, roles: roles, amount: t, effective: d.Clauses}
	b.at = &place{
		what: quoted(d.Name.Text), event: event, row: -1, credit: &t, noMult: credit.credit.plainRole(roles),
		person: true, tenure: true, window: &w, noSums: "a clause looks at one credit",
	}
	b.check(d.Clauses)
	if kind == ir.Spiff && b.terms.During == nil && !b.failed {
		b.fail(source.Diagnostic{
			Code: codeSpiffEnds, Where: d.Name.Range, Summary: "a SPIFF ends",
			Way: fmt.Sprintf("Add `during 2027-02..2027-03`; if it should stay, call it `commission %s`.", d.Name.Text),
		})
	}
	return b.finish(ir.Component{Kind: kind, Credit: credit.index, Roles: roles}, d)
}

// bonus checks a bonus: one amount for each window.
func (c *checker) bonus(d *syntax.ComponentDecl) *ir.Component {
	w, ok := c.ownWindow(d.Name, d.Per, "bonus")
	if !ok {
		return nil
	}
	b := &clauses{c: c, name: d.Name, window: w, effective: d.Clauses}
	b.at = &place{what: quoted(d.Name.Text), event: -1, row: -1, person: true, tenure: true, window: &w}
	b.check(d.Clauses)
	return b.finish(ir.Component{Kind: ir.Bonus, Credit: -1, ToDate: d.ToDate}, d)
}

// ownWindow is the window of a component that has one line for each: no event has such a line.
func (c *checker) ownWindow(n syntax.Name, per *syntax.Window, what string) (ir.Window, bool) {
	w, ok := c.window(per)
	if ok && w.Kind == ir.OfEvent {
		c.report(source.Diagnostic{
			Code: codeEventWindow, Where: per.Range, Summary: fmt.Sprintf("`%s` is a %s, which is for a stretch of time and not for each %s", n.Text, what, c.windowText(w)),
			Way: "Write `per quarter`, or a commission on a credit for what each event earns.",
		})
		return w, false
	}
	return w, ok
}

// finish is the component with its exceptions, nil where something in it is wrong.
func (b *clauses) finish(out ir.Component, d *syntax.ComponentDecl) *ir.Component {
	b.whole(d.Name.Range)
	b.gateBesideTiers()
	out.Name, out.Label, out.Window, out.At = d.Name.Text, labelOf(d.Label), b.window, d.Range
	out.Terms = b.terms
	for _, x := range b.c.exceptions[d.Name.Text] {
		if e := b.exception(x); e != nil {
			out.Exceptions = append(out.Exceptions, *e)
		}
	}
	b.notesOf(&out, d.Clauses)
	if b.failed {
		return nil
	}
	return &out
}

func (b *clauses) notesOf(out *ir.Component, list []syntax.Clause) {
	var notes []*syntax.Note
	for _, x := range list {
		if n, ok := x.(*syntax.Note); ok {
			notes = append(notes, n)
		}
	}
	b.c.annotate(out, notes)
}

// annotate fills in what explains a component.
func (c *checker) annotate(out *ir.Component, notes []*syntax.Note) {
	for _, n := range notes {
		switch n.Kind {
		case syntax.Serves:
			if n.Goal != nil && c.named(*n.Goal, symGoal, "goal") != nil {
				out.Serves = append(out.Serves, n.Goal.Text)
			}
		case syntax.Because:
			out.Because = labelOf(n.Text)
		case syntax.OwnedBy:
			out.OwnedBy = labelOf(n.Text)
		case syntax.Expires:
			if n.Date != nil {
				out.Expires = &ir.Expiry{On: n.Date.Date, At: n.Range}
			}
		}
	}
}

// capOver checks a limit over several components.
func (c *checker) capOver(s *symbol, d *syntax.CapDecl) bool {
	w, ok := c.window(d.Per)
	if !ok || d.Per == nil {
		return false
	}
	out := ir.CapOver{Name: d.Name.Text, Window: w, Carried: d.Carried, At: d.Range}
	paid := c.currency
	for _, n := range d.On {
		if c.named(n, symComponent, "component") == nil {
			ok = false
			continue
		}
		k := c.componentNamed(n.Text)
		if k == nil || !c.limitFits("cap", "`"+n.Text+"`", w, k.Window, d.Per.Range) {
			ok = false
			continue
		}
		if own := c.paidInCurrency(k); own != "" {
			paid = own
		}
		i := c.slot(c.symbols[n.Text])
		if slices.Contains(out.On, i) {
			c.report(source.Diagnostic{Code: codeClauseTwice, Where: n.Range, Summary: fmt.Sprintf("`%s` stands twice in the cap", n.Text), Way: "Name it once."})
			ok = false
		}
		out.On = append(out.On, i)
	}
	at := &place{what: quoted(d.Name.Text), event: -1, row: -1, person: true, tenure: true, window: &w}
	out.Amount = c.capAmount(at, d, paid)
	if !ok || out.Amount == nil {
		return false
	}
	s.index = len(c.prog.Caps)
	c.prog.Caps = append(c.prog.Caps, out)
	return true
}

// capAmount is a limit in the plan's currency, or in the one that the components are paid in.
func (c *checker) capAmount(at *place, d *syntax.CapDecl, paid money.Currency) ir.Expr {
	e := c.expr(at, d.At)
	if e == nil {
		return nil
	}
	t := e.Type()
	if t.Kind == ir.Money && (t.Currency == c.currency || t.Currency == paid) {
		return e
	}
	way := fmt.Sprintf("Write an amount in %s.", c.currency)
	if paid != c.currency {
		way = fmt.Sprintf("Write an amount in %s, or in %s, before what is earned is converted.", paid, c.currency)
	}
	code := codePayUnit
	if t.Kind == ir.Money {
		code = codeTwoCurrencies
	}
	c.report(source.Diagnostic{
		Code: code, Where: d.At.Place(), Summary: fmt.Sprintf("`%s` limits money in %s; this is %s", d.Name.Text, paid, typeText(t)), Way: way,
	})
	return nil
}

// limitFits checks that the window of a limit is the component's own or made of whole ones of it.
func (c *checker) limitFits(word, what string, limit, own ir.Window, where source.Range) bool {
	if limit.Kind == ir.OfEvent && own.Kind != ir.OfEvent {
		c.report(source.Diagnostic{
			Code: codeLimitWindow, Where: where, Summary: fmt.Sprintf("a %s over components is for a stretch of time, not for each %s", word, c.windowText(limit)),
			Way: "Write `per quarter`, or a cap in each component.",
		})
		return false
	}
	if r := c.relate(limit, own); r == same || r == longer {
		return true
	}
	c.report(source.Diagnostic{
		Code: codeLimitWindow, Where: where,
		Summary: fmt.Sprintf("%s is worked out per %s; a %s per %s is no limit of whole ones", what, c.windowText(own), word, c.windowText(limit)),
		Way:     fmt.Sprintf("Write `per %s` or a longer window, or work %s out per %s.", c.windowText(own), what, c.windowText(limit)),
	})
	return false
}
