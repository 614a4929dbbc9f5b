package engine

import (
	"maps"
	"reflect"
	"slices"
	"sync"

	"rainmaker"
	"rainmaker/plan/ir"
)

// A calculation renewed on changed facts shares with the one before it what did not change: people, assignments, events and
// their credits. Of each payee's pay it knows what was read to work it out, and takes it over where all of that is the same
// now. DESIGN §5: incremental is a full recompute, byte for byte.

// kept is what a calculation has worked out and may leave to the next one.
type kept struct {
	in Inputs // as they were given
	// before is what calculations before this one worked out, which may hold still; now what holds.
	before map[rainmaker.PayeeID]*pay
	now    sync.Map // rainmaker.PayeeID → *pay
}

// pay is a payee's statements and all that was read to work them out.
type pay struct {
	statements []rainmaker.Statement
	reads      *reads
}

// Renew binds a program to facts as [New] does, and comes to the same results. Of what the calculation before it was made of
// and has worked out it takes over all that is not touched by what changed since; before may be nil. Ask it with
// [Calculation.Current]. The facts given must not be changed afterwards.
func Renew(before *Calculation, p *ir.Program, in Inputs) (*Calculation, error) {
	k := &kept{in: in}
	programs := versionsOf(p, in.Versions)
	if before != nil && before.line.kept != nil && before.sameLetters(programs, in) {
		if line := before.renewed(in, k); line != nil {
			return line.all[slices.Index(programs, p)], nil
		}
	}
	return newOf(p, in, k)
}

// sameLetters reports whether the letters of a plan mean what they meant, down to the lines on which they stand.
func (c *Calculation) sameLetters(programs []*ir.Program, in Inputs) bool {
	if len(programs) != len(c.line.all) || !reflect.DeepEqual(c.cal, in.Calendar) {
		return false
	}
	for i, v := range c.line.all {
		if program := programs[i]; program != v.prog && !reflect.DeepEqual(program, v.prog) ||
			!reflect.DeepEqual(v.params, openedBy(in.Assignments, v.prog.Params)) {
			return false
		}
	}
	return true
}

// renewed is the calculation of changed facts; nil where they do not fit, for [New] to say why.
func (c *Calculation) renewed(in Inputs, k *kept) *lineage {
	line := *c.line
	line.kept, line.all = k, make([]*Calculation, len(c.line.all))
	for i, v := range c.line.all {
		line.all[i] = &Calculation{
			prog: v.prog, params: v.params, line: &line, place: i, cal: v.cal, memo: &memo{}, keeps: true,
			readsOthers: v.readsOthers, ranks: v.ranks, vocab: v.vocab,
		}
	}
	same := sameBesidesEvents(c.line.kept.in, in)
	for i, v := range line.all {
		if same {
			v.facts, v.payees = c.line.all[i].facts, c.line.all[i].payees
		} else if !v.bindFrom(c.line.all[i], in, c.line.kept.in) {
			return nil
		}
	}
	if !same {
		line.shareTenures(c.line)
	}
	if !line.renewEvents(c.line, in, same) {
		return nil
	}
	k.before = map[rainmaker.PayeeID]*pay{}
	newest := line.all[len(line.all)-1]
	for _, payee := range newest.payees {
		if known, ok := c.line.kept.now.Load(payee); ok {
			k.before[payee] = known.(*pay)
		} else if known := c.line.kept.before[payee]; known != nil {
			k.before[payee] = known
		}
	}
	return &line
}

// sameBesidesEvents reports whether two inputs are one in memory but for their events.
func sameBesidesEvents(a, b Inputs) bool {
	return a.Through == b.Through && sameList(a.Payees, b.Payees) && sameList(a.Reports, b.Reports) &&
		sameList(a.Assignments, b.Assignments) && sameList(a.Rates, b.Rates) && sameList(a.Leaves, b.Leaves) &&
		sameList(a.Holidays, b.Holidays) && sameList(a.Given, b.Given)
}

