package engine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Statements works out every pay period of a payee, oldest first. A period that can't be worked out is blocked and says
// why; the others stand. Where two assignments with a gap between them share a period, one statement has the lines of both.
func (c *Calculation) Statements(payee rainmaker.PayeeID) []rainmaker.Statement {
	w, blocked := c.course(payee)
	if blocked != nil {
		return []rainmaker.Statement{*blocked}
	}
	var out []rainmaker.Statement
	for w.done < len(w.periods) {
		if s := w.next(); s != nil {
			out = append(out, *s)
		}
	}
	return out
}

// course follows a payee from pay period to pay period.
type course struct {
	c       *Calculation
	posters []*poster
	settles *settler
	periods []rainmaker.PayPeriod
	done    int // how many of them
}

// course begins with nothing posted. Where not even the periods are known there is one statement, blocked.
func (c *Calculation) course(payee rainmaker.PayeeID) (*course, *rainmaker.Statement) {
	c = c.newest()
	tenures := c.tenuresOf(string(payee))
	w := &course{c: c, posters: make([]*poster, len(tenures)), settles: newSettler(c)}
	for i, t := range tenures {
		w.posters[i] = &poster{c: c, t: t, posted: map[ledgerKey]*posted{}}
		var err error
		if w.posters[i].periods, err = c.periodsOf(string(payee), i); err != nil {
			s := c.statement(t, rainmaker.PayPeriod{Label: t.span.From.String(), Span: t.span}, nil, err)
			return nil, &s
		}
		for _, p := range w.posters[i].periods {
			if !slices.Contains(w.periods, p) {
				w.periods = append(w.periods, p)
			}
		}
	}
	slices.SortFunc(w.periods, func(a, b rainmaker.PayPeriod) int { return cmp.Compare(a.Span.From, b.Span.From) })
	return w, nil
}

// next is the statement of the period that follows; nil where it has none.
func (w *course) next() *rainmaker.Statement {
	w.done++
	return w.c.post(w.posters, w.settles, w.periods[w.done-1])
}

// post is the statement of a period; nil when no assignment is in force in it, nothing is posted and nothing is left to
// settle. Nothing counts as posted or settled while the statement is blocked.
func (c *Calculation) post(posters []*poster, settles *settler, period rainmaker.PayPeriod) *rainmaker.Statement {
	lines, worked, inForce, failure := c.gather(posters, period)
	s := c.statement(posters[0].t, period, lines, nil)
	var u *turn
	if failure == nil && len(worked) > 0 {
		s.Currency, failure = c.paysIn(ofPeriod(posters, period.Span), period.Span)
	}
	if failure == nil && len(worked) > 0 {
		u, failure = settles.settle(worked, liveIn(worked, period.Span), period.Span, s.Currency, lines)
	}
	if !inForce && len(lines) == 0 && failure == nil && (u == nil || !u.lives()) {
		return nil
	}
	if failure != nil {
		for _, p := range posters {
			if slices.Contains(p.periods, period) {
				p.hold(period.Span)
			}
		}
		s = c.statement(posters[0].t, period, nil, failure)
		return &s
	}
	for _, p := range worked {
		p.commit(period.Span)
		s.Notes = append(s.Notes, p.notes...)
	}
	s.Notes = append(s.Notes, u.notes...)
	slices.Sort(s.Notes)
	s.Notes = slices.Compact(s.Notes)
	u.commit()
	s.Settlement = u.out
	return &s
}

// ofPeriod is the assignment that a period is about: the one in force in it, else the last before it.
func ofPeriod(posters []*poster, period calendar.Span) *tenure {
	if t := liveIn(posters, period); t != nil {
		return t
	}
	return posters[len(posters)-1].t
}

// gather works out what each assignment posts in a period, and which of them could be; the failure is that of one in force.
func (c *Calculation) gather(posters []*poster, period rainmaker.PayPeriod) (lines []rainmaker.Line, worked []*poster, inForce bool, failure error) {
	for _, p := range posters {
		if !slices.Contains(p.periods, period) {
			continue
		}
		own, err := p.period(period)
		lives := period.Span.Overlaps(p.t.span)
		inForce = inForce || lives
		switch {
		case err == nil:
			lines = append(lines, own...)
			worked = append(worked, p)
		case !lives: // an assignment that has ended stops no statement: it posts nothing, and what it had posted is settled
			p.fail(period.Span)
			worked = append(worked, p)
		case failure == nil:
			failure = err
		}
	}
	return lines, worked, inForce, failure
}

