package oracle

import (
	"fmt"
	"math/big"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// weighed says that weights do not total 100% where they must: when the window has ended for the payee and there is something
// to weigh.
func (s scope) weighed(total *big.Rat, n int) error {
	end := min(s.window.span.Before, s.tenure.active.Before) - 1
	if n == 0 || min(s.asOf, s.now, s.o.w.Through) < end || total.Cmp(rat(1, 1)) == 0 {
		s.o.seen[SeenWeighed] = s.o.seen[SeenWeighed] || n > 1
		return nil
	}
	return &trouble{BlockedWeights, fmt.Sprintf("weights total %s for %s in %s", total.RatString(), s.payee, s.window.span)}
}

// reviewed makes events that weigh, and their credit rule.
func (m *maker) reviewed() {
	if !m.chance(20) {
		return
	}
	m.w.Kinds = append(m.w.Kinds, Kind{"review", "due", []FieldType{
		{"holder", "payee"}, {"due", "date"}, {"weight", "percent"}, {"result", "percent"},
	}})
	m.w.Credits = append(m.w.Credits, Credit{
		Name: "reviews", From: "review", CountsOn: "due", OrderBy: []string{"due"},
		To: []Target{{Field: "holder", Role: "holder", Amount: Amount{Share: Percent{rat(1, 1)}, Base: "result"}}},
	})
}

// onReviews is a bonus by weighed results.
func (m *maker) onReviews() {
	if !m.credited("reviews") || m.period() == "period" {
		return
	}
	window := m.reviewWindow()
	goals := m.measured("goals", window, Aggregate{Fn: "weighted", Credit: "reviews", Role: "holder", By: "weight"})
	c := Component{Bonus: true, Name: m.name("by_goals"), Window: m.written(window)}
	c.Pay = Op{"x", m.cash(rat(int64(m.between(1000, 5000)), 3)), MeasureRef{goals}}
	c.ToDate = rank(window) > rank(m.period()) && rank(m.period()) >= 0 && m.chance(50)
	if m.chance(25) {
		c.Gates = []Gate{{Cond: Test{MeasureRef{goals}, ">=", Percent{rat(int64(m.between(1, 3)), 4)}}}}
	}
	m.w.Components = append(m.w.Components, c)
}

// reviewWindow is that of the world's weighed measure: at least a quarter, so that there are few reviews.
func (m *maker) reviewWindow() string {
	for {
		if name, _ := m.window(); rank(name) >= rank("quarter") {
			return name
		}
	}
}

// reviews gives people their goals: weights that total 100% in each window, now and then not.
func (d *dealMaker) reviews() {
	o := oracle{w: &d.w}
	var window string
	for _, x := range d.w.Measures {
		if a, ok := x.Is.(Aggregate); ok && a.Fn == "weighted" {
			window = x.Window
		}
	}
	for _, p := range d.w.Payees {
		for _, t := range o.tenures(p.ID) {
			for _, w := range o.windows(t, window, calendar.EndOfTime) {
				days := w.span.Intersect(t.active)
				if !d.chance(45) {
					continue
				}
				left := 100
				if d.chance(5) {
					left = d.between(60, 120)
				}
				for n := d.between(1, 3); n > 0; n-- {
					weight := left
					if n > 1 {
						weight = left * d.between(1, 3) / 5
					}
					left -= weight
					d.review(p.ID, days.From.AddDays(d.between(0, days.Days()-1)), weight)
				}
			}
		}
	}
}

func (d *dealMaker) review(holder rainmaker.PayeeID, due calendar.Date, weight int) {
	e := Event{Kind: "review", ID: fmt.Sprintf("R-%d", len(d.w.Events)), Version: 1, Fields: rainmaker.FieldList{
		{Name: "holder", Value: rainmaker.PersonOf(holder)},
		{Name: "due", Value: rainmaker.DayOf(due)},
		{Name: "weight", Value: percentValue(weight)},
		{Name: "result", Value: rainmaker.NumberOf(money.NewAmount(int64(d.between(0, 130)), 2))},
	}}
	if d.late && d.chance(20) {
		e.Learned = due.AddDays(d.between(1, 60))
	}
	d.w.Events = append(d.w.Events, e)
}

// onceEach pays for how many values of a field were sold, each counted once.
func (m *maker) onceEach(s subject) {
	if m.period() == "period" {
		return
	}
	window, written := m.window()
	once := Aggregate{Fn: "count", Credit: s.credit, Role: s.role, Once: pick(m, "product", "engineer", "channel", "note")}
	if m.chance(30) {
		once.Where = Is{Field: "stage", Not: true, Values: []string{"lost"}}
	}
	c := Component{Bonus: true, Name: m.name("breadth_bonus"), Window: written}
	c.Pay = Op{"x", m.cash(rat(int64(m.between(50, 500)), 3)), MeasureRef{m.measured("kinds_sold", window, once)}}
	m.w.Components = append(m.w.Components, c)
}
