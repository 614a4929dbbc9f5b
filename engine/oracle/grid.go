package oracle

import (
	"math/big"
	"slices"
	"strings"

	"rainmaker/calendar"
)

// Grid is a table in several keys, by the month or quarter of a date, or with a row for none. At most one key, the last, is
// in steps.
type Grid struct {
	Name  string
	By    []string // event fields, payee.attribute, a measure, or month of a date field
	Rows  []GridRow
	Terms bool
}

// GridRow has a value for each key that is no step, and the Bound of the one that is. Without either it is the otherwise.
type GridRow struct {
	Keys  []string // "none" where there is none
	Bound Expr
	Above bool
	Value Expr
}

// GridRef names a grid.
type GridRef struct{ Name string }

func (e GridRef) String() string { return e.Name }

func (w *Letter) grid(name string) *Grid {
	for i := range w.Grids {
		if w.Grids[i].Name == name {
			return &w.Grids[i]
		}
	}
	return nil
}

func (g Grid) text() string {
	var rows []string
	for _, r := range g.Rows {
		keys := slices.Clone(r.Keys)
		if r.Bound != nil {
			keys = append(keys, bound(r.Bound, r.Above))
		}
		if len(keys) == 0 {
			keys = []string{"otherwise"}
		}
		rows = append(rows, strings.Join(keys, ", ")+": "+r.Value.String())
	}
	return block("table "+g.Name+" by "+strings.Join(g.By, ", "), rows)
}

// steps reports whether the last key is in steps.
func (g *Grid) steps() bool { return g.Rows[0].Bound != nil }

// stepBy is the expression of the key that is in steps.
func (w *Letter) stepBy(g *Grid) Expr {
	by := g.By[len(g.By)-1]
	if u, of, ok := strings.Cut(by, " of "); ok {
		nth, _ := unit(u)
		return Nth{nth, of}
	}
	if w.measure(by) != nil {
		return MeasureRef{by}
	}
	return Field{by}
}

// grid looks a table up by all its keys. Of the rows with the same names the first also holds what lies below its step.
func (s scope) grid(name string) (*big.Rat, error) {
	g := s.o.w.grid(name)
	named := g.By
	var at *big.Rat
	if g.steps() {
		var err error
		if at, err = s.eval(s.o.w.stepBy(g)); err != nil {
			return nil, err
		}
		named = g.By[:len(g.By)-1]
	}
	var keys []string
	for _, by := range named {
		key, ok := s.text(by)
		if !ok {
			key = "none"
			s.o.seen[SeenNoneRow] = true
		}
		keys = append(keys, key)
	}
	var found Expr
	for _, r := range g.Rows {
		otherwise := len(r.Keys) == 0 && r.Bound == nil
		switch {
		case otherwise && found == nil:
			found = r.Value
		case otherwise || !slices.Equal(r.Keys, keys):
		case r.Bound == nil || found == nil || reached(at, s.must(r.Bound), r.Above):
			found = r.Value
		}
	}
	if found == nil {
		panic("oracle: table " + name + " has no row for " + strings.Join(keys, ", "))
	}
	return s.eval(found)
}

// namesField reports whether a key looks at the event at hand.
func (w *Letter) gridNamesField(g *Grid) bool {
	return slices.ContainsFunc(g.By, func(by string) bool {
		_, of, isDate := strings.Cut(by, " of ")
		return isDate && of != "plan" && of != "year" && of != "quarter" ||
			!isDate && !strings.HasPrefix(by, "payee.") && w.measure(by) == nil
	})
}

