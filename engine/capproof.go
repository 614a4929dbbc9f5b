package engine

import (
	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// proveCut is what a cap over components had made of a line by the end of a pay period. What it cuts depends on all the lines
// before, so the payee's statements are worked out again and read.
func (p *Prover) proveCut(id int, key rainmaker.LineKey) (Proof, error) {
	proof, found := Proof{}, false
	if p.statements == nil {
		p.statements = p.c.Statements(rainmaker.PayeeID(p.t.who.id))
	}
	for _, s := range p.statements {
		if s.Span.From > p.period.Span.From {
			break
		}
		for _, l := range s.Lines {
			if !key.Fits(l.Key()) {
				continue
			}
			key = l.Key() // of several that fit, the first is meant, in all its periods
			worth, err := l.Before.Add(l.Amount)
			if err != nil {
				return proof, err
			}
			proof.Line, found = l, true
			proof.Line.Amount, proof.Line.Before = worth, money.New(0, worth.Currency())
		}
	}
	if !found {
		return proof, rainmaker.Errorf(rainmaker.NotFound, "", "%s has no line of %s under %s in %s", p.t.who.id, key.Event, key.Component, p.period.Label)
	}
	c, window, err := p.capWindow(id, proof.Line)
	if err != nil {
		return proof, err
	}
	over := c.capIn(id)
	proof.Component = ir.Component{Name: over.Name, Label: over.Label, Credit: -1, Window: over.Window, At: over.At}
	s := c.scopeAt(p.t.in(c), window, p.period.Span.Last())
	proof.Window, proof.Earned = s.window, ir.MoneyOf(proof.Line.Exact, p.c.prog.Plan.Currency)
	s.heard = func(r Reading) { proof.Readings = append(proof.Readings, r) }
	_, err = s.eval(over.Amount)
	return proof, err
}

// capWindow is the window of a cap over components in which it made a line, and the version whose cap it is.
func (p *Prover) capWindow(id int, l rainmaker.Line) (*Calculation, calendar.Span, error) {
	windows, err := (&poster{c: p.c, t: p.t}).capWindows(id, p.period.Span)
	if err != nil {
		return nil, calendar.Span{}, err
	}
	for _, w := range windows {
		if c := p.c.line.all[w.place]; w.key.window == l.Cut.Window && c.capIn(id) != nil {
			return c, w.span, nil
		}
	}
	// A window of an assignment that is no more, or what a letter without the cap pays of what was carried.
	c := p.c.capOn(id, l.CountsOn)
	s := c.scopeAt(p.t.in(c), p.period.Span, p.period.Span.Last())
	span, err := s.windowOf(c.capIn(id).Window, min(l.CountsOn, p.t.span.Last()))
	return c, span, err
}
