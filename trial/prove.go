package trial

import (
	"errors"
	"fmt"
	"slices"

	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/shape"
)

// try proves or refutes the check with a stand's numbers, by the shape of the plan where it has one, else by samples.
func (t *tester) try(s *stand) (finding, error) {
	f, err := t.prove(s)
	var not *notExact
	if errors.As(err, &not) {
		return t.sample(s, not.why)
	}
	return f, err
}

// notExact is the error of what has no shape to prove by.
type notExact struct{ why string }

func (n *notExact) Error() string { return n.why }

func (t *tester) prove(s *stand) (finding, error) {
	switch t.check.Kind {
	case ir.CheckNeverFalls:
		return t.neverFalls(s)
	case ir.CheckNoStep:
		return t.noStep(s)
	default:
		return t.holds(s)
	}
}

// within is the range in which a check looks at a measure.
func (t *tester) within(measure int, c shape.Curve) (low money.Ratio, high *money.Ratio) {
	low = c.Low()
	for _, r := range t.check.Ranges {
		if r.Measure == measure && measure >= 0 {
			to := r.To.Num
			return r.From.Num, &to
		}
	}
	return low, nil
}

// when is where the check is meant to hold.
func (t *tester) when(s *stand, k *ir.Component, measure int, low money.Ratio) (shape.Curve, error) {
	if t.check.When == nil {
		return shape.Always(low), nil
	}
	c, err := shape.Truth(s.p, k, measure, t.check.When, s.set)
	if err != nil {
		err = &notExact{err.Error()}
	}
	return c, err
}

func (t *tester) payout(s *stand, measure int) (shape.Curve, error) {
	out := shape.Of(s.p, t.check.Component, measure, s.set)
	if out.Sampled != "" {
		return out.Curve, &notExact{out.Sampled}
	}
	return out.Curve, nil
}

func (t *tester) neverFalls(s *stand) (finding, error) {
	k, m := &s.p.Components[t.check.Component], t.check.Measure
	c, err := t.payout(s, m)
	if err != nil {
		if t.byClauses(s) { // it needs no straight pieces
			return finding{}, nil
		}
		return finding{}, err
	}
	low, high := t.within(m, c)
	when, err := t.when(s, k, m, c.Low())
	if err != nil {
		return finding{}, err
	}
	step := t.step(m)
	for _, fall := range c.Falls(high) {
		before, after := c.Beside(fall.From, step), fall.To
		switch {
		case fall.Passed:
			before, after = fall.From, c.Above(fall.From, step)
		case fall.From.Cmp(fall.To) < 0:
			before = fall.From
		}
		if after.Cmp(low) <= 0 || when.Value(before).IsZero() || when.Value(after).IsZero() {
			continue
		}
		x, y := t.at(m, before), t.at(m, after)
		f := finding{refuted: true, summary: fmt.Sprintf("at %s %s is %s, at %s it is %s", x, k.Name, s.cash(c.Value(before)), y, s.cash(c.Value(after)))}
		return t.blame(s, f, fall.Clause), nil
	}
	return t.proved(s)
}

// proved is a proof for one deal, and for all where pay depends on totals only or follows from the clauses; else it stands
// for the cases that were looked at.
func (t *tester) proved(s *stand) (finding, error) {
	if t.check.Kind == ir.CheckNeverFalls && t.byClauses(s) {
		return finding{}, nil
	}
	for _, i := range t.components() {
		if !shape.OfTotals(s.p, i) {
			return t.oneDeal(s, s.p.Components[i].Name+" depends on each deal")
		}
	}
	return finding{}, nil
}

// oneDeal is for what was shown of one deal like the example's, which is a sample, with others beside it.
func (t *tester) oneDeal(s *stand, why string) (finding, error) {
	if f, err := t.sample(s, why); err == nil {
		f.samples++
		return f, nil
	}
	return finding{samples: 1}, nil // no samples of deals can be worked out; it is one case
}

// byClauses reports whether no deal can lower the component, and deals can only raise the measure.
func (t *tester) byClauses(s *stand) bool {
	i := t.check.Component
	return shape.Laws(s.p, i, s.set)[shape.Monotone].Answer == shape.Holds && shape.ByDeals(s.p, i, t.check.Measure, s.set)
}

// components are those that the check names.
func (t *tester) components() []int {
	if t.check.Kind != ir.CheckHolds {
		return []int{t.check.Component}
	}
	var out []int
	for _, x := range []ir.Expr{t.check.Cond, t.check.When} {
		ir.Walk(x, func(x ir.Expr) {
			if r, ok := x.(*ir.ResultRef); ok && !slices.Contains(out, r.Component) {
				out = append(out, r.Component)
			}
		})
	}
	return out
}

