package check

import (
	"fmt"
	"slices"

	"rainmaker/plan/ir"
)

// linearity is how a measure follows credits.
type linearity struct {
	moves bool            // it depends on credits
	why   string          // why it does not rise linearly, "" where it does
	sums  []*ir.Aggregate // the credits it counts
}

// linear follows an expression of measures down to its sums.
func (c *checker) linear(x ir.Expr) linearity {
	switch x := x.(type) {
	case *ir.Aggregate:
		return c.linearSum(x)
	case *ir.People:
		return c.linearPeople(x)
	case *ir.Convert:
		return c.linear(x.X)
	case *ir.ResultRef:
		return linearity{moves: true, why: fmt.Sprintf("`%s` is pay, not a measure of credits", x.Name)}
	case *ir.Mix:
		out := linearity{}
		for _, part := range x.Of {
			out = out.beside(c.linear(part))
		}
		return out
	case *ir.MeasureRef:
		l, known := c.follows[x.Index]
		if !known {
			l = c.linear(c.prog.Measures[x.Index].Expr)
			c.follows[x.Index] = l
		}
		return l
	case *ir.Arith:
		return c.linearArith(x)
	case *ir.If:
		return c.linearIf(x)
	case *ir.Neg:
		if l := c.linear(x.X); l.moves {
			l.why = "it falls as credits rise"
			return l
		}
		return linearity{}
	}
	l := linearity{}
	for _, part := range ir.Parts(x) {
		l.moves = l.moves || c.linear(part).moves
	}
	switch x := x.(type) {
	case *ir.TableRef:
		l.moves = c.tableMoves(x.Index)
	case *ir.CurveRef:
		l.moves = c.linear(c.prog.Curves[x.Index].By).moves
	case *ir.MatrixRef:
		m := &c.prog.Matrices[x.Index]
		l.moves = c.linear(m.Rows).moves || c.linear(m.Cols).moves
	}
	if l.moves {
		l.why = fmt.Sprintf("%s does not follow credits in a straight line", c.text(x))
	}
	return l
}

// beside is what two parts of a sum are together.
func (l linearity) beside(m linearity) linearity {
	out := linearity{moves: l.moves || m.moves, sums: together(l.sums, m.sums), why: l.why}
	if out.why == "" {
		out.why = m.why
	}
	return out
}

// linearSum is how a sum follows the credits of the present window; one over a window that has ended is a constant.
func (c *checker) linearSum(x *ir.Aggregate) linearity {
	if x.Over != nil && (x.Over.Kind == ir.OverPrevious || x.Over.Kind == ir.OverSameLastYear) {
		return linearity{}
	}
	l := linearity{moves: true, sums: []*ir.Aggregate{x}}
	if x.Op == ir.Average || x.Op == ir.Largest || x.Op == ir.Weighted || x.Once >= 0 {
		l.why = fmt.Sprintf("`%s` is no sum", c.text(x))
	}
	return l
}

// linearPeople is how a number over people follows my credits: not at all where I am not among them.
func (c *checker) linearPeople(x *ir.People) linearity {
	if x.Scope.Kind == ir.DirectReports || x.Scope.Kind == ir.AllReports {
		return linearity{}
	}
	l := linearity{}
	for _, part := range ir.Parts(x) {
		l.moves = l.moves || c.linear(part).moves
	}
	if l.moves {
		l.why = fmt.Sprintf("%s adds up what people have reached, not credits", c.text(x))
	}
	return l
}

func (c *checker) tableMoves(index int) bool {
	moves, known := c.moving[index]
	if !known {
		moves = slices.ContainsFunc(tableExprs(&c.prog.Tables[index]), func(x ir.Expr) bool { return c.linear(x).moves })
		c.moving[index] = moves
	}
	return moves
}

// together is the sums of both sides, each once.
func together(a, b []*ir.Aggregate) []*ir.Aggregate {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (c *checker) linearArith(x *ir.Arith) linearity {
	a, b := c.linear(x.A), c.linear(x.B)
	out := a.beside(b)
	if out.why != "" || !out.moves {
		return out
	}
	switch {
	case x.Op == ir.Mul && a.moves && b.moves:
		out.why = "two sums are multiplied"
	case x.Op == ir.Quo && b.moves:
		out.why = "it is divided by a sum"
	case x.Op == ir.Sub && b.moves:
		out.why = "a sum is taken away"
	case (x.Op == ir.Mul || x.Op == ir.Quo) && isNegative(x.B), x.Op == ir.Mul && isNegative(x.A):
		out.why = "it falls as credits rise"
	}
	return out
}

func isNegative(x ir.Expr) bool {
	v, ok := fold(x)
	return ok && v.Num.Sign() < 0
}

// linearIf allows a choice that credits do not make: a quota of zero, not a level of sales.
func (c *checker) linearIf(x *ir.If) linearity {
	then, other := c.linear(x.Then), c.linear(x.Else)
	out := linearity{moves: then.moves || other.moves, sums: then.sums, why: then.why}
	if out.why == "" {
		out.why = other.why
	}
	if then.moves && other.moves {
		out.sums = nil // what only one of the two counts is not always counted
		for _, s := range then.sums {
			if slices.ContainsFunc(other.sums, func(o *ir.Aggregate) bool { return c.text(o) == c.text(s) }) {
				out.sums = append(out.sums, s)
			}
		}
	} else if other.moves {
		out.sums = other.sums
	}
	if cond := c.linear(x.Cond); cond.moves {
		out.moves = true
		if out.why == "" {
			out.why = "its condition depends on credits"
		}
	}
	return out
}
