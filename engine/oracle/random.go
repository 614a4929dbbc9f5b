package oracle

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"time"

	"rainmaker/calendar"
	"rainmaker/money"
)

// maker makes one random world. It writes only plans that the language accepts: what a world may get wrong is in its people
// and deals.
type maker struct {
	r *rand.Rand
	w World

	months bool   // the calendar has months
	split  string // how a deal is divided
	dates  string // which date a deal counts on
	none   bool   // the amount of a deal may be none
	scale  int    // decimals of the currency
	fine   bool   // amounts of deals have four decimals
	// elsewhere says that people are on other plans, too.
	elsewhere bool
	// quota is about what a measure adds up to in its window, so that deals are of a size that matters.
	quota  *big.Rat
	bounds []*big.Rat // amounts the plan mentions, to be met exactly and missed by a cent
	names  map[string]int
}

// Random makes a world. Equal generators make equal worlds.
func Random(rng *rand.Rand) World {
	m := &maker{r: rng, names: map[string]int{}}
	m.calendar()
	m.plan()
	m.vocabulary()
	m.exchange()
	m.credits()
	m.people()
	m.components()
	m.settlement()
	m.conversions()
	m.assignments()
	m.otherPlans()
	m.events()
	m.w.Layout = Layout{Terms: m.chance(50), UsesFirst: m.chance(50), Blocks: m.chance(40)}
	m.versions()
	m.plainLimits()
	return m.w
}

func (m *maker) chance(percent int) bool { return m.r.IntN(100) < percent }

// between is a whole number from a to b, both included.
func (m *maker) between(a, b int) int { return a + m.r.IntN(b-a+1) }

func pick[T any](m *maker, of ...T) T { return of[m.r.IntN(len(of))] }

// weighted picks by weight: weighted(m, "often", 70, "rarely", 30).
func weighted(m *maker, pairs ...any) string {
	total := 0
	for i := 1; i < len(pairs); i += 2 {
		total += pairs[i].(int)
	}
	at := m.r.IntN(total)
	for i := 1; ; i += 2 {
		if at -= pairs[i].(int); at < 0 {
			return pairs[i-1].(string)
		}
	}
}

// name makes a name that no declaration has yet.
func (m *maker) name(stem string) string {
	m.names[stem]++
	if n := m.names[stem]; n > 1 {
		return fmt.Sprintf("%s%d", stem, n)
	}
	return stem
}

func (m *maker) calendar() {
	if m.months = !m.chance(12); m.months {
		start := time.January
		if m.chance(65) {
			start = time.Month(m.between(2, 12))
		}
		m.w.Calendar = calendar.Fiscal(start)
		return
	}
	first := calendar.MustParse("2025-12-29")
	var starts []calendar.Date
	for i := range 21 {
		starts = append(starts, first.AddDays(91*i))
	}
	cal, err := calendar.FromQuarterStarts(starts)
	if err != nil {
		panic("oracle: " + err.Error())
	}
	m.w.Calendar = cal
}

func (m *maker) parse(label string) calendar.Period {
	p, err := m.w.Calendar.Parse(label)
	if err != nil {
		panic("oracle: " + err.Error())
	}
	return p
}

func (m *maker) plan() {
	p := &m.w.Plan
	p.Name = pick(m, "agent", "ae_fy27", "seller")
	p.Currency = money.Currency(weighted(m, "USD", 55, "EUR", 20, "JPY", 13, "KWD", 12))
	m.scale = p.Currency.Decimals()
	p.Rounding = weighted(m, "half_even", 50, "half_up", 25, "down", 25)
	p.PerLine = m.chance(30)
	if m.months {
		p.Period = weighted(m, "month", 42, "quarter", 24, "half", 8, "year", 8, "week", 9, spanOf+"quota", 12)
	} else {
		p.Period = weighted(m, "quarter", 70, "half", 10, "year", 10, spanOf+"quota", 10)
	}
	m.elsewhere = m.chance(32) && m.period() != "period"
	p.Effective = m.effective()
	span := p.Effective.Span
	m.w.Through = span.From.AddDays(span.Days() * m.between(55, 99) / 100)
	if m.chance(45) {
		m.w.Through = span.Last().AddDays(m.between(0, 100))
	}
}

func (m *maker) effective() Range {
	year := m.parse("FY2027")
	if m.w.Plan.Period == "week" {
		from := year.Span.From.AddDays(m.between(0, 200))
		return days(calendar.Span{From: from, Before: from.AddDays(m.between(60, 120))})
	}
	switch weighted(m, "year", 55, "quarters", 20, "dates", 25) {
	case "quarters":
		first, last := m.parse(fmt.Sprintf("2027Q%d", m.between(1, 3))), m.parse(fmt.Sprintf("2028Q%d", m.between(1, 2)))
		return Range{first.Label + ".." + last.Label, calendar.Span{From: first.Span.From, Before: last.Span.Before}}
	case "dates":
		from := year.Span.From.AddDays(m.between(0, 100))
		return days(calendar.Span{From: from, Before: from.AddDays(m.between(250, 420))})
	}
	return Range{year.Label, year.Span}
}

