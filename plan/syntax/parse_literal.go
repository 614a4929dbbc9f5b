package syntax

import (
	"fmt"
	"strconv"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/source"
)

func (p *parser) literal() Expr {
	t := p.tok()
	switch t.kind {
	case tNumber:
		return p.number()
	case tPercent:
		return p.percent()
	case tDate:
		return p.date("a date")
	case tPeriod:
		return p.period()
	case tString:
		return p.str()
	}
	p.expected("a value")
	return nil
}

var durationUnits = map[string]DurationUnit{
	"hour": Hours, "hours": Hours, "day": Days, "days": Days, "week": Weeks, "weeks": Weeks,
	"month": Months, "months": Months, "quarter": Quarters, "quarters": Quarters, "year": Years, "years": Years,
}

// number reads a number and the unit behind it: currency, duration or none.
func (p *parser) number() Expr {
	t := p.next()
	unit := p.tok()
	if unit.kind != tWord {
		return &Number{Text: t.text, Value: p.ratio(t), Loc: Loc{t.rng}}
	}
	if isCurrencyForm(unit.text) {
		return p.moneyWith(t)
	}
	if u := durationUnits[unit.text]; u != 0 {
		p.next()
		return &DurationLit{Text: t.text, Count: p.ratio(t), Unit: u, Loc: Loc{p.from(t.rng)}}
	}
	if up := upper(unit.text); isCurrencyForm(up) && !unit.is("all") && money.Currency(up).Known() {
		p.report(source.Diagnostic{
			Code: "currency-code", Where: unit.rng,
			Summary: fmt.Sprintf("currency codes are capital letters: %s", up), Fix: &source.Fix{Where: unit.rng, Text: up},
		})
		return p.moneyWith(t)
	}
	return &Number{Text: t.text, Value: p.ratio(t), Loc: Loc{t.rng}}
}

func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

func (p *parser) moneyWith(number token) *MoneyLit {
	cur := p.currency()
	return &MoneyLit{
		Text: number.text, Amount: p.ratio(number), Currency: cur.Code, Decimals: decimals(number.text),
		Loc: Loc{p.from(number.rng)},
	}
}

// money reads a money literal where nothing else can stand.
func (p *parser) money() *MoneyLit {
	t := p.expect(tNumber)
	return p.moneyWith(t)
}

func (p *parser) currency() Currency {
	t := p.tok()
	if t.kind != tWord {
		p.expected("a currency code such as USD")
		return Currency{Loc: Loc{t.rng}}
	}
	p.next()
	code, err := money.ParseCurrency(upper(t.text))
	if err != nil {
		p.report(source.Diagnostic{
			Code: "currency-code", Where: t.rng, Summary: err.Error(),
			Way: "Behind a number stands the code of its currency, such as USD, EUR or JPY.",
		})
	}
	return Currency{Code: code, Loc: Loc{t.rng}}
}

// ratio is the exact value of a number token; the lexer has made sure that it is one.
func (p *parser) ratio(t token) money.Ratio {
	if t.kind != tNumber && t.kind != tPercent {
		return money.Ratio{}
	}
	r, err := money.ParseRatio(t.text)
	if err != nil {
		p.report(source.Diagnostic{Code: "bad-number", Where: t.rng, Summary: err.Error()})
	}
	return r
}

func decimals(text string) int {
	for i := range text {
		if text[i] == '.' {
			return len(text) - i - 1
		}
	}
	return 0
}

func (p *parser) percent() *PercentLit {
	t := p.expect(tPercent)
	return &PercentLit{Text: t.text, Value: p.ratio(t).Quo(money.Whole(100)), Loc: Loc{t.rng}}
}

