package oracle

import (
	"fmt"

	"rainmaker/calendar"
)

// gatesOpen reports whether every gate of a component lets its window pay.
func (s scope) gatesOpen(c *Component) (bool, error) {
	open := true
	for _, g := range c.Gates {
		is, err := s.gateOpen(g)
		if err != nil {
			return false, err
		}
		if !is {
			s.o.seen[SeenGateShut] = true
		}
		open = open && is
	}
	return open, nil
}

// gateOpen reads a gate as it stands, or held: as it stood at the end of each pay period that touches the window, up to the
// one that contains the date.
func (s scope) gateOpen(g Gate) (bool, error) {
	if g.Held == "" {
		t, err := s.test(g.Cond)
		return t == yes, err
	}
	until := s.o.dateOf(g.Held, s)
	open := false
	for _, p := range s.o.periods(s.o.tenures(s.payee)) {
		last := p.span.Before - 1
		if p.span.Before <= s.window.span.From || p.span.From > until || last > min(s.now, s.o.w.Through) {
			continue
		}
		look := s
		look.look, look.asOf = min(last, s.tenure.active.Before-1), min(last, s.asOf)
		t, err := look.test(g.Cond)
		if err != nil {
			return false, err
		}
		if t == yes {
			s.o.seen[SeenGateHeldOpens] = s.o.seen[SeenGateHeldOpens] || last > s.asOf
			open = true
		}
	}
	return open, nil
}

// dateOf is a date written as one, or as the end of a window around the one at hand.
func (o *oracle) dateOf(text string, s scope) calendar.Date {
	if d, err := calendar.ParseDate(text); err == nil {
		return d
	}
	var name string
	if n, err := fmt.Sscanf(text, "end of %s", &name); n != 1 || err != nil {
		panic("oracle: date " + text)
	}
	return o.around(s.tenure, name, s.window).span.Before - 1
}

// effective is a component as the exception that holds on some days leaves it. A condition must hold the same on all of them.
func (o *oracle) effective(t *tenure, c *Component, days calendar.Span) (*Component, error) {
	out := *c
	for i := range o.w.Exceptions {
		x := &o.w.Exceptions[i]
		if x.To != c.Name {
			continue
		}
		is, err := o.excepted(t, x, days)
		if err != nil {
			return nil, err
		}
		if is {
			o.seen[SeenException] = true
			out = x.on(out)
		}
	}
	return &out, nil
}

// onLastDay is a component as its exceptions leave it on a longer window's last day, for what limits that window: what else
// they change need not hold all through it.
func (o *oracle) onLastDay(t *tenure, c *Component, w window) (*Component, error) {
	day := min(w.span.Before, t.active.Before)
	return o.effective(t, c, calendar.Span{From: day - 1, Before: day})
}

// excepted reads an exception's condition on the last of some days, and compares it with the others.
func (o *oracle) excepted(t *tenure, x *Exception, days calendar.Span) (bool, error) {
	key := fmt.Sprint(t.payee, t.index, x.Name, days)
	if got, ok := o.exceptions[key]; ok {
		return got.is, got.err
	}
	holds := func(d calendar.Date) bool {
		s := scope{o: o, payee: t.payee, tenure: t, on: d, window: window{name: o.named(""), span: days}}
		return s.truth(x.When) == yes
	}
	var got exceptionResult
	got.is = holds(days.Before - 1)
	for d := days.From; d < days.Before; d++ {
		if holds(d) != got.is {
			got.err = &trouble{BlockedException, fmt.Sprintf("%s of %s changes on %s in %s", x.Name, t.payee, d, days)}
			break
		}
	}
	o.exceptions[key] = got
	return got.is, got.err
}

type exceptionResult struct {
	is  bool
	err error
}

// on is a component with the exception's clauses in place of its own of the same kinds.
func (x *Exception) on(c Component) Component {
	if x.Rate != nil {
		c.Rate = x.Rate
	}
	if x.Pay != nil {
		c.Pay = x.Pay
	}
	if x.Tiers != nil {
		c.Tiers = x.Tiers
	}
	if len(x.Times) > 0 {
		c.Times = x.Times
	}
	if len(x.Gates) > 0 {
		c.Gates = x.Gates
	}
	if len(x.Payable) > 0 {
		c.Payable = x.Payable
	}
	if x.PaidIn != nil {
		c.PaidIn = x.PaidIn
	}
	for _, l := range x.Limits {
		kept := []Limit{l}
		for _, had := range c.Limits {
			if had.Floor != l.Floor || had.Window != l.Window {
				kept = append(kept, had)
			}
		}
		c.Limits = kept
	}
	return c
}
