package oracle

import (
	"slices"

	"rainmaker/calendar"
)

// advanced is what of all that was ever payable is still an advance: of the lines whose day has not come or whose condition does
// not hold, what has become payable less what was taken back of it.
func (b *book) advanced(lines []line) (total int64) {
	for _, l := range lines {
		c := b.lines[l].terms
		if c == nil || c.Advance == nil {
			continue
		}
		var stands int64
		for i := range mostParts {
			stands += b.payable[partKey{l, i}]
		}
		for _, claw := range b.o.clawbackNames() {
			stands -= b.taken[takenKey{claw, l}]
		}
		if b.o.earned(c.Advance, b.lines[l], b.p.span.Before-1) {
			b.o.seen[SeenKept] = b.o.seen[SeenKept] || stands != 0
			continue
		}
		b.o.seen[SeenAdvanced] = b.o.seen[SeenAdvanced] || stands != 0
		total += stands
	}
	return total
}

// earned reports whether what is payable of a line is no advance any more at the end of a day.
func (o *oracle) earned(a *Advance, of worth, now calendar.Date) bool {
	e := o.eventAt(of.event.ref(), now)
	switch {
	case e == nil && !of.terms.Bonus && of.event.ID == "": // what a window adds of its own can't be taken back
		return true
	case e == nil && !of.terms.Bonus: // an event that is gone has no date any more
		return false
	}
	if a.Cond != nil {
		return scope{o: o, now: now, event: e, on: of.on}.truth(a.Cond) == yes
	}
	day, known := o.dayOf(a.Day, e, now)
	return known && day <= now
}

// advances makes what some components pay an advance. Where a clawback leaves events out as if never booked, what it takes
// of an advance is not said line by line.
func (m *maker) advances() {
	for i := range m.w.Components {
		c := &m.w.Components[i]
		never := slices.ContainsFunc(m.w.Clawbacks, func(x Clawback) bool { return x.Never && slices.Contains(x.Of, c.Name) })
		if never || !m.chance(25) {
			continue
		}
		a := &Advance{Day: Day{Date: m.someDay()}}
		onDeal := !c.Bonus && m.w.kindOf(c.On).Name == "deal"
		switch {
		case onDeal && m.chance(45):
			a.Cond = m.lateDate()
		case onDeal && m.chance(60):
			a.Day = Day{Field: pick(m, "churned", m.w.Kinds[0].Dated), Plus: m.between(0, 1) * m.between(1, 60)}
		}
		c.Advance = a
	}
}
