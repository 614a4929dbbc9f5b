package oracle

import (
	"cmp"
	"slices"

	"rainmaker/calendar"
)

// capped is a line that a cap over components looks at.
type capped struct {
	name int // order of its component in the cap
	key  line
	on   calendar.Date
	id   string
	w    worth
}

// overLines are the lines of caps over components: a negative one under each line that is cut, the last ones first.
func (o *oracle) overLines(t *tenure, now calendar.Date, into func(line, worth)) {
	for _, c := range o.w.Caps {
		for _, w := range o.windows(t, c.Window, now) {
			s := o.component(t, w, o.at(now))
			limit := o.rounded(s.must(c.At))
			var sum, kept int64
			for _, l := range o.cappedIn(t, c, w, now) {
				sum += l.w.minor
				upTo := min(limit, sum)
				cut := upTo - kept - l.w.minor
				kept = upTo
				if cut == 0 {
					continue
				}
				o.seen[SeenOver] = true
				into(line{
					tenure: t.index, component: c.Name, window: w.name, from: w.span.From, until: w.span.Before,
					event: l.key.event, under: l.key.component, underFrom: l.key.from,
				}, worth{event: l.w.event, on: l.on, minor: cut, exact: o.major(cut)})
			}
		}
	}
}

// cappedIn are the lines of a cap's components in a window, as they are posted, in the order in which they fill it.
func (o *oracle) cappedIn(t *tenure, c CapOver, w window, now calendar.Date) []capped {
	var out []capped
	for i, name := range c.On {
		groups, _ := o.groups(t, o.w.component(name), o.at(now))
		for _, g := range groups {
			if !contains(w, g.w) {
				continue
			}
			for _, l := range joined(g.lines) {
				key := line{t.index, name, g.w.name, g.w.span.From, g.until, l.event.ref(), "", 0}
				out = append(out, capped{i, key, l.on, l.event.ID, l})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b capped) int {
		return cmp.Or(cmp.Compare(a.on, b.on), cmp.Compare(a.name, b.name), compareIDs(a.id, b.id))
	})
	return out
}
