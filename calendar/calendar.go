package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Calendar is a company's one fiscal calendar. Its zero value is Fiscal(time.January), the calendar year.
//
// A fiscal year is named after the calendar year in which it ends and has two halves and four quarters, which are parts of
// the fiscal year: with a year that starts in February, 2027Q1 starts on 2026-02-01. Months are calendar months, weeks start
// on Monday, and both know nothing of the fiscal year. A Calendar never changes and may be shared.
type Calendar struct {
	shift  int    // months from January to the start of the fiscal year, 0 to 11
	starts []Date // of the quarters and, last, the end of the last quarter; nil when the year follows months
}

// Fiscal is the calendar whose years start on the first of a month. It panics when start is no month.
func Fiscal(start time.Month) Calendar {
	if start < time.January || start > time.December {
		panic(fmt.Sprintf("calendar: fiscal year starting in month %d; months run from 1 to 12", int(start)))
	}
	return Calendar{shift: int(start) - 1}
}

// FromQuarterStarts is a calendar of given quarters, for years of 52 and 53 weeks (4-4-5 and its kin): the first days of the
// quarters, strictly rising and beginning with the first quarter of a year, and last the day after the last quarter. Four
// quarters are a year, so there are 5, 9, 13 … dates; outside them the calendar has no quarters and says so.
//
// A year is named after the calendar year of its last day. When that lies in the first six days of January the year is named
// after the one before: years that end on the weekend nearest to 31 December end in 2022 twice, on 1 January and on
// 31 December, and are FY2021 and FY2022.
//
// Unless every quarter starts on the first of a month such a calendar has no months: calendar months would straddle its
// quarters. Days and weeks it has.
func FromQuarterStarts(starts []Date) (Calendar, error) {
	if len(starts) < 5 || len(starts)%4 != 1 {
		return Calendar{}, fmt.Errorf("fiscal calendar: %d quarter starts; write the first day of every quarter of whole years "+
			"and the day after the last, which are 5, 9, 13 … dates", len(starts))
	}
	for i, d := range starts {
		if !d.Valid() {
			return Calendar{}, fmt.Errorf("fiscal calendar: quarter start %d is out of range: dates run from %s to %s",
				i+1, StartOfTime, EndOfTime-1)
		}
		if i > 0 && d <= starts[i-1] {
			return Calendar{}, fmt.Errorf("fiscal calendar: quarter starts must rise: %s comes after %s", d, starts[i-1])
		}
	}
	c := Calendar{starts: slices.Clone(starts)}
	for i := 4; i+4 < len(starts); i += 4 {
		if a, b := c.yearName(i-4), c.yearName(i); a >= b {
			return Calendar{}, fmt.Errorf("fiscal calendar: the years %s before %s and %s before %s would both be FY%d",
				starts[i-4], starts[i], starts[i], starts[i+4], b)
		}
	}
	return c, nil
}

// yearName names the fiscal year whose first quarter is starts[i].
func (c Calendar) yearName(i int) int { return c.starts[i+4].AddDays(-7).Year() }

// HasMonths reports whether months make up the calendar's quarters.
func (c Calendar) HasMonths() bool {
	for _, d := range c.starts {
		if d.Day() != 1 {
			return false
		}
	}
	return true
}

// String describes the calendar for a reader.
func (c Calendar) String() string {
	if c.starts == nil {
		return fmt.Sprintf("fiscal year from %s", time.Month(c.shift+1))
	}
	return fmt.Sprintf("fiscal calendar of %d quarters, %s", len(c.starts)-1, Span{c.starts[0], c.starts[len(c.starts)-1]})
}

// Key is canonical text for hashing: calendars with one Key have the same periods.
func (c Calendar) Key() string {
	if c.starts == nil {
		return fmt.Sprintf("fiscal:%02d", c.shift+1)
	}
	var b strings.Builder
	b.WriteString("quarters")
	for _, d := range c.starts {
		b.WriteString(":" + d.String())
	}
	return b.String()
}

// SpanOf is the span of the period of unit u that contains d; the same as Period without its label, and without allocation.
func (c Calendar) SpanOf(u Unit, d Date) (Span, error) {
	s, _, err := c.locate(u, d)
	return s, err
}

