package check

import (
	"fmt"
	"strings"

	"rainmaker/money"
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
	}
	return c.literal(x)
}

// literal checks what stands for itself, and refuses what is not built.
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
	case *syntax.ToDate:
		c.notBuilt(x.Range, "`to date` of a parameter", "work with the whole window")
	case *syntax.AcrossPlans:
		c.notBuilt(x.Range, "`across plans`", "work with this assignment's own number")
	case *syntax.Carry:
		c.notBuilt(x.Range, "`carry`", "cap each event")
	case *syntax.Convert:
		c.notBuilt(x.Range, "currency conversion", "import amounts in the plan's currency")
	case *syntax.Weighted:
		c.notBuilt(x.Range, "`weighted`", "write the sum out: 40% x a + 60% x b")
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

// valueFor checks an expression that fills a place of a known type: the choices and people of that type are written as
// plain names there, and money may have the decimals the type keeps.
func (c *checker) valueFor(at *place, x syntax.Expr, want ir.Type) ir.Expr {
	if e, done := c.wordFor(x, want); done {
		return e
	}
	var e ir.Expr
	switch m := x.(type) {
	case *syntax.MoneyLit:
		e = c.moneyLit(m, want.Decimals)
	case *syntax.Neg:
		if lit, ok := m.X.(*syntax.MoneyLit); ok {
			if e = c.moneyLit(lit, want.Decimals); e != nil {
				k := e.(*ir.Const)
				k.In, k.Value.Num = m.Range, k.Value.Num.Neg()
			}
			break
		}
		e = c.expr(at, x)
	default:
		e = c.expr(at, x)
	}
	if e == nil || !c.assignable(e, want) {
		return nil
	}
	return e
}

// wordFor reads a word or text that stands for itself in a place of a known type.
func (c *checker) wordFor(x syntax.Expr, want ir.Type) (ir.Expr, bool) {
	word, text, where := "", false, x.Place()
	switch x := x.(type) {
	case *syntax.NoneLit:
		if !want.OrNone {
			c.report(source.Diagnostic{
				Code: codeNoneMisplaced, Where: where, Summary: fmt.Sprintf("here stands %s, and it is never none", typeText(want)),
				Way: "Give a value, or declare the type `or none`.",
			})
			return nil, true
		}
		return constOf(x, ir.NoneOf(want.Kind)), true
	case *syntax.StringLit:
		word, text = x.Value, true
	case *syntax.Path:
		if n, ok := x.Single(); ok {
			word = n.Text
		}
	}
	if word == "" && !text {
		return nil, false
	}
	switch {
	case len(want.Choices) > 0:
		if s := c.symbols[word]; !text && s != nil && !contains(want.Choices, word) {
			return nil, false // a parameter or table with these choices, perhaps
		}
		return c.choice(x, word, want), true
	case want.Kind == ir.Payee:
		return constOf(x, ir.PayeeOf(word)), true
	case want.Kind == ir.YesNo && (word == "yes" || word == "no"):
		return constOf(x, ir.YesNoOf(word == "yes")), true
	case want.Kind == ir.Text && !text && c.symbols[word] == nil:
		c.textInQuotes(x, word)
		return nil, true
	}
	return nil, false
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func (c *checker) textInQuotes(x syntax.Expr, word string) {
	c.report(source.Diagnostic{
		Code: codeTextInQuotes, Where: x.Place(), Summary: fmt.Sprintf("text stands in quotes: \"%s\"", word),
		Fix: &source.Fix{Where: x.Place(), Text: `"` + word + `"`},
	})
}

func (c *checker) choice(x syntax.Expr, word string, want ir.Type) ir.Expr {
	if contains(want.Choices, word) {
		return constOf(x, ir.TextOf(word))
	}
	d := source.Diagnostic{
		Code: codeUnknownChoice, Where: x.Place(),
		Summary: fmt.Sprintf("there is no choice %s here", word), Way: "The choices are " + strings.Join(want.Choices, ", ") + ".",
	}
	if near := Nearest(word, want.Choices); near != "" {
		d.Way = fmt.Sprintf("Did you mean %s?", near)
		d.Fix = &source.Fix{Where: x.Place(), Text: choiceText(near)}
	}
	c.report(d)
	return nil
}

// choiceText is a choice as it is written: with quotes where it is no name.
func choiceText(s string) string {
	for i, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || i > 0 && (r == '_' || r >= '0' && r <= '9')) {
			return `"` + s + `"`
		}
	}
	return s
}

// assignable checks that a value has the type of the place it fills.
func (c *checker) assignable(e ir.Expr, want ir.Type) bool {
	got := e.Type()
	if got.Kind == want.Kind && (got.Kind != ir.Money || got.Currency == want.Currency || want.Currency == "" && got.Currency != "") {
		return true
	}
	d := source.Diagnostic{
		Code: codeWrongType, Where: e.At(),
		Summary: fmt.Sprintf("this is %s; here stands %s", typeText(got), typeText(want)), Way: "Write a value of that kind.",
	}
	if got.Kind == ir.Money && want.Kind == ir.Money {
		d.Code = codeTwoCurrencies
		d.Way = fmt.Sprintf("Write the amount in %s.", want.Currency)
	}
	c.report(d)
	return false
}

// constant folds an expression that has a value without anything at hand.
func (c *checker) constant(at *place, x syntax.Expr, want ir.Type) (ir.Value, bool) {
	e := c.valueFor(at, x, want)
	if e == nil {
		return ir.Value{}, false
	}
	v, ok := fold(e)
	if !ok {
		c.report(source.Diagnostic{
			Code: codeNotConstant, Where: x.Place(), Summary: "here stands a fixed value",
			Way: "Write the value itself.",
		})
	}
	return v, ok
}

// fold works out an expression of constants.
func fold(e ir.Expr) (ir.Value, bool) {
	switch e := e.(type) {
	case *ir.Const:
		return e.Value, true
	case *ir.Neg:
		v, ok := fold(e.X)
		v.Num = v.Num.Neg()
		return v, ok
	case *ir.Arith:
		a, okA := fold(e.A)
		b, okB := fold(e.B)
		if !okA || !okB || e.Op == ir.Quo && b.Num.IsZero() {
			return ir.Value{}, false
		}
		out := ir.Value{Kind: e.T.Kind, Currency: e.T.Currency, Percent: e.T.Percent}
		ops := [...]func(money.Ratio) money.Ratio{ir.Add: a.Num.Add, ir.Sub: a.Num.Sub, ir.Mul: a.Num.Mul, ir.Quo: a.Num.Quo}
		out.Num = ops[e.Op](b.Num)
		return out, true
	}
	return ir.Value{}, false
}
