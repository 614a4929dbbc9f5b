package ingest

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
)

// book collects the facts of a reading above what was known before.
type book struct {
	// base are the known facts that stand whatever the files say: all of them for a change file; for a whole picture,
	// those for which no file of this reading speaks.
	base    []rainmaker.Fact
	facts   map[rainmaker.FactKey]*rainmaker.Fact
	drafts  []rainmaker.Fact
	files   []*fileReader
	sources map[rainmaker.FactKind]string // the file that states a kind
	keys    map[*FileSpec]*keys
}

// draftKind marks what a row says that becomes facts only together with other files; see [Profile.finish].
const draftKind rainmaker.FactKind = "draft"

func newBook(p Profile) *book {
	b := &book{keys: map[*FileSpec]*keys{}, facts: map[rainmaker.FactKey]*rainmaker.Fact{}, sources: map[rainmaker.FactKind]string{}}
	for _, f := range p.Files {
		for _, c := range f.States {
			if b.sources[c.Kind] == "" {
				b.sources[c.Kind] = f.Name
			}
		}
	}
	return b
}

// catalogues are those of the kinds that a file's rows refer to, as they stand before it is read.
func (b *book) catalogues(spec *FileSpec) catalogues {
	kinds := slices.Clone(spec.looksUp)
	for _, c := range spec.Columns {
		if c.Catalogue != "" && !c.Within {
			kinds = append(kinds, c.Catalogue)
		}
	}
	cats := catalogues{}
	for _, kind := range kinds {
		if cats[kind] == nil {
			cats[kind] = newCatalogue(kind, b.sources[kind], b.all(kind))
			cats[kind].refused = b.refused(kind)
		}
	}
	return cats
}

// keysOf are the ids of a kind of file, shared by all files of it.
func (b *book) keysOf(spec *FileSpec) *keys {
	if b.keys[spec] == nil {
		b.keys[spec] = &keys{first: map[string]firstRow{}, seed: maphash.MakeSeed()}
	}
	return b.keys[spec]
}

// refused is the name of a file of this reading that states a kind and was refused as a whole, empty when there is none.
func (b *book) refused(kind rainmaker.FactKind) string {
	for _, f := range b.files {
		if f.spec != nil && f.report.Whole && slices.ContainsFunc(f.spec.States, func(c Claim) bool { return c.Kind == kind }) {
			return f.report.Name
		}
	}
	return ""
}

// all is the facts of a kind, known and new, the new version of each, ordered by id.
func (b *book) all(kind rainmaker.FactKind) []rainmaker.Fact {
	var all []rainmaker.Fact
	for _, f := range b.base {
		if _, again := b.facts[f.FactKey]; f.Kind == kind && !again {
			all = append(all, f)
		}
	}
	for key, f := range b.facts {
		if key.Kind == kind {
			all = append(all, *f)
		}
	}
	slices.SortFunc(all, compareFacts)
	return all
}

// made is the facts of this reading, ordered by kind and id.
func (b *book) made() []rainmaker.Fact {
	made := make([]rainmaker.Fact, 0, len(b.facts))
	for _, f := range b.facts {
		made = append(made, *f)
	}
	slices.SortFunc(made, compareFacts)
	return made
}

func compareFacts(a, b rainmaker.Fact) int {
	if c := cmp.Compare(a.Kind, b.Kind); c != 0 {
		return c
	}
	return cmp.Compare(a.ID, b.ID)
}

// add takes a fact that follows from rows of several files.
func (b *book) add(f rainmaker.Fact) { b.keep(&f) }

// keep takes a fact. One that another row states as well is kept once, with the earlier row as its source, so that the order
// of rows does not show.
func (b *book) keep(f *rainmaker.Fact) {
	if f.Kind == draftKind {
		b.drafts = append(b.drafts, *f)
		return
	}
	if b.facts[f.FactKey] == nil {
		b.facts[f.FactKey] = f
	}
}

// contradicts is the row that states the same fact otherwise, and what it says.
func contradicts(f, earlier *rainmaker.Fact) string {
	for i, field := range f.Fields {
		if i < len(earlier.Fields) && !field.Value.Equal(earlier.Fields[i].Value) {
			return fmt.Sprintf("it says %s %q, and %s says %q about the same %s", field.Name, field.Value, earlier.Source,
				earlier.Fields[i].Value, f.Kind)
		}
	}
	return fmt.Sprintf("it says %s, and %s says %s about the same %s", f.Valid, earlier.Source, earlier.Valid, f.Kind)
}

// withdraw refuses a row that was accepted, because what it needs from other files is missing.
func (b *book) withdraw(at rainmaker.Source, column, value, why, way string) {
	for _, f := range b.files {
		if f.report.Name == at.File {
			f.unaccept(at.Row)
			f.refuseRow([]Refusal{f.refusal(at.Row, column, value, why, way)})
		}
	}
}

// note adds a remark about the file of a source.
func (b *book) note(at rainmaker.Source, text string) {
	for _, f := range b.files {
		if f.report.Name == at.File {
			f.report.Notes = append(f.report.Notes, text)
		}
	}
}

// row is one row whose cells were read; a file's specification turns it into facts.
type row struct {
	spec   *FileSpec
	source rainmaker.Source
	values []rainmaker.Value
	at     []int // where each column stands in the file; below zero where the file lacks it
	cats   catalogues
	facts  []rainmaker.Fact
	faults []rowFault
	notes  []string
}

