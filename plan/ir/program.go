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
	Curves     []Curve
	Matrices   []Matrix
	Groups     []PeopleGroup
	FX         []FX
	Credits    []Credit    // a rollup after what it rolls up
	Measures   []Measure   // after what they read
	Components []Component // in the letter's order; Strata says in which order they can be worked out
	Caps       []CapOver   // over several components
	Clawbacks  []Clawback
	// Balances are the debts and reserves by name, born by the step or clawback that names them. Shortfall is always one.
	Balances []Balance
	Settle   Settle
	Examples []Example
	Checks   []Check
	// Strata groups the components: one reads results of components in earlier groups only, its own or other people's.
	Strata [][]int
}

// Plan is the letter's head.
type Plan struct {
	Name      string
	Label     string
	Effective calendar.Span
	Period    Window // Unit Week to Year, or SpanOf a parameter
	Currency  money.Currency
	Rounding  money.Rounding
	PerLine   bool   // rounding per line instead of per component
	Leavers   string // as the letter says it
	// Keeps is what a person who leaves the company keeps of what becomes payable afterwards; KeepsWithin counts from the
	// assignment's end, that day being day 1.
	Keeps       LeaversRule
	KeepsWithin Duration
	At          source.Range
}

// LeaversRule says what a person who leaves keeps.
type LeaversRule uint8

// Leavers keep all that is earned whenever it becomes payable, only what is payable when they leave, or also what becomes
// payable within a time.
const (
	KeepEarned LeaversRule = iota
	KeepPayable
	KeepBecomesPayable
)

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

// Curve is straight lines between points of a measure.
type Curve struct {
	Name, Label string
	By          Expr
	Type        Type
	Points      []Point // rising
	Below       Expr    // nil: level at the first point's value, which is then 0
	// Slope is what one unit of By adds past the last point; nil: level.
	Slope Expr
	At    source.Range
}

// Point is one point of a curve.
type Point struct {
	At    Value
	Value Expr
}

// Matrix is a value for each combination of two stepped measures.
type Matrix struct {
	Name, Label string
	Rows, Cols  Expr
	Type        Type
	RowBounds   []RowKey
	ColBounds   []RowKey
	Values      [][]Expr // by row, then column
	At          source.Range
}

// PeopleGroup is the people with the same value of an attribute as me.
type PeopleGroup struct {
	Name      string
	Attribute int
	At        source.Range
}

// FXKind says where exchange rates come from.
type FXKind uint8

// Rates are facts of a day or of a month, or are fixed in the letter.
const (
	FXDaily FXKind = iota
	FXMonthly
	FXFixed
)

// FX is a table of exchange rates. Rates that are facts reach the engine as [rainmaker.Rate] values by its name.
type FX struct {
	Name  string
	Kind  FXKind
	Fixed []FXPair
	At    source.Range
}

// FXPair says that one unit of From is Rate units of To.
type FXPair struct {
	From, To money.Currency
	Rate     money.Ratio
}

// PartRule says what a flow means in a part of its period.
type PartRule uint8

// Part-period rules of a flow.
const (
	NotProrated PartRule = iota
	ByDays
	ByWorkdays   // Monday to Friday, less the company's holidays
	ByThirtieths // 30/360
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
	// LessLeave leaves the days of dated leave out of the active days.
	LessLeave bool
	// Ramp is a table by month or quarter of assignment that multiplies each own period; -1 for none.
	Ramp int
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
	// Open says that it is a parameter by a key whose values have no end: assignments give it row by row, each row under the
	// name that [RowName] says.
	Open bool
	At   source.Range
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

// CheckKind says what a check states.
type CheckKind uint8

// Checks: a condition on numbers, a component that never falls as a measure rises, and no step in a component.
const (
	CheckHolds CheckKind = iota
	CheckNeverFalls
	CheckNoStep
)

// Check is a statement about the plan that is proved, refuted or sampled.
type Check struct {
	Kind      CheckKind
	Cond      Expr // CheckHolds
	When      Expr
	Component int
	Measure   int
	Above     Expr // CheckNoStep: only steps above this amount
	Ranges    []CheckRange
	At        source.Range
}

// CheckRange is a range of a parameter or of a measure (the other is -1) for which a check is to hold.
type CheckRange struct {
	Param    int
	Measure  int
	From, To Value
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
