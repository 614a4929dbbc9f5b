package oracle

import (
	"slices"

	"rainmaker/calendar"
	"rainmaker/money"
)

// family is a plan's letters, each worked out by an oracle of its own: what an expression names is what the letter at hand
// says. The facts, the credits and the windows are those of all of them.
type family struct {
	letters   []*oracle // in the order in which they are in force
	together  calendar.Span
	text      string // of all documents
	creditsAt map[calendar.Date][]*credited
	worked    map[string]worked
	others    map[string]*family // without some events
}

// newFamily makes the oracles of a world's letters. The older one is in force until the newer one starts.
func newFamily(w *World) *family {
	f := &family{creditsAt: map[calendar.Date][]*credited{}, worked: map[string]worked{}, others: map[string]*family{}}
	older := newOracle(w)
	older.force = w.Plan.Effective.Span
	f.letters, f.together = []*oracle{older}, older.force
	if w.Newer != nil {
		view := *w
		view.Letter, view.Newer = *w.Newer, nil
		newer := newOracle(&view)
		newer.force = view.Plan.Effective.Span
		older.force.Before = newer.force.From
		f.letters, f.together.Before = append(f.letters, newer), newer.force.Before
		newer.seen, newer.tenuresOf, newer.heldBy, newer.knownAt, newer.figures = older.seen, older.tenuresOf, older.heldBy, older.knownAt, older.figures
	}
	for _, o := range f.letters {
		o.family = f
	}
	return f
}

// on is the letter in force on a day; before the first the first, and after the last the last.
func (o *oracle) on(d calendar.Date) *oracle {
	at := o.letters[0]
	for _, l := range o.letters {
		if l.force.From <= d {
			at = l
		}
	}
	return at
}

// closing is the letter that a window follows: the one in force on its last day on the plan.
func (o *oracle) closing(t *tenure, w window) *oracle {
	if w.event != nil {
		return o.on(w.day)
	}
	return o.on(min(w.span.Before, t.active.Before) - 1)
}

// ruling is the letter that a window of a component follows: a commission that the closing letter no longer has keeps the last
// one that had it, in the windows it was in force in. Nil: nothing is worked out.
func (o *oracle) ruling(t *tenure, name string, w window) *oracle {
	at := o.closing(t, w)
	if at.w.component(name) != nil {
		return at
	}
	var last *oracle
	for _, l := range o.letters {
		if c := l.w.component(name); c != nil && !c.Bonus && l.force.From <= at.force.From && (w.event == nil && l.force.Overlaps(w.span.Intersect(t.active)) || w.event != nil && l.force.Contains(w.day)) {
			last = l
		}
	}
	return last
}

// having are the letters that have a component.
func (o *oracle) having(name string) (out []*oracle) {
	for _, l := range o.letters {
		if l.w.component(name) != nil {
			out = append(out, l)
		}
	}
	return out
}

// anywhere is a component as the first letter that has it says it: its name, and in which windows it is worked out.
func (o *oracle) anywhere(name string) *Component { return o.having(name)[0].w.component(name) }

// componentNames, clawbackNames and capNames are those of all letters, in the order of the letters.
func (o *oracle) componentNames() []string {
	return namesIn(o, func(w *World) []Component { return w.Components }, func(c Component) string { return c.Name })
}

func (o *oracle) clawbackNames() []string {
	return namesIn(o, func(w *World) []Clawback { return w.Clawbacks }, func(c Clawback) string { return c.Name })
}

func (o *oracle) capNames() []string {
	return namesIn(o, func(w *World) []CapOver { return w.Caps }, func(c CapOver) string { return c.Name })
}

// namesIn are the names of what letters have, each once.
func namesIn[T any](o *oracle, of func(*World) []T, name func(T) string) (names []string) {
	for _, l := range o.letters {
		for _, x := range of(l.w) {
			if !slices.Contains(names, name(x)) {
				names = append(names, name(x))
			}
		}
	}
	return names
}

// clawback and capOver are what the first letter that has one says of it.
func (o *oracle) clawback(name string) *Clawback {
	for _, l := range o.letters {
		if c := l.w.clawback(name); c != nil {
			return c
		}
	}
	return nil
}

func (o *oracle) capOver(name string) *CapOver {
	for _, l := range o.letters {
		if c := l.w.capOver(name); c != nil {
			return c
		}
	}
	return nil
}

func (w *Letter) clawback(name string) *Clawback {
	for i := range w.Clawbacks {
		if w.Clawbacks[i].Name == name {
			return &w.Clawbacks[i]
		}
	}
	return nil
}

func (w *Letter) capOver(name string) *CapOver {
	for i := range w.Caps {
		if w.Caps[i].Name == name {
			return &w.Caps[i]
		}
	}
	return nil
}

// paidIn says in which currency whoever is worked out is paid.
func (o *oracle) paidIn(c money.Currency) {
	for _, l := range o.letters {
		l.pays = c
	}
}

// inForce are the days on which some letter of the plan is.
func (o *oracle) inForce() calendar.Span {
	if o.family == nil {
		return o.w.Plan.Effective.Span
	}
	return o.together
}

// settling is the letter in force on the last day of the period at hand.
func (b *book) settling() *oracle { return b.o.on(b.p.span.Before - 1) }

// crediting is the letter that credits the payee for an event.
func (b *book) crediting(e *Event, now calendar.Date) *oracle {
	for _, c := range b.o.credits(now) {
		if c.event == e && c.payee == b.payee {
			return c.by
		}
	}
	return b.o
}
