package columns

import (
	"runtime"
	"sync"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// Credits are what one rule credits, by payee and pay period, in declared order: columns without pointers.
type Credits struct {
	// Off is where each payee's pay period begins, by payee × periods + period; one more at the end.
	Off   []int32
	Row   []int32 // of the deal
	Units []int64 // of Den to one unit of what is credited
	Role  []uint8 // nil where the rule has but one
	Den   int64
}

// Book is every credit of a program over a batch.
type Book struct {
	Batch   *rainmaker.EventBatch
	Staff   *Staff
	Grid    Grid
	Credits []Credits // by rule

	p     *ir.Program
	rules []rule
	names roles
	tries chan *Try
}

// Compile makes the credit rules of a program run over the columns of a batch, which is InOrder, for people and pay periods. The
// error says what of the program is outside.
func Compile(p *ir.Program, batch *rainmaker.EventBatch, staff *Staff, grid Grid) (*Book, error) {
	b := &Book{Batch: batch, Staff: staff, Grid: grid, p: p, names: roles{}}
	for i := range p.Credits {
		if p.Events[p.Credits[i].Event].Name != batch.Name {
			return nil, outside("%s credits events %s", p.Credits[i].Name, p.Events[p.Credits[i].Event].Name)
		}
		r, err := compileRule(p, i, batch, staff, b.names)
		if err != nil {
			return nil, err
		}
		if r.from >= 0 {
			from := &b.rules[r.from]
			r.den, r.days = from.den, from.days
			var ok bool
			if r.most, ok = mul(from.most, r.share); !ok {
				return nil, outside("%s: the numbers are too long", p.Credits[i].Name)
			}
		}
		if len(b.names) > 60 || len(r.targets) > 15 {
			return nil, outside("%s has too many roles", p.Credits[i].Name)
		}
		b.rules = append(b.rules, r)
	}
	for i := range b.rules {
		if &b.rules[i].days[0] != &b.rules[0].days[0] {
			return nil, outside("the rules count on several days")
		}
	}
	return b, nil
}

// shift is the share of the work that one goroutine does.
type shift struct {
	from, before int32     // the deals
	next         [][]int32 // by rule and payee's period: how many credits, then where the next one goes
}

// Run credits every deal: once to count, then to place, so that no credit is moved afterwards.
func (b *Book) Run() {
	shifts := make([]shift, runtime.GOMAXPROCS(0))
	cells := len(b.Staff.IDs) * len(b.Grid.Spans)
	for i := range shifts {
		s := &shifts[i]
		s.from, s.before = int32(b.Batch.Len*i/len(shifts)), int32(b.Batch.Len*(i+1)/len(shifts)) //nolint:gosec // deals
		for range b.rules {
			s.next = append(s.next, make([]int32, cells))
		}
	}
	each(len(shifts), func(i int) { b.count(&shifts[i]) })
	b.Credits = make([]Credits, len(b.rules))
	for r := range b.rules {
		b.Credits[r] = b.room(r, cells, shifts)
	}
	each(len(shifts), func(i int) { b.place(&shifts[i]) })
	b.newTries()
}

// room makes room for what was counted, and tells each shift where its credits go.
func (b *Book) room(r, cells int, shifts []shift) Credits {
	c := Credits{Off: make([]int32, cells+1), Den: b.rules[r].den}
	total := int32(0)
	for cell := range cells {
		c.Off[cell] = total
		for i := range shifts {
			n := shifts[i].next[r][cell]
			shifts[i].next[r][cell] = total
			total += n
		}
	}
	c.Off[cells] = total
	c.Row, c.Units = make([]int32, total), make([]int64, total)
	if len(b.rules[r].targets) > 1 {
		c.Role = make([]uint8, total)
	}
	return c
}

// each runs work side by side and waits for all of it.
func each(n int, work func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { work(i) })
	}
	all.Wait()
}

// credit lists whom a deal credits, by rule; nobody under a rule that can't credit it until it is corrected.
func (b *Book) credit(row int32, lists [][]given) {
	for r := range b.rules {
		if from := b.rules[r].from; from >= 0 {
			lists[r] = b.rules[r].rolled(lists[from], b.day(row), b.Staff, lists[r][:0])
		} else {
			lists[r] = b.rules[r].credit(row, lists[r][:0])
		}
	}
}

// deal credits one deal and hands each credit on, with the rule and the payee's period it belongs to.
func (b *Book) deal(row int32, lists [][]given, give func(rule, cell int, g given)) {
	b.credit(row, lists)
	on := b.day(row)
	period := b.Grid.period(on)
	if period < 0 {
		return
	}
	for r := range lists {
		for _, g := range lists[r] {
			if b.Staff.On[g.payee].Contains(on) {
				give(r, int(g.payee)*len(b.Grid.Spans)+period, g)
			}
		}
	}
}

func (b *Book) lists() [][]given {
	lists := make([][]given, len(b.rules))
	for i := range lists {
		lists[i] = make([]given, 0, 16)
	}
	return lists
}

func (b *Book) count(s *shift) {
	lists := b.lists()
	give := func(r, cell int, _ given) { s.next[r][cell]++ }
	for row := s.from; row < s.before; row++ {
		b.deal(row, lists, give)
	}
}

func (b *Book) place(s *shift) {
	lists, row := b.lists(), s.from
	give := func(r, cell int, g given) {
		c := &b.Credits[r]
		at := s.next[r][cell]
		s.next[r][cell] = at + 1
		c.Row[at], c.Units[at] = row, g.units
		if c.Role != nil {
			c.Role[at] = g.role
		}
	}
	for ; row < s.before; row++ {
		b.deal(row, lists, give)
	}
}

// day is when a deal counts.
func (b *Book) day(row int32) calendar.Date { return b.rules[0].days[row] }
