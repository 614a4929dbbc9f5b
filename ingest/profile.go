package ingest

import (
	"path"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/money"
)

// A Profile says what the files of one source look like, and what their rows state as facts.
type Profile struct {
	// Name is also the origin of the batches read with it.
	Name  string
	Label string
	About string
	// Files in the order in which they are read: one that others refer to comes before them.
	Files []FileSpec
	// Ignored are files that come with the others and state nothing about pay, with the reason; names in lower case.
	Ignored map[string]string

	controls []control
	// finish states what follows from rows of several files.
	finish func(*book)
}

// FileSpec is one kind of file of a profile.
type FileSpec struct {
	Name  string // as its source calls it: sales_pipeline.csv
	About string // what a row is
	// Columns are read, Unread are known to come with them. All of Columns but optional ones must be there.
	Columns []Column
	Unread  []string
	// Key are the columns that together may occur once.
	Key []string
	// States are the facts for which this file speaks: in a batch that is the whole picture those which it does not
	// state end.
	States []Claim

	// looksUp are the kinds of facts in which the rows find names for ids, without having to.
	looksUp []rainmaker.FactKind
	facts   func(*row)
}

// Claim is a set of facts: those of a kind, or only those of them about one name (a number's or an attribute's name, an
// assignment's plan).
type Claim struct {
	Kind rainmaker.FactKind
	Name string
}

func (c Claim) covers(f rainmaker.Fact) bool {
	if f.Kind != c.Kind {
		return false
	}
	if c.Name == "" {
		return true
	}
	field := "name"
	if f.Kind == rainmaker.KindAssignment {
		field = "plan"
	}
	v, ok := f.Fields.Get(field)
	return ok && v.Text() == c.Name
}

// Column is one column of a file: what it is called there, what the profile calls it, and what its cells are.
type Column struct {
	Name  string
	Field string
	Type  Type
	// OrNone says that a cell may be empty.
	OrNone bool
	// Optional says that a file may lack the column: then it states nothing about the field, which is less than to say that
	// there is none.
	Optional bool
	// Misspelt are wrong spellings known to occur in this source, with the right ones.
	Misspelt map[string]string
	// Catalogue is the kind of fact whose ids the cells must be among. Products and accounts are also found when spaces or
	// capitals differ; people never are.
	Catalogue rainmaker.FactKind
	// Within says that the catalogue is this file itself, where a row may refer to a later one.
	Within bool
}

// Type is what the cells of a column are.
type Type struct {
	Kind rainmaker.ValueKind
	// Currency of money; Decimals is how many digits after the point a number or an amount may have.
	Currency money.Currency
	Decimals int
	// Choices are the only texts allowed, when there are any.
	Choices []string
}

// String is the type for a list of columns: "money in USD, at most 4 decimals".
func (t Type) String() string {
	switch {
	case t.Kind == rainmaker.Cash:
		return "money in " + string(t.Currency) + ", at most " + count(t.Decimals, "decimal", "decimals")
	case len(t.Choices) > 0:
		return "one of " + strings.Join(t.Choices, ", ")
	case t.Kind == rainmaker.Day:
		return "date, such as 2027-01-31"
	}
	return t.Kind.String()
}

func textColumn(name, field string) Column {
	return Column{Name: name, Field: field, Type: Type{Kind: rainmaker.Text}}
}

func payeeColumn(name, field string) Column {
	return Column{Name: name, Field: field, Type: Type{Kind: rainmaker.Person}}
}

func dateColumn(name, field string) Column {
	return Column{Name: name, Field: field, Type: Type{Kind: rainmaker.Day}}
}

func numberColumn(name, field string, decimals int) Column {
	return Column{Name: name, Field: field, Type: Type{Kind: rainmaker.Number, Decimals: decimals}}
}

func moneyColumn(name, field string, c money.Currency, decimals int) Column {
	return Column{Name: name, Field: field, Type: Type{Kind: rainmaker.Cash, Currency: c, Decimals: decimals}}
}

func choiceColumn(name, field string, choices ...string) Column {
	return Column{Name: name, Field: field, Type: Type{Kind: rainmaker.Text, Choices: choices}}
}

func yesNoColumn(name, field string) Column {
	return Column{Name: name, Field: field, Type: Type{Kind: rainmaker.YesNo, Choices: []string{"yes", "no"}}}
}

func (c Column) orNone() Column { c.OrNone = true; return c }

func (c Column) optional() Column { c.Optional = true; return c }

func (c Column) among(kind rainmaker.FactKind) Column { c.Catalogue = kind; return c }

func (c Column) amongOwn(kind rainmaker.FactKind) Column {
	c.Catalogue, c.Within = kind, true
	return c
}

func (c Column) misspelt(wrong, right string) Column {
	c.Misspelt = map[string]string{wrong: right}
	return c
}

// Profiles are those the product has, in the order in which a page offers them.
func Profiles() []Profile { return []Profile{mavenCRM(), adventureWorks(), demoCompany()} }

// ProfileNamed is the profile with a name; [rainmaker.NotFound] lists those there are.
func ProfileNamed(name string) (Profile, error) {
	var names []string
	for _, p := range Profiles() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, rainmaker.Errorf(rainmaker.NotFound, "import", "there is no import profile %q", name).
		WithWay("%s", didYouMean(name, names, "use one of "+strings.Join(names, ", ")))
}

// fit says how well a header matches a kind of file: columns they share, of the columns that either has.
type fit struct{ shared, all int }

func (a fit) better(b fit) bool { return a.shared*b.all > b.shared*a.all }
func (a fit) exact() bool       { return a.shared == a.all }
func (a fit) mostly() bool      { return 2*a.shared > a.all }

func (f *FileSpec) fit(header []string) fit {
	shared, expected := 0, len(f.Unread)
	for _, h := range header {
		if f.knows(h) {
			shared++
		}
	}
	for _, c := range f.Columns {
		if !c.Optional || slices.Contains(header, c.Name) {
			expected++
		}
	}
	return fit{shared, len(header) + expected - shared}
}

func (f *FileSpec) knows(column string) bool {
	return slices.Contains(f.Unread, column) ||
		slices.ContainsFunc(f.Columns, func(c Column) bool { return c.Name == column })
}

// recognise finds the kind of a file: by a header that fits exactly, else by its name, else by a header that fits more than
// it does not. A file renamed by its owner is found, and a file with a broken header still gets its own complaints.
func (p *Profile) recognise(name string, header []string) (*FileSpec, fit) {
	var named, likest *FileSpec
	best := fit{0, 1}
	for i := range p.Files {
		f := &p.Files[i]
		if strings.EqualFold(baseName(name), f.Name) {
			named = f
		}
		if ft := f.fit(header); ft.better(best) {
			likest, best = f, ft
		}
	}
	switch {
	case best.exact(), named == nil && best.mostly():
		return likest, best
	case named != nil:
		return named, named.fit(header)
	}
	return nil, best
}

// baseName is the last part of a path of any system.
func baseName(name string) string { return path.Base(strings.ReplaceAll(name, `\`, "/")) }

// ignores is the reason why the profile leaves a file alone.
func (p *Profile) ignores(name string) (why string, ok bool) {
	base := strings.ToLower(baseName(name))
	if why, ok = p.Ignored[base]; ok {
		return why, true
	}
	if !strings.HasSuffix(base, ".csv") {
		return "it is not a .csv file", true
	}
	return "", false
}
