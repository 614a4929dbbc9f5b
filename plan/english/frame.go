package english

import (
	"fmt"

	"rainmaker/money"
	"rainmaker/plan/ir"
)

// frame is the head of the letter: when it is in force, how often it pays, and what happens to odd cents and leavers.
func (w *writer) frame() {
	plan := w.p.Plan
	w.part(Frame, "plan", plan.Name, titleOf(w.p), "plan", plan.At, plan)
	w.say(Clause{Key: "name", Text: fmt.Sprintf("This is the plan %s.", titleOf(w.p)), Subject: "what the plan is called", Value: titleOf(w.p)})
	w.say(Clause{
		Key: "effective", Text: fmt.Sprintf("It is in force %s.", between(plan.Effective)), Subject: "when the plan is in force",
		Value: between(plan.Effective),
	})
	w.say(Clause{
		Key: "period", Text: fmt.Sprintf("Pay is worked out and settled for each %s.", w.window(plan.Period)),
		Subject: "what pay is worked out for", Value: "each " + w.window(plan.Period),
	})
	w.say(Clause{
		Key: "currency", Text: fmt.Sprintf("Amounts are in %s.", plan.Currency), Subject: "the currency of amounts", Value: string(plan.Currency),
	})
	how := rounding(plan.Rounding, plan.Currency)
	if plan.PerLine {
		how += ", each line by itself"
	} else {
		how += ", once for each part of the plan; its lines add up to the rounded amount"
	}
	w.say(Clause{Key: "rounding", Text: fmt.Sprintf("Amounts are rounded %s.", how), Subject: "how amounts are rounded", Value: how})
	keeps := leavers(plan)
	w.say(Clause{
		Key: "leavers", Text: fmt.Sprintf("Whoever leaves the company keeps %s.", keeps), Subject: "what somebody who leaves keeps", Value: keeps,
	})
}

func rounding(r money.Rounding, c money.Currency) string {
	unit := "cent"
	if c.Decimals() != 2 {
		unit = "smallest unit of the currency"
	}
	switch r {
	case money.HalfEven:
		return "to the nearest " + unit + ", a half to the even one"
	case money.HalfUp:
		return "to the nearest " + unit + ", a half away from zero"
	}
	return "to the " + unit + ", towards zero"
}

func leavers(p ir.Plan) string {
	switch p.Keeps {
	case ir.KeepPayable:
		return "what is payable on the last day, and nothing that becomes payable later"
	case ir.KeepBecomesPayable:
		return "what becomes payable within " + duration(p.KeepsWithin) + " after the last day"
	}
	return "what is earned, whenever it becomes payable"
}

func (w *writer) goals() {
	for _, g := range w.p.Goals {
		w.part(Frame, "goal", g.Name, upper(spaced(g.Name)), "goal", w.p.Plan.At, g)
		w.say(Clause{
			Key: "text", Text: fmt.Sprintf("A goal of the company is %s: %s.", spaced(g.Name), g.Text), Subject: "the goal " + spaced(g.Name), Value: g.Text,
		})
	}
}

// facts are the events and attributes the letter reads: what is recorded of each.
func (w *writer) facts() {
	if len(w.p.Attributes) > 0 {
		w.part(Facts, "payee", "", "People", "attributes", w.p.Plan.At, w.p.Attributes)
		w.fields("Of each person", w.p.Attributes)
	}
	for i := range w.p.Events {
		e := &w.p.Events[i]
		name := w.names.of(e.Name)
		w.part(Facts, "event", e.Name, upper(name), "event", e.At, *e)
		dated := spaced(e.Fields[e.Dated].Name)
		w.say(Clause{
			Key: "dated", Text: fmt.Sprintf("%s happens on the date %s; before that nothing of it is there.", upper(article(name)), dated),
			Subject: "the date on which " + article(name) + " happens", Value: dated,
		})
		w.fields("Of each "+name, e.Fields)
	}
}

func (w *writer) fields(of string, fields []ir.Field) {
	w.say(Clause{Key: "fields", Text: of + " is recorded:"})
	for _, f := range fields {
		kind := typeText(f.Type)
		w.say(Clause{
			Key: "field " + f.Name, Text: fmt.Sprintf("%s: %s.", upper(spaced(f.Name)), kind),
			Subject: "the field " + spaced(f.Name), Value: kind, Noun: fmt.Sprintf("field %s, %s", spaced(f.Name), kind), Item: true,
		})
	}
}

// typeText says what a field holds.
func typeText(t ir.Type) string {
	var s string
	switch {
	case len(t.Choices) > 0:
		words := make([]string, len(t.Choices))
		for i, c := range t.Choices {
			words[i] = spaced(c)
		}
		s = list(words, "or")
	case t.Kind == ir.Money && t.Currency == "":
		s = "an amount in any currency"
	case t.Kind == ir.Money:
		s = "an amount in " + string(t.Currency)
	case t.Percent:
		s = "a percentage"
	case t.Kind == ir.List:
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = spaced(f.Name) + " (" + typeText(f.Type) + ")"
		}
		s = "rows of " + list(parts, "and")
	case t.Kind == ir.Payee:
		s = "a person"
	case t.Kind == ir.YesNo:
		s = "yes or no"
	case t.Kind == ir.Text:
		s = "a text"
	case t.Kind == ir.Days:
		s = "a number of days"
	default:
		s = article(t.Kind.String())
	}
	if t.Decimals > 0 {
		s += fmt.Sprintf(" with %d decimals", t.Decimals)
	}
	if t.OrNone {
		s += ", or nothing"
	}
	return s
}
