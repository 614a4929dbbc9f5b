package statement

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/money"
)

// Changed is how a statement differs from the version before it.
type Changed struct {
	// Since is when that version was calculated; zero when this is the first.
	Since time.Time
	// Changes are the lines that differ, Settled what differs between what is earned and what is paid.
	Changes []Change
	Settled SettledChanges
}

// changes compares a statement with the version before it, line by line, and says what made the difference.
func (d *Desk) changes(ctx context.Context, f *file) (Changed, error) {
	var out Changed
	if f.calc == nil || f.stored.Version <= 1 {
		return out, nil
	}
	before, err := d.Runs.Statement(ctx, f.stored.StatementKey, f.stored.Version-1)
	if err != nil {
		return out, err
	}
	if before, err = d.readable(ctx, before); err != nil {
		return out, err
	}
	run, err := d.Runs.Run(ctx, before.Run)
	if err != nil {
		return out, err
	}
	out.Since = run.Finished.In(f.books.Zone.Location())
	c := comparison{d: d, f: f, before: run}
	if out.Changes, err = c.lines(ctx, before.Lines, f.stored.Lines); err != nil {
		return out, err
	}
	out.Settled, err = settledChanges(before, f.stored)
	return out, err
}

// comparison is one version of a statement against an earlier run's.
type comparison struct {
	d      *Desk
	f      *file
	before rainmaker.Run
}

func (c comparison) lines(ctx context.Context, was, now []rainmaker.Line) ([]Change, error) {
	old := map[rainmaker.LineKey]rainmaker.Line{}
	for _, l := range was {
		old[l.Key()] = l
	}
	var out []Change
	for _, l := range now {
		o, had := old[l.Key()]
		delete(old, l.Key())
		if !had {
			o = rainmaker.Line{Amount: money.New(0, l.Amount.Currency())}
		}
		if had && o.Amount == l.Amount {
			continue
		}
		change, err := c.change(ctx, l, o.Amount, l.Amount, had)
		if err != nil {
			return nil, err
		}
		out = append(out, change)
	}
	for _, l := range was {
		if _, left := old[l.Key()]; !left {
			continue
		}
		change, err := c.change(ctx, l, l.Amount, money.New(0, l.Amount.Currency()), true)
		if err != nil {
			return nil, err
		}
		out = append(out, change)
	}
	return out, nil
}

func (c comparison) change(ctx context.Context, l rainmaker.Line, was, now money.Money, had bool) (Change, error) {
	delta, err := now.Sub(was)
	if err != nil {
		return Change{}, err
	}
	why, err := c.why(ctx, l, had)
	return Change{Line: l.Key(), Component: l.Label, Event: l.Event, Deal: c.f.dealOf(l), Was: was, Now: now, Delta: delta, Why: why}, err
}

// why looks for what changed between the two runs: the deal itself, the person's numbers, the letter; what is left is
// another deal that moved this one.
func (c comparison) why(ctx context.Context, l rainmaker.Line, had bool) (string, error) {
	ofWindow := l.Event == (rainmaker.EventRef{})
	if !ofWindow {
		deal, err := c.fieldChanges(ctx, rainmaker.FactKey{Kind: rainmaker.EventKind(l.Event.Name), ID: l.Event.ID})
		if deal != "" || err != nil {
			return deal, err
		}
	}
	person, err := c.personChanges(ctx)
	switch {
	case err != nil:
		return "", err
	case person != "":
		return person, nil
	case c.before.Edition != c.f.run.Edition:
		return fmt.Sprintf("the letter changed: edition %d became %d", c.before.Edition, c.f.run.Edition), nil
	case !had:
		return "the period now includes it", nil
	case ofWindow:
		return "deals of " + l.Window + " changed what it is worth", nil
	default:
		return "another deal moved where this one stands in the tiers, or which cent it rounds to", nil
	}
}

// fieldChanges says how one fact changed between the two runs; empty when it did not.
func (c comparison) fieldChanges(ctx context.Context, key rainmaker.FactKey) (string, error) {
	return c.changesIn(ctx, key, func(string) bool { return true })
}

