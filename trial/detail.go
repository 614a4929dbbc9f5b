package trial

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// detail shows what made a value: of pay the lines with their slices, of anything else the values it rests on.
func (b *bench) detail(e *ir.Expect, periods []string) string {
	var parts []string
	if e.Kind == ir.ExpectFormula {
		return b.terms(e, periods[0])
	}
	for _, label := range periods {
		s, err := b.statement(e, label)
		if err != nil || s == nil {
			continue // an expectation that got this far has its statement, or there is none to show
		}
		var here []string
		switch e.Kind {
		case ir.ExpectComponent:
			here = lines(s, b.p, b.p.Components[e.Index].Name)
		case ir.ExpectCap:
			here = lines(s, b.p, b.p.Caps[e.Index].Name)
		case ir.ExpectPay, ir.ExpectPayable, ir.ExpectBalance:
			here = settled(s, b.p)
		case ir.ExpectClawback:
			here = taken(s, e.Name)
		case ir.ExpectMeasure:
			here = b.restsOn(b.p.Measures[e.Index].Expr, s)
		}
		if len(periods) > 1 && len(here) > 0 {
			here[0] = label + ": " + here[0]
		}
		parts = append(parts, here...)
	}
	if len(parts) == 0 {
		if e.Kind == ir.ExpectComponent || e.Kind == ir.ExpectPay {
			return "Nothing paid there."
		}
		return ""
	}
	return strings.Join(parts, "; ") + "."
}

// lines writes each line of a component, of all where none is named: "B1 180,000 x 10% = 18,000".
func lines(s *rainmaker.Statement, p *ir.Program, component string) []string {
	var out []string
	for _, l := range s.Lines {
		if component != "" && l.Component != component {
			continue
		}
		var slices []string
		for _, cut := range l.Slices {
			if cut.ChangesNothing() {
				continue
			}
			slices = append(slices, slice(cut, paysRate(p, l.Component)))
		}
		text := strings.TrimSpace(l.Event.ID + " " + strings.Join(slices, ", "))
		if component == "" {
			text = l.Component + ": " + text
		}
		if !l.Before.IsZero() {
			text += fmt.Sprintf(", less %s posted before", l.Before)
		}
		out = append(out, text)
	}
	return out
}

// settled writes what a settlement made of what became payable; where it is paid as earned, the lines.
func settled(s *rainmaker.Statement, p *ir.Program) []string {
	if s.Settlement.PaysAsEarned() {
		return lines(s, p, "")
	}
	var out []string
	for _, part := range s.Settlement.Parts {
		out = append(out, fmt.Sprintf("%s: %s %s", part.Component, strings.TrimSpace(part.Event.ID+" "+part.Text), part.Amount))
	}
	for _, step := range s.Settlement.Steps {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s", step.Kind, step.Balance))+fmt.Sprintf(" %s", step.Amount))
	}
	return out
}

// taken writes what a clawback took.
func taken(s *rainmaker.Statement, name string) []string {
	var out []string
	for _, c := range s.Settlement.Clawbacks {
		if c.Clawback == name {
			out = append(out, fmt.Sprintf("%s of %s: earned %s, kept %s, taken %s", c.Event.ID, c.Component, c.Earned, c.Kept, c.Amount))
		}
	}
	return out
}

// paysRate reports whether a component multiplies the credit, by its rate or by its tiers; `pay` gives an amount instead.
func paysRate(p *ir.Program, component string) bool {
	i := slices.IndexFunc(p.Components, func(k ir.Component) bool { return k.Name == component })
	return i >= 0 && p.Components[i].Pay == nil
}

// slice is one tier's share of a line as a rep would work it out.
func slice(cut rainmaker.Slice, rated bool) string {
	amount := figure(cut.Amount)
	switch {
	case cut.Adjusts():
		return fmt.Sprintf("%s: %s", cut.Label, amount)
	case rated && !cut.Credit.IsZero():
		rate := cut.Rate.Mul(cut.Factor)
		return fmt.Sprintf("%s x %s = %s", figure(cut.Credit), percent(rate), amount)
	case cut.Tier == rainmaker.NoTier:
		return amount
	default:
		return fmt.Sprintf("%s x %s = %s", figure(cut.Base), figure(cut.Factor), amount)
	}
}

// percent writes a rate below one as percent; an amount for each unit counted stays a number.
func percent(r money.Ratio) string {
	if r.Abs().Cmp(money.Whole(1)) >= 0 {
		return figure(r)
	}
	return figure(r.Mul(money.Whole(100))) + "%"
}

// restsOn lists the values that a measure names, at the end of a period: "quota is 250,000 USD".
func (b *bench) restsOn(x ir.Expr, s *rainmaker.Statement) []string {
	var out []string
	on, payee := s.Span.Last(), s.Payee
	ir.Walk(x, func(x ir.Expr) {
		var v ir.Value
		var name string
		var err error
		switch x := x.(type) {
		case *ir.ParamRef:
			name = x.Name
			v, err = b.calc.Param(payee, x.Name, on)
		case *ir.MeasureRef:
			name = x.Name
			v, err = b.calc.Measure(payee, x.Name, on)
		case *ir.TableRef:
			name = x.Name
			v, err = b.calc.Table(payee, x.Name, on)
		case *ir.CurveRef:
			name = x.Name
			v, err = b.calc.Curve(payee, x.Name, on)
		default:
			return
		}
		if text := fmt.Sprintf("%s is %s", name, written(v, v)); err == nil && !slices.Contains(out, text) {
			out = append(out, text)
		}
	})
	return out
}
