package shape

import (
	"fmt"
	"slices"

	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

func (w *walker) at() source.Range { return w.k.At }

// under is the clause that what follows belongs to.
func (w *walker) under(text string, at source.Range, do func() error) error {
	was := w.why
	w.why = &Clause{text, at}
	defer func() { w.why = was }()
	return do()
}

// resultOf is what another component pays me in the same window.
func (w *walker) resultOf(x *ir.ResultRef) (Curve, error) {
	k := &w.p.Components[x.Component]
	if plain(w.p, k.Window) != plain(w.p, w.in) {
		return Curve{}, &bent{"it reads " + k.Name + ", which is worked out in another window", x.In}
	}
	was := *w
	defer func() { w.k, w.in, w.why, w.rule, w.roles = was.k, was.in, was.why, was.rule, was.roles }()
	w.why = nil
	return w.component(k)
}

func plain(p *ir.Program, w ir.Window) ir.Window {
	if w.Kind == ir.OfPeriod {
		return p.Plan.Period
	}
	return w
}

// component is what a component is worth in a window, exactly and before rounding, in the order in which the engine works
// it out: select → rate or pay → tiers → times → floor and cap of each event → sum → gate → floor and cap of the window.
func (w *walker) component(k *ir.Component) (Curve, error) {
	w.k, w.in, w.rule, w.roles = k, k.Window, k.Credit, k.Roles
	if k.Pool != nil || k.Contest != nil {
		return Curve{}, &bent{fmt.Sprintf("a %s divides among people by what each has reached", k.Kind), k.At}
	}
	k, err := w.excepted(k)
	if err != nil {
		return Curve{}, err
	}
	w.k = k
	if k.Window.Kind == ir.OfEvent && w.m.many {
		return Curve{}, &bent{"each event is worked out by itself", k.At}
	}
	c, err := w.earned(k)
	if err != nil {
		return c, err
	}
	if c, err = w.times(k, c); err == nil {
		c, err = w.limits(k, c, true)
	}
	if err == nil {
		c, err = w.selected(k, c)
	}
	if err == nil {
		c, err = w.gates(k, c)
	}
	if err == nil {
		c, err = w.limits(k, c, false)
	}
	return c, err
}

// excepted is a component with the exception that holds. One that holds at some levels of what moves would change the
// terms inside the window, which the engine refuses.
func (w *walker) excepted(k *ir.Component) (*ir.Component, error) {
	for i := range k.Exceptions {
		x := &k.Exceptions[i]
		if w.moves(x.When) {
			return nil, &bent{"exception " + x.Name + " depends on the credits", x.At}
		}
		r, err := w.apart(x.When)
		if err != nil {
			return nil, err
		}
		if r.value.Yes && !r.value.None {
			return k.Under(x), nil
		}
	}
	return k, nil
}

// earned is rate or pay over the tiers.
func (w *walker) earned(k *ir.Component) (Curve, error) {
	base := flat(w.low, money.Ratio{})
	var credit Curve
	var err error
	if k.Credit >= 0 {
		if credit, err = w.credited(); err != nil {
			return credit, err
		}
		base = credit
	}
	switch {
	case k.Rate != nil:
		rate, err := w.number(k.Rate)
		if err != nil {
			return rate, err
		}
		if base, err = times(base, rate); err != nil {
			return base, &bent{"the rate moves with the credit that it multiplies", k.Rate.At()}
		}
	case k.Pay != nil:
		if base, err = w.number(k.Pay); err != nil {
			return base, err
		}
		if w.m.rule >= 0 && w.m.many && k.Credit == w.m.rule { // an amount for each of them
			if base, err = times(base, identity(w.low)); err != nil {
				return base, &bent{"the pay for each credit moves with their number", k.Pay.At()}
			}
		}
	}
	if k.Tiers == nil {
		return base, nil
	}
	err = w.under("tiers", k.Tiers.At, func() error {
		base, err = w.tiers(k, base, credit)
		return err
	})
	return base, err
}

// tiers pays a base over the tiers: the whole of it at the tier reached, or by slices.
func (w *walker) tiers(k *ir.Component, base, credit Curve) (Curve, error) {
	t := k.Tiers
	by, err := w.number(t.By)
	if err != nil {
		return by, err
	}
	if k.Credit < 0 {
		credit = base
	}
	factors := make([]Curve, len(t.Tiers))
	for i := range t.Tiers {
		f, err := w.number(t.Tiers[i].Value)
		if err != nil {
			return f, err
		}
		of := credit
		if t.Tiers[i].Times {
			of = base
		}
		if t.Mode == ir.WholeAmount || !w.slicing(k, by) {
			if factors[i], err = times(of, f); err != nil {
				return f, &bent{"what a tier pays moves with the credit", t.Tiers[i].At}
			}
			continue
		}
		if factors[i], err = perUnit(of, f, by); err != nil {
			return f, &bent{err.Error(), t.Tiers[i].At}
		}
	}
	if t.Mode == ir.WholeAmount || !w.slicing(k, by) {
		return w.reachedTier(t, by, factors), nil
	}
	return w.sliced(t, by, factors)
}

// slicing reports whether the measure moves at all; one that stands still pays wholly at the tier in which it stands.
func (w *walker) slicing(k *ir.Component, by Curve) bool {
	return !by.Linear() || !by.pieces[0].Slope.IsZero()
}

// perUnit is what a unit of the measure earns: what is paid in all, for each unit by which it has risen. It must be the
// same all along, or the amount of one deal would be spread over the tiers in a curve.
func perUnit(of, f, by Curve) (Curve, error) {
	if !by.Linear() || by.pieces[0].Slope.Sign() <= 0 {
		return Curve{}, fmt.Errorf("the tiers' measure does not rise in a straight line")
	}
	rise := by.pieces[0].Slope
	pieces := slices.Clone(of.pieces)
	for i, p := range pieces {
		if !p.Start.Equal(p.Slope.Mul(p.From.Sub(of.Low()))) {
			return Curve{}, fmt.Errorf("a fixed amount for each deal is spread over the tiers")
		}
		at := p.Slope
		if d := p.From.Sub(of.Low()); !d.IsZero() {
			at = p.At.Quo(d)
		}
		pieces[i] = Piece{From: p.From, At: at.Quo(rise), Start: p.Slope.Quo(rise), Clause: p.Clause}
	}
	return times(Curve{pieces}, f)
}

func (w *walker) tierClause(t *ir.Tiers, i int) *Clause {
	return &Clause{"tier `" + t.Tiers[i].Label + "`", t.Tiers[i].At}
}

// reachedTier pays everything at the tier reached.
func (w *walker) reachedTier(t *ir.Tiers, by Curve, pays []Curve) Curve {
	out := pays[0]
	for i := 1; i < len(pays); i++ {
		tier := &t.Tiers[i]
		out = chosen(w.reached(by, tier.Bound.Num, tier.Above, w.tierClause(t, i)), pays[i], out)
	}
	return out
}

// sliced pays each slice of the measure at its tier, from where it stands without the growing credit.
func (w *walker) sliced(t *ir.Tiers, by Curve, pays []Curve) (Curve, error) {
	start := flat(w.low, by.Value(w.low))
	sum := flat(w.low, money.Ratio{})
	top := by
	if t.Mode == ir.WholeAbove {
		why := &Clause{"tiers above " + t.Above.String(), t.At}
		bound := flat(w.low, t.Above.Num)
		top = least(by, most(bound, start, why), why)
	}
	for i := range t.Tiers {
		from, to := start, top
		if i > 0 {
			why := w.tierClause(t, i)
			bound := flat(w.low, t.Tiers[i].Bound.Num)
			from, to = most(from, bound, why), most(to, bound, why)
		}
		if i+1 < len(t.Tiers) {
			why := w.tierClause(t, i+1)
			bound := flat(w.low, t.Tiers[i+1].Bound.Num)
			from, to = least(from, bound, why), least(to, bound, why)
		}
		part, err := times(minus(to, from), pays[i])
		if err != nil {
			return part, &bent{"what a unit earns moves inside a tier", t.Tiers[i].At}
		}
		sum = plus(sum, part)
	}
	if t.Mode != ir.WholeAbove {
		return sum, nil
	}
	beyond := minus(by, top)
	reached := make([]Curve, len(pays))
	for i := range pays {
		var err error
		if reached[i], err = times(beyond, pays[i]); err != nil {
			return beyond, &bent{"what a unit earns moves inside a tier", t.Tiers[i].At}
		}
	}
	return plus(sum, w.reachedTier(t, by, reached)), nil
}

func (w *walker) times(k *ir.Component, c Curve) (Curve, error) {
	for _, x := range k.Times {
		err := w.under("times", x.At(), func() error {
			f, err := w.number(x)
			if err == nil {
				if c, err = times(c, f); err != nil {
					err = &bent{"`times` moves with what it multiplies", x.At()}
				}
			}
			return err
		})
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// selected is what qualifies; the rest earns nothing.
func (w *walker) selected(k *ir.Component, c Curve) (Curve, error) {
	for _, x := range k.Where {
		err := w.under("`where`", x.At(), func() error {
			cond, err := w.truth(x)
			c = chosenOr(cond, c, w.low, err)
			return err
		})
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

func chosenOr(cond, c Curve, low money.Ratio, err error) Curve {
	if err != nil {
		return c
	}
	return chosen(cond, c, flat(low, money.Ratio{}))
}

func (w *walker) gates(k *ir.Component, c Curve) (Curve, error) {
	for _, g := range k.Gates {
		err := w.under("gate", g.At, func() error {
			cond, err := w.truth(g.Cond)
			c = chosenOr(cond, c, w.low, err)
			return err
		})
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// limits applies floors, then caps: those of each event, or those of windows. A cap of a longer window is filled from
// nothing; a floor of one adds a line of its own that is no part of this window.
func (w *walker) limits(k *ir.Component, c Curve, each bool) (Curve, error) {
	for _, floor := range []bool{true, false} {
		for _, l := range k.Limits {
			if l.Floor != floor || (l.Per.Kind == ir.OfEvent) != each {
				continue
			}
			if floor && !each && plain(w.p, l.Per) != plain(w.p, k.Window) {
				continue
			}
			word := "cap"
			if floor {
				word = "floor"
			}
			err := w.under(word, l.At, func() error {
				var err error
				c, err = w.limit(l, c, each)
				return err
			})
			if err != nil {
				return c, err
			}
		}
	}
	return c, nil
}

func (w *walker) limit(l ir.Limit, c Curve, each bool) (Curve, error) {
	amount, err := w.number(l.Amount)
	if err != nil {
		return c, err
	}
	if each && w.m.many { // each of them by itself: only where all are alike
		n := identity(w.low)
		if !c.Linear() || !c.pieces[0].Start.Equal(c.pieces[0].Slope.Mul(w.low)) {
			return c, &bent{"deals that earn different amounts are limited one by one", l.At}
		}
		if amount, err = times(amount, n); err != nil {
			return c, &bent{"a limit of each deal moves with their number", l.At}
		}
	}
	if l.Floor {
		out := most(c, amount, w.why)
		if each { // a floor of a deal is not applied below zero
			out = chosen(c.signs(w.why).truth(func(sign int) bool { return sign >= 0 }), out, c)
		}
		return out, nil
	}
	out := least(c, amount, w.why)
	if each {
		out = most(out, amount.scaled(whole(-1)), w.why)
	}
	return out, nil
}
