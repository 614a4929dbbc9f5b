package demo

import (
	"bytes"
	"encoding/csv"
	"strconv"

	"rainmaker/calendar"
	"rainmaker/ingest"
)

// table is a file being written.
type table struct {
	name string
	rows *[][]string
}

func newTable(name string, columns ...string) table { return table{name, &[][]string{columns}} }

func (t table) add(cells ...string) { *t.rows = append(*t.rows, cells) }

func (t table) file() (ingest.File, error) {
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(*t.rows); err != nil {
		return ingest.File{}, err
	}
	return ingest.File{Name: t.name, Content: bytes.NewReader(b.Bytes())}, nil
}

// dayOr is a date as a cell; empty where it has not come.
func dayOr(d calendar.Date) string {
	if !d.Valid() || d == never {
		return ""
	}
	return d.String()
}

// never is a date that has not come.
const never = calendar.EndOfTime

// amount is whole USD and cents as a cell.
func amount(cents int) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	s := strconv.Itoa(cents % 100)
	if len(s) < 2 {
		s = "0" + s
	}
	return sign + strconv.Itoa(cents/100) + "." + s
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
