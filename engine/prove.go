package engine

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Proof is what one line is made of, to the rows it was read from.
type Proof struct {
	Line      rainmaker.Line
	Component ir.Component
	// Credits are the payee's credits of the event under the component, in their order.
	Credits []ProofCredit
	// Fields are what the event's source said, as known; Source is where.
	Fields []ProofField
	Source rainmaker.Source
	// Version counts what has been known about the event.
	Readings []Reading
	// Measure is the tiers' measure by name.
	Measure string
	// Earlier is the sum of the exact worth of the lines before this one in the window, for running rounding.
	Earlier money.Ratio
	// Window is the days of the line's measure window.
	Window calendar.Span
	// Earned is the line's exact worth in the plan's currency, before it is converted into the one it is paid in.
	Earned ir.Value
	// GateOpen says of a line that a gate keeps back that the gate may still be met.
	GateOpen bool
}

// ProofCredit is one credit behind a line.
type ProofCredit struct {
	rainmaker.Credit
	RuleLine int
}

// ProofField is one field of an event.
type ProofField struct {
	Name  string
	Value ir.Value
}

// Prove replays one event under one component in a pay period: its worth as of the period's end, slice by slice, with
// every value it rests on.
func (c *Calculation) Prove(payee rainmaker.PayeeID, period string, key rainmaker.LineKey) (Proof, error) {
	p, err := c.Prover(payee, period)
	if err != nil {
		return Proof{}, err
	}
	return p.Prove(key)
}

// Prover proves the lines of one payee as of the end of one pay period. It works each window out once, however many of
// its lines are asked about, and is for one goroutine.
type Prover struct {
	c      *Calculation
	t      *tenure
	period rainmaker.PayPeriod
	earned map[windowKey]*earning
	// statements are read for what caps over components made of a line; nil until one is asked about.
	statements []rainmaker.Statement
	// also is for the lines of an earlier assignment that shares the period; nil without one.
	also  *Prover
	early bool
}

// Early is the prover of what is not earned yet: of bonuses, pools and contests whose windows are still open, as they would be
// worth if nothing else came until then. Nothing else is proved by it.
func (p *Prover) Early() *Prover {
	if p == nil {
		return nil
	}
	return &Prover{c: p.c, t: p.t, period: p.period, earned: map[windowKey]*earning{}, also: p.also.Early(), early: true}
}

// Prover is for the lines of a pay period of a payee. Where two assignments share the period it is for the lines of both.
func (c *Calculation) Prover(payee rainmaker.PayeeID, period string) (*Prover, error) {
	var out *Prover
	for _, t := range c.tenuresOf(string(payee)) {
		periods, err := c.payPeriods(t)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(periods, func(p rainmaker.PayPeriod) bool { return p.Label == period }); i >= 0 {
			out = &Prover{c: c, t: t, period: periods[i], earned: map[windowKey]*earning{}, also: out}
		}
	}
	if out == nil {
		return nil, rainmaker.Errorf(rainmaker.NotFound, "", "%s has no pay period %s in plan %s", payee, period, c.prog.Plan.Name)
	}
	return out, nil
}

// Before is the prover of the pay period before; nil in the first one.
func (p *Prover) Before() (*Prover, error) {
	var earlier *Prover
	if p.also != nil {
		var err error
		if earlier, err = p.also.Before(); err != nil {
			return nil, err
		}
	}
	periods, err := p.c.payPeriods(p.t)
	if err != nil {
		return nil, err
	}
	i := slices.Index(periods, p.period)
	if i <= 0 {
		return earlier, nil
	}
	return &Prover{c: p.c, t: p.t, period: periods[i-1], earned: map[windowKey]*earning{}, also: earlier}, nil
}

// Period is the pay period at whose end things stand.
func (p *Prover) Period() rainmaker.PayPeriod { return p.period }

// Prove replays one event under one component, a line of a window's own, which has no event, or what a cap over several
// components made of one of their lines. A line there is not is [rainmaker.NotFound].
func (p *Prover) Prove(key rainmaker.LineKey) (Proof, error) {
	proof, err := p.own(key)
	if p.also != nil && rainmaker.CodeOf(err) == rainmaker.NotFound {
		return p.also.Prove(key)
	}
	return proof, err
}

// own proves a line of the last assignment that has the period.
func (p *Prover) own(key rainmaker.LineKey) (Proof, error) {
	c := p.c
	if over := slices.Index(c.line.caps.names, key.Component); over >= 0 && !p.early {
		return p.proveCut(over, key)
	}
	id := slices.Index(c.line.components.names, key.Component)
	if id < 0 {
		return Proof{}, rainmaker.Errorf(rainmaker.NotFound, "", "plan %s has no component %q", c.prog.Plan.Name, key.Component)
	}
	reach := p.t.span.Intersect(calendar.Span{From: calendar.StartOfTime, Before: p.period.Span.Before})
	windows, err := c.windowsOfAll(p.t, id, reach)
	if err != nil {
		return Proof{}, err
	}
	for _, w := range windows {
		if key.Window != "" && w.key.window != key.Window || p.early && !p.waits(w) {
			continue
		}
		proof, found, err := p.proveIn(w, key.Event)
		if err != nil || found {
			return proof, err
		}
	}
	return Proof{}, rainmaker.Errorf(rainmaker.NotFound, "", "%s has no line of %s under %s in %s", p.t.who.id, key.Event, key.Component, p.period.Label)
}

