package engine

import (
	"errors"
	"slices"

	"rainmaker"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Standing is where a payee stands in one component at the end of a pay period, or so far: the measure, its tiers, and
// what one more credit would pay.
type Standing struct {
	Component, Label string
	Window           rainmaker.PayPeriod
	// Credited is what has been credited in the window, in the credit's unit.
	Credited ir.Value
	// Measure names the tiers' measure and Position is its value; Tiers is empty where the component has none.
	Measure  string
	Position ir.Value
	Tiers    []StandingTier
	// Slope is what one unit of credit adds to the measure; zero when credits do not move it.
	Slope money.Ratio
	// ToNext is the credit still to make until the next tier, and ToGoal until the measure is 100 %; nil when there is
	// none.
	ToNext, ToGoal *ir.Value
	// Probe is a further credit, Pays what it would earn here, exact; Open says that the component also looks at the
	// deal itself (its product, its amount), so that a real deal may pay otherwise.
	Probe ir.Value
	Pays  ir.Value
	Open  bool
	// Readings are the values that the position rests on.
	Readings []Reading
}

// StandingTier is one tier as the payee sees it.
type StandingTier struct {
	Label string
	Bound ir.Value
	Above bool
	// Factor is what the tier pays or multiplies by; Rate is what one unit of credit earns in it, exact, where that
	// does not depend on the deal.
	Factor ir.Value
	Times  bool
	Rate   *money.Ratio
	Now    bool
	Line   int
}

// probeMoney is the further credit that a standing asks about, in units of the credit's currency; where credits are
// counted it is one more.
const probeMoney = 1000

// Standings says where a payee stands in each component of the plan, with what a further credit pays: of 1,000 in the
// credit's currency, or one more where credits are counted.
func (c *Calculation) Standings(payee rainmaker.PayeeID, period string) ([]Standing, error) {
	t, p, err := c.findPeriod(payee, period)
	if err != nil {
		return nil, err
	}
	var out []Standing
	for i := range c.prog.Components {
		windows, err := c.componentWindows(t, i, p.Span.Intersect(t.span))
		if err != nil {
			return nil, err
		}
		for _, w := range windows {
			st, err := c.standing(t, i, w, p)
			if err != nil {
				return nil, err
			}
			out = append(out, st)
		}
	}
	return out, nil
}

// findPeriod is the last tenure of a payee that has a pay period of that label.
func (c *Calculation) findPeriod(payee rainmaker.PayeeID, label string) (*tenure, rainmaker.PayPeriod, error) {
	tenures := c.tenures[string(payee)]
	for _, t := range slices.Backward(tenures) {
		periods, err := c.payPeriods(t)
		if err != nil {
			return nil, rainmaker.PayPeriod{}, err
		}
		for _, p := range periods {
			if p.Label == label {
				return t, p, nil
			}
		}
	}
	return nil, rainmaker.PayPeriod{}, rainmaker.Errorf(rainmaker.NotFound, "", "%s has no pay period %s in plan %s", payee, label,
		c.prog.Plan.Name)
}

func (c *Calculation) standing(t *tenure, component int, w, p rainmaker.PayPeriod) (Standing, error) {
	k := &c.prog.Components[component]
	s := c.windowScope(t, w.Span, p.Span)
	now, err := s.earn(k, true)
	if err != nil {
		return Standing{}, err
	}
	next := s.probeEntry(k)
	with := *s
	with.more = next
	then, err := with.earn(k, false)
	if err != nil {
		return Standing{}, err
	}
	st := Standing{
		Component: k.Name, Label: labelOf(k.Label, k.Name), Window: w, Probe: next.amount,
		Credited: ir.Value{Kind: next.amount.Kind, Currency: next.amount.Currency},
	}
	st.Pays = ir.MoneyOf(sumWorths(then.worths).Sub(sumWorths(now.worths)), c.prog.Plan.Currency)
	st.Open = readsDeal(k)
	for _, e := range c.entriesOf(t.who.id, s.moment) {
		if now.mine(s, e) {
			st.Credited.Num = st.Credited.Num.Add(e.amount.Num)
		}
	}
	if k.Tiers != nil && k.Window.Kind != ir.OfEvent {
		err = s.standInTiers(&st, k, next)
	}
	return st, err
}

func sumWorths(ws []*worth) money.Ratio {
	total := money.Ratio{}
	for _, w := range ws {
		total = total.Add(w.exact)
	}
	return total
}

// probeEntry is one more credit under the component's rule, the last of its window.
func (s *scope) probeEntry(k *ir.Component) *entry {
	rule := &s.c.prog.Credits[k.Credit]
	role := rule.Targets[0].Role
	if len(k.Roles) > 0 {
		role = k.Roles[0]
	}
	v := ir.Value{Kind: ir.Number, Num: money.Whole(1)}
	for i := range rule.Targets {
		if rule.Targets[i].Role == role {
			v.Kind, v.Currency = s.c.creditType(k.Credit, i)
		}
	}
	if v.Kind == ir.Money {
		v.Num = money.Whole(probeMoney)
	}
	none := &event{ref: rainmaker.EventRef{ID: "next"}}
	return &entry{event: none, rule: k.Credit, role: role, payee: s.who.id, amount: v, share: money.Whole(1), countsOn: s.anchor}
}

// creditType is the kind and currency of what a target credits.
func (c *Calculation) creditType(rule, target int) (ir.Kind, money.Currency) {
	r := &c.prog.Credits[rule]
	t := &r.Targets[target]
	switch {
	case t.Value != nil:
		return t.Value.Type().Kind, t.Value.Type().Currency
	case t.Base != nil:
		return t.Base.Type().Kind, t.Base.Type().Currency
	case r.From >= 0:
		return c.creditType(r.From, 0)
	default:
		return ir.Number, ""
	}
}

// readsDeal reports whether what the component pays depends on fields of the deal.
func readsDeal(k *ir.Component) bool {
	found := false
	for _, x := range componentExprs(k) {
		ir.Walk(x, func(x ir.Expr) {
			if _, ok := x.(*ir.FieldRef); ok {
				found = true
			}
		})
	}
	return found
}

func (s *scope) standInTiers(st *Standing, k *ir.Component, next *entry) error {
	in := *s
	in.heard = func(r Reading) { st.Readings = append(st.Readings, r) }
	var err error
	if st.Position, err = in.eval(k.Tiers.By); err != nil {
		return err
	}
	st.Measure = s.c.measureName(k.Tiers.By)
	one := *next
	one.amount.Num = money.Whole(1)
	with := *s
	with.more = &one
	then, err := with.eval(k.Tiers.By)
	if err != nil {
		return err
	}
	st.Slope = then.Num.Sub(st.Position.Num)
	stands := tierAt(k.Tiers, st.Position.Num)
	for i := range k.Tiers.Tiers {
		tier, err := s.standingTier(k, i, next)
		if err != nil {
			return err
		}
		tier.Now = i == stands
		st.Tiers = append(st.Tiers, tier)
	}
	if st.Slope.Sign() <= 0 {
		return nil
	}
	until := func(target money.Ratio) *ir.Value {
		v := next.amount
		v.Num = target.Sub(st.Position.Num).Quo(st.Slope)
		return &v
	}
	if stands+1 < len(k.Tiers.Tiers) {
		st.ToNext = until(k.Tiers.Tiers[stands+1].Bound.Num)
	}
	if st.Position.Kind == ir.Number && st.Position.Num.Cmp(money.Whole(1)) < 0 {
		st.ToGoal = until(money.Whole(1))
	}
	return nil
}

func (s *scope) standingTier(k *ir.Component, i int, next *entry) (StandingTier, error) {
	tier := &k.Tiers.Tiers[i]
	out := StandingTier{Label: tier.Label, Bound: tier.Bound, Above: tier.Above, Times: tier.Times, Line: tier.At.Start.Line}
	at := s.at(next)
	var err error
	if out.Factor, err = at.eval(tier.Value); err != nil {
		return out, ignoreNeedsDeal(err)
	}
	rate := out.Factor.Num
	if tier.Times {
		base := ir.NumberOf(money.Whole(1))
		switch {
		case k.Rate != nil:
			base, err = at.eval(k.Rate)
		case k.Pay != nil:
			if base, err = at.eval(k.Pay); err == nil && !next.amount.Num.IsZero() {
				base.Num = base.Num.Quo(next.amount.Num)
			}
		}
		if err != nil {
			return out, ignoreNeedsDeal(err)
		}
		rate = rate.Mul(base.Num)
	}
	out.Rate = &rate
	return out, nil
}

func ignoreNeedsDeal(err error) error {
	if errors.As(err, &needsDeal{}) {
		return nil
	}
	return err
}

func (c *Calculation) measureName(x ir.Expr) string {
	if m, ok := x.(*ir.MeasureRef); ok {
		return labelOf(c.prog.Measures[m.Index].Label, m.Name)
	}
	return "measure"
}
