package calendar

import (
	"encoding/json"
	"math"
	"testing"
	"time"
	_ "time/tzdata" // the tests name zones; the machine may have none
)

func TestEndsOfTime(t *testing.T) {
	if StartOfTime.String() != "1900-01-01" || (EndOfTime-1).String() != "2200-12-31" || Date(0).String() != "1970-01-01" {
		t.Errorf("%s, %s, %s", StartOfTime, EndOfTime-1, Date(0))
	}
	if !StartOfTime.Valid() || !(EndOfTime - 1).Valid() || EndOfTime.Valid() || (StartOfTime - 1).Valid() {
		t.Error("valid")
	}
	if EndOfTime.String() != "end of time" || EndOfTime.Long() != "end of time" || EndOfTime.Short() != "end of time" {
		t.Errorf("%s", EndOfTime)
	}
}

func TestParseDateRefuses(t *testing.T) {
	for in, message := range map[string]string{
		"2017-02-30":  "2017-02-30 is not a date: February 2017 has 28 days",
		"2100-02-29":  "2100-02-29 is not a date: February 2100 has 28 days",
		"2027-04-31":  "2027-04-31 is not a date: April 2027 has 30 days",
		"2027-13-01":  "2027-13-01 is not a date: months run from 01 to 12",
		"2027-00-01":  "2027-00-01 is not a date: months run from 01 to 12",
		"2027-01-00":  "2027-01-00 is not a date: January 2027 has 31 days",
		"1899-12-31":  "1899-12-31 is out of range: dates run from 1900-01-01 to 2200-12-31",
		"2201-01-01":  "2201-01-01 is out of range: dates run from 1900-01-01 to 2200-12-31",
		"1/2/2027":    `"1/2/2027" is not a date: write year-month-day with all digits, such as 2027-01-31`,
		"2027-1-31":   `"2027-1-31" is not a date: write year-month-day with all digits, such as 2027-01-31`,
		"2027-01-31 ": `"2027-01-31 " is not a date: write year-month-day with all digits, such as 2027-01-31`,
		"2027-+1-31":  `"2027-+1-31" is not a date: write year-month-day with all digits, such as 2027-01-31`,
		"":            `"" is not a date: write year-month-day with all digits, such as 2027-01-31`,
	} {
		if d, err := ParseDate(in); err == nil || err.Error() != message {
			t.Errorf("ParseDate(%q) = %s, %v", in, d, err)
		}
	}
	if d, err := ParseDate("2000-02-29"); err != nil || d.String() != "2000-02-29" {
		t.Errorf("2000 was a leap year: %s, %v", d, err)
	}
}

// Every date there is, against the standard library.
func TestEveryDate(t *testing.T) {
	at := time.Date(1900, time.January, 1, 0, 0, 0, 0, time.UTC)
	for d := StartOfTime; d < EndOfTime; d++ {
		y, m, day := d.Civil()
		if y != at.Year() || m != at.Month() || day != at.Day() || d.Weekday() != at.Weekday() {
			t.Fatalf("day %d is %d-%d-%d, %s; want %s", d, y, m, day, d.Weekday(), at)
		}
		if back, err := New(y, m, day); err != nil || back != d {
			t.Fatalf("%s is day %d, %v; want %d", at, back, err, d)
		}
		at = at.AddDate(0, 0, 1)
	}
}

func TestDisplay(t *testing.T) {
	d := MustParse("2027-03-05")
	if d.Long() != "5 March 2027" || d.Short() != "5 Mar" || d.Year() != 2027 || d.Month() != time.March || d.Day() != 5 {
		t.Errorf("%s, %s", d.Long(), d.Short())
	}
}

