package deals

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// figure is an exact amount as a ledger shows it: at least two decimals for money, the first six of one that goes on.
func figure(r money.Ratio, c money.Currency) string {
	s := ir.Group(r.String())
	whole, frac, _ := strings.Cut(s, ".")
	if strings.Contains(s, "/") || len(frac) > 6 {
		return minus(ir.Group(r.Decimal(6, money.Down)) + "…")
	}
	for len(frac) < c.Decimals() && c != "" {
		frac += "0"
	}
	if frac != "" {
		whole += "." + frac
	}
	return minus(whole)
}

func minus(s string) string { return strings.Replace(s, "-", "−", 1) }

// percent is a share for people: "60%", "33.3333…%".
func percent(r money.Ratio) string {
	r = r.Mul(money.Whole(100))
	s := r.String()
	if _, frac, _ := strings.Cut(s, "."); strings.Contains(s, "/") || len(frac) > 4 {
		return minus(r.Decimal(4, money.Down) + "…%")
	}
	return minus(s + "%")
}

// Sentence is an amount for each currency: "$1,450.00 and €20.00".
func (s Sums) Sentence() string {
	parts := make([]string, len(s))
	for i, m := range s {
		parts[i] = m.Sentence()
	}
	return strings.Join(parts, " and ")
}

// Figure is the amount as a ledger shows it; where there are several currencies each has its code.
func (s Sums) Figure() string {
	if len(s) == 1 {
		return s[0].Figure()
	}
	parts := make([]string, len(s))
	for i, m := range s {
		parts[i] = m.Figure() + " " + string(m.Currency())
	}
	return strings.Join(parts, ", ")
}

// Plain is the amount as programs read it: "1450.00 USD", with a semicolon between currencies.
func (s Sums) Plain() string {
	parts := make([]string, len(s))
	for i, m := range s {
		parts[i] = m.Plain() + " " + string(m.Currency())
	}
	return strings.Join(parts, "; ")
}

// Signed is a change: zero as it is, everything else with its sign.
func (s Sums) Signed() string {
	if len(s) == 1 && s[0].Sign() > 0 {
		return "+" + s[0].Figure()
	}
	return s.Figure()
}

// dayText is a date in a sentence; its year is said only when it is not this one.
func dayText(d, today calendar.Date) string {
	if d.Year() == today.Year() {
		return strings.TrimSuffix(d.Long(), " "+strconv.Itoa(d.Year()))
	}
	return d.Long()
}

// closesWord is the verb for what a deal does on its counting date: it closes where the field says so, else it counts.
func closesWord(field string) string {
	if strings.Contains(strings.ToLower(field), "close") {
		return "closes"
	}
	return "has its date " + field
}

// paysText says what a deal pays when: "$1,450.00 if it closes by 31 March, $1,200.00 after". Where it is the same whenever
// it counts it is said once.
func paysText(pays []Pay, closes string, today calendar.Date) string {
	var b strings.Builder
	for i, p := range pays {
		amount := p.Sums.Sentence()
		if !p.Planned {
			amount = "nothing, for lack of a plan in force"
		}
		switch {
		case len(pays) == 1:
			fmt.Fprintf(&b, "%s if it %s", amount, closes)
		case i == 0:
			fmt.Fprintf(&b, "%s if it %s by %s", amount, closes, dayText(p.Until, today))
		case p.Until == 0:
			fmt.Fprintf(&b, ", %s after", amount)
		default:
			fmt.Fprintf(&b, ", %s by %s", amount, dayText(p.Until, today))
		}
	}
	return b.String()
}

func faultText(f engine.Fault) string {
	return "It can’t be credited to anybody until it is corrected: " + f.Why + "."
}

// restsText says what an effect rests on.
func restsText(d engine.Dependence) string {
	switch d.Kind {
	case engine.OnPosition:
		return fmt.Sprintf("Where it falls in the tiers of %s depends on what else counts before it in %s.", d.Label, d.Window)
	case engine.OnWhole:
		return fmt.Sprintf("The tier that is reached by the end of %s pays for all of %s, this deal and others.", d.Window, d.Label)
	case engine.OnOthers:
		return fmt.Sprintf("%s also looks at what others have in %s.", d.Label, d.Window)
	case engine.OnDivision:
		return fmt.Sprintf("%s is divided among several people by what each of them has in %s.", d.Label, d.Window)
	case engine.OnGateUnmet:
		return fmt.Sprintf("%s pays nothing so far: %s. Once the gate is met it pays from the first dollar.", d.Label, d.Why)
	case engine.OnGate:
		return fmt.Sprintf("%s has a gate, which is looked at again when %s ends.", d.Label, d.Window)
	case engine.OnWindow:
		return fmt.Sprintf("%s is worked out on the whole of %s: everything else that counts in it matters too.", d.Label, d.Window)
	case engine.OnCap:
		return fmt.Sprintf("%s meets a cap; what it leaves depends on everything else in %s.", d.Label, d.Window)
	case engine.OnRate:
		return fmt.Sprintf("%s is exchanged at the last rate known.", d.Label)
	default:
		return "This is earned pay: draws, debts and reserves of the plan come off when it is paid."
	}
}

// rests are the sentences on what effects rest on, once each; what waits says how much and for what.
func rests(effects []effect) []string {
	var out []string
	add := func(text string) {
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	for _, x := range effects {
		for _, d := range x.plan.Depends(x.Effect) {
			if d.Kind != engine.OnWaiting {
				add(restsText(d))
			}
		}
		for _, w := range x.Waiting {
			add(fmt.Sprintf("%s of %s is earned and paid out later: it waits for %s.", w.Amount.Sentence(), w.Label, w.For))
		}
	}
	return out
}

// conflicts are what is odd in how a deal is credited, in sentences.
func (b *bench) conflicts(credits []rainmaker.Credit, faults []engine.Fault) []string {
	var out []string
	for _, c := range b.credited(credits, faults) {
		out = append(out, c.Text)
	}
	return out
}

// rollsUp reports whether a rule credits those above whom another rule credits.
func (b *bench) rollsUp(rule string) bool {
	for _, c := range b.books.Plans {
		for i := range c.Program().Credits {
			if r := &c.Program().Credits[i]; r.Name == rule {
				return r.From >= 0
			}
		}
	}
	return false
}

// listed joins names as people do: "a, b and c".
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// fieldText is what a deal says in a field as people read it.
func (b *bench) fieldText(kind, name string, v rainmaker.Value) string {
	if e := b.declared(kind); e != nil && v.Kind() == rainmaker.Number {
		for _, f := range e.Fields {
			if f.Name == name {
				return shownText(v, f.Type)
			}
		}
	}
	return b.sourceText(v)
}

// sourceText is a field as people read it.
func (b *bench) sourceText(v rainmaker.Value) string {
	switch v.Kind() {
	case rainmaker.Person:
		return b.books.NameOf(v.Payee())
	case rainmaker.Cash:
		return figure(v.Amount().Ratio(), v.Currency()) + " " + string(v.Currency())
	case rainmaker.Day:
		return v.Date().Long()
	default:
		return v.String()
	}
}
