package oracle

import (
	"fmt"

	"rainmaker/calendar"
)

func (m *maker) spiff(s subject) {
	window, written := m.window()
	c := m.newComponent("push", s, written)
	c.Spiff, c.During = true, m.during()
	for range 1 + m.between(0, 2)/2 {
		c.Where = append(c.Where, m.componentCond(s))
	}
	m.earns(&c, s, window)
	m.limits(&c, window)
	m.w.Components = append(m.w.Components, c)
}

func (m *maker) during() *Range {
	q := m.between(1, 4)
	first, last := m.parse(fmt.Sprintf("2027Q%d", q)), m.parse(fmt.Sprintf("2027Q%d", m.between(q, 4)))
	switch {
	case m.chance(30):
		from := m.someDay()
		r := days(calendar.Span{From: from, Before: from.AddDays(m.between(20, 250))})
		return &r
	case m.months && m.chance(40):
		p, err := m.w.Calendar.Period(calendar.Month, first.Span.From)
		n, err2 := m.w.Calendar.Period(calendar.Month, last.Span.Last())
		if err != nil || err2 != nil {
			panic("oracle: a fiscal calendar without months")
		}
		return &Range{p.Label + ".." + n.Label, calendar.Span{From: p.Span.From, Before: n.Span.Before}}
	case first == last:
		return &Range{first.Label, first.Span}
	}
	return &Range{first.Label + ".." + last.Label, calendar.Span{From: first.Span.From, Before: last.Span.Before}}
}

func (m *maker) flat(s subject) {
	window, written := m.window()
	c := m.newComponent("flat", s, written)
	m.earns(&c, s, window)
	if m.chance(30) {
		c.Where = append(c.Where, m.componentCond(s))
	}
	m.limits(&c, window)
	m.catalogue(&c, s, window)
	m.w.Components = append(m.w.Components, c)
}

// perEvent puts every deal through the tiers by itself.
func (m *maker) perEvent(s subject) {
	c := m.newComponent("apiece", s, "deal")
	var by Expr = Aggregate{Fn: "sum", Credit: s.credit, Role: s.role}
	if m.chance(40) {
		name := m.name("size")
		m.w.Measures = append(m.w.Measures, Measure{name, by, "deal"})
		by = MeasureRef{name}
	}
	c.Tiers = &Tiers{By: by, Steps: m.steps(func(percent int64) Expr { return m.edge(times(m.quota, percent, 400)) })}
	if m.chance(30) {
		c.Tiers.Times, c.Rate = true, m.percentParam()
	}
	m.factors(c.Tiers)
	m.whole(c.Tiers)
	m.limits(&c, "")
	m.eachEvent(&c, s)
	m.w.Components = append(m.w.Components, c)
}

// meetings pays for counted credits.
func (m *maker) meetings() {
	window, written := m.window()
	s := subject{"held_meetings", "sdr", true}
	c := m.newComponent("meetings", s, written)
	sum := Aggregate{Fn: "sum", Credit: s.credit, Role: s.role}
	switch weighted(m, "goal", 35, "tiers", 35, "pay", 30) {
	case "goal":
		goal := Param{Name: m.name("goal"), Type: "number", Flow: m.flow(window)}
		m.w.Params = append(m.w.Params, goal)
		name := m.name("meeting_attainment")
		m.w.Measures = append(m.w.Measures, Measure{name, Op{"/", sum, ParamRef{Name: goal.Name}}, m.written(window)})
		c.Rate = m.cash(rat(int64(m.between(100, 200)), 3))
		c.Tiers = &Tiers{By: MeasureRef{name}, Times: true, Steps: m.steps(func(percent int64) Expr {
			return Percent{rat(percent, 100)}
		})}
		m.factors(c.Tiers)
	case "tiers":
		c.Tiers = &Tiers{By: sum, Steps: []Step{
			{From: Number{rat(0, 1)}, Value: m.cash(rat(60, 1))},
			{From: Number{rat(int64(m.between(1, 3)), 1)}, Above: m.chance(40), Value: m.cash(rat(90, 1))},
		}}
	default:
		c.Pay = pick[Expr](m, m.cash(rat(50, 1)), Op{"x", m.cash(rat(25, 3)), Credited{}})
		c.Where = append(c.Where, Test{Field{"points"}, ">", Number{rat(1, 1)}})
	}
	m.w.Components = append(m.w.Components, c)
}

// curiosities are measures that nothing pays on; the two calculations must still agree on them.
func (m *maker) curiosities(deals []subject) {
	if m.chance(12) {
		m.onceEach(pick(m, deals...))
	}
	for range m.between(0, 2) {
		s := pick(m, deals...)
		a := Aggregate{Fn: pick(m, "count", "average", "largest", "sum"), Credit: s.credit, Role: s.role}
		if m.chance(50) {
			a.Where = Is{Field: "product", Values: []string{"core", "nova"}, Inside: true}
		}
		var e Expr = a
		count := Aggregate{Fn: "count", Credit: s.credit, Role: s.role, Where: a.Where}
		switch a.Fn {
		case "average", "largest":
			if m.chance(50) { // of none it is 0
				break
			}
			e = If{a, Test{count, ">", Number{rat(0, 1)}}, m.cash(rat(0, 1))}
		case "sum":
			floor := m.cash(times(m.quota, 1, 2))
			floor.Bare = true
			e = Extreme{Max: m.chance(50), Args: []Expr{a, floor}}
		}
		_, written := m.window()
		m.w.Measures = append(m.w.Measures, Measure{m.name("curious"), e, written})
	}
	if m.chance(30) && rank(m.period()) >= 0 {
		m.measured("elapsed", m.period(), m.nthOf())
		m.measured("long", m.period(), DaysFrom{Moment{Edge: "start", Of: pick(m, "plan", "quarter", "year")}, Moment{Edge: "end", Of: pick(m, "quarter", "year")}})
	}
}
