package oracle

import (
	"math/big"
	"slices"
	"strings"

	"rainmaker/calendar"
)

// whole makes some tiers whole amount, some of them above one of their bounds only.
func (m *maker) whole(t *Tiers) {
	switch {
	case m.chance(22):
		t.Whole = true
	case m.chance(18) && len(t.Steps) > 1:
		t.Whole = true
		t.Over = pick(m, t.Steps[1:]...).From
	}
}

// keyedParam is a percentage by product, whose rows the assignment fills.
func (m *maker) keyedParam() Expr {
	p := Param{Name: m.name("pct_by_product"), Type: "percent", By: "product", Keys: []string{"core", "nova", "edge"}}
	if len(m.w.Attributes) > 0 && m.chance(30) {
		p.By, p.Keys = "payee.region", []string{"amer", "emea", "apac"}
	}
	m.w.Params = append(m.w.Params, p)
	return ParamRef{Name: p.Name}
}

// catalogue adds what decides a component besides its tiers.
func (m *maker) catalogue(c *Component, s subject, window string) {
	if window == "period" || s.count {
		return
	}
	if m.chance(22) {
		c.Times = append(c.Times, m.factor(s, window))
	}
	if m.chance(20) {
		c.Gates = append(c.Gates, m.gate(s, window))
	}
	if m.chance(30) {
		c.Limits = m.windowLimits(window)
	}
	if m.chance(20) || m.w.PaidIn != nil && m.chance(25) {
		m.exception(c, s, window)
	}
}

// factor is what `times` multiplies by.
func (m *maker) factor(s subject, window string) Expr {
	few := func() Expr { return Number{rat(int64(m.between(1, 6)*25), 100)} }
	switch weighted(m, "product", 20, "region", 20, "literal", 10, "curve", 25, "steps", 20, "age", 15, "grid", 20, "nth", 10) {
	case "grid":
		return m.gridOf(s, window, few)
	case "nth":
		return If{few(), Test{m.nthOf(), pick(m, ">=", "<", "="), Number{rat(int64(m.between(1, 4)), 1)}}, few()}
	case "age":
		unit := "quarter"
		if m.months && m.chance(60) {
			unit = "month"
		}
		return m.table("by_age", unit+" of assignment", []Row{
			{Bound: Number{rat(1, 1)}, Value: few()},
			{Bound: Number{rat(int64(m.between(2, 4)), 1)}, Value: few()},
		})
	case "product":
		return m.table("product_factor", "product", []Row{{Key: "nova", Value: few()}, {Value: few()}})
	case "region":
		if len(m.w.Attributes) > 0 {
			return m.table("region_factor", "payee.region", []Row{{Key: "emea", Value: few()}, {Value: few()}})
		}
	case "curve":
		return m.curve(m.ratio(s, window), few)
	case "steps":
		by := m.ratio(s, window)
		t := Table{Name: m.name("steps"), By: by, ByM: true}
		for i := range m.between(2, 3) {
			t.Rows = append(t.Rows, Row{Bound: Percent{rat(int64(i*50), 100)}, Above: i > 0 && m.chance(30), Value: few()})
		}
		m.w.Tables = append(m.w.Tables, t)
		return TableRef{t.Name}
	}
	return few()
}

// sold is a sum of a subject's credits in a window, as a measure.
func (m *maker) sold(s subject, window string) string {
	name := m.name("sold")
	m.w.Measures = append(m.w.Measures, Measure{name, Aggregate{Fn: "sum", Credit: s.credit, Role: s.role}, m.written(window)})
	return name
}

// curve is one over an attainment.
func (m *maker) curve(by string, value func() Expr) Expr {
	c := Curve{Name: m.name("bend"), By: by}
	at := []int64{0, 40, 80, 100, 120, 150}[m.between(0, 2):]
	for _, percent := range at[:m.between(2, len(at))] {
		c.Points = append(c.Points, Point{Percent{rat(percent, 100)}, value()})
	}
	if m.chance(60) {
		c.Below = value()
	} else {
		c.Points[0].Is = zeroOf(c.Points[0].Is)
	}
	if m.chance(40) {
		c.Slope = rat(int64(m.between(1, 4)), 2)
	}
	m.w.Curves = append(m.w.Curves, c)
	return CurveRef{c.Name}
}

