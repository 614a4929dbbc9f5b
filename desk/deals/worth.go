package deals

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
)

// asked is one event in two states, and the day it counts on in the second.
type asked struct {
	without, with rainmaker.Event
	on            calendar.Date
	// plain says that without it the company is as it is known, so that many questions share one calculation.
	plain bool
}

// effect is what the event does to one payee under one plan.
type effect struct {
	engine.Effect
	plan *engine.Calculation // with the event
}

// effects are what the event does to a payee, plan by plan; to everybody where none is named. It stops when the context ends.
func (b *bench) effects(ctx context.Context, a asked, only rainmaker.PayeeID) ([]effect, error) {
	var out []effect
	for _, c := range b.books.Plans {
		if len(c.FieldUses(a.with.Name)) == 0 || only != "" && !slices.Contains(c.Payees(), only) {
			continue // the plan does not read such events, or does not pay the person
		}
		through := c.LastDay(a.on)
		without, err := c.With(through)
		if err == nil && !a.plain {
			without, err = without.With(through, a.without)
		}
		if err != nil {
			return nil, err
		}
		// Made of the calculation without it, so that it goes on from where that has come to.
		with, err := without.With(through, a.with)
		if err != nil {
			return nil, err
		}
		for _, payee := range without.Touched(with) {
			if only != "" && payee != only {
				continue
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			x, err := without.Effect(with, payee, a.with.EventRef)
			if err != nil {
				return nil, fmt.Errorf("plan %s: %w", c.Program().Plan.Name, err)
			}
			if err := leaveCents(&x); err != nil {
				return nil, fmt.Errorf("plan %s: %w", c.Program().Plan.Name, err)
			}
			out = append(out, effect{x, with})
		}
	}
	return out, nil
}

// leaveCents takes other lines out of an effect on which the event only moves the cent that running rounding carries: they
// are worth the same with it and without it, and nobody would call that pay for the deal.
func leaveCents(x *engine.Effect) error {
	moved := x.Others[:0:0]
	for _, l := range x.Others {
		if !l.Exactly.IsZero() {
			moved = append(moved, l)
			continue
		}
		var err error
		if x.Total, err = x.Total.Sub(l.Change); err != nil {
			return fmt.Errorf("%s, %s: %w", l.Component, l.Event, err)
		}
	}
	x.Others = moved
	return nil
}

// ofOpen is the question what an open deal pays when it counts on a day.
func ofOpen(e rainmaker.Event, x engine.Closing, on calendar.Date) asked {
	return asked{without: x.Open, with: x.Closed, on: on, plain: !x.Open.Gone && rainmaker.EqualFields(e.Fields, x.Open.Fields)}
}

// sumFor adds a person's effects up; nothing at all is nothing in the currency of their first plan.
func (b *bench) sumFor(payee rainmaker.PayeeID, effects []effect) (Sums, error) {
	out, err := sum(effects)
	for _, c := range b.books.Plans {
		if len(out) == 0 && slices.Contains(c.Payees(), payee) {
			out = Sums{money.New(0, c.Program().Plan.Currency)}
		}
	}
	return out, err
}

// sum adds effects up by currency.
func sum(effects []effect) (Sums, error) {
	var out Sums
	for _, x := range effects {
		total := x.Total
		if total.Currency() == "" {
			total = money.New(0, x.plan.Program().Plan.Currency)
		}
		var err error
		if out, err = out.add(total); err != nil {
			return nil, err
		}
	}
	return out.tidy(), nil
}

// ofLines adds the changes of lines up by currency.
func ofLines(lines []engine.EffectLine) (Sums, error) {
	var out Sums
	for _, l := range lines {
		var err error
		if out, err = out.add(l.Change); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// exactly is what effects come to by currency before anything is rounded.
func exactly(effects []effect) map[money.Currency]money.Ratio {
	out := map[money.Currency]money.Ratio{}
	for _, x := range effects {
		for _, l := range append(slices.Clone(x.Own), x.Others...) {
			if sum := out[l.Change.Currency()].Add(l.Exactly); sum.IsZero() {
				delete(out, l.Change.Currency())
			} else {
				out[l.Change.Currency()] = sum
			}
		}
	}
	return out
}

func (s Sums) add(m money.Money) (Sums, error) {
	for i := range s {
		if s[i].Currency() == m.Currency() {
			total, err := s[i].Add(m)
			s[i] = total
			return s, err
		}
	}
	return append(s, m), nil
}

// plus adds sums up by currency, without changing either.
func (s Sums) plus(t Sums) (Sums, error) {
	out := slices.Clone(s)
	for _, m := range t {
		var err error
		if out, err = out.add(m); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// tidy orders sums by currency and leaves out those of nothing where there is something.
func (s Sums) tidy() Sums {
	slices.SortFunc(s, func(a, b money.Money) int { return cmp.Compare(a.Currency(), b.Currency()) })
	if some := slices.DeleteFunc(slices.Clone(s), money.Money.IsZero); len(some) > 0 {
		return some
	}
	return s[:min(len(s), 1)]
}

// less is the difference of two sums.
func (s Sums) less(t Sums) (Sums, error) {
	out := slices.Clone(s)
	for _, m := range t {
		var err error
		if out, err = out.add(m.Neg()); err != nil {
			return nil, err
		}
	}
	return out.tidy(), nil
}

// IsZero reports whether there is nothing in any currency.
func (s Sums) IsZero() bool {
	return !slices.ContainsFunc(s, func(m money.Money) bool { return !m.IsZero() })
}

// stretches are the days on which a deal may count, cut where a plan of the payee may pay otherwise: each with the day it is
// worked out for, which is its last, and for what comes after all windows at hand the first.
func (b *bench) stretches(payee rainmaker.PayeeID, kind string) []Pay {
	var turns []calendar.Date
	for _, c := range b.books.Plans {
		if len(c.FieldUses(kind)) > 0 && slices.Contains(c.Payees(), payee) {
			turns = append(turns, c.Turns(b.today)...)
		}
	}
	if len(turns) == 0 {
		return []Pay{{On: b.today}}
	}
	slices.Sort(turns)
	var out []Pay
	for _, turn := range slices.Compact(turns) {
		out = append(out, Pay{Until: turn.AddDays(-1), On: turn.AddDays(-1)})
	}
	return append(out, Pay{On: turns[len(turns)-1]})
}

// pays is what an open deal pays one person, stretch by stretch; trouble says why a stretch can't be worked out.
func (b *bench) pays(ctx context.Context, e rainmaker.Event, payee rainmaker.PayeeID) (list []Pay, trouble string, err error) {
	if known, ok := b.kept.of(b, e.EventRef, payee); ok {
		return slices.Clone(known.list), known.trouble, nil
	}
	if list, trouble, err = b.worked(ctx, e, payee); err == nil {
		b.kept.keep(b, e.EventRef, payee, answer{slices.Clone(list), trouble})
	}
	return list, trouble, err
}

// worked works out what [bench.pays] answers.
func (b *bench) worked(ctx context.Context, e rainmaker.Event, payee rainmaker.PayeeID) (list []Pay, trouble string, err error) {
	var last map[money.Currency]money.Ratio // what the last stretch pays, before rounding
	for _, p := range b.stretches(payee, e.Name) {
		x, is, err := b.close(e, p.On)
		if err != nil || !is {
			return nil, "", err
		}
		p.Planned = b.planned(payee, e.Name, p.On)
		var effects []effect
		if p.Planned {
			if effects, err = b.effects(ctx, ofOpen(e, x.Closing, p.On), payee); err != nil {
				return nil, "", err
			}
		}
		if p.Sums, err = b.sumFor(payee, effects); err != nil {
			return nil, "", err
		}
		for _, f := range effects {
			if f.Blocked != "" && trouble == "" {
				trouble = "This can’t be worked out as things stand: " + f.Blocked + "."
			}
		}
		exact := exactly(effects)
		if n := len(list); n > 0 && list[n-1].Planned == p.Planned && maps.EqualFunc(last, exact, money.Ratio.Equal) {
			list[n-1].Until = p.Until // a cent apart at most, which is how lines are rounded and not what the deal pays
			continue
		}
		last, list = exact, append(list, p)
	}
	return list, trouble, nil
}

// planned reports whether a person is on a plan in force on a day that pays on such events.
func (b *bench) planned(payee rainmaker.PayeeID, kind string, on calendar.Date) bool {
	for _, c := range b.books.Plans {
		inForce := c.In(calendar.Span{From: on, Before: on.AddDays(1)})
		if c.Assigned(payee, on) && len(inForce.FieldUses(kind)) > 0 {
			return true
		}
	}
	return false
}
