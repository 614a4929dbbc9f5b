package oracle

import (
	"fmt"
	"strings"

	"rainmaker"
)

// refersTo is the kind of event that a field's type names, if it does.
func (w *Letter) refersTo(f FieldType) (*Kind, bool) {
	k := w.kind(strings.TrimSuffix(f.Type, " or none"))
	return k, k != nil
}

// readThrough gives events that refer to others the fields of those, as they stand: booking.closed. An event that names one
// which is not known, or through which the letter reads one that is not, is left out until it is.
func (o *oracle) readThrough(events []*Event) []*Event {
	refers := false
	for _, k := range o.w.Kinds {
		for _, f := range k.Fields {
			_, does := o.w.refersTo(f)
			refers = refers || does
		}
	}
	if !refers {
		return events
	}
	byRef := map[rainmaker.EventRef]*Event{}
	for _, e := range events {
		byRef[e.ref()] = e
	}
	var out []*Event
	for _, e := range events {
		if all, known := o.reached(e, "", byRef); known {
			read := *e
			read.Fields = all
			out = append(out, &read)
		}
	}
	return out
}

// reached are the fields of an event with those of the events it refers to; path leads to it from an event that names it.
func (o *oracle) reached(e *Event, path string, byRef map[rainmaker.EventRef]*Event) (rainmaker.FieldList, bool) {
	all := append(rainmaker.FieldList{}, e.Fields...)
	for _, f := range o.w.kind(e.Kind).Fields {
		k, refers := o.w.refersTo(f)
		if !refers {
			continue
		}
		id, _ := e.Fields.Get(f.Name)
		if id.IsNone() { // all that is read through it is absent
			for _, name := range o.w.reachable(k) {
				all = append(all, rainmaker.Field{Name: f.Name + "." + name})
			}
			continue
		}
		var fields rainmaker.FieldList
		other := byRef[rainmaker.EventRef{Name: k.Name, ID: id.Text()}]
		known := other != nil
		if known {
			fields, known = o.reached(other, path+f.Name+".", byRef)
		}
		if !known {
			if path != "" && !o.reads(path+f.Name+".") {
				continue
			}
			o.seen[SeenUnreached] = true
			return nil, false
		}
		for _, x := range fields {
			all = append(all, rainmaker.Field{Name: f.Name + "." + x.Name, Value: x.Value})
		}
	}
	return all, true
}

// reads reports whether the letter reads something through a path.
func (o *oracle) reads(path string) bool {
	if o.text == "" {
		for _, d := range o.letters[0].w.Documents() {
			o.text += d.Text
		}
	}
	return strings.Contains(o.text, path)
}

// reachable are the names of all that can be read at a kind of event.
func (w *Letter) reachable(k *Kind) (names []string) {
	for _, f := range k.Fields {
		names = append(names, f.Name)
		if other, refers := w.refersTo(f); refers {
			for _, name := range w.reachable(other) {
				names = append(names, f.Name+"."+name)
			}
		}
	}
	return names
}

// referring makes cash that refers to a deal, and refunds that refer to cash.
func (m *maker) referring() {
	if !m.chance(24) {
		return
	}
	booking := FieldType{"booking", "deal"}
	if m.chance(30) {
		booking.Type = "deal or none"
	}
	m.w.Kinds = append(m.w.Kinds, Kind{"receipt", "received", []FieldType{booking, {"taker", "payee"}, {"received", "date"}, {"cash", "money"}}})
	c := Credit{Name: "cash_in", From: "receipt", CountsOn: "received", Where: m.throughCond("received", "booking"), To: m.cashTo("booking.owner")}
	if m.chance(40) {
		c.CountsOn = "booking.closed"
	}
	if booking.Type != "deal" {
		c.To = m.cashTo("taker")
	}
	c.OrderBy = []string{c.CountsOn}
	if m.chance(30) {
		c.OrderBy = append(c.OrderBy, "cash")
	}
	m.w.Credits = append(m.w.Credits, c)
	if !m.chance(50) {
		return
	}
	m.w.Kinds = append(m.w.Kinds, Kind{"refund", "refunded", []FieldType{{"receipt", "receipt"}, {"refunded", "date"}, {"back", "money"}}})
	c = Credit{
		Name: "cash_out", From: "refund", CountsOn: "refunded", OrderBy: []string{"refunded", "receipt.received"},
		To: []Target{{Field: "receipt.taker", Role: "taker", Amount: Amount{Share: Percent{rat(1, 1)}, Base: "back"}}},
	}
	if booking.Type == "deal" && m.chance(60) {
		c.Where, c.To[0].Field = m.throughCond("refunded", "receipt.booking"), "receipt.booking.owner"
	}
	m.w.Credits = append(m.w.Credits, c)
}

