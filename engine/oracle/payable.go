package oracle

import (
	"fmt"
	"math/big"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
)

// due is a part of a line: its share and the day on which it is payable, if that is known and it is kept.
type due struct {
	share *big.Rat
	day   calendar.Date
	known bool
}

// dueBy is what of a line is due before a day: the parts due by then together, rounded once, so that each part is the
// rounded running total less what was payable before it.
func (o *oracle) dueBy(parts []due, minor int64, before calendar.Date) int64 {
	share := new(big.Rat)
	for _, p := range parts {
		if p.known && p.day < before {
			share.Add(share, p.share)
		}
	}
	return o.rounded(share.Mul(share, o.major(minor)))
}

// duePart is what is due by now of a part of a line, and since when.
type duePart struct {
	minor int64
	day   calendar.Date
}

// dueParts are the parts of a line in the letter's order, each with what is due of it: what was not payable before, in the
// order of their days. What is not due is 0.
func (o *oracle) dueParts(t *tenure, l line, minor int64, of worth, now calendar.Date) []duePart {
	parts := o.dues(t, l, of, now)
	out := make([]duePart, len(parts))
	for i, p := range parts {
		if !p.known || p.day > now {
			continue
		}
		var before []due
		for j, other := range parts {
			if other.day < p.day || other.day == p.day && j < i {
				before = append(before, other)
			}
		}
		upTo := o.dueBy(before, minor, now+1)
		out[i] = duePart{o.dueBy(append(before, p), minor, now+1) - upTo, p.day}
	}
	return out
}

// dues are the parts in which a line is payable.
func (o *oracle) dues(t *tenure, l line, of worth, now calendar.Date) []due {
	c, on := of.terms, of.on // of a cap's line those of the line it cuts
	e := o.eventAt(l.event, now)
	if c == nil { // a pool or a contest
		return []due{{rat(1, 1), on, o.keeps(t, on)}}
	}
	clause := c.Payable
	if len(clause) == 0 || e == nil && !c.Bonus { // what a window adds of its own is payable at once
		clause = []Part{{How: atOnce}}
	}
	var out []due
	given, first := new(big.Rat), o.atOnce(on, e)
	add := func(share *big.Rat, day calendar.Date, known bool) {
		given.Add(given, share)
		day = max(day, first) // a date already past pays at once
		out = append(out, due{share, day, known && o.keeps(t, day)})
	}
	for _, p := range clause {
		share := p.Share
		if share == nil {
			share = new(big.Rat).Sub(rat(1, 1), given)
		}
		switch p.How {
		case atOnce:
			add(share, first, true)
		case onDay:
			day, known := o.dayOf(p.Day, e, now)
			add(share, day, known)
		default:
			day, known := o.dayOf(p.Day, e, now)
			each := new(big.Rat).Quo(share, rat(int64(p.N), 1))
			for i := range p.N {
				add(each, o.following(p.How, day, i), known)
			}
		}
	}
	return out
}

// following is the day of a part that falls some months or quarters after the first: the same day of them. Quarters are the
// company's, of weeks perhaps: a day that would lie outside of its quarter is the nearest in it.
func (o *oracle) following(how string, first calendar.Date, n int) calendar.Date {
	if how == monthly {
		return first.AddMonths(n)
	}
	quarter := o.calendarSpan(calendar.Quarter, first)
	for range n {
		quarter = o.calendarSpan(calendar.Quarter, quarter.Before)
	}
	return min(max(first.AddMonths(3*n), quarter.From), quarter.Before-1)
}

// atOnce is the day on which a line is payable at once: when it counts, or on the event's own date where that is later.
func (o *oracle) atOnce(on calendar.Date, e *Event) calendar.Date {
	if e == nil {
		return on
	}
	own, ok := e.Fields.Get(o.w.kind(e.Kind).Dated)
	if !ok || own.IsNone() {
		return on
	}
	return max(on, own.Date())
}

// dayOf is a date in a payable clause: none while the field is, or lies after now.
func (o *oracle) dayOf(d Day, e *Event, now calendar.Date) (calendar.Date, bool) {
	if d.Field == "" {
		return d.Date, true
	}
	v := field(e, d.Field, now)
	if v.IsNone() {
		return 0, false
	}
	return v.Date().AddDays(d.Plus), true
}

// eventAt is an event as it is known at the end of a day; nil when it is gone, and for a line of a window's own.
func (o *oracle) eventAt(ref rainmaker.EventRef, now calendar.Date) *Event {
	for _, e := range o.known(now) {
		if e.ref() == ref {
			return e
		}
	}
	return nil
}

// keeps reports whether what is payable on a day is kept by who has left.
func (o *oracle) keeps(t *tenure, day calendar.Date) bool {
	end := t.active.Before
	leaves := !slices.ContainsFunc(o.w.Assignments, func(a Assignment) bool {
		return a.Payee == t.payee && a.Span.Contains(end)
	})
	if !leaves || o.w.Plan.Leavers == "" {
		return true
	}
	var days int
	if n, err := fmt.Sscanf(o.w.Plan.Leavers, "what becomes payable within %d days", &days); err == nil && n == 1 {
		end = end.AddDays(days)
	}
	if day >= end {
		o.seen[SeenLeaver] = true
	}
	return day < end
}