// changesIn says how the fields of one fact changed that are asked about; empty when they did not.
func (c comparison) changesIn(ctx context.Context, key rainmaker.FactKey, about func(field string) bool) (string, error) {
	versions, err := c.d.Facts.Versions(ctx, key)
	if err != nil {
		return "", err
	}
	var was, now *rainmaker.Fact
	for i := range versions {
		v := &versions[i]
		if v.Batch <= c.before.Batch {
			was = v
		}
		if v.Batch <= c.f.run.Batch {
			now = v
		}
	}
	switch {
	case now == was || now == nil:
		return "", nil
	case was == nil || was.Gone:
		return fmt.Sprintf("new in import %d, %s", now.Batch, now.Source), nil
	case now.Gone:
		return fmt.Sprintf("taken out by import %d", now.Batch), nil
	}
	var parts []string
	for _, field := range now.Fields {
		old, _ := was.Fields.Get(field.Name)
		if !old.Equal(field.Value) && about(field.Name) {
			parts = append(parts, fmt.Sprintf("%s %s became %s", field.Name, fieldText(old), fieldText(field.Value)))
		}
	}
	if len(parts) == 0 {
		return "", nil
	}
	return fmt.Sprintf("%s, in import %d, %s", strings.Join(parts, ", "), now.Batch, now.Source), nil
}

// personChanges says which of the payee's own numbers or attributes changed between the two runs.
func (c comparison) personChanges(ctx context.Context) (string, error) {
	if c.before.Batch == c.f.run.Batch {
		return "", nil
	}
	kinds := []rainmaker.FactKind{rainmaker.KindNumber, rainmaker.KindAttribute, rainmaker.KindAssignment}
	facts, err := c.d.Facts.Current(ctx, c.f.run.Batch, kinds...)
	if err != nil {
		return "", err
	}
	for _, fact := range facts {
		who, _ := fact.Fields.Get("payee")
		if fact.Batch <= c.before.Batch || who.Payee() != c.f.stored.Payee {
			continue
		}
		said, err := c.fieldChanges(ctx, fact.FactKey)
		if err != nil {
			return "", err
		}
		name := string(fact.Kind)
		if v, ok := fact.Fields.Get("name"); ok {
			name = v.Text()
		}
		return "your " + name + ": " + said, nil
	}
	return "", nil
}

func (d *Desk) versionList(ctx context.Context, f *file) ([]Version, error) {
	if f.calc == nil {
		return nil, nil
	}
	var out []Version
	for _, s := range slices.Backward(f.versions) {
		full, err := d.Runs.Statement(ctx, s.StatementKey, s.Version)
		if err != nil {
			return nil, err
		}
		run, err := d.Runs.Run(ctx, s.Run)
		if err != nil {
			return nil, err
		}
		total, err := full.Total()
		if err != nil {
			return nil, err
		}
		out = append(out, Version{
			Version: s.Version, Run: s.Run, Calculated: run.Finished.In(f.books.Zone.Location()), Total: total,
			Hash: full.Hash(), Blocked: full.Blocked, Current: s.Version == f.stored.Version,
		})
	}
	return out, nil
}

// History is every version of one deal, oldest first, for the people whose statement it stands on.
func (d *Desk) History(ctx context.Context, p access.Principal, key rainmaker.StatementKey, ref rainmaker.EventRef) ([]SourceRow, error) {
	f, err := d.open(ctx, p, key, 0)
	if err != nil {
		return nil, err
	}
	if !f.shows(ref) {
		return nil, rainmaker.Errorf(rainmaker.NotFound, "", "%s is not on the statement of %s", ref, f.head.Name)
	}
	versions, err := d.Facts.Versions(ctx, rainmaker.FactKey{Kind: rainmaker.EventKind(ref.Name), ID: ref.ID})
	if err != nil {
		return nil, err
	}
	out := make([]SourceRow, len(versions))
	for i, v := range versions {
		batch, err := d.Facts.Batch(ctx, v.Batch)
		if err != nil {
			return nil, err
		}
		out[i] = SourceRow{File: v.Source.File, Row: v.Source.Row, Batch: v.Batch, Known: batch.Known.In(f.books.Zone.Location())}
		for _, field := range v.Fields {
			out[i].Fields = append(out[i].Fields, NamedText{field.Name, fieldText(field.Value)})
		}
	}
	return out, nil
}

// shows reports whether the statement has a line of the event.
func (f *file) shows(ref rainmaker.EventRef) bool {
	return slices.ContainsFunc(f.stored.Lines, func(l rainmaker.Line) bool { return l.Event == ref })
}
