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
	// Mode says what the tiers pay for: with the whole amount the next tier also lifts what stands below it.
	Mode ir.TiersMode
	// ToNext is the credit still to make until the next tier, and ToGoal until the measure is 100 %; nil when there is
	// none.
	ToNext, ToGoal *ir.Value
	// Probe is a further credit, Pays what it would earn here, exact; Open says that the component also looks at the
	// deal itself (its product, its amount), so that a real deal may pay otherwise. A bonus has no credits: its probe is
	// absent.
	Probe ir.Value
	Pays  ir.Value
	Open  bool
	// SoFar is what a bonus, a pool or a contest would be worth if nothing else came until its window ends; nil for other
	// components. Waits says that the window has not ended and that nothing is earned before: SoFar is then an estimate, which
	// [Prover.Early] proves.
	SoFar *ir.Value
	Waits bool
	// Gate says why the window pays nothing so far: "attainment is 80%; the gate asks for at least 95%". Empty when every
	// gate is met.
	Gate string
	// Room is what the caps of windows still leave to earn, nil without one.
	Room *ir.Value
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
	for id := range c.line.components.names {
		windows, err := c.windowsOfAll(t, id, p.Span.Intersect(t.span))
		if err != nil {
			return nil, err
		}
		for _, w := range windows {
			if w.outer != nil {
				continue
			}
			st, err := c.line.all[w.place].standing(t, w, p)
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
	tenures := c.tenuresOf(string(payee))
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

func (c *Calculation) standing(t *tenure, w window, p rainmaker.PayPeriod) (Standing, error) {
	k := &c.prog.Components[w.component]
	s := c.windowScope(t.in(c), w.span, p.Span)
	s.early = true
	now, err := s.earn(k, true)
	if err != nil {
		return Standing{}, err
	}
	st := Standing{
		Component: k.Name, Label: labelOf(k.Label, k.Name), Window: rainmaker.PayPeriod{Label: w.key.window, Span: w.span},
		Mode: ir.EachSlice,
	}
	for _, u := range now.unmet {
		if k.Window.Kind != ir.OfEvent { // a gate of each event is said under the event
			st.Gate = u.why
			break
		}
	}
	if now.room != nil {
		room := ir.MoneyOf(*now.room, c.prog.Plan.Currency)
		st.Room = &room
	}
	if k.Credit < 0 {
		st.Waits = waitsForEnd(k) && !s.isOver(w.span)
		return st, s.standBonus(&st, now)
	}
	return st, s.standNext(&st, now)
}

// standNext asks what one more credit pays, and where the tiers are.
func (s *scope) standNext(st *Standing, now *earning) error {
	here, k, err := s.nextIn(now)
	if err != nil {
		return err
	}
	next := here.probeEntry(k)
	st.Open = here.c.readsDeal(k, componentExprs(k)...)
	base := now.base
	if st.Open { // what a deal multiplies by is its own affair; the rest of the letter says what it is multiplied with
		base = s.c.withoutDealFactors(base)
	}
	before := now
	if st.Open {
		if before, err = s.earn(base, false); err != nil {
			return err
		}
	}
	with := *s
	with.probed = &probe{next, here.c}
	with.more = with.moreIn(s.c)
	then, err := with.earn(base, false)
	if err != nil {
		return err
	}
	st.Probe = next.amount
	st.Credited = ir.Value{Kind: next.amount.Kind, Currency: next.amount.Currency}
	st.Pays = ir.MoneyOf(sumEarned(then.worths).Sub(sumEarned(before.worths)), s.c.prog.Plan.Currency)
	parts, err := now.parts()
	if err != nil {
		return err
	}
	for _, part := range parts {
		for _, e := range part.s.c.entriesOf(s.who.id, s.moment) {
			if !part.mine(part.s, e) {
				continue
			}
			if part.component.Tiers == nil { // tiers are measured on all credits, and their goal with them
				if qualifies, err := part.qualifies(part.s, e); err != nil || !qualifies {
					if err != nil {
						return err
					}
					continue
				}
			}
			st.Credited.Num = st.Credited.Num.Add(e.amount.Num)
		}
	}
	if k.Tiers != nil && k.Window.Kind != ir.OfEvent {
		return here.standInTiers(st, k, next)
	}
	return nil
}

// nextIn is where the next deal would be paid: by the version of the day on which we stand.
func (s *scope) nextIn(now *earning) (*scope, *ir.Component, error) {
	v := s.c.on(s.anchor)
	i := s.c.twin(s.c.indexOf(now.base), v)
	if v == s.c || i < 0 {
		return s, now.component, nil
	}
	in := s.under(v)
	k, err := &v.prog.Components[i], error(nil)
	if k.Window.Kind != ir.OfEvent {
		k, err = in.ownDays().excepted(k)
	}
	return in, k, err
}

// standBonus says what a bonus is worth so far and the measure that decides it: that of its tiers, or of the first curve,
// matrix or measure that it names.
func (s *scope) standBonus(st *Standing, now *earning) error {
	so := ir.MoneyOf(sumEarned(now.worths), s.c.prog.Plan.Currency)
	st.SoFar = &so
	k := now.component
	by := ir.Expr(nil)
	if k.Tiers != nil {
		by, st.Mode = k.Tiers.By, k.Tiers.Mode
	}
	ir.Walk(k.Pay, func(x ir.Expr) {
		switch x := x.(type) {
		case *ir.CurveRef:
			by = firstOf(by, s.c.prog.Curves[x.Index].By)
		case *ir.MatrixRef:
			by = firstOf(by, s.c.prog.Matrices[x.Index].Rows)
		case *ir.MeasureRef:
			by = firstOf(by, x)
		}
	})
	if by == nil {
		return nil
	}
	in := *s
	in.heard = func(r Reading) { st.Readings = append(st.Readings, r) }
	var err error
	st.Measure = s.c.measureName(by)
	st.Position, err = in.eval(by)
	return err
}

func firstOf(a, b ir.Expr) ir.Expr {
	if a != nil {
		return a
	}
	return b
}

// sumEarned is what lines have earned in the plan's currency, whatever they are paid in.
func sumEarned(ws []*worth) money.Ratio {
	total := money.Ratio{}
	for _, w := range ws {
		total = total.Add(w.earned)
	}
	return total
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

// readsDeal reports whether expressions of a component depend on fields of the deal, themselves or through what they look up.
func (c *Calculation) readsDeal(k *ir.Component, list ...ir.Expr) bool {
	fields := c.prog.Events[c.prog.Credits[k.Credit].Event].Fields
	uses := make([]FieldUse, len(fields))
	for i, f := range fields {
		uses[i].Name = f.Name
	}
	found := false
	for _, x := range list {
		c.fieldsIn(x, uses, func(*FieldUse) { found = true })
	}
	return found
}

// withoutDealFactors is a component without what multiplies a deal by its own fields.
func (c *Calculation) withoutDealFactors(k *ir.Component) *ir.Component {
	own := func(x ir.Expr) bool { return c.readsDeal(k, x) }
	out := *k
	out.Times = slices.DeleteFunc(slices.Clone(k.Times), own)
	out.Exceptions = slices.Clone(k.Exceptions)
	for i := range out.Exceptions {
		terms := &out.Exceptions[i].Terms
		terms.Times = slices.DeleteFunc(slices.Clone(terms.Times), own)
	}
	return &out
}

func (s *scope) standInTiers(st *Standing, k *ir.Component, next *entry) error {
	in := *s
	in.heard = func(r Reading) { st.Readings = append(st.Readings, r) }
	var err error
	if st.Position, err = in.eval(k.Tiers.By); err != nil {
		return err
	}
	st.Measure, st.Mode = s.c.measureName(k.Tiers.By), k.Tiers.Mode
	one := *next
	one.amount.Num = money.Whole(1)
	with := *s
	with.more, with.probed = &one, nil
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
