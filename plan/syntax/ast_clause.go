package syntax

// Clause is one clause of a commission, spiff, bonus or exception.
type Clause interface {
	Node
	clause()
}

// DuringClause is `during SPAN`.
type DuringClause struct {
	Loc
	Span *Span
}

// WhereClause is `where COND`.
type WhereClause struct {
	Loc
	Cond Expr
}

// RateClause is `rate E`.
type RateClause struct {
	Loc
	Value Expr
}

// PayClause is `pay E`.
type PayClause struct {
	Loc
	Value Expr
}

// TimesClause is `times E`.
type TimesClause struct {
	Loc
	Value Expr
}

// TierMode is one of the three readings of tiers.
type TierMode int

const (
	EachSlice TierMode = iota + 1
	WholeAmount
	WholeAmountAbove // TiersClause.Above
)

// TiersClause is `tiers by M, … { … }`.
type TiersClause struct {
	Loc
	By    Expr
	Mode  TierMode
	Above Expr
	Tiers []*Tier
}

// Tier is one tier: `from 100%: x 1.5` (Times) or `from 100%: 6%`. Its Bound is From or Above.
type Tier struct {
	Loc
	Bound *Bound
	Times bool
	Value Expr
}

// GateClause is `gate COND else lost` or, with Until, `else held until DATE`.
type GateClause struct {
	Loc
	Cond  Expr
	Until Expr // nil: lost
}

// LimitClause is `cap E per S [, carried]` or, with Floor, `floor E per S`.
type LimitClause struct {
	Loc
	Floor   bool
	Value   Expr
	Per     *Window
	Carried bool
}

// PayableClause is `payable PART, …`.
type PayableClause struct {
	Loc
	Parts []*Part
}

// PartWhen says when a part may be paid.
type PartWhen int

const (
	AtOnce       PartWhen = iota + 1
	OnDate                // Part.Date
	InInstalment          // Part.Count monthly or quarterly parts from Part.Date
)

// Part is a share of what was earned and when it may be paid.
type Part struct {
	Loc
	Share     Expr // nil with Rest, and where the one part is the whole
	Rest      bool
	When      PartWhen
	Date      Expr
	Count     int
	Quarterly bool
}

// PaidInClause is `paid in CUR at FX [on DATE]`.
type PaidInClause struct {
	Loc
	Currency *Path // an ISO code or an attribute that holds one
	FX       Name
	On       Expr
}

// AdvanceClause is `advance until DATE or COND`.
type AdvanceClause struct {
	Loc
	Until Expr
}

func (*DuringClause) clause()  {}
func (*WhereClause) clause()   {}
func (*RateClause) clause()    {}
func (*PayClause) clause()     {}
func (*TimesClause) clause()   {}
func (*TiersClause) clause()   {}
func (*GateClause) clause()    {}
func (*LimitClause) clause()   {}
func (*PayableClause) clause() {}
func (*PaidInClause) clause()  {}
func (*AdvanceClause) clause() {}
func (*Note) clause()          {}

// Step is one step of a settlement.
type Step interface {
	Node
	step()
}

// RecoverStep is `recover DEBT …`.
type RecoverStep struct {
	Loc
	Debt    Name
	AtMost  Expr
	Leaving Expr
	When    Expr
}

// TopUpStep is `top up to E …`; As is the debt of a draw and nil for a guarantee.
type TopUpStep struct {
	Loc
	To   Expr
	As   *Name
	When Expr
}

// HoldStep is `hold E as RESERVE until DATE`.
type HoldStep struct {
	Loc
	Amount Expr
	As     Name
	Until  Expr
}

// ForgiveStep is `forgive DEBT when COND`.
type ForgiveStep struct {
	Loc
	Debt Name
	When Expr
}

// PayRestStep is `pay the rest`, always the last.
type PayRestStep struct{ Loc }

func (*RecoverStep) step() {}
func (*TopUpStep) step()   {}
func (*HoldStep) step()    {}
func (*ForgiveStep) step() {}
func (*PayRestStep) step() {}
