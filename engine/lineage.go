package engine

import (
	"cmp"
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// Versions of one plan, language §3 and §15. To a payee they are one plan: assignments, windows, positions, debts and reserves
// run on. Each version is a [Calculation] of its own, because a letter has its own vocabulary and its own terms; what they
// are together is their lineage. Components, credits, parameters and balances of one name are the same in all of them.

// lineage is the versions of one plan.
type lineage struct {
	all   []*Calculation  // oldest first
	force []calendar.Span // the days on which each is in force: a letter's own, up to where the next one starts
	days  []calendar.Span // all of time, divided among them: days before the first are the first's, later gaps the older's
	// What they have in common by name: the newest letter's, in its order, and then what older ones had besides.
	components, caps, clawbacks, balances register
	// kept are what was worked out, for a calculation made from this one; nil where nothing is kept.
	kept *kept
}

// register numbers what versions have in common by name.
type register struct {
	names  []string
	labels []string
	ids    [][]int // by version, then by its own index
}

// enter numbers what a version has.
func enter[T any](r *register, version int, list []T, of func(*T) (name, label string)) {
	for i := range list {
		name, label := of(&list[i])
		id := slices.Index(r.names, name)
		if id < 0 {
			id, r.names, r.labels = len(r.names), append(r.names, name), append(r.labels, labelOf(label, name))
		}
		r.ids[version] = append(r.ids[version], id)
	}
}

// in is the index that something has in a version; -1 where that version has none of its name.
func (r *register) in(version, id int) int { return slices.Index(r.ids[version], id) }

func newLineage(programs []*ir.Program) *lineage {
	l := &lineage{all: make([]*Calculation, len(programs))}
	for i, p := range programs {
		force, days := p.Plan.Effective, calendar.Forever
		if i > 0 {
			days.From = p.Plan.Effective.From
		}
		if i+1 < len(programs) {
			next := programs[i+1].Plan.Effective.From
			force.Before, days.Before = min(force.Before, next), next
		}
		l.force, l.days = append(l.force, force), append(l.days, days)
	}
	for _, r := range []*register{&l.components, &l.caps, &l.clawbacks, &l.balances} {
		r.ids = make([][]int, len(programs))
	}
	for i, p := range slices.Backward(programs) {
		enter(&l.components, i, p.Components, func(k *ir.Component) (string, string) { return k.Name, k.Label })
		enter(&l.caps, i, p.Caps, func(k *ir.CapOver) (string, string) { return k.Name, k.Label })
		enter(&l.clawbacks, i, p.Clawbacks, func(k *ir.Clawback) (string, string) { return k.Name, k.Label })
		enter(&l.balances, i, p.Balances, func(b *ir.Balance) (string, string) { return b.Name, "" })
	}
	return l
}

// tenures makes each tenure known to what the other versions bind of it.
func (l *lineage) tenures() {
	for id, list := range l.all[0].facts.held {
		for i := range list {
			if list[i].kin != nil {
				continue // shared with a calculation before this one, which others may be asking
			}
			kin := make([]*tenure, len(l.all))
			for v, c := range l.all {
				kin[v] = c.facts.held[id][i]
			}
			for _, t := range kin {
				t.kin = kin
			}
		}
	}
}

// alone reports whether the plan has no other version.
func (c *Calculation) alone() bool { return len(c.line.all) == 1 }

// days are those that the version answers for: on which its credits are made and paid.
func (c *Calculation) days() calendar.Span { return c.line.days[c.place] }

// newest is the plan's newest version.
func (c *Calculation) newest() *Calculation { return c.line.all[len(c.line.all)-1] }

// on is the version that answers for a day.
func (c *Calculation) on(day calendar.Date) *Calculation {
	for i, days := range c.line.days {
		if days.Contains(day) {
			return c.line.all[i]
		}
	}
	return c.newest()
}

// In is the version of the plan in force at the end of a period, or the last that was in force in it.
func (c *Calculation) In(period calendar.Span) *Calculation {
	last := min(period.Last(), c.line.force[len(c.line.force)-1].Last())
	return c.on(max(last, c.line.force[0].From))
}

// Versions are the plan's versions, oldest first; only one where a letter has no other.
func (c *Calculation) Versions() []*Calculation { return slices.Clone(c.line.all) }

// inForce lists the versions in force on days of a tenure in a period, oldest first; after its end the last one.
func (c *Calculation) inForce(t *tenure, period calendar.Span) []*Calculation {
	within := t.span.Intersect(period)
	if within.IsEmpty() {
		return []*Calculation{c.on(t.span.Last())}
	}
	var out []*Calculation
	for i, v := range c.line.all {
		if c.line.days[i].Overlaps(within) {
			out = append(out, v)
		}
	}
	return out
}

// begins is the plan's first day: that of the first of the versions that follow each other without a gap up to this one.
func (c *Calculation) begins() calendar.Date {
	i := c.place
	for i > 0 && c.line.force[i-1].Before == c.line.force[i].From {
		i--
	}
	return c.line.force[i].From
}

// since names a version for an error or a note: by the day from which it is in force.
func (c *Calculation) since() string {
	return fmt.Sprintf("the letter of %s in force from %s", c.prog.Plan.Name, c.line.force[c.place].From)
}

// in is the tenure as a version binds it.
func (t *tenure) in(c *Calculation) *tenure {
	if t.kin != nil {
		return t.kin[c.place]
	}
	out := *t // of somebody who holds no assignment
	out.who, out.numbers = c.person(t.who.id), make([]*calendar.Timeline[number], len(c.params))
	return &out
}

// in is the event as a version reads it; nil where its letter has no such event.
func (e *event) in(c *Calculation) *event {
	if e == nil || len(e.kin) == 0 {
		return e
	}
	return e.kin[c.place]
}

// identity is one event for all versions.
func (e *event) identity() *event {
	if e == nil {
		return nil
	}
	for _, k := range e.kin {
		if k != nil {
			return k
		}
	}
	return e
}

// under is the same place seen by another version: its letter says what is meant, on the same facts.
func (s *scope) under(c *Calculation) *scope {
	if c == s.c {
		return s
	}
	in := *s
	in.c, in.tenure, in.who, in.sums, in.row = c, s.tenure.in(c), c.person(s.who.id), nil, nil
	if s.event != nil {
		if in.event, in.state = s.event.in(c), nil; in.event != nil && in.event.states != nil {
			in.state = c.at(in.event, s.moment)
		}
	}
	in.more, in.probed = s.moreIn(c), s.probed
	return &in
}

// credits is what a version's component is paid on: lines for credits, or lines of the window's own.
func onCredits(k *ir.Component) bool { return k.Kind == ir.Commission || k.Kind == ir.Spiff }

// twin is the component of another version that does the work of one of this version's: of the same name and worked out in the
// same windows; -1 where there is none.
func (c *Calculation) twin(component int, of *Calculation) int {
	i := of.line.components.in(of.place, c.line.components.ids[c.place][component])
	if i < 0 || of == c {
		return i
	}
	if w, ok := c.windowIn(c.prog.Components[component].Window, of); !ok || of.plainWindow(w) != of.plainWindow(of.prog.Components[i].Window) {
		return -1
	}
	return i
}

// windowIn is a kind of window as another version numbers it.
func (c *Calculation) windowIn(w ir.Window, of *Calculation) (ir.Window, bool) {
	if w = c.plainWindow(w); c == of {
		return w, true
	}
	switch w.Kind {
	case ir.OfEvent:
		w.Event = slices.IndexFunc(of.prog.Events, func(e ir.Event) bool { return e.Name == c.prog.Events[w.Event].Name })
		return w, w.Event >= 0
	case ir.OfSpan:
		w.Param = of.paramOf(c.prog.Params[w.Param].Name)
		return w, w.Param >= 0
	default:
		return w, true
	}
}

func (c *Calculation) paramOf(name string) int {
	return slices.IndexFunc(c.params, func(p ir.Param) bool { return p.Name == name })
}

// home is the version that works out a window of one of this version's components, and the component there: what belongs to a
// window follows the version in force on its last day. A commission which that version no longer has keeps the terms of the
// last letter that had it, because nothing stands in their place; a bonus, pool or contest it no longer has is not worked out.
func (c *Calculation) home(component int, t *tenure, window calendar.Span) (of *Calculation, in int, ok bool) {
	last := c.on(lastDay(window, t))
	for _, v := range slices.Backward(c.line.all[:last.place+1]) {
		if i := c.twin(component, v); i >= 0 {
			return v, i, v == last || onCredits(&c.prog.Components[component])
		}
	}
	return c, component, onCredits(&c.prog.Components[component])
}

// windowsOfAll lists the windows of a component, whichever version works them out, that have begun in a reach: its own,
// oldest first, then the longer ones in which it is limited and that can have lines of their own.
func (c *Calculation) windowsOfAll(t *tenure, id int, reach calendar.Span) ([]window, error) {
	var out []window
	known := map[string]bool{}
	for _, v := range c.line.all {
		i := c.line.components.in(v.place, id)
		if i < 0 {
			continue
		}
		periods, err := v.componentWindows(t.in(v), i, reach.Intersect(v.days()))
		if err != nil {
			return nil, err
		}
		for _, p := range periods {
			of, in, ok := v.home(i, t, p.Span)
			if !ok || known[p.Label] {
				continue
			}
			known[p.Label] = true
			out = append(out, window{key: windowKey{id, p.Label}, span: p.Span, place: of.place, component: in})
		}
	}
	slices.SortStableFunc(out, func(a, b window) int { return cmp.Compare(a.span.From, b.span.From) })
	for _, v := range c.line.all {
		i := c.line.components.in(v.place, id)
		if i < 0 {
			continue
		}
		outer, err := v.outerWindows(t.in(v), i, reach)
		if err != nil {
			return nil, err
		}
		for _, w := range outer {
			if of, _, ok := v.home(i, t, w.span); ok && of == v {
				out = append(out, w)
			}
		}
	}
	return out, nil
}

// versionsOf lists a program and the other versions of its plan by the day from which each is in force.
func versionsOf(p *ir.Program, others []*ir.Program) []*ir.Program {
	all := []*ir.Program{p}
	for _, o := range others {
		if o != p && o.Plan.Name == p.Plan.Name {
			all = append(all, o)
		}
	}
	slices.SortStableFunc(all, func(a, b *ir.Program) int { return cmp.Compare(a.Plan.Effective.From, b.Plan.Effective.From) })
	return all
}

// fork is the calculation with all versions of its plan copied, to ask what would be: they share facts, and answers they
// keep are their own.
func (c *Calculation) fork() *Calculation {
	line := *c.line
	line.kept, line.all = nil, make([]*Calculation, len(c.line.all))
	for i, v := range c.line.all {
		other := *v
		other.memo, other.line, other.keeps = &memo{}, &line, false
		line.all[i] = &other
	}
	return line.all[c.place]
}

// moreIn is the one credit more than there is, as a version numbers it.
func (s *scope) moreIn(c *Calculation) *entry {
	if s.probed == nil || s.probed.of == c {
		if s.probed == nil {
			return s.more
		}
		return s.probed.entry
	}
	from, e := s.probed.of, *s.probed.entry
	if e.rule = c.creditOf(from.prog.Credits[e.rule].Name); e.rule < 0 {
		return nil
	}
	e.place = c.placeOf(e.rule, e.role)
	return &e
}

// probe is a further credit and the version that it is a credit of.
type probe struct {
	entry *entry
	of    *Calculation
}

func (c *Calculation) creditOf(name string) int {
	return slices.IndexFunc(c.prog.Credits, func(r ir.Credit) bool { return r.Name == name })
}

// placeOf is the place of a role's target in a rule; the first where the rule has no such role.
func (c *Calculation) placeOf(rule int, role string) int {
	return max(0, slices.IndexFunc(c.prog.Credits[rule].Targets, func(t ir.Target) bool { return t.Role == role }))
}

// Faults lists the events that credit nobody until they are corrected, by event, of all versions of the plan.
func (c *Calculation) Faults() []Fault {
	var out []Fault
	for _, v := range c.line.all {
		out = append(out, v.faults...)
	}
	slices.SortStableFunc(out, func(a, b Fault) int { return compareRefs(a.Event, b.Event) })
	return out
}

// lapsedWindows notes of a pay period which windows of bonuses, pools and contests end in it under a letter that does not
// have them any more.
func (p *poster) lapsedWindows(period rainmaker.PayPeriod) error {
	if p.c.alone() {
		return nil
	}
	for _, v := range p.c.line.all {
		for i := range v.prog.Components {
			k := &v.prog.Components[i]
			windows, err := v.componentWindows(p.t.in(v), i, p.t.span.Intersect(period.Span))
			if err != nil {
				return err
			}
			for _, w := range windows {
				last := lastDay(w.Span, p.t)
				if _, _, ok := v.home(i, p.t, w.Span); ok || !period.Span.Contains(last) || !w.Span.Overlaps(v.days()) {
					continue
				}
				p.notes = append(p.notes, fmt.Sprintf("%s is not worked out for %s, which ends under %s: that has no %s of this name", k.Name,
					w.Label, v.on(last).since(), k.Kind))
			}
		}
	}
	return nil
}
