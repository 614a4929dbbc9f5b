package ir

import (
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/source"
)

// Program is one letter with everything it uses, ready to run.
type Program struct {
	Plan       Plan
	Hash       string   // of the letter's and the used terms' texts
	Documents  []string // names of the letter and of all it uses, the letter first
	Goals      []Goal
	Attributes []Field // of payees
	Events     []Event
	Params     []Param
	Tables     []Table
	Credits    []Credit    // a rollup after what it rolls up
	Measures   []Measure   // after what they read
	Components []Component // in the letter's order
	Settle     Settle
	Examples   []Example
}

// Plan is the letter's head.
type Plan struct {
	Name      string
	Label     string
	Effective calendar.Span
	Period    Window // Unit Week to Year, or SpanOf a parameter
	Currency  money.Currency
	Rounding  money.Rounding
	PerLine   bool // rounding per line instead of per component
	Leavers   string
	At        source.Range
}

// Goal is what a component may say it serves.
type Goal struct{ Name, Text string }

// Event is a kind of fact.
type Event struct {
	Name   string
	Label  string
	Fields []Field
	Dated  int // index of the field that dates it
	At     source.Range
}

// WindowKind says what a [Window] is.
type WindowKind uint8

// A window is the plan's own period, a unit of the company's calendar, the whole assignment, each event by itself, or
// the span from one dated value of a parameter to the next.
const (
	OfPeriod WindowKind = iota
	OfUnit
	OfPlan
	OfEvent
	OfSpan
)

// Window is the stretch of time over which something is taken.
type Window struct {
	Kind  WindowKind
	Unit  calendar.Unit // OfUnit
	Event int           // OfEvent
	Param int           // OfSpan
}

// PartRule says what a flow means in a part of its period.
type PartRule uint8

// Part-period rules of a flow.
const (
	NotProrated PartRule = iota
	ByDays
)

// SpreadRule says what a flow means in a window shorter than its period.
type SpreadRule uint8

// Spreads of a flow.
const (
	NoSpread SpreadRule = iota
	Evenly
	SpreadByDays
	ByShares
)

// Flow is an amount for each Per: a quota for each quarter. See language §6.
type Flow struct {
	Per    Window
	Part   PartRule
	Spread SpreadRule
	Shares []money.Ratio // ByShares, totalling 1
}

// Param is a number of the plan, or of the person where Default is nil.
type Param struct {
	Name    string
	Label   string
	Type    Type
	Flow    *Flow
	Default Expr
	Low     *Value // between Low and High
	High    *Value
	At      source.Range
}

// Table gives a value for each combination of its keys. A table with a Flow is an amount for each Per.
type Table struct {
	Name  string
	Label string
	Keys  []Expr
	Type  Type
	Flow  *Flow
	Rows  []Row
	Else  Expr // nil: the rows cover every value
	At    source.Range
}

// Row is one row of a table.
type Row struct {
	Keys  []RowKey
	Value Expr
	At    source.Range
}

// RowKey is one key of a row: a value, `none`, or a bound that holds until the next row's.
type RowKey struct {
	Bound bool  // from or above
	Above bool  // the bound itself belongs to the row before
	Value Value // None for `none`
}

// Credit is a rule that gives events, or other credits, to payees.
type Credit struct {
	Name  string
	Label string
	// Event is the event it reads; for a rollup (From >= 0) the event at the root of its chain.
	Event int
	// From is the credit it rolls up, -1 for none; FromRoles are the roles it takes (empty: all).
	From      int
	FromRoles []string
	CountsOn  int // field of the event; a rollup inherits
	Where     []Expr
	OrderBy   []int // fields of the event, ending in -1 for the id; a rollup inherits
	Targets   []Target
	At        source.Range
}

// TargetKind says who a target credits.
type TargetKind uint8

// Targets: a payee field, each row of a list, or the managers above a payee.
const (
	ToField TargetKind = iota
	ToEach
	ToManagers
)

// AmountKind says how much a target credits.
type AmountKind uint8

// Amounts: a share of a base, what is left of 100 % of the base, in proportion to a list's field, or a plain amount.
const (
	ShareOf AmountKind = iota
	RestOf
	InProportion
	Plain
)

// Target is one `to` clause.
type Target struct {
	Kind TargetKind
	Who  Expr // ToField, ToManagers: a payee; ToEach: a payee of the row (RowRef). nil for ToManagers in a rollup: the source's payee
	List int  // ToEach, InProportion: field of the event that holds the rows
	// Levels is how many managers above, 0 for all; `manager of` is 1.
	Levels  int
	Role    string
	Amount  AmountKind
	Share   Expr // ShareOf; InProportion: the row's weight
	Base    Expr // all but Plain; nil in a rollup: the source's credit
	Value   Expr // Plain
	Overlay bool
	At      source.Range
}

// Measure is a computed number.
type Measure struct {
	Name   string
	Label  string
	Expr   Expr
	Window Window
	At     source.Range
}

// ComponentKind says what kind of component it is.
type ComponentKind uint8

// Components that are built.
const (
	Commission ComponentKind = iota
	Spiff
)

func (k ComponentKind) String() string { return [...]string{"commission", "SPIFF"}[k] }

// Component is one independently measured part of a plan: one line per credit.
type Component struct {
	Name   string
	Label  string
	Kind   ComponentKind
	Credit int
	Roles  []string // empty: all
	Window Window
	During *calendar.Span
	Where  []Expr
	// Rate is multiplied by the credit; Pay is an amount for each credit; at most one is set. Where neither is, the tiers
	// are the rate.
	Rate  Expr
	Pay   Expr
	Tiers *Tiers
	// CapEach and FloorEach limit what one event pays; nil for none.
	CapEach   Expr
	FloorEach Expr
	Serves    []string
	Because   string
	OwnedBy   string
	At        source.Range
}

// Tiers pay each slice of a measure at its own tier.
type Tiers struct {
	// By is the measure; it rises linearly with the component's credits.
	By    Expr
	Tiers []Tier
	At    source.Range
}

// Tier holds from its bound up to the next one's; the first also holds what lies below it.
type Tier struct {
	Bound Value // where it starts: number or money
	Above bool  // it starts above the bound, not at it
	Value Expr  // what it pays
	// Times says that the tier multiplies the component's rate or pay; otherwise it is the rate.
	Times bool
	Label string // "from 50%", as the letter writes it
	At    source.Range
}

// Settle is how what is payable is paid; so far all of it is.
type Settle struct {
	At source.Range
}

// Uses reports whether a component pays on a credit rule, itself or through what rolls it up.
func (p *Program) Uses(credit int) bool {
	for i := range p.Components {
		for at := p.Components[i].Credit; at >= 0; at = p.Credits[at].From {
			if at == credit {
				return true
			}
		}
	}
	return false
}
