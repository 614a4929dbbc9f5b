package oracle

import (
	"cmp"
	"math/big"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
)

// leaving is an event that leaves as if it had never been booked.
type leaving struct {
	event *Event
	on    calendar.Date
	kept  *big.Rat
}

// neverBooked works out clawbacks as if never booked: events leave one after another, and of what each of them has made
// payable in the listed components the share that is not kept is taken.
func (b *book) neverBooked(lines []line, taken map[string]int64) {
	now := b.p.span.Before - 1
	for i := range b.o.w.Clawbacks {
		c := &b.o.w.Clawbacks[i]
		if !c.Never {
			continue
		}
		var leave []leaving
		for _, e := range b.o.known(now) {
			if e.Kind != b.o.w.kindOf(b.o.w.component(c.Of[0]).On).Name {
				continue
			}
			on, kept := b.o.clawedBack(c, e, now)
			has := slices.ContainsFunc(lines, func(l line) bool {
				return slices.Contains(c.Of, l.component) && l.event == e.ref()
			})
			if kept != nil && has {
				leave = append(leave, leaving{e, on, kept})
			}
		}
		slices.SortFunc(leave, func(a, z leaving) int {
			return cmp.Or(cmp.Compare(a.on, z.on), compareIDs(a.event.ID, z.event.ID))
		})
		gone := map[rainmaker.EventRef]bool{}
		with := b.payableWithout(c, gone, now)
		for _, l := range leave {
			gone[l.event.ref()] = true
			without := b.payableWithout(c, gone, now)
			if slices.ContainsFunc(lines, func(x line) bool {
				_, valued := with[windowOf{x.tenure, x.component, x.from, x.until}]
				return !valued && slices.Contains(c.Of, x.component) && x.event == l.event.ref()
			}) {
				continue // its window cannot be valued: it stays as it was
			}
			less := map[string]int64{}
			for _, key := range union(with, without) {
				if key.until <= b.o.firstCount(l.event, now) { // a window that had ended before the event counted
					without[key] = with[key]
				}
				less[key.component] += with[key] - without[key]
			}
			for _, name := range c.Of {
				lost := new(big.Rat).Sub(rat(1, 1), l.kept)
				takes := b.o.rounded(lost.Mul(lost, b.o.major(less[name])))
				key := takenKey{c.Name, line{component: name, event: l.event.ref()}}
				b.o.seen[SeenNever] = b.o.seen[SeenNever] || takes != 0
				taken[c.Name] += takes - b.taken[key]
				b.taken[key] = takes
			}
			with = without
		}
		for key, minor := range b.taken { // withdrawn
			if key.clawback == c.Name && !gone[key.line.event] {
				taken[c.Name] -= minor
				b.o.seen[SeenGivenBack] = b.o.seen[SeenGivenBack] || minor > 0
				delete(b.taken, key)
			}
		}
	}
}

// firstCount is the first day on which an event counts, for whomever.
func (o *oracle) firstCount(e *Event, now calendar.Date) calendar.Date {
	first := calendar.EndOfTime
	for _, c := range o.credits(now) {
		if c.event == e {
			first = min(first, c.on)
		}
	}
	return first
}

// windowOf is a window of a component in an assignment.
type windowOf struct {
	tenure      int
	component   string
	from, until calendar.Date
}

// payableWithout is what has become payable in each window of a clawback's components, were some events not there.
func (b *book) payableWithout(c *Clawback, gone map[rainmaker.EventRef]bool, now calendar.Date) map[windowOf]int64 {
	o := b.o.without(gone)
	total := map[windowOf]int64{}
	for _, t := range o.tenures(b.payee) {
		if t.active.From > now {
			continue
		}
		for _, name := range c.Of {
			groups, _ := o.groups(t, o.w.component(name), b.o.at(now))
			for _, g := range groups {
				total[windowOf{t.index, name, g.w.span.From, g.until}] += 0 // it can be valued
				for _, v := range g.lines {
					l := line{t.index, name, g.w.name, g.w.span.From, g.until, v.event.ref(), "", 0}
					total[windowOf{t.index, name, g.w.span.From, g.until}] += o.dueBy(o.dues(t, l, v.on, now), v.minor, now+1)
				}
			}
		}
	}
	return total
}

// without is the same world, worked out without some events.
func (o *oracle) without(gone map[rainmaker.EventRef]bool) *oracle {
	if len(gone) == 0 {
		return o
	}
	out := newOracle(o.w)
	out.knownAt, out.partsOf = o.knownAt, o.partsOf
	out.gone, out.flows, out.tenuresOf, out.figures, out.exceptions = gone, o.flows, o.tenuresOf, o.figures, o.exceptions
	return out
}
