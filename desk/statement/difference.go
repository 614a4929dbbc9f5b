package statement

import (
	"context"
	"fmt"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
	"rainmaker/engine"
	"rainmaker/money"
)

// Difference is how a version of a statement differs from an earlier one, by cause; what the causes changed sums exactly
// to the difference.
type Difference struct {
	Head
	// Version is compared with Against, which was calculated at Since.
	Version, Against int
	Since            time.Time
	Was, Now         money.Money
	PayWas, PayNow   money.Money
	Delta            money.Money
	Causes           []CauseOfDifference
	// Settled is how the two are settled differently.
	Settled SettledChanges
	// Joined say which causes could not be worked out by themselves.
	Joined []string
	// Others are the earlier versions that there are to compare with.
	Others []int
	// Adds says that the parts sum to the difference, and it to what is stored.
	Adds bool
}

// CauseOfDifference is what one cause changed.
type CauseOfDifference struct {
	Cause  rainmaker.Cause
	Text   string // "corrected deals"
	Amount money.Money
	Lines  []DifferentLine
	// Paid is what it changed of what is paid; nil where that is the same as what it changed of what is earned.
	Paid *money.Money
}

// DifferentLine is what a cause changed of one line; Why says what changed about its deal.
type DifferentLine struct {
	Component, Label string
	Event            rainmaker.EventRef
	Deal             string
	Window           string
	Cut              rainmaker.Cut
	Amount           money.Money
	Why              string
}

// causeTexts are causes as people say them.
var causeTexts = map[rainmaker.Cause]string{
	rainmaker.CauseDeal:       "deals that came or went",
	rainmaker.CauseCorrection: "deals that were corrected",
	engine.CauseCredit:        "who is credited, and with what share",
	engine.CauseQuota:         "quota, and other numbers, attributes and assignments of people",
	engine.CausePlan:          "the letter",
	engine.CauseRate:          "exchange rates",
	rainmaker.CauseRounding:   "rounding of cents between lines",
}

// Difference compares a version of a statement (0: the last) with an earlier one (0: the one before). Both are worked out
// again from what they were pinned to.
func (d *Desk) Difference(ctx context.Context, p access.Principal, key rainmaker.StatementKey, version, against int) (Difference, error) {
	f, err := d.open(ctx, p, key, version)
	if err != nil {
		return Difference{}, err
	}
	if f.calc == nil {
		return Difference{}, noVersion(f, against)
	}
	out := Difference{Head: f.head, Version: f.stored.Version, Against: against}
	if against == 0 {
		out.Against = out.Version - 1
	}
	for _, v := range f.versions {
		if v.Version < out.Version && v.Blocked == "" {
			out.Others = append(out.Others, v.Version)
		}
	}
	if out.Against < 1 || out.Against >= out.Version {
		return Difference{}, noVersion(f, out.Against)
	}
	before, err := d.Runs.Statement(ctx, f.stored.StatementKey, out.Against)
	if err != nil {
		return Difference{}, err
	}
	if before.Blocked != "" {
		return Difference{}, rainmaker.Errorf(rainmaker.Conflict, "", "version %d of the statement of %s for %s is blocked and says no amounts: %s",
			out.Against, f.head.Name, f.head.Period, before.Blocked).WithWay("compare with a version that is not blocked")
	}
	run, err := d.Runs.Run(ctx, before.Run)
	if err != nil {
		return Difference{}, err
	}
	out.Since = run.Finished.In(f.books.Zone.Location())
	was, now, err := d.results(ctx, p, f, run)
	if err != nil {
		return Difference{}, err
	}
	diff, err := engine.Differ(was, now, f.stored.StatementKey)
	if err != nil {
		return Difference{}, err
	}
	return out, d.fillDifference(ctx, &out, comparison{d: d, f: f, before: run}, diff, before)
}

func noVersion(f *file, version int) error {
	return rainmaker.Errorf(rainmaker.NotFound, "", "the statement of %s for %s has no version %d to compare with", f.head.Name, f.head.Period, version).
		WithWay("the statement lists its versions")
}

