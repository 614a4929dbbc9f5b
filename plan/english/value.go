package english

import (
	"fmt"

	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// value is a literal in a sentence: dates in words, text in quotation marks unless it is one of a field's choices.
func value(v ir.Value, t ir.Type) string {
	switch {
	case v.None:
		return "nothing"
	case v.Kind == ir.Date:
		return v.Date.Long()
	case v.Kind == ir.Text && len(t.Choices) == 0:
		return "“" + v.Text + "”"
	case v.Kind == ir.Text:
		return spaced(v.Text)
	case v.Kind == ir.Number && t.Percent && !v.Percent:
		v.Percent = true
	}
	return v.String()
}

// row is the value that a row of a table stands for.
func row(v ir.Value) string {
	if v.Kind == ir.Text && !v.None {
		return spaced(v.Text)
	}
	return value(v, ir.Type{})
}

func duration(d ir.Duration) string {
	n, unit := d.Days, "day"
	if d.Months != 0 {
		n, unit = d.Months, "month"
		if n%12 == 0 {
			n, unit = n/12, "year"
		}
	}
	return counted(n, unit)
}

func counted(n int, one string) string {
	if n == 1 || n == -1 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// window is a stretch of time as a noun: "quarter", "booking", "time on the plan".
func (w *writer) window(x ir.Window) string {
	switch x.Kind {
	case ir.OfUnit:
		return unit(x.Unit)
	case ir.OfPlan:
		return "time on the plan"
	case ir.OfEvent:
		return w.names.of(w.p.Events[x.Event].Name)
	case ir.OfSpan:
		return "span of " + w.names.of(w.p.Params[x.Param].Name)
	}
	return w.window(w.p.Plan.Period)
}

func unit(u calendar.Unit) string {
	if u == calendar.Half {
		return "half-year"
	}
	return u.String()
}

// each is "each quarter"; there is only one time on the plan.
func (w *writer) each(x ir.Window) string {
	if x.Kind == ir.OfPlan {
		return "the whole " + w.window(x)
	}
	return "each " + w.window(x)
}

// the is "the quarter"; a person has a time on the plan of their own.
func (w *writer) the(x ir.Window) string {
	if x.Kind == ir.OfPlan {
		return w.whose.of + " " + w.window(x)
	}
	return "the " + w.window(x)
}

// a is "a quarter", for amounts: 10,000 USD a quarter.
func (w *writer) a(x ir.Window) string {
	if x.Kind == ir.OfPlan {
		return "over " + w.the(x)
	}
	return article(w.window(x))
}

// between is a span with both its days named.
func between(s calendar.Span) string {
	switch {
	case s.IsOpen():
		return "from " + s.From.Long() + " on"
	case s.Days() == 1:
		return "on " + s.From.Long()
	}
	return "from " + s.From.Long() + " to " + s.Last().Long()
}
