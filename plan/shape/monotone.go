package shape

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

func (f *follower) verdict(a Answer, text string, at source.Range, how string) Verdict {
	return Verdict{Law: Monotone, Answer: a, Clause: &Clause{text, at}, Because: fmt.Sprintf("%s (line %d) %s", text, at.Start.Line, how)}
}

var fine = Verdict{Law: Monotone, Answer: Holds}

// component says whether one set of terms can pay less for more.
func (f *follower) component() Verdict {
	k := f.k
	if k.Pool != nil || k.Contest != nil {
		return f.verdict(Unproved, k.Kind.String()+" "+k.Name, k.At, "divides among people by what each has reached")
	}
	checks := []func() Verdict{f.base, f.tiers, f.times, f.truths, f.limits}
	out := fine
	for _, check := range checks {
		v := check()
		if v.Answer == DoesNot {
			return v
		}
		if v.Answer == Unproved && out.Answer == Holds {
			out = v
		}
	}
	return out
}

// way judges a factor or amount: it may not fall, nor be below zero.
func (f *follower) way(name string, x ir.Expr) Verdict {
	switch f.of(x) {
	case falling:
		if f.k.Credit >= 0 { // times a credit that grows
			return f.verdict(Unproved, name, x.At(), "falls as the credit that it multiplies rises")
		}
		return f.verdict(DoesNot, name, x.At(), "falls as deals come in")
	case unclear:
		return f.verdict(Unproved, name, x.At(), "may rise or fall as deals come in")
	case standing:
		if v, known := f.still(x); known && v.Sign() < 0 {
			return f.verdict(DoesNot, name, x.At(), "is below zero")
		} else if !known && f.perDeal(x) {
			return f.anyDeal(name, x)
		}
	}
	if f.negative(x) {
		return f.verdict(Unproved, name, x.At(), "may be below zero")
	}
	return fine
}

// perDeal reports whether an expression reads fields of the deal that are no amounts.
func (f *follower) perDeal(x ir.Expr) bool {
	found := false
	Walk(f.p, x, func(x ir.Expr) {
		switch x.(type) {
		case *ir.FieldRef, *ir.CreditShare:
			found = true
		}
	})
	return found
}

// anyDeal judges what differs from deal to deal by all that a table may give.
func (f *follower) anyDeal(name string, x ir.Expr) Verdict {
	if _, values, _ := f.looked(x); values != nil {
		for _, v := range values {
			if w := f.way(name, v); w.Answer != Holds {
				return w
			}
		}
		return fine
	}
	return f.verdict(Unproved, name, x.At(), "depends on the deal")
}

func (f *follower) base() Verdict {
	switch k := f.k; {
	case k.Rate != nil:
		return f.way("rate", k.Rate)
	case k.Pay != nil:
		if k.Credit >= 0 && f.of(k.Pay) == falling {
			return f.verdict(DoesNot, "pay", k.Pay.At(), "falls as deals come in")
		}
		return f.way("pay", k.Pay)
	}
	return fine
}

func (f *follower) times() Verdict {
	for _, x := range f.k.Times {
		if v := f.way("times", x); v.Answer != Holds {
			return v
		}
	}
	return fine
}

// truths are the conditions: once true they may not become false.
func (f *follower) truths() Verdict {
	check := func(name string, x ir.Expr) Verdict {
		switch f.of(x) {
		case falling:
			return f.verdict(DoesNot, name, x.At(), "holds for less and not for more")
		case unclear:
			return f.verdict(Unproved, name, x.At(), "may hold for less and not for more")
		}
		return fine
	}
	for _, x := range f.k.Where {
		if v := check("`where`", x); v.Answer != Holds {
			return v
		}
	}
	for i := range f.k.Gates {
		if v := check("gate", f.k.Gates[i].Cond); v.Answer != Holds {
			return v
		}
	}
	if f.k.Credit < 0 {
		return fine
	}
	for _, x := range f.p.Credits[f.k.Credit].Where {
		if v := check("`where` of credit "+f.p.Credits[f.k.Credit].Name, x); v.Answer != Holds {
			return v
		}
	}
	return fine
}

func (f *follower) limits() Verdict {
	for _, l := range f.k.Limits {
		word := "cap"
		if l.Floor {
			word = "floor"
		}
		if t := f.of(l.Amount); t == falling || t == unclear {
			return f.verdict(Unproved, word, l.At, "moves with the deals")
		}
		if l.Floor && l.Per.Kind == ir.OfEvent {
			continue
		}
	}
	return fine
}

// tiers may not fall where everything is paid at the tier reached; by slices they may, if every credit that moves the
// measure is paid alike.
func (f *follower) tiers() Verdict {
	t := f.k.Tiers
	if t == nil {
		return fine
	}
	by := f.of(t.By)
	if by == falling || by == unclear {
		return f.verdict(Unproved, "tiers", t.At, "go by a measure that may fall as deals come in")
	}
	for i := range t.Tiers {
		tier := &t.Tiers[i]
		name := "tier `" + tier.Label + "`"
		v, known := f.still(tier.Value)
		switch {
		case !known || f.of(tier.Value) != standing:
			return f.verdict(Unproved, name, tier.At, "pays what is not known beforehand")
		case v.Sign() < 0:
			return f.verdict(DoesNot, name, tier.At, "pays below zero")
		case i == 0 || by == standing:
			continue
		}
		before, _ := f.still(t.Tiers[i-1].Value)
		if v.Cmp(before) >= 0 || t.Mode == ir.WholeAbove && tier.Bound.Num.Cmp(t.Above.Num) <= 0 && f.sliceAlike() {
			continue
		}
		how := fmt.Sprintf("pays %s after %s", said(tier, v), said(tier, before))
		switch {
		case t.Mode != ir.EachSlice:
			return f.verdict(DoesNot, name, tier.At, how+", for everything before it too")
		case f.ratesDiffer():
			return f.verdict(DoesNot, name, tier.At, how+", so a deal that pays less takes the place of one that pays more")
		case !f.sliceAlike():
			return f.verdict(Unproved, name, tier.At, how+", and not every credit that takes a place is paid alike")
		}
	}
	return fine
}

func said(t *ir.Tier, v interface{ String() string }) string {
	if t.Times {
		return "x " + v.String()
	}
	return v.String()
}

// ratesDiffer reports whether deals of one window are plainly paid at different rates.
func (f *follower) ratesDiffer() bool {
	for _, x := range append([]ir.Expr{f.k.Rate}, f.k.Times...) {
		if x == nil {
			continue
		}
		if ref, ok := x.(*ir.TableRef); ok && f.perDeal(ref) {
			if _, values, _ := f.looked(ref); len(values) > 1 {
				up, down := f.order(values)
				return !(up && down)
			}
		}
	}
	return false
}

// sliceAlike reports whether all that takes a place in the tiers is the component's own and paid at one rate.
func (f *follower) sliceAlike() bool {
	k := f.k
	if len(k.Where) > 0 || k.Pay != nil || k.Rate != nil && f.perDeal(k.Rate) {
		return false
	}
	for _, x := range k.Times {
		if f.perDeal(x) {
			return false
		}
	}
	own := true
	Walk(f.p, k.Tiers.By, func(x ir.Expr) {
		if a, ok := x.(*ir.Aggregate); ok {
			own = own && a.Credit == k.Credit
		}
	})
	return own
}
