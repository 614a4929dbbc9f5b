package oracle

import (
	"fmt"
	"math/big"
	"strings"

	"rainmaker/calendar"
)

// trouble is why a payee cannot be calculated: a missing number, a division by zero, two values where there may be one.
type trouble struct {
	kind string // Blocked…
	text string
}

func (t *trouble) Error() string { return t.text }

// window is what amounts are added up in.
type window struct {
	name  string // week … year, period, plan, or a kind of event
	span  calendar.Span
	event *Event // of a window that is one event
}

// unit is the calendar's unit of a window's name, if it is one.
func unit(name string) (calendar.Unit, bool) {
	u, err := calendar.ParseUnit(name)
	return u, err == nil
}

// spanned reports whether the plan's pay periods run from one dated value to the next.
func (o *oracle) spanned() (param string, ok bool) { return strings.CutPrefix(o.w.Plan.Period, spanOf) }

// named resolves the windows that are the plan's period.
func (o *oracle) named(name string) string {
	if name == "" || name == "period" {
		if _, ok := o.spanned(); ok {
			return "period"
		}
		return o.w.Plan.Period
	}
	return name
}

// personalSpans are the pay periods of a plan whose periods run from one dated value to the next.
func (o *oracle) personalSpans(t *tenure, param string) []calendar.Span {
	var spans []calendar.Span
	for _, a := range t.assignments {
		for _, d := range a.Numbers[param] {
			if !t.active.Contains(d.From) {
				panic("oracle: " + a.ID + " dates " + param + " outside the assignment")
			}
			spans = append(spans, calendar.Span{From: d.From, Before: t.active.Before})
		}
	}
	for i := range spans {
		for _, later := range spans {
			if later.From > spans[i].From && later.From < spans[i].Before {
				spans[i].Before = later.From
			}
		}
	}
	return spans
}

// windows are all windows of a name that overlap the tenure and have begun by a day. Events have their own.
func (o *oracle) windows(t *tenure, name string, now calendar.Date) []window {
	name = o.named(name)
	var out []window
	add := func(s calendar.Span) {
		if s.From <= now && s.Overlaps(t.active) {
			out = append(out, window{name: name, span: s})
		}
	}
	switch u, isUnit := unit(name); {
	case name == "plan":
		add(t.active)
	case name == "period":
		param, _ := o.spanned()
		for _, s := range o.personalSpans(t, param) {
			add(s)
		}
	case isUnit:
		for d := t.active.From; d < t.active.Before; {
			s := o.calendarSpan(u, d)
			add(s)
			d = s.Before
		}
	default:
		for _, e := range o.known(now) {
			if e.Kind == name {
				out = append(out, window{name: name, span: t.active, event: e})
			}
		}
	}
	return out
}

func (o *oracle) calendarSpan(u calendar.Unit, d calendar.Date) calendar.Span {
	s, err := o.w.Calendar.SpanOf(u, d)
	if err != nil {
		panic("oracle: " + err.Error())
	}
	return s
}

// around is the window of a name in which another, never longer one lies.
func (o *oracle) around(t *tenure, name string, in window) window {
	name = o.named(name)
	if name == in.name {
		return in
	}
	if name == "plan" {
		return window{name: name, span: t.active}
	}
	u, ok := unit(name)
	if !ok || in.event != nil {
		panic("oracle: window " + name + " around " + in.name)
	}
	return window{name: name, span: o.calendarSpan(u, in.span.From)}
}

// part is a stretch of a flow's own period and the share of its value that falls on it.
type part struct {
	span  calendar.Span
	share *big.Rat
}

// parts cuts a flow's own periods that overlap a span into what is prorated by itself: the own period, or the plan's
// periods in it when the flow is spread over them.
func (o *oracle) parts(f *Flow, t *tenure, over calendar.Span) []part {
	var parts []part
	own := o.named(f.Per)
	u, isUnit := unit(own)
	if !isUnit { // span of
		for _, w := range o.windows(t, "period", calendar.EndOfTime) {
			if w.span.Overlaps(over) {
				parts = append(parts, part{w.span, rat(1, 1)})
			}
		}
		return parts
	}
	for d := over.From; d < over.Before; {
		whole := o.calendarSpan(u, d)
		d = whole.Before
		if f.Spread == spreadNot {
			parts = append(parts, part{whole, rat(1, 1)})
			continue
		}
		for _, p := range o.spreadOver(f, whole) {
			if p.span.Overlaps(over) {
				parts = append(parts, p)
			}
		}
	}
	return parts
}

func (o *oracle) spreadOver(f *Flow, whole calendar.Span) []part {
	u, _ := unit(o.w.Plan.Period)
	var parts []part
	for d := whole.From; d < whole.Before; {
		s := o.calendarSpan(u, d)
		parts = append(parts, part{span: s})
		d = s.Before
	}
	for i := range parts {
		switch f.Spread {
		case spreadEvenly:
			parts[i].share = rat(1, int64(len(parts)))
		case spreadByDays:
			parts[i].share = rat(int64(parts[i].span.Days()), int64(whole.Days()))
		case spreadList:
			parts[i].share = f.Shares[i]
		}
	}
	return parts
}

// flow is the value of a flow in a window: the sum of its parts, each prorated and blended by its own days. on gives the
// flow's value on a day.
func (s scope) flow(name string, f *Flow, on func(calendar.Date) (*big.Rat, bool)) (*big.Rat, error) {
	over := s.window.span.Intersect(s.tenure.active)
	key := fmt.Sprint(s.payee, s.tenure.index, name, over)
	if got, ok := s.o.flows[key]; ok {
		return got.value, got.err
	}
	value, err := new(big.Rat), error(nil)
	for _, p := range s.o.parts(f, s.tenure, over) {
		var worth *big.Rat
		if worth, err = s.part(name, f, p, on); err != nil {
			break
		}
		value.Add(value, worth)
	}
	s.o.flows[key] = flowResult{value, err}
	return value, err
}

type flowResult struct {
	value *big.Rat
	err   error
}

// part walks the days of one part on which the plan is in force for the payee.
func (s scope) part(name string, f *Flow, p part, on func(calendar.Date) (*big.Rat, bool)) (*big.Rat, error) {
	days := p.span.Intersect(s.tenure.active)
	sum := new(big.Rat) // of the values of the days
	var first *big.Rat
	for d := days.From; d < days.Before; d++ {
		v, ok := on(d)
		if !ok {
			return nil, &trouble{BlockedMissing, fmt.Sprintf("%s missing for %s on %s", name, s.payee, d)}
		}
		if first == nil {
			first = v
		}
		if !f.Prorated && v.Cmp(first) != 0 {
			return nil, &trouble{BlockedTwoValues, fmt.Sprintf("%s of %s is %s and, from %s, %s in %s, and it is not prorated",
				name, s.payee, first.RatString(), d, v.RatString(), p.span)}
		}
		sum.Add(sum, v)
	}
	if first == nil {
		return new(big.Rat), nil
	}
	if days != p.span {
		s.o.seen[SeenPartPeriod] = true
	}
	if !f.Prorated {
		return new(big.Rat).Mul(first, p.share), nil
	}
	if blended := new(big.Rat).Mul(first, rat(int64(days.Days()), 1)); blended.Cmp(sum) != 0 {
		s.o.seen[SeenBlend] = true
	}
	sum.Quo(sum, rat(int64(p.span.Days()), 1))
	return sum.Mul(sum, p.share), nil
}
