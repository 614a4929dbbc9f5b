package ir

import (
	"rainmaker/calendar"
	"rainmaker/plan/source"
)

// Example is one worked example with its names filled in: a row of cases is an example of its own, `after` and `times`
// are written out.
type Example struct {
	Name string
	Row  int    // row of the cases, from 1; 0 without cases
	In   string // period label; empty when every expect names its own
	// Givens.
	Numbers     []GivenNumber
	Payees      []GivenPayee
	Reports     []GivenReport
	Assignments []GivenAssignment
	Events      []GivenEvent
	Results     []GivenResult
	Rates       []GivenRate
	Leaves      []GivenLeave
	Expects     []Expect
	Measures    []Measure // what is added up in expectations; named as it is written
	At          source.Range
}

// Me is the payee of an example who is not named.
const Me = "me"

// GivenNumber is a personal number.
type GivenNumber struct {
	Param  int
	Row    string // that is given, of an open parameter
	Person string // Me or a name
	Value  Value
	From   calendar.Date // zero: from the start of the assignment
	At     source.Range
}

// GivenPayee states attributes of a person.
type GivenPayee struct {
	Name       string
	Attributes map[int]Value // by index into Program.Attributes
	At         source.Range
}

// GivenReport puts people under a manager.
type GivenReport struct {
	People  []string
	Manager string
	At      source.Range
}

// GivenAssignment dates a person's assignment to the plan.
type GivenAssignment struct {
	Person string
	Span   calendar.Span // open end: calendar.EndOfTime
	At     source.Range
}

// GivenEvent is an event, or a later version of one given before: fields given again replace, others stay.
type GivenEvent struct {
	Event   int
	ID      string
	Fields  map[int]Value // by index into the event's Fields; payees by name
	Learned calendar.Date // zero: known from the start
	At      source.Range
}

// GivenResult stands in for what a component is worth in pay periods: one value for all, or one for each.
type GivenResult struct {
	Component int
	Person    string
	Periods   []string
	Values    []Value
	At        source.Range
}

// GivenRate is an exchange rate of a day.
type GivenRate struct {
	FX   int
	Pair FXPair
	On   calendar.Date // zero: always
	At   source.Range
}

// GivenLeave is a person's leave.
type GivenLeave struct {
	Person string
	Span   calendar.Span
	At     source.Range
}

// ExpectKind says what an expect looks at.
type ExpectKind uint8

// What an example may expect.
const (
	ExpectMeasure ExpectKind = iota
	ExpectComponent
	ExpectParam
	ExpectTable
	ExpectPay      // what is paid in all
	ExpectCurve    // a curve's or matrix's value
	ExpectMatrix   //
	ExpectClawback // what a clawback takes, negative
	ExpectBalance  // a debt or reserve at the period's end
	ExpectPayable  // what becomes payable
	ExpectCap      // what a cap over components cuts, negative
	ExpectFormula  // worked out from several of these
	ExpectAdHoc    // an aggregate that is written out: one of the example's measures
)

// Looked is one of the things that a formula is worked out from, each as an expectation of its own would see it.
type Looked struct {
	Node
	Kind  ExpectKind
	Index int
	Name  string
}

// Expect is one expectation.
type Expect struct {
	Kind   ExpectKind
	Index  int
	Name   string
	Person string
	// Formula is set of an [ExpectFormula]: what is worked out from [Looked], in the person's pay period.
	Formula Expr
	// Periods are labels of pay periods; empty: the example's own. Over: the sum over all of them.
	Periods []string
	Over    bool
	// About compares at the digits written.
	About  bool
	Digits []int   // decimals as written, one for each value, for About (of the percent figure where Percent)
	Values []Value // one for all periods, or one for each
	At     source.Range
}
