package ingest

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"maps"
	"slices"
	"strings"

	"rainmaker"
)

// MaxRefusals is how many refused rows of one file are listed before it is refused as a whole: then it is not the file it
// was taken for, and nobody reads on.
const MaxRefusals = 10_000

// fileReader reads one file.
type fileReader struct {
	file   File
	spec   *FileSpec // nil: not to be read
	scan   *scanner
	header []string
	report FileReport

	at      []int // for each column of the spec, its place in the header
	cats    catalogues
	keys    *keys
	held    []heldRow
	repairs map[repairKey]*Repair
	notes   map[string][]int // remarks with the rows that gave rise to them
}

// keys are the ids that a kind of file has stated so far, in one file or several.
type keys struct {
	first map[string]firstRow
	seed  maphash.Seed
}

type firstRow struct {
	at   rainmaker.Source
	hash uint64 // of the whole row, to tell whether another says the same
}

// heldRow is a row that is good by itself; whether the rows it refers to are good too shows at the end of the file.
type heldRow struct {
	row     int
	facts   []rainmaker.Fact
	within  []withinRef
	repairs []Repair
	refused bool
}

// withinRef says that a cell names a fact of the same file.
type withinRef struct {
	column *Column
	id     string
}

type repairKey struct{ column, from, to, how string }

// read reads the rows. Its error is one of reading, never of what was read.
func (f *fileReader) read(b *book) error {
	if f.spec == nil || f.report.Whole || f.scan == nil || !f.columns() {
		return nil
	}
	f.cats = b.catalogues(f.spec)
	f.keys, f.repairs, f.notes = b.keysOf(f.spec), map[repairKey]*Repair{}, map[string][]int{}
	for {
		rec, err := f.scan.next()
		if errors.Is(err, io.EOF) {
			break
		}
		var fault *csvFault
		if errors.As(err, &fault) {
			f.refuseFile(fault)
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", f.report.Name, err)
		}
		f.row(rec)
		if f.report.RefusedRows > MaxRefusals {
			f.refuseFile(&csvFault{line: rec.line, why: fmt.Sprintf("more than %d rows are refused, so it is not the file it seems to be",
				MaxRefusals), way: "look at the refusals of its first rows"})
			return nil
		}
	}
	if f.report.Rows == 0 {
		f.refuseFile(&csvFault{
			line: 1, why: "the file has a header and no rows",
			way: "export it again with its rows, or leave it out: what is known already stays",
		})
		return nil
	}
	if broken := f.cats.refused(); len(broken) > 0 {
		// its rows were looked at all the same, so that their other faults show now and not at the next try
		f.refuseFile(&csvFault{
			why: fmt.Sprintf("its rows refer to %s, which was refused", strings.Join(broken, " and ")),
			way: "correct that file and import both together",
		})
		return nil
	}
	f.settle(b)
	return nil
}

// columns finds the columns in the header. What is missing or doubled refuses the file.
func (f *fileReader) columns() bool {
	seen := map[string]int{}
	var unread []string
	for i, name := range f.header {
		if first, again := seen[name]; again && name != "" {
			f.refuseFile(&csvFault{
				line: 1, column: i + 1,
				why: fmt.Sprintf("two columns are called %q: columns %d and %d", name, first, i+1),
				way: "rename or leave out one of them",
			})
			continue
		}
		seen[name] = i + 1
		if !f.spec.knows(name) {
			unread = append(unread, name)
		}
	}
	f.at = make([]int, len(f.spec.Columns))
	for i, c := range f.spec.Columns {
		n, ok := seen[c.Name]
		f.at[i] = n - 1
		if !ok && !c.Optional {
			f.refuseFile(&csvFault{
				line: 1,
				why:  fmt.Sprintf("column %s is missing; the file has %s", c.Name, listed(f.header)),
				way:  wayToColumn(c, f.header),
			})
		}
	}
	if len(unread) > 0 && !f.report.Whole {
		f.report.Notes = append(f.report.Notes, "columns not read: "+listed(unread))
	}
	return !f.report.Whole
}

func wayToColumn(c Column, header []string) string {
	if like, ok := nearest(c.Name, header); ok {
		return fmt.Sprintf("did you mean %q? Then call the column %s", like, c.Name)
	}
	return fmt.Sprintf("export it with the column %s (%s)", c.Name, c.Type)
}

