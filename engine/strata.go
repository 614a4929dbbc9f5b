package engine

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// result is what a component of a lower stratum is worth to the payee at hand in the window at hand: in the sum of its
// windows that lie in it, or in its window around it, as of where we stand.
func (s *scope) result(x *ir.ResultRef) (ir.Value, error) {
	total := ir.MoneyOf(money.Ratio{}, s.c.prog.Plan.Currency)
	tenures := []*tenure{s.tenure}
	if s.other { // all their assignments to the plan, also with a gap between
		own := slices.DeleteFunc(slices.Clone(s.c.heldBy(s.who, s.window)), func(t *tenure) bool { return !s.c.isOwn(t.plan) })
		if len(own) > 0 {
			tenures = own
		}
	}
	for _, t := range tenures {
		in := *s
		in.tenure = t
		v, err := in.resultUnder(x)
		if err != nil {
			return total, err
		}
		total.Num = total.Num.Add(v.Num)
	}
	return total, nil
}

// resultUnder is the result under one assignment.
func (s *scope) resultUnder(x *ir.ResultRef) (ir.Value, error) {
	total := ir.MoneyOf(money.Ratio{}, s.c.prog.Plan.Currency)
	if len(s.tenure.ids) == 0 {
		return total, s.missing(x.Name, s.window)
	}
	id := s.c.line.components.ids[s.c.place][x.Component]
	reach := s.window.Intersect(s.tenure.span).Intersect(calendar.Span{From: calendar.StartOfTime, Before: s.anchor.AddDays(1)})
	windows, err := s.c.windowsOfAll(s.tenure, id, reach)
	if err != nil {
		return total, err
	}
	stand, stoodIn, err := s.givenIn(id)
	if err != nil {
		return total, err
	}
	total.Num = stand
	outer := func(w window) bool { return w.outer != nil }
	longer := slices.IndexFunc(windows, outer)
	if longer < 0 {
		longer = len(windows)
	}
	for _, w := range windows[:longer] {
		if !s.window.Covers(w.span.Intersect(s.tenure.span)) && longer > 1 || slices.ContainsFunc(stoodIn, w.span.Overlaps) {
			continue
		}
		v, err := s.resultIn(w)
		if err != nil {
			return total, err
		}
		total.Num = total.Num.Add(v)
	}
	return s.resultOutside(total, windows[longer:])
}

// givenIn is what an example gives for a component in the pay periods inside the window at hand, and those periods: what is
// given stands in for what would be worked out.
func (s *scope) givenIn(component int) (total money.Ratio, periods []calendar.Span, err error) {
	within := s.window.Intersect(s.tenure.span).Intersect(calendar.Span{From: calendar.StartOfTime, Before: s.anchor.AddDays(1)})
	if !s.c.someGiven() || within.IsEmpty() {
		return total, nil, nil
	}
	list, err := s.c.windowsOf(s.tenure, s.c.prog.Plan.Period, within)
	for _, p := range list {
		if amount, given := s.c.givenFor(givenKey{s.who.id, component, p.Label}); given {
			total, periods = total.Add(amount.Ratio()), append(periods, p.Span)
		}
	}
	return total, periods, err
}

// resultOutside adds the lines that longer windows have of their own, those windows that lie in the one at hand: what a
// floor per year adds to a component per month.
func (s *scope) resultOutside(total ir.Value, outer []window) (ir.Value, error) {
	for _, w := range outer {
		if !s.window.Covers(w.span.Intersect(s.tenure.span)) || w.span.Before > s.window.Before {
			continue // what it adds is known only when it has ended, and the window at hand is not reopened then
		}
		c := s.c.line.all[w.place]
		in := c.scopeAt(s.tenure.in(c), w.span, s.moment)
		in.anchor, in.noted = min(in.anchor, s.anchor), s.noted // a floor lifts what is seen of the window, and no more
		g, err := in.earnOf(w)
		if err != nil {
			return total, err
		}
		total.Num = total.Num.Add(s.c.earned(g))
	}
	return total, nil
}

