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
	c.report(source.Diagnostic{
		Code: codeMeasureWindow, Where: where,
		Summary: fmt.Sprintf("`%s` is per %s; %s is worked out per %s", m.Name, c.windowText(m.Window), at.what, c.windowText(*at.window)),
		Detail:  fmt.Sprintf("One %s has several values of it, or parts of them.", c.windowText(*at.window)),
		Way:     fmt.Sprintf("Give the measure the same window or a longer one, or work %s out per %s.", at.what, c.windowText(m.Window)),
	})
	return false
}

// aggregate checks sum, count, average and largest over my credits of one rule.
func (c *checker) aggregate(at *place, x *syntax.Aggregate) ir.Expr {
	if c.refusedAggregate(x) || x.Subject == nil {
		return nil
	}
	n, single := x.Subject.Single()
	if !single {
		c.report(source.Diagnostic{
			Code: codeUnknownName, Where: x.Subject.Range, Summary: fmt.Sprintf("`%s` is no credit", pathText(x.Subject)),
			Way: "Name a credit.",
		})
		return nil
	}
	if s := c.symbols[n.Text]; s != nil && (s.kind == symMeasure || s.kind == symComponent || s.kind == symParam) {
		c.notBuilt(x.Range, fmt.Sprintf("adding up a %s over people", s.kind), "add up credits, with a rollup for the people below a manager")
		return nil
	}
	s := c.named(n, symCredit, "credit")
	if s == nil {
		return nil
	}
	if at.noSums != "" {
		c.report(source.Diagnostic{
			Code: codeSumNowhere, Where: x.Range, Summary: "nothing can be added up here: " + at.noSums,
			Way: "Give the sum a name with `measure`, and use that.",
		})
		return nil
	}
	roles, ok := c.roles(s, x.Role)
	if !ok {
		return nil
	}
	out := &ir.Aggregate{Credit: s.index, Roles: roles}
	out.Op = map[syntax.AggregateKind]ir.AggregateOp{
		syntax.Sum: ir.Sum, syntax.Count: ir.Count, syntax.Average: ir.Average,
		syntax.Largest: ir.Largest,
	}[x.Kind]
	t, ok := c.creditType(s, roles, x.Range)
	if !ok {
		return nil
	}
	if out.Where, ok = c.aggregateWhere(at, x, s, t); !ok {
		return nil
	}
	switch {
	case x.Kind == syntax.Count:
		t = ir.Type{Kind: ir.Number}
	case t.Kind == ir.Money && t.Currency == "":
		c.report(source.Diagnostic{
			Code: codeTwoCurrencies, Where: x.Range,
			Summary: fmt.Sprintf("`%s` credits money in any currency, which has no sum", n.Text),
			Related: []source.Related{{Where: s.name.Range, Note: "the credit is declared here"}},
			Way:     "Amounts must be converted where the credit is made; that is not built yet, so import them in the plan's currency.",
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
	var conds []ir.Expr
	for _, w := range x.Where {
		cond := c.cond(&inner, w)
		if cond == nil {
			return nil, false
		}
		conds = append(conds, cond)
	}
	switch len(conds) {
	case 0:
		return nil, true
	case 1:
		return conds[0], true
	}
	return &ir.And{Node: node(ir.Type{Kind: ir.YesNo}, x), Parts: conds}, true
}

// refusedAggregate names what is not built inside the brackets.
func (c *checker) refusedAggregate(x *syntax.Aggregate) bool {
	what, way, where := "", "", x.Range
	switch {
	case x.Kind == syntax.WeightedAverage:
		what, way = "`weighted`", "write the sum out: 40% x a + 60% x b"
	case x.People != nil:
		what, way, where = "counting people", "give each person a personal number", x.People.Range
	case x.Windows != nil:
		what, way, where = fmt.Sprintf("counting %ss", c.syntaxWindow(x.Windows)), "write a measure for each", x.Windows.Range
	case x.Of != nil:
		what, way, where = "sums over other people (`of …`)", "roll their credits up: `credit team from … { to manager of payee … }`", x.Of.Range
	case x.Over != nil:
		what, way, where = "sums over another window (`over …`)", "write a measure `per` that window", x.Over.Range
	case x.EachOnce != nil:
		what, way, where = "`each … once`", "import one event for each", x.EachOnce.Range
	case x.AcrossPlans:
		what, way = "`across plans`", "measure the credits of this assignment"
	case x.By != nil:
		what, way, where = "weighing by a field", "multiply where the credit is made", x.By.Range
	default:
		return false
	}
	c.notBuilt(where, what, way)
	return true
}

func (c *checker) syntaxWindow(w *syntax.Window) string {
	switch w.Kind {
	case syntax.WeekWindow:
		return "week"
	case syntax.QuarterWindow:
		return "quarter"
	}
	return "month"
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
