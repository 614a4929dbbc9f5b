package oracle

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"

	"rainmaker"
	"rainmaker/calendar"
)

// book is what stands between a payee's postings and their pay.
type book struct {
	o       *oracle
	payee   rainmaker.PayeeID
	tenures []*tenure
	kept    held
	lines   map[line]worth    // as last worked out
	payable map[partKey]int64 // what has become payable of each part of a line
	taken   map[takenKey]int64
	debts   map[string]int64
	held    []reserve

	// of the period at hand
	p        payPeriod
	inForce  bool
	newly    int64 // payable
	left     int64
	expected *Expected
}

type takenKey struct {
	clawback string
	line     line
}

type partKey struct {
	line line
	part int
}

// reserve is what is held until a day.
type reserve struct {
	name  string
	until calendar.Date
	minor int64
}

const (
	shortfall = "shortfall"
	mostParts = 16 // of a line, in any world
)

// settle leads from what is posted by the end of a period to what is paid for it.
func (b *book) settle(p payPeriod, posted map[line]int64, inForce bool, x *Expected) error {
	b.p, b.inForce, b.newly, b.expected = p, inForce, 0, x
	at := Statement{b.payee, p.label}
	lines := make([]line, 0, len(posted))
	for l := range posted {
		lines = append(lines, l)
	}
	slices.SortFunc(lines, compareLines)
	taken := map[string]int64{}
	for _, l := range lines {
		b.becomesPayable(l, posted[l], taken)
	}
	b.neverBooked(lines, taken)
	for _, name := range b.o.clawbackNames() {
		b.owes(name, taken[name])
		x.Taken[BalanceKey{at, name}] = taken[name]
	}
	b.left = b.newly
	x.Payable[at] = b.newly
	x.Advanced[at] = b.advanced(lines)
	if b.settling().w.Settle {
		if err := b.steps(); err != nil {
			return err
		}
	}
	x.Pay[at] = b.left
	for name, minor := range b.debts {
		x.Balances[BalanceKey{at, name}] = minor
	}
	for _, r := range b.held {
		x.Balances[BalanceKey{at, r.name}] += r.minor
	}
	return nil
}

// clone is a book that may be written in without another's changing.
func (b *book) clone() book {
	out := *b
	out.payable, out.taken, out.debts, out.held = maps.Clone(b.payable), maps.Clone(b.taken), maps.Clone(b.debts), slices.Clone(b.held)
	return out
}

func compareLines(a, b line) int {
	return slices.Compare([]string{a.component, a.window, a.event.Name, a.event.ID, fmt.Sprintf("%09d", a.from), strconv.Itoa(a.tenure), a.under, a.underWindow, fmt.Sprintf("%09d", a.underFrom)},
		[]string{b.component, b.window, b.event.Name, b.event.ID, fmt.Sprintf("%09d", b.from), strconv.Itoa(b.tenure), b.under, b.underWindow, fmt.Sprintf("%09d", b.underFrom)})
}

// becomesPayable adds what becomes payable of a line, and notes what clawbacks as paid take of it.
func (b *book) becomesPayable(l line, minor int64, taken map[string]int64) {
	now := b.p.span.Before - 1
	if minor != 0 && l.event.ID != "" && b.o.eventAt(l.event, now) == nil {
		return // what could not be worked out since its event went has no dates any more: it stays as it is
	}
	parts := b.o.dueParts(b.tenures[l.tenure], l, minor, b.lines[l], now)
	by := b.lines[l].by
	if by == nil { // a pool or a contest
		by = b.o
	}
	for i := range by.w.Clawbacks {
		c := &by.w.Clawbacks[i]
		if c.Never || !slices.Contains(c.Of, cmp.Or(l.under, l.component)) { // what a cap cuts goes with the line
			continue
		}
		key := takenKey{c.Name, l}
		var takes int64
		if happened, kept := b.o.clawedBack(c, b.o.eventAt(l.event, now), now); kept != nil {
			retained := b.o.rounded(new(big.Rat).Mul(kept, b.o.major(minor)))
			sign := int64(1)
			if minor < 0 { // what is below zero is the mirror of what is above it
				sign = -1
			}
			takes = sign * max(0, b.lapse(l, parts, sign, sign*retained, b.periodStart(happened))-sign*retained)
			b.o.seen[SeenTaken] = b.o.seen[SeenTaken] || takes > 0
			b.o.seen[SeenTakenBelow] = b.o.seen[SeenTakenBelow] || takes < 0
		} else if b.taken[key] > 0 {
			b.o.seen[SeenGivenBack] = true
		}
		taken[c.Name] += takes - b.taken[key]
		b.taken[key] = takes
	}
	var total int64
	for i, p := range parts {
		key := partKey{l, i}
		b.newly += p.minor - b.payable[key]
		b.payable[key] = p.minor
		total += p.minor
	}
	for i := len(parts); i < mostParts; i++ { // of an event that is gone
		b.newly -= b.payable[partKey{l, i}]
		delete(b.payable, partKey{l, i})
	}
	b.o.seen[SeenWaits] = b.o.seen[SeenWaits] || total != minor
}

