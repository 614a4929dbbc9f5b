package trial

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
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
// name alone would see; the engine does the rest, as of the period's end.
func (b *bench) formula(e *ir.Expect, label string) (ir.Value, error) {
	list, err := b.statementsFor(e, allComponents)
	if err != nil {
		return ir.Value{}, err
	}
	on, err := b.lastDay(list, label)
	if err != nil {
		return ir.Value{}, err
	}
	q := engine.Question{Payee: rainmaker.PayeeID(e.Person), Window: b.p.Plan.Period, On: on, Rule: -1}
	q.Looked = func(x *ir.Looked) (ir.Value, error) { return b.value(b.one(e, x), label) }
	return b.calc.Value(e.Formula, q)
}

// lastDay is that of a pay period, be the person assigned in it or not.
func (b *bench) lastDay(list []rainmaker.Statement, label string) (calendar.Date, error) {
	for _, s := range list {
		if s.Period == label {
			return s.Span.Last(), nil
		}
	}
	period, err := b.cal.Parse(label)
	return period.Span.Last(), err
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
