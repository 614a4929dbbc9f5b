package columns

import (
	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// Credits are what one rule credits, by payee and pay period, in declared order: columns without pointers. They are kept for rules
// whose credits move tiers.
type Credits struct {
	// Off is where each payee's pay period begins, by payee × periods + period; one more at the end.
	Off   []int32
	Row   []int32 // of the deal
	Units []int64 // of the rule's denominator to one unit of what is credited
	Role  []uint8 // nil where the rule has but one
}

// Book is every credit of a program over a batch.
type Book struct {
	Batch *rainmaker.EventBatch
	Staff *Staff
	Grid  Grid

	p          *ir.Program
	rules      []rule
	names      roles
	components []*Component
	credits    []Credits // by rule; empty where no tiers count them
	tries      chan *Try
}

// Compile makes the credit rules of a program run over the columns of a batch, which is InOrder, for people and pay periods. The
// error says what of the program is outside.
func Compile(p *ir.Program, batch *rainmaker.EventBatch, staff *Staff, grid Grid) (*Book, error) {
	staff.chain()
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

// Den is over what a rule's credits are counted.
func (b *Book) Den(rule int) int64 { return b.rules[rule].den }

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

func (b *Book) lists() [][]given {
	lists := make([][]given, len(b.rules))
	for i := range lists {
		lists[i] = make([]given, 0, 16)
	}
	return lists
}

// day is when a deal counts.
func (b *Book) day(row int32) calendar.Date { return b.rules[0].days[row] }
