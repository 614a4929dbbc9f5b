package oracle

import (
	"fmt"
	"math/big"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

func (m *maker) people() {
	for range m.between(0, 12) {
		m.w.Holidays = append(m.w.Holidays, m.someDay())
	}
	slices.Sort(m.w.Holidays)
	m.w.Holidays = slices.Compact(m.w.Holidays)
	ids := []rainmaker.PayeeID{"zoe", "ann", "Bob", "7", "12", "cleo", "dan"}[:m.between(2, 7)]
	start := m.w.Plan.Effective.Span.From
	for i, id := range ids {
		p := Payee{ID: id, Attributes: map[string][]DatedText{}}
		for _, a := range m.w.Attributes {
			now := pick(m, a.Values...)
			p.Attributes[a.Name] = []DatedText{{start.AddDays(-400), now}}
			if a.Name != settledIn && m.chance(25) {
				others := slices.DeleteFunc(slices.Clone(a.Values), func(v string) bool { return v == now })
				p.Attributes[a.Name] = append(p.Attributes[a.Name], DatedText{m.turn(), pick(m, others...)})
			}
		}
		m.w.Payees = append(m.w.Payees, p)
		if i > 0 && m.chance(85) {
			m.leads(ids, i, start)
		}
		for m.chance(25) {
			from := m.someDay()
			m.w.Leaves = append(m.w.Leaves, Leave{id, calendar.Span{From: from, Before: from.AddDays(m.between(3, 50))}})
		}
	}
}

// turn is a day on which something changes: mostly the first of a quarter.
func (m *maker) turn() calendar.Date {
	day := m.someDay()
	if m.chance(75) {
		s, err := m.w.Calendar.SpanOf(calendar.Quarter, day)
		if err != nil {
			panic("oracle: " + err.Error())
		}
		return s.From
	}
	return day
}

// leads gives a payee managers from among those before it, so that nobody leads themselves.
func (m *maker) leads(ids []rainmaker.PayeeID, i int, start calendar.Date) {
	at := start.AddDays(-m.between(0, 60))
	m.w.Reports = append(m.w.Reports, Report{ids[i], ids[m.r.IntN(i)], at})
	for n := m.between(0, 2); n > 0 && m.chance(50); n-- {
		at = at.AddDays(m.between(20, 150))
		r := Report{Payee: ids[i], From: at}
		if m.chance(65) {
			r.Manager = ids[m.r.IntN(i)]
		}
		m.w.Reports = append(m.w.Reports, r)
	}
}

func (m *maker) assignments() {
	for _, p := range m.w.Payees {
		if len(m.w.Assignments) > 0 && m.chance(12) {
			continue
		}
		var last *Assignment
		for i, span := range m.spans() {
			a := Assignment{ID: fmt.Sprintf("a-%s-%d", p.ID, i+1), Payee: p.ID, Span: span, Numbers: map[string][]DatedNumber{}}
			follows := last != nil && last.Span.Before == span.From
			for _, param := range m.w.Params {
				if param.By != "" {
					for _, name := range param.names() {
						a.Numbers[name] = []DatedNumber{{span.From, m.number(param, 100)}}
					}
				} else if param.Default == nil {
					m.numbers(&a, param, last, follows)
				}
			}
			m.w.Assignments = append(m.w.Assignments, a)
			last = &a
		}
	}
}

// spans are the assignments of one payee.
func (m *maker) spans() []calendar.Span {
	whole := m.w.Plan.Effective.Span
	middle := func() calendar.Date { return whole.From.AddDays(m.between(1, whole.Days()-2)) }
	if m.period() == "period" {
		if m.chance(30) {
			return []calendar.Span{{From: middle(), Before: whole.Before}}
		}
		return []calendar.Span{whole}
	}
	switch weighted(m, "whole", 30, "beyond", 12, "starts", 15, "ends", 13, "two", 16, "gap", 14) {
	case "beyond":
		s := calendar.Span{From: whole.From.AddDays(-m.between(1, 200)), Before: calendar.EndOfTime}
		if m.chance(50) {
			s.Before = whole.Before.AddDays(m.between(1, 200))
		}
		return []calendar.Span{s}
	case "starts":
		return []calendar.Span{{From: middle(), Before: whole.Before}}
	case "ends":
		return []calendar.Span{{From: whole.From, Before: middle()}}
	case "two":
		cut := max(m.turn(), whole.From+1)
		if cut >= whole.Before {
			cut = middle()
		}
		return []calendar.Span{{From: whole.From, Before: cut}, {From: cut, Before: whole.Before}}
	case "gap":
		end := middle()
		again := end.AddDays(m.between(1, 60))
		if again >= whole.Before {
			return []calendar.Span{{From: whole.From, Before: end}}
		}
		return []calendar.Span{{From: whole.From, Before: end}, {From: again, Before: whole.Before}}
	}
	return []calendar.Span{whole}
}

// numbers gives an assignment its dated values of one parameter: now and then none, or a quota of 0.
func (m *maker) numbers(a *Assignment, p Param, last *Assignment, follows bool) {
	missing := 15
	if p.Flow == nil {
		missing = 8
	}
	if m.period() == "period" && p.Name == "quota" {
		m.spanQuotas(a, p)
		return
	}
	if m.r.IntN(1000) < missing*3/2 {
		return
	}
	first := m.number(p, 100)
	span := a.Span.Intersect(m.w.Plan.Effective.Span)
	if follows && len(last.Numbers[p.Name]) > 0 {
		mustRunOn := p.Flow != nil && !p.Flow.Prorated && !m.atEdge(p.Flow, span.From)
		if dated := last.Numbers[p.Name]; mustRunOn || m.chance(40) {
			first = dated[len(dated)-1].Value
		}
	}
	dated := []DatedNumber{{a.Span.From, first}}
	for n := m.between(0, 2); n > 0 && m.chance(45); n-- {
		day := span.From.AddDays(m.between(1, max(2, span.Days())))
		if p.Flow != nil && !p.Flow.Prorated && m.chance(93) {
			day = m.edgeOf(p.Flow, day)
		}
		if day > dated[len(dated)-1].From && day < span.Before {
			dated = append(dated, DatedNumber{day, m.number(p, pick[int64](m, 50, 80, 125, 200))})
		}
	}
	a.Numbers[p.Name] = dated
}

// spanQuotas are the dated quotas whose dates make the pay periods.
func (m *maker) spanQuotas(a *Assignment, p Param) {
	for day := a.Span.From; day < a.Span.Before; day = day.AddDays(m.between(40, 130)) {
		a.Numbers[p.Name] = append(a.Numbers[p.Name], DatedNumber{day, m.number(p, pick[int64](m, 50, 100, 125, 200))})
	}
}

func (m *maker) number(p Param, percent int64) rainmaker.Value {
	if p.about > 0 {
		percent = percent * p.about / 100
	}
	switch {
	case p.Type == "money" && p.Flow == nil:
		return rainmaker.CashOf(m.amount(times(rat(100*int64(monthsIn(m.period())), 1), percent, 1), m.scale), m.w.Plan.Currency)
	case p.Flow == nil:
		return rainmaker.NumberOf(m.amount(rat(int64(m.between(5, 125)), 1000), 4))
	case p.Type == "number":
		return rainmaker.NumberOf(money.NewAmount(int64(m.between(2, 9)), 0))
	case m.chance(4):
		return rainmaker.CashOf(money.NewAmount(0, m.scale), m.w.Plan.Currency)
	}
	value := m.flowAmount(p.Flow, percent)
	if m.chance(30) {
		value = times(value, 1, 3)
	}
	return rainmaker.CashOf(m.amount(value, m.scale), m.w.Plan.Currency)
}

// amount cuts a number to some decimals.
func (m *maker) amount(r *big.Rat, scale int) money.Amount {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	scaled := new(big.Rat).Mul(r, new(big.Rat).SetInt(unit))
	return money.NewAmount(new(big.Int).Quo(scaled.Num(), scaled.Denom()).Int64(), scale)
}

// dealMaker keeps what is shared by the deals of one world.
type dealMaker struct {
	*maker
	days    []calendar.Date
	ids     []string
	sum     map[rainmaker.PayeeID]*big.Rat // of the last days' deals, to meet an edge exactly
	stars   []rainmaker.PayeeID            // who have most of the deals, so that windows fill up
	returns bool
	late    bool
	sloppy  bool // shares may not total 100%
}

func (m *maker) events() {
	d := &dealMaker{
		maker: m, sum: map[rainmaker.PayeeID]*big.Rat{}, stars: m.stars(),
		returns: m.chance(65), late: m.chance(45), sloppy: m.chance(55),
	}
	d.days = m.calendarDays()
	d.ids = []string{"9", "10", "100", "2", "a2", "a10", "B7", "10a"}
	for i := range 60 {
		d.ids = append(d.ids, fmt.Sprintf("%s%d", pick(m, "D-", "d", ""), 1000+i))
	}
	m.r.Shuffle(len(d.ids), func(i, j int) { d.ids[i], d.ids[j] = d.ids[j], d.ids[i] })
	for range m.between(8, 26) {
		d.deal()
	}
	if m.w.kind("review") != nil && m.period() != "period" {
		d.reviews()
	}
	if m.w.kind("receipt") != nil {
		d.receipts()
	}
	if m.w.kind("invoice") != nil {
		for range m.between(4, 12) {
			d.invoice()
		}
	}
	if m.w.kind("meeting") != nil {
		for range m.between(4, 14) {
			d.meeting()
		}
	}
}

// stars are one or two of those who are assigned longest.
func (m *maker) stars() []rainmaker.PayeeID {
	o := oracle{w: &m.w}
	assigned := map[rainmaker.PayeeID]int{}
	var ids []rainmaker.PayeeID
	for _, p := range m.w.Payees {
		for _, t := range o.tenures(p.ID) {
			assigned[p.ID] += t.active.Days()
		}
		ids = append(ids, p.ID)
	}
	slices.SortStableFunc(ids, func(a, b rainmaker.PayeeID) int { return assigned[b] - assigned[a] })
	return ids[:min(len(ids), m.between(1, 2))]
}

// calendarDays are a few days on which everything happens, so that deals meet in windows and on days: edges of periods and
// assignments among them.
func (m *maker) calendarDays() []calendar.Date {
	span := m.w.Plan.Effective.Span
	last := min(span.Last().AddDays(5), m.w.Through.AddDays(10))
	var out []calendar.Date
	for range m.between(4, 12) {
		day := span.From.AddDays(m.between(-6, max(1, int(last-span.From))))
		switch m.between(0, 5) {
		case 0:
			if s, err := m.w.Calendar.SpanOf(calendar.Quarter, day); err == nil {
				day = pick(m, s.From, s.Last())
			}
		case 1:
			s := pick(m, m.w.Assignments...).Span
			if edge := pick(m, s.From, s.Last(), s.Before); span.Contains(edge) {
				day = edge
			}
		}
		out = append(out, day)
		if m.chance(60) {
			out = append(out, min(day.AddDays(m.between(1, 25)), last))
		}
	}
	return out
}

func (d *dealMaker) id() string {
	id := d.ids[0]
	d.ids = d.ids[1:]
	return id
}

func (d *dealMaker) person() rainmaker.PayeeID {
	if d.chance(65) {
		return pick(d.maker, d.stars...)
	}
	return pick(d.maker, d.w.Payees...).ID
}

func (d *dealMaker) deal() {
	e := Event{Kind: "deal", ID: d.id(), Version: 1}
	owner := d.person()
	closed := pick(d.maker, d.days...)
	e.Fields = d.fields(owner, closed, d.size(owner))
	d.w.Events = append(d.w.Events, e)
	if !d.late || !d.chance(30) {
		return
	}
	first := &d.w.Events[len(d.w.Events)-1]
	if d.chance(30) {
		first.Learned = closed.AddDays(d.between(1, 60))
	}
	again := Event{Kind: "deal", ID: e.ID, Version: 2, Learned: closed.AddDays(d.between(61, 160)), Fields: first.Fields}
	switch d.between(0, 6) {
	case 0:
		again.Gone = true
	case 4, 5, 6:
		again.Fields = d.churnedOtherwise(first.Fields, closed)
	case 1:
		again.Fields = d.fields(d.person(), closed, d.size(owner))
	case 2:
		again.Fields = d.fields(owner, pick(d.maker, d.days...), d.size(owner))
	default:
		again.Fields = d.fields(owner, closed, d.size(owner))
	}
	d.w.Events = append(d.w.Events, again)
}

// churnedOtherwise are the same fields, but that the deal churned is withdrawn or learned.
func (d *dealMaker) churnedOtherwise(fields rainmaker.FieldList, closed calendar.Date) rainmaker.FieldList {
	out := slices.Clone(fields)
	for i := range out {
		if out[i].Name == "churned" {
			had := out[i].Value
			if out[i].Value = (rainmaker.Value{}); had.IsNone() {
				out[i].Value = rainmaker.DayOf(closed.AddDays(d.between(5, 90)))
			}
		}
	}
	return out
}

// size is the amount of a deal: often one that ends exactly on an amount the plan mentions, or a cent beside it.
func (d *dealMaker) size(owner rainmaker.PayeeID) *big.Rat {
	if d.sum[owner] == nil {
		d.sum[owner] = new(big.Rat)
	}
	sum := d.sum[owner]
	cent := d.toMinor(rat(1, 1))
	if d.scale > 0 {
		cent = new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.scale)), nil))
	}
	var amount *big.Rat
	switch weighted(d.maker, "any", 55, "edge", 28, "bound", 7, "zero", 5, "return", 20) {
	case "return":
		amount = times(d.quota, int64(-d.between(1, 60)), 100)
		if !d.returns {
			amount.Neg(amount)
		}
	case "zero":
		return new(big.Rat)
	case "edge", "bound":
		if len(d.bounds) > 0 {
			amount = new(big.Rat).Set(pick(d.maker, d.bounds...))
			if d.chance(75) {
				amount.Sub(amount, sum)
			}
			amount.Add(amount, new(big.Rat).Mul(cent, rat(int64(d.between(-1, 1)), 1)))
			break
		}
		fallthrough
	default:
		amount = times(d.quota, int64(d.between(50, 9000)), 9999)
	}
	if limit := times(d.quota, 3, 1); new(big.Rat).Abs(amount).Cmp(limit) > 0 || amount.Sign() < 0 && !d.returns {
		amount = times(d.quota, int64(d.between(1, 99)), 300)
	}
	sum.Add(sum, amount)
	return amount
}
