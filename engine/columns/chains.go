package columns

import (
	"slices"

	"rainmaker/calendar"
)

// chains are the managers above each person, worked out once for all deals: from the nearest up, and anew from each day on which
// one of them changes. A chain that ends in Stranger has a manager who is not known.
type chains struct {
	last     []stretch // by person: the latest, which is the only one of most
	of       []int32   // where each person's stretches begin; one more at the end
	stretch  []stretch
	managers []int32
}

// stretch is a chain and the day from which it holds.
type stretch struct {
	from        calendar.Date
	first, over int32 // among managers
}

// chain makes the chains; staff are complete.
func (s *Staff) chain() {
	s.above = chains{of: make([]int32, 0, len(s.IDs)+1)}
	for who := range s.IDs {
		s.above.of = append(s.above.of, int32(len(s.above.stretch))) //nolint:gosec // people and their changes
		for from := calendar.StartOfTime; from < calendar.EndOfTime; {
			from = s.climb(int32(who), from) //nolint:gosec // people
		}
		s.above.last = append(s.above.last, s.above.stretch[len(s.above.stretch)-1])
	}
	s.above.of = append(s.above.of, int32(len(s.above.stretch))) //nolint:gosec // as above
}

// climb adds the chain above somebody on a day, and gives the day on which it changes.
func (s *Staff) climb(who int32, on calendar.Date) (before calendar.Date) {
	c := &s.above
	first := len(c.managers)
	before = calendar.EndOfTime
	for below := who; ; {
		manager, changes := s.manager(below, on)
		before = min(before, changes)
		if manager == Nobody || manager == who || slices.Contains(c.managers[first:], manager) {
			break
		}
		c.managers = append(c.managers, manager)
		if manager == Stranger {
			break
		}
		below = manager
	}
	c.stretch = append(c.stretch, stretch{on, int32(first), int32(len(c.managers))}) //nolint:gosec // people and their changes
	return before
}

// manager is whom somebody reports to on a day, and until when.
func (s *Staff) manager(of int32, on calendar.Date) (manager int32, before calendar.Date) {
	lines := s.Managers[of]
	before = calendar.EndOfTime
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i].From <= on {
			return lines[i].Manager, before
		}
		before = lines[i].From
	}
	return Nobody, before
}

// over are the managers above somebody on a day.
func (c *chains) over(who int32, on calendar.Date) []int32 {
	s := &c.last[who]
	if on < s.from {
		s = c.earlier(who, on)
	}
	return c.managers[s.first:s.over]
}

func (c *chains) earlier(who int32, on calendar.Date) *stretch {
	i := c.of[who+1] - 1
	for i > c.of[who] && c.stretch[i].from > on {
		i--
	}
	return &c.stretch[i]
}
