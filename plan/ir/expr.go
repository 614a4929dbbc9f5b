package ir

import (
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
	// Of the assignment or plan: counted from its first day. Unit Quarter is `quarter of …`.
	MonthOf struct {
		Node
		Quarters   bool
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
	// Aggregate is sum, count, average or largest over my credits of one rule in the window of the measure it stands in.
	Aggregate struct {
		Node
		Op     AggregateOp
		Credit int
		Roles  []string // empty: every role
		Where  Expr     // nil: all
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
)

func (o AggregateOp) String() string { return [...]string{"sum", "count", "average", "largest"}[o] }

// Duration is a literal length of time: months and days are kept apart because months differ. Years are 12 months.
type Duration struct {
	Months, Days int
}
