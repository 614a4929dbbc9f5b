package shape

import (
	"fmt"

	"rainmaker/money"
	"rainmaker/plan/ir"
)

// trend is how a value or a truth moves when a deal more comes in or one becomes larger: not at all, up (false to true),
// down, or either way.
type trend uint8

const (
	standing trend = iota
	rising
	falling
	unclear
)

func (t trend) flipped() trend {
	switch t {
	case rising:
		return falling
	case falling:
		return rising
	default:
		return t
	}
}

// with is the trend of two together.
func (t trend) with(u trend) trend {
	switch {
	case t == standing:
		return u
	case u == standing || t == u:
		return t
	default:
		return unclear
	}
}

// follower finds trends; it asks the setting for the numbers that stand still.
type follower struct {
	p   *ir.Program
	set Setting
	k   *ir.Component
}

func (f *follower) still(x ir.Expr) (money.Ratio, bool) {
	v, err := f.set.Value(x, Place{f.k.Window, f.k.Credit, f.k.Roles})
	return v.Num, err == nil && !v.None
}

// negative reports whether a value is, or may be, below zero. Totals of deals are not: the law is about amounts above zero.
func (f *follower) negative(x ir.Expr) bool {
	if f.of(x) == standing {
		v, known := f.still(x)
		return !known || v.Sign() < 0
	}
	switch x := x.(type) {
	case *ir.Aggregate, *ir.FieldRef, *ir.CreditAmount, *ir.ResultRef, *ir.CarryRef:
		return false
	case *ir.MeasureRef:
		return f.negative(f.p.Measures[x.Index].Expr)
	case *ir.Arith:
		return x.Op == ir.Sub || f.negative(x.A) || f.negative(x.B)
	case *ir.Neg:
		return true
	case *ir.TableRef, *ir.CurveRef, *ir.MatrixRef:
		_, values, _ := f.looked(x)
		for _, v := range values {
			if f.negative(v) {
				return true
			}
		}
		return false
	}
	for _, part := range ir.Parts(x) {
		if part.Type().Kind != ir.YesNo && f.negative(part) {
			return true
		}
	}
	return false
}

func (f *follower) of(x ir.Expr) trend {
	switch x := x.(type) {
	case *ir.FieldRef:
		if f.k.Credit >= 0 && divided(f.p, f.k.Credit, x) {
			return rising
		}
		return standing
	case *ir.CreditAmount:
		return rising
	case *ir.MeasureRef:
		return f.of(f.p.Measures[x.Index].Expr)
	case *ir.Aggregate:
		return f.aggregate(x)
	case *ir.Arith:
		return f.arith(x)
	case *ir.Neg:
		return f.of(x.X).flipped()
	case *ir.Not:
		return f.of(x.X).flipped()
	case *ir.Convert:
		return f.of(x.X)
	case *ir.Extreme, *ir.Mix, *ir.And, *ir.Or:
		out := standing
		for _, part := range ir.Parts(x) {
			out = out.with(f.of(part))
		}
		return out
	case *ir.If:
		if f.of(x.Cond) != standing {
			return unclear
		}
		return f.of(x.Then).with(f.of(x.Else))
	case *ir.Compare:
		return f.compare(x)
	case *ir.TableRef, *ir.CurveRef, *ir.MatrixRef:
		return f.lookUp(x)
	case *ir.CarryRef:
		return unclear // more credit may fill the cap, or open a gate of a window that carries
	case *ir.ResultRef:
		if v := monotone(f.p, x.Component, f.set); v.Answer == Holds {
			return rising
		}
		return unclear
	}
	for _, part := range ir.Parts(x) {
		if f.of(part) != standing {
			return unclear
		}
	}
	return standing
}

func (f *follower) aggregate(x *ir.Aggregate) trend {
	switch {
	case x.Over != nil && (x.Over.Kind == ir.OverPrevious || x.Over.Kind == ir.OverSameLastYear):
		return standing
	case x.Scope.Kind == ir.DirectReports || x.Scope.Kind == ir.AllReports:
		return standing
	case x.Op == ir.Average || x.Op == ir.Weighted:
		return unclear
	case x.Once >= 0 && x.Op != ir.Count:
		return unclear // a smaller deal that comes first takes the place of a larger one
	default:
		return rising
	}
}

func (f *follower) arith(x *ir.Arith) trend {
	a, b := f.of(x.A), f.of(x.B)
	switch x.Op {
	case ir.Add:
		return a.with(b)
	case ir.Sub:
		return a.with(b.flipped())
	case ir.Quo:
		if b != standing {
			return unclear
		}
		if v, known := f.still(x.B); !known || v.Sign() <= 0 {
			return a.with(flippedOr(a, known))
		}
		return a
	}
	if f.negative(x.A) || f.negative(x.B) {
		if a == standing && b == standing {
			return standing
		}
		if v, known := f.still(x.B); b == standing && known && v.Sign() < 0 {
			return a.flipped()
		}
		return unclear
	}
	return a.with(b)
}

