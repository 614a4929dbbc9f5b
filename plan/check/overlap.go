package check

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker/money"
	"rainmaker/plan/ir"
)

// A condition is taken apart into alternatives, each a conjunction of tests of one value against constants. What can't be
// taken apart so is an unknown: it may hold or not, and proves neither that two conditions meet nor that they exclude each
// other.

// domain is what a conjunction leaves of one value.
type domain struct {
	choices   []string // of a text: what it may still be; nil: anything
	no        []string // texts it is not
	low, high *edge
	whole     bool // counted in whole numbers
	expr      ir.Expr
}

type edge struct {
	at   money.Ratio
	open bool // the bound itself does not belong
}

// alternative is one conjunction: the values it restricts, by their text.
type alternative struct {
	of      map[string]*domain
	order   []string
	unknown bool
}

// maxAlternatives bounds the taking apart of `or` under `and`.
const maxAlternatives = 64

// meet reports whether both conditions provably hold together somewhere, and where.
func (c *checker) meet(a, b ir.Expr) (where string, both bool) {
	for _, alt := range c.alternatives(&ir.And{Parts: []ir.Expr{a, b}}) {
		if !alt.unknown && alt.free() && alt.possible() {
			return c.describe(alt), true
		}
	}
	return "", false
}

// free reports whether the values it restricts can be anything together: attributes can, and one number beside them; two
// measures, or a month and a quarter, may depend on each other.
func (a alternative) free() bool {
	numbers := 0
	for _, d := range a.of {
		if _, attribute := d.expr.(*ir.AttributeRef); !attribute {
			numbers++
		}
	}
	return numbers <= 1
}

// exclude reports whether two conditions provably never hold together. An absent one always holds.
func (c *checker) exclude(a, b ir.Expr) bool {
	if a == nil || b == nil {
		return false
	}
	for _, alt := range c.alternatives(&ir.And{Parts: []ir.Expr{a, b}}) {
		if alt.possible() {
			return false
		}
	}
	return true
}

func (c *checker) alternatives(x ir.Expr) []alternative {
	switch x := x.(type) {
	case *ir.And:
		out := []alternative{{of: map[string]*domain{}}}
		for _, p := range x.Parts {
			var next []alternative
			for _, a := range out {
				for _, b := range c.alternatives(p) {
					if len(next) < maxAlternatives {
						next = append(next, a.and(b))
					}
				}
			}
			out = next
		}
		return out
	case *ir.Or:
		var out []alternative
		for _, p := range x.Parts {
			out = append(out, c.alternatives(p)...)
		}
		if len(out) > maxAlternatives {
			return []alternative{{unknown: true, of: map[string]*domain{}}}
		}
		return out
	case *ir.IsOneOf:
		if d := choiceDomain(x); d != nil {
			return []alternative{single(c.text(x.X), d)}
		}
	case *ir.Compare:
		if name, d := c.rangeDomain(x); d != nil {
			return []alternative{single(name, d)}
		}
	}
	return []alternative{{unknown: true, of: map[string]*domain{}}}
}

func single(name string, d *domain) alternative {
	return alternative{of: map[string]*domain{name: d}, order: []string{name}}
}

func choiceDomain(x *ir.IsOneOf) *domain {
	d := &domain{expr: x.X}
	if t := x.X.Type(); len(t.Choices) > 0 {
		d.choices = slices.Clone(t.Choices)
	}
	var values []string
	for _, v := range x.Values {
		if v.Kind != ir.Text && v.Kind != ir.YesNo {
			return nil
		}
		values = append(values, v.String())
	}
	switch {
	case !x.Negated:
		d.choices = values
	case d.choices != nil:
		d.choices = slices.DeleteFunc(d.choices, func(s string) bool { return slices.Contains(values, s) })
	default:
		d.no = values
	}
	return d
}

