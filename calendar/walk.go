package calendar

import (
	"fmt"
	"strings"
	"time"
)

// Parse reads a label; see [Period]. A label the calendar has no period for is an error that says which it has.
func (c Calendar) Parse(label string) (Period, error) {
	u, d, err := c.find(label)
	if err != nil {
		return Period{}, err
	}
	p, err := c.Period(u, d)
	if err != nil {
		return Period{}, fmt.Errorf("period %s: %w", label, err)
	}
	if p.Label != label { // week 53 of a year of 52 lands in the next
		return Period{}, fmt.Errorf("there is no %s %s: the one around %s is %s", u, label, d, p.Label)
	}
	return p, nil
}

// find is the unit of a label and a date in the period it names.
func (c Calendar) find(label string) (Unit, Date, error) {
	bad := fmt.Errorf("%q is not a period: write a year as FY2027, a half as 2027H1, a quarter as 2027Q2, a month as 2027-03, "+
		"a week as 2027-W05 or a day as 2027-03-05", label)
	if rest, ok := strings.CutPrefix(label, "FY"); ok {
		if y, ok := digits(rest); ok && len(rest) == 4 {
			d, err := c.inYear(label, y, 1)
			return Year, d, err
		}
		return 0, 0, bad
	}
	if len(label) < 6 {
		return 0, 0, bad
	}
	y, ok := digits(label[:4])
	if !ok {
		return 0, 0, bad
	}
	part := label[4:]
	n, isNumber := digits(strings.TrimLeft(part, "-QHW"))
	switch {
	case len(part) == 2 && part[0] == 'Q' && n >= 1 && n <= 4:
		d, err := c.inYear(label, y, n)
		return Quarter, d, err
	case len(part) == 2 && part[0] == 'H' && n >= 1 && n <= 2:
		d, err := c.inYear(label, y, 2*n-1)
		return Half, d, err
	case len(part) == 3 && part[0] == '-' && isNumber && part[1] != 'W':
		d, err := New(y, time.Month(n), 1)
		return Month, d, err
	case len(part) == 4 && part[:2] == "-W" && isNumber && n >= 1 && n <= 53:
		d, err := New(y, time.January, 4) // always in week 1
		return Week, d.AddDays(7 * (n - 1)), err
	case len(part) == 6:
		d, err := ParseDate(label)
		return Day, d, err
	}
	return 0, 0, bad
}

// inYear is the first day of quarter q (1 to 4) of the fiscal year named y.
func (c Calendar) inYear(label string, y, q int) (Date, error) {
	if c.starts == nil {
		if c.shift > 0 {
			y--
		}
		if y < firstYear || y > lastYear {
			return 0, fmt.Errorf("period %s is not in %d to %d", label, firstYear, lastYear)
		}
		return months(y*12+c.shift+3*(q-1), 1).From, nil
	}
	last := len(c.starts) - 5
	for i := 0; i <= last; i += 4 {
		if c.yearName(i) == y {
			return c.starts[i+q-1], nil
		}
	}
	return 0, fmt.Errorf("period %s: the fiscal calendar has the years FY%d to FY%d; add the quarters of that year",
		label, c.yearName(0), c.yearName(last))
}

// Next is the period of p's unit that follows p.
func (c Calendar) Next(p Period) (Period, error) {
	n, err := c.Period(p.Unit, p.Span.Before)
	if err != nil {
		return Period{}, fmt.Errorf("after %s: %w", p, err)
	}
	return n, nil
}

// Previous is the period of p's unit that p follows.
func (c Calendar) Previous(p Period) (Period, error) {
	n, err := c.Period(p.Unit, p.Span.From-1)
	if err != nil {
		return Period{}, fmt.Errorf("before %s: %w", p, err)
	}
	return n, nil
}

// Periods is every period of unit u that overlaps s, in order; the first and the last may reach out of it. A span with an
// open end has no last period and is an error.
func (c Calendar) Periods(u Unit, s Span) ([]Period, error) {
	if s.IsEmpty() {
		return nil, nil
	}
	if s.IsOpen() || s.From <= StartOfTime {
		return nil, fmt.Errorf("%ss of %s: the span is open; give it a start and an end", u, s)
	}
	var ps []Period
	for d := s.From; d < s.Before; {
		p, err := c.Period(u, d)
		if err != nil {
			return nil, fmt.Errorf("%ss of %s: %w", u, s, err)
		}
		ps = append(ps, p)
		d = p.Span.Before
	}
	return ps, nil
}

// Inside is the periods of unit u that make up p. It is an error when they do not make it up exactly: u longer than p's
// unit, or weeks that straddle a month.
func (c Calendar) Inside(p Period, u Unit) ([]Period, error) {
	ps, err := c.Periods(u, p.Span)
	if err != nil {
		return nil, err
	}
	for _, q := range ps {
		if !p.Span.Covers(q.Span) {
			return nil, fmt.Errorf("%ss do not make up %s (%s): %s is %s", u, p, p.Span, q, q.Span)
		}
	}
	return ps, nil
}

// MonthOf is the ordinal of d's month in the quarter, half or year that contains it; the first is 1.
func (c Calendar) MonthOf(d Date, u Unit) (int, error) {
	if u < Quarter {
		return 0, fmt.Errorf("month of the %s of %s: only quarters, halves and years have months", u, d)
	}
	if err := c.needMonths(); err != nil {
		return 0, fmt.Errorf("month of the %s of %s: %w", u, d, err)
	}
	s, err := c.SpanOf(u, d)
	if err != nil {
		return 0, err
	}
	return MonthsTouched(s.From, d), nil
}
