package oracle

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
)

// known is every event that exists at the end of a day: the last version learned by then, unless the event is gone or its
// own date has not come.
func (o *oracle) known(now calendar.Date) []*Event {
	if got, ok := o.knownAt[now]; ok {
		return got
	}
	events := o.readThrough(o.learned(now))
	o.knownAt[now] = events
	return events
}

func (o *oracle) learned(now calendar.Date) []*Event {
	last := map[rainmaker.EventRef]*Event{}
	for i := range o.w.Events {
		e := &o.w.Events[i]
		if e.Learned > now && e.Learned != 0 {
			continue
		}
		if before := last[e.ref()]; before == nil || before.Version < e.Version {
			last[e.ref()] = e
		}
	}
	var events []*Event
	for i := range o.w.Events {
		e := &o.w.Events[i]
		if last[e.ref()] != e || e.Gone {
			continue
		}
		if field(e, o.w.kind(e.Kind).Dated, now).IsNone() {
			continue
		}
		events = append(events, e)
	}
	return events
}

// field is what an event says; a date after now reads as none.
func field(e *Event, name string, now calendar.Date) rainmaker.Value {
	v, ok := e.Fields.Get(name)
	if !ok {
		panic("oracle: " + e.ref().String() + " has no field " + name)
	}
	if v.Kind() == rainmaker.Day && v.Date() > now {
		return rainmaker.Value{}
	}
	return v
}

// number is the figure of a value, read from its text so that nothing of the product's arithmetic is trusted.
func (o *oracle) number(v rainmaker.Value) *big.Rat {
	if r, ok := o.figures[v.Amount()]; ok {
		return r
	}
	r, ok := new(big.Rat).SetString(v.Amount().String())
	if !ok {
		panic("oracle: " + v.String() + " is no number")
	}
	o.figures[v.Amount()] = r
	return r
}

// attribute is the value of a payee's attribute on a day.
func (o *oracle) attribute(payee rainmaker.PayeeID, name string, on calendar.Date) (string, bool) {
	for _, p := range o.w.Payees {
		if p.ID != payee {
			continue
		}
		var best *DatedText
		for i := range p.Attributes[name] {
			d := &p.Attributes[name][i]
			if d.From <= on && (best == nil || best.From < d.From) {
				best = d
			}
		}
		if best != nil {
			return best.Text, true
		}
	}
	return "", false
}

// manager is who leads a payee on a day, if anybody.
func (o *oracle) manager(payee rainmaker.PayeeID, on calendar.Date) (rainmaker.PayeeID, bool) {
	var best *Report
	for i := range o.w.Reports {
		r := &o.w.Reports[i]
		if r.Payee == payee && r.From <= on && (best == nil || best.From < r.From) {
			best = r
		}
	}
	if best == nil || best.Manager == "" {
		return "", false
	}
	return best.Manager, true
}

// tenure is assignments of one payee that follow each other without a gap, and the days on which the plan is in force
// among them.
type tenure struct {
	payee       rainmaker.PayeeID
	index       int
	assignments []*Assignment
	active      calendar.Span
}

func (o *oracle) tenures(payee rainmaker.PayeeID) []*tenure {
	if got, ok := o.tenuresOf[payee]; ok {
		return got
	}
	var own []*Assignment
	for i := range o.w.Assignments {
		if o.w.Assignments[i].Payee == payee && o.w.Assignments[i].Plan == "" {
			own = append(own, &o.w.Assignments[i])
		}
	}
	slices.SortFunc(own, func(a, b *Assignment) int { return cmp.Compare(a.Span.From, b.Span.From) })
	var all []*tenure
	for i, a := range own {
		if i > 0 && own[i-1].Span.Before == a.Span.From {
			last := all[len(all)-1]
			last.assignments = append(last.assignments, a)
			last.active.Before = a.Span.Before
			continue
		}
		all = append(all, &tenure{payee: payee, assignments: []*Assignment{a}, active: a.Span})
	}
	var inForce []*tenure
	for _, t := range all {
		t.active = t.active.Intersect(o.inForce())
		if !t.active.IsEmpty() {
			t.index = len(inForce)
			inForce = append(inForce, t)
		}
	}
	if o.tenuresOf != nil {
		o.tenuresOf[payee] = inForce
	}
	return inForce
}

// personal is the value of a parameter that the assignment in force on a day gives.
func (t *tenure) personal(o *oracle, name string, on calendar.Date) (*big.Rat, bool) {
	for _, a := range t.assignments {
		if !a.Span.Contains(on) {
			continue
		}
		var best *DatedNumber
		for i := range a.Numbers[name] {
			d := &a.Numbers[name][i]
			if d.From <= on && (best == nil || best.From < d.From) {
				best = d
			}
		}
		if best != nil {
			return o.number(best.Value), true
		}
	}
	return nil, false
}

// compareIDs: ids of digits only compare as numbers and come before all others, which compare by bytes.
func compareIDs(a, b string) int {
	x, aIsNumber := wholeNumber(a)
	y, bIsNumber := wholeNumber(b)
	switch {
	case aIsNumber && bIsNumber:
		return x.Cmp(y)
	case aIsNumber:
		return -1
	case bIsNumber:
		return 1
	}
	return strings.Compare(a, b)
}

func wholeNumber(s string) (*big.Int, bool) {
	for _, c := range s {
		if c < '0' || c > '9' {
			return nil, false
		}
	}
	return new(big.Int).SetString(s, 10)
}
