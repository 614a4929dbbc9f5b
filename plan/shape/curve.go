package shape

import (
	"fmt"
	"slices"

	"rainmaker/money"
	"rainmaker/plan/source"
)

// Clause is the clause of a letter that makes a curve turn or jump.
type Clause struct {
	Text string // "tier `from 150%`", "gate", "cap"
	At   source.Range
}

// Piece is a straight stretch of a curve: it begins at From and holds up to the next one. At is the value at From itself
// and Start what it comes to just above, so that `from` and `above` are told apart.
type Piece struct {
	From  money.Ratio
	At    money.Ratio
	Start money.Ratio
	Slope money.Ratio
	// Clause is what makes the curve turn or jump at From; nil at its beginning.
	Clause *Clause
}

// Curve is a piecewise linear function of one number, from a lowest one upward without end. All of it is exact.
type Curve struct{ pieces []Piece }

func flat(low, v money.Ratio) Curve { return Curve{[]Piece{{From: low, At: v, Start: v}}} }

func identity(low money.Ratio) Curve {
	return Curve{[]Piece{{From: low, At: low, Start: low, Slope: money.Whole(1)}}}
}

// Pieces are its stretches, in order; the last one has no end.
func (c Curve) Pieces() []Piece { return slices.Clone(c.pieces) }

// Low is where it begins.
func (c Curve) Low() money.Ratio { return c.pieces[0].From }

// find is the piece that holds a number.
func (c Curve) find(x money.Ratio) int {
	i, exact := slices.BinarySearchFunc(c.pieces, x, func(p Piece, x money.Ratio) int { return p.From.Cmp(x) })
	if !exact {
		i--
	}
	return max(i, 0)
}

// Value is what it comes to at a number; below its beginning it is as at its beginning.
func (c Curve) Value(x money.Ratio) money.Ratio {
	p := c.pieces[c.find(x)]
	if x.Cmp(p.From) <= 0 {
		return p.At
	}
	return p.above(x)
}

// above is the value of the open stretch at x.
func (p Piece) above(x money.Ratio) money.Ratio { return p.Start.Add(p.Slope.Mul(x.Sub(p.From))) }

// Marginal is what one unit more adds just above a number.
func (c Curve) Marginal(x money.Ratio) money.Ratio { return c.pieces[c.find(x)].Slope }

// Jump is a place where a curve does not go on from where it was.
type Jump struct {
	X          money.Ratio
	Before, At money.Ratio // what it comes to just below X, and at X
	After      money.Ratio // and just above
	Clause     *Clause
}

// Falls reports whether it goes down there.
func (j Jump) Falls() bool { return j.At.Cmp(j.Before) < 0 || j.After.Cmp(j.At) < 0 }

// Step is by how much it moves there, upward or downward; the larger one where it moves before X and after it.
func (j Jump) Step() money.Ratio { return money.Max(j.At.Sub(j.Before).Abs(), j.After.Sub(j.At).Abs()) }

// Jumps are its cliffs, in order.
func (c Curve) Jumps() []Jump {
	var out []Jump
	for i, p := range c.pieces {
		before := p.At
		if i > 0 {
			before = c.pieces[i-1].above(p.From)
		}
		if !before.Equal(p.At) || !p.At.Equal(p.Start) {
			out = append(out, Jump{X: p.From, Before: before, At: p.At, After: p.Start, Clause: p.Clause})
		}
	}
	return out
}

// Fall is where a curve first falls: at a jump, or along a stretch.
type Fall struct {
	From, To      money.Ratio // From == To at a jump
	Before, After money.Ratio
	Clause        *Clause
	// Passed says of a jump that From itself still has the value before it, as with a tier that begins above a bound.
	Passed bool
}

// Falls are the places where it goes down as its number rises, up to a highest one; nil: without end.
func (c Curve) Falls(high *money.Ratio) []Fall {
	var out []Fall
	for i, p := range c.pieces {
		if high != nil && p.From.Cmp(*high) > 0 {
			break
		}
		if i > 0 {
			if before := c.pieces[i-1].above(p.From); p.At.Cmp(before) < 0 {
				out = append(out, Fall{From: p.From, To: p.From, Before: before, After: p.At, Clause: p.Clause})
			}
		}
		if high != nil && p.From.Equal(*high) {
			break
		}
		if p.Start.Cmp(p.At) < 0 {
			out = append(out, Fall{From: p.From, To: p.From, Before: p.At, After: p.Start, Clause: p.Clause, Passed: true})
		}
		if p.Slope.Sign() < 0 {
			to := c.end(i, high)
			out = append(out, Fall{From: p.From, To: to, Before: p.Start, After: p.above(to), Clause: p.Clause})
		}
	}
	return out
}

