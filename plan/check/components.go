package check

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// component checks a commission or SPIFF. They stand in the program in the order of the letter, then of the terms, though
// one may be checked early because another names it.
func (c *checker) component(s *symbol, d *syntax.ComponentDecl) bool {
	kind := ir.Commission
	if d.Kind == syntax.Spiff {
		kind = ir.Spiff
	}
	credit := c.named(*d.On, symCredit, "credit")
	if credit == nil {
		return false
	}
	roles, ok := c.roles(credit, d.Role)
	if !ok {
		return false
	}
	t, ok := c.creditType(credit, roles, d.On.Range)
	if !ok {
		return false
	}
	w, ok := c.window(d.Per)
	if !ok {
		return false
	}
	out := ir.Component{Name: d.Name.Text, Label: labelOf(d.Label), Kind: kind, Credit: credit.index, Roles: roles, Window: w, At: d.Range}
	if w.Kind == ir.OfEvent && w.Event != credit.credit.event {
		c.report(source.Diagnostic{
			Code: codeEventWindow, Where: d.Per.Range,
			Summary: fmt.Sprintf("`%s` pays on credits from %s, not from %s", d.Name.Text, c.prog.Events[credit.credit.event].Name, c.windowText(w)),
			Way:     fmt.Sprintf("Write `per %s`.", c.prog.Events[credit.credit.event].Name),
		})
		return false
	}
	b := &componentCheck{c: c, d: d, out: &out, credit: credit, amount: t, clauses: map[string]source.Range{}}
	b.at = &place{
		what: quoted(d.Name.Text), event: credit.credit.event, row: -1, credit: &t, noMult: credit.credit.plainRole(roles),
		person: true, tenure: true, window: &w, noSums: "a clause looks at one credit",
	}
	for _, clause := range d.Clauses {
		b.clause(clause)
	}
	b.whole()
	if b.failed {
		return false
	}
	s.index = c.slot(s)
	c.prog.Components = append(c.prog.Components, out)
	c.sortComponents()
	return true
}

// slot is a component's place among all that are declared, sound or not.
func (c *checker) slot(s *symbol) int {
	n := 0
	for _, o := range c.order {
		if o == s {
			return n
		}
		if o.kind == symComponent {
			n++
		}
	}
	return n
}

func (c *checker) sortComponents() {
	place := func(k ir.Component) int { return c.slot(c.symbols[k.Name]) }
	slices.SortStableFunc(c.prog.Components, func(a, b ir.Component) int { return place(a) - place(b) })
}

type componentCheck struct {
	c       *checker
	d       *syntax.ComponentDecl
	out     *ir.Component
	at      *place
	credit  *symbol
	amount  ir.Type // what is credited
	clauses map[string]source.Range
	failed  bool
}

func (b *componentCheck) fail(d source.Diagnostic) {
	b.failed = true
	b.c.report(d)
}

func (b *componentCheck) once(what string, at source.Range) bool {
	if first, twice := b.clauses[what]; twice {
		b.fail(source.Diagnostic{
			Code: codeClauseTwice, Where: at, Summary: fmt.Sprintf("`%s` stands twice in %s", what, b.at.what),
			Related: []source.Related{{Where: first, Note: "the first"}}, Way: "Keep the one that holds.",
		})
		return false
	}
	b.clauses[what] = at
	return true
}

func (b *componentCheck) clause(x syntax.Clause) {
	switch x := x.(type) {
	case *syntax.DuringClause:
		if b.once("during", x.Range) {
			b.during(x)
		}
	case *syntax.WhereClause:
		cond := b.c.cond(b.at, x.Cond)
		b.failed = b.failed || cond == nil
		b.out.Where = append(b.out.Where, cond)
	case *syntax.RateClause:
		if b.once("rate", x.Range) {
			b.out.Rate = b.rate(x.Value)
		}
	case *syntax.PayClause:
		if b.once("pay", x.Range) {
			b.out.Pay = b.money(x.Value, "pays")
			b.payOnWhole(x)
		}
	case *syntax.TiersClause:
		if b.once("tiers", x.Range) {
			b.tiers(x)
		}
	case *syntax.LimitClause:
		b.limit(x)
	case *syntax.Note:
		b.note(x)
	default:
		b.refused(x)
	}
}

// refused names a clause that is not built.
func (b *componentCheck) refused(x syntax.Clause) {
	what, way := "this clause", "leave it out"
	switch x.(type) {
	case *syntax.TimesClause:
		what, way = "`times`", "put the factor into `rate` or into the tiers"
	case *syntax.GateClause:
		what, way = "gates", "write tiers with `from 0%: x 0`, which pay nothing up to a point"
	case *syntax.PayableClause:
		what, way = "`payable`", "leave it out: what is earned is payable at once"
	case *syntax.PaidInClause:
		what, way = "`paid in`", "pay in the plan's currency"
	case *syntax.AdvanceClause:
		what, way = "`advance`", "leave it out"
	}
	b.failed = true
	b.c.notBuilt(x.Place(), what, way)
}

func (b *componentCheck) during(x *syntax.DuringClause) {
	if x.Span == nil {
		b.failed = true
		return
	}
	span, ok := b.c.span(x.Span)
	if !ok {
		b.failed = true
		return
	}
	b.out.During = &span
	if plan := b.c.prog.Plan.Effective; !plan.IsEmpty() && !span.Overlaps(plan) {
		b.c.warn(source.Diagnostic{
			Code: codeDuringOutside, Where: x.Span.Range,
			Summary: fmt.Sprintf("%s never pays: the plan is in force %s", b.at.what, plan), Way: "Correct the dates.",
		})
	}
}