// bindFrom binds everything but events; people of whom the same is known are the same. It is false where something does not
// fit.
func (c *Calculation) bindFrom(before *Calculation, in, was Inputs) bool {
	c.facts = facts{
		people: map[string]*person{}, tenures: map[string][]*tenure{}, held: map[string][]*tenure{}, through: in.Through,
	}
	if sameList(in.Payees, was.Payees) && sameList(in.Reports, was.Reports) {
		c.facts.people, c.facts.staff = before.facts.people, before.facts.staff
		return len(c.bindOthers(in)) == 0
	}
	if len(c.bindPeople(in.Payees, in.Reports)) > 0 {
		return false
	}
	for i, p := range c.facts.staff {
		if was := before.facts.people[p.id]; was != nil && reflect.DeepEqual(was, p) {
			c.facts.staff[i], c.facts.people[p.id] = was, was
		}
	}
	return len(c.bindOthers(in)) == 0
}

// shareTenures makes assignments that say the same, of the same people, the same under all versions.
func (l *lineage) shareTenures(before *lineage) {
	for id := range l.all[0].facts.held {
		same := true
		for i, v := range l.all {
			same = same && slices.EqualFunc(v.facts.held[id], before.all[i].facts.held[id], sameTenure)
		}
		if !same {
			continue
		}
		for i, v := range l.all {
			was := before.all[i].facts
			v.facts.held[id] = was.held[id]
			if own, ok := was.tenures[id]; ok {
				v.facts.tenures[id] = own
			}
		}
	}
	l.tenures()
}

// sameTenure compares what a tenure is bound of; the rest follows from it.
func sameTenure(a, b *tenure) bool {
	return a.who == b.who && a.plan == b.plan && a.span == b.span && a.start == b.start && a.source == b.source &&
		slices.Equal(a.ids, b.ids) && reflect.DeepEqual(a.numbers, b.numbers)
}

// renewEvents takes over events of which the same is known and whose credits are made of the same; the others are bound and
// credited again. It is false where something does not fit.
func (l *lineage) renewEvents(before *lineage, in Inputs, besides bool) bool {
	changed := changedRefs(before.kept.in.Events, in.Events)
	var said []rainmaker.Event
	for i := range in.Events {
		if len(changed) > 0 && changed[in.Events[i].EventRef] {
			said = append(said, in.Events[i])
		}
	}
	if len(changed) == 0 && besides { // all is as it was: nobody's credits are looked at again
		for i, v := range l.all {
			v.faults = before.all[i].faults
		}
		return true
	}
	changes := make([][]swap, len(l.all))
	for i, v := range l.all {
		was := before.all[i]
		events, errs := v.bindEvents(said)
		if len(errs) > 0 {
			return false
		}
		v.facts.events, v.facts.byPayee = slices.Clone(was.facts.events), maps.Clone(was.facts.byPayee)
		v.faults = slices.Clone(was.faults)
		changes[i] = v.replacing(events, changed)
	}
	if !besides {
		l.recredit(changes)
	}
	l.reach(changes)
	for i, v := range l.all {
		v.link(changes[i])
	}
	l.putIn(changes)
	for i, v := range l.all {
		if len(changes[i]) == 0 {
			v.facts.events = before.all[i].facts.events // one in memory, so that nobody looks through them
		}
	}
	return true
}

// replacing takes events that changed out, to be replaced by what is known of them now.
func (c *Calculation) replacing(events []*event, changed map[rainmaker.EventRef]bool) []swap {
	var out []swap
	gone := map[*event]bool{}
	for ref := range changed {
		if old := c.find(ref); old != nil {
			gone[old] = true
		}
	}
	for old := range gone {
		if i, again := slices.BinarySearchFunc(events, old, byReference); again {
			out = append(out, swap{old, events[i]})
		} else {
			out = append(out, swap{old, nil})
		}
	}
	for _, e := range events {
		if c.find(e.ref) == nil {
			out = append(out, swap{nil, e})
		}
	}
	c.removeAll(gone)
	return out
}

