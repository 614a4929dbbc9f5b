package columns

import (
	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Component pays on the credits of one rule: a rate, over tiers or not.
type Component struct {
	Rule  int
	roles uint64
	// during is when it pays, forever where the letter does not say.
	during calendar.Span
	where  []condition
	rate   number
	tiered bool
	by     counted
	// minor is the decimals of the currency it is paid in.
	minor    int
	rounding money.Rounding
	perLine  bool
}

// counted is which of the rule's credits the tiers' measure counts.
type counted struct {
	roles uint64
	where []condition
}

// Component makes a component run over columns. By is the aggregate that moves its tiers; nil where it has none.
func (b *Book) Component(k *ir.Component, by *ir.Aggregate) (*Component, error) {
	plan := &b.p.Plan
	out := &Component{
		Rule: k.Credit, roles: b.names.bits(k.Roles), during: calendar.Forever, rate: fixedNumber(1, 1), tiered: by != nil,
		minor: plan.Currency.Decimals(), rounding: plan.Rounding, perLine: plan.PerLine,
	}
	if k.During != nil {
		out.during = *k.During
	}
	in := reading{p: b.p, event: &b.p.Events[b.p.Credits[k.Credit].Event], batch: b.Batch}
	var err error
	if out.where, err = in.conditions(k.Where); err != nil {
		return nil, err
	}
	if k.Rate != nil {
		if out.rate, err = in.number(k.Rate); err != nil {
			return nil, err
		}
	}
	if by == nil {
		return out, nil
	}
	if by.Credit != k.Credit {
		return nil, outside("%s: the tiers count the credits of another rule", k.Name)
	}
	out.by.roles = b.names.bits(by.Roles)
	if by.Where != nil {
		out.by.where, err = in.conditions([]ir.Expr{by.Where})
	}
	return out, err
}

// Lines are what a component makes of the credits of its rule: a column beside them. A credit that makes no line, or that is
// one with the line before it because they are of one deal, has rainmaker.Missing.
type Lines struct {
	Minor []int64
	// Before is where the tiers' measure stood before the line, in 1/Scale of a credit's unit; nil without tiers.
	Before []int64
	// Total, Count and Exact are by payee × periods + period: minor units, lines, and what a rate without tiers comes to before it
	// is rounded.
	Total []int64
	Count []int32
	Exact []int64
}

// NewLines makes room for the lines of a component.
func (b *Book) NewLines(k *Component) *Lines {
	n, cells := len(b.Credits[k.Rule].Row), len(b.Credits[k.Rule].Off)-1
	out := &Lines{Minor: make([]int64, n), Total: make([]int64, cells), Count: make([]int32, cells)}
	if k.tiered {
		out.Before = make([]int64, n)
	} else {
		out.Exact = make([]int64, cells)
	}
	return out
}

// Fold works a component out in one window of a payee: pay periods first to last. It is false where the numbers are too long.
// Windows may be folded side by side.
func (b *Book) Fold(k *Component, payee, first, last int, steps *Steps, out *Lines) bool {
	cell := payee * len(b.Grid.Spans)
	return b.fold(k, &b.Credits[k.Rule], cell+first, cell+last+1, steps, out)
}

// fold works a component out over cells of credits, which are the pay periods of one window.
func (b *Book) fold(k *Component, c *Credits, from, before int, steps *Steps, out *Lines) bool {
	f, ok := newFolding(b, k, c, steps, c.Off[from], c.Off[before])
	if !ok {
		return false
	}
	for cell := from; cell < before; cell++ {
		first, end := c.Off[cell], c.Off[cell+1]
		switch {
		case first == end:
		case k.tiered:
			out.Total[cell], out.Count[cell] = f.tiers(first, end, out)
		default:
			out.Exact[cell] = f.flat(first, end, cell, out)
		}
	}
	return !f.stands
}

// folding is a component in one window of a payee.
type folding struct {
	b     *Book
	k     *Component
	c     *Credits
	steps *Steps
	// by brings an exact number to minor units over den.
	by, den int64
	// exact and rounded are the window's so far; at and earned are where the measure stands, and what that earns.
	exact, rounded int64
	at, earned     int64
	plain          bool // every credit makes a line
	stands         bool // a credit does not move the measure, which the language rules out
}

// newRate is a component without tiers.
func newRate(b *Book, k *Component, c *Credits) (folding, bool) {
	f := newReader(b, k, c)
	den, ok := mul(c.Den, k.rate.den)
	f.over(den)
	return f, ok
}

// over says what exact numbers are over, so that they can be rounded to minor units.
func (f *folding) over(den int64) {
	f.by = pow10(f.k.minor)
	g := gcd(f.by, den)
	f.by, f.den = f.by/g, den/g
}

// newFolding checks that no number of the window can be too long.
func newFolding(b *Book, k *Component, c *Credits, steps *Steps, from, to int32) (folding, bool) {
	f := newReader(b, k, c)
	f.steps = steps
	den, ok := mul(c.Den, k.rate.den)
	if !ok {
		return f, false
	}
	most := int64(0)
	for _, u := range c.Units[from:to] {
		if most, ok = add(most, abs(u)); !ok {
			return f, false
		}
	}
	if k.tiered {
		if most, ok = mul(most, steps.scale); !ok || !steps.fits(most) {
			return f, false
		}
		most = 2 * max(abs(steps.earned(most)), abs(steps.earned(-most)), most*steps.most)
		by, fits := mul(steps.scale, steps.den)
		if den, ok = mul(den, by); !ok || !fits {
			return f, false
		}
	}
	if most, ok = mul(most, k.rate.most); !ok {
		return f, false
	}
	f.over(den)
	_, ok = mul(most, f.by)
	return f, ok
}

// line rounds what a deal earns, exactly, as it comes after those before it.
func (f *folding) line(exact int64) int64 {
	if f.k.perLine {
		return f.round(exact)
	}
	f.exact += exact
	now := f.round(f.exact)
	was := f.rounded
	f.rounded = now
	return now - was
}

func (f *folding) round(exact int64) int64 { return money.Divide(exact*f.by, f.den, f.k.rounding) }

// qualifies reports whether a credit is one that the component pays on.
func (f *folding) qualifies(i int32) bool {
	if f.plain {
		return true
	}
	return f.has(i, f.k.roles) && holdAll(f.k.where, f.c.Row[i]) && f.k.during.Contains(f.b.day(f.c.Row[i]))
}

func (f *folding) has(i int32, roles uint64) bool {
	return f.c.Role == nil || roles&(1<<f.c.Role[i]) != 0
}

// flat pays the credits of a cell a rate, and gives what they come to before they are rounded.
func (f *folding) flat(from, to int32, cell int, out *Lines) (sum int64) {
	rate, fixed := int64(1), f.k.rate.fixed != nil
	if fixed {
		rate = *f.k.rate.fixed
	}
	total, count := int64(0), int32(0)
	for i := from; i < to; {
		first, row, exact, pays := i, f.c.Row[i], int64(0), false
		for ; i < to && f.c.Row[i] == row; i++ { // several roles on one deal are one line
			out.Minor[i] = rainmaker.Missing
			if !f.qualifies(i) {
				continue
			}
			if !pays {
				pays, first = true, i
			}
			if !fixed {
				rate = f.k.rate.at(row)
			}
			exact += f.c.Units[i] * rate
		}
		if pays {
			minor := f.line(exact)
			out.Minor[first] = minor
			sum, total, count = sum+exact, total+minor, count+1
		}
	}
	out.Total[cell], out.Count[cell] = total, count
	return sum
}

// tiers pays credits what they earn on their way through the tiers.
func (f *folding) tiers(from, to int32, out *Lines) (total int64, count int32) {
	for i := from; i < to; {
		first, row, exact, pays := i, f.c.Row[i], int64(0), false
		for ; i < to && f.c.Row[i] == row; i++ {
			out.Minor[i], out.Before[i] = rainmaker.Missing, f.at
			before, units := f.earned, f.c.Units[i]*f.steps.scale
			moved := f.moves(i)
			if moved {
				f.at += units
				f.earned = f.steps.earned(f.at)
			}
			if !f.qualifies(i) {
				continue
			}
			f.stands = f.stands || !moved
			if !pays {
				pays, first = true, i
			}
			exact += (f.earned - before) * f.k.rate.at(row)
		}
		if pays {
			minor := f.line(exact)
			out.Minor[first] = minor
			total, count = total+minor, count+1
		}
	}
	return total, count
}

func (f *folding) moves(i int32) bool {
	return f.has(i, f.k.by.roles) && holdAll(f.k.by.where, f.c.Row[i])
}
