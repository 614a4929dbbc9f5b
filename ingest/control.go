package ingest

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"rainmaker"
	"rainmaker/money"
)

// control is a total that must be the same in a file and in the facts made of it.
type control struct {
	label string // what is counted: "won opportunities"
	unit  string // of the sum: "USD"; empty when nothing is summed

	file          string // name of the FileSpec
	where, equals string // only rows whose cell says this; where is empty when all rows count
	sum           string // column that is summed

	kind        rainmaker.FactKind
	field, says string // only facts whose field says this
	sumField    string
}

// Total is a control total: what the raw file has, what the facts made of it have, and what the refused rows account for.
type Total struct {
	Label   string `json:"label"`
	File    string `json:"file"`
	Unit    string `json:"unit,omitempty"`
	InFile  Tally  `json:"in_file"`
	InFacts Tally  `json:"in_facts"`
	Refused Tally  `json:"refused"`
	// Agrees says that the file is the facts and the refused rows, to the last digit.
	Agrees bool `json:"agrees"`
}

// Tally is a count and, where something is summed, an exact sum. Unread counts cells of the sum that are no number; only
// refused rows have any.
type Tally struct {
	Count  int    `json:"count"`
	Sum    string `json:"sum,omitempty"`
	Unread int    `json:"unread,omitempty"`
}

func (t Tally) text(unit string) string {
	s := count(t.Count, "row", "rows")
	if unit != "" {
		s += ", " + grouped(t.Sum) + " " + unit
	}
	if t.Unread > 0 {
		s += " and " + count(t.Unread, "cell that is no number", "cells that are no numbers")
	}
	return s
}

// tally is a [Tally] under way.
type tally struct {
	count, unread int
	sum           money.Ratio
}

func (t tally) done(c *control) Tally {
	done := Tally{Count: t.count, Unread: t.unread}
	if c.unit != "" {
		done.Sum = t.sum.String()
	}
	return done
}

// String is the comparison as a sentence.
func (t Total) String() string {
	switch {
	case !t.Agrees:
		return fmt.Sprintf("%s: %s has %s, the facts have %s, refused rows have %s: they do not agree", t.Label, t.File,
			t.InFile.text(t.Unit), t.InFacts.text(t.Unit), t.Refused.text(t.Unit))
	case t.Refused.Count > 0:
		return fmt.Sprintf("%s: %s has %s, the facts have %s; the difference is the refused rows: %s", t.Label, t.File,
			t.InFile.text(t.Unit), t.InFacts.text(t.Unit), t.Refused.text(t.Unit))
	}
	return fmt.Sprintf("%s: %s and the facts agree: %s", t.Label, t.File, t.InFile.text(t.Unit))
}

// reconcile counts every control total of the profile whose file was read.
func (r *reader) reconcile(facts []rainmaker.Fact) ([]Total, error) {
	var totals []Total
	for _, c := range r.profile.controls {
		for _, f := range r.book.files {
			if f.spec == nil || f.spec.Name != c.file || f.report.Whole {
				continue
			}
			file, refused, err := c.countFile(f)
			if err != nil {
				return nil, err
			}
			made := c.countFacts(facts, f.report.Name)
			totals = append(totals, Total{
				Label: c.label, File: f.report.Name, Unit: c.unit,
				InFile: file.done(&c), InFacts: made.done(&c), Refused: refused.done(&c),
				Agrees: file.count == made.count+refused.count && file.unread == refused.unread &&
					file.sum.Equal(made.sum.Add(refused.sum)),
			})
		}
	}
	return totals, nil
}

// countFile reads the raw text again, with the standard library's reader and by column names only.
func (c *control) countFile(f *fileReader) (all, refused tally, _ error) {
	if _, err := f.file.Content.Seek(0, io.SeekStart); err != nil {
		return all, refused, fmt.Errorf("read %s again: %w", f.report.Name, err)
	}
	rows := map[int]bool{}
	for _, why := range f.report.Refusals {
		rows[why.Row] = true
	}
	in := csv.NewReader(f.file.Content)
	in.FieldsPerRecord, in.ReuseRecord = -1, true
	where, sum, width := -1, -1, 0
	for first := true; ; first = false {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return all, refused, nil
		}
		if err != nil {
			return all, refused, fmt.Errorf("read %s again for its control totals: %w", f.report.Name, err)
		}
		if first {
			where, sum, width = place(cells, c.where), place(cells, c.sum), len(cells)
			continue
		}
		if where >= len(cells) || where >= 0 && fold(cells[where]) != fold(c.equals) {
			continue
		}
		cell := "0"
		if sum >= 0 {
			cell = "?" // in a row of another width nobody knows which cell is the amount: it is no number
			if len(cells) == width {
				cell = strings.TrimSpace(cells[sum])
			}
		}
		all.add(cell)
		if line, _ := in.FieldPos(0); rows[line] {
			refused.add(cell)
		}
	}
}

// place finds a column in a raw header; -1 when none is asked for or it is not there.
func place(header []string, column string) int {
	for i, h := range header {
		if column != "" && strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")) == column {
			return i
		}
	}
	return -1
}

var plainNumber = regexp.MustCompile(`^-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$`)

// add counts a raw cell. An empty one adds nothing: an open opportunity has no value yet.
func (t *tally) add(cell string) {
	t.count++
	if cell == "" {
		return
	}
	x, err := money.ParseRatio(strings.ReplaceAll(cell, ",", ""))
	if err != nil || !plainNumber.MatchString(cell) {
		t.unread++
		return
	}
	t.sum = t.sum.Add(x)
}

func (c *control) countFacts(facts []rainmaker.Fact, file string) tally {
	var t tally
	for _, f := range facts {
		if f.Kind != c.kind || f.Source.File != file {
			continue
		}
		if v, _ := f.Fields.Get(c.field); c.field != "" && v.Text() != c.says {
			continue
		}
		t.count++
		if v, ok := f.Fields.Get(c.sumField); ok && !v.IsNone() {
			t.sum = t.sum.Add(v.Amount().Ratio())
		}
	}
	return t
}
