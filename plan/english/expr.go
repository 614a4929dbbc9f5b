package english

import (
	"fmt"

	"rainmaker/plan/ir"
)

// expr is an expression as a noun phrase, or a condition as a clause. Two expressions that mean something else are said in
// other words; what stands on either side of a sign is bracketed unless it is one thing.
func (w *writer) expr(x ir.Expr) string {
	switch x := x.(type) {
	case *ir.Const:
		return value(x.Value, x.T)
	case *ir.FieldRef:
		if x.Index < 0 {
			return "its id"
		}
		return spaced(x.Name)
	case *ir.RowRef:
		return "the row’s " + spaced(x.Name)
	case *ir.AttributeRef:
		return w.whose.of + " " + spaced(x.Name)
	case *ir.ParamRef:
		return w.param(x)
	case *ir.MeasureRef, *ir.TableRef, *ir.CurveRef, *ir.MatrixRef:
		return w.reference(x)
	case *ir.CreditAmount:
		return "the credit"
	case *ir.CreditShare:
		return w.whose.of + " share of the credit"
	case *ir.Arith:
		return w.arith(x)
	case *ir.Neg:
		return "−" + w.side(x.X)
	case *ir.Extreme:
		return w.extreme(x)
	case *ir.If:
		return w.side(x.Then) + " if " + w.expr(x.Cond) + ", otherwise " + w.side(x.Else)
	}
	return w.result(x)
}

func (w *writer) param(x *ir.ParamRef) string {
	whose := w.whose.of + " "
	if w.p.Params[x.Index].Default != nil {
		whose = "the "
	}
	switch s := whose + w.names.of(x.Name); {
	case x.ToDate:
		return s + " to date"
	case x.Across:
		return s + " on all plans together"
	default:
		return s
	}
}

// reference is something computed that has a name. Whoever reads the letter has their own of it, but a table is one.
func (w *writer) reference(x ir.Expr) string {
	switch x := x.(type) {
	case *ir.MeasureRef:
		return w.whose.of + " " + w.names.of(x.Name)
	case *ir.TableRef:
		return "the " + w.names.of(x.Name)
	case *ir.CurveRef:
		return "the " + w.names.of(x.Name) + " (a curve)"
	case *ir.MatrixRef:
		return "the " + w.names.of(x.Name) + " (a grid)"
	}
	return ""
}

func (w *writer) arith(x *ir.Arith) string {
	if c, ok := x.A.(*ir.Const); ok && x.Op == ir.Mul && c.Value.Percent {
		return w.expr(c) + " of " + w.side(x.B)
	}
	if a, b := constant(x.A), constant(x.B); a != nil && b != nil && x.Op == ir.Quo && a.Kind == ir.Number && b.Kind == ir.Number && !a.Percent {
		return a.String() + "/" + b.String()
	}
	sign := [...]string{" + ", " − ", " × ", " ÷ "}[x.Op]
	return w.side(x.A) + sign + w.side(x.B)
}

func (w *writer) extreme(x *ir.Extreme) string {
	word := "smaller"
	switch {
	case x.Max && len(x.Of) == 2:
		word = "larger"
	case x.Max:
		word = "largest"
	case len(x.Of) > 2:
		word = "smallest"
	}
	return "the " + word + " of " + list(w.sides(x.Of), "and")
}

// side is an operand: in brackets unless it is one thing.
func (w *writer) side(x ir.Expr) string {
	switch x.(type) {
	case *ir.Arith, *ir.If, *ir.And, *ir.Or, *ir.Compare, *ir.Not, *ir.Extreme, *ir.Within, *ir.IsOneOf, *ir.IsNone, *ir.Mix,
		*ir.Shift, *ir.Convert, *ir.Aggregate, *ir.People, *ir.Windows:
		return "(" + w.expr(x) + ")"
	}
	return w.expr(x)
}

func (w *writer) sides(xs []ir.Expr) []string {
	out := make([]string, len(xs))
	for i, x := range xs {
		out[i] = w.side(x)
	}
	return out
}

