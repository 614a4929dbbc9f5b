package engine

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/engine/columns"
)

// Moved is what another deal would make of what a component pays a payee in a pay period, in minor units.
type Moved struct {
	Payee             rainmaker.PayeeID
	Component, Period int // in the letter, and among all periods
	Was, Now          int64
}

// WhatIf says what would be paid if a deal, by its place in the batch, had other fields: only what it can change is worked out
// anew. Nothing is kept. The error is Outside where a Calculation has to be asked, because somebody it concerns is worked out
// beside the columns or a value has no room in them.
func (b *Bulk) WhatIf(row int, fields rainmaker.FieldList) ([]Moved, error) {
	changes := make(map[int]rainmaker.Value, len(fields))
	for _, f := range fields {
		at := slices.IndexFunc(b.batch.Columns, func(c rainmaker.Column) bool { return c.Name == f.Name })
		if at < 0 {
			return nil, Outside{fmt.Errorf("no deal has a %s", f.Name)}
		}
		changes[at] = f.Value
	}
	t, err := b.book.Try(int32(row), changes) //nolint:gosec // a place in the batch
	if err != nil {
		return nil, Outside{err}
	}
	defer t.Done()
	var out []Moved
	for i, part := range b.parts {
		for _, who := range t.Concerned(part.k.Credit) {
			if out, err = b.moved(out, t, i, int(who)); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// moved appends what a deal that is tried changes of a component for a payee: in the window in which it counts and in the one in
// which it would.
func (b *Bulk) moved(out []Moved, t *columns.Try, component, who int) ([]Moved, error) {
	part, id := b.parts[component], b.c.facts.staff[who].id
	if b.slow[id] {
		return nil, Outside{fmt.Errorf("%s is worked out beside the columns", id)}
	}
	if len(b.c.facts.tenures[id]) == 0 {
		return out, nil
	}
	tenure := b.c.facts.tenures[id][0]
	was, would := t.Days()
	for _, w := range part.windows {
		if !w.span.Contains(was) && !w.span.Contains(would) || !w.span.Overlaps(tenure.span) {
			continue
		}
		on, ok := b.finder(part).find(tenure, w.span)
		var now []int64
		if ok {
			now, ok = t.Totals(part.on, who, w.first, w.last, on.steps)
		}
		if !ok {
			return nil, Outside{fmt.Errorf("the numbers of %s are too long", id)}
		}
		for p, minor := range now {
			if before := part.on.Lines().Total[who*len(b.periods)+w.first+p]; before != minor {
				out = append(out, Moved{rainmaker.PayeeID(id), component, w.first + p, before, minor})
			}
		}
	}
	return out, nil
}

// Find is the place of a deal in the batch; false for none of that id.
func (b *Bulk) Find(id string) (int, bool) {
	for i := range b.batch.Len {
		if b.batch.ID(i) == id {
			return i, true
		}
	}
	return 0, false
}
