package ingest

import (
	"fmt"

	"rainmaker"
)

// Changes are what a reading changes in what is known. Facts that say what is known already are in none of them, so the
// same files a second time change nothing.
type Changes struct {
	New     []rainmaker.Fact
	Changed []Change
	// Gone are versions that end facts which the whole picture no longer has.
	Gone      []rainmaker.Fact
	Unchanged int
}

// Change is a fact that says something else than before.
type Change struct {
	Before, After rainmaker.Fact
	Fields        []Difference
}

// Difference is one field of it, both values side by side. The field "dates" is when the fact is true.
type Difference struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Facts are the versions that go into a batch, ordered by new, changed and gone.
func (c Changes) Facts() []rainmaker.Fact {
	facts := make([]rainmaker.Fact, 0, c.Len())
	facts = append(facts, c.New...)
	for _, ch := range c.Changed {
		facts = append(facts, ch.After)
	}
	return append(facts, c.Gone...)
}

// Len is the number of versions that go into a batch; 0: nothing changes.
func (c Changes) Len() int { return len(c.New) + len(c.Changed) + len(c.Gone) }

// String is "12 new, 1 changed, 0 gone, 8,787 unchanged".
func (c Changes) String() string {
	return fmt.Sprintf("%d new, %d changed, %d gone, %d unchanged", len(c.New), len(c.Changed), len(c.Gone), c.Unchanged)
}

// Compare says what a reading changes. In the whole picture, facts of the reading's kinds that earlier batches of the same
// origin stated and these files do not are gone; those of other origins are never touched.
//
// It is an error ([rainmaker.Invalid]) when the facts would not make sense together afterwards, as when somebody is gone who
// still has deals, and when the whole picture has refused rows: what they should have said would count as gone.
func Compare(r Reading, known Known) (Changes, error) {
	if n := r.Report.Refused(); n > 0 && r.Report.Mode == rainmaker.Whole {
		return Changes{}, rainmaker.Errorf(rainmaker.Invalid, "import",
			"%s refused, so the files are not the whole picture: what was refused would count as gone", count(n, "row or file is", "rows or files are")).
			WithWay("correct them, or import the files as changes")
	}
	current := make(map[rainmaker.FactKey]rainmaker.Fact, len(known.Facts))
	for _, f := range known.Facts {
		current[f.FactKey] = f
	}
	var c Changes
	stated := make(map[rainmaker.FactKey]bool, len(r.Facts))
	for _, f := range r.Facts {
		stated[f.FactKey] = true
		before, ok := current[f.FactKey]
		switch {
		case !ok:
			c.New = append(c.New, f)
		case before.Says(f):
			c.Unchanged++
		default:
			c.Changed = append(c.Changed, Change{Before: before, After: f, Fields: differences(before, f)})
		}
	}
	if r.Report.Mode == rainmaker.Whole {
		own := known.batchesOf(r.Report.Profile)
		for _, f := range known.Facts {
			if !stated[f.FactKey] && own[f.Batch] && covered(r.Speaks, f) {
				f.Gone = true
				c.Gone = append(c.Gone, f)
			}
		}
	}
	if _, err := rainmaker.Decode(c.After(known.Facts)); err != nil {
		return Changes{}, rainmaker.Errorf(rainmaker.Invalid, "import", "after it the facts would not fit together: %w", err).
			WithWay("import the files that state what is missing together with these")
	}
	return c, nil
}

// After is what is in force once the changes are stored.
func (c Changes) After(current []rainmaker.Fact) []rainmaker.Fact {
	replaced := make(map[rainmaker.FactKey]bool, c.Len())
	var after []rainmaker.Fact
	for _, f := range c.Facts() {
		replaced[f.FactKey] = true
		if !f.Gone {
			after = append(after, f)
		}
	}
	for _, f := range current {
		if !replaced[f.FactKey] {
			after = append(after, f)
		}
	}
	return after
}

func differences(before, after rainmaker.Fact) []Difference {
	var ds []Difference
	for _, f := range after.Fields {
		if old, ok := before.Fields.Get(f.Name); !ok || !old.Equal(f.Value) {
			ds = append(ds, Difference{f.Name, old.String(), f.Value.String()})
		}
	}
	for _, f := range before.Fields {
		if _, ok := after.Fields.Get(f.Name); !ok {
			ds = append(ds, Difference{f.Name, f.Value.String(), rainmaker.Value{}.String()})
		}
	}
	if before.Valid != after.Valid {
		ds = append(ds, Difference{"dates", before.Valid.String(), after.Valid.String()})
	}
	return ds
}
