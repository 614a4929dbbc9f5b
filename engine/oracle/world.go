package oracle

import (
	"math/big"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// World is a company with one plan. Everything that decides its pay stands in it.
type World struct {
	Calendar calendar.Calendar
	Letter
	Newer *Letter // the letter that follows it under the same name, if one does

	Payees      []Payee
	Reports     []Report
	Assignments []Assignment
	Events      []Event // every version of every event
	Leaves      []Leave
	Holidays    []calendar.Date
	Rates       []Rate
	expected    *Expected // worked out when the world was made; a clone has none
	// Through is the last day of interest: a statement exists for every pay period that begins on or before it.
	Through calendar.Date
}

// Letter is what one letter says, with the terms it uses.
type Letter struct {
	Plan       Plan
	Layout     Layout
	Attributes []Attribute
	Kinds      []Kind
	Credits    []Credit
	Params     []Param
	Tables     []Table
	Grids      []Grid
	Groups     []Group
	Exchanges  []Exchange
	PaidIn     *PaidIn // every component is: the currency of pay
	Curves     []Curve
	Matrices   []Matrix
	Measures   []Measure
	Components []Component
	Exceptions []Exception
	Pools      []Pool
	Contests   []Contest
	Caps       []CapOver
	Clawbacks  []Clawback
	Settle     bool // the letter ends in settle { … pay the rest }
	Steps      []SettleStep
}

// Plan is the plan block of the letter.
type Plan struct {
	Name      string
	Effective Range
	Period    string // week, month, quarter, half, year; or spanOf + the parameter's name
	Currency  money.Currency
	Rounding  string // half_even, half_up, down
	PerLine   bool
	Leavers   string // empty: keep what is earned; else what leavers keep
}

// spanOf begins the period of a plan whose pay periods run from one dated value of a parameter to the next.
const spanOf = "span of "

// Layout is how the same plan is laid out as text.
type Layout struct {
	Terms     bool // vocabulary and credits stand in a terms document of their own
	UsesFirst bool // the letter says what it uses before its plan block, else after
	Blocks    bool // a plan block for each declaration, else one
}

// Range is a span of dates and its text in the language.
type Range struct {
	Text string
	Span calendar.Span
}

// Attribute is a dated attribute of people with a closed set of values.
type Attribute struct {
	Name   string
	Values []string
}

// Kind is a kind of event.
type Kind struct {
	Name   string
	Dated  string
	Fields []FieldType
}

// FieldType declares a field of an event; Type is text of the language.
type FieldType struct {
	Name, Type string
}

// Credit is a credit rule: from a kind of event, or a rollup from another rule.
type Credit struct {
	Name     string
	From     string // a kind of event or a credit
	FromRole string // of a rollup; empty: every role
	CountsOn string
	Where    []Cond
	OrderBy  []string // id follows
	To       []Target
}

// Target is one `to` of a credit rule.
type Target struct {
	Field   string // payee field, or list.field when Each
	Each    bool
	Levels  int // of a rollup: 1 is the manager, n the managers up to n levels, everyLevel all of them
	Plural  bool
	Role    string
	Amount  Amount
	Overlay bool
}

const everyLevel = -1

// Amount is what a target gets; exactly one of Share, Rest, Proportion and Plain says how.
type Amount struct {
	Share      Expr // of Base
	Rest       bool // of Base
	Proportion string
	Plain      Expr
	Base       string     // a money field, or "credit" in a rollup
	Convert    *Converted // or a field that is converted
}

// Flow says that a number is an amount for each window, and what a part of one means.
type Flow struct {
	Per      string
	Prorated bool // else not prorated
	Rule     string
	Leave    bool   // less leave
	Ramp     string // a table by month or quarter of assignment
	Spread   string
	Shares   []*big.Rat // of Spread "list"
}

// The spreads of a [Flow].
const (
	spreadNot    = ""
	spreadEvenly = "evenly"
	spreadByDays = "by days"
	spreadList   = "list"
)

// The rules of proration, of [Flow].Rule.
const (
	byDays       = ""
	byWorkdays   = "workdays"
	byThirtieths = "thirtieths"
)

// Param is a given number: the plan's when it has a Default, else the assignment's. By a key it is one for each of the keys,
// called NAME for KEY.
type Param struct {
	Name    string
	Type    string // money, number or percent
	Flow    *Flow
	Default Expr
	By      string // an event field or payee.attribute
	Keys    []string
	Low     Expr // what an assignment may give lies between Low and High; nil: anything
	High    Expr

	about int64 // percent of what such a number is in made-up assignments; 0: 100
}

// names are those under which an assignment gives its numbers.
func (p Param) names() []string {
	if p.By == "" {
		return []string{p.Name}
	}
	names := make([]string, len(p.Keys))
	for i, key := range p.Keys {
		names[i] = p.Name + " for " + key
	}
	return names
}

// Table is looked up by its name alone.
type Table struct {
	Name  string
	By    string // an event field, payee.attribute, or a measure
	ByM   bool   // By is a measure
	Type  string // of a flow
	Flow  *Flow
	Rows  []Row
	Terms bool // may stand in the terms
}

// Row has a Key, or a Bound, or neither: then it is the otherwise.
type Row struct {
	Key   string
	Bound Expr
	Above bool
	Value Expr
}

// Measure is a computed number in a window.
type Measure struct {
	Name   string
	Is     Expr
	Window string // empty: the plan's period
}

// Group is the people with the same value of an attribute.
type Group struct{ Name, By string }

// Curve is straight lines between points, by a measure.
type Curve struct {
	Name, By string
	Points   []Point
	Below    Expr     // before the first point; nil where that is 0
	Slope    *big.Rat // after the last point; nil: level
}

// Point is a point of a curve; both are literals.
type Point struct{ At, Is Expr }

// Matrix is step by step in two measures: rows by the first, columns by the second.
type Matrix struct {
	Name, By, Across string
	Rows, Columns    []Bound
	Cells            [][]Expr
}

// Bound is where a row or a column begins.
type Bound struct {
	From  Expr
	Above bool
}

// Component is a commission, a SPIFF or a bonus.
type Component struct {
	Spiff  bool
	Bonus  bool
	ToDate bool // of a bonus: paid each period on the window so far
	Name   string
	Label  string
	On     string // empty in a bonus
	Role   string // empty: every role of the credit
	Window string // empty: the plan's period
	During *Range
	Where  []Cond
	Rate   Expr
	Pay    Expr
	Tiers  *Tiers
	Times  []Expr
	Gates  []Gate
	Floor  Expr // per event
	Cap    Expr // per event
	Limits []Limit
	// Payable are the parts in which it is payable; none: at once.
	Payable []Part
	Advance *Advance
	PaidIn  *Conversion // where the plan is paid in another currency
}

// Gate is a condition on a component's window.
type Gate struct {
	Cond Cond
	Held string // empty: lost; else the date until which it is held: a date, or end of a window
}

// Limit is a cap or a floor per window: the component's own, or one made of whole ones of it.
type Limit struct {
	Floor   bool
	Amount  Expr
	Window  string
	Carried bool
}

// Exception replaces clauses of a component when a condition holds all through a window; what is set in it replaces.
type Exception struct {
	Name, To string
	When     Cond
	Rate     Expr
	Pay      Expr
	Tiers    *Tiers
	Times    []Expr
	Gates    []Gate
	Limits   []Limit
	Payable  []Part
	PaidIn   *Conversion
}

// Tiers are `tiers by M`: each slice; or the whole amount, all of it or what lies above a bound.
type Tiers struct {
	By    Expr
	Times bool // the values multiply rate or pay, else they are the rate
	Whole bool
	Over  Expr // a literal: of whole amount above it
	Steps []Step
}

// Step is one tier.
type Step struct {
	From  Expr // a literal
	Above bool
	Value Expr
}

// Payee is a person with dated attributes.
type Payee struct {
	ID         rainmaker.PayeeID
	Attributes map[string][]DatedText
}

// DatedText is an attribute's value from a day on.
type DatedText struct {
	From calendar.Date
	Text string
}

// Report is a reporting line from a day on; an empty Manager ends it.
type Report struct {
	Payee, Manager rainmaker.PayeeID
	From           calendar.Date
}

// Leave is a span in which a payee is away.
type Leave struct {
	Payee rainmaker.PayeeID
	Span  calendar.Span
}

// Assignment is a payee on the plan for a span, with personal numbers; or on another one, when Plan says so.
type Assignment struct {
	Plan    string
	ID      string
	Payee   rainmaker.PayeeID
	Span    calendar.Span
	Numbers map[string][]DatedNumber
}

// DatedNumber is a personal number from a day on.
type DatedNumber struct {
	From  calendar.Date
	Value rainmaker.Value
}

// Event is one version of an event.
type Event struct {
	Kind, ID string
	Version  int
	Learned  calendar.Date // zero: known from the start
	Gone     bool
	Fields   rainmaker.FieldList
}

func (e *Event) ref() rainmaker.EventRef { return rainmaker.EventRef{Name: e.Kind, ID: e.ID} }

func (w *Letter) kind(name string) *Kind {
	for i := range w.Kinds {
		if w.Kinds[i].Name == name {
			return &w.Kinds[i]
		}
	}
	return nil
}

func (w *Letter) credit(name string) *Credit {
	for i := range w.Credits {
		if w.Credits[i].Name == name {
			return &w.Credits[i]
		}
	}
	return nil
}

func (w *Letter) param(name string) *Param {
	for i := range w.Params {
		if w.Params[i].Name == name {
			return &w.Params[i]
		}
	}
	return nil
}

func (w *Letter) table(name string) *Table {
	for i := range w.Tables {
		if w.Tables[i].Name == name {
			return &w.Tables[i]
		}
	}
	return nil
}

func (w *Letter) group(name string) *Group {
	for i := range w.Groups {
		if w.Groups[i].Name == name {
			return &w.Groups[i]
		}
	}
	return nil
}

func (w *Letter) component(name string) *Component {
	for i := range w.Components {
		if w.Components[i].Name == name {
			return &w.Components[i]
		}
	}
	return nil
}

func (w *Letter) curve(name string) *Curve {
	for i := range w.Curves {
		if w.Curves[i].Name == name {
			return &w.Curves[i]
		}
	}
	return nil
}

func (w *Letter) matrix(name string) *Matrix {
	for i := range w.Matrices {
		if w.Matrices[i].Name == name {
			return &w.Matrices[i]
		}
	}
	return nil
}

func (w *Letter) measure(name string) *Measure {
	for i := range w.Measures {
		if w.Measures[i].Name == name {
			return &w.Measures[i]
		}
	}
	return nil
}

// kindOf is the kind of event a credit comes from in the end; none for the empty credit of a bonus.
func (w *Letter) kindOf(credit string) *Kind {
	for {
		c := w.credit(credit)
		if c == nil {
			return nil
		}
		if k := w.kind(c.From); k != nil {
			return k
		}
		credit = c.From
	}
}
