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

// settler follows a payee's way from earned to paid from pay period to pay period: what has become payable of each line,
// what was taken back, and the balances, which belong to the payee and the plan's name, whatever the assignment.
type settler struct {
	c        *Calculation
	whole    bool // every line is payable as a whole when it is posted
	lines    map[settledKey]*settled
	undone   map[takenKey]claw // by clawbacks as if never booked
	balances []money.Money     // by the lineage's; nil before the first settlement
	reserves []tranche
}

type settledKey struct {
	t *tenure
	ledgerKey
}

// takenKey is one event under one component for a clawback.
type takenKey struct {
	t             *tenure
	by, component int // in the lineage
	event         *event
}

// settled is what has become of a line so far.
type settled struct {
	amount money.Money
	state  *state
	parts  map[int]settledPart
	claw   *claw
	// whole says that nothing more can become of it unless the line or its event changes.
	whole bool
}

type settledPart struct {
	text   string
	due    calendar.Date
	amount money.Money
}

// tranche is what was held once, until its date.
type tranche struct {
	balance int
	amount  money.Money
	until   calendar.Date
}

// settling is a posted line in the period at hand.
type settling struct {
	stand
	key    ledgerKey
	amount money.Money
}

// linesPayWhole reports whether every line of a plan is payable as a whole when it is posted, and stays so.
func linesPayWhole(p *ir.Program) bool {
	if len(p.Clawbacks) > 0 || p.Plan.Keeps != ir.KeepEarned {
		return false
	}
	for i := range p.Components {
		k := &p.Components[i]
		if len(k.Payable) > 0 || k.Advance != nil || slices.ContainsFunc(k.Exceptions, func(x ir.Exception) bool {
			return len(x.Terms.Payable) > 0 || x.Terms.Advance != nil
		}) {
			return false
		}
	}
	return true
}

func newSettler(c *Calculation) *settler {
	whole := !slices.ContainsFunc(c.line.all, func(v *Calculation) bool { return !linesPayWhole(v.prog) })
	return &settler{c: c, whole: whole, lines: map[settledKey]*settled{}, undone: map[takenKey]claw{}}
}

// turn is the settlement of one period, which counts only if the whole statement could be worked out.
type turn struct {
	*settler
	period   calendar.Span
	currency money.Currency
	out      rainmaker.Settlement
	now      map[settledKey]*settled
	undoing  map[takenKey]claw
	taken    map[int]money.Money // by clawback: what the period takes
	debts    []money.Money       // by balance, as they move
	held     []tranche
	left     money.Money
	scope    *scope
	posters  []*poster
	by       *Calculation // the version whose steps settle the period
	notes    []string
}

// settle works out a period's settlement. Posters are those whose lines are posted in it; live is the assignment in force
// in it, nil after the last has ended.
func (s *settler) settle(posters []*poster, live *tenure, period calendar.Span, cur money.Currency, lines []rainmaker.Line) (*turn, error) {
	none := money.New(0, cur)
	u := &turn{
		settler: s, period: period, currency: cur, now: map[settledKey]*settled{}, undoing: map[takenKey]claw{},
		taken: map[int]money.Money{}, held: slices.Clone(s.reserves), left: none, posters: posters,
	}
	u.out = rainmaker.Settlement{Payable: none, Pay: none, Advanced: none}
	u.debts = slices.Clone(s.balances)
	if err := u.open(); err != nil {
		return nil, err
	}
	u.by = u.settles(posters, live)
	if err := u.becomes(posters, lines); err != nil {
		return nil, err
	}
	if err := u.owe(); err != nil {
		return nil, err
	}
	if err := u.steps(posters, live); err != nil {
		return nil, err
	}
	return u, nil
}

// becomes works out what becomes payable in the period.
func (u *turn) becomes(posters []*poster, lines []rainmaker.Line) (err error) {
	if !u.whole {
		for _, p := range posters {
			if err := u.payable(p); err != nil {
				return err
			}
		}
		return nil
	}
	for _, l := range lines {
		if u.out.Payable, err = u.out.Payable.Add(l.Amount); err != nil {
			return fmt.Errorf("%s, %s: %w", l.Component, l.Event, err)
		}
	}
	return nil
}

// commit makes what the period settled count.
func (u *turn) commit() {
	maps.Copy(u.lines, u.now)
	maps.Copy(u.undone, u.undoing)
	u.balances, u.reserves = u.debts, u.held
}

// lives reports whether the period has anything to say: something moved, or is left to become payable, held or owed.
func (u *turn) lives() bool {
	o := &u.out
	return len(o.Parts)+len(o.Waiting)+len(o.Clawbacks)+len(o.Steps) > 0 ||
		slices.ContainsFunc(u.debts, func(m money.Money) bool { return !m.IsZero() })
}

