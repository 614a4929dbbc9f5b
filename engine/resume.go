package engine

import (
	"maps"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// A calculation made from another one to ask what if differs from it only from a day on: from the first on which an event
// that was replaced stands otherwise. The pay periods that end before it are worked out once and gone on from, which is the
// same as working them out again, and what makes it cheap to ask about many deals.

// likeness says what a calculation was made from and in what it differs.
type likeness struct {
	of *Calculation
	// swapped are the events of the other calculation that are replaced, each with what stands in for it, or nil; added are
	// all that stand in.
	swapped map[*event]*event
	added   []*event
	// identities are the events that are replaced and those that stand in for them, as all versions of the plan know them.
	identities map[*event]*event
	// credited are those whom an event credits, or would have, that is replaced or stands in.
	credited map[string]bool
	// from is the first day on which anything differs.
	from calendar.Date
}

// differs is the first day on which a calculation made from the other one can differ from it: one that goes further also
// knows the rest of the period that was still open.
func (l *likeness) differs(c *Calculation) calendar.Date {
	if c.facts.through == l.of.facts.through {
		return l.from
	}
	return min(l.from, l.of.facts.through+1)
}

func (l *likeness) add(old, now *event) {
	if old != nil {
		if l.swapped == nil {
			l.swapped = map[*event]*event{}
		}
		l.swapped[old] = now
	}
	if now != nil {
		l.added = append(l.added, now)
	}
	for _, e := range []*event{old, now} {
		if e == nil {
			continue
		}
		for _, st := range e.states {
			for _, x := range st.entries {
				if l.credited == nil {
					l.credited = map[string]bool{}
				}
				l.credited[x.payee] = true
			}
		}
	}
	l.from = min(l.from, differFrom(old, now))
}

// differFrom is the first day on which two events stand otherwise; either may be nil, which is an event that never is.
func differFrom(a, b *event) calendar.Date {
	var days []calendar.Date
	for _, e := range []*event{a, b} {
		if e != nil {
			days = append(days, e.edges...)
		}
	}
	slices.Sort(days)
	for _, day := range append([]calendar.Date{calendar.StartOfTime}, days...) {
		if !sameStanding(standingOf(a, day), standingOf(b, day)) {
			return day
		}
	}
	return calendar.EndOfTime
}

func standingOf(e *event, day calendar.Date) *state {
	if e == nil {
		return &state{}
	}
	return e.at(day)
}

// sameStanding reports whether two states of an event credit alike and say the same in all that is read where they do. One
// that credits nobody is read by nothing.
func sameStanding(a, b *state) bool {
	if len(a.entries) == 0 && len(b.entries) == 0 {
		return true
	}
	return len(a.entries) == len(b.entries) && slices.EqualFunc(a.version.values, b.version.values, sameValue)
}

func sameValue(v, w ir.Value) bool {
	if v.Kind == ir.List && w.Kind == ir.List {
		return slices.EqualFunc(v.Rows, w.Rows, func(x, y []ir.Value) bool { return slices.EqualFunc(x, y, sameValue) })
	}
	return v.Kind == w.Kind && v.None == w.None && (v.None || v.Equal(w))
}

// entriesLike is what credits anybody under a rule at a moment: the other calculation's entries but for events replaced.
func (c *Calculation) entriesLike(rule int, moment calendar.Date) []*entry {
	return c.like.swap(c.like.of.entriesUnder(rule, moment), moment, func(x *entry) bool { return x.rule == rule })
}

type mineKey struct {
	of     *Calculation
	payee  string
	moment calendar.Date
}

// entriesOfLike are a payee's credits at a moment, made of the other calculation's; the caller must not change them.
func (c *Calculation) entriesOfLike(payee string, moment calendar.Date) []*entry {
	key := mineKey{c, payee, moment}
	if known, ok := c.memo.mine.Load(key); ok {
		return known.([]*entry)
	}
	known := []*entry(nil)
	if of := c.like.of; of.like != nil && of.unbooked == nil {
		known = of.entriesOfLike(payee, moment)
	} else {
		known = of.entriesOf(payee, moment)
	}
	out := c.like.swap(known, moment, func(x *entry) bool { return x.payee == payee })
	c.memo.mine.Store(key, out)
	return out
}

// swap puts the entries of events that stand in into a list in the order of events, in place of those replaced.
func (l *likeness) swap(known []*entry, moment calendar.Date, belongs func(*entry) bool) []*entry {
	if len(l.swapped) == 0 && len(l.added) == 0 {
		return known
	}
	out := make([]*entry, 0, len(known)+len(l.added))
	for _, x := range known {
		if _, gone := l.swapped[x.event]; !gone {
			out = append(out, x)
		}
	}
	for _, e := range l.added {
		at, _ := slices.BinarySearchFunc(out, e, func(x *entry, e *event) int { return byReference(x.event, e) })
		for _, x := range e.at(moment).entries {
			if belongs(x) {
				out = slices.Insert(out, at, x)
				at++
			}
		}
	}
	return out
}

type standingKey struct {
	of    *Calculation
	payee rainmaker.PayeeID
	done  int
}

// progress is how far a payee's pay was worked out, and what had been earned by then.
type progress struct {
	course *course
	earned earned
}

// resume is where to go on in working out a payee's pay: from the beginning, or from where the calculation that this one
// was made from does not differ yet, after so many pay periods at most. Without a course there is no more to come.
func (c *Calculation) resume(payee rainmaker.PayeeID, most int) (*course, earned) {
	c = c.newest()
	none := earned{lines: map[rainmaker.LineKey]EffectLine{}}
	w, blocked := c.course(payee)
	if blocked != nil {
		none.take(*blocked)
		return nil, none
	}
	if c.like == nil || c.unbooked != nil {
		return w, none
	}
	same := 0
	for same < min(most, len(w.periods)) && w.periods[same].Span.Last() < c.like.differs(c) {
		same++
	}
	if same == 0 {
		return w, none
	}
	r, ok := c.like.of.reached(payee, w.periods[:same])
	if !ok {
		return w, none
	}
	w.from(r.course, c.like.identities)
	out := r.earned
	out.lines = maps.Clone(out.lines)
	return w, out
}

// reached works a payee's pay out for the first periods, and keeps how far it came. It is not ok where the calculation has
// other periods: it may not reach so far.
func (c *Calculation) reached(payee rainmaker.PayeeID, periods []rainmaker.PayPeriod) (progress, bool) {
	c = c.newest()
	key := standingKey{c, payee, len(periods)}
	if known, ok := c.memo.standing.Load(key); ok {
		return known.(progress), true
	}
	w, sum := c.resume(payee, len(periods))
	if w == nil || w.done > len(periods) || len(w.periods) < len(periods) || !slices.Equal(w.periods[:len(periods)], periods) {
		return progress{}, false
	}
	for w.done < len(periods) {
		if s := w.next(); s != nil {
			sum.take(*s)
		}
	}
	r := progress{w, sum}
	c.memo.standing.Store(key, r)
	return r, true
}

// from goes on where another course has come to. Nothing that it holds is changed in place, so copies of its tables do.
func (w *course) from(o *course, swapped map[*event]*event) {
	w.done = o.done
	now := func(key ledgerKey) ledgerKey {
		if e := swapped[key.event]; e != nil {
			key.event = e
		}
		return key
	}
	for i, p := range o.posters {
		q := w.posters[i]
		q.posted = make(map[ledgerKey]*posted, len(p.posted))
		for key, x := range p.posted {
			q.posted[now(key)] = x
		}
		q.held, q.settled, q.carries = slices.Clone(p.held), p.settled, maps.Clone(p.carries)
	}
	s := w.settles
	s.lines = make(map[settledKey]*settled, len(o.settles.lines))
	for key, x := range o.settles.lines {
		s.lines[settledKey{key.t, now(key.ledgerKey)}] = x
	}
	s.undone = make(map[takenKey]claw, len(o.settles.undone))
	for key, x := range o.settles.undone {
		key.event = now(ledgerKey{event: key.event}).event
		s.undone[key] = x
	}
	s.balances, s.reserves = slices.Clone(o.settles.balances), slices.Clone(o.settles.reserves)
}