// earned is what the lines of a window are worth in the plan's currency: as rounded, so that it is what the statement says;
// exact where they are paid in another.
func (c *Calculation) earned(g *earning) money.Ratio {
	total := money.Ratio{}
	for _, w := range g.worths {
		if w.paid == c.prog.Plan.Currency {
			total = total.Add(w.amount.Ratio())
		} else {
			total = total.Add(w.earned)
		}
	}
	return total
}

type resultKey struct {
	tenure         *tenure
	component      int
	window         calendar.Span
	moment, anchor calendar.Date
}

type result struct {
	amount money.Ratio
	notes  []string
	err    error
}

// resultQ asks what a component is worth in a window under an assignment, by whose it is, to which plan and its first day.
type resultQ struct {
	payee, plan    string
	from           calendar.Date
	component      int
	window         calendar.Span
	moment, anchor calendar.Date
}

func (q resultQ) answer(c *Calculation) any {
	i := slices.IndexFunc(c.facts.held[q.payee], func(t *tenure) bool { return t.plan == q.plan && t.span.From == q.from })
	if i < 0 {
		return nil
	}
	key := resultKey{c.facts.held[q.payee][i], q.component, q.window, q.moment, q.anchor}
	return c.resultOf(key).answer
}

func (resultQ) same(a, b any) bool {
	x, y := a.(result), result{}
	if b == nil {
		return false
	}
	y = b.(result)
	return x.amount.Equal(y.amount) && slices.Equal(x.notes, y.notes) && sameError(x.err, y.err)
}

// resultOf is what a component is worth in one of its windows, worked out once.
func (c *Calculation) resultOf(key resultKey) worked {
	return c.workOut(&c.memo.results, key, func(c *Calculation) any {
		c.heldOf(key.tenure.who.id) // the assignment is one of them
		return c.resultScope(key).resultNow(key.component)
	})
}

func (c *Calculation) resultScope(key resultKey) *scope {
	in := c.windowScope(key.tenure, key.window, calendar.Span{From: key.moment, Before: key.moment.AddDays(1)})
	in.anchor = min(in.anchor, key.anchor)
	return in
}

func (s *scope) resultNow(component int) (r result) {
	s.noted = func(text string) { r.notes = append(r.notes, text) }
	r.amount, r.err = s.worthIn(component)
	return r
}

// resultIn is what a component is worth in one of its windows, as the payee's own statement has it, in the plan's currency.
// What a further deal would make it is asked for one payee only and not kept.
func (s *scope) resultIn(w window) (money.Ratio, error) {
	c := s.c.line.all[w.place]
	t := s.tenure.in(c)
	key := resultKey{t, w.component, w.span, s.moment, min(s.anchor, lastDay(w.span, t))}
	var r result
	if s.more != nil || s.probed != nil {
		in := c.resultScope(key)
		in.more, in.probed = s.moreIn(c), s.probed
		r = in.resultNow(w.component)
	} else {
		known := c.resultOf(key)
		r = known.answer.(result)
		known.note(c, resultQ{t.who.id, t.plan, t.span.From, key.component, key.window, key.moment, key.anchor}, r)
	}
	for _, text := range r.notes {
		s.note(text)
	}
	return r.amount, r.err
}

func (s *scope) worthIn(component int) (money.Ratio, error) {
	g, err := s.earn(&s.c.prog.Components[component], false)
	if err != nil {
		return money.Ratio{}, err
	}
	return s.c.earned(g), nil
}

// noCircle refuses a plan in which a component reads itself, through others, through other people or from one version to
// another: nothing could be worked out first.
func (l *lineage) noCircle() error {
	walk := circle{l: l, state: make([]int, len(l.components.names))}
	for id := range l.components.names {
		if err := walk.component(id, 0); err != nil {
			return err
		}
	}
	return nil
}

type circle struct {
	l     *lineage
	state []int // by component of the lineage: 0 not seen, 1 being walked, 2 done
	path  []string
}

