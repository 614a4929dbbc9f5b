package oracle

import (
	"cmp"
	"math/big"
	"slices"

	"rainmaker/calendar"
)

// capped is a line that a cap over components looks at: one of a component, as it is posted, or what the window before
// carries of it.
type capped struct {
	name    int // order of its component in the cap
	key     line
	label   string // of its window
	on      calendar.Date
	id      string
	w       worth
	carried bool
}

// overLines are the lines of caps over components: a negative one under each line that is cut, the last ones first, and what
// is paid of what was carried. Groups are the components' windows as they are posted.
func (o *oracle) overLines(t *tenure, now calendar.Date, groups func(component string) []filled, into func(line, worth)) {
	for _, name := range o.capNames() {
		o.over(t, name, now, groups, into)
	}
}

// posted are a component's windows as they are posted at the end of a day.
func (o *oracle) posted(t *tenure, now calendar.Date) func(component string) []filled {
	return func(name string) []filled {
		groups, _ := o.groups(t, o.anywhere(name), o.at(now))
		return groups
	}
}

// over fills the windows of one cap, one after another, and gives what the last one carries.
func (o *oracle) over(t *tenure, name string, now calendar.Date, groups func(string) []filled, into func(line, worth)) (carries int64) {
	var carry []capped
	for _, w := range o.windows(t, o.capOver(name).Window, now) {
		l := o.closing(t, w)
		c := l.w.capOver(name)
		if c == nil {
			continue
		}
		limit := o.rounded(l.component(t, w, o.at(now)).must(c.At))
		last := t.active.Before - 1
		closes := c.Carried && o.w.Plan.Leavers == "" && w.span.Contains(last) && last <= min(now, o.w.Through) // then all is paid
		lines := append(carry, o.cappedIn(t, c, w, groups)...)
		carry, carries = nil, 0
		var sum, kept int64
		for _, l := range lines {
			sum += l.w.minor
			upTo := min(limit, sum)
			if closes {
				upTo = sum
			}
			keep := upTo - kept
			kept = upTo
			amount := keep - l.w.minor
			if l.carried {
				amount = keep
			}
			if rest := l; keep != l.w.minor {
				rest.w.minor, rest.carried = l.w.minor-keep, true
				carry = append(carry, rest)
				carries += rest.w.minor
			}
			if amount == 0 {
				continue
			}
			o.seen[SeenOver] = true
			o.seen[SeenOverCarries] = o.seen[SeenOverCarries] || l.carried
			key := line{
				tenure: t.index, component: c.Name, window: w.name, from: w.span.From, until: w.span.Before,
				event: l.key.event, under: l.key.component, underFrom: l.key.from, underWindow: l.key.window,
			}
			into(key, worth{event: l.w.event, by: l.w.by, terms: l.w.terms, on: l.on, minor: amount, exact: o.major(amount)})
		}
		if !c.Carried || carries == 0 {
			carry, carries = nil, 0
		}
	}
	return carries
}

// cappedIn are the lines of a cap's components in a window, as they are posted, in the order in which they fill it.
func (o *oracle) cappedIn(t *tenure, c *CapOver, w window, groups func(string) []filled) []capped {
	var out []capped
	for i, name := range c.On {
		for _, g := range groups(name) {
			if !contains(w, g.w) {
				continue
			}
			for _, l := range joined(g.lines) {
				key := line{tenure: t.index, component: name, window: g.w.name, from: g.w.span.From, until: g.until, event: l.event.ref()}
				out = append(out, capped{name: i, key: key, label: o.label(g.w), on: l.on, id: l.event.ID, w: l})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b capped) int {
		return cmp.Or(cmp.Compare(a.on, b.on), cmp.Compare(a.name, b.name), compareCapped(a, b), cmp.Compare(a.label, b.label))
	})
	return out
}

// compareCapped compares ids; a line without an event comes last.
func compareCapped(a, b capped) int {
	if (a.id == "") != (b.id == "") {
		if a.id == "" {
			return 1
		}
		return -1
	}
	return compareIDs(a.id, b.id)
}

// label is what a window is called.
func (o *oracle) label(w window) string {
	u, ok := unit(w.name)
	if !ok {
		return w.name + " from " + w.span.From.String()
	}
	p, err := o.w.Calendar.Period(u, w.span.From)
	if err != nil {
		panic("oracle: " + err.Error())
	}
	return p.Label
}

// carried is what a carried cap of a component keeps as of the window at hand.
func (s scope) carried(name string) (*big.Rat, error) {
	c := s.o.anywhere(name)
	m := s.o.at(s.now)
	m.asOf = s.asOf
	on := min(s.asOf, s.now, s.tenure.active.Before-1)
	groups, broken := s.o.unlimited(s.tenure, c, m)
	for _, b := range broken {
		if b.w.span.From <= on {
			return nil, b.err
		}
	}
	total := new(big.Rat)
	_, err := s.o.fill(s.tenure, c, groups, m, func(w window, cut []worth) {
		if w.span.Contains(on) {
			total.Add(total, sum(cut))
		}
	})
	s.o.seen[SeenCarryRead] = s.o.seen[SeenCarryRead] || total.Sign() != 0
	return total, err
}
