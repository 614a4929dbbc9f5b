package calendar

import (
	"fmt"
	"time"
)

// Zone is the company's pay time zone. An instant becomes a date in it once, at import, and is a date ever after. The zero
// value is no zone: using it panics, because a guessed zone moves deals between periods.
type Zone struct {
	loc *time.Location
}

// NewZone is the zone of loc. It panics when loc is nil.
func NewZone(loc *time.Location) Zone {
	if loc == nil {
		panic("calendar: a pay time zone needs a location")
	}
	return Zone{loc}
}

// LoadZone is the zone with a name of the IANA database, such as "Europe/Zurich". "" and "Local" are refused: they would be
// whatever the machine has.
func LoadZone(name string) (Zone, error) {
	if name == "" || name == "Local" {
		return Zone{}, fmt.Errorf("time zone %q depends on the machine: write a name such as Europe/Zurich", name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return Zone{}, fmt.Errorf("time zone %q: write a name of the IANA database such as Europe/Zurich: %w", name, err)
	}
	return Zone{loc}, nil
}

// Location is the zone for formatting times.
func (z Zone) Location() *time.Location {
	if z.loc == nil {
		panic("calendar: no pay time zone was set")
	}
	return z.loc
}

// String is the zone's name.
func (z Zone) String() string { return z.Location().String() }

// DateOf is the pay date of an instant; see [DateOf].
func (z Zone) DateOf(instant time.Time) Date { return DateOf(instant, z.Location()) }

// NearEdge reports whether an instant is within 24 hours of the edge of its period, so that another time zone might have put
// it into the neighbouring one and a person should look. It is true, too, where the calendar has no period for the instant.
func (z Zone) NearEdge(instant time.Time, c Calendar, u Unit) bool {
	s, err := c.SpanOf(u, z.DateOf(instant))
	if err != nil {
		return true
	}
	return !s.Contains(z.DateOf(instant.Add(-24*time.Hour))) || !s.Contains(z.DateOf(instant.Add(24*time.Hour)))
}
