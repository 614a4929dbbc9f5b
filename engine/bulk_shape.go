package engine

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/plan/ir"
)

// Which letters are worked out over columns: those whose components pay a rate on credits, over tiers or not, in windows made
// of pay periods, and whose lines are paid as they are earned. Everything else a letter may say is a Calculation's.

func bulkProgram(p *ir.Program, in Inputs, batch *rainmaker.EventBatch) error {
	switch {
	case batch == nil:
		return fmt.Errorf("the events do not fit columns")
	case len(versionsOf(p, in.Versions)) > 1:
		return fmt.Errorf("the plan has several versions")
	case len(in.Given) > 0:
		return fmt.Errorf("results are given")
	case p.Plan.Period.Kind != ir.OfUnit:
		return fmt.Errorf("pay periods run from one personal date to the next")
	case len(p.Caps)+len(p.Clawbacks)+len(p.Settle.Steps) > 0 || p.Plan.Keeps != ir.KeepEarned:
		return fmt.Errorf("what is earned is not simply paid")
	case len(in.Events) > 0:
		return fmt.Errorf("there are events beside the batch")
	}
	for i := range p.Components {
		if err := bulkComponent(p, &p.Components[i]); err != nil {
			return fmt.Errorf("%s: %w", p.Components[i].Name, err)
		}
	}
	return fits(p, batch)
}

func bulkComponent(p *ir.Program, k *ir.Component) error {
	switch {
	case k.Kind != ir.Commission && k.Kind != ir.Spiff:
		return fmt.Errorf("it is a %s", k.Kind)
	case k.Window.Kind != ir.OfPeriod && k.Window.Kind != ir.OfUnit:
		return fmt.Errorf("its windows are no periods of the calendar")
	case len(k.Exceptions)+len(k.Times)+len(k.Gates)+len(k.Limits)+len(k.Payable) > 0 || k.Advance != nil || k.PaidIn != nil || k.Pay != nil:
		return fmt.Errorf("it does more than pay a rate")
	case k.Tiers != nil && k.Tiers.Mode != ir.EachSlice:
		return fmt.Errorf("its tiers pay the whole amount")
	case k.Rate != nil && k.Rate.Type().OrNone:
		return fmt.Errorf("its rate may be none")
	}
	if k.Tiers == nil {
		return nil
	}
	for i := range k.Tiers.Tiers {
		tier := &k.Tiers.Tiers[i]
		if k.Rate != nil && !tier.Times {
			return fmt.Errorf("a tier pays beside the rate")
		}
		if !standsStill(p, tier.Value) {
			return fmt.Errorf("what a tier pays depends on the deal")
		}
	}
	return nil
}

// standsStill reports whether an expression is the same for every credit of a window, and as of every day in it.
func standsStill(p *ir.Program, x ir.Expr) bool {
	still := true
	ir.Walk(x, func(x ir.Expr) {
		switch x := x.(type) {
		case *ir.Const, *ir.AttributeRef, *ir.Arith, *ir.Neg, *ir.If, *ir.Compare, *ir.And, *ir.Or, *ir.Not, *ir.IsNone, *ir.IsOneOf:
		case *ir.ParamRef:
			still = still && !x.ToDate && !x.Across && (p.Params[x.Index].Default == nil || standsStill(p, p.Params[x.Index].Default))
		default:
			still = false
		}
	})
	return still
}

// movedBy is the one sum that the measure of a component's tiers rises linearly with.
func movedBy(p *ir.Program, k *ir.Component) (*ir.Aggregate, error) {
	var found *ir.Aggregate
	var linear func(x ir.Expr) error
	linear = func(x ir.Expr) error {
		if standsStill(p, x) {
			return nil
		}
		switch x := x.(type) {
		case *ir.Aggregate:
			if found != nil && found != x {
				return fmt.Errorf("its tiers count several sums")
			}
			found = x
			if x.Op != ir.Sum || x.Scope.Kind != ir.Mine || x.Over != nil || x.Once >= 0 || x.Across {
				return fmt.Errorf("its tiers count more than the sum of one's own credits in the window")
			}
			return nil
		case *ir.MeasureRef:
			m := &p.Measures[x.Index]
			if unitOf(p, m.Window) != unitOf(p, k.Window) {
				return fmt.Errorf("its tiers count over other windows than its own")
			}
			return linear(m.Expr)
		case *ir.Arith:
			moves, still := x.A, x.B
			if x.Op == ir.Mul && standsStill(p, x.A) {
				moves, still = x.B, x.A
			}
			if (x.Op == ir.Mul || x.Op == ir.Quo) && standsStill(p, still) {
				return linear(moves)
			}
		}
		return fmt.Errorf("the measure of its tiers is no sum, nor a part of one")
	}
	if err := linear(k.Tiers.By); err != nil {
		return nil, err
	}
	if found == nil {
		return nil, fmt.Errorf("nothing moves its tiers")
	}
	return found, nil
}

// unitOf is a window with the plan's own written out.
func unitOf(p *ir.Program, w ir.Window) ir.Window {
	if w.Kind == ir.OfPeriod {
		return p.Plan.Period
	}
	return w
}

// fits reports whether each column is as the letter declares its field. What is not, a Calculation refuses with its row.
func fits(p *ir.Program, batch *rainmaker.EventBatch) error {
	for i := range p.Events {
		if p.Events[i].Name != batch.Name {
			continue
		}
		for _, f := range p.Events[i].Fields {
			if f.Via != nil {
				continue
			}
			if err := fitsColumn(f, batch.Column(f.Name), batch.Len); err != nil {
				return fmt.Errorf("%s: %w", f.Name, err)
			}
		}
		return nil
	}
	return fmt.Errorf("the letter reads no %s", batch.Name)
}

func fitsColumn(f ir.Field, c *rainmaker.Column, n int) error {
	if c == nil {
		if f.Type.OrNone || n == 0 {
			return nil
		}
		return fmt.Errorf("it is missing")
	}
	kinds := map[ir.Kind]rainmaker.ValueKind{
		ir.Number: rainmaker.Number, ir.Money: rainmaker.Cash, ir.Date: rainmaker.Day, ir.Text: rainmaker.Text, ir.Payee: rainmaker.Person,
		ir.YesNo: rainmaker.YesNo,
	}
	if kinds[f.Type.Kind] != c.Kind || f.Type.Kind == ir.Money && f.Type.Currency != c.Currency {
		return fmt.Errorf("it is %s", c.Kind)
	}
	if !f.Type.OrNone && c.HasMissing() {
		return fmt.Errorf("it is missing in places")
	}
	if f.Type.Kind != ir.Text || len(f.Type.Choices) == 0 {
		return nil
	}
	for _, word := range c.Words {
		if !slices.Contains(f.Type.Choices, word) {
			return fmt.Errorf("%q is none of its choices", word)
		}
	}
	return nil
}

// datedOf is the name of the field that dates events of a kind.
func datedOf(p *ir.Program, kind string) string {
	for i := range p.Events {
		if e := &p.Events[i]; e.Name == kind {
			return e.Fields[e.Dated].Name
		}
	}
	return ""
}
