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

// Clawbacks, language §11. What one has taken of an event follows the posting rule: worked out on what is known now, less
// what was taken before.

// claw is what a clawback takes of one event under one component.
type claw struct {
	by     int          // the clawback, in the lineage
	clause *ir.Clawback // as the version that pays the event has it
	on     calendar.Date
	share  money.Ratio // kept
	// earned is what the event had earned, or as if never booked what had become payable because of it; of that kept
	// stays, lapsed never becomes payable, and taken is what was payable above it.
	earned, kept, lapsed, taken money.Money
}

// clawAt is the clawback of a component, of the lineage, whose condition an event meets, with the date in it and the share that is kept;
// nil where none is met. The checker sees to it that no two can be.
func (l stand) clawAt(id int, neverBooked bool) (*claw, error) {
	if l.s.event == nil || l.s.state.version == nil {
		return nil, nil // a line of the window's own is not taken back, and an event that is no more has nothing to take
	}
	component := l.s.c.line.components.in(l.s.c.place, id)
	for i := range l.s.c.prog.Clawbacks {
		cb := &l.s.c.prog.Clawbacks[i]
		if cb.NeverBooked != neverBooked || !slices.Contains(cb.Of, component) {
			continue
		}
		on, met, err := l.meets(cb)
		if err != nil {
			return nil, fmt.Errorf("clawback %s of %s: %w", cb.Name, l.s.event.ref, err)
		}
		if !met {
			continue
		}
		share, err := l.keeps(cb, on)
		if err != nil {
			return nil, fmt.Errorf("clawback %s of %s: %w", cb.Name, l.s.event.ref, err)
		}
		return &claw{by: l.s.c.line.clawbacks.ids[l.s.c.place][i], clause: cb, on: on, share: share}, nil
	}
	return nil, nil
}

// meets reports whether an event meets a clawback's condition, and the day on which what it tells of happened.
func (l stand) meets(cb *ir.Clawback) (calendar.Date, bool, error) {
	on, from, err := l.s.two(cb.On, cb.From)
	if err != nil || on.None || from.None || on.Date < from.Date || on.Date >= shift(from.Date, cb.For) {
		return 0, false, err
	}
	if cb.And == nil {
		return on.Date, true, nil
	}
	yes, err := l.s.holds(cb.And)
	return on.Date, yes, err
}

// keeps is the share that a clawback lets stay, between nothing and all.
func (l stand) keeps(cb *ir.Clawback, on calendar.Date) (money.Ratio, error) {
	whole := money.Whole(1)
	if cb.Keep == ir.TakeAll {
		return money.Ratio{}, nil
	}
	share, err := l.s.eval(cb.Share)
	if err != nil {
		return whole, err
	}
	if cb.Keep == ir.TakeShare {
		return within01(whole.Sub(share.Num)), nil
	}
	since, err := l.s.eval(cb.Since)
	if err != nil {
		return whole, err
	}
	if since.None {
		return whole, fmt.Errorf("there is no %s from which to count what is kept", dateText(cb.Since))
	}
	n := int(on - since.Date)
	if cb.Keep != ir.KeepPerDay {
		n = calendar.CompletedMonths(since.Date, on)
		if cb.Keep == ir.KeepPerStartedMonth && since.Date.AddMonths(n) < on {
			n++
		}
	}
	return within01(share.Num.Mul(money.Whole(int64(n)))), nil
}

func within01(r money.Ratio) money.Ratio {
	return money.Min(money.Max(r, money.Ratio{}), money.Whole(1))
}

// claim works a clawback out as paid, of one line: amount is what the line earned, parts what of it is payable by now and
// before how much of each part had become payable earlier. It gives what is payable of each part.
//
// What is kept is the kept share of what was earned, as far as it becomes payable. Parts due in a pay period before the
// one in which it happened count as payable; those of that period and later fill what is kept and lapse above it, and are
// taken back where they had been paid before it was known.
func (cl *claw) claim(l stand, amount money.Money, parts []part, before map[int]money.Money) ([]money.Money, error) {
	cur, rounding := amount.Currency(), l.s.c.prog.Plan.Rounding
	retained, err := money.RoundTo(amount.Ratio().Mul(cl.share), cur, rounding)
	if err != nil {
		return nil, err
	}
	start, err := l.s.c.periodStart(l.s.tenure, cl.on)
	if err != nil {
		return nil, err
	}
	minus := amount.Sign() < 0 // a return's line mirrors the line of a deal
	least := func(a, b int64) int64 {
		if minus {
			return max(a, b)
		}
		return min(a, b)
	}
	most := func(a, b int64) int64 {
		if minus {
			return min(a, b)
		}
		return max(a, b)
	}
	due, allowed, paid := int64(0), int64(0), int64(0)
	out := make([]money.Money, len(parts))
	for i, p := range parts {
		full := p.amount.Minor()
		due += full
		may := full
		if p.due >= start {
			may = least(full, most(0, retained.Minor()-allowed))
		}
		allowed += may
		pays := most(may, least(before[p.n].Minor(), full))
		paid += pays
		out[i] = money.New(pays, cur)
	}
	kept := least(retained.Minor(), due)
	cl.earned, cl.kept, cl.taken = amount, money.New(kept, cur), money.New(paid-kept, cur)
	cl.lapsed, err = amount.Sub(money.New(most(paid, retained.Minor()), cur))
	return out, err
}

