package oracle

import (
	"math/big"

	"rainmaker/calendar"
)

// The ways a deal can be divided, and the dates it can count on.
const (
	splitSingle     = "one owner"
	splitRest       = "a share and the rest"
	splitProportion = "in proportion"
	splitLiteral    = "literal shares"
	splitChecked    = "two shares of the event"

	datesPlain = "counts on its own date"
	datesCash  = "counts before its own date"
	datesLater = "counts on a later date"
	datesOpen  = "own date may be none"
)

func (m *maker) vocabulary() {
	if m.chance(70) {
		m.w.Attributes = append(m.w.Attributes, Attribute{"region", []string{"amer", "emea", "apac"}})
	}
	m.split = weighted(m, splitSingle, 25, splitRest, 28, splitProportion, 17, splitLiteral, 14, splitChecked, 18)
	m.dates = weighted(m, datesPlain, 45, datesCash, 18, datesLater, 17, datesOpen, 20)
	m.none = m.chance(15)
	k := Kind{Name: "deal", Dated: "closed"}
	add := func(name, typ string) { k.Fields = append(k.Fields, FieldType{name, typ}) }
	add("owner", "payee")
	switch m.split {
	case splitRest:
		add("partner", "payee or none")
		add("owner_share", "percent")
	case splitLiteral:
		add("partner", "payee")
	case splitChecked:
		add("partner", "payee or none")
		add("owner_share", "percent")
		add("partner_share", "percent")
	case splitProportion:
		add("splits", "list of { who payee; weight number }")
	}
	add("engineer", "payee or none")
	switch m.dates {
	case datesCash:
		k.Dated = "paid"
		add("closed", "date")
		add("paid", "date")
	case datesLater:
		add("closed", "date")
		add("collected", "date or none")
	case datesOpen:
		add("closed", "date or none")
	default:
		add("closed", "date")
	}
	switch {
	case m.none:
		add("acv", "money or none")
	case m.scale < 4 && m.chance(35):
		add("acv", "money, 4 decimals")
		m.fine = true
	default:
		add("acv", "money")
	}
	add("tcv", "money")
	add("units", "number")
	add("product", "one of core, nova, edge")
	add("channel", "one of web, shop or none")
	add("stage", "one of won, lost, open")
	add("note", "text")
	add("urgent", "yes or no")
	add("churned", "date or none")
	m.w.Kinds = append(m.w.Kinds, k)
	if m.chance(45) {
		m.w.Kinds = append(m.w.Kinds, Kind{"meeting", "held", []FieldType{
			{"sdr", "payee"},
			{"held", "date"},
			{"points", "number"},
			{"showed", "yes or no"},
		}})
	}
}

func (m *maker) countsOn() string {
	if m.dates == datesLater {
		return "collected"
	}
	return "closed"
}

func (m *maker) credits() {
	on := m.countsOn()
	order := [][]string{{on}, {on}, {on, "units"}, {"units"}, {m.w.Kinds[0].Dated}}
	if !m.none {
		order = append(order, []string{on, "acv"}, []string{"acv"})
	}
	by := pick(m, order...)
	sales := Credit{Name: "sales", From: "deal", CountsOn: on, OrderBy: by}
	if m.none {
		var there Cond = IsNone{"acv", true}
		if m.chance(40) { // a test on none is false
			there = Test{Field{"acv"}, ">", m.cash(rat(-10_000_000, 1))}
		}
		sales.Where = append(sales.Where, there)
	}
	for m.chance(33) && len(sales.Where) < 3 {
		sales.Where = append(sales.Where, m.eventCond())
	}
	sales.To = m.targets()
	if m.chance(45) {
		share := pick(m, Percent{rat(1, 1)}, Percent{rat(1, 2)}, Percent{rat(1, 8)})
		sales.To = append(sales.To, Target{
			Field: "engineer", Role: "engineer", Amount: Amount{Share: share, Base: "acv"},
			Overlay: true,
		})
	}
	m.w.Credits = append(m.w.Credits, sales)
	if m.chance(40) {
		renewals := Credit{
			Name: "renewals", From: "deal", CountsOn: on, OrderBy: by,
			Where: []Cond{Is{Field: "product", Values: []string{"edge"}}},
			To:    []Target{{Field: "owner", Role: "renewer", Amount: Amount{Share: Percent{rat(1, 1)}, Base: "acv"}}},
		}
		if m.none {
			renewals.Where = append([]Cond{IsNone{"acv", true}}, renewals.Where...)
		}
		m.w.Credits = append(m.w.Credits, renewals)
	}
	if m.w.kind("meeting") != nil {
		var worth Expr = Number{rat(1, 1)}
		if m.chance(30) {
			worth = Field{"points"}
		}
		held := Credit{
			Name: "held_meetings", From: "meeting", CountsOn: "held", OrderBy: []string{"held"},
			To: []Target{{Field: "sdr", Role: "sdr", Amount: Amount{Plain: worth}}},
		}
		if m.chance(50) {
			held.Where = []Cond{Flag{"showed"}}
		}
		m.w.Credits = append(m.w.Credits, held)
	}
	m.invoiced()
	m.reviewed()
	m.referring()
	if m.chance(65) {
		m.rollups()
	}
}

