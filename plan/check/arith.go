package check

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

func (c *checker) neg(at *place, x *syntax.Neg) ir.Expr {
	e := c.expr(at, x.X)
	if e == nil {
		return nil
	}
	t := e.Type()
	if t.Kind != ir.Number && t.Kind != ir.Money && t.Kind != ir.Days {
		c.report(source.Diagnostic{
			Code: codeWrongType, Where: x.Range, Summary: fmt.Sprintf("%s has no negative", typeText(t)),
			Way: "Leave out the minus.",
		})
		return nil
	}
	if k, ok := e.(*ir.Const); ok {
		v := k.Value
		v.Num = v.Num.Neg()
		return constOf(x, v)
	}
	return &ir.Neg{Node: node(t, x), X: e}
}

func (c *checker) binary(at *place, x *syntax.Binary) ir.Expr {
	switch {
	case x.Op == syntax.And || x.Op == syntax.Or:
		return c.logic(at, x)
	case x.Op.Comparison():
		return c.compare(at, x)
	}
	if d, ok := x.R.(*syntax.DurationLit); ok && (x.Op == syntax.Add || x.Op == syntax.Sub) {
		if e, done := c.shift(at, x, d); done {
			return e
		}
	}
	a, b := c.expr(at, x.L), c.expr(at, x.R)
	if a == nil || b == nil {
		return nil
	}
	op := map[syntax.Op]ir.ArithOp{syntax.Add: ir.Add, syntax.Sub: ir.Sub, syntax.Mul: ir.Mul, syntax.Of: ir.Mul, syntax.Div: ir.Quo}[x.Op]
	t, ok := c.arithType(x, op, a, b)
	if !ok {
		return nil
	}
	if op == ir.Quo && !c.acrossAlike(x, a, b) {
		return nil
	}
	out := &ir.Arith{Node: node(t, x), Op: op, A: a, B: b}
	if k, isConst := b.(*ir.Const); isConst && op == ir.Quo && k.Value.Num.IsZero() {
		c.report(source.Diagnostic{
			Code: codeDivisionByZero, Where: x.R.Place(), Summary: "nothing can be divided by zero",
			Way: "Correct the divisor.",
		})
		return nil
	}
	return out
}

func (c *checker) logic(at *place, x *syntax.Binary) ir.Expr {
	var parts []ir.Expr
	ok := true
	var gather func(e syntax.Expr)
	gather = func(e syntax.Expr) {
		if b, same := e.(*syntax.Binary); same && b.Op == x.Op {
			gather(b.L)
			gather(b.R)
			return
		}
		cond := c.cond(at, e)
		ok = ok && cond != nil
		parts = append(parts, cond)
	}
	gather(x)
	if !ok {
		return nil
	}
	if x.Op == syntax.And {
		return &ir.And{Node: node(ir.Type{Kind: ir.YesNo}, x), Parts: parts}
	}
	return &ir.Or{Node: node(ir.Type{Kind: ir.YesNo}, x), Parts: parts}
}

