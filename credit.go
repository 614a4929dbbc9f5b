package rainmaker

import (
	"rainmaker/calendar"
	"rainmaker/money"
)

// Credit is the part of an event attributed to a payee in a role.
type Credit struct {
	Rule  string // the credit rule's name
	Event EventRef
	Payee PayeeID
	Role  string
	// CountsOn is the day that decides which window it falls in.
	CountsOn calendar.Date
	// Amount is exact, in Currency (empty for a count). Share is the share of the event's base that it is.
	Amount   money.Ratio
	Currency money.Currency
	Share    money.Ratio
	Overlay  bool
}
