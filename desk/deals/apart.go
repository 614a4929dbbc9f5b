package deals

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
)

// mostApart is how many deals that can't count are told with their reason: each is tried out by itself.
const mostApart = 20

// Apart is an open deal that names somebody and can't count for them as it is.
type Apart struct {
	Event  rainmaker.EventRef
	Deal   string
	Amount string
	// Named are the fields that name them, Why the reasons, each a sentence.
	Named []string
	Why   []string
}

// apart are the open deals that name a payee and are not among those that would count for them, in the order of events; and how
// many there are.
func (b *bench) apart(ctx context.Context, payee rainmaker.PayeeID, counting []rainmaker.EventRef) ([]Apart, int, error) {
	credited, _ := b.counted()
	var out []Apart
	all := 0
	for _, e := range b.books.Company.Events {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		if !slices.Contains(namedIn(e), payee) || slices.Contains(counting, e.EventRef) || len(credited[e.EventRef]) > 0 {
			continue
		}
		closed, open, err := b.asClosed(e)
		if err != nil {
			return nil, 0, err
		}
		if !open {
			continue
		}
		if all++; len(out) == mostApart {
			continue
		}
		row := Apart{Event: e.EventRef, Deal: b.books.DealOf(e.EventRef), Amount: b.amountOf(e)}
		for _, f := range e.Fields {
			if slices.Contains(peopleIn(f.Value), payee) {
				row.Named = append(row.Named, f.Name)
			}
		}
		if row.Why, err = b.noShare(closed, payee); err == nil && row.Why == nil {
			row.Why, err = b.whyApart(closed, payee, row.Named)
		}
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", e.EventRef, err)
		}
		out = append(out, row)
	}
	return out, all, nil
}

// asClosed is an open deal as it would be known once it counts. One that no rule is open for as it is, is taken to count
// today, so that what its rules ask of it besides can be told; false where it is not open, or no plan reads such events.
func (b *bench) asClosed(e rainmaker.Event) (rainmaker.Event, bool, error) {
	x, is, err := b.close(e, b.today)
	if err != nil || is {
		return x.Closed, is, err
	}
	open := false
	closed := e
	closed.Fields = slices.Clone(e.Fields)
	for _, c := range b.books.Plans {
		for _, u := range c.FieldUses(e.Name) {
			if !u.Counts {
				continue
			}
			was, _ := e.Fields.Get(u.Name)
			if !was.IsNone() && was.Date() <= b.today {
				return e, false, nil // its day has passed
			}
			open = true
			closed.Fields = withField(closed.Fields, u.Name, rainmaker.DayOf(b.today))
		}
	}
	return closed, open, nil
}

// noShare says that a payee would be credited with 0% of a deal; nothing where they would have more, or no credit at all.
func (b *bench) noShare(closed rainmaker.Event, payee rainmaker.PayeeID) ([]string, error) {
	var credits []rainmaker.Credit
	var faults []engine.Fault
	if err := b.credit(&credits, &faults, closed, b.today); err != nil {
		return nil, err
	}
	named := false
	for _, c := range credits {
		if c.Payee == payee && !c.Share.IsZero() {
			return nil, nil
		}
		named = named || c.Payee == payee
	}
	switch {
	case !named:
		return nil, nil
	case payee == b.who.Payee:
		return []string{"Your share of it is 0%."}, nil
	default:
		return []string{"The share of " + b.books.NameOf(payee) + " is 0%."}, nil
	}
}

// whyApart asks every plan of a payee why a deal would pay them nothing.
func (b *bench) whyApart(closed rainmaker.Event, payee rainmaker.PayeeID, named []string) ([]string, error) {
	var out []string
	for _, c := range b.books.Plans {
		if len(c.FieldUses(closed.Name)) == 0 || !slices.Contains(c.Payees(), payee) {
			continue
		}
		with, err := c.With(b.today, closed)
		if err != nil {
			return nil, err
		}
		with = with.In(calendar.Span{From: b.today, Before: b.today.AddDays(1)})
		w, err := with.WhyNot(payee, closed.EventRef, "")
		if rainmaker.CodeOf(err) == rainmaker.NotFound {
			continue // none of its rules reads who is named there
		}
		if err != nil {
			return nil, err
		}
		for _, n := range w.Reasons {
			if text := b.reason(n, payee); !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	if len(out) == 0 {
		out = append(out, fmt.Sprintf("No letter of %s credits whom it names as %s.", b.whose(payee), listed(named)))
	}
	return out, nil
}

func (b *bench) whose(payee rainmaker.PayeeID) string {
	if payee == b.who.Payee {
		return "yours"
	}
	return b.books.NameOf(payee)
}

// reason says what stands in the way of a deal that would close today.
func (b *bench) reason(n engine.NotPaid, payee rainmaker.PayeeID) string {
	who := b.books.NameOf(payee) + " is"
	if payee == b.who.Payee {
		who = "you are"
	}
	switch n.Kind {
	case engine.NotOnPlan:
		return "It would be credited, but " + who + " not on the plan today."
	case engine.NoShare:
		return "It would be credited, but nothing of it to " + strings.TrimSuffix(strings.TrimSuffix(who, " are"), " is") + "."
	case engine.PaysNothing:
		return "It would be credited, and what " + n.Label + " pays on it comes to nothing."
	case engine.NotDuring:
		return n.Label + " does not run today."
	case engine.FaultyDeal:
		return "It can’t be credited to anybody until it is corrected: " + n.Why + "."
	case engine.GateNotMet:
		return "It would be credited, but " + n.Label + " pays nothing yet: " + n.Why + "."
	}
	clause := b.written(n.Clause)
	if clause == "" || n.Kind == engine.NoDateYet {
		return "The letter credits it to nobody as it stands."
	}
	text := "The letter credits a deal where " + clause
	if n.Component != "" {
		text = n.Label + " pays only where " + clause
	}
	var says []string
	for _, v := range n.Values {
		says = append(says, v.Name+" "+v.Value.String())
	}
	if len(says) > 0 {
		text += "; this one says " + strings.Join(says, ", ")
	}
	return text + "."
}
