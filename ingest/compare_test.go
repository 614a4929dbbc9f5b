package ingest

import (
	"reflect"
	"strings"
	"testing"

	"rainmaker"
)

func TestSameFilesAgain(t *testing.T) {
	for name, files := range map[string]func() []File{
		"maven_crm":      func() []File { return smallCompany(won) },
		"adventureworks": func() []File { return adventureFiles("7,2011-08-31,7000,") },
	} {
		for _, mode := range []rainmaker.BatchMode{rainmaker.Changes, rainmaker.Whole} {
			first := readAs(t, name, mode, Known{}, files()...)
			known := learned(t, Known{}, first)
			c := compare(t, readAs(t, name, mode, known, files()...), known)
			if c.Len() != 0 || c.Unchanged != len(first.Facts) {
				t.Errorf("%s as %s: %s; want %d unchanged", name, mode, c, len(first.Facts))
			}
		}
	}
}

// One edited cell is one changed fact, with the two values side by side.
func TestOneEditedCell(t *testing.T) {
	known := learned(t, Known{}, read(t, "maven_crm", Known{}, smallCompany(won)...))
	for _, c := range []struct {
		edit []string
		want []Difference
	}{
		{[]string{"4514", "4514.00"}, nil}, // the same amount
		{[]string{"4514", "4600"}, []Difference{{"close_value", "4514 USD", "4600 USD"}}},
		{[]string{"Won", "Lost"}, []Difference{{"stage", "Won", "Lost"}}},
		{[]string{"Acme", ""}, []Difference{{"account", "Acme", "none"}}},
		{
			[]string{"Ann Bell", "Bob Cole", "2017-03-01", "2017-03-02"},
			[]Difference{{"agent", "Ann Bell", "Bob Cole"}, {"close_date", "2017-03-01", "2017-03-02"}},
		},
	} {
		got := compare(t, read(t, "maven_crm", known, smallCompany(strings.NewReplacer(c.edit...).Replace(won))...), known)
		if c.want == nil {
			if got.Len() != 0 {
				t.Errorf("%q: %s, want nothing changed", c.edit, got)
			}
			continue
		}
		if got.Len() != 1 || len(got.Changed) != 1 || !reflect.DeepEqual(got.Changed[0].Fields, c.want) {
			t.Errorf("%q: %s %+v, want %+v", c.edit, got, got.Changed, c.want)
		}
	}
}

// What the whole picture does not mention is gone; what a change file does not mention stays.
func TestMissingRows(t *testing.T) {
	second := strings.Replace(won, "A1", "A2", 1)
	known := learned(t, Known{}, read(t, "maven_crm", Known{}, smallCompany(won, second)...))
	changes := compare(t, readAs(t, "maven_crm", rainmaker.Changes, known, pipeline(won)), known)
	if changes.Len() != 0 {
		t.Errorf("a change file: %s", changes)
	}
	whole := compare(t, readAs(t, "maven_crm", rainmaker.Whole, known, pipeline(won)), known)
	if whole.Len() != 1 || len(whole.Gone) != 1 || whole.Gone[0].ID != "A2" || !whole.Gone[0].Gone {
		t.Errorf("the whole picture: %s %v, want A2 gone", whole, whole.Gone)
	}
	after := learned(t, known, readAs(t, "maven_crm", rainmaker.Whole, known, pipeline(won)))
	back := compare(t, read(t, "maven_crm", after, pipeline(second)), after)
	if len(back.New) != 1 || back.Len() != 1 {
		t.Errorf("the deal comes back: %s, want 1 new", back)
	}
}

// The whole picture of one source never ends what another said, nor what a file that was not given speaks for.
func TestWholePictureOfItsOwn(t *testing.T) {
	known := learned(t, Known{}, read(t, "maven_crm", Known{}, smallCompany(won)...))
	known = learned(t, known, read(t, "adventureworks", known, adventureFiles("7,2011-08-31,7000,")...))
	c := compare(t, readAs(t, "maven_crm", rainmaker.Whole, known, smallCompany(won)...), known)
	if c.Len() != 0 {
		t.Errorf("%s, gone %v", c, c.Gone)
	}
	c = compare(t, readAs(t, "adventureworks", rainmaker.Whole, known, adventureFiles("7,2011-08-31,8000,")[5]), known)
	if c.Len() != 1 || len(c.Changed) != 1 {
		t.Errorf("one quota of one file: %s, gone %v", c, c.Gone)
	}
}

// The whole picture cannot have holes: a refused row would end its fact.
func TestWholePictureWithRefusals(t *testing.T) {
	known := learned(t, Known{}, read(t, "maven_crm", Known{}, smallCompany(won)...))
	r := readAs(t, "maven_crm", rainmaker.Whole, known, pipeline(won, "A2,Nobody,GTX Pro,,Lost,,,0"))
	_, err := Compare(r, known)
	if err == nil {
		t.Fatal("taken")
	}
	wantText(t, err.Error(), "import: 1 row or file is refused, so the files are not the whole picture: what was refused would count as gone: correct them, or import the files as changes")
}

// Nobody who has deals can vanish.
func TestPayeeWithDealsVanishes(t *testing.T) {
	known := learned(t, Known{}, read(t, "maven_crm", Known{}, smallCompany(won)...))
	r := readAs(t, "maven_crm", rainmaker.Whole, known, file("sales_teams.csv", teamsHeader, "Bob Cole,Max Roth,West"))
	_, err := Compare(r, known)
	if err == nil {
		t.Fatal("taken")
	}
	wantText(t, err.Error(), `import: after it the facts would not fit together: event.opportunity A1 (sales_pipeline.csv, row 2) names agent "Ann Bell", and no such payee is known: import the files that state what is missing together with these`)
	// within one reading the deal's own row is the place to say it
	r = readAs(t, "maven_crm", rainmaker.Whole, known, file("sales_teams.csv", teamsHeader, "Bob Cole,Max Roth,West"), pipeline(won))
	wantText(t, refusals(r), `sales_pipeline.csv, row 2, column sales_agent (2), "Ann Bell": this payee is not among the 2 that are known: correct it, or add it to sales_teams.csv and import both together`)
}
