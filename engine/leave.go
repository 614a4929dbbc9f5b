package engine

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// workCalendar knows the days on which people do not work.
type workCalendar struct {
	holidays []calendar.Date            // the company's that fall on Monday to Friday, in order, each once
	leaves   map[string][]calendar.Span // by payee: disjoint, in order
}

func (c *Calculation) bindRest(leaves []rainmaker.Leave, holidays []calendar.Date) (errs []error) {
	c.facts.resting.leaves = map[string][]calendar.Span{}
	for _, l := range leaves {
		if c.person(string(l.Payee)) == nil {
			errs = append(errs, fmt.Errorf("%s: leave of %q, who is not a known payee", l.Source, l.Payee))
			continue
		}
		c.facts.resting.leaves[string(l.Payee)] = append(c.facts.resting.leaves[string(l.Payee)], l.Span)
	}
	for id, spans := range c.facts.resting.leaves {
		c.facts.resting.leaves[id] = union(spans)
	}
	for _, d := range holidays {
		if !weekend(d) {
			c.facts.resting.holidays = append(c.facts.resting.holidays, d)
		}
	}
	slices.Sort(c.facts.resting.holidays)
	c.facts.resting.holidays = slices.Compact(c.facts.resting.holidays)
	return errs
}

func weekend(d calendar.Date) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// workdays counts Monday to Friday in a span, less the company's holidays.
func (w *workCalendar) workdays(span calendar.Span) int {
	const week, working = 7, 5
	days := max(span.Days(), 0)
	n := days / week * working
	for i := range days % week {
		if !weekend(span.From.AddDays(i)) {
			n++
		}
	}
	from, _ := slices.BinarySearch(w.holidays, span.From)
	before, _ := slices.BinarySearch(w.holidays, span.Before)
	return n - max(before-from, 0)
}

// thirtieths counts the days of a span where every month has thirty: the 31st adds none, and the last day of February adds
// what is left of the thirty (30E/360, by the difference of two day numbers, so that parts of a span add up to it).
func thirtieths(span calendar.Span) int {
	const month, year = 30, 360
	number := func(d calendar.Date) int {
		y, m, day := d.Civil()
		return y*year + int(m)*month + min(day, month)
	}
	return number(span.Before) - number(span.From)
}

// length is what a span counts for under a rule for part periods.
func (c *Calculation) length(rule ir.PartRule, span calendar.Span) int {
	switch rule {
	case ir.ByWorkdays:
		return c.workdays(span)
	case ir.ByThirtieths:
		return thirtieths(span)
	default:
		return span.Days()
	}
}

// union merges spans into disjoint ones in order.
func union(spans []calendar.Span) []calendar.Span {
	sorted := slices.DeleteFunc(slices.Clone(spans), calendar.Span.IsEmpty)
	slices.SortFunc(sorted, func(a, b calendar.Span) int { return cmp.Compare(a.From, b.From) })
	out := sorted[:0:0]
	for _, s := range sorted {
		if n := len(out); n > 0 && s.From <= out[n-1].Before {
			out[n-1].Before = max(out[n-1].Before, s.Before)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// common is the days that are in both of two lists of disjoint spans in order.
func common(a, b []calendar.Span) []calendar.Span {
	var out []calendar.Span
	for _, x := range a {
		for _, y := range b {
			if both := x.Intersect(y); !both.IsEmpty() {
				out = append(out, both)
			}
		}
	}
	return out
}

// without is the days of spans that are not in others; both are disjoint and in order.
func without(spans, others []calendar.Span) []calendar.Span {
	var out []calendar.Span
	for _, s := range spans {
		for _, o := range others {
			if !o.Overlaps(s) {
				continue
			}
			if o.From > s.From {
				out = append(out, calendar.Span{From: s.From, Before: o.From})
			}
			s.From = o.Before
		}
		if !s.IsEmpty() {
			out = append(out, s)
		}
	}
	return out
}

func daysIn(spans []calendar.Span) int {
	n := 0
	for _, s := range spans {
		n += s.Days()
	}
	return n
}
