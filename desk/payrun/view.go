// Package payrun calculates pay: everybody's statements under the edition in force, from the facts known.
//
// A run pins what it reads when it starts, so facts and documents that arrive meanwhile belong to the next one. It works
// payee by payee, in parallel, and stores what changed in one unit at its very end: a run that is cancelled, fails or
// dies leaves every statement as it was.
package payrun

import (
	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
)

// BlockedStatement is a statement that could not be worked out. The version before it is what the payee can rely on.
type BlockedStatement struct {
	rainmaker.StatementKey
	Name string // of the payee
	Span calendar.Span
	Why  string
	// Since is the run that first could not work it out for this reason.
	Since rainmaker.RunID
}

// FaultyEvent is an event that credits nobody until it is corrected.
type FaultyEvent struct {
	engine.Fault
	// Names of the people whom the event names, in the order of Payees.
	Names []string
	// Plans that read it, in the edition's order.
	Plans []rainmaker.PlanName
}
