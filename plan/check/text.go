package check

import (
	"fmt"
	"strings"

	"rainmaker/plan/ir"
)

// text is an expression as a letter would write it, with every bracket. Two expressions with one text mean the same.
func (c *checker) text(x ir.Expr) string { return printer{c.prog}.expr(x) }

type printer struct{ p *ir.Program }

func (p printer) expr(x ir.Expr) string {
	switch x := x.(type) {
	case nil:
		return ""
	case *ir.Const:
		if x.Value.Kind == ir.Text && !x.Value.None {
			return ir.ChoiceText(x.Value.Text)
		}
		return x.Value.String()
	case *ir.FieldRef:
		return x.Name
	case *ir.RowRef:
		return "row." + x.Name
	case *ir.AttributeRef:
		return "payee." + x.Name
	case *ir.ParamRef:
		switch {
		case x.ToDate:
			return x.Name + " to date"
		case x.Across:
			return x.Name + " across plans"
		}
		return x.Name
	case *ir.MeasureRef:
		return x.Name
	case *ir.TableRef:
		return x.Name
	case *ir.CreditAmount:
		return "credit"
	case *ir.CreditShare:
		return "share"
	case *ir.Arith:
		return p.side(x.A) + " " + x.Op.String() + " " + p.side(x.B)
	case *ir.Neg:
		return "-" + p.side(x.X)
	case *ir.Extreme:
		word := "min"
		if x.Max {
			word = "max"
		}
		return word + "(" + p.list(x.Of, ", ") + ")"
	case *ir.If:
		return p.side(x.Then) + " if " + p.expr(x.Cond) + " otherwise " + p.side(x.Else)
	case *ir.Aggregate:
		return p.aggregate(x)
	}
	return p.other(x)
}

// other is what the first letters did without.
func (p printer) other(x ir.Expr) string {
	switch x := x.(type) {
	case *ir.CurveRef:
		return x.Name
	case *ir.MatrixRef:
		return x.Name
	case *ir.ResultRef:
		return x.Name
	case *ir.BalanceRef:
		return x.Name
	case *ir.SettleRef:
		return x.Name
	case *ir.CarryRef:
		return x.Name + " carry"
	case *ir.Convert:
		s := p.side(x.X) + " in " + string(x.To) + " at " + p.p.FX[x.FX].Name
		if x.On != nil {
			s += " on " + p.side(x.On)
		}
		return s
	case *ir.People:
		s := p.scope(x.Scope)
		if x.X != nil {
			s = p.expr(x.X) + " of " + s
		}
		return x.Op.String() + "(" + s + p.where(x.Where) + ")"
	case *ir.Windows:
		return "count(" + x.Unit.String() + "s" + p.where(x.Where) + p.over(x.Over) + ")"
	case *ir.Mix:
		parts := make([]string, len(x.Of))
		for i, e := range x.Of {
			parts[i] = ir.PercentOf(x.Shares[i]).String() + ": " + p.expr(e)
		}
		return "weighted(" + strings.Join(parts, ", ") + ")"
	}
	return p.test(x)
}

func (p printer) scope(s ir.Scope) string {
	switch s.Kind {
	case ir.DirectReports:
		return "direct reports"
	case ir.AllReports:
		return "all reports"
	case ir.OfGroup:
		return p.p.Groups[s.Group].Name
	}
	return "everyone"
}

func (p printer) where(x ir.Expr) string {
	if x == nil {
		return ""
	}
	return " where " + p.expr(x)
}

func (p printer) over(x *ir.Over) string {
	if x == nil {
		return ""
	}
	switch x.Kind {
	case ir.OverPrevious:
		return " over previous " + p.window(x.Window)
	case ir.OverLast:
		return " over last " + durationText(x.Last)
	case ir.OverSameLastYear:
		return " over same " + p.window(x.Window) + " last year"
	}
	if x.ToDate {
		return " over " + p.window(x.Window) + " to date"
	}
	return " over " + p.window(x.Window)
}

func (p printer) aggregate(x *ir.Aggregate) string {
	s := x.Op.String() + "(" + p.p.Credits[x.Credit].Name
	if len(x.Roles) > 0 {
		s += " as " + strings.Join(x.Roles, ", ")
	}
	if x.Scope.Kind != ir.Mine {
		s += " of " + p.scope(x.Scope)
	}
	s += p.where(x.Where) + p.over(x.Over)
	fields := p.p.Events[p.p.Credits[x.Credit].Event].Fields
	if x.Weight >= 0 {
		s += " by " + fields[x.Weight].Name
	}
	if x.Once >= 0 {
		s += " each " + fields[x.Once].Name + " once"
	}
	if x.Across {
		s += " across plans"
	}
	return s + ")"
}

