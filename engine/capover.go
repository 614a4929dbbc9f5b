package engine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Caps over several components, language §9. One is filled with the lines of its components in order of counting date,
// then of the names in the cap, then id; what it cuts is a negative line under each line it cuts, the last ones first. A cap
// line is a line of the ledger like any other, under the key of the line it cuts, so that it is payable in the same shares
// on the same dates and is taken back with it.

// cutKey names the cap by its place in the lineage, counted from 1, and the cap's window; zero for a line of a component.
type cutKey struct {
	of     int
	window string
}

// capped is a line under a cap: as posted, and whether it was carried from the window before.
type capped struct {
	key     ledgerKey // of the component's line
	amount  money.Money
	earned  money.Ratio // in the plan's currency, where it is paid in another
	on      calendar.Date
	terms   *ir.Component
	place   int // the version whose terms these are
	credit  ir.Value
	carried bool
}

// capFill is what a cap makes of the lines of one of its windows.
type capFill struct {
	cuts  []cutLine
	carry []capped
}

// cutLine is what a cap adds to a line: negative for what it cuts, positive for what it pays of what was carried.
type cutLine struct {
	line   capped
	amount money.Money
	exact  money.Ratio
	why    string
}

// cuts appends the lines of the plan's caps to those of a period.
func (p *poster) cuts(lines []rainmaker.Line, windows []window, period calendar.Span) ([]rainmaker.Line, error) {
	p.carries = map[int]money.Ratio{}
	for i, name := range p.c.line.caps.names {
		fills, err := p.fillCap(i, p.ledger(windows), period)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		p.carries[i] = money.Ratio{}
		if n := len(fills); n > 0 {
			for _, x := range fills[n-1].carry {
				p.carries[i] = p.carries[i].Add(x.amount.Ratio())
			}
		}
		if lines, err = p.postCuts(lines, i, fills); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return lines, nil
}

// capItem is a component's line with its window.
type capItem struct {
	capped
	span calendar.Span
}

// ledger lists the components' lines as posted with the period at hand.
func (p *poster) ledger(windows []window) []capItem {
	spans := make(map[windowKey]calendar.Span, len(windows))
	for _, w := range windows {
		spans[w.key] = w.span
	}
	var out []capItem
	add := func(key ledgerKey, was *posted) {
		if key.cut != (cutKey{}) {
			return
		}
		span, known := spans[key.windowKey]
		if !known {
			span = calendar.Span{From: was.on, Before: was.on.AddDays(1)} // a given result has no window
		}
		out = append(out, capItem{capped{key: key, amount: was.amount, earned: was.earned, on: was.on, terms: was.terms, place: was.place, credit: was.credit}, span})
	}
	for key, was := range p.posted {
		if p.pending[key] == nil {
			add(key, was)
		}
	}
	for key, was := range p.pending {
		add(key, was)
	}
	return out
}

// windowFill is the fill of a cap's window by the window's label.
type windowFill struct {
	label string
	capFill
}

// fillCap fills a cap's windows one after another, up to the end of a period, each as the version in force on its last day
// has it.
func (p *poster) fillCap(id int, items []capItem, period calendar.Span) ([]windowFill, error) {
	windows, err := p.capWindows(id, period)
	if err != nil {
		return nil, err
	}
	var out []windowFill
	var carry []capped
	filled := calendar.StartOfTime
	for _, w := range windows {
		c := p.c.line.all[w.place]
		var lines []capped
		over := c.capIn(id)
		if over != nil {
			if lines, err = p.under(c, over, items, w, filled); err != nil {
				return nil, err
			}
		}
		fill, err := p.fillWindow(c, over, append(carry, lines...), w.span, period.Last())
		if err != nil {
			return nil, err
		}
		carry, filled = fill.carry, w.span.Before
		out = append(out, windowFill{w.key.window, fill})
	}
	return out, nil
}

// capIn is a cap of the lineage as the version has it; nil where it has none.
func (c *Calculation) capIn(id int) *ir.CapOver {
	if i := c.line.caps.in(c.place, id); i >= 0 {
		return &c.prog.Caps[i]
	}
	return nil
}

// capWindows lists a cap's windows begun by the end of a period, oldest first. Where a later letter has no such cap any more,
// what is still carried is paid in its first pay period.
func (p *poster) capWindows(id int, period calendar.Span) ([]window, error) {
	reach := p.t.span.Intersect(calendar.Span{From: calendar.StartOfTime, Before: period.Before})
	if reach.IsEmpty() {
		return nil, nil
	}
	var out []window
	for _, v := range p.c.line.all {
		per, over := v.prog.Plan.Period, v.capIn(id)
		if over != nil {
			per = over.Window
		} else if len(out) == 0 {
			continue // nothing is carried
		}
		windows, err := v.windowsOf(p.t.in(v), per, reach)
		if err != nil {
			return nil, err
		}
		for _, w := range windows {
			if v.days().Contains(lastDay(w.Span, p.t)) {
				out = append(out, window{key: windowKey{window: w.Label}, span: w.Span, place: v.place})
			}
		}
	}
	return out, nil
}

// under are the lines of a cap's components in one of its windows, in the order in which they fill it. What is of windows
// before a day has filled an earlier one.
func (p *poster) under(c *Calculation, over *ir.CapOver, items []capItem, w window, filled calendar.Date) ([]capped, error) {
	on := make([]int, len(over.On)) // the components in the lineage
	for i, k := range over.On {
		on[i] = c.line.components.ids[c.place][k]
	}
	var out []capped
	for _, x := range items {
		own := x.span.Intersect(p.t.span)
		if !slices.Contains(on, x.key.component) {
			continue
		}
		k := c.line.all[x.place].componentOf(x.key.component)
		each := k != nil && k.Window.Kind == ir.OfEvent
		switch {
		case each && x.on < filled, !each && own.Before <= filled:
			continue // an older letter's cap, by shorter windows, has had it; what was carried counts before its window
		case each && w.span.Contains(x.on), !each && w.span.Covers(own):
			out = append(out, x.capped)
		case !each && w.span.Overlaps(own):
			return nil, fmt.Errorf("%s is worked out over %s, which reaches out of %s (%s), in which it is limited", k.Name, x.span,
				w.key.window, w.span)
		}
	}
	slices.SortFunc(out, func(a, b capped) int {
		return cmp.Or(cmp.Compare(a.on, b.on),
			cmp.Compare(slices.Index(on, a.key.component), slices.Index(on, b.key.component)),
			compareEvents(a.key.event, b.key.event), cmp.Compare(a.key.window, b.key.window))
	})
	return out, nil
}

// fillWindow gives each line what it adds to the capped total: line i = min(cap, first i) − min(cap, first i−1). A cap in
// the plan's currency over what is paid in another holds for what was earned before it was converted, and each line keeps its
// own rate. Without a cap all of them are paid, those that were carried.
func (p *poster) fillWindow(c *Calculation, over *ir.CapOver, lines []capped, window calendar.Span, moment calendar.Date) (capFill, error) {
	var out capFill
	if len(lines) == 0 {
		return out, nil
	}
	limit := ir.Value{}
	if over != nil {
		var err error
		if limit, err = c.scopeAt(p.t.in(c), window, moment).eval(over.Amount); err != nil {
			return out, err
		}
	}
	last := p.t.span.Last()
	closes := over == nil || over.Carried && c.prog.Plan.Keeps == ir.KeepEarned && window.Contains(last) && last <= c.soFar(moment)
	running, excess := map[money.Currency]*money.Running{}, map[money.Currency]money.Ratio{}
	first := money.Ratio{}
	for _, x := range lines {
		share := money.Whole(1)
		if !closes {
			size, err := p.against(c, x, limit)
			if err != nil {
				return out, err
			}
			if upTo := first.Add(size); !size.IsZero() {
				share, first = money.Min(limit.Num, upTo).Sub(money.Min(limit.Num, first)).Quo(size), upTo
			}
		}
		cur := x.amount.Currency()
		if running[cur] == nil {
			running[cur] = money.NewRunning(cur, c.prog.Plan.Rounding)
		}
		keep := x.amount.Ratio().Mul(share)
		kept, err := running[cur].Next(keep)
		if err != nil {
			return out, err
		}
		rest := x
		if rest.amount, err = x.amount.Sub(kept); err != nil {
			return out, err
		}
		cut := cutLine{x, rest.amount.Neg(), keep.Sub(x.amount.Ratio()), fmt.Sprintf("at most %s", limit)}
		if x.carried {
			cut.amount, cut.exact, cut.why = kept, keep, "carried from the window before"
		}
		out.cuts = append(out.cuts, cut)
		if !rest.amount.IsZero() {
			rest.earned, rest.carried = x.earned.Mul(money.Whole(1).Sub(share)), true
			out.carry = append(out.carry, rest)
		}
		excess[cur] = excess[cur].Add(rest.amount.Ratio())
	}
	maps.DeleteFunc(excess, func(_ money.Currency, r money.Ratio) bool { return r.IsZero() })
	if over == nil || !over.Carried || len(excess) == 0 {
		out.carry = nil
	}
	return out, nil
}

// against is what a line takes of a cap, in the cap's currency: what it is paid, or what it earned before it was converted.
func (p *poster) against(c *Calculation, x capped, limit ir.Value) (money.Ratio, error) {
	plan := c.prog.Plan.Currency
	switch {
	case x.amount.Currency() == limit.Currency:
		return x.amount.Ratio(), nil
	case limit.Currency != plan:
		return money.Ratio{}, fmt.Errorf("it limits at %s what is paid in %s", limit, x.amount.Currency())
	case x.terms != nil || x.amount.IsZero():
		return x.earned, nil
	}
	// A result that an example gives has been converted at the rate of its period.
	period, err := c.scopeIn(p.t.in(c), x.on)
	if err != nil {
		return money.Ratio{}, err
	}
	terms := *c.componentOf(x.key.component)
	paid := *terms.PaidIn
	paid.On, terms.PaidIn = nil, &paid
	rate, err := period.payRate(&worth{terms: &terms, on: x.on})
	if err != nil {
		return rate, err
	}
	return x.amount.Ratio().Quo(rate), nil
}

// postCuts brings what was posted of a cap to what it cuts now.
func (p *poster) postCuts(lines []rainmaker.Line, index int, fills []windowFill) ([]rainmaker.Line, error) {
	now := map[ledgerKey]bool{}
	post := func(cut cutLine, key ledgerKey) error {
		line, changed, err := p.cutLine(index, key, cut)
		if changed {
			lines = append(lines, line)
		}
		return err
	}
	for _, f := range fills {
		for _, cut := range f.cuts {
			key := cut.line.key
			key.cut = cutKey{index + 1, f.label}
			now[key] = true
			if err := post(cut, key); err != nil {
				return nil, err
			}
		}
	}
	var gone []ledgerKey
	for key, was := range p.posted {
		if key.cut.of == index+1 && !now[key] && !was.amount.IsZero() {
			gone = append(gone, key)
		}
	}
	slices.SortFunc(gone, func(a, b ledgerKey) int {
		return cmp.Or(cmp.Compare(a.cut.window, b.cut.window), cmp.Compare(a.component, b.component), cmp.Compare(a.window, b.window),
			compareEvents(a.event, b.event))
	})
	for _, key := range gone {
		was := p.posted[key]
		none := cutLine{line: capped{key: key, on: was.on, terms: was.terms, place: was.place}, amount: money.New(0, was.amount.Currency())}
		if err := post(none, key); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

func (p *poster) cutLine(index int, key ledgerKey, cut cutLine) (rainmaker.Line, bool, error) {
	caps := &p.c.line.caps
	line := rainmaker.Line{
		Component: caps.names[index], Label: caps.labels[index], CountsOn: cut.line.on, Window: key.window,
		Amount: cut.amount, Before: money.New(0, cut.amount.Currency()), Cause: rainmaker.CauseDeal, Exact: cut.exact,
		Slices: []rainmaker.Slice{{
			Tier: rainmaker.CapSlice, Label: cut.why, Factor: money.Whole(1), Amount: cut.exact,
			Source: p.c.capOn(index, cut.line.on).capIn(index).At.Start.Line,
		}},
	}
	if key.event != nil {
		line.Event = key.event.ref
	}
	line.Cut = p.c.cutOf(key)
	was := p.posted[key]
	if was == nil && cut.amount.IsZero() {
		return line, false, nil
	}
	p.pending[key] = &posted{
		amount: cut.amount, exact: cut.exact, on: cut.line.on, credit: cut.line.credit, terms: cut.line.terms, place: cut.line.place,
	}
	if was == nil {
		return line, true, nil
	}
	line.Before = was.amount
	line.Cause = rainmaker.CauseCorrection
	if was.exact.Equal(cut.exact) {
		line.Cause = rainmaker.CauseRounding
	}
	var err error
	line.Amount, err = cut.amount.Sub(was.amount)
	return line, err == nil && !line.Amount.IsZero(), err
}

// cutOf says what a line of a cap over components cuts; zero for a component's own line.
func (c *Calculation) cutOf(key ledgerKey) rainmaker.Cut {
	if key.cut == (cutKey{}) {
		return rainmaker.Cut{}
	}
	return rainmaker.Cut{Component: c.line.components.names[key.component], Window: key.cut.window}
}

// capOn is the version whose cap holds for a day: that of the day, else the newest that has such a cap.
func (c *Calculation) capOn(id int, on calendar.Date) *Calculation {
	if v := c.on(on); v.capIn(id) != nil {
		return v
	}
	i := slices.IndexFunc(c.line.all, func(v *Calculation) bool { return v.capIn(id) != nil })
	for n := i + 1; n < len(c.line.all); n++ {
		if c.line.all[n].capIn(id) != nil {
			i = n
		}
	}
	return c.line.all[i]
}

// componentOf is a component of the lineage as the version has it; nil where it has none.
func (c *Calculation) componentOf(id int) *ir.Component {
	if i := c.line.components.in(c.place, id); i >= 0 {
		return &c.prog.Components[i]
	}
	return nil
}

// cutPayable adds what the plan's caps make payable of given lines of a clawback's components: what a cap cuts goes with the
// line, and room that an event leaves is filled by those after it.
func (p *poster) cutPayable(c *Calculation, of []int, items []capItem, period calendar.Span, sums map[int]money.Money) error {
	spans := map[windowKey]calendar.Span{}
	for _, x := range items {
		spans[x.key.windowKey] = x.span
	}
	for i, name := range p.c.line.caps.names {
		fills, err := p.fillCap(i, items, period)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, f := range fills {
			for _, cut := range f.cuts {
				key := cut.line.key
				if cut.amount.IsZero() || !slices.Contains(of, key.component) {
					continue
				}
				v := c.line.all[cut.line.place]
				parts, err := v.standAt(p.t.in(v), spans[key.windowKey], cut.line.terms, key.event.in(v), cut.line.on, period.Last()).parts(cut.amount)
				if err != nil {
					return err
				}
				if err := addPayable(sums, key.component, parts); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// capCarry is what a cap over components carries at the end of the period that is being settled.
func (s *scope) capCarry(x *ir.CarryRef) (ir.Value, error) {
	if s.settling == nil {
		return ir.Value{}, fmt.Errorf("%s: what a cap over components carries is known only when all of them are worked out, in settle", x.Name)
	}
	out := ir.MoneyOf(money.Ratio{}, s.settling.currency)
	for _, p := range s.settling.posters {
		out.Num = out.Num.Add(p.carries[s.c.line.caps.ids[s.c.place][x.Cap]])
	}
	return out, nil
}
