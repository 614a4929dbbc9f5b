package engine

import (
	"fmt"

	"rainmaker"
	"rainmaker/engine/columns"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Statements are every pay period of a payee, oldest first, as [Calculation.Statements] has them.
func (b *Bulk) Statements(payee rainmaker.PayeeID) ([]rainmaker.Statement, error) {
	if b.slow[string(payee)] {
		return b.beside.Statements(payee), nil
	}
	tenures := b.c.facts.tenures[string(payee)]
	if len(tenures) == 0 {
		return nil, nil
	}
	r := bulkReader{Bulk: b, t: tenures[0], settles: newSettler(b.c), payee: b.number(string(payee))}
	var out []rainmaker.Statement
	for i, p := range b.periods {
		if !p.Span.Overlaps(r.t.span) {
			continue
		}
		s, err := r.statement(i, rainmaker.PayPeriod{Label: p.Label, Span: p.Span})
		if err != nil {
			return nil, fmt.Errorf("%s, %s: %w", payee, p.Span, err)
		}
		out = append(out, s)
	}
	return out, nil
}

// bulkReader reads the statements of one payee back, oldest first.
type bulkReader struct {
	*Bulk
	t       *tenure
	settles *settler
	payee   int
}

func (r *bulkReader) statement(period int, p rainmaker.PayPeriod) (rainmaker.Statement, error) {
	var lines []rainmaker.Line
	var err error
	for _, part := range r.parts {
		for _, w := range part.windows {
			if w.first <= period && period <= w.last {
				if lines, err = r.lines(lines, part, w, period); err != nil {
					return rainmaker.Statement{}, err
				}
			}
		}
	}
	s := r.c.statement(r.t, p, lines, nil)
	own := &poster{c: r.c, t: r.t, posted: map[ledgerKey]*posted{}}
	u, err := r.settles.settle([]*poster{own}, r.t, p.Span, s.Currency, lines)
	if err != nil {
		return s, err
	}
	u.commit()
	s.Settlement = u.out
	return s, nil
}

// lines makes lines of what the columns hold: the deal, the money, and where the tiers' measure stood. What they are made of
// follows from that as for any other line.
func (r *bulkReader) lines(out []rainmaker.Line, part *bulkPart, w bulkWindow, period int) ([]rainmaker.Line, error) {
	s := r.c.scopeAt(r.t, w.span, w.span.Last())
	way, ok := r.finder(part).find(r.t, w.span)
	if !ok {
		return nil, fmt.Errorf("%s can't be read back", part.k.Name) // it was worked out with the same numbers
	}
	kind, currency := r.c.creditType(part.k.Credit, 0)
	for _, l := range r.book.Lines(part.on, way.steps, r.payee, w.first, period) {
		line := rainmaker.Line{
			Component: part.k.Name, Label: labelOf(part.k.Label, part.k.Name),
			Event: rainmaker.EventRef{Name: r.batch.Name, ID: r.batch.ID(int(l.Row))}, CountsOn: l.On, Window: w.label, Currency: currency,
			Amount: money.New(l.Minor, r.c.prog.Plan.Currency), Before: money.New(0, r.c.prog.Plan.Currency), Cause: rainmaker.CauseDeal,
		}
		rate := part.on.Rate(l.Row)
		for _, c := range l.Credits {
			cuts, err := s.cutsOf(part.k, c, rate, ir.Value{Kind: kind, Currency: currency}, way)
			if err != nil {
				return nil, err
			}
			line.Credit = line.Credit.Add(c.Amount)
			for _, cut := range cuts {
				line.Slices, line.Exact = append(line.Slices, cut), line.Exact.Add(cut.Amount)
			}
		}
		out = append(out, line)
	}
	return out, nil
}

// cutsOf is what a credit earns at a rate, over the tiers.
func (s *scope) cutsOf(k *ir.Component, c columns.LineCredit, rate money.Ratio, base ir.Value, on straight) ([]rainmaker.Slice, error) {
	base.Num = c.Amount.Mul(rate)
	stand := func(at money.Ratio) ir.Value { return ir.NumberOf(on.slope.Mul(at)) }
	return s.overTiers(k, c.Amount, base, rate, way{stand(c.Before), stand(c.Before.Add(c.Amount)), ir.Value{}})
}
