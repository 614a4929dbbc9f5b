package engine

import (
	"maps"
	"slices"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// A remedy is found by trying: one obstacle after another is taken out of the way by a change of one field, what was changed
// without need is put back, and what is left is made as small as it can be. Whatever is said was worked out by the same
// engine that pays; nothing is concluded.

// world is a deal as it might be, and the payee's days on the plan; nil days are as they are.
type world struct {
	values []ir.Value
	days   *calendar.Span
	tenure *tenure // whose days they are
}

func (w world) with(field int, v ir.Value) world {
	w.values = slices.Clone(w.values)
	w.values[field] = v
	return w
}

// in is the calculation in which the deal says what a world says.
func (a *attempt) in(w world) *Calculation {
	other := a.c.fork()
	kin := make([]*event, len(other.line.all))
	for i, v := range other.line.all {
		v.like = nil
		v.facts.events, v.facts.byPayee, v.faults = slices.Clone(v.facts.events), maps.Clone(v.facts.byPayee), slices.Clone(v.faults)
		if old := a.event.in(v); old != nil {
			v.remove(v.find(old.ref))
			known := old.versions[len(old.versions)-1]
			kin[i] = &event{ref: old.ref, kind: old.kind, versions: []version{{
				always: true, source: known.source, values: v.valuesOf(old.kind, known.values, a.c, w.values),
			}}}
			kin[i].findEdges()
			v.link([]swap{{now: kin[i]}})
		}
	}
	if w.days != nil {
		other.line.widen(a.who, w.tenure, *w.days)
	}
	other.line.book(kin)
	for i, e := range kin {
		if e != nil {
			other.line.all[i].insert(e)
		}
	}
	return other
}

// valuesOf are the fields of an event of a kind as another version of the plan reads them; those it does not read stay.
func (c *Calculation) valuesOf(kind int, known []ir.Value, of *Calculation, values []ir.Value) []ir.Value {
	if of.place == c.place {
		return values
	}
	out := slices.Clone(known)
	theirs := of.prog.Events[of.vocab[c.prog.Events[kind].Name]].Fields
	for i, f := range c.prog.Events[kind].Fields {
		if j := slices.IndexFunc(theirs, func(o ir.Field) bool { return o.Name == f.Name }); j >= 0 {
			out[i] = values[j]
		}
	}
	return out
}

// over is a tenure that holds over other days, with its first numbers from the first of them on.
func (t *tenure) over(days calendar.Span) *tenure {
	out := *t
	out.span, out.start, out.numbers, out.spans = days, min(t.start, days.From), slices.Clone(t.numbers), map[int][]calendar.Span{}
	for i, n := range t.numbers {
		if n == nil {
			continue
		}
		out.numbers[i] = &calendar.Timeline[number]{}
		for j, piece := range n.In(t.span) {
			from := piece.Span.From
			if j == 0 && from == t.span.From {
				from = days.From
			}
			out.numbers[i].Set(from, piece.Value)
		}
	}
	out.cutSpans()
	return &out
}

// mostChanges is how many changes together are looked for: a remedy of more is no advice.
const mostChanges = 6

// remedy looks for the smallest change with which the deal pays under a rule and component more than it does.
func (a *attempt) remedy(w payingWay, now earnings) (Remedy, bool, error) {
	at := world{values: a.was}
	for range mostChanges {
		if a.pays(at, w, now) {
			return a.least(at, w, now)
		}
		obstacles, err := a.standing(a.in(at), w)
		if err != nil || len(obstacles) == 0 {
			return Remedy{}, false, nil //nolint:nilerr // a change that can't be worked out is none that can be offered
		}
		next, found := a.around(at, w, obstacles[0], now)
		if !found {
			return Remedy{}, false, nil
		}
		at = next
	}
	return Remedy{}, false, nil
}

// pays reports whether the deal pays in a world more than it does now.
func (a *attempt) pays(at world, w payingWay, now earnings) bool {
	then, err := a.earned(a.in(at))
	name := a.c.prog.Components[w.component].Name
	m := then.of[name]
	return err == nil && m.Sign() > 0 && m.Minor() > now.of[name].Minor()
}

// gone reports whether an obstacle no longer stands in the way in a world.
func (a *attempt) gone(at world, w payingWay, o obstacle) bool {
	a.tried++
	left, err := a.standing(a.in(at), w)
	return err == nil && !slices.ContainsFunc(left, func(l obstacle) bool {
		return l.Kind == o.Kind && l.Rule == o.Rule && l.Component == o.Component && l.Clause == o.Clause
	})
}

// around changes one thing so that an obstacle is gone.
func (a *attempt) around(at world, w payingWay, o obstacle, now earnings) (world, bool) {
	clear := func(next world) bool { return a.gone(next, w, o) }
	switch o.Kind {
	case GateNotMet, PaysNothing:
		clear = func(next world) bool { return a.pays(next, w, now) }
	case NotOnPlan:
		if next, ok := a.longer(at, *o.On); ok && clear(next) {
			return next, true
		}
	}
	for _, field := range a.fields(w, o) {
		if next, ok := a.change(at, field, o, clear); ok {
			return next, true
		}
	}
	return at, false
}

// longer lets the payee's nearest assignment reach a day.
func (a *attempt) longer(at world, day calendar.Date) (world, bool) {
	if !a.c.prog.Plan.Effective.Contains(day) {
		return at, false
	}
	best := -1
	for _, t := range a.c.tenuresOf(a.who) {
		days, apart := t.span, int(t.span.From)-int(day)
		if day >= t.span.Before {
			apart = int(day) - int(t.span.Before) + 1
			days.Before = day + 1
		} else {
			days.From = day
		}
		if best < 0 || apart < best {
			best, at.days, at.tenure = apart, &days, t
		}
	}
	return at, best >= 0
}

// fields are those of the deal that an obstacle is about, the most telling first.
func (a *attempt) fields(w payingWay, o obstacle) []int {
	rule, declared := &a.c.prog.Credits[w.rule], a.c.prog.Events[a.event.kind].Fields
	var out []int
	add := func(i int) {
		if i >= 0 && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	seen := map[ir.Expr]bool{}
	look := func(xs ...ir.Expr) {
		for _, x := range xs {
			if x == nil {
				continue
			}
			a.c.reach(x, seen, func(x ir.Expr) {
				if f, ok := x.(*ir.FieldRef); ok && f.Index < len(declared) && f.Index >= 0 && declared[f.Index].Name == f.Name {
					add(f.Index) // and no field of another kind of event
				}
			})
		}
	}
	if o.cond != nil {
		look(o.cond)
	}
	if o.Kind == NoDateYet || o.Kind == OtherPeriod || o.Kind == NotDuring || o.Kind == NotOnPlan || o.onDay() {
		add(rule.CountsOn)
		add(a.c.prog.Events[a.event.kind].Dated)
	}
	if o.Kind == ConditionFalse && len(out) > 0 {
		return out
	}
	for i := range rule.Targets {
		t := &rule.Targets[i]
		look(t.Base, t.Value, t.Share)
		if o.Kind == FaultyDeal || o.Kind == NoShare {
			look(t.Who)
		}
	}
	return out
}

// change looks for the value of one field with which something is out of the way: of words and names, those that the
// condition asks for and then those that the field may say; of figures and days, the nearest.
func (a *attempt) change(at world, field int, o obstacle, clear func(world) bool) (world, bool) {
	declared := a.c.prog.Events[a.event.kind].Fields[field].Type
	v := at.values[field]
	try := func(x ir.Value) (world, bool) {
		next := at.with(field, x)
		return next, clear(next)
	}
	for _, x := range a.words(declared, o) {
		if x.Equal(v) {
			continue
		}
		if next, ok := try(x); ok {
			return next, true
		}
	}
	if declared.OrNone && !v.None && declared.Kind != ir.Date {
		if next, ok := try(ir.NoneOf(declared.Kind)); ok {
			return next, true
		}
	}
	if o.Kind == FaultyDeal && declared.Kind == ir.Number {
		for _, x := range a.wholes(at, field, o) {
			if next, ok := try(x); ok {
				return next, true
			}
		}
	}
	for _, x := range a.days(declared, at, o) {
		if _, ok := try(x); ok {
			return a.nearest(at, field, x, clear), true
		}
	}
	return a.search(at, field, clear)
}

// wholes are the shares with which a deal would be divided whole: all of it, and what the deal's other shares leave.
func (a *attempt) wholes(at world, field int, o obstacle) []ir.Value {
	left := money.Whole(1)
	for _, w := range a.ways("") {
		if a.c.prog.Credits[w.rule].Name != o.Rule {
			continue
		}
		for _, other := range a.fields(w, o) {
			if v := at.values[other]; other != field && v.Kind == ir.Number && !v.None {
				left = left.Sub(v.Num)
			}
		}
		break
	}
	out := []ir.Value{at.values[field], at.values[field]}
	out[0].Num, out[1].Num = left, money.Whole(1)
	return out
}

// words are what a field of words, names or yes and no may be set to.
func (a *attempt) words(t ir.Type, o obstacle) []ir.Value {
	var out []ir.Value
	switch t.Kind {
	case ir.Text:
		if o.cond != nil {
			ir.Walk(o.cond, func(x ir.Expr) {
				switch x := x.(type) {
				case *ir.IsOneOf:
					out = append(out, x.Values...)
				case *ir.Const:
					if x.Value.Kind == ir.Text {
						out = append(out, x.Value)
					}
				}
			})
		}
		for _, choice := range t.Choices {
			out = append(out, ir.TextOf(choice))
		}
	case ir.YesNo:
		out = []ir.Value{ir.YesNoOf(true), ir.YesNoOf(false)}
	case ir.Payee:
		out = []ir.Value{ir.PayeeOf(a.who)}
	}
	return out
}

// days are the days worth trying first: the edges of the days that an obstacle leaves, and for a deal without a day the last
// one of the calculation.
func (a *attempt) days(t ir.Type, at world, o obstacle) []ir.Value {
	if t.Kind != ir.Date {
		return nil
	}
	var out []ir.Value
	for _, span := range o.spans {
		if last := min(span.Last(), a.c.facts.through); last >= span.From {
			out = append(out, ir.DateOf(last))
		}
		if span.From > calendar.StartOfTime && span.From <= a.c.facts.through {
			out = append(out, ir.DateOf(span.From))
		}
	}
	if o.On == nil {
		out = append(out, ir.DateOf(a.c.facts.through))
	}
	return out
}

// How many doublings of a step are looked at: of a cent up to 176 thousand million, of a day up to 45 years.
const (
	mostDoublings = 44
	mostYears     = 14
)

// search looks up and down for the nearest figure or day with which something is out of the way.
func (a *attempt) search(at world, field int, clear func(world) bool) (world, bool) {
	step, doublings, ok := a.step(at, field)
	if !ok {
		return at, false
	}
	for n := range doublings {
		for _, sign := range []int64{1, -1} {
			x, ok := moved(at.values[field], step, sign<<n)
			if !ok {
				continue
			}
			if next := at.with(field, x); clear(next) {
				return a.nearest(at, field, x, clear), true
			}
		}
	}
	return at, false
}

// step is the least by which a field's value may change: a day, a minor unit, the last digit that the deal writes.
func (a *attempt) step(at world, field int) (money.Ratio, int, bool) {
	t, v := a.c.prog.Events[a.event.kind].Fields[field].Type, at.values[field]
	if v.None {
		return money.Ratio{}, 0, false
	}
	decimals := 0
	switch t.Kind {
	case ir.Date:
		return money.Whole(1), mostYears, true
	case ir.Money:
		decimals = max(t.Decimals, v.Currency.Decimals())
	case ir.Number:
		if decimals = decimalsOf(v.Num); t.Percent || decimals > 0 {
			decimals = max(decimals, 2)
		}
	default:
		return money.Ratio{}, 0, false
	}
	unit := int64(1)
	for range decimals {
		unit *= 10
	}
	return money.NewRatio(1, unit), mostDoublings, true
}

// decimalsOf counts the decimals that a figure of a source has.
func decimalsOf(r money.Ratio) int {
	n := 0
	for ; n < 8 && !r.IsWhole(); n++ {
		r = r.Mul(money.Whole(10))
	}
	return n
}

// moved is a value so many steps away. Figures that are not below zero stay so.
func moved(v ir.Value, step money.Ratio, steps int64) (ir.Value, bool) {
	if v.Kind == ir.Date {
		d := int64(v.Date) + steps
		if d <= int64(calendar.StartOfTime) || d >= int64(calendar.EndOfTime) {
			return v, false
		}
		v.Date = calendar.Date(d)
		return v, true
	}
	was := v.Num
	v.Num = v.Num.Add(step.Mul(money.Whole(steps)))
	return v, was.Sign() < 0 || v.Num.Sign() >= 0
}

// between counts the steps from one value to another.
func between(from, to ir.Value, step money.Ratio) int64 {
	if from.Kind == ir.Date {
		return int64(to.Date) - int64(from.Date)
	}
	steps, err := to.Num.Sub(from.Num).Quo(step).Round(0, money.Down)
	if err != nil {
		return 0
	}
	return steps
}

// nearest halves the way from where a field stands to a value that clears something, down to the step.
func (a *attempt) nearest(at world, field int, far ir.Value, clear func(world) bool) world {
	step, _, ok := a.step(at, field)
	if !ok { // from nothing there is no way
		return at.with(field, far)
	}
	near, far64 := int64(0), between(at.values[field], far, step)
	for near+1 < far64 || near-1 > far64 {
		mid := near + (far64-near)/2
		x, _ := moved(at.values[field], step, mid)
		if clear(at.with(field, x)) {
			far64 = mid
		} else {
			near = mid
		}
	}
	x, _ := moved(at.values[field], step, far64)
	return at.with(field, x)
}

// least puts back what was changed without need, makes what is left as small as it can be, and works out what it pays.
func (a *attempt) least(at world, w payingWay, now earnings) (Remedy, bool, error) {
	pays := func(x world) bool { return a.pays(x, w, now) }
	for field := range at.values {
		if back := at.with(field, a.was[field]); !sameValue(at.values[field], a.was[field]) && pays(back) {
			at = back
		}
	}
	if at.days != nil {
		if back := (world{values: at.values}); pays(back) {
			at = back
		}
	}
	k := &a.c.prog.Components[w.component]
	out := Remedy{Component: k.Name, Label: labelOf(k.Label, k.Name)}
	for field, f := range a.c.prog.Events[a.event.kind].Fields {
		if sameValue(at.values[field], a.was[field]) {
			continue
		}
		change := Change{Kind: ChangeField, Name: f.Name, Was: a.was[field]}
		if step, _, ok := a.step(at, field); ok && !a.was[field].None {
			from := at.with(field, a.was[field])
			at = a.nearest(from, field, at.values[field], pays)
			toward := int64(-1)
			if between(a.was[field], at.values[field], step) < 0 {
				toward = 1
			}
			if short, ok := moved(at.values[field], step, toward); ok && !pays(at.with(field, short)) {
				change.Short = &short
			}
		}
		change.Now = at.values[field]
		out.Changes = append(out.Changes, change)
	}
	out.Changes = append(out.Changes, a.assignment(at)...)
	then, err := a.earned(a.in(at))
	if err != nil {
		return out, false, err
	}
	out.Pays = then.of[k.Name]
	out.Total, err = then.total.Sub(now.total)
	return out, err == nil && len(out.Changes) > 0, err
}

// assignment is the change of the payee's days on the plan.
func (a *attempt) assignment(at world) []Change {
	switch {
	case at.days == nil:
		return nil
	case at.days.From < at.tenure.span.From:
		return []Change{{Kind: ChangeFrom, Was: ir.DateOf(at.tenure.span.From), Now: ir.DateOf(at.days.From)}}
	default:
		return []Change{{Kind: ChangeThrough, Was: ir.DateOf(at.tenure.span.Last()), Now: ir.DateOf(at.days.Last())}}
	}
}