// lapse lets parts of the period in which something happened, and later ones, lapse above what is retained. What has been
// payable of them stays so, as far as they are still worth it, and is taken back. It gives what is payable in all.
// Amounts are reckoned times a sign.
func (b *book) lapse(l line, parts []duePart, sign, retained int64, from calendar.Date) int64 {
	var total, kept int64
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(parts[x].day, parts[y].day) })
	for _, i := range order {
		p := &parts[i]
		minor := sign * p.minor
		if p.day >= from {
			worth := min(minor, max(0, retained-kept))
			stays := max(worth, min(minor, sign*b.payable[partKey{l, i}]))
			b.o.seen[SeenLapse] = b.o.seen[SeenLapse] || worth < minor
			kept += worth
			minor = stays
			p.minor = sign * stays
		} else {
			kept += minor
		}
		total += minor
	}
	return total
}

// periodStart is the first day of the pay period that contains a day.
func (b *book) periodStart(d calendar.Date) calendar.Date {
	if _, own := b.o.spanned(); !own {
		u, _ := unit(b.o.w.Plan.Period)
		return b.o.calendarSpan(u, d).From
	}
	for _, p := range b.o.periods(b.tenures) {
		if p.span.Contains(d) {
			return p.span.From
		}
	}
	return d
}

// clawedBack says when a clawback's condition was met by an event and what share is kept; nil where it is not.
func (o *oracle) clawedBack(c *Clawback, e *Event, now calendar.Date) (calendar.Date, *big.Rat) {
	if e == nil {
		return 0, nil
	}
	when, since := field(e, c.When, now), field(e, c.Since, now)
	if when.IsNone() || since.IsNone() {
		return 0, nil
	}
	on, from := when.Date(), since.Date()
	if on < from || on >= o.after(from, c.In) {
		return 0, nil
	}
	s := scope{o: o, now: now, event: e}
	if c.And != nil && s.truth(c.And) != yes {
		return 0, nil
	}
	if c.Each == "" {
		return on, new(big.Rat).Sub(rat(1, 1), c.Take)
	}
	return on, least(rat(1, 1), new(big.Rat).Mul(c.Keep, rat(elapsed(c.Each, from, on), 1)))
}

// after is a date plus a duration written out.
func (o *oracle) after(d calendar.Date, duration string) calendar.Date {
	var n int
	var of string
	if _, err := fmt.Sscanf(duration, "%d %s", &n, &of); err != nil {
		panic("oracle: duration " + duration)
	}
	if of == "days" {
		return d.AddDays(n)
	}
	return d.AddMonths(n)
}

// elapsed counts days, or completed or started months, from one day to another. Anniversaries are those of the first day.
func elapsed(each string, from, to calendar.Date) int64 {
	if each == "day" {
		return int64(to - from)
	}
	n := 0
	for from.AddMonths(n+1) <= to {
		n++
	}
	if each == "started month" && from.AddMonths(n) < to { // on an anniversary the next month has not started
		n++
	}
	return int64(n)
}

// owes lets what a clawback takes join its debt. What it gives back lowers the debt, and what the debt does not cover is
// payable.
func (b *book) owes(name string, minor int64) {
	b.debts[name] += minor
	if over := -b.debts[name]; over > 0 {
		b.debts[name] = 0
		b.newly += over
	}
}

