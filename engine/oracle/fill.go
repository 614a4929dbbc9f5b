package oracle

import (
	"math/big"
	"slices"

	"rainmaker/calendar"
)

// filled are the lines of one window of a component, and the component as it is in that window.
type filled struct {
	c     *Component
	by    *oracle // the letter that rules the window
	w     window
	until calendar.Date
	lines []worth
}

// fill applies floors and caps of windows: shorter windows first, each in the order of the component's windows.
// keeps is told of what each window carries into the next.
func (o *oracle) fill(t *tenure, c *Component, groups []filled, m moment, keeps func(window, []worth)) ([]filled, error) {
	own := o.named(c.Window)
	if o.perEvent(c) {
		own = o.named("")
	}
	groups, err := o.fillOwn(t, c, groups, own, m, keeps)
	if err != nil {
		return nil, err
	}
	for _, longer := range []string{"month", "quarter", "half", "year", "plan"} {
		if longer == own {
			continue
		}
		if groups, err = o.fillLonger(t, c, groups, longer, m, keeps); err != nil {
			return nil, err
		}
	}
	return together(groups), nil
}

// limit finds the cap or the floor of a component for a window.
func (o *oracle) limit(c *Component, floor bool, name string) *Limit {
	for i := range c.Limits {
		if c.Limits[i].Floor == floor && o.named(c.Limits[i].Window) == name {
			return &c.Limits[i]
		}
	}
	return nil
}

// fillOwn fills each window by itself; what a carried cap cuts opens the next one. Several lines without an event that are
// carried are one line there, where the first of them stands.
func (o *oracle) fillOwn(t *tenure, c *Component, groups []filled, name string, m moment, keeps func(window, []worth)) ([]filled, error) {
	var carry []worth
	for i := range groups {
		g := &groups[i]
		s := g.by.component(t, g.w, m)
		g.lines = append(joined(carry), g.lines...)
		carry = nil
		if floor := o.limit(g.c, true, name); floor != nil && m.over(g.w) {
			line, err := s.lifted(c, floor, g.lines)
			if err != nil {
				return nil, err
			}
			g.lines = append(g.lines, line...)
		}
		limit := o.limit(g.c, false, name)
		if limit == nil {
			continue
		}
		at, err := s.eval(limit.Amount)
		if err != nil {
			return nil, err
		}
		if limit.Carried && o.lastPeriod(t, m) && g.w.span.Before >= t.active.Before {
			continue // what is left is all paid with the last period
		}
		var cut []worth
		g.lines, cut = o.cut(g.lines, at, new(big.Rat), new(big.Rat))
		if limit.Carried && sum(cut).Sign() > 0 {
			o.seen[SeenCarried] = true
			carry = cut
			keeps(g.w, carry)
		}
	}
	return groups, nil
}

// fillLonger fills a longer window with the lines of a component's own windows in it. What is carried into it, and what its
// floor adds, are lines of its own.
func (o *oracle) fillLonger(t *tenure, c *Component, groups []filled, name string, m moment,
	keeps func(window, []worth),
) ([]filled, error) {
	var carry []worth
	out := slices.Clone(groups)
	for _, w := range o.longerWindows(t, groups, name) {
		rules := o.ruling(t, c.Name, w)
		if rules == nil {
			continue
		}
		last, err := rules.onLastDay(t, rules.w.component(c.Name), w)
		if err != nil {
			return nil, err
		}
		floor, limit := o.limit(last, true, name), o.limit(last, false, name)
		opened, ends := filled{last, rules, w, w.span.Before, joined(carry)}, filled{last, rules, w, w.span.Before, nil}
		carry = nil
		s := rules.component(t, w, m)
		paid, whole := new(big.Rat), new(big.Rat)
		var cut []worth
		var at *big.Rat
		if limit != nil {
			if at, err = s.eval(limit.Amount); err != nil {
				return nil, err
			}
			var more []worth
			opened.lines, more = o.cut(opened.lines, at, whole, paid)
			cut = append(cut, more...)
		}
		all := slices.Clone(opened.lines)
		first, after := -1, 0 // of its own windows
		for i := range out {
			g := &out[i]
			if g.w.name == name || !contains(w, g.w) {
				continue
			}
			if after = i + 1; first < 0 {
				first = i
			}
			if limit != nil {
				var more []worth
				g.lines, more = o.cut(g.lines, at, whole, paid)
				cut = append(cut, more...)
			}
			all = append(all, g.lines...)
		}
		if floor != nil && m.over(w) {
			line, err := s.lifted(c, floor, all)
			if err != nil {
				return nil, err
			}
			ends.lines = append(ends.lines, line...)
		}
		if limit != nil && limit.Carried && sum(cut).Sign() > 0 {
			o.seen[SeenCarried] = true
			if carry = cut; o.lastPeriod(t, m) && w.span.Before >= t.active.Before {
				ends.lines, carry = append(ends.lines, carry...), nil
			}
			keeps(w, carry)
		}
		if len(ends.lines) > 0 {
			out = slices.Insert(out, after, ends)
		}
		if len(opened.lines) > 0 {
			out = slices.Insert(out, first, opened)
		}
	}
	return out, nil
}