type rowFault struct{ column, why, way string }

// get is the value of a field.
func (r *row) get(field string) rainmaker.Value {
	for i := range r.spec.Columns {
		if r.spec.Columns[i].Field == field {
			return r.values[i]
		}
	}
	panic(fmt.Sprintf("ingest: %s has no field %s", r.spec.Name, field))
}

func (r *row) text(field string) string { return r.get(field).Text() }

// named is what a fact of a catalogue says in a field: the name of a territory by its id.
func (r *row) named(kind rainmaker.FactKind, id, field string) (rainmaker.Value, bool) {
	f, ok := r.cats[kind].ids[id]
	if !ok {
		return rainmaker.Value{}, false
	}
	return f.Fields.Get(field)
}

// refuse says why the row as a whole makes no sense; column is as in the header.
func (r *row) refuse(column, why, way string) {
	r.faults = append(r.faults, rowFault{column, why, way})
}

// state makes a fact of the row.
func (r *row) state(kind rainmaker.FactKind, id string, valid calendar.Span, fields ...rainmaker.Field) {
	r.facts = append(r.facts, rainmaker.Fact{
		FactKey: rainmaker.FactKey{Kind: kind, ID: id}, Valid: valid, Source: r.source, Fields: fields,
	})
}

// fields are those of the row by the same names. A column that the file lacks states none.
func (r *row) fields(names ...string) []rainmaker.Field {
	fields := make([]rainmaker.Field, 0, len(names))
	for _, name := range names {
		if r.has(name) {
			fields = append(fields, rainmaker.Field{Name: name, Value: r.get(name)})
		}
	}
	return fields
}

// has reports whether the file has a field's column.
func (r *row) has(field string) bool {
	i := slices.IndexFunc(r.spec.Columns, func(c Column) bool { return c.Field == field })
	return i >= 0 && r.at[i] >= 0
}

// span is from the day of one field until the one before that of another, which may be empty: half open, as letters
// write it. A span without a day is refused.
func (r *row) span(from, before string) calendar.Span {
	s := calendar.Since(r.get(from).Date())
	if end := r.get(before); !end.IsNone() {
		s.Before = end.Date()
		if s.IsEmpty() {
			r.refuse(before, "it ends before "+s.Before.String()+", and it starts on "+s.From.String(),
				"write the first day after it")
		}
	}
	return s
}

func (r *row) payee(id rainmaker.PayeeID, name string) {
	r.state(rainmaker.KindPayee, string(id), calendar.Forever, field("name", rainmaker.TextOf(name)))
}

func (r *row) reports(p rainmaker.PayeeID, manager rainmaker.Value, from calendar.Date) {
	r.state(rainmaker.KindReports, string(p), calendar.Since(from),
		field("payee", rainmaker.PersonOf(p)), field("manager", manager))
}

func (r *row) assignment(p rainmaker.PayeeID, plan rainmaker.PlanName, span calendar.Span) {
	r.facts = append(r.facts, assignmentFact(p, plan, span, r.source))
}

func (r *row) attribute(p rainmaker.PayeeID, name string, v rainmaker.Value, span calendar.Span) {
	r.facts = append(r.facts, attributeFact(p, name, v, span, r.source))
}

func field(name string, v rainmaker.Value) rainmaker.Field {
	return rainmaker.Field{Name: name, Value: v}
}

func assignmentFact(p rainmaker.PayeeID, plan rainmaker.PlanName, span calendar.Span, at rainmaker.Source) rainmaker.Fact {
	return rainmaker.Fact{
		FactKey: rainmaker.FactKey{Kind: rainmaker.KindAssignment, ID: string(p) + "/" + string(plan)},
		Valid:   span, Source: at,
		Fields: []rainmaker.Field{field("payee", rainmaker.PersonOf(p)), field("plan", rainmaker.TextOf(string(plan)))},
	}
}

// attributeFact has its first day in its id, so that each step of a history is a fact of its own; what a source states
// without a date has none.
func attributeFact(p rainmaker.PayeeID, name string, v rainmaker.Value, span calendar.Span, at rainmaker.Source) rainmaker.Fact {
	id := string(p) + "/" + name
	if span.From > calendar.StartOfTime {
		id += "/" + span.From.String()
	}
	return rainmaker.Fact{
		FactKey: rainmaker.FactKey{Kind: rainmaker.KindAttribute, ID: id}, Valid: span, Source: at,
		Fields: []rainmaker.Field{field("payee", rainmaker.PersonOf(p)), field("name", rainmaker.TextOf(name)), field("value", v)},
	}
}

// numberFact is a personal number under a plan. dated puts its first day into the id: true for one of a history, false for
// the only one its source has, whose day may move.
func numberFact(p rainmaker.PayeeID, plan rainmaker.PlanName, name string, v rainmaker.Value, from calendar.Date, dated bool,
	at rainmaker.Source,
) rainmaker.Fact {
	id := string(p) + "/" + string(plan) + "/" + name
	if dated {
		id += "/" + from.String()
	}
	return rainmaker.Fact{
		FactKey: rainmaker.FactKey{Kind: rainmaker.KindNumber, ID: id}, Valid: calendar.Since(from), Source: at,
		Fields: []rainmaker.Field{
			field("payee", rainmaker.PersonOf(p)), field("plan", rainmaker.TextOf(string(plan))),
			field("name", rainmaker.TextOf(name)), field("value", v),
		},
	}
}
