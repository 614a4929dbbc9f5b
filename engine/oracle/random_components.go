package oracle

import (
	"fmt"
	"math/big"
	"slices"

	"rainmaker/calendar"
)

// subject is what a component pays on.
type subject struct {
	credit, role string
	count        bool // credits are numbers, not money
}

func (m *maker) components() {
	m.quota = rat(10000*int64(monthsIn(m.period())), 1)
	if m.period() == "period" { // the parameter whose dates make the pay periods
		m.w.Params = append(m.w.Params, Param{Name: m.name("quota"), Type: "money", Flow: &Flow{Per: "period"}})
	}
	deals := []subject{{"sales", "rep", false}, {"sales", "rep", false}, {"sales", "", false}}
	for _, c := range m.w.Credits {
		switch c.Name {
		case "renewals":
			deals = append(deals, subject{"renewals", "renewer", false})
		case "team":
			deals = append(deals, subject{"team", "manager", false}, subject{"team", "manager", false})
		case "area":
			deals = append(deals, subject{"area", "director", false})
		}
	}
	if slices.ContainsFunc(m.w.Credits[0].To, func(t Target) bool { return t.Role == "engineer" }) {
		deals = append(deals, subject{"sales", "engineer", false})
	}
	m.tiered(deals[m.r.IntN(min(3, len(deals)))])
	if m.credited("held_meetings") {
		m.meetings()
	}
	for range m.between(0, 2) {
		s := pick(m, deals...)
		switch weighted(m, "tiers", 27, "spiff", 27, "flat", 19, "event", 27) {
		case "tiers":
			m.tiered(s)
		case "spiff":
			m.spiff(s)
		case "flat":
			m.flat(s)
		case "event":
			m.perEvent(s)
		}
	}
	for m.chance(66) && len(m.w.Components) < 6 {
		m.bonus(pick(m, deals...))
	}
	m.onInvoices()
	m.onReviews()
	m.onReceipts()
	m.shared(deals)
	m.curiosities(deals)
}

func (m *maker) credited(name string) bool { return m.w.credit(name) != nil }

func (m *maker) newComponent(stem string, s subject, window string) Component {
	c := Component{Name: m.name(stem), On: s.credit, Role: s.role, Window: window}
	if m.chance(50) {
		c.Label = fmt.Sprintf("The %s", c.Name)
	}
	return c
}

// tiered is a commission whose tiers go by attainment, or by a sum.
func (m *maker) tiered(s subject) {
	window, written := m.window()
	wide := m.longer(window)
	c := m.newComponent("base", s, written)
	by, steps := m.position(s, window, wide)
	c.Tiers = &Tiers{By: by, Steps: steps, Times: m.chance(65)}
	if c.Tiers.Times {
		m.earns(&c, s, window)
	}
	m.factors(c.Tiers)
	m.whole(c.Tiers)
	if m.chance(25) {
		c.Where = append(c.Where, m.componentCond(s))
	}
	m.limits(&c, window)
	m.catalogue(&c, s, window)
	m.w.Components = append(m.w.Components, c)
}