// poster follows one tenure from pay period to pay period. For each component and each of its windows begun so far it
// posts the value on what is known now less all posted before; year to date, late facts and corrections are that rule.
type poster struct {
	c       *Calculation
	t       *tenure
	periods []rainmaker.PayPeriod
	posted  map[ledgerKey]*posted
	// held are the windows that ended within blocked periods, period by period. No later statement waits for them; when
	// all of a period's can be worked out again, the period then open posts them.
	held []map[windowKey]bool
	// pending is what the period at hand posts, live the windows it works out, and still what stays held; they count only
	// if the whole statement could be worked out.
	pending map[ledgerKey]*posted
	failed  bool // nothing of the period could be worked out
	live    []window
	still   []map[windowKey]bool
	// notes are what the period at hand has to say beside its lines.
	notes []string
	// carries are what the caps over components carry, by cap.
	carries map[int]money.Ratio
	// settled are the credits counting before the period, as the period before saw them.
	settled seen
}

type windowKey struct {
	component int // in the lineage
	window    string
}

type ledgerKey struct {
	windowKey
	event *event // its identity
	// cut says that the line is what a cap over components cuts of the line of this window and event, or carries of it.
	cut cutKey
}

type posted struct {
	amount money.Money
	exact  money.Ratio
	earned money.Ratio // exact before it was converted into the currency it is paid in
	on     calendar.Date
	credit ir.Value
	terms  *ir.Component // with the exceptions under which it was worked out
	place  int           // the version whose terms these are
}

func (c *Calculation) statement(t *tenure, period rainmaker.PayPeriod, lines []rainmaker.Line, err error) rainmaker.Statement {
	s := rainmaker.Statement{
		StatementKey: rainmaker.StatementKey{
			Payee: rainmaker.PayeeID(t.who.id), Plan: rainmaker.PlanName(c.prog.Plan.Name), Period: period.Label,
		},
		Span: period.Span, Currency: c.prog.Plan.Currency, Lines: lines,
	}
	if err != nil {
		s.Blocked, s.Lines = err.Error(), nil
	}
	add := func(r *register, id int) {
		k := rainmaker.StatementComponent{Name: r.names[id], Label: r.labels[id]}
		if !slices.Contains(s.Components, k) {
			s.Components = append(s.Components, k)
		}
	}
	versions := c.inForce(t, period.Span)
	for _, v := range slices.Backward(versions) {
		for _, id := range c.line.components.ids[v.place] {
			add(&c.line.components, id)
		}
	}
	for _, v := range slices.Backward(versions) {
		for _, id := range c.line.caps.ids[v.place] {
			add(&c.line.caps, id)
		}
	}
	return s
}

func labelOf(label, name string) string {
	if label != "" {
		return label
	}
	return name
}

// period works out what a pay period posts.
func (p *poster) period(period rainmaker.PayPeriod) ([]rainmaker.Line, error) {
	p.pending, p.live, p.still, p.notes, p.failed = map[ledgerKey]*posted{}, nil, nil, nil, false
	windows, err := p.windows(period.Span)
	if err != nil {
		return nil, err
	}
	unchanged := p.unchanged(period.Span)
	var held [][]window
	var failure error
	p.live, held = p.sort(windows, func(w window) bool {
		if !unchanged || w.span.Before > period.Span.From {
			return true
		}
		looks, err := p.looksAgain(w, period.Span)
		if err != nil && failure == nil {
			failure = err
		}
		return looks
	})
	if failure != nil {
		return nil, failure
	}
	lines, err := p.lines(p.live, period.Span)
	if err != nil {
		return nil, err
	}
	for i, group := range held {
		before := maps.Clone(p.pending)
		more, err := p.lines(group, period.Span)
		if err != nil {
			p.pending, p.still = before, append(p.still, p.held[i])
			continue
		}
		lines = append(lines, more...)
	}
	if err := p.lapsedWindows(period); err != nil {
		return nil, err
	}
	return p.cuts(append(slices.Clip(lines), p.givenLines(period)...), windows, period.Span)
}

