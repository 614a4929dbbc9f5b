package demo

import (
	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/ingest"
)

// Origin is the import profile that reads the demo company's files.
const Origin = "demo"

// quarterNow is the place of the quarter at hand among those that are made: five have ended, and of the one that follows
// there are the deals that are expected to close in it.
const quarterNow = 5

// Company is what [Make] makes.
type Company struct {
	Files     []ingest.File
	Documents []rainmaker.Document
	People    []Person
}

// generator makes what happened from the first quarter until today.
type generator struct {
	seed     uint64
	today    calendar.Date
	quarters []calendar.Period // six and the one that follows
	used     map[string]bool   // names of customers
	deals    []*deal
	leads    []*lead

	bookings, stages, leadRows, meetings, activities, books, renewals, churn table
}

// Make is the company as it stands on a day.
func Make(seed uint64, today calendar.Date) (Company, error) {
	var cal calendar.Calendar
	quarters, err := quartersAround(cal, today)
	if err != nil {
		return Company{}, err
	}
	g := newGenerator(seed, today, quarters)
	g.sell()
	g.keep()
	g.number()
	g.develop()
	g.writeDeals()
	g.writeLeads()
	s := newStaff(quarters)
	s.write(today)
	c := Company{}
	if c.Documents, err = documents(cal, quarters); err != nil {
		return Company{}, err
	}
	for _, t := range append(s.tables(), g.tables()...) {
		f, err := t.file()
		if err != nil {
			return Company{}, err
		}
		c.Files = append(c.Files, f)
	}
	for _, m := range members {
		c.People = append(c.People, Person{ID: m.id, Name: m.name, Role: m.role()})
	}
	return c, nil
}

// quartersAround are the quarter at hand, the five before it and the one after it.
func quartersAround(cal calendar.Calendar, today calendar.Date) ([]calendar.Period, error) {
	q, err := cal.Period(calendar.Quarter, today)
	if err != nil {
		return nil, err
	}
	for range quarterNow {
		if q, err = cal.Previous(q); err != nil {
			return nil, err
		}
	}
	quarters := []calendar.Period{q}
	for range quarterNow + 1 {
		if q, err = cal.Next(q); err != nil {
			return nil, err
		}
		quarters = append(quarters, q)
	}
	return quarters, nil
}

func newGenerator(seed uint64, today calendar.Date, quarters []calendar.Period) *generator {
	return &generator{
		seed: seed, today: today, quarters: quarters, used: map[string]bool{},
		bookings: newTable("bookings.csv", "booking", "account", "owner", "partner", "owner_share", "engineer", "stage", "product", "kind",
			"opened", "closed", "acv", "sdr", "source", "met", "years", "expected", "collected", "churned", "lost_reason"),
		stages:     newTable("stages.csv", "change", "booking", "entered", "from_stage", "to_stage", "acv"),
		leadRows:   newTable("leads.csv", "lead", "account", "sdr", "source", "created", "touched", "disposition", "disposed"),
		meetings:   newTable("meetings.csv", "meeting", "lead", "account", "sdr", "held", "showed", "qualified", "accepted"),
		activities: newTable("activities.csv", "activity", "lead", "person", "done", "channel", "outcome"),
		books:      newTable("books.csv", "book", "manager", "as_of", "opening_arr", "customers"),
		renewals:   newTable("renewals.csv", "renewal", "account", "manager", "due", "due_arr", "outcome", "renewed_arr"),
		churn:      newTable("churn.csv", "churn", "account", "manager", "left", "arr", "reason"),
	}
}

func (g *generator) tables() []table {
	return []table{g.bookings, g.stages, g.leadRows, g.meetings, g.activities, g.books, g.renewals, g.churn}
}
