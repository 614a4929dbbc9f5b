package oracle

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"rainmaker"
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
	event *Event        // of a window that is one event: the span is then the pay period in which it counts
	day   calendar.Date // on which it counts
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
		if max(s.From, t.active.From) <= now && s.Overlaps(t.active) { // begun for the payee
			out = append(out, window{name: name, span: s})
		}
	}
	switch u, _ := unit(name); {
	case name == "plan":
		add(t.active)
	case name == "period":
		param, _ := o.spanned()
		for _, s := range o.personalSpans(t, param) {
			add(s)
		}
	default:
		for d := t.active.From; d < t.active.Before; {
			s := o.calendarSpan(u, d)
			add(s)
			d = s.Before
		}
	}
	return out
}

// worked are the windows in which a component is worked out that have begun by a day.
func (o *oracle) windowsOf(t *tenure, c *Component, m moment) []window {
	if !o.perEvent(c) {
		return o.windows(t, c.Window, min(m.now, m.asOf))
	}
	var out []window
	periods := o.windows(t, "", min(m.now, m.asOf))
	for _, x := range o.credits(m.now) {
		if x.payee != t.payee || x.name != c.On || slices.ContainsFunc(out, func(w window) bool { return w.event == x.event }) {
			continue
		}
		for _, p := range periods {
			if p.span.Contains(x.on) && t.active.Contains(x.on) {
				out = append(out, window{name: c.Window, span: p.span, event: x.event, day: x.on})
			}
		}
	}
	return out
}

// perEvent reports whether a component is worked out event by event.
func (o *oracle) perEvent(c *Component) bool { return o.w.kind(c.Window) != nil }

// gathered puts the events of a component that is worked out event by event into the pay periods in which they count.
func (o *oracle) gathered(t *tenure, c *Component, events []filled, m moment) ([]filled, error) {
	var out []filled
	for _, p := range o.windows(t, "", min(m.now, m.asOf)) {
		rules := o.ruling(t, c.Name, p)
		if rules == nil {
			continue
		}
		terms, err := rules.onLastDay(t, rules.w.component(c.Name), p)
		if err != nil {
			return nil, err
		}
		g := filled{c: terms, by: rules, w: p, until: p.span.Before}
		for _, e := range events {
			if e.w.span == p.span {
				g.lines = append(g.lines, e.lines...)
			}
		}
		out = append(out, g)
	}
	return out, nil
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
	switch {
	case name == "plan":
		return window{name: name, span: t.active}
	case in.event != nil && name == o.named(""):
		return window{name: name, span: in.span}
	}
	u, ok := unit(name)
	if !ok {
		panic("oracle: window " + name + " around " + in.name)
	}
	on := in.span.From
	if in.event != nil {
		on = in.day
	}
	return window{name: name, span: o.calendarSpan(u, on)}
}

// part is a stretch of a flow's own period and the share of its value that falls on it.
type part struct {
	span  calendar.Span
	share *big.Rat
}

// parts cuts a flow's own periods that overlap a span into what is prorated by itself: the own period, or the plan's
// periods in it when the flow is spread over them.
func (o *oracle) parts(f *Flow, t *tenure, over calendar.Span) []part {
	own := o.named(f.Per)
	u, isUnit := unit(own)
	if isUnit {
		if got, ok := o.partsOf[partsKey{f, over}]; ok {
			return got
		}
	}
	var parts []part
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
	o.partsOf[partsKey{f, over}] = parts
	return parts
}

