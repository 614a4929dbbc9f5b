package check

import (
	"fmt"
	"strings"

	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

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
	case *syntax.Number:
		if want.Refers != "" { // ids may be written without letters
			word = x.Text
		}
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
	case want.Refers != "":
		return constOf(x, ir.TextOf(word)), true
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
		d.Fix = &source.Fix{Where: x.Place(), Text: ir.ChoiceText(near)}
	}
	c.report(d)
	return nil
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
