package plans

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/access"
)

// Opened is a draft with what it would make of the edition in force.
type Opened struct {
	rainmaker.Draft
	// Documents are the whole set as it would be published.
	Documents []rainmaker.Document
	// InForce is the edition the draft would follow; 0 before the first.
	InForce rainmaker.EditionID
	// Undoes are the documents that another edition changed since the draft was begun, and that the draft replaces: what was
	// changed there would be undone.
	Undoes []string
}

// Save stores a draft, a new one where it has no number. Another revision saved meanwhile is [rainmaker.Conflict]. One that says
// what is stored already is no new revision: what was worked out of it still holds.
func (d *Desk) Save(ctx context.Context, p access.Principal, draft rainmaker.Draft) (rainmaker.Draft, error) {
	const op = "save draft"
	if err := p.Check(access.Change, access.Plans); err != nil {
		return rainmaker.Draft{}, err
	}
	if len(draft.Changed) == 0 && len(draft.Removed) == 0 {
		return rainmaker.Draft{}, rainmaker.Errorf(rainmaker.Invalid, op, "the draft changes nothing").WithWay("write a letter, or choose files")
	}
	if err := checkNames(append(slices.Clone(draft.Changed), nameless(draft.Removed)...)); err != nil {
		return rainmaker.Draft{}, err
	}
	for _, doc := range draft.Changed {
		if err := checkName(doc.Name); err != nil {
			return rainmaker.Draft{}, err
		}
	}
	draft.Saved, draft.By = d.Now(), p.Login
	var saved rainmaker.Draft
	err := d.Unit.Do(ctx, func(ctx context.Context) error {
		if draft.ID == 0 {
			edition, err := d.inForce(ctx)
			if err != nil {
				return err
			}
			draft.Over = edition.ID
		} else {
			stored, err := d.Documents.Draft(ctx, draft.ID)
			if err != nil {
				return err
			}
			if stored.Revision == draft.Revision && sameChanges(stored, draft) {
				saved = stored
				return nil
			}
		}
		var err error
		if saved, err = d.Documents.SaveDraft(ctx, draft); err != nil {
			return err
		}
		return d.Record(ctx, p, "save draft", fmt.Sprintf("draft %d, revision %d: %s", saved.ID, saved.Revision, contents(saved)))
	})
	return saved, err
}

// sameChanges reports whether two drafts change the same documents to the same texts, and take the same out.
func sameChanges(a, b rainmaker.Draft) bool {
	return slices.Equal(sorted(a.Changed), sorted(b.Changed)) && slices.Equal(slices.Sorted(slices.Values(a.Removed)), slices.Sorted(slices.Values(b.Removed)))
}

func nameless(names []string) []rainmaker.Document {
	docs := make([]rainmaker.Document, len(names))
	for i, name := range names {
		docs[i].Name = name
	}
	return docs
}

func contents(d rainmaker.Draft) string {
	var parts []string
	for _, doc := range d.Changed {
		parts = append(parts, doc.Name)
	}
	for _, name := range d.Removed {
		parts = append(parts, name+" taken out")
	}
	return strings.Join(parts, ", ")
}

// Drafts lists the drafts, the one saved last first, without texts.
func (d *Desk) Drafts(ctx context.Context, p access.Principal) ([]rainmaker.Draft, error) {
	if err := p.Check(access.See, access.Plans); err != nil {
		return nil, err
	}
	return d.Documents.Drafts(ctx)
}

// Draft opens a draft on the edition in force.
func (d *Desk) Draft(ctx context.Context, p access.Principal, id rainmaker.DraftID) (Opened, error) {
	if err := p.Check(access.See, access.Plans); err != nil {
		return Opened{}, err
	}
	return d.opened(ctx, p, id)
}

func (d *Desk) opened(ctx context.Context, p access.Principal, id rainmaker.DraftID) (Opened, error) {
	draft, err := d.Documents.Draft(ctx, id)
	if err != nil {
		return Opened{}, err
	}
	edition, err := d.inForce(ctx)
	if err != nil {
		return Opened{}, err
	}
	// What another edition took out meanwhile needs no taking out.
	removed := slices.DeleteFunc(slices.Clone(draft.Removed), func(name string) bool {
		return !slices.ContainsFunc(edition.Documents, named(name))
	})
	docs, err := d.Merge(ctx, p, draft.Changed, removed...)
	if err != nil {
		return Opened{}, err
	}
	o := Opened{Draft: draft, Documents: docs, InForce: edition.ID}
	if draft.Over == edition.ID || draft.Over == 0 {
		return o, nil
	}
	begun, err := d.Documents.Edition(ctx, draft.Over)
	if err != nil {
		return Opened{}, err
	}
	for _, doc := range append(slices.Clone(draft.Changed), nameless(draft.Removed)...) {
		if textOf(begun.Documents, doc.Name) != textOf(edition.Documents, doc.Name) {
			o.Undoes = append(o.Undoes, doc.Name)
		}
	}
	return o, nil
}

func textOf(docs []rainmaker.Document, name string) string {
	if i := slices.IndexFunc(docs, named(name)); i >= 0 {
		return docs[i].Text
	}
	return ""
}

// Drop throws a draft away.
func (d *Desk) Drop(ctx context.Context, p access.Principal, id rainmaker.DraftID) error {
	if err := p.Check(access.Change, access.Plans); err != nil {
		return err
	}
	return d.Unit.Do(ctx, func(ctx context.Context) error {
		if err := d.Documents.DropDraft(ctx, id); err != nil {
			return err
		}
		return d.Record(ctx, p, "drop draft", fmt.Sprintf("draft %d", id))
	})
}

// PublishDraft puts a draft into force over an edition, as [Desk.PublishOver] does, and then throws it away. It names the
// revision that was shown: another one saved meanwhile is [rainmaker.Conflict].
func (d *Desk) PublishDraft(ctx context.Context, p access.Principal, shown rainmaker.Draft, note string) (Checked, error) {
	if err := p.Check(access.Change, access.Plans); err != nil {
		return Checked{}, err
	}
	var checked Checked
	err := d.Unit.Do(ctx, func(ctx context.Context) error {
		o, err := d.opened(ctx, p, shown.ID)
		if err != nil {
			return err
		}
		if o.Revision != shown.Revision {
			return rainmaker.Errorf(rainmaker.Conflict, "publish", "%s saved revision %d of the draft since revision %d was shown", o.By, o.Revision, shown.Revision).
				WithWay("open the draft again and look at what is new in it")
		}
		if checked, err = d.publish(ctx, p, o.Documents, note, &shown.Over); err != nil || !checked.OK() || checked.Same {
			return err
		}
		return d.Documents.DropDraft(ctx, shown.ID)
	})
	if err != nil {
		return Checked{}, err
	}
	return checked, nil
}
