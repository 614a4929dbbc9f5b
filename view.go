package rainmaker

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"rainmaker/calendar"
)

// Company is what facts say, as nouns: who can earn, who leads whom, who is on which plan with which numbers, and what may
// pay. Each list has one order, whatever the order of the facts.
type Company struct {
	// Calendar is the company's fiscal calendar, and Zone its pay time zone; see [KindCompany]. A company that states
	// neither has years from January and UTC.
	Calendar calendar.Calendar
	Zone     calendar.Zone

	Payees      []Payee         // by id, as [CompareIDs] has it
	Reports     []ReportingLine // by payee and start
	Assignments []Assignment    // see [SortAssignments]
	Events      []Event         // by name and id, as [CompareIDs] has it
	// Rates are exchange rates by table, pair and day; Leaves by payee and start; Holidays in order, each once.
	Rates    []Rate
	Leaves   []Leave
	Holidays []calendar.Date
}

// Payee is the person with an id, and whether there is one.
func (c Company) Payee(id PayeeID) (Payee, bool) {
	i, found := slices.BinarySearchFunc(c.Payees, id, func(p Payee, id PayeeID) int { return CompareIDs(string(p.ID), string(id)) })
	if !found {
		return Payee{}, false
	}
	return c.Payees[i], true
}

// Decode turns facts into nouns: one version a key, as [FactStore.Current] gives them. Facts that are gone count as absent,
// and kinds the product does not read are left alone. It is an error ([Invalid]) when a fact lacks what its kind needs or
// refers to a payee nobody stated; the message names the fact and its source.
//
// A dated value holds from its first day until its last, or until a later one starts. A personal number of somebody who is
// not assigned to its plan has nothing to count for and is in no noun.
func Decode(facts []Fact) (Company, error) {
	d := decoder{payees: map[PayeeID]*Payee{}, attributes: map[seriesKey][]Fact{}, numbers: map[seriesKey][]Fact{}}
	for i := range facts {
		if f := &facts[i]; !f.Gone {
			d.fact(f)
		}
	}
	company := d.self()
	d.series()
	d.check()
	d.overlaps()
	d.sameRates()
	if len(d.problems) > 0 {
		return Company{}, d.err()
	}
	return d.fill(company), nil
}

type decoder struct {
	companies   []*Fact
	payees      map[PayeeID]*Payee
	attributes  map[seriesKey][]Fact
	numbers     map[seriesKey][]Fact
	reports     []ReportingLine
	assignments []Assignment
	events      []Event
	rates       []Rate
	leaves      []Leave
	holidays    []calendar.Date
	refs        []payeeRef
	problems    []string
}

// seriesKey names the dated values that follow each other: an attribute of a payee, or (with a plan) a personal number.
type seriesKey struct {
	payee PayeeID
	plan  PlanName
	name  string
}

type payeeRef struct {
	fact *Fact
	role string // the field that names the payee
	id   PayeeID
}

func (d *decoder) fact(f *Fact) {
	switch f.Kind {
	case KindCompany:
		d.companies = append(d.companies, f)
	case KindPayee:
		d.payees[PayeeID(f.ID)] = &Payee{
			ID: PayeeID(f.ID), Name: d.need(f, "name", Text).Text(), Source: f.Source,
			Attributes: map[string]*calendar.Timeline[Value]{},
		}
	case KindAttribute:
		key := seriesKey{payee: d.person(f, "payee"), name: d.need(f, "name", Text).Text()}
		d.attributes[key] = append(d.attributes[key], *f)
	case KindReports:
		d.reportingLine(f)
	case KindAssignment:
		d.assignments = append(d.assignments, Assignment{
			ID: f.ID, Payee: d.person(f, "payee"),
			Plan: PlanName(d.need(f, "plan", Text).Text()), Span: f.Valid, Source: f.Source,
		})
		if f.Valid.IsEmpty() {
			d.problem(f, "is true on no day: %s", f.Valid)
		}
	case KindNumber:
		key := seriesKey{d.person(f, "payee"), PlanName(d.need(f, "plan", Text).Text()), d.need(f, "name", Text).Text()}
		d.numbers[key] = append(d.numbers[key], *f)
	case KindRate:
		d.rate(f)
	case KindLeave:
		d.leaves = append(d.leaves, Leave{Payee: d.person(f, "payee"), Span: f.Valid, Source: f.Source})
		if f.Valid.IsEmpty() {
			d.problem(f, "is true on no day: %s", f.Valid)
		}
	case KindHoliday:
		d.holiday(f)
	default:
		if name, ok := f.Kind.Event(); ok {
			d.events = append(d.events, Event{
				EventRef: EventRef{Name: name, ID: f.ID}, Version: f.Version, Batch: f.Batch,
				Source: f.Source, Fields: f.Fields,
			})
			d.people(f, f.Fields)
		}
	}
}