// arithType is the unit of a sum, product or quotient.
func (c *checker) arithType(x *syntax.Binary, op ir.ArithOp, a, b ir.Expr) (ir.Type, bool) {
	ta, tb := a.Type(), b.Type()
	for _, e := range []ir.Expr{a, b} {
		if t := e.Type(); t.Kind == ir.Money && t.Currency == "" && (op == ir.Add || op == ir.Sub) {
			return ta, c.mixed(x, op, a, b)
		}
	}
	switch op {
	case ir.Add, ir.Sub:
		if summable(ta) && ta.Kind == tb.Kind {
			if ta.Kind == ir.Money && ta.Currency != tb.Currency {
				return ta, c.mixed(x, op, a, b)
			}
			return ir.Type{Kind: ta.Kind, Currency: ta.Currency, Percent: ta.Percent && tb.Percent}, true
		}
	case ir.Mul:
		switch {
		case ta.Kind == ir.Number && tb.Kind == ir.Number:
			return ir.Type{Kind: ir.Number, Percent: scaled(a, b)}, true
		case ta.Kind == ir.Number && summable(tb):
			return ir.Type{Kind: tb.Kind, Currency: tb.Currency}, true
		case tb.Kind == ir.Number && summable(ta):
			return ir.Type{Kind: ta.Kind, Currency: ta.Currency}, true
		}
	case ir.Quo:
		switch {
		case tb.Kind == ir.Number && summable(ta):
			// A number by a number reads as a share: attainment of a count. A percentage by a number stays one.
			return ir.Type{Kind: ta.Kind, Currency: ta.Currency, Percent: ta.Kind == ir.Number && (!tb.Percent || ta.Percent)}, true
		case ta.Kind == tb.Kind && ta.Kind == ir.Money && ta.Currency != tb.Currency:
			return ta, c.mixed(x, op, a, b)
		case ta.Kind == tb.Kind && (ta.Kind == ir.Money || ta.Kind == ir.Days):
			return ir.Type{Kind: ir.Number, Percent: true}, true
		}
	}
	c.unlike(x, op, a, b)
	return ta, false
}

func summable(t ir.Type) bool { return t.Kind == ir.Number || t.Kind == ir.Money || t.Kind == ir.Days }

// scaled reports whether a product of plain numbers prints as a percentage: a share of a share does, and so does a share
// times a written factor; a share of a count is a count.
func scaled(a, b ir.Expr) bool {
	_, constA := a.(*ir.Const)
	_, constB := b.(*ir.Const)
	pa, pb := a.Type().Percent, b.Type().Percent
	return pa && pb || pa && constB || pb && constA
}

// mixed reports two currencies in one sum.
func (c *checker) mixed(x *syntax.Binary, op ir.ArithOp, a, b ir.Expr) bool {
	c.report(source.Diagnostic{
		Code: codeTwoCurrencies, Where: x.Range,
		Summary: fmt.Sprintf("%s %s %s", typeText(a.Type()), op, typeText(b.Type())),
		Detail:  c.sides(a, b), Way: c.convertWay(),
	})
	return false
}

// unlike reports operands that have no sum, product or quotient.
func (c *checker) unlike(x *syntax.Binary, op ir.ArithOp, a, b ir.Expr) {
	ta, tb := a.Type(), b.Type()
	d := source.Diagnostic{
		Code: codeUnlikeUnits, Where: x.Range,
		Summary: fmt.Sprintf("%s %s %s means nothing", typeText(ta), op, typeText(tb)), Detail: c.sides(a, b),
		Way: "Combine like with like.",
	}
	switch {
	case op == ir.Mul && ta.Kind == ir.Money && tb.Kind == ir.Money:
		d.Code, d.Summary = codeMoneyTimesMoney, "money times money"
		d.Way = "Multiply an amount by a number or a percentage."
		if na, nb := refName(a), refName(b); na != "" && nb != "" {
			d.Way = fmt.Sprintf("Did you mean `%s / %s`?", na, nb)
		}
	case op == ir.Sub && ta.Kind == ir.Date && tb.Kind == ir.Date:
		d.Way = "Write `days from A to B`."
	case ta.Kind == ir.Date && tb.Kind == ir.Number && (op == ir.Add || op == ir.Sub):
		d.Way = "Write the unit: `30 days`, `6 months`."
	case op == ir.Quo && ta.Kind == ir.Number && tb.Kind == ir.Money:
		d.Way = "Divide an amount by an amount, or an amount by a number."
	case (op == ir.Add || op == ir.Sub) && ta.Kind == ir.Money && tb.Kind == ir.Number:
		d.Way = "Give the number a currency, or take the percentage of an amount."
	}
	c.report(d)
}

// sides says what both operands are and where they come from.
func (c *checker) sides(a, b ir.Expr) string { return c.origin(a) + "; " + c.origin(b) + "." }

