// Package calendar has the dates, periods and dated values pay is reckoned in. It knows no clock: today is whatever the
// caller says.
//
// A [Date] is a day without a time; a [Zone] turns an instant into one, once. A [Span] is half open, from a day on and
// before another, as plans write it: 2027-01-01 before 2028-01-01.
//
// A [Calendar] is the company's one fiscal calendar and cuts time into [Period] values with names:
//
//	fiscal := calendar.Fiscal(time.February)
//	q, err := fiscal.Period(calendar.Quarter, calendar.MustParse("2026-03-05"))
//	fmt.Println(q, q.Span)                             // 2027Q1 2026-02-01 before 2026-05-01
//	months, err := fiscal.Inside(q, calendar.Month)    // 2026-02, 2026-03, 2026-04
//
// [FromQuarterStarts] makes calendars of 52 and 53 weeks. A [Timeline] is a value that changes on dates, such as a quota:
//
//	var quota calendar.Timeline[int]
//	quota.Set(calendar.MustParse("2027-01-01"), 250_000)
//	quota.Set(calendar.MustParse("2027-02-15"), 300_000)
//	quota.In(q.Span)                                   // the pieces that overlap the quarter
//
// There are two ways to count months, and plans name which they mean: [MonthsTouched] (the month that contains the day is 1)
// and [CompletedMonths] (anniversaries).
package calendar
