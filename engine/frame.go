package engine

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Inputs are the facts a calculation is made of, as known at one point.
type Inputs struct {
	Calendar    calendar.Calendar
	Payees      []rainmaker.Payee
	Reports     []rainmaker.ReportingLine
	Assignments []rainmaker.Assignment
	// Events may hold several versions of one event, each with the day it was learned; a later one replaces an earlier
	// one from that day on.
	Events []rainmaker.Event
	// Given are results of components that stand in for what would be worked out.
	Given []GivenResult
	// Rates are exchange rates by the name of their table, Leaves dated leave, Holidays the days on which the company does not
	// work.
	Rates    []rainmaker.Rate
	Leaves   []rainmaker.Leave
	Holidays []calendar.Date
	// Through ends the calculation: pay periods that begin after it are not worked out.
	Through calendar.Date
	// Versions are the letters of the plan's other versions, in any order: assignments, windows, positions, debts and reserves
	// run on from one to the next. Letters of other plans among them are left out.
	Versions []*ir.Program
}

// Calculation is a letter bound to facts, with every event credited, and with it the other versions of its plan. It never
// changes, so several goroutines may ask it about different payees.
type Calculation struct {
	prog   *ir.Program
	params []ir.Param // the program's, and behind them the rows that assignments give of its open ones
	line   *lineage
	place  int // in the lineage
	cal    calendar.Calendar
	facts  facts
	// of has the facts where the calculation itself has none, because what it reads is noted; nil anywhere else.
	of    *Calculation
	reads *reads
	// keeps says that what works out notes what it reads, for a calculation that is made from this one; see [Renew].
	keeps  bool
	memo   *memo
	payees []rainmaker.PayeeID
	faults []Fault
	// unbooked are events left out, to ask what would be without them, by their identity; nil for none.
	unbooked map[*event]bool
	// like is the calculation that this one was made from to ask what if; nil for none.
	like *likeness
	// readsOthers says that something in the plan reads other people's credits or results.
	readsOthers bool
	ranks       []int // of the credit rules: the order in which they are declared, the letter's own after those it uses
	vocab       map[string]int
}

// facts are the company's facts as a version of a plan binds them. Whatever works out pay asks for them in reads.go, where it
// is noted; see [Renew].
type facts struct {
	people  map[string]*person
	staff   []*person // by id, as rainmaker.CompareIDs has it
	events  []*event
	byPayee map[string][]*event  // events that credit the person, or name them, at any moment; in the order of events
	tenures map[string][]*tenure // to this plan
	held    map[string][]*tenure // to every plan: this one first, then by plan and start
	rates   []rateTable          // by the program's exchange tables
	resting workCalendar
	given   map[givenKey]money.Money
	// employed are the days on which each payee holds an assignment to any plan.
	employed map[string][]calendar.Span
	through  calendar.Date
}

// Fault is an event that could not be credited to anybody until it is corrected.
type Fault struct {
	Event  rainmaker.EventRef
	Source rainmaker.Source
	Rule   string
	Why    string
	// Payees are those the event names.
	Payees []rainmaker.PayeeID
}

type person struct {
	id         string
	name       string
	attributes []*calendar.Timeline[attribute] // by the program's attributes; nil: never stated
	managers   calendar.Timeline[string]
}

type attribute struct {
	value  ir.Value
	source rainmaker.Source
}

// event is every version of one event, and what each state of it credits.
type event struct {
	ref      rainmaker.EventRef
	kind     int // index into the program's events
	versions []version
	// edges are the days on which the event changes: dates it carries, and days a version was learned.
	edges  []calendar.Date
	states []*state                      // by number of edges that have passed
	others map[rainmaker.EventRef]*event // those it refers to, where the letter reads through the reference
	// kin is the event as each version of the plan reads it; nil where its letter has no such event.
	kin []*event
	// concerns are those whom it credits or names, reads what of people and rates its credits were made of; nil where it is in
	// no calculation that keeps them.
	concerns map[string]bool
	reads    *reads
}

type version struct {
	learned calendar.Date
	always  bool
	gone    bool
	source  rainmaker.Source
	values  []ir.Value
}

// state is an event as it stands between two of its edges.
type state struct {
	version *version // nil: it does not exist yet, or no more
	values  []ir.Value
	entries []*entry
	faults  []ruleFault
}

// ruleFault is why a rule credits nobody for an event until it is corrected.
type ruleFault struct {
	rule int
	why  string
}

// entry is one credit.
type entry struct {
	event    *event
	state    *state
	rule     int
	role     string
	payee    string
	amount   ir.Value
	share    money.Ratio
	countsOn calendar.Date
	order    []ir.Value
	place    int // position of the role's target in its rule
}

// New binds a program to facts and credits every event. It is an error when the facts do not fit the program's
// vocabulary: which event, which field, what was said and what the plan asks for; and when the plan's versions do not fit
// each other (see [CheckVersions]).
func New(p *ir.Program, in Inputs) (*Calculation, error) { return newOf(p, in, nil) }

