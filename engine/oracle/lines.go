package oracle

import (
	"math/big"
	"slices"
	"strings"

	"rainmaker/calendar"
)

// worth is what one event is worth in one window of a component.
type worth struct {
	event *Event
	by    *oracle    // the letter that pays it
	terms *Component // with the exceptions under which it was worked out; none of a pool's or a contest's
	on    calendar.Date
	exact *big.Rat
	minor int64
}

// plus adds a second line of the same event in the same window: one that was carried into it.
func (v worth) plus(more worth) worth {
	if v.exact == nil {
		return more
	}
	more.on, more.terms, more.by = v.on, v.terms, v.by // what was carried comes first, and keeps its day and its parts
	more.exact = new(big.Rat).Add(v.exact, more.exact)
	more.minor += v.minor
	return more
}

// values are the lines of a component in one window, in declared order, on what is known at the end of now: exact, before its
// gates and before floors and caps of windows.
func (s scope) values(c *Component, ruler scope, rules *Component, m moment) ([]worth, error) {
	if c.Bonus {
		return s.bonus(c, m)
	}
	return s.credited(c, ruler, rules)
}

// credited are a commission's lines, before its gates.
func (s scope) credited(c *Component, ruler scope, rules *Component) ([]worth, error) {
	o := s.o
	var lines []worth
	tiers := map[int]bool{} // in which something was paid
	for _, credit := range o.credits(s.now) {
		if credit.by != o || !s.sees(credit) || credit.name != c.On || c.Role != "" && c.Role != credit.roleName {
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
		if amount, err = at.multiplied(c, amount, ruler, rules); err != nil {
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
	return lines, nil
}

// bonus is the one line of a window: nothing until the window has ended, unless it is paid to date.
func (s scope) bonus(c *Component, m moment) ([]worth, error) {
	if !c.ToDate && !m.over(s.window) {
		return nil, nil
	}
	amount, err := s.eval(c.Pay)
	if err != nil {
		return nil, err
	}
	if c.Tiers != nil {
		reached, err := s.eval(c.Tiers.By)
		if err != nil {
			return nil, err
		}
		portions, err := s.divided(c.Tiers, new(big.Rat), reached)
		if err != nil {
			return nil, err
		}
		if amount, err = s.tiered(c.Tiers, amount, portions, map[int]bool{}); err != nil {
			return nil, err
		}
	}
	if amount, err = s.multiplied(c, amount, s, c); err != nil {
		return nil, err
	}
	on := s.window.span.Before - 1
	if c.ToDate { // the last day so far on the plan
		on = min(on, s.now, s.tenure.active.Before-1)
	}
	return []worth{{event: &Event{}, on: on, exact: amount}}, nil
}

// multiplied applies `times`: what names fields of the event is the credit's letter's, what does not is the window's and so that
// of the letter that rules it.
func (s scope) multiplied(c *Component, amount *big.Rat, ruler scope, rules *Component) (*big.Rat, error) {
	amount = new(big.Rat).Set(amount)
	by := func(at scope, e Expr) error {
		factor, err := at.eval(e)
		if err != nil {
			return err
		}
		s.o.seen[SeenTimes] = s.o.seen[SeenTimes] || factor.Cmp(rat(1, 1)) != 0 && amount.Sign() != 0
		amount.Mul(amount, factor)
		return nil
	}
	for _, e := range c.Times {
		if s.o.w.namesField(e) {
			if err := by(s, e); err != nil {
				return nil, err
			}
		}
	}
	for _, e := range rules.Times {
		if !ruler.o.w.namesField(e) {
			if err := by(ruler, e); err != nil {
				return nil, err
			}
		}
	}
	return amount, nil
}

func (w *Letter) namesField(e Expr) bool {
	switch e := e.(type) {
	case Field:
		return true
	case TableRef:
		t := w.table(e.Name)
		return !t.ByM && t.Flow == nil && !strings.HasPrefix(t.By, "payee.") && !strings.HasSuffix(t.By, " of assignment")
	case GridRef:
		return w.gridNamesField(w.grid(e.Name))
	case ParamRef:
		p := w.param(e.Name)
		return p.By != "" && !strings.HasPrefix(p.By, "payee.")
	}
	return false
}

// component is the scope of a component's window. What counts after the assignment's end is not looked at, whoever's it is.
func (o *oracle) component(t *tenure, w window, m moment) scope {
	last := min(w.span.Before, t.active.Before) - 1
	s := scope{o: o, now: m.now, payee: t.payee, tenure: t, window: w, asOf: min(last, m.asOf), on: last}
	if w.event != nil {
		s.on = w.day
	}
	return s
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
	return s.tiered(c.Tiers, base, portions, tiers)
}

// tiered pays each portion of an amount its tier.
func (s scope) tiered(t *Tiers, base *big.Rat, portions []*big.Rat, tiers map[int]bool) (*big.Rat, error) {
	sum := new(big.Rat)
	for i, portion := range portions {
		if portion.Sign() == 0 {
			continue
		}
		tiers[i] = true
		factor, err := s.eval(t.Steps[i].Value)
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
	place.upTo = nil
	return place.divided(t, before, after)
}

// divided says how a move of the measure from one place to another lies in the tiers. In the scope the measure stands where
// it has got to in the end.
func (s scope) divided(t *Tiers, before, after *big.Rat) ([]*big.Rat, error) {
	bounds := make([]*big.Rat, len(t.Steps))
	for i, step := range t.Steps {
		bounds[i] = s.must(step.From)
		if i > 0 && (before.Cmp(bounds[i]) == 0 || after.Cmp(bounds[i]) == 0) {
			s.o.seen[SeenOnEdge] = true
		}
	}
	stands := func(at *big.Rat) int {
		tier := 0
		for i, step := range t.Steps {
			if i > 0 && reached(at, bounds[i], step.Above) {
				tier = i
			}
		}
		return tier
	}
	portions := make([]*big.Rat, len(t.Steps))
	for i := range portions {
		portions[i] = new(big.Rat)
	}
	got := 0
	if t.Whole {
		end, err := s.eval(t.By)
		if err != nil {
			return nil, err
		}
		if got = stands(end); t.Over == nil {
			s.o.seen[SeenWhole] = s.o.seen[SeenWhole] || got > 0
			portions[got] = rat(1, 1)
			return portions, nil
		}
		s.o.seen[SeenWholeAbove] = s.o.seen[SeenWholeAbove] || end.Cmp(s.must(t.Over)) > 0
	}
	if before.Cmp(after) == 0 {
		s.o.seen[SeenUnmoved] = true
		tier := stands(before)
		if t.Over != nil && before.Cmp(s.must(t.Over)) > 0 {
			tier = got
		}
		portions[tier] = rat(1, 1)
		return portions, nil
	}
	return s.slices(t, bounds, before, after, got), nil
}

// slices is a move of the measure cut at the bounds; what lies above Over belongs to the tier that was got to.
func (s scope) slices(t *Tiers, bounds []*big.Rat, before, after *big.Rat, got int) []*big.Rat {
	portions := make([]*big.Rat, len(t.Steps))
	for i := range portions {
		portions[i] = new(big.Rat)
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
		if to.Cmp(from) <= 0 {
			continue
		}
		give := func(tier int, from, to *big.Rat) {
			if to.Cmp(from) > 0 {
				part := new(big.Rat).Quo(new(big.Rat).Sub(to, from), move)
				portions[tier].Add(portions[tier], part)
			}
		}
		if t.Over == nil {
			give(i, from, to)
			continue
		}
		over := s.must(t.Over)
		give(i, from, least(to, over))
		give(got, most(from, over), to)
	}
	return portions
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

// joined adds up lines of one event, or of none, in one window: they are one line, which is rounded once.
func joined(lines []worth) []worth {
	var out []worth
	for _, l := range lines {
		i := slices.IndexFunc(out, func(x worth) bool { return x.event.ref() == l.event.ref() })
		if i < 0 {
			out = append(out, l)
			continue
		}
		out[i] = out[i].plus(l)
	}
	return out
}

// round turns exact lines into minor units: each by itself, or running so that they add up to the rounded total.
func (o *oracle) round(lines []worth, each bool) {
	total, before := new(big.Rat), int64(0)
	for i := range lines {
		if each {
			lines[i].minor = o.rounded(lines[i].exact)
			continue
		}
		total.Add(total, lines[i].exact)
		upTo := o.rounded(total)
		lines[i].minor, before = upTo-before, upTo
	}
}

// rounded is an amount in minor units of the currency of pay. The magnitude is rounded and the sign put back.
func (o *oracle) rounded(amount *big.Rat) int64 {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(o.pays.Decimals())), nil)
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