func (m *maker) targets() []Target {
	full := Amount{Share: Percent{rat(1, 1)}, Base: "acv"}
	second := pick(m, "rep", "partner")
	switch m.split {
	case splitRest:
		return []Target{
			{Field: "owner", Role: "rep", Amount: Amount{Share: Field{"owner_share"}, Base: "acv"}},
			{Field: "partner", Role: second, Amount: Amount{Rest: true, Base: "acv"}},
		}
	case splitLiteral:
		share := pick(m, rat(15, 100), rat(60, 100), rat(1, 8))
		rest := Amount{Rest: true, Base: "acv"}
		if m.chance(40) {
			rest = Amount{Share: Percent{new(big.Rat).Sub(rat(1, 1), share)}, Base: "acv"}
		}
		return []Target{
			{Field: "partner", Role: second, Amount: Amount{Share: Percent{share}, Base: "acv"}},
			{Field: "owner", Role: "rep", Amount: rest},
		}
	case splitChecked:
		return []Target{
			{Field: "owner", Role: "rep", Amount: Amount{Share: Field{"owner_share"}, Base: "acv"}},
			{Field: "partner", Role: second, Amount: Amount{Share: Field{"partner_share"}, Base: "acv"}},
		}
	case splitProportion:
		return []Target{{
			Field: "splits.who", Each: true, Role: "rep",
			Amount: Amount{Proportion: "splits.weight", Base: "acv"},
		}}
	}
	return []Target{{Field: "owner", Role: "rep", Amount: full}}
}

func (m *maker) rollups() {
	role := "rep"
	if m.chance(25) {
		role = ""
	}
	share := func() Amount {
		return Amount{Share: Percent{pick(m, rat(1, 1), rat(1, 1), rat(1, 2), rat(1, 4))}, Base: "credit"}
	}
	to := Target{Role: "manager", Amount: share(), Overlay: true, Levels: 1}
	switch weighted(m, "one", 45, "some", 30, "all", 25) {
	case "some":
		to.Levels, to.Plural = m.between(1, 3), true
	case "all":
		to.Levels = everyLevel
	}
	team := Credit{Name: "team", From: "sales", FromRole: role, To: []Target{to}}
	if m.chance(15) {
		team.Where = []Cond{Is{Field: "product", Not: true, Values: []string{"edge"}}}
	}
	m.w.Credits = append(m.w.Credits, team)
	if m.chance(40) {
		m.w.Credits = append(m.w.Credits, Credit{
			Name: "area", From: "team", FromRole: "manager",
			To: []Target{{Role: "director", Amount: share(), Overlay: true, Levels: 1}},
		})
	}
}

// eventCond is a condition on the fields of a deal.
func (m *maker) eventCond() Cond {
	c := m.singleCond()
	if m.chance(15) {
		c = Both{c, m.singleCond()}
	} else if m.chance(10) {
		c = Either{c, m.singleCond()}
	}
	return c
}

func (m *maker) singleCond() Cond {
	switch m.between(0, 13) {
	case 13:
		return Test{MonthsFrom{m.chance(50), Moment{Field: "closed"}, Moment{Field: "churned"}}, pick(m, ">=", "<"), Number{rat(int64(m.between(1, 4)), 1)}}
	case 11, 12:
		return m.withinCond()
	case 0:
		return Is{Field: "stage", Not: true, Values: []string{"lost"}}
	case 1:
		return Is{Field: "stage", Values: []string{"won", "open"}}
	case 2:
		return Is{Field: "product", Values: []string{"core", "nova"}}
	case 3:
		return Is{Field: "note", Not: m.chance(60), Values: []string{pick(m, "GTX Pro", "x")}, Strings: true}
	case 4:
		return Not{Flag{"urgent"}}
	case 5:
		return Test{Field{"tcv"}, pick(m, ">", ">=", "!="), m.cash(rat(pick[int64](m, 0, 1000, -2000), 1))}
	case 6:
		return Test{Field{"units"}, pick(m, ">", "<=", "!="), Number{rat(int64(m.between(1, 9)), 1)}}
	case 7:
		return Is{Field: "units", Not: m.chance(70), Values: []string{"3", "7"}}
	case 8, 9:
		return m.lateDate()
	default:
		return TestDay{"closed", pick(m, ">=", "<"), m.someDay()}
	}
}

// lateDate tests a date that is none at first, and often for ever.
func (m *maker) lateDate() Cond {
	if m.chance(15) {
		return IsNone{"engineer", m.chance(50)}
	}
	var c Cond = TestDay{"churned", pick(m, ">=", ">"), m.someDay()}
	switch m.between(0, 3) {
	case 0:
		return IsNone{"churned", false}
	case 1:
		c = Either{c, Is{Field: "stage", Values: []string{"won"}}}
	case 2:
		c = Not{TestDay{"churned", "<", m.someDay()}}
	}
	return c
}

func (m *maker) someDay() calendar.Date {
	span := m.w.Plan.Effective.Span
	return span.From.AddDays(m.between(-20, span.Days()))
}
