package oracle

import (
	"maps"
	"slices"

	"rainmaker"
)

// Shrink makes a failing world smaller for as long as it still fails: without events, payees, assignments, reporting lines,
// components and clauses that do not matter. The world it is given must fail.
func Shrink(w World, fails func(World) bool) World {
	for {
		smaller, ok := smallerWorld(w, fails)
		if !ok {
			return w
		}
		w = smaller
	}
}

// smallerWorld tries every step once and keeps those after which the world still fails.
func smallerWorld(w World, fails func(World) bool) (World, bool) {
	any := false
	for _, try := range []func(*World, int) step{
		dropComponent, dropEvents, dropEvent, dropAssignment, dropReport, dropPayee,
		dropMeasure, dropTable, dropParam, dropCredit, dropClause, dropWhere, dropOverlay, dropNumber, dropAttribute, plainer,
	} {
		for i := 0; ; {
			next := w.clone()
			result := try(&next, i)
			if result == past {
				break
			}
			if result == changed && next.whole() && fails(next) {
				w, any = next, true
				continue
			}
			i++
		}
	}
	return w, any
}

// step is what came of trying to make a world smaller at a place.
type step int

const (
	past    step = iota // there is no such place
	same                // nothing to take away there
	changed             // something is gone
)

func changedIf(is bool) step {
	if is {
		return changed
	}
	return same
}

// clone is a copy whose slices and maps may be changed. Expressions are never changed and are shared.
func (w World) clone() World {
	w.Attributes = slices.Clone(w.Attributes)
	w.Kinds = slices.Clone(w.Kinds)
	w.Credits = slices.Clone(w.Credits)
	for i := range w.Credits {
		w.Credits[i].Where = slices.Clone(w.Credits[i].Where)
		w.Credits[i].To = slices.Clone(w.Credits[i].To)
	}
	w.Params = slices.Clone(w.Params)
	w.Tables = slices.Clone(w.Tables)
	w.Measures = slices.Clone(w.Measures)
	w.Components = slices.Clone(w.Components)
	for i := range w.Components {
		w.Components[i].Where = slices.Clone(w.Components[i].Where)
	}
	w.Payees = slices.Clone(w.Payees)
	for i := range w.Payees {
		w.Payees[i].Attributes = maps.Clone(w.Payees[i].Attributes)
	}
	w.Reports = slices.Clone(w.Reports)
	w.Assignments = slices.Clone(w.Assignments)
	for i := range w.Assignments {
		w.Assignments[i].Numbers = maps.Clone(w.Assignments[i].Numbers)
	}
	w.Events = slices.Clone(w.Events)
	return w
}

// drop removes one of a list.
func drop[T any](list *[]T, i int) step {
	if i >= len(*list) {
		return past
	}
	*list = slices.Delete(*list, i, i+1)
	return changed
}

func dropComponent(w *World, i int) step  { return drop(&w.Components, i) }
func dropEvent(w *World, i int) step      { return drop(&w.Events, i) }
func dropAssignment(w *World, i int) step { return drop(&w.Assignments, i) }
func dropReport(w *World, i int) step     { return drop(&w.Reports, i) }
func dropPayee(w *World, i int) step      { return drop(&w.Payees, i) }
func dropMeasure(w *World, i int) step    { return drop(&w.Measures, i) }
func dropTable(w *World, i int) step      { return drop(&w.Tables, i) }
func dropParam(w *World, i int) step      { return drop(&w.Params, i) }
func dropCredit(w *World, i int) step     { return drop(&w.Credits, i) }

// dropEvents removes eight at once: most events do not matter.
func dropEvents(w *World, i int) step {
	from := i * 8
	if from >= len(w.Events) {
		return past
	}
	w.Events = slices.Delete(w.Events, from, min(from+8, len(w.Events)))
	return changed
}

// dropClause takes one clause from a component.
func dropClause(w *World, i int) step {
	const clauses = 6
	if i >= len(w.Components)*clauses {
		return past
	}
	c := &w.Components[i/clauses]
	had := *c
	switch i % clauses {
	case 0:
		c.Floor = nil
		return changedIf(had.Floor != nil)
	case 1:
		c.Cap = nil
		return changedIf(had.Cap != nil)
	case 2:
		c.Where = c.Where[:max(0, len(c.Where)-1)]
		return changedIf(len(had.Where) > 0)
	case 3:
		c.Spiff, c.During = false, nil
		return changedIf(had.Spiff)
	case 4:
		if had.Tiers == nil || !had.Tiers.Times {
			return same
		}
		c.Tiers = nil
	case 5:
		if had.Tiers == nil || len(had.Tiers.Steps) < 2 {
			return same
		}
		t := *had.Tiers
		t.Steps = t.Steps[:len(t.Steps)-1]
		c.Tiers = &t
	}
	return changed
}

