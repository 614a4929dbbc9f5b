// Package rehearsal works out what a draft of the letters would have paid everybody in the current and the last period, and what
// it would restate in all that have ended, beside what the letters in force pay on the same facts. Nothing of it is stored or posted: it is kept in memory until a few others
// have been made.
//
// A letter that has not begun yet would have paid nothing so far. It is worked out as if it had stood in the place of the
// letter it follows, from the first day of that one; the answer says so. What it would restate is worked out as it is written,
// for that is what the next run does.
package rehearsal

import (
	"time"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/english"
)

// State is where a rehearsal stands.
type State string

// A rehearsal is being worked out, is done, was cancelled, or could not be worked out.
const (
	Working   State = "working"
	Done      State = "done"
	Cancelled State = "cancelled"
	Failed    State = "failed"
)

// Rehearsal is one draft, worked out on all that was known when it began.
type Rehearsal struct {
	Draft rainmaker.DraftID
	// Revision of the draft; Edition is what it is compared with, Batch and Through the facts both are worked out on.
	Revision int
	Edition  rainmaker.EditionID
	Batch    rainmaker.BatchID
	Through  calendar.Date
	By       string
	State    State
	Failure  string
	Started  time.Time // in the pay time zone, as Ended
	Ended    time.Time
	// Worked of People are done.
	Worked, People int
	// Periods are the current one, the last, and all that have ended; empty until it is done.
	Periods []Period
	// Moved are the letters that are worked out as if they had begun already.
	Moved []Moved
	// Stale says why it is no longer what the draft would pay; empty while it is.
	Stale string
}

// Moved is a letter that begins later, and from which day it is worked out.
type Moved struct {
	Document, Label string
	Begins, From    calendar.Date
}

// Period is the current or the last pay period of everybody, or all that have ended.
type Period struct {
	Which Which
	// Name and Span are of one that stands in Each.
	Name string
	Span calendar.Span
	// Rows are those of which what is earned or what is paid differs: by what is paid, then by what is earned, the largest
	// gain first and the largest loss last. Same are those whose pay does not,
	// Unknown those that can't be compared, each by name.
	Rows, Same, Unknown []Row
	// Sums are all that can be compared, by currency.
	Sums []Sum
	// Each are the ended periods in which anything differs or can't be compared, the newest first.
	Each []Period
}

// Which tells the periods of a rehearsal apart.
type Which string

// Current is the period in which the rehearsal is made, Last the one before it, Ended all that have ended: the statements that
// the next run would restate.
const (
	Current Which = "current"
	Last    Which = "last"
	Ended   Which = "ended"
)

// Restated is what would change in all ended periods.
func (r Rehearsal) Restated() Period {
	for _, p := range r.Periods {
		if p.Which == Ended {
			return p
		}
	}
	return Period{Which: Ended}
}

// Row is one statement of one person: what it says, and what it would say.
type Row struct {
	rainmaker.StatementKey
	Name, PlanLabel string
	Span            calendar.Span
	// Now and Draft are what is earned, PaidNow and PaidDraft what is paid, each with the difference.
	Now, Draft, Delta             money.Money
	PaidNow, PaidDraft, PaidDelta money.Money
	// Why says why it can't be compared: blocked, another currency or other periods.
	Why string
}

// Sum is what several rows make in one currency.
type Sum struct {
	People            int
	Now, Draft, Delta money.Money
	// PaidNow and PaidDraft are what is paid, which differs from what is earned by what is held, recovered or guaranteed.
	PaidNow, PaidDraft, PaidDelta money.Money
}

// Why is what makes a row differ, by cause; the causes sum exactly to the difference.
type Why struct {
	Rehearsal Rehearsal
	Row       Row
	// Stored says that the statement as it stands has been calculated, and can be looked at.
	Stored bool
	Causes []Cause
	Adds   bool
	// Changes are what the draft's letter means that the one in force does not, as far as pay can differ by it.
	Changes []english.Change
}

// Cause is what one cause changed.
type Cause struct {
	Cause  rainmaker.Cause
	Text   string // "the letter"
	Amount money.Money
	// Paid is what it changed of what is paid; nil where that is the same.
	Paid  *money.Money
	Parts []Part
}

// Part is what a cause changed under one component.
type Part struct {
	Component, Label string
	Amount           money.Money
	Lines            []Line
}

// Line is what a cause changed of one line.
type Line struct {
	Event  rainmaker.EventRef
	Deal   string // the deal, or the window of a line that is of none
	Amount money.Money
}