// position makes the measure that tiers go by, and where they begin. The measure counts every credit of the subject.
func (m *maker) position(s subject, window, wide string) (Expr, []Step) {
	var sum Expr = Aggregate{Fn: "sum", Credit: s.credit, Role: s.role, Of: m.team(8)}
	m.quota = rat(10000*int64(monthsIn(wide)), 1)
	if m.chance(25) { // by the sum itself
		steps := m.steps(func(percent int64) Expr { return m.edge(times(m.quota, percent, 100)) })
		if wide == window && m.chance(40) {
			return sum, steps
		}
		name := m.name("sold")
		m.w.Measures = append(m.w.Measures, Measure{name, sum, m.written(wide)})
		return MeasureRef{name}, steps
	}
	switch {
	case s.credit == "sales" && m.credited("renewals") && m.chance(60):
		var other Expr = Aggregate{Fn: "sum", Credit: "renewals", Role: "renewer"}
		if m.chance(50) {
			other = Op{"x", Percent{rat(1, 2)}, other}
		}
		sum = Bracket{Op{"+", sum, other}}
	case m.chance(25):
		name := m.name("sold")
		m.w.Measures = append(m.w.Measures, Measure{name, sum, m.written(wide)})
		sum = MeasureRef{name}
	}
	quota := m.quotaFor(window, wide)
	if a, plain := sum.(Aggregate); plain && a.Of == "" && m.chance(40) {
		quota, a.Across = m.widely(quota, wide)
		sum = a
	}
	var ratio Expr = Op{"/", sum, quota}
	if m.chance(25) {
		ratio = If{ratio, Test{quota, ">", m.cash(rat(0, 1))}, Percent{rat(0, 1)}}
	}
	name := m.name("attainment")
	m.w.Measures = append(m.w.Measures, Measure{name, ratio, m.written(wide)})
	return MeasureRef{name}, m.steps(func(percent int64) Expr {
		m.bounds = append(m.bounds, times(m.quota, percent, 100))
		return Percent{rat(percent, 100)}
	})
}

// edge is a literal amount that deals will be made to meet.
func (m *maker) edge(amount *big.Rat) Cash {
	c := m.cash(amount)
	m.bounds = append(m.bounds, c.Value)
	return c
}

func (m *maker) steps(at func(percent int64) Expr) []Step {
	edges := []int64{25, 50, 80, 100, 125, 150, 200}
	m.r.Shuffle(len(edges), func(i, j int) { edges[i], edges[j] = edges[j], edges[i] })
	edges = edges[:m.between(1, 4)]
	slices.Sort(edges)
	steps := []Step{{From: at(0)}}
	for _, e := range edges {
		steps = append(steps, Step{From: at(e), Above: m.chance(30)})
	}
	return steps
}

// factors fills in what each tier pays.
func (m *maker) factors(t *Tiers) {
	for i := range t.Steps {
		n := int64(100 + 25*i)
		switch {
		case i == 0 && m.chance(20):
			n = 0 // a dead zone
		case m.chance(25):
			n = int64(m.between(0, 8)*25 + i)
		}
		if t.Times {
			t.Steps[i].Value = Number{rat(n, 100)}
		} else {
			t.Steps[i].Value = Percent{rat(n*3+int64(i), 10000)}
			if i > 0 && m.chance(8) {
				t.Steps[i].Value = m.percentParam()
			}
		}
	}
}

// quotaFor is a quota with a value in both windows.
func (m *maker) quotaFor(windows ...string) Expr {
	for _, p := range m.w.Params { // often one quota serves several components
		if p.Type == "money" && p.Flow != nil && p.By == "" && m.serves(p.Flow, windows) && m.chance(50) {
			return ParamRef{Name: p.Name}
		}
	}
	name := m.name("quota")
	f := m.flow(windows...)
	if len(m.w.Attributes) > 0 && m.period() != "period" && !m.elsewhere && m.chance(20) {
		t := Table{Name: name, By: "payee.region", Type: "money", Flow: f, Terms: m.chance(50)}
		for i, v := range []string{"amer", "emea", "apac"} {
			r := Row{Key: v, Value: m.cash(m.flowAmount(f, int64(80+20*i)))}
			if i == 2 && m.chance(40) {
				r.Key = ""
			}
			t.Rows = append(t.Rows, r)
		}
		m.w.Tables = append(m.w.Tables, t)
		return TableRef{name}
	}
	p := Param{Name: name, Type: "money", Flow: f}
	if m.period() != "period" && !m.elsewhere && m.chance(20) {
		p.Default = m.cash(m.flowAmount(f, 100))
	}
	m.w.Params = append(m.w.Params, p)
	return ParamRef{Name: name}
}

// serves reports whether a flow has a value in each of the windows, without a new rule for parts.
func (m *maker) serves(f *Flow, windows []string) bool {
	if m.period() == "period" {
		return true
	}
	per := f.Per
	if per == "period" {
		per = m.period()
	}
	if f.Spread != spreadNot {
		per = m.period()
	}
	return !slices.ContainsFunc(windows, func(w string) bool {
		if w == "week" || per == "week" {
			return w != per
		}
		return rank(per) > rank(w)
	})
}