// grids are the ways to look a rate up by several keys.
func (m *maker) gridOf(s subject, window string, value func() Expr) Expr {
	g := Grid{Name: m.name("by_several"), Terms: m.chance(40)}
	row := func(bound Expr, keys ...string) {
		g.Rows = append(g.Rows, GridRow{Keys: keys, Bound: bound, Above: bound != nil && len(g.Rows) > 0 && m.chance(25), Value: value()})
	}
	nth := func(n int) Expr { return Number{rat(int64(n), 1)} }
	onDeal := m.w.kindOf(s.credit).Name == "deal"
	month := "quarter"
	if m.months && m.chance(70) {
		month = "month"
	}
	switch weighted(m, "none", 16, "two", 26, "month", 18, "mixed", 90) {
	case "none":
		if onDeal {
			g.By = []string{"channel"}
			row(nil, "web")
			row(nil, "shop")
			row(nil, "none")
		}
	case "two":
		if onDeal && len(m.w.Attributes) > 0 {
			g.By = []string{"product", "payee.region"}
			if m.chance(50) {
				g.By = []string{"payee.region", "channel"}
			}
			for _, first := range []string{"core", "nova", "amer", "emea"} {
				isProduct := first == "core" || first == "nova"
				if isProduct != (g.By[0] == "product") {
					continue
				}
				for _, second := range []string{"amer", "apac", "web", "none"} {
					isRegion := second == "amer" || second == "apac"
					if isRegion == (g.By[1] == "payee.region") && m.chance(80) {
						row(nil, first, second)
					}
				}
			}
			if len(g.Rows) == 0 {
				row(nil, "amer", "none")
				g.By = []string{"payee.region", "channel"}
			}
			row(nil)
		}
	case "mixed":
		by := m.otherMeasure(s, window)
		if onDeal && by != nil {
			g.By, g.Terms = []string{"product", by.String()}, false
			row(nth(0), "core")
			row(nth(m.between(1, 3)), "core")
			row(nth(m.between(0, 1)), "nova")
			row(nil)
		}
	}
	if len(g.Rows) == 0 {
		g.By = []string{month + " of " + m.longAgo(s)}
		row(nth(1))
		row(nth(m.between(2, 3)))
		row(nth(m.between(4, 6)))
		if m.dates == datesOpen {
			row(nil) // the date may be none
		}
	}
	if window == "deal" || m.w.kindOf(s.credit).Name == "" {
		g.Terms = false
	}
	m.w.Grids = append(m.w.Grids, g)
	return GridRef{g.Name}
}

// longAgo is a date field of a subject's event that lies on its counting date or before it, or the plan.
func (m *maker) longAgo(s subject) string {
	if m.w.kindOf(s.credit).Name == "deal" {
		return "closed"
	}
	return m.w.kindOf(s.credit).Dated
}

// apartOf is a number of days or months between dates of a deal, of the windows and others: never from a later one.
func (m *maker) apartOf() Expr {
	late := Moment{Day: m.w.Plan.Effective.Span.Before.AddDays(m.between(20, 200))}
	from := Moment{Field: "closed", Plus: m.between(0, 1) * m.between(1, 9)}
	if m.chance(30) {
		from = Moment{Edge: pick(m, "start", "end"), Of: pick(m, "plan", "quarter", "year")}
		late = Moment{Day: m.w.Plan.Effective.Span.Before.AddDays(m.between(800, 900))}
	}
	if m.chance(40) {
		return DaysFrom{from, late}
	}
	return MonthsFrom{m.chance(50), from, late}
}

// nthOf is a count of time of the plan, of the assignment or of the calendar.
func (m *maker) nthOf() Expr {
	if !m.months {
		return pick[Expr](m, Nth{calendar.Quarter, "plan"}, Age{calendar.Year}, Nth{calendar.Quarter, "year"})
	}
	return pick[Expr](m, Nth{calendar.Month, "plan"}, Nth{calendar.Quarter, "plan"}, Nth{calendar.Month, "year"},
		Nth{calendar.Month, "quarter"}, Nth{calendar.Quarter, "year"}, Nth{calendar.Year, "plan"}, Age{calendar.Year})
}

// withinCond tests a date of a deal against another one of it, or a literal.
func (m *maker) withinCond() Cond {
	c := Within{Field: "churned", Of: Moment{Field: "closed"}}
	if m.chance(45) {
		c = Within{Field: "closed", Of: Moment{Day: m.someDay()}}
	}
	c.Unit = pick(m, "day", "week", "month", "month", "quarter", "year")
	c.N = map[string]int{"day": m.between(20, 200), "week": m.between(3, 30), "month": m.between(1, 9), "quarter": m.between(1, 3), "year": 1}[c.Unit]
	return c
}
