package deals

import (
	"time"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/desk/statement"
	"rainmaker/money"
)

// Sums are amounts of pay by currency; a person who is paid in two has two.
type Sums []money.Money

// Person is somebody whose deals may be seen, with how many are open.
type Person struct {
	Payee rainmaker.PayeeID
	Name  string
	Open  int
}

// List is a person's open deals.
type List struct {
	Payee rainmaker.PayeeID
	Name  string
	Today calendar.Date
	// Worked is when the figures were worked out, in the pay time zone.
	Worked time.Time
	// All counts the deals, of which Deals are those asked for, the largest first; From is the place of the first of them.
	All   int
	From  int
	Deals []Open
	// Kinds are the kinds of deal that a blank one can be of.
	Kinds []Kind
	// Apart are open deals that name the person and can't count for them, ApartAll how many there are.
	Apart    []Apart
	ApartAll int
	// Empty says in a sentence why there are none.
	Empty string
}

// Stretch is a part of a list: from a place on, at most so many; the zero stretch is all of it.
type Stretch struct{ From, Most int }

// Kind is a kind of event that the person's plans pay on.
type Kind struct{ Name, Label string }

// Open is one open deal and what it pays the person.
type Open struct {
	Event rainmaker.EventRef
	Deal  string
	// Amount is what the deal states, and Says its state: "open, closes 12 March 2027".
	Amount, Says string
	// Share is what of the deal would be credited to the person, role by role: "60% as AE", "50% as AE and 100% as manager";
	// empty where that is no share of anything, or nothing.
	Share string
	Pays  []Pay
	// Sentence says it: "$1,450.00 if it closes by 31 March, $1,200.00 after".
	Sentence string
	// Trouble says that it can't be worked out, or credits nobody, and why.
	Trouble string
	// Conflicts are what is odd in how it is credited.
	Conflicts []string
}

// Pay is what a deal pays when it counts within some days.
type Pay struct {
	// Until is the last of the days, zero for the last stretch: "after".
	Until calendar.Date
	// On is the day it was worked out for.
	On   calendar.Date
	Sums Sums
	// Planned says that the person is then on a plan that pays on such deals.
	Planned bool
}

// Ask is a question about one deal: what the form says.
type Ask struct {
	Payee rainmaker.PayeeID // whose pay; empty: the principal's, or the first concerned person's that may be seen
	Event rainmaker.EventRef
	// Fields are what is typed, by field, "splits.1.owner" for a row of a list; nil: nothing.
	Fields map[string]string
	// Brief leaves out what does not depend on the fields: what changes the deal as it is.
	Brief bool
}

// Page is one deal.
type Page struct {
	Payee rainmaker.PayeeID
	Name  string
	Event rainmaker.EventRef
	Kind  string // its label
	Deal  string
	State State
	Today calendar.Date
	// Worked is when the figures were worked out, in the pay time zone.
	Worked time.Time
	// Concerned are the people whose pay of this deal may be seen, to choose among; Kinds those of a blank deal.
	Concerned []Person
	Kinds     []Kind
	// Headline is what it pays, in a sentence without the person: "$1,450.00 if it closes by 31 March, $1,200.00 after".
	Headline string
	Pays     []Pay
	// Base is the deal as it is, once it closes; nil of a blank one. Tried is what the form says; nil where it says the same.
	Base, Tried *Version
	// Change is what the tried version pays more.
	Change  Sums
	Fields  []Input
	Wrong   []Wrong
	Varied  []Variation
	Facts   []statement.NamedText
	Source  statement.SourceRow
	Trouble string
}

// State is where a deal stands.
type State string

// A deal is open, counts already, ended without credit, or is made up to be tried.
const (
	IsOpen  State = "open"
	Counts  State = "counts"
	IsEnded State = "ended"
	IsBlank State = "blank"
)

// Version is a deal as it would be when it counts, and what it then pays the person.
type Version struct {
	// On is the day it counts on; nil where it does not.
	On *calendar.Date
	// Assumed are the fields that differ from what is known: "stage open → won".
	Assumed []string
	Total   Sums
	// Parts are the deal's own lines, Moved the other lines of the person that change with it.
	Parts []Part
	Moved []Moved
	// OnOthers is what the other lines change by in all.
	OnOthers Sums
	// Rests says in sentences what the figures rest on and why they are estimates.
	Rests   []string
	Trouble []string
	// Credited is everybody whom it credits, Cost what they are paid for it together.
	Credited []Credited
	Cost     Cost
	// Elsewhere is what it changes for people on lines that are not its own.
	Elsewhere Elsewhere
	Conflicts []string
	// Sheet is who is credited in which role, and all that is odd in it.
	Sheet Sheet
}

// Part is one line of the deal under a component.
type Part struct {
	Component, Label string
	Plan             string // its label
	Document         string
	Line             int // of the component in the letter
	Period           string
	Amount           money.Money
	Terms            []statement.Term
	Reason           string
}

// Moved is another line that changes.
type Moved struct {
	Label, Deal string
	Period      string
	Was, Now    money.Money
	Change      money.Money
}

// Credited is one person's credit of the deal.
type Credited struct {
	Payee   rainmaker.PayeeID
	Name    string
	Role    string
	Rule    string
	Share   string // "60%"
	Credit  string // "18,000.00"
	Overlay bool
	// Pays is what the deal's own lines pay the person; it stands with the first of their credits, where the principal may
	// see it. All of them add up to the cost.
	Pays Sums
	Seen bool
	// Unpaid says that no plan of theirs pays on it.
	Unpaid bool
}

// Cost is what a deal pays everybody together: the sum of its own lines. The list of all deals says the same, and over all
// deals it adds up to what is paid for deals.
type Cost struct {
	Total  Sums
	People int
	// Share is what it is of the amount that the deal states: "12.5%"; empty where that is in another currency, or none.
	Share string
	Seen  bool
	// Why says why it is not shown.
	Why string
}

// Elsewhere is what a deal changes on lines that are not its own: other deals in another tier, a pool, a team's number. It is
// no part of the deal's cost.
type Elsewhere struct {
	// People are those whom the principal may see.
	People []ElsewherePerson
	// Hidden counts the others, and Rest is what it changes for them together where that tells of nobody; nil where it would.
	Hidden int
	Rest   Sums
	// Total is all of it; nil where Rest is not shown.
	Total Sums
}

// ElsewherePerson is one of them. Label names the components; Credited says that the deal credits the person too.
type ElsewherePerson struct {
	Payee       rainmaker.PayeeID
	Name, Label string
	Change      Sums
	Credited    bool
}

// Input is one field of the form.
type Input struct {
	Name, Label string
	Kind        InputKind
	Value, Was  string // as typed, and as it is
	Unit        string // currency or %
	Options     []Option
	Help        string
	Wrong       string
	Required    bool
}

// InputKind says how a field is typed.
type InputKind string

// Fields are typed as amounts, numbers, percents, days, text, or chosen.
const (
	AmountInput  InputKind = "amount"
	NumberInput  InputKind = "number"
	PercentInput InputKind = "percent"
	DayInput     InputKind = "day"
	TextInput    InputKind = "text"
	ChoiceInput  InputKind = "choice"
)

// Option is one of a field's choices.
type Option struct{ Value, Label string }

// Wrong is a field that can't be taken as typed, and what to type.
type Wrong struct{ Name, Text string }

// Variation is a plausible change of one field and what it does to the person's pay.
type Variation struct {
	// Text says the change: "10% less acv", "product nova".
	Text string
	// Fields are the form's, for trying it.
	Fields  map[string]string
	Total   Sums
	Change  Sums
	Trouble string
}
