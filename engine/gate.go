package engine

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// unmetGate is a gate that keeps a window's pay back, and why in words: "attainment is 80%; the gate asks for at least 95%".
type unmetGate struct {
	gate ir.Gate
	why  string
}

// gate makes the unit's lines worth nothing while a gate is not met; once it is, they pay from the first dollar.
func (g *earning) gate(s *scope) error {
	for _, gate := range g.component.Gates {
		met, err := s.met(gate)
		if err != nil {
			return fmt.Errorf("gate: %w", err)
		}
		if met {
			continue
		}
		why, err := s.unmet(gate.Cond)
		if err != nil {
			return fmt.Errorf("gate: %w", err)
		}
		if why == "" { // it holds, and did not while the gate was looked at
			if why, err = s.lookedAt(gate); err != nil {
				return fmt.Errorf("gate: %w", err)
			}
		}
		g.unmet = append(g.unmet, unmetGate{gate, why})
		for _, w := range g.ofUnit(s) {
			w.adjust(rainmaker.GateSlice, why, money.Ratio{})
			w.slices[len(w.slices)-1].Source = gate.At.Start.Line
		}
	}
	return nil
}

// met reports whether a gate lets the window pay. One that is lost is read as the window stands, so its end decides. One
// that is held is read as of the end of each pay period so far, up to and with the one that contains its date; the first
// time it is true the window pays, and what counts later takes nothing back.
func (s *scope) met(gate ir.Gate) (bool, error) {
	if gate.Until == nil {
		return s.holds(gate.Cond)
	}
	looks, err := s.looks(gate)
	if err != nil {
		return false, err
	}
	for _, on := range looks {
		at := *s
		if on < s.anchor {
			at.anchor = on
		}
		at.again = on
		if yes, err := at.holds(gate.Cond); yes || err != nil {
			return yes, err
		}
	}
	return false, nil
}

// lookedAt says of a held gate whose condition holds now why it keeps the pay back.
func (s *scope) lookedAt(gate ir.Gate) (string, error) {
	next, looks, err := s.nextLook(gate)
	if err != nil || !looks {
		return fmt.Sprintf("the gate of line %d was met too late", gate.At.Start.Line), err
	}
	return fmt.Sprintf("the gate of line %d is looked at on %s", gate.At.Start.Line, next), nil
}

// looks are the days on which a held gate has been looked at so far: the last days of pay periods. To say where a window that
// is still open stands, the day at hand counts as one.
func (s *scope) looks(gate ir.Gate) ([]calendar.Date, error) {
	until, err := s.eval(gate.Until)
	if err != nil {
		return nil, err
	}
	from := max(s.window.From, s.tenure.span.From)
	if s.event != nil {
		from = s.day
	}
	within := calendar.Span{From: from, Before: s.moment + 1}
	if within.IsEmpty() {
		return nil, nil
	}
	periods, err := s.c.windowsOf(s.tenure, s.c.prog.Plan.Period, within)
	if err != nil {
		return nil, err
	}
	var out []calendar.Date
	for _, p := range periods {
		if !until.None && p.Span.From > until.Date || !s.early && !s.isOver(p.Span) { // the period that contains the date is the last
			continue
		}
		out = append(out, min(p.Span.Last(), s.moment))
	}
	return out, nil
}

// stillLooks reports whether a gate is looked at again.
func (s *scope) stillLooks(gate ir.Gate) (bool, error) {
	if gate.Until == nil {
		return !s.isOver(s.window), nil
	}
	_, looks, err := s.nextLook(gate)
	return looks, err
}

// nextLook is the next day on which a held gate is looked at; false after the last.
func (s *scope) nextLook(gate ir.Gate) (calendar.Date, bool, error) {
	until, err := s.eval(gate.Until)
	if err != nil {
		return 0, false, err
	}
	day := s.known() + 1
	periods, err := s.c.windowsOf(s.tenure, s.c.prog.Plan.Period, calendar.Span{From: day, Before: day + 1})
	if err != nil || len(periods) == 0 {
		return 0, false, err
	}
	next := periods[0].Span
	return next.Last(), until.None || next.From <= until.Date, nil
}

