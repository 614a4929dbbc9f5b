package engine

import (
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// Crediting by several versions of a plan: each credit is made by the version of the day on which it counts, and the others
// see it as a credit of their rule of the same name.

// creditAll credits every event under every version, in each of its states, and notes for each payee the events that concern
// them.
func (l *lineage) creditAll() {
	for _, kin := range l.families() {
		l.book(kin)
		for i, e := range kin {
			if e == nil {
				continue
			}
			c := l.all[i]
			e.concerns = c.concerned(e)
			for payee := range e.concerns {
				c.facts.byPayee[payee] = append(c.facts.byPayee[payee], e)
			}
		}
	}
}

// families are the events as each version reads them, in the order of events.
func (l *lineage) families() [][]*event {
	if len(l.all) == 1 {
		out := make([][]*event, len(l.all[0].facts.events))
		for i := range out {
			out[i] = l.all[0].facts.events[i : i+1 : i+1]
		}
		return out
	}
	byRef := map[rainmaker.EventRef][]*event{}
	var refs []rainmaker.EventRef
	for i, c := range l.all {
		for _, e := range c.facts.events {
			if byRef[e.ref] == nil {
				byRef[e.ref] = make([]*event, len(l.all))
				refs = append(refs, e.ref)
			}
			byRef[e.ref][i] = e
		}
	}
	slices.SortFunc(refs, compareRefs)
	out := make([][]*event, len(refs))
	for i, ref := range refs {
		out[i] = byRef[ref]
	}
	return out
}

// book credits one event under every version in each of its states, and notes what else is read for it where that is kept.
func (l *lineage) book(kin []*event) {
	if l.kept == nil {
		l.bookNow(kin)
		return
	}
	r := &reads{}
	for _, c := range l.all {
		c.reads = r
	}
	l.bookNow(kin)
	for _, c := range l.all {
		c.reads = nil
	}
	r.seen = nil
	for _, e := range kin {
		if e != nil {
			e.reads = r
		}
	}
}

func (l *lineage) bookNow(kin []*event) {
	if len(kin) > 1 {
		var edges []calendar.Date
		for _, e := range kin {
			if e != nil {
				edges = append(edges, e.edges...)
			}
		}
		slices.Sort(edges)
		edges = slices.Compact(edges)
		for _, e := range kin {
			if e != nil {
				e.edges, e.kin = edges, kin
			}
		}
	}
	for i, e := range kin {
		if e != nil {
			l.all[i].creditStates(e)
		}
	}
	if len(kin) > 1 {
		for n := range kin[slices.IndexFunc(kin, func(e *event) bool { return e != nil })].states {
			l.handOver(kin, n)
		}
	}
}

// handOver leaves each credit of an event's state to the version of the day on which it counts, and gives it to the others
// under their rule of the same name. Where two letters count the event on different days and each on one of its own, the
// older one has it, so that nobody is paid twice. Where the older one counts it under the newer and the newer one before its
// own start, so that neither would, it counts on the older one's day.
func (l *lineage) handOver(kin []*event, n int) {
	made := make([][]*entry, len(kin)) // before anything is handed over
	for i, e := range kin {
		if e != nil {
			made[i] = e.states[n].entries
		}
	}
	maker := map[string]int{}
	by := func(name string) int {
		if _, known := maker[name]; !known {
			maker[name] = l.maker(kin, n, name)
		}
		return maker[name]
	}
	for i, e := range kin {
		if e == nil {
			continue
		}
		c, st := l.all[i], e.states[n]
		st.entries = nil
		for rule := range c.prog.Credits {
			from := by(c.prog.Credits[rule].Name)
			if from < 0 {
				continue
			}
			source := l.all[from].creditOf(c.prog.Credits[rule].Name)
			for _, x := range made[from] {
				if x.rule != source {
					continue
				}
				if from != i {
					x = c.received(x, rule, e, st)
				}
				st.entries = append(st.entries, x)
			}
		}
		st.faults = slices.DeleteFunc(st.faults, func(f ruleFault) bool { return by(c.prog.Credits[f.rule].Name) != i })
	}
}

// received is a credit that another version made, as one of a version's own rule.
func (c *Calculation) received(x *entry, rule int, e *event, st *state) *entry {
	out := *x
	out.event, out.state, out.rule = e, st, rule
	out.place, out.order = c.placeOf(rule, x.role), orderOf(c.rootOf(rule), e, st)
	return &out
}

// rootOf is the rule that reads the event, for a rollup the one at the root of its chain.
func (c *Calculation) rootOf(rule int) *ir.Credit {
	for c.prog.Credits[rule].From >= 0 {
		rule = c.prog.Credits[rule].From
	}
	return &c.prog.Credits[rule]
}

// maker is the version that makes an event's credits of a name; -1 where none does.
func (l *lineage) maker(kin []*event, n int, name string) int {
	first := -1
	for i, e := range kin {
		day, counts := l.countsOn(i, e, n, name)
		switch {
		case !counts:
		case l.days[i].Contains(day):
			return i
		case first < 0 && day >= l.days[i].Before:
			under := l.all[i].on(day).place
			if its, counts := l.countsOn(under, kin[under], n, name); counts && its < l.days[under].From {
				first = i
			}
		}
	}
	return first
}

// countsOn is the day on which a version's rule of a name counts an event, if it does.
func (l *lineage) countsOn(version int, e *event, n int, name string) (calendar.Date, bool) {
	c := l.all[version]
	rule := c.creditOf(name)
	if rule < 0 || e == nil || e.states[n].version == nil {
		return 0, false
	}
	root := c.rootOf(rule)
	if c.prog.Events[root.Event].Name != e.ref.Name {
		return 0, false
	}
	v := e.states[n].values[root.CountsOn]
	return v.Date, !v.None
}
