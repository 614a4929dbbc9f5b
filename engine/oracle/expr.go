package oracle

import (
	"fmt"
	"math/big"
	"strings"

	"rainmaker/calendar"
	"rainmaker/money"
)

// Expr is an expression of the language: a number, or an amount in the plan's currency. String is its text.
type Expr interface{ String() string }

// The expressions.
type (
	// Number is a plain literal.
	Number struct{ Value *big.Rat }
	// Percent is a literal that prints as percent: 1/8 is 12.5%.
	Percent struct{ Value *big.Rat }
	// Cash is a literal amount. Bare leaves out the commas that group thousands, as inside an argument list.
	Cash struct {
		Value    *big.Rat
		Currency money.Currency
		Bare     bool
	}
	// Field is a number or money field of the event at hand.
	Field struct{ Name string }
	// ParamRef, TableRef and MeasureRef name a declaration.
	ParamRef struct {
		Name   string
		Across bool // what every plan of mine gives
	}
	TableRef   struct{ Name string }
	MeasureRef struct{ Name string }
	// CurveRef and MatrixRef name what is read at measures.
	CurveRef  struct{ Name string }
	MatrixRef struct{ Name string }
	// Mix is weighted( share: E, … ); the shares total 100%.
	Mix struct {
		Shares []*big.Rat
		Of     []Expr
	}
	// Age is month, quarter or year of assignment.
	Age struct{ Unit calendar.Unit }
	// Credited is the amount credited, Share the share of its base.
	Credited struct{}
	Share    struct{}
	// Op is L Sign R, with Sign one of + - x / of; the maker brackets.
	Op struct {
		Sign string
		L, R Expr
	}
	// Bracket is ( E ).
	Bracket struct{ E Expr }
	// If is Then if Cond otherwise Else.
	If struct {
		Then Expr
		Cond Cond
		Else Expr
	}
	// Extreme is min( … ) or max( … ).
	Extreme struct {
		Max  bool
		Args []Expr
	}
	// Aggregate is sum, count, average, largest or weighted of credits: mine, or a scope's.
	Aggregate struct {
		Fn, Credit, Role string
		By               string // of weighted: the field that weighs
		Once             string // of count: the field of which each value counts once
		Of               string // empty: mine; direct reports, all reports, everyone or a group
		Where            Cond   // may be nil
		Over             Over
		Across           bool // all my credits, not those inside the assignment alone
	}
	// People is count, sum or average over people: of those for whom Where holds, of what X is for each of them.
	People struct {
		Fn    string
		X     Expr // MeasureRef, ParamRef or ResultRef; nil of a count
		Of    string
		Where Cond // of a count, may be nil
	}
	// Streak is count( UNITs where COND over WINDOW ).
	Streak struct {
		Unit  calendar.Unit
		Where Cond
		Over  string
	}
	// ToDate is a flow up to the end of the current period.
	ToDate struct{ Name string }
	// ResultRef is what another component is worth, Carry what its cap carries.
	ResultRef struct{ Name string }
	Carry     struct{ Name string }
)

// Over changes the window of one sum.
type Over struct {
	Kind string // empty; previous, last, same, window
	Unit calendar.Unit
	N    int  // of last: months
	Date bool // of window: to date
}

func (o Over) String() string {
	switch o.Kind {
	case "previous":
		return " over previous " + o.Unit.String()
	case "last":
		return fmt.Sprintf(" over last %d months", o.N)
	case "same":
		return " over same " + o.Unit.String() + " last year"
	case "window":
		if o.Date {
			return " over " + o.Unit.String() + " to date"
		}
		return " over " + o.Unit.String()
	}
	return ""
}

func (e ToDate) String() string    { return e.Name + " to date" }
func (e ResultRef) String() string { return e.Name }
func (e Carry) String() string     { return e.Name + " carry" }
func (e Streak) String() string {
	return "count(" + e.Unit.String() + "s where " + e.Where.String() + " over " + e.Over + ")"
}

func (e People) String() string {
	if e.X != nil {
		return e.Fn + "(" + e.X.String() + " of " + e.Of + ")"
	}
	if e.Where == nil {
		return "count(" + e.Of + ")"
	}
	return "count(" + e.Of + " where " + e.Where.String() + ")"
}

func (e Number) String() string  { return grouped(decimal(e.Value), true) }
func (e Percent) String() string { return decimal(new(big.Rat).Mul(e.Value, rat(100, 1))) + "%" }
func (e Cash) String() string    { return grouped(decimal(e.Value), !e.Bare) + " " + string(e.Currency) }
func (e Field) String() string   { return e.Name }

func (e ParamRef) String() string {
	if e.Across {
		return e.Name + " across plans"
	}
	return e.Name
}

