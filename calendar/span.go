package calendar

// Span is the dates from From on and before Before. It is half open, so that spans which follow each other share one date
// and can neither overlap nor leave a gap. An end at [EndOfTime] or a start at [StartOfTime] is open.
type Span struct {
	From, Before Date
}

// Forever contains every date.
var Forever = Span{StartOfTime, EndOfTime}

// Since is from d on, without an end.
func Since(d Date) Span { return Span{d, EndOfTime} }

// Contains reports whether d lies in s.
func (s Span) Contains(d Date) bool { return s.From <= d && d < s.Before }

// Covers reports whether all of o lies in s; an empty o always does.
func (s Span) Covers(o Span) bool { return o.IsEmpty() || s.From <= o.From && o.Before <= s.Before }

// Intersect is the dates in both; empty when there are none.
func (s Span) Intersect(o Span) Span { return Span{max(s.From, o.From), min(s.Before, o.Before)} }

// Overlaps reports whether a date lies in both.
func (s Span) Overlaps(o Span) bool { return !s.Intersect(o).IsEmpty() }

// IsEmpty reports whether no date lies in s.
func (s Span) IsEmpty() bool { return s.From >= s.Before }

// IsOpen reports whether s has no end.
func (s Span) IsOpen() bool { return s.Before >= EndOfTime }

// Days is the number of dates in s.
func (s Span) Days() int { return max(0, int(s.Before)-int(s.From)) }

// Last is the last date in s, its Before less a day.
func (s Span) Last() Date { return s.Before - 1 }

// String is as plans write it, "2027-01-01 before 2028-01-01"; with open ends "2027-01-01 onwards", "before 2028-01-01" and
// "always".
func (s Span) String() string {
	switch {
	case s == Forever:
		return "always"
	case s.IsOpen() && !s.IsEmpty():
		return s.From.String() + " onwards"
	case s.From <= StartOfTime && !s.IsEmpty():
		return "before " + s.Before.String()
	}
	return s.From.String() + " before " + s.Before.String()
}
