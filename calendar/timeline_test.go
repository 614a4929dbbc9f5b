package calendar

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestSpan(t *testing.T) {
	a := Span{MustParse("2027-01-01"), MustParse("2028-01-01")}
	b := Span{MustParse("2027-12-31"), MustParse("2028-02-01")}
	after := Span{a.Before, b.Before}
	if !a.Contains(a.From) || a.Contains(a.Before) || !a.Contains(a.Last()) || a.Days() != 365 {
		t.Error("half open")
	}
	if got := a.Intersect(b); got.String() != "2027-12-31 before 2028-01-01" || got.Days() != 1 || !a.Overlaps(b) || !b.Overlaps(a) {
		t.Errorf("common days %s", got)
	}
	if a.Overlaps(after) || !a.Intersect(after).IsEmpty() || a.Intersect(after).Days() != 0 {
		t.Error("spans that meet share no day")
	}
	if apart := a.Intersect(Span{5, 9}); !apart.IsEmpty() || apart.Days() != 0 {
		t.Errorf("spans apart share %s", apart)
	}
	if !Forever.Covers(a) || a.Covers(Forever) || !a.Covers(Span{7, 7}) || !a.Covers(a) {
		t.Error("covers")
	}
	for want, s := range map[string]Span{
		"2027-01-01 before 2028-01-01": a,
		"2027-01-01 onwards":           Since(a.From),
		"before 2028-01-01":            {StartOfTime, a.Before},
		"always":                       Forever,
		"2028-01-01 before 2027-01-01": {a.Before, a.From},
	} {
		if s.String() != want {
			t.Errorf("%s, want %s", s, want)
		}
	}
}

func TestTimeline(t *testing.T) {
	day := MustParse
	var quota Timeline[int]
	if _, _, ok := quota.At(0); ok || quota.In(Forever) != nil {
		t.Error("an empty timeline has a value")
	}
	quota.Set(day("2027-07-01"), 300) // not in order
	quota.Set(day("2027-01-01"), 100)
	quota.Set(day("2027-04-01"), 999)
	quota.Set(day("2027-04-01"), 200) // replaces
	quota.End(day("2027-10-01"))
	quota.Set(day("2027-11-15"), 400)

	for _, tt := range []struct {
		on, since string
		want      int
	}{
		{"2026-12-31", "", 0},
		{"2027-01-01", "2027-01-01", 100},
		{"2027-03-31", "2027-01-01", 100},
		{"2027-04-01", "2027-04-01", 200},
		{"2027-09-30", "2027-07-01", 300},
		{"2027-10-01", "", 0},
		{"2027-11-14", "", 0},
		{"2027-11-15", "2027-11-15", 400},
		{"2199-01-01", "2027-11-15", 400},
	} {
		v, since, ok := quota.At(day(tt.on))
		if ok != (tt.since != "") || v != tt.want || ok && since != day(tt.since) {
			t.Errorf("on %s: %d since %s, %v; want %d since %s", tt.on, v, since, ok, tt.want, tt.since)
		}
	}

	for _, tt := range []struct {
		span Span
		want string
	}{
		{Forever, "100 2027-01-01 before 2027-04-01; 200 2027-04-01 before 2027-07-01; 300 2027-07-01 before 2027-10-01; 400 2027-11-15 onwards"},
		{Span{day("2027-03-31"), day("2027-04-02")}, "100 2027-03-31 before 2027-04-01; 200 2027-04-01 before 2027-04-02"},
		{Span{day("2027-02-01"), day("2027-02-02")}, "100 2027-02-01 before 2027-02-02"},
		{Span{day("2027-04-01"), day("2027-07-01")}, "200 2027-04-01 before 2027-07-01"},
		{Span{day("2027-10-01"), day("2027-11-15")}, ""},
		{Span{day("2026-01-01"), day("2027-01-01")}, ""},
		{Span{day("2027-02-02"), day("2027-02-02")}, ""},
	} {
		var got []string
		for _, p := range quota.In(tt.span) {
			got = append(got, fmt.Sprint(p.Value, " ", p.Span))
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("in %s: %s\nwant %s", tt.span, strings.Join(got, "; "), tt.want)
		}
	}

	quota.Set(day("2027-10-01"), 350) // the end is taken back
	if v, _, ok := quota.At(day("2027-10-31")); !ok || v != 350 {
		t.Errorf("after the end was replaced: %d, %v", v, ok)
	}
	defer func() {
		if recover() == nil {
			t.Error("a value was dated at the end of time")
		}
	}()
	quota.Set(EndOfTime, 1)
}