func zeroOf(e Expr) Expr {
	switch e := e.(type) {
	case Cash:
		e.Value = new(big.Rat)
		return e
	case Percent:
		return Percent{new(big.Rat)}
	}
	return Number{new(big.Rat)}
}

// matrix is one over two attainments.
func (m *maker) matrix(down, across string, value func() Expr) Expr {
	x := Matrix{Name: m.name("grid"), By: down, Across: across}
	bounds := func() (out []Bound) {
		for i, percent := range []int64{0, 50, 100}[:m.between(2, 3)] {
			out = append(out, Bound{Percent{rat(percent, 100)}, i > 0 && m.chance(30)})
		}
		return out
	}
	x.Rows, x.Columns = bounds(), bounds()
	for range x.Rows {
		var row []Expr
		for range x.Columns {
			row = append(row, value())
		}
		x.Cells = append(x.Cells, row)
	}
	m.w.Matrices = append(m.w.Matrices, x)
	return MatrixRef{x.Name}
}

// gate is one on what was sold in a component's window or in a longer one.
func (m *maker) gate(s subject, window string) Gate {
	wide := m.longer(window)
	if wide == "plan" && window == "week" {
		wide = window
	}
	amount := times(m.quota, int64(m.between(2, 12)), 10)
	g := Gate{Cond: Test{MeasureRef{m.sold(s, wide)}, pick(m, ">=", ">="), m.edge(amount)}}
	if m.chance(20) {
		g.Cond = Test{MeasureRef{m.ratio(s, window)}, pick(m, ">=", ">"), Percent{rat(int64(m.between(1, 4)), 4)}}
	}
	switch {
	case m.chance(12) && rank(window) >= 0 && rank(window) < rank("year"):
		over := Over{Kind: "window", Unit: calendar.Year, Date: m.chance(50)}
		g.Cond = Test{Aggregate{Fn: "sum", Credit: s.credit, Role: s.role, Over: over}, ">=", m.edge(amount)}
	case m.chance(12):
		if by := m.streak(s, window); by != "" {
			g.Cond = Test{MeasureRef{by}, ">=", Number{rat(int64(m.between(1, 3)), 1)}}
		}
	}
	if m.chance(15) && len(m.w.Attributes) > 0 {
		g.Cond = Both{g.Cond, Is{Field: "payee.region", Not: true, Values: []string{"apac"}}}
	}
	if m.chance(45) {
		g.Held = m.someDay().String()
		if rank(window) >= 0 && window != "plan" && m.chance(70) {
			g.Held = "end of " + pick(m, "year", "year", window)
		}
	}
	return g
}

// eachEvent adds gates, limits and exceptions to a component that is worked out event by event.
func (m *maker) eachEvent(c *Component, s subject) {
	period := m.period()
	if m.chance(45) {
		name := m.name("size")
		m.w.Measures = append(m.w.Measures, Measure{name, Aggregate{Fn: "sum", Credit: s.credit, Role: s.role}, "deal"})
		g := Gate{Cond: Test{MeasureRef{name}, ">=", m.edge(times(m.quota, int64(m.between(1, 8)), 40))}}
		if rank(period) >= 0 && m.chance(60) {
			g = m.gate(s, period)
		} else if m.chance(40) {
			g.Held = m.someDay().String()
		}
		c.Gates = append(c.Gates, g)
	}
	if rank(period) >= 0 && m.chance(50) {
		c.Limits = m.windowLimits(period)
	}
	if m.chance(40) {
		m.exception(c, s, "deal")
	}
}

