package engine

import (
	"fmt"

	"rainmaker"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// bonus works out a bonus: one line for the window, without an event. It is worth nothing until the window has ended,
// except where it is paid to date: then it is what the window so far is worth.
func (g *earning) bonus() error {
	k, s := g.component, g.s
	if waitsForEnd(k) && !s.early && !s.isOver(s.window) {
		return nil
	}
	w := &worth{terms: k, place: s.c.place, on: s.window.Last()}
	if k.ToDate { // the last day so far on the plan, so that leaving takes back nothing that was payable
		w.on = min(lastDay(s.window, s.tenure), s.moment)
	}
	if k.During != nil && !k.During.Contains(s.window.Last()) {
		return nil
	}
	for _, cond := range k.Where {
		if yes, err := s.holds(cond); err != nil || !yes {
			return err
		}
	}
	base, err := s.eval(k.Pay)
	if err != nil {
		return err
	}
	if base.None {
		return fmt.Errorf("it pays a value that is none%s", s.whose())
	}
	if w.slices, err = s.bonusSlices(k.Tiers, base); err != nil {
		return err
	}
	for _, cut := range w.slices {
		w.exact = w.exact.Add(cut.Amount)
	}
	g.worths = append(g.worths, w)
	if err := g.times(s); err != nil {
		return err
	}
	return g.gate(s)
}

// bonusSlices divides a bonus over its tiers as if the window were one credit, from nothing to where the measure stands.
func (s *scope) bonusSlices(t *ir.Tiers, base ir.Value) ([]rainmaker.Slice, error) {
	if t == nil {
		return []rainmaker.Slice{{Tier: rainmaker.NoTier, Base: base.Num, Rate: money.Whole(1), Factor: money.Whole(1), Amount: base.Num}}, nil
	}
	reached, err := s.eval(t.By)
	if err != nil {
		return nil, err
	}
	cuts, err := s.slice(t, base.Num, base, way{ir.Value{}, reached, reached})
	for i := range cuts {
		cuts[i].Rate, cuts[i].Credit = money.Whole(1), money.Ratio{}
	}
	return cuts, err
}
