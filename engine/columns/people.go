package columns

import "rainmaker/calendar"

// Staff are the people that deals may name, by number, and their reporting lines.
type Staff struct {
	IDs []string
	// Numbers are the people's numbers by id.
	Numbers map[string]int32
	// On is when each is on the plan; empty for who is not.
	On []calendar.Span
	// Managers are the reporting lines of each, oldest first.
	Managers [][]Reports
	above    chains
}

// Reports says to whom somebody reports from a day on: a person's number, Nobody, or Stranger for an id that is no person's.
type Reports struct {
	From    calendar.Date
	Manager int32
}

// Nobody and Stranger stand for a manager there is not, and for one who is not known.
const (
	Nobody   int32 = -1
	Stranger int32 = -2
)

// numbers are the people that the words of a column name; Stranger for a word that names nobody.
func (s *Staff) numbers(words []string) []int32 {
	out := make([]int32, len(words))
	for code, word := range words {
		n, ok := s.Numbers[word]
		if !ok {
			n = Stranger
		}
		out[code] = n
	}
	return out
}

// Grid is the pay periods, one after another without a gap.
type Grid struct {
	Spans []calendar.Span
	at    []int16 // by day
}

// NewGrid numbers the days of pay periods.
func NewGrid(spans []calendar.Span) Grid {
	g := Grid{Spans: spans}
	for i, s := range spans {
		for range s.Days() {
			g.at = append(g.at, int16(i)) //nolint:gosec // periods
		}
	}
	return g
}

// period is the pay period of a day; -1 outside of all.
func (g *Grid) period(on calendar.Date) int {
	if len(g.Spans) == 0 {
		return -1
	}
	n := int(on) - int(g.Spans[0].From)
	if n < 0 || n >= len(g.at) {
		return -1
	}
	return int(g.at[n])
}
