package check

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// clawback checks what is taken back, of which components, and when.
func (c *checker) clawback(s *symbol, d *syntax.ClawbackDecl) bool {
	out := ir.Clawback{
		Name: d.Name.Text, Label: labelOf(d.Label), NeverBooked: d.Basis == syntax.AsIfNeverBooked,
		Balance: c.balance(d.Name.Text), At: d.Range,
	}
	event := -1
	for _, n := range d.Of {
		k := c.paysOnCredits(n)
		if k == nil {
			return false
		}
		at := c.prog.Credits[k.Credit].Event
		if event >= 0 && event != at {
			c.report(source.Diagnostic{
				Code: codeClawbackEvents, Where: n.Range,
				Summary: fmt.Sprintf("`%s` pays on %s, the others on %s: one clawback looks at one kind of event", n.Text, c.prog.Events[at].Name,
					c.prog.Events[event].Name),
				Way: "Write a clawback for each kind of event.",
			})
			return false
		}
		event = at
		out.Of = append(out.Of, c.slot(c.symbols[n.Text]))
	}
	if d.When == nil || event < 0 {
		return false // the parser has said so
	}
	period := ir.Window{Kind: ir.OfPeriod}
	at := &place{
		what: quoted(d.Name.Text), event: event, row: -1, person: true, tenure: true, window: &period,
		noSums: "a clawback looks at one event",
	}
	if !c.clawbackWhen(at, d, &out) || !c.clawbackShare(at, d, &out) {
		return false
	}
	for _, n := range d.Notes {
		if n.Kind == syntax.Because {
			out.Because = labelOf(n.Text)
		}
	}
	if out.Because == "" {
		c.notAdvanced(d)
	}
	s.index = len(c.prog.Clawbacks)
	c.prog.Clawbacks = append(c.prog.Clawbacks, out)
	return true
}

// paysOnCredits is a commission or SPIFF by its name.
func (c *checker) paysOnCredits(n syntax.Name) *ir.Component {
	if c.named(n, symComponent, "component") == nil {
		return nil
	}
	k := c.componentNamed(n.Text)
	if k == nil || k.Credit >= 0 {
		return k
	}
	c.report(source.Diagnostic{
		Code: codeWrongKind, Where: n.Range,
		Summary: fmt.Sprintf("`%s` is a %s: it has a line for a window and none for an event", n.Text, k.Kind),
		Related: []source.Related{{Where: k.At, Note: "it is declared here"}},
		Way:     "Name commissions and SPIFFs; what lowers a bonus is an event with a negative credit.",
	})
	return nil
}

// clawbackWhen takes the condition apart: a date within a time of another, and what else must hold.
func (c *checker) clawbackWhen(at *place, d *syntax.ClawbackDecl, out *ir.Clawback) bool {
	cond := c.cond(at, d.When)
	if cond == nil {
		return false
	}
	parts := []ir.Expr{cond}
	if and, ok := cond.(*ir.And); ok {
		parts = and.Parts
	}
	var others []ir.Expr
	for _, p := range parts {
		if w, ok := p.(*ir.Within); ok && out.On == nil {
			out.On, out.From, out.For = w.X, w.Of, w.For
		} else {
			others = append(others, p)
		}
	}
	if out.On == nil {
		c.report(source.Diagnostic{
			Code: codeClawbackWhen, Where: d.When.Place(), Summary: "nothing says how long something can be taken back",
			Detail: "A clawback begins on a date, within a time of another date.",
			Way:    fmt.Sprintf("Write `when churned within 180 days of %s`, and further conditions behind `and`.", c.datedField(at.event)),
		})
		return false
	}
	switch len(others) {
	case 0:
	case 1:
		out.And = others[0]
	default:
		out.And = &ir.And{Node: node(ir.Type{Kind: ir.YesNo}, d.When), Parts: others}
	}
	return true
}

func (c *checker) clawbackShare(at *place, d *syntax.ClawbackDecl, out *ir.Clawback) bool {
	switch {
	case d.TakeAll:
		out.Keep = ir.TakeAll
		return true
	case d.Take != nil:
		out.Keep = ir.TakeShare
		out.Share = c.share(at, d.Take)
		return out.Share != nil && c.atMostAll(out.Share, d.Take)
	case d.Keep == nil:
		return false // the parser has said so
	}
	out.Keep = map[syntax.KeepEach]ir.KeepKind{
		syntax.EachDay: ir.KeepPerDay, syntax.EachCompletedMonth: ir.KeepPerCompletedMonth,
		syntax.EachStartedMonth: ir.KeepPerStartedMonth,
	}[d.Keep.Each]
	out.Share, out.Since = c.share(at, d.Keep.Share), c.date(at, d.Keep.From)
	return out.Share != nil && out.Since != nil && c.atMostAll(out.Share, d.Keep.Share)
}

// atMostAll refuses a share outside 0 to 100 % where it is written.
func (c *checker) atMostAll(x ir.Expr, where syntax.Expr) bool {
	v, known := fold(x)
	if !known || v.Num.Sign() >= 0 && v.Num.Cmp(one) <= 0 {
		return true
	}
	c.report(source.Diagnostic{
		Code: codeBounds, Where: where.Place(), Summary: fmt.Sprintf("a share lies between 0%% and 100%%; this is %s", ir.PercentOf(v.Num)),
		Way: "Correct the share.",
	})
	return false
}

// notAdvanced warns of a clawback of what is earned and no advance: in many places pay that is earned can't be taken back
// by a clause, and where it can the reason has to be given.
func (c *checker) notAdvanced(d *syntax.ClawbackDecl) {
	for _, n := range d.Of {
		k := c.componentNamed(n.Text)
		if k == nil || k.Advance != nil {
			continue
		}
		c.warn(source.Diagnostic{
			Code: codeNotAdvanced, Where: n.Range, Summary: fmt.Sprintf("`%s` is earned, not advanced, when it is taken back", n.Text),
			Detail:  "An advance is taken back by nature. Taking back what has been earned needs a reason, and is not lawful everywhere.",
			Related: []source.Related{{Where: k.At, Note: "nothing here says `advance until`"}},
			Way:     fmt.Sprintf("Write `advance until …` in `%s`, or say `because \"…\"` in the clawback.", n.Text),
		})
	}
}
