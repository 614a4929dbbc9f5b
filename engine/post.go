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
	tenures := c.tenures[string(payee)]
	posters := make([]*poster, len(tenures))
	var periods []rainmaker.PayPeriod
	for i, t := range tenures {
		posters[i] = &poster{c: c, t: t, posted: map[ledgerKey]*posted{}}
		var err error
		if posters[i].periods, err = c.payPeriods(t); err != nil {
			return []rainmaker.Statement{c.statement(t, rainmaker.PayPeriod{Label: t.span.From.String(), Span: t.span}, nil, err)}
		}
		for _, p := range posters[i].periods {
			if !slices.Contains(periods, p) {
				periods = append(periods, p)
			}
		}
	}
	slices.SortFunc(periods, func(a, b rainmaker.PayPeriod) int { return cmp.Compare(a.Span.From, b.Span.From) })
	var out []rainmaker.Statement
	for _, period := range periods {
		if s := c.post(posters, period); s != nil {
			out = append(out, *s)
		}
	}
	return out
}

// post is the statement of a period; nil when no assignment is in force in it and nothing is posted. Nothing counts as
// posted while the statement is blocked.
func (c *Calculation) post(posters []*poster, period rainmaker.PayPeriod) *rainmaker.Statement {
	var lines []rainmaker.Line
	var failure error
	var worked []*poster
	inForce := false
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
		case lives && failure == nil:
			failure = err // an assignment that has ended stops no statement: it posts nothing
		}
	}
	if !inForce && len(lines) == 0 {
		return nil
	}
	for _, p := range posters {
		if failure != nil && slices.Contains(p.periods, period) {
			p.hold(period.Span)
		}
	}
	if failure == nil {
		for _, p := range worked {
			p.commit(period.Span)
		}
	}
	s := c.statement(posters[0].t, period, lines, failure)
	return &s
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
	live    []window
	still   []map[windowKey]bool
	// settled are the credits counting before the period, as the period before saw them.
	settled []*entry
}

type windowKey struct {
	component int
	window    string
}

type ledgerKey struct {
	windowKey
	event *event
}

type posted struct {
	amount money.Money
	exact  money.Ratio
	on     calendar.Date
	credit ir.Value
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
	for _, k := range c.prog.Components {
		s.Components = append(s.Components, rainmaker.StatementComponent{Name: k.Name, Label: labelOf(k.Label, k.Name)})
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
	p.pending, p.live, p.still = map[ledgerKey]*posted{}, nil, nil
	windows, err := p.windows(period.Span)
	if err != nil {
		return nil, err
	}
	unchanged := slices.Equal(p.counted(period.Span, period.Span.From), p.settled)
	var held [][]window
	p.live, held = p.sort(windows, func(w window) bool { return !unchanged || w.span.Before > period.Span.From })
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
	return lines, nil
}

// commit makes what the period has worked out count.
func (p *poster) commit(period calendar.Span) {
	maps.Copy(p.posted, p.pending)
	p.held, p.settled = p.still, p.counted(period, period.Before)
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
		g, err := p.c.windowScope(p.t, w.span, period).earn(&p.c.prog.Components[w.key.component], false)
		if err != nil {
			return nil, err
		}
		if lines, err = p.difference(lines, w.key, g); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// counted are the payee's credits counting before a day, as the end of a period sees them.
func (p *poster) counted(period calendar.Span, before calendar.Date) []*entry {
	return slices.DeleteFunc(p.c.entriesOf(p.t.who.id, period.Last()), func(e *entry) bool { return e.countsOn >= before })
}

// window is a window of a component.
type window struct {
	key  windowKey
	span calendar.Span
}

// windows lists the windows of all components that have begun by the end of a period.
func (p *poster) windows(period calendar.Span) ([]window, error) {
	reach := p.t.span.Intersect(calendar.Span{From: calendar.StartOfTime, Before: period.Before})
	var out []window
	for i := range p.c.prog.Components {
		windows, err := p.c.componentWindows(p.t, i, reach)
		if err != nil {
			return nil, err
		}
		for _, w := range windows {
			out = append(out, window{windowKey{i, w.Label}, w.Span})
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
		now[w.event] = true
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
		if k.windowKey == key && !now[k.event] && (!was.amount.IsZero() || !was.exact.IsZero()) {
			gone = append(gone, &worth{
				event: k.event, on: was.on,
				credit: ir.Value{Kind: was.credit.Kind, Currency: was.credit.Currency}, amount: money.New(0, was.amount.Currency()),
			})
		}
	}
	slices.SortFunc(gone, func(a, b *worth) int {
		return cmp.Or(rainmaker.CompareIDs(a.event.ref.ID, b.event.ref.ID), cmp.Compare(a.event.ref.Name, b.event.ref.Name))
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
		Component: k.Name, Label: labelOf(k.Label, k.Name), Event: w.event.ref, CountsOn: w.on, Window: key.window,
		Credit: w.credit.Num, Currency: w.credit.Currency, Amount: w.amount, Before: money.New(0, w.amount.Currency()),
		Cause: rainmaker.CauseDeal, Exact: w.exact, Slices: w.slices,
	}
	was := p.posted[ledgerKey{key, w.event}]
	p.pending[ledgerKey{key, w.event}] = &posted{w.amount, w.exact, w.on, w.credit}
	if was == nil {
		return line, true, nil
	}
	line.Before = was.amount
	var err error
	if line.Amount, err = w.amount.Sub(was.amount); err != nil {
		return line, false, fmt.Errorf("%s, %s: %w", k.Name, w.event.ref, err)
	}
	line.Cause = rainmaker.CauseCorrection
	if was.exact.Equal(w.exact) {
		line.Cause = rainmaker.CauseRounding
	}
	return line, !line.Amount.IsZero(), nil
}