func (t *tester) noStep(s *stand) (finding, error) {
	k := &s.p.Components[t.check.Component]
	limit := money.Ratio{}
	if t.check.Above != nil {
		v, err := s.set.Value(t.check.Above, shape.Place{Window: k.Window, Rule: -1})
		if err != nil {
			return finding{}, err
		}
		limit = v.Num
	}
	for _, m := range shape.Moves(s.p, t.check.Component) {
		c, err := t.payout(s, m)
		if err != nil {
			return finding{}, err
		}
		low, high := t.within(m, c)
		when, err := t.when(s, k, m, c.Low())
		if err != nil {
			return finding{}, err
		}
		for _, j := range c.Jumps() {
			if j.Step().Cmp(limit) <= 0 || j.X.Cmp(low) < 0 || high != nil && j.X.Cmp(*high) > 0 || when.Value(j.X).IsZero() {
				continue
			}
			step := t.step(m)
			before, after := c.Beside(j.X, step), j.X
			if j.Before.Equal(j.At) || j.X.Equal(c.Low()) {
				before, after = j.X, c.Above(j.X, step)
			}
			f := finding{refuted: true, summary: fmt.Sprintf("at %s %s is %s, at %s it is %s: a step of %s", t.at(m, before), k.Name,
				s.cash(c.Value(before)), t.at(m, after), s.cash(c.Value(after)), s.cash(j.Step()))}
			return t.blame(s, f, j.Clause), nil
		}
	}
	return t.proved(s)
}

// ground is the component in whose window a condition stands, and the measures along which it is looked at.
func (t *tester) ground(p *ir.Program) (*ir.Component, []int) {
	var measures []int
	add := func(m int) {
		if m >= 0 && !slices.Contains(measures, m) {
			measures = append(measures, m)
		}
	}
	for _, r := range t.check.Ranges {
		add(r.Measure)
	}
	if len(measures) == 0 {
		for _, x := range []ir.Expr{t.check.When, t.check.Cond} {
			ir.Walk(x, func(x ir.Expr) {
				if m, ok := x.(*ir.MeasureRef); ok {
					add(m.Index)
				}
			})
		}
	}
	named := t.components()
	k := &ir.Component{Kind: ir.Bonus, Credit: -1, Window: p.Plan.Period, At: t.check.At}
	if len(named) > 0 {
		k = &p.Components[named[0]]
	}
	if len(measures) == 0 {
		for _, i := range named {
			for _, m := range shape.Moves(p, i) {
				add(m)
			}
		}
		if len(measures) == 0 && k.Credit >= 0 {
			measures = shape.Moves(p, named[0])
		}
	}
	return k, measures
}

func (t *tester) holds(s *stand) (finding, error) {
	k, measures := t.ground(s.p)
	if len(measures) == 0 { // of numbers that stand still
		v, err := s.set.Value(t.check.Cond, shape.Place{Window: k.Window, Rule: -1})
		if err == nil && !v.Yes {
			return t.blame(s, finding{refuted: true, summary: "it does not hold: " + t.sides(s, k)}, nil), nil
		}
		return finding{}, err
	}
	apart := t.apart(s, k, measures)
	for _, m := range apart {
		f, err := t.along(s, k, m)
		if err != nil || f.refuted {
			return f, err
		}
	}
	if len(apart) > 1 {
		return t.oneDeal(s, "it depends on more than one measure")
	}
	return t.proved(s)
}

// apart are the measures that do not move along with one before them.
func (t *tester) apart(s *stand, k *ir.Component, measures []int) []int {
	out := measures[:1:1]
	for _, m := range measures[1:] {
		together := slices.ContainsFunc(out, func(with int) bool {
			c, err := shape.Amount(s.p, k, with, &ir.MeasureRef{Node: ir.Node{In: t.check.At}, Index: m}, s.set)
			return err == nil && !(c.Linear() && c.Marginal(c.Low()).IsZero())
		})
		if !together {
			out = append(out, m)
		}
	}
	return out
}

// along looks for the least value of a measure at which a condition does not hold.
func (t *tester) along(s *stand, k *ir.Component, m int) (finding, error) {
	c, err := shape.Truth(s.p, k, m, t.check.Cond, s.set)
	if err != nil {
		return finding{}, &notExact{err.Error()}
	}
	when, err := t.when(s, k, m, c.Low())
	if err != nil {
		return finding{}, err
	}
	low, high := t.within(m, c)
	x, found := shape.First(when, c, low, high, t.step(m))
	if !found {
		return finding{}, nil
	}
	f := finding{refuted: true, summary: "at " + t.at(m, x) + " " + t.said(s, k, m, x)}
	return t.blame(s, f, clauseAt(s, k, m, t.check.Cond, x)), nil
}

// clauseAt is the clause that made an amount what it is at x: that of the piece in which x lies.
func clauseAt(s *stand, k *ir.Component, m int, cond ir.Expr, x money.Ratio) *shape.Clause {
	cmp, ok := cond.(*ir.Compare)
	if !ok {
		return nil
	}
	for _, side := range []ir.Expr{cmp.A, cmp.B} {
		c, err := shape.Amount(s.p, k, m, side, s.set)
		if err != nil {
			continue
		}
		var last *shape.Clause
		for _, p := range c.Pieces() {
			if p.From.Cmp(x) <= 0 {
				last = p.Clause
			}
		}
		if last != nil {
			return last
		}
	}
	return nil
}
