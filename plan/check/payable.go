package check

import (
	"fmt"
	"strings"

	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

var one = money.Whole(1)

// payable checks in which parts, and when, what is earned becomes payable.
func (b *clauses) payable(x *syntax.PayableClause) {
	total, literal, rest := money.Ratio{}, true, 0
	var texts []string
	for _, p := range x.Parts {
		out := ir.Part{At: p.Range, N: p.Count}
		if p.When != syntax.AtOnce {
			if out.Date = b.c.date(b.at, p.Date); out.Date == nil {
				b.failed = true
				return
			}
			out.Kind = ir.OnDate
		}
		if p.When == syntax.InInstalment {
			if out.Kind = ir.InMonths; p.Quarterly {
				out.Kind = ir.InQuarters
			}
			if p.Count < 1 || p.Count > maxParts {
				b.fail(source.Diagnostic{Code: codeTooMany, Where: p.Range, Summary: fmt.Sprintf("%d parts; pay comes in 1 to %d", p.Count, maxParts), Way: "Correct the number of parts."})
				return
			}
		}
		switch {
		case p.Share != nil:
			if out.Share = b.c.share(b.at, p.Share); out.Share == nil {
				b.failed = true
				return
			}
			v, known := fold(out.Share)
			literal = literal && known
			total = total.Add(v.Num)
			texts = append(texts, b.c.text(out.Share))
		default:
			rest++
		}
		b.terms.Payable = append(b.terms.Payable, out)
	}
	b.partsTotal(x, total, literal, rest, strings.Join(texts, " + "))
	b.paidOnNone(x)
}

// maxParts bounds instalments: thirty years of months.
const maxParts = 360

func (b *clauses) partsTotal(x *syntax.PayableClause, total money.Ratio, literal bool, rest int, text string) {
	last := x.Parts[len(x.Parts)-1]
	d := source.Diagnostic{Code: codePayableTotal, Where: x.Range}
	switch {
	case rest > 1:
		d.Summary = "only one part can be the rest"
		d.Way = "Give the others their share."
	case rest == 1 && (!literal || total.Cmp(one) < 0), literal && total.Equal(one) && rest == 0:
		return
	case !literal:
		d.Summary = "nothing makes sure that the parts total 100%"
		d.Way = "Write `rest` for the last part."
		d.Fix = restFix(last)
	case rest == 1:
		d.Summary = fmt.Sprintf("%s leaves nothing for the rest", text)
		d.Way = "Lower one of the shares."
	default:
		d.Summary = fmt.Sprintf("the parts total %s, not 100%%", ir.PercentOf(total))
		if len(x.Parts) > 1 {
			d.Summary = fmt.Sprintf("%s = %s", text, ir.PercentOf(total))
		}
		d.Way = "Write `rest` for the last part, or add one."
		if before := total.Sub(shareOf(last)); len(x.Parts) > 1 && before.Cmp(one) < 0 {
			d.Fix = restFix(last)
		}
	}
	b.fail(d)
}

func shareOf(p *syntax.Part) money.Ratio {
	switch s := p.Share.(type) {
	case *syntax.PercentLit:
		return s.Value
	case *syntax.Number:
		return s.Value
	}
	return money.Ratio{}
}

func restFix(p *syntax.Part) *source.Fix {
	if p.Share == nil {
		return nil
	}
	return &source.Fix{Where: p.Share.Place(), Text: "rest"}
}

// paidOnNone warns of a return that would wait for a date which never comes: what was paid at once stays paid.
func (b *clauses) paidOnNone(x *syntax.PayableClause) {
	if b.failed || b.credit == nil || !b.canBeNegative() {
		return
	}
	for i, p := range b.terms.Payable {
		if p.Date == nil || !p.Date.Type().OrNone {
			continue
		}
		b.c.warn(source.Diagnostic{
			Code: codePaidOnNone, Where: x.Parts[i].Range,
			Summary: fmt.Sprintf("a negative credit of `%s` waits for `%s` too, which may be none", b.credit.name.Text, b.c.text(p.Date)),
			Detail:  "Until then a return takes back nothing of this part.",
			Way:     "Admit only credits above zero (`where … > 0`), or import returns with the date on which they count.",
		})
		return
	}
}

// canBeNegative reports whether nothing proves that the component's credits are zero or more: a condition of the rule, of
// one it rolls up, or of the component compares the amount with zero.
func (b *clauses) canBeNegative() bool {
	conds := b.wheres()
	for at := b.credit.index; at >= 0; at = b.c.prog.Credits[at].From {
		for _, w := range b.c.prog.Credits[at].Where {
			conds = append(conds, b.c.conjuncts(w)...)
		}
	}
	var bases []string
	for at := b.credit.index; at >= 0; at = b.c.prog.Credits[at].From {
		for _, t := range b.c.prog.Credits[at].Targets {
			for _, base := range []ir.Expr{t.Base, t.Value} {
				if v, known := fold2(base); base != nil && known && v.Num.Sign() >= 0 {
					return false
				}
				if base != nil {
					bases = append(bases, b.c.text(base))
				}
			}
		}
	}
	for _, base := range append(bases, "credit") {
		zero := ir.MoneyOf(money.Ratio{}, b.c.currency).String()
		for _, cond := range conds {
			if cond == base+" > "+zero || cond == base+" >= "+zero || cond == base+" > 0" || cond == base+" >= 0" {
				return false
			}
		}
	}
	return true
}

// paidIn checks the currency of pay, which comes after everything else.
func (b *clauses) paidIn(x *syntax.PaidInClause) {
	out := &ir.PaidIn{}
	var ok bool
	if out.Currency, out.By, ok = b.c.currencyOf(b.at, x.Currency); !ok {
		b.failed = true
		return
	}
	fx := b.c.named(x.FX, symFX, "table of exchange rates")
	if x.On != nil {
		out.On = b.c.date(b.at, x.On)
	}
	if fx == nil || x.On != nil && out.On == nil {
		b.failed = true
		return
	}
	out.FX = fx.index
	b.terms.PaidIn = out
}

// currencyOf is a currency by its code, or an attribute that holds one.
func (c *checker) currencyOf(at *place, x *syntax.Path) (money.Currency, ir.Expr, bool) {
	if n, single := x.Single(); single {
		code := money.Currency(n.Text)
		if code.Known() {
			return code, nil, true
		}
		c.report(source.Diagnostic{
			Code: codeUnknownName, Where: x.Range, Summary: fmt.Sprintf("there is no currency `%s`", n.Text),
			Way: "Write an ISO code, such as EUR, or an attribute that holds one, such as payee.currency.",
		})
		return "", nil, false
	}
	e := c.path(at, x)
	if e == nil {
		return "", nil, false
	}
	t := e.Type()
	good := t.Kind == ir.Text && !t.OrNone
	for _, choice := range t.Choices {
		good = good && money.Currency(choice).Known()
	}
	if !good {
		c.report(source.Diagnostic{
			Code: codeWrongType, Where: x.Range, Summary: fmt.Sprintf("`%s` holds no currency: it is %s", pathText(x), t),
			Way: "Declare the attribute as `one of EUR, USD`, with the currencies that are paid.",
		})
		return "", nil, false
	}
	return "", e, true
}

// advance is a date or a condition until which what is payable is an advance.
func (b *clauses) advance(x *syntax.AdvanceClause) {
	e := b.c.expr(b.at, x.Until)
	if e == nil {
		b.failed = true
		return
	}
	if t := e.Type(); t.Kind != ir.Date && t.Kind != ir.YesNo {
		b.fail(source.Diagnostic{
			Code: codeNotADate, Where: x.Until.Place(), Summary: fmt.Sprintf("pay is an advance until a date or until something holds; this is %s", typeText(t)),
			Way: "Write a date, such as `closed + 180 days`, or a condition.",
		})
		return
	}
	b.terms.Advance = e
}

// paidInCurrency is what a component is paid in; none where that differs from person to person.
func (c *checker) paidInCurrency(k *ir.Component) money.Currency {
	switch {
	case k == nil || k.PaidIn == nil:
		return c.currency
	case k.PaidIn.By != nil:
		return ""
	}
	return k.PaidIn.Currency
}

// payCurrency is what the plan pays in, once all components are checked: all of them in one.
func (c *checker) payCurrency() money.Currency {
	if len(c.prog.Components) == 0 {
		return c.currency
	}
	return c.paidInCurrency(&c.prog.Components[0])
}

// payCurrencies reports a plan that pays one person in two currencies: a settlement works in one.
func (c *checker) payCurrencies() {
	first := -1
	text := func(k *ir.Component) string {
		switch p := k.PaidIn; {
		case p == nil:
			return string(c.currency)
		case p.By != nil:
			return c.text(p.By)
		default:
			return string(p.Currency)
		}
	}
	for i := range c.prog.Components {
		k := &c.prog.Components[i]
		if first < 0 {
			first = i
			continue
		}
		if a, b := text(&c.prog.Components[first]), text(k); a != b {
			c.report(source.Diagnostic{
				Code: codeTwoPayCurrencies, Where: k.At,
				Summary: fmt.Sprintf("`%s` is paid in %s and `%s` in %s; a plan pays one person in one currency", c.prog.Components[first].Name, a, k.Name, b),
				Related: []source.Related{{Where: c.prog.Components[first].At, Note: "the other component"}},
				Way:     "Write the same `paid in` in both.",
			})
			return
		}
	}
}
