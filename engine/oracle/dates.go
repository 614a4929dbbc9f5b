package oracle

import (
	"fmt"
	"math/big"

	"rainmaker/calendar"
)

// Moment is a day: a date field, a literal, or the start or end of a window around the one at hand; and some days later.
type Moment struct {
	Field string
	Day   calendar.Date
	Edge  string // start or end, of Window
	Of    string
	Plus  int
}

// The expressions about dates.
type (
	// DaysFrom is the number of days from one to another.
	DaysFrom struct{ From, To Moment }
	// MonthsFrom is completed or started months from one day to another.
	MonthsFrom struct {
		Started  bool
		From, To Moment
	}
	// Nth is month, quarter or year of the plan, of a quarter, a half or a year, or of a date field.
	Nth struct {
		Unit calendar.Unit
		Of   string
	}
	// Within is FIELD within N UNITs of a day.
	Within struct {
		Field string
		N     int
		Unit  string
		Of    Moment
	}
)

func (d Moment) String() string {
	s := d.Day.String()
	switch {
	case d.Field != "":
		s = d.Field
	case d.Edge != "":
		s = d.Edge + " of " + d.Of
	}
	if d.Plus > 0 {
		s = fmt.Sprintf("(%s + %s)", s, lasting(d.Plus, "day"))
	}
	if d.Plus == 0 && d.Edge != "" {
		return "(" + s + ")"
	}
	return s
}

// lasting is a duration as the language writes it.
func lasting(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

func (e DaysFrom) String() string {
	return "(days from " + e.From.String() + " to " + e.To.String() + " / 1 day)"
}

func (e MonthsFrom) String() string {
	word := "completed"
	if e.Started {
		word = "started"
	}
	return word + " months from " + e.From.String() + " to " + e.To.String()
}

func (e Nth) String() string { return e.Unit.String() + " of " + e.Of }

func (c Within) String() string {
	return c.Field + " within " + lasting(c.N, c.Unit) + " of " + c.Of.String()
}

// moment is the day that is meant, if the field has one.
func (s scope) moment(d Moment) (calendar.Date, bool) {
	day := d.Day
	switch {
	case d.Field != "":
		v := field(s.event, d.Field, s.now)
		if v.IsNone() {
			return 0, false
		}
		day = v.Date()
	case d.Edge != "":
		span := s.surrounding(d.Of)
		if day = span.From; d.Edge == "end" {
			day = span.Before - 1
		}
	}
	return day.AddDays(d.Plus), true
}

// surrounding is the window of a name around the day at hand; the plan's is the assignment.
func (s scope) surrounding(name string) calendar.Span {
	if name == "plan" {
		return s.tenure.active
	}
	u, ok := unit(name)
	if !ok {
		panic("oracle: the edge of " + name)
	}
	return s.o.calendarSpan(u, s.on)
}

// dates is what is about dates: how far two days lie apart, and which month or quarter of something it is.
func (s scope) dates(e Expr) *big.Rat {
	between := func(from, to Moment) (calendar.Date, calendar.Date) {
		a, known := s.moment(from)
		b, alsoKnown := s.moment(to)
		if !known || !alsoKnown {
			panic("oracle: " + e.String() + " of a date that is none")
		}
		return a, b
	}
	switch e := e.(type) {
	case Nth:
		return s.nth(e)
	case DaysFrom:
		a, b := between(e.From, e.To)
		return rat(int64(b)-int64(a), 1)
	case MonthsFrom:
		a, b := between(e.From, e.To)
		n := int64(0)
		for a.AddMonths(int(n)+1) <= b { // anniversaries of the first day
			n++
		}
		if e.Started && a.AddMonths(int(n)) < b {
			n++
		}
		return rat(n, 1)
	}
	panic(fmt.Sprintf("oracle: dates %T", e))
}

// nth counts units from the one that contains a start, which is 1, to the one of the day at hand.
func (s scope) nth(e Nth) *big.Rat {
	var from calendar.Date
	switch e.Of {
	case "plan":
		from = s.o.inForce().From
	case "quarter", "half", "year":
		from = s.surrounding(e.Of).From
	default:
		v := field(s.event, e.Of, s.now)
		if v.IsNone() {
			panic("oracle: " + e.String() + ", which is none")
		}
		from = v.Date()
	}
	if e.Unit == calendar.Month {
		months := func(d calendar.Date) int64 { return int64(d.Year())*12 + int64(d.Month()) }
		return rat(months(s.on)-months(from)+1, 1)
	}
	n := int64(1)
	for d := s.o.calendarSpan(e.Unit, from); d.Before <= s.on; d = s.o.calendarSpan(e.Unit, d.Before) {
		n++
	}
	return rat(n, 1)
}

// absent reports whether a side of a test is none.
func (s scope) absent(e Expr) bool {
	none := func(days ...Moment) bool {
		for _, d := range days {
			if _, known := s.moment(d); !known {
				return true
			}
		}
		return false
	}
	switch e := e.(type) {
	case Field:
		return field(s.event, e.Name, s.now).IsNone()
	case DaysFrom:
		return none(e.From, e.To)
	case MonthsFrom:
		return none(e.From, e.To)
	}
	return false
}

// within has the day itself and not the one that the duration leads to.
func (s scope) within(c Within) tri {
	day, known := s.moment(Moment{Field: c.Field})
	of, alsoKnown := s.moment(c.Of)
	if !known || !alsoKnown {
		s.o.seen[SeenTestOnNone] = true
		return unknown
	}
	months := map[string]int{"month": 1, "quarter": 3, "year": 12}[c.Unit]
	until := of.AddMonths(months * c.N)
	switch c.Unit {
	case "day":
		until = of.AddDays(c.N)
	case "week":
		until = of.AddDays(7 * c.N)
	}
	in := of <= day && day < until
	s.o.seen[SeenWithin] = s.o.seen[SeenWithin] || in
	return truthOf(in)
}