// carrying is a component whose cap is carried and that is worked out in no longer windows.
func (m *maker) carrying(window string) string {
	for _, c := range m.w.Components {
		own := (&oracle{w: &m.w}).named(c.Window)
		if m.w.PaidIn == nil && rank(own) >= 0 && rank(own) <= rank(window) && slices.ContainsFunc(c.Limits, func(l Limit) bool { return l.Carried }) {
			return c.Name
		}
	}
	return ""
}

// windowLimits are caps and floors of the component's window or of longer ones.
func (m *maker) windowLimits(window string) []Limit {
	longer := func() string {
		if rank(window) < 0 || window == "plan" || m.chance(55) {
			return window
		}
		var names []string
		for _, u := range []string{"quarter", "half", "year"} {
			if rank(u) > rank(window) {
				names = append(names, u)
			}
		}
		if len(names) == 0 {
			return window
		}
		return pick(m, names...)
	}
	amount := func(of string, percent int64) Expr {
		return m.cash(times(rat(int64(10000*monthsIn(of)), 1), percent, 1000))
	}
	var out []Limit
	if m.chance(75) {
		w := longer()
		out = append(out, Limit{Amount: amount(w, int64(m.between(8, 60))), Window: w, Carried: m.chance(72)})
		if m.chance(20) {
			if second := longer(); second != w {
				out = append(out, Limit{Amount: amount(second, int64(m.between(30, 60))), Window: second})
			}
		}
	}
	if len(out) == 0 || m.chance(25) || m.w.PaidIn != nil && m.chance(25) {
		w := longer()
		out = append(out, Limit{Floor: true, Amount: amount(w, int64(m.between(1, 8))), Window: w})
	}
	return out
}

// plainLimits leaves only limits of the component's own windows where a statement is blocked: the language does not say what
// a longer window, or one that another opens, is worth while a part of it cannot be valued.
func (m *maker) plainLimits() {
	letters := []*Letter{&m.w.Letter}
	if m.w.Newer != nil {
		letters = append(letters, m.w.Newer)
	}
	wide := false
	for _, l := range letters {
		wide = wide || len(l.Caps) > 0 || slices.ContainsFunc(l.Components, func(c Component) bool {
			return len(m.plain(c, c.Limits)) < len(c.Limits)
		})
	}
	if !wide {
		return
	}
	if x := m.w.Expected(); len(x.Blocked) == 0 {
		m.w.expected = &x
		return
	}
	for _, l := range letters {
		m.plainLetter(l)
	}
}

// plain are those limits that are of a component's own windows and not carried.
func (m *maker) plain(c Component, limits []Limit) (out []Limit) {
	for _, l := range limits {
		if !l.Carried && (&oracle{w: &m.w}).named(l.Window) == (&oracle{w: &m.w}).named(c.Window) {
			out = append(out, l)
		}
	}
	return out
}

func (m *maker) plainLetter(l *Letter) {
	l.Caps = nil
	l.Steps = slices.DeleteFunc(l.Steps, func(s SettleStep) bool { return strings.HasSuffix(reads(s.When), " carry") })
	for i := range l.Measures {
		if _, carry := l.Measures[i].Is.(Carry); carry {
			l.Measures[i].Is = m.cash(rat(1000, 1))
		}
	}
	for i := range l.Components {
		c := &l.Components[i]
		for j := range l.Exceptions {
			x := &l.Exceptions[j]
			if x.To != c.Name || len(x.Limits) == 0 {
				continue
			}
			if x.Limits = m.plain(*c, x.Limits); len(x.Limits) == 0 {
				x.Times = []Expr{Number{rat(1, 2)}}
			}
		}
		c.Limits = m.plain(*c, c.Limits)
	}
}

// reads is the balance that a step's condition reads.
func reads(c Cond) string {
	test, _ := c.(Test)
	b, _ := test.L.(Balance)
	return b.Name
}