func TestAddDays(t *testing.T) {
	tests := []struct {
		from Date
		n    int
		want Date
	}{
		{MustParse("2028-02-28"), 1, MustParse("2028-02-29")},
		{MustParse("2027-01-01"), -1, MustParse("2026-12-31")},
		{MustParse("2027-01-01"), 180, MustParse("2027-06-30")},
		{MustParse("2200-12-31"), 1, EndOfTime},
		{MustParse("2027-01-01"), math.MaxInt, EndOfTime},
		{MustParse("2027-01-01"), math.MinInt, StartOfTime},
		{EndOfTime, -5, EndOfTime},
	}
	for _, tt := range tests {
		if got := tt.from.AddDays(tt.n); got != tt.want {
			t.Errorf("%s + %d days = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

func TestAddMonths(t *testing.T) {
	tests := []struct {
		from string
		n    int
		want string
	}{
		{"2027-01-31", 1, "2027-02-28"},
		{"2027-01-31", 2, "2027-03-31"}, // counted from the original day: no creep
		{"2028-01-31", 1, "2028-02-29"},
		{"2027-03-31", -1, "2027-02-28"},
		{"2027-11-15", 3, "2028-02-15"},
		{"2027-01-15", -13, "2025-12-15"},
		{"2027-05-05", 0, "2027-05-05"},
		{"1900-01-31", -1, "1900-01-01"},
	}
	for _, tt := range tests {
		if got := MustParse(tt.from).AddMonths(tt.n); got != MustParse(tt.want) {
			t.Errorf("%s + %d months = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
	if got := MustParse("2200-12-01").AddMonths(1); got != EndOfTime {
		t.Errorf("past the last month: %s", got)
	}
	if got := MustParse("2027-01-01").AddMonths(math.MaxInt); got != EndOfTime {
		t.Errorf("far past the last month: %s", got)
	}
	if got := MustParse("2027-01-01").AddMonths(math.MinInt); got != StartOfTime {
		t.Errorf("far before the first month: %s", got)
	}
	if got := EndOfTime.AddMonths(-3); got != EndOfTime {
		t.Errorf("an open end moved to %s", got)
	}
}

func TestMonthsBetween(t *testing.T) {
	tests := []struct {
		from, to           string
		touched, completed int
	}{
		{"2027-03-12", "2027-03-12", 1, 0},
		{"2027-03-12", "2027-04-11", 2, 0},
		{"2027-03-12", "2027-04-12", 2, 1},
		{"2027-03-12", "2028-03-12", 13, 12},
		{"2027-01-31", "2027-02-27", 2, 0},
		{"2027-01-31", "2027-02-28", 2, 1}, // a day past the month's end falls on its last day
		{"2027-01-31", "2027-03-30", 3, 1},
		{"2027-01-31", "2027-03-31", 3, 2},
		{"2028-02-29", "2029-02-28", 13, 12},
		{"2027-01-31", "2027-02-01", 2, 0},
		{"2027-04-12", "2027-03-12", 0, -1},
		{"2027-04-11", "2027-03-12", 0, 0},
	}
	for _, tt := range tests {
		from, to := MustParse(tt.from), MustParse(tt.to)
		if got := MonthsTouched(from, to); got != tt.touched {
			t.Errorf("months touched from %s to %s: %d, want %d", from, to, got, tt.touched)
		}
		if got := CompletedMonths(from, to); got != tt.completed {
			t.Errorf("completed months from %s to %s: %d, want %d", from, to, got, tt.completed)
		}
	}
}

func TestDateAsText(t *testing.T) {
	in := map[string]Date{"from": MustParse("2027-01-31"), "before": EndOfTime}
	b, err := json.Marshal(in)
	if want := `{"before":"end of time","from":"2027-01-31"}`; err != nil || string(b) != want {
		t.Fatalf("%s, %v", b, err)
	}
	var out map[string]Date
	if err := json.Unmarshal(b, &out); err != nil || out["from"] != in["from"] || out["before"] != EndOfTime {
		t.Errorf("%v, %v", out, err)
	}
}

func FuzzDate(f *testing.F) {
	f.Add("2027-01-31", 1, int64(0))
	f.Add("2000-02-29", -48, int64(-1))
	f.Add("2200-12-31", 5000, int64(math.MaxInt64))
	f.Add("1900-01-01", -1, int64(math.MinInt64))
	f.Fuzz(func(t *testing.T, s string, n int, seconds int64) {
		if d := DateOf(time.Unix(seconds, 0), time.UTC); d.Valid() {
			if got := d.Time(time.UTC).Unix(); got > seconds || seconds-got >= 86400 {
				t.Fatalf("second %d is on %s, which starts at %d", seconds, d, got)
			}
		}
		d, err := ParseDate(s)
		want, stdErr := time.Parse("2006-01-02", s)
		if ok := stdErr == nil && want.Year() >= 1900 && want.Year() <= 2200; ok != (err == nil) {
			t.Fatalf("%q: %v; the standard library: %v", s, err, stdErr)
		}
		if err != nil {
			return
		}
		if d.String() != s || DateOf(want, time.UTC) != d || !d.Time(time.UTC).Equal(want) {
			t.Fatalf("%q is %s", s, d)
		}
		later := d.AddMonths(n)
		if later == EndOfTime || later == StartOfTime {
			return
		}
		if later.Day() > d.Day() || MonthsTouched(d, later)-1 != n {
			t.Fatalf("%s + %d months = %s", d, n, later)
		}
		if n >= 0 && CompletedMonths(d, later) != n {
			t.Fatalf("%d completed months from %s to %s, want %d", CompletedMonths(d, later), d, later, n)
		}
		if n > 0 && CompletedMonths(d, later-1) != n-1 {
			t.Fatalf("the day before %s completes month %d of %s", later, n, d)
		}
	})
}
