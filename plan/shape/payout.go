package shape

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rainmaker/plan/ir"
)

// Payout is what a component pays as one measure moves.
type Payout struct {
	Component int
	// Measure is what moves; ByCredit: the amount credited, ByNumber: the number of deals.
	Measure int
	Curve   Curve
	// Given is what the curve rests on, by name.
	Given []Given
	// Sampled says why the payout is no piecewise linear function of the measure; "" where Curve holds.
	Sampled string
}

// What moves where it is no measure.
const (
	ByCredit = -1
	ByNumber = -2
)

// Payouts are the payout curves of every component, for each measure that it moves with and for the credit itself.
func Payouts(p *ir.Program, set Setting) []Payout {
	var out []Payout
	for i := range p.Components {
		for _, m := range Moves(p, i) {
			out = append(out, Of(p, i, m, set))
		}
	}
	return out
}

// Moves lists the measures that a component's pay moves with, in the order of the program, and the credit it pays on.
func Moves(p *ir.Program, component int) []int {
	k := &p.Components[component]
	found := map[int]bool{}
	for _, x := range Read(k) {
		Walk(p, x, func(x ir.Expr) {
			switch x := x.(type) {
			case *ir.MeasureRef:
				found[x.Index] = true
			case *ir.ResultRef:
				for _, m := range Moves(p, x.Component) {
					if m >= 0 {
						found[m] = true
					}
				}
			}
		})
	}
	var out []int
	for i := range p.Measures {
		if found[i] {
			out = append(out, i)
		}
	}
	switch {
	case k.Credit < 0:
	case countsDeals(p, k.Credit):
		out = append(out, ByNumber)
	default:
		out = append(out, ByCredit)
	}
	return out
}

// countsDeals reports whether a rule credits each deal the same, so that only their number moves.
func countsDeals(p *ir.Program, rule int) bool {
	c := &p.Credits[rule]
	return len(c.Targets) > 0 && !slices.ContainsFunc(c.Targets, func(t ir.Target) bool {
		return t.Amount != ir.Plain || slices.ContainsFunc(fieldsIn(t.Value), func(f *ir.FieldRef) bool { return divided(p, rule, f) })
	})
}

func fieldsIn(x ir.Expr) []*ir.FieldRef {
	var out []*ir.FieldRef
	ir.Walk(x, func(x ir.Expr) {
		if f, ok := x.(*ir.FieldRef); ok {
			out = append(out, f)
		}
	})
	return out
}

// Of is what a component pays as a measure moves. Where the measure follows the component's own credit in a straight line
// the credit grows, and whatever else counts it moves along; any other measure moves by itself.
func Of(p *ir.Program, component, measure int, set Setting) Payout {
	out := Payout{Component: component, Measure: measure}
	k := &p.Components[component]
	sum := func(w *walker) (Curve, error) { return w.component(k) }
	c, given, err := Along(p, k, measure, set, sum)
	if err != nil {
		out.Sampled = err.Error()
		return out
	}
	out.Curve, out.Given = c, given
	return out
}

// Along follows an amount of a component along a measure.
func Along(p *ir.Program, k *ir.Component, measure int, set Setting, amount func(*walker) (Curve, error)) (Curve, []Given, error) {
	w, by, err := grow(p, k, measure, set)
	if err != nil {
		return Curve{}, nil, err
	}
	c, err := amount(w)
	if err != nil {
		return c, nil, err
	}
	if by != nil {
		c = c.along(by.pieces[0].Start.Sub(by.pieces[0].Slope.Mul(w.low)), by.pieces[0].Slope)
	}
	return c, w.givens(), nil
}

func (w *walker) givens() []Given {
	var out []Given
	for name, v := range w.given {
		out = append(out, Given{name, v})
	}
	slices.SortFunc(out, func(a, b Given) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// grow decides what moves so that a measure does: its own credit where it follows that in a straight line, with the
// measure's course; else the measure by itself.
func grow(p *ir.Program, k *ir.Component, measure int, set Setting) (*walker, *Curve, error) {
	for _, rule := range candidates(p, k, measure) {
		w := &walker{p: p, set: set, k: k, in: k.Window, rule: k.Credit, roles: k.Roles, given: map[string]ir.Value{}, m: mover{rule: rule, alone: -1}}
		if rule == k.Credit {
			w.m.roles = k.Roles
		}
		if w.m.many = countsDeals(p, rule) || measure >= 0 && onlyCounts(p, measure); w.m.many {
			if err := w.measureSize(); err != nil {
				return nil, nil, err
			}
		}
		if measure < 0 {
			return w, nil, nil
		}
		by, err := w.measure(&ir.MeasureRef{Index: measure})
		if err == nil && by.Linear() && by.pieces[0].Slope.Sign() > 0 {
			return w, &by, nil
		}
		var b *bent
		if err != nil && !errors.As(err, &b) {
			return nil, nil, err
		}
	}
	if measure < 0 {
		return nil, nil, fmt.Errorf("%s pays on no credit", k.Name)
	}
	return &walker{p: p, set: set, k: k, in: k.Window, rule: k.Credit, roles: k.Roles, given: map[string]ir.Value{}, m: mover{rule: -1, alone: measure}}, nil, nil
}

// measureSize is what one deal is credited.
func (w *walker) measureSize() error {
	v, err := w.set.Value(&ir.CreditAmount{Node: ir.Node{In: w.k.At}}, Place{w.in, w.m.rule, w.m.roles})
	w.m.size = v.Num
	return err
}

// candidates are the credit rules that may grow so that a measure moves: the component's own, else the only one that the
// measure counts.
func candidates(p *ir.Program, k *ir.Component, measure int) []int {
	if measure < 0 {
		if k.Credit < 0 {
			return nil
		}
		return []int{k.Credit}
	}
	sums := sumsIn(p, measure)
	rules := map[int]bool{}
	for _, s := range sums {
		rules[s.Credit] = true
	}
	if rules[k.Credit] {
		return []int{k.Credit}
	}
	if len(rules) == 1 && k.Credit < 0 {
		return []int{sums[0].Credit}
	}
	return nil
}

// onlyCounts reports whether a measure counts credits and adds none up.
func onlyCounts(p *ir.Program, measure int) bool {
	sums := sumsIn(p, measure)
	return len(sums) > 0 && !slices.ContainsFunc(sums, func(a *ir.Aggregate) bool { return a.Op != ir.Count })
}

func sumsIn(p *ir.Program, measure int) []*ir.Aggregate {
	var out []*ir.Aggregate
	Walk(p, p.Measures[measure].Expr, func(x ir.Expr) {
		if a, ok := x.(*ir.Aggregate); ok {
			out = append(out, a)
		}
	})
	return out
}