func (e TableRef) String() string   { return e.Name }
func (e MeasureRef) String() string { return e.Name }

func (e CurveRef) String() string  { return e.Name }
func (e MatrixRef) String() string { return e.Name }
func (e Age) String() string       { return e.Unit.String() + " of assignment" }

func (e Mix) String() string {
	parts := make([]string, len(e.Of))
	for i, of := range e.Of {
		parts[i] = Percent{e.Shares[i]}.String() + ": " + of.String()
	}
	return "weighted(" + strings.Join(parts, ", ") + ")"
}

func (Credited) String() string  { return "credit" }
func (Share) String() string     { return "share" }
func (e Op) String() string      { return e.L.String() + " " + e.Sign + " " + e.R.String() }
func (e Bracket) String() string { return "(" + e.E.String() + ")" }
func (e If) String() string {
	return e.Then.String() + " if " + e.Cond.String() + " otherwise " + e.Else.String()
}

func (e Extreme) String() string {
	name := "min("
	if e.Max {
		name = "max("
	}
	args := make([]string, len(e.Args))
	for i, a := range e.Args {
		args[i] = a.String()
	}
	return name + strings.Join(args, ", ") + ")"
}

func (e Aggregate) String() string {
	s := e.Fn + "(" + e.Credit
	if e.Role != "" {
		s += " as " + e.Role
	}
	if e.Of != "" {
		s += " of " + e.Of
	}
	if e.Where != nil {
		s += " where " + e.Where.String()
	}
	s += e.Over.String()
	if e.By != "" {
		s += " by " + e.By
	}
	if e.Once != "" {
		s += " each " + e.Once + " once"
	}
	if e.Across {
		s += " across plans"
	}
	return s + ")"
}

// Cond is a condition. String is its text.
type Cond interface{ String() string }

// The conditions.
type (
	// Test is L Op R, with Op one of = != < <= > >=.
	Test struct {
		L  Expr
		Op string
		R  Expr
	}
	// TestDay is a date field against a date.
	TestDay struct {
		Field, Op string
		Day       calendar.Date
	}
	// Is is FIELD is [not] [one of] values. Field may be payee.attribute. Strings are printed in quotes; Inside an argument
	// list several values need brackets.
	Is struct {
		Field           string
		Not             bool
		Values          []string
		Strings, Inside bool
	}
	// IsNone is FIELD is [not] none.
	IsNone struct {
		Field string
		Not   bool
	}
	// Flag is a yes-or-no field by itself.
	Flag struct{ Field string }
	// MonthOf is month of quarter|half|year = N, of the counting date.
	MonthOf struct {
		Unit calendar.Unit
		Op   string
		N    int
	}
	// Not is not C, C being a single test.
	Not struct{ C Cond }
	// Both is L and R, Either is L or R.
	Both   struct{ L, R Cond }
	Either struct{ L, R Cond }
)

func (c Test) String() string    { return c.L.String() + " " + c.Op + " " + c.R.String() }
func (c TestDay) String() string { return c.Field + " " + c.Op + " " + c.Day.String() }
func (c Flag) String() string    { return c.Field }
func (c MonthOf) String() string { return fmt.Sprintf("month of %s %s %d", c.Unit, c.Op, c.N) }
func (c Not) String() string     { return "not " + c.C.String() }
func (c Both) String() string    { return c.L.String() + " and " + c.R.String() }
func (c Either) String() string  { return "(" + c.L.String() + " or " + c.R.String() + ")" }

func (c Is) String() string {
	values := make([]string, len(c.Values))
	for i, v := range c.Values {
		values[i] = v
		if c.Strings {
			values[i] = `"` + v + `"`
		}
	}
	s := c.Field + " is "
	if c.Not {
		s += "not "
	}
	list := strings.Join(values, ", ")
	switch {
	case len(values) == 1:
		return s + list
	case c.Inside:
		return s + "one of (" + list + ")"
	default:
		return s + "one of " + list
	}
}

func (c IsNone) String() string {
	if c.Not {
		return c.Field + " is not none"
	}
	return c.Field + " is none"
}

func rat(a, b int64) *big.Rat { return big.NewRat(a, b) }

// decimal is a finite decimal in full; the maker of worlds writes no other literals.
func decimal(r *big.Rat) string {
	n, exact := r.FloatPrec()
	if !exact {
		panic("oracle: literal " + r.String() + " is no finite decimal")
	}
	return r.FloatString(n)
}

// grouped puts commas at every third digit.
func grouped(s string, group bool) string {
	if !group {
		return s
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, fraction, dotted := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		whole += "." + fraction
	}
	return sign + whole
}
