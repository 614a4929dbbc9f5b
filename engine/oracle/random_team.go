package oracle

import (
	"math/big"

	"rainmaker/calendar"
)

// rules says how part periods of a flow are reckoned, and how it ramps.
func (m *maker) rules(f *Flow) {
	if f.Prorated {
		f.Rule = weighted(m, byDays, 68, byWorkdays, 16, byThirtieths, 16)
		f.Leave = m.chance(25)
	}
	own := f.Per
	if own == "period" || f.Spread != spreadNot {
		own = m.period()
	}
	if (own == "month" || own == "quarter") && m.chance(14) {
		t := Table{Name: m.name("ramp"), By: own + " of assignment", Terms: m.chance(50)}
		for i := range m.between(2, 4) {
			t.Rows = append(t.Rows, Row{Bound: Number{rat(int64(i+1), 1)}, Value: Percent{rat(int64(40+20*i), 100)}})
		}
		m.w.Tables = append(m.w.Tables, t)
		f.Ramp = t.Name
	}
}

// team is now and then a scope whose credits a sum adds up beside mine: its people always have me among them.
func (m *maker) team(percent int) string {
	if !m.chance(percent) {
		return ""
	}
	if len(m.w.Attributes) > 0 && m.chance(70) {
		return m.group()
	}
	return "everyone"
}

func (m *maker) group() string {
	if len(m.w.Groups) == 0 {
		m.w.Groups = append(m.w.Groups, Group{"region", "region"})
	}
	return m.w.Groups[0].Name
}

// scope is any scope.
func (m *maker) scope() string {
	if len(m.w.Attributes) > 0 && m.chance(35) {
		return m.group()
	}
	return pick(m, "direct reports", "all reports", "everyone")
}

func (m *maker) measured(stem, window string, e Expr) string {
	name := m.name(stem)
	m.w.Measures = append(m.w.Measures, Measure{name, e, m.written(window)})
	return name
}

// ratio is an attainment in a window, as a measure: of what was sold in it, in another window, or by others.
func (m *maker) ratio(s subject, window string) string {
	sum := Aggregate{Fn: "sum", Credit: s.credit, Role: s.role}
	quota := m.quotaFor(window)
	against := func(sold Expr) string {
		return m.measured("ratio", window, If{Op{"/", sold, quota}, Test{quota, ">", m.cash(rat(0, 1))}, Percent{new(big.Rat)}})
	}
	if rank(window) < 0 || window == "plan" {
		return against(sum)
	}
	if m.chance(8) {
		if by := m.streak(s, window); by != "" {
			return by
		}
	}
	switch weighted(m, "plain", 6, "over", 35, "growth", 6, "to date", 21, "team", 27, "people", 46, "plans", 21) {
	case "plans":
		quota, sum.Across = m.widely(quota, window)
		return against(sum)
	case "over":
		over := m.over(window)
		sum.Over = over
		sum.Across = over.Kind != "window" || m.chance(30)
		return against(sum)
	case "growth":
		before := sum
		before.Over, before.Across = Over{Kind: "previous", Unit: m.unit(window)}, true
		return m.measured("growth", window, If{
			Op{"/", sum, before}, Test{before, ">", m.cash(rat(0, 1))}, Percent{rat(1, 2)},
		})
	case "to date":
		if window == m.period() {
			break
		}
		if p, ok := m.quotaFor(m.period(), window).(ParamRef); ok && rank(window) > rank(m.period()) && rank(m.period()) >= 0 {
			so := ToDate{p.Name}
			return m.measured("pace", window, If{Op{"/", sum, so}, Test{so, ">", m.cash(rat(0, 1))}, Percent{new(big.Rat)}})
		}
	case "team":
		sum.Of = m.scope()
		return against(sum)
	case "people":
		return m.peopleRatio(s, window)
	}
	if m.chance(40) {
		return against(MeasureRef{m.sold(s, window)})
	}
	return against(sum)
}