// exception replaces clauses of a component for some people.
func (m *maker) exception(c *Component, s subject, window string) {
	x := Exception{Name: m.name("special"), To: c.Name}
	if len(m.w.Attributes) > 0 && m.chance(70) {
		x.When = Is{Field: "payee.region", Not: m.chance(40), Values: []string{pick(m, "amer", "emea")}}
	} else {
		unit := calendar.Quarter
		if m.months && m.chance(50) {
			unit = calendar.Month
		}
		x.When = Test{Age{unit}, pick(m, "<=", ">"), Number{rat(int64(m.between(1, 4)), 1)}}
		if m.chance(40) {
			x.When = Test{m.nthOf(), pick(m, "<=", ">"), Number{rat(int64(m.between(1, 4)), 1)}}
		}
	}
	switch {
	case c.Tiers != nil && m.chance(50):
		t := *c.Tiers
		t.Steps = slices.Clone(t.Steps)
		m.factors(&t)
		x.Tiers = &t
	case c.Rate != nil && m.chance(60):
		x.Rate = Percent{rat(int64(m.between(5, 125)), 1000)}
	case len(c.Limits) > 0 && m.chance(70):
		l := c.Limits[0]
		l.Amount = m.cash(times(m.quota, int64(m.between(8, 60)), 1000))
		x.Limits = []Limit{l}
	case m.chance(50):
		x.Times = []Expr{Number{rat(int64(m.between(1, 6)), 4)}}
	case window == "deal":
		x.Rate, x.Pay = nil, nil
		x.Times = []Expr{Number{rat(3, 2)}}
	default:
		x.Gates = []Gate{m.gate(s, window)}
	}
	m.w.Exceptions = append(m.w.Exceptions, x)
}

// bonus is one line of a window.
func (m *maker) bonus(s subject) {
	window, written := m.window()
	if window == "period" {
		return
	}
	c := Component{Bonus: true, Name: m.name("extra"), Window: written}
	c.ToDate = rank(window) > rank(m.period()) && rank(m.period()) >= 0 && m.chance(50)
	ratio := func() string { return m.ratio(s, window) }
	percent := func() Expr { return Percent{rat(int64(m.between(0, 40)), 20)} }
	target := func() Expr {
		if m.chance(50) {
			return m.cash(rat(int64(m.between(1000, 5000)), 3))
		}
		p := Param{Name: m.name("target"), Type: "money", Flow: m.flow(window)}
		m.w.Params = append(m.w.Params, p)
		return ParamRef{Name: p.Name}
	}
	kind := weighted(m, "curve", 28, "matrix", 28, "mix", 18, "tiers", 12, "result", 25)
	if m.carrying(window) != "" && m.chance(85) {
		kind = "carry"
	}
	switch kind {
	case "curve":
		c.Pay = Op{"x", target(), m.curve(ratio(), percent)}
	case "matrix":
		c.Pay = Op{"x", target(), m.matrix(ratio(), ratio(), percent)}
	case "mix":
		share := rat(int64(m.between(1, 9)), 10)
		name := m.name("score")
		m.w.Measures = append(m.w.Measures, Measure{name, Mix{
			Shares: []*big.Rat{share, new(big.Rat).Sub(rat(1, 1), share)},
			Of:     []Expr{MeasureRef{ratio()}, MeasureRef{ratio()}},
		}, written})
		c.Pay = Op{"x", target(), MeasureRef{name}}
	case "carry":
		c.Pay = Op{"of", Percent{rat(int64(m.between(1, 20)), 100)}, MeasureRef{m.measured("kept", window, Carry{m.carrying(window)})}}
	case "result":
		c.Pay = m.result(window)
		if c.ToDate = false; c.Pay == nil {
			c.Pay = target()
		}
	default:
		c.Pay = target()
		c.Tiers = &Tiers{By: MeasureRef{ratio()}, Times: true, Whole: true, Steps: m.steps(func(p int64) Expr { return Percent{rat(p, 100)} })}
		m.factors(c.Tiers)
	}
	if m.chance(20) {
		c.Gates = append(c.Gates, m.gate(s, window))
	}
	if m.chance(25) {
		c.Times = append(c.Times, Number{rat(int64(m.between(1, 6)), 4)})
	}
	if m.chance(35) {
		c.Limits = m.windowLimits(window)
	}
	m.w.Components = append(m.w.Components, c)
}
