package check

import (
	"fmt"
	"strings"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

func joined(list []string) string { return strings.Join(list, ", ") }

// maxSpan bounds a duration: a plan that looks further than this has a slip of the finger in it.
const maxSpan = 200 * 366

// duration is a length of time that moves a date.
func (c *checker) duration(d *syntax.DurationLit) (ir.Duration, bool) {
	if d == nil {
		return ir.Duration{}, false
	}
	n, err := d.Count.Round(0, money.Down)
	if err != nil || !d.Count.IsWhole() || n < 0 || n > maxSpan {
		c.report(source.Diagnostic{
			Code: codeBadDuration, Where: d.Range, Summary: fmt.Sprintf("%s is not a whole number of days or months", d.Text),
			Way: "Write a whole number, such as 180 days or 6 months.",
		})
		return ir.Duration{}, false
	}
	switch d.Unit {
	case syntax.Days:
		return ir.Duration{Days: int(n)}, true
	case syntax.Weeks:
		return ir.Duration{Days: 7 * int(n)}, true
	case syntax.Months:
		return ir.Duration{Months: int(n)}, true
	case syntax.Quarters:
		return ir.Duration{Months: 3 * int(n)}, true
	case syntax.Years:
		return ir.Duration{Months: 12 * int(n)}, true
	}
	c.report(source.Diagnostic{
		Code: codeBadDuration, Where: d.Range, Summary: "hours do not move a date; dates have no time of day",
		Way: "Write days or months.",
	})
	return ir.Duration{}, false
}

// durationValue is a duration that stands for itself: days are counted, hours are plain numbers, and months have no
// length of their own.
func (c *checker) durationValue(d *syntax.DurationLit) ir.Expr {
	if d.Unit == syntax.Hours {
		return constOf(d, ir.NumberOf(d.Count))
	}
	span, ok := c.duration(d)
	if !ok {
		return nil
	}
	if span.Months != 0 {
		c.report(source.Diagnostic{
			Code: codeBadDuration, Where: d.Range, Summary: "months differ in length, so this is no number of days",
			Way: "Write days, or `completed months from A to B`, which is a number.",
		})
		return nil
	}
	return constOf(d, ir.Value{Kind: ir.Days, Num: money.Whole(int64(span.Days))})
}

// shift is a date moved by a duration; done is false where the left side is no date.
func (c *checker) shift(at *place, x *syntax.Binary, d *syntax.DurationLit) (ir.Expr, bool) {
	e := c.expr(at, x.L)
	if e == nil {
		return nil, true
	}
	if e.Type().Kind != ir.Date {
		return nil, false
	}
	by, ok := c.duration(d)
	if !ok {
		return nil, true
	}
	if x.Op == syntax.Sub {
		by.Months, by.Days = -by.Months, -by.Days
	}
	return &ir.Shift{Node: node(e.Type(), x), Date: e, By: by}, true
}

func (c *checker) date(at *place, x syntax.Expr) ir.Expr {
	e := c.expr(at, x)
	if e == nil {
		return nil
	}
	if e.Type().Kind != ir.Date {
		c.report(source.Diagnostic{
			Code: codeNotADate, Where: x.Place(), Summary: fmt.Sprintf("here stands a date; this is %s", typeText(e.Type())),
			Way: "Name a date field, or write a date such as 2027-01-31.",
		})
		return nil
	}
	return e
}

func (c *checker) within(at *place, x *syntax.Within) ir.Expr {
	d, ok := c.duration(x.Duration)
	a, b := c.date(at, x.X), c.date(at, x.From)
	if !ok || a == nil || b == nil {
		return nil
	}
	return &ir.Within{Node: node(ir.Type{Kind: ir.YesNo}, x), X: a, Of: b, For: d}
}

func (c *checker) dates(at *place, x syntax.Expr) ir.Expr {
	number := ir.Type{Kind: ir.Number}
	switch x := x.(type) {
	case *syntax.UnitOf:
		return c.unitOf(at, x)
	case *syntax.MonthsBetween:
		if a, b, t := c.two(at, x.From, x.To, number); a != nil {
			return &ir.MonthsBetween{Node: node(t, x), Started: x.Started, A: a, B: b}
		}
	case *syntax.DaysBetween:
		if a, b, t := c.two(at, x.From, x.To, ir.Type{Kind: ir.Days}); a != nil {
			return &ir.DaysBetween{Node: node(t, x), A: a, B: b}
		}
	case *syntax.EdgeOf:
		return c.edge(at, x)
	}
	return nil
}

// two checks both ends; what lies between is absent where one of them is.
func (c *checker) two(at *place, from, to syntax.Expr, t ir.Type) (ir.Expr, ir.Expr, ir.Type) {
	a, b := c.date(at, from), c.date(at, to)
	if a == nil || b == nil {
		return nil, nil, t
	}
	t.OrNone = a.Type().OrNone || b.Type().OrNone
	return a, b, t
}

// unitOf is `month of …` and `quarter of …`. The day at hand is a credit's counting date, else the window's last day.
func (c *checker) unitOf(at *place, x *syntax.UnitOf) ir.Expr {
	if x.Unit == calendar.Month && !c.cal.HasMonths() {
		c.noMonths(x.Range)
		return nil
	}
	return c.unitOfPath(at, x, x.Of, x.Unit)
}

func (c *checker) unitOfPath(at *place, x syntax.Node, of *syntax.Path, counted calendar.Unit) ir.Expr {
	out := &ir.MonthOf{Node: ir.Node{T: ir.Type{Kind: ir.Number}, In: x.Place()}, Quarters: counted == calendar.Quarter, Years: counted == calendar.Year}
	n, single := of.Single()
	units := map[string]calendar.Unit{"month": calendar.Month, "quarter": calendar.Quarter, "half": calendar.Half, "year": calendar.Year}
	unit, isUnit := units[n.Text]
	switch {
	case single && c.field(at.event, n.Text) < 0 && n.Text == "assignment":
		out.Assignment = true
		if !at.tenure {
			c.report(source.Diagnostic{
				Code: codeTooEarly, Where: x.Place(), Summary: fmt.Sprintf("%s is the same whatever assignment somebody has", at.what),
				Way: "Use it in the component.",
			})
			return nil
		}
	case single && c.field(at.event, n.Text) < 0 && n.Text == "plan":
		out.Plan = true
	case single && c.field(at.event, n.Text) < 0 && isUnit:
		if unit <= counted {
			c.report(source.Diagnostic{
				Code: codeWrongType, Where: of.Range, Summary: fmt.Sprintf("there is only one %s in a %s", counted, unit),
				Way: "Name a longer window, the assignment, the plan or a date.",
			})
			return nil
		}
		out.In = ir.Window{Kind: ir.OfUnit, Unit: unit}
	default:
		d := c.path(at, of)
		if d == nil {
			return nil
		}
		if d.Type().Kind != ir.Date {
			c.report(source.Diagnostic{
				Code: codeNotADate, Where: of.Range, Summary: fmt.Sprintf("`%s` is %s, not a date", pathText(of), typeText(d.Type())),
				Way: "Write assignment, plan, quarter, half, year or a date.",
			})
			return nil
		}
		out.Date, out.T.OrNone = d, d.Type().OrNone
	}
	return out
}

// edge is the first or last day of the window that contains the day at hand.
func (c *checker) edge(at *place, x *syntax.EdgeOf) ir.Expr {
	w, ok := c.window(x.Window)
	if !ok {
		return nil
	}
	inner := c.resolve(w)
	switch {
	case inner.Kind == ir.OfEvent:
		c.report(source.Diagnostic{
			Code: codeNotADate, Where: x.Window.Range, Summary: "an event has no first and last day; it has dates",
			Way: "Name one of its date fields.",
		})
		return nil
	case (inner.Kind == ir.OfPlan || inner.Kind == ir.OfSpan) && !at.tenure:
		c.report(source.Diagnostic{
			Code: codeTooEarly, Where: x.Range, Summary: fmt.Sprintf("%s is the same whatever assignment somebody has", at.what),
			Way: "Use it in the component.",
		})
		return nil
	}
	return &ir.EdgeOf{Node: node(ir.Type{Kind: ir.Date}, x), End: x.End, W: w}
}
