// Package plans is where letters and terms are checked and published. What is published has no error in it: it parses,
// its units agree, its worked examples pay what they say, and it can read every fact the company has. Until then the
// edition before stays in force.
package plans

import (
	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/source"
)

// Checked is a set of documents with everything found in it.
type Checked struct {
	// Documents in the order of their names.
	Documents []CheckedDocument
	// Letters are the plans that could be read, with or without failing examples.
	Letters []LetterSummary
	// Diagnostics are those of all documents, and those about no document in particular.
	Diagnostics source.Diagnostics
	Errors      int
	Warnings    int
	// Edition is the edition the set is, when it is one; 0 for a set that was only checked, or refused.
	Edition rainmaker.EditionID
	// Same says that the set publishes nothing new: it is the edition in force, text for text.
	Same bool
}

// OK reports whether the set can be published.
func (c Checked) OK() bool { return c.Errors == 0 }

// CheckedDocument is a document with what was found in it.
type CheckedDocument struct {
	Name        string
	Text        string
	Diagnostics source.Diagnostics
}

// LetterSummary is one letter in a few words.
type LetterSummary struct {
	Document  string
	Plan      rainmaker.PlanName
	Label     string // the plan's name where it has no label
	Effective calendar.Span
	Period    string // "month", "quarter", "span of quota"
	Currency  money.Currency
	// Components in the letter's order.
	Components []ComponentSummary
	// Examples were run, and Passed of them hold.
	Examples, Passed int
	// Checks are what the letter states about itself, and what became of each.
	Checks []CheckSummary
	// Assigned counts the people who are or were assigned to the plan while the letter is effective.
	Assigned int
	Hash     string
}

// CheckSummary is one `check` of a letter, tried.
type CheckSummary struct {
	Document string
	Line     int
	Text     string // as written
	Outcome  string // proved, refuted, sampled, not tried
	Says     string
}

// ComponentSummary names a component and where it stands.
type ComponentSummary struct {
	Name, Label, Kind string
	Line              int
}
