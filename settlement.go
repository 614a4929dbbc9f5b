package rainmaker

import (
	"fmt"
	"hash"

	"rainmaker/calendar"
	"rainmaker/money"
)

// Settlement is how a statement gets from earned to paid: what became payable in its period, of this period's lines and
// of earlier ones', what was taken back, and what the plan's steps made of it. See language §10 and §11. All its money is
// in one currency. Where a plan pays at once, takes nothing back and has no steps, only Payable and Pay are set and both
// are the sum of the statement's lines.
type Settlement struct {
	// Payable is what became payable in the period, all components together: the sum of Parts (of the lines,
	// where there are none), and what a clawback gave back beyond its debt. What a reserve releases is a step.
	Payable money.Money
	// Pay is what is paid for the period.
	Pay money.Money
	// Advanced is what of all that was ever payable under the plan is still an advance at the period's end, not yet earned.
	Advanced money.Money
	// Parts are the amounts that became payable, in the order of their lines. There are none in a plan whose every line is
	// payable as a whole when it is posted.
	Parts []PayablePart `json:",omitempty"`
	// Waiting are the parts of lines posted so far that are not payable yet, and what they wait for.
	Waiting []WaitingPart `json:",omitempty"`
	// Clawbacks are what was taken back, by clawback, component and event.
	Clawbacks []ClawbackLine `json:",omitempty"`
	// Steps are what moved money between Payable and Pay, in the order in which it moved.
	Steps []SettlementStep `json:",omitempty"`
	// Balances are the plan's debts and reserves before and after, in the letter's order; those that were and stay zero
	// included.
	Balances []Balance `json:",omitempty"`
	// Advances are what Advanced is the sum of, by line. They are replayed, not stored.
	Advances []Advance `json:"-"`
}

// Advance is what of a line is payable and not earned yet, less what a clawback took of it.
type Advance struct {
	LineRef
	Amount money.Money
}

// LineRef says which line something is about; its lines of several periods are one.
type LineRef struct {
	Component string
	Label     string // the component's label as the letter prints it
	Event     EventRef
	Window    string
	Cut       Cut `json:",omitzero"`
}

// Key says which line it is.
func (r LineRef) Key() LineKey { return LineKey{r.Component, r.Event, r.Window, r.Cut} }

// PayablePart is an amount that became payable of one part of one line.
type PayablePart struct {
	LineRef
	// Part counts the line's parts from 1, monthly and quarterly ones each by itself; Text is what the letter says of it:
	// "50% at once", "rest on collected", "2 of 12 from closed".
	Part int
	Text string
	// Due is the day on which it became payable. A late fact makes payable now what was due earlier.
	Due calendar.Date
	// Amount is what became payable in this period, negative where a correction takes back what was payable too much.
	Amount money.Money
	// Advanced says that it is an advance at the period's end, not yet earned.
	Advanced bool `json:",omitempty"`
}

// WaitingPart is an amount that was earned and is not payable yet.
type WaitingPart struct {
	LineRef
	Part int
	Text string
	// For is what it waits for as the letter says it: "collected", or the day where that is known. Due is that day, nil
	// while nobody knows it.
	For    string
	Due    *calendar.Date `json:",omitempty"`
	Amount money.Money
}

// ClawbackLine is what a clawback took back of one event under one component in a period.
type ClawbackLine struct {
	Clawback  string
	Label     string // the clawback's, as the letter prints it
	Component string
	Event     EventRef
	// On is the day of what happened: of the churn, of the cancellation.
	On calendar.Date
	// Amount is negative where it takes and positive where it gives back what it had taken; Before is what earlier periods
	// had taken in all, negative too.
	Amount money.Money
	Before money.Money
	// Earned is what the event had earned, as paid; as if never booked it is what had become payable because of it.
	// Kept is what of that stays with the payee, and Share the share of it that the letter lets stay, exact. Lapsed is
	// what never became payable and will not.
	Earned money.Money
	Kept   money.Money
	Lapsed money.Money
	Share  money.Ratio
	// NeverBooked says that it was worked out as if the event had never been booked.
	NeverBooked bool `json:",omitempty"`
}

// StepKind says what a settlement step did.
type StepKind string

