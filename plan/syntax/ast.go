package syntax

import (
	"rainmaker/money"
	"rainmaker/plan/source"
)

// Node is anything that stands somewhere in a document.
type Node interface {
	Place() source.Range
}

// Loc is the place of a node; every node embeds it.
type Loc struct {
	Range source.Range `json:"range"`
}

// Place is the range of the node in its document.
func (l Loc) Place() source.Range { return l.Range }

func (l *Loc) widen(r source.Range) { l.Range = r }

// Name is one word that names something: a declaration, a field, a role, a person.
type Name struct {
	Loc
	Text string
}

// File is one document: a letter with a plan, or terms.
type File struct {
	Loc             // the program, from its first clause to its last
	Doc      string // the name of the document
	Language *LanguageDecl
	Plan     *PlanDecl  // nil in terms
	Terms    *TermsDecl // nil in a letter
	Uses     []*UsesDecl
	Decls    []Decl // in the order of the document
	// Comments are kept for the printer; they mean nothing.
	Comments []Comment
	// Broken names declarations that could not be read, or not wholly. Whatever refers to them is not to blame.
	Broken []Name
}

// Comment is `# …` to the end of its line.
type Comment struct {
	Loc
	Text string // from the # on
}

// LanguageDecl is `language 1`.
type LanguageDecl struct {
	Loc
	Version int
}

// UsesDecl is `uses NAME, NAME`.
type UsesDecl struct {
	Loc
	Names []Name
}

// TermsDecl is `terms NAME`.
type TermsDecl struct {
	Loc
	Name Name
}

// PlanDecl is `plan NAME "label" { … }`. The parser has reported each clause that is missing; it is then nil.
type PlanDecl struct {
	Loc
	Name      Name
	Label     *StringLit
	Effective *Span
	Period    *Window
	Currency  *Currency
	Rounding  *Rounding
	Leavers   *Leavers
	Notes     []*Note
}

// Currency is an ISO code where it stands.
type Currency struct {
	Loc
	Code money.Currency
}

// Rounding is `rounding half_even per component`.
type Rounding struct {
	Loc
	Mode    money.Rounding
	PerLine bool // per line instead of per component
}

// LeaversRule is what a person who holds no assignment the day after keeps.
type LeaversRule int

const (
	KeepEarned LeaversRule = iota + 1
	KeepPayable
	KeepBecomesPayable // within Leavers.Within
)

// Leavers is the `leavers keep what …` clause.
type Leavers struct {
	Loc
	Rule   LeaversRule
	Within *DurationLit // set with KeepBecomesPayable
}

// Span is a stretch of days: one period, periods from First to Last both included, one day, or days from First before
// Before. Exactly one of the two pairs is set.
type Span struct {
	Loc
	FirstPeriod *PeriodLit
	LastPeriod  *PeriodLit // nil: FirstPeriod alone
	First       *DateLit
	Before      *DateLit // nil: First alone (from that day on, or the window that contains it, as the place says)
}

// WindowKind says in which windows amounts are added up.
type WindowKind int

const (
	DayWindow WindowKind = iota + 1
	WeekWindow
	MonthWindow
	QuarterWindow
	HalfWindow
	YearWindow
	PlanWindow   // the assignment
	PeriodWindow // the plan's own period
	SpanWindow   // from one dated value of the parameter Name to the day before the next
	EventWindow  // each event called Name by itself
)

// Window is what stands after `per` and `period`.
type Window struct {
	Loc
	Kind WindowKind
	Name *Name // of the parameter (SpanWindow) or event (EventWindow), else nil
}

// NoteKind is the kind of an annotation.
type NoteKind int

const (
	Serves NoteKind = iota + 1
	Because
	OwnedBy
	Expires
)

// Note is an annotation: it explains a plan or component and changes no amount.
type Note struct {
	Loc
	Kind NoteKind
	Goal *Name      // Serves
	Text *StringLit // Because, OwnedBy
	Date *DateLit   // Expires
}

// ---- declarations

// Decl is a top-level declaration after the header.
type Decl interface {
	Node
	decl()
}

// GoalDecl is `goal NAME "text"`.
type GoalDecl struct {
	Loc
	Name Name
	Text *StringLit
}

// PayeeDecl is `payee { … }`: dated attributes of people.
type PayeeDecl struct {
	Loc
	Fields []*Field
}

// EventDecl is `event NAME dated FIELD { … }`.
type EventDecl struct {
	Loc
	Name   Name
	Label  *StringLit
	Dated  Name
	Fields []*Field
}

// Field is a named, typed slot of an event, of a payee or of a row inside an event.
type Field struct {
	Loc
	Name Name
	Type *Type
}

// TypeKind is the kind of a type.
type TypeKind int

const (
	MoneyType TypeKind = iota + 1
	NumberType
	PercentType
	DateType
	TextType
	PayeeType
	YesNoType
	OneOfType // Type.OneOf
	ListType  // Type.Fields
	RefType   // Type.Ref: another event
)

// Type is the type of a field, parameter or flow table.
type Type struct {
	Loc
	Kind        TypeKind
	AnyCurrency bool     // money any currency
	Decimals    *int     // money, 4 decimals; nil: those of the currency
	OneOf       []Expr   // *Path of one name, *StringLit, *Number or *DateLit
	Fields      []*Field // list of { … }
	Ref         *Name
	OrNone      bool
	Per         *Window // a flow
	By          *Key    // a parameter whose rows the assignment fills
}

// ParamDecl is `param NAME : TYPE …`.
type ParamDecl struct {
	Loc
	Name  Name
	Label *StringLit
	Type  *Type
	Mods  []*Modifier
	Value Expr // nil: the assignment gives it
}

