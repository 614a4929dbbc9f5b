package columns

import (
	"rainmaker"
	"rainmaker/plan/ir"
)

// condition is a test of a deal. An absent value makes both a test and its opposite false, which known says.
type condition func(row int32) (yes, known bool)

func (c condition) holds(row int32) bool {
	yes, _ := c(row)
	return yes
}

func (r reading) conditions(list []ir.Expr) ([]condition, error) {
	var out []condition
	for _, x := range list {
		c, err := r.condition(x)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func holdAll(list []condition, row int32) bool {
	for _, c := range list {
		if !c.holds(row) {
			return false
		}
	}
	return true
}

func (r reading) condition(x ir.Expr) (condition, error) {
	switch x := x.(type) {
	case *ir.And:
		parts, err := r.conditions(x.Parts)
		return all(parts), err
	case *ir.Or:
		parts, err := r.conditions(x.Parts)
		return anyOf(parts), err
	case *ir.Not:
		of, err := r.condition(x.X)
		return func(row int32) (bool, bool) {
			yes, known := of(row)
			return known && !yes, known
		}, err
	case *ir.IsNone:
		f, ok := x.X.(*ir.FieldRef)
		if !ok {
			return nil, outside("line %d: whether something other than a field is none", x.In.Start.Line)
		}
		missing, err := r.missing(f)
		negated := x.Negated
		return func(row int32) (bool, bool) { return missing(row) != negated, true }, err
	case *ir.IsOneOf:
		return r.isOneOf(x.X, x.Values, x.Negated)
	case *ir.Compare:
		return r.compare(x)
	case *ir.FieldRef:
		c, t, err := r.column(x.Index)
		if err != nil {
			return nil, err
		}
		if t.Kind != ir.YesNo {
			return nil, outside("%s is no yes or no", x.Name)
		}
		codes := c.Codes
		return func(row int32) (bool, bool) { return codes[row] == 1, codes[row] >= 0 }, nil
	default:
		return nil, outside("line %d: %T is no test of a deal alone", x.At().Start.Line, x)
	}
}

func all(parts []condition) condition {
	return func(row int32) (bool, bool) {
		known := true
		for _, p := range parts {
			y, k := p(row)
			if k && !y {
				return false, true
			}
			known = known && k
		}
		return known, known
	}
}

func anyOf(parts []condition) condition {
	return func(row int32) (bool, bool) {
		known := true
		for _, p := range parts {
			y, k := p(row)
			if y {
				return true, true
			}
			known = known && k
		}
		return false, known
	}
}

func (r reading) missing(f *ir.FieldRef) (func(int32) bool, error) {
	c, _, err := r.column(f.Index)
	if err != nil {
		return nil, err
	}
	switch {
	case c.Codes != nil:
		codes := c.Codes
		return func(row int32) bool { return codes[row] < 0 }, nil
	case c.Days != nil:
		return nil, outside("%s is a date, which is none until it has come", f.Name)
	default:
		units := c.Units
		return func(row int32) bool { return units[row] == rainmaker.Missing }, nil
	}
}

// isOneOf looks at each word once, not at each deal.
func (r reading) isOneOf(x ir.Expr, values []ir.Value, negated bool) (condition, error) {
	f, ok := x.(*ir.FieldRef)
	if !ok {
		return nil, outside("line %d: what is compared is no field", x.At().Start.Line)
	}
	c, t, err := r.column(f.Index)
	if err != nil {
		return nil, err
	}
	if c.Codes == nil || t.Kind != ir.Text && t.Kind != ir.Payee {
		return nil, outside("%s has no words", f.Name)
	}
	yes := make([]bool, len(c.Words))
	for code, word := range c.Words {
		v := ir.TextOf(word)
		if t.Kind == ir.Payee {
			v = ir.PayeeOf(word)
		}
		for _, w := range values {
			yes[code] = yes[code] || v.Equal(w)
		}
		yes[code] = yes[code] != negated
	}
	codes := c.Codes
	return func(row int32) (bool, bool) {
		code := codes[row]
		if code < 0 {
			return false, false
		}
		return yes[code], true
	}, nil
}

func (r reading) compare(x *ir.Compare) (condition, error) {
	a, b, op := x.A, x.B, x.Op
	if _, fixed := a.(*ir.Const); fixed {
		a, b, op = b, a, turned(op)
	}
	k, ok := b.(*ir.Const)
	if ok && !k.Value.None && (k.Value.Kind == ir.Text || k.Value.Kind == ir.Payee) {
		return r.isOneOf(a, []ir.Value{k.Value}, op == ir.Ne)
	}
	if a.Type().Kind != ir.Number && a.Type().Kind != ir.Money {
		return nil, outside("line %d: compares what is no number", x.In.Start.Line)
	}
	l, err := r.number(a)
	if err != nil {
		return nil, err
	}
	m, err := r.number(b)
	if err == nil {
		l, m, err = level(l, m)
	}
	if err != nil {
		return nil, err
	}
	f, g := l.at, m.at
	return func(row int32) (bool, bool) { return compares(op, f(row), g(row)), true }, nil
}

// turned is a comparison read from the other side.
func turned(op ir.CompareOp) ir.CompareOp {
	switch op {
	case ir.Lt:
		return ir.Gt
	case ir.Le:
		return ir.Ge
	case ir.Gt:
		return ir.Lt
	case ir.Ge:
		return ir.Le
	default:
		return op
	}
}

func compares(op ir.CompareOp, a, b int64) bool {
	switch op {
	case ir.Eq:
		return a == b
	case ir.Ne:
		return a != b
	case ir.Lt:
		return a < b
	case ir.Le:
		return a <= b
	case ir.Gt:
		return a > b
	default:
		return a >= b
	}
}
