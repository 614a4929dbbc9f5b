package engine

import (
	"errors"
	"fmt"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// payIn converts what a component has earned into the currency it is paid in, after everything else and before rounding.
// Each line is converted at one rate, its slices with it.
func (g *earning) payIn() error {
	for _, w := range g.worths {
		w.earned, w.paid = w.exact, g.s.c.prog.Plan.Currency
		if w.terms == nil || w.terms.PaidIn == nil {
			continue
		}
		rate, err := g.s.under(g.s.c.line.all[w.place]).payRate(w)
		if err != nil {
			return err
		}
		w.exact = w.exact.Mul(rate)
		for i := range w.slices {
			w.slices[i].Base, w.slices[i].Amount = w.slices[i].Base.Mul(rate), w.slices[i].Amount.Mul(rate)
		}
	}
	return nil
}

// payRate is the rate at which a line is converted, and notes the currency it is paid in.
func (s *scope) payRate(w *worth) (money.Ratio, error) {
	in, plan := w.terms.PaidIn, s.c.prog.Plan.Currency
	var err error
	if w.paid, err = s.payCurrency(in); err != nil {
		return money.Ratio{}, err
	}
	if w.paid == plan {
		return money.Whole(1), nil
	}
	on := s.window.Last()
	if in.On != nil {
		at := *s
		if w.event != nil && w.event.states != nil { // a further deal, asked about, has no dates of its own
			at.event, at.state, at.day = w.event, s.c.at(w.event, s.moment), w.on
		}
		d, err := at.eval(in.On)
		switch {
		case w.event == nil && errors.As(err, &needsDeal{}): // what a floor adds has no date of an event: the window's counts
			return s.rate(in.FX, plan, w.paid, on)
		case err != nil:
			return money.Ratio{}, err
		case d.None:
			return money.Ratio{}, fmt.Errorf("%s is to be paid in %s at the rate of a date that is none", w.ref(), w.paid)
		}
		on = d.Date
	}
	return s.rate(in.FX, plan, w.paid, on)
}

// payCurrency is the currency that a component is paid in, to the payee at hand.
func (s *scope) payCurrency(in *ir.PaidIn) (money.Currency, error) {
	if in == nil {
		return s.c.prog.Plan.Currency, nil
	}
	if in.By == nil {
		return in.Currency, nil
	}
	v, err := s.eval(in.By)
	if err != nil {
		return "", err
	}
	if v.None {
		return "", fmt.Errorf("the currency that %s is paid in is none", s.who.name)
	}
	c, err := money.ParseCurrency(v.Text)
	if err != nil {
		return "", fmt.Errorf("the currency that %s is paid in: %w", s.who.name, err)
	}
	return c, nil
}

// paysIn is the currency of a payee's statement of a pay period: that of all components, or an error that shows two.
func (c *Calculation) paysIn(t *tenure, period calendar.Span) (money.Currency, error) {
	cur, of := c.prog.Plan.Currency, ""
	for _, v := range c.inForce(t, period) {
		s := v.scopeAt(t.in(v), period, period.Last())
		for i := range v.prog.Components {
			k := &v.prog.Components[i]
			own, err := s.payCurrency(k.PaidIn)
			if err != nil {
				return cur, fmt.Errorf("%s: %w", k.Name, err)
			}
			if of != "" && own != cur {
				return cur, fmt.Errorf("%s pays %s in %s and %s in %s; all components of a plan are paid in one currency", of, s.who.name, cur,
					k.Name, own)
			}
			cur, of = own, k.Name
		}
	}
	return cur, nil
}