// Period is the period of unit u that contains d. It is an error when the calendar has no such period: d outside its
// quarters or outside 1900–2200, or months where it has none.
func (c Calendar) Period(u Unit, d Date) (Period, error) {
	s, n, err := c.locate(u, d)
	if err != nil {
		return Period{}, err
	}
	return Period{Unit: u, Span: s, Label: n.label(u, s)}, nil
}

// name is what a label is made of.
type name struct{ year, ordinal int }

func (n name) label(u Unit, s Span) string {
	switch u {
	case Day:
		return s.From.String()
	case Week:
		return fmt.Sprintf("%04d-W%02d", n.year, n.ordinal)
	case Month:
		return fmt.Sprintf("%04d-%02d", n.year, n.ordinal)
	case Quarter:
		return fmt.Sprintf("%04dQ%d", n.year, n.ordinal)
	case Half:
		return fmt.Sprintf("%04dH%d", n.year, n.ordinal)
	}
	return fmt.Sprintf("FY%04d", n.year)
}

func (c Calendar) locate(u Unit, d Date) (Span, name, error) {
	if !d.Valid() {
		return Span{}, name{}, fmt.Errorf("%s of %s: dates run from %s to %s", u, d, StartOfTime, EndOfTime-1)
	}
	var s Span
	var n name
	switch u {
	case Day:
		s = Span{d, d + 1}
	case Week:
		s, n = isoWeek(d)
	case Month:
		if err := c.needMonths(); err != nil {
			return Span{}, name{}, fmt.Errorf("month of %s: %w", d, err)
		}
		y, m, _ := d.Civil()
		s, n = months(monthIndex(y, m), 1), name{y, int(m)}
	case Quarter, Half, Year:
		var err error
		if s, n, err = c.fiscal(u, d); err != nil {
			return Span{}, name{}, err
		}
	default:
		return Span{}, name{}, fmt.Errorf("%s is not a unit of time", u)
	}
	if s.From < StartOfTime || s.Before > EndOfTime {
		return Span{}, name{}, fmt.Errorf("the %s of %s is not wholly in %d to %d", u, d, firstYear, lastYear)
	}
	return s, n, nil
}

func isoWeek(d Date) (Span, name) {
	monday := d - Date((int(d.Weekday())+6)%7)
	year, _, _ := (monday + 3).Civil() // the week belongs to the year of its Thursday
	return Span{monday, monday + 7}, name{year, int(monday+3-fromCivil(year, time.January, 1))/7 + 1}
}

// months is the span of n calendar months from the month numbered i on. It does not stop at the ends of time, so that locate
// sees what lies beyond them.
func months(i, n int) Span {
	first := func(i int) Date { return fromCivil(floorDiv(i, 12), time.Month(i-floorDiv(i, 12)*12+1), 1) }
	return Span{first(i), first(i + n)}
}

// quartersIn is how many quarters a unit from Quarter on has.
var quartersIn = [...]int{Quarter: 1, Half: 2, Year: 4}

func (c Calendar) fiscal(u Unit, d Date) (Span, name, error) {
	n := quartersIn[u]
	if c.starts != nil {
		i, found := slices.BinarySearch(c.starts, d)
		if !found {
			i-- // the quarter that started before d
		}
		if i < 0 || i >= len(c.starts)-1 {
			return Span{}, name{}, fmt.Errorf("%s of %s: the fiscal calendar covers %s; add the quarters of that year",
				u, d, Span{c.starts[0], c.starts[len(c.starts)-1]})
		}
		q := i % 4 / n * n
		first := i/4*4 + q
		return Span{c.starts[first], c.starts[first+n]}, name{c.yearName(i / 4 * 4), q/n + 1}, nil
	}
	y, m, _ := d.Civil()
	i := monthIndex(y, m) - c.shift // months counted from the start of fiscal years
	year := floorDiv(i, 12)
	part := (i - year*12) / (3 * n)
	s := months(year*12+part*3*n+c.shift, 3*n)
	if c.shift > 0 {
		year++ // it ends in the calendar year after the one it starts in
	}
	return s, name{year, part + 1}, nil
}

// needMonths is an error when the calendar has no months.
func (c Calendar) needMonths() error {
	for _, d := range c.starts {
		if d.Day() != 1 {
			return fmt.Errorf("this fiscal calendar has no months: a quarter starts on %s, not on the first of a month; "+
				"use weeks or quarters", d)
		}
	}
	return nil
}