// results are what the two versions are worked out from.
func (d *Desk) results(ctx context.Context, p access.Principal, f *file, before rainmaker.Run) (was, now engine.Result, err error) {
	books, err := d.Books(ctx, p, desk.Point{Edition: before.Edition, Batch: before.Batch, Through: before.Through})
	if err != nil {
		return was, now, err
	}
	if was, err = books.Result(f.stored.Plan, f.stored.Span); err != nil {
		return was, now, err
	}
	now, err = f.books.Result(f.stored.Plan, f.stored.Span)
	return was, now, err
}

func (d *Desk) fillDifference(ctx context.Context, out *Difference, c comparison, diff engine.Difference, before rainmaker.Statement) error {
	out.Was, out.Now, out.PayWas, out.PayNow = diff.Was, diff.Now, diff.PayWas, diff.PayNow
	stored, err := before.Total()
	if err != nil {
		return err
	}
	if out.Settled, err = settledChanges(before, c.f.stored); err != nil {
		return err
	}
	if out.Delta, err = diff.Now.Sub(diff.Was); err != nil {
		return err
	}
	for _, j := range diff.Joined {
		out.Joined = append(out.Joined, fmt.Sprintf("%s could not be worked out without %s, and is booked to it.", causeTexts[j.Cause], causeTexts[j.To]))
	}
	for _, cause := range engine.DifferenceOrder {
		x := CauseOfDifference{Cause: cause, Text: causeTexts[cause], Amount: money.New(0, out.Delta.Currency())}
		for _, part := range diff.Parts {
			if part.Cause != cause {
				continue
			}
			if x.Amount, err = x.Amount.Add(part.Amount); err != nil {
				return err
			}
			line, err := c.different(ctx, part)
			if err != nil {
				return err
			}
			x.Lines = append(x.Lines, line)
		}
		for _, pay := range diff.Pays {
			if pay.Cause == cause && pay.Amount != x.Amount {
				x.Paid = &pay.Amount
			}
		}
		if len(x.Lines) > 0 || x.Paid != nil {
			out.Causes = append(out.Causes, x)
		}
	}
	sum := money.New(0, out.Delta.Currency())
	for _, x := range out.Causes {
		if sum, err = sum.Add(x.Amount); err != nil {
			return err
		}
	}
	out.Adds = sum == out.Delta && stored == diff.Was && c.f.agrees
	return nil
}

// different is a line of a difference, and for what is about its deal, what changed.
func (c comparison) different(ctx context.Context, part engine.DifferencePart) (DifferentLine, error) {
	line := DifferentLine{
		Component: part.Component, Label: part.Label, Event: part.Event, Window: part.Window, Cut: part.Cut,
		Amount: part.Amount,
		Deal:   c.f.dealOf(rainmaker.Line{Event: part.Event, Window: part.Window, Label: part.Label}),
	}
	var err error
	switch part.Cause {
	case engine.CausePlan:
		line.Why = fmt.Sprintf("edition %d became %d", c.before.Edition, c.f.run.Edition)
	case engine.CauseQuota:
		line.Why, err = c.personChanges(ctx)
	case rainmaker.CauseDeal, rainmaker.CauseCorrection, engine.CauseCredit:
		if part.Event == (rainmaker.EventRef{}) {
			break
		}
		line.Why, err = c.changesIn(ctx, rainmaker.FactKey{Kind: rainmaker.EventKind(part.Event.Name), ID: part.Event.ID}, c.about(part))
		if line.Why == "" && err == nil {
			line.Why = "another deal moved it"
		}
	}
	return line, err
}

// about says which fields of a deal belong to a cause: who is credited and with what share to credit, all others to the deal.
func (c comparison) about(part engine.DifferencePart) func(field string) bool {
	shares := map[string]bool{}
	for _, u := range c.f.calc.FieldUses(part.Event.Name) {
		shares[u.Name] = u.Shares || u.Names
	}
	return func(field string) bool {
		return part.Cause == rainmaker.CauseDeal || shares[field] == (part.Cause == engine.CauseCredit)
	}
}
