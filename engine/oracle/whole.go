package oracle

import (
	"slices"
	"strings"

	"rainmaker"
)

// whole reports whether everything that is named is there, and is different from doing nothing.
func (w World) whole() bool {
	if len(w.Components)+len(w.Pools)+len(w.Contests) == 0 {
		return false
	}
	if param, ok := (&oracle{w: &w}).spanned(); ok && w.param(param) == nil {
		return false
	}
	for i := range w.Credits {
		if w.kind(w.Credits[i].From) == nil && !w.gives(w.Credits[i].From, w.Credits[i].FromRole) {
			return false
		}
	}
	for _, m := range w.Measures {
		if !w.has(m.Is) {
			return false
		}
	}
	for _, t := range w.Tables {
		if t.ByM && w.measure(t.By) == nil {
			return false
		}
	}
	for i := range w.Grids {
		if !w.hasGrid(&w.Grids[i]) {
			return false
		}
	}
	for _, p := range w.Params {
		if p.Flow != nil && p.Flow.Ramp != "" && w.table(p.Flow.Ramp) == nil {
			return false
		}
	}
	for _, c := range w.Curves {
		if w.measure(c.By) == nil {
			return false
		}
	}
	for _, x := range w.Matrices {
		if w.measure(x.By) == nil || w.measure(x.Across) == nil {
			return false
		}
	}
	for _, p := range w.Pools {
		if !w.has(p.Fund) || !w.has(p.By) || !w.hasCond(p.Where) || !w.scoped(p.Among) {
			return false
		}
	}
	for _, c := range w.Contests {
		if !w.has(c.Rank) || !w.has(c.Broken) || !w.hasCond(c.Where) || !w.scoped(c.Among) {
			return false
		}
	}
	for _, c := range w.Components {
		if !w.gives(c.On, c.Role) && !c.Bonus || c.Rate == nil && c.Pay == nil && c.Tiers == nil || !w.hasClauses(c) {
			return false
		}
	}
	for _, x := range w.Exceptions {
		i := slices.IndexFunc(w.Components, func(c Component) bool { return c.Name == x.To })
		if i < 0 || !w.hasClauses(x.on(w.Components[i])) {
			return false
		}
	}
	return w.settled() && w.peopled() && w.newerWhole()
}

// newerWhole reports the same of the letter that follows.
func (w World) newerWhole() bool {
	if w.Newer == nil {
		return true
	}
	w.Letter, w.Newer = *w.Newer, nil
	return w.whole()
}

// hasGrid reports whether a table's keys and values are there.
func (w World) hasGrid(g *Grid) bool {
	for _, by := range g.By {
		first, _, _ := strings.Cut(by, ".")
		there := strings.Contains(by, " of ") || strings.Contains(by, ".") && (first == "payee" || w.hasField(first)) || w.hasField(by) ||
			w.measure(by) != nil
		if !there {
			return false
		}
	}
	return !slices.ContainsFunc(g.Rows, func(r GridRow) bool { return !w.has(r.Value) })
}

// hasField reports whether some kind of event has a field.
func (w World) hasField(name string) bool {
	return slices.ContainsFunc(w.Kinds, func(k Kind) bool {
		return slices.ContainsFunc(k.Fields, func(f FieldType) bool { return f.Name == name })
	})
}

// gives reports whether there is a credit rule with a role; the empty role is every one.
func (w World) gives(credit, role string) bool {
	c := w.credit(credit)
	return c != nil && (role == "" || roleIndex(c, role) >= 0)
}

// hasClauses reports whether everything that a component's clauses name is declared.
func (w World) hasClauses(c Component) bool {
	exprs := append([]Expr{c.Rate, c.Pay, c.Floor, c.Cap}, c.Times...)
	if c.Tiers != nil {
		exprs = append(exprs, c.Tiers.By)
		for _, s := range c.Tiers.Steps {
			exprs = append(exprs, s.Value)
		}
	}
	for _, l := range c.Limits {
		exprs = append(exprs, l.Amount)
	}
	for _, g := range c.Gates {
		if !w.hasCond(g.Cond) {
			return false
		}
	}
	return !slices.ContainsFunc(exprs, func(e Expr) bool { return !w.has(e) })
}

func (w World) hasCond(c Cond) bool {
	switch c := c.(type) {
	case Test:
		return w.has(c.L) && w.has(c.R)
	case Both:
		return w.hasCond(c.L) && w.hasCond(c.R)
	}
	return true
}

