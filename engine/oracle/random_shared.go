package oracle

import (
	"math/big"
	"slices"
)

// shared makes pools, contests and caps over components.
func (m *maker) shared(deals []subject) {
	if m.w.PaidIn != nil {
		return
	}
	often := 0 // where pay periods are each person's own
	if m.period() == "period" {
		often = 40
	}
	if m.chance(23 + often) {
		m.pool(pick(m, deals...))
	}
	if m.chance(31 + often) {
		m.contest(pick(m, deals...))
	}
	if m.chance(90) && rank(m.period()) >= 0 {
		m.capOver()
	}
}

// calendarWindow is a window of the calendar, often as long as the plan's period.
func (m *maker) calendarWindow() string {
	if rank(m.period()) < 0 { // pay periods are others than the calendar's
		return pick(m, "quarter", "quarter", "half")
	}
	for {
		if name, _ := m.window(); rank(name) >= 0 && name != "plan" {
			return name
		}
	}
}

// plainRatio is what somebody sold over their quota.
func (m *maker) plainRatio(s subject, window string) Expr {
	quota := m.quotaFor(window)
	sold := Aggregate{Fn: "sum", Credit: s.credit, Role: s.role}
	return MeasureRef{m.measured("reached", window, If{
		Op{"/", sold, quota}, Test{quota, ">", m.cash(new(big.Rat))}, Percent{new(big.Rat)},
	})}
}

// takers are who takes part, and perhaps what they must have reached.
func (m *maker) takers(s subject, window string) (string, Cond) {
	among := "everyone"
	switch {
	case m.chance(35):
		among = pick(m, "direct reports", "all reports")
	case len(m.w.Attributes) > 0 && m.chance(50):
		among = m.group()
	}
	if m.chance(50) {
		return among, nil
	}
	if m.chance(50) && rank(m.period()) >= 0 {
		return among, Test{m.plainRatio(s, window), ">=", Percent{rat(int64(m.between(1, 3)), 4)}}
	}
	return among, Test{MeasureRef{m.sold(s, window)}, ">", m.cash(new(big.Rat))}
}

func (m *maker) pool(s subject) {
	window := m.calendarWindow()
	p := Pool{Name: m.name("shared_pool"), Window: window}
	p.Among, p.Where = m.takers(s, window)
	p.Fund = m.cash(rat(int64(m.between(1000, 9000)), 7))
	if m.chance(40) {
		p.Fund = Op{"of", Percent{rat(int64(m.between(1, 4)), 100)}, Aggregate{Fn: "sum", Credit: s.credit, Role: s.role, Of: "everyone"}}
	}
	if m.chance(50) {
		p.By = MeasureRef{m.sold(s, window)}
	}
	m.w.Pools = append(m.w.Pools, p)
}

func (m *maker) contest(s subject) {
	window := m.calendarWindow()
	c := Contest{Name: m.name("race"), Window: window, Ties: pick(m, tiesShare, tiesWin, tiesBroken)}
	c.Among, c.Where = m.takers(s, window)
	c.Rank = MeasureRef{m.sold(s, window)}
	switch {
	case m.chance(40): // often a tie
		c.Rank = MeasureRef{m.measured("deals", window, Aggregate{Fn: "count", Credit: s.credit, Role: s.role})}
	case m.chance(30) && rank(m.period()) >= 0:
		c.Rank = m.plainRatio(s, window)
	}
	if c.Ties == tiesBroken {
		c.Broken = MeasureRef{m.sold(s, window)}
	}
	for i := range m.between(1, 3) {
		c.Prizes = append(c.Prizes, m.cash(rat(int64(3000-900*i), 1)))
	}
	m.w.Contests = append(m.w.Contests, c)
}

// capOver limits several components together.
func (m *maker) capOver() {
	window := m.calendarWindow()
	var on []string
	for _, c := range m.w.Components {
		own := (&oracle{w: &m.w}).named(c.Window)
		longer := func(l Limit) bool { // its own lines would reach out of the cap's window
			at := (&oracle{w: &m.w}).named(l.Window)
			return at != own && (l.Floor || l.Carried) && rank(at) > rank(window)
		}
		if rank(own) >= 0 && rank(own) <= rank(window) && !slices.ContainsFunc(c.Limits, longer) {
			on = append(on, c.Name)
		}
	}
	if len(on) < 2 {
		return
	}
	m.r.Shuffle(len(on), func(i, j int) { on[i], on[j] = on[j], on[i] })
	m.w.Caps = append(m.w.Caps, CapOver{
		Name: m.name("limit"), On: on[:2], Window: window, Carried: m.chance(75),
		At: m.cash(times(rat(int64(10000*monthsIn(window)), 1), int64(m.between(10, 90)), 1000)),
	})
}
