package english

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rainmaker/money"
	"rainmaker/plan/ir"
)

func (w *writer) params() {
	for i := range w.p.Params {
		p := &w.p.Params[i]
		name := w.names.of(p.Name)
		section, whose := Numbers, "your "
		if p.Default != nil {
			section, whose = Counting, "the "
		}
		w.part(section, "param", p.Name, upper(name), "number", p.At, *p)
		subject := whose + name
		w.amountOf(p, subject)
		if p.Flow != nil {
			w.flow(p.Flow, subject)
		}
		w.bounds(p, subject)
	}
}

// amountOf says what a number is: the plan's own, the person's where one is known, or that it stands in the assignment.
func (w *writer) amountOf(p *ir.Param, subject string) {
	per := ""
	if p.Flow != nil {
		per = " " + w.a(p.Flow.Per)
	}
	if p.Default != nil {
		v := w.expr(p.Default) + per
		w.say(Clause{Key: "value", Text: upper(subject) + " is " + v + ".", Subject: subject, Value: v, Amount: constant(p.Default)})
		return
	}
	c := Clause{Key: "value", Subject: "what " + subject + " is", Value: typeText(p.Type) + per}
	if p.Open {
		w.rowsOf(p, subject, per)
		return
	}
	switch given, known := w.given(p.Name); {
	case known:
		c.Text = upper(subject) + " is " + dated(given, per) + "."
	case w.of != nil:
		c.Text = fmt.Sprintf("%s is not set: it is %s, which your assignment has to give.", upper(subject), c.Value)
	default:
		c.Text = fmt.Sprintf("%s is %s, which stands in your assignment.", upper(subject), c.Value)
	}
	w.say(c)
}

// rowsOf says what a number for each value of a key is: each row that the person has, or that they stand in the assignment.
func (w *writer) rowsOf(p *ir.Param, subject, per string) {
	what := typeText(p.Type) + per
	c := Clause{Key: "value", Subject: "what " + subject + " is", Value: what}
	c.Text = fmt.Sprintf("%s is %s for each row that your assignment gives.", upper(subject), what)
	w.say(c)
	if w.of == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(w.of.Numbers)) {
		if row, ok := strings.CutPrefix(name, ir.RowName(p.Name, "")); ok {
			amount := dated(w.of.Numbers[name], per)
			w.say(Clause{Key: "row " + row, Text: fmt.Sprintf("For %s it is %s.", row, amount), Subject: "the value for " + row, Value: amount, Item: true})
		}
	}
}

func (w *writer) given(name string) ([]Dated, bool) {
	if w.of == nil {
		return nil, false
	}
	given := w.of.Numbers[name]
	return given, len(given) > 0
}

// dated is a value and those that follow it: "250,000.00 USD a quarter, and from 1 July 2027 300,000.00 USD a quarter".
func dated(given []Dated, per string) string {
	parts := make([]string, len(given))
	for i, d := range given {
		parts[i] = Figure(d.Value) + per
		if i > 0 || d.From != 0 {
			parts[i] = "from " + d.From.Long() + " " + parts[i]
		}
	}
	return strings.Join(parts, ", and ")
}

// Figure is a personal number as it stands on a statement: money with all its decimals.
func Figure(v ir.Value) string {
	if v.Kind == ir.Money && !v.None {
		decimals := v.Currency.Decimals()
		if s := v.Num.Decimal(decimals, money.Down); exact(v.Num, s) {
			return ir.Group(s) + " " + string(v.Currency)
		}
	}
	return value(v, ir.Type{})
}

// exact reports whether a decimal is the whole number, with nothing cut off.
func exact(r money.Ratio, decimal string) bool {
	d, err := money.ParseRatio(decimal)
	return err == nil && d.Equal(r)
}

// flow says what an amount for each window means where the window is not whole.
func (w *writer) flow(f *ir.Flow, subject string) {
	per := w.window(f.Per)
	part := "not prorated: the amount of its first active day is for the whole " + per
	switch f.Part {
	case ir.ByDays:
		part = "prorated by days"
	case ir.ByWorkdays:
		part = "prorated by workdays"
	case ir.ByThirtieths:
		part = "prorated by thirtieths of a month"
	}
	if f.Part != ir.NotProrated {
		part += " for a part of a " + per
	}
	if f.LessLeave {
		part += ", and days of leave are left out"
	}
	w.say(Clause{Key: "part", Text: "It is " + part + ".", Subject: "how " + subject + " is prorated", Value: part})
	var spread string
	switch f.Spread {
	case ir.Evenly:
		spread = "evenly"
	case ir.SpreadByDays:
		spread = "by days"
	case ir.ByShares:
		shares := make([]string, len(f.Shares))
		for i, s := range f.Shares {
			shares[i] = ir.PercentOf(s).String()
		}
		spread = list(shares, "and")
	}
	if spread != "" {
		w.say(Clause{
			Key: "spread", Text: fmt.Sprintf("Over shorter stretches it is spread %s.", spread), Subject: "how " + subject + " is spread", Value: spread,
		})
	}
	if f.Ramp >= 0 {
		ramp := w.inTable(w.p.Tables[f.Ramp].Name)
		w.say(Clause{
			Key: "ramp", Text: fmt.Sprintf("While you start, it is multiplied by %s.", ramp), Subject: "what " + subject + " is ramped by", Value: ramp,
		})
	}
}

func (w *writer) bounds(p *ir.Param, subject string) {
	if p.Low == nil && p.High == nil {
		return
	}
	bounds := "at most "
	switch {
	case p.High == nil:
		bounds = "at least " + value(*p.Low, p.Type)
	case p.Low == nil:
		bounds += value(*p.High, p.Type)
	default:
		bounds = "between " + value(*p.Low, p.Type) + " and " + value(*p.High, p.Type)
	}
	text := fmt.Sprintf("An assignment may set it %s.", bounds)
	if p.Default != nil {
		text = fmt.Sprintf("It has to be %s.", bounds)
	}
	w.say(Clause{
		Key: "bounds", Text: text, Subject: "what " + subject + " may be", Value: bounds,
	})
}

// constant is the value of a literal, nil for anything that has to be worked out.
func constant(x ir.Expr) *ir.Value {
	if c, ok := x.(*ir.Const); ok && !c.Value.None && (c.Value.Kind == ir.Number || c.Value.Kind == ir.Money) {
		v := c.Value
		if c.T.Percent {
			v.Percent = true
		}
		return &v
	}
	return nil
}
