package syntax

// ExampleDecl is `example "…" [in PERIOD] { … }`: a worked example, printed for the reader and run at every check.
type ExampleDecl struct {
	Loc
	Name  *StringLit
	In    *Span // nil where each expect names its period
	Items []ExampleItem
}

// ExampleItem is one line of an example.
type ExampleItem interface {
	Node
	exampleItem()
}

// AfterItem is `after "other example"`: its givens come first.
type AfterItem struct {
	Loc
	Example *StringLit
}

// CasesItem is `cases a, b { … }`: the example once per row. The parser has checked that each row has a value for each
// name.
type CasesItem struct {
	Loc
	Names []Name
	Rows  []*CaseRow
}

// CaseRow is one row of cases.
type CaseRow struct {
	Loc
	Values []Expr
}

// FieldValue is `acv 300,000 USD`.
type FieldValue struct {
	Loc
	Name  Name
	Value Expr // a sum, a *NoneLit or a *RowsLit; names stand for choices, people, yes, no and cases
}

// GivenParam is `given PARAM [of PERSON] [for ROW] = V [from DATE]`.
type GivenParam struct {
	Loc
	Param Name
	Of    *Name
	Row   Expr // nil, or the row of a keyed parameter
	Value Expr
	From  Expr // nil: from the start
}

// GivenPayee is `given payee NAME { … }`.
type GivenPayee struct {
	Loc
	Payee  Name
	Fields []*FieldValue
}

// GivenReports is `given reports a, b to m`.
type GivenReports struct {
	Loc
	Reports []Name
	To      Name
}

// GivenAssignment is `given assignment [of P] D [before D]`.
type GivenAssignment struct {
	Loc
	Of     *Name
	From   Expr
	Before Expr // nil: open
}

// GivenLeave is `given leave [of P] SPAN`.
type GivenLeave struct {
	Loc
	Of   *Name
	Span *Span
}

// GivenEvent is `given EVENT ID { … } [times N] [learned DATE]`.
type GivenEvent struct {
	Loc
	Event   Name
	ID      Name // as written; of a string, its text
	Fields  []*FieldValue
	Times   Expr // nil: once
	Learned Expr // nil: on the event's own date
}

// GivenResult is `given COMPONENT [of P] in PERIODS = V, V`: it stands in for the component's result.
type GivenResult struct {
	Loc
	Component Name
	Of        *Name
	In        *Span
	Values    []Expr
}

// GivenFX is `given fx NAME 1 GBP = 1.22 USD [on DATE]`.
type GivenFX struct {
	Loc
	FX       Name
	From, To *MoneyLit
	On       Expr
}

// Expect is `expect SUM [for PERSON] [in PERIODS | over PERIODS] = V, V` or, with About, `about V`.
type Expect struct {
	Loc
	Subject Expr
	For     *Name // nil: me
	In      *Span // nil: the example's period
	Over    bool  // the sum over In instead of one value per period
	About   bool  // compared at the digits written
	Values  []Expr
}

func (*AfterItem) exampleItem()       {}
func (*CasesItem) exampleItem()       {}
func (*GivenParam) exampleItem()      {}
func (*GivenPayee) exampleItem()      {}
func (*GivenReports) exampleItem()    {}
func (*GivenAssignment) exampleItem() {}
func (*GivenLeave) exampleItem()      {}
func (*GivenEvent) exampleItem()      {}
func (*GivenResult) exampleItem()     {}
func (*GivenFX) exampleItem()         {}
func (*Expect) exampleItem()          {}

// CheckKind is what a check states.
type CheckKind int

const (
	CheckHolds      CheckKind = iota + 1 // Subject, a condition, is true
	CheckNeverFalls                      // Subject never falls as Rises rises
	CheckNoStep                          // no step in Subject [above Above]
)

// CheckDecl is `check …`.
type CheckDecl struct {
	Loc
	Kind    CheckKind
	Subject Expr
	Rises   *Path
	Above   Expr
	When    Expr
	For     []*ForRange
}

// ForRange is `NAME from A to B` of a check.
type ForRange struct {
	Loc
	Name Name
	From Expr
	To   Expr
}
