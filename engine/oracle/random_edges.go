package oracle

import "rainmaker/calendar"

// partUnit is the unit on whose edges a value that is not prorated may change.
func (m *maker) partUnit(f *Flow) (calendar.Unit, bool) {
	name := f.Per
	if name == "period" || f.Spread != spreadNot {
		name = m.w.Plan.Period
	}
	return unit(name)
}

// edgeOf is the start of the part of a flow in which a day lies.
func (m *maker) edgeOf(f *Flow, d calendar.Date) calendar.Date {
	u, ok := m.partUnit(f)
	if !ok { // the pay periods are made by the quota's own dates: no other day is safe
		return calendar.StartOfTime
	}
	s, err := m.w.Calendar.SpanOf(u, d)
	if err != nil {
		panic("oracle: " + err.Error())
	}
	return s.From
}

func (m *maker) atEdge(f *Flow, d calendar.Date) bool { return m.edgeOf(f, d) == d || m.chance(10) }
