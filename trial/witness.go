package trial

import (
	"fmt"
	"strings"

	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/shape"
)

// step is the smallest step in which people speak of a measure: a hundredth of a percent, a cent, one deal.
func (t *tester) step(measure int) money.Ratio {
	switch measure {
	case shape.ByNumber:
		return money.Whole(1)
	case shape.ByCredit:
		return money.NewRatio(1, 100)
	}
	switch ty := t.p.Measures[measure].Expr.Type(); {
	case ty.Percent || isRatio(t.p.Measures[measure].Expr):
		return money.NewRatio(1, 10_000)
	case ty.Kind == ir.Number && onlyCounts(t.p.Measures[measure].Expr):
		return money.Whole(1)
	default:
		return money.NewRatio(1, 100)
	}
}

// isRatio reports whether a measure is an amount by an amount, which people speak of in percent.
func isRatio(x ir.Expr) bool {
	switch x := x.(type) {
	case *ir.If:
		return isRatio(x.Then) || isRatio(x.Else)
	case *ir.Arith:
		return x.Op == ir.Quo && x.A.Type().Kind == x.B.Type().Kind
	case *ir.Mix:
		return true
	}
	return x.Type().Percent
}

func onlyCounts(x ir.Expr) bool {
	counts := false
	ir.Walk(x, func(x ir.Expr) {
		if a, ok := x.(*ir.Aggregate); ok {
			counts = a.Op == ir.Count
		}
	})
	return counts
}

// at is a value of what moves, as people say it: "120% attainment" has its name where it is not plain.
func (t *tester) at(measure int, x money.Ratio) string {
	switch measure {
	case shape.ByNumber:
		return figure(x) + " deals"
	case shape.ByCredit:
		return "a credit of " + figure(x)
	}
	m := &t.p.Measures[measure]
	v := ir.Value{Kind: m.Expr.Type().Kind, Num: x, Currency: m.Expr.Type().Currency, Percent: m.Expr.Type().Percent || isRatio(m.Expr)}
	return m.Name + " " + written(v, v)
}

// cash is an amount of the plan's currency.
func (s *stand) cash(x money.Ratio) string {
	v := ir.MoneyOf(x, s.p.Plan.Currency)
	return written(v, v)
}

// said is what the two sides of a comparison come to.
func (t *tester) said(s *stand, k *ir.Component, m int, x money.Ratio) string {
	cmp, ok := t.check.Cond.(*ir.Compare)
	if !ok {
		return "it does not hold"
	}
	var parts []string
	for _, side := range []ir.Expr{cmp.A, cmp.B} {
		c, err := shape.Amount(s.p, k, m, side, s.set)
		if err != nil {
			return "it does not hold"
		}
		v := ir.Value{Kind: side.Type().Kind, Num: c.Value(x), Currency: side.Type().Currency, Percent: side.Type().Percent || isRatio(side)}
		parts = append(parts, byName(side, written(v, v)))
	}
	return fmt.Sprintf("%s, which is not %s %s", parts[0], cmp.Op, parts[1])
}

// byName says what an expression comes to, by name where it has one.
func byName(x ir.Expr, value string) string {
	switch x := x.(type) {
	case *ir.ResultRef:
		return x.Name + " is " + value
	case *ir.MeasureRef:
		return x.Name + " is " + value
	case *ir.ParamRef:
		return x.Name + ", " + value
	}
	return value
}

// sides is what a comparison of numbers that stand still comes to.
func (t *tester) sides(s *stand, k *ir.Component) string {
	cmp, ok := t.check.Cond.(*ir.Compare)
	if !ok {
		return "the condition is false"
	}
	var parts []string
	for _, side := range []ir.Expr{cmp.A, cmp.B} {
		v, err := s.set.Value(side, shape.Place{Window: k.Window, Rule: -1})
		if err != nil {
			return err.Error()
		}
		parts = append(parts, byName(side, written(v, v)))
	}
	return fmt.Sprintf("%s, which is not %s %s", parts[0], cmp.Op, parts[1])
}

