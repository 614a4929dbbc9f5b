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
	widest int64 // the largest credit that the rate can be taken of
	tiered bool
	by     counted
	// minor is the decimals of the currency it is paid in.
	minor    int
	rounding money.Rounding
	perLine  bool
	// pays says of each deal whether the component pays on it; nil where it pays on all.
	pays  []bool
	lines Lines
}

// counted is which of the rule's credits the tiers' measure counts.
type counted struct {
	roles  uint64
	where  []condition
	counts []bool // by deal; nil where all are
}

// ask makes room for the answers to the component's conditions, where it has any.
func (k *Component) ask(deals int) {
	if len(k.where) > 0 || k.during != calendar.Forever {
		k.pays = make([]bool, deals)
	}
	if len(k.by.where) > 0 {
		k.by.counts = make([]bool, deals)
	}
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
	out.widest = limit / max(out.rate.most, 1)
	b.components = append(b.components, out)
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

// Lines are what a component makes of deals, by payee and pay period, in declared order.
type Lines struct {
	// Off and Row are as in Credits. They are those of the credits where the component has tiers.
	Off, Row []int32
	// Minor is what is posted, in minor units. A credit that makes no line, or that is one with the line before it because they are
	// of one deal, has rainmaker.Missing.
	Minor []int64
	// Total, Count and Exact are by payee × periods + period: minor units, lines, and what a rate without tiers comes to before it
	// is rounded.
	Total []int64
	Count []int32
	Exact []int64
}

// newLines makes room for what the components pay.
func (b *Book) newLines(cells int) {
	for _, k := range b.components {
		l := &k.lines
		l.Total, l.Count = make([]int64, cells), make([]int32, cells)
		if k.tiered {
			c := &b.credits[k.Rule]
			l.Off, l.Row, l.Minor = c.Off, c.Row, make([]int64, len(c.Row))
		} else {
			l.Exact = make([]int64, cells)
		}
	}
}

// Lines are those of the component once all windows are folded.
func (k *Component) Lines() *Lines { return &k.lines }

// Fold works a component out in one window of a payee: pay periods first to last. It is false where the numbers are too long.
// Windows may be folded side by side, each once.
func (b *Book) Fold(k *Component, payee, first, last int, steps *Steps) bool {
	cell := payee * len(b.Grid.Spans)
	if k.tiered {
		return b.fold(k, &b.credits[k.Rule], cell+first, cell+last+1, steps, &k.lines)
	}
	return b.foldFlat(k, cell+first, cell+last+1)
}

// fold works a component with tiers out over cells of credits, which are the pay periods of one window.
func (b *Book) fold(k *Component, c *Credits, from, before int, steps *Steps, out *Lines) bool {
	f, ok := newFolding(b, k, c, steps, c.Off[from], c.Off[before])
	if !ok {
		return false
	}
	for cell := from; cell < before; cell++ {
		if first, end := c.Off[cell], c.Off[cell+1]; first < end {
			out.Total[cell], out.Count[cell] = f.tiers(first, end, out)
		}
	}
	return !f.stands
}

// foldFlat rounds what a component without tiers pays, where it lies.
func (b *Book) foldFlat(k *Component, from, before int) bool {
	l := &k.lines
	if l.Off[from] == l.Off[before] {
		return true
	}
	f, ok := newRate(b, k)
	if !ok {
		return false
	}
	most := int64(0)
	for _, exact := range l.Minor[l.Off[from]:l.Off[before]] {
		if most, ok = add(most, abs(exact)); !ok {
			return false
		}
	}
	if _, ok = mul(most, f.by); !ok {
		return false
	}
	for cell := from; cell < before; cell++ {
		list, sum, total := l.Minor[l.Off[cell]:l.Off[cell+1]], int64(0), int64(0)
		for i, exact := range list {
			sum += exact
			list[i] = f.line(exact)
			total += list[i]
		}
		l.Exact[cell], l.Total[cell], l.Count[cell] = sum, total, int32(len(list)) //nolint:gosec // lines
	}
	return true
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
	stands         bool // a credit does not move the measure, which the language rules out
}

// newRate is a component without tiers.
func newRate(b *Book, k *Component) (folding, bool) {
	f := folding{b: b, k: k}
	den, ok := mul(b.rules[k.Rule].den, k.rate.den)
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
	f := folding{b: b, k: k, c: c, steps: steps}
	den, ok := mul(b.rules[k.Rule].den, k.rate.den)
	if !ok {
		return f, false
	}
	most := int64(0)
	for _, u := range c.Units[from:to] {
		if most, ok = add(most, abs(u)); !ok {
			return f, false
		}
	}
	if most, ok = mul(most, steps.scale); !ok || !steps.fits(most) {
		return f, false
	}
	most = 2 * max(abs(steps.earned(most)), abs(steps.earned(-most)), most*steps.most)
	by, fits := mul(steps.scale, steps.den)
	if den, ok = mul(den, by); !ok || !fits {
		return f, false
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
	return (f.k.pays == nil || f.k.pays[f.c.Row[i]]) && f.has(i, f.k.roles)
}

// moves reports whether a credit moves the measure of the tiers.
func (f *folding) moves(i int32) bool {
	return (f.k.by.counts == nil || f.k.by.counts[f.c.Row[i]]) && f.has(i, f.k.by.roles)
}

func (f *folding) has(i int32, roles uint64) bool {
	return f.c.Role == nil || roles&(1<<f.c.Role[i]) != 0
}

// tiers pays credits what they earn on their way through the tiers.
func (f *folding) tiers(from, to int32, out *Lines) (total int64, count int32) {
	for i := from; i < to; {
		first, row, exact, pays := i, f.c.Row[i], int64(0), false
		for ; i < to && f.c.Row[i] == row; i++ {
			out.Minor[i] = rainmaker.Missing
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
			exact += (f.earned - before) * f.k.rate.of(row)
		}
		if pays {
			minor := f.line(exact)
			out.Minor[first] = minor
			total, count = total+minor, count+1
		}
	}
	return total, count
}
