package ir

import (
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/source"
)

// ComponentKind says what kind of component it is.
type ComponentKind uint8

// Components of the catalogue.
const (
	Commission ComponentKind = iota
	Spiff
	Bonus
	Pool
	Contest
)

func (k ComponentKind) String() string {
	return [...]string{"commission", "SPIFF", "bonus", "pool", "contest"}[k]
}

// Component is one independently measured part of a plan: a line for each credit, or for a bonus, pool or contest one for
// each window.
type Component struct {
	Name   string
	Label  string
	Kind   ComponentKind
	Credit int      // of a commission or SPIFF; -1 otherwise
	Roles  []string // empty: all
	Window Window
	// ToDate says that a bonus is worked out each period on the window so far; otherwise it is worth nothing until its
	// window has ended.
	ToDate bool
	Terms
	// Exceptions replace clauses while their condition holds.
	Exceptions []Exception
	// Pool and Contest are set for theirs.
	Pool    *PoolTerms
	Contest *ContestTerms
	Serves  []string
	Because string
	OwnedBy string
	Expires *Expiry
	At      source.Range
}

// Expiry is a day from which somebody should have looked at a component again; it stops nothing.
type Expiry struct {
	On calendar.Date
	At source.Range
}

// Terms are the clauses of a component that decide its amount.
type Terms struct {
	During *calendar.Span
	Where  []Expr
	// Rate is multiplied by the credit; Pay is an amount for each credit, or a bonus's; at most one is set. Where neither
	// is, the tiers are the rate.
	Rate  Expr
	Pay   Expr
	Tiers *Tiers
	// Times multiply: for each credit where they read fields of the event, else for the window.
	Times []Expr
	Gates []Gate
	// Limits are caps and floors, in the order of the letter.
	Limits  []Limit
	Payable []Part // empty: at once
	PaidIn  *PaidIn
	Advance Expr // until this holds what is payable is an advance; shown, no effect on amounts
}

// Gate is a condition on the component's window.
type Gate struct {
	Cond Expr
	// Until is the last day of the period up to which the gate is looked at again; nil: lost at the window's end.
	Until Expr
	At    source.Range
}

// Limit is a cap or a floor: of each event, or of a window (the component's own or one made of whole ones of it).
type Limit struct {
	Floor   bool
	Amount  Expr
	Per     Window // OfEvent: of each event
	Carried bool
	At      source.Range
}

// PartKind says when a part becomes payable.
type PartKind uint8

// Parts: at once, on a date, or in equal parts of the months or quarters that begin with a date's.
const (
	AtOnce PartKind = iota
	OnDate
	InMonths
	InQuarters
)

// Part is one part of what is earned.
type Part struct {
	Share Expr // nil: the rest
	Kind  PartKind
	Date  Expr // all but AtOnce
	N     int  // InMonths, InQuarters
	At    source.Range
}

// PaidIn converts what is earned, last.
type PaidIn struct {
	Currency money.Currency
	By       Expr // an attribute that holds the currency's code, in place of Currency; nil where that is written
	FX       int
	On       Expr // nil: the window's last day
}

// Exception replaces the clauses of the same kinds while its condition holds; it is read on the window's last day and must
// hold the same all through the window.
type Exception struct {
	Name string
	When Expr
	// Terms has the clauses that replace; Has says which kinds are meant: "during", "where", "rate", "pay", "tiers",
	// "times", "gate", "payable", "paid in", "advance". Limits replace those of the same kind and Per.
	Terms Terms
	Has   map[string]bool
	At    source.Range
}

// ScopeKind says whom an aggregate is over.
type ScopeKind uint8

// Scopes: me, my direct or all reports, a group, everyone.
const (
	Mine ScopeKind = iota
	DirectReports
	AllReports
	OfGroup
	Everyone
)

// Scope is whom an aggregate, a pool or a contest is over.
type Scope struct {
	Kind  ScopeKind
	Group int
}

// PoolTerms divide a fund among people.
type PoolTerms struct {
	Fund    Expr
	Among   Scope
	Where   Expr // nil: all
	ShareBy Expr // nil: equally
}

// TiesRule says what a tie means.
type TiesRule uint8

// Ties share the prizes of the places they take, each win the first of them, or are broken by a measure.
const (
	TiesShare TiesRule = iota
	TiesWin
	TiesBroken
)

// ContestTerms rank people and give prizes.
type ContestTerms struct {
	Among    Scope
	Where    Expr
	RankBy   Expr
	Prizes   []Prize // by place
	Ties     TiesRule
	BrokenBy Expr
}

// Prize is what a place wins.
type Prize struct {
	Place  int
	Amount Expr
}

// CapOver limits several components together; it is a negative line under each line it cuts.
type CapOver struct {
	Name, Label string
	On          []int
	Amount      Expr
	Window      Window
	Carried     bool
	At          source.Range
}

// TiersMode says what a tier pays for.
type TiersMode uint8

// Each slice earns its tier; the whole amount earns the tier reached; slices up to a bound and everything above it at the
// tier reached.
const (
	EachSlice TiersMode = iota
	WholeAmount
	WholeAbove
)

// Tiers pay by the tiers of a measure.
type Tiers struct {
	Mode TiersMode
	// Above is the bound of WholeAbove.
	Above Value
	// By is the measure; for EachSlice and WholeAbove it rises linearly with the component's credits.
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
