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
}
