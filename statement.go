package rainmaker

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"

	"rainmaker/calendar"
	"rainmaker/money"
)

// PayPeriod is one period of a plan for one payee: what is calculated, closed and paid. Its label is the calendar's
// ("2017Q2"), or the first day ("2012-05-30") where the plan's periods run from one personal date to the next.
type PayPeriod struct {
	Label string        `json:"label"`
	Span  calendar.Span `json:"span"`
}

// StatementKey says whose statement, under which plan, for which period.
type StatementKey struct {
	Payee  PayeeID  `json:"payee"`
	Plan   PlanName `json:"plan"`
	Period string   `json:"period"`
}

// Statement is what a payee earned under a plan in a period: a sum of lines. A blocked statement has no lines and says
// why; the version before it stays what the payee can rely on.
type Statement struct {
	StatementKey
	Span    calendar.Span
	Version int // from 1; a run makes a new one only when something in it changed
	Run     RunID
	// Currency is the plan's; Total is the sum of the lines, and of nothing else.
	Currency money.Currency
	Lines    []Line
	Blocked  string
	// Settlement is what of it is paid, and why not all or more. A blocked statement settles nothing: it is zero.
	Settlement Settlement
	// Notes are what the run has to say beside the lines, in order: who was left out of a team's number, and why. They are
	// replayed, not stored, and nothing is paid on them.
	Notes []string
	// Components lists the plan's components in the letter's order, those without a line included, so that an empty
	// statement can say what it is empty of.
	Components []StatementComponent
}

// StatementComponent names a component of the statement's plan.
type StatementComponent struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

// Total is the sum of the lines.
func (s Statement) Total() (money.Money, error) {
	return s.sum(func(Line) bool { return true })
}

// ComponentTotal is the sum of one component's lines.
func (s Statement) ComponentTotal(component string) (money.Money, error) {
	return s.sum(func(l Line) bool { return l.Component == component })
}

func (s Statement) sum(want func(Line) bool) (money.Money, error) {
	total := money.New(0, s.Currency)
	for _, l := range s.Lines {
		if !want(l) {
			continue
		}
		var err error
		if total, err = total.Add(l.Amount); err != nil {
			return total, fmt.Errorf("statement of %s, %s: %w", s.Payee, s.Period, err)
		}
	}
	return total, nil
}

// Hash identifies what a statement says: payee, plan, period, every line with its amounts, in order, and what is paid. Runs and
// versions are not part of it, so two runs that say the same have the same hash.
func (s Statement) Hash() string {
	h := sha256.New()
	s.writeTo(h)
	return hex.EncodeToString(h.Sum(nil))
}

func (s Statement) writeTo(h hash.Hash) {
	fmt.Fprintf(h, "%q %q %q %s %s %q\n", s.Payee, s.Plan, s.Period, s.Span, s.Currency, s.Blocked)
	for _, l := range s.Lines {
		fmt.Fprintf(h, "%q %q %q %s %q %s %s %d %d %s%s\n", l.Component, l.Event.Name, l.Event.ID, l.CountsOn, l.Window,
			l.Credit.Key(), l.Currency, l.Amount.Minor(), l.Before.Minor(), l.Exact.Key(), l.Cut.text())
	}
	if s.Blocked != "" || s.paysTotal() {
		return // the lines say it all
	}
	s.Settlement.writeTo(h)
}

// text is empty for what cuts nothing, so that statements stored before lines said what they cut keep their hashes.
func (c Cut) text() string {
	if c == (Cut{}) {
		return ""
	}
	return fmt.Sprintf(" of %q in %q", c.Component, c.Window)
}

// Says reports whether a statement of a hash says the same. One that was stored before lines said what they cut does,
// where nothing else differs.
func (s Statement) Says(hash string) bool {
	return s.Hash() == hash || s.uncut().Hash() == hash
}

// uncut is the statement as it was stored before lines said what they cut.
func (s Statement) uncut() Statement {
	s.Lines, s.Settlement.Parts, s.Settlement.Waiting = slices.Clone(s.Lines), slices.Clone(s.Settlement.Parts), slices.Clone(s.Settlement.Waiting)
	for i := range s.Lines {
		s.Lines[i].Cut = Cut{}
	}
	for i := range s.Settlement.Parts {
		s.Settlement.Parts[i].Cut = Cut{}
	}
	for i := range s.Settlement.Waiting {
		s.Settlement.Waiting[i].Cut = Cut{}
	}
	return s
}

func (s Statement) paysTotal() bool {
	total, err := s.Total()
	return err == nil && s.Settlement.PaysAsEarned() && s.Settlement.Pay == total && s.Settlement.Payable == total
}

// HashStatements identifies a whole result: the statements in the order of payee, plan and period.
func HashStatements(statements []Statement) string {
	h := sha256.New()
	for _, s := range statements {
		s.writeTo(h)
	}
	return hex.EncodeToString(h.Sum(nil))
}