// blame adds the clause that stands against the check, and the smallest changes after which it holds.
func (t *tester) blame(s *stand, f finding, c *shape.Clause) finding {
	if c != nil {
		f.detail = fmt.Sprintf("%s in line %d makes it so, in the numbers of example %q.", upper(c.Text), c.At.Start.Line, s.name)
		if tier := tierOf(s.p, c); tier != "" {
			f.detail = fmt.Sprintf("%s, with the numbers of example %q.", upper(tier), s.name)
		}
	} else {
		f.detail = fmt.Sprintf("With the numbers of example %q.", s.name)
	}
	f.way = "Change the plan, or what is said of it."
	if found := t.changes(s, c); len(found) > 0 {
		f.way = "Smallest change that makes it true: " + strings.Join(found, ", or ") + "."
	}
	return f
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// tierOf says a tier with what it pays and what the one before it does: "tier `from 150%: x 1.1` after `x 1.2`, whole amount".
func tierOf(p *ir.Program, c *shape.Clause) string {
	k, i := tierAt(p, c)
	if k == nil || i == 0 {
		return ""
	}
	t := k.Tiers
	modes := map[ir.TiersMode]string{ir.EachSlice: "each slice", ir.WholeAmount: "whole amount", ir.WholeAbove: "whole amount above " + t.Above.String()}
	return fmt.Sprintf("tier `%s: %s` in line %d after `%s`, %s", t.Tiers[i].Label, pays(&t.Tiers[i]), t.Tiers[i].At.Start.Line, pays(&t.Tiers[i-1]), modes[t.Mode])
}

// tierAt finds the tier that a clause is.
func tierAt(p *ir.Program, c *shape.Clause) (*ir.Component, int) {
	if c == nil {
		return nil, 0
	}
	for i := range p.Components {
		k := &p.Components[i]
		if k.Tiers == nil {
			continue
		}
		for n := range k.Tiers.Tiers {
			if k.Tiers.Tiers[n].At == c.At {
				return k, n
			}
		}
	}
	return nil, 0
}

// pays is what a tier pays, as the letter writes it where that is a number.
func pays(t *ir.Tier) string {
	text := "what it says"
	if v, ok := t.Value.(*ir.Const); ok {
		text = v.Value.String()
	}
	if t.Times {
		return "x " + text
	}
	return text
}

// changes are small edits after which the check holds with the same numbers. Each is tried before it is offered.
func (t *tester) changes(s *stand, c *shape.Clause) []string {
	var out []string
	offer := func(text string, edit func(p *ir.Program)) {
		p := *s.p
		p.Components = append([]ir.Component{}, s.p.Components...)
		edit(&p)
		after := *s
		after.p = &p
		if f, err := t.prove(&after); err == nil && !f.refuted {
			out = append(out, text)
		}
	}
	if k, i := tierAt(s.p, c); k != nil && i > 0 {
		at := componentIndex(s.p, k.Name)
		before := k.Tiers.Tiers[i-1].Value
		offer("`"+pays(&k.Tiers.Tiers[i-1])+"`", func(p *ir.Program) {
			tiers := *k.Tiers
			tiers.Tiers = append([]ir.Tier{}, k.Tiers.Tiers...)
			tiers.Tiers[i].Value = before
			p.Components[at].Tiers = &tiers
		})
		if k.Credit >= 0 && k.Tiers.Mode != ir.EachSlice {
			offer("`each slice`", func(p *ir.Program) {
				tiers := *k.Tiers
				tiers.Mode = ir.EachSlice
				p.Components[at].Tiers = &tiers
			})
		}
	}
	t.bound(s, offer)
	return out
}

func componentIndex(p *ir.Program, name string) int {
	for i := range p.Components {
		if p.Components[i].Name == name {
			return i
		}
	}
	return -1
}

// bound offers a cap or a floor where the check bounds a component by an amount.
func (t *tester) bound(s *stand, offer func(string, func(*ir.Program))) {
	cmp, ok := t.check.Cond.(*ir.Compare)
	if t.check.Kind != ir.CheckHolds || !ok {
		return
	}
	r, ok := cmp.A.(*ir.ResultRef)
	if !ok {
		return
	}
	k := &s.p.Components[r.Component]
	v, err := s.set.Value(cmp.B, shape.Place{Window: k.Window, Rule: -1})
	if err != nil {
		return
	}
	word, floor := "cap", false
	switch cmp.Op {
	case ir.Le:
	case ir.Ge:
		word, floor = "floor", true
	default:
		return
	}
	text := fmt.Sprintf("`%s %s per %s` in %s", word, written(v, v), windowWord(s.p, k.Window), k.Name)
	offer(text, func(p *ir.Program) {
		limits := append([]ir.Limit{}, k.Limits...)
		p.Components[r.Component].Limits = append(limits, ir.Limit{Floor: floor, Amount: cmp.B, Per: k.Window, At: t.check.At})
	})
}

// windowWord is a window as a letter writes it.
func windowWord(p *ir.Program, w ir.Window) string {
	switch {
	case w.Kind == ir.OfPeriod && p.Plan.Period.Kind != ir.OfPeriod:
		return windowWord(p, p.Plan.Period)
	case w.Kind == ir.OfUnit:
		return w.Unit.String()
	case w.Kind == ir.OfEvent:
		return p.Events[w.Event].Name
	case w.Kind == ir.OfSpan:
		return "span of " + p.Params[w.Param].Name
	default:
		return "plan"
	}
}
