package demo

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"rainmaker/calendar"
)

// chance is a stream of random choices. Each purpose has its own, so that what happens to one person does not shift what
// happens to all others.
type chance struct{ *rand.Rand }

func (g *generator) chance(purpose ...any) chance {
	h := fnv.New64a()
	fmt.Fprintln(h, purpose...) //nolint:errcheck // a hash takes everything
	return chance{rand.New(rand.NewPCG(g.seed, h.Sum64()))}
}

// in is one of a hundred: true in percent of cases.
func (c chance) in(percent int) bool { return c.IntN(100) < percent }

// between is a whole number from a to b, both included.
func (c chance) between(a, b int) int { return a + c.IntN(b-a+1) }

// about spreads a percentage: mostly near the middle, at most spread away from it.
func (c chance) about(middle, spread int) int {
	return middle + (c.between(-spread, spread)+c.between(-spread, spread))/2
}

// weighted is a choice with its weight.
type weighted[T any] struct {
	value  T
	weight int
}

func pick[T any](c chance, from []weighted[T]) T {
	total := 0
	for _, w := range from {
		total += w.weight
	}
	n := c.IntN(total)
	for _, w := range from {
		if n -= w.weight; n < 0 {
			return w.value
		}
	}
	panic("demo: weights were summed wrongly") // n is below their sum
}

// workday is the working day on or before a date, or the one after it where that would leave the span.
func workday(d calendar.Date, within calendar.Span) calendar.Date {
	back := d
	for weekend(back) {
		back = back.AddDays(-1)
	}
	if within.Contains(back) {
		return back
	}
	for weekend(d) {
		d = d.AddDays(1)
	}
	return d
}

func weekend(d calendar.Date) bool { w := d.Weekday(); return w == 0 || w == 6 }

// closing is a day of a quarter on which a deal closes. Half of a quarter's deals close in its last month and many in the
// last days of a month, as they do wherever people are paid by the quarter.
func (c chance) closing(q calendar.Span) calendar.Date {
	month := pick(c, []weighted[int]{{0, 20}, {1, 28}, {2, 52}})
	from := q.From.AddMonths(month)
	m := calendar.Span{From: from, Before: from.AddMonths(1)}
	day := m.From.AddDays(c.IntN(m.Days()))
	if c.in(40) {
		day = m.Before.AddDays(-1 - c.IntN(8))
	}
	return workday(day, q)
}
