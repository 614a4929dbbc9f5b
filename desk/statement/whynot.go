package statement

import (
	"cmp"
	"context"
	"fmt"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/engine/sentence"
	"rainmaker/money"
)

// WhyNot is why a deal does not pay somebody, and the smallest change with which it would.
type WhyNot struct {
	Head
	Event rainmaker.EventRef
	Deal  string
	// Component is the label of the one asked about; empty where any is.
	Component string
	// Pays is what it earns as it stands, in all pay periods together, under the component asked about; Elsewhere under all
	// others.
	Pays, Elsewhere money.Money
	Reasons         []WhyNotReason
	// Remedies are sentences, each of a change that was tried out; None says plainly that there is none.
	Remedies []Remedy
	None     string
	Source   SourceRow
}

// WhyNotReason is one thing that stands in the way.
type WhyNotReason struct {
	Text string
	// Says is what the deal says in the fields that the condition asks about; Place is the clause.
	Says      string
	Component string
	Document  string
	Line      int
}

// Remedy is a change with which a deal would pay.
type Remedy struct {
	Component, Label, Sentence string
	Pays, Total                money.Money
	Changes                    []RemedyChange
}

// RemedyChange is one change of a remedy. Short is the value one step short of Now, with which the deal does not pay; empty
// where there is no step.
type RemedyChange struct{ Kind, Name, Was, Now, Short string }

// Nothing is a component that pays nothing in a window, and what would make it pay.
type Nothing struct {
	Component, Label string
	Window           string
	Why              []string
	// Change is a sentence: the least further credit, or that none alone would do.
	Change string
	By     calendar.Date
	Over   bool
	Pays   *money.Money // nil where no change was found
	Needs  []NothingNeed
}

// NothingNeed is a further credit; Short is one unit less, which does not do.
type NothingNeed struct{ Credit, Amount, Short string }

// WhyNot says why a deal does not pay somebody under a component (empty: under any). A deal that concerns only somebody else
// is answered as one that does not exist. Without a kind of event, ref is known by its id alone.
func (d *Desk) WhyNot(ctx context.Context, p access.Principal, key rainmaker.StatementKey, ref rainmaker.EventRef, component string) (WhyNot, error) {
	f, err := d.open(ctx, p, key, 0)
	if err != nil {
		return WhyNot{}, err
	}
	missing := rainmaker.Errorf(rainmaker.NotFound, "", "the statement of %s for %s has no deal %q, paid or not", f.head.Name, f.head.Period, ref.ID).
		WithWay("the statement and its list of what is not paid have all there are")
	if f.calc == nil {
		return WhyNot{}, missing
	}
	w, err := f.whyNot(ref, component)
	if rainmaker.CodeOf(err) == rainmaker.NotFound {
		return WhyNot{}, missing
	}
	if err != nil {
		return WhyNot{}, err
	}
	t := f.teller()
	out := WhyNot{Head: f.head, Event: w.Event, Deal: f.books.DealOf(w.Event), Pays: w.Pays, Elsewhere: w.Elsewhere, Source: f.sourceRow(w.Event)}
	for _, k := range f.calc.Program().Components {
		if k.Name == component {
			out.Component = cmp.Or(k.Label, k.Name)
		}
	}
	for _, n := range w.Reasons {
		r := f.reasonOf(n)
		out.Reasons = append(out.Reasons, WhyNotReason{r.Text, f.unpaid(n).Says, r.Label, r.Document, r.Line})
	}
	for _, r := range w.Remedies {
		out.Remedies = append(out.Remedies, f.remedy(t, r))
	}
	if len(w.Reasons) > 0 && len(w.Remedies) == 0 {
		out.None = "No change of the deal, and no longer assignment, was found with which it would pay."
	}
	return out, nil
}

// whyNot asks for the deal under each kind of event where only its id is known.
func (f *file) whyNot(ref rainmaker.EventRef, component string) (engine.WhyNot, error) {
	if ref.Name != "" {
		return f.calc.WhyNot(f.stored.Payee, ref, component)
	}
	err := rainmaker.Errorf(rainmaker.NotFound, "", "no deal %q", ref.ID)
	for _, e := range f.calc.Program().Events {
		w, failed := f.calc.WhyNot(f.stored.Payee, rainmaker.EventRef{Name: e.Name, ID: ref.ID}, component)
		if rainmaker.CodeOf(failed) != rainmaker.NotFound {
			return w, failed
		}
	}
	return engine.WhyNot{}, err
}

func (f *file) remedy(t *sentence.Teller, r engine.Remedy) Remedy {
	out := Remedy{Component: r.Component, Label: r.Label, Sentence: t.Remedy(r, f.books.NameOf), Pays: r.Pays, Total: r.Total}
	for _, ch := range r.Changes {
		x := RemedyChange{Kind: string(ch.Kind), Name: ch.Name, Was: valueText(ch.Was), Now: valueText(ch.Now)}
		if ch.Short != nil {
			x.Short = valueText(*ch.Short)
		}
		out.Changes = append(out.Changes, x)
	}
	return out
}

// PaysNothing lists the components that pay nothing on a statement, with what would make them pay.
func (d *Desk) PaysNothing(ctx context.Context, p access.Principal, key rainmaker.StatementKey) ([]Nothing, error) {
	f, err := d.open(ctx, p, key, 0)
	if err != nil || f.calc == nil || f.head.Blocked != "" {
		return nil, err
	}
	list, err := f.calc.Unearned(f.stored.Payee, f.stored.Period)
	if err != nil {
		return nil, fmt.Errorf("what pays nothing for %s in %s: %w", f.head.Name, f.head.Period, err)
	}
	t := f.teller()
	out := make([]Nothing, len(list))
	for i, u := range list {
		out[i] = Nothing{Component: u.Component, Label: u.Label, Window: u.Window.Label, Change: t.Unearned(u), By: u.By, Over: u.Over}
		for _, h := range u.Why {
			out[i].Why = append(out[i].Why, t.Hindrance(u, h))
		}
		for _, n := range u.Needs {
			out[i].Needs = append(out[i].Needs, NothingNeed{n.Label, valueText(n.Amount), valueText(n.Short)})
		}
		if len(u.Needs) > 0 {
			out[i].Pays = &u.Pays
		}
	}
	return out, nil
}
