package oracle

import (
	"slices"

	"rainmaker/calendar"
)

// versions makes the letter that follows: the same one with some of what it says changed, from a day inside of the first one's.
func (m *maker) versions() {
	if m.period() == "period" || !m.chance(25) {
		return
	}
	whole := m.w.Plan.Effective.Span
	from := max(m.turn(), whole.From+1)
	if from >= whole.Before || m.chance(30) {
		from = whole.From.AddDays(m.between(20, whole.Days()-20))
	}
	newer := m.w.clone().Letter
	newer.Plan.Effective = days(calendar.Span{From: from, Before: whole.Before.AddDays(m.between(0, 1) * m.between(0, 60))})
	m.w.Newer = &newer
	older := m.w.Letter
	m.w.Letter = newer // what is made here is made for the newer letter
	for n := m.between(2, 5); n > 0; {
		if m.changes(m.r.IntN(changeKinds)) {
			n--
		}
	}
	newer, m.w.Letter = m.w.Letter, older
	m.w.Newer = &newer
	if newer.sharedText() != older.sharedText() { // each with terms of its own
		newer.Layout.Terms = false
		m.w.Layout.Terms = false
	}
	x := m.w.Expected()
	if m.w.expected = &x; len(x.Blocked) > 0 { // what one letter blocks in the windows of another is not said
		m.w.Newer, m.w.expected = nil, nil
	}
}

const changeKinds = 15

// changes makes one change of a kind, if there is what it would change.
func (m *maker) changes(kind int) bool {
	l := &m.w.Letter
	var c *Component
	if len(l.Components) > 0 {
		c = &l.Components[m.r.IntN(len(l.Components))]
	}
	switch {
	case kind < 8 && c == nil:
		return false
	case kind < 8:
		return m.changesComponent(c, kind)
	case kind == 8:
		return m.changesNumber()
	case kind == 9:
		return m.changesTable()
	case kind == 10 && len(l.Pools) > 0:
		p := &l.Pools[m.r.IntN(len(l.Pools))]
		p.Fund = m.cash(rat(int64(m.between(1000, 9000)), 7))
	case kind == 10 && len(l.Contests) > 0:
		x := &l.Contests[m.r.IntN(len(l.Contests))]
		x.Prizes = slices.Clone(x.Prizes)
		x.Prizes[0] = m.cash(rat(int64(m.between(3000, 5000)), 1))
	case kind == 11 && len(l.Caps) > 0:
		x := &l.Caps[m.r.IntN(len(l.Caps))]
		x.At = m.cash(times(rat(int64(10000*monthsIn(x.Window)), 1), int64(m.between(10, 90)), 1000))
	case kind == 12 && len(l.Clawbacks) > 0:
		x := &l.Clawbacks[m.r.IntN(len(l.Clawbacks))]
		x.Take, x.Each = rat(int64(m.between(1, 4)), 4), ""
		x.In = pick(m, "60 days", "120 days", "180 days", "6 months")
	case kind == 13 && len(l.Steps) > 0:
		return m.changesStep(&l.Steps[m.r.IntN(len(l.Steps))])
	case kind == 14:
		return m.changesCredit()
	default:
		return false
	}
	return true
}

// changesComponent changes what a component says.
func (m *maker) changesComponent(c *Component, kind int) bool {
	_, literal := c.Rate.(Percent)
	switch {
	case kind == 0 && literal:
		c.Rate = Percent{rat(int64(m.between(5, 125)), 1000)}
	case kind == 0 && c.Rate != nil && c.On != "held_meetings":
		c.Rate = Percent{rat(int64(m.between(5, 125)), 1000)}
	case kind == 1 && c.Tiers != nil && !c.Bonus && c.On != "held_meetings":
		t := *c.Tiers
		t.Steps = slices.Clone(t.Steps)
		m.factors(&t)
		c.Tiers = &t
	case kind == 2 && !c.Bonus:
		amount := m.cash(times(m.quota, int64(m.between(1, 40)), 1000))
		if m.chance(50) {
			c.Cap = amount
		} else {
			c.Floor = amount
		}
	case kind == 3 && len(c.Gates) > 0:
		c.Gates = c.Gates[:len(c.Gates)-1]
	case kind == 4 && len(c.Limits) > 0:
		l := &c.Limits[m.r.IntN(len(c.Limits))]
		window := (&oracle{w: &m.w}).named(l.Window)
		l.Amount = m.cash(times(rat(int64(10000*monthsIn(window)), 1), int64(m.between(5, 60)), 1000))
	case kind == 5:
		c.Times = []Expr{Number{rat(int64(m.between(1, 6)), 4)}}
	case kind == 6 && m.chance(50):
		c.Payable = m.payable(c)
	case kind == 7 && !c.Bonus && len(c.Where) > 0:
		c.Where = c.Where[:len(c.Where)-1]
	default:
		return false
	}
	return true
}

// changesNumber changes what the plan gives: not inside of a period of what is not prorated.
func (m *maker) changesNumber() bool {
	from := m.w.Plan.Effective.Span.From
	for i := range m.w.Params {
		p := &m.w.Params[i]
		if p.Default == nil || p.Flow != nil && !p.Flow.Prorated && !m.atEdge(p.Flow, from) {
			continue
		}
		if p.Flow != nil {
			p.Default = m.cash(m.flowAmount(p.Flow, pick[int64](m, 50, 80, 125, 200)))
		} else {
			p.Default = Percent{rat(int64(m.between(5, 125)), 1000)}
		}
		return true
	}
	return false
}

// changesTable changes the rows of a table that is looked up, or of a quota by an attribute.
func (m *maker) changesTable() bool {
	from := m.w.Plan.Effective.Span.From
	for i := range m.w.Tables {
		t := &m.w.Tables[i]
		if t.Flow != nil && !t.Flow.Prorated && !m.atEdge(t.Flow, from) {
			continue
		}
		t.Rows = slices.Clone(t.Rows)
		for j := range t.Rows {
			switch v := t.Rows[j].Value.(type) {
			case Percent:
				t.Rows[j].Value = Percent{times(v.Value, 4, 5)}
			case Cash:
				t.Rows[j].Value = m.cash(times(v.Value, 5, 4))
			}
		}
		return true
	}
	return false
}

func (m *maker) changesStep(s *SettleStep) bool {
	if cash, ok := s.Amount.(Cash); ok {
		cash.Value = times(cash.Value, 2, 1)
		s.Amount = cash
		return true
	}
	if s.Kind == stepRecover && s.AtMost == nil {
		s.AtMost = Op{"of", Percent{rat(int64(m.between(1, 3)), 4)}, Balance{"payable"}}
		return true
	}
	return false
}

// changesCredit changes who is credited with what: the share of an overlay or of a rollup, or which deals are credited.
func (m *maker) changesCredit() bool {
	c := &m.w.Credits[m.r.IntN(len(m.w.Credits))]
	for i := range c.To {
		if _, ok := c.To[i].Amount.Share.(Percent); ok && c.To[i].Overlay {
			c.To[i].Amount.Share = Percent{rat(int64(m.between(1, 10)), 20)}
			return true
		}
	}
	if c.From == "deal" {
		c.Where = append(c.Where, m.singleCond())
		return true
	}
	return false
}
