// Package statement shows people what they made and why: the home page of a payee, a statement with its proofs, what did
// not pay, and for a manager the team.
//
// It calculates nothing. Amounts are those of stored statements; explanations are replays of the calculation that made
// them, at the facts and documents it was pinned to, and say whether they agree with what is stored to the cent.
package statement

import (
	"time"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// PeriodChoice is one pay period of a payee, for the period switcher.
type PeriodChoice struct {
	Key     rainmaker.StatementKey
	Span    calendar.Span
	Total   money.Money
	Blocked bool
	Current bool // the one being looked at
}

// Stamp says what a page's figures were calculated from and when.
type Stamp struct {
	Calculated time.Time // in the pay time zone
	Run        rainmaker.RunID
	Edition    rainmaker.EditionID
	Batch      rainmaker.BatchID
	Version    int // of the statement
	Hash       string
	// Stale says that something was imported or published since, and what; the figures are from before it.
	Stale string
}

// Head is what every page about a payee's pay begins with.
type Head struct {
	Payee     rainmaker.PayeeID
	Name      string
	Plan      rainmaker.PlanName
	PlanLabel string
	Period    string
	Span      calendar.Span
	// Open is how many days of the period are left, today included; 0 when it has ended, -1 when it has not begun.
	DaysLeft int
	Today    calendar.Date
	Currency money.Currency
	Total    money.Money
	Periods  []PeriodChoice // newest first, of every plan of the payee
	Stamp    Stamp
	// Blocked says why the newest run could not work this statement out; what is shown is the version before it.
	Blocked string
}

// Home is a payee's home page.
type Home struct {
	Head
	// Empty says in a sentence why there is nothing to show; the rest may still be filled.
	Empty string
	// Latest is the deal that counted last in the period.
	Latest *Made
	// Standings are the components with tiers first, in the letter's order.
	Standings []Standing
	Chart     Chart
	Changed
	// ComponentTotals of the period, in the letter's order, zero ones included.
	Components []ComponentTotal
	// NotPaid counts the deals that are not credited at all.
	NotPaid int
	// Settlement is how what was earned is paid; nil where the plan pays as it earns.
	Settlement *Settlement
}

// Made is what one deal made.
type Made struct {
	Event  rainmaker.EventRef
	Deal   string // what people call it: the account, else the id
	On     calendar.Date
	Amount money.Money
	// Credit is what was credited, in its unit, and CreditText says it: "36,250.00".
	CreditText string
	Terms      []Term
	// Reason is one sentence.
	Reason string
}

// Term is one addend of what a deal made.
type Term struct {
	Amount money.Money
	// Text is what it is for: "first 20,000.00, up to 75% of quota, at 9%".
	Text      string
	Component string
	Window    string
}

// Standing is where a payee stands in one component.
type Standing struct {
	Component, Label string
	Window           string
	Span             calendar.Span
	Credited         string // "82,472.00"
	Measure          string // "attainment"; empty without tiers
	Position         string // "91.6%"
	// Fill is the position as parts per thousand of the scale that ends at Scale, for drawing.
	Fill  int
	Goal  string // the credit at which the measure is 100%, "90,000.00"; empty when it has none
	Tiers []StandingTier
	// NextSentence says what the next thousand pays: "Your next $1,000 pays $60.00."
	NextSentence string
	// NextTier says how far the next tier is: "$7,528.00 more, and each $1,000 pays $90.00."; empty at the top.
	NextTier string
	// Open says that a deal's own fields also matter here, in a sentence; empty otherwise.
	Open string
	// Waits says in a sentence that nothing is earned before the window ends; NextSentence is then an estimate, which has its
	// proof like a line of the window.
	Waits string
	// Gate says in a sentence that a gate keeps the window's pay back, and Room how much its caps still leave; empty
	// otherwise.
	Gate, Room string
}

// StandingTier is one tier of a standing.
type StandingTier struct {
	Label string // "from 50%"
	Rate  string // "6%", or "60.00 USD"
	At    int    // where it begins, parts per thousand of the scale
	Now   bool
	Line  int // in the letter
}

// Chart is the period's earnings from its first day: a step for each deal.
type Chart struct {
	Span   calendar.Span
	Today  calendar.Date
	Points []ChartPoint
}

// ChartPoint is the total after a day's deals.
type ChartPoint struct {
	On    calendar.Date
	Total money.Money
	Added money.Money
	Deal  string // the largest deal of the day
	Event rainmaker.EventRef
}

// ComponentTotal is one component's part of the total.
type ComponentTotal struct {
	Name, Label string
	Total       money.Money
	Lines       int
}

// Page is a statement.
type Page struct {
	Head
	Changed
	Empty      string
	Components []Component
	Versions   []Version
	NotPaid    []Reason
	Check      SumCheck
	// Settlement is how what was earned is paid; nil where the plan pays as it earns.
	Settlement *Settlement
	// Viewed is the version looked at, when it is not the last.
	Viewed int
}

// Component is a component of a statement with its lines.
type Component struct {
	Name, Label string
	Credit      string
	Rate        string // "3% then 6%"
	Total       money.Money
	Lines       []Line
	// Empty says why there is no line: "No deal counted in 2017Q2."
	Empty string
}

// Line is one line of a statement.
type Line struct {
	Component string
	Event     rainmaker.EventRef
	Deal      string
	On        calendar.Date
	Window    string // set when it is not the period's own
	Cut       rainmaker.Cut
	Credit    string
	Rate      string // "3%", "10% × 105%", "2 tiers"
	Amount    money.Money
	Before    money.Money
	Cause     rainmaker.Cause
	Slices    []Slice
	Source    SourceRow
	// Sentence says the line in words.
	Sentence string
	rates    []effectiveRate
}

// Key says which line it is; without a window it is one of the statement's own period.
func (l Line) Key() rainmaker.LineKey {
	return rainmaker.LineKey{Component: l.Component, Event: l.Event, Window: l.Window, Cut: l.Cut}
}

// Slice is the part of a line in one tier.
type Slice struct {
	Text   string // "Tier from 50%"
	Credit string
	Rate   string
	Exact  string
	// Line is the tier's line in the letter.
	Line int
}

// SourceRow is the row an event was read from, with what it said.
type SourceRow struct {
	File   string
	Row    int
	Batch  rainmaker.BatchID
	Known  time.Time
	Fields []NamedText
}

// NamedText is a name and a value as a person reads it.
type NamedText struct{ Name, Text string }

// Change is one difference between two versions of a statement.
type Change struct {
	Line      rainmaker.LineKey
	Component string // label
	Event     rainmaker.EventRef
	Deal      string
	Was, Now  money.Money
	Delta     money.Money
	// Why says what changed: the event's fields old and new, a new deal, a changed letter or number.
	Why string
}

// Version is one version of a statement.
type Version struct {
	Version    int
	Run        rainmaker.RunID
	Calculated time.Time
	Total      money.Money
	Hash       string
	Blocked    string
	Current    bool
}

// Reason is why deals do not pay; deals with one reason stand together.
type Reason struct {
	// Text is a sentence: "stage is Lost; the letter credits a deal where stage is Won."
	Text string
	// Component is empty when the deal is not credited at all.
	Component string
	Label     string
	Document  string
	Line      int
	Deals     []UnpaidDeal
}

// UnpaidDeal is one deal of a [Reason].
type UnpaidDeal struct {
	Event  rainmaker.EventRef
	Deal   string
	On     string // date, "expected 9 March 2027" of one that has not come, or "no date yet"
	Amount string // the amount the deal states, when it states one
	Source SourceRow
	// Says is what the deal says in the fields the condition asks about: "stage Lost".
	Says string
}

// SumCheck proves that the page adds up.
type SumCheck struct {
	Lines, Components       int
	LinesTotal, ComponentsT money.Money
	Stored                  money.Money
	// Replayed is the total of the calculation made again from the pinned inputs; Agrees says that every line
	// is identical.
	Replayed money.Money
	Agrees   bool
}

// Proof is the proof of one line.
type Proof struct {
	Head
	Deal  string
	Event rainmaker.EventRef
	Cut   rainmaker.Cut
	Label string // component
	// Sentence says the line in words.
	Sentence string
	// Formula is in names: "credit × tier rate".
	Formula string
	// Steps are the formula in numbers, one a row, for each slice.
	Slices []ProofSlice
	// Sum rows close the proof: exact, posted before, rounding share, this line.
	Exact    string
	Rounding string
	Worth    money.Money // what the line is worth now, rounded
	Before   money.Money // posted in earlier periods
	Amount   money.Money // this line
	WhyTier  []string
	Rests    []RestsOn
	Source   SourceRow
	Credits  []NamedText
	Pins     []NamedText
	Agrees   bool
	// Estimate says that nothing of it is earned yet: it is what the window would be worth if nothing else came.
	Estimate bool
}

// ProofSlice is one tier's share of a line.
type ProofSlice struct {
	Text  string
	Steps []ProofStep
	Exact string
}

// ProofStep is one row of a proof: × 25,000.00 target, from assignment a-17.
type ProofStep struct {
	Op, Name, Value string
	From            string
}

// RestsOn is a value that the proof rests on and where it came from.
type RestsOn struct {
	Name, Value, From string
}

// TeamRow is one person of a team.
type TeamRow struct {
	Payee   rainmaker.PayeeID
	Name    string
	Key     rainmaker.StatementKey
	Plan    string
	Total   money.Money
	Blocked string
	// Position is the first component's measure: "91.6% attainment".
	Position string
}

// Team is the people whose pay a principal may see, for one period.
type Team struct {
	Periods []string // labels, newest first
	Period  string
	Rows    []TeamRow
	// Totals by currency.
	Totals []money.Money
	Stamp  Stamp
}
