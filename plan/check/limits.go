package check

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// times is a factor: of each credit where it reads fields of the event, else of the window.
func (b *clauses) times(x *syntax.TimesClause) {
	e := b.c.expr(b.at, x.Value)
	if e == nil {
		b.failed = true
		return
	}
	if t := e.Type(); t.Kind != ir.Number {
		b.fail(source.Diagnostic{
			Code: codeTierTimes, Where: x.Value.Place(), Summary: fmt.Sprintf("a factor is a number; this is %s", typeText(t)),
			Way: "Write a number, a percentage, or a table of them.",
		})
		return
	}
	b.terms.Times = append(b.terms.Times, e)
}

func (b *clauses) gate(x *syntax.GateClause) {
	at := b.windowPlace(&b.window)
	out := ir.Gate{Cond: b.c.cond(at, x.Cond), At: x.Range}
	ok := out.Cond != nil
	if x.Until != nil {
		out.Until = b.c.date(at, x.Until)
		ok = ok && out.Until != nil
	}
	if !ok {
		b.failed = true
		return
	}
	b.terms.Gates = append(b.terms.Gates, out)
}

// gateBesideTiers warns where a gate and tiers look at one measure: whether pay starts at the gate or with the first
// dollar is the difference between the two.
func (b *clauses) gateBesideTiers() {
	if b.terms.Tiers == nil {
		return
	}
	by := b.c.text(b.terms.Tiers.By)
	for _, g := range b.terms.Gates {
		cmp, ok := g.Cond.(*ir.Compare)
		if !ok || cmp.Op != ir.Ge && cmp.Op != ir.Gt || b.c.text(cmp.A) != by {
			continue
		}
		zero, nothing, reached := b.terms.Tiers.Tiers[0].Bound, "0%", "x 1"
		if b.terms.Tiers.Tiers[0].Times {
			nothing = "x 0"
		} else {
			reached = "…"
		}
		b.c.warn(source.Diagnostic{
			Code: codeGateBesideTiers, Where: g.At,
			Summary: fmt.Sprintf("this gate pays from the first dollar: below %s nothing is paid, at %s everything from %s on", b.c.text(cmp.B),
				b.c.text(cmp.B), zero),
			Way: fmt.Sprintf("If pay should start at the gate, remove it and write `from %s: %s` and `from %s: %s`.", zero, nothing, b.c.text(cmp.B), reached),
		})
	}
}

// limit is a cap or floor of each event, or of a window that is the component's own or made of whole ones of it.
func (b *clauses) limit(x *syntax.LimitClause) {
	word := "cap"
	if x.Floor {
		word = "floor"
	}
	w, ok := b.c.window(x.Per)
	if !ok || x.Per == nil {
		b.failed = true
		return
	}
	out := ir.Limit{Floor: x.Floor, Per: w, Carried: x.Carried, At: x.Range}
	switch {
	case w.Kind == ir.OfEvent && (b.credit == nil || w.Event != b.credit.credit.event):
		b.otherEvent(w, x.Per.Range)
		return
	case w.Kind == ir.OfEvent && x.Carried, x.Floor && x.Carried:
		b.fail(source.Diagnostic{
			Code: codeCarried, Where: x.Range, Summary: "only what the cap of a window cuts can be carried into the next",
			Way: fmt.Sprintf("Leave out `carried`, or write `cap … per %s, carried`.", b.c.windowText(ir.Window{Kind: ir.OfPeriod})),
		})
		return
	case w.Kind == ir.OfEvent:
		out.Amount = b.money(b.at, x.Value, "is limited by")
	case !b.c.limitFits(word, b.at.what, w, b.window, x.Per.Range):
		b.failed = true
		return
	default:
		at := b.windowPlace(&w)
		out.Amount = b.money(at, x.Value, "is limited by")
	}
	b.terms.Limits = append(b.terms.Limits, out)
}

func (b *clauses) otherEvent(w ir.Window, where source.Range) {
	d := source.Diagnostic{
		Code: codeEventWindow, Where: where,
		Summary: fmt.Sprintf("%s is a bonus, which has no line for each %s", b.at.what, b.c.windowText(w)), Way: "Write `per` and its window.",
	}
	if b.credit != nil {
		event := b.c.prog.Events[b.credit.credit.event].Name
		d.Summary = fmt.Sprintf("%s pays on credits from %s, not from %s", b.at.what, event, b.c.windowText(w))
		d.Way = fmt.Sprintf("Write `per %s`.", event)
	}
	b.fail(d)
}
