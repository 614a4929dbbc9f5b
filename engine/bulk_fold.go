package engine

import (
	"runtime"
	"sync"
	"sync/atomic"

	"rainmaker/calendar"
	"rainmaker/engine/columns"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// fold works out everybody, several payees at a time.
func (b *Bulk) fold() {
	var next atomic.Int64
	var all sync.WaitGroup
	var failed sync.Map
	const batch = 64
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			finders := b.finders()
			for {
				from := int(next.Add(batch)) - batch
				if from >= len(b.c.payees) {
					return
				}
				for _, payee := range b.c.payees[from:min(from+batch, len(b.c.payees))] {
					if !b.slow[string(payee)] && !b.foldPayee(string(payee), finders) {
						failed.Store(string(payee), true)
					}
				}
			}
		})
	}
	all.Wait()
	failed.Range(func(id, _ any) bool {
		b.slow[id.(string)] = true
		return true
	})
}

// foldPayee works out one payee; false where the numbers don't fit or something is missing, which a calculation says.
func (b *Bulk) foldPayee(id string, finders []*finder) bool {
	t, n := b.c.facts.tenures[id][0], b.number(id)
	for i, part := range b.parts {
		for _, w := range part.windows {
			if !w.span.Overlaps(t.span) {
				continue
			}
			way, ok := finders[i].find(t, w.span)
			if !ok || !b.book.Fold(part.on, n, w.first, w.last, way.steps) {
				return false
			}
		}
	}
	return true
}

// straight is where a component's tiers lie for a payee in a window: the measure is slope × what has been credited.
type straight struct {
	steps *columns.Steps // nil without tiers
	slope money.Ratio
}

// finder finds where the tiers of a component lie, for one payee after another. It is one goroutine's, and what it has found holds
// until it is asked again.
type finder struct {
	c     *Calculation
	tiers *ir.Tiers
	den   int64 // of the credits
	// in is the scope in which tiers are asked about: one in which the sum that moves them, at, is what we say it is.
	in scope
	at tally
	// fixed says that the factors are the letter's own and stand already.
	fixed           bool
	bounds, factors []money.Ratio
	steps           columns.Steps
}

// finders makes a finder for each component.
func (b *Bulk) finders() []*finder {
	var out []*finder
	for _, part := range b.parts {
		out = append(out, b.finder(part))
	}
	return out
}

func (b *Bulk) finder(part *bulkPart) *finder {
	f := &finder{c: b.c, tiers: part.k.Tiers, den: b.book.Den(part.k.Credit)}
	if f.tiers == nil {
		return f
	}
	f.at.x = part.by
	f.in.sums = &sums{of: map[*ir.Aggregate]*tally{part.by: &f.at}}
	f.fixed = true
	for i := range f.tiers.Tiers {
		v, ok := f.tiers.Tiers[i].Value.(*ir.Const)
		if f.fixed = f.fixed && ok && !v.Value.None; !f.fixed {
			break
		}
		f.factors = append(f.factors, v.Value.Num)
	}
	return f
}

// find puts the tiers on the line that the measure is: what it comes to when one unit has been credited is its slope. It is false
// where the measure does not rise, or the numbers are too long.
func (f *finder) find(t *tenure, window calendar.Span) (straight, bool) {
	if f.tiers == nil {
		return straight{}, true
	}
	f.over(t, window)
	one, err := f.in.eval(f.tiers.By)
	if err != nil || one.Num.Sign() <= 0 {
		return straight{}, false
	}
	f.bounds = f.bounds[:0]
	for i := range f.tiers.Tiers[1:] {
		f.bounds = append(f.bounds, f.tiers.Tiers[i+1].Bound.Num.Quo(one.Num))
	}
	if !f.fixed && !f.personal() {
		return straight{}, false
	}
	ok := f.steps.Set(f.bounds, f.factors, f.den)
	return straight{&f.steps, one.Num}, ok
}

// over puts the finder in a window of a payee.
func (f *finder) over(t *tenure, window calendar.Span) {
	last := lastDay(window, t)
	f.in = scope{c: f.c, who: t.who, tenure: t, moment: window.Last(), anchor: min(last, window.Last()), day: last, window: window, sums: f.in.sums}
	f.at.counting = counting{f.at.x, &f.in, window}
	f.at.sum = money.Whole(1)
}

// personal works out what the tiers pay the payee.
func (f *finder) personal() bool {
	sums := f.in.sums
	f.in.sums = nil // a factor stands still, whatever has been credited
	defer func() { f.in.sums = sums }()
	f.factors = f.factors[:0]
	for i := range f.tiers.Tiers {
		v, err := f.in.eval(f.tiers.Tiers[i].Value)
		if err != nil || v.None {
			return false
		}
		f.factors = append(f.factors, v.Num)
	}
	return true
}
