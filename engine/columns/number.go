package columns

import (
	"fmt"
	"math"
	"math/bits"

	"rainmaker"
	"rainmaker/plan/ir"
)

// outside is the reason why something is not worked out over columns.
func outside(format string, args ...any) error { return fmt.Errorf(format, args...) }

// number is an expression of a deal as an integer over a denominator that is the same for all deals.
type number struct {
	at    func(row int32) int64
	den   int64
	most  int64   // the largest magnitude that at gives
	fixed *int64  // set where it is the same for all deals
	cells []int64 // set where it is a column as it stands, which is read at a third of the price of a closure
}

// of is what at gives.
func (n *number) of(row int32) int64 {
	if n.cells != nil {
		return n.cells[row]
	}
	if n.fixed != nil {
		return *n.fixed
	}
	return n.at(row)
}

func fixedNumber(units, den int64) number {
	return number{at: func(int32) int64 { return units }, den: den, most: abs(units), fixed: &units}
}

// reading makes closures of expressions over the deals of a batch.
type reading struct {
	p     *ir.Program
	event *ir.Event
	batch *rainmaker.EventBatch
}

// column is the column of a field, which must be there and as declared.
func (r reading) column(index int) (*rainmaker.Column, ir.Type, error) {
	if index < 0 {
		return nil, ir.Type{}, outside("the id is read as a field")
	}
	f := r.event.Fields[index]
	if f.Via != nil {
		return nil, f.Type, outside("%s is read through a reference", f.Name)
	}
	c := r.batch.Column(f.Name)
	if c == nil {
		return nil, f.Type, outside("the deals have no %s", f.Name)
	}
	return c, f.Type, nil
}

func (r reading) number(x ir.Expr) (number, error) {
	switch x := x.(type) {
	case *ir.Const:
		return constant(x.Value)
	case *ir.FieldRef:
		c, t, err := r.column(x.Index)
		if err != nil {
			return number{}, err
		}
		if t.OrNone || c.Units == nil {
			return number{}, outside("%s may be none", x.Name)
		}
		if c.Highest > limit/headroom {
			return number{}, outside("%s is too long", x.Name)
		}
		units := c.Units
		return number{
			at: func(row int32) int64 { return units[row] }, cells: units, den: pow10(c.Scale), most: max(c.Highest, 1) * headroom,
		}, nil
	case *ir.Neg:
		n, err := r.number(x.X)
		if err != nil {
			return n, err
		}
		if n.fixed != nil {
			return fixedNumber(-*n.fixed, n.den), nil
		}
		at := n.at
		return number{at: func(row int32) int64 { return -at(row) }, den: n.den, most: n.most}, nil
	case *ir.Arith:
		return r.arith(x)
	case *ir.TableRef:
		return r.table(x)
	default:
		return number{}, outside("line %d: %T is not worked out of a deal alone", x.At().Start.Line, x)
	}
}

func constant(v ir.Value) (number, error) {
	if v.None || v.Kind != ir.Number && v.Kind != ir.Money {
		return number{}, outside("%s is no number", v)
	}
	units, den, ok := v.Num.Fraction()
	if !ok {
		return number{}, outside("%s is too long", v)
	}
	return fixedNumber(units, den), nil
}

func (r reading) arith(x *ir.Arith) (number, error) {
	a, err := r.number(x.A)
	if err != nil {
		return a, err
	}
	b, err := r.number(x.B)
	if err != nil {
		return b, err
	}
	long := outside("line %d: the numbers are too long", x.In.Start.Line)
	switch x.Op {
	case ir.Mul:
		return times(a, b, long)
	case ir.Quo:
		if b.fixed == nil || *b.fixed == 0 {
			return number{}, outside("line %d: divides by what is not fixed", x.In.Start.Line)
		}
		num, den := b.den, *b.fixed
		if den < 0 {
			num, den = -num, -den
		}
		return times(a, fixedNumber(num, den), long)
	default:
		a, b, err = level(a, b)
		if err != nil {
			return number{}, long
		}
		most, ok := add(a.most, b.most)
		if !ok {
			return number{}, long
		}
		if x.Op == ir.Sub {
			return combined(a, b, a.den, most, func(x, y int64) int64 { return x - y }), nil
		}
		return combined(a, b, a.den, most, func(x, y int64) int64 { return x + y }), nil
	}
}

