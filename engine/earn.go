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

// worth is what one event is worth to a payee under a component, before and after rounding. Without an event it is a line
// of the window's own: a bonus, or what a floor adds.
type worth struct {
	event *event
	terms *ir.Component // the component with the exceptions under which it was worked out
	place int           // the version of the plan whose terms these are
	// per and home are the kind and first day of the window in which the line is posted, where limits of windows are filled.
	per    ir.Window
	home   calendar.Date
	credit ir.Value
	on     calendar.Date
	exact  money.Ratio
	// earned is exact before it is converted into paid, the currency it is paid in.
	earned money.Ratio
	paid   money.Currency
	amount money.Money
	slices []rainmaker.Slice
}

// ref names the event; a line of the window's own names none.
func (w *worth) ref() rainmaker.EventRef {
	if w.event == nil {
		return rainmaker.EventRef{}
	}
	return w.event.ref
}

// earning is one component in one window, worked out for one payee at a moment.
type earning struct {
	s         *scope        // the window's
	base      *ir.Component // as the letter has it
	component *ir.Component // with the exceptions that apply
	home      ir.Window     // the kind of window, where limits of several are filled
	worths    []*worth
	// unmet are the gates that keep the window's pay back, and room is what its caps still leave; nil without a cap.
	unmet []unmetGate
	room  *money.Ratio
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
	return c.scopeAt(t, window, period.Last())
}

func (c *Calculation) scopeAt(t *tenure, window calendar.Span, moment calendar.Date) *scope {
	last := lastDay(window, t)
	return &scope{c: c, who: t.who, tenure: t, moment: moment, anchor: min(last, moment), day: last, window: window}
}

// earn works out a component in a window, always in this order: select → rate or pay → tiers → times → floor and cap of
// each event → sum → gate → floor and cap of the window → convert → round.
func (s *scope) earn(k *ir.Component, keep bool) (*earning, error) {
	if k.Pool != nil || k.Contest != nil {
		return s.divided(k, keep)
	}
	g, err := s.gated(k, keep)
	if err == nil {
		err = g.limitWindow()
	}
	return g.paid(err)
}

// paid turns what has been worked out into money in the currency of pay, if it could be.
func (g *earning) paid(err error) (*earning, error) {
	if err == nil {
		err = g.payIn()
	}
	if err == nil {
		err = g.round()
	}
	if err != nil {
		return g, fmt.Errorf("%s: %w", g.base.Name, err)
	}
	return g, nil
}

// gated is a component in a window up to its gates; what limits the window, and others with it, comes after them.
func (s *scope) gated(k *ir.Component, keep bool) (*earning, error) {
	g := &earning{s: s, base: k, component: k, keep: keep}
	var err error
	if k.Window.Kind != ir.OfEvent {
		if g.component, err = s.ownDays().excepted(k); err != nil {
			return g, err
		}
	}
	if err := s.require(g.component); err != nil {
		return g, err
	}
	if k.Kind == ir.Bonus {
		return g, g.bonus()
	}
	return g, g.ofVersions()
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
	switch x := x.(type) {
	case *ir.People, *ir.Windows:
		return nil // other people need not have what they name, nor each window
	case *ir.ParamRef:
		if x.Row != nil {
			return s.requireIn(x.Row, seen) // which row is needed the deals say
		}
		_, err := s.param(x)
		return err
	case *ir.TableRef:
		if s.c.prog.Tables[x.Index].Flow != nil {
			_, err := s.table(x.Index)
			return err
		}
		for _, key := range s.c.prog.Tables[x.Index].Keys {
			if err := s.requireIn(key, seen); err != nil {
				return err
			}
		}
		return nil
	case *ir.CurveRef:
		return s.requireIn(s.c.prog.Curves[x.Index].By, seen)
	case *ir.MatrixRef:
		m := &s.c.prog.Matrices[x.Index]
		if err := s.requireIn(m.Rows, seen); err != nil {
			return err
		}
		return s.requireIn(m.Cols, seen)
	case *ir.MeasureRef:
		m := &s.c.prog.Measures[x.Index]
		if seen[x.Index] || m.Window.Kind == ir.OfEvent {
			return nil
		}
		seen[x.Index] = true
		in, err := s.inMeasure(m)
		if err != nil {
			return err
		}
		if err = in.requireIn(m.Expr, seen); err == nil {
			_, err = s.measure(x.Index)
		}
		return err
	}
	for _, part := range ir.Parts(x) {
		if err := s.requireIn(part, seen); err != nil {
			return err
		}
	}
	return nil
}

func componentExprs(k *ir.Component) []ir.Expr {
	out := slices.Concat([]ir.Expr{k.Rate, k.Pay}, k.Where, k.Times, limitExprs(k))
	for _, gate := range k.Gates {
		out = append(out, gate.Cond)
	}
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
	return e.rule == k.Credit && e.payee == s.who.id && (len(k.Roles) == 0 || slices.Contains(k.Roles, e.role)) &&
		(s.event == nil || s.event == e.event) &&
		s.window.Contains(e.countsOn) && s.tenure.span.Contains(e.countsOn) && s.c.days().Contains(e.countsOn) && e.countsOn <= s.anchor
}

