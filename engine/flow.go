package engine

import (
	"fmt"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// param is a personal number or a value of the plan where it stands.
func (s *scope) param(x *ir.ParamRef) (ir.Value, error) {
	p := &s.c.prog.Params[x.Index]
	if p.Flow != nil {
		v, err := s.flow(p.Name, p.Type, p.Flow, func(span calendar.Span) ([]piece, error) { return s.numbers(x.Index, span) })
		if err == nil {
			s.hearNumber(p, x.Index, v, s.window)
		}
		return v, err
	}
	on := min(s.day, s.tenure.span.Last())
	if t := s.tenure.numbers[x.Index]; t != nil {
		if n, since, ok := t.At(on); ok {
			s.hear(Reading{
				Name: p.Name, Label: p.Label, Kind: ReadNumber, Value: n.value, From: n.source, Assignment: n.from,
				Window: calendar.Since(since),
			})
			return n.value, nil
		}
	}
	if p.Default != nil {
		v, err := s.eval(p.Default)
		s.hear(Reading{Name: p.Name, Label: p.Label, Kind: ReadPlan, Value: v, Document: p.At.Doc, Line: p.At.Start.Line})
		return v, err
	}
	if p.Type.OrNone {
		return ir.NoneOf(p.Type.Kind), nil
	}
	return ir.Value{}, s.missing(p.Name, calendar.Span{From: on, Before: on.AddDays(1)})
}

func (s *scope) hearNumber(p *ir.Param, index int, v ir.Value, window calendar.Span) {
	if s.heard == nil {
		return
	}
	r := Reading{Name: p.Name, Label: p.Label, Kind: ReadPlan, Value: v, Document: p.At.Doc, Line: p.At.Start.Line, Window: window}
	if t := s.tenure.numbers[index]; t != nil {
		if pieces := t.In(window.Intersect(s.tenure.span)); len(pieces) > 0 {
			last := pieces[len(pieces)-1].Value
			r.Kind, r.From, r.Assignment = ReadNumber, last.source, last.from
		}
	}
	s.heard(r)
}

// missing is the error of a personal number that nobody gave. It stops this payee and nobody else.
func (s *scope) missing(name string, span calendar.Span) error {
	return fmt.Errorf("%s missing for %s, %s: assignment %s does not give it; add the value there, nobody else is affected",
		name, s.who.name, span, s.tenure.ids[len(s.tenure.ids)-1])
}

// piece is a value and the days on which it holds.
type piece struct {
	span  calendar.Span
	value ir.Value
}

// numbers is the pieces of a personal number, or of the plan's own value, over a span.
func (s *scope) numbers(index int, span calendar.Span) ([]piece, error) {
	p := &s.c.prog.Params[index]
	t := s.tenure.numbers[index]
	if t == nil && p.Default != nil {
		v, err := s.eval(p.Default)
		return []piece{{span, v}}, err
	}
	var out []piece
	if t != nil {
		for _, x := range t.In(span) {
			out = append(out, piece{x.Span, x.Value.value})
		}
	}
	return out, nil
}

// flow is the amount of a flow in the window at hand: the sum over its own periods in it, or with a spread over the
// plan's periods that they are cut into. It has no value outside the assignment. See language §6.
func (s *scope) flow(name string, t ir.Type, f *ir.Flow, pieces func(calendar.Span) ([]piece, error)) (ir.Value, error) {
	total := ir.Value{Kind: t.Kind, Currency: t.Currency, Percent: t.Percent}
	active := s.window.Intersect(s.tenure.span)
	if active.IsEmpty() {
		return total, nil
	}
	periods, err := s.c.windowsOf(s.tenure, f.Per, active)
	if err != nil {
		return total, err
	}
	for _, own := range periods {
		parts, err := s.parts(f, own.Span)
		if err != nil {
			return total, err
		}
		for _, part := range parts {
			if !part.span.Overlaps(s.window) {
				continue
			}
			if !s.window.Covers(part.span.Intersect(s.tenure.span)) {
				return total, fmt.Errorf("%s is an amount for %s; in %s only a part of it is asked for: add `spread evenly`, "+
					"`spread by days` or `spread (…)`, or use it per a longer window", name, part.span, s.window)
			}
			v, err := s.part(name, f, part, pieces)
			if err != nil {
				return total, err
			}
			total.Num = total.Num.Add(v)
		}
	}
	return total, nil
}

// share is a part of a flow's own period and the share of the amount that falls to it.
type share struct {
	span calendar.Span
	of   money.Ratio
}

// parts cuts a flow's own period into the plan's periods, when it has a spread.
func (s *scope) parts(f *ir.Flow, own calendar.Span) ([]share, error) {
	if f.Spread == ir.NoSpread {
		return []share{{own, money.Whole(1)}}, nil
	}
	periods, err := s.c.windowsOf(s.tenure, s.c.prog.Plan.Period, own)
	if err != nil {
		return nil, err
	}
	if f.Spread == ir.ByShares && len(periods) != len(f.Shares) {
		return nil, fmt.Errorf("the spread has %d shares, but %s has %d periods of the plan", len(f.Shares), own, len(periods))
	}
	out := make([]share, len(periods))
	for i, p := range periods {
		if !own.Covers(p.Span) {
			return nil, fmt.Errorf("the plan's period %s (%s) reaches out of %s, over which the amount is spread", p.Label, p.Span, own)
		}
		out[i].span = p.Span
		switch f.Spread {
		case ir.SpreadByDays:
			out[i].of = money.NewRatio(int64(p.Span.Days()), int64(own.Days()))
		case ir.ByShares:
			out[i].of = f.Shares[i]
		default:
			out[i].of = money.NewRatio(1, int64(len(periods)))
		}
	}
	return out, nil
}

// part is what a flow gives in one part: prorated and blended by the part's own days, or the value of its first active
// day for the whole of it.
func (s *scope) part(name string, f *ir.Flow, part share, pieces func(calendar.Span) ([]piece, error)) (money.Ratio, error) {
	active := part.span.Intersect(s.tenure.span)
	if active.IsEmpty() {
		return money.Ratio{}, nil
	}
	values, err := pieces(active)
	if err != nil {
		return money.Ratio{}, err
	}
	sum, days := money.Ratio{}, 0
	for _, v := range values {
		n := v.span.Days()
		days += n
		sum = sum.Add(v.value.Num.Mul(money.NewRatio(int64(n), int64(part.span.Days()))))
	}
	if days != active.Days() {
		return money.Ratio{}, s.missing(name, active)
	}
	if f.Part == ir.NotProrated {
		for _, v := range values[1:] {
			if !v.value.Equal(values[0].value) {
				return money.Ratio{}, fmt.Errorf("%s of %s is %s from %s and %s from %s, both in %s, and it is not prorated: "+
					"write `prorated by days`, or date the change to the start of a period", name, s.who.name,
					values[0].value, values[0].span.From, v.value, v.span.From, part.span)
			}
		}
		return values[0].value.Num.Mul(part.of), nil
	}
	return sum.Mul(part.of), nil
}