// end is where a stretch ends, or a unit further where it has no end.
func (c Curve) end(i int, high *money.Ratio) money.Ratio {
	switch {
	case i+1 < len(c.pieces) && (high == nil || c.pieces[i+1].From.Cmp(*high) < 0):
		return c.pieces[i+1].From
	case high != nil:
		return *high
	default:
		return c.pieces[i].From.Add(money.Whole(1))
	}
}

// Rises reports whether it never goes down.
func (c Curve) Rises() bool { return len(c.Falls(nil)) == 0 }

// Linear reports whether it is one straight line.
func (c Curve) Linear() bool { return len(c.pieces) == 1 && c.pieces[0].At.Equal(c.pieces[0].Start) }

// Reach is the least number at which a curve comes to y or more. Attained is false where it is reached only above it, as
// by a tier that begins above a bound.
func (c Curve) Reach(y money.Ratio) (x money.Ratio, attained, ok bool) {
	for i, p := range c.pieces {
		if p.At.Cmp(y) >= 0 {
			return p.From, true, true
		}
		if p.Start.Cmp(y) >= 0 {
			return p.From, false, true
		}
		if p.Slope.Sign() <= 0 {
			continue
		}
		x = p.From.Add(y.Sub(p.Start).Quo(p.Slope))
		if i+1 == len(c.pieces) || x.Cmp(c.pieces[i+1].From) < 0 {
			return x, true, true
		}
	}
	return x, false, false
}

// Range is the least and the most a curve comes to between two numbers, both included; high nil: without end. Least and
// most are nil where there is no bound. A value that is only approached, at a jump, counts as reached.
func (c Curve) Range(low money.Ratio, high *money.Ratio) (least, most *money.Ratio) {
	on := c.splitAt([]money.Ratio{low}, nil)
	var values []money.Ratio
	down, up := false, false
	for i, p := range on.pieces {
		if p.From.Cmp(low) < 0 {
			continue
		}
		if high != nil && p.From.Cmp(*high) > 0 {
			break
		}
		values = append(values, p.At)
		if high != nil && p.From.Equal(*high) {
			break
		}
		values = append(values, p.Start)
		if i+1 == len(on.pieces) && high == nil {
			down, up = p.Slope.Sign() < 0, p.Slope.Sign() > 0
		} else {
			values = append(values, p.above(on.end(i, high)))
		}
	}
	lo, hi := values[0], values[0]
	for _, v := range values {
		lo, hi = money.Min(lo, v), money.Max(hi, v)
	}
	if !down {
		least = &lo
	}
	if !up {
		most = &hi
	}
	return least, most
}

// Edges are the numbers at which it turns or jumps.
func (c Curve) Edges() []money.Ratio {
	out := make([]money.Ratio, len(c.pieces))
	for i, p := range c.pieces {
		out[i] = p.From
	}
	return out
}

// splitAt cuts stretches in two without changing the curve; points below its beginning are left out.
func (c Curve) splitAt(points []money.Ratio, why *Clause) Curve {
	out := slices.Clone(c.pieces)
	for _, x := range points {
		i := (Curve{out}).find(x)
		if p := out[i]; p.From.Cmp(x) < 0 {
			v := p.above(x)
			out = slices.Insert(out, i+1, Piece{From: x, At: v, Start: v, Slope: p.Slope, Clause: why})
		}
	}
	return Curve{out}
}

// aligned cuts curves at each other's edges, so that all have the same ones; what makes an edge is kept in all of them.
func aligned(curves ...Curve) []Curve {
	out := slices.Clone(curves)
	for i := range out {
		for j := range curves {
			for _, p := range curves[j].pieces {
				out[i] = out[i].splitAt([]money.Ratio{p.From}, p.Clause)
			}
		}
	}
	for k := range out[0].pieces {
		var why *Clause
		for i := range out {
			if why == nil {
				why = out[i].pieces[k].Clause
			}
		}
		for i := range out {
			if out[i].pieces[k].Clause == nil {
				out[i].pieces[k].Clause = why
			}
		}
	}
	return out
}

// joined makes a curve of two, edge by edge and stretch by stretch.
func joined(a, b Curve, join func(a, b Piece) (Piece, error)) (Curve, error) {
	both := aligned(a, b)
	out := make([]Piece, len(both[0].pieces))
	for i := range out {
		p, err := join(both[0].pieces[i], both[1].pieces[i])
		if err != nil {
			return Curve{}, err
		}
		p.From, p.Clause = both[0].pieces[i].From, both[0].pieces[i].Clause
		out[i] = p
	}
	return Curve{out}.tidy(), nil
}

// tidy drops edges at which nothing happens.
func (c Curve) tidy() Curve {
	out := c.pieces[:1:1]
	for _, p := range c.pieces[1:] {
		last := out[len(out)-1]
		if p.At.Equal(p.Start) && p.Slope.Equal(last.Slope) && last.above(p.From).Equal(p.At) {
			continue
		}
		out = append(out, p)
	}
	return Curve{out}
}

