package engine

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// Question is where an expression of a program is asked: whose, in which window, and at which deal.
type Question struct {
	Payee rainmaker.PayeeID
	// Window is the kind of window in which it stands, On the day of it as of which everything is known.
	Window ir.Window
	On     calendar.Date
	// Deal is the event at hand and Rule the credit rule under which it credits the payee, in one of the roles (none: any).
	// The zero event: none is at hand.
	Deal  rainmaker.EventRef
	Rule  int
	Roles []string
	// Looked says what the things are that an expectation is worked out from; nil where there are none.
	Looked func(*ir.Looked) (ir.Value, error)
}

// Value is what an expression of the program is worth where it is asked. It is how the parts of a plan that stand still
// are known to whoever studies what moves.
func (c *Calculation) Value(x ir.Expr, q Question) (ir.Value, error) {
	s, err := c.scopeOn(q.Payee, q.On)
	if who := c.person(string(q.Payee)); err != nil && q.Looked != nil && who != nil {
		// what is settled before an assignment or after it is asked about as well
		s, err = c.scopeIn(c.tenureIn(who, calendar.Span{From: q.On, Before: q.On.AddDays(1)}, q.On), q.On)
	}
	if err != nil {
		return ir.Value{}, err
	}
	if q.Window.Kind != ir.OfEvent { // of an event by itself, the deal's day is all there is
		window, err := s.windowOf(q.Window, s.day)
		if err != nil {
			return ir.Value{}, err
		}
		s = c.scopeAt(s.tenure, window, q.On)
	}
	s.looked = q.Looked
	if q.Deal == (rainmaker.EventRef{}) {
		return s.eval(x)
	}
	for _, e := range c.entriesOf(string(q.Payee), q.On) {
		if e.event.ref == q.Deal && e.rule == q.Rule && (len(q.Roles) == 0 || slices.Contains(q.Roles, e.role)) {
			return s.at(e).eval(x)
		}
	}
	return ir.Value{}, fmt.Errorf("%s is not credited to %s under %s by %s", q.Deal, q.Payee, c.prog.Credits[q.Rule].Name, q.On)
}

// Credited lists the events that credit a payee under a rule in the window asked about, as known on its day, in declared
// order.
func (c *Calculation) Credited(q Question) ([]rainmaker.EventRef, error) {
	s, err := c.scopeOn(q.Payee, q.On)
	if err != nil {
		return nil, err
	}
	window := s.window
	if q.Window.Kind != ir.OfEvent {
		if window, err = s.windowOf(q.Window, s.day); err != nil {
			return nil, err
		}
	}
	var mine []*entry
	for _, e := range c.entriesOf(string(q.Payee), q.On) {
		if e.rule == q.Rule && window.Contains(e.countsOn) && (len(q.Roles) == 0 || slices.Contains(q.Roles, e.role)) {
			mine = append(mine, e)
		}
	}
	c.inOrder(mine)
	var out []rainmaker.EventRef
	for _, e := range mine {
		if !slices.Contains(out, e.event.ref) {
			out = append(out, e.event.ref)
		}
	}
	return out, nil
}
