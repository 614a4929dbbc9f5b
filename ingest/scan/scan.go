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
func Events(text []byte, file, event, id string, fields []Field) (*rainmaker.EventBatch, error) {
	head, body, _ := bytes.Cut(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), []byte("\n"))
	plan, err := layOut(strings.TrimRight(string(head), "\r"), id, fields)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if bytes.IndexByte(body, '"') >= 0 {
		if body, err = unquoted(body, len(plan)); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	parts := divide(body, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for i := range parts {
		p := &parts[i]
		all.Go(func() { p.read(plan, fields) })
	}
	all.Wait()
	row := 2
	for _, p := range parts {
		if p.err != nil {
			return nil, fmt.Errorf("%s, row %d: %w", file, row+p.rows, p.err)
		}
		row += p.rows
	}
	b := &rainmaker.EventBatch{Name: event, File: file}
	b.Columns = make([]rainmaker.Column, len(fields))
	join(b, parts, fields)
	return b, nil
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

// part is a stretch of whole rows.
type part struct {
	text    []byte
	rows    int // read so far
	ids     []int64
	words   []string // ids that are no numbers, from the first such on all of them
	columns []rainmaker.Column
	codes   []map[string]int32
	err     error
}

func divide(body []byte, n int) []part {
	parts := make([]part, n)
	for i := range parts {
		end := len(body) / (n - i)
		if end < len(body) {
			if next := bytes.IndexByte(body[end:], '\n'); next >= 0 {
				end += next + 1
			} else {
				end = len(body)
			}
		}
		parts[i].text, body = body[:end], body[end:]
	}
	return parts
}

func (p *part) read(plan []int, fields []Field) {
	n := bytes.Count(p.text, []byte("\n")) + 1
	p.ids = make([]int64, 0, n)
	p.columns, p.codes = make([]rainmaker.Column, len(fields)), make([]map[string]int32, len(fields))
	for i, f := range fields {
		c := rainmaker.Column{Name: f.Name, Kind: f.Kind, Scale: f.Scale, Currency: f.Currency}
		switch f.Kind {
		case rainmaker.Number, rainmaker.Cash:
			c.Units = make([]int64, 0, n)
		case rainmaker.Day:
			c.Days = make([]calendar.Date, 0, n)
		default:
			c.Codes, p.codes[i] = make([]int32, 0, n), map[string]int32{}
		}
		p.columns[i] = c
	}
	days := dayReader{}
	rest := p.text
	for len(rest) > 0 {
		if rest[0] == '\n' || rest[0] == '\r' { // an empty line
			rest = rest[1:]
			continue
		}
		for column, is := range plan {
			end := bytes.IndexByte(rest, '\n')
			if comma := bytes.IndexByte(rest, ','); column < len(plan)-1 {
				if comma < 0 || end >= 0 && comma > end {
					p.err = fmt.Errorf("it has %d cells, the header has %d", column+1, len(plan))
					return
				}
				end = comma
			} else if comma >= 0 && comma < end {
				p.err = fmt.Errorf("it has more cells than the header, which has %d", len(plan))
				return
			}
			cell := rest
			if end >= 0 {
				cell, rest = rest[:end], rest[end+1:]
			} else {
				rest = nil
			}
			if column == len(plan)-1 {
				cell = bytes.TrimSuffix(cell, []byte("\r"))
			}
			if p.err = p.cell(is, fields, cell, &days); p.err != nil {
				return
			}
		}
		p.rows++
	}
}

func (p *part) cell(is int, fields []Field, cell []byte, days *dayReader) error {
	if is == skipped {
		return nil
	}
	if is == idColumn {
		return p.id(cell)
	}
	f, c := &fields[is], &p.columns[is]
	if len(cell) == 0 && !f.OrNone {
		return fmt.Errorf("%s is empty", f.Header)
	}
	switch f.Kind {
	case rainmaker.Number, rainmaker.Cash:
		v, ok := rainmaker.Missing, true
		if len(cell) > 0 {
			v, ok = whole(cell)
		}
		if !ok {
			return fmt.Errorf("%s is %q: write a whole number", f.Header, cell)
		}
		c.Units = append(c.Units, v)
		if v != rainmaker.Missing {
			c.Highest = max(c.Highest, v, -v)
		}
	case rainmaker.Day:
		d := rainmaker.MissingDay
		if len(cell) > 0 {
			var err error
			if d, err = days.read(cell); err != nil {
				return fmt.Errorf("%s: %w", f.Header, err)
			}
		}
		c.Days = append(c.Days, d)
	default:
		code := int32(-1)
		if len(cell) > 0 {
			var known bool
			if code, known = p.codes[is][string(cell)]; !known {
				code = int32(len(c.Words)) //nolint:gosec // no more words than rows
				word := string(cell)
				p.codes[is][word] = code
				c.Words = append(c.Words, word)
			}
		}
		c.Codes = append(c.Codes, code)
	}
	return nil
}

// id reads an id: a number as long as all before it were, else words for all of them.
func (p *part) id(cell []byte) error {
	if len(cell) == 0 {
		return errors.New("the id is empty")
	}
	if p.words == nil {
		if v, ok := whole(cell); ok && v >= 0 && (cell[0] != '0' || len(cell) == 1) {
			p.ids = append(p.ids, v)
			return nil
		}
		p.words = make([]string, 0, cap(p.ids))
		for _, v := range p.ids {
			p.words = append(p.words, fmt.Sprint(v))
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

// dayReader remembers the months it has read, since a file has few of them.
type dayReader struct {
	month [7]byte
	first calendar.Date
	days  int
}

// read reads 2025-03-13.
func (r *dayReader) read(cell []byte) (calendar.Date, error) {
	if len(cell) == 10 && cell[7] == '-' && r.days > 0 && [7]byte(cell[:7]) == r.month {
		if n := int(cell[8]-'0')*10 + int(cell[9]-'0'); cell[8] >= '0' && cell[8] <= '9' && cell[9] >= '0' && cell[9] <= '9' && n >= 1 && n <= r.days {
			return r.first.AddDays(n - 1), nil
		}
	}
	d, err := calendar.ParseDate(string(cell))
	if err != nil {
		return d, err
	}
	_, _, day := d.Civil()
	r.first = d.AddDays(1 - day)
	r.month, r.days = [7]byte(cell[:7]), int(r.first.AddMonths(1))-int(r.first)
	return d, nil
}

// join puts the parts together.
func join(b *rainmaker.EventBatch, parts []part, fields []Field) {
	worded := false
	for i := range parts {
		b.Len += parts[i].rows
		worded = worded || parts[i].words != nil
	}
	var all sync.WaitGroup
	all.Go(func() { joinIDs(b, parts, worded) })
	for i := range fields {
		all.Go(func() { b.Columns[i] = joinColumn(parts, i, b.Len) })
	}
	all.Wait()
}

func joinIDs(b *rainmaker.EventBatch, parts []part, worded bool) {
	if !worded {
		b.Numbers = make([]int64, 0, b.Len)
		for i := range parts {
			b.Numbers = append(b.Numbers, parts[i].ids...)
		}
		return
	}
	for i := range parts {
		if parts[i].words == nil {
			for _, v := range parts[i].ids {
				b.IDs = append(b.IDs, fmt.Sprint(v))
			}
		}
		b.IDs = append(b.IDs, parts[i].words...)
	}
}

func joinColumn(parts []part, i, n int) rainmaker.Column {
	out := parts[0].columns[i]
	codes := map[string]int32{}
	switch {
	case out.Codes != nil:
		out.Codes, out.Words = make([]int32, 0, n), nil
	case out.Days != nil:
		out.Days = make([]calendar.Date, 0, n)
	default:
		out.Units = make([]int64, 0, n)
	}
	for p := range parts {
		c := &parts[p].columns[i]
		out.Highest = max(out.Highest, c.Highest)
		out.Units, out.Days = append(out.Units, c.Units...), append(out.Days, c.Days...)
		renumbered := make([]int32, len(c.Words))
		for code, word := range c.Words {
			now, known := codes[word]
			if !known {
				now = int32(len(out.Words)) //nolint:gosec // no more words than rows
				codes[word] = now
				out.Words = append(out.Words, word)
			}
			renumbered[code] = now
		}
		for _, code := range c.Codes {
			if code >= 0 {
				code = renumbered[code]
			}
			out.Codes = append(out.Codes, code)
		}
	}
	return out
}