// row reads one row: held when it is good by itself, refused with all its faults when it is not.
func (f *fileReader) row(rec record) {
	f.report.Rows++
	if len(rec.cells) != len(f.header) {
		f.refuseRow([]Refusal{f.refusal(rec.line, "", strings.Join(rec.cells, ","),
			fmt.Sprintf("the row has %s, and the header has %d", count(len(rec.cells), "cell", "cells"), len(f.header)),
			"a comma inside a text needs quotation marks around the cell")})
		return
	}
	r := row{
		spec: f.spec, source: rainmaker.Source{File: f.report.Name, Row: rec.line}, cats: f.cats, at: f.at,
		values: make([]rainmaker.Value, len(f.spec.Columns)),
	}
	held := heldRow{row: rec.line}
	var refusals []Refusal
	for i := range f.spec.Columns {
		c := &f.spec.Columns[i]
		if f.at[i] < 0 {
			continue
		}
		raw := rec.cells[f.at[i]]
		v, repair, fault := c.read(raw, f.cats)
		if fault != nil {
			refusals = append(refusals, f.refusal(rec.line, c.Name, raw, fault.why, fault.way))
		}
		if repair != nil {
			held.repairs = append(held.repairs, Repair{Column: c.Name, From: repair.from, To: repair.to, How: repair.how})
		}
		if c.Within && !v.IsNone() {
			held.within = append(held.within, withinRef{c, v.Text()})
		}
		r.values[i] = v
	}
	if refusal, ok := f.again(rec); ok {
		refusals = append(refusals, refusal)
	}
	if len(refusals) == 0 {
		f.spec.facts(&r)
		for _, fault := range r.faults {
			refusals = append(refusals, f.refusal(rec.line, fault.column, f.cell(rec, fault.column), fault.why, fault.way))
		}
	}
	if len(refusals) > 0 {
		f.refuseRow(refusals)
		return
	}
	for _, text := range r.notes {
		f.notes[text] = append(f.notes[text], rec.line)
	}
	held.facts = r.facts
	f.held = append(f.held, held)
}

// again refuses a row whose key an earlier row has, also one that says the same: two rows with one id are a fault of the
// export, and which of them is meant is not ours to guess.
func (f *fileReader) again(rec record) (Refusal, bool) {
	cells := make([]string, len(f.spec.Key))
	for i, name := range f.spec.Key {
		if cells[i] = clean(f.cell(rec, name)); cells[i] == "" {
			return Refusal{}, false // refused for that already
		}
	}
	key := strings.Join(cells, "\x00")
	hash := maphash.String(f.keys.seed, strings.Join(rec.cells, "\x00"))
	first, again := f.keys.first[key]
	if !again {
		f.keys.first[key] = firstRow{rainmaker.Source{File: f.report.Name, Row: rec.line}, hash}
		return Refusal{}, false
	}
	what, where := "the two rows differ", fmt.Sprintf("row %d", first.at.Row)
	if first.hash == hash {
		what = "the two rows are the same"
	}
	if first.at.File != f.report.Name {
		where = first.at.String()
	}
	return f.refusal(rec.line, f.spec.Key[0], strings.Join(cells, " "),
		fmt.Sprintf("%s has the same %s; %s", where, strings.Join(f.spec.Key, " and "), what),
		"keep the row that is right and delete the other"), true
}

func (f *fileReader) cell(rec record, column string) string {
	if i := slices.Index(f.header, column); i >= 0 {
		return rec.cells[i]
	}
	return ""
}

// settle decides the held rows: those that contradict an earlier one or refer to a row that was refused are refused too,
// until what is left stands by itself.
func (f *fileReader) settle(b *book) {
	stated := make(map[rainmaker.FactKey]*rainmaker.Fact, len(f.held))
	for i := range f.held {
		h := &f.held[i]
		for j := range h.facts {
			fact := &h.facts[j]
			earlier := stated[fact.FactKey]
			if earlier == nil {
				earlier = b.facts[fact.FactKey]
			}
			if earlier != nil && fact.Kind != draftKind && !earlier.Says(*fact) {
				f.dismiss(h, f.refusal(h.row, "", fact.ID, contradicts(fact, earlier), "keep the row that is right"))
				break
			}
		}
		for j := range h.facts {
			if fact := &h.facts[j]; !h.refused && stated[fact.FactKey] == nil {
				stated[fact.FactKey] = fact
			}
		}
	}
	for f.dismissDangling(b) {
	}
	for i := range f.held {
		if h := &f.held[i]; !h.refused {
			f.accept(h, b)
		}
	}
	f.held = nil
}