// periodStart is the first day of the pay period that contains a day; after the last of periods that end with the
// assignment it is the day after it.
func (c *Calculation) periodStart(t *tenure, on calendar.Date) (calendar.Date, error) {
	s := &scope{c: c, who: t.who, tenure: t, day: on}
	if c.prog.Plan.Period.Kind == ir.OfSpan && on >= t.span.Before {
		return t.span.Before, nil
	}
	span, err := s.windowOf(c.prog.Plan.Period, on)
	return span.From, err
}

// leaving is an event that leaves as if it had never been booked.
type leaving struct {
	event *event // its identity
	place int    // the version under which it leaves
	claw  claw
}

// neverBooked works out, for one clawback and one assignment, what is taken of each event that meets its condition: the
// events leave one after another in the order of that date, then id, and each time what has become payable in the listed
// components with the event, less without it, is taken but for the share that is kept. Measures, other components and the
// components' own lines stay as they are.
func (p *poster) neverBooked(by int, lines []*settling, period calendar.Span) (map[takenKey]claw, error) {
	name := p.c.line.clawbacks.names[by]
	events, err := p.leavers(by, lines)
	if err != nil || len(events) == 0 {
		return nil, err
	}
	out := map[takenKey]claw{}
	gone := map[*event]calendar.Date{}
	for _, e := range events {
		from := p.c.firstCount(e.event, period.Last(), p.t.who.id)
		of := make([]int, len(e.claw.clause.Of)) // in the lineage
		for i, k := range e.claw.clause.Of {
			of[i] = p.c.line.components.ids[e.place][k]
		}
		with, err := p.payableWithout(of, gone, lines, from, period)
		if err != nil {
			return nil, fmt.Errorf("clawback %s of %s: %w", name, e.event.ref, err)
		}
		gone[e.event] = from
		without, err := p.payableWithout(of, gone, lines, from, period)
		if err != nil {
			return nil, fmt.Errorf("clawback %s of %s: %w", name, e.event.ref, err)
		}
		for _, k := range of {
			cl := e.claw
			if err := cl.undo(with[k], without[k], p.c.line.all[e.place].prog.Plan.Rounding, lines[0].amount.Currency()); err != nil {
				return nil, fmt.Errorf("clawback %s of %s: %w", name, e.event.ref, err)
			}
			out[takenKey{p.t, by, k, e.event}] = cl
		}
	}
	return out, nil
}

// undo takes the difference an event made, but for the share that is kept.
func (cl *claw) undo(with, without money.Money, r money.Rounding, cur money.Currency) error {
	none := money.New(0, cur)
	for _, m := range []*money.Money{&with, &without} {
		if m.Currency() == "" {
			*m = none
		}
	}
	var err error
	if cl.earned, err = with.Sub(without); err != nil {
		return err
	}
	if cl.taken, err = money.RoundTo(cl.earned.Ratio().Mul(money.Whole(1).Sub(cl.share)), cur, r); err != nil {
		return err
	}
	cl.lapsed = none
	cl.kept, err = cl.earned.Sub(cl.taken)
	return err
}

// leavers are the events of a clawback's components that meet its condition, in the order in which they leave.
func (p *poster) leavers(by int, lines []*settling) ([]leaving, error) {
	var out []leaving
	seen := map[*event]bool{}
	for _, l := range lines {
		e := l.key.event
		if e == nil || seen[e] || !l.s.c.takesBack(by, l.key.component) {
			continue
		}
		seen[e] = true
		cl, err := l.clawAt(l.key.component, true)
		if err != nil {
			return nil, err
		}
		if cl != nil && cl.by == by {
			out = append(out, leaving{e, l.s.c.place, *cl})
		}
	}
	slices.SortFunc(out, func(a, b leaving) int {
		return cmp.Or(cmp.Compare(a.claw.on, b.claw.on), rainmaker.CompareIDs(a.event.ref.ID, b.event.ref.ID),
			cmp.Compare(a.event.ref.Name, b.event.ref.Name))
	})
	return out, nil
}