// rate is a percentage of money, or money for each unit counted.
func (b *componentCheck) rate(x syntax.Expr) ir.Expr {
	e := b.c.expr(b.at, x)
	if e == nil || b.rateType(e, x.Place()) {
		b.failed = b.failed || e == nil
		return e
	}
	b.failed = true
	return nil
}

// rateType reports a rate whose product with the credit is not money of the plan.
func (b *componentCheck) rateType(e ir.Expr, where source.Range) bool {
	t := e.Type()
	c := b.c
	d := source.Diagnostic{Code: codeRateUnit, Where: where}
	switch {
	case b.amount.Kind == ir.Money && b.amount.Currency != c.currency:
		d.Code = codeTwoCurrencies
		d.Summary = fmt.Sprintf("`%s` credits %s; the plan pays %s", b.credit.name.Text, typeText(b.amount), c.currency)
		d.Way = "Amounts must be converted where the credit is made; that is not built yet, so import them in the plan's currency."
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
func (b *componentCheck) money(x syntax.Expr, does string) ir.Expr {
	e := b.c.expr(b.at, x)
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
	if t.Kind == ir.Number && does == "pays" {
		d.Way = "Write `rate` for a share of the credit, or multiply by an amount."
	}
	b.fail(d)
	return nil
}

// payOnWhole warns of a field paid in full to everybody who shares an event.
func (b *componentCheck) payOnWhole(x *syntax.PayClause) {
	if b.out.Pay == nil {
		return
	}
	always := true
	for _, r := range b.credit.credit.pick(b.out.Roles) {
		always = always && (b.credit.credit.whole[r] || b.credit.credit.plain[r])
	}
	shared, field := false, ""
	ir.Walk(b.out.Pay, func(e ir.Expr) {
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
			b.c.prog.Events[b.credit.credit.event].Name),
		Way: "Multiply by `share`.", Fix: way,
	})
}

func (b *componentCheck) limit(x *syntax.LimitClause) {
	word := "cap"
	if x.Floor {
		word = "floor"
	}
	if x.Carried {
		b.failed = true
		b.c.notBuilt(x.Range, "carried caps", "leave out `carried`")
		return
	}
	w, ok := b.c.window(x.Per)
	if !ok || x.Per == nil {
		b.failed = true
		return
	}
	if w.Kind != ir.OfEvent {
		b.failed = true
		b.c.notBuilt(x.Range, fmt.Sprintf("a %s per %s", word, b.c.windowText(w)),
			fmt.Sprintf("limit each event: `%s … per %s`", word, b.c.prog.Events[b.credit.credit.event].Name))
		return
	}
	if w.Event != b.credit.credit.event {
		b.fail(source.Diagnostic{
			Code: codeEventWindow, Where: x.Per.Range,
			Summary: fmt.Sprintf("%s pays on credits from %s, not from %s", b.at.what, b.c.prog.Events[b.credit.credit.event].Name, b.c.windowText(w)),
			Way:     fmt.Sprintf("Write `per %s`.", b.c.prog.Events[b.credit.credit.event].Name),
		})
		return
	}
	if !b.once(word, x.Range) {
		return
	}
	limit := b.money(x.Value, "is limited by")
	if x.Floor {
		b.out.FloorEach = limit
	} else {
		b.out.CapEach = limit
	}
}

func (b *componentCheck) note(n *syntax.Note) {
	switch n.Kind {
	case syntax.Serves:
		if n.Goal != nil && b.c.named(*n.Goal, symGoal, "goal") != nil {
			b.out.Serves = append(b.out.Serves, n.Goal.Text)
		}
	case syntax.Because:
		b.out.Because = labelOf(n.Text)
	case syntax.OwnedBy:
		b.out.OwnedBy = labelOf(n.Text)
	}
}

// whole checks what a component must say.
func (b *componentCheck) whole() {
	if b.d.Kind == syntax.Spiff && b.clauses["during"].IsZero() {
		b.fail(source.Diagnostic{
			Code: codeSpiffEnds, Where: b.d.Name.Range, Summary: "a SPIFF ends",
			Way: fmt.Sprintf("Add `during 2027-02..2027-03`; if it should stay, call it `commission %s`.", b.d.Name.Text),
		})
	}
	rate, pay, tiers := b.clauses["rate"], b.clauses["pay"], b.clauses["tiers"]
	switch {
	case rate.IsZero() && pay.IsZero() && tiers.IsZero():
		if !b.failed {
			b.fail(source.Diagnostic{
				Code: codePaysNothing, Where: b.d.Name.Range, Summary: fmt.Sprintf("nothing says what `%s` pays", b.d.Name.Text),
				Way: "Add `rate`, `pay` or `tiers`.",
			})
		}
	case !rate.IsZero() && !pay.IsZero():
		b.fail(source.Diagnostic{
			Code: codeRateAndPay, Where: pay, Summary: fmt.Sprintf("%s has a `rate` and a `pay`", b.at.what),
			Related: []source.Related{{Where: rate, Note: "the rate"}}, Way: "Keep one; two amounts are two components.",
		})
	}
}

// tierLabel is a tier's bound as the letter writes it.
func tierLabel(b bound) string { return strings.TrimSpace(b.String()) }
