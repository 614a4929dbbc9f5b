package check

import (
	"fmt"
	"slices"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

func (b *clauses) tiers(x *syntax.TiersClause) {
	at := b.windowPlace(&b.window)
	by := b.c.expr(at, x.By)
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
	if !b.mode(x, out) {
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
		t.Label = where.String()
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
	b.terms.Tiers = out
}

// mode checks what the reading of the tiers rests on. Only the whole amount needs no place in them for each credit.
func (b *clauses) mode(x *syntax.TiersClause, out *ir.Tiers) bool {
	if out.Mode = map[syntax.TierMode]ir.TiersMode{syntax.WholeAmount: ir.WholeAmount, syntax.WholeAmountAbove: ir.WholeAbove}[x.Mode]; out.Mode == ir.WholeAmount {
		return true
	}
	if b.credit == nil {
		b.fail(source.Diagnostic{
			Code: codeNotCounted, Where: x.By.Place(), Summary: fmt.Sprintf("%s is a bonus: it has no credits that could fill slices", b.at.what),
			Way: "Write `whole amount`, use a curve in `pay`, or write a commission on a credit.",
		})
		return false
	}
	if out.Mode == ir.WholeAbove {
		above, ok := b.c.constant(b.at, x.Above, out.By.Type())
		if !ok {
			return false
		}
		if above.Num.Sign() <= 0 {
			b.fail(source.Diagnostic{
				Code: codeBounds, Where: x.Above.Place(), Summary: fmt.Sprintf("slices up to %s are none", above),
				Way: "Write a bound above zero, or `whole amount`.",
			})
			return false
		}
		out.Above = above
	}
	return b.position(x, out.By)
}

// firstTier checks that something is said from zero on.
func (b *clauses) firstTier(x *syntax.TiersClause, out *ir.Tiers) {
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

func (b *clauses) tier(x *syntax.TiersClause, t *syntax.Tier, by ir.Type) (ir.Tier, bound, bool) {
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
		d.Way = fmt.Sprintf("Write `x %s`, or leave out `rate` so that the tiers are the rate.", factorWritten(t.Value))
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

// position proves what `each slice` rests on: the measure rises linearly with credits, in a window that is the
// component's or longer, and each credit of the component is counted in it. Then each credit occupies a stretch of it.
func (b *clauses) position(x *syntax.TiersClause, by ir.Expr) bool {
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
		if r := b.c.relate(b.c.prog.Measures[ref.Index].Window, b.window); r != same && r != longer {
			return false // reported where the measure was read
		}
	}
	for _, role := range b.credit.credit.pick(b.roles) {
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
func (b *clauses) counts(s *ir.Aggregate, role string) bool {
	if s.Credit != b.credit.index || len(s.Roles) > 0 && !slices.Contains(s.Roles, role) {
		return false
	}
	if s.Scope.Kind == ir.DirectReports || s.Scope.Kind == ir.AllReports { // their credits, and not mine
		return false
	}
	if s.Where == nil {
		return true
	}
	wheres := b.wheres()
	for _, cond := range b.c.conjuncts(s.Where) {
		if !slices.Contains(wheres, cond) {
			return false
		}
	}
	return true
}

// conjuncts are the texts of a condition's parts that must all hold.
func (c *checker) conjuncts(x ir.Expr) []string {
	and, ok := x.(*ir.And)
	if !ok {
		return []string{c.text(x)}
	}
	out := []string{c.text(x)}
	for _, p := range and.Parts {
		out = append(out, c.text(p))
	}
	return out
}

// wheres are the component's conditions, each part of an `and` by itself.
func (b *clauses) wheres() []string {
	at := *b.at
	var out []string
	for _, x := range b.effective {
		w, ok := x.(*syntax.WhereClause)
		if !ok {
			continue
		}
		if cond := b.c.cond(&at, w.Cond); cond != nil {
			out = append(out, b.c.conjuncts(cond)...)
		}
	}
	return out
}

func (b *clauses) sumsText(sums []*ir.Aggregate) string {
	text := "it counts"
	for i, s := range sums {
		if i > 0 {
			text += ","
		}
		text += " " + b.c.text(s)
	}
	return sentence(text)
}

// factorWritten is what stands behind a tier's colon, for a way out that keeps the writer's own number.
func factorWritten(x syntax.Expr) string {
	switch v := x.(type) {
	case *syntax.Number:
		return v.Text
	case *syntax.PercentLit:
		return v.Text + "%"
	}
	return "…"
}
