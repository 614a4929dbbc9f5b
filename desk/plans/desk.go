package plans

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
)

// Desk is the plan desk of an office.
type Desk struct {
	*desk.Office
	kept kept
}

// New opens the desk of an office.
func New(o *desk.Office) *Desk { return &Desk{Office: o} }

// Check says everything that is wrong in a set of documents, and what its letters are. The set is exactly the documents
// given; see [Desk.Merge] for the edition in force with some of them changed. It stores nothing.
func (d *Desk) Check(ctx context.Context, p access.Principal, docs []rainmaker.Document) (Checked, error) {
	if err := p.Check(access.See, access.Plans); err != nil {
		return Checked{}, err
	}
	return d.check(ctx, docs)
}

// Current is the edition in force, checked against the facts as they are now. [rainmaker.NotFound] before the first.
func (d *Desk) Current(ctx context.Context, p access.Principal) (Checked, error) {
	if err := p.Check(access.See, access.Plans); err != nil {
		return Checked{}, err
	}
	return d.checkEdition(ctx, 0)
}

// Edition is a past edition, checked against the facts as they are now; [rainmaker.NotFound] when there is none.
func (d *Desk) Edition(ctx context.Context, p access.Principal, id rainmaker.EditionID) (Checked, error) {
	if err := p.Check(access.See, access.Plans); err != nil {
		return Checked{}, err
	}
	return d.checkEdition(ctx, id)
}

// Editions lists the editions, newest first, without their texts.
func (d *Desk) Editions(ctx context.Context, p access.Principal) ([]rainmaker.Edition, error) {
	if err := p.Check(access.See, access.Plans); err != nil {
		return nil, err
	}
	return d.Documents.Editions(ctx)
}

// Merge is the documents of the edition in force with some replaced or added, by name, and some removed. It is
// [rainmaker.NotFound] when one to be removed is not there.
func (d *Desk) Merge(ctx context.Context, p access.Principal, changed []rainmaker.Document, removed ...string) ([]rainmaker.Document, error) {
	if err := p.Check(access.See, access.Plans); err != nil {
		return nil, err
	}
	edition, err := d.inForce(ctx)
	if err != nil {
		return nil, err
	}
	docs := edition.Documents
	for _, name := range removed {
		i := slices.IndexFunc(docs, named(name))
		if i < 0 {
			return nil, rainmaker.Errorf(rainmaker.NotFound, "change plans", "edition %d has no document %q to remove", edition.ID, name)
		}
		docs = slices.Delete(docs, i, i+1)
	}
	for _, doc := range changed {
		if i := slices.IndexFunc(docs, named(doc.Name)); i >= 0 {
			docs[i] = doc
		} else {
			docs = append(docs, doc)
		}
	}
	return sorted(docs), nil
}

// Publish puts a set of documents into force as the next edition. A set with an error in it is not published: the answer
// says what is wrong, and the edition before stays in force. The same texts again make no new edition.
func (d *Desk) Publish(ctx context.Context, p access.Principal, docs []rainmaker.Document, note string) (Checked, error) {
	return d.publish(ctx, p, docs, note, nil)
}

// PublishOver is [Desk.Publish] of a set that was made from an edition (0: from none). Another edition put into force
// meanwhile is [rainmaker.Conflict]: what it changed would be undone unseen.
func (d *Desk) PublishOver(ctx context.Context, p access.Principal, docs []rainmaker.Document, note string, over rainmaker.EditionID) (Checked, error) {
	return d.publish(ctx, p, docs, note, &over)
}

func (d *Desk) publish(ctx context.Context, p access.Principal, docs []rainmaker.Document, note string, over *rainmaker.EditionID) (Checked, error) {
	if err := p.Check(access.Change, access.Plans); err != nil {
		return Checked{}, err
	}
	var checked Checked
	// The facts must not change between the check and the publication, so both are one unit.
	err := d.Unit.Do(ctx, func(ctx context.Context) error {
		before, err := d.inForce(ctx)
		if err != nil {
			return err
		}
		if over != nil && before.ID != *over {
			return rainmaker.Errorf(rainmaker.Conflict, "publish", "edition %d was put into force by %s since this was made from edition %d",
				before.ID, before.By, *over).WithWay("make the change again from what is in force")
		}
		if checked, err = d.check(ctx, docs); err != nil || !checked.OK() {
			return err
		}
		if before.ID != 0 && slices.Equal(before.Documents, sorted(docs)) {
			checked.Edition, checked.Same = before.ID, true
			return nil
		}
		edition, err := d.Documents.Publish(ctx, rainmaker.Edition{
			Published: d.Now(), By: p.Login, Note: strings.TrimSpace(note), Documents: sorted(docs),
		})
		if err != nil {
			return err
		}
		checked.Edition = edition.ID
		return d.Record(ctx, p, "publish", fmt.Sprintf("edition %d: %s", edition.ID, changesFrom(before.Documents, edition.Documents)))
	})
	if err != nil {
		return Checked{}, err
	}
	return checked, nil
}

// inForce is the edition in force, the zero edition before the first.
func (d *Desk) inForce(ctx context.Context) (rainmaker.Edition, error) {
	edition, err := d.Documents.Edition(ctx, 0)
	if rainmaker.CodeOf(err) == rainmaker.NotFound {
		return rainmaker.Edition{}, nil
	}
	return edition, err
}

func (d *Desk) checkEdition(ctx context.Context, id rainmaker.EditionID) (Checked, error) {
	edition, err := d.Documents.Edition(ctx, id)
	if err != nil {
		return Checked{}, err
	}
	checked, err := d.check(ctx, edition.Documents)
	checked.Edition = edition.ID
	return checked, err
}

// company is what the facts say now.
func (d *Desk) company(ctx context.Context) (rainmaker.Company, error) {
	company, _, err := d.facts(ctx)
	if err != nil {
		return rainmaker.Company{}, err
	}
	return *company, nil
}

func named(name string) func(rainmaker.Document) bool {
	return func(d rainmaker.Document) bool { return d.Name == name }
}

func sorted(docs []rainmaker.Document) []rainmaker.Document {
	return slices.SortedFunc(slices.Values(docs), func(a, b rainmaker.Document) int { return strings.Compare(a.Name, b.Name) })
}

// changesFrom says for the audit log which documents an edition changes.
func changesFrom(before, after []rainmaker.Document) string {
	var parts []string
	for _, doc := range after {
		switch i := slices.IndexFunc(before, named(doc.Name)); {
		case i < 0:
			parts = append(parts, doc.Name+" added")
		case before[i].Text != doc.Text:
			parts = append(parts, doc.Name+" changed")
		}
	}
	for _, doc := range before {
		if !slices.ContainsFunc(after, named(doc.Name)) {
			parts = append(parts, doc.Name+" removed")
		}
	}
	return strings.Join(parts, ", ")
}
