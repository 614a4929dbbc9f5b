package engine

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// What if: the same calculation on facts in which one event says something else. Nothing here works out pay; two
// calculations are compared line by line.

// With is the calculation as if events said what is given, instead of all that is known about them: new ones where their
// references are unknown, none where they are gone. Pay periods that begin by through are worked out too. Events of a kind
// that the plan does not read change nothing. It is an error when an event does not fit the program's vocabulary.
func (c *Calculation) With(through calendar.Date, events ...rainmaker.Event) (*Calculation, error) {
	key := reachKey{c, through}
	if known, ok := c.memo.reaches.Load(key); ok && len(events) == 0 {
		return known.(*Calculation), nil
	}
	other := c.fork() // a question is asked once, and its answers go with it
	identities := map[*event]*event{}
	for i, v := range other.line.all {
		v.facts.through = max(c.facts.through, through)
		v.like = &likeness{of: c.line.all[i], identities: identities, from: calendar.EndOfTime}
	}
	if len(events) == 0 { // many questions may be asked of it
		known, _ := c.memo.reaches.LoadOrStore(key, other)
		return known.(*Calculation), nil
	}
	for _, v := range other.line.all {
		v.facts.events, v.facts.byPayee, v.faults = slices.Clone(v.facts.events), maps.Clone(v.facts.byPayee), slices.Clone(v.faults)
	}
	if err := other.line.say(events); err != nil {
		return nil, err
	}
	return other, nil
}

// say makes events say what is given under every version of the plan, in calculations that are being made from others.
func (l *lineage) say(events []rainmaker.Event) error {
	changes := make([][]swap, len(l.all))
	for _, said := range events {
		kin := make([]*event, len(l.all))
		if !said.Gone {
			var err error
			if kin, _, err = l.sole(said); err != nil {
				return err
			}
		}
		for i, c := range l.all {
			old := c.find(said.EventRef)
			c.remove(old)
			if old != nil || kin[i] != nil {
				changes[i] = append(changes[i], swap{old, kin[i]})
			}
		}
	}
	l.reach(changes)
	for i, c := range l.all {
		c.link(changes[i])
	}
	l.swapIn(changes)
	return nil
}

// reach adds what reads through events that change, and what changes under one version to those under the others.
func (l *lineage) reach(changes [][]swap) {
	for again := true; again; {
		again = false
		for i, c := range l.all {
			list := c.referrers(changes[i])
			for v, other := range l.all {
				for _, x := range list {
					e := other.find(x.ref())
					if v == i || e == nil {
						continue
					}
					other.remove(e)
					changes[v] = append(changes[v], swap{e, e.anew()})
				}
			}
			changes[i] = append(changes[i], list...)
			again = again || len(list) > 0
		}
	}
}

// anew is an event of which the same is known, to be credited again.
func (e *event) anew() *event {
	now := &event{ref: e.ref, kind: e.kind, versions: e.versions}
	now.findEdges()
	return now
}

// swapIn credits events that stand otherwise and puts them in their places.
func (l *lineage) swapIn(changes [][]swap) {
	l.bookAll(changes)
	from := calendar.EndOfTime
	for i, c := range l.all {
		for _, x := range changes[i] {
			if x.now != nil {
				c.insert(x.now)
			}
			c.like.add(x.old, x.now)
			if x.old != nil && x.now != nil {
				c.like.identities[x.old.identity()] = x.now.identity()
			}
		}
		from = min(from, c.like.from)
	}
	for _, c := range l.all {
		c.like.from = from
	}
}

// bookAll credits events that stand otherwise.
func (l *lineage) bookAll(changes [][]swap) {
	families := map[rainmaker.EventRef][]*event{}
	var refs []rainmaker.EventRef
	for i := range l.all {
		for _, x := range changes[i] {
			if families[x.ref()] == nil {
				families[x.ref()], refs = make([]*event, len(l.all)), append(refs, x.ref())
			}
			families[x.ref()][i] = x.now
		}
	}
	for _, ref := range refs {
		if slices.ContainsFunc(families[ref], func(e *event) bool { return e != nil }) {
			l.book(families[ref])
		}
	}
}

