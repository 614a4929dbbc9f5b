// Package scan reads CSV files of events straight into columns, several parts of a file at a time: for files of millions of
// rows, where a value for each cell would cost more than the calculation. What a cell may say is stricter than in an import:
// whole numbers, ISO dates, one currency.
package scan

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// Field says what a column of the file is. Number and Cash are whole numbers that count units of Scale decimals: cents are
// Cash at scale 2, basis points Number at scale 4.
type Field struct {
	Header   string
	Name     string // of the event's field
	Kind     rainmaker.ValueKind
	Scale    int
	Currency money.Currency
	OrNone   bool // the cell may be empty
}

// Events reads a file. ID is the header of the column of ids. The error names the row and the column.
func Events(text []byte, name, event, id string, fields []Field) (*rainmaker.EventBatch, error) {
	head, body, _ := bytes.Cut(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), []byte("\n"))
	plan, err := layOut(strings.TrimRight(string(head), "\r"), id, fields)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if bytes.IndexByte(body, '"') >= 0 {
		if body, err = unquoted(body, len(plan)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	f := &file{plan: plan, fields: fields, batch: &rainmaker.EventBatch{Name: event, File: name}}
	f.divide(body, runtime.GOMAXPROCS(0))
	f.room()
	f.each(func(p *part) { p.read() })
	for i := range f.parts {
		if p := &f.parts[i]; p.err != nil {
			return nil, fmt.Errorf("%s, row %d: %w", name, p.at+2, p.err)
		}
	}
	f.join()
	return f.batch, nil
}

// idColumn and skipped are what a column of the file may be besides a field.
const (
	idColumn = -1
	skipped  = -2
)

// layOut says of each column of the file which field it is.
func layOut(head, id string, fields []Field) ([]int, error) {
	headers := strings.Split(head, ",")
	plan := slices.Repeat([]int{skipped}, len(headers))
	find := func(header string, is int) error {
		at := slices.Index(headers, header)
		if at < 0 {
			return fmt.Errorf("row 1: there is no column %s, only %s", header, strings.Join(headers, ", "))
		}
		plan[at] = is
		return nil
	}
	errs := []error{find(id, idColumn)}
	for i, f := range fields {
		errs = append(errs, find(f.Header, i))
	}
	return plan, errors.Join(errs...)
}

// unquoted writes quoted cells without quotes, where they hold neither commas nor breaks.
func unquoted(body []byte, columns int) ([]byte, error) {
	r := csv.NewReader(bytes.NewReader(body))
	r.ReuseRecord, r.FieldsPerRecord = true, columns
	out := make([]byte, 0, len(body))
	for row := 2; ; row++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		for i, c := range cells {
			if strings.ContainsAny(c, ",\n\r") {
				return nil, fmt.Errorf("row %d: %q has a comma or a break in it", row, c)
			}
			if i > 0 {
				out = append(out, ',')
			}
			out = append(out, c...)
		}
		out = append(out, '\n')
	}
}

// file is a file being read, in parts that write side by side into the columns of one batch.
type file struct {
	plan   []int
	fields []Field
	batch  *rainmaker.EventBatch
	parts  []part
}

// part is a stretch of whole rows.
type part struct {
	*file
	text         []byte
	from, before int      // its rows among all
	at           int      // the one being read
	words        []string // the ids of its rows, where one of them is no number
	codes        []dictionary
	highest      []int64
	days         dayReader
	err          error
}

func (f *file) divide(body []byte, n int) {
	f.parts = make([]part, n)
	for i := range f.parts {
		end := len(body) / (n - i)
		if end < len(body) {
			if next := bytes.IndexByte(body[end:], '\n'); next >= 0 {
				end += next + 1
			} else {
				end = len(body)
			}
		}
		f.parts[i].file, f.parts[i].text, body = f, body[:end], body[end:]
	}
}

func (f *file) each(work func(p *part)) {
	var all sync.WaitGroup
	for i := range f.parts {
		all.Go(func() { work(&f.parts[i]) })
	}
	all.Wait()
}

// room counts the rows and makes room for them.
func (f *file) room() {
	f.each(func(p *part) {
		p.before = bytes.Count(p.text, []byte("\n"))
		if n := len(p.text); n > 0 && p.text[n-1] != '\n' {
			p.before++
		}
		p.codes, p.highest = make([]dictionary, len(f.fields)), make([]int64, len(f.fields))
	})
	rows := 0
	for i := range f.parts {
		p := &f.parts[i]
		p.from, p.at = rows, rows
		rows += p.before
		p.before = rows
	}
	b := f.batch
	b.Len, b.Numbers = rows, make([]int64, rows)
	for _, field := range f.fields {
		c := rainmaker.Column{Name: field.Name, Kind: field.Kind, Scale: field.Scale, Currency: field.Currency}
		switch field.Kind {
		case rainmaker.Number, rainmaker.Cash:
			c.Units = make([]int64, rows)
		case rainmaker.Day:
			c.Days = make([]calendar.Date, rows)
		default:
			c.Codes = make([]int32, rows)
		}
		b.Columns = append(b.Columns, c)
	}
}

func (p *part) read() {
	for rest := p.text; len(rest) > 0; p.at++ {
		row := rest
		if end := bytes.IndexByte(rest, '\n'); end >= 0 {
			row, rest = rest[:end], rest[end+1:]
		} else {
			rest = nil
		}
		if row = bytes.TrimSuffix(row, []byte("\r")); len(row) == 0 {
			p.err = errors.New("it is empty")
			return
		}
		if p.err = p.row(row); p.err != nil {
			return
		}
	}
}

