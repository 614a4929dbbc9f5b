package calendar

import (
	"fmt"
	"iter"
	"slices"
)

// Timeline is a value that changes on dates: a quota, a manager, a rate. Only the days on which it changes are stored, each
// once, so that two values on one day and an accidental gap cannot be written; a gap is made on purpose, with End. The zero
// value has no value on any day. Reading is safe from several goroutines while nobody writes.
type Timeline[T any] struct {
	changes []change[T] // by rising date
}

type change[T any] struct {
	on    Date
	value T
	ends  bool // from on there is no value
}

// Piece is a value and the dates on which it holds.
type Piece[T any] struct {
	Span  Span
	Value T
}

// Set makes v the value from that date until the next change. What was set on the same date before is replaced. It panics
// when from is not Valid, which no date out of this package is but EndOfTime.
func (t *Timeline[T]) Set(from Date, v T) { t.put(change[T]{on: from, value: v}) }

// End makes the timeline have no value from that date until the next Set date. What was set on the same date before is
// replaced.
func (t *Timeline[T]) End(from Date) { t.put(change[T]{on: from, ends: true}) }

func (t *Timeline[T]) put(c change[T]) {
	if !c.on.Valid() {
		panic(fmt.Sprintf("calendar: a value dated %s; dates run from %s to %s", c.on, StartOfTime, EndOfTime-1))
	}
	i, found := t.search(c.on)
	if found {
		t.changes[i] = c
		return
	}
	t.changes = slices.Insert(t.changes, i, c)
}

// search is the index of the change on d, or where it would be.
func (t *Timeline[T]) search(d Date) (int, bool) {
	return slices.BinarySearchFunc(t.changes, d, func(c change[T], d Date) int { return int(c.on) - int(d) })
}

// At is the value on d and the date since which it holds; false when there is none.
func (t *Timeline[T]) At(d Date) (v T, since Date, ok bool) {
	i, found := t.search(d)
	if !found {
		i--
	}
	if i < 0 || t.changes[i].ends {
		return v, 0, false
	}
	return t.changes[i].value, t.changes[i].on, true
}

// In is the pieces that overlap s, in order and cut to it. Days without a value are in no piece.
func (t *Timeline[T]) In(s Span) []Piece[T] {
	var ps []Piece[T]
	for held, v := range t.Over(s) {
		ps = append(ps, Piece[T]{held, v})
	}
	return ps
}

// Over goes through the pieces that overlap s as In has them, without gathering them.
func (t *Timeline[T]) Over(s Span) iter.Seq2[Span, T] {
	return func(yield func(Span, T) bool) {
		i, found := t.search(s.From)
		if !found && i > 0 {
			i--
		}
		for ; i < len(t.changes) && t.changes[i].on < s.Before; i++ {
			c := &t.changes[i]
			held := Since(c.on)
			if i+1 < len(t.changes) {
				held.Before = t.changes[i+1].on
			}
			if held = held.Intersect(s); !c.ends && !held.IsEmpty() && !yield(held, c.value) {
				return
			}
		}
	}
}

// Len is how many changes there are.
func (t *Timeline[T]) Len() int { return len(t.changes) }

// Reserve makes room for n more changes.
func (t *Timeline[T]) Reserve(n int) { t.changes = slices.Grow(t.changes, n) }
