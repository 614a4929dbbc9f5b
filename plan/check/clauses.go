package check

import (
	"fmt"
	"slices"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// clauses checks the clauses of a commission, SPIFF, bonus or exception into terms.
type clauses struct {
	c      *checker
	name   syntax.Name
	window ir.Window
	at     *place
	credit *symbol // nil: a bonus
	roles  []string
	amount ir.Type // what is credited
	// effective are the clauses that hold together: a component's own, or in an exception its own and those it leaves.
	effective []syntax.Clause
	terms     ir.Terms
	seen      map[string]source.Range
	failed    bool
}

func (b *clauses) fail(d source.Diagnostic) {
	b.failed = true
	b.c.report(d)
}

func (b *clauses) check(list []syntax.Clause) {
	b.seen = map[string]source.Range{}
	for _, x := range list {
		b.clause(x)
	}
}

func (b *clauses) once(what string, at source.Range) bool {
	if first, twice := b.seen[what]; twice {
		b.fail(source.Diagnostic{
			Code: codeClauseTwice, Where: at, Summary: fmt.Sprintf("`%s` stands twice in %s", what, b.at.what),
			Related: []source.Related{{Where: first, Note: "the first"}}, Way: "Keep the one that holds.",
		})
		return false
	}
	b.seen[what] = at
	return true
}

// kindOfClause is what an exception replaces by: a clause of the same kind. Limits are of one kind only per window.
func (c *checker) kindOfClause(x syntax.Clause) string {
	switch x := x.(type) {
	case *syntax.DuringClause:
		return "during"
	case *syntax.WhereClause:
		return "where"
	case *syntax.RateClause:
		return "rate"
	case *syntax.PayClause:
		return "pay"
	case *syntax.TiersClause:
		return "tiers"
	case *syntax.TimesClause:
		return "times"
	case *syntax.GateClause:
		return "gate"
	case *syntax.PayableClause:
		return "payable"
	case *syntax.PaidInClause:
		return "paid in"
	case *syntax.AdvanceClause:
		return "advance"
	case *syntax.LimitClause:
		word := "cap"
		if x.Floor {
			word = "floor"
		}
		if w, ok := c.window(x.Per); ok {
			return word + " per " + c.windowText(w)
		}
		return word
	}
	return "" // a note
}

func (b *clauses) clause(x syntax.Clause) {
	kind := b.c.kindOfClause(x)
	if b.credit == nil && (kind == "during" || kind == "where" || kind == "rate") {
		b.fail(source.Diagnostic{
			Code: codeClauseMisplaced, Where: x.Place(), Summary: fmt.Sprintf("`%s` is about credits, and a bonus has none", kind),
			Way: "Write `pay E if … otherwise 0 " + string(b.c.currency) + "`, or a commission on a credit.",
		})
		return
	}
	if kind != "" && kind != "where" && kind != "times" && kind != "gate" && !b.once(kind, x.Place()) {
		return
	}
	switch x := x.(type) {
	case *syntax.DuringClause:
		b.during(x)
	case *syntax.WhereClause:
		cond := b.c.cond(b.at, x.Cond)
		b.failed = b.failed || cond == nil
		b.terms.Where = append(b.terms.Where, cond)
	case *syntax.RateClause:
		b.seen["rate"] = x.Range
		b.terms.Rate = b.rate(x.Value)
	case *syntax.PayClause:
		b.terms.Pay = b.money(b.at, x.Value, "pays")
		b.payOnWhole(x)
	case *syntax.TiersClause:
		b.tiers(x)
	case *syntax.TimesClause:
		b.times(x)
	case *syntax.GateClause:
		b.gate(x)
	case *syntax.LimitClause:
		b.limit(x)
	case *syntax.PayableClause:
		b.payable(x)
	case *syntax.PaidInClause:
		b.paidIn(x)
	case *syntax.AdvanceClause:
		b.advance(x)
	}
}

// windowPlace is where a clause stands that looks at the component's window and not at one credit.
func (b *clauses) windowPlace(w *ir.Window) *place {
	at := &place{what: b.at.what, event: -1, row: -1, person: true, tenure: true, window: w}
	if w.Kind == ir.OfEvent {
		at.event = w.Event
	}
	return at
}

func (b *clauses) during(x *syntax.DuringClause) {
	if x.Span == nil {
		b.failed = true
		return
	}
	span, ok := b.c.span(x.Span)
	if !ok {
		b.failed = true
		return
	}
	b.terms.During = &span
	if plan := b.c.prog.Plan.Effective; !plan.IsEmpty() && !span.Overlaps(plan) {
		b.c.warn(source.Diagnostic{
			Code: codeDuringOutside, Where: x.Span.Range,
			Summary: fmt.Sprintf("%s never pays: the plan is in force %s", b.at.what, plan), Way: "Correct the dates.",
		})
	}
}

// rate is a percentage of money, or money for each unit counted.
func (b *clauses) rate(x syntax.Expr) ir.Expr {
	e := b.c.expr(b.at, x)
	if e == nil || b.rateType(e, x.Place()) {
		b.failed = b.failed || e == nil
		return e
	}
	b.failed = true
	return nil
}

// rateType reports a rate whose product with the credit is not money of the plan.
func (b *clauses) rateType(e ir.Expr, where source.Range) bool {
	t := e.Type()
	c := b.c
	d := source.Diagnostic{Code: codeRateUnit, Where: where}
	switch {
	case b.amount.Kind == ir.Money && b.amount.Currency != c.currency:
		d.Code = codeTwoCurrencies
		d.Summary = fmt.Sprintf("`%s` credits %s; the plan pays %s", b.credit.name.Text, typeText(b.amount), c.currency)
		d.Way = c.convertWay()
	case b.amount.Kind == ir.Money && t.Kind == ir.Money:
		d.Code = codeMoneyTimesMoney
		d.Summary = fmt.Sprintf("money times money: `%s` credits %s, and this is %s", b.credit.name.Text, typeText(b.amount), typeText(t))
		d.Way = "Write a percentage, or `pay` for an amount for each credit."
	case b.amount.Kind == ir.Number && t.Kind == ir.Number:
		d.Summary = fmt.Sprintf("`%s` credits a number, so a rate is money for each: this is %s", b.credit.name.Text, typeText(t))
		d.Way = fmt.Sprintf("Write an amount, such as 60 %s.", c.currency)
	case b.amount.Kind == ir.Number && t.Kind == ir.Money && t.Currency != c.currency:
		d.Code = codeTwoCurrencies
		d.Summary = fmt.Sprintf("this is %s; the plan pays %s", typeText(t), c.currency)
		d.Way = fmt.Sprintf("Write the amount in %s.", c.currency)
	case t.Kind != ir.Number && t.Kind != ir.Money:
		d.Summary = fmt.Sprintf("a rate is a percentage or an amount; this is %s", typeText(t))
		d.Way = "Write a percentage of the credit."
	default:
		return true
	}
	b.fail(d)
	return false
}

// money checks an amount of the plan's currency.
func (b *clauses) money(at *place, x syntax.Expr, does string) ir.Expr {
	e := b.c.expr(at, x)
	if e == nil {
		b.failed = true
		return nil
	}
	t := e.Type()
	if t.Kind == ir.Money && t.Currency == b.c.currency {
		return e
	}
	d := source.Diagnostic{
		Code: codePayUnit, Where: x.Place(), Summary: fmt.Sprintf("%s %s money in %s; this is %s", b.at.what, does, b.c.currency, typeText(t)),
		Way: fmt.Sprintf("Write an amount in %s.", b.c.currency),
	}
	if t.Kind == ir.Money {
		d.Code = codeTwoCurrencies
	}
	if t.Kind == ir.Number && does == "pays" && b.credit != nil {
		d.Way = "Write `rate` for a share of the credit, or multiply by an amount."
	}
	b.fail(d)
	return nil
}

// payOnWhole warns of a field paid in full to everybody who shares an event.
func (b *clauses) payOnWhole(x *syntax.PayClause) {
	if b.terms.Pay == nil || b.credit == nil {
		return
	}
	facts := b.credit.credit
	always := true
	for _, r := range facts.pick(b.roles) {
		always = always && (facts.whole[r] || facts.plain[r])
	}
	shared, field := false, ""
	ir.Walk(b.terms.Pay, func(e ir.Expr) {
		switch e := e.(type) {
		case *ir.CreditShare, *ir.CreditAmount:
			shared = true
		case *ir.FieldRef:
			if t := e.Type(); t.Kind == ir.Money || t.Kind == ir.Number && !t.Percent {
				field = e.Name
			}
		}
	})
	if always || shared || field == "" {
		return
	}
	way := &source.Fix{Where: x.Value.Place().After(), Text: " x share"}
	if b, sum := x.Value.(*syntax.Binary); sum && (b.Op == syntax.Add || b.Op == syntax.Sub) {
		way = nil
	}
	b.c.warn(source.Diagnostic{
		Code: codePayWhole, Where: x.Value.Place(),
		Summary: fmt.Sprintf("`pay` uses `%s`, not the credited amount: everybody who shares the %s would be paid on all of it", field,
			b.c.prog.Events[facts.event].Name),
		Way: "Multiply by `share`.", Fix: way,
	})
}

// says reports whether a clause of a kind holds.
func (b *clauses) says(kind string) bool {
	return slices.ContainsFunc(b.effective, func(x syntax.Clause) bool { return b.c.kindOfClause(x) == kind })
}

// whole checks what a component must say.
func (b *clauses) whole(where source.Range) {
	rate, pay, tiers := b.says("rate"), b.says("pay"), b.says("tiers")
	switch {
	case !rate && !pay && !tiers:
		if !b.failed {
			b.fail(source.Diagnostic{
				Code: codePaysNothing, Where: where, Summary: fmt.Sprintf("nothing says what %s pays", b.at.what),
				Way: b.payWay(),
			})
		}
	case rate && pay:
		b.ratesAndPays(where)
	case b.credit == nil && !pay && !b.failed:
		b.fail(source.Diagnostic{
			Code: codePaysNothing, Where: where, Summary: fmt.Sprintf("nothing says what amount the tiers of %s multiply", b.at.what),
			Way: b.payWay(),
		})
	}
}

func (b *clauses) payWay() string {
	if b.credit == nil {
		return "Add `pay`."
	}
	return "Add `rate`, `pay` or `tiers`."
}

func (b *clauses) ratesAndPays(where source.Range) {
	d := source.Diagnostic{
		Code: codeRateAndPay, Where: where, Summary: fmt.Sprintf("%s has a `rate` and a `pay`", b.at.what),
		Way: "Keep one; two amounts are two components.",
	}
	for _, x := range b.effective {
		switch b.c.kindOfClause(x) {
		case "rate":
			d.Related = []source.Related{{Where: x.Place(), Note: "the rate"}}
		case "pay":
			d.Where = x.Place()
		}
	}
	b.fail(d)
}
