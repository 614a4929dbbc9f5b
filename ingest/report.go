package ingest

import (
	"encoding/json"
	"fmt"
	"strings"

	"rainmaker"
)

// Report is the account of every row of a reading. It is stored with the batch as JSON; [ParseReport] reads it back.
type Report struct {
	Profile string              `json:"profile"`
	Label   string              `json:"label"`
	Mode    rainmaker.BatchMode `json:"mode"`
	Files   []FileReport        `json:"files"`
	Totals  []Total             `json:"totals"`
}

// FileReport is the account of one file. Rows = Accepted + RefusedRows; repaired rows are accepted ones.
type FileReport struct {
	Name string `json:"name"`
	// As is the kind of file it was read as, empty when it was not read.
	As           string    `json:"as,omitempty"`
	Rows         int       `json:"rows"`
	Accepted     int       `json:"accepted"`
	RepairedRows int       `json:"repaired_rows"`
	RefusedRows  int       `json:"refused_rows"`
	Repairs      []Repair  `json:"repairs,omitempty"`
	Refusals     []Refusal `json:"refusals,omitempty"`
	// Whole says that the file was refused as a whole, so that its rows stand for nothing.
	Whole bool     `json:"whole,omitempty"`
	Notes []string `json:"notes,omitempty"`
}

// Repair is one way in which cells of a column were repaired, with every row in which they were.
type Repair struct {
	Column string `json:"column"`
	From   string `json:"from"`
	To     string `json:"to"`
	How    string `json:"how"`
	Rows   []int  `json:"rows"`
}

func (r Repair) String() string {
	return fmt.Sprintf("%s: %q read as %q (%s) in %s", r.Column, r.From, r.To, r.How, count(len(r.Rows), "row", "rows"))
}

// Refusal says what was not taken, where it stands, why, and what to do about it. Row counts lines of the file, the header
// being 1; Number counts columns from 1. Row 0 is the whole file.
type Refusal struct {
	File   string `json:"file"`
	Row    int    `json:"row,omitempty"`
	Column string `json:"column,omitempty"`
	Number int    `json:"number,omitempty"`
	Value  string `json:"value,omitempty"`
	Why    string `json:"why"`
	Way    string `json:"way"`
}

func (r Refusal) String() string {
	var b strings.Builder
	b.WriteString(r.File)
	if r.Row > 0 {
		fmt.Fprintf(&b, ", row %d", r.Row)
	}
	switch {
	case r.Column != "" && r.Number > 0:
		fmt.Fprintf(&b, ", column %s (%d)", r.Column, r.Number)
	case r.Column != "":
		fmt.Fprintf(&b, ", column %s", r.Column)
	case r.Number > 0:
		fmt.Fprintf(&b, ", column %d", r.Number)
	}
	if r.Value != "" {
		fmt.Fprintf(&b, ", %q", r.Value)
	}
	fmt.Fprintf(&b, ": %s: %s", r.Why, r.Way)
	return b.String()
}

// ParseReport reads a report as it was stored.
func ParseReport(stored []byte) (Report, error) {
	var r Report
	if err := json.Unmarshal(stored, &r); err != nil {
		return Report{}, fmt.Errorf("stored import report: %w", err)
	}
	return r, nil
}

// Refused is how many rows and whole files were refused.
func (r Report) Refused() int {
	n := 0
	for _, f := range r.Files {
		n += f.RefusedRows
		if f.Whole {
			n++
		}
	}
	return n
}

// Refusals are those of all files, in the order of the files.
func (r Report) Refusals() []Refusal {
	var all []Refusal
	for _, f := range r.Files {
		all = append(all, f.Refusals...)
	}
	return all
}

// Rows, Accepted and Repaired count rows of all files.
func (r Report) Rows() int { return r.sum(func(f FileReport) int { return f.Rows }) }

// Accepted counts the rows that became facts.
func (r Report) Accepted() int { return r.sum(func(f FileReport) int { return f.Accepted }) }

// Repaired counts the accepted rows in which something was repaired.
func (r Report) Repaired() int { return r.sum(func(f FileReport) int { return f.RepairedRows }) }

func (r Report) sum(of func(FileReport) int) int {
	n := 0
	for _, f := range r.Files {
		n += of(f)
	}
	return n
}

// Reconciled reports whether every control total agrees, refused rows accounted for.
func (r Report) Reconciled() bool {
	for _, t := range r.Totals {
		if !t.Agrees {
			return false
		}
	}
	return true
}