// newOf is a calculation that keeps what it works out, where there is something to keep it in.
func newOf(p *ir.Program, in Inputs, kept *kept) (*Calculation, error) {
	programs := versionsOf(p, in.Versions)
	if err := CheckVersions(programs); err != nil {
		return nil, err
	}
	line := newLineage(programs)
	line.kept = kept
	var errs []error
	for i, program := range programs { // while one is bound, it asks the others for their parameters
		line.all[i] = &Calculation{prog: program, place: i, params: openedBy(in.Assignments, program.Params)}
	}
	for i, program := range programs {
		var failed []error
		line.all[i], failed = bind(program, in, line, i)
		errs = append(errs, failed...)
	}
	if err := errors.Join(eachOnce(errs)...); err != nil {
		return nil, err
	}
	if err := line.noCircle(); err != nil {
		return nil, fmt.Errorf("plan %s: %w", p.Plan.Name, err)
	}
	for i, program := range programs {
		line.all[i].readsOthers, line.all[i].keeps = readsOthers(program), kept != nil
	}
	line.tenures()
	line.creditAll()
	return line.all[slices.Index(programs, p)], nil
}

// eachOnce drops what several versions of a plan say alike of one fact.
func eachOnce(errs []error) []error {
	said := map[string]bool{}
	return slices.DeleteFunc(errs, func(err error) bool {
		again := said[err.Error()]
		said[err.Error()] = true
		return again
	})
}

// bind is a version of a plan bound to facts that are not credited yet.
func bind(p *ir.Program, in Inputs, line *lineage, place int) (*Calculation, []error) {
	c := &Calculation{
		prog: p, line: line, place: place, cal: in.Calendar, vocab: map[string]int{}, ranks: ranksOf(p), memo: &memo{},
		facts: facts{
			people: map[string]*person{}, byPayee: map[string][]*event{}, tenures: map[string][]*tenure{},
			held: map[string][]*tenure{}, through: in.Through,
		},
	}
	for i, e := range p.Events {
		c.vocab[e.Name] = i
	}
	c.params = openedBy(in.Assignments, p.Params)
	errs := c.bindPeople(in.Payees, in.Reports)
	errs = append(errs, c.bindOthers(in)...)
	events, failed := c.bindEvents(in.Events)
	c.facts.events = events
	return c, append(errs, failed...)
}

// bindOthers binds what is neither people nor events.
func (c *Calculation) bindOthers(in Inputs) []error {
	errs := c.bindAssignments(in.Assignments)
	c.bindLeavers(in.Assignments)
	errs = append(errs, c.bindRates(in.Rates)...)
	errs = append(errs, c.bindRest(in.Leaves, in.Holidays)...)
	return append(errs, c.bindGiven(in.Given)...)
}

// ranksOf numbers the credit rules in the order in which they are declared. The program has them in the order in which
// one needs another.
func ranksOf(p *ir.Program) []int {
	order := make([]int, len(p.Credits))
	for i := range order {
		order[i] = i
	}
	place := func(doc string) int { // Documents begins with the letter
		if i := slices.Index(p.Documents, doc); i > 0 {
			return i
		}
		return len(p.Documents)
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := p.Credits[a].At, p.Credits[b].At
		return cmp.Or(cmp.Compare(place(x.Doc), place(y.Doc)), cmp.Compare(x.Start.Offset, y.Start.Offset))
	})
	ranks := make([]int, len(order))
	for rank, i := range order {
		ranks[i] = rank
	}
	return ranks
}

// Program is the letter being calculated.
func (c *Calculation) Program() *ir.Program { return c.prog }

// Payees lists those assigned to the plan, by id.
func (c *Calculation) Payees() []rainmaker.PayeeID { return slices.Clone(c.payees) }

func (c *Calculation) bindPeople(payees []rainmaker.Payee, lines []rainmaker.ReportingLine) (errs []error) {
	for _, p := range payees {
		who := &person{id: string(p.ID), name: p.Name, attributes: make([]*calendar.Timeline[attribute], len(c.prog.Attributes))}
		for i, a := range c.prog.Attributes {
			said := p.Attributes[a.Name]
			if said == nil {
				continue
			}
			t := &calendar.Timeline[attribute]{}
			for _, piece := range said.In(calendar.Forever) {
				v, err := convert(piece.Value, a.Type)
				if err != nil {
					errs = append(errs, fmt.Errorf("payee %s: %s from %s: %w", p.ID, a.Name, piece.Span.From, err))
					continue
				}
				t.Set(piece.Span.From, attribute{v, cmp.Or(piece.Value.Source(), p.Source)})
			}
			who.attributes[i] = t
		}
		c.facts.people[who.id] = who
		c.facts.staff = append(c.facts.staff, who)
	}
	slices.SortFunc(c.facts.staff, func(a, b *person) int { return rainmaker.CompareIDs(a.id, b.id) })
	sorted := slices.Clone(lines)
	slices.SortStableFunc(sorted, func(a, b rainmaker.ReportingLine) int {
		return cmp.Or(cmp.Compare(a.Payee, b.Payee), cmp.Compare(a.From, b.From), cmp.Compare(a.Manager, b.Manager))
	})
	for _, l := range sorted {
		who := c.facts.people[string(l.Payee)]
		if who == nil {
			errs = append(errs, fmt.Errorf("%s: reporting line of %q, who is not a known payee", l.Source, l.Payee))
			continue
		}
		if l.Manager == "" {
			who.managers.End(l.From)
		} else {
			who.managers.Set(l.From, string(l.Manager))
		}
	}
	return errs
}

