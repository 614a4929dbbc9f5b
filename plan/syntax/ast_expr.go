package syntax

import (
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/source"
)

// Expr is an expression. Brackets leave no node; the range of a bracketed expression includes them.
type Expr interface {
	Node
	expr()
	widen(source.Range)
}

// Number is `1,234.5`.
type Number struct {
	Loc
	Text  string // as written
	Value money.Ratio
}

// PercentLit is `12.5%`; Value is 0.125.
type PercentLit struct {
	Loc
	Text  string // as written, without the sign
	Value money.Ratio
}

// MoneyLit is `1,500 USD`. Decimals are as written: how many are allowed depends on what the literal fills, so the
// checker decides with CheckDecimals.
type MoneyLit struct {
	Loc
	Text     string // of the number as written
	Amount   money.Ratio
	Currency money.Currency
	Decimals int
}

// DateLit is `2027-01-31`.
type DateLit struct {
	Loc
	Date calendar.Date
}

// PeriodLit is a period of the company's fiscal calendar: `2027-03`, `2027Q1`, `FY2027`, and `2027H1` and `2027-W05` for
// plans that are settled by the half or the week. Text is the label calendar.Calendar.Parse reads.
type PeriodLit struct {
	Loc
	Text  string
	Unit  calendar.Unit
	Year  int
	Index int // which week, month, quarter or half of the year; 0 of a year
}

// DurationUnit is the unit of a duration.
type DurationUnit int

const (
	Hours DurationUnit = iota + 1
	Days
	Weeks
	Months
	Quarters
	Years
)

// DurationLit is `180 days`.
type DurationLit struct {
	Loc
	Text  string
	Count money.Ratio
	Unit  DurationUnit
}

// StringLit is `"…"`; Value is in NFC.
type StringLit struct {
	Loc
	Value string
}

// NoneLit is `none` where a value is expected: a table row, a given field.
type NoneLit struct{ Loc }

// RowsLit is the rows of a list field in a given event: `{ who ann, weight 60% } { who bob, weight 40% }`.
type RowsLit struct {
	Loc
	Rows [][]*FieldValue
}

// Path is a name or names with dots: `acv`, `payee.region`, `receipt.booking.closed`.
type Path struct {
	Loc
	Names []Name
}

// Single is the name of a path of one name.
func (p *Path) Single() (Name, bool) {
	if len(p.Names) != 1 {
		return Name{}, false
	}
	return p.Names[0], true
}

// ToDate is `quota to date`.
type ToDate struct {
	Loc
	Of *Path
}

// AcrossPlans is `quota across plans`: the payee's values of a parameter in every plan.
type AcrossPlans struct {
	Loc
	Of *Path
}

// Carry is `NAME carry`: the balance a carried cap keeps for the next window.
type Carry struct {
	Loc
	Of Name
}

// Neg is `-E`.
type Neg struct {
	Loc
	X Expr
}

// Not is `not E`.
type Not struct {
	Loc
	X Expr
}

// Op is a binary operator.
type Op int

const (
	Add Op = iota + 1
	Sub
	Mul // x
	Div
	Of // multiplies, and reads as a share
	And
	Or
	Eq
	Ne
	Lt
	Le
	Gt
	Ge
)

var opText = [...]string{
	Add: "+", Sub: "-", Mul: "x", Div: "/", Of: "of", And: "and", Or: "or", Eq: "=", Ne: "!=", Lt: "<",
	Le: "<=", Gt: ">", Ge: ">=",
}

// String is the operator as it is written.
func (o Op) String() string {
	if o <= 0 || int(o) >= len(opText) {
		return "?"
	}
	return opText[o]
}

// Comparison reports whether the operator compares.
func (o Op) Comparison() bool { return o >= Eq && o <= Ge }

// Binary is `A op B`.
type Binary struct {
	Loc
	Op      Op
	OpRange source.Range
	L, R    Expr
}

// If is `Then if Cond otherwise Else`.
type If struct {
	Loc
	Then, Cond, Else Expr
}

// Is is `X is [not] none`, `X is [not] V` or `X is [not] one of V, V`.
type Is struct {
	Loc
	X       Expr
	Negated bool
	None    bool
	OneOf   bool   // written `one of`
	Values  []Expr // *Path of one name, *StringLit, *Number or *DateLit; empty with None
}

