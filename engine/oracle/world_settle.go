package oracle

import (
	"math/big"
	"strconv"
	"strings"

	"rainmaker/calendar"
)

// Part is a part in which a component is payable.
type Part struct {
	Share *big.Rat // nil: the rest
	How   string
	N     int // of monthly and quarterly parts
	Day   Day
}

// How a [Part] is payable.
const (
	atOnce    = "at once"
	onDay     = "on"
	monthly   = "monthly"
	quarterly = "quarterly"
)

// Advance says until when what is payable is an advance: until a day, or until a condition on the event holds.
type Advance struct {
	Day  Day
	Cond Cond // nil: until Day
}

func (a Advance) String() string {
	if a.Cond != nil {
		return "advance until " + a.Cond.String()
	}
	return "advance until " + a.Day.String()
}

// Day is a date field of the event with days added to it, or a date.
type Day struct {
	Field string
	Plus  int
	Date  calendar.Date
}

// Clawback takes back what components paid for an event.
type Clawback struct {
	Name  string
	Of    []string
	When  string // a date field
	In    string // within, text of the language: 90 days, 6 months
	Since string // of a date field
	And   Cond   // may be nil
	Take  *big.Rat
	Keep  *big.Rat // for each
	Each  string   // day, completed month, started month
	Never bool     // as if never booked, else as paid
}

// The kinds of a [SettleStep].
const (
	stepRecover   = "recover"
	stepTopUp     = "top up"
	stepGuarantee = "guarantee"
	stepHold      = "hold"
	stepForgive   = "forgive"
)

// SettleStep is a step of the settlement. Name is the debt or the reserve that it moves.
type SettleStep struct {
	Kind    string
	Name    string
	Amount  Expr // of a draw, a guarantee and what is held
	AtMost  Expr // of recover, may be nil, as Leaving
	Leaving Expr
	When    Cond   // may be nil
	Until   string // of hold: a date, or end of a window
}

// Balance names a debt, a reserve or what the settlement has in hand.
type Balance struct{ Name string }

func (b Balance) String() string { return b.Name }

func (p Part) String() string {
	share := "rest"
	if p.Share != nil {
		share = Percent{p.Share}.String()
	}
	switch p.How {
	case atOnce:
		return share + " at once"
	case onDay:
		return share + " on " + p.Day.String()
	}
	return share + " in " + strconv.Itoa(p.N) + " " + p.How + " parts from " + p.Day.String()
}

func (d Day) String() string {
	switch {
	case d.Field == "":
		return d.Date.String()
	case d.Plus != 0:
		return d.Field + " + " + strconv.Itoa(d.Plus) + " days"
	}
	return d.Field
}

func (c Clawback) text() string {
	when := "when " + c.When + " within " + c.In + " of " + c.Since
	if c.And != nil {
		when += " and " + c.And.String()
	}
	take := "take all"
	switch {
	case c.Each != "":
		take = "keep " + ratio(c.Keep) + " for each " + c.Each + " from " + c.Since
	case c.Take.Cmp(rat(1, 1)) != 0:
		take = "take " + Percent{c.Take}.String()
	}
	how := "as paid"
	if c.Never {
		how = "as if never booked"
	}
	return block("clawback "+c.Name+" of "+strings.Join(c.Of, ", "), []string{when, take, how, `because "it was never what it seemed"`})
}

func ratio(r *big.Rat) string { return r.Num().String() + "/" + r.Denom().String() }

func (s SettleStep) String() string {
	var out string
	switch s.Kind {
	case stepRecover:
		out = "recover " + s.Name
		if s.AtMost != nil {
			out += " at most " + s.AtMost.String()
		}
		if s.Leaving != nil {
			out += " leaving " + s.Leaving.String()
		}
	case stepTopUp:
		out = "top up to " + s.Amount.String() + " recoverable as " + s.Name
	case stepGuarantee:
		out = "top up to " + s.Amount.String() + " not recoverable"
	case stepHold:
		out = "hold " + s.Amount.String() + " as " + s.Name + " until " + s.Until
	case stepForgive:
		out = "forgive " + s.Name
	}
	if s.When != nil {
		out += " when " + s.When.String()
	}
	return out
}
