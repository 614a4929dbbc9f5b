package engine

import (
	"errors"
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// worth is what one event is worth to a payee under a component, before and after rounding.
type worth struct {
	event  *event
	credit ir.Value
	on     calendar.Date
	exact  money.Ratio
	amount money.Money
	slices []rainmaker.Slice
}

// earning is one component in one window, worked out for one payee at a moment.
type earning struct {
	s         *scope // the window's
	component *ir.Component
	worths    []*worth
	// skipped are credits of the rule that do not qualify, with the clause that says so; kept when a proof is asked.
	skipped []skip
	keep    bool
}

type skip struct {
	entry *entry
	cond  ir.Expr // nil: outside `during`
}

// windowScope is where a component's window stands at a moment.
func (c *Calculation) windowScope(t *tenure, window, period calendar.Span) *scope {
	moment, last := period.Last(), lastDay(window, t)
	return &scope{c: c, who: t.who, tenure: t, moment: moment, anchor: min(last, moment), day: last, window: window}
}

// earn works out a component in a window: select → rate or pay → tiers → floor and cap of each event → sum → round.
func (s *scope) earn(k *ir.Component, keep bool) (*earning, error) {
	g := &earning{s: s, component: k, keep: keep}
	if err := s.require(k); err != nil {
		return g, fmt.Errorf("%s: %w", k.Name, err)
	}
	entries := s.c.entriesFor(k, s.who.id, s.moment)
	s.c.inOrder(entries)
	if s.more != nil { // the next deal is the last in order
		entries = append(entries, s.more)
	}
	var err error
	if k.Window.Kind == ir.OfEvent {
		err = g.eachEvent(entries)
	} else {
		err = g.follow(s, entries)
	}
	if err != nil {
		return g, fmt.Errorf("%s: %w", k.Name, err)
	}
	return g, g.round()
}

// require evaluates every parameter and measure the component names, so that a missing or a zero quota is an error with
// or without deals.
func (s *scope) require(k *ir.Component) error {
	for _, x := range componentExprs(k) {
		if err := s.requireIn(x, map[int]bool{}); err != nil {
			return err
		}
	}
	return nil
}

func (s *scope) requireIn(x ir.Expr, seen map[int]bool) error {
	var err error
	ir.Walk(x, func(x ir.Expr) {
		if err != nil {
			return
		}
		switch x := x.(type) {
		case *ir.ParamRef:
			_, err = s.param(x)
		case *ir.TableRef:
			if s.c.prog.Tables[x.Index].Flow != nil {
				_, err = s.table(x.Index)
			}
		case *ir.MeasureRef:
			m := &s.c.prog.Measures[x.Index]
			if seen[x.Index] || m.Window.Kind == ir.OfEvent {
				return
			}
			seen[x.Index] = true
			var in *scope
			if in, err = s.inMeasure(m); err != nil {
				return
			}
			if err = in.requireIn(m.Expr, seen); err == nil {
				_, err = s.measure(x.Index)
			}
		}
	})
	return err
}

func componentExprs(k *ir.Component) []ir.Expr {
	out := slices.Concat([]ir.Expr{k.Rate, k.Pay, k.CapEach, k.FloorEach}, k.Where)
	if k.Tiers != nil {
		out = append(out, k.Tiers.By)
		for _, t := range k.Tiers.Tiers {
			out = append(out, t.Value)
		}
	}
	return slices.DeleteFunc(out, func(x ir.Expr) bool { return x == nil })
}

// mine reports whether a credit is one of the component's, in the window at hand.
func (g *earning) mine(s *scope, e *entry) bool {
	k := g.component
	return e.rule == k.Credit && (len(k.Roles) == 0 || slices.Contains(k.Roles, e.role)) &&
		(s.event == nil || s.event == e.event) &&
		s.window.Contains(e.countsOn) && s.tenure.span.Contains(e.countsOn) && e.countsOn <= s.anchor
}

// entriesFor lists the payee's credits that move the component: its own rule's, and those its tiers' measure counts.
func (c *Calculation) entriesFor(k *ir.Component, payee string, moment calendar.Date) []*entry {
	rules := map[int]bool{k.Credit: true}
	var visit func(ir.Expr)
	visit = func(x ir.Expr) {
		switch x := x.(type) {
		case *ir.Aggregate:
			rules[x.Credit] = true
		case *ir.MeasureRef:
			ir.Walk(c.prog.Measures[x.Index].Expr, visit)
		}
	}
	if k.Tiers != nil {
		ir.Walk(k.Tiers.By, visit)
	}
	return slices.DeleteFunc(c.entriesOf(payee, moment), func(e *entry) bool { return !rules[e.rule] })
}

// eachEvent works out every event by itself: its own positions, its own rounding.
func (g *earning) eachEvent(entries []*entry) error {
	done := map[*event]bool{}
	for _, e := range entries {
		if done[e.event] || !g.mine(g.s, e) {
			continue
		}
		done[e.event] = true
		in := *g.s
		in.event, in.state, in.day = e.event, e.state, e.countsOn
		if err := g.follow(&in, entries); err != nil {
			return err
		}
	}
	return nil
}

// follow goes through credits in declared order.
func (g *earning) follow(s *scope, entries []*entry) error {
	var pos *position
	if g.component.Tiers != nil {
		var err error
		if pos, err = s.startPosition(g.component.Tiers.By); err != nil {
			return err
		}
	}
	for _, e := range entries {
		before := ir.Value{}
		if pos != nil {
			before = pos.now
			if err := pos.admit(e); err != nil {
				return err
			}
		}
		if !g.mine(s, e) {
			continue
		}
		qualifies, err := g.qualifies(s, e)
		if err != nil || !qualifies {
			if err != nil {
				return err
			}
			continue
		}
		after := ir.Value{}
		if pos != nil {
			after = pos.now
		}
		if err := g.pay(s, e, before, after); err != nil {
			return err
		}
	}
	return g.limit(s)
}

func (g *earning) qualifies(s *scope, e *entry) (bool, error) {
	if d := g.component.During; d != nil && !d.Contains(e.countsOn) {
		g.skip(e, nil)
		return false, nil
	}
	for _, cond := range g.component.Where {
		yes, err := s.at(e).holds(cond)
		if errors.As(err, &needsDeal{}) {
			return false, nil // a further credit without a deal: what depends on the deal is left out
		}
		if err != nil {
			return false, err
		}
		if !yes {
			g.skip(e, cond)
			return false, nil
		}
	}
	return true, nil
}

func (g *earning) skip(e *entry, cond ir.Expr) {
	if g.keep {
		g.skipped = append(g.skipped, skip{e, cond})
	}
}

// pay adds what a credit earns to its event's worth: several roles of one person on one event are one line.
func (g *earning) pay(s *scope, e *entry, before, after ir.Value) error {
	k := g.component
	var cuts []rainmaker.Slice
	base := e.amount
	var err error
	rate := ir.NumberOf(money.Whole(1))
	switch {
	case k.Rate != nil:
		if rate, err = s.at(e).eval(k.Rate); err == nil {
			base.Num = e.amount.Num.Mul(rate.Num)
		}
	case k.Pay != nil:
		base, err = s.at(e).eval(k.Pay)
	}
	if errors.As(err, &needsDeal{}) {
		return nil
	}
	if err != nil {
		return err
	}
	if base.None {
		return fmt.Errorf("%s pays on a value that is none", e.event.ref)
	}
	if k.Tiers != nil {
		cuts, err = s.slice(k.Tiers, e, base, before, after)
	} else {
		cuts = []rainmaker.Slice{{Tier: rainmaker.NoTier, Credit: e.amount.Num, Base: base.Num, Factor: money.Whole(1), Amount: base.Num}}
	}
	if err != nil {
		return err
	}
	w := g.worthOf(e)
	w.credit.Num = w.credit.Num.Add(e.amount.Num)
	for _, cut := range cuts {
		cut.Rate = rate.Num
		w.slices = append(w.slices, cut)
		w.exact = w.exact.Add(cut.Amount)
	}
	return nil
}

func (g *earning) worthOf(e *entry) *worth {
	if n := len(g.worths); n > 0 && g.worths[n-1].event == e.event {
		return g.worths[n-1]
	}
	for _, w := range g.worths {
		if w.event == e.event {
			return w
		}
	}
	w := &worth{event: e.event, on: e.countsOn, credit: ir.Value{Kind: e.amount.Kind, Currency: e.amount.Currency}}
	g.worths = append(g.worths, w)
	return w
}

// limit applies the floor and the cap of each event, once all its roles are added. A floor is not applied below zero; a
// cap holds for the magnitude, so a capped deal's return gives back the capped amount.
func (g *earning) limit(s *scope) error {
	k := g.component
	if k.FloorEach == nil && k.CapEach == nil {
		return nil
	}
	for _, w := range g.worths {
		if s.event != nil && w.event != s.event {
			continue
		}
		in := *s
		in.event, in.state, in.day = w.event, nil, w.on
		if s.more == nil || w.event != s.more.event {
			in.state = w.event.at(s.moment)
		}
		if k.FloorEach != nil {
			floor, err := in.eval(k.FloorEach)
			if err != nil {
				return err
			}
			if w.exact.Sign() >= 0 && w.exact.Cmp(floor.Num) < 0 {
				w.adjust(rainmaker.FloorSlice, fmt.Sprintf("at least %s", floor), floor.Num)
			}
		}
		if k.CapEach != nil {
			limit, err := in.eval(k.CapEach)
			if err != nil {
				return err
			}
			if w.exact.Abs().Cmp(limit.Num) > 0 {
				to := limit.Num
				if w.exact.Sign() < 0 {
					to = to.Neg()
				}
				w.adjust(rainmaker.CapSlice, fmt.Sprintf("at most %s", limit), to)
			}
		}
	}
	return nil
}

func (w *worth) adjust(tier int, label string, to money.Ratio) {
	w.slices = append(w.slices, rainmaker.Slice{Tier: tier, Label: label, Factor: money.Whole(1), Amount: to.Sub(w.exact)})
	w.exact = to
}

// round turns exact worths into money: running over the window, so that the lines sum to the rounded total and a later
// deal never changes an earlier line; or each by itself where the letter says `per line`.
func (g *earning) round() error {
	plan := &g.s.c.prog.Plan
	running := money.NewRunning(plan.Currency, plan.Rounding)
	for _, w := range g.worths {
		var err error
		if plan.PerLine || g.component.Window.Kind == ir.OfEvent {
			w.amount, err = money.RoundTo(w.exact, plan.Currency, plan.Rounding)
		} else {
			w.amount, err = running.Next(w.exact)
		}
		if err != nil {
			return fmt.Errorf("%s: %s: %w", g.component.Name, w.event.ref, err)
		}
	}
	return nil
}
