package rainmaker

import (
	"rainmaker/calendar"
)

// PayeeID identifies a payee as the source does: an employee number, or the name where the source has nothing else.
type PayeeID string

// Payee is a person who can earn.
type Payee struct {
	ID     PayeeID
	Name   string
	Source Source
	// Attributes are dated facts about the person that plans may ask for, by name: office, region.
	Attributes map[string]*calendar.Timeline[Value]
}

// ReportingLine says that a payee reports to a manager from a day on; no manager ends the line. One line holds per
// person and day: the later start wins.
type ReportingLine struct {
	Payee   PayeeID
	Manager PayeeID // empty: nobody
	From    calendar.Date
	Source  Source
}
