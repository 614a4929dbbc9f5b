package engine

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// GivenResult stands in for what a component is worth to a payee in a pay period. An example of draws and debts so says
// what was earned without telling the deals that earned it; a real run has none.
type GivenResult struct {
	Payee     rainmaker.PayeeID
	Component string
	Period    string // label of the pay period
	Value     money.Money
}

type givenKey struct {
	payee     string
	component int // in the lineage
	period    string
}

func (c *Calculation) bindGiven(list []GivenResult) (errs []error) {
	c.facts.given = map[givenKey]money.Money{}
	for _, g := range list {
		i := slices.Index(c.line.components.names, g.Component)
		if i < 0 {
			errs = append(errs, fmt.Errorf("a result is given for %q in %s; plan %s has no component of that name", g.Component, g.Period, c.prog.Plan.Name))
			continue
		}
		c.facts.given[givenKey{string(g.Payee), i, g.Period}] = g.Value
	}
	return errs
}

// stoodIn reports whether a window of a component overlaps a pay period for which its result is given: it is then not
// worked out at all.
func (p *poster) stoodIn(component int, window calendar.Span) bool {
	return p.c.someGiven() && slices.ContainsFunc(p.periods, func(period rainmaker.PayPeriod) bool {
		_, given := p.c.givenFor(givenKey{p.t.who.id, component, period.Label})
		return given && period.Span.Overlaps(window)
	})
}

// givenLines are the lines of a period whose amounts are given; they have no event and no window of their own, and are
// payable at once.
func (p *poster) givenLines(period rainmaker.PayPeriod) []rainmaker.Line {
	if !p.c.someGiven() || !period.Span.Overlaps(p.t.span) {
		return nil
	}
	var lines []rainmaker.Line
	for id, name := range p.c.line.components.names {
		amount, given := p.c.givenFor(givenKey{p.t.who.id, id, period.Label})
		if !given {
			continue
		}
		on := min(period.Span.Last(), p.t.span.Last())
		p.pending[ledgerKey{windowKey: windowKey{id, "given for " + period.Label}}] = &posted{
			amount: amount, exact: amount.Ratio(), on: on, place: p.c.on(on).place,
		}
		lines = append(lines, rainmaker.Line{
			Component: name, Label: p.c.line.components.labels[id], CountsOn: on, Window: period.Label, Amount: amount,
			Before: money.New(0, amount.Currency()), Cause: rainmaker.CauseDeal, Exact: amount.Ratio(),
			Slices: []rainmaker.Slice{{Tier: rainmaker.NoTier, Base: amount.Ratio(), Factor: money.Whole(1), Amount: amount.Ratio()}},
		})
	}
	return lines
}
