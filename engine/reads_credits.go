package engine

import (
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// creditsQ asks for a payee's credits at a moment, underQ for everybody's under a rule.
type creditsQ struct {
	payee  string
	moment calendar.Date
}

type underQ struct {
	rule   int
	moment calendar.Date
}

// credits are entries and the list of events that they are of: an event that changes is another one.
type credits struct {
	of   []*event
	list []*entry
}

func sameCredits(a, b any) bool {
	return slices.EqualFunc(a.(credits).list, b.(credits).list, sameEntry)
}

func (creditsQ) same(a, b any) bool { return sameCredits(a, b) }
func (underQ) same(a, b any) bool   { return sameCredits(a, b) }

func (q creditsQ) untouched(c *Calculation, was any) bool {
	return sameList(was.(credits).of, c.facts.byPayee[q.payee])
}

func (underQ) untouched(c *Calculation, was any) bool {
	return sameList(was.(credits).of, c.facts.events)
}

func (q creditsQ) answer(c *Calculation) any {
	out := credits{of: c.facts.byPayee[q.payee]}
	for _, e := range out.of {
		for _, x := range e.at(q.moment).entries {
			if x.payee == q.payee {
				out.list = append(out.list, x)
			}
		}
	}
	return out
}

func (q underQ) answer(c *Calculation) any {
	if known, ok := c.memo.entries.Load(q); ok {
		return known
	}
	out := credits{of: c.facts.events}
	if c.like != nil && c.unbooked == nil {
		out.list = c.entriesLike(q.rule, q.moment)
	} else {
		for _, e := range c.facts.events {
			for _, x := range e.at(q.moment).entries {
				if x.rule == q.rule {
					out.list = append(out.list, x)
				}
			}
		}
	}
	c.memo.entries.Store(q, out)
	return out
}

// entriesOf lists a payee's credits at a moment, in the order of events.
func (c *Calculation) entriesOf(payee string, moment calendar.Date) []*entry {
	if c.like != nil && c.unbooked == nil {
		return slices.Clone(c.entriesOfLike(payee, moment))
	}
	q := creditsQ{payee, moment}
	return slices.DeleteFunc(slices.Clone(read(c, q, q.answer(c.whole()).(credits)).list), c.leavesOut)
}

// entriesUnder lists everybody's credits under a rule at a moment, in the order of events; the caller must not change it.
func (c *Calculation) entriesUnder(rule int, moment calendar.Date) []*entry {
	q := underQ{rule, moment}
	all := read(c, q, q.answer(c.whole()).(credits)).list
	if c.unbooked == nil {
		return all
	}
	if known, ok := c.memo.booked.Load(q); ok {
		return known.([]*entry)
	}
	out := slices.DeleteFunc(slices.Clone(all), c.leavesOut)
	c.memo.booked.Store(q, out)
	return out
}

// leavesOut reports whether a credit is of an event that is left out, to ask what would be without it.
func (c *Calculation) leavesOut(x *entry) bool { return c.unbooked[x.event.identity()] }

// seen are the credits that count before a day, as a moment sees them; none at all where nothing has been seen.
type seen struct {
	at, before calendar.Date
	some       bool
}

// countedQ asks whether a payee's credits, or for nobody's id everybody's, are the same seen twice: what two pay periods see
// of what counted before the second.
type countedQ struct {
	payee    string
	was, now seen
}

type countedAnswer struct {
	of   []*event
	same bool
}

func (q countedQ) events(c *Calculation) []*event {
	if q.payee == "" {
		return c.facts.events
	}
	return c.facts.byPayee[q.payee]
}

func (q countedQ) answer(c *Calculation) any {
	if known, ok := c.memo.counted.Load(q); ok {
		return known
	}
	a := countedAnswer{q.events(c), slices.Equal(c.counted(q.payee, q.was), c.counted(q.payee, q.now))}
	c.memo.counted.Store(q, a)
	return a
}

func (countedQ) same(a, b any) bool { return a.(countedAnswer).same == b.(countedAnswer).same }

func (q countedQ) untouched(c *Calculation, was any) bool {
	return sameList(was.(countedAnswer).of, q.events(c))
}

// countsAlike reports whether a payee's credits, or for nobody's id everybody's, are the same seen twice.
func (c *Calculation) countsAlike(payee string, was, now seen) bool {
	q := countedQ{payee, was, now}
	return read(c, q, q.answer(c.whole()).(countedAnswer)).same
}

func (c *Calculation) counted(payee string, as seen) []*entry {
	if !as.some {
		return nil
	}
	var out []*entry
	add := func(list []*entry) {
		for _, x := range list {
			if x.countsOn < as.before && c.days().Contains(x.countsOn) {
				out = append(out, x)
			}
		}
	}
	if payee != "" {
		add(c.entriesOf(payee, as.at))
		return out
	}
	for rule := range c.prog.Credits {
		add(c.entriesUnder(rule, as.at))
	}
	return out
}

// stateQ asks how an event stands at a moment.
type stateQ struct {
	ref    rainmaker.EventRef
	moment calendar.Date
}

func (q stateQ) answer(c *Calculation) any {
	if e := c.find(q.ref); e != nil {
		return e.at(q.moment)
	}
	return &state{}
}

func (stateQ) same(a, b any) bool {
	x, y := a.(*state), b.(*state)
	return x == y || sameState(x, y) && slices.EqualFunc(x.entries, y.entries, sameCredit)
}

// at is how an event stands at a moment.
func (c *Calculation) at(e *event, moment calendar.Date) *state {
	st := e.at(moment)
	if c.reads != nil {
		read(c, stateQ{e.ref, moment}, st)
	}
	return st
}

// sameEntry reports whether two credits are alike in all that is read of them, and their events as they stand.
func sameEntry(a, b *entry) bool { return a == b || sameCredit(a, b) && sameState(a.state, b.state) }

func sameCredit(a, b *entry) bool {
	return a.event.ref == b.event.ref && a.rule == b.rule && a.role == b.role && a.payee == b.payee && a.countsOn == b.countsOn &&
		a.place == b.place && a.share.Equal(b.share) && identical(a.amount, b.amount) && slices.EqualFunc(a.order, b.order, identical)
}

// sameState reports whether two states of an event say the same; what they credit is compared apart.
func sameState(a, b *state) bool {
	switch {
	case a.version == nil || b.version == nil:
		return a.version == b.version
	case a.version.source != b.version.source:
		return false
	default:
		return slices.EqualFunc(a.version.values, b.version.values, identical) && slices.EqualFunc(a.values, b.values, identical)
	}
}

// identical reports whether two values are the same down to how they are written.
func identical(v, w ir.Value) bool {
	if v.Kind != w.Kind || v.None != w.None || v.Percent != w.Percent || v.Currency != w.Currency {
		return false
	}
	if v.Kind == ir.List {
		return slices.EqualFunc(v.Rows, w.Rows, func(x, y []ir.Value) bool { return slices.EqualFunc(x, y, identical) })
	}
	return v.Num.Equal(w.Num) && v.Text == w.Text && v.Date == w.Date && v.Yes == w.Yes
}