func (p *Prover) earning(w window) (*earning, error) {
	key := w.key
	if w.outer != nil {
		key.window += " outer" // a longer window may have the label of the component's own
	}
	if g := p.earned[key]; g != nil {
		return g, nil
	}
	c := p.c.line.all[w.place]
	s := c.scopeAt(p.t.in(c), w.span, p.period.Span.Last())
	s.early = p.early
	g, err := s.earnOf(w)
	if err == nil {
		p.earned[key] = g
	}
	return g, err
}

// waits reports whether nothing of a window is earned yet because it has not ended.
func (p *Prover) waits(w window) bool {
	c := p.c.line.all[w.place]
	return waitsForEnd(&c.prog.Components[w.component]) && !c.scopeAt(p.t.in(c), w.span, p.period.Span.Last()).isOver(w.span)
}

func (p *Prover) proveIn(w window, ref rainmaker.EventRef) (Proof, bool, error) {
	g, err := p.earning(w)
	if err != nil {
		return Proof{}, false, err
	}
	proof := Proof{Window: w.span}
	for _, u := range g.unmet {
		open, err := g.s.stillLooks(u.gate)
		if err != nil {
			return proof, false, err
		}
		proof.GateOpen = proof.GateOpen || open
	}
	for _, x := range g.worths {
		if x.ref() != ref {
			proof.Earlier = proof.Earlier.Add(x.exact)
			continue
		}
		k := x.terms
		proof.Component = *k
		proof.Earned = ir.MoneyOf(x.earned, p.c.prog.Plan.Currency)
		proof.Line = rainmaker.Line{
			Component: k.Name, Label: labelOf(k.Label, k.Name), Event: ref, CountsOn: x.on, Window: w.key.window,
			Credit: x.credit.Num, Currency: x.credit.Currency, Amount: x.amount, Before: money.New(0, x.amount.Currency()),
			Exact: x.exact, Slices: x.slices,
		}
		v := p.c.line.all[x.place]
		return proof, true, v.fillProof(&proof, g.s.under(v), g, x)
	}
	return Proof{}, false, nil
}

// fillProof says what a line rests on, in the scope of the version that pays it; what belongs to the window is of the version
// whose window it is.
func (c *Calculation) fillProof(proof *Proof, s *scope, g *earning, x *worth) error {
	heard := map[string]bool{}
	in := *s
	in.heard = func(r Reading) {
		if key := fmt.Sprint(r.Kind, r.Name, r.Value, r.Window); !heard[key] {
			heard[key] = true
			proof.Readings = append(proof.Readings, r)
		}
	}
	in.event, in.state, in.day = nil, nil, s.day
	if x.event != nil {
		if err := c.proveEvent(proof, &in, g, x); err != nil {
			return err
		}
	}
	k := x.terms
	if x.event == nil || k.Window.Kind != ir.OfEvent {
		of, whole := k, in
		if g.s.c != c {
			of, whole = g.component, *g.s
			whole.heard, whole.event, whole.state = in.heard, nil, nil
		}
		exprs := append([]ir.Expr{k.Pay}, of.Times...)
		for _, gate := range of.Gates {
			exprs = append(exprs, gate.Cond)
		}
		for i, e := range exprs {
			at := &whole
			if i == 0 {
				at = &in
			}
			if e == nil || i <= len(of.Times) && at.c.namesEvent(e) {
				continue
			}
			if _, err := at.eval(e); err != nil {
				return err
			}
		}
	}
	if k.Tiers == nil {
		return nil
	}
	proof.Measure = c.measureName(k.Tiers.By)
	measured := in
	if k.Window.Kind == ir.OfEvent && x.event != nil {
		measured.event, measured.state, measured.day = x.event, x.event.at(s.moment), x.on
	}
	_, err := measured.eval(k.Tiers.By)
	return err
}

// proveEvent says what the line's event is, how it is credited, and what its credits read.
func (c *Calculation) proveEvent(proof *Proof, in *scope, g *earning, x *worth) error {
	st, k := c.at(x.event, in.moment), x.terms
	if st.version == nil {
		return nil
	}
	proof.Source = st.version.source
	for i, f := range c.prog.Events[x.event.kind].Fields {
		proof.Fields = append(proof.Fields, ProofField{f.Name, st.said(i)})
	}
	part := *g
	part.component = k
	for _, e := range st.entries {
		if e.payee != in.who.id || !part.mine(in, e) {
			continue
		}
		rule := &c.prog.Credits[e.rule]
		proof.Credits = append(proof.Credits, ProofCredit{RuleLine: rule.Targets[e.place].At.Start.Line, Credit: rainmaker.Credit{
			Rule: rule.Name, Event: x.event.ref, Payee: rainmaker.PayeeID(e.payee), Role: e.role, CountsOn: e.countsOn,
			Amount: e.amount.Num, Currency: e.amount.Currency, Share: e.share, Overlay: rule.Targets[e.place].Overlay,
		}})
		at := in.at(e)
		exprs := append([]ir.Expr{k.Rate, k.Pay}, limitExprs(k)...)
		for _, y := range append(exprs, k.Times...) {
			if y == nil {
				continue
			}
			if _, err := at.eval(y); err != nil {
				return err
			}
		}
	}
	return nil
}
