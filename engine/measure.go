package engine

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// measure is a measure in its own window: the one that contains the anchor, counting credits up to the anchor.
func (s *scope) measure(index int) (ir.Value, error) {
	m := &s.c.prog.Measures[index]
	in, err := s.inMeasure(m)
	if err != nil {
		return ir.Value{}, err
	}
	v, err := in.eval(m.Expr)
	if err == nil {
		s.hear(Reading{
			Name: m.Name, Label: m.Label, Kind: ReadMeasure, Value: v, Document: m.At.Doc, Line: m.At.Start.Line,
			Window: in.window,
		})
	}
	return v, err
}

// inMeasure is the scope in which a measure is worked out. Only a measure of each event by itself still sees the event at
// hand.
func (s *scope) inMeasure(m *ir.Measure) (*scope, error) {
	on := s.anchor
	if s.event != nil { // which may be a window by itself, in a pay period that is longer than the measure's window
		on = s.day
	}
	window, err := s.windowOf(m.Window, on)
	if err != nil {
		return nil, err
	}
	if window == s.window && s.again == 0 && s.event == nil && s.state == nil && s.entry == nil && s.row == nil &&
		m.Window.Kind != ir.OfEvent && s.day == lastDay(window, s.tenure) {
		return s, nil // as it stands
	}
	in := *s
	in.window = window
	if m.Window.Kind != ir.OfEvent {
		in.event, in.state, in.entry, in.row = nil, nil, nil, nil
		in.day = lastDay(window, s.tenure)
		if s.again > s.anchor && window != s.window {
			in.anchor = max(s.anchor, min(s.again, in.day))
		}
		in.again = 0
	}
	return &in, nil
}

// lastDay is the last day of a window on which the payee is on the plan: what is dated is taken as of it, in an open
// window too, because what is known of its rest is known now.
func lastDay(window calendar.Span, t *tenure) calendar.Date { return min(window.Last(), t.span.Last()) }

// at is the scope at a credit.
func (s *scope) at(e *entry) *scope {
	in := *s
	in.event, in.state, in.entry, in.day, in.row = e.event, e.state, e, e.countsOn, nil
	return &in
}

// Measure is a measure of a payee as of a day: in the window that contains it, with what has happened by then.
func (c *Calculation) Measure(payee rainmaker.PayeeID, name string, on calendar.Date) (ir.Value, error) {
	c, i := having(c, on, func(p *ir.Program) int {
		return slices.IndexFunc(p.Measures, func(m ir.Measure) bool { return m.Name == name })
	})
	if i < 0 {
		return ir.Value{}, fmt.Errorf("plan %s has no measure %q", c.prog.Plan.Name, name)
	}
	s, err := c.scopeOn(payee, on)
	if err != nil {
		return ir.Value{}, err
	}
	return s.measure(i)
}

// Param is a personal number, or a value of the plan, in the pay period that contains a day: a flow's amount in that
// period, any other value as of the day.
func (c *Calculation) Param(payee rainmaker.PayeeID, name string, on calendar.Date) (ir.Value, error) {
	if v := c.on(on); v.paramOf(name) >= 0 {
		c = v
	}
	i := c.paramOf(name)
	if i < 0 {
		return ir.Value{}, fmt.Errorf("plan %s has no parameter %q", c.prog.Plan.Name, name)
	}
	s, err := c.scopeOn(payee, on)
	if err != nil {
		return ir.Value{}, err
	}
	return s.param(&ir.ParamRef{Name: name, Index: i})
}

// Table is a table's value for a payee, in the pay period that contains a day.
func (c *Calculation) Table(payee rainmaker.PayeeID, name string, on calendar.Date) (ir.Value, error) {
	c, i := having(c, on, func(p *ir.Program) int {
		return slices.IndexFunc(p.Tables, func(t ir.Table) bool { return t.Name == name })
	})
	if i < 0 {
		return ir.Value{}, fmt.Errorf("plan %s has no table %q", c.prog.Plan.Name, name)
	}
	s, err := c.scopeOn(payee, on)
	if err != nil {
		return ir.Value{}, err
	}
	return s.table(i)
}

// having is the version of a day and where its letter has something; the version asked where that has no such thing.
func having(c *Calculation, on calendar.Date, find func(*ir.Program) int) (*Calculation, int) {
	if v := c.on(on); v != c {
		if i := find(v.prog); i >= 0 {
			return v, i
		}
	}
	return c, find(c.prog)
}

// scopeOn is where a payee stands on a day of their assignment.
func (c *Calculation) scopeOn(payee rainmaker.PayeeID, on calendar.Date) (*scope, error) {
	for _, t := range c.tenuresOf(string(payee)) {
		if !t.span.Contains(on) && !(t.span.Before <= on && c.sharesPeriod(t, on)) {
			continue
		}
		return c.scopeIn(t, on)
	}
	return nil, fmt.Errorf("%s has no assignment to %s on %s", payee, c.prog.Plan.Name, on)
}

// sharesPeriod reports whether a day lies in the pay period in which the assignment ended.
func (c *Calculation) sharesPeriod(t *tenure, on calendar.Date) bool {
	s := &scope{c: c, who: t.who, tenure: t}
	w, err := s.windowOf(c.prog.Plan.Period, t.span.Last())
	return err == nil && w.Contains(on)
}

func (c *Calculation) scopeIn(t *tenure, on calendar.Date) (*scope, error) {
	s := &scope{c: c, who: t.who, tenure: t, moment: on, anchor: on, day: min(on, t.span.Last())}
	w, err := s.windowOf(ir.Window{Kind: ir.OfPeriod}, s.day)
	s.window = w
	return s, err
}
