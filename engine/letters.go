package engine

import (
	"fmt"

	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// Flows over versions of a plan: on each day a quota is what the letter in force on it says, by name.

// told is days of one letter, or of several that say a flow alike, with the flow as they tell it.
type told struct {
	c     *Calculation // the first of the letters
	flow  *ir.Flow
	index int
	days  calendar.Span
}

// ofLetters is the amount of a flow in the window at hand, each stretch of days by the letters in force on them. Letters that
// have no such flow leave it to the one at hand. Find says where a letter has it; values are what one letter says over days.
func (s *scope) ofLetters(
	name string, t ir.Type, active []calendar.Span, find func(*Calculation) (*ir.Flow, int),
	values func(*scope, int, calendar.Span) ([]piece, error),
) (ir.Value, error) {
	letters, err := s.letters(name, find, active)
	if err != nil {
		return ir.Value{}, err
	}
	total := ir.Value{Kind: t.Kind, Currency: t.Currency, Percent: t.Percent}
	for _, l := range letters {
		in := s.under(l.c)
		if in != s {
			in.window, in.day = s.window, s.day
		}
		f := flowing{name: name, flow: l.flow, active: common(active, []calendar.Span{l.days})}
		f.pieces = func(span calendar.Span) ([]piece, error) { return s.byLetter(span, find, values) }
		v, err := in.flow(f, t)
		if err != nil {
			return total, err
		}
		total.Num = total.Num.Add(v.Num)
	}
	return total, nil
}

// byLetter cuts days at the starts of letters and asks each what it says of its own.
func (s *scope) byLetter(
	span calendar.Span, find func(*Calculation) (*ir.Flow, int), values func(*scope, int, calendar.Span) ([]piece, error),
) ([]piece, error) {
	var out []piece
	for i, v := range s.c.line.all {
		days := s.c.line.days[i].Intersect(span)
		if days.IsEmpty() {
			continue
		}
		in := s.under(v)
		flow, index := find(v)
		if flow == nil {
			in = s
			flow, index = find(s.c)
		}
		pieces, err := values(in, index, days)
		if err != nil {
			return nil, err
		}
		for _, p := range pieces {
			p.letter, p.flow = in.c, flow
			out = append(out, p)
		}
	}
	return out, nil
}

// letters divides the days of a window among the letters that tell a flow differently. It is an error where that divides a
// period of a flow that is not prorated: neither says what a part of it means.
func (s *scope) letters(name string, find func(*Calculation) (*ir.Flow, int), active []calendar.Span) ([]told, error) {
	own, index := find(s.c)
	if s.c.alone() {
		return []told{{s.c, own, index, calendar.Forever}}, nil
	}
	var out []told
	for i, v := range s.c.line.all {
		days := s.c.line.days[i]
		if len(common(active, []calendar.Span{days.Intersect(s.window)})) == 0 {
			continue
		}
		next := told{v, nil, -1, days}
		if next.flow, next.index = find(v); next.flow == nil {
			next = told{s.c, own, index, days}
		}
		n := len(out)
		if n > 0 && sameFlow(out[n-1], next) {
			out[n-1].days.Before = days.Before
			continue
		}
		if n > 0 {
			for _, x := range []told{out[n-1], next} {
				if err := s.whole(name, x, next.days.From); err != nil {
					return nil, err
				}
			}
		}
		out = append(out, next)
	}
	return out, nil
}

func sameFlow(a, b told) bool {
	x, y := *a.flow, *b.flow
	per, ok := b.c.windowIn(y.Per, a.c)
	if !ok || a.c.plainWindow(x.Per) != per || x.Part != y.Part || x.Spread != y.Spread || x.LessLeave != y.LessLeave ||
		len(x.Shares) != len(y.Shares) {
		return false
	}
	for i := range x.Shares {
		if !x.Shares[i].Equal(y.Shares[i]) {
			return false
		}
	}
	return true
}

// whole refuses a day that divides a period of a flow that is not prorated.
func (s *scope) whole(name string, x told, day calendar.Date) error {
	if x.flow.Part != ir.NotProrated {
		return nil
	}
	in := s.under(x.c)
	periods, err := x.c.windowsOf(in.tenure, x.flow.Per, calendar.Span{From: day, Before: day.AddDays(1)})
	if err != nil || len(periods) == 0 || periods[0].Span.From == day {
		return err
	}
	return fmt.Errorf("%s of %s is not prorated in %s, and %s, which tells it otherwise, begins on %s within %s: start the letter with "+
		"such a period, or write `prorated by days`", name, s.who.name, x.c.since(), s.c.on(day).since(), day, periods[0].Label)
}
