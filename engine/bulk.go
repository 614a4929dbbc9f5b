package engine

import (
	"fmt"
	"iter"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine/columns"
	"rainmaker/plan/ir"
)

// Bulk is a letter bound to a batch of events as columns, everybody worked out at once. Its statements are those of a
// [Calculation] of the same facts, line for line. It takes letters of the shapes that package columns knows; payees whose
// numbers don't fit it, or who are on the plan twice, are worked out by a Calculation.
type Bulk struct {
	c       *Calculation // of the same facts without the events
	in      Inputs
	batch   *rainmaker.EventBatch
	book    *columns.Book
	parts   []*bulkPart
	periods []calendar.Period
	// slow are those that the calculation beside works out.
	slow   map[string]bool
	beside *Calculation
}

// bulkPart is one component.
type bulkPart struct {
	k       *ir.Component
	on      *columns.Component
	by      *ir.Aggregate // what moves its tiers; nil without
	windows []bulkWindow
}

// bulkWindow is a window of a component and the pay periods it is made of.
type bulkWindow struct {
	label       string
	span        calendar.Span
	first, last int
}

// Outside is the error of a letter that is not worked out over columns; a [Calculation] works it out.
type Outside struct{ Why error }

func (o Outside) Error() string { return "not worked out over columns: " + o.Why.Error() }

// Unwrap gives the reason.
func (o Outside) Unwrap() error { return o.Why }

// NewBulk binds a letter to a batch and works everybody out. In holds the facts but for the events, which are the batch's. The
// error is Outside where the letter or the batch asks for more than columns.
func NewBulk(p *ir.Program, in Inputs, batch *rainmaker.EventBatch) (*Bulk, error) {
	if err := bulkProgram(p, in, batch); err != nil {
		return nil, Outside{err}
	}
	inOrder := make(chan *rainmaker.EventBatch, 1)
	go func() { inOrder <- columns.InOrder(batch, datedOf(p, batch.Name)) }()
	c, err := New(p, in)
	batch = <-inOrder
	if err != nil {
		return nil, err
	}
	b := &Bulk{c: c, in: in, batch: batch, slow: map[string]bool{}}
	if b.periods, err = b.payPeriods(); err != nil {
		return nil, err
	}
	if b.book, err = columns.Compile(p, batch, b.staff(), b.grid()); err != nil {
		return nil, Outside{err}
	}
	for i := range p.Components {
		part, err := b.part(&p.Components[i])
		if err != nil {
			return nil, Outside{err}
		}
		b.parts = append(b.parts, part)
	}
	b.book.Run()
	b.fold()
	return b, b.workOutSlow()
}

// staff numbers the people.
func (b *Bulk) staff() *columns.Staff {
	s := &columns.Staff{Numbers: make(map[string]int32, len(b.c.facts.staff))}
	for i, p := range b.c.facts.staff {
		s.Numbers[p.id] = int32(i) //nolint:gosec // people
		s.IDs = append(s.IDs, p.id)
	}
	for _, p := range b.c.facts.staff {
		on := calendar.Span{}
		switch tenures := b.c.facts.tenures[p.id]; len(tenures) {
		case 0:
		case 1:
			on = tenures[0].span
		default:
			b.slow[p.id] = true
		}
		s.On = append(s.On, on)
		s.Managers = append(s.Managers, managersOf(p, s.Numbers))
	}
	return s
}

// managersOf are a person's reporting lines, with the days on which there is none.
func managersOf(p *person, numbers map[string]int32) []columns.Reports {
	var out []columns.Reports
	before := calendar.StartOfTime
	for _, piece := range p.managers.In(calendar.Forever) {
		if piece.Span.From > before {
			out = append(out, columns.Reports{From: before, Manager: columns.Nobody})
		}
		manager, known := numbers[piece.Value]
		if !known {
			manager = columns.Stranger
		}
		out = append(out, columns.Reports{From: piece.Span.From, Manager: manager})
		before = piece.Span.Before
	}
	if len(out) > 0 && before < calendar.EndOfTime {
		out = append(out, columns.Reports{From: before, Manager: columns.Nobody})
	}
	return out
}

// payPeriods are those from the first day that anybody is on the plan to the end of the calculation.
func (b *Bulk) payPeriods() ([]calendar.Period, error) {
	first := calendar.EndOfTime
	for _, tenures := range b.c.facts.tenures {
		for _, t := range tenures {
			first = min(first, t.span.From)
		}
	}
	if first > b.c.facts.through {
		return nil, nil
	}
	return b.c.cal.Periods(b.c.prog.Plan.Period.Unit, calendar.Span{From: first, Before: b.c.facts.through.AddDays(1)})
}

