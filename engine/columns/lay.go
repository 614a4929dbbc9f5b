package columns

import (
	"math"
	"runtime"
	"sync"

	"rainmaker/calendar"
)

// pile is what deals are laid down on, by payee and pay period: the credits of a rule that tiers count, or what a component at a
// rate without tiers pays for each deal, exactly. Nothing else is kept of a deal, because what is read once is cheaper to work out
// again than to hold.
type pile struct {
	rule int
	k    *Component // nil for credits
	// merges says that several credits of one deal may be one line.
	merges bool
	roles  uint64 // whose credits it takes

	off, row []int32
	amount   []int64
	role     []uint8
}

// laid is a credit or a line before it has its place.
type laid struct {
	amount int64
	cell   int32 // payee × periods + period
	pile   uint8
	role   uint8
}

// shift is the share of the work that one goroutine does.
type shift struct {
	from, before int32     // the deals
	next         [][]int32 // by pile and cell: how many there are, then where the next one goes
}

// Run credits every deal: once to count, then to place, so that nothing is moved afterwards and there is no room to spare.
func (b *Book) Run() {
	piles := b.piles()
	shifts := make([]shift, runtime.GOMAXPROCS(0))
	cells := len(b.Staff.IDs) * len(b.Grid.Spans)
	for i := range shifts {
		s := &shifts[i]
		s.from, s.before = int32(b.Batch.Len*i/len(shifts)), int32(b.Batch.Len*(i+1)/len(shifts)) //nolint:gosec // deals
		for range piles {
			s.next = append(s.next, make([]int32, cells))
		}
	}
	each(len(shifts), func(i int) { b.count(&shifts[i], piles) })
	each(len(piles), func(i int) { b.room(&piles[i], i, cells, shifts) })
	each(len(shifts), func(i int) { b.place(&shifts[i], piles) })
	b.credits = make([]Credits, len(b.rules))
	for i := range piles {
		if p := &piles[i]; p.k == nil {
			b.credits[p.rule] = Credits{p.off, p.row, p.amount, p.role}
		} else {
			p.k.lines = Lines{Off: p.off, Row: p.row, Minor: p.amount}
		}
	}
	b.newLines(cells)
	b.newTries()
}

// piles are what the components need.
func (b *Book) piles() []pile {
	var out []pile
	for r := range b.rules {
		counted := false
		for _, k := range b.components {
			counted = counted || k.Rule == r && k.tiered
		}
		if counted {
			out = append(out, pile{rule: r, roles: ^uint64(0)})
		}
	}
	for _, k := range b.components {
		k.ask(len(b.rules[0].days))
		if !k.tiered {
			out = append(out, pile{rule: k.Rule, k: k, merges: len(b.rules[k.Rule].targets) > 1, roles: k.roles})
		}
	}
	return out
}

// room makes room for what was counted, and tells each shift where its own goes.
func (b *Book) room(p *pile, at, cells int, shifts []shift) {
	p.off = make([]int32, cells+1)
	total := int32(0)
	for cell := range cells {
		p.off[cell] = total
		for i := range shifts {
			n := shifts[i].next[at][cell]
			shifts[i].next[at][cell] = total
			total += n
		}
	}
	p.off[cells] = total
	p.row, p.amount = make([]int32, total), make([]int64, total)
	if p.k == nil && len(b.rules[p.rule].targets) > 1 {
		p.role = make([]uint8, total)
	}
}

// each runs work side by side and waits for all of it.
func each(n int, work func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { work(i) })
	}
	all.Wait()
}

func (b *Book) count(s *shift, piles []pile) {
	lists, out := b.lists(), make([]laid, 0, 64)
	for row := s.from; row < s.before; row++ {
		b.judge(row)
		out = b.lay(row, lists, piles, out[:0])
		for i := range out {
			s.next[out[i].pile][out[i].cell]++
		}
	}
}

func (b *Book) place(s *shift, piles []pile) {
	lists, out := b.lists(), make([]laid, 0, 64)
	for row := s.from; row < s.before; row++ {
		out = b.lay(row, lists, piles, out[:0])
		for i := range out {
			l := &out[i]
			p, next := &piles[l.pile], &s.next[l.pile][l.cell]
			at := *next
			*next = at + 1
			p.row[at], p.amount[at] = row, l.amount
			if p.role != nil {
				p.role[at] = l.role
			}
		}
	}
}

// lay credits one deal and says what of it goes where.
func (b *Book) lay(row int32, lists [][]given, piles []pile, out []laid) []laid {
	on := b.day(row)
	period := b.Grid.period(on)
	if period < 0 {
		return out
	}
	b.credit(row, lists)
	for i := range piles {
		p := &piles[i]
		if p.k != nil && p.k.pays != nil && !p.k.pays[row] {
			continue
		}
		own := len(out)
		out = b.on(p, uint8(i), lists[p.rule], on, int32(period), out) //nolint:gosec // few piles, and cells are counted in 32 bits
		if p.k != nil {
			p.k.price(row, out[own:])
		}
	}
	return out
}

// on says which credits of a deal go on a pile: those in the component's roles, of people who are on the plan that day.
func (b *Book) on(p *pile, at uint8, list []given, day calendar.Date, period int32, out []laid) []laid {
	roles, periods, own := p.roles, int32(len(b.Grid.Spans)), len(out) //nolint:gosec // cells are counted in 32 bits
	for i := range list {
		g := &list[i]
		if roles&(1<<g.role) == 0 || !b.Staff.On[g.payee].Contains(day) {
			continue
		}
		l := laid{g.units, g.payee*periods + period, at, g.role}
		if !p.merges || !merged(out[own:], l) {
			out = append(out, l)
		}
	}
	return out
}

// price turns credits of a deal into what they are paid.
func (k *Component) price(row int32, lines []laid) {
	rate := k.rate.of(row)
	for i := range lines {
		if l := &lines[i]; l.amount <= k.widest && l.amount >= -k.widest {
			l.amount *= rate
		} else {
			l.amount = tooLong
		}
	}
}

// tooLong stands for a number that does not fit, which no sum takes.
const tooLong = math.MaxInt64

// merged adds a credit to the line of the same deal and payee, if there is one.
func merged(lines []laid, l laid) bool {
	for i := range lines {
		if lines[i].cell == l.cell {
			lines[i].amount += l.amount
			return true
		}
	}
	return false
}

// judge answers the components' conditions about a deal, once for all its credits.
func (b *Book) judge(row int32) {
	for _, k := range b.components {
		if k.pays != nil {
			k.pays[row] = k.during.Contains(b.day(row)) && holdAll(k.where, row)
		}
		if k.by.counts != nil {
			k.by.counts[row] = holdAll(k.by.where, row)
		}
	}
}
