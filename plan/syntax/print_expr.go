package syntax

import (
	"fmt"
	"strings"
)

// How strongly the parts of an expression hold together, weakest first; a part weaker than its place gets brackets.
const (
	levelIf = iota
	levelOr
	levelAnd
	levelNot
	levelTest
	levelSum
	levelProduct
	levelUnary
)

func level(x Expr) int {
	switch x := x.(type) {
	case *If:
		return levelIf
	case *Binary:
		switch x.Op {
		case Or:
			return levelOr
		case And:
			return levelAnd
		case Add, Sub:
			return levelSum
		case Mul, Div, Of:
			return levelProduct
		}
		return levelTest
	case *Not:
		return levelNot
	case *Is, *Within:
		return levelTest
	case *Convert:
		return levelProduct
	}
	return levelUnary
}

// ExprText is an expression in the canonical print.
func ExprText(x Expr) string { return exprPrinter{}.expr(x) }

// text prints an expression for a place that takes what holds together as strongly as atLeast.
func text(x Expr, atLeast int) string { return exprPrinter{}.at(x, atLeast) }

// exprPrinter knows whether commas around the expression separate values: there numbers have no thousands commas and
// `is one of` has brackets.
type exprPrinter struct{ inList bool }

func (p exprPrinter) at(x Expr, atLeast int) string {
	if level(x) < atLeast {
		return "(" + exprPrinter{}.expr(x) + ")"
	}
	return p.expr(x)
}

func (p exprPrinter) expr(x Expr) string {
	switch x := x.(type) {
	case *If:
		return p.at(x.Then, levelOr) + " if " + p.at(x.Cond, levelOr) + " otherwise " + p.at(x.Else, levelIf)
	case *Binary:
		return p.binary(x)
	case *Not:
		return "not " + p.at(x.X, levelNot)
	case *Neg:
		return "-" + p.at(x.X, levelUnary)
	case *Is:
		return p.is(x)
	case *Within:
		return fmt.Sprintf("%s within %s of %s", p.at(x.X, levelSum), p.expr(x.Duration), p.at(x.From, levelSum))
	case *Convert:
		s := fmt.Sprintf("%s in %s at %s", p.at(x.X, levelProduct), p.expr(x.Currency), x.FX.Text)
		if x.On != nil {
			s += " on " + p.at(x.On, levelUnary)
		}
		return s
	case *Aggregate:
		return aggregateText(x)
	case *Weighted:
		parts := make([]string, len(x.Parts))
		for i, part := range x.Parts {
			parts[i] = p.expr(part.Weight) + ": " + exprPrinter{inList: true}.at(part.Value, levelIf)
		}
		return "weighted(" + strings.Join(parts, ", ") + ")"
	case *MinMax:
		name := "min("
		if x.Max {
			name = "max("
		}
		return name + list(x.Args, levelIf) + ")"
	case *UnitOf:
		return x.Unit.String() + " of " + p.expr(x.Of)
	case *MonthsBetween:
		kind := "completed"
		if x.Started {
			kind = "started"
		}
		return fmt.Sprintf("%s months from %s to %s", kind, point(x.From), point(x.To))
	case *DaysBetween:
		return fmt.Sprintf("days from %s to %s", point(x.From), point(x.To))
	case *EdgeOf:
		if x.End {
			return "end of " + windowText(x.Window)
		}
		return "start of " + windowText(x.Window)
	case *ToDate:
		return p.expr(x.Of) + " to date"
	case *AcrossPlans:
		return p.expr(x.Of) + " across plans"
	case *Carry:
		return x.Of.Text + " carry"
	}
	return p.literal(x)
}

func (p exprPrinter) literal(x Expr) string {
	switch x := x.(type) {
	case *Number:
		if p.inList {
			return x.Text
		}
		return grouped(x.Text)
	case *PercentLit:
		return x.Text + "%"
	case *MoneyLit:
		return grouped(x.Text) + " " + string(x.Currency)
	case *DateLit:
		return x.Date.String()
	case *PeriodLit:
		return x.Text
	case *DurationLit:
		return grouped(x.Text) + " " + x.Unit.word(x.Text)
	case *StringLit:
		return `"` + x.Value + `"`
	case *NoneLit:
		return "none"
	case *RowsLit:
		rows := make([]string, len(x.Rows))
		for i, r := range x.Rows {
			rows[i] = fieldValues(r)
		}
		return strings.Join(rows, " ")
	case *Path:
		names := make([]string, len(x.Names))
		for i, n := range x.Names {
			names[i] = n.Text
		}
		return strings.Join(names, ".")
	}
	// The interface is sealed and every kind stands above or in expr: what comes here is a kind that was added without
	// its spelling, and a silent gap in a signed text would be worse than stopping.
	panic(fmt.Sprintf("syntax: no spelling for %T", x))
}

func (p exprPrinter) binary(x *Binary) string {
	over, number := x.L.(*Number)
	under, both := x.R.(*Number)
	if x.Op == Div && number && both {
		return over.Text + "/" + under.Text // a fraction reads as one number: 1/180
	}
	own := level(x)
	left, right := own, own+1
	if x.Op.Comparison() {
		left = levelSum
	}
	l, r := p.at(x.L, left), p.at(x.R, right)
	if own == levelSum {
		l, r = p.besideSum(x.L, l), p.besideSum(x.R, r)
	}
	return l + " " + x.Op.String() + " " + r
}