// together joins what opens and what ends a longer window: its lines are rounded as those of one window.
func together(groups []filled) (out []filled) {
	for _, g := range groups {
		i := slices.IndexFunc(out, func(x filled) bool { return x.w.name == g.w.name && x.w.span == g.w.span && x.w.event == g.w.event })
		if i < 0 {
			out = append(out, g)
			continue
		}
		out[i].lines = append(out[i].lines, g.lines...)
	}
	return out
}

func contains(longer, w window) bool {
	return longer.span.From <= w.span.From && w.span.From < longer.span.Before
}

// longerWindows are the windows of a name around the windows of a component that limit it.
func (o *oracle) longerWindows(t *tenure, groups []filled, name string) []window {
	var out []window
	for _, g := range groups {
		if o.limit(g.c, true, name) == nil && o.limit(g.c, false, name) == nil {
			continue
		}
		w := o.around(t, name, g.w)
		if !slices.ContainsFunc(out, func(x window) bool { return x.span == w.span }) {
			out = append(out, w)
		}
	}
	return out
}

// lastPeriod reports whether the assignment has ended by now, so that what a cap carries has no next window: it is paid if
// leavers keep what is earned, else lost.
func (o *oracle) lastPeriod(t *tenure, m moment) bool {
	return o.w.Plan.Leavers == "" && t.active.Before-1 <= min(m.now, m.asOf, o.w.Through)
}

// cut lets lines fill a cap: each is what the first lines up to it pay under the cap less what those before it do. whole and
// paid are what stands before the lines, uncut and cut; they are moved on.
func (o *oracle) cut(lines []worth, limit, whole, paid *big.Rat) (kept, cut []worth) {
	for _, l := range lines {
		whole.Add(whole, l.exact)
		upTo := least(limit, whole)
		keep := l
		keep.exact = new(big.Rat).Sub(upTo, paid)
		paid.Set(upTo)
		over := l
		if over.exact = new(big.Rat).Sub(l.exact, keep.exact); over.exact.Sign() != 0 {
			o.seen[SeenWindowCap] = true
			cut = append(cut, over)
		}
		kept = append(kept, keep)
	}
	return kept, cut
}

func sum(lines []worth) *big.Rat {
	total := new(big.Rat)
	for _, l := range lines {
		total.Add(total, l.exact)
	}
	return total
}

// lifted is the line that lifts what a window pays to its floor, if it pays less.
func (s scope) lifted(c *Component, floor *Limit, lines []worth) ([]worth, error) {
	at, err := s.eval(floor.Amount)
	if err != nil {
		return nil, err
	}
	more := new(big.Rat).Sub(at, sum(lines))
	if more.Sign() <= 0 {
		return nil, nil
	}
	s.o.seen[SeenWindowFloor] = true
	return []worth{{event: &Event{}, terms: c, by: s.o, on: s.window.span.Before - 1, exact: more}}, nil
}
