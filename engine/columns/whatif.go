package columns

import (
	"slices"

	"rainmaker"
	"rainmaker/calendar"
)

// spare is how many deals can be tried at once: rows behind the batch's own, which the closures see as any other.
const spare = 8

// Try is a deal as it would be instead of one that there is.
type Try struct {
	b    *Book
	row  int32 // the deal there is
	slot int32
	// was and would are whom each of them credits, by rule.
	was, would [][]given
	credits    Credits // of one payee in one window
	lines      Lines
}

// Try changes fields of a deal, by the index of their column. It waits while as many as there is room for are being tried; end
// with Done. The error is about a value that the columns have no room for: a word that no deal has yet, or a far larger number.
func (b *Book) Try(row int32, changes map[int]rainmaker.Value) (*Try, error) {
	t := <-b.tries
	t.row = row
	for i := range b.Batch.Columns {
		c := &b.Batch.Columns[i]
		c.Copy(int(t.slot), int(row))
		if v, changed := changes[i]; changed && !c.Put(int(t.slot), v, c.Highest*headroom) {
			t.Done()
			return nil, outside("%s %s is no value that the columns have room for", c.Name, v)
		}
	}
	b.judge(t.slot)
	b.credit(row, t.was)
	b.credit(t.slot, t.would)
	return t, nil
}

// Done gives the room back.
func (t *Try) Done() { t.b.tries <- t }

// newTries makes room for tries.
func (b *Book) newTries() {
	b.tries = make(chan *Try, spare)
	for i := range spare {
		b.tries <- &Try{b: b, slot: int32(b.Batch.Len + i), was: b.lists(), would: b.lists()} //nolint:gosec // rows
	}
}

// Days are when the deal counts, and when it would.
func (t *Try) Days() (was, would calendar.Date) { return t.b.day(t.row), t.b.day(t.slot) }

// Concerned lists the people whom either of them credits under a rule, by number.
func (t *Try) Concerned(rule int) []int32 {
	var out []int32
	for _, list := range [][]given{t.was[rule], t.would[rule]} {
		for _, g := range list {
			if !slices.Contains(out, g.payee) {
				out = append(out, g.payee)
			}
		}
	}
	return out
}

// Totals are what a component would pay a payee in each pay period of a window, first to last, in minor units. It is false where
// the numbers are too long.
func (t *Try) Totals(k *Component, payee, first, last int, steps *Steps) ([]int64, bool) {
	if !k.tiered {
		return t.flat(k, payee, first, last)
	}
	t.gather(k, payee, first, last)
	periods := last - first + 1
	t.lines.Total, t.lines.Count = resize(t.lines.Total, periods), resize(t.lines.Count, periods)
	n := len(t.credits.Row)
	t.lines.Minor = resize(t.lines.Minor, n)
	ok := t.b.fold(k, &t.credits, 0, periods, steps, &t.lines)
	return t.lines.Total, ok
}

func resize[T any](s []T, n int) []T {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}

// gather are the payee's credits in the window with the deal as it would be, in order.
func (t *Try) gather(k *Component, payee, first, last int) {
	base, out := &t.b.credits[k.Rule], &t.credits
	out.Off, out.Row, out.Units, out.Role = out.Off[:0], out.Row[:0], out.Units[:0], out.Role[:0]
	cell := payee * len(t.b.Grid.Spans)
	on := t.b.day(t.slot)
	period := -1
	if t.b.Staff.On[payee].Contains(on) {
		period = t.b.Grid.period(on)
	}
	for p := first; p <= last; p++ {
		out.Off = append(out.Off, int32(len(out.Row))) //nolint:gosec // credits
		placed := p != period
		for i := base.Off[cell+p]; i < base.Off[cell+p+1]; i++ {
			if !placed && t.b.precedes(t.slot, t.row, base.Row[i]) {
				t.put(k.Rule, payee)
				placed = true
			}
			if base.Row[i] == t.row {
				continue
			}
			out.Row, out.Units = append(out.Row, base.Row[i]), append(out.Units, base.Units[i])
			if base.Role != nil {
				out.Role = append(out.Role, base.Role[i])
			}
		}
		if !placed {
			t.put(k.Rule, payee)
		}
	}
	out.Off = append(out.Off, int32(len(out.Row))) //nolint:gosec // credits
	if base.Role == nil {
		out.Role = nil
	}
}

// put adds what the deal would credit a payee.
func (t *Try) put(rule, payee int) {
	for _, g := range t.would[rule] {
		if int(g.payee) == payee {
			t.credits.Row, t.credits.Units, t.credits.Role = append(t.credits.Row, t.slot), append(t.credits.Units, g.units), append(t.credits.Role, g.role)
		}
	}
}

// precedes reports whether a deal that is tried in place of another comes before a third: by day, then by the id it keeps, whose
// place among those of its day the rows show.
func (b *Book) precedes(slot, row, other int32) bool {
	on, than := b.day(slot), b.day(other)
	if on != than {
		return on < than
	}
	if b.day(row) == on {
		return row <= other
	}
	return rainmaker.CompareIDs(b.Batch.ID(int(row)), b.Batch.ID(int(other))) < 0
}

// flat works out a rate without tiers from what the pay periods have come to: nothing but the deal itself changes.
func (t *Try) flat(k *Component, payee, first, last int) ([]int64, bool) {
	lines := &k.lines
	f, ok := newRate(t.b, k)
	if !ok || !t.fits(k, f.by) {
		return nil, false
	}
	cell := payee * len(t.b.Grid.Spans)
	was, would := t.Days()
	out := append(t.lines.Total[:0], lines.Total[cell+first:cell+last+1]...)
	t.lines.Total = out
	for p := first; p <= last; p++ {
		exact := lines.Exact[cell+p]
		old, had := f.exactOf(t.was[k.Rule], payee, t.row, was, p)
		now, has := f.exactOf(t.would[k.Rule], payee, t.slot, would, p)
		if !k.perLine {
			f.exact += exact + now - old
			rounded := f.round(f.exact)
			out[p-first], f.rounded = rounded-f.rounded, rounded
			continue
		}
		if had {
			out[p-first] -= f.round(old)
		}
		if has {
			out[p-first] += f.round(now)
		}
	}
	return out, true
}

// fits reports whether what the deal would be paid is not too long beside what all others are.
func (t *Try) fits(k *Component, by int64) bool {
	var sum int64
	var ok bool
	for _, g := range t.would[k.Rule] {
		if sum, ok = add(sum, abs(g.units)); !ok {
			return false
		}
	}
	if sum, ok = mul(sum, k.rate.most); ok {
		_, ok = mul(sum, by)
	}
	return ok
}

// exactOf is what a deal earns a payee in a pay period.
func (f *folding) exactOf(list []given, payee int, row int32, on calendar.Date, period int) (exact int64, pays bool) {
	if f.b.Grid.period(on) != period || !f.b.Staff.On[payee].Contains(on) {
		return 0, false
	}
	for _, g := range list {
		if int(g.payee) == payee && f.k.roles&(1<<g.role) != 0 && (f.k.pays == nil || f.k.pays[row]) {
			exact, pays = exact+g.units*f.k.rate.of(row), true
		}
	}
	return exact, pays
}
