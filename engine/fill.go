package engine

import (
	"cmp"
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Caps and floors of windows. A limit stands in the component's own window or in a longer one made of whole ones of it. A
// longer one is filled in the order of its windows, so what a window is worth depends on those before it and never on
// those after it.

// filling works out the windows of a component up to one of them.
type filling struct {
	c      *Calculation
	base   int      // the component there; each window has its terms of the version in force on its last day
	target *earning // of a window of the component's own, or of the longer one whose own lines are asked for
	moment calendar.Date
	// levels are the windows it is limited in, by any version: its own first, then ever longer ones.
	levels []ir.Window
	worked map[fillKey]*filled
}

type fillKey struct {
	level int
	from  calendar.Date
}

// filled is a window with its limits applied: its lines in order, and what its cap carries to the next window.
type filled struct {
	lines []*worth
	carry []*worth
}

// own is the component's window where its lines are posted: events by themselves are gathered by pay period.
func (c *Calculation) own(k *ir.Component) ir.Window {
	if k.Window.Kind == ir.OfEvent {
		return c.prog.Plan.Period
	}
	return c.plainWindow(k.Window)
}

func (c *Calculation) plainWindow(w ir.Window) ir.Window {
	if w.Kind == ir.OfPeriod {
		return c.prog.Plan.Period
	}
	return w
}

// limitedPer lists the windows in which a component, or an exception to it, is limited; events are left out.
func (c *Calculation) limitedPer(k *ir.Component) []ir.Window {
	var out []ir.Window
	add := func(limits []ir.Limit) {
		for _, l := range limits {
			if w := c.plainWindow(l.Per); w.Kind != ir.OfEvent && !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	add(k.Limits)
	for i := range k.Exceptions {
		add(k.Exceptions[i].Terms.Limits)
	}
	return out
}

// indexOf is a component's place in the letter.
func (c *Calculation) indexOf(k *ir.Component) int {
	return slices.IndexFunc(c.prog.Components, func(o ir.Component) bool { return o.Name == k.Name })
}

// outer lists the windows, longer than the component's own, that can have lines of their own: what a floor adds, and what
// a carried cap opens the next one with.
func (c *Calculation) outer(k *ir.Component) []ir.Window {
	var out []ir.Window
	own := c.own(k)
	add := func(limits []ir.Limit) {
		for _, l := range limits {
			w := c.plainWindow(l.Per)
			if w.Kind != ir.OfEvent && w != own && (l.Floor || l.Carried) && !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	add(k.Limits)
	for i := range k.Exceptions {
		add(k.Exceptions[i].Terms.Limits)
	}
	return out
}

// limitWindow applies the floors and caps of windows to the earning's lines.
func (g *earning) limitWindow() error {
	k := g.base
	if len(g.s.c.limitedInAny(g.s.c.indexOf(k))) == 0 {
		return nil
	}
	f, err := g.filling(g.s.c.own(k))
	if err != nil {
		return err
	}
	f.worked[fillKey{-1, g.s.window.From}] = &filled{lines: g.worths}
	return f.take()
}

// earnOuter works out the lines that a longer window has of its own.
func (s *scope) earnOuter(k *ir.Component, per ir.Window) (*earning, error) {
	g := &earning{s: s, base: k, component: k}
	f, err := g.filling(per)
	if err == nil {
		err = f.take()
	}
	return g.paid(err)
}

func (g *earning) filling(per ir.Window) (*filling, error) {
	s := g.s
	f := &filling{c: s.c, base: s.c.indexOf(g.base), target: g, moment: s.moment, worked: map[fillKey]*filled{}}
	g.home = per
	on := max(s.window.From, s.tenure.span.From)
	windows := append([]ir.Window{s.c.own(g.base)}, s.c.limitedInAny(f.base)...)
	lengths := map[ir.Window]int{}
	for _, w := range windows {
		span, err := s.windowOf(w, on)
		if err != nil {
			return nil, err
		}
		lengths[w] = span.Days()
	}
	slices.SortStableFunc(windows, func(a, b ir.Window) int { return cmp.Compare(lengths[a], lengths[b]) })
	windows = slices.Compact(windows)
	if windows[0] != s.c.own(g.base) {
		return nil, fmt.Errorf("it is limited in a window shorter than its own (%d days); write the limit per its own window or per "+
			"a longer one", lengths[windows[0]])
	}
	f.levels = windows
	return f, nil
}

// take fills the longest window around the target and keeps the target's lines.
func (f *filling) take() error {
	g := f.target
	top := len(f.levels) - 1
	span, err := g.s.windowOf(f.levels[top], max(g.s.window.From, g.s.tenure.span.From))
	if err != nil {
		return err
	}
	all, err := f.fill(top, span)
	if err != nil {
		return err
	}
	g.worths = slices.DeleteFunc(slices.Clone(all.lines), func(w *worth) bool { return w.home != g.s.window.From || w.per != g.home })
	return nil
}

// fill works out a window of a level with its floor and cap, as far as it has come when the target's window is over.
func (f *filling) fill(at int, span calendar.Span) (*filled, error) {
	key := fillKey{at, span.From}
	if done := f.worked[key]; done != nil {
		return done, nil
	}
	lines, err := f.inside(at, span)
	if err != nil {
		return nil, err
	}
	s, base := f.home(span)
	s.anchor = min(s.anchor, f.target.s.anchor)
	k, err := f.termsOf(at, s, base)
	if err != nil {
		return nil, err
	}
	w := &windowLimits{f: f, s: s, base: base, at: at, lines: lines}
	level, _ := f.c.windowIn(f.levels[at], s.c)
	for i := range k.Limits {
		l := &k.Limits[i]
		switch {
		case s.c.plainWindow(l.Per) != level:
		case l.Floor:
			w.floor = l
		default:
			w.cap = l
		}
	}
	out, err := w.apply()
	f.worked[key] = out
	return out, err
}

// termsOf are the component's terms in a window. In a longer window than its own, and in the pay period in which events are
// gathered, exceptions may come and go; its limits are those of its last day.
func (f *filling) termsOf(at int, s *scope, base *ir.Component) (*ir.Component, error) {
	switch {
	case len(base.Exceptions) == 0:
		return base, nil
	case at == 0 && base.Window.Kind != ir.OfEvent:
		return s.ownDays().excepted(base)
	default:
		day := *s
		day.window = calendar.Span{From: s.day, Before: s.day + 1}
		return day.excepted(base)
	}
}

// inside are the lines of a window before its own limits.
func (f *filling) inside(at int, span calendar.Span) ([]*worth, error) {
	t := f.target.s.tenure
	if at == 0 {
		if seeded := f.worked[fillKey{-1, span.From}]; seeded != nil {
			return f.at(seeded.lines, 0, span), nil
		}
		if !f.has(span) {
			return nil, nil
		}
		s, base := f.home(span)
		s.anchor = min(s.anchor, f.target.s.anchor) // of the last one perhaps a part, where somebody reads it who has left
		g, err := s.gated(base, false)
		return f.at(g.worths, 0, span), err
	}
	within := span.Intersect(t.span).Intersect(calendar.Span{From: calendar.StartOfTime, Before: f.target.s.anchor + 1})
	if within.IsEmpty() {
		return nil, nil
	}
	windows, err := f.c.windowsOf(t, f.levels[at-1], within)
	if err != nil {
		return nil, err
	}
	var lines []*worth
	for _, w := range windows {
		if !span.Covers(w.Span.Intersect(t.span)) {
			return nil, fmt.Errorf("%s (%s) reaches out of %s, in which it is limited; a limit stands in a window made of whole ones",
				w.Label, w.Span, span)
		}
		one, err := f.fill(at-1, w.Span)
		if err != nil {
			return nil, err
		}
		lines = append(lines, one.lines...)
	}
	return lines, nil
}

// at notes of lines in which window they are posted.
func (f *filling) at(lines []*worth, level int, span calendar.Span) []*worth {
	for _, w := range lines {
		w.per, w.home = f.levels[level], span.From
	}
	return lines
}

// before is what the window before one carries into it.
func (f *filling) before(at int, span calendar.Span) ([]*worth, string, error) {
	t := f.target.s.tenure
	earlier := t.span.Intersect(calendar.Span{From: calendar.StartOfTime, Before: span.From})
	if earlier.IsEmpty() {
		return nil, "", nil
	}
	windows, err := f.c.windowsOf(t, f.levels[at], calendar.Span{From: earlier.Last(), Before: earlier.Before})
	if err != nil || len(windows) == 0 {
		return nil, "", err
	}
	last := windows[len(windows)-1]
	one, err := f.fill(at, last.Span)
	if err != nil {
		return nil, "", err
	}
	return one.carry, last.Label, nil
}

// windowLimits applies the floor and the cap of one window.
type windowLimits struct {
	f          *filling
	s          *scope        // the window's
	base       *ir.Component // as the version has it whose window it is
	at         int
	lines      []*worth
	floor, cap *ir.Limit
}

func (w *windowLimits) apply() (*filled, error) {
	out := &filled{}
	if opens, err := w.opens(); err != nil {
		return out, err
	} else if opens {
		if err := w.open(); err != nil {
			return out, err
		}
	}
	if w.floor != nil {
		if err := w.lift(); err != nil {
			return out, err
		}
	}
	if w.cap != nil {
		carry, err := w.cut()
		if err != nil {
			return out, err
		}
		out.carry = carry
	}
	out.lines = w.lines
	return out, nil
}

// open puts what the window before carries in front, under this window's cap.
func (w *windowLimits) open() error {
	carried, from, err := w.f.before(w.at, w.s.window)
	if err != nil {
		return err
	}
	own := w.lines
	w.lines = make([]*worth, 0, len(carried)+len(own))
	for _, c := range carried {
		c = &worth{event: c.event, terms: c.terms, place: c.place, credit: c.credit, on: c.on, exact: c.exact, slices: []rainmaker.Slice{{
			Tier: rainmaker.CarrySlice, Label: "carried from " + from, Factor: money.Whole(1), Amount: c.exact, Source: w.line(),
		}}}
		w.f.at([]*worth{c}, w.at, w.s.window)
		w.add(c) // several lines without an event, of several windows, are one line of this one
	}
	for _, line := range own {
		w.add(line)
	}
	return nil
}

// line is where the letter says what opens the window: its cap, or the component that has none any more.
func (w *windowLimits) line() int {
	if w.cap == nil {
		return w.base.At.Start.Line
	}
	return w.cap.At.Start.Line
}

// add appends a line, or adds it to the line of the same event in the same window.
func (w *windowLimits) add(line *worth) {
	i := slices.IndexFunc(w.lines, func(o *worth) bool {
		return o.event.identity() == line.event.identity() && o.home == line.home && o.per == line.per
	})
	if i < 0 {
		w.lines = append(w.lines, line)
		return
	}
	o := w.lines[i]
	o.exact, o.slices = o.exact.Add(line.exact), append(o.slices, line.slices...)
}

func (w *windowLimits) sum() money.Ratio { return sumWorths(w.lines) }

// lift adds what is missing to the floor, as a line of the window's own. It is known only when the window has ended.
func (w *windowLimits) lift() error {
	amount, err := w.s.eval(w.floor.Amount)
	if err != nil {
		return err
	}
	missing := amount.Num.Sub(w.sum())
	if !w.s.isOver(w.s.window) || missing.Sign() <= 0 {
		return nil
	}
	line := &worth{terms: w.base, place: w.s.c.place, on: w.s.window.Last(), exact: missing, slices: []rainmaker.Slice{{
		Tier:  rainmaker.FloorSlice,
		Label: fmt.Sprintf("at least %s", amount), Factor: money.Whole(1), Amount: missing, Source: w.floor.At.Start.Line,
	}}}
	w.f.at([]*worth{line}, w.at, w.s.window)
	w.add(line)
	return nil
}

// cut gives each line what it adds to the window's capped total: line i = min(cap, first i) − min(cap, first i−1). It returns
// what is carried.
func (w *windowLimits) cut() ([]*worth, error) {
	amount, err := w.s.eval(w.cap.Amount)
	if err != nil {
		return nil, err
	}
	if w.closes() && w.at == 0 {
		return nil, nil
	}
	var carry []*worth
	first, excess := money.Ratio{}, money.Ratio{}
	for _, line := range w.lines {
		upTo := first.Add(line.exact)
		to := money.Min(amount.Num, upTo).Sub(money.Min(amount.Num, first))
		first = upTo
		over := line.exact.Sub(to)
		if over.IsZero() {
			continue
		}
		line.adjust(rainmaker.CapSlice, fmt.Sprintf("at most %s", amount), to)
		line.slices[len(line.slices)-1].Source = w.cap.At.Start.Line
		excess = excess.Add(over)
		carry = append(carry, &worth{
			event: line.event, terms: line.terms, place: line.place, on: line.on, exact: over,
			credit: ir.Value{Kind: line.credit.Kind, Currency: line.credit.Currency},
		})
	}
	w.leaves(amount.Num.Sub(money.Min(amount.Num, first)))
	if !w.cap.Carried || excess.IsZero() {
		return nil, nil
	}
	if !w.closes() {
		return carry, nil
	}
	for _, c := range carry {
		c.slices = []rainmaker.Slice{{
			Tier: rainmaker.CarrySlice, Label: "carried; paid at the assignment's end",
			Factor: money.Whole(1), Amount: c.exact, Source: w.cap.At.Start.Line,
		}}
		w.f.at([]*worth{c}, w.at, w.s.window)
		w.add(c)
	}
	return nil, nil
}

// closes reports whether the assignment ends in the window and has ended: what a cap carries has no next window then, and
// is paid if leavers keep what is earned, else it is lost.
func (w *windowLimits) closes() bool {
	last := w.s.tenure.span.Last()
	return w.cap.Carried && w.s.c.prog.Plan.Keeps == ir.KeepEarned && w.s.window.Contains(last) && last <= w.s.known() &&
		w.f.target.s.anchor >= last
}

// leaves notes what the caps around the target's window still leave.
func (w *windowLimits) leaves(room money.Ratio) {
	g := w.f.target
	if w.s.window.Covers(g.s.window.Intersect(w.s.tenure.span)) && (g.room == nil || room.Cmp(*g.room) < 0) {
		g.room = &room
	}
}

// carry is what the carried cap of a component carries as of the window at hand.
func (s *scope) carry(x *ir.CarryRef) (ir.Value, error) {
	out := ir.MoneyOf(money.Ratio{}, s.c.prog.Plan.Currency)
	if x.Component < 0 {
		return s.capCarry(x)
	}
	k := &s.c.prog.Components[x.Component]
	on := min(s.anchor, s.tenure.span.Last())
	for _, per := range s.c.limitedPer(k) {
		if !slices.ContainsFunc(k.Limits, func(l ir.Limit) bool { return l.Carried && s.c.plainWindow(l.Per) == per }) {
			continue
		}
		span, err := s.windowOf(per, on)
		if err != nil {
			return out, err
		}
		at := s.c.scopeAt(s.tenure, span, s.moment)
		at.anchor = min(at.anchor, s.anchor)
		g := &earning{s: at, base: k, component: k}
		f, err := g.filling(per)
		if err != nil {
			return out, err
		}
		one, err := f.fill(slices.Index(f.levels, per), span)
		if err != nil {
			return out, fmt.Errorf("%s: %w", k.Name, err)
		}
		out.Num = out.Num.Add(sumWorths(one.carry))
	}
	return out, nil
}
