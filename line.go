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
	Cut       Cut            `json:"cut,omitzero"`
	Credit    money.Ratio    `json:"-"` // the credited amount, exact
	Currency  money.Currency `json:"-"` // of the credit; empty for a count
	Amount    money.Money    `json:"-"` // what is posted in this period
	// Before is what earlier periods had posted for the same [LineKey]; Amount + Before is what the line is worth now.
	Before money.Money `json:"-"`
	Cause  Cause       `json:"cause"`
	// Exact is the line's worth now before rounding.
	Exact  money.Ratio `json:"-"`
	Slices []Slice     `json:"-"`
}

// Cut says which line of which component a line of a cap over several components is about; it is zero for every other line.
// One cap may cut two components' lines of one event, and a carried cap makes a second line of one that it has cut: what it
// pays of it in a later window of its own. The event and the window of the line it cuts are its own.
type Cut struct {
	Component string `json:"component"`
	Window    string `json:"window"` // the cap's own window in which it is cut, or paid of what was carried
}

// LineKey says which line something is about; what is posted of it in several periods is one line.
type LineKey struct {
	Component string
	Event     EventRef
	// Window is the measure window. Where one line is looked for it may be empty: the first that fits is then meant.
	Window string
	// Cut may be zero where one line is looked for, and is zero for lines stored before they said what they cut.
	Cut Cut
}

// Key says which line it is.
func (l Line) Key() LineKey { return LineKey{l.Component, l.Event, l.Window, l.Cut} }

// Fits reports whether a line is the one that is looked for, or may be as far as the key says.
func (k LineKey) Fits(l LineKey) bool {
	return k.Component == l.Component && k.Event == l.Event && (k.Window == "" || k.Window == l.Window) &&
		(k.Cut == Cut{} || k.Cut == l.Cut)
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

// ChangesNothing reports whether the slice is a factor of exactly 1.
func (s Slice) ChangesNothing() bool { return s.Tier == TimesSlice && s.Factor.Equal(money.Whole(1)) }

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