// Within is `X within 180 days of From`.
type Within struct {
	Loc
	X        Expr
	Duration *DurationLit
	From     Expr
}

// Convert is `X in CUR at FX [on DATE]`.
type Convert struct {
	Loc
	X        Expr
	Currency *Path // an ISO code or an attribute that holds one
	FX       Name
	On       Expr // nil: the date the place implies
}

// AggregateKind is what an aggregate does with the values.
type AggregateKind int

const (
	Sum AggregateKind = iota + 1
	Count
	Average
	Largest
	WeightedAverage // weighted(CREDIT as ROLE by FIELD)
)

// Aggregate is `sum(…)`, `count(…)` and their like. Exactly one of Subject, People and Windows is set.
type Aggregate struct {
	Loc
	Kind        AggregateKind
	Subject     *Path   // a credit, component, measure, parameter or group
	People      *Scope  // count(direct reports …)
	Windows     *Window // count(months …), count(quarters …): each by itself
	Role        *Name   // as ROLE
	Of          *Scope  // of SCOPE; nil: me
	Where       []Expr  // all of them hold
	Over        *Over   // nil: the window of the measure
	By          *Path   // weighted by FIELD
	EachOnce    *Path   // each FIELD once
	AcrossPlans bool    // across plans
}

// ScopeKind is whose credits are seen.
type ScopeKind int

const (
	DirectReports ScopeKind = iota + 1
	AllReports
	Everyone
	GroupScope // Scope.Group
)

// Scope is the people an aggregate, pool or contest looks at.
type Scope struct {
	Loc
	Kind  ScopeKind
	Group *Name
}

// OverKind changes the window of one sum.
type OverKind int

const (
	OverPrevious     OverKind = iota + 1 // previous Window
	OverLast                             // last Duration
	OverSameLastYear                     // same Window last year
	OverWindow                           // Window, perhaps to date
)

// Over is the `over …` of an aggregate.
type Over struct {
	Loc
	Kind     OverKind
	Window   *Window
	Duration *DurationLit
	ToDate   bool
}

// Weighted is `weighted(40%: a, 60%: b)`.
type Weighted struct {
	Loc
	Parts []*WeightedPart
}

// WeightedPart is one weight and its value.
type WeightedPart struct {
	Loc
	Weight *PercentLit
	Value  Expr
}

// MinMax is `min(a, b)` or `max(a, b)`; it has two arguments or more.
type MinMax struct {
	Loc
	Max  bool
	Args []Expr
}

// UnitOf is `month of X`, `quarter of X` or `year of X`: which one, counted from 1.
type UnitOf struct {
	Loc
	Unit calendar.Unit // Month, Quarter or Year
	Of   *Path         // assignment, plan, quarter, year or a date field
}

// MonthsBetween is `completed months from A to B` or, with Started, `started months from A to B`.
type MonthsBetween struct {
	Loc
	Started  bool
	From, To Expr
}

// DaysBetween is `days from A to B`.
type DaysBetween struct {
	Loc
	From, To Expr
}

// EdgeOf is `start of W` or, with End, `end of W`: its first or last day.
type EdgeOf struct {
	Loc
	End    bool
	Window *Window
}

func (*Number) expr()        {}
func (*PercentLit) expr()    {}
func (*MoneyLit) expr()      {}
func (*DateLit) expr()       {}
func (*PeriodLit) expr()     {}
func (*DurationLit) expr()   {}
func (*StringLit) expr()     {}
func (*NoneLit) expr()       {}
func (*RowsLit) expr()       {}
func (*Path) expr()          {}
func (*ToDate) expr()        {}
func (*AcrossPlans) expr()   {}
func (*Carry) expr()         {}
func (*Neg) expr()           {}
func (*Not) expr()           {}
func (*Binary) expr()        {}
func (*If) expr()            {}
func (*Is) expr()            {}
func (*Within) expr()        {}
func (*Convert) expr()       {}
func (*Aggregate) expr()     {}
func (*Weighted) expr()      {}
func (*MinMax) expr()        {}
func (*UnitOf) expr()        {}
func (*MonthsBetween) expr() {}
func (*DaysBetween) expr()   {}
func (*EdgeOf) expr()        {}
