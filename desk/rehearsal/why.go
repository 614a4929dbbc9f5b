package rehearsal

import (
	"cmp"
	"context"
	"slices"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/english"
)

// causeTexts are the causes that there can be where the facts are the same.
var causeTexts = map[rainmaker.Cause]string{
	engine.CausePlan:        "what the letter says",
	rainmaker.CauseRounding: "rounding of cents between lines",
}

// Why says by cause why a row of a rehearsal differs: of all ended periods where it is said so, else of the current or the last.
func (d *Desk) Why(ctx context.Context, p access.Principal, id rainmaker.DraftID, which Which, key rainmaker.StatementKey) (Why, error) {
	r, made, err := d.Look(ctx, p, id)
	if err != nil {
		return Why{}, err
	}
	j := d.job(id)
	if !made || j == nil {
		return Why{}, none(id)
	}
	row, found := r.row(which, key)
	under := j.draft
	if which == Ended {
		under, r.Moved = j.written, nil
	}
	if !found {
		return Why{}, rainmaker.Errorf(rainmaker.NotFound, "", "the rehearsal of draft %d compares no statement of %q under %q for %q", id, key.Payee, key.Plan, key.Period).
			WithWay("choose a person of its list")
	}
	out := Why{Rehearsal: r, Row: row}
	switch _, err := d.Runs.Statement(ctx, key, 0); rainmaker.CodeOf(err) {
	case "":
		out.Stored = true
	case rainmaker.NotFound:
	default:
		return Why{}, err
	}
	now, draft := planIn(j.now, string(key.Plan)), planIn(under, string(key.Plan))
	if now == nil || draft == nil {
		text := "the plan, which the draft has no letter of"
		if now == nil {
			text = "the plan, which is new"
		}
		out.Causes, out.Adds = []Cause{{Cause: engine.CausePlan, Text: text, Amount: row.Delta}}, true
		return out, nil
	}
	for _, c := range english.Diff(now.In(row.Span).Program(), draft.In(row.Span).Program()) {
		if c.Pays {
			out.Changes = append(out.Changes, c)
		}
	}
	was, err := j.now.Result(key.Plan, row.Span)
	if err != nil {
		return out, err
	}
	is, err := under.Result(key.Plan, row.Span)
	if err != nil {
		return out, err
	}
	diff, err := engine.Differ(was, is, key)
	if err != nil {
		return out, err
	}
	return out, out.fill(j, diff)
}

func (r Rehearsal) row(which Which, key rainmaker.StatementKey) (Row, bool) {
	for _, p := range r.Periods {
		if (p.Which == Ended) != (which == Ended) {
			continue
		}
		for _, row := range slices.Concat(p.Rows, p.Same) {
			if row.StatementKey == key {
				return row, true
			}
		}
	}
	return Row{}, false
}

func (w *Why) fill(j *job, diff engine.Difference) error {
	sum := money.New(0, w.Row.Delta.Currency())
	for _, cause := range engine.DifferenceOrder {
		x := Cause{Cause: cause, Text: cmp.Or(causeTexts[cause], string(cause)), Amount: money.New(0, sum.Currency())}
		for _, part := range diff.Parts {
			if part.Cause != cause {
				continue
			}
			var err error
			if x.Amount, err = x.Amount.Add(part.Amount); err != nil {
				return err
			}
			if err := x.put(part, j); err != nil {
				return err
			}
		}
		for _, pay := range diff.Pays {
			if pay.Cause == cause && pay.Amount != x.Amount {
				x.Paid = &pay.Amount
			}
		}
		if len(x.Parts) == 0 && x.Paid == nil {
			continue
		}
		w.Causes = append(w.Causes, x)
		var err error
		if sum, err = sum.Add(x.Amount); err != nil {
			return err
		}
	}
	w.Adds = sum == w.Row.Delta && diff.Was == w.Row.Now && diff.Now == w.Row.Draft
	return nil
}

// put adds a line to the component it belongs to.
func (c *Cause) put(d engine.DifferencePart, j *job) error {
	i := slices.IndexFunc(c.Parts, func(p Part) bool { return p.Component == d.Component })
	if i < 0 {
		i = len(c.Parts)
		c.Parts = append(c.Parts, Part{Component: d.Component, Label: d.Label, Amount: money.New(0, d.Amount.Currency())})
	}
	p := &c.Parts[i]
	line := Line{Event: d.Event, Deal: d.Window, Amount: d.Amount}
	if d.Event != (rainmaker.EventRef{}) {
		line.Deal = j.now.DealOf(d.Event)
	}
	p.Lines = append(p.Lines, line)
	var err error
	p.Amount, err = p.Amount.Add(d.Amount)
	return err
}
