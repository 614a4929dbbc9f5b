package engine

import (
	"cmp"
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Causes of a difference between two results, besides those of a line. A credit is whom a deal is credited to and with
// what share, reporting lines included; a quota is all that is personal: numbers, attributes, assignments, leave; a plan is
// the letter with what it uses; a rate is an exchange rate.
const (
	CauseCredit rainmaker.Cause = "credit"
	CauseQuota  rainmaker.Cause = "quota"
	CausePlan   rainmaker.Cause = "plan"
	CauseRate   rainmaker.Cause = "rate"
)

// DifferenceOrder is the order in which changes are applied, one cause after another, and what each changes is booked to
// it. What two causes do together goes to the later one: a corrected amount is paid at the rate of the letter before, and
// what the new letter pays more on it is the plan's. A deal is one that is new or gone; a correction, one that says
// something else. Rounding is no step: it is what moves a line whose exact worth stays.
var DifferenceOrder = []rainmaker.Cause{
	rainmaker.CauseDeal, rainmaker.CauseCorrection, CauseCredit, CauseQuota, CausePlan, CauseRate, rainmaker.CauseRounding,
}

// Result is what a statement was, or would be, worked out from.
type Result struct {
	Program *ir.Program
	Inputs  Inputs
}

// Difference is how a statement differs between two results, by cause and line. The parts sum exactly to Now less Was, and
// what they change of the pay to PayNow less PayWas.
type Difference struct {
	rainmaker.StatementKey
	Was, Now       money.Money // what the statement earned
	PayWas, PayNow money.Money // what it paid
	Parts          []DifferencePart
	Pays           []CausedPay
	// Joined are causes that could not be worked out by themselves, each with the one it is booked to and why: a new
	// letter and facts that only it can read belong together.
	Joined []JoinedCause
}

// DifferencePart is what one cause changed of one line.
type DifferencePart struct {
	Cause            rainmaker.Cause
	Component, Label string
	Event            rainmaker.EventRef
	Window           string
	Cut              rainmaker.Cut
	Amount           money.Money
}

// CausedPay is what one cause changed of what is paid.
type CausedPay struct {
	Cause  rainmaker.Cause
	Amount money.Money
}

// JoinedCause is a cause that is booked to another one.
type JoinedCause struct {
	Cause, To rainmaker.Cause
	Why       string
}

// ByCause sums the parts, in [DifferenceOrder]; causes that changed nothing are left out.
func (d Difference) ByCause() ([]CausedPay, error) {
	var out []CausedPay
	for _, cause := range DifferenceOrder {
		sum, any := money.New(0, d.Now.Currency()), false
		for _, p := range d.Parts {
			if p.Cause != cause {
				continue
			}
			var err error
			if sum, err = sum.Add(p.Amount); err != nil {
				return nil, err
			}
			any = true
		}
		if any {
			out = append(out, CausedPay{cause, sum})
		}
	}
	return out, nil
}

// Differ says how a statement differs between two results. It works the statement out once for each cause that changed
// something, in [DifferenceOrder]. A statement that one of the results does not have is worth nothing in it; one that is
// blocked can't be compared, and is an error.
func Differ(before, after Result, key rainmaker.StatementKey) (Difference, error) {
	out := Difference{StatementKey: key}
	was, err := stageOf(before, key)
	if err != nil {
		return out, fmt.Errorf("before: %w", err)
	}
	now, err := stageOf(after, key)
	if err != nil {
		return out, fmt.Errorf("after: %w", err)
	}
	if err := oneCurrency(&was, &now); err != nil {
		return out, err
	}
	out.Was, out.Now, out.PayWas, out.PayNow = was.total, now.total, was.pay, now.pay
	m := &mixing{before: before, after: after, mixed: before, shares: sharingFields(before, after)}
	var waiting []JoinedCause
	at := was
	for _, step := range m.steps() {
		if !step.changes() {
			continue
		}
		step.apply()
		next, err := stageOf(m.mixed, key)
		if err == nil {
			err = oneCurrency(&at, &next)
		}
		if err != nil {
			waiting = append(waiting, JoinedCause{Cause: step.cause, Why: err.Error()})
			continue
		}
		if err := out.book(step.cause, at, next); err != nil {
			return out, err
		}
		for _, j := range waiting {
			j.To = step.cause
			out.Joined = append(out.Joined, j)
		}
		waiting, at = nil, next
	}
	if len(waiting) == 0 {
		return out, out.leaves(at, now)
	}
	last := waiting[len(waiting)-1].Cause // the end can be worked out, whatever could not on the way
	for _, j := range waiting[:len(waiting)-1] {
		j.To = last
		out.Joined = append(out.Joined, j)
	}
	return out, out.book(last, at, now)
}

// leaves is an error where the causes together do not make the statement what it is now: a difference is never booked to
// what did not make it.
func (d *Difference) leaves(at, now stage) error {
	rest := Difference{}
	if err := rest.book("", at, now); err != nil {
		return err
	}
	if len(rest.Parts)+len(rest.Pays) > 0 {
		return fmt.Errorf("the statement of %s for %s is %s with every change made, and %s after; the rest has no cause", d.Payee, d.Period,
			at.total, now.total)
	}
	return nil
}

// stage is a statement at one step.
type stage struct {
	lines      map[rainmaker.LineKey]stagedLine
	total, pay money.Money
	exists     bool
}

type stagedLine struct {
	label          string
	amount, before money.Money
	exact          money.Ratio
}

func stageOf(r Result, key rainmaker.StatementKey) (stage, error) {
	zero := money.New(0, r.Program.Plan.Currency)
	out := stage{lines: map[rainmaker.LineKey]stagedLine{}, total: zero, pay: zero}
	c, err := New(r.Program, r.Inputs)
	if err != nil {
		return out, err
	}
	for _, s := range c.Statements(key.Payee) {
		if s.StatementKey != key {
			continue
		}
		if s.Blocked != "" {
			return out, fmt.Errorf("the statement of %s for %s is blocked: %s", key.Payee, key.Period, s.Blocked)
		}
		out.exists = true
		if out.total, err = s.Total(); err != nil {
			return out, err
		}
		if out.pay = s.Settlement.Pay; out.pay.Currency() == "" {
			out.pay = money.New(0, out.total.Currency())
		}
		for _, l := range s.Lines {
			if err := out.add(l); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// add adds a line; two lines of one key, of two assignments that share the period, are one.
func (s *stage) add(l rainmaker.Line) error {
	key := l.Key()
	x, known := s.lines[key]
	if !known {
		s.lines[key] = stagedLine{l.Label, l.Amount, l.Before, l.Exact}
		return nil
	}
	var err error
	if x.amount, err = x.amount.Add(l.Amount); err != nil {
		return err
	}
	if x.before, err = x.before.Add(l.Before); err != nil {
		return err
	}
	x.exact = x.exact.Add(l.Exact)
	s.lines[key] = x
	return nil
}

// oneCurrency refuses to compare what is paid in two currencies. A statement that is not there is nothing in any.
func oneCurrency(a, b *stage) error {
	switch ca, cb := a.total.Currency(), b.total.Currency(); {
	case ca == cb:
		return nil
	case !a.exists:
		a.total, a.pay = money.New(0, cb), money.New(0, cb)
		return nil
	case !b.exists:
		b.total, b.pay = money.New(0, ca), money.New(0, ca)
		return nil
	default:
		return rainmaker.Errorf(rainmaker.Conflict, "", "the statement is in %s before and in %s after; amounts of two currencies have no difference",
			ca, cb)
	}
}

func compareCuts(a, b rainmaker.Cut) int {
	return cmp.Or(cmp.Compare(a.Component, b.Component), cmp.Compare(a.Window, b.Window))
}

// book adds what differs between two steps to a cause.
func (d *Difference) book(cause rainmaker.Cause, was, now stage) error {
	keys := map[rainmaker.LineKey]bool{}
	for key := range was.lines {
		keys[key] = true
	}
	for key := range now.lines {
		keys[key] = true
	}
	var parts []DifferencePart
	for key := range keys {
		a, had := was.lines[key]
		b, has := now.lines[key]
		if !had {
			a.amount, a.before = money.New(0, b.amount.Currency()), money.New(0, b.amount.Currency())
		}
		if !has {
			b.amount, b.before = money.New(0, a.amount.Currency()), money.New(0, a.amount.Currency())
		}
		change, err := b.amount.Sub(a.amount)
		if err != nil {
			return fmt.Errorf("%s, %s: %w", key.Component, key.Event, err)
		}
		if change.IsZero() {
			continue
		}
		p := DifferencePart{
			Cause: cause, Component: key.Component, Label: cmp.Or(b.label, a.label), Event: key.Event, Window: key.Window, Cut: key.Cut,
			Amount: change,
		}
		if had && has && a.exact.Equal(b.exact) && a.before == b.before {
			p.Cause = rainmaker.CauseRounding
		}
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(a, b DifferencePart) int {
		return cmp.Or(cmp.Compare(a.Component, b.Component), compareRefs(a.Event, b.Event), cmp.Compare(a.Window, b.Window),
			compareCuts(a.Cut, b.Cut))
	})
	d.Parts = append(d.Parts, parts...)
	change, err := now.pay.Sub(was.pay)
	if err != nil {
		return fmt.Errorf("pay of %s for %s: %w", d.Payee, d.Period, err)
	}
	if !change.IsZero() {
		d.Pays = append(d.Pays, CausedPay{cause, change})
	}
	return nil
}
