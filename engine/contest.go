package engine

import (
	"cmp"
	"fmt"
	"slices"

	"rainmaker/money"
	"rainmaker/plan/ir"
)

// ranked is one who takes part in a contest, with what decides their place.
type ranked struct {
	in     *scope
	by     ir.Value
	broken ir.Value
}

// rank gives the prizes of a contest. Those who are level share the prizes of the places they take, or each win the first of
// them and the next places stay used, or a second measure decides; who is level in that too shares.
func rank(t *ir.ContestTerms, field []*scope) (map[string]portion, error) {
	list := make([]ranked, len(field))
	for i, in := range field {
		list[i].in = in
		var err error
		if list[i].by, err = in.eval(t.RankBy); err != nil {
			return nil, fmt.Errorf("rank of %s: %w", in.who.name, err)
		}
		if t.Ties != ir.TiesBroken {
			continue
		}
		if list[i].broken, err = in.eval(t.BrokenBy); err != nil {
			return nil, fmt.Errorf("tie of %s: %w", in.who.name, err)
		}
	}
	level := func(a, b ranked) int { return cmp.Or(compareRank(b.by, a.by), compareRank(b.broken, a.broken)) }
	slices.SortStableFunc(list, func(a, b ranked) int { return cmp.Or(level(a, b), byID(a.in, b.in)) })
	prizes, err := prizesOf(t, field)
	if err != nil {
		return nil, err
	}
	out := map[string]portion{}
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && level(list[from], list[to]) == 0 {
			to++
		}
		won, err := prizes.give(t, list[from:to], from+1)
		if err != nil {
			return nil, err
		}
		for id, p := range won {
			out[id] = p
		}
		from = to
	}
	return out, nil
}

// compareRank orders values; an absent one comes below all.
func compareRank(a, b ir.Value) int {
	switch {
	case a.None || b.None:
		return cmp.Compare(rankNone(b), rankNone(a))
	case a.Kind == ir.Date:
		return cmp.Compare(a.Date, b.Date)
	default:
		return a.Num.Cmp(b.Num)
	}
}

func rankNone(v ir.Value) int {
	if v.None {
		return 1
	}
	return 0
}

// prizes are what each place wins, by place.
type prizes struct {
	of   map[int]money.Money
	none money.Money
}

func prizesOf(t *ir.ContestTerms, field []*scope) (prizes, error) {
	out := prizes{map[int]money.Money{}, money.New(0, field[0].c.prog.Plan.Currency)}
	for _, p := range t.Prizes {
		amount, err := once(p.Amount, t.Among, field)
		if err != nil {
			return out, fmt.Errorf("prize %d: %w", p.Place, err)
		}
		out.of[p.Place] = amount
	}
	return out, nil
}

func (p prizes) at(place int) money.Money {
	if m, ok := p.of[place]; ok {
		return m
	}
	return p.none
}

// give is what those win who are level from a place on.
func (p prizes) give(t *ir.ContestTerms, level []ranked, place int) (map[string]portion, error) {
	field, weights := make([]*scope, len(level)), make([]money.Ratio, len(level))
	for i, r := range level {
		field[i], weights[i] = r.in, money.Whole(1)
	}
	value := figure(level[0].by)
	if t.Ties == ir.TiesWin || len(level) == 1 {
		out := map[string]portion{}
		for _, in := range field {
			out[in.who.id] = portion{p.at(place), p.at(place).Ratio(), fmt.Sprintf("place %d with %s", place, value)}
		}
		return out, nil
	}
	pot := p.none
	for i := range level {
		var err error
		if pot, err = pot.Add(p.at(place + i)); err != nil {
			return nil, err
		}
	}
	why := fmt.Sprintf("places %d to %d with %s, %s shared by %d", place, place+len(level)-1, value, pot, len(level))
	return apportion(pot, weights, money.Whole(int64(len(level))), field, func(int) string { return why })
}
