package oracle

import (
	"fmt"
	"math/big"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// Exchange is a table of exchange rates: daily or monthly facts, or one rate fixed in the letter.
type Exchange struct {
	Name  string
	Kind  string
	Fixed []Rate
}

// The kinds of an [Exchange].
const (
	daily   = "daily"
	month   = "monthly"
	inPlace = "fixed"
)

// Rate is an exchange rate of a day: one unit of From is Value units of To.
type Rate struct {
	Table    string
	From, To money.Currency
	On       calendar.Date
	Value    *big.Rat
}

// PaidIn is the currency of pay: one, or that of an attribute of people whose values are currencies.
type PaidIn struct {
	Currency money.Currency
	By       string
}

// Conversion says by which rates a component is paid in another currency: those of a day, which is a date, a date field of
// the event or, where it is left out, the last day of the window.
type Conversion struct {
	Table, On string
}

// Converted is a field in the plan's currency.
type Converted struct {
	Field    string
	Currency money.Currency
	Table    string
	On       string // a date field
}

func (c Converted) String() string {
	return c.Field + " in " + string(c.Currency) + " at " + c.Table + " on " + c.On
}

func (x Exchange) text() string {
	if x.Kind != inPlace {
		return "fx " + x.Name + " " + x.Kind + "\n"
	}
	var rows []string
	for _, r := range x.Fixed {
		rows = append(rows, "1 "+string(r.From)+" = "+decimal(r.Value)+" "+string(r.To))
	}
	return block("fx "+x.Name, rows)
}

func (p PaidIn) text(c *Conversion) string {
	s := "paid in " + string(p.Currency)
	if p.By != "" {
		s = "paid in payee." + p.By
	}
	if s += " at " + c.Table; c.On != "" {
		s += " on " + c.On
	}
	return s
}

// paysIn is the currency of somebody's pay. In no world does it change.
func (w *Letter) paysIn(p *Payee) money.Currency {
	switch {
	case w.PaidIn == nil:
		return w.Plan.Currency
	case w.PaidIn.By != "":
		return money.Currency(p.Attributes[w.PaidIn.By][0].Text)
	}
	return w.PaidIn.Currency
}

// rate is what one unit of a currency is in another on a day: the last rate on or before it, either way round. A monthly rate
// is that of its whole month, from its first day on; a rate of a day that has not come is not known yet.
func (o *oracle) rate(table string, from, to money.Currency, on, now calendar.Date) *big.Rat {
	if from == to {
		return rat(1, 1)
	}
	var x *Exchange
	for i := range o.w.Exchanges {
		if o.w.Exchanges[i].Name == table {
			x = &o.w.Exchanges[i]
		}
	}
	rates := x.Fixed
	if x.Kind != inPlace {
		rates = o.w.Rates
	}
	var best *Rate
	for i := range rates {
		r := &rates[i]
		if x.Kind != inPlace {
			since := r.On
			if x.Kind == month {
				since = r.On.AddDays(1 - r.On.Day())
			}
			if r.Table != table || since > on || since > now || best != nil && best.On > r.On {
				continue
			}
		}
		if r.From == from && r.To == to || r.From == to && r.To == from {
			best = r
		}
	}
	if best == nil {
		panic(fmt.Sprintf("oracle: %s has no rate from %s to %s on %s", table, from, to, on))
	}
	if best.From == from {
		return best.Value
	}
	return new(big.Rat).Inv(best.Value)
}

// convert is the field of a [Converted] in the plan's currency.
func (s scope) convert(c Converted) *big.Rat {
	v := field(s.event, c.Field, s.now)
	on := field(s.event, c.On, s.now)
	s.o.seen[SeenConverted] = s.o.seen[SeenConverted] || v.Currency() != c.Currency
	return new(big.Rat).Mul(s.o.number(v), s.o.rate(c.Table, v.Currency(), c.Currency, on.Date(), s.now))
}

// converted converts lines of a window into the currency of pay, after all else and before they are rounded. A line without an
// event has no date of one, and is converted on the window's last day.
func (o *oracle) converted(w window, lines []worth, now calendar.Date) {
	if o.w.PaidIn == nil {
		return
	}
	for i := range lines {
		c := lines[i].terms.PaidIn
		on := w.span.Before - 1
		if d, err := calendar.ParseDate(c.On); err == nil {
			on = d
		} else if c.On != "" && lines[i].event.ID != "" {
			on = field(lines[i].event, c.On, now).Date()
		}
		o.seen[SeenPaidIn] = o.seen[SeenPaidIn] || lines[i].exact.Sign() != 0
		lines[i].exact = new(big.Rat).Mul(lines[i].exact, o.rate(c.Table, o.w.Plan.Currency, o.pays, on, now))
	}
}

// rateFacts are the rates as the product's nouns.
func (w World) rateFacts() (out []rainmaker.Rate) {
	for i, r := range w.Rates {
		value, err := money.ParseRatio(r.Value.RatString())
		if err != nil {
			panic("oracle: " + err.Error())
		}
		out = append(out, rainmaker.Rate{Table: r.Table, From: r.From, To: r.To, On: r.On, Rate: value, Source: row("rates.csv", i)})
	}
	return out
}