// payable works out what becomes payable of an assignment's lines, and what its clawbacks take.
func (u *turn) payable(p *poster) error {
	lines, err := p.settling(u.period)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if err := u.line(l); err != nil {
			return fmt.Errorf("%s: %w", u.c.line.components.names[l.key.component], err)
		}
	}
	for i := range u.c.line.clawbacks.names {
		now, err := p.neverBooked(i, lines, u.period)
		if err != nil {
			return err
		}
		if err := u.undo(p.t, i, now); err != nil {
			return err
		}
	}
	return nil
}

// settling lists an assignment's lines as posted with the period at hand, in the letter's order, then by date and id.
func (p *poster) settling(period calendar.Span) ([]*settling, error) {
	windows, err := p.windows(period)
	if err != nil {
		return nil, err
	}
	spans := make(map[windowKey]calendar.Span, len(windows))
	for _, w := range windows {
		spans[w.key] = w.span
	}
	out := make([]*settling, 0, len(p.posted)+len(p.pending))
	add := func(key ledgerKey, was *posted) {
		v := p.c.line.all[was.place]
		st := v.standAt(p.t.in(v), spans[key.windowKey], was.terms, key.event.in(v), was.on, period.Last())
		out = append(out, &settling{st, key, was.amount})
	}
	for key, was := range p.posted {
		if p.pending[key] == nil {
			add(key, was)
		}
	}
	for key, was := range p.pending {
		add(key, was)
	}
	slices.SortFunc(out, func(a, b *settling) int {
		return cmp.Or(cmp.Compare(a.key.component, b.key.component), cmp.Compare(a.s.window.From, b.s.window.From),
			cmp.Compare(a.key.window, b.key.window), cmp.Compare(a.on, b.on), compareEvents(a.key.event, b.key.event),
			cmp.Compare(a.key.cut.of, b.key.cut.of), cmp.Compare(a.key.cut.window, b.key.cut.window))
	})
	return out, nil
}