func plus(a, b Curve) Curve {
	out, _ := joined(a, b, func(a, b Piece) (Piece, error) {
		return Piece{At: a.At.Add(b.At), Start: a.Start.Add(b.Start), Slope: a.Slope.Add(b.Slope)}, nil
	}) // a sum of straight lines is one; the join has no error
	return out
}

func (c Curve) scaled(by money.Ratio) Curve {
	out := slices.Clone(c.pieces)
	for i := range out {
		out[i].At, out[i].Start, out[i].Slope = out[i].At.Mul(by), out[i].Start.Mul(by), out[i].Slope.Mul(by)
	}
	return Curve{out}.tidy()
}

func minus(a, b Curve) Curve { return plus(a, b.scaled(money.Whole(-1))) }

// times multiplies; where both move in one stretch the product is no straight line.
func times(a, b Curve) (Curve, error) {
	return joined(a, b, func(a, b Piece) (Piece, error) {
		if !a.Slope.IsZero() && !b.Slope.IsZero() {
			return Piece{}, fmt.Errorf("two values that both move with it are multiplied")
		}
		slope := a.Slope.Mul(b.Start).Add(b.Slope.Mul(a.Start))
		return Piece{At: a.At.Mul(b.At), Start: a.Start.Mul(b.Start), Slope: slope}, nil
	})
}

// over divides; only by what stands still in each stretch.
func over(a, b Curve) (Curve, error) {
	return joined(a, b, func(a, b Piece) (Piece, error) {
		if !b.Slope.IsZero() {
			return Piece{}, fmt.Errorf("it is divided by a value that moves with it")
		}
		if b.At.IsZero() || b.Start.IsZero() {
			return Piece{}, fmt.Errorf("it is divided by zero")
		}
		return Piece{At: a.At.Quo(b.At), Start: a.Start.Quo(b.Start), Slope: a.Slope.Quo(b.Start)}, nil
	})
}

// signs is where a curve is below, at and above zero, as -1, 0 and 1.
func (c Curve) signs(why *Clause) Curve {
	var zeros []money.Ratio
	for i, p := range c.pieces {
		if p.Slope.IsZero() || p.Start.IsZero() {
			continue
		}
		x := p.From.Sub(p.Start.Quo(p.Slope))
		if x.Cmp(p.From) > 0 && (i+1 == len(c.pieces) || x.Cmp(c.pieces[i+1].From) < 0) {
			zeros = append(zeros, x)
		}
	}
	out := c.splitAt(zeros, why).pieces
	for i, p := range out {
		open := p.Start.Sign()
		if open == 0 {
			open = p.Slope.Sign()
		}
		if i > 0 && why != nil {
			p.Clause = why
		}
		out[i] = Piece{From: p.From, At: whole(p.At.Sign()), Start: whole(open), Clause: p.Clause}
	}
	return Curve{out}.tidy()
}

func whole(n int) money.Ratio { return money.Whole(int64(n)) }

// truth maps signs to yes (1) and no (0).
func (c Curve) truth(holds func(sign int) bool) Curve {
	out := slices.Clone(c.pieces)
	say := func(v money.Ratio) money.Ratio {
		if holds(v.Sign()) {
			return whole(1)
		}
		return whole(0)
	}
	for i := range out {
		out[i].At, out[i].Start, out[i].Slope = say(out[i].At), say(out[i].Start), money.Ratio{}
	}
	return Curve{out}.tidy()
}

// chosen is a where cond is yes, else b.
func chosen(cond, a, b Curve) Curve {
	all := aligned(cond, a, b)
	out := make([]Piece, len(all[0].pieces))
	for i := range out {
		c, x, y := all[0].pieces[i], all[1].pieces[i], all[2].pieces[i]
		p := y
		if c.At.Sign() > 0 {
			p.At = x.At
		}
		if c.Start.Sign() > 0 {
			p.Start, p.Slope = x.Start, x.Slope
		}
		p.From, p.Clause = c.From, c.Clause
		out[i] = p
	}
	return Curve{out}.tidy()
}

func least(a, b Curve, why *Clause) Curve {
	return chosen(minus(a, b).signs(why).truth(func(s int) bool { return s <= 0 }), a, b)
}

func most(a, b Curve, why *Clause) Curve {
	return chosen(minus(a, b).signs(why).truth(func(s int) bool { return s >= 0 }), a, b)
}

// along is the curve over another number that moves with its own in a straight line: x = at + slope × own, slope above 0.
func (c Curve) along(at, slope money.Ratio) Curve {
	out := slices.Clone(c.pieces)
	for i := range out {
		out[i].From = at.Add(out[i].From.Mul(slope))
		out[i].Slope = out[i].Slope.Quo(slope)
	}
	return Curve{out}
}