// result is what other parts of the letter come to.
func (w *writer) result(x ir.Expr) string {
	switch x := x.(type) {
	case *ir.ResultRef:
		return "what " + w.names.of(x.Name) + " comes to"
	case *ir.BalanceRef:
		for _, b := range w.p.Balances {
			if b.Name == x.Name && b.Kind == ir.Reserve {
				return "the reserve " + w.names.of(x.Name)
			}
		}
		return "the debt " + w.names.of(x.Name)
	case *ir.CarryRef:
		return "what " + w.names.of(x.Name) + " carries over"
	case *ir.SettleRef:
		switch x.Name {
		case "left":
			return "what is left"
		case "payable":
			return "what becomes payable"
		}
		return "the pay"
	case *ir.Convert:
		s := fmt.Sprintf("%s in %s at %s", w.side(x.X), x.To, w.names.of(w.p.FX[x.FX].Name))
		if x.On != nil {
			s += " on " + w.date(x.On)
		}
		return s
	}
	return w.aggregated(x)
}

// aggregated is what is taken over credits, people or months.
func (w *writer) aggregated(x ir.Expr) string {
	switch x := x.(type) {
	case *ir.Aggregate:
		return w.aggregate(x)
	case *ir.People:
		them := *w
		them.whose = theirs
		s := w.scope(x.Scope)
		if x.X != nil {
			word := "total"
			if x.Op == ir.Average {
				word = "average"
			}
			s = "the " + word + ", over " + s + ", of " + them.side(x.X)
		} else {
			s = "the number of " + s
		}
		if x.Where != nil {
			s += " for whom " + them.expr(x.Where)
		}
		return s
	case *ir.Windows:
		s := "the number of " + x.Unit.String() + "s in which " + w.expr(x.Where)
		if x.Over != nil {
			s += " over " + w.over(x.Over)
		}
		return s
	case *ir.Mix:
		parts := make([]string, len(x.Of))
		for i, e := range x.Of {
			parts[i] = ir.PercentOf(x.Shares[i]).String() + " of " + w.side(e)
		}
		return list(parts, "and")
	}
	return w.condition(x)
}

func (w *writer) aggregate(x *ir.Aggregate) string {
	credit := w.p.Credits[x.Credit]
	fields := w.p.Events[credit.Event].Fields
	s := "the total of "
	switch x.Op {
	case ir.Count:
		s = "the number of "
	case ir.Average:
		s = "the average of "
	case ir.Largest:
		s = "the largest of "
	case ir.Weighted:
		s = "the average, weighted by " + spaced(fields[x.Weight].Name) + ", of "
	}
	inside := *w
	if x.Scope.Kind == ir.Mine {
		s += w.whose.of + " " + w.credits(x.Credit, x.Roles)
	} else {
		inside.whose = theirs
		s += "the " + w.credits(x.Credit, x.Roles) + " of " + w.scope(x.Scope)
	}
	if x.Where != nil {
		s += " where " + list(inside.joined([]ir.Expr{x.Where}), "and")
	}
	if x.Over != nil {
		s += " over " + w.over(x.Over)
	}
	if x.Once >= 0 {
		s += ", each " + spaced(fields[x.Once].Name) + " once"
	}
	if x.Across {
		s += ", also from before this assignment and on other plans"
	}
	return s
}

// credits are the credits of a rule, of all roles or of some.
func (w *writer) credits(index int, roles []string) string {
	s := w.names.of(w.p.Credits[index].Name)
	if len(roles) > 0 {
		s += " as " + list(roles, "or")
	}
	return s
}

func (w *writer) scope(s ir.Scope) string {
	switch s.Kind {
	case ir.Mine:
		return w.whose.who
	case ir.DirectReports:
		return w.whose.of + " direct reports"
	case ir.AllReports:
		return w.whose.of + " reports at all levels"
	case ir.OfGroup:
		return w.whose.of + " " + spaced(w.p.Groups[s.Group].Name) + " group"
	}
	return "everyone"
}

func (w *writer) over(x *ir.Over) string {
	switch x.Kind {
	case ir.OverPrevious:
		return "the " + w.window(x.Window) + " before"
	case ir.OverLast:
		return "the last " + duration(x.Last)
	case ir.OverSameLastYear:
		return "the same " + w.window(x.Window) + " a year before"
	}
	if x.ToDate {
		return w.the(x.Window) + " to date"
	}
	return w.the(x.Window)
}
