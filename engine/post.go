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
// why; the others stand.
func (c *Calculation) Statements(payee rainmaker.PayeeID) []rainmaker.Statement {
	var out []rainmaker.Statement
	for _, t := range c.tenures[string(payee)] {
		for _, s := range c.post(t) {
			i := slices.IndexFunc(out, func(o rainmaker.Statement) bool { return o.Period == s.Period })
			if i < 0 {
				out = append(out, s)
				continue
			}
			// Two assignments with a gap between them in one period: one statement, the lines of both.
			out[i].Lines = append(out[i].Lines, s.Lines...)
			if out[i].Blocked == "" {
				out[i].Blocked = s.Blocked
			}
			if out[i].Blocked != "" {
				out[i].Lines = nil
			}
		}
	}
	return out
}

// poster follows one tenure from pay period to pay period. For each component and each of its windows begun so far it
// posts the value on what is known now less all posted before; year to date, late facts and corrections are that rule.
type poster struct {
	c      *Calculation
	t      *tenure
	posted map[ledgerKey]*posted
	failed map[windowKey]bool
	// pending is what the period at hand posts; it counts only if the whole period could be worked out.
	pending map[ledgerKey]*posted
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

func (c *Calculation) post(t *tenure) []rainmaker.Statement {
	periods, err := c.payPeriods(t)
	if err != nil {
		return []rainmaker.Statement{c.statement(t, rainmaker.PayPeriod{Label: "-", Span: t.span}, nil, err)}
	}
	p := &poster{c: c, t: t, posted: map[ledgerKey]*posted{}, failed: map[windowKey]bool{}}
	out := make([]rainmaker.Statement, 0, len(periods))
	for _, period := range periods {
		lines, err := p.period(period)
		out = append(out, c.statement(t, period, lines, err))
	}
	return out
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

func (p *poster) period(period rainmaker.PayPeriod) ([]rainmaker.Line, error) {
	before := slices.DeleteFunc(p.c.entriesOf(p.t.who.id, period.Span.Last()),
		func(e *entry) bool { return e.countsOn >= period.Span.From })
	unchanged := slices.Equal(before, p.settled)
	p.settled = slices.DeleteFunc(p.c.entriesOf(p.t.who.id, period.Span.Last()),
		func(e *entry) bool { return e.countsOn >= period.Span.Before })
	reach := p.c.reach(p.t).Intersect(calendar.Span{From: calendar.StartOfTime, Before: period.Span.Before})
	var lines []rainmaker.Line
	var failure error
	p.pending = map[ledgerKey]*posted{}
	for i := range p.c.prog.Components {
		windows, err := p.c.componentWindows(p.t, i, reach)
		if err != nil {
			return nil, err
		}
		for _, w := range windows {
			key := windowKey{i, w.Label}
			closed := w.Span.Before <= period.Span.From
			if closed && (unchanged || p.failed[key]) {
				continue
			}
			g, err := p.c.windowScope(p.t, w.Span, period.Span).earn(&p.c.prog.Components[i], false)
			if err != nil {
				p.failed[key] = true
				if failure == nil {
					failure = err
				}
				continue
			}
			delete(p.failed, key)
			if failure == nil {
				if lines, err = p.difference(lines, key, g); err != nil {
					return nil, err
				}
			}
		}
	}
	if failure == nil {
		maps.Copy(p.posted, p.pending)
	}
	return lines, failure
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
			gone = append(gone, &worth{event: k.event, on: was.on,
				credit: ir.Value{Kind: was.credit.Kind, Currency: was.credit.Currency}, amount: money.New(0, was.amount.Currency())})
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