type partsKey struct {
	flow *Flow
	over calendar.Span
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
// flow's value on a day; end, when set, leaves out parts that begin after it.
func (s scope) flow(name string, f *Flow, on func(calendar.Date) (*big.Rat, *tenure), end calendar.Date) (*big.Rat, error) {
	over := s.window.span
	if !s.wide() {
		over = over.Intersect(s.tenure.active)
	}
	value, any := new(big.Rat), false
	for _, p := range s.o.parts(f, s.tenure, over) {
		if end != 0 && p.span.From > end {
			continue
		}
		worth, err := s.partOnce(name, f, p, on)
		if err != nil {
			return nil, err
		}
		if worth != nil {
			any = true
			value.Add(value, worth)
		}
	}
	if !any && s.wide() && s.of == "" {
		return nil, &trouble{BlockedMissing, fmt.Sprintf("no assignment gives %s to %s in %s", name, s.payee, over)}
	}
	return value, nil
}

// flowKey is what one part of a flow depends on: whose it is, under which assignment or under all of them, and who looks.
type flowKey struct {
	payee   rainmaker.PayeeID
	tenure  int
	name    string
	span    calendar.Span
	of      string
	viewer  rainmaker.PayeeID
	viewing int
}

// partOnce is part, remembered: the same part is asked for in many windows.
func (s scope) partOnce(name string, f *Flow, p part, on func(calendar.Date) (*big.Rat, *tenure)) (*big.Rat, error) {
	key := flowKey{payee: s.payee, tenure: s.index(), name: name, span: p.span, of: s.of}
	if s.of != "" {
		key.viewer, key.viewing = s.viewer.payee, s.viewer.tenure.index
	}
	if got, ok := s.o.flows[key]; ok {
		return got.value, got.err
	}
	value, err := s.part(name, f, p, on)
	s.o.flows[key] = flowResult{value, err}
	return value, err
}

type flowResult struct {
	value *big.Rat
	err   error
}

// part walks the days of one part; nil where none of them counts.
func (s scope) part(name string, f *Flow, p part, on func(calendar.Date) (*big.Rat, *tenure)) (*big.Rat, error) {
	worth, days := new(big.Rat), int64(0) // values times the weights of their days, and all weights
	counted := 0
	var first *big.Rat
	var giver *tenure
	var from calendar.Date
	for d := p.span.From; d < p.span.Before; d++ {
		weight := s.o.weight(f, d)
		days += weight
		if !s.active(d) {
			continue
		}
		v, by := on(d)
		if v == nil && s.wide() && (s.other || !s.tenure.active.Contains(d) || f.Leave && s.o.onLeave(s.payee, d)) { // somebody else's numbers are those that an assignment gives, each on its own days
			continue
		}
		counted++
		if f.Leave && s.o.onLeave(s.payee, d) {
			s.o.seen[SeenLeave] = true
			continue
		}
		if v == nil {
			return nil, &trouble{BlockedMissing, fmt.Sprintf("%s missing for %s on %s", name, s.payee, d)}
		}
		if first == nil {
			first, giver, from = v, by, d
		}
		if v.Cmp(first) != 0 {
			s.o.seen[SeenBlend] = s.o.seen[SeenBlend] || f.Prorated
			if !f.Prorated {
				return nil, &trouble{BlockedTwoValues, fmt.Sprintf("%s of %s is %s and, from %s, %s in %s, and it is not prorated",
					name, s.payee, first.RatString(), d, v.RatString(), p.span)}
			}
		}
		ramped, err := s.ramped(f, v, by, d)
		if err != nil {
			return nil, err
		}
		worth.Add(worth, new(big.Rat).Mul(ramped, rat(weight, 1)))
	}
	switch {
	case counted == 0:
		return nil, nil
	case first == nil: // on leave all the time
		return worth, nil
	}
	if counted != p.span.Days() {
		s.o.seen[SeenPartPeriod] = true
	}
	if f.Prorated {
		worth.Quo(worth, rat(days, 1))
	} else {
		ramped, err := s.ramped(f, first, giver, from)
		if err != nil {
			return nil, err
		}
		worth.Set(ramped)
	}
	return worth.Mul(worth, p.share), nil
}

// ramped is a value of a day by the ramp of the assignment that gives it.
func (s scope) ramped(f *Flow, v *big.Rat, by *tenure, d calendar.Date) (*big.Rat, error) {
	if f.Ramp == "" {
		return v, nil
	}
	s.o, s.on, s.giver = s.o.on(d), d, by
	factor, err := s.table(f.Ramp)
	if err != nil {
		return nil, err
	}
	s.o.seen[SeenRamp] = s.o.seen[SeenRamp] || factor.Cmp(rat(1, 1)) != 0
	return new(big.Rat).Mul(v, factor), nil
}

// active reports whether a day counts for a flow: one of the payee's on the plan, on which a scope has them in it.
func (s scope) active(d calendar.Date) bool {
	if s.holder(d) == nil {
		return false
	}
	return s.of == "" || s.viewer.includes(s.of, s.payee, d)
}

// weight is what a day counts in a part period.
func (o *oracle) weight(f *Flow, d calendar.Date) int64 {
	switch f.Rule {
	case byWorkdays:
		if d.Weekday() == time.Saturday || d.Weekday() == time.Sunday || slices.Contains(o.w.Holidays, d) {
			return 0
		}
		return 1
	case byThirtieths: // 30E/360: the 31st counts as the 30th
		at := func(d calendar.Date) int64 {
			return int64(d.Year())*360 + int64(d.Month())*30 + int64(min(d.Day(), 30))
		}
		return at(d+1) - at(d)
	default:
		return 1
	}
}

func (o *oracle) onLeave(payee rainmaker.PayeeID, d calendar.Date) bool {
	return slices.ContainsFunc(o.w.Leaves, func(l Leave) bool { return l.Payee == payee && l.Span.Contains(d) })
}
