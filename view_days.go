package rainmaker

import (
	"cmp"
	"slices"

	"rainmaker/calendar"
	"rainmaker/money"
)

// Decoding of exchange rates and of the days on which people do not work.

// mostHolidays bounds one holiday fact: a company that closes for longer has made a mistake, or is closing.
const mostHolidays = 366

func (d *decoder) rate(f *Fact) {
	r := Rate{Table: d.need(f, "table", Text).Text(), On: f.Valid.From, Source: f.Source}
	for _, side := range []struct {
		field string
		to    *money.Currency
	}{{"from", &r.From}, {"to", &r.To}} {
		text := d.need(f, side.field, Text).Text()
		c, err := money.ParseCurrency(text)
		if err != nil {
			d.problem(f, "says %s is %q: %s", side.field, text, err)
			continue
		}
		*side.to = c
	}
	r.Rate = d.need(f, "rate", Number).Amount().Ratio()
	switch {
	case r.Rate.Sign() <= 0:
		d.problem(f, "says a rate of %s; one unit of a currency is worth more than nothing", r.Rate)
	case r.From == r.To && r.From != "":
		d.problem(f, "is a rate of %s to itself", r.From)
	case !r.On.Valid():
		d.problem(f, "is of no day: %s", f.Valid)
	}
	d.rates = append(d.rates, r)
}

// sameRates finds two rates of one pair in one table on one day.
func (d *decoder) sameRates() {
	slices.SortFunc(d.rates, func(a, b Rate) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.On, b.On),
			a.Rate.Cmp(b.Rate))
	})
	for i := 1; i < len(d.rates); i++ {
		a, b := d.rates[i-1], d.rates[i]
		if a.Table == b.Table && a.From == b.From && a.To == b.To && a.On == b.On {
			d.problems = append(d.problems, "rate of "+string(a.From)+" to "+string(a.To)+" in "+a.Table+" on "+a.On.String()+" is "+
				a.Rate.String()+" ("+a.Source.String()+") and "+b.Rate.String()+" ("+b.Source.String()+"): one of the two must go")
		}
	}
}

func (d *decoder) holiday(f *Fact) {
	if f.Valid.IsEmpty() || f.Valid.Days() > mostHolidays {
		d.problem(f, "is true %s; a holiday is true on its own days, at most %d", f.Valid, mostHolidays)
		return
	}
	for day := f.Valid.From; day < f.Valid.Before; day = day.AddDays(1) {
		d.holidays = append(d.holidays, day)
	}
}

func (d *decoder) sortedHolidays() []calendar.Date {
	slices.Sort(d.holidays)
	return slices.Compact(d.holidays)
}

func (d *decoder) sortedLeaves() []Leave {
	slices.SortFunc(d.leaves, func(a, b Leave) int {
		return cmp.Or(CompareIDs(string(a.Payee), string(b.Payee)), cmp.Compare(a.Span.From, b.Span.From),
			cmp.Compare(a.Span.Before, b.Span.Before))
	})
	return d.leaves
}