// fail leaves what an ended assignment has posted as it was before the period, which could not be worked out.
func (p *poster) fail(period calendar.Span) {
	p.hold(period)
	p.pending, p.notes, p.failed = map[ledgerKey]*posted{}, nil, true
}

// commit makes what the period has worked out count.
func (p *poster) commit(period calendar.Span) {
	if p.failed {
		return
	}
	maps.Copy(p.posted, p.pending)
	p.held, p.settled = p.still, seen{period.Last(), period.Before, true}
}

// sort divides windows into those to work out, as want says, and those that blocked periods hold, in groups by period.
func (p *poster) sort(windows []window, want func(window) bool) (live []window, held [][]window) {
	held = make([][]window, len(p.held))
	for _, w := range windows {
		i := slices.IndexFunc(p.held, func(group map[windowKey]bool) bool { return group[w.key] })
		switch {
		case i >= 0:
			held[i] = append(held[i], w)
		case want(w):
			live = append(live, w)
		}
	}
	return live, held
}

// holds reports whether a blocked period holds a window.
func (p *poster) holds(key windowKey) bool {
	return slices.ContainsFunc(p.held, func(group map[windowKey]bool) bool { return group[key] })
}

// hold leaves the windows that end within a blocked period to it.
func (p *poster) hold(period calendar.Span) {
	group := map[windowKey]bool{}
	for _, w := range p.live {
		if w.span.Before > period.From && w.span.Before <= period.Before {
			group[w.key] = true
		}
	}
	if len(group) > 0 {
		p.held = append(p.held, group)
	}
}

