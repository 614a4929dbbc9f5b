package oracle

import (
	"maps"
	"slices"
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
	if one := w.clone(); w.Newer != nil {
		if one.Newer = nil; fails(one) {
			w, any = one, true
		}
	}
	for _, try := range shrinking(w.Newer != nil) {
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

// shrinking are the ways to make a world smaller. What two letters say is taken from both: they have the same declarations in
// the same order.
func shrinking(twoLetters bool) []func(*World, int) step {
	of := func(steps ...func(*World, int) step) []func(*World, int) step { return steps }
	letters := of(dropException, dropMeasure, dropTable, dropGrid, dropCurve, dropMatrix, dropParam, dropCredit, dropClause, dropLater,
		dropWhere, dropOverlay, dropGroup, dropClawback, dropPool, dropContest, dropCap, dropStep, plainStep, plainFlow, plainException, plainer)
	components := of(dropComponent)
	if twoLetters {
		letters, components = inBoth(letters), inBoth(components)
	}
	return slices.Concat(components, of(dropEvents, dropEvent, dropAssignment, dropReport, dropPayee), letters,
		of(dropNumber, dropAttribute, dropLeave, dropHoliday))
}

func inBoth(steps []func(*World, int) step) (out []func(*World, int) step) {
	for _, try := range steps {
		out = append(out, func(w *World, i int) step {
			got := try(w, i)
			if w.Newer == nil {
				return got
			}
			w.Letter, *w.Newer = *w.Newer, w.Letter
			also := try(w, i)
			w.Letter, *w.Newer = *w.Newer, w.Letter
			return max(got, also)
		})
	}
	return out
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
	w.expected = nil
	w.Letter = w.Letter.clone()
	if w.Newer != nil {
		newer := w.Newer.clone()
		w.Newer = &newer
	}
	w.Leaves, w.Holidays = slices.Clone(w.Leaves), slices.Clone(w.Holidays)
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

func (w Letter) clone() Letter {
	w.Attributes = slices.Clone(w.Attributes)
	w.Kinds = slices.Clone(w.Kinds)
	w.Credits = slices.Clone(w.Credits)
	for i := range w.Credits {
		w.Credits[i].Where = slices.Clone(w.Credits[i].Where)
		w.Credits[i].To = slices.Clone(w.Credits[i].To)
	}
	w.Params = slices.Clone(w.Params)
	w.Tables, w.Grids = slices.Clone(w.Tables), slices.Clone(w.Grids)
	w.Groups = slices.Clone(w.Groups)
	w.Pools, w.Contests, w.Caps = slices.Clone(w.Pools), slices.Clone(w.Contests), slices.Clone(w.Caps)
	w.Clawbacks, w.Steps = slices.Clone(w.Clawbacks), slices.Clone(w.Steps)
	w.Curves = slices.Clone(w.Curves)
	w.Matrices = slices.Clone(w.Matrices)
	w.Exceptions = slices.Clone(w.Exceptions)
	w.Measures = slices.Clone(w.Measures)
	w.Components = slices.Clone(w.Components)
	for i := range w.Components {
		w.Components[i].Where = slices.Clone(w.Components[i].Where)
		w.Components[i].Limits = slices.Clone(w.Components[i].Limits)
		w.Components[i].Gates = slices.Clone(w.Components[i].Gates)
	}
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

func dropEvent(w *World, i int) step      { return drop(&w.Events, i) }
func dropAssignment(w *World, i int) step { return drop(&w.Assignments, i) }
func dropReport(w *World, i int) step     { return drop(&w.Reports, i) }
func dropPayee(w *World, i int) step      { return drop(&w.Payees, i) }
func dropMeasure(w *World, i int) step    { return drop(&w.Measures, i) }
func dropTable(w *World, i int) step      { return drop(&w.Tables, i) }
func dropGrid(w *World, i int) step       { return drop(&w.Grids, i) }
func dropParam(w *World, i int) step      { return drop(&w.Params, i) }
func dropLeave(w *World, i int) step      { return drop(&w.Leaves, i) }
func dropHoliday(w *World, i int) step    { return drop(&w.Holidays, i) }
func dropGroup(w *World, i int) step      { return drop(&w.Groups, i) }
func dropPool(w *World, i int) step       { return drop(&w.Pools, i) }
func dropContest(w *World, i int) step    { return drop(&w.Contests, i) }
func dropCap(w *World, i int) step        { return drop(&w.Caps, i) }
func dropStep(w *World, i int) step       { return drop(&w.Steps, i) }
func dropCurve(w *World, i int) step      { return drop(&w.Curves, i) }
func dropMatrix(w *World, i int) step     { return drop(&w.Matrices, i) }
func dropException(w *World, i int) step  { return drop(&w.Exceptions, i) }
func dropCredit(w *World, i int) step     { return drop(&w.Credits, i) }

// dropComponent removes a component with what is said of it alone.
func dropComponent(w *World, i int) step {
	if i >= len(w.Components) {
		return past
	}
	name := w.Components[i].Name
	w.Components = slices.Delete(w.Components, i, i+1)
	w.Exceptions = slices.DeleteFunc(w.Exceptions, func(x Exception) bool { return x.To == name })
	w.Caps = slices.DeleteFunc(w.Caps, func(c CapOver) bool { return slices.Contains(c.On, name) })
	for j := len(w.Clawbacks) - 1; j >= 0; j-- {
		c := &w.Clawbacks[j]
		c.Of = slices.DeleteFunc(slices.Clone(c.Of), func(of string) bool { return of == name })
		if len(c.Of) == 0 {
			dropClawback(w, j)
		}
	}
	return changed
}

// dropClawback removes a clawback with the step that recovers it.
func dropClawback(w *World, i int) step {
	if i >= len(w.Clawbacks) {
		return past
	}
	name := w.Clawbacks[i].Name
	w.Steps = slices.DeleteFunc(w.Steps, func(s SettleStep) bool { return s.Kind == stepRecover && s.Name == name })
	return drop(&w.Clawbacks, i)
}

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

// dropLater takes what multiplies, gates or limits a component.
func dropLater(w *World, i int) step {
	const clauses = 8
	if i >= len(w.Components)*clauses {
		return past
	}
	c := &w.Components[i/clauses]
	had := *c
	switch i % clauses {
	case 7:
		c.Advance = nil
		return changedIf(had.Advance != nil)
	case 6:
		c.Payable = nil
		return changedIf(len(had.Payable) > 0)
	case 0:
		c.Times = nil
		return changedIf(len(had.Times) > 0)
	case 1:
		c.Gates = nil
		return changedIf(len(had.Gates) > 0)
	case 2:
		c.Limits = c.Limits[:max(0, len(c.Limits)-1)]
		return changedIf(len(had.Limits) > 0)
	case 3:
		c.Limits = c.Limits[min(1, len(c.Limits)):]
		return changedIf(len(had.Limits) > 0)
	case 4:
		if c.Bonus && c.Pay != nil {
			_, literal := c.Pay.(Cash)
			c.Pay = Cash{rat(1000, 1), w.Plan.Currency, false}
			return changedIf(!literal)
		}
		if c.Rate != nil {
			_, literal := c.Rate.(Percent)
			c.Rate = Percent{rat(1, 10)}
			return changedIf(!literal)
		}
	case 5:
		if c.Tiers != nil && c.Tiers.Whole {
			t := *c.Tiers
			t.Whole, t.Over = false, nil
			c.Tiers = &t
			return changed
		}
	}
	return same
}

// plainStep takes the limits and the condition from a step of the settlement.
func plainStep(w *World, i int) step {
	const clauses = 4
	if i >= len(w.Steps)*clauses {
		return past
	}
	s := &w.Steps[i/clauses]
	had := *s
	switch i % clauses {
	case 0:
		s.AtMost = nil
		return changedIf(had.AtMost != nil)
	case 1:
		s.Leaving = nil
		return changedIf(had.Leaving != nil)
	case 2:
		if s.Kind != stepForgive {
			s.When = nil
		}
		return changedIf(had.When != nil && s.When == nil)
	default:
		if _, personal := s.Amount.(ParamRef); personal {
			s.Amount = Cash{rat(1000, 1), w.Plan.Currency, false}
			return changed
		}
		return same
	}
}

// plainException leaves the payable parts or the rate of pay as the component has them.
func plainException(w *World, i int) step {
	const clauses = 2
	if i >= len(w.Exceptions)*clauses {
		return past
	}
	x := &w.Exceptions[i/clauses]
	had := *x
	if i%clauses == 0 {
		x.Payable = nil
	} else {
		x.PaidIn = nil
	}
	return changedIf((len(had.Payable) > len(x.Payable) || had.PaidIn != x.PaidIn) && w.exceptionText(*x) != w.exceptionText(Exception{Name: x.Name, To: x.To, When: x.When}))
}

// plainFlow takes the ramp, the leave or the day rule from a parameter.
func plainFlow(w *World, i int) step {
	const clauses = 3
	if i >= len(w.Params)*clauses {
		return past
	}
	p := &w.Params[i/clauses]
	if p.Flow == nil {
		return same
	}
	f, had := *p.Flow, *p.Flow
	switch i % clauses {
	case 0:
		f.Ramp = ""
	case 1:
		f.Leave = false
	case 2:
		f.Rule = byDays
	}
	p.Flow = &f
	return changedIf(f.Ramp != had.Ramp || f.Leave != had.Leave || f.Rule != had.Rule)
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
		had := w.Settle && len(w.Steps)+len(w.Clawbacks) == 0
		w.Settle = w.Settle && !had
		return changedIf(had)
	case 2:
		had := w.Plan
		w.Plan.Rounding, w.Plan.PerLine = "half_even", false
		return changedIf(had != w.Plan)
	case 3:
		had := w.PaidIn
		w.PaidIn = nil
		for i := range w.Components {
			w.Components[i].PaidIn = nil
		}
		for i := range w.Exceptions {
			w.Exceptions[i].PaidIn = nil
		}
		return changedIf(had != nil)
	case 4:
		had := w.Plan
		w.Plan.Leavers = ""
		return changedIf(had != w.Plan)
	default:
		return past
	}
}
