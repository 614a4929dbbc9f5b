package sentence

import (
	"strings"

	"rainmaker/money"
	"rainmaker/plan/ir"
)

// places are the decimals after which a figure that goes on is cut, which its dots say.
const places = 4

// decimal is an exact number with thousands commas, cut after some decimals.
func decimal(r money.Ratio, places int) string {
	s := r.String()
	_, frac, _ := strings.Cut(s, ".")
	if strings.Contains(s, "/") || len(frac) > places {
		s = r.Decimal(places, money.Down) + "…"
	}
	return minus(ir.Group(s))
}

// minus writes a true minus sign.
func minus(s string) string { return strings.Replace(s, "-", "−", 1) }

// amount is an exact amount as a ledger shows it: at least the currency's decimals, and more where it has them.
func amount(r money.Ratio, c money.Currency) string {
	s := decimal(r, places)
	if c == "" || strings.HasSuffix(s, "…") {
		return s
	}
	whole, frac, _ := strings.Cut(s, ".")
	for len(frac) < c.Decimals() {
		frac += "0"
	}
	if frac == "" {
		return whole
	}
	return whole + "." + frac
}

// percent is a ratio as percent: "9%", "33.3333…%".
func percent(r money.Ratio) string {
	s := decimal(r.Mul(money.Whole(100)), places)
	return s + "%"
}

// value is a value in a sentence. An amount in the currency at hand goes without its code.
func value(v ir.Value, home money.Currency) string {
	switch {
	case v.None:
		return "none"
	case v.Kind == ir.Money && v.Currency == home:
		return amount(v.Num, v.Currency)
	case v.Kind == ir.Money:
		return amount(v.Num, v.Currency) + " " + string(v.Currency)
	case v.Kind == ir.Number && v.Percent:
		return percent(v.Num)
	case v.Kind == ir.Number:
		return decimal(v.Num, places)
	case v.Kind == ir.Date:
		return v.Date.Long()
	default:
		return minus(v.String())
	}
}

// list joins parts as people do: "a", "a and b", "a, b and c".
func list(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}
