package engine

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// known is the last day that has come where we stand: a pay period that is still open is worked out as at its last day, but
// what waits for a day waits until the calculation's last one has reached it.
func (s *scope) known() calendar.Date { return s.c.soFar(s.moment) }

// isOver reports whether a window has ended: its last day has come. Until then a bonus, a pool, a contest and a floor of the
// window are worth nothing.
func (s *scope) isOver(window calendar.Span) bool { return window.Last() <= s.known() }

// waitsForEnd reports whether nothing of a component is earned before its window has ended.
func waitsForEnd(k *ir.Component) bool {
	return k.Kind == ir.Bonus && !k.ToDate || k.Pool != nil || k.Contest != nil
}

// windowOf is the window of a kind that contains a day.
func (s *scope) windowOf(w ir.Window, on calendar.Date) (calendar.Span, error) {
	switch w.Kind {
	case ir.OfUnit:
		return s.c.cal.SpanOf(w.Unit, on)
	case ir.OfPlan:
		return s.tenure.span, nil
	case ir.OfEvent:
		if s.event == nil {
			return calendar.Span{}, needsDeal{"event"}
		}
		return calendar.Span{From: s.day, Before: s.day.AddDays(1)}, nil
	case ir.OfSpan:
		return s.tenure.spanOf(s.c.prog, w.Param, on)
	default:
		return s.windowOf(s.c.prog.Plan.Period, on)
	}
}

func (t *tenure) spanOf(p *ir.Program, param int, on calendar.Date) (calendar.Span, error) {
	for _, span := range t.spans[param] {
		if span.Contains(on) {
			return span, nil
		}
	}
	return calendar.Span{}, fmt.Errorf("%s of %s has no dated value on %s (assignment %s)", p.Params[param].Name, t.who.name,
		on, t.ids[0])
}

// windowsOf lists the windows of a kind that overlap a span of the tenure, oldest first, each with its label.
func (c *Calculation) windowsOf(t *tenure, w ir.Window, within calendar.Span) ([]rainmaker.PayPeriod, error) {
	if w.Kind == ir.OfPeriod {
		w = c.prog.Plan.Period
	}
	var out []rainmaker.PayPeriod
	switch w.Kind {
	case ir.OfUnit:
		periods, err := c.cal.Periods(w.Unit, within)
		if err != nil {
			return nil, err
		}
		for _, p := range periods {
			out = append(out, rainmaker.PayPeriod{Label: p.Label, Span: p.Span})
		}
	case ir.OfSpan:
		for _, span := range t.spans[w.Param] {
			if span.Overlaps(within) {
				out = append(out, rainmaker.PayPeriod{Label: span.From.String(), Span: span})
			}
		}
	default: // the whole assignment
		out = append(out, rainmaker.PayPeriod{Label: "assignment from " + t.span.From.String(), Span: t.span})
	}
	return out, nil
}

// payPeriods lists the pay periods in which something may be posted to a tenure, of those that begin by the end of the
// calculation: the periods that overlap it, and those after it, in which a late fact about it posts.
func (c *Calculation) payPeriods(t *tenure) ([]rainmaker.PayPeriod, error) {
	within := calendar.Span{From: t.span.From, Before: max(c.facts.through, t.span.From).AddDays(1)}
	periods, err := c.windowsOf(t, c.prog.Plan.Period, within)
	return slices.DeleteFunc(periods, func(p rainmaker.PayPeriod) bool { return p.Span.From > c.facts.through }), err
}

// Periods lists the pay periods of a payee, oldest first.
func (c *Calculation) Periods(payee rainmaker.PayeeID) ([]rainmaker.PayPeriod, error) {
	var out []rainmaker.PayPeriod
	seen := map[string]bool{}
	for _, t := range c.tenuresOf(string(payee)) {
		periods, err := c.payPeriods(t)
		if err != nil {
			return nil, err
		}
		for _, p := range periods {
			if !seen[p.Label] && p.Span.Overlaps(t.span) {
				seen[p.Label] = true
				out = append(out, p)
			}
		}
	}
	return out, nil
}
