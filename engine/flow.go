package engine

import (
	"fmt"
	"slices"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// param is a personal number or a value of the plan where it stands.
func (s *scope) param(x *ir.ParamRef) (ir.Value, error) {
	if x.Row != nil {
		return s.rowParam(x)
	}
	p := &s.c.params[x.Index]
	if p.Flow != nil {
		return s.flowParam(x)
	}
	if p.Default != nil { // with `=` it is the plan's
		v, err := s.eval(p.Default)
		s.hear(Reading{Name: p.Name, Label: p.Label, Kind: ReadPlan, Value: v, Document: p.At.Doc, Line: p.At.Start.Line})
		return v, err
	}
	on := min(s.day, s.tenure.span.Last())
	for _, t := range s.givers(x.Across, on) {
		if t.numbers[x.Index] == nil {
			continue
		}
		if n, since, ok := t.numbers[x.Index].At(on); ok {
			s.hear(Reading{
				Name: p.Name, Label: p.Label, Kind: ReadNumber, Value: n.value, From: n.source, Assignment: n.from,
				Window: calendar.Since(since),
			})
			return n.value, nil
		}
	}
	if p.Type.OrNone {
		return ir.NoneOf(p.Type.Kind), nil
	}
	return ir.Value{}, s.missing(p.Name, calendar.Span{From: on, Before: on.AddDays(1)})
}

// givers are the assignments that may give a number on a day: the one at hand, and for other people or across plans those
// to every plan.
func (s *scope) givers(across bool, on calendar.Date) []*tenure {
	out := []*tenure{s.tenure}
	if across || s.other {
		out = append(out, s.c.heldBy(s.who, calendar.Span{From: on, Before: on.AddDays(1)})...)
	}
	return out
}

// flowParam is a parameter that is an amount for each of its periods, in the window at hand or the part of it up to the end
// of the pay period at hand.
func (s *scope) flowParam(x *ir.ParamRef) (ir.Value, error) {
	p := &s.c.params[x.Index]
	if v, ok := s.wholeFlow(x); ok {
		s.hearNumber(p, x.Index, v, s.window)
		return v, nil
	}
	in := *s
	if x.ToDate {
		period, err := s.windowOf(ir.Window{Kind: ir.OfPeriod}, s.anchor)
		if err != nil {
			return ir.Value{}, err
		}
		in.window.Before = min(in.window.Before, period.Before)
	}
	v, err := in.flowOf(x)
	if err == nil {
		s.hearNumber(p, x.Index, v, in.window)
	}
	return v, err
}

// wholeFlow is a personal number that is an amount for just the window at hand and the same all through it, in a plan of one letter:
// nothing to prorate, to spread or to add up. Most quotas are; the way of all others comes to the same.
func (s *scope) wholeFlow(x *ir.ParamRef) (v ir.Value, ok bool) {
	p := &s.c.params[x.Index]
	f, said := p.Flow, s.tenure.numbers[x.Index]
	if x.ToDate || x.Across || s.other || s.belongs != nil || p.Default != nil || said == nil || !s.c.alone() {
		return v, false
	}
	if f.Part != ir.NotProrated || f.Spread != ir.NoSpread || f.Ramp >= 0 || f.LessLeave {
		return v, false
	}
	per := f.Per
	if per.Kind == ir.OfPeriod {
		per = s.c.prog.Plan.Period
	}
	if per.Kind != ir.OfUnit || !s.tenure.span.Covers(s.window) || !s.c.days().Covers(s.window) {
		return v, false
	}
	if own, err := s.c.cal.SpanOf(per.Unit, s.window.From); err != nil || own != s.window {
		return v, false
	}
	for span, n := range said.Over(s.window) {
		v = ir.Value{Kind: p.Type.Kind, Currency: p.Type.Currency, Percent: p.Type.Percent, Num: n.value.Num}
		return v, span == s.window && !n.value.None
	}
	return v, false
}

func (s *scope) flowOf(x *ir.ParamRef) (ir.Value, error) {
	p := &s.c.params[x.Index]
	if !x.Across && !s.other {
		return s.ofLetters(p.Name, p.Type, []calendar.Span{s.tenure.span}, func(c *Calculation) (*ir.Flow, int) {
			if i := c.paramOf(p.Name); i >= 0 {
				return c.params[i].Flow, i
			}
			return nil, -1
		}, (*scope).numbers)
	}
	all, err := s.numbersAcross(x.Index)
	if err != nil {
		return ir.Value{}, err
	}
	f := flowing{name: p.Name, flow: p.Flow, pieces: func(span calendar.Span) ([]piece, error) { return cutTo(all, span), nil }}
	for _, piece := range all {
		f.active = append(f.active, piece.span)
	}
	if f.active = union(f.active); len(common(f.active, []calendar.Span{s.window})) == 0 {
		return ir.Value{}, s.missing(p.Name, s.window)
	}
	if !s.other { // on the days of the assignment at hand the plan asks for it, whatever other plans give on theirs
		asked := []calendar.Span{s.window.Intersect(s.tenure.span)}
		if p.Flow.LessLeave {
			asked = without(asked, s.c.leavesOf(s.who.id))
		}
		if lacking := without(asked, f.active); len(lacking) > 0 {
			return ir.Value{}, s.missing(p.Name, lacking[0])
		}
	}
	return s.flow(f, p.Type)
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

// noValue is the error of a personal number that nobody gave. It stops this payee and nobody else: whoever counts or adds
// up people leaves this one out.
type noValue struct {
	name, who, assignment string
	span                  calendar.Span
	letter                string // that does not have it on those days; empty where it has
}

func (e noValue) Error() string {
	if e.letter != "" {
		return fmt.Sprintf("%s missing for %s, %s: %s does not have it; give it to assignment %s for those days too, or let letters change "+
			"at the start of a window", e.name, e.who, e.span, e.letter, e.assignment)
	}
	if e.assignment == "" {
		return fmt.Sprintf("%s missing for %s, %s: no assignment gives it", e.name, e.who, e.span)
	}
	return fmt.Sprintf("%s missing for %s, %s: assignment %s does not give it; add the value there, nobody else is affected",
		e.name, e.who, e.span, e.assignment)
}

func (s *scope) missing(name string, span calendar.Span) error {
	e := noValue{name: name, who: s.who.name, span: span}

	if n := len(s.tenure.ids); n > 0 {
		e.assignment = s.tenure.ids[n-1]
		if v := s.c.on(span.From); v != s.c && s.c.paramOf(name) >= 0 && v.paramOf(name) < 0 {
			e.letter = v.since() // a letter before or after this one, which does not ask for it
		}
	}
	return e
}

// piece is a value, the days on which it holds, and the assignment that gives it.
type piece struct {
	span  calendar.Span
	value ir.Value
	of    *tenure
	// letter is the version whose flow it is; nil: the one at hand.
	letter *Calculation
	flow   *ir.Flow
}

// numbers is the pieces of a personal number, or of the plan's own value, over a span.
func (s *scope) numbers(index int, span calendar.Span) ([]piece, error) {
	p := &s.c.params[index]
	t := s.tenure.numbers[index]
	if p.Default != nil { // with `=` it is the plan's
		v, err := s.eval(p.Default)
		return []piece{{span: span, value: v, of: s.tenure}}, err
	}
	var out []piece
	if t != nil {
		for _, x := range t.In(span) {
			out = append(out, piece{span: x.Span, value: x.Value.value, of: s.tenure})
		}
	}
	return out, nil
}

// numbersAcross is a personal number in every plan of the person, each by its own days. Where two give it on one day, the
// plan at hand comes before the others, which go by name.
func (s *scope) numbersAcross(index int) ([]piece, error) {
	tenures := s.c.heldOf(s.who.id) // of somebody who holds none: a flow has no value outside the assignment
	var out []piece
	var taken []calendar.Span
	for _, t := range tenures {
		in := *s
		in.tenure = t
		pieces, err := in.numbers(index, t.span)
		if err != nil {
			return nil, err
		}
		for _, p := range pieces {
			for _, free := range without([]calendar.Span{p.span}, taken) {
				out = append(out, piece{span: free, value: p.value, of: t})
			}
		}
		for _, p := range pieces {
			taken = append(taken, p.span)
		}
		taken = union(taken)
	}
	slices.SortFunc(out, func(a, b piece) int { return int(a.span.From) - int(b.span.From) })
	return out, nil
}

// cutTo is the parts of pieces that lie in a span.
func cutTo(pieces []piece, span calendar.Span) []piece {
	var out []piece
	for _, p := range pieces {
		if p.span = p.span.Intersect(span); !p.span.IsEmpty() {
			out = append(out, p)
		}
	}
	return out
}

// flowing is a flow being worked out: the days on which it is active, disjoint and in order, and what holds on them.
type flowing struct {
	name   string
	flow   *ir.Flow
	active []calendar.Span
	pieces func(calendar.Span) ([]piece, error)
}

// flow is the amount of a flow in the window at hand: the sum over its own periods in it, or with a spread over the
// plan's periods that they are cut into. It has no value outside the assignment. See language §6.
func (s *scope) flow(f flowing, t ir.Type) (ir.Value, error) {
	total := ir.Value{Kind: t.Kind, Currency: t.Currency, Percent: t.Percent}
	if s.belongs != nil {
		f.active = common(f.active, s.belongs)
	}
	if f.flow.LessLeave {
		f.active = without(f.active, s.c.leavesOf(s.who.id))
	}
	active := common(f.active, []calendar.Span{s.window})
	if len(active) == 0 {
		return total, nil
	}
	reach := calendar.Span{From: active[0].From, Before: active[len(active)-1].Before}
	periods, err := s.c.windowsOf(s.tenure, f.flow.Per, reach)
	if err != nil {
		return total, err
	}
	for _, own := range periods {
		parts, err := s.parts(f.flow, own.Span)
		if err != nil {
			return total, err
		}
		for _, part := range parts {
			if !part.span.Overlaps(s.window) {
				continue
			}
			v, err := s.part(f, part)
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
		out[i] = share{span: p.Span}
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
// day for the whole of it. A ramp multiplies each value by the row of the part: the flow's own period or, with a spread, the
// plan's.
func (s *scope) part(f flowing, part share) (money.Ratio, error) {
	active := common(f.active, []calendar.Span{part.span})
	var values []piece
	for _, span := range active {
		if !s.window.Covers(span) {
			return money.Ratio{}, fmt.Errorf("%s is an amount for %s; in %s only a part of it is asked for: add `spread evenly`, "+
				"`spread by days` or `spread (…)`, or use it per a longer window", f.name, part.span, s.window)
		}
		pieces, err := f.pieces(span)
		if err != nil {
			return money.Ratio{}, err
		}
		values = append(values, pieces...)
	}
	if len(active) == 0 {
		return money.Ratio{}, nil
	}
	days := 0
	for _, v := range values {
		days += v.span.Days()
	}
	if days != daysIn(active) {
		return money.Ratio{}, s.missing(f.name, calendar.Span{From: active[0].From, Before: active[len(active)-1].Before})
	}
	amount, err := s.blend(f, part, values)
	return amount.Mul(part.of), err
}

func (s *scope) blend(f flowing, part share, values []piece) (money.Ratio, error) {
	whole := s.c.length(f.flow.Part, part.span)
	if whole <= 0 {
		return money.Ratio{}, fmt.Errorf("%s is prorated by workdays, and %s has none", f.name, part.span)
	}
	sum := money.Ratio{}
	for i, v := range values {
		in, flow := s, f.flow
		if v.letter != nil {
			in, flow = s.under(v.letter), v.flow
		}
		ramp, err := in.ramp(flow, part.span, v.of)
		if err != nil {
			return sum, fmt.Errorf("%s: %w", f.name, err)
		}
		amount := v.value.Num.Mul(ramp)
		switch {
		case f.flow.Part != ir.NotProrated:
			sum = sum.Add(amount.Mul(money.NewRatio(int64(s.c.length(f.flow.Part, v.span)), int64(whole))))
		case i == 0:
			sum = amount
		case !v.value.Equal(values[0].value):
			return sum, fmt.Errorf("%s of %s is %s from %s and %s from %s, both in %s, and it is not prorated: "+
				"write `prorated by days`, or date the change to the start of a period", f.name, s.who.name,
				values[0].value, values[0].span.From, v.value, v.span.From, part.span)
		}
	}
	return sum, nil
}

// ramp is what a flow's ramp multiplies one of its parts by: the row of the month or quarter of assignment in it.
func (s *scope) ramp(f *ir.Flow, part calendar.Span, of *tenure) (money.Ratio, error) {
	if f.Ramp < 0 {
		return money.Whole(1), nil
	}
	in := *s
	in.tenure, in.window, in.day = of, part, part.Last()
	in.event, in.state, in.entry, in.row = nil, nil, nil, nil
	v, err := in.lookUp(&s.c.prog.Tables[f.Ramp])
	return v.Num, err
}

// activeDays are the days on which a flow that no assignment gives, such as a table by office, is active: those of the
// assignment; for other people those of all they hold. Who holds none in the window has no value.
func (s *scope) activeDays(name string) ([]calendar.Span, error) {
	if !s.other {
		return []calendar.Span{s.tenure.span}, nil
	}
	var out []calendar.Span
	for _, t := range s.c.heldOf(s.who.id) {
		out = append(out, t.span)
	}
	if out = union(out); len(common(out, []calendar.Span{s.window})) == 0 {
		return nil, s.missing(name, s.window)
	}
	return out, nil
}