// component walks what a component reads; line is where it was read itself.
func (c *circle) component(id, line int) error {
	c.path = append(c.path, c.l.components.names[id])
	defer func() { c.path = c.path[:len(c.path)-1] }()
	switch c.state[id] {
	case 1:
		return fmt.Errorf("a circle: %s (line %d); a component never reads itself, nor through other people", strings.Join(c.path, " → "), line)
	case 2:
		return nil
	}
	c.state[id] = 1
	for _, v := range c.l.all {
		i := c.l.components.in(v.place, id)
		if i < 0 {
			continue
		}
		for _, x := range everyExpr(&v.prog.Components[i]) {
			if err := c.expr(v, x, map[any]bool{}); err != nil {
				return err
			}
		}
	}
	c.state[id] = 2
	return nil
}

// expr follows an expression of a version and what it refers to.
func (c *circle) expr(v *Calculation, x ir.Expr, seen map[any]bool) error {
	var err error
	follow := func(key any, refers ...ir.Expr) {
		if seen[key] {
			return
		}
		seen[key] = true
		for _, r := range refers {
			if err == nil && r != nil {
				err = c.expr(v, r, seen)
			}
		}
	}
	p := v.prog
	ir.Walk(x, func(x ir.Expr) {
		if err != nil {
			return
		}
		switch x := x.(type) {
		case *ir.ResultRef:
			err = c.component(c.l.components.ids[v.place][x.Component], p.Components[x.Component].At.Start.Line)
		case *ir.MeasureRef:
			m := &p.Measures[x.Index]
			follow(m, m.Expr)
		case *ir.TableRef:
			t := &p.Tables[x.Index]
			follow(t, tableExprs(t)...)
		case *ir.CurveRef:
			follow(&p.Curves[x.Index], p.Curves[x.Index].By)
		case *ir.MatrixRef:
			m := &p.Matrices[x.Index]
			follow(m, m.Rows, m.Cols)
		}
	})
	return err
}

func tableExprs(t *ir.Table) []ir.Expr {
	out := append([]ir.Expr{t.Else}, t.Keys...)
	for _, r := range t.Rows {
		out = append(out, r.Value)
	}
	return out
}

// everyExpr are all expressions of a component that its amount depends on.
func everyExpr(k *ir.Component) []ir.Expr {
	out := termExprs(&k.Terms)
	for i := range k.Exceptions {
		out = append(append(out, k.Exceptions[i].When), termExprs(&k.Exceptions[i].Terms)...)
	}
	if p := k.Pool; p != nil {
		out = append(out, p.Fund, p.Where, p.ShareBy)
	}
	if c := k.Contest; c != nil {
		out = append(out, c.Where, c.RankBy, c.BrokenBy)
		for _, prize := range c.Prizes {
			out = append(out, prize.Amount)
		}
	}
	return out
}

func termExprs(t *ir.Terms) []ir.Expr {
	out := append([]ir.Expr{t.Rate, t.Pay}, t.Where...)
	out = append(out, t.Times...)
	for _, g := range t.Gates {
		out = append(out, g.Cond, g.Until)
	}
	for _, l := range t.Limits {
		out = append(out, l.Amount)
	}
	if t.Tiers != nil {
		out = append(out, t.Tiers.By)
		for _, tier := range t.Tiers.Tiers {
			out = append(out, tier.Value)
		}
	}
	return out
}

// readsOthers reports whether a program's measures or components read other people's credits, numbers or results.
func readsOthers(p *ir.Program) bool {
	found := false
	visit := func(x ir.Expr) {
		switch x := x.(type) {
		case *ir.People:
			found = true
		case *ir.Aggregate:
			found = found || x.Scope.Kind != ir.Mine
		}
	}
	for i := range p.Measures {
		ir.Walk(p.Measures[i].Expr, visit)
	}
	for i := range p.Components {
		for _, x := range everyExpr(&p.Components[i]) {
			ir.Walk(x, visit)
		}
	}
	for i := range p.Tables {
		for _, x := range tableExprs(&p.Tables[i]) {
			ir.Walk(x, visit)
		}
	}
	for i := range p.Caps {
		ir.Walk(p.Caps[i].Amount, visit)
	}
	return found
}
