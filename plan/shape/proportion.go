package shape

import "rainmaker/plan/ir"

// component says which clause breaks the law; nil where it holds.
func (g *grader) component(k *ir.Component) *breach {
	if bad := g.everyTerms(k); bad != nil {
		return bad
	}
	if g.law == SplitMerge && k.Credit >= 0 && (g.p.Plan.PerLine || k.Window.Kind == ir.OfEvent) {
		g.where = Clause{"rounding of each line by itself", g.p.Plan.At}
		return g.breaks("rounds two parts otherwise than the whole")
	}
	return nil
}

// everyTerms holds every set of terms that an exception may bring to the law.
func (g *grader) everyTerms(k *ir.Component) *breach {
	bad := g.terms(k)
	for i := 0; i < len(k.Exceptions) && bad == nil; i++ {
		bad = g.terms(k.Under(&k.Exceptions[i]))
	}
	return bad
}

func (g *grader) terms(k *ir.Component) *breach {
	g.rule, g.each = k.Credit, k.Window.Kind == ir.OfEvent
	if k.Pool != nil || k.Contest != nil {
		return g.divides(k)
	}
	credit := grade{}
	if k.Credit >= 0 {
		g.where = Clause{"credit " + g.p.Credits[k.Credit].Name, g.p.Credits[k.Credit].At}
		var bad *breach
		if credit, bad = g.credit(k.Credit); bad != nil {
			return bad
		}
	}
	if bad := g.truths("`where`", k.Where); bad != nil {
		return bad
	}
	paid, bad := g.paid(k, credit)
	if bad != nil {
		return bad
	}
	for _, x := range k.Times {
		g.where = Clause{"times", x.At()}
		if bad := g.still(x, "multiplies by what depends on an amount of the deal"); bad != nil {
			return bad
		}
	}
	for i := range k.Gates {
		if bad := g.truths("gate", []ir.Expr{k.Gates[i].Cond}); bad != nil {
			return bad
		}
	}
	if bad := g.limits(k); bad != nil {
		return bad
	}
	if g.proportional(k) && paid.n != 1 && !paid.nothing {
		g.where = Clause{"component " + k.Name, k.At}
		switch {
		case k.Pay != nil:
			g.where = Clause{"pay", k.Pay.At()}
		case k.Rate != nil:
			g.where = Clause{"rate", k.Rate.At()}
		case k.Tiers != nil:
			g.where = Clause{"tier `" + k.Tiers.Tiers[0].Label + "`", k.Tiers.Tiers[0].At}
		}
		return g.breaks("is a fixed amount")
	}
	return nil
}

// proportional reports whether what is paid must grow with what grows: all pay where money is doubled, and what a deal
// pays where one deal is divided or cancelled. A bonus looks at totals only.
func (g *grader) proportional(k *ir.Component) bool { return g.law == Scaling || k.Credit >= 0 }

func (g *grader) truths(name string, conds []ir.Expr) *breach {
	for _, x := range conds {
		g.where = Clause{name, x.At()}
		if _, bad := g.of(x); bad != nil {
			return bad
		}
	}
	return nil
}

// still refuses what grows.
func (g *grader) still(x ir.Expr, how string) *breach {
	d, bad := g.of(x)
	if bad == nil && d.n != 0 && !d.nothing {
		bad = g.breaks(how)
	}
	return bad
}

// paid is how what the rate, the pay and the tiers give grows.
func (g *grader) paid(k *ir.Component, credit grade) (grade, *breach) {
	out := credit
	var bad *breach
	switch {
	case k.Rate != nil:
		g.where = Clause{"rate", k.Rate.At()}
		if out, bad = g.of(k.Rate); bad != nil {
			return out, bad
		}
		out = grade{out.n + credit.n, out.nothing || credit.nothing}
	case k.Pay != nil:
		g.where = Clause{"pay", k.Pay.At()}
		if out, bad = g.of(k.Pay); bad != nil {
			return out, bad
		}
	}
	if k.Tiers == nil {
		return out, nil
	}
	t := k.Tiers
	g.where = Clause{"tiers", t.At}
	if len(t.Tiers) > 1 {
		if bad = g.still(t.By, "go by an amount that grows, against fixed bounds"); bad != nil {
			return out, bad
		}
	}
	all := grade{nothing: true}
	for i := range t.Tiers {
		tier := &t.Tiers[i]
		g.where = Clause{"tier `" + tier.Label + "`", tier.At}
		v, bad := g.of(tier.Value)
		if bad != nil {
			return v, bad
		}
		of := credit
		if tier.Times {
			of = out
		}
		if all, bad = g.same(all, grade{v.n + of.n, v.nothing || of.nothing}); bad != nil {
			return all, bad
		}
	}
	return all, nil
}

func (g *grader) limits(k *ir.Component) *breach {
	for _, l := range k.Limits {
		word := "cap"
		if l.Floor {
			word = "floor"
		}
		g.where = Clause{word, l.At}
		d, bad := g.of(l.Amount)
		if bad != nil {
			return bad
		}
		each := l.Per.Kind == ir.OfEvent
		switch {
		case l.Floor && d.nothing: // at least nothing
		case g.law == Scaling:
			if d.n != 1 && !d.nothing {
				return g.breaks("is a fixed amount")
			}
		case each && g.law == SplitMerge && (d.n != 1 || d.nothing):
			return g.breaks("limits each deal by itself")
		case each && g.law == BookAndCancel && l.Floor:
			return g.breaks("is not applied to a cancellation")
		case !each && d.n != 0 && !d.nothing:
			return g.breaks("depends on an amount of one deal")
		}
	}
	return nil
}

// divides is a pool or contest: what it divides must grow as pay does, and who gets what must stay.
func (g *grader) divides(k *ir.Component) *breach {
	if p := k.Pool; p != nil {
		g.where = Clause{"fund", p.Fund.At()}
		if bad := g.prize(p.Fund); bad != nil {
			return bad
		}
		for _, x := range []ir.Expr{p.Where, p.ShareBy} {
			if x == nil {
				continue
			}
			if bad := g.truths("share", []ir.Expr{x}); bad != nil {
				return bad
			}
		}
		return nil
	}
	for _, x := range []ir.Expr{k.Contest.Where, k.Contest.RankBy, k.Contest.BrokenBy} {
		if x == nil {
			continue
		}
		if bad := g.truths("rank", []ir.Expr{x}); bad != nil {
			return bad
		}
	}
	for _, prize := range k.Contest.Prizes {
		g.where = Clause{"prize", prize.Amount.At()}
		if bad := g.prize(prize.Amount); bad != nil {
			return bad
		}
	}
	return nil
}

func (g *grader) prize(x ir.Expr) *breach {
	d, bad := g.of(x)
	if bad == nil && g.law == Scaling && d.n != 1 && !d.nothing {
		bad = g.breaks("is a fixed amount")
	}
	return bad
}
