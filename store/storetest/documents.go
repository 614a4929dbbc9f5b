package storetest

import (
	"testing"
	"time"

	"rainmaker"
)

var documentTests = map[string]func(*testing.T, *bench){
	"nothing is in force before the first edition": func(t *testing.T, b *bench) {
		_, err := b.Documents.Edition(t.Context(), 0)
		refused(t, err, rainmaker.NotFound)
		same(t, "editions", len(must[[]rainmaker.Edition](t)(b.Documents.Editions(t.Context()))), 0)
	},
	"editions are numbered from 1 and read back": func(t *testing.T, b *bench) {
		texts := []rainmaker.Document{
			{Name: "b.plan.md", Text: "# B\r\n\x00 ü"}, {Name: "a.terms.md", Text: ""}, {Name: "B.plan.md", Text: "other"},
		}
		given := rainmaker.Edition{ID: 9, Published: noon, By: "ada", Note: "first", Documents: texts}
		first := must[rainmaker.Edition](t)(b.Documents.Publish(t.Context(), given))
		want := rainmaker.Edition{
			ID: 1, Published: noon, By: "ada", Note: "first",
			Documents: []rainmaker.Document{texts[2], texts[1], texts[0]},
		}
		same(t, "returned edition", first, want)
		same(t, "the caller's documents", texts[0].Name, "b.plan.md")
		second := must[rainmaker.Edition](t)(b.Documents.Publish(t.Context(),
			rainmaker.Edition{Published: noon.Add(-time.Hour), By: "bob", Documents: texts[:1]}))
		same(t, "second number", second.ID, rainmaker.EditionID(2))

		same(t, "first", must[rainmaker.Edition](t)(b.Documents.Edition(t.Context(), 1)), want)
		same(t, "in force", must[rainmaker.Edition](t)(b.Documents.Edition(t.Context(), 0)), second)
		same(t, "by number", must[rainmaker.Edition](t)(b.Documents.Edition(t.Context(), 2)), second)
		want.Documents, second.Documents = nil, nil
		same(t, "list, newest first, without texts", must[[]rainmaker.Edition](t)(b.Documents.Editions(t.Context())),
			[]rainmaker.Edition{second, want})
		_, err := b.Documents.Edition(t.Context(), 3)
		refused(t, err, rainmaker.NotFound, "3")
	},
	"documents need names, each another": func(t *testing.T, b *bench) {
		for _, documents := range [][]rainmaker.Document{
			{{Name: "a.plan.md"}, {Name: "b.plan.md"}, {Name: "a.plan.md"}}, {{Text: "# nameless"}},
		} {
			_, err := b.Documents.Publish(t.Context(), rainmaker.Edition{Published: noon, Documents: documents})
			refused(t, err, rainmaker.Invalid, "name")
		}
		_, err := b.Documents.Publish(t.Context(), rainmaker.Edition{})
		refused(t, err, rainmaker.Invalid, "publication")
		same(t, "editions", len(must[[]rainmaker.Edition](t)(b.Documents.Editions(t.Context()))), 0)
	},
	"a draft is saved, read back, listed and thrown away": func(t *testing.T, b *bench) {
		given := rainmaker.Draft{
			Over: 3, Changed: []rainmaker.Document{{Name: "a.plan.md", Text: "# A\r\n\x00 ü"}}, Removed: []string{"b.terms.md"}, Saved: noon, By: "ada",
		}
		first := must[rainmaker.Draft](t)(b.Documents.SaveDraft(t.Context(), given))
		want := given
		want.ID, want.Revision = 1, 1
		same(t, "saved", first, want)
		same(t, "read", must[rainmaker.Draft](t)(b.Documents.Draft(t.Context(), 1)), want)

		first.Changed[0].Text, first.Removed, first.By, first.Saved = "# B", []string{}, "bob", noon.Add(time.Minute)
		again := must[rainmaker.Draft](t)(b.Documents.SaveDraft(t.Context(), first))
		first.Revision = 2
		same(t, "saved again", again, first)
		second := must[rainmaker.Draft](t)(b.Documents.SaveDraft(t.Context(), rainmaker.Draft{Changed: []rainmaker.Document{}, Removed: []string{}, Saved: noon}))
		same(t, "the second's number", second.ID, rainmaker.DraftID(2))
		listed := again
		listed.Changed = []rainmaker.Document{{Name: "a.plan.md"}}
		same(t, "list, saved last first, without texts", must[[]rainmaker.Draft](t)(b.Documents.Drafts(t.Context())), []rainmaker.Draft{listed, second})

		if err := b.Documents.DropDraft(t.Context(), 2); err != nil {
			t.Fatal(err)
		}
		refused(t, b.Documents.DropDraft(t.Context(), 2), rainmaker.NotFound, "2")
		_, err := b.Documents.Draft(t.Context(), 2)
		refused(t, err, rainmaker.NotFound, "2")
		third := must[rainmaker.Draft](t)(b.Documents.SaveDraft(t.Context(), given))
		same(t, "a number is not given again", third.ID, rainmaker.DraftID(3))
	},
	"nobody overwrites what somebody else saved of a draft": func(t *testing.T, b *bench) {
		first := must[rainmaker.Draft](t)(b.Documents.SaveDraft(t.Context(), rainmaker.Draft{Saved: noon, By: "ada"}))
		mine, theirs := first, first
		theirs.By, theirs.Changed = "bob", []rainmaker.Document{{Name: "a.plan.md", Text: "theirs"}}
		stored := must[rainmaker.Draft](t)(b.Documents.SaveDraft(t.Context(), theirs))
		mine.Saved = noon.Add(time.Hour)
		_, err := b.Documents.SaveDraft(t.Context(), mine)
		refused(t, err, rainmaker.Conflict, "bob", "revision 2")
		same(t, "stored", must[rainmaker.Draft](t)(b.Documents.Draft(t.Context(), first.ID)).Changed, stored.Changed)
		gone := rainmaker.Draft{ID: 7, Revision: 1, Saved: noon}
		_, err = b.Documents.SaveDraft(t.Context(), gone)
		refused(t, err, rainmaker.NotFound, "7")
		_, err = b.Documents.SaveDraft(t.Context(), rainmaker.Draft{})
		refused(t, err, rainmaker.Invalid, "saving")
	},
}
