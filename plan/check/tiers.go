package check

import (
	"fmt"
	"slices"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

func (b *componentCheck) tiers(x *syntax.TiersClause) {
	if x.Mode != syntax.EachSlice {
		b.failed = true
		b.c.notBuilt(x.Range.Before().To(x.By.Place()), "tiers by whole amount", "write `each slice`")
		return
	}
	at := *b.at
	at.credit, at.noSums = nil, ""
	if w := b.out.Window; w.Kind != ir.OfEvent {
		at.event = -1
	}
	by := b.c.expr(&at, x.By)
	if by == nil {
		b.failed = true
		return
	}
	if t := by.Type(); t.Kind != ir.Number && (t.Kind != ir.Money || t.Currency == "") {
		b.fail(source.Diagnostic{
			Code: codeWrongType, Where: x.By.Place(), Summary: fmt.Sprintf("tiers go by a number or an amount; this is %s", typeText(t)),
			Way: "Name a measure.",
		})
		return
	}
	out := &ir.Tiers{By: by, At: x.Range}
	if !b.position(x, by) {
		b.failed = true
		return
	}
	var before *bound
	for _, tier := range x.Tiers {
		t, where, ok := b.tier(x, tier, by.Type())
		if !ok {
			b.failed = true
			continue
		}
		t.Label = tierLabel(where)
		if before != nil {
			if !b.c.boundsRise("tiers", *before, where) {
				b.failed = true
				continue
			}
			b.c.offByOne(before.value, where, "tier")
		}
		before = &where
		out.Tiers = append(out.Tiers, t)
	}
	if len(x.Tiers) == 0 {
		b.fail(source.Diagnostic{Code: codePaysNothing, Where: x.Range, Summary: "these tiers pay nothing", Way: "Write `from 0%: …` first."})
		return
	}
	b.firstTier(x, out)
	b.out.Tiers = out
}

// firstTier checks that something is said from zero on.
func (b *componentCheck) firstTier(x *syntax.TiersClause, out *ir.Tiers) {
	if len(out.Tiers) == 0 || b.failed && out.Tiers[0].At != x.Tiers[0].Range {
		return
	}
	first := out.Tiers[0]
	if first.Bound.Num.Sign() == 0 && !first.Above {
		return
	}
	zero := first.Bound
	zero.Num = zero.Num.Sub(zero.Num)
	nothing := "x 0"
	if !first.Times && b.amount.Kind == ir.Number {
		nothing = fmt.Sprintf("0 %s", b.c.currency)
	} else if !first.Times {
		nothing = "0%"
	}
	d := source.Diagnostic{
		Code: codeFirstTier, Where: x.Tiers[0].Bound.Range, Summary: fmt.Sprintf("nothing says what is paid below %s", first.Bound),
		Way: fmt.Sprintf("Write `from %s: %s` to pay nothing there, or start at %s.", zero, nothing, zero),
	}
	if first.Bound.Num.Sign() < 0 {
		d.Summary = fmt.Sprintf("tiers start at %s, not at %s", zero, first.Bound)
		d.Detail = "The first tier also holds what lies below it."
		d.Way = fmt.Sprintf("Write `from %s`.", zero)
	} else if first.Above && first.Bound.Num.Sign() == 0 {
		d.Summary = fmt.Sprintf("nothing says what is paid at %s", zero)
		d.Way = fmt.Sprintf("Write `from %s`.", zero)
	}
	b.fail(d)
}

func (b *componentCheck) tier(x *syntax.TiersClause, t *syntax.Tier, by ir.Type) (ir.Tier, bound, bool) {
	out := ir.Tier{Times: t.Times, At: t.Range}
	if t.Bound == nil || t.Bound.Value == nil || t.Value == nil {
		return out, bound{}, false
	}
	v, ok := b.c.constant(b.at, t.Bound.Value, by)
	if !ok {
		return out, bound{}, false
	}
	out.Bound, out.Above = v, t.Bound.Kind == syntax.Above
	where := bound{out.Bound, out.Above, t.Bound.Range}
	out.Value = b.c.expr(b.at, t.Value)
	if out.Value == nil {
		return out, where, false
	}
	multiplies := b.says("rate") || b.says("pay")
	d := source.Diagnostic{Code: codeTierTimes, Where: t.Value.Place()}
	switch {
	case multiplies && !t.Times:
		d.Summary = "with `rate` or `pay`, tiers multiply it"
		d.Way = "Write `x 1.5`, or leave out `rate` so that the tiers are the rate."
	case !multiplies && t.Times:
		d.Summary = "there is nothing to multiply"
		d.Way = "Add `rate`, or write the rate itself without `x`."
	case t.Times && out.Value.Type().Kind != ir.Number:
		d.Summary = fmt.Sprintf("a factor is a number; this is %s", typeText(out.Value.Type()))
		d.Way = "Write a number behind `x`."
	case !t.Times:
		return out, where, b.rateType(out.Value, t.Value.Place())
	default:
		return out, where, true
	}
	b.fail(d)
	return out, where, false
}

func (b *componentCheck) says(clause string) bool {
	return slices.ContainsFunc(b.d.Clauses, func(x syntax.Clause) bool {
		switch x.(type) {
		case *syntax.RateClause:
			return clause == "rate"
		case *syntax.PayClause:
			return clause == "pay"
		}
		return false
	})
}

// position proves what `each slice` rests on: the measure rises linearly with credits, in a window that is the
// component's or longer, and each credit of the component is counted in it. Then each credit occupies a stretch of it.
func (b *componentCheck) position(x *syntax.TiersClause, by ir.Expr) bool {
	where := x.By.Place()
	l := b.c.linear(by)
	switch {
	case l.why != "":
		b.fail(source.Diagnostic{
			Code: codeNotLinear, Where: where, Summary: "this measure does not rise linearly with credits: " + l.why,
			Detail: "With `each slice` each credit occupies the stretch from where the measure stood before it to where it stands after it.",
			Way:    "Measure a sum or count of credits, divided or multiplied by what does not depend on them.",
		})
		return false
	case !l.moves:
		b.fail(source.Diagnostic{
			Code: codeNotCounted, Where: where, Summary: fmt.Sprintf("no credit moves this measure, so none of `%s` has a place in its tiers", b.credit.name.Text),
			Way: fmt.Sprintf("Name a measure of sum(%s).", b.credit.name.Text),
		})
		return false
	}
	if ref, ok := by.(*ir.MeasureRef); ok {
		if r := b.c.relate(b.c.prog.Measures[ref.Index].Window, b.out.Window); r != same && r != longer {
			return false // reported where the measure was read
		}
	}
	for _, role := range b.credit.credit.pick(b.out.Roles) {
		if !slices.ContainsFunc(l.sums, func(s *ir.Aggregate) bool { return b.counts(s, role) }) {
			b.fail(source.Diagnostic{
				Code: codeNotCounted, Where: where,
				Summary: fmt.Sprintf("not every credit of %s (`%s` as %s) is counted in this measure", b.at.what, b.credit.name.Text, role),
				Detail:  b.sumsText(l.sums),
				Way:     fmt.Sprintf("Measure sum(%s as %s), with no condition that the component does not have.", b.credit.name.Text, role),
			})
			return false
		}
	}
	return true
}

// counts reports whether a sum admits every credit of the component in one role.
func (b *componentCheck) counts(s *ir.Aggregate, role string) bool {
	if s.Credit != b.out.Credit || len(s.Roles) > 0 && !slices.Contains(s.Roles, role) {
		return false
	}
	if s.Where == nil {
		return true
	}
	conds := []ir.Expr{s.Where}
	if and, ok := s.Where.(*ir.And); ok {
		conds = and.Parts
	}
	for _, cond := range conds {
		text := b.c.text(cond)
		if !slices.ContainsFunc(b.wheres(), func(w string) bool { return w == text }) {
			return false
		}
	}
	return true
}

// wheres are the component's conditions, each part of an `and` by itself.
func (b *componentCheck) wheres() []string {
	at := *b.at
	var out []string
	for _, x := range b.d.Clauses {
		w, ok := x.(*syntax.WhereClause)
		if !ok {
			continue
		}
		cond := b.c.cond(&at, w.Cond)
		if cond == nil {
			continue
		}
		out = append(out, b.c.text(cond))
		if and, ok := cond.(*ir.And); ok {
			for _, p := range and.Parts {
				out = append(out, b.c.text(p))
			}
		}
	}
	return out
}

func (b *componentCheck) sumsText(sums []*ir.Aggregate) string {
	text := "it counts"
	for i, s := range sums {
		if i > 0 {
			text += ","
		}
		text += " " + b.c.text(s)
	}
	return sentence(text)
}

// linearity is how a measure follows credits.
type linearity struct {
	moves bool            // it depends on credits
	why   string          // why it does not rise linearly, "" where it does
	sums  []*ir.Aggregate // the credits it counts
}

// linear follows an expression of measures down to its sums.
func (c *checker) linear(x ir.Expr) linearity {
	switch x := x.(type) {
	case *ir.Aggregate:
		l := linearity{moves: true, sums: []*ir.Aggregate{x}}
		if x.Op == ir.Average || x.Op == ir.Largest {
			l.why = fmt.Sprintf("`%s` is no sum", c.text(x))
		}
		return l
	case *ir.MeasureRef:
		l, known := c.follows[x.Index]
		if !known {
			l = c.linear(c.prog.Measures[x.Index].Expr)
			c.follows[x.Index] = l
		}
		return l
	case *ir.Arith:
		return c.linearArith(x)
	case *ir.If:
		return c.linearIf(x)
	case *ir.Neg:
		if l := c.linear(x.X); l.moves {
			l.why = "it falls as credits rise"
			return l
		}
		return linearity{}
	}
	l := linearity{}
	for _, part := range ir.Parts(x) {
		l.moves = l.moves || c.linear(part).moves
	}
	if t, ok := x.(*ir.TableRef); ok {
		l.moves = c.tableMoves(t.Index)
	}
	if l.moves {
		l.why = fmt.Sprintf("%s does not follow credits in a straight line", c.text(x))
	}
	return l
}

func (c *checker) tableMoves(index int) bool {
	moves, known := c.moving[index]
	if !known {
		moves = slices.ContainsFunc(tableExprs(&c.prog.Tables[index]), func(x ir.Expr) bool { return c.linear(x).moves })
		c.moving[index] = moves
	}
	return moves
}

// together is the sums of both sides, each once.
func together(a, b []*ir.Aggregate) []*ir.Aggregate {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (c *checker) linearArith(x *ir.Arith) linearity {
	a, b := c.linear(x.A), c.linear(x.B)
	out := linearity{moves: a.moves || b.moves, sums: together(a.sums, b.sums), why: a.why}
	if out.why == "" {
		out.why = b.why
	}
	if out.why != "" || !out.moves {
		return out
	}
	switch {
	case x.Op == ir.Mul && a.moves && b.moves:
		out.why = "two sums are multiplied"
	case x.Op == ir.Quo && b.moves:
		out.why = "it is divided by a sum"
	case x.Op == ir.Sub && b.moves:
		out.why = "a sum is taken away"
	case (x.Op == ir.Mul || x.Op == ir.Quo) && isNegative(x.B), x.Op == ir.Mul && isNegative(x.A):
		out.why = "it falls as credits rise"
	}
	return out
}

func isNegative(x ir.Expr) bool {
	v, ok := fold(x)
	return ok && v.Num.Sign() < 0
}

// linearIf allows a choice that credits do not make: a quota of zero, not a level of sales.
func (c *checker) linearIf(x *ir.If) linearity {
	then, other := c.linear(x.Then), c.linear(x.Else)
	out := linearity{moves: then.moves || other.moves, sums: then.sums, why: then.why}
	if out.why == "" {
		out.why = other.why
	}
	if then.moves && other.moves {
		out.sums = nil // what only one of the two counts is not always counted
		for _, s := range then.sums {
			if slices.ContainsFunc(other.sums, func(o *ir.Aggregate) bool { return c.text(o) == c.text(s) }) {
				out.sums = append(out.sums, s)
			}
		}
	} else if other.moves {
		out.sums = other.sums
	}
	if cond := c.linear(x.Cond); cond.moves {
		out.moves = true
		if out.why == "" {
			out.why = "its condition depends on credits"
		}
	}
	return out
}