// lines works windows out as of the end of a period and gives what they post in it.
func (p *poster) lines(windows []window, period calendar.Span) ([]rainmaker.Line, error) {
	var lines []rainmaker.Line
	for _, w := range windows {
		g, err := p.c.earnIn(p.t, w, period.Last(), func(text string) { p.notes = append(p.notes, text) })
		if err != nil {
			return nil, err
		}
		if lines, err = p.difference(lines, w.key, g); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// unchanged reports whether no credit that counts before a period, and that the plan reads for the payee, stands otherwise than
// when such credits were last settled.
func (p *poster) unchanged(period calendar.Span) bool {
	now := seen{period.Last(), period.From, true}
	return !slices.ContainsFunc(p.c.line.all, func(c *Calculation) bool {
		return !c.countsAlike(p.t.who.id, p.settled, now) ||
			c.readsOthers && !c.countsAlike("", p.settled, now) // then anybody's credits may move an ended window
	})
}

// window is a window of a component.
type window struct {
	key  windowKey
	span calendar.Span
	// place is the version that works it out, and component the component there.
	place, component int
	// outer is a longer window than the component's own, in which it is limited; nil for its own.
	outer *ir.Window
}

// earnIn works out a component in one of its windows at a moment, by the version whose window it is, and tells what there is
// to say beside its lines.
func (c *Calculation) earnIn(t *tenure, w window, moment calendar.Date, noted func(string)) (*earning, error) {
	c = c.line.all[w.place]
	s := c.scopeAt(t.in(c), w.span, moment)
	s.noted = noted
	return s.earnOf(w)
}

// earnOf works out a window where it stands.
func (s *scope) earnOf(w window) (*earning, error) {
	k := &s.c.prog.Components[w.component]
	if w.outer != nil {
		return s.earnOuter(k, *w.outer)
	}
	return s.earn(k, false)
}

// looksAgain reports whether a window that has ended is looked at again in a period: its own held gate is, or that of
// another window on which its limits depend, or a rate of exchange may be known by now that was not when it ended.
func (p *poster) looksAgain(w window, period calendar.Span) (bool, error) {
	c := p.c.line.all[w.place]
	k := &c.prog.Components[w.component]
	if s := c.scopeAt(p.t.in(c), w.span, period.Last()); s.ratesToCome(k, period.From) {
		return true, nil
	}
	if c.readsHeld(k) {
		return true, nil
	}
	if !mayHold(k) {
		return false, nil
	}
	if len(c.limitedPer(k)) > 0 || k.Window.Kind == ir.OfEvent {
		return true, nil
	}
	s := c.scopeAt(p.t.in(c), w.span, period.Last())
	with, err := s.ownDays().excepted(k)
	if err != nil {
		return false, fmt.Errorf("%s: %w", k.Name, err)
	}
	return s.looksFrom(with, period.From)
}

// windows lists the windows of all components that have begun by the end of a period.
func (p *poster) windows(period calendar.Span) ([]window, error) {
	reach := p.t.span.Intersect(calendar.Span{From: calendar.StartOfTime, Before: period.Before})
	var out []window
	for id := range p.c.line.components.names {
		windows, err := p.c.windowsOfAll(p.t, id, reach)
		if err != nil {
			return nil, err
		}
		out = append(out, windows...)
	}
	return slices.DeleteFunc(out, func(w window) bool { return p.stoodIn(w.key.component, w.span) }), nil
}

// outerWindows lists the longer windows in which a component is limited and that can have lines of their own, begun in a
// reach.
func (c *Calculation) outerWindows(t *tenure, component int, reach calendar.Span) ([]window, error) {
	if reach.IsEmpty() {
		return nil, nil
	}
	var out []window
	for _, per := range c.inAny(component, (*Calculation).outer) {
		windows, err := c.windowsOf(t, per, reach)
		if err != nil {
			return nil, err
		}
		for _, w := range windows {
			key := windowKey{c.line.components.ids[c.place][component], w.Label}
			out = append(out, window{key: key, span: w.Span, place: c.place, component: component, outer: &per})
		}
	}
	return out, nil
}

// componentWindows lists a component's windows begun in a reach. Events by themselves are gathered by pay period.
func (c *Calculation) componentWindows(t *tenure, component int, reach calendar.Span) ([]rainmaker.PayPeriod, error) {
	if reach.IsEmpty() {
		return nil, nil
	}
	w := c.prog.Components[component].Window
	if w.Kind == ir.OfEvent {
		w = c.prog.Plan.Period
	}
	return c.windowsOf(t, w, reach)
}

// difference appends the lines that bring what was posted to what the window is worth now.
func (p *poster) difference(lines []rainmaker.Line, key windowKey, g *earning) ([]rainmaker.Line, error) {
	now := map[*event]bool{}
	for _, w := range g.worths {
		now[w.event.identity()] = true
		line, changed, err := p.line(key, g.component, w)
		if err != nil {
			return nil, err
		}
		if changed {
			lines = append(lines, line)
		}
	}
	var gone []*worth
	for k, was := range p.posted {
		if k.windowKey == key && k.cut == (cutKey{}) && !now[k.event] && (!was.amount.IsZero() || !was.exact.IsZero()) {
			gone = append(gone, &worth{
				event: k.event, on: was.on, place: was.place,
				credit: ir.Value{Kind: was.credit.Kind, Currency: was.credit.Currency}, amount: money.New(0, was.amount.Currency()),
			})
		}
	}
	slices.SortFunc(gone, func(a, b *worth) int {
		return cmp.Or(rainmaker.CompareIDs(a.ref().ID, b.ref().ID), cmp.Compare(a.ref().Name, b.ref().Name))
	})
	for _, w := range gone {
		line, _, err := p.line(key, g.component, w)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func (p *poster) line(key windowKey, k *ir.Component, w *worth) (rainmaker.Line, bool, error) {
	line := rainmaker.Line{
		Component: k.Name, Label: labelOf(k.Label, k.Name), Event: w.ref(), CountsOn: w.on, Window: key.window,
		Credit: w.credit.Num, Currency: w.credit.Currency, Amount: w.amount, Before: money.New(0, w.amount.Currency()),
		Cause: rainmaker.CauseDeal, Exact: w.exact, Slices: w.slices,
	}
	own := ledgerKey{windowKey: key, event: w.event.identity()}
	was := p.posted[own]
	p.pending[own] = &posted{w.amount, w.exact, w.earned, w.on, w.credit, w.terms, w.place}
	if was == nil {
		return line, true, nil
	}
	line.Before = was.amount
	var err error
	if line.Amount, err = w.amount.Sub(was.amount); err != nil {
		return line, false, fmt.Errorf("%s, %s: %w", k.Name, w.ref(), err)
	}
	line.Cause = rainmaker.CauseCorrection
	if was.exact.Equal(w.exact) {
		line.Cause = rainmaker.CauseRounding
	}
	return line, !line.Amount.IsZero(), nil
}
