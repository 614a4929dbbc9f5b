package calendar

import "fmt"

// Unit is a kind of period.
type Unit uint8

// The units, from the shortest to the longest. A week starts on Monday.
const (
	Day Unit = iota
	Week
	Month
	Quarter
	Half
	Year
)

var unitNames = [...]string{"day", "week", "month", "quarter", "half", "year"}

// String is the word used in plans, such as "quarter".
func (u Unit) String() string {
	if int(u) < len(unitNames) {
		return unitNames[u]
	}
	return fmt.Sprintf("Unit(%d)", uint8(u))
}

// ParseUnit reads the word used in plans.
func ParseUnit(s string) (Unit, error) {
	for u, name := range unitNames {
		if s == name {
			return Unit(u), nil
		}
	}
	return 0, fmt.Errorf("%q is not a unit of time: write day, week, month, quarter, half or year", s)
}

// Period is one period of a [Calendar]. Its Label is unique in its calendar and [Calendar.Parse] reads it back:
//
//	2027-03-05   a day
//	2027-W05     a week, by ISO 8601: the first week of a year is the one with its first Thursday
//	2027-03      a calendar month
//	2027Q2       a fiscal quarter
//	2027H1       a fiscal half
//	FY2027       a fiscal year
//
// The zero value is no period: its Label is empty.
type Period struct {
	Unit  Unit
	Span  Span
	Label string
}

// String is the Label.
func (p Period) String() string { return p.Label }

// Contains reports whether d lies in p.
func (p Period) Contains(d Date) bool { return p.Span.Contains(d) }
