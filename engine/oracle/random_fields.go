package oracle

import (
	"math/big"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

func (d *dealMaker) fields(owner rainmaker.PayeeID, closed calendar.Date, size *big.Rat) rainmaker.FieldList {
	var out rainmaker.FieldList
	scale := d.scale
	if d.fine {
		scale = 4
	}
	dated := d.w.Kinds[0].Dated
	share := d.between(0, 20) * 5
	for _, f := range d.w.Kinds[0].Fields {
		var v rainmaker.Value
		switch f.Name {
		case "owner":
			v = rainmaker.PersonOf(owner)
		case "partner", "engineer":
			v = d.other(f, share)
		case "owner_share":
			v = percentValue(share)
		case "partner_share":
			v = percentValue(100 - share)
			if d.sloppy && d.chance(15) {
				v = percentValue(d.between(0, 120))
			}
		case "splits":
			v = d.splits(owner)
		case "closed":
			v = d.closedValue(closed)
		case "paid", "collected":
			v = rainmaker.DayOf(closed.AddDays(max(0, d.between(-20, 150))))
			if f.Name != dated && d.chance(20) {
				v = rainmaker.Value{}
			}
		case "churned":
			if d.chance(40) {
				v = rainmaker.DayOf(closed.AddDays(d.between(5, 200)))
			}
		case "acv":
			v = rainmaker.CashOf(d.amount(size, scale), d.w.Plan.Currency)
			if d.none && d.chance(12) {
				v = rainmaker.Value{}
			}
		case "tcv":
			v = rainmaker.CashOf(d.amount(times(size, pick[int64](d.maker, 1, 2, 3), 1), d.scale), d.w.Plan.Currency)
			if size.Sign() == 0 {
				v = rainmaker.CashOf(d.amount(times(d.quota, 1, 3), d.scale), d.w.Plan.Currency)
			}
		default:
			v = d.plainField(f.Name)
		}
		out = append(out, rainmaker.Field{Name: f.Name, Value: v})
	}
	return out
}

func (d *dealMaker) plainField(name string) rainmaker.Value {
	switch name {
	case "units", "points":
		return rainmaker.NumberOf(money.NewAmount(int64(d.between(0, 9)), 0))
	case "channel":
		if d.chance(30) {
			return rainmaker.Value{}
		}
		return rainmaker.TextOf(pick(d.maker, "web", "shop"))
	case "product":
		return rainmaker.TextOf(pick(d.maker, "core", "nova", "edge"))
	case "stage":
		return rainmaker.TextOf(pick(d.maker, "won", "won", "won", "lost", "open"))
	case "note":
		return rainmaker.TextOf(pick(d.maker, "GTX Pro", "x", "plain"))
	case "urgent", "showed":
		return rainmaker.YesNoOf(d.chance(60))
	}
	panic("oracle: no values for " + name)
}

func (d *dealMaker) closedValue(closed calendar.Date) rainmaker.Value {
	if d.dates == datesOpen && d.chance(12) {
		return rainmaker.Value{}
	}
	return rainmaker.DayOf(closed)
}

// other is somebody beside the owner, or nobody where the field may be none. Nobody gets a share only when the world is
// sloppy.
func (d *dealMaker) other(f FieldType, ownerShare int) rainmaker.Value {
	nobody := f.Type == "payee or none" && d.chance(35)
	if f.Name == "partner" && f.Type == "payee or none" {
		nobody = ownerShare == 100 && d.chance(70) || d.sloppy && d.chance(5)
	}
	if nobody {
		return rainmaker.Value{}
	}
	return rainmaker.PersonOf(d.person())
}

func (d *dealMaker) splits(owner rainmaker.PayeeID) rainmaker.Value {
	row := func(who rainmaker.PayeeID, weight int) []rainmaker.Field {
		return []rainmaker.Field{
			{Name: "who", Value: rainmaker.PersonOf(who)},
			{Name: "weight", Value: rainmaker.NumberOf(money.NewAmount(int64(weight), 0))},
		}
	}
	rows := [][]rainmaker.Field{row(owner, d.between(1, 4))}
	for d.chance(55) && len(rows) < 4 {
		rows = append(rows, row(d.person(), d.between(0, 3)))
	}
	return rainmaker.RowsOf(rows)
}

func percentValue(p int) rainmaker.Value { return rainmaker.NumberOf(money.NewAmount(int64(p), 2)) }

func (d *dealMaker) meeting() {
	e := Event{Kind: "meeting", ID: d.id(), Version: 1}
	for _, f := range d.w.kind("meeting").Fields {
		var v rainmaker.Value
		switch f.Name {
		case "sdr":
			v = rainmaker.PersonOf(d.person())
		case "held":
			v = rainmaker.DayOf(pick(d.maker, d.days...))
		default:
			v = d.plainField(f.Name)
		}
		e.Fields = append(e.Fields, rainmaker.Field{Name: f.Name, Value: v})
	}
	d.w.Events = append(d.w.Events, e)
}