// compareEvents orders by id, then kind; a line of the window's own comes last.
func compareEvents(a, b *event) int {
	switch {
	case a == b:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Or(rainmaker.CompareIDs(a.ref.ID, b.ref.ID), cmp.Compare(a.ref.Name, b.ref.Name))
}

// line works out what becomes payable of a line, and what a clawback as paid takes of it.
func (u *turn) line(l *settling) error {
	key := settledKey{l.s.tenure.in(u.c), l.key}
	old := u.lines[key]
	if old == nil {
		old = &settled{}
	}
	gone := l.s.event != nil && l.s.state.version == nil
	if old.whole && old.amount == l.amount && old.state == l.s.state || gone && !l.amount.IsZero() {
		return nil // nothing about it changed; what a blocked period holds of an event that is no more waits for it
	}
	now := &settled{amount: l.amount, state: l.s.state, parts: map[int]settledPart{}, whole: true}
	var parts []part
	var err error
	if !l.amount.IsZero() {
		if parts, err = l.parts(l.amount); err != nil {
			return err
		}
	}
	waits := slices.IndexFunc(parts, func(x part) bool { return x.state != partPayable })
	if waits < 0 {
		waits = len(parts)
	}
	pays := make([]money.Money, waits)
	for i, x := range parts[:waits] {
		pays[i] = x.amount
	}
	if now.claw, err = l.clawAt(l.key.component, false); err != nil {
		return err
	}
	if l.amount.IsZero() {
		now.claw = nil // nothing is earned, so nothing is kept or taken
	}
	if now.claw != nil {
		before := map[int]money.Money{}
		for n, was := range old.parts {
			before[n] = was.amount
		}
		if pays, err = now.claw.claim(l.stand, l.amount, parts[:waits], before); err != nil {
			return err
		}
	}
	for i, x := range parts[:waits] {
		now.parts[x.n] = settledPart{x.text, x.due, pays[i]}
	}
	u.now[key] = now
	if err := u.become(l, old, now, parts[waits:]); err != nil {
		return err
	}
	return u.claw(u.c.lineRef(l.key), old.claw, now.claw)
}

// become notes what became payable of a line since the period before, what waits, and what of it is an advance.
func (u *turn) become(l *settling, old, now *settled, rest []part) error {
	advanced, err := l.advanced()
	if err != nil {
		return err
	}
	ref := u.c.lineRef(l.key)
	numbers := slices.Collect(maps.Keys(now.parts))
	for n := range old.parts {
		if _, still := now.parts[n]; !still {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	held := rainmaker.Advance{LineRef: ref, Amount: orNone(money.Money{}, u.currency)}
	for _, n := range numbers {
		is, was := now.parts[n], old.parts[n]
		x := rainmaker.PayablePart{LineRef: ref, Part: n, Text: is.text, Due: is.due, Amount: orNone(is.amount, u.currency), Advanced: advanced}
		if is.text == "" {
			x.Text, x.Due = was.text, was.due
		}
		if held.Amount, err = held.Amount.Add(x.Amount); err != nil {
			return err
		}
		if x.Amount, err = x.Amount.Sub(orNone(was.amount, u.currency)); err != nil {
			return err
		}
		if x.Amount.IsZero() {
			continue
		}
		if u.out.Payable, err = u.out.Payable.Add(x.Amount); err != nil {
			return err
		}
		u.out.Parts = append(u.out.Parts, x)
	}
	if advanced {
		if err := u.advance(held, now); err != nil {
			return err
		}
	}
	return u.wait(ref, now, rest, advanced)
}

// advance notes what is an advance of a line, less what a clawback took of it.
func (u *turn) advance(held rainmaker.Advance, now *settled) error {
	var err error
	if now.claw != nil {
		if held.Amount, err = held.Amount.Sub(now.claw.taken); err != nil {
			return err
		}
	}
	if held.Amount.IsZero() {
		return nil
	}
	if u.out.Advanced, err = u.out.Advanced.Add(held.Amount); err != nil {
		return err
	}
	u.out.Advances = append(u.out.Advances, held)
	return nil
}

// wait notes the parts that are not payable yet; after a clawback only as far as what is kept goes.
func (u *turn) wait(ref rainmaker.LineRef, now *settled, rest []part, advanced bool) error {
	now.whole = !advanced
	room := money.Money{}
	if now.claw != nil {
		var err error
		if room, err = now.claw.room(); err != nil {
			return err
		}
	}
	for _, x := range rest {
		if x.state != partWaits {
			continue
		}
		now.whole = false
		amount := x.amount
		if now.claw != nil {
			if amount.Minor()*int64(room.Sign()) <= 0 {
				continue
			}
			if amount.Sign() > 0 && amount.Cmp(room) > 0 || amount.Sign() < 0 && amount.Cmp(room) < 0 {
				amount = room
			}
			var err error
			if room, err = room.Sub(amount); err != nil {
				return err
			}
		}
		if amount.IsZero() {
			continue
		}
		w := rainmaker.WaitingPart{LineRef: ref, Part: x.n, Text: x.text, For: x.waits, Amount: amount}
		if x.dated {
			due := x.due
			w.Due = &due
		}
		u.out.Waiting = append(u.out.Waiting, w)
	}
	return nil
}

// room is what of the kept share has not become payable yet.
func (cl *claw) room() (money.Money, error) {
	left, err := cl.earned.Sub(cl.lapsed)
	if err == nil {
		left, err = left.Sub(cl.kept)
	}
	if err == nil {
		left, err = left.Sub(cl.taken)
	}
	return left, err
}

func orNone(m money.Money, c money.Currency) money.Money {
	if m.Currency() == "" {
		return money.New(0, c)
	}
	return m
}

// undo notes what clawbacks as if never booked take since the period before.
func (u *turn) undo(t *tenure, by int, now map[takenKey]claw) error {
	keys := slices.Collect(maps.Keys(now))
	for key := range u.undone {
		if _, still := now[key]; key.t == t && key.by == by && !still {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b takenKey) int {
		return cmp.Or(cmp.Compare(a.component, b.component), compareEvents(a.event, b.event))
	})
	for _, key := range keys {
		var is, was *claw
		if cl, ok := now[key]; ok {
			is = &cl
		}
		if cl, ok := u.undone[key]; ok && cl.earned.Currency() != "" {
			was = &cl
		}
		components := &u.c.line.components
		ref := rainmaker.LineRef{Component: components.names[key.component], Label: components.labels[key.component], Event: key.event.ref}
		if err := u.claw(ref, was, is); err != nil {
			return err
		}
		u.undoing[key] = claw{}
		if is != nil {
			u.undoing[key] = *is
		}
	}
	return nil
}

// claw notes what a clawback takes of an event now, less what it had taken before.
func (u *turn) claw(ref rainmaker.LineRef, was, is *claw) error {
	if was != nil && (is == nil || is.by != was.by) {
		none := money.New(0, u.currency)
		back := &claw{by: was.by, clause: was.clause, on: was.on, share: money.Whole(1), earned: was.earned, kept: was.earned, lapsed: none, taken: none}
		if err := u.clawLine(ref, was, back); err != nil {
			return err
		}
		was = nil
	}
	if is == nil {
		return nil
	}
	return u.clawLine(ref, was, is)
}

func (u *turn) clawLine(ref rainmaker.LineRef, was, is *claw) error {
	cb := is.clause
	before, lapsed := money.New(0, u.currency), money.New(0, u.currency)
	if was != nil {
		before, lapsed = was.taken, was.lapsed
	}
	diff, err := is.taken.Sub(before)
	if err != nil || diff.IsZero() && lapsed == is.lapsed {
		return err
	}
	if u.taken[is.by], err = orNone(u.taken[is.by], u.currency).Add(diff); err != nil {
		return err
	}
	u.out.Clawbacks = append(u.out.Clawbacks, rainmaker.ClawbackLine{
		Clawback: cb.Name, Label: labelOf(cb.Label, cb.Name), Component: ref.Component, Event: ref.Event, On: is.on,
		Amount: diff.Neg(), Before: before.Neg(), Earned: is.earned, Kept: is.kept, Lapsed: is.lapsed, Share: is.share,
		NeverBooked: cb.NeverBooked,
	})
	return nil
}