// dismissDangling refuses the rows that name a row that does not stand, and reports whether there were any.
func (f *fileReader) dismissDangling(b *book) bool {
	refers := slices.ContainsFunc(f.spec.Columns, func(c Column) bool { return c.Within })
	if !refers {
		return false
	}
	ids := map[rainmaker.FactKey]bool{}
	for _, fact := range b.base {
		ids[fact.FactKey] = true
	}
	for key := range b.facts {
		ids[key] = true
	}
	for _, h := range f.held {
		if !h.refused {
			for _, fact := range h.facts {
				ids[fact.FactKey] = true
			}
		}
	}
	found := false
	for i := range f.held {
		h := &f.held[i]
		for _, ref := range h.within {
			if !h.refused && !ids[rainmaker.FactKey{Kind: ref.column.Catalogue, ID: ref.id}] {
				f.dismiss(h, f.refusal(h.row, ref.column.Name, ref.id,
					fmt.Sprintf("no accepted row of %s has this %s", f.report.Name, ref.column.Catalogue),
					"correct it, or add the row it names"))
				found = true
			}
		}
	}
	return found
}

func (f *fileReader) dismiss(h *heldRow, why Refusal) {
	h.refused = true
	f.refuseRow([]Refusal{why})
}

func (f *fileReader) accept(h *heldRow, b *book) {
	f.report.Accepted++
	for i := range h.facts {
		b.keep(&h.facts[i])
	}
	if len(h.repairs) > 0 {
		f.report.RepairedRows++
	}
	for _, r := range h.repairs {
		key := repairKey{r.Column, r.From, r.To, r.How}
		if f.repairs[key] == nil {
			f.repairs[key] = &r
		}
		f.repairs[key].Rows = append(f.repairs[key].Rows, h.row)
	}
}

// unaccept takes an accepted row out of the counts and the repairs.
func (f *fileReader) unaccept(row int) {
	f.report.Accepted--
	repaired := false
	for key, r := range f.repairs {
		if i := slices.Index(r.Rows, row); i >= 0 {
			repaired = true
			if r.Rows = slices.Delete(r.Rows, i, i+1); len(r.Rows) == 0 {
				delete(f.repairs, key)
			}
		}
	}
	if repaired {
		f.report.RepairedRows--
	}
}

func (f *fileReader) refusal(line int, column, value, why, way string) Refusal {
	return Refusal{
		File: f.report.Name, Row: line, Column: column, Number: slices.Index(f.header, column) + 1,
		Value: clip(value), Why: why, Way: way,
	}
}

func (f *fileReader) refuseRow(why []Refusal) {
	f.report.RefusedRows++
	f.report.Refusals = append(f.report.Refusals, why...)
}

// refuseFile refuses the file as a whole: none of its rows counts, and nothing of it becomes a fact.
func (f *fileReader) refuseFile(fault *csvFault) {
	column := ""
	if n := fault.column; n > 0 && n <= len(f.header) {
		column = f.header[n-1]
	}
	f.report.Refusals = append(f.report.Refusals, Refusal{
		File: f.report.Name, Row: fault.line, Column: column,
		Number: fault.column, Value: fault.value, Why: fault.why, Way: fault.way,
	})
	f.report.Whole = true
	f.report.Rows, f.report.Accepted, f.report.RefusedRows, f.report.RepairedRows = 0, 0, 0, 0
	f.held, f.repairs = nil, nil
}

func (f *fileReader) unknown(p Profile) {
	f.refuseFile(&csvFault{
		line: 1,
		why:  fmt.Sprintf("%s has no file with these columns: %s", p.Label, listed(f.header)),
		way:  "leave it out, or rename its columns to those of " + strings.Join(p.fileNames(), ", "),
	})
}

// finish puts what was collected into the report, in an order that does not depend on that of the rows.
func (f *fileReader) finish() {
	for _, r := range f.repairs {
		slices.Sort(r.Rows)
		f.report.Repairs = append(f.report.Repairs, *r)
	}
	slices.SortFunc(f.report.Repairs, func(a, b Repair) int {
		return strings.Compare(a.Column+"\x00"+a.From+"\x00"+a.How, b.Column+"\x00"+b.From+"\x00"+b.How)
	})
	slices.SortStableFunc(f.report.Refusals, func(a, b Refusal) int { return a.Row - b.Row })
	if f.scan != nil && len(f.scan.blank) > 0 {
		f.report.Notes = append(f.report.Notes, fmt.Sprintf("%s skipped, the first on line %d",
			count(len(f.scan.blank), "empty line", "empty lines"), f.scan.blank[0]))
	}
	for _, text := range slices.Sorted(maps.Keys(f.notes)) {
		rows := f.notes[text]
		f.report.Notes = append(f.report.Notes, fmt.Sprintf("%s: %s, the first is row %d", count(len(rows), "row", "rows"), text, rows[0]))
	}
}
