package english

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rainmaker/plan/ir"
)

// example tells a worked example: what is given, and what comes out.
func (w *writer) example(x *ir.Example) {
	name := x.Name
	if x.Row > 0 {
		name = fmt.Sprintf("%s, case %d", x.Name, x.Row)
	}
	w.part(Examples, "example", name, upper(name), "example", x.At, *x)
	for i, g := range w.givens(x) {
		w.say(Clause{Key: fmt.Sprintf("given %d", i), Text: "Given: " + g + ".", Subject: nth("what is given", i, 2), Value: g})
	}
	for i := range x.Expects {
		e := &x.Expects[i]
		then, values := w.expect(e, x.In)
		w.say(Clause{Key: "expect " + then, Text: "Then " + then + " is " + values + ".", Subject: then, Value: values, Item: true, At: e.At})
	}
}

// givens are what an example takes for given, one sentence each, without the word.
func (w *writer) givens(x *ir.Example) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, g := range x.Assignments {
		say("%s on the plan %s", isAre(g.Person), between(g.Span))
	}
	for _, g := range x.Payees {
		for _, i := range slices.Sorted(maps.Keys(g.Attributes)) {
			f := w.p.Attributes[i]
			say("%s %s is %s", possess(g.Name), spaced(f.Name), value(g.Attributes[i], f.Type))
		}
	}
	for _, g := range x.Reports {
		people := make([]string, len(g.People))
		for i, p := range g.People {
			people[i] = personName(p)
		}
		word := "report"
		if len(people) == 1 && people[0] != "you" {
			word = "reports"
		}
		say("%s %s to %s", list(people, "and"), word, personName(g.Manager))
	}
	for _, g := range x.Numbers {
		p := &w.p.Params[g.Param]
		from := ""
		if g.From != 0 {
			from = " from " + g.From.Long()
		}
		name := w.names.of(p.Name)
		if g.Row != "" {
			name = ir.RowName(name, g.Row)
		}
		say("%s %s is %s%s", possess(g.Person), name, value(g.Value, p.Type), from)
	}
	for _, g := range x.Leaves {
		say("%s on leave %s", isAre(g.Person), between(g.Span))
	}
	for _, g := range x.Rates {
		on := ""
		if g.On != 0 {
			on = " on " + g.On.Long()
		}
		say("at %s 1 %s is %s %s%s", spaced(w.p.FX[g.FX].Name), g.Pair.From, ir.Group(g.Pair.Rate.String()), g.Pair.To, on)
	}
	for _, g := range x.Events {
		say("%s", w.givenEvent(&g))
	}
	for _, g := range x.Results {
		values := make([]string, len(g.Values))
		for i, v := range g.Values {
			values[i] = value(v, ir.Type{})
		}
		say("%s %s in %s comes to %s", possess(g.Person), w.names.of(w.p.Components[g.Component].Name), list(g.Periods, "and"), list(values, "and"))
	}
	return out
}

func (w *writer) givenEvent(g *ir.GivenEvent) string {
	e := &w.p.Events[g.Event]
	var parts []string
	for _, i := range slices.Sorted(maps.Keys(g.Fields)) {
		f := e.Fields[i]
		parts = append(parts, spaced(f.Name)+" "+fieldValue(g.Fields[i], f.Type))
	}
	s := fmt.Sprintf("%s %s with %s", w.names.of(e.Name), g.ID, list(parts, "and"))
	if g.Learned != 0 {
		s += ", learned on " + g.Learned.Long()
	}
	return s
}

// fieldValue is a field's value; the rows of a list in brackets.
func fieldValue(v ir.Value, t ir.Type) string {
	switch {
	case v.Kind == ir.Payee && !v.None:
		return personName(v.Text)
	case v.Kind != ir.List || v.None:
		return value(v, t)
	}
	rows := make([]string, len(v.Rows))
	for i, r := range v.Rows {
		cells := make([]string, len(r))
		for k, cell := range r {
			cells[k] = spaced(t.Fields[k].Name) + " " + fieldValue(cell, t.Fields[k].Type)
		}
		rows[i] = "(" + strings.Join(cells, ", ") + ")"
	}
	return list(rows, "and")
}

func personName(id string) string {
	if id == ir.Me {
		return "you"
	}
	return id
}

func isAre(id string) string {
	if id == ir.Me {
		return "you are"
	}
	return id + " is"
}

func possess(id string) string {
	if id == ir.Me || id == "" {
		return "your"
	}
	return id + "’s"
}

// expect is what an example looks at, and what it has to be.
func (w *writer) expect(e *ir.Expect, in string) (then, values string) {
	name := w.names.of(e.Name)
	switch e.Kind {
	case ir.ExpectPay:
		name = "pay"
	case ir.ExpectPayable:
		name = "what becomes payable"
	case ir.ExpectClawback:
		name = "what " + name + " takes"
	case ir.ExpectCap:
		name = "what " + name + " cuts"
	case ir.ExpectBalance:
		name = "balance of " + name
	}
	then = possess(e.Person) + " " + name
	if e.Kind == ir.ExpectPayable || e.Kind == ir.ExpectClawback || e.Kind == ir.ExpectCap {
		then = "for " + personName(orMe(e.Person)) + " " + name
	}
	periods := e.Periods
	if len(periods) == 0 && in != "" {
		periods = []string{in}
	}
	switch {
	case e.Over:
		then += " over " + periods[0] + " to " + periods[len(periods)-1]
	case len(periods) > 0:
		then += " in " + list(periods, "and")
	}
	said := make([]string, len(e.Values))
	for i, v := range e.Values {
		said[i] = value(v, ir.Type{})
	}
	values = list(said, "and")
	if e.About {
		values = "about " + values
	}
	return then, values
}

func orMe(person string) string {
	if person == "" {
		return ir.Me
	}
	return person
}

// check is a statement about the plan that is proved or refuted.
func (w *writer) check(i int, c *ir.Check) {
	w.part(Proofs, "check", fmt.Sprint(i+1), fmt.Sprintf("Check %d", i+1), "check", c.At, *c)
	var s string
	switch c.Kind {
	case ir.CheckNeverFalls:
		s = fmt.Sprintf("what %s comes to never falls as %s rises", w.names.of(w.p.Components[c.Component].Name), w.names.of(w.p.Measures[c.Measure].Name))
	case ir.CheckNoStep:
		s = fmt.Sprintf("there is no step in what %s comes to", w.names.of(w.p.Components[c.Component].Name))
		if c.Above != nil {
			s += " above " + w.expr(c.Above)
		}
	default:
		s = w.expr(c.Cond)
	}
	if c.When != nil {
		s += ", when " + w.expr(c.When)
	}
	for _, r := range c.Ranges {
		name := ""
		switch {
		case r.Param >= 0:
			name = w.p.Params[r.Param].Name
		case r.Measure >= 0:
			name = w.p.Measures[r.Measure].Name
		}
		s += fmt.Sprintf(", for %s from %s to %s", w.names.of(name), value(r.From, ir.Type{}), value(r.To, ir.Type{}))
	}
	w.say(Clause{Key: "states", Text: "It is checked that " + s + ".", Subject: "what is checked", Value: s})
}