// self is what the company says of itself.
func (d *decoder) self() Company {
	c := Company{Calendar: calendar.Fiscal(time.January), Zone: calendar.NewZone(time.UTC)}
	for i, f := range d.companies {
		if i > 0 {
			d.problem(f, "is a second company; %s states the first (%s)", d.companies[0].ID, d.companies[0].Source)
			continue
		}
		if _, stated := f.Fields.Get("fiscal_start"); stated {
			name := d.need(f, "fiscal_start", Text).Text()
			month, err := parseMonth(name)
			if err != nil {
				d.problem(f, "says fiscal_start is %q: %s", name, err)
				continue
			}
			c.Calendar = calendar.Fiscal(month)
		}
		if _, stated := f.Fields.Get("zone"); stated {
			zone, err := calendar.LoadZone(d.need(f, "zone", Text).Text())
			if err != nil {
				d.problem(f, "says where it pays: %s", err)
				continue
			}
			c.Zone = zone
		}
	}
	return c
}

func parseMonth(name string) (time.Month, error) {
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(name, m.String()) {
			return m, nil
		}
	}
	return 0, fmt.Errorf("write the month in full, such as February")
}

func (d *decoder) reportingLine(f *Fact) {
	line := ReportingLine{Payee: d.person(f, "payee"), From: f.Valid.From, Source: f.Source}
	if manager, ok := f.Fields.Get("manager"); !ok || !manager.IsNone() {
		line.Manager = d.person(f, "manager")
	}
	if !f.Valid.IsOpen() {
		d.problem(f, "is true %s; a reporting line has no end, but another line or one without a manager follows it", f.Valid)
	}
	d.reports = append(d.reports, line)
}

// people notes every payee that an event names, in the rows of its lists too.
func (d *decoder) people(f *Fact, fields []Field) {
	for _, field := range fields {
		switch field.Value.Kind() {
		case Person:
			d.refs = append(d.refs, payeeRef{f, field.Name, field.Value.Payee()})
		case Rows:
			for _, row := range field.Value.Rows() {
				d.people(f, row)
			}
		}
	}
}

func (d *decoder) need(f *Fact, name string, kind ValueKind) Value {
	v, ok := f.Fields.Get(name)
	switch {
	case !ok:
		d.problem(f, "has no field %s", name)
	case v.Kind() != kind:
		d.problem(f, "says %s is %q, of the kind %s; it must be %s", name, v, v.Kind(), kind)
	}
	return v
}

func (d *decoder) person(f *Fact, role string) PayeeID {
	v := d.need(f, role, Person)
	if v.Kind() == Person { // anything else is a problem already
		d.refs = append(d.refs, payeeRef{f, role, v.Payee()})
	}
	return v.Payee()
}

func (d *decoder) problem(f *Fact, format string, args ...any) {
	d.problems = append(d.problems, fmt.Sprintf("%s %s (%s) %s", f.Kind, f.ID, f.Source, fmt.Sprintf(format, args...)))
}

// series puts dated values onto timelines: those of payees, and those of every assignment of a payee to a plan.
func (d *decoder) series() {
	for key, facts := range d.attributes {
		if p := d.payees[key.payee]; p != nil {
			p.Attributes[key.name] = d.timeline(facts)
		}
	}
	numbers := map[seriesKey]map[string]*calendar.Timeline[Value]{}
	for key, facts := range d.numbers {
		of := seriesKey{payee: key.payee, plan: key.plan}
		if numbers[of] == nil {
			numbers[of] = map[string]*calendar.Timeline[Value]{}
		}
		numbers[of][key.name] = d.timeline(facts)
	}
	for i := range d.assignments {
		a := &d.assignments[i]
		if a.Numbers = numbers[seriesKey{payee: a.Payee, plan: a.Plan}]; a.Numbers == nil {
			a.Numbers = map[string]*calendar.Timeline[Value]{}
		}
	}
}