func (b *Bulk) grid() columns.Grid {
	spans := make([]calendar.Span, len(b.periods))
	for i, p := range b.periods {
		spans[i] = p.Span
	}
	return columns.NewGrid(spans)
}

// part makes a component run over columns, in windows that pay periods divide.
func (b *Bulk) part(k *ir.Component) (*bulkPart, error) {
	out := &bulkPart{k: k}
	if k.Tiers != nil {
		var err error
		if out.by, err = movedBy(b.c.prog, k); err != nil {
			return nil, err
		}
	}
	var err error
	if out.on, err = b.book.Component(k, out.by); err != nil {
		return nil, fmt.Errorf("%s: %w", k.Name, err)
	}
	unit := unitOf(b.c.prog, k.Window).Unit
	for i, p := range b.periods {
		w, err := b.c.cal.Period(unit, p.Span.From)
		if err != nil {
			return nil, err
		}
		if !w.Span.Covers(p.Span) {
			return nil, fmt.Errorf("%s has windows shorter than the pay period", k.Name)
		}
		if n := len(out.windows); n > 0 && out.windows[n-1].span == w.Span {
			out.windows[n-1].last = i
			continue
		}
		out.windows = append(out.windows, bulkWindow{w.Label, w.Span, i, i})
	}
	return out, nil
}

// number is a person's number.
func (b *Bulk) number(id string) int { return int(b.book.Staff.Numbers[id]) }

// workOutSlow makes a calculation of those whom columns do not work out.
func (b *Bulk) workOutSlow() error {
	if len(b.slow) == 0 {
		return nil
	}
	who := make([]bool, len(b.c.facts.staff))
	for id := range b.slow {
		who[b.number(id)] = true
	}
	var err error
	b.beside, err = b.calculation(b.book.Concerning(who))
	return err
}

// calculation is a calculation of the same facts and some of the deals.
func (b *Bulk) calculation(rows []int32) (*Calculation, error) {
	in := b.in
	in.Events = make([]rainmaker.Event, 0, len(rows))
	for _, row := range rows {
		in.Events = append(in.Events, b.batch.Event(int(row)))
	}
	return New(b.c.prog, in)
}

// Payees lists those assigned to the plan, by id.
func (b *Bulk) Payees() []rainmaker.PayeeID { return slices.Clone(b.c.payees) }

// Posting is a line as posted, without what it is made of: the component's place in the letter, the deal's place in the batch,
// the pay period's place among all, and minor units.
type Posting struct {
	Component, Period int
	Row               int32
	Minor             int64
}

// Postings are the lines of a payee over all pay periods, by component. It is not for those whom a calculation works out beside
// (see Beside), whose lines are in their statements alone.
func (b *Bulk) Postings(payee rainmaker.PayeeID) iter.Seq[Posting] {
	n := b.number(string(payee))
	periods := len(b.periods)
	return func(yield func(Posting) bool) {
		for i, part := range b.parts {
			lines := part.on.Lines()
			for p := range periods {
				for at := lines.Off[n*periods+p]; at < lines.Off[n*periods+p+1]; at++ {
					if minor := lines.Minor[at]; minor != rainmaker.Missing && !yield(Posting{i, p, lines.Row[at], minor}) {
						return
					}
				}
			}
		}
	}
}

// Total is what a component pays a payee in a pay period, in minor units, and by how many lines.
func (b *Bulk) Total(payee rainmaker.PayeeID, component, period int) (minor int64, lines int) {
	cell := b.number(string(payee))*len(b.periods) + period
	l := b.parts[component].on.Lines()
	return l.Total[cell], int(l.Count[cell])
}

// Periods are the pay periods, oldest first.
func (b *Bulk) Periods() []calendar.Span { return b.book.Grid.Spans }

// Beside lists those whom a calculation works out beside the columns.
func (b *Bulk) Beside() []rainmaker.PayeeID {
	var out []rainmaker.PayeeID
	for id := range b.slow {
		out = append(out, rainmaker.PayeeID(id))
	}
	slices.Sort(out)
	return out
}

// Batch is the events in the order in which they are worked out.
func (b *Bulk) Batch() *rainmaker.EventBatch { return b.batch }
