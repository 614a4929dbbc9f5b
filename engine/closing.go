package engine

import (
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// Closing is an open deal, and the same deal as it would be known when it counts.
type Closing struct {
	// Open is the deal as it stands: days that have not come are left out, as they are in a calculation made now. It is
	// gone where nothing of it has happened yet.
	Open rainmaker.Event
	// Closed is the deal once it counts, and Changed the fields in which it then differs.
	Closed  rainmaker.Event
	Changed []FieldChange
	// Counts is the field that says when it counts.
	Counts string
}

// FieldChange is what one field says, and would say.
type FieldChange struct {
	Name     string
	Was, Now rainmaker.Value
}

// Closing says how an event that some credit rule of the plan does not credit yet would have to change to count on a day;
// false where no rule is open for it. The rule says it: its counting date is set to the day, and conditions that ask for
// another outcome (stage is won) are met by what they ask for. What is an outcome the company's own deals say: a value that
// no credited deal has. A condition on anything else, as on the product, stays as it is, and where it does not hold the rule
// is not open. A deal that counts already, or ended otherwise, is not open either: its counting date has passed, and no
// undated deal stands where it stands.
func (c *Calculation) Closing(e rainmaker.Event, today, on calendar.Date) (Closing, bool) {
	c = c.on(on) // the letter by which it would be credited
	kind, known := c.vocab[e.Name]
	if !known || e.Gone {
		return Closing{}, false
	}
	values, err := c.bindFields(kind, e)
	if err != nil {
		return Closing{}, false // facts that don't fit are refused when they are imported
	}
	w := c.closingOf(kind, e.EventRef, values, today, on)
	if w == nil {
		return Closing{}, false
	}
	out := Closing{Open: w.open(e), Closed: e, Counts: c.prog.Events[kind].Fields[w.counts].Name}
	out.Closed.Fields = slices.Clone(e.Fields)
	for i, f := range c.prog.Events[kind].Fields {
		if !w.set[i] {
			continue
		}
		was, _ := e.Fields.Get(f.Name)
		now := sourceValue(w.now[i])
		out.Closed.Fields = setField(out.Closed.Fields, f.Name, now)
		if !was.Equal(now) {
			out.Changed = append(out.Changed, FieldChange{f.Name, was, now})
		}
	}
	return out, true
}

// closingOf works out what must change in an event of a kind; nil where it is not open.
func (c *Calculation) closingOf(kind int, ref rainmaker.EventRef, values []ir.Value, today, on calendar.Date) *closing {
	w := &closing{c: c, kind: kind, ref: ref, today: today, on: on, was: values, now: slices.Clone(values), counts: -1}
	for _, i := range c.declaredRules() {
		rule := &c.prog.Credits[i]
		if rule.From < 0 && c.prog.Events[rule.Event].Name == ref.Name && c.prog.Uses(i) {
			w.rule(rule)
		}
	}
	if w.counts < 0 || w.ended {
		return nil
	}
	return w
}

// OpenDeal is an event that is open, and the people who would have a share of it if it counted now, or whom it names where it can't be
// credited as it is.
type OpenDeal struct {
	Event  rainmaker.EventRef
	Payees []rainmaker.PayeeID
}

type openKey struct {
	of    *Calculation
	today calendar.Date
}

// OpenDeals lists the events that are open on a day, as [Calculation.Closing] has it, in the order of events, each with those who
// would have a share of it.
func (c *Calculation) OpenDeals(today calendar.Date) []OpenDeal {
	c = c.on(today)
	key := openKey{c, today}
	if known, ok := c.memo.open.Load(key); ok {
		return known.([]OpenDeal)
	}
	var out []OpenDeal
	for _, e := range c.facts.events {
		v := e.versions[len(e.versions)-1]
		if v.gone || c.countsInFull(e, today) {
			continue
		}
		w := c.closingOf(e.kind, e.ref, v.values, today, today)
		if w == nil {
			continue
		}
		closed := &event{ref: e.ref, kind: e.kind, versions: []version{{always: true, source: v.source, values: w.now}}}
		closed.findEdges()
		alone := *c
		alone.faults, alone.memo = nil, &memo{}
		alone.creditStates(closed)
		alone.concerned(closed)
		deal := OpenDeal{Event: e.ref}
		add := func(id rainmaker.PayeeID) {
			if !slices.Contains(deal.Payees, id) {
				deal.Payees = append(deal.Payees, id)
			}
		}
		entries := closed.at(today).entries
		worth := slices.ContainsFunc(entries, func(x *entry) bool { return !x.amount.Num.IsZero() })
		for _, x := range entries {
			// A share of 0% makes a deal nobody's; where the deal says no amount yet, nobody has any of it so far.
			if !x.share.IsZero() && (!worth || !x.amount.Num.IsZero()) {
				add(rainmaker.PayeeID(x.payee))
			}
		}
		for _, f := range alone.faults {
			for _, id := range f.Payees {
				add(id)
			}
		}
		out = append(out, deal)
	}
	c.memo.open.Store(key, out)
	return out
}

// countsInFull reports whether every rule that reads such events credits this one already, so that it can't be open.
func (c *Calculation) countsInFull(e *event, today calendar.Date) bool {
	st := e.at(today)
	if st.version == nil {
		return false
	}
	for i := range c.prog.Credits {
		rule := &c.prog.Credits[i]
		if rule.From < 0 && c.prog.Events[rule.Event].Name == e.ref.Name && c.prog.Uses(i) &&
			!slices.ContainsFunc(st.entries, func(x *entry) bool { return x.rule == i }) {
			return false
		}
	}
	return true
}

// declaredRules are the credit rules in the order in which they are declared.
func (c *Calculation) declaredRules() []int {
	out := make([]int, len(c.ranks))
	for i, rank := range c.ranks {
		out[rank] = i
	}
	return out
}

// closing works out what must change in one event for the rules to credit it.
type closing struct {
	c         *Calculation
	kind      int
	ref       rainmaker.EventRef
	today, on calendar.Date
	was, now  []ir.Value
	set       map[int]bool // the fields that are set
	counts    int          // the counting date; -1 while no rule is open
	ended     bool         // the event ended in another way than rules credit
}

// rule opens a rule for the event, where it can be: the first one decides which date is meant.
func (w *closing) rule(rule *ir.Credit) {
	if w.counts >= 0 && w.counts != rule.CountsOn {
		return
	}
	counted := upTo(w.was, w.today)[rule.CountsOn]
	if !counted.None && w.holdAll(rule.Where, w.was, w.today) {
		return // it counts already, or will without anybody's doing
	}
	try := &closing{c: w.c, kind: w.kind, ref: w.ref, today: w.today, on: w.on, was: w.was, now: slices.Clone(w.now), set: map[int]bool{}}
	for i := range w.set {
		try.set[i] = true
	}
	for _, cond := range rule.Where {
		if !try.meet(cond) {
			return
		}
	}
	if !counted.None && !try.standsOpen() {
		w.ended = len(try.set) > 0 // only its outcome stands against it, and its day has passed
		return
	}
	try.put(rule.CountsOn, ir.DateOf(w.on))
	dated := w.c.prog.Events[w.kind].Dated
	if d := try.now[dated]; d.None || d.Date > w.on {
		try.put(dated, ir.DateOf(w.on))
	}
	if !try.holdAll(rule.Where, try.now, w.on) {
		return
	}
	w.now, w.set, w.counts = try.now, try.set, rule.CountsOn
}

func (w *closing) put(field int, v ir.Value) {
	w.now[field], w.set[field] = v, true
}

// scope is where the conditions of a rule are read: at the event as it would be, on a day.
func (w *closing) scope(values []ir.Value, on calendar.Date) *scope {
	e := &event{ref: w.ref, kind: w.kind}
	return &scope{c: w.c, moment: on, anchor: on, day: on, event: e, state: &state{version: &version{values: values}, values: upTo(values, on)}}
}

func (w *closing) holdAll(conds []ir.Expr, values []ir.Value, on calendar.Date) bool {
	s := w.scope(values, on)
	for _, cond := range conds {
		if yes, err := s.holds(cond); err != nil || !yes {
			return false
		}
	}
	return true
}

// meet sets outcomes so that a condition holds; false where that can't be.
func (w *closing) meet(cond ir.Expr) bool {
	if and, ok := cond.(*ir.And); ok {
		for _, part := range and.Parts {
			if !w.meet(part) {
				return false
			}
		}
		return true
	}
	if yes, err := w.scope(w.now, w.on).holds(cond); err == nil && yes {
		return true
	}
	switch x := cond.(type) {
	case *ir.Or:
		return slices.ContainsFunc(x.Parts, w.meet)
	case *ir.FieldRef:
		return w.outcome(x, ir.YesNoOf(true))
	case *ir.Not:
		if f, ok := x.X.(*ir.FieldRef); ok {
			return w.outcome(f, ir.YesNoOf(false))
		}
	case *ir.IsNone:
		if f, ok := x.X.(*ir.FieldRef); ok && f.Index >= 0 && x.Negated && f.Type().Kind == ir.Date {
			w.put(f.Index, ir.DateOf(w.on))
			return true
		}
	case *ir.IsOneOf:
		f, ok := x.X.(*ir.FieldRef)
		if !ok {
			return false
		}
		if !x.Negated {
			return len(x.Values) > 0 && w.outcome(f, x.Values[0])
		}
		for _, choice := range f.Type().Choices {
			if v := ir.TextOf(choice); !slices.ContainsFunc(x.Values, v.Equal) {
				return w.outcome(f, v)
			}
		}
	}
	return false
}

// outcome sets a field to what a condition asks for, where what it says now is an outcome.
func (w *closing) outcome(f *ir.FieldRef, v ir.Value) bool {
	if f.Index < 0 || w.set[f.Index] {
		return false
	}
	seen := w.c.evidenceOf(w.kind, w.today)
	if seen.credited[valueKey{f.Index, w.was[f.Index].String()}] || len(seen.credited) == 0 && w.c.paysBy(w.kind, f.Index) {
		return false
	}
	w.put(f.Index, v)
	return true
}

// standsOpen reports whether a field that would have to change says what deals without a counting date say.
func (w *closing) standsOpen() bool {
	seen := w.c.evidenceOf(w.kind, w.today)
	for i := range w.set {
		if seen.undated[valueKey{i, w.was[i].String()}] {
			return true
		}
	}
	return false
}

// open is the event as it stands today.
func (w *closing) open(e rainmaker.Event) rainmaker.Event {
	declared := w.c.prog.Events[w.kind]
	e.Fields = slices.Clone(e.Fields)
	for i, f := range declared.Fields {
		v := w.was[i]
		switch {
		case v.Kind != ir.Date || v.None || v.Date <= w.today:
		case i == declared.Dated || !f.Type.OrNone && i == w.counts:
			return rainmaker.Event{EventRef: e.EventRef, Gone: true}
		case f.Type.OrNone:
			e.Fields = setField(e.Fields, f.Name, rainmaker.Value{})
		}
	}
	return e
}

// upTo are the fields of an event as a day sees them: dates after it have not come.
func upTo(values []ir.Value, on calendar.Date) []ir.Value {
	out := slices.Clone(values)
	for i, v := range out {
		if v.Kind == ir.Date && !v.None && v.Date > on {
			out[i] = ir.NoneOf(ir.Date)
		}
	}
	return out
}

func setField(fields rainmaker.FieldList, name string, v rainmaker.Value) rainmaker.FieldList {
	for i := range fields {
		if fields[i].Name == name {
			fields[i].Value = v
			return fields
		}
	}
	return append(fields, rainmaker.Field{Name: name, Value: v})
}

// sourceValue is an outcome as a source would say it.
func sourceValue(v ir.Value) rainmaker.Value {
	switch {
	case v.None:
		return rainmaker.Value{}
	case v.Kind == ir.Date:
		return rainmaker.DayOf(v.Date)
	case v.Kind == ir.YesNo:
		return rainmaker.YesNoOf(v.Yes)
	default:
		return rainmaker.TextOf(v.Text)
	}
}

// evidence is what the company's deals of a kind say on a day, by field: what is said in deals that are credited, and in
// deals that have no counting date.
type evidence struct{ credited, undated map[valueKey]bool }

type valueKey struct {
	field int
	value string
}

type evidenceKey struct {
	of    *Calculation
	kind  int
	today calendar.Date
}

func (c *Calculation) evidenceOf(kind int, today calendar.Date) evidence {
	key := evidenceKey{c, kind, today}
	if known, ok := c.memo.evidence.Load(key); ok {
		return known.(evidence)
	}
	seen := evidence{map[valueKey]bool{}, map[valueKey]bool{}}
	for _, e := range c.facts.events {
		st := e.at(today)
		if e.kind != kind || st.version == nil {
			continue
		}
		dated := false
		for i := range c.prog.Credits {
			rule := &c.prog.Credits[i]
			if rule.From < 0 && c.prog.Events[rule.Event].Name == c.prog.Events[kind].Name {
				dated = dated || !st.values[rule.CountsOn].None
			}
		}
		direct := slices.ContainsFunc(st.entries, func(x *entry) bool { return c.prog.Credits[x.rule].From < 0 })
		for i, v := range st.values {
			if v.Kind != ir.Text && v.Kind != ir.YesNo {
				continue
			}
			if direct {
				seen.credited[valueKey{i, v.String()}] = true
			}
			if !dated {
				seen.undated[valueKey{i, v.String()}] = true
			}
		}
	}
	c.memo.evidence.Store(key, seen)
	return seen
}
