package calendar

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// retail is two years of 52 weeks that end on the Saturday nearest to the end of January, each quarter 4 + 5 + 4 weeks.
func retail(t testing.TB) Calendar {
	t.Helper()
	c, err := FromQuarterStarts(weeks("2025-02-02", 13, 13, 13, 13, 13, 13, 13, 13))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func weeks(first string, lengths ...int) []Date {
	ds := []Date{MustParse(first)}
	for _, n := range lengths {
		ds = append(ds, ds[len(ds)-1].AddDays(7*n))
	}
	return ds
}

func TestPeriods(t *testing.T) {
	january, february, july := Fiscal(time.January), Fiscal(time.February), Fiscal(time.July)
	tests := []struct {
		c                  Calendar
		u                  Unit
		date, label, spans string
	}{
		{january, Day, "2027-03-05", "2027-03-05", "2027-03-05 before 2027-03-06"},
		{january, Week, "2027-02-07", "2027-W05", "2027-02-01 before 2027-02-08"},
		{january, Week, "2027-01-03", "2026-W53", "2026-12-28 before 2027-01-04"},
		{january, Week, "2024-12-30", "2025-W01", "2024-12-30 before 2025-01-06"},
		{january, Month, "2028-02-29", "2028-02", "2028-02-01 before 2028-03-01"},
		{january, Quarter, "2017-06-30", "2017Q2", "2017-04-01 before 2017-07-01"},
		{january, Half, "2017-07-01", "2017H2", "2017-07-01 before 2018-01-01"},
		{january, Year, "2017-12-31", "FY2017", "2017-01-01 before 2018-01-01"},
		{february, Year, "2027-01-31", "FY2027", "2026-02-01 before 2027-02-01"},
		{february, Year, "2027-02-01", "FY2028", "2027-02-01 before 2028-02-01"},
		{february, Quarter, "2026-02-01", "2027Q1", "2026-02-01 before 2026-05-01"},
		{february, Quarter, "2027-01-31", "2027Q4", "2026-11-01 before 2027-02-01"},
		{february, Half, "2026-08-01", "2027H2", "2026-08-01 before 2027-02-01"},
		{february, Month, "2026-02-14", "2026-02", "2026-02-01 before 2026-03-01"},
		{july, Year, "2026-06-30", "FY2026", "2025-07-01 before 2026-07-01"},
		{july, Quarter, "2026-07-01", "2027Q1", "2026-07-01 before 2026-10-01"},
		{retail(t), Quarter, "2025-02-02", "2026Q1", "2025-02-02 before 2025-05-04"},
		{retail(t), Quarter, "2026-01-31", "2026Q4", "2025-11-02 before 2026-02-01"},
		{retail(t), Half, "2025-08-03", "2026H2", "2025-08-03 before 2026-02-01"},
		{retail(t), Year, "2026-02-01", "FY2027", "2026-02-01 before 2027-01-31"},
		{retail(t), Week, "2025-02-02", "2025-W05", "2025-01-27 before 2025-02-03"},
	}
	for _, tt := range tests {
		p, err := tt.c.Period(tt.u, MustParse(tt.date))
		if err != nil || p.Label != tt.label || p.Span.String() != tt.spans || p.Unit != tt.u {
			t.Errorf("%s: %s of %s is %s (%s), %v; want %s (%s)", tt.c, tt.u, tt.date, p, p.Span, err, tt.label, tt.spans)
		}
		if back, err := tt.c.Parse(tt.label); err != nil || back != p {
			t.Errorf("%s: %s reads back as %s (%s), %v", tt.c, tt.label, back, back.Span, err)
		}
		if s, err := tt.c.SpanOf(tt.u, p.Span.Last()); err != nil || s != p.Span {
			t.Errorf("%s: span of the last day of %s: %s, %v", tt.c, p, s, err)
		}
	}
}

// In every calendar every unit tiles time: each day is in exactly one period, neighbours meet, labels differ and read back.
func TestPeriodsTileTime(t *testing.T) {
	cs := []Calendar{retail(t)}
	for m := time.January; m <= time.December; m++ {
		cs = append(cs, Fiscal(m))
	}
	for _, c := range cs {
		for u := Day; u <= Year; u++ {
			if u == Month && !c.HasMonths() {
				continue
			}
			seen := map[string]bool{}
			p, err := c.Period(u, MustParse("2025-02-02"))
			for err == nil && p.Span.From < MustParse("2027-01-01") {
				if seen[p.Label] {
					t.Fatalf("%s: two %ss are called %s", c, u, p)
				}
				seen[p.Label] = true
				for d := p.Span.From; d < p.Span.Before; d++ {
					if q, err := c.Period(u, d); err != nil || q != p {
						t.Fatalf("%s: %s is in %s (%s), not in %s (%s), %v", c, d, q, q.Span, p, p.Span, err)
					}
				}
				if back, err := c.Parse(p.Label); err != nil || back != p {
					t.Fatalf("%s: %s reads back as %s, %v", c, p, back, err)
				}
				next, nextErr := c.Next(p)
				if nextErr == nil {
					if back, err := c.Previous(next); err != nil || back != p || next.Span.From != p.Span.Before {
						t.Fatalf("%s: after %s comes %s, before which %s, %v", c, p, next, back, err)
					}
				}
				p, err = next, nextErr
			}
			if err != nil && c.starts == nil {
				t.Fatal(err)
			}
			if len(seen) < 2 {
				t.Fatalf("%s: only %d %ss", c, len(seen), u)
			}
		}
	}
}

func TestCalendarErrors(t *testing.T) {
	january, shop := Fiscal(time.January), retail(t)
	period := func(c Calendar, u Unit, d Date) error { _, err := c.Period(u, d); return err }
	parse := func(c Calendar, label string) error { _, err := c.Parse(label); return err }
	quarters := func(ds []Date) error { _, err := FromQuarterStarts(ds); return err }
	monthOf := func(c Calendar, d string, u Unit) error { _, err := c.MonthOf(MustParse(d), u); return err }
	inside := func(c Calendar, label string, u Unit) error {
		p, err := c.Parse(label)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Inside(p, u)
		return err
	}
	between := func(c Calendar, u Unit, s Span) error { _, err := c.Periods(u, s); return err }
	year := Span{MustParse("2025-02-02"), MustParse("2025-03-01")}
	tests := []struct {
		err     error
		message string
	}{
		{period(january, Month, EndOfTime), "month of end of time: dates run from 1900-01-01 to 2200-12-31"},
		{period(Fiscal(time.July), Year, MustParse("2200-12-31")), "the year of 2200-12-31 is not wholly in 1900 to 2200"},
		{period(Fiscal(time.July), Year, StartOfTime), "the year of 1900-01-01 is not wholly in 1900 to 2200"},
		{period(january, Year+1, 0), "Unit(6) is not a unit of time"},
		{period(shop, Month, MustParse("2025-03-01")), "month of 2025-03-01: this fiscal calendar has no months: a quarter starts on 2025-02-02, not on the first of a month; use weeks or quarters"},
		{period(shop, Quarter, MustParse("2025-02-01")), "quarter of 2025-02-01: the fiscal calendar covers 2025-02-02 before 2027-01-31; add the quarters of that year"},
		{period(shop, Year, MustParse("2027-01-31")), "year of 2027-01-31: the fiscal calendar covers 2025-02-02 before 2027-01-31; add the quarters of that year"},
		{parse(shop, "FY2028"), "period FY2028: the fiscal calendar has the years FY2026 to FY2027; add the quarters of that year"},
		{parse(january, "2027-W53"), "there is no week 2027-W53: the one around 2028-01-03 is 2028-W01"},
		{parse(january, "2027-02-30"), "2027-02-30 is not a date: February 2027 has 28 days"},
		{parse(january, "2027-13"), "2027-13-01 is not a date: months run from 01 to 12"},
		{parse(january, "FY0000"), "period FY0000 is not in 1900 to 2200"},
		{monthOf(january, "2027-01-01", Month), "month of the month of 2027-01-01: only quarters, halves and years have months"},
		{monthOf(shop, "2025-03-01", Quarter), "month of the quarter of 2025-03-01: this fiscal calendar has no months: a quarter starts on 2025-02-02, not on the first of a month; use weeks or quarters"},
		{inside(january, "2027-03", Week), "weeks do not make up 2027-03 (2027-03-01 before 2027-04-01): 2027-W13 is 2027-03-29 before 2027-04-05"},
		{inside(january, "2027-03", Year), "years do not make up 2027-03 (2027-03-01 before 2027-04-01): FY2027 is 2027-01-01 before 2028-01-01"},
		{between(january, Month, Forever), "months of always: the span is open; give it a start and an end"},
		{between(january, Month, Since(0)), "months of 1970-01-01 onwards: the span is open; give it a start and an end"},
		{between(shop, Month, year), "months of 2025-02-02 before 2025-03-01: month of 2025-02-02: this fiscal calendar has no months: a quarter starts on 2025-02-02, not on the first of a month; use weeks or quarters"},
		{quarters(nil), "fiscal calendar: 0 quarter starts; write the first day of every quarter of whole years and the day after the last, which are 5, 9, 13 … dates"},
		{quarters(weeks("2025-02-02", 13, 13, 13)), "fiscal calendar: 4 quarter starts; write the first day of every quarter of whole years and the day after the last, which are 5, 9, 13 … dates"},
		{quarters(weeks("2025-02-02", 13, 0, 13, 13)), "fiscal calendar: quarter starts must rise: 2025-05-04 comes after 2025-05-04"},
		{quarters([]Date{0, 1, 2, 3, EndOfTime}), "fiscal calendar: quarter start 5 is out of range: dates run from 1900-01-01 to 2200-12-31"},
		{quarters(weeks("2027-01-31", 1, 1, 1, 1, 1, 1, 1, 1)), "fiscal calendar: the years 2027-01-31 before 2027-02-28 and 2027-02-28 before 2027-03-28 would both be FY2027"},
	}
	for _, tt := range tests {
		if tt.err == nil || tt.err.Error() != tt.message {
			t.Errorf("got  %v\nwant %s", tt.err, tt.message)
		}
	}
	for _, label := range []string{
		"", "2027", "FY27", "FY20270", "2027Q0", "2027Q5", "2027H3", "2027-1", "2027-W5", "2027W05", "2027-W00",
		"2027-W54", "2027q1", "2027Q", "Q1 2027", "2027--1", "2027-03-5", "FY-027", "2027-Q1", "2027HQ",
	} {
		if p, err := january.Parse(label); err == nil {
			t.Errorf("Parse(%q) = %s (%s)", label, p, p.Span)
		}
	}
}

// A year that ends on the weekend nearest to New Year ends twice in one calendar year; its name must not be used twice.
func TestYearsEndingAroundNewYear(t *testing.T) {
	c, err := FromQuarterStarts(weeks("2021-01-03", 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13))
	if err != nil {
		t.Fatal(err)
	}
	for date, want := range map[string]string{"2022-01-01": "FY2021", "2022-01-02": "FY2022", "2022-12-31": "FY2022", "2023-01-01": "FY2023"} {
		if p, err := c.Period(Year, MustParse(date)); err != nil || p.Label != want {
			t.Errorf("%s is in %s (%s), %v; want %s", date, p, p.Span, err, want)
		}
	}
}

func TestQuartersOnMonthStartsHaveMonths(t *testing.T) {
	given, err := FromQuarterStarts([]Date{MustParse("2026-02-01"), MustParse("2026-05-01"), MustParse("2026-08-01"), MustParse("2026-11-01"), MustParse("2027-02-01")})
	if err != nil {
		t.Fatal(err)
	}
	same := Fiscal(time.February)
	for d := MustParse("2026-02-01"); d < MustParse("2027-02-01"); d++ {
		for u := Day; u <= Year; u++ {
			a, errA := given.Period(u, d)
			b, errB := same.Period(u, d)
			if errA != nil || errB != nil || a != b {
				t.Fatalf("%s of %s: %s (%s), %v; %s (%s), %v", u, d, a, a.Span, errA, b, b.Span, errB)
			}
		}
		a, errA := given.MonthOf(d, Half)
		b, errB := same.MonthOf(d, Half)
		if errA != nil || errB != nil || a != b {
			t.Fatalf("month of the half of %s: %d, %v; %d, %v", d, a, errA, b, errB)
		}
	}
}

func labels(ps []Period) (ls []string) {
	for _, p := range ps {
		ls = append(ls, p.Label)
	}
	return ls
}

func TestInsideAndPeriods(t *testing.T) {
	c := Fiscal(time.February)
	year, err := c.Parse("FY2027")
	if err != nil {
		t.Fatal(err)
	}
	for u, want := range map[Unit]string{
		Year:    "FY2027",
		Half:    "2027H1 2027H2",
		Quarter: "2027Q1 2027Q2 2027Q3 2027Q4",
		Month:   "2026-02 2026-03 2026-04 2026-05 2026-06 2026-07 2026-08 2026-09 2026-10 2026-11 2026-12 2027-01",
	} {
		if ps, err := c.Inside(year, u); err != nil || strings.Join(labels(ps), " ") != want {
			t.Errorf("%ss inside FY2027: %v, %v", u, labels(ps), err)
		}
	}
	if ps, err := c.Inside(year, Day); err != nil || len(ps) != 365 {
		t.Errorf("%d days inside FY2027, %v", len(ps), err)
	}
	shop := retail(t)
	q, err := shop.Period(Quarter, MustParse("2025-05-05"))
	if err != nil {
		t.Fatal(err)
	}
	if ps, err := shop.Inside(q, Day); err != nil || len(ps) != 91 {
		t.Errorf("%d days in a quarter of 13 weeks, %v", len(ps), err)
	}
	overlapping, err := c.Periods(Quarter, Span{MustParse("2026-04-30"), MustParse("2026-08-01")})
	if err != nil || !slices.Equal(labels(overlapping), []string{"2027Q1", "2027Q2"}) {
		t.Errorf("%v, %v", labels(overlapping), err)
	}
	if ps, err := c.Periods(Quarter, Span{5, 5}); err != nil || len(ps) != 0 {
		t.Errorf("an empty span overlaps %v, %v", ps, err)
	}
}

func TestMonthOf(t *testing.T) {
	tests := []struct {
		start time.Month
		date  string
		u     Unit
		want  int
	}{
		{time.January, "2027-01-01", Quarter, 1},
		{time.January, "2027-06-30", Quarter, 3},
		{time.January, "2027-06-30", Half, 6},
		{time.January, "2027-12-31", Year, 12},
		{time.February, "2027-01-31", Year, 12},
		{time.February, "2027-01-31", Quarter, 3},
		{time.February, "2027-02-01", Half, 1},
	}
	for _, tt := range tests {
		if got, err := Fiscal(tt.start).MonthOf(MustParse(tt.date), tt.u); err != nil || got != tt.want {
			t.Errorf("year from %s: month of the %s of %s is %d, %v; want %d", tt.start, tt.u, tt.date, got, err, tt.want)
		}
	}
}

func TestCalendarIdentity(t *testing.T) {
	var zero Calendar
	if zero.Key() != Fiscal(time.January).Key() || zero.Key() != "fiscal:01" || Fiscal(time.July).Key() != "fiscal:07" {
		t.Errorf("keys %s, %s", zero.Key(), Fiscal(time.July).Key())
	}
	given, err := FromQuarterStarts(weeks("2026-02-01", 13, 13, 13, 13))
	if err != nil {
		t.Fatal(err)
	}
	if given.Key() != "quarters:2026-02-01:2026-05-03:2026-08-02:2026-11-01:2027-01-31" {
		t.Errorf("key %s", given.Key())
	}
	if got := Fiscal(time.July).String() + "; " + given.String(); got != "fiscal year from July; fiscal calendar of 4 quarters, 2026-02-01 before 2027-01-31" {
		t.Error(got)
	}
	starts := weeks("2026-02-01", 13, 13, 13, 13)
	kept, err := FromQuarterStarts(starts)
	if err != nil {
		t.Fatal(err)
	}
	starts[0] = 0
	if kept.Key() != given.Key() {
		t.Error("the calendar changed with the caller's list")
	}
	for u := Day; u <= Year; u++ {
		if back, err := ParseUnit(u.String()); err != nil || back != u {
			t.Errorf("%s reads back as %s, %v", u, back, err)
		}
	}
	if _, err := ParseUnit("fortnight"); err == nil {
		t.Error("fortnight was taken")
	}
}

func TestSpanOfDoesNotAllocate(t *testing.T) {
	c, shop, d := Fiscal(time.February), retail(t), MustParse("2026-03-05")
	n := testing.AllocsPerRun(100, func() {
		for u := Day; u <= Year; u++ {
			if _, err := c.SpanOf(u, d); err != nil {
				t.Error(err)
			}
		}
		if _, err := shop.SpanOf(Half, d); err != nil {
			t.Error(err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations a run, want none", n)
	}
}

func ExampleCalendar() {
	fiscal := Fiscal(time.February)
	q, err := fiscal.Period(Quarter, MustParse("2026-03-05"))
	if err != nil {
		panic(err)
	}
	months, err := fiscal.Inside(q, Month)
	if err != nil {
		panic(err)
	}
	fmt.Println(q, "is", q.Span)
	fmt.Println(months)
	// Output:
	// 2027Q1 is 2026-02-01 before 2026-05-01
	// [2026-02 2026-03 2026-04]
}