func (p *parser) date(what string) *DateLit {
	t := p.tok()
	if t.kind != tDate {
		p.expected(what, "Dates are written 2027-01-31.")
		return nil
	}
	p.next()
	lit := &DateLit{Loc: Loc{t.rng}}
	if t.text == "" {
		return lit // the lexer has said what is wrong
	}
	d, err := calendar.ParseDate(t.text)
	if err != nil {
		p.report(source.Diagnostic{Code: "bad-date", Where: t.rng, Summary: err.Error(), Way: "Write a day that exists."})
	}
	lit.Date = d
	return lit
}

func (p *parser) period() *PeriodLit {
	t := p.expect(tPeriod)
	if p.failed {
		return nil
	}
	lit, ok := parsePeriod(t.text)
	if !ok {
		p.report(source.Diagnostic{
			Code: "bad-period", Where: t.rng, Summary: fmt.Sprintf("there is no period %s", t.text),
			Way: "A month is 2027-01 to 2027-12, a quarter 2027Q1 to 2027Q4, a half 2027H1 or 2027H2, a week 2027-W01 to 2027-W53, a year FY2027.",
		})
	}
	lit.Range = t.rng
	return &lit
}

func parsePeriod(s string) (PeriodLit, bool) {
	lit := PeriodLit{Text: s}
	number := func(s string) int {
		n := 0
		for i := range s {
			n = 10*n + int(s[i]-'0')
		}
		return n
	}
	limit := 0
	if s[0] == 'F' {
		lit.Unit, lit.Year = calendar.Year, number(s[2:])
		return lit, true
	}
	lit.Year = number(s[:4])
	switch {
	case s[4] == 'Q':
		lit.Unit, lit.Index, limit = calendar.Quarter, number(s[5:]), 4
	case s[4] == 'H':
		lit.Unit, lit.Index, limit = calendar.Half, number(s[5:]), 2
	case s[5] == 'W':
		lit.Unit, lit.Index, limit = calendar.Week, number(s[6:]), 53
	default:
		lit.Unit, lit.Index, limit = calendar.Month, number(s[5:]), 12
	}
	return lit, lit.Index >= 1 && lit.Index <= limit
}

func (p *parser) duration() *DurationLit {
	t := p.tok()
	if t.kind == tNumber {
		if u := durationUnits[p.ahead(1).text]; u != 0 && p.ahead(1).kind == tWord {
			p.next()
			p.next()
			return &DurationLit{Text: t.text, Count: p.ratio(t), Unit: u, Loc: Loc{p.from(t.rng)}}
		}
	}
	p.expected("a length of time", "Write 180 days, 6 months or 2 years.")
	return nil
}

// CheckDecimals reports a money literal with more decimals than the place it fills allows: those of its currency, or of a
// field declared with more. `250.000 EUR` is how half of Europe writes a quarter of a million, so it must not pass as 250.
func CheckDecimals(lit *MoneyLit, allowed int) (source.Diagnostic, bool) {
	if lit.Decimals <= allowed {
		return source.Diagnostic{}, true
	}
	d := source.Diagnostic{
		Code: "too-many-decimals", Where: lit.Range,
		Summary: fmt.Sprintf("%s %s has %s; %s has %s", lit.Text, lit.Currency, countWord(lit.Decimals, "decimal"), lit.Currency,
			numberWord(allowed, "none")),
		Way: "Write no more decimals than the amount can have.",
	}
	whole := lit.Text[:len(lit.Text)-lit.Decimals-1]
	if lit.Decimals == 3 && len(whole) <= 3 {
		d.Detail = fmt.Sprintf("It reads as %s, not as thousands.", whole)
		d.Way = fmt.Sprintf("Write %s,%s %s, or %s %s.", whole, lit.Text[len(whole)+1:], lit.Currency, whole, lit.Currency)
	}
	return d, false
}

// countWord is a count with its noun: no columns, one column, two columns.
func countWord(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return numberWord(n, "no") + " " + noun
}

func numberWord(n int, none string) string {
	if n == 0 {
		return none
	}
	words := [...]string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	if n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}
