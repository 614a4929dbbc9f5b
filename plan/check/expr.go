package check

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

func node(t ir.Type, x syntax.Expr) ir.Node { return ir.Node{T: t, In: x.Place()} }

func constOf(x syntax.Expr, v ir.Value) *ir.Const {
	return &ir.Const{Node: node(ir.Type{Kind: v.Kind, Currency: v.Currency, Percent: v.Percent, OrNone: v.None}, x), Value: v}
}

// expr checks an expression; nil means that it can't be used and has been reported.
func (c *checker) expr(at *place, x syntax.Expr) ir.Expr {
	if at.looked != nil {
		switch x.(type) {
		case *syntax.Path, *syntax.Aggregate:
			return at.looked(x)
		}
	}
	switch x := x.(type) {
	case *syntax.Path:
		return c.path(at, x)
	case *syntax.Neg:
		return c.neg(at, x)
	case *syntax.Not:
		if cond := c.cond(at, x.X); cond != nil {
			return &ir.Not{Node: node(ir.Type{Kind: ir.YesNo}, x), X: cond}
		}
		return nil
	case *syntax.Binary:
		return c.binary(at, x)
	case *syntax.If:
		return c.choose(at, x)
	case *syntax.Is:
		return c.is(at, x)
	case *syntax.Within:
		return c.within(at, x)
	case *syntax.Aggregate:
		return c.aggregate(at, x)
	case *syntax.MinMax:
		return c.extreme(at, x)
	case *syntax.UnitOf, *syntax.MonthsBetween, *syntax.DaysBetween, *syntax.EdgeOf:
		return c.dates(at, x)
	case *syntax.Convert:
		return c.convert(at, x)
	case *syntax.Weighted:
		return c.weighted(at, x)
	case *syntax.ToDate:
		return c.flowOtherwise(at, x.Of, x.Range, false)
	case *syntax.AcrossPlans:
		return c.flowOtherwise(at, x.Of, x.Range, true)
	case *syntax.Carry:
		return c.carry(at, x)
	}
	return c.literal(x)
}

// literal checks what stands for itself.
func (c *checker) literal(x syntax.Expr) ir.Expr {
	switch x := x.(type) {
	case *syntax.Number:
		return constOf(x, ir.NumberOf(x.Value))
	case *syntax.PercentLit:
		return constOf(x, ir.PercentOf(x.Value))
	case *syntax.MoneyLit:
		return c.moneyLit(x, 0)
	case *syntax.DateLit:
		return constOf(x, ir.DateOf(x.Date))
	case *syntax.StringLit:
		return constOf(x, ir.TextOf(x.Value))
	case *syntax.DurationLit:
		return c.durationValue(x)
	case *syntax.PeriodLit:
		c.report(source.Diagnostic{
			Code: codeNotAValue, Where: x.Range, Summary: fmt.Sprintf("%s is a period, not a value", x.Text),
			Way: "Compare dates: `closed >= 2027-01-01`.",
		})
	case *syntax.NoneLit:
		c.report(source.Diagnostic{
			Code: codeNotAValue, Where: x.Range, Summary: "nothing can be worked out with `none`",
			Way: "Test it: `x is none`.",
		})
	case *syntax.RowsLit:
		c.report(source.Diagnostic{
			Code: codeNotAValue, Where: x.Range, Summary: "rows are given for a list field of an event",
			Way: "Write a value.",
		})
	}
	return nil
}

// moneyLit checks the decimals a literal may have: those of its currency, or of the field it fills.
func (c *checker) moneyLit(x *syntax.MoneyLit, more int) ir.Expr {
	if !x.Currency.Known() {
		return nil // the parser has said so
	}
	if d, ok := syntax.CheckDecimals(x, max(x.Currency.Decimals(), more)); !ok {
		c.report(d)
		return nil
	}
	return constOf(x, ir.MoneyOf(x.Amount, x.Currency))
}

// cond checks an expression that must be true or false.
func (c *checker) cond(at *place, x syntax.Expr) ir.Expr {
	e := c.expr(at, x)
	if e == nil {
		return nil
	}
	if e.Type().Kind != ir.YesNo {
		c.report(source.Diagnostic{
			Code: codeNotACondition, Where: x.Place(),
			Summary: fmt.Sprintf("here stands a condition; this is %s", typeText(e.Type())), Way: "Compare it with something.",
		})
		return nil
	}
	return e
}

func (c *checker) choose(at *place, x *syntax.If) ir.Expr {
	cond := c.cond(at, x.Cond)
	then := c.expr(at, x.Then)
	other := c.expr(at, x.Else)
	if cond == nil || then == nil || other == nil {
		return nil
	}
	t, ok := join(then.Type(), other.Type())
	if !ok {
		c.report(source.Diagnostic{
			Code: codeTwoTypes, Where: x.Range,
			Summary: fmt.Sprintf("this is %s if the condition holds, and %s otherwise", typeText(then.Type()), typeText(other.Type())),
			Way:     "Give both the same unit.",
		})
		return nil
	}
	return &ir.If{Node: node(t, x), Cond: cond, Then: then, Else: other}
}