// side is an operand, in brackets unless it is one word.
func (p printer) side(x ir.Expr) string {
	s := p.expr(x)
	switch x.(type) {
	case *ir.Arith, *ir.If, *ir.And, *ir.Or, *ir.Compare, *ir.Not:
		return "(" + s + ")"
	}
	return s
}

func (p printer) list(xs []ir.Expr, sep string) string {
	parts := make([]string, len(xs))
	for i, x := range xs {
		parts[i] = p.expr(x)
		if sep != ", " {
			parts[i] = p.side(x)
		}
	}
	return strings.Join(parts, sep)
}

func (p printer) test(x ir.Expr) string {
	switch x := x.(type) {
	case *ir.And:
		return p.list(x.Parts, " and ")
	case *ir.Or:
		return p.list(x.Parts, " or ")
	case *ir.Not:
		return "not " + p.side(x.X)
	case *ir.Compare:
		return p.side(x.A) + " " + x.Op.String() + " " + p.side(x.B)
	case *ir.IsNone:
		return p.side(x.X) + is(x.Negated) + "none"
	case *ir.IsOneOf:
		values := make([]string, len(x.Values))
		for i, v := range x.Values {
			values[i] = v.String()
			if v.Kind == ir.Text {
				values[i] = ir.ChoiceText(v.Text)
			}
		}
		if len(values) == 1 {
			return p.side(x.X) + is(x.Negated) + values[0]
		}
		return p.side(x.X) + is(x.Negated) + "one of (" + strings.Join(values, ", ") + ")"
	case *ir.Within:
		return p.side(x.X) + " within " + durationText(x.For) + " of " + p.side(x.Of)
	}
	return p.dates(x)
}

func is(negated bool) string {
	if negated {
		return " is not "
	}
	return " is "
}

func durationText(d ir.Duration) string {
	if d.Months != 0 {
		return fmt.Sprintf("%d months", d.Months)
	}
	return fmt.Sprintf("%d days", d.Days)
}

func (p printer) dates(x ir.Expr) string {
	switch x := x.(type) {
	case *ir.Shift:
		by, sign := x.By, " + "
		if by.Months < 0 || by.Days < 0 {
			by, sign = ir.Duration{Months: -by.Months, Days: -by.Days}, " - "
		}
		return p.side(x.Date) + sign + durationText(by)
	case *ir.MonthOf:
		unit := "month of "
		switch {
		case x.Quarters:
			unit = "quarter of "
		case x.Years:
			unit = "year of "
		}
		switch {
		case x.Date != nil:
			return unit + p.side(x.Date)
		case x.Assignment:
			return unit + "assignment"
		case x.Plan:
			return unit + "plan"
		}
		return unit + p.window(x.In)
	case *ir.MonthsBetween:
		word := "completed"
		if x.Started {
			word = "started"
		}
		return fmt.Sprintf("%s months from %s to %s", word, p.side(x.A), p.side(x.B))
	case *ir.DaysBetween:
		return fmt.Sprintf("days from %s to %s", p.side(x.A), p.side(x.B))
	case *ir.EdgeOf:
		if x.End {
			return "end of " + p.window(x.W)
		}
		return "start of " + p.window(x.W)
	}
	return fmt.Sprintf("%T", x)
}

func (p printer) window(w ir.Window) string {
	switch w.Kind {
	case ir.OfUnit:
		return w.Unit.String()
	case ir.OfPlan:
		return "plan"
	case ir.OfEvent:
		return p.p.Events[w.Event].Name
	case ir.OfSpan:
		return "span of " + p.p.Params[w.Param].Name
	}
	return "period"
}

// CreditMeaning is a credit rule as text, without its place and label: two rules with one text credit the same people with
// the same amounts.
func CreditMeaning(p *ir.Program, index int) string {
	w := printer{p}
	cr := &p.Credits[index]
	var b strings.Builder
	if cr.From >= 0 {
		fmt.Fprintf(&b, "from credit %s as %s\n", p.Credits[cr.From].Name, strings.Join(cr.FromRoles, ", "))
	} else {
		e := &p.Events[cr.Event]
		fmt.Fprintf(&b, "from event %s\ncounts on %s\n", e.Name, e.Fields[cr.CountsOn].Name)
		for _, f := range cr.OrderBy {
			if f < 0 {
				b.WriteString("order by id\n")
			} else {
				fmt.Fprintf(&b, "order by %s\n", e.Fields[f].Name)
			}
		}
	}
	for _, x := range cr.Where {
		fmt.Fprintf(&b, "where %s\n", w.expr(x))
	}
	for _, t := range cr.Targets {
		fmt.Fprintf(&b, "to %d %s as %s levels %d amount %d %s of %s %s overlay %t\n", t.Kind, w.expr(t.Who), t.Role, t.Levels, t.Amount,
			w.expr(t.Share), w.expr(t.Base), w.expr(t.Value), t.Overlay)
	}
	return b.String()
}
