package engine

import (
	"slices"

	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// FieldUse is a field of an event that a plan reads, and what for.
type FieldUse struct {
	ir.Field
	// Counts says that it is a counting date, Credits that it says how much is credited and Shares how it is divided, Names
	// that it says whom; Filters that a credit rule asks about it, Pays that a component, measure or clawback reads it.
	Counts, Credits, Shares, Names, Filters, Pays bool
}

// FieldUses lists the fields of an event that decide what somebody is paid under the plan, in the order of their
// declaration.
func (c *Calculation) FieldUses(event string) []FieldUse {
	kind, known := c.vocab[event]
	if !known {
		return nil
	}
	uses := c.usesOf(kind)
	return slices.DeleteFunc(uses, func(u FieldUse) bool {
		return !(u.Counts || u.Credits || u.Shares || u.Names || u.Filters || u.Pays)
	})
}

// paysBy reports whether components, measures or clawbacks read a field.
func (c *Calculation) paysBy(kind, field int) bool { return c.usesOf(kind)[field].Pays }

// usesOf says of each field of a kind of event what it is read for.
func (c *Calculation) usesOf(kind int) []FieldUse {
	declared := &c.prog.Events[kind]
	uses := make([]FieldUse, len(declared.Fields))
	for i, f := range declared.Fields {
		uses[i].Field = f
	}
	of := func(rule int) bool { return c.prog.Events[c.prog.Credits[rule].Event].Name == declared.Name }
	for i := range c.prog.Credits {
		if of(i) && c.prog.Uses(i) {
			c.creditUses(&c.prog.Credits[i], uses)
		}
	}
	pays := func(u *FieldUse) { u.Pays = true }
	for i := range c.prog.Components {
		k := &c.prog.Components[i]
		if k.Credit >= 0 && of(k.Credit) {
			for _, x := range append(everyExpr(k), payableExprs(k)...) {
				c.fieldsIn(x, uses, pays)
			}
		}
	}
	c.aggregateUses(of, uses)
	for i := range c.prog.Clawbacks {
		cb := &c.prog.Clawbacks[i]
		if slices.ContainsFunc(cb.Of, func(k int) bool { return c.prog.Components[k].Credit >= 0 && of(c.prog.Components[k].Credit) }) {
			for _, x := range []ir.Expr{cb.On, cb.From, cb.And, cb.Share, cb.Since} {
				c.fieldsIn(x, uses, pays)
			}
		}
	}
	return uses
}

func (c *Calculation) creditUses(rule *ir.Credit, uses []FieldUse) {
	uses[rule.CountsOn].Counts = true
	for _, x := range rule.Where {
		c.fieldsIn(x, uses, func(u *FieldUse) { u.Filters = true })
	}
	for i := range rule.Targets {
		t := &rule.Targets[i]
		c.fieldsIn(t.Who, uses, func(u *FieldUse) { u.Names = true })
		for _, x := range []ir.Expr{t.Base, t.Value} {
			c.fieldsIn(x, uses, func(u *FieldUse) { u.Credits = true })
		}
		c.fieldsIn(t.Share, uses, func(u *FieldUse) { u.Shares = true })
		if t.Kind == ir.ToEach || t.Amount == ir.InProportion {
			uses[t.List].Names, uses[t.List].Shares = true, true
		}
	}
}

// aggregateUses marks what sums over credits of an event look at, wherever they stand.
func (c *Calculation) aggregateUses(of func(rule int) bool, uses []FieldUse) {
	visit := func(x ir.Expr) {
		a, ok := x.(*ir.Aggregate)
		if !ok || !of(a.Credit) {
			return
		}
		c.fieldsIn(a.Where, uses, func(u *FieldUse) { u.Pays = true })
		for _, field := range []int{a.Once, a.Weight} {
			if field >= 0 {
				uses[field].Pays = true
			}
		}
	}
	for i := range c.prog.Measures {
		ir.Walk(c.prog.Measures[i].Expr, visit)
	}
	for i := range c.prog.Components {
		for _, x := range everyExpr(&c.prog.Components[i]) {
			ir.Walk(x, visit)
		}
	}
}

// fieldsIn marks the fields that an expression reads of the event at hand, itself or through tables, curves, matrices and
// measures of each event.
func (c *Calculation) fieldsIn(x ir.Expr, uses []FieldUse, mark func(*FieldUse)) {
	through := func(parts ...ir.Expr) {
		for _, p := range parts {
			c.fieldsIn(p, uses, mark)
		}
	}
	ir.Walk(x, func(x ir.Expr) {
		switch x := x.(type) {
		case *ir.FieldRef:
			if x.Index >= 0 && x.Index < len(uses) && uses[x.Index].Name == x.Name {
				mark(&uses[x.Index])
			}
		case *ir.TableRef:
			through(tableExprs(&c.prog.Tables[x.Index])...)
		case *ir.CurveRef:
			through(c.prog.Curves[x.Index].By)
		case *ir.MatrixRef:
			through(c.prog.Matrices[x.Index].Rows, c.prog.Matrices[x.Index].Cols)
		case *ir.MeasureRef:
			if m := &c.prog.Measures[x.Index]; m.Window.Kind == ir.OfEvent {
				through(m.Expr)
			}
		}
	})
}

func payableExprs(k *ir.Component) []ir.Expr {
	out := []ir.Expr{k.Advance}
	if k.PaidIn != nil {
		out = append(out, k.PaidIn.On)
	}
	for _, p := range k.Payable {
		out = append(out, p.Share, p.Date)
	}
	return out
}

// LastDay is the end of the longest window of the plan that a deal counting on a day falls in: by then all that it does
// to windows has shown.
func (c *Calculation) LastDay(on calendar.Date) calendar.Date {
	last := on
	for _, unit := range c.units() {
		if span, err := c.cal.SpanOf(unit, on); err == nil { // a calendar may not go so far yet
			last = max(last, span.Last())
		}
	}
	return last
}

// units are the calendar windows in which the plan calculates, pays and measures what its components look at.
func (c *Calculation) units() []calendar.Unit {
	var out []calendar.Unit
	add := func(w ir.Window) {
		if w.Kind == ir.OfPeriod || w.Kind == ir.OfEvent {
			w = c.prog.Plan.Period
		}
		if w.Kind == ir.OfUnit && !slices.Contains(out, w.Unit) {
			out = append(out, w.Unit)
		}
	}
	add(c.prog.Plan.Period)
	for i := range c.prog.Components {
		add(c.prog.Components[i].Window)
		for _, l := range c.prog.Components[i].Limits {
			add(l.Per)
		}
	}
	for i := range c.prog.Caps {
		add(c.prog.Caps[i].Window)
	}
	return out
}

// Turns are the days after one on which a deal that counts from then on may be paid otherwise, the last being the first day
// after [Calculation.LastDay]: windows end, a SPIFF begins or ends, a month of the quarter begins that the plan asks about.
func (c *Calculation) Turns(after calendar.Date) []calendar.Date {
	end := c.LastDay(after).AddDays(1)
	turns := []calendar.Date{end}
	for _, force := range c.line.force {
		turns = append(turns, force.From, force.Before)
	}
	for i := range c.prog.Components {
		k := &c.prog.Components[i]
		for _, x := range append([]ir.Exception{{Terms: k.Terms}}, k.Exceptions...) {
			if d := x.Terms.During; d != nil {
				turns = append(turns, d.From, d.Before)
			}
		}
	}
	units := c.units()
	if c.asksForMonths() {
		units = append(units, calendar.Month)
	}
	for _, unit := range units {
		for day := after; day < end; {
			span, err := c.cal.SpanOf(unit, day)
			if err != nil {
				break // a calendar may not go so far yet
			}
			day = span.Before
			turns = append(turns, day)
		}
	}
	slices.Sort(turns)
	return slices.DeleteFunc(slices.Compact(turns), func(d calendar.Date) bool { return d <= after || d > end })
}

// asksForMonths reports whether a component asks which month it is, itself or through a table.
func (c *Calculation) asksForMonths() bool {
	found := false
	visit := func(x ir.Expr) {
		_, is := x.(*ir.MonthOf)
		found = found || is
	}
	for i := range c.prog.Components {
		for _, x := range everyExpr(&c.prog.Components[i]) {
			ir.Walk(x, visit)
		}
	}
	for i := range c.prog.Tables {
		for _, x := range tableExprs(&c.prog.Tables[i]) {
			ir.Walk(x, visit)
		}
	}
	return found
}