func (m *maker) cashTo(who string) []Target {
	return []Target{{Field: who, Role: "taker", Amount: Amount{Share: Percent{rat(1, 1)}, Base: "cash"}}}
}

// throughCond is a condition on what a deal says.
func (m *maker) throughCond(own, path string) []Cond {
	switch m.between(0, 5) {
	case 0:
		return []Cond{Is{Field: path + ".stage", Not: m.chance(50), Values: []string{"lost"}}}
	case 1:
		return []Cond{Test{Field{path + ".units"}, ">=", Number{rat(int64(m.between(1, 5)), 1)}}}
	case 2:
		return []Cond{IsNone{path + ".churned", false}}
	case 3:
		return []Cond{Within{Field: own, N: m.between(1, 6), Unit: "month", Of: Moment{Field: path + ".closed"}}}
	}
	return nil
}

// onReceipts pays on cash by what its deal says.
func (m *maker) onReceipts() {
	for _, s := range []subject{{"cash_in", "taker", false}, {"cash_out", "taker", false}} {
		if !m.credited(s.credit) {
			continue
		}
		window, written := m.window()
		c := m.newComponent("collected", s, written)
		path := "booking"
		if s.credit == "cash_out" {
			path = "receipt.booking"
		}
		percent := func() Expr { return Percent{rat(int64(m.between(5, 125)), 1000)} }
		switch m.between(0, 3) {
		case 0:
			by, steps := m.position(s, window, m.longer(window))
			c.Tiers = &Tiers{By: by, Steps: steps}
			m.factors(c.Tiers)
		case 1:
			c.Rate = m.table("by_stage", path+".stage", []Row{{Key: "won", Value: percent()}, {Key: "open", Value: percent()}, {Value: percent()}})
		default:
			g := Grid{Name: m.name("by_booking"), By: []string{path + ".product", path + ".channel"}, Terms: m.chance(50)}
			g.Rows = []GridRow{{Keys: []string{"core", "web"}, Value: percent()}, {Keys: []string{"nova", "none"}, Value: percent()}, {Value: percent()}}
			m.w.Grids = append(m.w.Grids, g)
			c.Rate = GridRef{g.Name}
		}
		if m.chance(30) {
			c.Where = append(c.Where, m.throughCond("received", path)...)
			if s.credit == "cash_out" {
				c.Where = nil
			}
		}
		m.limits(&c, window)
		m.w.Components = append(m.w.Components, c)
	}
}

// receipts are for deals that are there, now and then for one that is not.
func (d *dealMaker) receipts() {
	var deals, taken []string
	for _, e := range d.w.Events {
		if e.Kind == "deal" && e.Version == 1 {
			deals = append(deals, e.ID)
		}
	}
	booking := d.w.kind("receipt").Fields[0]
	refer := func(ids []string) rainmaker.Value {
		switch {
		case booking.Type == "deal or none" && d.chance(15):
			return rainmaker.Value{}
		case d.chance(5):
			return rainmaker.TextOf("unheard-of")
		}
		return rainmaker.TextOf(pick(d.maker, ids...))
	}
	cash := func() rainmaker.Value {
		return rainmaker.CashOf(d.amount(times(d.quota, int64(d.between(-900, 6000)), 9999), d.scale), d.w.Plan.Currency)
	}
	for i := range d.between(6, 14) {
		on := pick(d.maker, d.days...).AddDays(d.between(0, 40))
		e := Event{Kind: "receipt", ID: fmt.Sprintf("C%d", 95+i), Version: 1, Fields: rainmaker.FieldList{
			{Name: "booking", Value: refer(deals)},
			{Name: "taker", Value: rainmaker.PersonOf(d.person())},
			{Name: "received", Value: rainmaker.DayOf(on)},
			{Name: "cash", Value: cash()},
		}}
		taken = append(taken, e.ID)
		d.w.Events = append(d.w.Events, e)
		if d.late && d.chance(20) { // it was another deal's
			e.Version, e.Learned, e.Gone = 2, on.AddDays(d.between(5, 90)), d.chance(20)
			e.Fields = append(rainmaker.FieldList{{Name: "booking", Value: refer(deals)}}, e.Fields[1:]...)
			d.w.Events = append(d.w.Events, e)
		}
	}
	if d.w.kind("refund") == nil {
		return
	}
	for i := range d.between(4, 8) {
		id := rainmaker.TextOf(pick(d.maker, taken...))
		if d.chance(5) {
			id = rainmaker.TextOf("unheard-of")
		}
		d.w.Events = append(d.w.Events, Event{Kind: "refund", ID: fmt.Sprintf("%d", 8+i), Version: 1, Fields: rainmaker.FieldList{
			{Name: "receipt", Value: id},
			{Name: "refunded", Value: rainmaker.DayOf(d.someDay())},
			{Name: "back", Value: cash()},
		}})
	}
}
