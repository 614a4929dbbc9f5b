package english

import (
	"strconv"

	"rainmaker/plan/ir"
)

// reach marks the parts that a letter's pay or its examples rest on. Terms declare for all letters that use them, and what
// nobody is paid by here would only be in the reader's way.
type reach struct {
	p    *ir.Program
	used map[string]bool // by the key of the part
}

func reached(p *ir.Program) map[string]bool {
	r := &reach{p, map[string]bool{}}
	for i := range p.Components {
		r.component(&p.Components[i])
	}
	for _, c := range p.Caps {
		r.mark("cap", c.Name)
		r.exprs(c.Amount)
		r.window(c.Window)
	}
	for _, c := range p.Clawbacks {
		r.mark("clawback", c.Name)
		r.exprs(c.On, c.From, c.And, c.Share, c.Since)
	}
	for _, s := range p.Settle.Steps {
		r.exprs(s.Amount, s.AtMost, s.Leaving, s.Until, s.When)
	}
	for _, c := range p.Checks {
		r.exprs(c.Cond, c.When, c.Above)
		if c.Measure >= 0 {
			r.measure(c.Measure)
		}
	}
	for i := range p.Examples {
		for _, e := range p.Examples[i].Expects {
			r.expected(&e)
		}
		for _, g := range p.Examples[i].Events {
			r.mark("event", p.Events[g.Event].Name)
		}
		for _, g := range p.Examples[i].Numbers {
			r.param(g.Param)
		}
	}
	r.window(p.Plan.Period)
	return r.used
}

// mark reports whether the part was not marked before.
func (r *reach) mark(kind, name string) bool {
	key := kind + " " + name
	if r.used[key] {
		return false
	}
	r.used[key] = true
	return true
}

func (r *reach) component(k *ir.Component) {
	r.mark("component", k.Name)
	if k.Credit >= 0 {
		r.credit(k.Credit)
	}
	r.window(k.Window)
	for _, g := range k.Serves {
		r.mark("goal", g)
	}
	r.terms(&k.Terms)
	for i := range k.Exceptions {
		r.exprs(k.Exceptions[i].When)
		r.terms(&k.Exceptions[i].Terms)
	}
	if t := k.Pool; t != nil {
		r.scope(t.Among)
		r.exprs(t.Fund, t.Where, t.ShareBy)
	}
	if t := k.Contest; t != nil {
		r.scope(t.Among)
		r.exprs(t.Where, t.RankBy, t.BrokenBy)
		for _, p := range t.Prizes {
			r.exprs(p.Amount)
		}
	}
}

func (r *reach) terms(t *ir.Terms) {
	r.exprs(t.Rate, t.Pay, t.Advance)
	r.exprs(t.Where...)
	r.exprs(t.Times...)
	if t.Tiers != nil {
		r.exprs(t.Tiers.By)
		for _, tier := range t.Tiers.Tiers {
			r.exprs(tier.Value)
		}
	}
	for _, g := range t.Gates {
		r.exprs(g.Cond, g.Until)
	}
	for _, l := range t.Limits {
		r.exprs(l.Amount)
		r.window(l.Per)
	}
	for _, p := range t.Payable {
		r.exprs(p.Share, p.Date)
	}
	if t.PaidIn != nil {
		r.mark("fx", r.p.FX[t.PaidIn.FX].Name)
		r.exprs(t.PaidIn.By, t.PaidIn.On)
	}
}

// exprs follows what expressions name.
func (r *reach) exprs(xs ...ir.Expr) {
	for _, x := range xs {
		ir.Walk(x, func(x ir.Expr) {
			switch x := x.(type) {
			case *ir.ParamRef:
				r.param(x.Index)
			case *ir.MeasureRef:
				r.measure(x.Index)
			case *ir.TableRef:
				r.table(x.Index)
			case *ir.CurveRef:
				r.curve(x.Index)
			case *ir.MatrixRef:
				r.matrix(x.Index)
			case *ir.Convert:
				r.mark("fx", r.p.FX[x.FX].Name)
			case *ir.Aggregate:
				r.credit(x.Credit)
				r.scope(x.Scope)
			case *ir.People:
				r.scope(x.Scope)
			case *ir.AttributeRef:
				r.mark("payee", "")
			}
		})
	}
}

func (r *reach) window(w ir.Window) {
	switch w.Kind {
	case ir.OfEvent:
		r.mark("event", r.p.Events[w.Event].Name)
	case ir.OfSpan:
		r.param(w.Param)
	}
}

func (r *reach) scope(s ir.Scope) {
	if s.Kind == ir.OfGroup {
		r.mark("group", r.p.Groups[s.Group].Name)
		r.mark("payee", "")
	}
}

func (r *reach) param(i int) {
	p := &r.p.Params[i]
	if !r.mark("param", p.Name) {
		return
	}
	r.exprs(p.Default)
	r.flow(p.Flow)
}

func (r *reach) flow(f *ir.Flow) {
	if f == nil {
		return
	}
	r.window(f.Per)
	if f.Ramp >= 0 {
		r.table(f.Ramp)
	}
}

func (r *reach) measure(i int) {
	if m := &r.p.Measures[i]; r.mark("measure", m.Name) {
		r.exprs(m.Expr)
		r.window(m.Window)
	}
}

func (r *reach) table(i int) {
	t := &r.p.Tables[i]
	r.mark("table", t.Name) // several may have one name, see once
	if !r.mark("table at", strconv.Itoa(i)) {
		return
	}
	r.exprs(t.Keys...)
	r.exprs(t.Else)
	for _, row := range t.Rows {
		r.exprs(row.Value)
	}
	r.flow(t.Flow)
}

func (r *reach) curve(i int) {
	if c := &r.p.Curves[i]; r.mark("curve", c.Name) {
		r.exprs(c.By, c.Below, c.Slope)
		for _, p := range c.Points {
			r.exprs(p.Value)
		}
	}
}

func (r *reach) matrix(i int) {
	m := &r.p.Matrices[i]
	if !r.mark("matrix", m.Name) {
		return
	}
	r.exprs(m.Rows, m.Cols)
	for _, row := range m.Values {
		r.exprs(row...)
	}
}

func (r *reach) credit(i int) {
	c := &r.p.Credits[i]
	if !r.mark("credit", c.Name) {
		return
	}
	r.mark("event", r.p.Events[c.Event].Name)
	r.exprs(c.Where...)
	for _, t := range c.Targets {
		r.exprs(t.Who, t.Share, t.Base, t.Value)
	}
	if c.From >= 0 {
		r.credit(c.From)
	}
}

// expected is what an example looks at.
func (r *reach) expected(e *ir.Expect) {
	switch e.Kind {
	case ir.ExpectMeasure:
		r.measure(e.Index)
	case ir.ExpectParam:
		r.param(e.Index)
	case ir.ExpectTable:
		r.table(e.Index)
	case ir.ExpectCurve:
		r.curve(e.Index)
	case ir.ExpectMatrix:
		r.matrix(e.Index)
	}
}