// besideSum puts brackets around a product with `of` beside + or -, which the parser asks for.
func (p exprPrinter) besideSum(x Expr, printed string) string {
	for y := x; ; {
		switch z := y.(type) {
		case *Binary:
			if z.Op == Of {
				return "(" + printed + ")"
			}
			if level(z) != levelProduct {
				return printed
			}
			y = z.L
		case *Convert:
			y = z.X
		default:
			return printed
		}
	}
}

func (p exprPrinter) is(x *Is) string {
	s := p.at(x.X, levelSum) + " is "
	if x.Negated {
		s += "not "
	}
	switch {
	case x.None:
		return s + "none"
	case x.OneOf && p.inList:
		return s + "one of (" + list(x.Values, levelUnary) + ")"
	case x.OneOf:
		return s + "one of " + list(x.Values, levelUnary)
	}
	return s + p.at(x.Values[0], levelUnary)
}

// list prints values that commas separate.
func list(xs []Expr, atLeast int) string {
	parts := make([]string, len(xs))
	for i, x := range xs {
		parts[i] = exprPrinter{inList: true}.at(x, atLeast)
	}
	return strings.Join(parts, ", ")
}

// point prints one end of a stretch of time; only a path, a date and the edge of a window stand there without brackets.
func point(x Expr) string {
	switch x.(type) {
	case *Path, *DateLit, *EdgeOf:
		return text(x, levelUnary)
	}
	return "(" + text(x, levelIf) + ")"
}

var aggregateNames = [...]string{Sum: "sum", Count: "count", Average: "average", Largest: "largest", WeightedAverage: "weighted"}

func aggregateText(a *Aggregate) string {
	var b strings.Builder
	b.WriteString(aggregateNames[a.Kind] + "(")
	switch {
	case a.People != nil:
		b.WriteString(scopeText(a.People))
	case a.Windows != nil:
		b.WriteString(windowText(a.Windows) + "s")
	default:
		b.WriteString(text(a.Subject, levelUnary))
	}
	if a.Role != nil {
		b.WriteString(" as " + a.Role.Text)
	}
	if a.Of != nil {
		b.WriteString(" of " + scopeText(a.Of))
	}
	for _, w := range a.Where {
		b.WriteString(" where " + text(w, levelOr))
	}
	if a.Over != nil {
		b.WriteString(" over " + overText(a.Over))
	}
	if a.By != nil {
		b.WriteString(" by " + text(a.By, levelUnary))
	}
	if a.EachOnce != nil {
		b.WriteString(" each " + text(a.EachOnce, levelUnary) + " once")
	}
	if a.AcrossPlans {
		b.WriteString(" across plans")
	}
	return b.String() + ")"
}

func overText(o *Over) string {
	switch o.Kind {
	case OverPrevious:
		return "previous " + windowText(o.Window)
	case OverLast:
		return "last " + text(o.Duration, levelUnary)
	case OverSameLastYear:
		return "same " + windowText(o.Window) + " last year"
	}
	if o.ToDate {
		return windowText(o.Window) + " to date"
	}
	return windowText(o.Window)
}

func scopeText(s *Scope) string {
	switch s.Kind {
	case DirectReports:
		return "direct reports"
	case AllReports:
		return "all reports"
	case Everyone:
		return "everyone"
	}
	return s.Group.Text
}

func windowText(w *Window) string {
	switch w.Kind {
	case SpanWindow:
		return "span of " + w.Name.Text
	case EventWindow:
		return w.Name.Text
	}
	for word, k := range windows {
		if k == w.Kind {
			return word
		}
	}
	panic(fmt.Sprintf("syntax: no spelling for window kind %d", w.Kind))
}

func per(w *Window) string {
	if w == nil {
		return ""
	}
	return " per " + windowText(w)
}

var unitWords = [...]string{Hours: "hour", Days: "day", Weeks: "week", Months: "month", Quarters: "quarter", Years: "year"}

// word is the unit behind a count: 1 day, 2 days.
func (u DurationUnit) word(count string) string {
	if count == "1" {
		return unitWords[u]
	}
	return unitWords[u] + "s"
}

// grouped puts commas at the thousands.
func grouped(digits string) string {
	whole, fraction, point := strings.Cut(digits, ".")
	var b strings.Builder
	if len(whole) > 1 && whole[0] == '0' {
		b.WriteString(whole) // a leading zero can't be grouped
	} else {
		for i := range len(whole) {
			if i > 0 && (len(whole)-i)%3 == 0 {
				b.WriteByte(',')
			}
			b.WriteByte(whole[i])
		}
	}
	if point {
		b.WriteString("." + fraction)
	}
	return b.String()
}

func fieldValues(fields []*FieldValue) string {
	if len(fields) == 0 {
		return "{ }"
	}
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = f.Name.Text + " " + exprPrinter{inList: true}.at(f.Value, levelSum)
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

func spanText(s *Span) string {
	switch {
	case s.LastPeriod != nil:
		return s.FirstPeriod.Text + ".." + s.LastPeriod.Text
	case s.FirstPeriod != nil:
		return s.FirstPeriod.Text
	case s.Before != nil:
		return s.First.Date.String() + " before " + s.Before.Date.String()
	}
	return s.First.Date.String()
}