// sole is an event of which one version is all that is known, as each version of the plan reads it; not known where none does.
func (l *lineage) sole(said rainmaker.Event) (kin []*event, known bool, err error) {
	kin = make([]*event, len(l.all))
	for i, c := range l.all {
		if _, reads := c.vocab[said.Name]; !reads {
			continue
		}
		if kin[i], err = c.sole(said); err != nil {
			return kin, false, err
		}
		known = true
	}
	return kin, known, nil
}

type reachKey struct {
	of      *Calculation
	through calendar.Date
}

// sole is an event of which one version is all that is known.
func (c *Calculation) sole(said rainmaker.Event) (*event, error) {
	kind := c.vocab[said.Name]
	values, err := c.bindFields(kind, said)
	if err != nil {
		return nil, err
	}
	e := &event{ref: said.EventRef, kind: kind, versions: []version{{always: true, source: said.Source, values: values}}}
	e.findEdges()
	return e, nil
}

// remove takes an event out of a calculation that is being made from another one.
func (c *Calculation) remove(old *event) {
	if old != nil {
		c.removeAll(map[*event]bool{old: true})
	}
}

// removeAll takes events out of a calculation that is being made from another one, and whose tables are its own.
func (c *Calculation) removeAll(gone map[*event]bool) {
	is := func(e *event) bool { return gone[e] }
	c.facts.events = slices.DeleteFunc(c.facts.events, is)
	refs, payees := map[rainmaker.EventRef]bool{}, map[string]bool{}
	for e := range gone {
		refs[e.ref] = true
		maps.Copy(payees, e.concerns)
	}
	for payee := range payees {
		c.facts.byPayee[payee] = slices.DeleteFunc(slices.Clone(c.facts.byPayee[payee]), is)
	}
	c.faults = slices.DeleteFunc(c.faults, func(f Fault) bool { return refs[f.Event] })
}

// insert puts an event that is credited in its place, in a calculation that is being made from another one.
func (c *Calculation) insert(e *event) { c.insertAll([]*event{e}) }

func (c *Calculation) insertAll(list []*event) {
	if len(list) == 0 {
		return
	}
	c.facts.events = merged(c.facts.events, list)
	mine := map[string][]*event{}
	for _, e := range list {
		e.concerns = c.concerned(e)
		for payee := range e.concerns {
			mine[payee] = append(mine[payee], e)
		}
	}
	for payee, more := range mine {
		c.facts.byPayee[payee] = merged(c.facts.byPayee[payee], more)
	}
	slices.SortStableFunc(c.faults, func(a, b Fault) int { return compareRefs(a.Event, b.Event) })
}

// merged is a list in the order of events with others added.
func merged(list, more []*event) []*event {
	more = slices.Clone(more)
	slices.SortFunc(more, byReference)
	out := make([]*event, 0, len(list)+len(more))
	for _, e := range more {
		at, _ := slices.BinarySearchFunc(list, e, byReference)
		out = append(append(out, list[:at]...), e)
		list = list[at:]
	}
	return append(out, list...)
}

// find is an event by its reference; nil when there is none.
func (c *Calculation) find(ref rainmaker.EventRef) *event {
	at, found := slices.BinarySearchFunc(c.facts.events, &event{ref: ref}, byReference)
	if !found {
		return nil
	}
	return c.facts.events[at]
}

// byReference is the order of events: by name, then by id.
func byReference(a, b *event) int { return compareRefs(a.ref, b.ref) }

func compareRefs(a, b rainmaker.EventRef) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), rainmaker.CompareIDs(a.ID, b.ID))
}

