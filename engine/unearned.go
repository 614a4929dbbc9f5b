package engine

import (
	"maps"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Unearned is why a component pays a payee nothing in a window, and the least further credit with which it would.
type Unearned struct {
	Component, Label string
	Window           rainmaker.PayPeriod
	// Why are all that stand in the way; several together are each said.
	Why []Hindrance
	// By is the last day on which a credit still counts in the window; Over says that it has passed by the calculation's
	// end, so that only a late fact could still change it.
	By   calendar.Date
	Over bool
	// Needs are further credits with which it pays, all of them together; empty where credit alone does not make it pay.
	Needs []Need
	// Pays is what the component would then pay for the window, all of it.
	Pays money.Money
}

// Hindrance is one reason why a window pays nothing.
type Hindrance struct {
	Kind HindranceKind
	// Text says it: "attainment is 80%; the gate asks for at least 95%", "attainment is 40%, in the tier from 0%", "place 2 with
	// 93,760 USD". Empty where the kind says it all.
	Text string
	// Line is the clause's line in the letter; 0 without one.
	Line int
}

// HindranceKind says what stands in the way.
type HindranceKind string

// A gate is not met; the tier reached pays nothing; somebody else wins, or nobody takes part; nothing is credited; what the
// component pays comes to nothing.
const (
	HinderGate     HindranceKind = "gate"
	HinderTier     HindranceKind = "tier"
	HinderPlace    HindranceKind = "place"
	HinderNoCredit HindranceKind = "no credit"
	HinderAmount   HindranceKind = "amount"
)

// Need is one further credit.
type Need struct {
	Rule, Label, Role string
	// Amount is the least that does; with Short, one unit less, the component pays nothing. Both were tried out. Counted says
	// that it is a number of deals, of whatever amount.
	Amount, Short ir.Value
	Counted       bool
}

// Unearned lists the components that pay a payee nothing in the windows of a pay period, with what would make them pay.
// Bonuses, pools and contests are taken as if their windows ended with the period.
func (c *Calculation) Unearned(payee rainmaker.PayeeID, period string) ([]Unearned, error) {
	t, p, err := c.findPeriod(payee, period)
	if err != nil {
		return nil, err
	}
	var out []Unearned
	for id := range c.line.components.names {
		windows, err := c.windowsOfAll(t, id, p.Span.Intersect(t.span))
		if err != nil {
			return nil, err
		}
		for _, w := range windows {
			v := c.line.all[w.place]
			if w.outer != nil || v.prog.Components[w.component].Window.Kind == ir.OfEvent {
				continue // each deal is asked about by itself
			}
			window := rainmaker.PayPeriod{Label: w.key.window, Span: w.span}
			k := &lack{c: v, t: t.in(v), component: w.component, window: window, moment: p.Span.Last()}
			u, nothing, err := k.unearned()
			if err != nil {
				return nil, err
			}
			if nothing {
				out = append(out, u)
			}
		}
	}
	return out, nil
}

// lack is a component in one window that pays nothing.
type lack struct {
	c         *Calculation
	t         *tenure
	component int
	window    rainmaker.PayPeriod
	moment    calendar.Date
}

func (k *lack) in(c *Calculation) (*earning, error) {
	s := c.scopeAt(k.t, k.window.Span, k.moment)
	s.early = true
	return s.earn(&c.prog.Components[k.component], true)
}

// pays is what the component pays in the window in a calculation; an error where that can't be worked out.
func (k *lack) pays(c *Calculation) (money.Money, error) {
	g, err := k.in(c)
	total := money.New(0, c.prog.Plan.Currency)
	if err != nil {
		return total, err
	}
	for i, w := range g.worths {
		if i == 0 {
			total = money.New(0, w.amount.Currency())
		}
		if total, err = total.Add(w.amount); err != nil {
			return total, err
		}
	}
	return total, nil
}

func (k *lack) unearned() (Unearned, bool, error) {
	declared := &k.c.prog.Components[k.component]
	last := min(k.window.Span.Last(), k.t.span.Last())
	out := Unearned{
		Component: declared.Name, Label: labelOf(declared.Label, declared.Name), Window: k.window, By: last, Over: last < k.c.facts.through,
	}
	now, err := k.pays(k.c)
	if err != nil || now.Sign() > 0 {
		return out, false, err
	}
	g, err := k.in(k.c)
	if err != nil {
		return out, false, err
	}
	if out.Why, err = k.why(g); err != nil {
		return out, false, err
	}
	out.Needs, out.Pays = k.needs(g)
	return out, true, nil
}

// why lists what stands in the way.
func (k *lack) why(g *earning) ([]Hindrance, error) {
	var out []Hindrance
	terms := g.component
	for _, u := range g.unmet {
		out = append(out, Hindrance{Kind: HinderGate, Text: u.why, Line: u.gate.At.Start.Line})
	}
	switch {
	case len(out) > 0:
	case terms.Pool != nil || terms.Contest != nil:
		x := Hindrance{Kind: HinderPlace}
		if len(g.worths) > 0 {
			x.Text = g.worths[0].slices[0].Label
		}
		out = append(out, x)
	case len(g.worths) == 0:
		out = append(out, Hindrance{Kind: HinderNoCredit})
	case terms.Tiers != nil:
		at, err := g.s.eval(terms.Tiers.By)
		if err != nil {
			return nil, err
		}
		tier := &terms.Tiers.Tiers[tierAt(terms.Tiers, at.Num)]
		out = append(out, Hindrance{
			Kind: HinderTier, Line: tier.At.Start.Line,
			Text: k.c.measureName(terms.Tiers.By) + " is " + figure(at) + ", in the tier " + tier.Label,
		})
	default:
		out = append(out, Hindrance{Kind: HinderAmount, Text: k.measured(g), Line: terms.At.Start.Line})
	}
	return out, nil
}

// measured says where the measures stand that an amount reads.
func (k *lack) measured(g *earning) string {
	var parts []string
	for _, x := range []ir.Expr{g.component.Pay, g.component.Rate} {
		if x == nil {
			continue
		}
		ir.Walk(x, func(x ir.Expr) {
			m, ok := x.(*ir.MeasureRef)
			if !ok {
				return
			}
			if v, err := g.s.eval(m); err == nil { // one of each deal has no value here
				if text := k.c.measureName(m) + " is " + figure(v); !slices.Contains(parts, text) {
					parts = append(parts, text)
				}
			}
		})
	}
	return strings.Join(parts, ", ")
}

// wellspring is a credit that something in the component adds up: its rule and role, and whether it is how many they are
// that matters.
type wellspring struct {
	rule    int
	role    string
	counted bool
}

// sources lists, once each, the credits of the payee that expressions count.
func (k *lack) sources(exprs ...ir.Expr) []wellspring {
	var out []wellspring
	seen := map[ir.Expr]bool{}
	add := func(rule int, roles []string, counted bool) {
		x := wellspring{rule, k.c.prog.Credits[rule].Targets[0].Role, counted}
		if len(roles) > 0 {
			x.role = roles[0]
		}
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	for _, x := range exprs {
		if x == nil {
			continue
		}
		k.c.reach(x, seen, func(x ir.Expr) {
			if a, ok := x.(*ir.Aggregate); ok && !ended(a.Over) && a.Op != ir.Weighted {
				add(a.Credit, a.Roles, a.Op == ir.Count)
			}
		})
	}
	return out
}

// needs looks for the least further credit with which the component pays: of one kind alone, else of all that its unmet
// gates count, each as much as its gate asks for.
func (k *lack) needs(g *earning) ([]Need, money.Money) {
	terms := g.component
	var exprs []ir.Expr
	for _, u := range g.unmet {
		exprs = append(exprs, u.gate.Cond)
	}
	exprs = append(exprs, everyExpr(terms)...)
	sources := k.sources(exprs...)
	if own := terms.Credit; own >= 0 {
		x := wellspring{own, k.c.prog.Credits[own].Targets[0].Role, false}
		if len(terms.Roles) > 0 {
			x.role = terms.Roles[0]
		}
		if !slices.Contains(sources, x) {
			sources = append(sources, x)
		}
	}
	paying := func(c *Calculation) bool {
		m, err := k.pays(c)
		return err == nil && m.Sign() > 0
	}
	for _, x := range sources {
		if n, ok := k.least(nil, x, paying); ok {
			return k.settled([]Need{n}, []wellspring{x})
		}
	}
	return k.together(g, paying)
}

// together meets one gate after another and makes each credit as small as all of them allow.
func (k *lack) together(g *earning, paying func(*Calculation) bool) ([]Need, money.Money) {
	var needs []Need
	var from []wellspring
	for _, u := range g.unmet {
		met := func(c *Calculation) bool {
			at, err := k.in(c)
			return err == nil && !slices.ContainsFunc(at.unmet, func(o unmetGate) bool { return o.gate.At == u.gate.At })
		}
		if met(k.with(needs, from)) {
			continue
		}
		found := false
		for _, x := range k.sources(u.gate.Cond) {
			if slices.Contains(from, x) {
				continue
			}
			if n, ok := k.least(k.add(needs, from), x, met); ok {
				needs, from, found = append(needs, n), append(from, x), true
				break
			}
		}
		if !found {
			return nil, money.Money{}
		}
	}
	if len(needs) == 0 || !paying(k.with(needs, from)) {
		return nil, money.Money{}
	}
	for i := range needs { // and one unit less of any does not pay
		less := slices.Clone(needs)
		less[i].Amount = needs[i].Short
		if paying(k.with(less, from)) {
			return nil, money.Money{}
		}
	}
	return k.settled(needs, from)
}

func (k *lack) settled(needs []Need, from []wellspring) ([]Need, money.Money) {
	m, err := k.pays(k.with(needs, from))
	if err != nil {
		return nil, m
	}
	return needs, m
}

// add are the credits of needs as they would be known.
func (k *lack) add(needs []Need, from []wellspring) []*entry {
	var out []*entry
	for i, n := range needs {
		out = append(out, k.entries(from[i], n.Amount)...)
	}
	return out
}

func (k *lack) with(needs []Need, from []wellspring) *Calculation {
	return k.c.credited(k.t.who.id, k.add(needs, from))
}

// entries are further credits of the payee that count on the last day of the window so far: one of an amount, or where
// they are counted so many of one each, or of no amount where the rule credits money.
func (k *lack) entries(x wellspring, amount ir.Value) []*entry {
	on := min(k.window.Span.Last(), k.t.span.Last(), k.moment)
	one := func(v ir.Value) *entry {
		return &entry{rule: x.rule, role: x.role, payee: k.t.who.id, amount: v, share: money.Whole(1), countsOn: on}
	}
	if !x.counted {
		return []*entry{one(amount)}
	}
	each := k.unitOf(x)
	if each.Kind != ir.Money {
		each.Num = money.Whole(1)
	}
	var out []*entry
	for n := money.Whole(1); n.Cmp(amount.Num) <= 0; n = n.Add(money.Whole(1)) {
		out = append(out, one(each))
	}
	return out
}

// unitOf is nothing, in the unit that a rule credits in a role.
func (k *lack) unitOf(x wellspring) ir.Value {
	rule, v := &k.c.prog.Credits[x.rule], ir.Value{Kind: ir.Number}
	for i := range rule.Targets {
		if rule.Targets[i].Role == x.role {
			v.Kind, v.Currency = k.c.creditType(x.rule, i)
		}
	}
	return v
}

// mostCounted bounds how many further deals are looked at, in doublings.
const mostCounted = 8

// least is the least further credit, besides others, with which something is so, and one unit less, with which it is not.
func (k *lack) least(besides []*entry, x wellspring, so func(*Calculation) bool) (Need, bool) {
	rule, v := &k.c.prog.Credits[x.rule], k.unitOf(x)
	step, doublings := money.Whole(1), mostDoublings
	switch {
	case x.counted:
		v, doublings = ir.Value{Kind: ir.Number}, mostCounted
	case v.Kind == ir.Money:
		unit := int64(1)
		for range v.Currency.Decimals() {
			unit *= 10
		}
		step = money.NewRatio(1, unit)
	}
	of := func(steps int64) ir.Value {
		out := v
		out.Num = step.Mul(money.Whole(steps))
		return out
	}
	try := func(steps int64) bool {
		return so(k.c.credited(k.t.who.id, append(slices.Clip(besides), k.entries(x, of(steps))...)))
	}
	low, high := int64(0), int64(1)
	for n := 0; !try(high); n++ {
		if n == doublings {
			return Need{}, false
		}
		low, high = high, high*2
	}
	for low+1 < high {
		if mid := low + (high-low)/2; try(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return Need{Rule: rule.Name, Label: labelOf(rule.Label, rule.Name), Role: x.role, Amount: of(high), Short: of(low), Counted: x.counted}, true
}

// credited is the calculation with further credits of a payee. They come from deals that nobody knows: whatever asks about
// the deal itself leaves them out.
func (c *Calculation) credited(payee string, entries []*entry) *Calculation {
	other := c.fork()
	for _, v := range other.line.all {
		v.like = nil
		v.further(payee, c, entries)
	}
	return other
}

// further adds credits of a payee that are given as another version numbers them.
func (c *Calculation) further(payee string, of *Calculation, entries []*entry) {
	c.facts.events, c.facts.byPayee = slices.Clone(c.facts.events), maps.Clone(c.facts.byPayee)
	mine := slices.Clone(c.facts.byPayee[payee])
	for _, given := range entries {
		x := *given
		if x.rule = c.creditOf(of.prog.Credits[given.rule].Name); x.rule < 0 {
			continue
		}
		rule := c.rootOf(x.rule)
		e := &event{ref: rainmaker.EventRef{Name: c.prog.Events[rule.Event].Name, ID: "\uffff"}, kind: rule.Event}
		x.event, x.order, x.place = e, nil, c.placeOf(x.rule, x.role)
		for _, f := range rule.OrderBy {
			if f < 0 {
				x.order = append(x.order, ir.TextOf(e.ref.ID))
			} else {
				x.order = append(x.order, ir.NoneOf(c.prog.Events[rule.Event].Fields[f].Type.Kind))
			}
		}
		values := make([]ir.Value, len(c.prog.Events[rule.Event].Fields))
		for i, f := range c.prog.Events[rule.Event].Fields {
			values[i] = ir.NoneOf(f.Type.Kind)
		}
		e.states = []*state{{values: values, entries: []*entry{&x}}}
		c.facts.events, mine = append(c.facts.events, e), append(mine, e)
	}
	c.facts.byPayee[payee] = mine
}
