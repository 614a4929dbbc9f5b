package english

import (
	"fmt"

	"rainmaker/plan/ir"
)

// condition is a test as a clause that can be true.
func (w *writer) condition(x ir.Expr) string {
	switch x := x.(type) {
	case *ir.And:
		return list(w.joined(x.Parts), "and")
	case *ir.Or:
		return "either " + list(w.joined(x.Parts), "or")
	case *ir.Not:
		return "it is not so that " + w.side(x.X)
	case *ir.Compare:
		word := [...]string{" is ", " is not ", " is less than ", " is at most ", " is more than ", " is at least "}[x.Op]
		return w.side(x.A) + word + w.side(x.B)
	case *ir.IsNone:
		return w.absent(x)
	case *ir.IsOneOf:
		values := make([]string, len(x.Values))
		for i, v := range x.Values {
			values[i] = value(v, x.X.Type())
		}
		switch {
		case x.Negated && len(values) > 1:
			return w.side(x.X) + " is neither " + list(values, "nor")
		case x.Negated:
			return w.side(x.X) + " is not " + values[0]
		}
		return w.side(x.X) + " is " + list(values, "or")
	case *ir.Within:
		return w.date(x.X) + " is within " + duration(x.For) + " of " + w.date(x.Of)
	}
	return w.moment(x)
}

// joined are the parts of `and` and `or`: only the other of the two needs brackets.
func (w *writer) joined(xs []ir.Expr) []string {
	out := make([]string, len(xs))
	for i, x := range xs {
		switch x := x.(type) {
		case *ir.And, *ir.Or, *ir.Not, *ir.If:
			out[i] = "(" + w.expr(x) + ")"
			continue
		case *ir.IsOneOf:
			if len(x.Values) > 1 && len(xs) > 1 {
				out[i] = "(" + w.expr(x) + ")"
				continue
			}
		}
		out[i] = w.expr(x)
	}
	return out
}

func (w *writer) absent(x *ir.IsNone) string {
	what := w.side(x.X)
	if x.X.Type().Kind == ir.Date {
		if x.Negated {
			return what + " has come"
		}
		return what + " has not come"
	}
	if x.Negated {
		return "there is a value for " + what
	}
	return "there is no value for " + what
}

// moment is a date, or a number of months or days.
func (w *writer) moment(x ir.Expr) string {
	switch x := x.(type) {
	case *ir.Shift:
		by, word := x.By, " after "
		if by.Months < 0 || by.Days < 0 {
			by, word = ir.Duration{Months: -by.Months, Days: -by.Days}, " before "
		}
		return duration(by) + word + w.date(x.Date)
	case *ir.MonthOf:
		unit := "month"
		switch {
		case x.Quarters:
			unit = "quarter"
		case x.Years:
			unit = "year"
		}
		switch {
		case x.Date != nil:
			return "the " + unit + " counted from " + w.date(x.Date)
		case x.Assignment:
			return "the " + unit + " of " + w.whose.of + " assignment"
		case x.Plan:
			return "the " + unit + " of the plan"
		}
		return "the " + unit + " of " + w.the(x.In)
	case *ir.MonthsBetween:
		word := "completed"
		if x.Started {
			word = "started"
		}
		return fmt.Sprintf("the %s months from %s to %s", word, w.date(x.A), w.date(x.B))
	case *ir.DaysBetween:
		return fmt.Sprintf("the days from %s to %s", w.date(x.A), w.date(x.B))
	case *ir.EdgeOf:
		if x.End {
			return "the last day of " + w.the(x.W)
		}
		return "the first day of " + w.the(x.W)
	}
	// The test over all letters and over the expressions of package ir fails here before anybody reads it.
	return fmt.Sprintf("%s%T)", unsaid, x)
}

// unsaid begins what has no words.
const unsaid = "(no words for "

// date is an expression that is a date: a field of one is the date it names, and reads better without brackets.
func (w *writer) date(x ir.Expr) string {
	switch x.(type) {
	case *ir.Shift:
		return w.expr(x)
	}
	return w.side(x)
}