// dropWhere takes the last condition of a credit rule. The first stays where it is what keeps a missing amount out.
func dropWhere(w *World, i int) step {
	if i >= len(w.Credits) {
		return past
	}
	c := &w.Credits[i]
	least := 0
	if k := w.kind(c.From); k != nil && slices.ContainsFunc(k.Fields, func(f FieldType) bool { return f.Type == "money or none" }) {
		least = 1
	}
	if len(c.Where) <= least {
		return same
	}
	c.Where = c.Where[:len(c.Where)-1]
	return changed
}

// dropOverlay takes an overlay from a credit rule that gives to others, too.
func dropOverlay(w *World, i int) step {
	if i >= len(w.Credits) {
		return past
	}
	c := &w.Credits[i]
	last := len(c.To) - 1
	if last == 0 || !c.To[last].Overlay {
		return same
	}
	c.To = c.To[:last]
	return changed
}

// dropNumber takes the last change of a personal number.
func dropNumber(w *World, i int) step {
	if i >= len(w.Assignments)*len(w.Params) {
		return past
	}
	a, name := &w.Assignments[i/len(w.Params)], w.Params[i%len(w.Params)].Name
	dated := a.Numbers[name]
	if len(dated) < 2 {
		return same
	}
	a.Numbers[name] = dated[:len(dated)-1]
	return changed
}

func dropAttribute(w *World, i int) step {
	if i >= len(w.Payees) {
		return past
	}
	result := same
	for name, dated := range w.Payees[i].Attributes {
		if len(dated) > 1 {
			w.Payees[i].Attributes[name], result = dated[:1], changed
		}
	}
	return result
}

// plainer simplifies how the world is written down.
func plainer(w *World, i int) step {
	switch i {
	case 0:
		had := w.Layout
		w.Layout = Layout{}
		return changedIf(had != w.Layout)
	case 1:
		had := w.Settle
		w.Settle = false
		return changedIf(had)
	case 2:
		had := w.Plan
		w.Plan.Rounding, w.Plan.PerLine = "half_even", false
		return changedIf(had != w.Plan)
	default:
		return past
	}
}

// whole reports whether everything that is named is there, and is different from doing nothing.
func (w World) whole() bool {
	if len(w.Components) == 0 {
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
	for _, c := range w.Components {
		if !w.gives(c.On, c.Role) || c.Rate == nil && c.Pay == nil && c.Tiers == nil {
			return false
		}
		if c.Tiers != nil && !w.has(c.Tiers.By) || !w.has(c.Rate) || !w.has(c.Pay) || !w.has(c.Floor) || !w.has(c.Cap) {
			return false
		}
	}
	return w.peopled()
}

// gives reports whether there is a credit rule with a role; the empty role is every one.
func (w World) gives(credit, role string) bool {
	c := w.credit(credit)
	return c != nil && (role == "" || roleIndex(c, role) >= 0)
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

// has reports whether everything an expression names is declared.
func (w World) has(e Expr) bool {
	switch e := e.(type) {
	case ParamRef:
		return w.param(e.Name) != nil
	case TableRef:
		t := w.table(e.Name)
		if t == nil {
			return false
		}
		return !slices.ContainsFunc(t.Rows, func(r Row) bool { return !w.has(r.Value) })
	case MeasureRef:
		return w.measure(e.Name) != nil
	case Aggregate:
		return w.gives(e.Credit, e.Role)
	case Bracket:
		return w.has(e.E)
	case Op:
		return w.has(e.L) && w.has(e.R)
	case Extreme:
		return !slices.ContainsFunc(e.Args, func(a Expr) bool { return !w.has(a) })
	case If:
		if t, ok := e.Cond.(Test); ok && (!w.has(t.L) || !w.has(t.R)) {
			return false
		}
		return w.has(e.Then) && w.has(e.Else)
	}
	return true
}
