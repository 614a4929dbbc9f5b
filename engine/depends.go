package engine

import (
	"slices"

	"rainmaker"
	"rainmaker/plan/ir"
)

// Dependence is something besides the event itself on which an effect rests and that may still move: why it is an estimate.
type Dependence struct {
	Kind             DependenceKind
	Component, Label string
	Window           string
	// Why says which gate is not met, or what a part waits for; empty otherwise.
	Why string
}

// DependenceKind says what an effect rests on.
type DependenceKind string

// What an effect may rest on: where the payee stands in tiers when the deal counts; the tier that everything of the window
// reaches in the end; what others sell; the payee's place among others in a pool or contest; a gate that is not met so far,
// or one that must still be met at the window's end; what a whole window comes to; what a cap leaves; a rate of exchange; a
// day on which part of it becomes payable; the plan's draws, debts and reserves.
const (
	OnPosition   DependenceKind = "position"
	OnWhole      DependenceKind = "whole amount"
	OnOthers     DependenceKind = "others"
	OnDivision   DependenceKind = "division"
	OnGateUnmet  DependenceKind = "gate not met"
	OnGate       DependenceKind = "gate"
	OnWindow     DependenceKind = "window"
	OnCap        DependenceKind = "cap"
	OnRate       DependenceKind = "exchange rate"
	OnWaiting    DependenceKind = "waiting"
	OnSettlement DependenceKind = "settlement"
)

// Depends lists what an effect of this calculation rests on, once each, in the order of its lines.
func (c *Calculation) Depends(f Effect) []Dependence {
	var out []Dependence
	add := func(d Dependence) {
		if !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	for _, l := range slices.Concat(f.Own, f.Others) {
		if !l.Change.IsZero() || c.gated(l.Line) {
			c.lineDepends(l, add)
		}
	}
	for _, w := range f.Waiting {
		add(Dependence{Kind: OnWaiting, Component: w.Component, Label: w.Label, Why: w.For})
	}
	settles := slices.ContainsFunc(c.prog.Settle.Steps, func(s ir.Step) bool { return s.Kind != ir.PayStep })
	if settles && !f.Total.IsZero() {
		add(Dependence{Kind: OnSettlement})
	}
	return out
}

// gated reports whether a gate that is not met keeps a line back.
func (c *Calculation) gated(l rainmaker.Line) bool {
	return slices.ContainsFunc(l.Slices, func(s rainmaker.Slice) bool { return s.Tier == rainmaker.GateSlice })
}

func (c *Calculation) lineDepends(l EffectLine, add func(Dependence)) {
	on := func(kind DependenceKind, why string) {
		add(Dependence{Kind: kind, Component: l.Component, Label: l.Label, Window: l.Window, Why: why})
	}
	i := slices.IndexFunc(c.prog.Components, func(k ir.Component) bool { return k.Name == l.Component })
	if i < 0 {
		on(OnCap, "") // a cap over components
		return
	}
	k := &c.prog.Components[i]
	if k.Pool != nil || k.Contest != nil {
		on(OnDivision, "")
		return
	}
	switch {
	case k.Kind == ir.Bonus:
		on(OnWindow, "")
	case k.Tiers != nil && len(k.Tiers.Tiers) > 1 && k.Window.Kind != ir.OfEvent && k.Tiers.Mode == ir.EachSlice:
		on(OnPosition, "")
	case k.Tiers != nil && len(k.Tiers.Tiers) > 1 && k.Window.Kind != ir.OfEvent:
		on(OnWhole, "")
	}
	if c.readsOtherPeople(k) {
		on(OnOthers, "")
	}
	unmet := false
	for _, s := range l.Slices {
		switch s.Tier {
		case rainmaker.GateSlice:
			unmet = true
			on(OnGateUnmet, s.Label)
		case rainmaker.CapSlice, rainmaker.CarrySlice:
			on(OnCap, "")
		}
	}
	if len(k.Gates) > 0 && !unmet {
		on(OnGate, "")
	}
	if k.PaidIn != nil || c.converts(k) {
		on(OnRate, "")
	}
}

// readsOtherPeople reports whether a component's terms read other people's credits, numbers or results.
func (c *Calculation) readsOtherPeople(k *ir.Component) bool {
	found := false
	for _, x := range everyExpr(k) {
		c.reach(x, map[ir.Expr]bool{}, func(x ir.Expr) {
			switch x := x.(type) {
			case *ir.People:
				found = true
			case *ir.Aggregate:
				found = found || x.Scope.Kind != ir.Mine
			}
		})
	}
	return found
}

// converts reports whether the credits that a component pays on are exchanged from another currency.
func (c *Calculation) converts(k *ir.Component) bool {
	found := false
	for at := k.Credit; at >= 0; at = c.prog.Credits[at].From {
		for _, t := range c.prog.Credits[at].Targets {
			for _, x := range []ir.Expr{t.Base, t.Value} {
				ir.Walk(x, func(x ir.Expr) {
					_, is := x.(*ir.Convert)
					found = found || is
				})
			}
		}
	}
	return found
}

// reach visits an expression with all that it refers to.
func (c *Calculation) reach(x ir.Expr, seen map[ir.Expr]bool, visit func(ir.Expr)) {
	ir.Walk(x, func(x ir.Expr) {
		if seen[x] {
			return
		}
		seen[x] = true
		visit(x)
		var refers []ir.Expr
		switch x := x.(type) {
		case *ir.MeasureRef:
			refers = []ir.Expr{c.prog.Measures[x.Index].Expr}
		case *ir.TableRef:
			refers = tableExprs(&c.prog.Tables[x.Index])
		case *ir.CurveRef:
			refers = []ir.Expr{c.prog.Curves[x.Index].By}
		case *ir.MatrixRef:
			refers = []ir.Expr{c.prog.Matrices[x.Index].Rows, c.prog.Matrices[x.Index].Cols}
		case *ir.ResultRef:
			refers = everyExpr(&c.prog.Components[x.Component])
		case *ir.CarryRef:
			if x.Component >= 0 {
				refers = everyExpr(&c.prog.Components[x.Component])
			}
		}
		for _, r := range refers {
			c.reach(r, seen, visit)
		}
	})
}
