package oracle

import (
	"cmp"
	"fmt"
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
	for _, name := range b.o.clawbackNames() {
		c := b.o.clawback(name)
		if !c.Never {
			continue
		}
		var leave []leaving
		for _, e := range b.o.known(now) {
			if e.Kind != b.o.w.kindOf(b.o.anywhere(c.Of[0]).On).Name {
				continue
			}
			own := b.crediting(e, now).w.clawback(name)
			if own == nil {
				continue
			}
			on, kept := b.o.clawedBack(own, e, now)
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
		with, valued := b.payableWithout(c, gone, lines, now)
		for _, l := range leave {
			gone[l.event.ref()] = true
			if slices.ContainsFunc(lines, func(x line) bool {
				return !valued[windowOf{x.tenure, x.component, x.window, x.from}] && slices.Contains(c.Of, x.component) && x.event == l.event.ref()
			}) {
				continue // its window cannot be valued: it stays as it was
			}
			without, _ := b.payableWithout(c, gone, lines, now)
			for _, name := range c.Of {
				takes := b.lost(l, lines, name, with, without)
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

// lost is what a clawback takes of an event in a component, each assignment in which it has a line by itself: after a gap
// windows are others.
func (b *book) lost(l leaving, lines []line, name string, with, without map[componentOf]int64) (takes int64) {
	for _, t := range b.tenures {
		key := componentOf{t.index, name}
		has := slices.ContainsFunc(lines, func(x line) bool { return x.tenure == t.index && x.event == l.event.ref() })
		if has {
			share := new(big.Rat).Sub(rat(1, 1), l.kept)
			takes += b.o.rounded(share.Mul(share, b.o.major(with[key]-without[key])))
		}
	}
	return takes
}

// componentOf is a component in an assignment.
type componentOf struct {
	tenure    int
	component string
}

// windowOf is a window of a component in an assignment.
type windowOf struct {
	tenure          int
	component, name string
	from            calendar.Date
}

// payableWithout is what has become payable in each of a clawback's components, were some events not there, and which windows
// of them can be valued. Lines are those that are posted.
func (b *book) payableWithout(c *Clawback, gone map[rainmaker.EventRef]bool, lines []line, now calendar.Date,
) (total map[componentOf]int64, valued map[windowOf]bool) {
	o := b.o
	total, valued = map[componentOf]int64{}, map[windowOf]bool{}
	for _, t := range o.tenures(b.payee) {
		if t.active.From > now {
			continue
		}
		for _, name := range c.Of {
			for _, g := range b.groupsWithout(t, name, gone, now) {
				valued[windowOf{t.index, name, g.w.name, g.w.span.From}] = true
				posted := slices.ContainsFunc(lines, func(l line) bool {
					return l.tenure == t.index && l.component == name && l.window == g.w.name && l.from == g.w.span.From
				})
				if _, waits := b.kept.span(t.index, g.until); waits && !posted {
					continue
				}
				for _, v := range g.lines {
					l := line{tenure: t.index, component: name, window: g.w.name, from: g.w.span.From, until: g.until, event: v.event.ref()}
					total[componentOf{t.index, name}] += o.dueBy(o.dues(t, l, v, now), v.minor, now+1)
				}
			}
		}
		here := b.o.posted(t, now) // the other components stay
		o.overLines(t, now, func(name string) []filled {
			if slices.Contains(c.Of, name) {
				return b.groupsWithout(t, name, gone, now)
			}
			return here(name)
		}, func(l line, v worth) {
			if slices.Contains(c.Of, l.under) {
				total[componentOf{t.index, l.under}] += o.dueBy(o.dues(t, l, v, now), v.minor, now+1)
			}
		})
	}
	return total, valued
}

// groupsWithout are a component's windows, each without those events that had counted before it ended: for the others it
// stays what it was.
func (b *book) groupsWithout(t *tenure, name string, gone map[rainmaker.EventRef]bool, now calendar.Date) (out []filled) {
	left := func(w window) map[rainmaker.EventRef]bool {
		some := map[rainmaker.EventRef]bool{}
		for _, c := range b.o.credits(now) {
			if c.payee == b.payee && gone[c.event.ref()] && c.on < w.span.Before {
				some[c.event.ref()] = true
			}
		}
		return some
	}
	seen := map[int]bool{}
	whole, _ := b.o.groups(t, b.o.anywhere(name), b.o.at(now))
	for _, g := range whole {
		without := left(g.w)
		if seen[len(without)] {
			continue
		}
		seen[len(without)] = true
		groups, _ := b.o.without(without).groups(t, b.o.anywhere(name), b.o.at(now))
		for _, other := range groups {
			if len(left(other.w)) == len(without) {
				out = append(out, other)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b filled) int { return cmp.Compare(a.w.span.From, b.w.span.From) })
	return out
}

// without is the same world, worked out without some events.
func (o *oracle) without(gone map[rainmaker.EventRef]bool) *oracle {
	if len(gone) == 0 {
		return o
	}
	var refs []string
	for ref := range gone {
		refs = append(refs, ref.String())
	}
	slices.Sort(refs)
	key := fmt.Sprint(refs)
	f := o.others[key]
	if f == nil {
		f = newFamily(o.letters[0].w)
		o.others[key] = f
	}
	for i, l := range f.letters {
		had := o.letters[i]
		l.pays, l.gone = had.pays, gone
		l.knownAt, l.partsOf, l.flows, l.tenuresOf, l.figures, l.exceptions = had.knownAt, had.partsOf, had.flows, had.tenuresOf, had.figures, had.exceptions
	}
	return f.letters[slices.Index(o.letters, o)]
}
