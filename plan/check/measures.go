package check

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// measure checks a computed number. It is added to the program when all it reads is there.
func (c *checker) measure(s *symbol, d *syntax.MeasureDecl) bool {
	w, ok := c.window(d.Per)
	if !ok {
		return false
	}
	at := &place{what: quoted(d.Name.Text), event: -1, row: -1, person: true, tenure: true, window: &w}
	if w.Kind == ir.OfEvent {
		at.event = w.Event
	}
	x := c.expr(at, d.Value)
	if x == nil {
		return false
	}
	if t := x.Type(); !summable(t) && t.Kind != ir.Date {
		c.report(source.Diagnostic{
			Code: codeWrongType, Where: d.Value.Place(),
			Summary: fmt.Sprintf("a measure is a number, an amount or a date; this is %s", typeText(t)), Way: "Write `1 if … otherwise 0` to count a condition.",
		})
		return false
	}
	if c.tooLong(d.Name, x) {
		return false
	}
	s.index = len(c.prog.Measures)
	c.prog.Measures = append(c.prog.Measures, ir.Measure{Name: d.Name.Text, Label: labelOf(d.Label), Expr: x, Window: w, At: d.Range})
	return true
}

// measureFits checks that a measure's window has one value where it is read: the same window or a longer one, which is
// then taken as of the end of the shorter.
func (c *checker) measureFits(at *place, index int, where source.Range) bool {
	m := &c.prog.Measures[index]
	if at.later || at.window == nil {
		return true
	}
	switch c.relate(m.Window, *at.window) {
	case same, longer:
		return true
	}
	if m.Window.Kind == ir.OfEvent && m.Window.Event == at.event {
		return true // a clause that looks at one credit has the event at hand
	}
	c.report(source.Diagnostic{
		Code: codeMeasureWindow, Where: where,
		Summary: fmt.Sprintf("`%s` is per %s; %s is worked out per %s", m.Name, c.windowText(m.Window), at.what, c.windowText(*at.window)),
		Detail:  fmt.Sprintf("One %s has several values of it, or parts of them.", c.windowText(*at.window)),
		Way:     fmt.Sprintf("Give the measure the same window or a longer one, or work %s out per %s.", at.what, c.windowText(m.Window)),
	})
	return false
}

// aggregate checks what is in brackets behind sum, count, average, largest and weighted: credits, people or windows.
func (c *checker) aggregate(at *place, x *syntax.Aggregate) ir.Expr {
	if at.noSums != "" {
		c.report(source.Diagnostic{
			Code: codeSumNowhere, Where: x.Range, Summary: "nothing can be added up here: " + at.noSums,
			Way: "Give the sum a name with `measure`, and use that.",
		})
		return nil
	}
	switch {
	case x.People != nil:
		return c.people(at, x, nil)
	case x.Windows != nil:
		return c.windows(at, x)
	case x.Subject == nil:
		return nil // the parser has said so
	}
	n, single := x.Subject.Single()
	if !single {
		c.report(source.Diagnostic{
			Code: codeUnknownName, Where: x.Subject.Range, Summary: fmt.Sprintf("`%s` is no credit", pathText(x.Subject)),
			Way: "Name a credit.",
		})
		return nil
	}
	if s := c.symbols[n.Text]; s != nil && (s.kind == symMeasure || s.kind == symComponent || s.kind == symParam || s.kind == symGroup) {
		return c.people(at, x, s)
	}
	s := c.named(n, symCredit, "credit")
	if s == nil {
		return nil
	}
	return c.creditSum(at, x, s)
}

