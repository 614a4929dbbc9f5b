package calendar

import (
	"fmt"
	"strconv"
	"time"
)

// Date is a day of the Gregorian calendar without a time or a time zone: days since 1970-01-01. Dates compare with < and ==.
// The zero value is 1970-01-01, a day like any other; "no date" is for the caller to represent.
//
// Dates run from 1900-01-01 to 2200-12-31. Arithmetic that would leave this range stops at its ends: what lies after
// 2200-12-31 is [EndOfTime] and what lies before 1900-01-01 is [StartOfTime], so comparisons stay right and an open end
// stays open.
type Date int32

const (
	// StartOfTime is the first date, 1900-01-01. As the start of a span it means an open start.
	StartOfTime Date = -25567
	// EndOfTime is the day after the last date. It is no date itself; as the end of a span it means an open end.
	EndOfTime Date = 84371
)

const firstYear, lastYear = 1900, 2200

// New is the date of a year, month and day, all of which must exist: 30 February is an error and not 2 March.
func New(y int, m time.Month, d int) (Date, error) {
	if y >= firstYear && y <= lastYear && m >= time.January && m <= time.December && d >= 1 && d <= daysIn(y, m) {
		return fromCivil(y, m, d), nil
	}
	text := fmt.Sprintf("%04d-%02d-%02d", y, int(m), d)
	switch {
	case y < firstYear || y > lastYear:
		return 0, fmt.Errorf("%s is out of range: dates run from %s to %s", text, StartOfTime, EndOfTime-1)
	case m < time.January || m > time.December:
		return 0, fmt.Errorf("%s is not a date: months run from 01 to 12", text)
	default:
		return 0, fmt.Errorf("%s is not a date: %s %d has %d days", text, m, y, daysIn(y, m))
	}
}

// ParseDate reads year-month-day with all its digits, "2027-01-31", and nothing else: 1/2/2027 is a different day in London
// and in New York.
func ParseDate(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, fmt.Errorf("%q is not a date: write year-month-day with all digits, such as 2027-01-31", s)
	}
	y, okY := digits(s[:4])
	m, okM := digits(s[5:7])
	d, okD := digits(s[8:])
	if !okY || !okM || !okD {
		return 0, fmt.Errorf("%q is not a date: write year-month-day with all digits, such as 2027-01-31", s)
	}
	return New(y, time.Month(m), d)
}

// MustParse is ParseDate for literals in code; it panics on an error.
func MustParse(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic("calendar: " + err.Error())
	}
	return d
}

// DateOf is the date on which t falls at loc. An instant before 1900 or after 2200 gives a Date that is not Valid; whoever
// reads instants from outside checks that.
func DateOf(t time.Time, loc *time.Location) Date {
	y, m, d := t.In(loc).Date()
	switch {
	case y < firstYear:
		return StartOfTime - 1
	case y > lastYear:
		return EndOfTime
	}
	return fromCivil(y, m, d)
}

// Valid reports whether d lies in 1900–2200. EndOfTime does not.
func (d Date) Valid() bool { return d >= StartOfTime && d < EndOfTime }

// Civil is d's year, month and day.
//
// From days by counting in years that begin in March, so that the leap day is the last of its year, and in eras of 400 of
// them (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
func (d Date) Civil() (y int, m time.Month, day int) {
	z := int(d) + daysBeforeEpoch
	era := floorDiv(z, daysPerEra)
	doe := z - era*daysPerEra
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	m = time.Month((mp+2)%12 + 1)
	y = yoe + era*400
	if m <= time.February {
		y++
	}
	return y, m, day
}

const (
	daysPerEra      = 146097 // 400 Gregorian years
	daysBeforeEpoch = 719468 // from 0000-03-01 to 1970-01-01
)

// fromCivil is the inverse of Civil for a date that exists (days_from_civil in the same source).
func fromCivil(y int, m time.Month, d int) Date {
	if m <= time.February {
		y--
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*((int(m)+9)%12)+2)/5 + d - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return Date(era*daysPerEra + doe - daysBeforeEpoch)
}

// Year is d's calendar year.
func (d Date) Year() int { y, _, _ := d.Civil(); return y }

// Month is d's month.
func (d Date) Month() time.Month { _, m, _ := d.Civil(); return m }

