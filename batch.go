package rainmaker

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"

	"rainmaker/calendar"
	"rainmaker/money"
)

// EventBatch is many events of one kind as columns, for loading and calculating without a value of its own for each cell.
// Every event stands in it once, known from the start. A batch never changes once it is handed on.
type EventBatch struct {
	Name string // the kind's, in the company's vocabulary
	Len  int
	// Numbers are the ids where all of them are decimal numbers without leading zeros, IDs are the ids otherwise.
	Numbers []int64
	IDs     []string
	Columns []Column
	// File is where the events were read; event i stands in row Rows[i], and in row i+2 where Rows is nil.
	File string
	Rows []int32
}

// Column is one field of the events of a batch, in their order.
type Column struct {
	Name string
	Kind ValueKind // Number, Cash, Day, Text, Person or YesNo
	// Units are a Number's or a Cash's digits at Scale, of Currency; Missing where the cell is empty. Highest is the largest
	// magnitude among them.
	Units    []int64
	Scale    int
	Currency money.Currency
	Highest  int64
	// Days are dates, with MissingDay where the cell is empty.
	Days []calendar.Date
	// Codes are indexes into Words for Text and Person, 0 and 1 for YesNo; -1 where the cell is empty.
	Codes []int32
	Words []string
}

// Missing and MissingDay stand for empty cells.
const (
	Missing    int64         = math.MinInt64
	MissingDay calendar.Date = math.MinInt32
)

// Column is the field of that name; nil when the batch has none.
func (b *EventBatch) Column(name string) *Column {
	for i := range b.Columns {
		if b.Columns[i].Name == name {
			return &b.Columns[i]
		}
	}
	return nil
}

// ID is the id of an event.
func (b *EventBatch) ID(i int) string {
	if b.Numbers != nil {
		return strconv.FormatInt(b.Numbers[i], 10)
	}
	return b.IDs[i]
}

// Source is where an event was read.
func (b *EventBatch) Source(i int) Source {
	if b.Rows != nil {
		return Source{b.File, int(b.Rows[i])}
	}
	return Source{b.File, i + 2}
}

// Event is an event as a row.
func (b *EventBatch) Event(i int) Event {
	e := Event{EventRef: EventRef{b.Name, b.ID(i)}, Source: b.Source(i)}
	for c := range b.Columns {
		e.Fields = append(e.Fields, Field{b.Columns[c].Name, b.Columns[c].Value(i)})
	}
	return e
}

// Value is one cell.
func (c *Column) Value(i int) Value {
	switch {
	case c.Codes != nil:
		return c.coded(c.Codes[i])
	case c.Days != nil:
		if c.Days[i] == MissingDay {
			return Value{}
		}
		return DayOf(c.Days[i])
	case c.Units[i] == Missing:
		return Value{}
	case c.Kind == Cash:
		return CashOf(money.NewAmount(c.Units[i], c.Scale), c.Currency)
	default:
		return NumberOf(money.NewAmount(c.Units[i], c.Scale))
	}
}

func (c *Column) coded(code int32) Value {
	switch {
	case code < 0:
		return Value{}
	case c.Kind == YesNo:
		return YesNoOf(code == 1)
	case c.Kind == Person:
		return PersonOf(PayeeID(c.Words[code]))
	default:
		return TextOf(c.Words[code])
	}
}

// BatchOf makes a batch of events of one kind. It is nil where they do not fit columns: where an event stands there in
// several versions, is learned late or gone, holds a list, or where a field is of two kinds or currencies.
func BatchOf(name string, events []Event) *EventBatch {
	b := &EventBatch{Name: name, Len: len(events), Rows: make([]int32, len(events)), IDs: make([]string, len(events))}
	seen := make(map[string]bool, len(events))
	w := batchWriter{b: b, at: map[string]int{}, words: map[string]map[string]int32{}}
	for i := range events {
		e := &events[i]
		if e.Gone || e.Learned != 0 || e.Name != name || seen[e.ID] || i > 0 && e.Source.File != b.File {
			return nil
		}
		seen[e.ID] = true
		b.File, b.Rows[i], b.IDs[i] = e.Source.File, int32(e.Source.Row), e.ID //nolint:gosec // a file has fewer rows
		for _, f := range e.Fields {
			if !w.put(i, f) {
				return nil
			}
		}
	}
	b.number()
	return b
}

// number keeps the ids as numbers where they all are.
func (b *EventBatch) number() {
	numbers := make([]int64, len(b.IDs))
	for i, id := range b.IDs {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil || n < 0 || strconv.FormatInt(n, 10) != id {
			return
		}
		numbers[i] = n
	}
	b.Numbers, b.IDs = numbers, nil
}

type batchWriter struct {
	b     *EventBatch
	at    map[string]int // column by name
	words map[string]map[string]int32
}