// entriesFor lists the credits that move the component: the payee's under its own rule and those its tiers' measure counts,
// and other people's where that measure is a team's.
func (s *scope) entriesFor(k *ir.Component) []*entry {
	mine, teams := map[int]bool{k.Credit: true}, map[int]bool{}
	var visit func(ir.Expr)
	visit = func(x ir.Expr) {
		switch x := x.(type) {
		case *ir.Aggregate:
			mine[x.Credit] = true
			if x.Scope.Kind != ir.Mine && !ended(x.Over) {
				teams[x.Credit] = true
			}
		case *ir.MeasureRef:
			ir.Walk(s.c.prog.Measures[x.Index].Expr, visit)
		}
	}
	if k.Tiers != nil {
		ir.Walk(k.Tiers.By, visit)
	}
	out := slices.DeleteFunc(s.c.entriesOf(s.who.id, s.moment), func(e *entry) bool { return !mine[e.rule] })
	for rule := range s.c.prog.Credits {
		if !teams[rule] {
			continue
		}
		for _, e := range s.c.entriesUnder(rule, s.moment) {
			if e.payee != s.who.id {
				out = append(out, e)
			}
		}
	}
	return out
}

// eachEvent works out every event by itself: its own exceptions, positions, gate and rounding.
func (g *earning) eachEvent(entries []*entry) error {
	done := map[*event]bool{}
	plain := g.component
	defer func() { g.component = plain }()
	for _, e := range entries {
		if done[e.event] || !g.mine(g.s, e) {
			continue
		}
		done[e.event] = true
		in := *g.s
		in.event, in.state, in.day = e.event, e.state, e.countsOn
		var err error
		if g.component, err = in.excepted(plain); err != nil {
			return err
		}
		if err := g.follow(&in, entries); err != nil {
			return err
		}
		if err := g.times(&in); err != nil {
			return err
		}
		if err := g.limit(&in); err != nil {
			return err
		}
		if err := g.gate(&in); err != nil {
			return err
		}
	}
	return nil
}

// follow goes through credits in declared order.
func (g *earning) follow(s *scope, entries []*entry) error {
	pos, reached, err := s.places(g.component.Tiers)
	if err != nil {
		return err
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
		if err := g.pay(s, e, way{before, after, reached}); err != nil {
			return err
		}
	}
	return nil
}

// ofUnit are the lines of the scope's unit: of the event where each is worked out by itself, of the window otherwise.
func (g *earning) ofUnit(s *scope) []*worth {
	if s.event == nil {
		return g.worths
	}
	return slices.DeleteFunc(slices.Clone(g.worths), func(w *worth) bool { return w.event != s.event })
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
func (g *earning) pay(s *scope, e *entry, on way) error {
	cuts, err := g.cuts(s, e, on)
	if errors.As(err, &needsDeal{}) {
		return nil
	}
	if err != nil {
		return err
	}
	w := g.worthOf(e)
	w.credit.Num = w.credit.Num.Add(e.amount.Num)
	for _, cut := range cuts {
		w.slices = append(w.slices, cut)
		w.exact = w.exact.Add(cut.Amount)
	}
	return nil
}

// cuts is what a credit earns: its rate or pay, over the tiers, times what looks at the event.
func (g *earning) cuts(s *scope, e *entry, on way) ([]rainmaker.Slice, error) {
	k, base, rate := g.component, e.amount, ir.NumberOf(money.Whole(1))
	var err error
	switch {
	case k.Rate != nil:
		if rate, err = s.at(e).eval(k.Rate); err == nil {
			base.Num = e.amount.Num.Mul(rate.Num)
		}
	case k.Pay != nil:
		base, err = s.at(e).eval(k.Pay)
	}
	if err != nil {
		return nil, err
	}
	if base.None || rate.None {
		return nil, fmt.Errorf("%s pays on a value that is none", e.event.ref)
	}
	cuts, err := s.at(e).overTiers(k, e.amount.Num, base, rate.Num, on)
	if err != nil {
		return nil, err
	}
	return g.timesEach(s.at(e), cuts)
}

// overTiers is what a credit earns at a rate, its base, divided over the tiers; one slice where there are none.
func (s *scope) overTiers(k *ir.Component, credit money.Ratio, base ir.Value, rate money.Ratio, on way) ([]rainmaker.Slice, error) {
	cuts := []rainmaker.Slice{{Tier: rainmaker.NoTier, Credit: credit, Base: base.Num, Factor: money.Whole(1), Amount: base.Num}}
	if k.Tiers != nil {
		var err error
		if cuts, err = s.slice(k.Tiers, credit, base, on); err != nil {
			return nil, err
		}
	}
	for i := range cuts {
		cuts[i].Rate = rate
	}
	return cuts, nil
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
	w := &worth{event: e.event, terms: g.component, place: g.s.c.place, on: e.countsOn, credit: ir.Value{Kind: e.amount.Kind, Currency: e.amount.Currency}}
	g.worths = append(g.worths, w)
	return w
}

// round turns exact worths into money: running over the window, so that the lines sum to the rounded total and a later
// deal never changes an earlier line; or each by itself where the letter says `per line`.
func (g *earning) round() error {
	type manner struct {
		paid     money.Currency
		rounding money.Rounding
	}
	running := map[manner]*money.Running{}
	for _, w := range g.worths {
		plan := &g.s.c.line.all[w.place].prog.Plan
		key := manner{w.paid, plan.Rounding}
		if running[key] == nil {
			running[key] = money.NewRunning(w.paid, plan.Rounding)
		}
		var err error
		if plan.PerLine || g.component.Window.Kind == ir.OfEvent {
			w.amount, err = money.RoundTo(w.exact, w.paid, plan.Rounding)
		} else {
			w.amount, err = running[key].Next(w.exact)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", w.ref(), err)
		}
	}
	return nil
}