// flippedOr is the trend over a divisor that is not above zero, or not known.
func flippedOr(t trend, known bool) trend {
	if known || t == standing {
		return t.flipped()
	}
	return unclear
}

func (f *follower) compare(x *ir.Compare) trend {
	t := f.of(x.A).with(f.of(x.B).flipped())
	switch x.Op {
	case ir.Ge, ir.Gt:
		return t
	case ir.Le, ir.Lt:
		return t.flipped()
	}
	if t == standing {
		return t
	}
	return unclear
}

// looked lists the keys and values of a table, curve or matrix; stepped says that the values follow the key in order.
func (f *follower) looked(x ir.Expr) (keys, values []ir.Expr, stepped bool) {
	switch x := x.(type) {
	case *ir.TableRef:
		t := &f.p.Tables[x.Index]
		for _, r := range t.Rows {
			values = append(values, r.Value)
			stepped = len(t.Keys) == 1 && r.Keys[0].Bound
		}
		if t.Else != nil {
			values = append(values, t.Else)
		}
		return t.Keys, values, stepped
	case *ir.CurveRef:
		c := &f.p.Curves[x.Index]
		if c.Below != nil {
			values = append(values, c.Below)
		}
		for _, p := range c.Points {
			values = append(values, p.Value)
		}
		return []ir.Expr{c.By}, values, true
	case *ir.MatrixRef:
		m := &f.p.Matrices[x.Index]
		for _, row := range m.Values {
			values = append(values, row...)
		}
		return []ir.Expr{m.Rows, m.Cols}, values, false
	}
	return nil, nil, false
}

func (f *follower) lookUp(x ir.Expr) trend {
	keys, values, stepped := f.looked(x)
	out := standing
	for _, v := range values {
		out = out.with(f.of(v))
	}
	key := standing
	for _, k := range keys {
		key = key.with(f.of(k))
	}
	if key == standing {
		return out
	}
	if out != standing || !stepped {
		return unclear
	}
	up, down := f.order(values)
	if c, ok := x.(*ir.CurveRef); ok && f.p.Curves[c.Index].Slope != nil {
		slope, known := f.still(f.p.Curves[c.Index].Slope)
		up, down = up && known && slope.Sign() >= 0, down && known && slope.Sign() <= 0
	}
	switch {
	case up && down:
		return standing
	case up:
		return key
	case down:
		return key.flipped()
	default:
		return unclear
	}
}

// order reports whether values never fall, and whether they never rise.
func (f *follower) order(values []ir.Expr) (up, down bool) {
	up, down = true, true
	for i := 1; i < len(values); i++ {
		a, known := f.still(values[i-1])
		b, also := f.still(values[i])
		if !known || !also {
			return false, false
		}
		up, down = up && a.Cmp(b) <= 0, down && a.Cmp(b) >= 0
	}
	return up, down
}

// monotone decides whether a deal more, or a larger one, can lower a component.
func monotone(p *ir.Program, component int, set Setting) Verdict {
	k := &p.Components[component]
	terms := []*ir.Component{k}
	for i := range k.Exceptions {
		terms = append(terms, k.Under(&k.Exceptions[i]))
	}
	out := Verdict{Law: Monotone}
	for _, t := range terms {
		f := &follower{p: p, set: set, k: t}
		if v := f.component(); v.Answer == DoesNot || v.Answer == Unproved && out.Answer == Holds {
			out = v
		}
	}
	if out.Answer == Holds {
		return out
	}
	return confirmed(p, component, set, out)
}

// confirmed holds what clauses suggest against the curves. A cap or a gate may hide a fall; where nothing else moves the
// component, a curve that never falls even proves the law.
func confirmed(p *ir.Program, component int, set Setting, v Verdict) Verdict {
	moves, exact := Moves(p, component), 0
	for _, m := range moves {
		c := Of(p, component, m, set)
		if c.Sampled != "" {
			continue
		}
		exact++
		if falls := c.Curve.Falls(nil); len(falls) > 0 {
			if v.Answer != DoesNot {
				v.Because = fmt.Sprintf("at %s it comes to %s after %s", falls[0].To, falls[0].After, falls[0].Before)
				v.Clause = falls[0].Clause
			}
			v.Answer = DoesNot
			return v
		}
	}
	k := &p.Components[component]
	switch {
	case k.Credit < 0 && len(moves) == 1 && exact == 1:
		return Verdict{Law: Monotone, Answer: Holds}
	case v.Answer == DoesNot && hides(k):
		v.Answer = Unproved
	}
	return v
}

// hides reports whether a clause may keep a fall from being seen.
func hides(k *ir.Component) bool {
	return len(k.Limits) > 0 || len(k.Gates) > 0 || len(k.Exceptions) > 0
}
