package ir

import (
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/source"
)

// Expr is a typed expression.
type Expr interface {
	Type() Type
	At() source.Range
}

// Node carries what every expression has; embed it.
type Node struct {
	T  Type
	In source.Range
}

// Type is the static type.
func (n Node) Type() Type { return n.T }

// At is where it stands.
func (n Node) At() source.Range { return n.In }

// The expressions. Indexes point into the [Program].
type (
	// Const is a literal.
	Const struct {
		Node
		Value Value
	}
	// FieldRef is a field of the event at hand; Index points into the event's Fields, -1 is its id (as text).
	FieldRef struct {
		Node
		Name  string
		Index int
	}
	// RowRef is a field of the list row at hand, inside `to each`.
	RowRef struct {
		Node
		Name  string
		Index int
	}
	// AttributeRef is a dated attribute of the payee at hand. On a credit: as of its counting date; for a window: as of
	// its last day (language §15).
	AttributeRef struct {
		Node
		Name  string
		Index int
	}
	// ParamRef is a personal number or a plan's parameter. A flow (Param.Per set) is its amount in Window; any other is
	// its value on the last day of the window, or on the counting date where an event is at hand.
	ParamRef struct {
		Node
		Name  string
		Index int
		// ToDate takes the part of a flow up to the end of the pay period at hand.
		ToDate bool
		// Across takes the payee's values of that parameter in every plan, each by its own days.
		Across bool
		// Row is the key of an open parameter, which says which of its rows is meant; nil of any other.
		Row Expr
	}
	// MeasureRef is a measure, in its own window or, inside a component with a shorter one, as of that window's end.
	MeasureRef struct {
		Node
		Name  string
		Index int
	}
	// TableRef looks a table up by its keys where it stands.
	TableRef struct {
		Node
		Name  string
		Index int
	}
	// CreditAmount is `credit`: the amount credited.
	CreditAmount struct{ Node }
	// CreditShare is `share`: the share of the base that is credited.
	CreditShare struct{ Node }
	// Arith is + − × ÷; `of` is Mul.
	Arith struct {
		Node
		Op   ArithOp
		A, B Expr
	}
	// Shift is a date plus or minus a duration.
	Shift struct {
		Node
		Date Expr
		By   Duration
	}
	// Neg is unary minus.
	Neg struct {
		Node
		X Expr
	}
	// Compare is = != < <= > >=; comparing an absent value is false, and so is its `not` (language §15).
	Compare struct {
		Node
		Op   CompareOp
		A, B Expr
	}
	// And, Or and Not are the logical operators.
	And struct {
		Node
		Parts []Expr
	}
	Or struct {
		Node
		Parts []Expr
	}
	Not struct {
		Node
		X Expr
	}
	// If is `Then if Cond otherwise Else`.
	If struct {
		Node
		Cond, Then, Else Expr
	}
	// IsNone is `X is none`, or `X is not none`.
	IsNone struct {
		Node
		X       Expr
		Negated bool
	}
	// IsOneOf is `X is A`, `X is one of A, B`, and their negations.
	IsOneOf struct {
		Node
		X       Expr
		Values  []Value
		Negated bool
	}
	// Within is `X within D of Y`: Y <= X < Y + D.
	Within struct {
		Node
		X, Of Expr
		For   Duration
	}
	// MonthOf is `month of …`: which calendar month it is, the month containing the start being 1. Of an expression: of
	// that date, counted to the day at hand. Of a window unit: the day's month in its quarter or year.
	// Of the assignment or plan: counted from its first day. Quarters is `quarter of …`, Years is `year of …`.
	MonthOf struct {
		Node
		Quarters   bool
		Years      bool
		Date       Expr // nil unless of a date
		In         Window
		Assignment bool
		Plan       bool
	}
	// MonthsBetween is `completed months from A to B` or `started months …`.
	MonthsBetween struct {
		Node
		Started bool
		A, B    Expr
	}
	// DaysBetween is `days from A to B`.
	DaysBetween struct {
		Node
		A, B Expr
	}
	// EdgeOf is `start of W` or `end of W`: its first and its last day.
	EdgeOf struct {
		Node
		End bool
		W   Window
	}
	// CurveRef and MatrixRef look a curve or a matrix up where they stand.
	CurveRef struct {
		Node
		Name  string
		Index int
	}
	MatrixRef struct {
		Node
		Name  string
		Index int
	}
	// ResultRef is what a component of a lower stratum is worth to the payee at hand in the window at hand.
	ResultRef struct {
		Node
		Name      string
		Component int
	}
	// BalanceRef is a debt or a reserve as it stands, inside settle and its conditions.
	BalanceRef struct {
		Node
		Name  string
		Index int
	}
	// CarryRef is what a carried cap of a component, or a cap over components, carries.
	CarryRef struct {
		Node
		Name      string
		Component int // -1 where Cap is set
		Cap       int // -1 where Component is
	}
	// SettleRef is `payable`, `left` or `pay`, inside settle.
	SettleRef struct {
		Node
		Name string
	}
	// Convert is `X in CUR at FX on DATE`: exact, at the last rate on or before the date; either way round, never through a
	// third currency. On nil: the day at hand.
	Convert struct {
		Node
		X  Expr
		To money.Currency
		FX int
		On Expr
	}
	// Aggregate is sum, count, average, largest or weighted average over the credits of one rule in the window of the
	// measure it stands in, mine or of a scope.
	Aggregate struct {
		Node
		Op     AggregateOp
		Credit int
		Roles  []string // empty: every role
		Where  Expr     // nil: all
		Scope  Scope
		Over   *Over // nil: the measure's own window
		// Once counts each value of this field of the event once; -1: every credit.
		Once int
		// Weight is the field that weighs a Weighted aggregate; -1 otherwise.
		Weight int
		// Across widens my credits to all of mine, whatever the assignment.
		Across bool
	}
	// People is sum or average of a component, measure or parameter over the people of a scope, or with X nil the count of
	// those for whom Where holds.
	People struct {
		Node
		Op    AggregateOp
		X     Expr
		Scope Scope
		Where Expr
	}
	// Windows is `count(months where COND over W)`: how many of the units of a window meet a condition, each by itself.
	Windows struct {
		Node
		Unit  calendar.Unit
		Where Expr
		Over  *Over
	}
	// Mix is `weighted(40%: a, 60%: b)`.
	Mix struct {
		Node
		Shares []money.Ratio // totalling 1
		Of     []Expr
	}
	// Extreme is min or max of two or more.
	Extreme struct {
		Node
		Max bool
		Of  []Expr
	}
)