// Whatever is set in whatever order, the pieces agree with At on every day and neither overlap nor touch twice.
func FuzzTimeline(f *testing.F) {
	f.Add([]byte{10, 1, 5, 2, 10, 3, 7, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		var line Timeline[byte]
		obvious := map[Date]byte{} // change by date; 0 ends
		for i := 0; i+1 < len(data); i += 2 {
			d, v := Date(data[i]), data[i+1]
			if obvious[d] = v; v == 0 {
				line.End(d)
			} else {
				line.Set(d, v)
			}
		}
		pieces := line.In(Span{0, 260})
		var last byte
		for d := Date(0); d < 260; d++ {
			if v, ok := obvious[d]; ok {
				last = v
			}
			v, since, ok := line.At(d)
			if v != last || ok != (last != 0) || ok && (since > d || obvious[since] != v) {
				t.Fatalf("on day %d: %d since %d, %v; want %d", d, v, since, ok, last)
			}
			for len(pieces) > 0 && pieces[0].Span.Before <= d {
				pieces = pieces[1:]
			}
			if in := len(pieces) > 0 && pieces[0].Span.Contains(d); in != ok || in && pieces[0].Value != v {
				t.Fatalf("day %d: pieces %v, value %d, %v", d, pieces, v, ok)
			}
		}
	})
}

func TestZone(t *testing.T) {
	zone, err := LoadZone("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	c := Fiscal(time.January)
	tests := []struct {
		instant, date string
		u             Unit
		near          bool
	}{
		{"2027-04-01T06:30:00Z", "2027-03-31", Quarter, true}, // already April in London
		{"2027-04-01T07:30:00Z", "2027-04-01", Quarter, true},
		{"2027-04-02T06:59:00Z", "2027-04-01", Quarter, true},
		{"2027-04-02T07:00:00Z", "2027-04-02", Quarter, false}, // a whole day after the edge
		{"2027-03-31T06:59:00Z", "2027-03-30", Quarter, false},
		{"2027-05-01T03:00:00Z", "2027-04-30", Quarter, false},
		{"2027-05-01T03:00:00Z", "2027-04-30", Month, true},
		{"2201-06-01T00:00:00Z", "end of time", Month, true},
	}
	for _, tt := range tests {
		at, err := time.Parse(time.RFC3339, tt.instant)
		if err != nil {
			t.Fatal(err)
		}
		if d, near := zone.DateOf(at), zone.NearEdge(at, c, tt.u); d.String() != tt.date || near != tt.near {
			t.Errorf("%s is %s, near the edge of its %s: %v; want %s, %v", tt.instant, d, tt.u, near, tt.date, tt.near)
		}
	}
	for _, name := range []string{"", "Local", "Mars/Olympus"} {
		if z, err := LoadZone(name); err == nil {
			t.Errorf("zone %q is %s", name, z)
		}
	}
	if NewZone(time.UTC).String() != "UTC" {
		t.Error("UTC")
	}
	defer func() {
		if recover() == nil {
			t.Error("no zone gave a date")
		}
	}()
	Zone{}.DateOf(time.Unix(0, 0))
}

func TestMidnightThatIsSkipped(t *testing.T) {
	zone, err := LoadZone("America/Sao_Paulo")
	if err != nil {
		t.Fatal(err)
	}
	d := MustParse("2018-11-04") // clocks went from 00:00 to 01:00
	at := d.Time(zone.Location())
	if got := at.Format(time.RFC3339); got != "2018-11-04T01:00:00-02:00" || zone.DateOf(at) != d || zone.DateOf(at.Add(-time.Second)) != d-1 {
		t.Errorf("%s starts at %s", d, got)
	}
}

func TestDateOfOutOfRange(t *testing.T) {
	for _, y := range []int{1, 1899, 2201, 100_000_000} {
		if d := DateOf(time.Date(y, 6, 1, 0, 0, 0, 0, time.UTC), time.UTC); d.Valid() {
			t.Errorf("June %d is %s, a valid date", y, d)
		}
	}
}