func (p *part) row(row []byte) error {
	for column, is := range p.plan {
		cell := row
		if at := comma(row); column < len(p.plan)-1 {
			if at < 0 {
				return fmt.Errorf("it has %d cells, the header has %d", column+1, len(p.plan))
			}
			cell, row = row[:at], row[at+1:]
		} else if at >= 0 {
			return fmt.Errorf("it has more cells than the header, which has %d", len(p.plan))
		}
		if err := p.cell(is, cell); err != nil {
			return err
		}
	}
	return nil
}

// comma finds the end of a cell. Most are so short that a call would take longer.
func comma(row []byte) int {
	for i, b := range row {
		if b == ',' {
			return i
		}
	}
	return -1
}

func (p *part) cell(is int, cell []byte) error {
	if is == skipped {
		return nil
	}
	if is == idColumn {
		return p.id(cell)
	}
	f, c := &p.fields[is], &p.batch.Columns[is]
	if len(cell) == 0 && !f.OrNone {
		return fmt.Errorf("%s is empty", f.Header)
	}
	switch {
	case c.Units != nil:
		v, ok := rainmaker.Missing, true
		if len(cell) > 0 {
			v, ok = whole(cell)
			p.highest[is] = max(p.highest[is], v, -v)
		}
		if c.Units[p.at] = v; !ok {
			return fmt.Errorf("%s is %q: write a whole number", f.Header, cell)
		}
	case c.Days != nil:
		d := rainmaker.MissingDay
		if len(cell) > 0 {
			var err error
			if d, err = p.days.read(cell); err != nil {
				return fmt.Errorf("%s: %w", f.Header, err)
			}
		}
		c.Days[p.at] = d
	default:
		code := int32(-1)
		if len(cell) > 0 {
			code = p.codes[is].code(cell)
		}
		c.Codes[p.at] = code
	}
	return nil
}

// id reads an id: a number while all before it were, else words for all of the part.
func (p *part) id(cell []byte) error {
	if len(cell) == 0 {
		return errors.New("the id is empty")
	}
	if p.words == nil {
		if v, ok := whole(cell); ok && v >= 0 && (cell[0] != '0' || len(cell) == 1) {
			p.batch.Numbers[p.at] = v
			return nil
		}
		p.words = make([]string, 0, p.before-p.from)
		for _, v := range p.batch.Numbers[p.from:p.at] {
			p.words = append(p.words, strconv.FormatInt(v, 10))
		}
	}
	p.words = append(p.words, string(cell))
	return nil
}

// whole reads a whole number of at most 18 digits.
func whole(cell []byte) (v int64, ok bool) {
	digits := cell
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	if len(digits) == 0 || len(digits) > 18 {
		return 0, false
	}
	for _, d := range digits {
		if d < '0' || d > '9' {
			return 0, false
		}
		v = v*10 + int64(d-'0')
	}
	if len(digits) < len(cell) {
		v = -v
	}
	return v, true
}

// dayReader remembers months, since a file has few of them: each in the place that the last digits of its year and its month give.
type dayReader [64]month

type month struct {
	text  [7]byte // 2025-03
	first calendar.Date
	days  int
}

// read reads 2025-03-13.
func (r *dayReader) read(cell []byte) (calendar.Date, error) {
	if len(cell) != 10 {
		return calendar.ParseDate(string(cell))
	}
	m := &r[(int(cell[3])*12+int(cell[5])*10+int(cell[6]))%len(r)]
	if m.days > 0 && [7]byte(cell[:7]) == m.text && cell[7] == '-' {
		n := int(cell[8]-'0')*10 + int(cell[9]-'0')
		if cell[8] >= '0' && cell[8] <= '9' && cell[9] >= '0' && cell[9] <= '9' && n >= 1 && n <= m.days {
			return m.first.AddDays(n - 1), nil
		}
	}
	d, err := calendar.ParseDate(string(cell))
	if err != nil {
		return d, err
	}
	_, _, day := d.Civil()
	m.first = d.AddDays(1 - day)
	m.text, m.days = [7]byte(cell[:7]), int(m.first.AddMonths(1))-int(m.first)
	return d, nil
}

// join gives words one code in all parts, and ids one form.
func (f *file) join() {
	var all sync.WaitGroup
	for i := range f.fields {
		all.Go(func() { f.joinColumn(i) })
	}
	all.Wait()
	if !slices.ContainsFunc(f.parts, func(p part) bool { return p.words != nil }) {
		return
	}
	b := f.batch
	for i := range f.parts {
		p := &f.parts[i]
		if p.words == nil {
			for _, v := range b.Numbers[p.from:p.before] {
				b.IDs = append(b.IDs, strconv.FormatInt(v, 10))
			}
		}
		b.IDs = append(b.IDs, p.words...)
	}
	b.Numbers = nil
}

func (f *file) joinColumn(i int) {
	c := &f.batch.Columns[i]
	var all dictionary
	for n := range f.parts {
		p := &f.parts[n]
		c.Highest = max(c.Highest, p.highest[i])
		if c.Codes == nil {
			continue
		}
		renumbered, same := make([]int32, len(p.codes[i].words)), true
		for code, word := range p.codes[i].words {
			renumbered[code] = all.code([]byte(word))
			same = same && int(renumbered[code]) == code
		}
		if same {
			continue
		}
		for at, code := range c.Codes[p.from:p.before] {
			if code >= 0 {
				c.Codes[p.from+at] = renumbered[code]
			}
		}
	}
	c.Words = all.words
}
