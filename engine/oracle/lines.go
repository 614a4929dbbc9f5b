package oracle

import (
	"math/big"

	"rainmaker/calendar"
)

// worth is what one event is worth in one window of a component.
type worth struct {
	event *Event
	on    calendar.Date
	exact *big.Rat
	minor int64
}

// values are the lines of a component in one window, in declared order, on what is known at the end of now.
func (o *oracle) values(t *tenure, c *Component, w window, now calendar.Date) ([]worth, error) {
	s := o.component(t, w, now)
	var lines []worth
	tiers := map[int]bool{} // in which something was paid
	for _, credit := range o.credits(now) {
		if !s.sees(credit) || o.w.Credits[credit.rule].Name != c.On || c.Role != "" && c.Role != credit.roleName {
			continue
		}
		at := s
		at.credit, at.event, at.on = credit, credit.event, credit.on
		qualifies, err := at.qualifies(c)
		if err != nil {
			return nil, err
		}
		if !qualifies {
			continue
		}
		amount, err := at.amount(c, tiers)
		if err != nil {
			return nil, err
		}
		if last := len(lines) - 1; last >= 0 && lines[last].event == credit.event {
			o.seen[SeenRoles] = true
			lines[last].exact = amount.Add(amount, lines[last].exact)
			continue
		}
		lines = append(lines, worth{event: credit.event, on: credit.on, exact: amount})
	}
	if len(tiers) > 1 {
		o.seen[SeenCrossing] = true
	}
	for i := range lines {
		var err error
		if lines[i].exact, err = s.limited(c, lines[i]); err != nil {
			return nil, err
		}
	}
	o.round(lines)
	return lines, nil
}

// component is the scope of a component's window.
func (o *oracle) component(t *tenure, w window, now calendar.Date) scope {
	return scope{
		o: o, now: now, payee: t.payee, tenure: t, window: w, asOf: w.span.Before - 1,
		on: min(w.span.Before, t.active.Before) - 1,
	}
}

// present asks for everything the component names, whether or not there is a deal: a missing quota, and a measure that
// divides by zero, stop the payee.
func (s scope) present(c *Component) error {
	exprs := []Expr{c.Rate, c.Pay, c.Floor, c.Cap}
	if c.Tiers != nil {
		exprs = append(exprs, c.Tiers.By)
		for _, step := range c.Tiers.Steps {
			exprs = append(exprs, step.Value)
		}
	}
	for _, e := range exprs {
		if err := s.presentIn(e); err != nil {
			return err
		}
	}
	return nil
}

func (s scope) presentIn(e Expr) error {
	switch e := e.(type) {
	case ParamRef:
		_, err := s.param(e.Name)
		return err
	case TableRef:
		t := s.o.w.table(e.Name)
		if t.ByM {
			return s.presentIn(MeasureRef{t.By})
		}
		if t.Flow != nil {
			_, err := s.table(e.Name)
			return err
		}
		return nil
	case MeasureRef:
		if s.o.w.kind(s.window.name) != nil {
			return nil // a measure of each event by itself has a value only where there is one
		}
		inside := s
		m := s.o.w.measure(e.Name)
		inside.window = s.o.around(s.tenure, m.Window, s.window)
		inside.on = min(inside.window.span.Before, s.tenure.active.Before) - 1
		if err := inside.presentIn(m.Is); err != nil {
			return err
		}
		_, err := s.measure(e.Name)
		return err
	case Bracket:
		return s.presentIn(e.E)
	case Op:
		if err := s.presentIn(e.L); err != nil {
			return err
		}
		return s.presentIn(e.R)
	case Extreme:
		for _, a := range e.Args {
			if err := s.presentIn(a); err != nil {
				return err
			}
		}
	case If:
		if c, ok := e.Cond.(Test); ok {
			if err := s.presentIn(Op{"-", c.L, c.R}); err != nil {
				return err
			}
		}
		if err := s.presentIn(e.Then); err != nil {
			return err
		}
		return s.presentIn(e.Else)
	}
	return nil
}

func (s scope) qualifies(c *Component) (bool, error) {
	if c.During != nil && !c.During.Span.Contains(s.credit.on) {
		return false, nil
	}
	for _, cond := range c.Where {
		if t, err := s.test(cond); err != nil || t != yes {
			return false, err
		}
	}
	return true, nil
}

// amount is what the component pays for the credit at hand, before floors and caps of its event.
func (s scope) amount(c *Component, tiers map[int]bool) (*big.Rat, error) {
	base := s.credit.amount
	var err error
	switch {
	case c.Rate != nil:
		var rate *big.Rat
		if rate, err = s.eval(c.Rate); err != nil {
			return nil, err
		}
		base = new(big.Rat).Mul(rate, base)
	case c.Pay != nil:
		if base, err = s.eval(c.Pay); err != nil {
			return nil, err
		}
	}
	if c.Tiers == nil {
		return new(big.Rat).Set(base), nil
	}
	portions, err := s.portions(c.Tiers)
	if err != nil {
		return nil, err
	}
	sum := new(big.Rat)
	for i, portion := range portions {
		if portion.Sign() == 0 {
			continue
		}
		tiers[i] = true
		factor, err := s.eval(c.Tiers.Steps[i].Value)
		if err != nil {
			return nil, err
		}
		slice := new(big.Rat).Mul(portion, base)
		sum.Add(sum, slice.Mul(slice, factor))
	}
	return sum, nil
}

