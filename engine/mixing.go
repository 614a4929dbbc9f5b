package engine

import (
	"maps"
	"reflect"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
)

// mixing turns what a result was worked out from into what another one is, one cause after another.
type mixing struct {
	before, after, mixed Result
	shares               map[string]map[string]bool // the fields of each kind of event that say whom to credit, and how much of it
}

// mixingStep is one cause: whether it changed anything, and how to take the change over.
type mixingStep struct {
	cause   rainmaker.Cause
	changes func() bool
	apply   func()
}

func (m *mixing) steps() []mixingStep {
	was, now, mixed := &m.before.Inputs, &m.after.Inputs, &m.mixed.Inputs
	mixed.Payees = knownToo(was.Payees, now.Payees) // a deal can credit whom nobody knew before
	events := func(choose func(was, now []rainmaker.Event) []rainmaker.Event) mixingStep {
		var next []rainmaker.Event
		return mixingStep{
			changes: func() bool {
				next = m.mix(choose)
				return !slices.EqualFunc(mixed.Events, next, sameEvent)
			},
			apply: func() { mixed.Events = next },
		}
	}
	deal := events(comesAndGoes)
	comes := deal.changes
	adds := deal.apply
	deal.cause = rainmaker.CauseDeal
	deal.changes = func() bool { return comes() || was.Through != now.Through }
	deal.apply = func() { adds(); mixed.Through = now.Through } // the calculation goes as far as the later one
	correction := events(m.corrected)
	correction.cause = rainmaker.CauseCorrection
	credit := events(func(_, now []rainmaker.Event) []rainmaker.Event { return now })
	credited, credits := credit.changes, credit.apply
	credit.cause = CauseCredit
	credit.changes = func() bool { return credited() || !slices.Equal(was.Reports, now.Reports) }
	credit.apply = func() { credits(); mixed.Reports = now.Reports }
	return []mixingStep{deal, correction, credit, {
		cause:   CauseQuota,
		changes: func() bool { return !samePeople(was, now) },
		apply: func() {
			mixed.Payees, mixed.Assignments, mixed.Leaves, mixed.Holidays = now.Payees, now.Assignments, now.Leaves, now.Holidays
		},
	}, {
		cause: CausePlan,
		changes: func() bool {
			return !slices.Equal(hashesOf(m.before), hashesOf(m.after)) ||
				!reflect.DeepEqual(was.Calendar, now.Calendar) || !slices.Equal(was.Given, now.Given)
		},
		apply: func() {
			m.mixed.Program, mixed.Versions, mixed.Calendar, mixed.Given = m.after.Program, now.Versions, now.Calendar, now.Given
		},
	}, {
		cause:   CauseRate,
		changes: func() bool { return !slices.EqualFunc(was.Rates, now.Rates, sameRate) },
		apply:   func() { mixed.Rates = now.Rates },
	}}
}

// hashesOf are the plan's letters as texts, oldest first.
func hashesOf(r Result) []string {
	var out []string
	for _, p := range versionsOf(r.Program, r.Inputs.Versions) {
		out = append(out, p.Hash)
	}
	return out
}

// mix chooses for each event, of all that is known of it before and after, what holds now. Events keep the order of the
// facts before; new ones come last, in theirs.
func (m *mixing) mix(choose func(was, now []rainmaker.Event) []rainmaker.Event) []rainmaker.Event {
	was, now := grouped(m.before.Inputs.Events), grouped(m.after.Inputs.Events)
	var out []rainmaker.Event
	done := map[rainmaker.EventRef]bool{}
	for _, list := range [][]rainmaker.Event{m.before.Inputs.Events, m.after.Inputs.Events} {
		for _, e := range list {
			if !done[e.EventRef] {
				done[e.EventRef] = true
				out = append(out, choose(was[e.EventRef], now[e.EventRef])...)
			}
		}
	}
	return out
}

