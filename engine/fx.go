package engine

import (
	"cmp"
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// rateTable has the rates of one exchange table by the pair as stated, each list by the day from which a rate holds.
type rateTable map[currencyPair][]datedRate

type currencyPair struct{ from, to money.Currency }

type datedRate struct {
	on     calendar.Date
	rate   money.Ratio
	source rainmaker.Source
}

func (c *Calculation) bindRates(rates []rainmaker.Rate) (errs []error) {
	c.facts.rates = make([]rateTable, len(c.prog.FX))
	for i := range c.prog.FX {
		fx := &c.prog.FX[i]
		table := rateTable{}
		for _, pair := range fx.Fixed {
			key := currencyPair{pair.From, pair.To}
			table[key] = append(table[key], datedRate{on: calendar.StartOfTime, rate: pair.Rate})
		}
		for _, r := range rates {
			if r.Table != fx.Name || fx.Kind == ir.FXFixed {
				continue
			}
			if r.Rate.Sign() <= 0 {
				errs = append(errs, fmt.Errorf("%s: the rate of %s to %s in %s on %s is %s; a rate is above zero", r.Source, r.From, r.To,
					fx.Name, r.On, r.Rate))
				continue
			}
			on, err := c.holdsFrom(fx, r.On)
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: the rate of %s to %s in %s: %w", r.Source, r.From, r.To, fx.Name, err))
				continue
			}
			key := currencyPair{r.From, r.To}
			table[key] = append(table[key], datedRate{on, r.Rate, r.Source})
		}
		for _, list := range table {
			slices.SortFunc(list, func(a, b datedRate) int { return cmp.Or(cmp.Compare(a.on, b.on), a.rate.Cmp(b.rate)) })
		}
		errs = append(errs, twice(fx, table)...)
		c.facts.rates[i] = table
	}
	return errs
}

// holdsFrom is the day from which a rate holds: its own, or in a table of monthly rates the first of the month.
func (c *Calculation) holdsFrom(fx *ir.FX, on calendar.Date) (calendar.Date, error) {
	if fx.Kind != ir.FXMonthly {
		return on, nil
	}
	y, m, _ := on.Civil()
	return calendar.New(y, m, 1)
}

// twice finds two different rates of one pair for one day or month.
func twice(fx *ir.FX, table rateTable) (errs []error) {
	for pair, list := range table {
		for i := 1; i < len(list); i++ {
			if a, b := list[i-1], list[i]; a.on == b.on && !a.rate.Equal(b.rate) {
				errs = append(errs, fmt.Errorf("%s has two rates of %s to %s from %s: %s (%s) and %s (%s); one must go", fx.Name, pair.from,
					pair.to, a.on, a.rate, a.source, b.rate, b.source))
			}
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return cmp.Compare(a.Error(), b.Error()) })
	return errs
}

// last is the last rate on or before a day.
func (t rateTable) last(pair currencyPair, on calendar.Date) (datedRate, bool) {
	list := t[pair]
	i, found := slices.BinarySearchFunc(list, on, func(r datedRate, on calendar.Date) int { return cmp.Compare(r.on, on) })
	switch {
	case found:
		return list[i], true
	case i > 0:
		return list[i-1], true
	default:
		return datedRate{}, false
	}
}

// known is what one unit of a currency is in another on a day: the last rate on or before it, either way round, never through
// a third currency. Of the two ways the later rate counts, and of one day the one stated that way.
func (t rateTable) known(pair currencyPair, on calendar.Date) (datedRate, bool) {
	direct, ok := t.last(pair, on)
	back, other := t.last(currencyPair{pair.to, pair.from}, on)
	if other && (!ok || back.on > direct.on) {
		return datedRate{back.on, money.Whole(1).Quo(back.rate), back.source}, true
	}
	return direct, ok
}

// rate is what one unit of a currency is in another on a day, as [rateTable.known] has it.
func (s *scope) rate(fx int, from, to money.Currency, on calendar.Date) (money.Ratio, error) {
	on = min(on, s.moment) // a rate of a day that has not come is not known yet
	name := s.c.prog.FX[fx].Name
	direct, ok := s.c.rateOf(fx, currencyPair{from, to}, on)
	if !ok {
		return money.Ratio{}, fmt.Errorf("%s has no rate of %s to %s on %s or before%s: add one for a day on or before it, either way round",
			name, from, to, on, s.whose())
	}
	s.hear(Reading{
		Name: name, Label: fmt.Sprintf("1 %s in %s on %s", from, to, on), Kind: ReadRate, Value: ir.NumberOf(direct.rate),
		From: direct.source, Window: calendar.Since(direct.on),
	})
	return direct.rate, nil
}

// convert is an amount in another currency, exact.
func (s *scope) convert(x *ir.Convert) (ir.Value, error) {
	v, err := s.eval(x.X)
	if err != nil || v.None || v.Currency == x.To {
		return v, err
	}
	on := s.day
	if x.On != nil {
		d, err := s.eval(x.On)
		if err != nil {
			return v, err
		}
		if d.None {
			return v, fmt.Errorf("line %d: %s is to be converted on a date that is none%s", x.In.Start.Line, v, s.whose())
		}
		on = d.Date
	}
	rate, err := s.rate(x.FX, v.Currency, x.To, on)
	v.Num, v.Currency = v.Num.Mul(rate), x.To
	return v, err
}

// ratesToCome reports whether a component converts at the rate of a day that had not come by a day: until then the last rate
// before it counts, so a window that has ended may be worth something else later. A date that rests on the event is taken to
// lie ahead; a plain date field does not, because it reads as none until its day.
func (s *scope) ratesToCome(k *ir.Component, by calendar.Date) bool {
	ahead := func(fx int, on ir.Expr) bool {
		if s.c.prog.FX[fx].Kind == ir.FXFixed {
			return false
		}
		if _, field := on.(*ir.FieldRef); field {
			return false
		}
		v, err := s.eval(on)
		return err != nil || !v.None && v.Date >= by
	}
	paidIn := []*ir.PaidIn{k.PaidIn}
	for i := range k.Exceptions {
		paidIn = append(paidIn, k.Exceptions[i].Terms.PaidIn)
	}
	for _, p := range paidIn {
		if p != nil && p.On != nil && ahead(p.FX, p.On) {
			return true
		}
	}
	found, seen := false, map[ir.Expr]bool{}
	for _, x := range everyExpr(k) {
		if x == nil || found {
			continue
		}
		s.c.reach(x, seen, func(x ir.Expr) {
			if c, ok := x.(*ir.Convert); ok { // without a date it is at the last day of a window, perhaps of a longer one
				found = found || c.On != nil && ahead(c.FX, c.On) || c.On == nil && s.c.prog.FX[c.FX].Kind != ir.FXFixed
			}
		})
	}
	return found
}
