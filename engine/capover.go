package engine

import (
	"cmp"
	"fmt"
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

// cutKey names the cap by its place in the program, counted from 1, and the cap's window; zero for a line of a component.
type cutKey struct {
	of     int
	window string
}

// capped is a line under a cap: as posted, and whether it was carried from the window before.
type capped struct {
	key     ledgerKey // of the component's line
	amount  money.Money
	on      calendar.Date
	terms   *ir.Component
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
	for i := range p.c.prog.Caps {
		fills, err := p.fillCap(i, p.ledger(windows), period)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.c.prog.Caps[i].Name, err)
		}
		p.carries[i] = money.Ratio{}
		if n := len(fills); n > 0 {
			for _, x := range fills[n-1].carry {
				p.carries[i] = p.carries[i].Add(x.amount.Ratio())
			}
		}
		if lines, err = p.postCuts(lines, i, fills); err != nil {
			return nil, fmt.Errorf("%s: %w", p.c.prog.Caps[i].Name, err)
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
		out = append(out, capItem{capped{key: key, amount: was.amount, on: was.on, terms: was.terms, credit: was.credit}, span})
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

// fillCap fills a cap's windows one after another, up to the end of a period.
func (p *poster) fillCap(index int, items []capItem, period calendar.Span) ([]windowFill, error) {
	over := &p.c.prog.Caps[index]
	reach := p.t.span.Intersect(calendar.Span{From: calendar.StartOfTime, Before: period.Before})
	if reach.IsEmpty() {
		return nil, nil
	}
	windows, err := p.c.windowsOf(p.t, over.Window, reach)
	if err != nil {
		return nil, err
	}
	var out []windowFill
	var carry []capped
	for _, w := range windows {
		lines, err := p.under(over, items, w)
		if err != nil {
			return nil, err
		}
		fill, err := p.fillWindow(over, append(carry, lines...), w.Span, period.Last())
		if err != nil {
			return nil, err
		}
		carry = fill.carry
		out = append(out, windowFill{w.Label, fill})
	}
	return out, nil
}

// under are the lines of a cap's components in one of its windows, in the order in which they fill it.
func (p *poster) under(over *ir.CapOver, items []capItem, w rainmaker.PayPeriod) ([]capped, error) {
	var out []capped
	for _, x := range items {
		k := &p.c.prog.Components[x.key.component]
		own := x.span.Intersect(p.t.span)
		switch {
		case !slices.Contains(over.On, x.key.component):
		case k.Window.Kind == ir.OfEvent && w.Span.Contains(x.on), k.Window.Kind != ir.OfEvent && w.Span.Covers(own):
			out = append(out, x.capped)
		case k.Window.Kind != ir.OfEvent && w.Span.Overlaps(own):
			return nil, fmt.Errorf("%s is worked out over %s, which reaches out of %s (%s), in which it is limited", k.Name, x.span, w.Label,
				w.Span)
		}
	}
	slices.SortFunc(out, func(a, b capped) int {
		return cmp.Or(cmp.Compare(a.on, b.on),
			cmp.Compare(slices.Index(over.On, a.key.component), slices.Index(over.On, b.key.component)),
			compareEvents(a.key.event, b.key.event), cmp.Compare(a.key.window, b.key.window))
	})
	return out, nil
}

// fillWindow gives each line what it adds to the capped total: line i = min(cap, first i) − min(cap, first i−1).
func (p *poster) fillWindow(over *ir.CapOver, lines []capped, window calendar.Span, moment calendar.Date) (capFill, error) {
	var out capFill
	if len(lines) == 0 {
		return out, nil
	}
	s := p.c.scopeAt(p.t, window, moment)
	limit, err := s.eval(over.Amount)
	if err != nil {
		return out, err
	}
	cur := lines[0].amount.Currency()
	if limit.Currency != cur {
		return out, fmt.Errorf("it limits at %s what is paid in %s", limit, cur)
	}
	last := p.t.span.Last()
	closes := over.Carried && p.c.prog.Plan.Keeps == ir.KeepEarned && window.Contains(last) && last <= moment
	running := money.NewRunning(cur, p.c.prog.Plan.Rounding)
	first, excess := money.Ratio{}, money.New(0, cur)
	for _, x := range lines {
		upTo := first.Add(x.amount.Ratio())
		keep := money.Min(limit.Num, upTo).Sub(money.Min(limit.Num, first))
		if first = upTo; closes {
			keep = x.amount.Ratio()
		}
		kept, err := running.Next(keep)
		if err != nil {
			return out, err
		}
		over, err := x.amount.Sub(kept)
		if err != nil {
			return out, err
		}
		cut := cutLine{x, over.Neg(), keep.Sub(x.amount.Ratio()), fmt.Sprintf("at most %s", limit)}
		if x.carried {
			cut.amount, cut.exact, cut.why = kept, keep, "carried from the window before"
		}
		out.cuts = append(out.cuts, cut)
		if !over.IsZero() {
			rest := x
			rest.amount, rest.carried = over, true
			out.carry = append(out.carry, rest)
		}
		if excess, err = excess.Add(over); err != nil {
			return out, err
		}
	}
	if !over.Carried || excess.IsZero() {
		out.carry = nil
	}
	return out, nil
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
		none := cutLine{line: capped{key: key, on: was.on, terms: was.terms}, amount: money.New(0, was.amount.Currency())}
		if err := post(none, key); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

func (p *poster) cutLine(index int, key ledgerKey, cut cutLine) (rainmaker.Line, bool, error) {
	over := &p.c.prog.Caps[index]
	line := rainmaker.Line{
		Component: over.Name, Label: labelOf(over.Label, over.Name), CountsOn: cut.line.on, Window: key.window,
		Amount: cut.amount, Before: money.New(0, cut.amount.Currency()), Cause: rainmaker.CauseDeal, Exact: cut.exact,
		Slices: []rainmaker.Slice{{
			Tier: rainmaker.CapSlice, Label: cut.why, Factor: money.Whole(1), Amount: cut.exact,
			Source: over.At.Start.Line,
		}},
	}
	if key.event != nil {
		line.Event = key.event.ref
	}
	was := p.posted[key]
	if was == nil && cut.amount.IsZero() {
		return line, false, nil
	}
	p.pending[key] = &posted{amount: cut.amount, exact: cut.exact, on: cut.line.on, credit: cut.line.credit, terms: cut.line.terms}
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

// cutPayable adds what the plan's caps make payable of given lines of a clawback's components: what a cap cuts goes with the
// line, and room that an event leaves is filled by those after it.
func (p *poster) cutPayable(c *Calculation, cb *ir.Clawback, items []capItem, period calendar.Span, sums map[int]money.Money) error {
	spans := map[windowKey]calendar.Span{}
	for _, x := range items {
		spans[x.key.windowKey] = x.span
	}
	for i := range p.c.prog.Caps {
		if !slices.ContainsFunc(p.c.prog.Caps[i].On, func(k int) bool { return slices.Contains(cb.Of, k) }) {
			continue
		}
		fills, err := p.fillCap(i, items, period)
		if err != nil {
			return fmt.Errorf("%s: %w", p.c.prog.Caps[i].Name, err)
		}
		for _, f := range fills {
			for _, cut := range f.cuts {
				key := cut.line.key
				if cut.amount.IsZero() || !slices.Contains(cb.Of, key.component) {
					continue
				}
				parts, err := c.standAt(p.t, spans[key.windowKey], cut.line.terms, key.event, cut.line.on, period.Last()).parts(cut.amount)
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
	out := ir.MoneyOf(money.Ratio{}, s.c.prog.Plan.Currency)
	if s.settling == nil {
		return out, fmt.Errorf("%s: what a cap over components carries is known only when all of them are worked out, in settle", x.Name)
	}
	for _, p := range s.settling.posters {
		out.Num = out.Num.Add(p.carries[x.Cap])
	}
	return out, nil
}

// proveCut is what a cap over components had made of a line by the end of a pay period. What it cuts depends on all the lines
// before, so the payee's statements are worked out again and read.
func (p *Prover) proveCut(over *ir.CapOver, ref rainmaker.EventRef, window string) (Proof, error) {
	proof, found := Proof{Component: ir.Component{Name: over.Name, Label: over.Label, Credit: -1, Window: over.Window, At: over.At}}, false
	if p.statements == nil {
		p.statements = p.c.Statements(rainmaker.PayeeID(p.t.who.id))
	}
	for _, s := range p.statements {
		if s.Span.From > p.period.Span.From {
			break
		}
		for _, l := range s.Lines {
			if l.Component != over.Name || l.Event != ref || window != "" && l.Window != window {
				continue
			}
			worth, err := l.Before.Add(l.Amount)
			if err != nil {
				return proof, err
			}
			proof.Line, found = l, true
			proof.Line.Amount, proof.Line.Before = worth, money.New(0, worth.Currency())
		}
	}
	if !found {
		return proof, rainmaker.Errorf(rainmaker.NotFound, "", "%s has no line of %s under %s in %s", p.t.who.id, ref, over.Name, p.period.Label)
	}
	s := p.c.scopeAt(p.t, p.period.Span, p.period.Span.Last())
	var err error
	if s.window, err = s.windowOf(over.Window, min(proof.Line.CountsOn, p.t.span.Last())); err != nil {
		return proof, err
	}
	proof.Window, proof.Earned = s.window, ir.MoneyOf(proof.Line.Exact, p.c.prog.Plan.Currency)
	s.heard = func(r Reading) { proof.Readings = append(proof.Readings, r) }
	_, err = s.eval(over.Amount)
	return proof, err
}