// recredit adds the events whose credits were made of what is otherwise now.
func (l *lineage) recredit(changes [][]swap) {
	gone := make([]map[*event]bool, len(l.all))
	for i, v := range l.all {
		gone[i] = map[*event]bool{}
		for _, e := range v.facts.events {
			if !v.alike(e.reads) {
				gone[i][e] = true
			}
		}
	}
	for i, v := range l.all {
		for e := range gone[i] {
			changes[i] = append(changes[i], swap{e, e.anew()})
		}
		v.removeAll(gone[i])
	}
}

// putIn credits events that are bound anew and puts them in their places.
func (l *lineage) putIn(changes [][]swap) {
	l.bookAll(changes)
	for i, v := range l.all {
		var list []*event
		for _, x := range changes[i] {
			if x.now != nil {
				list = append(list, x.now)
			}
		}
		v.insertAll(list)
	}
}

// changedRefs are the events of which not the same is said in two lists. Most of what is said twice stands at the same place
// from one end or the other.
func changedRefs(was, now []rainmaker.Event) map[rainmaker.EventRef]bool {
	if sameList(was, now) {
		return nil
	}
	for len(was) > 0 && len(now) > 0 && alikeSaid(&was[0], &now[0]) {
		was, now = was[1:], now[1:]
	}
	for len(was) > 0 && len(now) > 0 && alikeSaid(&was[len(was)-1], &now[len(now)-1]) {
		was, now = was[:len(was)-1], now[:len(now)-1]
	}
	by := func(list []rainmaker.Event) map[rainmaker.EventRef][]rainmaker.Event {
		out := map[rainmaker.EventRef][]rainmaker.Event{}
		for _, e := range list {
			out[e.EventRef] = append(out[e.EventRef], e)
		}
		return out
	}
	changed, before, after := map[rainmaker.EventRef]bool{}, by(was), by(now)
	for ref, list := range after {
		if !slices.EqualFunc(before[ref], list, saidAlike) {
			changed[ref] = true
		}
	}
	for ref := range before {
		if after[ref] == nil {
			changed[ref] = true
		}
	}
	return changed
}

// saidAlike reports whether the same is said of an event, in the same row. Facts read once have the same fields in memory.
func saidAlike(x, y rainmaker.Event) bool { return alikeSaid(&x, &y) }

func alikeSaid(a, b *rainmaker.Event) bool {
	if a.EventRef != b.EventRef || a.Learned != b.Learned || a.Gone != b.Gone || a.Source != b.Source || len(a.Fields) != len(b.Fields) {
		return false
	}
	return len(a.Fields) == 0 || &a.Fields[0] == &b.Fields[0] || reflect.DeepEqual(a.Fields, b.Fields)
}

// Current is what [Calculation.Statements] gives, and whether it had to be worked out: it was taken over where nothing that
// was read for it has changed since an earlier calculation of a row made by [Renew]. The caller must not change it.
func (c *Calculation) Current(payee rainmaker.PayeeID) (statements []rainmaker.Statement, worked bool) {
	c = c.newest()
	k := c.line.kept
	if k == nil {
		return c.Statements(payee), true
	}
	if known, ok := k.now.Load(payee); ok {
		return known.(*pay).statements, false
	}
	if was := k.before[payee]; was != nil && c.stands(was.reads) {
		k.now.Store(payee, was)
		return was.statements, false
	}
	now := &pay{reads: &reads{}}
	now.statements = c.noting(now.reads).Statements(payee)
	now.reads.seen = nil
	k.now.Store(payee, now)
	return now.statements, true
}

// Keeps reports whether the calculation was made by [Renew].
func (c *Calculation) Keeps() bool { return c.line.kept != nil }
