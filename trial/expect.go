package trial

import (
	"errors"
	"fmt"
	"strings"

	"rainmaker"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// expect holds one expectation against what was worked out.
func (b *bench) expect(e *ir.Expect) {
	periods := e.Periods
	if len(periods) == 0 {
		periods = []string{b.x.In}
	}
	values := make([]ir.Value, 0, len(periods))
	for _, label := range periods {
		v, err := b.value(e, label)
		if err != nil {
			b.blocked(e, label, err)
			return
		}
		values = append(values, v)
	}
	if e.Over {
		total := values[0]
		for _, v := range values[1:] {
			total.Num = total.Num.Add(v.Num)
		}
		b.compare(e, 0, total, fmt.Sprintf("over %s..%s", periods[0], periods[len(periods)-1]), periods)
		return
	}
	for i, v := range values {
		b.compare(e, i, v, "in "+periods[i], periods[i:i+1])
	}
}

// value is what an expectation looks at, in one pay period.
func (b *bench) value(e *ir.Expect, label string) (ir.Value, error) {
	if e.Kind == ir.ExpectFormula {
		return b.formula(e, label)
	}
	s, err := b.statement(e, label)
	if err != nil {
		return ir.Value{}, err
	}
	switch e.Kind {
	case ir.ExpectPay, ir.ExpectPayable, ir.ExpectComponent, ir.ExpectCap, ir.ExpectClawback, ir.ExpectBalance:
		return b.paid(e, s)
	}
	if s == nil {
		return ir.Value{}, fmt.Errorf("%s is not assigned to %s in %s", e.Person, b.p.Plan.Name, label)
	}
	payee, on := rainmaker.PayeeID(e.Person), s.Span.Last()
	switch e.Kind {
	case ir.ExpectMeasure:
		return b.calc.Measure(payee, b.p.Measures[e.Index].Name, on)
	case ir.ExpectParam:
		return b.calc.Param(payee, b.p.Params[e.Index].Name, on)
	case ir.ExpectCurve:
		return b.calc.Curve(payee, b.p.Curves[e.Index].Name, on)
	case ir.ExpectMatrix:
		return b.calc.Matrix(payee, b.p.Matrices[e.Index].Name, on)
	case ir.ExpectTable:
		return b.calc.Table(payee, b.p.Tables[e.Index].Name, on)
	default:
		return ir.Value{}, fmt.Errorf("nothing says how %s is looked at", e.Name)
	}
}

func (b *bench) paid(e *ir.Expect, s *rainmaker.Statement) (ir.Value, error) {
	if s == nil { // before the assignment, or after it: nothing is paid there
		return ir.MoneyOf(money.Ratio{}, b.p.Plan.Currency), nil
	}
	if s.Blocked != "" {
		return ir.Value{}, errors.New(s.Blocked)
	}
	total, err := b.amount(e, s)
	return ir.MoneyOf(total.Ratio(), total.Currency()), err
}

// amount is what an expectation looks at in a statement that has its lines.
func (b *bench) amount(e *ir.Expect, s *rainmaker.Statement) (money.Money, error) {
	switch e.Kind {
	case ir.ExpectPay:
		return s.Settlement.Pay, nil
	case ir.ExpectPayable:
		return s.Settlement.Payable, nil
	case ir.ExpectClawback:
		return s.Settlement.ClawbackTotal(b.p.Clawbacks[e.Index].Name)
	case ir.ExpectBalance:
		after, known := s.Settlement.Balance(b.p.Balances[e.Index].Name)
		if !known { // a plan that pays as it earns owes nothing and keeps nothing back
			after = money.New(0, s.Currency)
		}
		return after, nil
	case ir.ExpectCap:
		return s.ComponentTotal(b.p.Caps[e.Index].Name)
	default:
		return s.ComponentTotal(b.p.Components[e.Index].Name)
	}
}

// statement is that of an expectation's person for a pay period; nil where they have none although the plan has such a
// period.
func (b *bench) statement(e *ir.Expect, label string) (*rainmaker.Statement, error) {
	list, err := b.statementsFor(e, allComponents)
	if err != nil {
		return nil, err
	}
	s, err := b.find(list, e.Person, label)
	if err != nil || s == nil || s.Blocked == "" || e.Kind != ir.ExpectComponent {
		return s, err
	}
	// What is not given stops what reads it. A component that does not is worked out without those that do, so that an
	// example of a manager's override need not give the manager a quota.
	if list, err = b.statementsFor(e, e.Index); err != nil {
		return nil, err
	}
	return b.find(list, e.Person, label)
}

// allComponents stands for the index of a component where all are meant.
const allComponents = -1

type person struct {
	name      string
	component int
}

// statementsFor works out a person's statements, of one component or of all.
func (b *bench) statementsFor(e *ir.Expect, component int) ([]rainmaker.Statement, error) {
	key := person{e.Person, component}
	if list, worked := b.statements[key]; worked {
		return list, nil
	}
	calc := b.calc
	if component != allComponents {
		var err error
		in := b.company.in
		versions := alone(b.p.Components[component].Name, append([]*ir.Program{b.p}, in.Versions...)...)
		in.Versions = versions[1:]
		if calc, err = engine.New(versions[0], in); err != nil {
			return nil, err
		}
	}
	b.statements[key] = calc.Statements(rainmaker.PayeeID(e.Person))
	return b.statements[key], nil
}

func (b *bench) find(list []rainmaker.Statement, person, label string) (*rainmaker.Statement, error) {
	for i := range list {
		if list[i].Period == label {
			return &list[i], nil
		}
	}
	// A period that could not be cut out at all is one blocked statement for the whole assignment.
	if len(list) == 1 && list[0].Blocked != "" {
		return &list[0], nil
	}
	if w := b.p.Plan.Period; w.Kind == ir.OfUnit {
		if p, err := b.cal.Parse(label); err == nil && p.Unit == w.Unit {
			return nil, nil
		}
	}
	return nil, fmt.Errorf("%s has no pay period %s in plan %s", person, label, b.p.Plan.Name)
}

// blocked reports once for each person and period why a value could not be worked out.
func (b *bench) blocked(e *ir.Expect, label string, err error) {
	key := e.Person + " " + label + " " + err.Error()
	if b.told[key] {
		return
	}
	b.told[key] = true
	b.found = append(b.found, source.Diagnostic{
		Severity: source.Error, Code: exampleBlocked, Where: e.At,
		Summary: fmt.Sprintf("%s: %s can't be worked out: %s", b.title(label), subject(e), err),
		Way:     "Give the example what a real run would need; nothing has a default.",
	})
}

func (b *bench) compare(e *ir.Expect, i int, got ir.Value, when string, periods []string) {
	want := e.Values[0]
	digits := 0
	if e.About {
		digits = e.Digits[0]
	}
	if i < len(e.Values) {
		want = e.Values[i]
		if e.About {
			digits = e.Digits[i]
		}
	}
	if e.About && near(got, want, digits) || !e.About && same(got, want) {
		return
	}
	shown, about := written(got, want), ""
	if e.About {
		about = "about "
	}
	b.found = append(b.found, source.Diagnostic{
		Severity: source.Error, Code: exampleFails, Where: e.At,
		Summary: fmt.Sprintf("%s %s: %s is %s, expected %s%s", b.title(""), when, subject(e), shown, about, want),
		Detail:  b.detail(e, periods),
		Way:     "Correct the letter; or the example, where the letter says what is meant.",
	})
}

func subject(e *ir.Expect) string {
	if e.Person != ir.Me {
		return e.Name + " for " + e.Person
	}
	return e.Name
}

// same compares exactly. None is expected as none.
func same(got, want ir.Value) bool {
	if got.None || want.None {
		return got.None == want.None
	}
	return got.Equal(want)
}

// near compares at the digits written; those of a percent are of the percent figure.
func near(got, want ir.Value, digits int) bool {
	if got.None || want.None || got.Kind != want.Kind || got.Currency != want.Currency {
		return false
	}
	a, b := got.Num, want.Num
	if want.Percent {
		a, b = a.Mul(money.Whole(100)), b.Mul(money.Whole(100))
	}
	return a.Decimal(digits, money.HalfUp) == b.Decimal(digits, money.HalfUp)
}

// written is a value in the manner of another: a ratio expected as percent is shown as percent, and one without an end is
// cut after nine digits, which its dots say.
func written(v, like ir.Value) string {
	if v.Kind == ir.Number {
		v.Percent = like.Percent
	}
	if v.None || v.Kind != ir.Number && v.Kind != ir.Money {
		return v.String()
	}
	num := v.Num
	if v.Percent {
		num = num.Mul(money.Whole(100))
	}
	text := figure(num)
	switch {
	case v.Kind == ir.Money:
		return text + " " + string(v.Currency)
	case v.Percent:
		return text + "%"
	default:
		return text
	}
}

// figure is an exact number with thousands commas, cut where it has no end.
func figure(r money.Ratio) string {
	const places = 9
	text := r.String()
	if strings.Contains(text, "/") {
		text = r.Decimal(places, money.Down) + "…"
	}
	return ir.Group(text)
}