// Steps of a settlement. A reserve that has come due is released before the letter's steps; what a clawback takes joins
// its debt, and what it gives back lowers it; what stays below zero at the end falls short and is a debt.
const (
	StepTake      StepKind = "take"       // a clawback's debt grows; Pay is not touched
	StepGiveBack  StepKind = "give back"  // a clawback's debt falls; Pay is not touched
	StepRelease   StepKind = "release"    // a reserve comes back
	StepRecover   StepKind = "recover"    // a debt is recovered
	StepTopUp     StepKind = "top up"     // a draw: what is added is owed
	StepGuarantee StepKind = "guarantee"  // what is added is not owed
	StepHold      StepKind = "hold"       // a reserve is filled
	StepForgive   StepKind = "forgive"    // a debt ends; Pay is not touched
	StepShortfall StepKind = "fall short" // what is below zero becomes a debt
)

// SettlementStep is one movement of a settlement.
type SettlementStep struct {
	Kind    StepKind
	Balance string // the debt or reserve it moves; empty for a guarantee
	// Amount is what the step adds to what is paid, negative where it takes from it. A step that touches only the balance
	// has the balance's movement.
	Amount money.Money
	// Line is the clause's line in the letter; 0 for what no clause does.
	Line int `json:",omitempty"`
}

// BalanceKind says what a balance is.
type BalanceKind string

// A debt is owed by the payee; a reserve is held for them.
const (
	DebtBalance    BalanceKind = "debt"
	ReserveBalance BalanceKind = "reserve"
)

// Balance is a named balance of a payee under a plan, before and after a period's settlement; never below zero.
type Balance struct {
	Name   string
	Kind   BalanceKind
	Before money.Money
	After  money.Money
}

// PaysAsEarned reports whether there is nothing between what the statement earned and what it pays: it is then paid as it
// is earned, and there is nothing to explain.
func (s Settlement) PaysAsEarned() bool {
	return len(s.Parts)+len(s.Waiting)+len(s.Clawbacks)+len(s.Steps)+len(s.Balances) == 0 && s.Advanced.IsZero()
}

// Balance is what a debt or a reserve stands at after the settlement, and whether the plan has one of that name.
func (s Settlement) Balance(name string) (money.Money, bool) {
	for _, b := range s.Balances {
		if b.Name == name {
			return b.After, true
		}
	}
	return money.Money{}, false
}

// ClawbackTotal is what a clawback took in the period, negative; positive where it gave back more than it took.
func (s Settlement) ClawbackTotal(name string) (money.Money, error) {
	total := money.New(0, s.Pay.Currency())
	for _, l := range s.Clawbacks {
		if l.Clawback != name {
			continue
		}
		var err error
		if total, err = total.Add(l.Amount); err != nil {
			return total, fmt.Errorf("clawback %s: %w", name, err)
		}
	}
	return total, nil
}

func (s Settlement) writeTo(h hash.Hash) {
	fmt.Fprintf(h, "payable %s pay %s advanced %s\n", s.Payable, s.Pay, s.Advanced)
	for _, p := range s.Parts {
		fmt.Fprintf(h, "part %s %d %q %s %s %t\n", p.LineRef.text(), p.Part, p.Text, p.Due, p.Amount, p.Advanced)
	}
	for _, w := range s.Waiting {
		fmt.Fprintf(h, "waits %s %d %q %q %s\n", w.LineRef.text(), w.Part, w.Text, w.For, w.Amount)
	}
	for _, c := range s.Clawbacks {
		fmt.Fprintf(h, "clawback %q %q %q %q %s %s %s %s %s %s %s\n", c.Clawback, c.Component, c.Event.Name, c.Event.ID, c.On,
			c.Amount, c.Before, c.Earned, c.Kept, c.Lapsed, c.Share.Key())
	}
	for _, step := range s.Steps {
		fmt.Fprintf(h, "step %q %q %s\n", step.Kind, step.Balance, step.Amount)
	}
	for _, b := range s.Balances {
		fmt.Fprintf(h, "balance %q %q %s %s\n", b.Name, b.Kind, b.Before, b.After)
	}
}

func (r LineRef) text() string {
	return fmt.Sprintf("%q %q %q %q", r.Component, r.Event.Name, r.Event.ID, r.Window) + r.Cut.text()
}