// steps settle a period, from what is payable to what is paid.
func (b *book) steps() error {
	b.reserves()
	b.recover(shortfall, nil, nil)
	letter := b.settling()
	for i := range letter.w.Steps {
		s := &letter.w.Steps[i]
		live := s.Kind == stepRecover || s.Kind == stepForgive || b.inForce
		if live && (s.When == nil || b.scope().truth(s.When) == yes) {
			if err := b.step(s); err != nil {
				return err
			}
		}
	}
	if b.left < 0 {
		b.o.seen[SeenShortfall] = true
		b.debts[shortfall] -= b.left
		b.left = 0
	}
	return nil
}

// reserves return those whose day has come.
func (b *book) reserves() {
	b.held = slices.DeleteFunc(b.held, func(r reserve) bool {
		if r.until >= b.p.span.Before {
			return false
		}
		b.o.seen[SeenReturned] = true
		b.left += r.minor
		return true
	})
}

// recover takes from what is left, as far as the step lets it.
func (b *book) recover(debt string, atMost, leaving *int64) {
	takes := min(b.debts[debt], max(0, b.left))
	if atMost != nil {
		takes = min(takes, max(0, *atMost))
	}
	if leaving != nil {
		takes = min(takes, max(0, b.left-max(0, *leaving)))
	}
	b.o.seen[SeenRecovered] = b.o.seen[SeenRecovered] || takes > 0
	b.debts[debt] -= takes
	b.left -= takes
}

func (b *book) step(s *SettleStep) error {
	var amounts [3]*int64
	for i, e := range []Expr{s.Amount, s.AtMost, s.Leaving} {
		var err error
		if amounts[i], err = b.amount(e); err != nil {
			return err
		}
	}
	amount := amounts[0]
	switch s.Kind {
	case stepRecover:
		b.recover(s.Name, amounts[1], amounts[2])
	case stepTopUp:
		if more := *amount - b.left; more > 0 {
			b.o.seen[SeenDraw] = true
			b.debts[s.Name] += more
			b.left += more
		}
	case stepGuarantee:
		if b.left < 0 && *amount > b.left {
			b.debts[shortfall] -= b.left
			b.left = 0
		}
		if more := *amount - b.left; more > 0 {
			b.o.seen[SeenGuarantee] = true
			b.left += more
		}
	case stepHold:
		until := b.o.dateOf(s.Until, b.scope())
		holds := min(max(0, *amount), b.left)
		if holds > 0 && until >= b.p.span.Before {
			b.o.seen[SeenReserve] = true
			b.held = append(b.held, reserve{s.Name, until, holds})
			b.left -= holds
		}
	case stepForgive:
		b.o.seen[SeenForgiven] = b.o.seen[SeenForgiven] || b.debts[s.Name] > 0
		b.debts[s.Name] = 0
	}
	return nil
}

// amount is what a step names, rounded; nil where it names none.
func (b *book) amount(e Expr) (*int64, error) {
	if e == nil {
		return nil, nil
	}
	v, err := b.scope().eval(e)
	if err != nil {
		return nil, err
	}
	minor := b.o.rounded(v)
	return &minor, nil
}

// scope is that of a settlement: the period, on its last day on the plan.
func (b *book) scope() scope {
	t := b.tenures[len(b.tenures)-1]
	for _, live := range b.tenures {
		if live.active.Overlaps(b.p.span) {
			t = live
		}
	}
	balances := map[string]int64{"payable": b.newly, "left": b.left}
	for name, minor := range b.debts {
		balances[name] = minor
	}
	for _, r := range b.held {
		balances[r.name] += r.minor
	}
	for _, name := range b.o.capNames() {
		for _, t := range b.tenures {
			if now := b.p.span.Before - 1; t.active.From <= now {
				balances[b.o.capOver(name).carry()] += b.o.over(t, name, now, b.o.posted(t, now), func(line, worth) {})
			}
		}
	}
	s := b.settling().component(t, window{name: b.o.named(""), span: b.p.span}, b.o.at(b.p.span.Before-1))
	s.balances = balances
	return s
}