// flowAmount is about what a flow is worth in its own period.
func (m *maker) flowAmount(f *Flow, percent int64) *big.Rat {
	per := f.Per
	if per == "period" {
		per = m.period()
	}
	n := rat(10000*int64(monthsIn(per)), 1)
	if per == "week" {
		n = rat(2500, 1)
	}
	return times(n, percent, 100)
}

// earns gives a component a rate or pay.
func (m *maker) earns(c *Component, s subject, window string) {
	if m.chance(20) {
		c.Pay = m.pays(s)
		return
	}
	c.Rate = m.rates(s, window)
}

func (m *maker) pays(s subject) Expr {
	switch m.between(0, 6) {
	case 4, 5, 6:
		return Op{"x", m.cash(rat(int64(m.between(1, 9)), 3)), m.apartOf()}
	case 0:
		return m.cash(rat(int64(m.between(20, 90)), 1))
	case 1:
		return Op{"x", m.cash(rat(int64(m.between(1, 9)), 3)), Op{"x", Field{"units"}, Share{}}}
	default:
		return Op{"x", Op{"of", Percent{rat(int64(m.between(5, 40)), 1000)}, Field{"tcv"}}, Share{}}
	}
}

func (m *maker) rates(s subject, window string) Expr {
	percent := func() Expr { return Percent{rat(int64(m.between(5, 125)), 1000)} }
	kind := weighted(m, "literal", 20, "param", 17, "keyed", 8, "target", 20, "product", 10, "region", 14, "size", 9, "if", 14, "min", 8, "grid", 20, "nth", 10)
	switch {
	case kind == "grid":
		return m.gridOf(s, window, percent)
	case kind == "nth":
		return If{percent(), Test{m.nthOf(), pick(m, ">=", "<", "="), Number{rat(int64(m.between(1, 4)), 1)}}, percent()}
	case kind == "param":
		return m.percentParam()
	case kind == "keyed":
		return m.keyedParam()
	case kind == "target":
		target := Param{Name: m.name("target"), Type: "money", Flow: m.flow(window)}
		if m.period() != "period" && m.chance(60) {
			target.Name, target.By, target.Keys = m.name("target_by_product"), "product", []string{"core", "nova", "edge"}
			if len(m.w.Attributes) > 0 && m.chance(40) {
				target.By, target.Keys = "payee.region", []string{"amer", "emea", "apac"}
			}
		}
		m.bounded(&target)
		m.w.Params = append(m.w.Params, target)
		return Op{"/", ParamRef{Name: target.Name}, m.quotaFor(window)}
	case kind == "product":
		rows := []Row{{Key: "core", Value: percent()}, {Key: "nova", Value: percent()}, {Key: "edge", Value: percent()}}
		if m.chance(50) {
			rows[2].Key = ""
		}
		return m.table("product_rate", "product", rows)
	case kind == "region" && len(m.w.Attributes) > 0:
		return m.table("region_rate", "payee.region", []Row{{Key: "emea", Value: percent()}, {Value: percent()}})
	case kind == "size":
		return m.table("size_rate", "tcv", []Row{
			{Bound: m.cash(rat(0, 1)), Value: percent()},
			{Bound: m.edge(times(m.quota, 1, 4)), Above: m.chance(50), Value: percent()},
			{Bound: m.edge(times(m.quota, 1, 2)), Above: m.chance(50), Value: percent()},
		})
	case kind == "if" || kind == "region":
		if other := m.otherMeasure(s, window); other != nil {
			if m.chance(55) {
				return m.tableByMeasure(other, percent)
			}
			return If{percent(), Test{other, ">=", Number{rat(int64(m.between(1, 3)), 1)}}, percent()}
		}
		return percent()
	case kind == "min":
		return Extreme{Max: m.chance(50), Args: []Expr{m.percentParam(), percent()}}
	}
	return percent()
}