// ModifierKind is the kind of a modifier of a flow.
type ModifierKind int

const (
	Prorated ModifierKind = iota + 1
	NotProrated
	SpreadEvenly
	SpreadByDays
	SpreadShares
	RampedBy
	Between
)

// ProrationBasis is how a part period is weighed.
type ProrationBasis int

const (
	ByDays ProrationBasis = iota + 1
	ByWorkdays
	ByThirtieths
)

// Modifier is one of the `, …` behind the type of a parameter or flow table.
type Modifier struct {
	Loc
	Kind      ModifierKind
	Basis     ProrationBasis // Prorated
	LessLeave bool           // Prorated
	Shares    []*PercentLit  // SpreadShares
	Table     *Name          // RampedBy
	Low, High Expr           // Between
}

// KeyKind says what a table is looked up by.
type KeyKind int

const (
	PathKey    KeyKind = iota + 1
	MonthKey           // month of Path
	QuarterKey         // quarter of Path
)

// Key is a key of a table.
type Key struct {
	Loc
	Kind KeyKind
	Path *Path
}

// BoundKind is the kind of the left side of a row or tier.
type BoundKind int

const (
	From      BoundKind = iota + 1 // Value and what lies above it
	Above                          // what lies above Value
	Otherwise                      // everything no other row names
	Exactly                        // the value itself: name, string, number, date or none
)

// Bound is the left side of a row or tier.
type Bound struct {
	Loc
	Kind  BoundKind
	Value Expr // nil with Otherwise; with Exactly a *Path of one name, *StringLit, *Number, *DateLit or *NoneLit
}

// TableDecl is `table NAME by KEY … { … }`.
type TableDecl struct {
	Loc
	Name  Name
	Label *StringLit
	Keys  []*Key
	Type  *Type // nil: taken from the values
	Mods  []*Modifier
	Rows  []*TableRow
}

// TableRow is one row; it has as many bounds as the table has keys (the checker counts).
type TableRow struct {
	Loc
	Bounds []*Bound
	Value  Expr
}

// CurveDecl is `curve NAME by MEASURE { … }`.
type CurveDecl struct {
	Loc
	Name   Name
	Label  *StringLit
	By     *Path
	Points []*CurvePoint
	Below  Expr // nil where nothing is said
	// Slope is that of `then x SLOPE`; nil with `then level`.
	Slope Expr
}

// CurvePoint is `at X: Y`.
type CurvePoint struct {
	Loc
	At, Value Expr
}

// MatrixDecl is `matrix NAME by M1, M2 { … }`: Down is M1 (the rows), AcrossBy is M2 (the columns).
type MatrixDecl struct {
	Loc
	Name     Name
	Label    *StringLit
	Down     *Path
	AcrossBy *Path
	Across   []*Bound
	Rows     []*MatrixRow
}

// MatrixRow is one row; the parser has checked that it has a value for each column.
type MatrixRow struct {
	Loc
	Bound  *Bound
	Values []Expr
}

// GroupDecl is `group NAME by payee.FIELD`.
type GroupDecl struct {
	Loc
	Name Name
	By   *Path
}

// FXKind says where rates come from.
type FXKind int

const (
	DailyFX FXKind = iota + 1
	MonthlyFX
	FixedFX // FXDecl.Rates
)

// FXDecl is `fx NAME …`.
type FXDecl struct {
	Loc
	Name  Name
	Kind  FXKind
	Rates []*FXRate
}

// FXRate is `1 EUR = 1.10 USD`.
type FXRate struct {
	Loc
	From, To *MoneyLit
}

// MeasureDecl is `measure NAME = EXPR [per WINDOW]`.
type MeasureDecl struct {
	Loc
	Name  Name
	Label *StringLit
	Value Expr
	Per   *Window // nil: the plan's period
}

func (*GoalDecl) decl()      {}
func (*PayeeDecl) decl()     {}
func (*EventDecl) decl()     {}
func (*ParamDecl) decl()     {}
func (*TableDecl) decl()     {}
func (*CurveDecl) decl()     {}
func (*MatrixDecl) decl()    {}
func (*GroupDecl) decl()     {}
func (*FXDecl) decl()        {}
func (*CreditDecl) decl()    {}
func (*MeasureDecl) decl()   {}
func (*ComponentDecl) decl() {}
func (*PoolDecl) decl()      {}
func (*ContestDecl) decl()   {}
func (*CapDecl) decl()       {}
func (*ExceptionDecl) decl() {}
func (*ClawbackDecl) decl()  {}
func (*SettleDecl) decl()    {}
func (*ExampleDecl) decl()   {}
func (*CheckDecl) decl()     {}

// DeclName is the name a declaration brings into the one flat space of names; payee, settle, example and check bring
// none.
func DeclName(d Decl) (Name, bool) {
	switch d := d.(type) {
	case *GoalDecl:
		return d.Name, true
	case *EventDecl:
		return d.Name, true
	case *ParamDecl:
		return d.Name, true
	case *TableDecl:
		return d.Name, true
	case *CurveDecl:
		return d.Name, true
	case *MatrixDecl:
		return d.Name, true
	case *GroupDecl:
		return d.Name, true
	case *FXDecl:
		return d.Name, true
	case *CreditDecl:
		return d.Name, true
	case *MeasureDecl:
		return d.Name, true
	case *ComponentDecl:
		return d.Name, true
	case *PoolDecl:
		return d.Name, true
	case *ContestDecl:
		return d.Name, true
	case *CapDecl:
		return d.Name, true
	case *ExceptionDecl:
		return d.Name, true
	case *ClawbackDecl:
		return d.Name, true
	}
	return Name{}, false
}
