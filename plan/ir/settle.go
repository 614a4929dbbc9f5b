package ir

import "rainmaker/plan/source"

// KeepKind says what a clawback keeps.
type KeepKind uint8

// A clawback takes all, takes a share, or keeps a share for each day or month since a date.
const (
	TakeAll KeepKind = iota
	TakeShare
	KeepPerDay
	KeepPerCompletedMonth
	KeepPerStartedMonth
)

// Clawback takes back what was paid on events that meet its condition. Its name is the debt it makes.
type Clawback struct {
	Name, Label string
	Of          []int
	// When is the whole condition; On is the date in it, For and From its reach: On within For of From, and And.
	On, From Expr
	For      Duration
	And      Expr // nil for none
	Keep     KeepKind
	Share    Expr // TakeShare, Keep…
	Since    Expr // Keep…: the date from which days or months are counted
	// NeverBooked works it out as if the event had never been booked; otherwise as paid.
	NeverBooked bool
	// Because is the reason, which a clawback of what is earned and no advance should give.
	Because string
	Balance int
	At      source.Range
}

// BalanceKind says what a balance is.
type BalanceKind uint8

// A debt is owed by the payee, a reserve is held for them.
const (
	Debt BalanceKind = iota
	Reserve
)

// Balance is a named balance between periods, never below zero.
type Balance struct {
	Name string
	Kind BalanceKind
	At   source.Range
}

// Shortfall is the name of the debt that what stays below zero becomes; it is recovered first.
const Shortfall = "shortfall"

// StepKind says what a settlement step does.
type StepKind uint8

// Steps, run once a period from the top on `left`, which begins as `payable`.
const (
	RecoverStep StepKind = iota
	TopUpStep            // recoverable as Balance, or a guarantee where Balance is -1
	HoldStep
	ForgiveStep
	PayStep // the rest; the last
)

// Step is one step of the settlement.
type Step struct {
	Kind    StepKind
	Balance int  // index into Program.Balances; -1 for none
	Amount  Expr // TopUp: to; Hold: how much
	AtMost  Expr // Recover
	Leaving Expr // Recover
	Until   Expr // Hold
	When    Expr // nil: always
	At      source.Range
}

// Settle is how what is payable is paid. Without a settle block all of it is paid.
type Settle struct {
	Steps []Step
	At    source.Range
}