func days(s calendar.Span) Range { return Range{s.String(), s} }

// rank orders the windows that nest.
func rank(name string) int {
	return slices.Index([]string{"month", "quarter", "half", "year", "plan"}, name)
}

// period is the plan's period as a window: a unit, or "period" where it runs from one dated value to the next.
func (m *maker) period() string {
	o := oracle{w: &m.w}
	return o.named("")
}

// window is one for a component, and what is written for it: the plan's period may be left out.
func (m *maker) window() (name, written string) {
	period := m.period()
	var names []string
	switch period {
	case "period":
		names = []string{"period", "period", "plan"}
	case "week":
		names = []string{"week", "week", "month", "quarter", "plan"}
	default:
		for _, u := range []string{"month", "quarter", "half", "year", "plan"} {
			shorter := rank(u) < rank(period)
			if u == "month" && !m.months || shorter && !m.chance(20) {
				continue
			}
			names = append(names, u)
			if rank(u)-rank(period) <= 1 {
				names = append(names, u, u)
			}
		}
	}
	name = pick(m, names...)
	return name, m.written(name)
}

func (m *maker) written(name string) string {
	if name != m.period() {
		return name
	}
	if name == "period" {
		return pick(m, "", "period")
	}
	return pick(m, "", "period", name)
}

// longer is a window for a measure used in a component's window: the same, or one that it lies in.
func (m *maker) longer(name string) string {
	if m.chance(60) || name == "plan" {
		return name
	}
	if rank(name) < 0 {
		return "plan"
	}
	var names []string
	for _, u := range []string{"quarter", "half", "year", "plan"} {
		if rank(u) > rank(name) {
			names = append(names, u)
		}
	}
	return pick(m, names...)
}

// flow makes a flow that has a value in each of the windows.
func (m *maker) flow(windows ...string) *Flow {
	period := m.period()
	if period == "period" {
		return &Flow{Per: "period"}
	}
	if slices.Contains(windows, "week") {
		return &Flow{Per: pick(m, "week", "period"), Prorated: m.chance(50)}
	}
	shortest := "plan"
	for _, w := range windows {
		if rank(w) < rank(shortest) {
			shortest = w
		}
	}
	f := &Flow{Prorated: m.chance(55)}
	defer m.rules(f)
	var own, spread []string
	for _, u := range []string{"month", "quarter", "half", "year"} {
		if u == "month" && !m.months {
			continue
		}
		if rank(u) <= rank(shortest) {
			own = append(own, u)
		}
		if rank(period) >= 0 && rank(u) > rank(period) && rank(period) <= rank(shortest) {
			spread = append(spread, u)
		}
	}
	if len(spread) > 0 && m.chance(45) {
		f.Per = pick(m, spread...)
		f.Spread = pick(m, spreadEvenly, spreadByDays, spreadList)
		if f.Spread == spreadList {
			f.Shares = m.percents(monthsIn(f.Per) / monthsIn(period))
		}
		return f
	}
	if rank(period) >= 0 && rank(period) <= rank(shortest) && m.chance(20) {
		f.Per = "period"
		return f
	}
	f.Per = pick(m, own...)
	return f
}

func monthsIn(unit string) int {
	return map[string]int{"week": 1, "month": 1, "quarter": 3, "period": 3, "half": 6, "year": 12, "plan": 12}[unit]
}

// percents are n whole percents that total 100.
func (m *maker) percents(n int) []*big.Rat {
	left := int64(100)
	shares := make([]*big.Rat, n)
	for i := range shares {
		part := left / int64(n-i)
		if i < n-1 && part > 1 {
			part += int64(m.between(-1, 1)) * min(part-1, 3)
		} else {
			part = left
		}
		shares[i] = rat(part, 100)
		left -= part
	}
	return shares
}

// cash is a literal amount, rounded down to the currency's decimals.
func (m *maker) cash(amount *big.Rat) Cash {
	return Cash{Value: m.toMinor(amount), Currency: m.w.Plan.Currency}
}

func (m *maker) toMinor(amount *big.Rat) *big.Rat {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(m.scale)), nil)
	scaled := new(big.Rat).Mul(amount, new(big.Rat).SetInt(unit))
	whole := new(big.Int).Quo(scaled.Num(), scaled.Denom())
	return new(big.Rat).SetFrac(whole, unit)
}

func times(a *big.Rat, n, d int64) *big.Rat { return new(big.Rat).Mul(a, rat(n, d)) }