// creditSum checks an aggregate over the credits of one rule: mine, or those of a scope.
func (c *checker) creditSum(at *place, x *syntax.Aggregate, s *symbol) ir.Expr {
	roles, ok := c.roles(s, x.Role)
	if !ok {
		return nil
	}
	out := &ir.Aggregate{Credit: s.index, Roles: roles, Once: -1, Weight: -1, Across: x.AcrossPlans}
	out.Op = map[syntax.AggregateKind]ir.AggregateOp{
		syntax.Sum: ir.Sum, syntax.Count: ir.Count, syntax.Average: ir.Average,
		syntax.Largest: ir.Largest, syntax.WeightedAverage: ir.Weighted,
	}[x.Kind]
	t, ok := c.creditType(s, roles, x.Range)
	if !ok {
		return nil
	}
	if out.Where, ok = c.aggregateWhere(at, x, s, t); !ok || !c.aggregateOptions(at, x, s, out) {
		return nil
	}
	switch {
	case x.Kind == syntax.Count:
		t = ir.Type{Kind: ir.Number}
	case t.Kind == ir.Money && t.Currency == "":
		c.report(source.Diagnostic{
			Code: codeTwoCurrencies, Where: x.Range,
			Summary: fmt.Sprintf("`%s` credits money in any currency, which has no sum", s.name.Text),
			Related: []source.Related{{Where: s.name.Range, Note: "the credit is declared here"}},
			Way:     c.convertWay(),
		})
		return nil
	}
	out.Node = node(ir.Type{Kind: t.Kind, Currency: t.Currency, Percent: t.Percent}, x)
	return out
}

func (c *checker) aggregateWhere(at *place, x *syntax.Aggregate, s *symbol, t ir.Type) (ir.Expr, bool) {
	inner := *at
	inner.event, inner.row, inner.credit = s.credit.event, -1, &t
	inner.noMult = s.credit.plainRole(nil)
	inner.noSums = "one credit is looked at"
	return c.allOf(&inner, x)
}

// aggregateOptions checks the words inside the brackets: over whom, over which window, and which credits.
func (c *checker) aggregateOptions(at *place, x *syntax.Aggregate, s *symbol, out *ir.Aggregate) bool {
	var ok bool
	if out.Scope, ok = c.scope(x.Of); !ok {
		return false
	}
	if out.Over, ok = c.over(at, x.Over); !ok {
		return false
	}
	c.reachesBack(x)
	if x.EachOnce != nil {
		if out.Once, ok = c.eventField(s.credit.event, x.EachOnce); !ok {
			return false
		}
	}
	switch {
	case x.Kind == syntax.WeightedAverage && x.By == nil:
		c.report(source.Diagnostic{Code: codeAggregate, Where: x.Range, Summary: "nothing says by what this is weighted", Way: "Write `weighted(CREDIT as ROLE by FIELD)`."})
		return false
	case x.Kind != syntax.WeightedAverage && x.By != nil:
		c.report(source.Diagnostic{Code: codeAggregate, Where: x.By.Range, Summary: "only `weighted` weighs by a field", Way: "Write `weighted(CREDIT as ROLE by FIELD)`, or leave it out."})
		return false
	case x.By == nil:
		return true
	}
	if out.Weight, ok = c.eventField(s.credit.event, x.By); !ok {
		return false
	}
	if t := c.prog.Events[s.credit.event].Fields[out.Weight].Type; t.Kind != ir.Number || t.OrNone {
		c.report(source.Diagnostic{
			Code: codeWrongType, Where: x.By.Range, Summary: fmt.Sprintf("`%s` is %s; weights are percentages that total 100%%", pathText(x.By), t),
			Way: "Name a field declared as `percent`.",
		})
		return false
	}
	return true
}

// extreme checks min and max.
func (c *checker) extreme(at *place, x *syntax.MinMax) ir.Expr {
	out := &ir.Extreme{Max: x.Max}
	for i, arg := range x.Args {
		e := c.expr(at, arg)
		if e == nil {
			return nil
		}
		t := e.Type()
		if !summable(t) || t.Kind == ir.Money && t.Currency == "" {
			c.report(source.Diagnostic{
				Code: codeWrongType, Where: arg.Place(), Summary: fmt.Sprintf("%s has no smallest or largest", typeText(t)),
				Way: "min and max take numbers and amounts of one currency.",
			})
			return nil
		}
		if i == 0 {
			out.T = t
		} else if both, ok := join(out.T, t); ok {
			out.T = both
		} else {
			c.report(source.Diagnostic{
				Code: codeUnlikeUnits, Where: arg.Place(),
				Summary: fmt.Sprintf("%s and %s can't be compared", typeText(out.T), typeText(t)), Detail: c.sides(out.Of[0], e),
				Way: "Give all values the same unit.",
			})
			return nil
		}
		out.Of = append(out.Of, e)
	}
	out.In = x.Range
	return out
}
