package oracle

import (
	"fmt"
	"math/big"

	"rainmaker/calendar"
)

// settlement makes what stands between earned and paid.
func (m *maker) settlement() {
	if m.chance(35) {
		m.w.Plan.Leavers = pick(m, "what is payable", fmt.Sprintf("what becomes payable within %d days", m.between(10, 120)))
	}
	for i := range m.w.Components {
		if m.chance(35) {
			m.w.Components[i].Payable = m.payable(&m.w.Components[i])
		}
	}
	for i := range m.w.Exceptions {
		if x := &m.w.Exceptions[i]; m.chance(55) {
			x.Payable = m.payable(m.w.component(x.To))
		}
	}
	m.w.Settle = m.chance(50)
	defer m.advances()
	if m.chance(52) {
		m.clawbacks()
	}
	if m.chance(45) {
		m.w.Settle = true
		m.settleSteps()
	}
	for _, c := range m.w.Caps {
		if c.Carried && m.chance(80) { // caps are not paid in another currency, so an amount is one in the plan's
			m.w.Settle = true
			m.w.Steps = append(m.w.Steps, SettleStep{
				Kind: stepGuarantee, Amount: m.cash(rat(int64(m.between(100, 400)), 1)), When: Test{Balance{c.carry()}, pick(m, ">", "="), m.cash(rat(0, 1))},
			})
		}
	}
	if m.w.Settle {
		m.r.Shuffle(len(m.w.Steps), func(i, j int) { m.w.Steps[i], m.w.Steps[j] = m.w.Steps[j], m.w.Steps[i] })
	}
}

// payable divides a component into parts.
func (m *maker) payable(c *Component) []Part {
	share := func() *big.Rat { return rat(int64(m.between(1, 9)), 10) }
	if c.Bonus {
		return []Part{{Share: share(), How: atOnce}, {How: onDay, Day: Day{Date: m.someDay()}}}
	}
	if kind := m.w.kindOf(c.On); kind.Name != "deal" {
		return []Part{{Share: share(), How: atOnce}, {How: monthly, N: m.between(2, 5), Day: Day{Field: kind.Dated, Plus: m.between(0, 40)}}}
	}
	late := Day{Field: "churned"}
	if m.dates == datesLater {
		late.Field = "collected"
	}
	plain := Day{Field: m.w.Kinds[0].Dated, Plus: m.between(0, 1) * m.between(1, 60)}
	spread := monthly
	if m.chance(30) {
		spread = quarterly
	}
	first := Part{Share: share(), How: atOnce}
	if m.chance(20) {
		first = Part{Share: share(), How: onDay, Day: plain}
	}
	switch weighted(m, "field", 35, "date", 15, "parts", 35, "three", 15) {
	case "field":
		return []Part{first, {How: onDay, Day: late}}
	case "date":
		return []Part{first, {How: onDay, Day: Day{Date: m.someDay()}}}
	case "parts":
		return []Part{first, {How: spread, N: m.between(2, 6), Day: plain}}
	}
	return []Part{
		{Share: rat(3, 10), How: atOnce},
		{Share: rat(2, 5), How: onDay, Day: late},
		{How: spread, N: m.between(2, 3), Day: plain},
	}
}

// clawbacks take back components that are paid on deals, each component by one clawback at most.
func (m *maker) clawbacks() {
	var on []string
	for _, c := range m.w.Components {
		if !c.Bonus && m.w.kindOf(c.On).Name == "deal" {
			on = append(on, c.Name)
		}
	}
	m.r.Shuffle(len(on), func(i, j int) { on[i], on[j] = on[j], on[i] })
	for len(on) > 0 && len(m.w.Clawbacks) < 2 {
		n := m.between(1, min(2, len(on)))
		c := Clawback{
			Name: m.name("churn"), Of: on[:n], When: "churned", Since: "closed", Never: m.chance(40),
			In: pick(m, "60 days", "120 days", "180 days", "6 months"), Take: rat(int64(m.between(1, 5)), 4),
		}
		if m.chance(40) {
			c.And = Test{Field{"acv"}, ">", m.cash(rat(0, 1))}
		}
		c.Take = least(c.Take, rat(1, 1))
		switch {
		case m.chance(25):
			c.Keep, c.Each = rat(1, int64(m.between(60, 180))), "day"
		case m.chance(45):
			c.Keep, c.Each = rat(1, int64(m.between(3, 6))), pick(m, "completed month", "started month")
		}
		m.w.Clawbacks = append(m.w.Clawbacks, c)
		m.w.Settle = true
		step := SettleStep{Kind: stepRecover, Name: c.Name}
		if m.chance(40) {
			step.AtMost = Op{"of", Percent{rat(int64(m.between(1, 3)), 4)}, Balance{pick(m, "payable", "left")}}
		}
		m.w.Steps = append(m.w.Steps, step)
		if on = on[n:]; m.chance(60) {
			return
		}
	}
}

// settleSteps are draws, guarantees, reserves and what is forgiven.
func (m *maker) settleSteps() {
	amount := func(percent int) Expr {
		return m.payCash(times(rat(int64(10000*monthsIn(m.period())), 1), int64(percent), 1000))
	}
	personal := func(stem string, about int) Expr {
		if m.w.PaidIn != nil || !m.chance(55) {
			return amount(about)
		}
		p := Param{Name: m.name(stem), Type: "money", about: int64(about) / 10}
		if m.chance(70) {
			p.Flow = m.flow(m.period())
		}
		m.w.Params = append(m.w.Params, p)
		return ParamRef{Name: p.Name}
	}
	age := func(n int) Cond { return Test{Age{calendar.Quarter}, "<=", Number{rat(int64(n), 1)}} }
	different := m.w.PaidIn != nil && m.w.PaidIn.By != "" // then only shares can be named
	if !different && m.chance(50) {
		draw := SettleStep{Kind: stepTopUp, Name: "ramp_draw", Amount: personal("draw", m.between(10, 60))}
		if m.chance(60) {
			draw.When = age(m.between(1, 3))
		}
		back := SettleStep{Kind: stepRecover, Name: "ramp_draw"}
		if m.chance(40) {
			back.Leaving = amount(m.between(2, 20))
		}
		if m.chance(30) {
			back.AtMost = amount(m.between(2, 20))
		}
		m.w.Steps = append(m.w.Steps, draw, back)
		if m.chance(35) {
			m.w.Steps = append(m.w.Steps, SettleStep{
				Kind: stepForgive, Name: "ramp_draw", When: Test{Balance{"ramp_draw"}, "<", amount(m.between(10, 60))},
			})
		}
	}
	if !different && m.chance(35) {
		g := SettleStep{Kind: stepGuarantee, Amount: personal("minimum", m.between(10, 40))}
		if m.chance(50) {
			g.When = age(m.between(1, 3))
		}
		m.w.Steps = append(m.w.Steps, g)
	}
	if m.chance(45) {
		hold := SettleStep{Kind: stepHold, Name: "reserve", Until: m.someDay().AddDays(60).String()}
		hold.Amount = Op{"of", Percent{rat(int64(m.between(1, 5)), 10)}, Balance{pick(m, "payable", "left")}}
		if m.chance(50) && rank(m.period()) >= 0 {
			hold.Until = "end of " + pick(m, "half", "year")
			if rank(m.period()) > rank("half") {
				hold.Until = "end of year"
			}
		}
		m.w.Steps = append(m.w.Steps, hold)
	}
}