// put writes a cell; it is false where the cell does not fit its column.
func (w batchWriter) put(i int, f Field) bool {
	v := f.Value
	if v.IsNone() {
		return true // a column begins with all of it missing
	}
	at, known := w.at[f.Name]
	if !known {
		if v.Kind() == Rows {
			return false
		}
		at = len(w.b.Columns)
		w.at[f.Name] = at
		w.b.Columns = append(w.b.Columns, emptyColumn(f.Name, v, w.b.Len))
		w.words[f.Name] = map[string]int32{}
	}
	c := &w.b.Columns[at]
	if v.Kind() != c.Kind {
		return false
	}
	switch v.Kind() {
	case Number, Cash:
		return c.putUnits(i, v)
	case Day, YesNo:
		c.putPlain(i, v)
	default:
		code, known := w.words[f.Name][v.Text()]
		if !known {
			code = int32(len(c.Words)) //nolint:gosec // no more words than events
			w.words[f.Name][v.Text()] = code
			c.Words = append(c.Words, v.Text())
		}
		c.Codes[i] = code
	}
	return true
}

func emptyColumn(name string, v Value, n int) Column {
	c := Column{Name: name, Kind: v.Kind(), Currency: v.Currency()}
	switch v.Kind() {
	case Number, Cash:
		c.Units, c.Scale = slices.Repeat([]int64{Missing}, n), v.Amount().Scale()
	case Day:
		c.Days = slices.Repeat([]calendar.Date{MissingDay}, n)
	default:
		c.Codes = slices.Repeat([]int32{-1}, n)
	}
	return c
}

// putPlain writes a date, or a yes or no, which every column of its kind has room for.
func (c *Column) putPlain(i int, v Value) {
	switch {
	case v.Kind() == Day:
		c.Days[i] = v.Date()
	case v.Yes():
		c.Codes[i] = 1
	default:
		c.Codes[i] = 0
	}
}

// putUnits writes a number; a longer one makes the whole column longer.
func (c *Column) putUnits(i int, v Value) bool {
	if v.Currency() != c.Currency {
		return false
	}
	a := v.Amount()
	if a.Scale() > c.Scale {
		for j, u := range c.Units {
			if u == Missing {
				continue
			}
			longer, err := money.NewAmount(u, c.Scale).Rescale(a.Scale())
			if err != nil {
				return false
			}
			c.Units[j] = longer.Units()
		}
		if longer, err := money.NewAmount(c.Highest, c.Scale).Rescale(a.Scale()); err == nil {
			c.Highest = longer.Units()
		}
		c.Scale = a.Scale()
	}
	a, err := a.Rescale(c.Scale)
	if err != nil || a.Units() == Missing {
		return false
	}
	c.Units[i] = a.Units()
	c.Highest = max(c.Highest, a.Units(), -a.Units())
	return true
}

// String says what is in the batch.
func (b *EventBatch) String() string { return fmt.Sprintf("%d events %s", b.Len, b.Name) }

// HasMissing reports whether a cell of the column is empty.
func (c *Column) HasMissing() bool {
	return slices.Contains(c.Units, Missing) || slices.Contains(c.Days, MissingDay) || slices.Contains(c.Codes, -1)
}

// Arranged is the batch in another order: event i stands at to[i], and behind all of them is room for more. Cells are read in the
// order they have and written to where they go, because a sort by day writes to a few hundred places at a time, each from one end
// to the other.
func (b *EventBatch) Arranged(to []int32, room int) *EventBatch {
	out := &EventBatch{Name: b.Name, Len: b.Len, File: b.File, Columns: make([]Column, len(b.Columns)), Rows: make([]int32, len(to)+room)}
	var all sync.WaitGroup
	all.Go(func() {
		for i, at := range to {
			out.Rows[at] = int32(b.Source(i).Row) //nolint:gosec // a file has fewer rows
		}
	})
	all.Go(func() { out.Numbers, out.IDs = arrange(b.Numbers, to, room), arrange(b.IDs, to, room) })
	for i := range b.Columns {
		all.Go(func() {
			c := b.Columns[i]
			c.Units, c.Days, c.Codes = arrange(c.Units, to, room), arrange(c.Days, to, room), arrange(c.Codes, to, room)
			out.Columns[i] = c
		})
	}
	all.Wait()
	return out
}

func arrange[T any](from []T, to []int32, room int) []T {
	if from == nil {
		return nil
	}
	out := make([]T, len(to)+room)
	for i, at := range to {
		out[at] = from[i]
	}
	return out
}

// Copy writes a cell of one event over that of another. Only who made the batch may do so.
func (c *Column) Copy(to, from int) {
	switch {
	case c.Codes != nil:
		c.Codes[to] = c.Codes[from]
	case c.Days != nil:
		c.Days[to] = c.Days[from]
	default:
		c.Units[to] = c.Units[from]
	}
}

// Put writes a value over a cell. It is false, and nothing is written, for a value of another kind or currency, a word that no
// event has, decimals beyond the column's, or a number above most. Only who made the batch may do so.
func (c *Column) Put(i int, v Value, most int64) bool {
	if v.Kind() != c.Kind || v.Currency() != c.Currency {
		return false
	}
	switch c.Kind {
	case Number, Cash:
		a, err := v.Amount().Rescale(c.Scale)
		if err != nil || a.Units() > most || a.Units() < -most {
			return false
		}
		c.Units[i] = a.Units()
	case Day, YesNo:
		c.putPlain(i, v)
	default:
		code := slices.Index(c.Words, v.Text())
		if code < 0 {
			return false
		}
		c.Codes[i] = int32(code) //nolint:gosec // an index of words
	}
	return true
}