// Crediting is what an event would credit by the end of a day if it said what is given, whoever is paid on it, in the order
// of the rules; and why rules can't credit it. Nothing of a kind that the plan does not read.
func (c *Calculation) Crediting(said rainmaker.Event, on calendar.Date) ([]rainmaker.Credit, []Fault, error) {
	line, kin, err := c.solely(said)
	if err != nil {
		return nil, nil, err
	}
	var out []rainmaker.Credit
	var faults []Fault
	for i, e := range kin {
		if e == nil {
			continue
		}
		v := line.all[i]
		v.faults = nil
		v.concerned(e)
		faults = append(faults, v.faults...)
		for _, x := range e.at(on).entries {
			if !v.days().Contains(x.countsOn) {
				continue // another version's
			}
			rule := &v.prog.Credits[x.rule]
			out = append(out, rainmaker.Credit{
				Rule: rule.Name, Event: said.EventRef, Payee: rainmaker.PayeeID(x.payee), Role: x.role, CountsOn: x.countsOn,
				Amount: x.amount.Num, Currency: x.amount.Currency, Share: x.share, Overlay: rule.From >= 0 || rule.Targets[x.place].Overlay,
			})
		}
	}
	return out, faults, nil
}

// solely is an event as it would be read by every version if it said what is given; no kin where none reads its kind.
func (c *Calculation) solely(said rainmaker.Event) (*lineage, []*event, error) {
	if said.Gone {
		return nil, nil, nil
	}
	line := c.fork().line
	kin, known, err := line.sole(said)
	if err != nil || !known {
		return line, nil, err
	}
	for i, e := range kin {
		if e != nil {
			line.all[i].link([]swap{{now: e}})
		}
	}
	line.book(kin)
	return line, kin, nil
}

// Touched lists those of the plan whose pay may differ between the calculation and another that was made from it, or from the one
// it was made from, by [Calculation.With]; by id. They are those whom an event that is otherwise credits in either under any
// version, events that read through the one asked about included, and everybody where a version reads other people's results.
func (c *Calculation) Touched(with *Calculation) []rainmaker.PayeeID {
	credited := map[string]bool{}
	for i, v := range c.line.all {
		if v.readsOthers || slices.ContainsFunc(v.prog.Components, func(k ir.Component) bool { return k.Pool != nil || k.Contest != nil }) {
			return c.Payees()
		}
		if !with.line.all[i].movedSince(v, credited) {
			v.movedSince(nil, credited)
		}
	}
	return slices.DeleteFunc(c.Payees(), func(p rainmaker.PayeeID) bool { return !credited[string(p)] })
}

// movedSince adds those credited by events in which a calculation differs from one that it was made from, and reports whether
// it came to that one; for nil it goes back to the first.
func (c *Calculation) movedSince(of *Calculation, credited map[string]bool) bool {
	for ; c != of && c.like != nil; c = c.like.of {
		maps.Copy(credited, c.like.credited)
	}
	return c == of
}

// Effect is what differs for one payee between two calculations of a plan: without is taken from with, line by line.
// Amounts are what is earned by the end of the calculations, in all periods together.
type Effect struct {
	Payee rainmaker.PayeeID
	// Own are the lines of the event asked about, Others all other lines that differ: windows' own lines, deals that stand
	// in another tier because of it. Both are in the order of the plan's components, then of counting dates.
	Own, Others []EffectLine
	// Total is the sum of all differences: exactly what the statements with the event add up to, less those without.
	Total money.Money
	// Blocked says why a statement could not be worked out in either; the differences are then those of the others.
	Blocked string
	// Waiting are the parts of the event's lines that are earned and not payable by the end.
	Waiting []rainmaker.WaitingPart
}

// EffectLine is one line in both calculations.
type EffectLine struct {
	// Line is the line as the calculation with the event has it at the end: Amount is all that it has earned, in however
	// many periods, and Before is zero. Where only the other has it, its amount is zero.
	rainmaker.Line
	// Without is what it has earned without the event, and Change the difference.
	Without, Change money.Money
	// Exactly is the difference before rounding: nothing where only a cent is carried over from other lines.
	Exactly money.Ratio
	// Period is the pay period in which the line is first posted.
	Period string
}

// Effect compares what a payee earns in two calculations of one plan, this one being without the event.
func (c *Calculation) Effect(with *Calculation, payee rainmaker.PayeeID, ref rainmaker.EventRef) (Effect, error) {
	out := Effect{Payee: payee}
	before, after := c.earnedBy(payee), with.earnedBy(payee)
	if err := errors.Join(before.err, after.err); err != nil {
		return out, err
	}
	out.Blocked = cmp.Or(after.blocked, before.blocked)
	for _, w := range after.waiting {
		if w.Event == ref {
			out.Waiting = append(out.Waiting, w)
		}
	}
	return out, out.fill(with.prog, before.lines, after.lines, ref)
}