// timeline is the values of one series. A value that none follows at its end leaves a gap there.
func (d *decoder) timeline(facts []Fact) *calendar.Timeline[Value] {
	slices.SortFunc(facts, func(a, b Fact) int {
		return cmp.Or(cmp.Compare(a.Valid.From, b.Valid.From), cmp.Compare(a.ID, b.ID))
	})
	t := &calendar.Timeline[Value]{}
	for i := range facts {
		f := &facts[i]
		if f.Valid.IsEmpty() || !f.Valid.From.Valid() {
			d.problem(f, "is true on no day: %s", f.Valid)
			continue
		}
		if i > 0 && facts[i-1].Valid.From == f.Valid.From {
			d.problem(f, "starts on %s, as %s does (%s): one of the two values must go", f.Valid.From, facts[i-1].ID, facts[i-1].Source)
			continue
		}
		v, ok := f.Fields.Get("value")
		switch {
		case !ok:
			d.problem(f, "has no field value")
		case v.IsNone():
			t.End(f.Valid.From)
		default:
			t.Set(f.Valid.From, v.SaidIn(f.Source))
		}
		followed := i+1 < len(facts) && facts[i+1].Valid.From <= f.Valid.Before
		if !f.Valid.IsOpen() && !followed {
			t.End(f.Valid.Before)
		}
	}
	return t
}

// check finds payees whom nobody stated.
func (d *decoder) check() {
	for _, ref := range d.refs {
		if d.payees[ref.id] == nil {
			d.problem(ref.fact, "names %s %q, and no such payee is known", ref.role, ref.id)
		}
	}
}

// overlaps finds what would count twice: one payee on one plan in two assignments at a time, and two managers from one day.
func (d *decoder) overlaps() {
	SortAssignments(d.assignments)
	for i := 1; i < len(d.assignments); i++ {
		a, b := d.assignments[i-1], d.assignments[i]
		if a.Payee == b.Payee && a.Plan == b.Plan && a.Span.Overlaps(b.Span) {
			d.problems = append(d.problems, fmt.Sprintf("%s (%s) overlaps %s (%s)", b, b.Source, a, a.Source))
		}
	}
	slices.SortFunc(d.reports, compareReports)
	for i := 1; i < len(d.reports); i++ {
		a, b := d.reports[i-1], d.reports[i]
		if a.Payee == b.Payee && a.From == b.From {
			d.problems = append(d.problems, fmt.Sprintf("%s reports to %q (%s) and to %q (%s), both from %s", a.Payee, a.Manager,
				a.Source, b.Manager, b.Source, a.From))
		}
	}
}

func compareReports(a, b ReportingLine) int {
	return cmp.Or(CompareIDs(string(a.Payee), string(b.Payee)), cmp.Compare(a.From, b.From), cmp.Compare(a.Manager, b.Manager))
}

// err lists the first problems in an order that the facts' order does not change.
func (d *decoder) err() error {
	const most = 10
	slices.Sort(d.problems)
	problems := slices.Compact(d.problems)
	if n := len(problems) - most; n > 0 {
		problems = append(problems[:most:most], fmt.Sprintf("and %d more", n))
	}
	return Errorf(Invalid, "", "%s", strings.Join(problems, "; "))
}

func (d *decoder) fill(c Company) Company {
	c.Reports, c.Assignments, c.Events = d.reports, d.assignments, d.events
	c.Rates, c.Leaves, c.Holidays = d.rates, d.sortedLeaves(), d.sortedHolidays()
	for _, p := range d.payees {
		c.Payees = append(c.Payees, *p)
	}
	slices.SortFunc(c.Payees, func(a, b Payee) int { return CompareIDs(string(a.ID), string(b.ID)) })
	slices.SortFunc(c.Events, func(a, b Event) int { return cmp.Or(cmp.Compare(a.Name, b.Name), CompareIDs(a.ID, b.ID)) })
	return c
}
