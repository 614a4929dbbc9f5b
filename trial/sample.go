package trial

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/shape"
)

// Samples of a check: the example's deals, made smaller and larger together, worked out by the engine.
const (
	sampleSteps = 24
	sampleMost  = 3 // times the example's amounts
)

// sampled is a case: what the example's deals are multiplied by, and what came of it.
type sampled struct {
	measure, pay money.Ratio
	holds, meant bool
}

// sample tries the check on scaled deals of the stand's example.
func (t *tester) sample(s *stand, why string) (finding, error) {
	cases := make([]sampled, 0, sampleSteps)
	var failed error
	for i := 1; i <= sampleSteps; i++ {
		c, err := t.sampleAt(s, money.NewRatio(int64(i)*sampleMost, sampleSteps))
		if err != nil {
			failed = err
			continue
		}
		if c.meant {
			cases = append(cases, c)
		}
	}
	if len(cases) == 0 {
		if failed == nil {
			failed = fmt.Errorf("%s, and no sample of deals meets the condition", why)
		}
		return finding{}, failed
	}
	slices.SortStableFunc(cases, func(a, b sampled) int { return a.measure.Cmp(b.measure) })
	for i, c := range cases {
		if t.check.Kind == ir.CheckHolds && !c.holds {
			return t.blame(s, finding{refuted: true, samples: len(cases), summary: "it does not hold for a sample of deals: " + why}, nil), nil
		}
		if t.check.Kind == ir.CheckNeverFalls && i > 0 && cases[i-1].pay.Cmp(c.pay) > 0 {
			k := s.p.Components[t.check.Component].Name
			return t.blame(s, finding{refuted: true, samples: len(cases), summary: fmt.Sprintf("at %s %s is %s, at %s it is %s",
				t.at(t.check.Measure, cases[i-1].measure), k, s.cash(cases[i-1].pay), t.at(t.check.Measure, c.measure), s.cash(c.pay))}, nil), nil
		}
	}
	return finding{samples: len(cases)}, nil
}

// sampleAt works out one case. The window is looked at as it ends.
func (t *tester) sampleAt(s *stand, by money.Ratio) (sampled, error) {
	k, _ := t.ground(s.p)
	if t.check.Kind != ir.CheckHolds {
		k = &s.p.Components[t.check.Component]
	}
	end, err := s.set.Value(&ir.EdgeOf{End: true, W: k.Window, Node: ir.Node{T: ir.Type{Kind: ir.Date}, In: t.check.At}}, shape.Place{Window: k.Window, Rule: -1})
	if err != nil {
		return sampled{}, err
	}
	calc, err := t.scaled(s, by, end.Date)
	if err != nil {
		return sampled{}, err
	}
	ask := func(x ir.Expr) (ir.Value, error) {
		return calc.Value(x, engine.Question{Payee: ir.Me, Window: k.Window, On: end.Date, Rule: -1})
	}
	out := sampled{meant: true}
	if t.check.When != nil {
		v, err := ask(t.check.When)
		if err != nil {
			return out, err
		}
		out.meant = v.Yes && !v.None
	}
	if t.check.Kind == ir.CheckHolds {
		v, err := ask(t.check.Cond)
		out.holds = v.Yes && !v.None
		return out, err
	}
	pay, err := ask(&ir.ResultRef{Node: ir.Node{T: ir.Type{Kind: ir.Money}, In: t.check.At}, Name: k.Name, Component: t.check.Component})
	if err != nil {
		return out, err
	}
	out.pay = pay.Num
	if t.check.Measure >= 0 {
		v, err := ask(&ir.MeasureRef{Node: ir.Node{In: t.check.At}, Name: t.p.Measures[t.check.Measure].Name, Index: t.check.Measure})
		out.measure = v.Num
		return out, err
	}
	return out, nil
}

// scaled is the stand's company with its deals multiplied: their amounts, rounded to what a source could state; those
// without an amount of money in number.
func (t *tester) scaled(s *stand, by money.Ratio, through calendar.Date) (*engine.Calculation, error) {
	in, err := Inputs(s.p, s.example, t.cal)
	if err != nil {
		return nil, err
	}
	in.Through = max(in.Through, through)
	var events, counted []rainmaker.Event
	for _, e := range in.Events {
		more, err := multiplied(e, by)
		switch {
		case err != nil:
			return nil, err
		case more == nil:
			counted = append(counted, e)
		default:
			events = append(events, *more)
		}
	}
	n, err := money.Whole(int64(len(counted))).Mul(by).Round(0, money.HalfUp)
	if err != nil {
		return nil, err
	}
	for i := range int(n) {
		e := counted[i%len(counted)]
		if again := i / len(counted); again > 0 {
			e.ID = fmt.Sprintf("%s again %d", e.ID, again)
		}
		events = append(events, e)
	}
	in.Events = events
	return engine.New(s.p, in)
}

// multiplied is an event with its amounts of money multiplied; nil where it has none.
func multiplied(e rainmaker.Event, by money.Ratio) (*rainmaker.Event, error) {
	out, any := e, false
	out.Fields = slices.Clone(e.Fields)
	for i, f := range out.Fields {
		if f.Value.Kind() != rainmaker.Cash {
			continue
		}
		any = true
		amount := f.Value.Amount()
		units, err := amount.Ratio().Mul(by).Round(amount.Scale(), money.HalfUp)
		if err != nil {
			return nil, err
		}
		out.Fields[i].Value = rainmaker.CashOf(money.NewAmount(units, amount.Scale()), f.Value.Currency())
	}
	if !any {
		return nil, nil
	}
	return &out, nil
}
