package check

import (
	"fmt"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// people checks a number over people: how many of them there are, or the sum or average of what each has.
func (c *checker) people(at *place, x *syntax.Aggregate, s *symbol) ir.Expr {
	if bad, where := peopleOption(x); bad != "" {
		c.report(source.Diagnostic{
			Code: codeAggregate, Where: where, Summary: fmt.Sprintf("`%s` is about credits, and here people are looked at", bad),
			Way: "Leave it out, or add up a credit `of` the same people.",
		})
		return nil
	}
	out := &ir.People{Op: ir.Count}
	inner := *at
	inner.event, inner.row, inner.credit, inner.settle = -1, -1, nil, false
	ok := true
	of := x.People
	switch {
	case s == nil:
	case s.kind == symGroup:
		of = &syntax.Scope{Loc: x.Subject.Loc, Kind: syntax.GroupScope, Group: &s.name}
		of.Group = &x.Subject.Names[0]
	default:
		of = x.Of
		out.X, ok = c.ofEach(&inner, x, s, out)
	}
	if !ok {
		return nil
	}
	if out.X == nil && x.Kind != syntax.Count {
		c.report(source.Diagnostic{
			Code: codeAggregate, Where: x.Range, Summary: "people are counted; what is added up is something of each",
			Way: "Write `count(…)`, or `sum(MEASURE of …)`.",
		})
		return nil
	}
	if out.Scope, ok = c.scope(of); !ok {
		return nil
	}
	if out.Where, ok = c.allOf(&inner, x); !ok {
		return nil
	}
	t := ir.Type{Kind: ir.Number}
	if out.X != nil {
		t = out.X.Type()
		t.OrNone = false
	}
	out.Node = node(t, x)
	return out
}

// ofEach is what each person has: a measure, a parameter or a component's result.
func (c *checker) ofEach(at *place, x *syntax.Aggregate, s *symbol, out *ir.People) (ir.Expr, bool) {
	switch {
	case x.Of == nil:
		c.report(source.Diagnostic{
			Code: codeAggregate, Where: x.Range, Summary: fmt.Sprintf("`%s` is %s: it has one value for me, and nothing says over whom it is added up", s.name.Text, article(s.kind.String())),
			Way: fmt.Sprintf("Write `of direct reports`, a group or everyone behind it, or `%s` alone.", s.name.Text),
		})
		return nil, false
	case x.Kind == syntax.Sum:
		out.Op = ir.Sum
	case x.Kind == syntax.Average:
		out.Op = ir.Average
	default:
		c.report(source.Diagnostic{
			Code: codeAggregate, Where: x.Range, Summary: fmt.Sprintf("over people, `%s` has a sum and an average", s.name.Text),
			Way: "Write `sum(… of …)`, `average(… of …)` or `count(SCOPE where …)`.",
		})
		return nil, false
	}
	e := c.declared(at, x.Subject, s)
	if e == nil {
		return nil, false
	}
	if !summable(e.Type()) {
		c.report(source.Diagnostic{Code: codeWrongType, Where: x.Subject.Range, Summary: fmt.Sprintf("`%s` is %s and can't be added up", s.name.Text, typeText(e.Type())), Way: "Name a number or an amount."})
		return nil, false
	}
	return e, true
}

func peopleOption(x *syntax.Aggregate) (string, source.Range) {
	switch {
	case x.Role != nil:
		return "as", x.Role.Range
	case x.Over != nil:
		return "over", x.Over.Range
	case x.By != nil:
		return "by", x.By.Range
	case x.EachOnce != nil:
		return "each … once", x.EachOnce.Range
	case x.AcrossPlans:
		return "across plans", x.Range
	case x.People != nil && x.Of != nil:
		return "of", x.Of.Range
	}
	return "", source.Range{}
}

// allOf joins the conditions of an aggregate; nil where there is none.
func (c *checker) allOf(at *place, x *syntax.Aggregate) (ir.Expr, bool) {
	var conds []ir.Expr
	for _, w := range x.Where {
		cond := c.cond(at, w)
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

// windows checks `count(months where COND over W)`: how many of the months of a window meet a condition, each by itself.
func (c *checker) windows(at *place, x *syntax.Aggregate) ir.Expr {
	unit, ok := c.window(x.Windows)
	if !ok {
		return nil
	}
	if x.Kind != syntax.Count || len(x.Where) == 0 {
		c.report(source.Diagnostic{
			Code: codeAggregate, Where: x.Range, Summary: fmt.Sprintf("%ss are counted, those in which something holds", c.windowText(unit)),
			Way: fmt.Sprintf("Write `count(%ss where … over quarter)`.", c.windowText(unit)),
		})
		return nil
	}
	out := &ir.Windows{Unit: unit.Unit}
	if out.Over, ok = c.over(at, x.Over); !ok {
		return nil
	}
	whole := at.window
	if out.Over != nil && out.Over.Kind != ir.OverLast {
		whole = &out.Over.Window
	}
	if whole != nil && (out.Over == nil || out.Over.Kind != ir.OverLast) {
		if r := c.relate(unit, *whole); r != same && r != shorter {
			c.report(source.Diagnostic{
				Code: codeMeasureWindow, Where: x.Windows.Range,
				Summary: fmt.Sprintf("a %s is not made of whole %ss", c.windowText(*whole), c.windowText(unit)), Way: "Count them `over` a longer window.",
			})
			return nil
		}
	}
	inner := *at
	inner.event, inner.row, inner.credit, inner.window = -1, -1, nil, &unit
	if out.Where, ok = c.allOf(&inner, x); !ok {
		return nil
	}
	out.Node = node(ir.Type{Kind: ir.Number}, x)
	return out
}

// over is the window of one sum where it is not its measure's; nil where it is.
func (c *checker) over(at *place, x *syntax.Over) (*ir.Over, bool) {
	if x == nil {
		return nil, true
	}
	out := &ir.Over{Kind: map[syntax.OverKind]ir.OverKind{
		syntax.OverPrevious: ir.OverPrevious, syntax.OverLast: ir.OverLast,
		syntax.OverSameLastYear: ir.OverSameLastYear, syntax.OverWindow: ir.OverWindow,
	}[x.Kind], ToDate: x.ToDate}
	var ok bool
	if x.Kind == syntax.OverLast {
		out.Last, ok = c.duration(x.Duration)
		return out, ok
	}
	if out.Window, ok = c.window(x.Window); !ok {
		return nil, false
	}
	bad := source.Diagnostic{Code: codeOverWindow, Where: x.Range, Way: "Name a window as long as the measure's, or longer."}
	switch w := c.resolve(out.Window); {
	case w.Kind == ir.OfEvent:
		bad.Summary = "an event has no window before it and none around it"
	case w.Kind == ir.OfPlan && x.Kind != syntax.OverWindow, w.Kind == ir.OfUnit && w.Unit == calendar.Day:
		bad.Summary = fmt.Sprintf("nothing is added up over that %s", c.windowText(w))
	case at.window == nil || at.later:
		return out, true
	default:
		if r := c.relate(w, *at.window); r == same || r == longer {
			return out, true
		}
		bad.Summary = fmt.Sprintf("%s is worked out per %s, which has several %ss or parts of them", at.what, c.windowText(*at.window), c.windowText(w))
	}
	c.report(bad)
	return nil, false
}

// reachesBack warns of a sum that reaches before the assignment, where somebody else's plan paid.
func (c *checker) reachesBack(x *syntax.Aggregate) {
	if x.Over == nil || x.Over.Kind == syntax.OverWindow || x.AcrossPlans || x.Of != nil {
		return
	}
	c.warn(source.Diagnostic{
		Code: codeReachesBack, Where: x.Over.Range, Summary: "this reaches before the assignment, where a sum sees nothing",
		Detail: "A sum sees the credits that count inside the assignment at hand.",
		Way:    "Add `across plans`, which widens it to all credits of the person; or leave it so, if what came before is not to count.",
	})
}

// weighted checks `weighted(40%: a, 60%: b)`.
func (c *checker) weighted(at *place, x *syntax.Weighted) ir.Expr {
	out := &ir.Mix{}
	total := money.Ratio{}
	for i, p := range x.Parts {
		e := c.expr(at, p.Value)
		if e == nil {
			return nil
		}
		t := e.Type()
		if !summable(t) || t.Kind == ir.Money && t.Currency == "" {
			c.report(source.Diagnostic{Code: codeWrongType, Where: p.Value.Place(), Summary: fmt.Sprintf("%s can't be weighted", typeText(t)), Way: "Weigh numbers and amounts of one currency."})
			return nil
		}
		if i > 0 {
			both, ok := join(out.T, t)
			if !ok {
				c.report(source.Diagnostic{
					Code: codeUnlikeUnits, Where: p.Value.Place(), Summary: fmt.Sprintf("%s and %s can't be weighted together", typeText(out.T), typeText(t)),
					Detail: c.sides(out.Of[0], e), Way: "Give all values the same unit.",
				})
				return nil
			}
			t = both
		}
		out.T = t
		out.Of = append(out.Of, e)
		out.Shares = append(out.Shares, p.Weight.Value)
		total = total.Add(p.Weight.Value)
	}
	if !total.Equal(one) {
		c.report(source.Diagnostic{Code: codeWeightsTotal, Where: x.Range, Summary: fmt.Sprintf("these weights total %s", ir.PercentOf(total)), Way: "Make them total 100%."})
		return nil
	}
	out.In = x.Range
	return out
}