type earnedKey struct {
	of    *Calculation
	payee rainmaker.PayeeID
}

// earned is what every line of a payee has earned in all statements together, and the first reason why one is blocked.
type earned struct {
	lines   map[rainmaker.LineKey]EffectLine
	blocked string
	waiting []rainmaker.WaitingPart // by the end
	err     error
}

// earnedBy adds a payee's statements up. Many events may be compared with one calculation, so it is kept.
func (c *Calculation) earnedBy(payee rainmaker.PayeeID) earned {
	key := earnedKey{c, payee}
	if known, ok := c.memo.earned.Load(key); ok {
		return known.(earned)
	}
	w, out := c.resume(payee, math.MaxInt)
	for w != nil && w.done < len(w.periods) {
		if s := w.next(); s != nil {
			out.take(*s)
		}
	}
	c.memo.earned.Store(key, out)
	return out
}

func (s *earned) take(statement rainmaker.Statement) {
	if statement.Blocked != "" && s.blocked == "" {
		s.blocked = fmt.Sprintf("%s: %s", statement.Period, statement.Blocked)
	}
	for _, l := range statement.Lines {
		if err := s.add(statement.Period, l); err != nil && s.err == nil {
			s.err = fmt.Errorf("%s, %s, %s: %w", statement.Payee, l.Component, l.Event, err)
		}
	}
	s.waiting = statement.Settlement.Waiting
}

func (s *earned) add(period string, l rainmaker.Line) error {
	key := l.Key()
	x, ok := s.lines[key]
	if !ok {
		x = EffectLine{Period: period, Without: money.New(0, l.Amount.Currency())}
		x.Amount = money.New(0, l.Amount.Currency())
	}
	total, err := x.Amount.Add(l.Amount)
	if err != nil {
		return err
	}
	x.Line = l
	x.Amount, x.Before = total, money.New(0, total.Currency())
	s.lines[key] = x
	return nil
}

// fill puts the differences into the effect.
func (f *Effect) fill(p *ir.Program, before, after map[rainmaker.LineKey]EffectLine, ref rainmaker.EventRef) error {
	var all []EffectLine
	for key, x := range after {
		if was, ok := before[key]; ok {
			x.Without, x.Exactly = was.Amount, x.Exact.Sub(was.Exact)
		} else {
			x.Exactly = x.Exact
		}
		all = append(all, x)
	}
	for key, x := range before {
		if _, ok := after[key]; !ok {
			x.Exactly = x.Exact.Neg()
			x.Without, x.Amount, x.Exact, x.Slices = x.Amount, money.New(0, x.Amount.Currency()), money.Ratio{}, nil
			all = append(all, x)
		}
	}
	rank := func(component string) int {
		return slices.IndexFunc(p.Components, func(k ir.Component) bool { return k.Name == component })
	}
	slices.SortFunc(all, func(a, b EffectLine) int {
		return cmp.Or(cmp.Compare(uint(rank(a.Component)), uint(rank(b.Component))), cmp.Compare(a.CountsOn, b.CountsOn), // caps come last
			rainmaker.CompareIDs(a.Event.ID, b.Event.ID), cmp.Compare(a.Event.Name, b.Event.Name),
			cmp.Compare(a.Window, b.Window), cmp.Compare(a.Component, b.Component), compareCuts(a.Cut, b.Cut))
	})
	for _, x := range all {
		var err error
		if x.Change, err = x.Amount.Sub(x.Without); err != nil {
			return fmt.Errorf("%s, %s: %w", x.Component, x.Event, err)
		}
		if f.Total.Currency() == "" {
			f.Total = money.New(0, x.Change.Currency())
		}
		if f.Total, err = f.Total.Add(x.Change); err != nil {
			return fmt.Errorf("%s, %s: %w", x.Component, x.Event, err)
		}
		switch {
		case x.Event == ref:
			f.Own = append(f.Own, x)
		case !x.Change.IsZero():
			f.Others = append(f.Others, x)
		}
	}
	return nil
}
