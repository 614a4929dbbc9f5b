package statement

import (
	"fmt"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// How exact numbers are said to people. Figures are cut to what a person reads, and marked where they go on.

// percentText is a ratio as percent: "9%", "1.2%", "33.3333…%".
func percentText(r money.Ratio) string { return decimalText(r.Mul(money.Whole(100)), 4) + "%" }

// decimalText is an exact decimal with thousands commas, or its first places and "…" where it goes on.
func decimalText(r money.Ratio, places int) string {
	s := r.String()
	_, frac, _ := strings.Cut(s, ".")
	if strings.Contains(s, "/") || len(frac) > places {
		return ir.Group(r.Decimal(places, money.Down)) + "…"
	}
	return ir.Group(s)
}

// figure is an exact amount as a ledger shows it: at least two decimals for money, more where the source has them.
func figure(r money.Ratio, c money.Currency) string {
	if c == "" {
		return decimalText(r, 4)
	}
	s := decimalText(r, 6)
	whole, frac, _ := strings.Cut(strings.TrimSuffix(s, "…"), ".")
	if strings.HasSuffix(s, "…") {
		return minus(s)
	}
	for len(frac) < c.Decimals() {
		frac += "0"
	}
	if frac != "" {
		whole += "." + frac
	}
	return minus(whole)
}

// minus writes a true minus sign.
func minus(s string) string { return strings.Replace(s, "-", "−", 1) }

// positionText is a measure for people: percent to one decimal, amounts as figures.
func positionText(v ir.Value) string {
	switch {
	case v.Kind == ir.Money:
		return figure(v.Num, v.Currency)
	case v.Kind == ir.Number && (v.Percent || !v.Num.IsWhole()):
		return minus(v.Num.Mul(money.Whole(100)).Decimal(1, money.Down)) + "%"
	default:
		return minus(v.String())
	}
}

// sentenceMoney is an exact amount of a currency in a sentence, rounded to its minor unit: "$60.00".
func sentenceMoney(r money.Ratio, c money.Currency) (string, error) {
	m, err := money.RoundTo(r, c, money.HalfEven)
	if err != nil {
		return "", err
	}
	return m.Sentence(), nil
}

// valueText is a field of a deal as people read it.
func valueText(v ir.Value) string {
	if v.Kind == ir.Money && !v.None {
		return figure(v.Num, v.Currency) + " " + string(v.Currency)
	}
	if v.Kind == ir.Number && !v.None {
		if v.Percent {
			return minus(percentText(v.Num))
		}
		return minus(decimalText(v.Num, 6))
	}
	return minus(v.String())
}

func fieldText(v rainmaker.Value) string {
	switch v.Kind() {
	case rainmaker.Cash:
		return figure(v.Amount().Ratio(), v.Currency()) + " " + string(v.Currency())
	case rainmaker.Number:
		return minus(ir.Group(v.Amount().String()))
	default:
		return v.String()
	}
}

func dayText(d calendar.Date) string { return d.Long() }

// rateText is what one unit of credit earns: a percent where money earns money, else an amount.
func rateText(rate money.Ratio, credit money.Currency, pay money.Currency) string {
	if credit != "" {
		return percentText(rate)
	}
	return figure(rate, pay)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