// rangeDomain is a comparison of one value with a constant.
func (c *checker) rangeDomain(x *ir.Compare) (string, *domain) {
	value, bound, op := x.A, x.B, x.Op
	v, known := fold(bound)
	if !known {
		value, bound = bound, value
		if v, known = fold(bound); !known {
			return "", nil
		}
		op = map[ir.CompareOp]ir.CompareOp{ir.Lt: ir.Gt, ir.Le: ir.Ge, ir.Gt: ir.Lt, ir.Ge: ir.Le, ir.Eq: ir.Eq, ir.Ne: ir.Ne}[op]
	}
	if v.Kind != ir.Number && v.Kind != ir.Money {
		return "", nil
	}
	d := &domain{expr: value}
	if _, counted := value.(*ir.MonthOf); counted {
		d.whole, d.low = true, &edge{at: one}
	}
	e := &edge{at: v.Num, open: op == ir.Lt || op == ir.Gt}
	switch op {
	case ir.Lt, ir.Le:
		d.high = e
	case ir.Gt, ir.Ge:
		d.low = higher(d.low, e)
	case ir.Eq:
		d.low, d.high = higher(d.low, e), e
	default:
		return "", nil
	}
	return c.text(value), d
}

func higher(a, b *edge) *edge {
	if a == nil || b != nil && (b.at.Cmp(a.at) > 0 || b.at.Equal(a.at) && b.open) {
		return b
	}
	return a
}

func lower(a, b *edge) *edge {
	if a == nil || b != nil && (b.at.Cmp(a.at) < 0 || b.at.Equal(a.at) && b.open) {
		return b
	}
	return a
}

func (a alternative) and(b alternative) alternative {
	out := alternative{of: map[string]*domain{}, order: slices.Clone(a.order), unknown: a.unknown || b.unknown}
	for name, d := range a.of {
		out.of[name] = d
	}
	for _, name := range b.order {
		d := b.of[name]
		known := out.of[name]
		if known == nil {
			out.order = append(out.order, name)
			out.of[name] = d
			continue
		}
		both := &domain{
			low: higher(known.low, d.low), high: lower(known.high, d.high), no: append(slices.Clone(known.no), d.no...),
			whole: known.whole || d.whole, expr: known.expr, choices: known.choices,
		}
		switch {
		case known.choices == nil:
			both.choices = d.choices
		case d.choices != nil:
			both.choices = slices.DeleteFunc(slices.Clone(known.choices), func(s string) bool { return !slices.Contains(d.choices, s) })
		}
		if both.choices == nil && (known.choices != nil || d.choices != nil) {
			both.choices = []string{}
		}
		out.of[name] = both
	}
	return out
}

// possible reports whether every value by itself still has one it may take.
func (a alternative) possible() bool {
	for _, d := range a.of {
		if d.choices != nil && !slices.ContainsFunc(d.choices, func(s string) bool { return !slices.Contains(d.no, s) }) {
			return false
		}
		if d.low == nil || d.high == nil {
			continue
		}
		diff := d.low.at.Cmp(d.high.at)
		if diff > 0 || diff == 0 && (d.low.open || d.high.open) {
			return false
		}
		if d.whole && d.low.open && d.high.open && d.high.at.Sub(d.low.at).Cmp(one) <= 0 && d.low.at.IsWhole() {
			return false
		}
	}
	return true
}

// describe is an example of where an alternative holds.
func (c *checker) describe(a alternative) string {
	var parts []string
	for _, name := range a.order {
		d := a.of[name]
		switch {
		case len(d.choices) > 0:
			parts = append(parts, fmt.Sprintf("%s is %s", name, ir.ChoiceText(d.choices[0])))
		case d.low != nil || d.high != nil:
			parts = append(parts, fmt.Sprintf("%s is %s", name, d.inside()))
		}
	}
	return strings.Join(parts, " and ")
}

// inside is a value of a range.
func (d *domain) inside() string {
	t := d.expr.Type()
	at := money.Ratio{}
	switch {
	case d.low != nil && d.high != nil && (d.low.open || d.high.open):
		at = d.low.at.Add(d.high.at).Quo(money.Whole(2))
	case d.low != nil && d.low.open:
		at = d.low.at.Add(one)
	case d.low != nil:
		at = d.low.at
	case d.high.open:
		at = d.high.at.Sub(one)
	default:
		at = d.high.at
	}
	if d.whole && !at.IsWhole() {
		at = d.low.at.Add(one)
	}
	return ir.Value{Kind: t.Kind, Currency: t.Currency, Percent: t.Percent, Num: at}.String()
}