// ArithOp is an arithmetic operator.
type ArithOp uint8

// Arithmetic operators.
const (
	Add ArithOp = iota
	Sub
	Mul
	Quo
)

func (o ArithOp) String() string { return [...]string{"+", "-", "x", "/"}[o] }

// CompareOp is a comparison.
type CompareOp uint8

// Comparisons.
const (
	Eq CompareOp = iota
	Ne
	Lt
	Le
	Gt
	Ge
)

func (o CompareOp) String() string { return [...]string{"=", "!=", "<", "<=", ">", ">="}[o] }

// AggregateOp says how credits are aggregated.
type AggregateOp uint8

// Aggregates.
const (
	Sum AggregateOp = iota
	Count
	Average
	Largest
	Weighted // average weighted by a field; weights must total 100 %
)

func (o AggregateOp) String() string {
	return [...]string{"sum", "count", "average", "largest", "weighted"}[o]
}

// OverKind says how a sum's window differs from its measure's.
type OverKind uint8

// Over: the window before, the last stretch of time ending with the window, the same window a year ago, or another window
// around it.
const (
	OverPrevious OverKind = iota
	OverLast
	OverSameLastYear
	OverWindow
)

// Over changes the window of one aggregate.
type Over struct {
	Kind   OverKind
	Window Window   // OverPrevious, OverSameLastYear, OverWindow
	Last   Duration // OverLast
	ToDate bool     // OverWindow: only up to the end of the pay period at hand
}

// Duration is a literal length of time: months and days are kept apart because months differ. Years are 12 months.
type Duration struct {
	Months, Days int
}