// settled reports whether every debt has what makes it and what recovers it, and clawbacks are of components.
func (w World) settled() bool {
	born, recovered := map[string]bool{}, map[string]bool{}
	for _, c := range w.Clawbacks {
		born[c.Name] = true
		for _, name := range c.Of {
			if w.component(name) == nil {
				return false
			}
		}
	}
	for _, s := range w.Steps {
		if test, ok := s.When.(Test); !w.has(s.Amount) || ok && !w.hasBalance(test.L) {
			return false
		}
		born[s.Name] = born[s.Name] || s.Kind == stepTopUp
		recovered[s.Name] = recovered[s.Name] || s.Kind == stepRecover
	}
	for _, s := range w.Steps {
		if (s.Kind == stepRecover || s.Kind == stepForgive) && !born[s.Name] {
			return false
		}
	}
	for name := range born {
		if name != "" && born[name] && !recovered[name] {
			return false
		}
	}
	return true
}

// hasBalance reports whether a carry that a step reads is that of a carried cap over components.
func (w World) hasBalance(e Expr) bool {
	b, ok := e.(Balance)
	if !ok || !strings.HasSuffix(b.Name, " carry") {
		return true
	}
	return slices.ContainsFunc(w.Caps, func(c CapOver) bool { return c.Carried && c.carry() == b.Name })
}

// peopled reports whether everybody who is named is a payee, and every first version is there.
func (w World) peopled() bool {
	known := map[rainmaker.PayeeID]bool{"": true}
	for _, p := range w.Payees {
		known[p.ID] = true
	}
	for _, r := range w.Reports {
		if !known[r.Payee] || !known[r.Manager] {
			return false
		}
	}
	for _, a := range w.Assignments {
		if !known[a.Payee] {
			return false
		}
	}
	for _, l := range w.Leaves {
		if !known[l.Payee] {
			return false
		}
	}
	first := map[rainmaker.EventRef]bool{}
	for _, e := range w.Events {
		if e.Version == 1 {
			first[e.ref()] = true
		}
		if !first[e.ref()] {
			return false
		}
		for _, f := range e.Fields {
			if f.Value.Kind() == rainmaker.Person && !known[f.Value.Payee()] {
				return false
			}
			for _, row := range f.Value.Rows() {
				if !known[row[0].Value.Payee()] {
					return false
				}
			}
		}
	}
	return true
}

// scoped reports whether a scope is one.
func (w World) scoped(of string) bool {
	return slices.Contains([]string{"", "direct reports", "all reports", "everyone"}, of) || w.group(of) != nil
}

// has reports whether everything an expression names is declared.
func (w World) has(e Expr) bool {
	switch e := e.(type) {
	case ParamRef:
		return w.param(e.Name) != nil
	case TableRef:
		t := w.table(e.Name)
		if t == nil || t.Flow != nil && t.Flow.Ramp != "" && w.table(t.Flow.Ramp) == nil {
			return false
		}
		return !slices.ContainsFunc(t.Rows, func(r Row) bool { return !w.has(r.Value) })
	case MeasureRef:
		return w.measure(e.Name) != nil
	case GridRef:
		g := w.grid(e.Name)
		return g != nil && w.hasGrid(g)
	case Aggregate:
		return w.gives(e.Credit, e.Role) && w.scoped(e.Of)
	case People:
		return w.has(e.X) && w.hasCond(e.Where) && w.scoped(e.Of)
	case Streak:
		return w.hasCond(e.Where)
	case ToDate:
		return w.param(e.Name) != nil
	case ResultRef:
		return w.component(e.Name) != nil
	case Carry:
		c := w.component(e.Name)
		return c != nil && slices.ContainsFunc(c.Limits, func(l Limit) bool { return l.Carried })
	case CurveRef:
		return w.curve(e.Name) != nil
	case MatrixRef:
		return w.matrix(e.Name) != nil
	case Mix:
		return !slices.ContainsFunc(e.Of, func(a Expr) bool { return !w.has(a) })
	case Bracket:
		return w.has(e.E)
	case Op:
		return w.has(e.L) && w.has(e.R)
	case Extreme:
		return !slices.ContainsFunc(e.Args, func(a Expr) bool { return !w.has(a) })
	case If:
		return w.hasCond(e.Cond) && w.has(e.Then) && w.has(e.Else)
	}
	return true
}