// portions says which part of the credit at hand lies in which tier. Where the measure stands before and after it is found
// by adding up everything that stands before it in the declared order, with it and without.
func (s scope) portions(t *Tiers) ([]*big.Rat, error) {
	place := s
	place.credit, place.event = nil, nil
	place.on = min(s.window.span.Before, s.tenure.active.Before) - 1
	place.upTo = func(c *credited) bool { return inDeclaredOrder(c, s.credit) < 0 }
	before, err := place.eval(t.By)
	if err != nil {
		return nil, err
	}
	place.upTo = func(c *credited) bool { return inDeclaredOrder(c, s.credit) <= 0 }
	after, err := place.eval(t.By)
	if err != nil {
		return nil, err
	}
	bounds := make([]*big.Rat, len(t.Steps))
	for i, step := range t.Steps {
		bounds[i] = s.must(step.From)
		if i > 0 && (before.Cmp(bounds[i]) == 0 || after.Cmp(bounds[i]) == 0) {
			s.o.seen[SeenOnEdge] = true
		}
	}
	portions := make([]*big.Rat, len(t.Steps))
	for i := range portions {
		portions[i] = new(big.Rat)
	}
	if before.Cmp(after) == 0 {
		s.o.seen[SeenUnmoved] = true
		stands := 0
		for i, step := range t.Steps {
			if i > 0 && reached(before, bounds[i], step.Above) {
				stands = i
			}
		}
		portions[stands] = rat(1, 1)
		return portions, nil
	}
	low, high := before, after
	if after.Cmp(before) < 0 {
		s.o.seen[SeenWalksBack] = true
		low, high = after, before
	}
	move := new(big.Rat).Sub(high, low)
	for i := range t.Steps {
		from, to := low, high
		if i > 0 && bounds[i].Cmp(from) > 0 {
			from = bounds[i]
		}
		if i+1 < len(bounds) && bounds[i+1].Cmp(to) < 0 {
			to = bounds[i+1]
		}
		if to.Cmp(from) > 0 {
			portions[i] = new(big.Rat).Quo(new(big.Rat).Sub(to, from), move)
		}
	}
	return portions, nil
}

// limited applies the floor, then the cap, of one event.
func (s scope) limited(c *Component, line worth) (*big.Rat, error) {
	exact := line.exact
	s.event, s.on = line.event, line.on
	if c.Floor != nil {
		floor, err := s.eval(c.Floor)
		if err != nil {
			return nil, err
		}
		if exact.Sign() >= 0 && exact.Cmp(floor) < 0 {
			s.o.seen[SeenFloor] = true
			exact = floor
		}
	}
	if c.Cap != nil {
		limit, err := s.eval(c.Cap)
		if err != nil {
			return nil, err
		}
		if new(big.Rat).Abs(exact).Cmp(limit) > 0 {
			s.o.seen[SeenCap] = true
			if exact.Sign() < 0 {
				s.o.seen[SeenCapReturn] = true
				limit = new(big.Rat).Neg(limit)
			}
			exact = limit
		}
	}
	return exact, nil
}

// round turns exact lines into minor units: each by itself, or running so that they add up to the rounded total.
func (o *oracle) round(lines []worth) {
	total, before := new(big.Rat), int64(0)
	for i := range lines {
		if o.w.Plan.PerLine {
			lines[i].minor = o.rounded(lines[i].exact)
			continue
		}
		total.Add(total, lines[i].exact)
		upTo := o.rounded(total)
		lines[i].minor, before = upTo-before, upTo
	}
}

// rounded is an amount in minor units of the plan's currency. The magnitude is rounded and the sign put back.
func (o *oracle) rounded(amount *big.Rat) int64 {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(o.w.Plan.Currency.Decimals())), nil)
	units := new(big.Rat).Mul(new(big.Rat).Abs(amount), new(big.Rat).SetInt(scale))
	whole, rest := new(big.Int).QuoRem(units.Num(), units.Denom(), new(big.Int))
	twice := new(big.Int).Lsh(rest, 1).Cmp(units.Denom())
	if rest.Sign() != 0 {
		o.seen[SeenRounded] = true
	}
	up := false
	switch o.w.Plan.Rounding {
	case "half_even":
		up = twice > 0 || twice == 0 && whole.Bit(0) == 1
	case "half_up":
		up = twice >= 0
	}
	if up {
		whole.Add(whole, big.NewInt(1))
	}
	if twice == 0 {
		o.seen[SeenHalf] = true
	}
	if amount.Sign() < 0 {
		whole.Neg(whole)
	}
	return whole.Int64()
}