// looksFrom reports whether a held gate of the component is looked at on a day or later.
func (s *scope) looksFrom(k *ir.Component, day calendar.Date) (bool, error) {
	for _, gate := range k.Gates {
		if gate.Until == nil {
			continue
		}
		until, err := s.eval(gate.Until)
		if err != nil {
			return false, err
		}
		if until.None || until.Date >= day {
			return true, nil
		}
	}
	return false, nil
}

// mayHold reports whether a component, or an exception to it, has a gate that is held.
func mayHold(k *ir.Component) bool {
	held := func(g ir.Gate) bool { return g.Until != nil }
	return slices.ContainsFunc(k.Gates, held) ||
		slices.ContainsFunc(k.Exceptions, func(x ir.Exception) bool { return slices.ContainsFunc(x.Terms.Gates, held) })
}

// readsHeld reports whether a component reads another's result, or what its cap carries, that a held gate may still change.
func (c *Calculation) readsHeld(k *ir.Component) bool {
	found, seen := false, map[ir.Expr]bool{}
	for _, x := range everyExpr(k) {
		if x == nil || found {
			continue
		}
		c.reach(x, seen, func(x ir.Expr) {
			other := -1
			switch x := x.(type) {
			case *ir.ResultRef:
				other = x.Component
			case *ir.CarryRef:
				other = x.Component
			}
			found = found || other >= 0 && mayHold(&c.prog.Components[other])
		})
	}
	return found
}

var asks = map[ir.CompareOp]string{
	ir.Eq: "", ir.Ne: "anything but ", ir.Lt: "less than ", ir.Le: "at most ", ir.Gt: "more than ",
	ir.Ge: "at least ",
}

// unmet says why a condition does not hold, of the parts that don't.
func (s *scope) unmet(cond ir.Expr) (string, error) {
	var parts []string
	conds := []ir.Expr{cond}
	if and, ok := cond.(*ir.And); ok {
		conds = and.Parts
	}
	for _, x := range conds {
		yes, err := s.holds(x)
		if err != nil {
			return "", err
		}
		if yes {
			continue
		}
		c, ok := x.(*ir.Compare)
		if !ok {
			return fmt.Sprintf("the gate of line %d is not met", cond.At().Start.Line), nil
		}
		a, b, err := s.two(c.A, c.B)
		if err != nil {
			return "", err
		}
		if a.Kind == ir.Number && (a.Percent || b.Percent) {
			a.Percent, b.Percent = true, true
		}
		parts = append(parts, fmt.Sprintf("%s is %s; the gate asks for %s%s", s.c.nameOf(c.A), figure(a), asks[c.Op], figure(b)))
	}
	return strings.Join(parts, ", "), nil
}

// figure is a value as a person reads it: cut after four decimals where it goes on, which its dots say.
func figure(v ir.Value) string {
	if v.None || v.Kind != ir.Number && v.Kind != ir.Money {
		return v.String()
	}
	const places = 4
	num, unit := v.Num, ""
	switch {
	case v.Percent:
		num, unit = num.Mul(money.Whole(100)), "%"
	case v.Kind == ir.Money:
		unit = " " + string(v.Currency)
	}
	text := num.String()
	if _, decimals, _ := strings.Cut(text, "."); strings.Contains(text, "/") || len(decimals) > places {
		text = num.Decimal(places, money.Down) + "…"
	}
	return ir.Group(text) + unit
}

// nameOf is what an expression is called: the label or name of what it refers to.
func (c *Calculation) nameOf(x ir.Expr) string {
	switch x := x.(type) {
	case *ir.MeasureRef:
		return labelOf(c.prog.Measures[x.Index].Label, x.Name)
	case *ir.ParamRef:
		return labelOf(c.prog.Params[x.Index].Label, x.Name)
	case *ir.TableRef:
		return labelOf(c.prog.Tables[x.Index].Label, x.Name)
	case *ir.CurveRef:
		return labelOf(c.prog.Curves[x.Index].Label, x.Name)
	case *ir.MatrixRef:
		return labelOf(c.prog.Matrices[x.Index].Label, x.Name)
	case *ir.AttributeRef:
		return x.Name
	case *ir.FieldRef:
		return x.Name
	case *ir.Aggregate:
		return labelOf(c.prog.Credits[x.Credit].Label, c.prog.Credits[x.Credit].Name)
	default:
		return "it"
	}
}
