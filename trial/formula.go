package trial

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker/plan/ir"
)

// withMeasures is a letter with the measures that an example writes out in its expectations. Nothing that pays reads them.
func withMeasures(p *ir.Program, more []ir.Measure) *ir.Program {
	if len(more) == 0 {
		return p
	}
	out := *p
	out.Measures = slices.Concat(p.Measures, more)
	return &out
}

// formula works out an expectation of more than a name in one pay period. Each name in it is what an expectation of that
// name alone would see.
func (b *bench) formula(e *ir.Expect, x ir.Expr, label string) (ir.Value, error) {
	switch x := x.(type) {
	case *ir.Const:
		return x.Value, nil
	case *ir.Looked:
		return b.value(b.one(e, x), label)
	case *ir.Neg:
		v, err := b.formula(e, x.X, label)
		v.Num = v.Num.Neg()
		return v, err
	case *ir.Arith:
		return b.arith(e, x, label)
	default:
		return ir.Value{}, fmt.Errorf("nothing says how %s is looked at", e.Name)
	}
}

func (b *bench) arith(e *ir.Expect, x *ir.Arith, label string) (ir.Value, error) {
	left, err := b.formula(e, x.A, label)
	if err != nil {
		return left, err
	}
	right, err := b.formula(e, x.B, label)
	if err != nil {
		return right, err
	}
	out := ir.Value{Kind: x.T.Kind, Currency: x.T.Currency, Percent: x.T.Percent}
	switch {
	case left.None || right.None:
		return ir.NoneOf(x.T.Kind), nil
	case x.Op == ir.Add:
		out.Num = left.Num.Add(right.Num)
	case x.Op == ir.Sub:
		out.Num = left.Num.Sub(right.Num)
	case x.Op == ir.Mul:
		out.Num = left.Num.Mul(right.Num)
	case right.Num.IsZero():
		return out, fmt.Errorf("%s can't be divided by %s", left, right)
	default:
		out.Num = left.Num.Quo(right.Num)
	}
	return out, nil
}

// one is the expectation of one name of a formula.
func (b *bench) one(e *ir.Expect, x *ir.Looked) *ir.Expect {
	out := &ir.Expect{Kind: x.Kind, Index: x.Index, Name: x.Name, Person: e.Person, At: e.At}
	if x.Kind == ir.ExpectAdHoc {
		out.Kind, out.Index = ir.ExpectMeasure, len(b.p.Measures)-len(b.x.Measures)+x.Index
	}
	return out
}

// terms says what the names of a formula came to.
func (b *bench) terms(e *ir.Expect, label string) string {
	var parts []string
	ir.Walk(e.Formula, func(x ir.Expr) {
		if seen, ok := x.(*ir.Looked); ok {
			if v, err := b.value(b.one(e, seen), label); err == nil {
				parts = append(parts, fmt.Sprintf("%s is %s", seen.Name, written(v, v)))
			}
		}
	})
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "; ") + "."
}
