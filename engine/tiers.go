package engine

import (
	"fmt"

	"rainmaker"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// sums holds what the aggregates of a tiers' measure have admitted so far.
type sums struct {
	of map[*ir.Aggregate]*tally
}

func (s *sums) value(x *ir.Aggregate) ir.Value {
	t := s.of[x]
	if t == nil {
		t = &tally{}
	}
	return t.value(x)
}

// placed is an aggregate and the window it counts in.
type placed struct {
	x  *ir.Aggregate
	in *scope
}

// position follows the tiers' measure from credit to credit: each credit occupies what the measure gains by it.
type position struct {
	s      *scope // with sums set
	by     ir.Expr
	counts []placed
	now    ir.Value
}

func (s *scope) startPosition(by ir.Expr) (*position, error) {
	in := *s
	in.sums = &sums{of: map[*ir.Aggregate]*tally{}}
	in.more = nil
	p := &position{s: &in, by: by}
	if err := p.find(s, by); err != nil {
		return nil, err
	}
	var err error
	p.now, err = in.eval(by)
	return p, err
}

// find collects the aggregates of a measure, with those of the measures it reads.
func (p *position) find(s *scope, x ir.Expr) error {
	var err error
	ir.Walk(x, func(x ir.Expr) {
		if err != nil {
			return
		}
		switch x := x.(type) {
		case *ir.Aggregate:
			if p.s.sums.of[x] == nil {
				p.s.sums.of[x] = &tally{}
				p.counts = append(p.counts, placed{x, s})
			}
		case *ir.MeasureRef:
			m := &s.c.prog.Measures[x.Index]
			var in *scope
			if in, err = s.inMeasure(m); err == nil {
				err = p.find(in, m.Expr)
			}
		}
	})
	return err
}

// admit moves the position past a credit.
func (p *position) admit(e *entry) error {
	moved := false
	for _, at := range p.counts {
		yes, err := at.in.counts(at.x, e)
		if err != nil {
			return err
		}
		if yes {
			p.s.sums.of[at.x].add(e)
			moved = true
		}
	}
	if !moved {
		return nil
	}
	v, err := p.s.eval(p.by)
	p.now = v
	return err
}

// slice divides what a credit earns over the tiers between two positions of the measure. A credit that lowers the measure
// walks back down from the top; one that does not move it earns wholly the tier in which the measure stands.
func (s *scope) slice(t *ir.Tiers, e *entry, base ir.Value, before, after ir.Value) ([]rainmaker.Slice, error) {
	low, high := before.Num, after.Num
	down := low.Cmp(high) > 0
	if down {
		low, high = high, low
	}
	whole := high.Sub(low)
	var out []rainmaker.Slice
	for i := range t.Tiers {
		from, to := low, high
		if i > 0 {
			from = money.Max(from, t.Tiers[i].Bound.Num)
		}
		if i+1 < len(t.Tiers) {
			to = money.Min(to, t.Tiers[i+1].Bound.Num)
		}
		share := money.Whole(1)
		if whole.IsZero() {
			if i != tierAt(t, low) {
				continue
			}
		} else {
			if from.Cmp(to) >= 0 {
				continue
			}
			share = to.Sub(from).Quo(whole)
		}
		cut, err := s.cut(t, i, e, base, share)
		if err != nil {
			return nil, err
		}
		cut.Before, cut.After = from, to
		if down {
			cut.Before, cut.After = to, from
			out = append([]rainmaker.Slice{cut}, out...)
		} else {
			out = append(out, cut)
		}
	}
	return out, nil
}

// cut is the part of a credit in one tier.
func (s *scope) cut(t *ir.Tiers, i int, e *entry, base ir.Value, share money.Ratio) (rainmaker.Slice, error) {
	tier := &t.Tiers[i]
	pays, err := s.at(e).eval(tier.Value)
	if err != nil {
		return rainmaker.Slice{}, fmt.Errorf("tier %s: %w", tier.Label, err)
	}
	out := rainmaker.Slice{
		Tier: i, From: tier.Bound.Num, Above: tier.Above, Label: tier.Label, Source: tier.At.Start.Line,
		Credit: e.amount.Num.Mul(share), Factor: pays.Num,
	}
	out.Base = out.Credit
	if tier.Times {
		out.Base = base.Num.Mul(share)
	}
	out.Amount = out.Base.Mul(out.Factor)
	return out, nil
}

// tierAt is the tier that a position stands in: `from` belongs upward, `above` downward, and the first tier also holds
// what lies below it.
func tierAt(t *ir.Tiers, at money.Ratio) int {
	for i := len(t.Tiers) - 1; i > 0; i-- {
		if c := at.Cmp(t.Tiers[i].Bound.Num); c > 0 || c == 0 && !t.Tiers[i].Above {
			return i
		}
	}
	return 0
}