func (c *checker) origin(e ir.Expr) string {
	t := typeText(e.Type())
	switch e := e.(type) {
	case *ir.ParamRef:
		return fmt.Sprintf("`%s` is %s (parameter, line %d)", e.Name, t, c.prog.Params[e.Index].At.Start.Line)
	case *ir.MeasureRef:
		m := &c.prog.Measures[e.Index]
		if sum, ok := m.Expr.(*ir.Aggregate); ok {
			return fmt.Sprintf("`%s` is %s (%s of credit *%s*, line %d)", e.Name, t, sum.Op, c.prog.Credits[sum.Credit].Name, m.At.Start.Line)
		}
		return fmt.Sprintf("`%s` is %s (measure, line %d)", e.Name, t, m.At.Start.Line)
	case *ir.TableRef:
		return fmt.Sprintf("`%s` is %s (table, line %d)", e.Name, t, c.prog.Tables[e.Index].At.Start.Line)
	case *ir.FieldRef:
		return fmt.Sprintf("`%s` is %s (a field)", e.Name, t)
	case *ir.AttributeRef:
		return fmt.Sprintf("`payee.%s` is %s", e.Name, t)
	case *ir.Aggregate:
		cr := &c.prog.Credits[e.Credit]
		return fmt.Sprintf("the %s of `%s` is %s (credit, line %d)", e.Op, cr.Name, t, cr.At.Start.Line)
	case *ir.CreditAmount:
		return "`credit` is " + t
	case *ir.Const:
		return fmt.Sprintf("%s is %s", e.Value, t)
	}
	return "the other side is " + t
}

func refName(e ir.Expr) string {
	switch e := e.(type) {
	case *ir.ParamRef:
		return e.Name
	case *ir.MeasureRef:
		return e.Name
	case *ir.FieldRef:
		return e.Name
	case *ir.TableRef:
		return e.Name
	}
	return ""
}

func (c *checker) compare(at *place, x *syntax.Binary) ir.Expr {
	a, b := c.expr(at, x.L), c.expr(at, x.R)
	if a == nil || b == nil {
		return nil
	}
	op := map[syntax.Op]ir.CompareOp{syntax.Eq: ir.Eq, syntax.Ne: ir.Ne, syntax.Lt: ir.Lt, syntax.Le: ir.Le, syntax.Gt: ir.Gt, syntax.Ge: ir.Ge}[x.Op]
	ta, tb := a.Type(), b.Type()
	d := source.Diagnostic{
		Code: codeUnlikeUnits, Where: x.Range,
		Summary: fmt.Sprintf("%s %s %s: they can't be compared", typeText(ta), op, typeText(tb)), Detail: c.sides(a, b), Way: "Compare like with like.",
	}
	switch {
	case ta.Kind == ir.Money && tb.Kind == ir.Money && (ta.Currency != tb.Currency || ta.Currency == ""):
		d.Code = codeTwoCurrencies
		d.Way = fmt.Sprintf("Compare with an amount in %s.", c.currency)
	case ta.Kind != tb.Kind || ta.Kind == ir.List:
		if ta.Kind == ir.Days && tb.Kind == ir.Number {
			d.Way = "Write the unit: `30 days`."
		}
	case op != ir.Eq && op != ir.Ne && !summable(ta) && ta.Kind != ir.Date:
		d.Summary = fmt.Sprintf("%s has no order", typeText(ta))
		d.Way = "Use `is` and `is one of`."
	default:
		return &ir.Compare{Node: node(ir.Type{Kind: ir.YesNo}, x), Op: op, A: a, B: b}
	}
	c.report(d)
	return nil
}

