package rainmaker

import (
	"rainmaker/calendar"
	"rainmaker/money"
)

// Line is what one event earns one payee under one component, as posted in one pay period. An amount exists only as a
// sum of lines. A line of a window's own (a bonus, or what a floor adds) has no event.
type Line struct {
	Component string         `json:"component"`
	Label     string         `json:"label"` // the component's label as the letter prints it
	Event     EventRef       `json:"event"`
	CountsOn  calendar.Date  `json:"counts_on"`
	Window    string         `json:"window"` // the measure window the credit falls in: "2017Q2"
	Credit    money.Ratio    `json:"-"`      // the credited amount, exact
	Currency  money.Currency `json:"-"`      // of the credit; empty for a count
	Amount    money.Money    `json:"-"`      // what is posted in this period
	// Before is what earlier periods had posted for the same event, component and window; Amount + Before is what the
	// line is worth now.
	Before money.Money `json:"-"`
	Cause  Cause       `json:"cause"`
	// Exact is the line's worth now before rounding.
	Exact  money.Ratio `json:"-"`
	Slices []Slice     `json:"-"`
}

// Cause says why a line was posted.
type Cause string

// A deal is new; a correction changes what an earlier period had posted; rounding moves a cent between lines.
const (
	CauseDeal       Cause = "deal"
	CauseCorrection Cause = "correction"
	CauseRounding   Cause = "rounding"
)

// Tiers of a [Slice] that are none: the component has no tiers, or the slice adjusts what they make. A cap cuts the line, a
// floor lifts it, a gate that is not met makes it worth nothing, a factor multiplies it, and what a cap cut before is
// carried into it.
const (
	NoTier     = -1
	CapSlice   = -2
	FloorSlice = -3
	GateSlice  = -4
	TimesSlice = -5
	CarrySlice = -6
)

// Adjusts reports whether the slice changes what the others make, and is no part of a credit in a tier.
func (s Slice) Adjusts() bool { return s.Tier < NoTier }

// Slice is the part of a line that one tier pays. The slices of a line sum to its exact amount.
type Slice struct {
	Tier   int         // index of the tier, from 0; or NoTier, CapSlice, FloorSlice
	From   money.Ratio // where the tier starts, in the unit of the tiers' measure
	Above  bool        // the tier starts above From, not at it
	Label  string      // "from 50%", "above 1,000 USD"
	Credit money.Ratio // the part of the credit in this tier
	Rate   money.Ratio // the component's rate; 1 where it has none
	Base   money.Ratio // rate × credit, or pay, in this tier before the tier's multiplier
	Factor money.Ratio // the tier's multiplier, or its rate where the component has none
	Amount money.Ratio // exact
	Source int         // line of the tier in its document
	Before money.Ratio // position of the measure where the slice begins, and
	After  money.Ratio // where it ends
}