func (m *maker) percentParam() Expr {
	p := Param{Name: m.name("pct"), Type: "percent"}
	if m.chance(30) {
		p.Default = Percent{rat(int64(m.between(5, 125)), 1000)}
	}
	m.bounded(&p)
	m.w.Params = append(m.w.Params, p)
	return ParamRef{Name: p.Name}
}

// bounded says between which values an assignment gives a number: all that worlds give lie between them.
func (m *maker) bounded(p *Param) {
	if p.Default != nil || !m.chance(30) {
		return
	}
	if p.Low, p.High = Expr(Percent{new(big.Rat)}), Expr(Percent{rat(125, 1000)}); p.Type == "money" {
		p.Low, p.High = m.cash(new(big.Rat)), m.cash(times(m.flowAmount(p.Flow, 100), 2, 1))
	}
}

func (m *maker) table(stem, by string, rows []Row) Expr {
	t := Table{Name: m.name(stem), By: by, Rows: rows, Terms: m.chance(50)}
	m.w.Tables = append(m.w.Tables, t)
	return TableRef{t.Name}
}

func (m *maker) tableByMeasure(by Expr, value func() Expr) Expr {
	t := Table{Name: m.name("steps"), By: by.(MeasureRef).Name, ByM: true, Rows: []Row{
		{Bound: Number{rat(0, 1)}, Value: value()},
		{Bound: Number{rat(1, 1)}, Value: value()},
		{Bound: Number{rat(2, 1)}, Above: m.chance(50), Value: value()},
	}}
	m.w.Tables = append(m.w.Tables, t)
	return TableRef{t.Name}
}

// otherMeasure counts credits of another rule than the component's, so that no rate depends on what it is paid on.
func (m *maker) otherMeasure(s subject, window string) Expr {
	var a Aggregate
	switch {
	case m.credited("held_meetings"):
		a = Aggregate{Fn: "count", Credit: "held_meetings", Role: "sdr"}
		if m.chance(40) {
			a.Where = Flag{"showed"}
		}
	case m.credited("renewals") && s.credit != "renewals":
		a = Aggregate{Fn: "count", Credit: "renewals", Role: "renewer"}
		if m.chance(40) {
			a.Where = Is{Field: "stage", Values: []string{"won", "open"}, Inside: true}
		}
	default:
		return nil
	}
	name := m.name("helpers")
	m.w.Measures = append(m.w.Measures, Measure{name, a, m.written(window)})
	return MeasureRef{name}
}

func (m *maker) componentCond(s subject) Cond {
	amount := func() Cash { c := m.edge(times(m.quota, int64(m.between(1, 8)), 20)); return c }
	switch m.between(0, 6) {
	case 0:
		return Test{Field{"acv"}, pick(m, ">=", ">"), amount()}
	case 1:
		return Test{Credited{}, pick(m, ">=", "<"), amount()}
	case 2:
		if m.months {
			return MonthOf{pick(m, calendar.Quarter, calendar.Quarter, calendar.Year), pick(m, "=", ">=", "!="), m.between(1, 3)}
		}
	case 3:
		if len(m.w.Attributes) > 0 {
			return Is{Field: "payee.region", Not: m.chance(40), Values: []string{pick(m, "amer", "emea")}}
		}
	case 4:
		return Test{Share{}, pick(m, ">=", "<"), Percent{rat(1, 2)}}
	}
	return m.eventCond()
}

// limits adds a floor or a cap for each event.
func (m *maker) limits(c *Component, window string) {
	amount := func(percent int64) Expr {
		if window != "" && m.chance(15) {
			return Op{"of", Percent{rat(percent, 1000)}, m.quotaFor(window)}
		}
		return m.cash(times(m.quota, percent, 1000))
	}
	if m.chance(22) {
		c.Floor = amount(int64(m.between(1, 15)))
	}
	if m.chance(28) {
		c.Cap = amount(int64(m.between(10, 40)))
	}
}
