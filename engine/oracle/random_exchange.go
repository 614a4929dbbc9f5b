package oracle

import (
	"math/big"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// foreign are the currencies of invoices and of pay beside the plan's.
var foreign = []money.Currency{"USD", "EUR", "GBP", "CHF"}

func (m *maker) exchange() {
	invoices, paidIn := m.chance(28), m.chance(20)
	if !invoices && !paidIn {
		return
	}
	x := Exchange{Name: "market", Kind: pick(m, daily, month, inPlace)}
	if !m.months && x.Kind == month {
		x.Kind = daily
	}
	own := m.w.Plan.Currency
	for _, c := range foreign {
		if c == own {
			continue
		}
		if x.Kind == inPlace {
			x.Fixed = append(x.Fixed, m.rate(c, own, 0))
			continue
		}
		m.rateFacts(x.Kind, c, own)
	}
	m.w.Exchanges = append(m.w.Exchanges, x)
	if invoices {
		m.w.Kinds = append(m.w.Kinds, Kind{"invoice", "invoiced", []FieldType{
			{"seller", "payee"},
			{"invoiced", "date"},
			{"amount", "money any currency"},
		}})
	}
	if paidIn {
		others := slices.DeleteFunc(slices.Clone(foreign), func(c money.Currency) bool { return c == own })
		m.w.PaidIn = &PaidIn{Currency: pick(m, others...)}
		if len(m.w.Attributes) > 0 && m.chance(50) {
			m.w.PaidIn = &PaidIn{By: settledIn}
			m.w.Attributes = append(m.w.Attributes, Attribute{settledIn, []string{string(own), string(others[0]), string(others[1])}})
		}
	}
}

const settledIn = "settled_in"

// conversion is the day of a component's rate of pay.
func (m *maker) conversion(c *Component) *Conversion {
	on := m.w.Plan.Effective.Span.From.AddDays(m.between(-30, 100)).String()
	if !c.Bonus && m.chance(60) {
		on = m.w.kindOf(c.On).Dated
	} else if m.chance(50) {
		on = ""
	}
	return &Conversion{Table: "market", On: on}
}

// conversions say how every component is paid in the currency of pay.
func (m *maker) conversions() {
	if m.w.PaidIn == nil {
		return
	}
	for i := range m.w.Components {
		m.w.Components[i].PaidIn = m.conversion(&m.w.Components[i])
	}
	for i := range m.w.Exceptions {
		if x := &m.w.Exceptions[i]; m.chance(85) {
			x.PaidIn = m.conversion(m.w.component(x.To))
		}
	}
}

// rate is one of a pair, either way round.
func (m *maker) rate(a, b money.Currency, on calendar.Date) Rate {
	r := Rate{Table: "market", From: a, To: b, On: on, Value: rat(int64(m.between(4000, 25000)), 10000)}
	if m.chance(40) {
		r.From, r.To = b, a
	}
	return r
}

// rateFacts are facts from before the plan on, so that every day has one that is known.
func (m *maker) rateFacts(kind string, a, b money.Currency) {
	span := m.w.Plan.Effective.Span
	for on := span.From.AddDays(-100); on < span.Before.AddDays(100); {
		m.w.Rates = append(m.w.Rates, m.rate(a, b, on))
		if kind == month {
			on = on.AddDays(1 - on.Day()).AddMonths(1).AddDays(m.between(0, 27))
			continue
		}
		on = on.AddDays(m.between(8, 60))
	}
}

// invoiced is the credit rule of invoices.
func (m *maker) invoiced() {
	if m.w.kind("invoice") == nil {
		return
	}
	base := Converted{Field: "amount", Currency: m.w.Plan.Currency, Table: "market", On: "invoiced"}
	m.w.Credits = append(m.w.Credits, Credit{
		Name: "invoices", From: "invoice", CountsOn: "invoiced", OrderBy: []string{"invoiced"},
		To: []Target{{Field: "seller", Role: "seller", Amount: Amount{Share: Percent{rat(1, 1)}, Convert: &base}}},
	})
}

// onInvoices is a component on converted credits.
func (m *maker) onInvoices() {
	if !m.credited("invoices") {
		return
	}
	s := subject{"invoices", "seller", false}
	window, written := m.window()
	c := m.newComponent("invoiced", s, written)
	sum := Aggregate{Fn: "sum", Credit: s.credit, Role: s.role}
	if m.chance(50) {
		c.Rate = Percent{rat(int64(m.between(5, 125)), 1000)}
	} else {
		by, steps := m.position(s, window, m.longer(window))
		c.Tiers = &Tiers{By: by, Steps: steps}
		m.factors(c.Tiers)
		m.whole(c.Tiers)
	}
	if m.chance(25) && rank(window) >= 0 {
		c.Gates = []Gate{{Cond: Test{sum, ">", m.cash(times(m.quota, 1, 10))}}}
	}
	m.w.Components = append(m.w.Components, c)
}

func (d *dealMaker) invoice() {
	currency := d.w.Plan.Currency
	if d.chance(75) {
		currency = pick(d.maker, foreign...)
	}
	amount := d.amount(times(d.quota, int64(d.between(-2000, 9000)), 9999), currency.Decimals())
	d.w.Events = append(d.w.Events, Event{Kind: "invoice", ID: d.id(), Version: 1, Fields: rainmaker.FieldList{
		{Name: "seller", Value: rainmaker.PersonOf(d.person())},
		{Name: "invoiced", Value: rainmaker.DayOf(pick(d.maker, d.days...))},
		{Name: "amount", Value: rainmaker.CashOf(amount, currency)},
	}})
}

// payCash is an amount in the currency of pay, which must be one for all.
func (m *maker) payCash(amount *big.Rat) Cash {
	c := m.cash(amount)
	if m.w.PaidIn != nil {
		c.Currency, c.Value = m.w.PaidIn.Currency, rat(int64(m.between(100, 900)), 1)
	}
	return c
}
