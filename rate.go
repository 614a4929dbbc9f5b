package rainmaker

import (
	"rainmaker/calendar"
	"rainmaker/money"
)

// Rate is an exchange rate as known on a day: one unit of From is Rate units of To. Table names the plan's table of rates
// that it belongs to.
type Rate struct {
	Table    string
	From, To money.Currency
	On       calendar.Date
	Rate     money.Ratio
	Source   Source
}

// Leave is dated leave of a payee.
type Leave struct {
	Payee  PayeeID
	Span   calendar.Span
	Source Source
}