func grouped(events []rainmaker.Event) map[rainmaker.EventRef][]rainmaker.Event {
	out := map[rainmaker.EventRef][]rainmaker.Event{}
	for _, e := range events {
		out[e.EventRef] = append(out[e.EventRef], e)
	}
	return out
}

// comesAndGoes takes over events that are new, and leaves out those that are gone.
func comesAndGoes(was, now []rainmaker.Event) []rainmaker.Event {
	if len(was) == 0 || len(now) == 0 || was[len(was)-1].Gone != now[len(now)-1].Gone {
		return now
	}
	return was
}

// corrected takes over what an event says, but for whom to credit. What is known in several versions is taken over whole.
func (m *mixing) corrected(was, now []rainmaker.Event) []rainmaker.Event {
	if len(was) != 1 || len(now) != 1 || was[0].Gone || now[0].Gone {
		return now
	}
	e := now[0]
	e.Fields = slices.Clone(e.Fields)
	for i, f := range e.Fields {
		if old, ok := was[0].Fields.Get(f.Name); ok && m.shares[e.Name][f.Name] {
			e.Fields[i].Value = old
		}
	}
	return []rainmaker.Event{e}
}

// sharingFields are the fields that say whom to credit, or how much of a deal, in any letter before or after.
func sharingFields(before, after Result) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for _, p := range append(versionsOf(before.Program, before.Inputs.Versions), versionsOf(after.Program, after.Inputs.Versions)...) {
		c := &Calculation{prog: p, vocab: map[string]int{}}
		for i, e := range p.Events {
			c.vocab[e.Name] = i
		}
		for _, e := range p.Events {
			if out[e.Name] == nil {
				out[e.Name] = map[string]bool{}
			}
			for _, u := range c.FieldUses(e.Name) {
				if u.Shares || u.Names {
					out[e.Name][u.Name] = true
				}
			}
		}
	}
	return out
}

// knownToo are the people known before, and those known only after.
func knownToo(was, now []rainmaker.Payee) []rainmaker.Payee {
	out := slices.Clone(was)
	for _, p := range now {
		if !slices.ContainsFunc(was, func(o rainmaker.Payee) bool { return o.ID == p.ID }) {
			out = append(out, p)
		}
	}
	return out
}

func sameEvent(a, b rainmaker.Event) bool {
	return a.EventRef == b.EventRef && a.Learned == b.Learned && a.Gone == b.Gone && rainmaker.EqualFields(a.Fields, b.Fields)
}

func sameRate(a, b rainmaker.Rate) bool {
	return a.Table == b.Table && a.From == b.From && a.To == b.To && a.On == b.On && a.Rate.Equal(b.Rate)
}

func samePeople(a, b *Inputs) bool {
	return slices.EqualFunc(a.Payees, b.Payees, samePayee) && slices.EqualFunc(a.Assignments, b.Assignments, sameAssignment) &&
		slices.EqualFunc(a.Leaves, b.Leaves, func(x, y rainmaker.Leave) bool { return x.Payee == y.Payee && x.Span == y.Span }) &&
		slices.Equal(a.Holidays, b.Holidays)
}

func samePayee(a, b rainmaker.Payee) bool {
	return a.ID == b.ID && sameSeries(a.Attributes, b.Attributes)
}

func sameAssignment(a, b rainmaker.Assignment) bool {
	return a.ID == b.ID && a.Payee == b.Payee && a.Plan == b.Plan && a.Span == b.Span && sameSeries(a.Numbers, b.Numbers)
}

func sameSeries(a, b map[string]*calendar.Timeline[rainmaker.Value]) bool {
	return maps.EqualFunc(a, b, func(x, y *calendar.Timeline[rainmaker.Value]) bool {
		return slices.EqualFunc(x.In(calendar.Forever), y.In(calendar.Forever), func(p, q calendar.Piece[rainmaker.Value]) bool {
			return p.Span == q.Span && p.Value.Equal(q.Value)
		})
	})
}