// takesBack reports whether a clawback of the lineage is, in the version, one of a component.
func (c *Calculation) takesBack(by, component int) bool {
	i := c.line.clawbacks.in(c.place, by)
	return i >= 0 && slices.Contains(c.prog.Clawbacks[i].Of, c.line.components.in(c.place, component))
}

// firstCount is the earliest day on which a credit of an event counts for a payee: no window that ended before it feels it.
func (c *Calculation) firstCount(of *event, moment calendar.Date, payee string) calendar.Date {
	first := calendar.EndOfTime
	for _, v := range c.line.all {
		read := of.in(v)
		if read == nil {
			continue
		}
		for _, e := range v.at(read, moment).entries {
			if e.payee == payee {
				first = min(first, e.countsOn)
			}
		}
	}
	return first
}

// payableWithout is what would be payable by now in a clawback's components had some events never been booked, of the
// windows that have not ended before a day. Each event is gone from the windows that had not ended before it counted; of
// those before the day only caps over components still see what became of them.
func (p *poster) payableWithout(of []int, gone map[*event]calendar.Date, lines []*settling, from calendar.Date, period calendar.Span) (map[int]money.Money, error) {
	before := map[int]*Calculation{len(gone): p.c.without(goneBy(gone, calendar.EndOfTime))}
	out := map[int]money.Money{}
	windows, err := p.windows(period)
	if err != nil {
		return nil, err
	}
	posted := map[windowKey]bool{}
	for _, l := range lines {
		posted[l.key.windowKey] = true
	}
	var items []capItem
	redone := map[windowKey]bool{}
	for _, w := range windows {
		left := goneBy(gone, w.span.Before)
		if !slices.Contains(of, w.key.component) || w.span.Before <= from && len(left) == 0 {
			continue // it stands as it is posted
		}
		// Where nothing is posted with them, a floor may lift something without them, or the window before carry something into it.
		if !posted[w.key] && p.holds(w.key) {
			continue
		}
		c := before[len(left)] // as many are gone from two windows where the same are
		if c == nil {
			c = p.c.without(left)
			before[len(left)] = c
		}
		g, err := c.earnIn(p.t, w, period.Last(), nil)
		if err != nil {
			return nil, err
		}
		redone[w.key] = true
		for _, x := range g.worths {
			items = append(items, capItem{
				capped{key: ledgerKey{windowKey: w.key, event: x.event.identity()}, amount: x.amount, earned: x.earned, on: x.on, terms: x.terms, place: x.place},
				w.span,
			})
			if w.span.Before <= from {
				continue
			}
			v := c.line.all[x.place]
			parts, err := v.standAt(p.t.in(v), w.span, x.terms, x.event.in(v), x.on, period.Last()).parts(x.amount)
			if err != nil {
				return nil, err
			}
			if err := addPayable(out, w.key.component, parts); err != nil {
				return nil, err
			}
		}
	}
	for _, x := range p.ledger(windows) {
		if !redone[x.key.windowKey] {
			items = append(items, x)
		}
	}
	return out, p.cutPayable(p.c, of, items, period, out)
}

// goneBy are the events that had counted before a day.
func goneBy(gone map[*event]calendar.Date, day calendar.Date) map[*event]bool {
	out := map[*event]bool{}
	for e, from := range gone {
		if from < day {
			out[e] = true
		}
	}
	return out
}

func addPayable(sums map[int]money.Money, component int, parts []part) error {
	for _, x := range parts {
		if x.state != partPayable {
			continue
		}
		sum, ok := sums[component]
		if !ok {
			sum = money.New(0, x.amount.Currency())
		}
		var err error
		if sums[component], err = sum.Add(x.amount); err != nil {
			return err
		}
	}
	return nil
}

// without is the calculation as if some events had never been booked.
func (c *Calculation) without(events map[*event]bool) *Calculation {
	if len(events) == 0 {
		return c
	}
	other := c.fork() // its answers are asked once, and go with it
	for _, v := range other.line.all {
		v.unbooked = maps.Clone(events)
	}
	return other
}