// times is the product of two numbers; long is the error where it is too long.
func times(a, b number, long error) (number, error) {
	den, ok := mul(a.den, b.den)
	most, fits := mul(a.most, b.most)
	if !ok || !fits {
		return number{}, long
	}
	return combined(a, b, den, most, func(x, y int64) int64 { return x * y }), nil
}

func combined(a, b number, den, most int64, op func(x, y int64) int64) number {
	if a.fixed != nil && b.fixed != nil {
		return fixedNumber(op(*a.fixed, *b.fixed), den)
	}
	f, g := a.at, b.at
	return number{at: func(row int32) int64 { return op(f(row), g(row)) }, den: den, most: most}
}

// level brings numbers to one denominator.
func level(a, b number) (number, number, error) {
	den, ok := lcm(a.den, b.den)
	if !ok {
		return a, b, outside("too long")
	}
	a, err := a.over(den)
	if err != nil {
		return a, b, err
	}
	b, err = b.over(den)
	return a, b, err
}

// over is the number over a multiple of its denominator.
func (n number) over(den int64) (number, error) {
	by := den / n.den
	if by == 1 {
		return n, nil
	}
	most, ok := mul(n.most, by)
	if !ok {
		return n, outside("too long")
	}
	if n.fixed != nil {
		return fixedNumber(*n.fixed*by, den), nil
	}
	at := n.at
	return number{at: func(row int32) int64 { return at(row) * by }, den: den, most: most}, nil
}

// table reads a table of fixed values by fields with words.
func (r reading) table(x *ir.TableRef) (number, error) {
	t := &r.p.Tables[x.Index]
	if t.Flow != nil || len(t.Keys) != 1 {
		return number{}, outside("table %s is not by one field", t.Name)
	}
	key, ok := t.Keys[0].(*ir.FieldRef)
	if !ok {
		return number{}, outside("table %s is not by a field of the deal", t.Name)
	}
	c, typ, err := r.column(key.Index)
	if err != nil {
		return number{}, err
	}
	if typ.Kind != ir.Text || typ.OrNone || c.Codes == nil {
		return number{}, outside("table %s is not by words", t.Name)
	}
	values := make([]number, len(c.Words))
	den := int64(1)
	for code, word := range c.Words {
		if values[code], err = r.row(t, ir.TextOf(word)); err != nil {
			return number{}, err
		}
		if den, ok = lcm(den, values[code].den); !ok {
			return number{}, outside("table %s: the values are too long", t.Name)
		}
	}
	units := make([]int64, len(values))
	out := number{den: den}
	for code, v := range values {
		if v, err = v.over(den); err != nil {
			return number{}, err
		}
		units[code] = *v.fixed
		out.most = max(out.most, v.most)
	}
	codes := c.Codes
	out.at = func(row int32) int64 { return units[codes[row]] }
	return out, nil
}

func (r reading) row(t *ir.Table, key ir.Value) (number, error) {
	value := t.Else
	for i := range t.Rows {
		if k := t.Rows[i].Keys[0]; !k.Bound && k.Value.Equal(key) {
			value = t.Rows[i].Value
			break
		}
	}
	fixed, ok := value.(*ir.Const)
	if !ok {
		return number{}, outside("table %s has no fixed value for %s", t.Name, key)
	}
	return constant(fixed.Value)
}

func abs(x int64) int64 {
	if x < 0 {
		return -x
	}
	return x
}

// limit is what magnitudes stay below, so that a sum of what all roles of a deal are credited still fits.
const limit = math.MaxInt64 >> 7

// headroom is by how much a deal that is tried may be larger than the largest there is.
const headroom = 16

func mul(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(uint64(abs(a)), uint64(abs(b))) //nolint:gosec // magnitudes
	if hi != 0 || lo > limit {
		return 0, false
	}
	return a * b, true
}

func add(a, b int64) (int64, bool) {
	s := a + b
	return s, abs(s) <= limit
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func lcm(a, b int64) (int64, bool) { return mul(a/gcd(a, b), b) }

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}
