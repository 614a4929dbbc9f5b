package desk

import (
	"cmp"
	"context"
	"slices"

	"rainmaker"
)

// company is what is known at a batch. Where books before it differ in events alone, those are all that is read: what they have
// besides is one in memory with what the company has now, and so are the fields of events that did not change.
func (o *Office) company(ctx context.Context, at rainmaker.BatchID, before *Books) (rainmaker.Company, error) {
	if before != nil && before.Batch <= at {
		company, ok, err := o.further(ctx, at, before)
		if err != nil || ok {
			return company, err
		}
	}
	facts, err := o.Facts.Current(ctx, at)
	if err != nil {
		return rainmaker.Company{}, err
	}
	return rainmaker.Decode(facts)
}

// further is the company of the books with the events learned since; false where something else was learned too, or what was
// learned does not fit: reading everything then says what is wrong.
func (o *Office) further(ctx context.Context, at rainmaker.BatchID, before *Books) (rainmaker.Company, bool, error) {
	company := before.Company
	changed, err := o.Facts.Changed(ctx, before.Batch, at)
	if err != nil || len(changed) == 0 {
		return company, err == nil, err
	}
	refs := make(map[rainmaker.EventRef]bool, len(changed))
	for _, f := range changed {
		name, ok := f.Kind.Event()
		if !ok {
			return company, false, nil
		}
		refs[rainmaker.EventRef{Name: name, ID: f.ID}] = true
	}
	people, err := o.Facts.Current(ctx, at, rainmaker.KindPayee) // whom the events may name
	if err != nil {
		return company, false, err
	}
	now, err := rainmaker.Decode(append(people, changed...))
	if err != nil {
		return company, false, nil //nolint:nilerr // said again, of all facts, by whoever reads everything
	}
	company.Events = make([]rainmaker.Event, 0, len(before.Company.Events)+len(now.Events))
	for i := range before.Company.Events {
		if e := &before.Company.Events[i]; !refs[e.EventRef] {
			company.Events = append(company.Events, *e)
		}
	}
	company.Events = append(company.Events, now.Events...)
	slices.SortFunc(company.Events, func(a, b rainmaker.Event) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), rainmaker.CompareIDs(a.ID, b.ID))
	})
	return company, true, nil
}
