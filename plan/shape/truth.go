package shape

import (
	"slices"

	"rainmaker/money"
	"rainmaker/plan/ir"
)

// truth is where a condition holds, as 1 and 0.
func (w *walker) truth(x ir.Expr) (Curve, error) {
	yes, no := flat(w.low, whole(1)), flat(w.low, money.Ratio{})
	if !w.moves(x) {
		r, err := w.apart(x)
		if err == nil && r.value.Yes && !r.value.None {
			return yes, nil
		}
		return no, err
	}
	switch x := x.(type) {
	case *ir.And:
		return w.all(x.Parts, yes, least)
	case *ir.Or:
		return w.all(x.Parts, no, most)
	case *ir.Not: // what moves is never none, so the opposite of no is yes
		c, err := w.truth(x.X)
		if err != nil {
			return c, err
		}
		return minus(yes, c), nil
	case *ir.Compare:
		return w.compare(x)
	case *ir.IsNone:
		if x.Negated {
			return yes, nil
		}
		return no, nil
	case *ir.IsOneOf:
		return w.oneOf(x)
	default:
		return no, &bent{"its condition depends on the credits in a way that has no straight pieces", x.At()}
	}
}

func (w *walker) all(parts []ir.Expr, start Curve, join func(a, b Curve, why *Clause) Curve) (Curve, error) {
	for _, part := range parts {
		c, err := w.truth(part)
		if err != nil {
			return c, err
		}
		start = join(start, c, w.why)
	}
	return start, nil
}

func (w *walker) compare(x *ir.Compare) (Curve, error) {
	a, err := w.number(x.A)
	if err != nil {
		return a, err
	}
	b, err := w.number(x.B)
	if err != nil {
		return b, err
	}
	return minus(a, b).signs(w.clause("the condition", x.In)).truth(func(sign int) bool { return holds(x.Op, sign) }), nil
}

func holds(op ir.CompareOp, sign int) bool {
	switch op {
	case ir.Eq:
		return sign == 0
	case ir.Ne:
		return sign != 0
	case ir.Lt:
		return sign < 0
	case ir.Le:
		return sign <= 0
	case ir.Gt:
		return sign > 0
	default:
		return sign >= 0
	}
}

func (w *walker) oneOf(x *ir.IsOneOf) (Curve, error) {
	c, err := w.number(x.X)
	if err != nil {
		return c, err
	}
	out := flat(w.low, money.Ratio{})
	for _, v := range x.Values {
		is := minus(c, flat(w.low, v.Num)).signs(w.clause("the condition", x.In)).truth(func(sign int) bool { return sign == 0 })
		out = most(out, is, w.why)
	}
	if x.Negated {
		out = minus(flat(w.low, whole(1)), out)
	}
	return out, nil
}

// table is a table whose key moves: a step at each bound.
func (w *walker) table(x *ir.TableRef) (Curve, error) {
	t := &w.p.Tables[x.Index]
	if t.Flow != nil || len(t.Keys) != 1 {
		return Curve{}, &bent{"table " + t.Name + " has more than one key, or is an amount for a time", x.In}
	}
	if !w.moves(t.Keys[0]) { // only what it gives moves
		return w.rowAt(t)
	}
	key, err := w.number(t.Keys[0])
	if err != nil {
		return key, err
	}
	return w.steps(key, "table "+t.Name, keysOf(t), func(i int) (Curve, error) { return w.number(t.Rows[i].Value) })
}

func keysOf(t *ir.Table) []ir.RowKey {
	out := make([]ir.RowKey, len(t.Rows))
	for i := range t.Rows {
		out[i] = t.Rows[i].Keys[0]
	}
	return out
}

