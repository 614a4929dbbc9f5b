package syntax

// CreditDecl is `credit NAME from … { … }`.
type CreditDecl struct {
	Loc
	Name     Name
	Label    *StringLit
	From     Name  // an event or a credit
	Role     *Name // the source credit's role
	CountsOn *Path // nil in a rollup, which inherits it
	Where    []Expr
	OrderBy  []*Path
	To       []*CreditTo
}

// TargetKind is who is credited.
type TargetKind int

const (
	ToPayee TargetKind = iota + 1
	ToEach             // each LIST.FIELD
	ToManager
	ToManagersUpTo // Levels of them
	ToManagersAll
)

// CreditTo is one `to TARGET as ROLE AMOUNT [overlay]`.
type CreditTo struct {
	Loc
	Target  TargetKind
	Path    *Path // the payee field, the list's field, or whose managers
	Levels  int   // ToManagersUpTo
	Role    Name
	Amount  *CreditAmount
	Overlay bool
}

// AmountKind is how the credited amount is said.
type AmountKind int

const (
	PlainAmount  AmountKind = iota + 1 // Value; `SHARE of BASE` is a Binary with Op Of, perhaps inside a Convert
	RestAmount                         // what is left of 100% of Base
	ProportionOf                       // in proportion to By, of Base
)

// CreditAmount is the amount of a CreditTo.
type CreditAmount struct {
	Loc
	Kind  AmountKind
	Value Expr  // PlainAmount
	By    *Path // ProportionOf
	Base  Expr  // RestAmount, ProportionOf
}
