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
func (c *Calculation) Prove(payee rainmaker.PayeeID, period, component string, ref rainmaker.EventRef, label string) (Proof, error) {
	t, p, err := c.findPeriod(payee, period)
	if err != nil {
		return Proof{}, err
	}
	if over := slices.IndexFunc(c.prog.Caps, func(k ir.CapOver) bool { return k.Name == component }); over >= 0 {
		return c.proveCut(t, p, &c.prog.Caps[over], ref, label)
	}
	i := slices.IndexFunc(c.prog.Components, func(k ir.Component) bool { return k.Name == component })
	if i < 0 {
		return Proof{}, rainmaker.Errorf(rainmaker.NotFound, "", "plan %s has no component %q", c.prog.Plan.Name, component)
	}
	reach := t.span.Intersect(calendar.Span{From: calendar.StartOfTime, Before: p.Span.Before})
	own, err := c.componentWindows(t, i, reach)
	if err != nil {
		return Proof{}, err
	}
	windows, err := c.outerWindows(t, i, reach)
	if err != nil {
		return Proof{}, err
	}
	for _, w := range slices.Backward(own) {
		windows = slices.Insert(windows, 0, window{key: windowKey{i, w.Label}, span: w.Span})
	}
	for _, w := range windows {
		if label != "" && w.key.window != label {
			continue
		}
		proof, found, err := c.proveIn(t, w, p, ref)
		if err != nil || found {
			return proof, err
		}
	}
	return Proof{}, rainmaker.Errorf(rainmaker.NotFound, "", "%s has no line of %s under %s in %s", payee, ref, component, period)
}

func (c *Calculation) proveIn(t *tenure, w window, p rainmaker.PayPeriod, ref rainmaker.EventRef) (Proof, bool, error) {
	g, err := c.earnIn(t, w, p.Span.Last(), nil)
	if err != nil {
		return Proof{}, false, err
	}
	s, proof := g.s, Proof{}
	for _, x := range g.worths {
		if x.ref() != ref {
			proof.Earlier = proof.Earlier.Add(x.exact)
			continue
		}
		k := x.terms
		proof.Component = *k
		proof.Line = rainmaker.Line{
			Component: k.Name, Label: labelOf(k.Label, k.Name), Event: ref, CountsOn: x.on, Window: w.key.window,
			Credit: x.credit.Num, Currency: x.credit.Currency, Amount: x.amount, Before: money.New(0, x.amount.Currency()),
			Exact: x.exact, Slices: x.slices,
		}
		return proof, true, c.fillProof(&proof, s, g, x)
	}
	return Proof{}, false, nil
}

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
	exprs := slices.DeleteFunc(append([]ir.Expr{k.Pay}, k.Times...), func(e ir.Expr) bool { return e == nil || c.namesEvent(e) })
	for _, gate := range k.Gates {
		exprs = append(exprs, gate.Cond)
	}
	if x.event == nil || k.Window.Kind != ir.OfEvent {
		for _, e := range exprs {
			if _, err := in.eval(e); err != nil {
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
	st, k := x.event.at(in.moment), x.terms
	if st.version == nil {
		return nil
	}
	proof.Source = st.version.source
	for i, f := range c.prog.Events[x.event.kind].Fields {
		proof.Fields = append(proof.Fields, ProofField{f.Name, st.said(i)})
	}
	for _, e := range st.entries {
		if e.payee != in.who.id || !g.mine(in, e) {
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
