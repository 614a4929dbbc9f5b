package syntax

// ComponentKind tells the components whose clauses are of the same kinds.
type ComponentKind int

const (
	Commission ComponentKind = iota + 1
	Spiff
	Bonus
)

// ComponentDecl is a commission, spiff or bonus.
type ComponentDecl struct {
	Loc
	Kind    ComponentKind
	Name    Name
	Label   *StringLit
	On      *Name // nil for a bonus
	Role    *Name
	Per     *Window // nil: the plan's period
	ToDate  bool    // bonus per W to date
	Clauses []Clause
}

// PoolDecl is `pool NAME per WINDOW { … }`.
type PoolDecl struct {
	Loc
	Name    Name
	Label   *StringLit
	Per     *Window
	Fund    Expr
	Among   *Among
	ShareBy Expr // nil: equally
	Notes   []*Note
}

// Among is who takes part in a pool or contest.
type Among struct {
	Loc
	Scope *Scope
	Where Expr // nil: all of them
}

// TiesKind is what happens to equal ranks.
type TiesKind int

const (
	TiesShare TiesKind = iota + 1
	TiesWin
	TiesBrokenBy
)

// Ties is `ties share | win | broken by M`.
type Ties struct {
	Loc
	Kind TiesKind
	By   Expr // TiesBrokenBy
}

// Prize is `prize N: E`.
type Prize struct {
	Loc
	Place int
	Value Expr
}

// ContestDecl is `contest NAME per WINDOW { … }`.
type ContestDecl struct {
	Loc
	Name   Name
	Label  *StringLit
	Per    *Window
	Among  *Among
	RankBy Expr
	Prizes []*Prize
	Ties   *Ties // nil where nothing is said; the checker decides whether that is allowed
	Notes  []*Note
}

// CapDecl is `cap NAME on A, B at E per WINDOW [, carried]`: a limit over several components.
type CapDecl struct {
	Loc
	Name    Name
	On      []Name
	At      Expr
	Per     *Window
	Carried bool
}

// ExceptionDecl is `exception NAME to COMPONENT when COND { … }`.
type ExceptionDecl struct {
	Loc
	Name    Name
	To      Name
	When    Expr
	Clauses []Clause
}

// KeepEach is the step in which the kept share grows.
type KeepEach int

const (
	EachDay KeepEach = iota + 1
	EachCompletedMonth
	EachStartedMonth
)

// ClawbackBasis is which of the two readings takes back.
type ClawbackBasis int

const (
	AsPaid ClawbackBasis = iota + 1
	AsIfNeverBooked
)

// ClawbackDecl is `clawback NAME of A, B { … }`. Either TakeAll, Take or Keep is set.
type ClawbackDecl struct {
	Loc
	Name    Name
	Label   *StringLit
	Of      []Name
	When    Expr
	TakeAll bool
	Take    Expr
	Keep    *Keep
	Basis   ClawbackBasis
	Notes   []*Note
}

// Keep is `keep SHARE for each … from DATE`.
type Keep struct {
	Loc
	Share Expr
	Each  KeepEach
	From  *Path
}

// SettleDecl is `settle { … }`.
type SettleDecl struct {
	Loc
	Steps []Step
}