// unit is one at least as long as a window.
func (m *maker) unit(window string) calendar.Unit {
	var units []calendar.Unit
	for _, u := range []calendar.Unit{calendar.Month, calendar.Quarter, calendar.Half, calendar.Year} {
		if rank(u.String()) >= rank(window) && (len(units) == 0 || m.chance(50)) {
			units = append(units, u)
		}
	}
	return pick(m, units...)
}

// over is another window for one sum.
func (m *maker) over(window string) Over {
	switch weighted(m, "previous", 12, "last", 28, "same", 28, "window", 32) {
	case "previous":
		return Over{Kind: "previous", Unit: m.unit(window)}
	case "last":
		return Over{Kind: "last", N: m.between(2, 12)}
	case "same":
		return Over{Kind: "same", Unit: m.unit(window)}
	}
	u, _ := unit(window)
	longer := pick(m, calendar.Half, calendar.Year)
	if rank(window) >= rank(longer.String()) {
		longer = u
	}
	return Over{Kind: "window", Unit: longer, Date: m.chance(65)}
}

// peopleRatio is about other people: how many of them make their number, or what they do on the average.
func (m *maker) peopleRatio(s subject, window string) string {
	of := m.scope()
	quota := m.quotaFor(window)
	theirs := m.measured("each", window, If{
		Op{"/", Aggregate{Fn: "sum", Credit: s.credit, Role: s.role}, quota}, Test{quota, ">", m.cash(rat(0, 1))}, Percent{new(big.Rat)},
	})
	all := People{Fn: "count", Of: of}
	some := Test{all, ">", Number{new(big.Rat)}}
	switch p, isParam := quota.(ParamRef); {
	case isParam && m.chance(30):
		total := People{Fn: "sum", X: p, Of: of}
		sold := Aggregate{Fn: "sum", Credit: s.credit, Role: s.role, Of: of}
		return m.measured("team_ratio", window, If{Op{"/", sold, total}, Test{total, ">", m.cash(rat(0, 1))}, Percent{new(big.Rat)}})
	case m.chance(45):
		return m.measured("average_ratio", window, If{People{Fn: "average", X: MeasureRef{theirs}, Of: of}, some, Percent{new(big.Rat)}})
	case m.chance(20):
		return m.measured("total_ratio", window, People{Fn: "sum", X: MeasureRef{theirs}, Of: of})
	}
	made := People{Fn: "count", Of: of, Where: Test{MeasureRef{theirs}, ">=", Percent{rat(int64(m.between(1, 4)), 5)}}}
	return m.measured("breadth", window, If{Op{"/", made, all}, some, Percent{new(big.Rat)}})
}

// streak counts the months or quarters of a window in which something was sold.
func (m *maker) streak(s subject, window string) string {
	u := calendar.Quarter
	if m.months {
		u = pick(m, calendar.Month, calendar.Month, calendar.Quarter)
	}
	if rank(window) < rank(u.String()) || window == "plan" {
		return ""
	}
	each := m.measured("sold", u.String(), Aggregate{Fn: "sum", Credit: s.credit, Role: s.role})
	return m.measured("hits", window, Streak{u, Test{MeasureRef{each}, ">=", m.edge(times(m.quota, int64(m.between(1, 6)), 20))}, window})
}

// result is a part of what another component is worth in a window: mine, or my reports'.
func (m *maker) result(window string) Expr {
	if m.w.PaidIn != nil {
		return nil // what is read is in the plan's currency, and nothing is paid in it
	}
	for _, c := range m.w.Components {
		own := (&oracle{w: &m.w}).named(c.Window)
		if rank(own) < 0 || rank(own) > rank(window) || own == "plan" && window != "plan" {
			continue
		}
		var of Expr = ResultRef{c.Name}
		if window != "plan" && own != "plan" && !m.elsewhere && m.chance(40) {
			of = People{Fn: "sum", X: of, Of: pick(m, "direct reports", "all reports")}
		}
		return Op{"of", Percent{rat(int64(m.between(1, 20)), 100)}, of}
	}
	return nil
}