// is checks `is none`, `is V` and `is one of V, V`.
func (c *checker) is(at *place, x *syntax.Is) ir.Expr {
	e := c.expr(at, x.X)
	if e == nil {
		return nil
	}
	yesNo := node(ir.Type{Kind: ir.YesNo}, x)
	t := e.Type()
	if x.None {
		if !t.OrNone && t.Kind != ir.Date { // a date that lies ahead reads as none
			c.warn(source.Diagnostic{
				Code: codeNeverNone, Where: x.Range, Summary: "this is never none",
				Detail: "Its type does not say `or none`, so an import without a value is refused.",
				Way:    "Leave out the test, or declare the type `or none`.",
			})
		}
		return &ir.IsNone{Node: yesNo, X: e, Negated: x.Negated}
	}
	out := &ir.IsOneOf{Node: yesNo, X: e, Negated: x.Negated}
	for _, v := range x.Values {
		value, ok := c.testValue(e, v)
		if !ok {
			return nil
		}
		out.Values = append(out.Values, value)
	}
	return out
}

// testValue is one value behind `is`.
func (c *checker) testValue(e ir.Expr, v syntax.Expr) (ir.Value, bool) {
	t := e.Type()
	name := ""
	if p, ok := v.(*syntax.Path); ok && len(p.Names) == 1 {
		name = p.Names[0].Text
	}
	str, isText := v.(*syntax.StringLit)
	switch {
	case t.Kind == ir.Text && len(t.Choices) > 0 && (name != "" || isText):
		if isText {
			name = str.Value
		}
		return c.testChoice(e, v, name)
	case t.Kind == ir.Text && isText:
		return ir.TextOf(str.Value), true
	case t.Kind == ir.Text && name != "":
		c.textInQuotes(v, name)
		return ir.Value{}, false
	case t.Kind == ir.YesNo && (name == "yes" || name == "no"):
		return ir.YesNoOf(name == "yes"), true
	case t.Kind == ir.Payee && (name != "" || isText):
		c.report(source.Diagnostic{
			Code: codeNamesAPerson, Where: v.Place(), Summary: "a plan does not name people",
			Way: "Test an attribute, such as payee.region.",
		})
		return ir.Value{}, false
	case t.Kind == ir.Number || t.Kind == ir.Date:
		if k, ok := fold2(c.literalOf(v)); ok && k.Kind == t.Kind {
			return k, true
		}
	}
	way := "Write a value of that kind."
	if t.Kind == ir.Money {
		way = "Amounts are compared by `=`."
	}
	subject := "what is tested"
	if n := refName(e); n != "" {
		subject = quoted(n)
	}
	c.report(source.Diagnostic{
		Code: codeWrongType, Where: v.Place(), Summary: fmt.Sprintf("this is no value of %s, which is %s", subject, typeText(t)),
		Way: way,
	})
	return ir.Value{}, false
}

// literalOf is the number or date behind `is`, nil where something else stands there.
func (c *checker) literalOf(v syntax.Expr) ir.Expr {
	switch v := v.(type) {
	case *syntax.Number, *syntax.DateLit:
		return c.literal(v)
	case *syntax.Neg:
		if n, ok := v.X.(*syntax.Number); ok {
			return constOf(v, ir.NumberOf(n.Value.Neg()))
		}
	}
	return nil
}

func fold2(e ir.Expr) (ir.Value, bool) {
	if e == nil {
		return ir.Value{}, false
	}
	return fold(e)
}

func (c *checker) testChoice(e ir.Expr, v syntax.Expr, word string) (ir.Value, bool) {
	t := e.Type()
	if contains(t.Choices, word) {
		return ir.TextOf(word), true
	}
	subject := "this"
	if n := refName(e); n != "" {
		subject = quoted(n)
	} else if a, ok := e.(*ir.AttributeRef); ok {
		subject = quoted("payee." + a.Name)
	}
	d := source.Diagnostic{Code: codeUnknownChoice, Where: v.Place(), Summary: fmt.Sprintf("%s has no value %s", subject, word)}
	d.Way = "Its values are " + joined(t.Choices) + "."
	if near := Nearest(word, t.Choices); near != "" {
		d.Way = fmt.Sprintf("Did you mean %s?", near)
		d.Fix = &source.Fix{Where: v.Place(), Text: ir.ChoiceText(near)}
	}
	c.report(d)
	return ir.Value{}, false
}
