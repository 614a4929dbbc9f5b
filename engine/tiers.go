package engine

import (
	"fmt"

	"rainmaker"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// sums holds what the aggregates of a tiers' measure have admitted so far. An aggregate that is not in it does not move
// with the credits.
type sums struct {
	of map[*ir.Aggregate]*tally
}

// position follows the tiers' measure from credit to credit: each credit occupies what the measure gains by it.
type position struct {
	s      *scope // with sums set
	by     ir.Expr
	counts []*tally
	now    ir.Value
}

// places prepares what tiers ask about a credit: the position to follow from credit to credit, for tiers by slices, and
// where the measure stands in the end, for tiers by the whole amount.
func (s *scope) places(t *ir.Tiers) (pos *position, reached ir.Value, err error) {
	if t == nil {
		return nil, reached, nil
	}
	if t.Mode != ir.WholeAmount {
		if pos, err = s.startPosition(t.By); err != nil {
			return nil, reached, err
		}
	}
	if t.Mode != ir.EachSlice {
		reached, err = s.eval(t.By)
	}
	return pos, reached, err
}

func (s *scope) startPosition(by ir.Expr) (*position, error) {
	in := *s
	in.sums = &sums{of: map[*ir.Aggregate]*tally{}}
	in.more, in.probed = nil, nil
	p := &position{s: &in, by: by}
	if err := p.find(s, by); err != nil {
		return nil, err
	}
	var err error
	p.now, err = in.eval(by)
	return p, err
}

// find collects the aggregates of a measure that move with the credits, with those of the measures it reads. What other
// people have, other windows taken one by one, and windows that ended earlier do not.
func (p *position) find(s *scope, x ir.Expr) error {
	switch x := x.(type) {
	case *ir.People, *ir.Windows, *ir.ResultRef:
		return nil
	case *ir.Aggregate:
		if p.s.sums.of[x] != nil || ended(x.Over) {
			return nil
		}
		c, err := s.counting(x)
		p.s.sums.of[x] = &tally{counting: c}
		p.counts = append(p.counts, p.s.sums.of[x])
		return err
	case *ir.MeasureRef:
		m := &s.c.prog.Measures[x.Index]
		in, err := s.inMeasure(m)
		if err != nil {
			return err
		}
		return p.find(in, m.Expr)
	}
	for _, part := range ir.Parts(x) {
		if err := p.find(s, part); err != nil {
			return err
		}
	}
	return nil
}

// admit moves the position past a credit.
func (p *position) admit(e *entry) error {
	moved := false
	for _, t := range p.counts {
		yes, err := t.offer(e)
		if err != nil {
			return err
		}
		moved = moved || yes
	}
	if !moved {
		return nil
	}
	v, err := p.s.eval(p.by)
	p.now = v
	return err
}

// way is where a credit takes the tiers' measure from and to, and where the measure stands once all are counted.
type way struct{ before, after, reached ir.Value }

// stretch is a part of a way that one tier pays.
type stretch struct {
	tier     int
	from, to money.Ratio
}

// slice divides what a credit earns over the tiers. Each slice of its way earns its tier; a credit that lowers the measure
// walks back down from the top; one that does not move it earns wholly the tier in which the measure stands.
func (s *scope) slice(t *ir.Tiers, credit money.Ratio, base ir.Value, on way) ([]rainmaker.Slice, error) {
	low, high := on.before.Num, on.after.Num
	down := low.Cmp(high) > 0
	if down {
		low, high = high, low
	}
	var out []rainmaker.Slice
	for _, part := range stretches(t, low, high, on.reached.Num) {
		share := money.Whole(1)
		if part.from.Cmp(part.to) < 0 {
			share = part.to.Sub(part.from).Quo(high.Sub(low))
		}
		cut, err := s.cut(t, part.tier, credit.Mul(share), base.Num.Mul(share))
		if err != nil {
			return nil, err
		}
		cut.Before, cut.After = part.from, part.to
		if down {
			cut.Before, cut.After = part.to, part.from
			out = append([]rainmaker.Slice{cut}, out...)
		} else {
			out = append(out, cut)
		}
	}
	return out, nil
}

// cut is the part of a credit, and of what it earns, in one tier.
func (s *scope) cut(t *ir.Tiers, i int, credit, base money.Ratio) (rainmaker.Slice, error) {
	tier := &t.Tiers[i]
	pays, err := s.eval(tier.Value)
	if err != nil {
		return rainmaker.Slice{}, fmt.Errorf("tier %s: %w", tier.Label, err)
	}
	out := rainmaker.Slice{
		Tier: i, From: tier.Bound.Num, Above: tier.Above, Label: tier.Label, Source: tier.At.Start.Line,
		Credit: credit, Base: credit, Factor: pays.Num,
	}
	if tier.Times {
		out.Base = base
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