// kindsRead are the kinds of events that a rule credits, and those that other events refer to.
func (c *Calculation) kindsRead() []bool {
	read := make([]bool, len(c.prog.Events))
	for _, rule := range c.prog.Credits {
		read[rule.Event] = true
	}
	for _, kind := range c.prog.Events {
		for _, f := range kind.Fields {
			if i, known := c.vocab[f.Type.Refers]; known {
				read[i] = true
			}
		}
	}
	return read
}

// bindEvents makes events of all versions of each, in the order of events.
func (c *Calculation) bindEvents(list []rainmaker.Event) (events []*event, errs []error) {
	byRef := map[rainmaker.EventRef]*event{}
	read := c.kindsRead()
	for _, said := range list {
		kind, known := c.vocab[said.Name]
		if !known {
			continue // the company has more events than this letter reads
		}
		v := version{learned: said.Learned, always: said.Learned == 0, gone: said.Gone, source: said.Source}
		if !said.Gone {
			var err error
			if v.values, err = c.bindFields(kind, said); err != nil {
				errs = append(errs, err)
				continue
			}
		}
		if !read[kind] {
			continue // it is as declared, and no rule makes anything of it
		}
		e := byRef[said.EventRef]
		if e == nil {
			e = &event{ref: said.EventRef, kind: kind}
			byRef[said.EventRef] = e
			events = append(events, e)
		}
		e.versions = append(e.versions, v)
	}
	slices.SortFunc(events, byReference)
	for _, e := range events {
		slices.SortStableFunc(e.versions, func(a, b version) int {
			switch {
			case a.always && b.always:
				return 0
			case a.always:
				return -1
			case b.always:
				return 1
			default:
				return cmp.Compare(a.learned, b.learned)
			}
		})
		e.findEdges()
	}
	c.refer(events, func(ref rainmaker.EventRef) *event { return byRef[ref] })
	return events, errs
}

func (c *Calculation) bindFields(kind int, said rainmaker.Event) ([]ir.Value, error) {
	declared := c.prog.Events[kind]
	values := make([]ir.Value, len(declared.Fields))
	for i, f := range declared.Fields {
		if f.Via != nil {
			continue // it is read where the event stands, since what it is read of changes by itself
		}
		cell, _ := said.Fields.Get(f.Name)
		v, err := convert(cell, f.Type)
		if err != nil {
			return nil, fmt.Errorf("%s (%s): field %s: %w", said.EventRef, said.Source, f.Name, err)
		}
		values[i] = v
	}
	return values, nil
}

// findEdges collects the days on which the event changes: nothing of it exists before its own date, a date it carries
// reads as none until it has come, and a version replaces the one before on the day it is learned.
func (e *event) findEdges() {
	for _, v := range e.versions {
		if !v.always {
			e.edges = append(e.edges, v.learned)
		}
		for _, x := range v.values {
			if x.Kind == ir.Date && !x.None {
				e.edges = append(e.edges, x.Date)
			}
		}
	}
	slices.Sort(e.edges)
	e.edges = slices.Compact(e.edges)
}

// at is the event's state at a moment.
func (e *event) at(moment calendar.Date) *state {
	n, found := slices.BinarySearch(e.edges, moment)
	if found {
		n++
	}
	return e.states[n]
}

// stand works out the event's fields at a moment; nil when it does not exist.
func (c *Calculation) stand(e *event, moment calendar.Date) (*version, []ir.Value) {
	v, values := c.ownFields(e, moment)
	if v != nil {
		c.readThrough(e, values, moment)
	}
	return v, values
}

// ownFields are an event's fields without what it reads of others.
func (c *Calculation) ownFields(e *event, moment calendar.Date) (*version, []ir.Value) {
	var v *version
	for i := range e.versions {
		if e.versions[i].always || e.versions[i].learned <= moment {
			v = &e.versions[i]
		}
	}
	if v == nil || v.gone {
		return nil, nil
	}
	dated := v.values[c.prog.Events[e.kind].Dated]
	if !dated.None && dated.Date > moment {
		return nil, nil
	}
	values := slices.Clone(v.values)
	for i, x := range values {
		if x.Kind == ir.Date && !x.None && x.Date > moment {
			values[i] = ir.NoneOf(ir.Date)
		}
	}
	return v, values
}