// Day is d's day of the month, from 1.
func (d Date) Day() int { _, _, day := d.Civil(); return day }

// Weekday is d's day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Weekday(int(d) + 4 - floorDiv(int(d)+4, 7)*7) // 1970-01-01 was a Thursday
}

// AddDays is the date n days later, earlier when n is negative.
func (d Date) AddDays(n int) Date {
	if d >= EndOfTime {
		return EndOfTime
	}
	if n > int(EndOfTime-d) { // compared before adding, so that no n can overflow
		return EndOfTime
	}
	if n < int(StartOfTime-d) {
		return StartOfTime
	}
	return d + Date(n)
}

// AddMonths is the same day n months later, earlier when n is negative; a day past the month's end falls on its last day.
// Anniversaries are counted from the original day, so that they do not creep: 31 January plus one month is 28 February, plus
// two is 31 March.
func (d Date) AddMonths(n int) Date {
	if d >= EndOfTime {
		return EndOfTime
	}
	const reach = (lastYear - firstYear + 1) * 12 // further than that leaves the range from anywhere
	y, m, day := d.Civil()
	i := monthIndex(y, m) + min(max(n, -reach), reach)
	y, m = floorDiv(i, 12), time.Month(i-floorDiv(i, 12)*12+1)
	switch {
	case y < firstYear:
		return StartOfTime
	case y > lastYear:
		return EndOfTime
	}
	return fromCivil(y, m, min(day, daysIn(y, m)))
}

// Time is midnight of d at loc, or the first instant of d where a clock change skips midnight.
func (d Date) Time(loc *time.Location) time.Time {
	y, m, day := d.Civil()
	t := time.Date(y, m, day, 0, 0, 0, 0, loc)
	if t.Day() != day { // a skipped midnight may resolve to the evening before
		_, before := t.Zone()
		_, after := t.Add(24 * time.Hour).Zone()
		t = t.Add(time.Duration(after-before) * time.Second)
	}
	return t
}

// String is year-month-day, "2027-01-31".
func (d Date) String() string {
	if d == EndOfTime {
		return endOfTime
	}
	y, m, day := d.Civil()
	return fmt.Sprintf("%04d-%02d-%02d", y, int(m), day)
}

const endOfTime = "end of time"

// Long is the date for a sentence, "5 March 2027".
func (d Date) Long() string {
	if d == EndOfTime {
		return endOfTime
	}
	y, m, day := d.Civil()
	return strconv.Itoa(day) + " " + m.String() + " " + strconv.Itoa(y)
}

// Short is the date where its year is known, "5 Mar".
func (d Date) Short() string {
	if d == EndOfTime {
		return endOfTime
	}
	_, m, day := d.Civil()
	return strconv.Itoa(day) + " " + m.String()[:3]
}

// MarshalText is String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes, EndOfTime included.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if string(b) == endOfTime {
		*d = EndOfTime
		return nil
	}
	*d, err = ParseDate(string(b))
	return err
}

// MonthsTouched is the ordinal of at's calendar month, where the month that contains from is 1: the "month of assignment"
// of plans. Before from's month it is 0 or negative.
func MonthsTouched(from, at Date) int {
	return monthsFrom(from, at) + 1
}

// CompletedMonths is the number of monthly anniversaries of from up to and including to: from 12 March to 12 April is 1, to
// 11 April 0. A day past a month's end falls on its last day, so from 31 January to 28 February is 1. When to lies before
// from it is minus the months from to to from.
func CompletedMonths(from, to Date) int {
	if to < from {
		return -CompletedMonths(to, from)
	}
	n := monthsFrom(from, to)
	if from.AddMonths(n) > to {
		n--
	}
	return n
}

// monthsFrom counts the month boundaries between two dates.
func monthsFrom(from, to Date) int {
	y1, m1, _ := from.Civil()
	y2, m2, _ := to.Civil()
	return monthIndex(y2, m2) - monthIndex(y1, m1)
}

// monthIndex numbers all months.
func monthIndex(y int, m time.Month) int { return y*12 + int(m) - 1 }

func daysIn(y int, m time.Month) int {
	switch m {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// digits reads a number of ASCII digits only; strconv would take a sign.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, s != ""
}
