package oracle

import (
	"fmt"
	"maps"
	"math/big"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// Statement says whose statement for which period.
type Statement struct {
	Payee  rainmaker.PayeeID
	Period string
}

// BalanceKey says which debt, reserve or clawback of whose statement.
type BalanceKey struct {
	Statement
	Name string
}

// MeasureKey says which measure of whom at the end of which period.
type MeasureKey struct {
	Payee   rainmaker.PayeeID
	Period  string
	Measure string
}

// Reading is a measure's value, or why it has none.
type Reading struct {
	Value   *big.Rat
	Trouble string
}

// Expected is what a calculation of a world must give.
type Expected struct {
	Plan rainmaker.PlanName
	// Currencies are those in which people are paid.
	Currencies map[rainmaker.PayeeID]money.Currency
	// Statements are the pay periods in which an assignment is in force, and their spans.
	Statements map[Statement]calendar.Span
	// Posted is in minor units; what is 0 may be missing.
	Posted map[Key]int64
	// Worth is what the line is worth at the end of the period, exact, wherever the line was ever worth something.
	Worth map[Key]*big.Rat
	// Moved is the same of the lines alone for which something is posted in the period.
	Moved map[Key]*big.Rat
	// Blocked says why a statement cannot be calculated.
	Blocked map[Statement]string
	// Payable is what becomes payable in a period and Pay what is paid, Balances what debts and reserves stand at after it,
	// Taken what a clawback takes in it: in minor units.
	Payable, Pay map[Statement]int64
	// Advanced is what of all that was ever payable is still an advance at the end of a period.
	Advanced        map[Statement]int64
	Balances, Taken map[BalanceKey]int64
	// Measures are read at the end of each period that is in Statements, but for those of an event by itself.
	Measures map[MeasureKey]Reading

	seen map[string]bool
}

// oracle works out one world.
type oracle struct {
	*family
	w          *World
	force      calendar.Span  // on which its letter is
	pays       money.Currency // what whoever is worked out is paid in
	flows      map[flowKey]flowResult
	exceptions map[string]exceptionResult
	tenuresOf  map[rainmaker.PayeeID][]*tenure
	heldBy     map[rainmaker.PayeeID][]*tenure // in every plan
	gone       map[rainmaker.EventRef]bool     // left out, as if never booked
	winnings   map[string]winnings
	knownAt    map[calendar.Date][]*Event
	measured   map[measureKey]flowResult
	partsOf    map[partsKey][]part
	figures    map[money.Amount]*big.Rat // parsed
	seen       map[string]bool
}

func newOracle(w *World) *oracle {
	return &oracle{
		w: w, pays: w.Plan.Currency, flows: map[flowKey]flowResult{},
		exceptions: map[string]exceptionResult{},
		tenuresOf:  map[rainmaker.PayeeID][]*tenure{}, heldBy: map[rainmaker.PayeeID][]*tenure{}, figures: map[money.Amount]*big.Rat{},
		winnings: map[string]winnings{}, knownAt: map[calendar.Date][]*Event{}, measured: map[measureKey]flowResult{},
		partsOf: map[partsKey][]part{}, seen: map[string]bool{},
	}
}

// line is one line of a component's window in one tenure.
type line struct {
	tenure    int
	component string
	window    string
	from      calendar.Date // the window's start
	until     calendar.Date // and end; of an event by itself the day after it counts
	event     rainmaker.EventRef
	// of a line of a cap over components: the component whose line it cuts, and the start of that line's window
	under       string
	underFrom   calendar.Date
	underWindow string
}

// Expected works out what must be posted in every pay period that begins on or before the world's last day.
func (w World) Expected() Expected {
	if w.expected != nil {
		return *w.expected
	}
	o := newFamily(&w).letters[0]
	x := Expected{
		Plan: rainmaker.PlanName(w.Plan.Name), Currencies: map[rainmaker.PayeeID]money.Currency{}, Statements: map[Statement]calendar.Span{},
		Blocked: map[Statement]string{}, Measures: map[MeasureKey]Reading{}, seen: o.seen,
	}
	x.amounts()
	for i := range w.Payees {
		p := &w.Payees[i]
		o.paidIn(w.paysIn(p))
		x.Currencies[p.ID] = o.pays
		o.pay(p.ID, &x)
	}
	return x
}

// payPeriod is a pay period and its label.
type payPeriod struct {
	label string
	span  calendar.Span
}

// periods are the pay periods of a payee from the first assignment to the last day. They go on after the last assignment,
// so that what is learned late has one to post in.
func (o *oracle) periods(tenures []*tenure) []payPeriod {
	var out []payPeriod
	if param, ok := o.spanned(); ok {
		for _, t := range tenures {
			for _, s := range o.personalSpans(t, param) {
				if s.From <= o.w.Through {
					out = append(out, payPeriod{s.From.String(), s})
				}
			}
		}
		return out
	}
	u, _ := unit(o.w.Plan.Period)
	for d := tenures[0].active.From; ; {
		p, err := o.w.Calendar.Period(u, d)
		if err != nil {
			panic("oracle: " + err.Error())
		}
		if p.Span.From > o.w.Through {
			break
		}
		out = append(out, payPeriod{p.Label, p.Span})
		d = p.Span.Before
	}
	return out
}

func (o *oracle) pay(payee rainmaker.PayeeID, x *Expected) {
	tenures := o.tenures(payee)
	if len(tenures) == 0 {
		return
	}
	posted := map[line]int64{}
	kept := held{}
	b := &book{
		o: o, payee: payee, tenures: tenures, kept: kept, lines: map[line]worth{}, payable: map[partKey]int64{},
		taken: map[takenKey]int64{}, debts: map[string]int64{},
	}
	for _, p := range o.periods(tenures) {
		now := p.span.Before - 1
		inForce := false
		worth := map[line]worth{}
		blocked := ""
		for _, t := range tenures {
			if t.active.From > now {
				continue
			}
			err := o.tenureWorth(t, now, kept, worth)
			if !t.active.Overlaps(p.span) {
				if err != nil { // nobody waits for a statement of this assignment any more
					restore(worth, posted, t.index)
					kept[t.index] = append(kept[t.index], p.span)
				}
				continue
			}
			inForce = true
			o.readMeasures(t, p, x)
			if err != nil && blocked == "" {
				blocked = err.text
				o.seen[err.kind] = true
			}
		}
		at := Statement{payee, p.label}
		if inForce {
			x.Statements[at] = p.span
		}
		if blocked != "" {
			x.Blocked[at] = blocked
			kept.block(tenures, p.span)
			continue
		}
		for l, minor := range posted {
			if _, waits := kept.span(l.tenure, l.until); waits {
				worth[l] = worthOf(minor)
			}
		}
		for l, v := range worth {
			if v.event != nil { // worked out now, not held as it was posted
				b.lines[l] = v
			}
		}
		trial := Expected{}
		trial.amounts()
		then, settled := maps.Clone(posted), b.clone()
		o.post(p, payee, worth, then, inForce, &trial)
		if err := settled.settle(p, then, inForce, &trial); err != nil { // nothing is posted that cannot be settled
			x.Blocked[at] = err.Error()
			o.seen[BlockedSettling] = true
			kept.block(tenures, p.span)
			continue
		}
		x.add(&trial)
		posted, *b = then, settled
	}
}

// held are the blocked periods of each tenure: a window that ended within one is that period's, reading 20.
type held map[int][]calendar.Span

// block holds what ended within a period.
func (h held) block(tenures []*tenure, period calendar.Span) {
	for _, t := range tenures {
		h[t.index] = append(h[t.index], period)
	}
}

// span is the blocked period that holds a window ending before a day.
func (h held) span(tenure int, until calendar.Date) (calendar.Span, bool) {
	for _, s := range h[tenure] {
		if s.From < until && until <= s.Before {
			return s, true
		}
	}
	return calendar.Span{}, false
}

// worthOf is what a line is worth that stays as it was posted.
func worthOf(minor int64) worth { return worth{minor: minor} }

// restore leaves an assignment's lines as they were posted.
func restore(now map[line]worth, posted map[line]int64, tenure int) {
	for l := range now {
		if l.tenure == tenure {
			delete(now, l)
		}
	}
	for l, minor := range posted {
		if l.tenure == tenure {
			now[l] = worth{minor: minor}
		}
	}
}

// tenureWorth works out every line of every window begun by now. What a blocked period holds and cannot be valued yet is
// left out; a blocked period whose windows can all be valued holds them no more.
func (o *oracle) tenureWorth(t *tenure, now calendar.Date, kept held, into map[line]worth) *trouble {
	troubled := map[calendar.Span]bool{}
	mine := map[line]worth{}
	fails := func(until calendar.Date, err error) *trouble {
		if s, ok := kept.span(t.index, until); ok {
			troubled[s] = true
			return nil
		}
		return err.(*trouble)
	}
	for _, name := range o.componentNames() {
		c := o.anywhere(name)
		if o.perEvent(c) {
			if err := o.presentEach(t, c, now, fails); err != nil {
				return err
			}
		}
		groups, broken := o.groups(t, c, o.at(now))
		for _, b := range broken {
			if fatal := fails(b.until, b.err); fatal != nil {
				return fatal
			}
		}
		for _, g := range groups {
			for _, v := range g.lines {
				key := line{tenure: t.index, component: c.Name, window: g.w.name, from: g.w.span.From, until: g.until, event: v.event.ref()}
				mine[key] = mine[key].plus(v)
			}
		}
	}
	put := func(l line, v worth) { mine[l] = v }
	for _, b := range o.sharedLines(t, now, put) {
		if fatal := fails(b.until, b.err); fatal != nil {
			return fatal
		}
	}
	o.overLines(t, now, o.posted(t, now), put)
	kept[t.index] = slices.DeleteFunc(kept[t.index], func(s calendar.Span) bool { return !troubled[s] })
	for l, v := range mine {
		if _, waits := kept.span(t.index, l.until); !waits {
			into[l] = v
		}
	}
	return nil
}

// presentEach asks, on the last day of each pay period, for what a component names that is paid event by event.
func (o *oracle) presentEach(t *tenure, c *Component, now calendar.Date, fails func(calendar.Date, error) *trouble) *trouble {
	for _, p := range o.periods(o.tenures(t.payee)) {
		if p.span.From > now || !p.span.Overlaps(t.active) {
			continue
		}
		for _, x := range o.stretches(t, c.Name, window{name: o.named(""), span: p.span}) {
			s := x.o.component(t, window{name: o.named(""), span: p.span}, o.at(now))
			s.on = x.days.Before - 1
			if err := s.present(x.o.w.component(c.Name)); err != nil {
				if fatal := fails(p.span.Before, err); fatal != nil {
					return fatal
				}
			}
		}
	}
	return nil
}

// brokenWindow is a window of a component that cannot be valued.
type brokenWindow struct {
	w     window
	until calendar.Date
	err   error
}

// moment is when something is worked out: on what is known at the end of now, of what counts up to asOf and of windows that
// have ended by ends.
type moment struct{ now, asOf, ends calendar.Date }

// at is the end of a pay period. Of one that the last day of interest lies in, that day is the last that has come.
func (o *oracle) at(now calendar.Date) moment {
	return moment{now, calendar.EndOfTime, min(now, o.w.Through)}
}

// over reports whether a window has ended.
func (m moment) over(w window) bool { return w.span.Before-1 <= m.ends }

// groups are the windows of a component begun by now, each with its lines as they are posted, and those that cannot be
// valued.
func (o *oracle) groups(t *tenure, c *Component, m moment) ([]filled, []brokenWindow) {
	key := fmt.Sprint(t.payee, t.index, c.Name, m)
	if got, ok := o.worked[key]; ok {
		return got.groups, got.broken
	}
	var out worked
	out.groups, out.broken = o.unlimited(t, c, m)
	var err error
	if out.groups, err = o.fill(t, c, out.groups, m, func(window, []worth) {}); err != nil {
		panic("oracle: " + err.Error()) // what limits name is there, else the window is broken
	}
	for i := range out.groups {
		g := &out.groups[i]
		o.converted(g.w, g.lines, m.now)
		each := o.w.Plan.PerLine || o.perEvent(c)
		if each {
			g.lines = joined(g.lines)
		}
		o.round(g.lines, each)
	}
	o.worked[key] = out
	return out.groups, out.broken
}

// unlimited are the same before floors and caps of windows, and exact.
func (o *oracle) unlimited(t *tenure, c *Component, m moment) (groups []filled, broken []brokenWindow) {
	for _, w := range o.windowsOf(t, c, m) {
		rules := o.ruling(t, c.Name, w)
		if rules == nil { // a bonus that the letter in force when its window ends no longer has
			continue
		}
		g, err := o.gross(t, rules, c.Name, w, m)
		if err != nil {
			broken = append(broken, brokenWindow{w, g.until, err})
			continue
		}
		groups = append(groups, g)
	}
	if !o.perEvent(c) {
		return groups, broken
	}
	groups, err := o.gathered(t, c, groups, m)
	if err != nil {
		panic("oracle: " + err.Error()) // a day has one answer
	}
	return groups, broken
}

type worked struct {
	groups []filled
	broken []brokenWindow
}

// post is the posting rule: what a line is worth now less all that was posted for it.
func (o *oracle) post(p payPeriod, payee rainmaker.PayeeID, now map[line]worth, posted map[line]int64, inForce bool,
	x *Expected,
) {
	for l := range posted {
		if _, still := now[l]; !still {
			now[l] = worth{exact: new(big.Rat)}
		}
	}
	for l, v := range now {
		key := Key{payee, p.label, l.component, l.event, l.under}
		if x.Worth[key] == nil {
			x.Worth[key] = new(big.Rat)
		}
		if v.exact != nil {
			x.Worth[key].Add(x.Worth[key], v.exact)
		}
		before, known := posted[l]
		difference := v.minor - before
		x.Posted[key] += difference
		posted[l] = v.minor
		if difference == 0 {
			continue
		}
		if x.Moved[key] == nil {
			x.Moved[key] = new(big.Rat)
		}
		if v.exact != nil {
			x.Moved[key].Add(x.Moved[key], v.exact)
		}
		if known {
			o.seen[SeenPostedAgain] = true
		}
		if !inForce {
			o.seen[SeenAfterEnd] = true
		}
		if difference < 0 {
			o.seen[SeenTakenBack] = true
		}
	}
}

// readMeasures reads the measures in their windows around the end of a period.
func (o *oracle) readMeasures(t *tenure, p payPeriod, x *Expected) {
	last := min(p.span.Before, t.active.Before) - 1
	period := window{name: o.named(""), span: p.span}
	l := o.on(last)
	for _, m := range l.w.Measures {
		if o.w.kind(m.Window) != nil {
			continue
		}
		at := period
		if u, ok := unit(o.named(m.Window)); ok {
			at = window{name: o.named(m.Window), span: o.calendarSpan(u, last)}
		} else if m.Window == "plan" {
			at = window{name: "plan", span: t.active}
		}
		s := scope{o: l, now: p.span.Before - 1, payee: t.payee, tenure: t, window: at, asOf: p.span.Before - 1}
		key := MeasureKey{t.payee, p.label, m.Name}
		v, err := s.measure(m.Name)
		if err != nil {
			x.Measures[key] = Reading{Trouble: err.Error()}
			continue
		}
		x.Measures[key] = Reading{Value: v}
	}
}