// rowAt is the row of a key that stands still.
func (w *walker) rowAt(t *ir.Table) (Curve, error) {
	key, err := w.still(t.Keys[0], w.in)
	if err != nil {
		return Curve{}, err
	}
	for i := range t.Rows {
		k := &t.Rows[i].Keys[0]
		if k.Bound {
			return Curve{}, &bent{"a row of table " + t.Name + " moves with the credits", t.Rows[i].At}
		}
		if k.Value.Equal(key) || k.Value.None && key.None {
			return w.number(t.Rows[i].Value)
		}
	}
	if t.Else == nil {
		return Curve{}, &bent{"table " + t.Name + " has no row for " + key.String(), t.At}
	}
	return w.number(t.Else)
}

// steps follows bounds: the first also holds what lies below it.
func (w *walker) steps(key Curve, name string, keys []ir.RowKey, value func(int) (Curve, error)) (Curve, error) {
	order := make([]int, len(keys))
	for i := range order {
		order[i] = i
		if !keys[i].Bound {
			return Curve{}, &bent{why: name + " names single values of what moves"}
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		if c := keys[a].Value.Num.Cmp(keys[b].Value.Num); c != 0 {
			return c
		}
		if keys[a].Above == keys[b].Above {
			return 0
		}
		if keys[b].Above {
			return -1
		}
		return 1
	})
	out, err := value(order[0])
	if err != nil {
		return out, err
	}
	for _, i := range order[1:] {
		c, err := value(i)
		if err != nil {
			return c, err
		}
		word := "from "
		if keys[i].Above {
			word = "above "
		}
		why := w.clause(name+", row `"+word+keys[i].Value.String()+"`", w.at())
		out = chosen(w.reached(key, keys[i].Value.Num, keys[i].Above, why), c, out)
	}
	return out, nil
}

// reached is where a curve has come to a bound.
func (w *walker) reached(key Curve, bound money.Ratio, above bool, why *Clause) Curve {
	return minus(key, flat(w.low, bound)).signs(why).truth(func(sign int) bool { return sign > 0 || sign == 0 && !above })
}

// curve is straight lines between points of what moves.
func (w *walker) curve(x *ir.CurveRef) (Curve, error) {
	c := &w.p.Curves[x.Index]
	key, err := w.number(c.By)
	if err != nil {
		return key, err
	}
	points := make([]Curve, len(c.Points))
	for i, p := range c.Points {
		if points[i], err = w.number(p.Value); err != nil {
			return key, err
		}
	}
	// From the last point backward: level or sloping after it, a line between two, and below the first its own value.
	last := len(c.Points) - 1
	out := points[last]
	if c.Slope != nil {
		slope, err := w.number(c.Slope)
		if err != nil {
			return slope, err
		}
		more, err := times(slope, minus(key, flat(w.low, c.Points[last].At.Num)))
		if err != nil {
			return more, err
		}
		out = plus(out, more)
	}
	for i := last - 1; i >= 0; i-- {
		at, to := c.Points[i].At.Num, c.Points[i+1].At.Num
		rise, err := times(minus(points[i+1], points[i]).scaled(whole(1).Quo(to.Sub(at))), minus(key, flat(w.low, at)))
		if err != nil {
			return rise, err
		}
		why := w.clause("curve "+c.Name+" at "+c.Points[i+1].At.String(), c.At)
		out = chosen(w.reached(key, to, false, why), out, plus(points[i], rise))
	}
	below := points[0]
	if c.Below != nil {
		if below, err = w.number(c.Below); err != nil {
			return below, err
		}
	}
	why := w.clause("curve "+c.Name+" at "+c.Points[0].At.String(), c.At)
	return chosen(w.reached(key, c.Points[0].At.Num, false, why), out, below), nil
}

// matrix moves step by step in both its measures.
func (w *walker) matrix(x *ir.MatrixRef) (Curve, error) {
	m := &w.p.Matrices[x.Index]
	row, err := w.number(m.Rows)
	if err != nil {
		return row, err
	}
	col, err := w.number(m.Cols)
	if err != nil {
		return col, err
	}
	return w.steps(row, "matrix "+m.Name, m.RowBounds, func(i int) (Curve, error) {
		return w.steps(col, "matrix "+m.Name, m.ColBounds, func(j int) (Curve, error) { return w.number(m.Values[i][j]) })
	})
}
