package check

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// fx checks a table of exchange rates.
func (c *checker) fx(s *symbol, d *syntax.FXDecl) bool {
	out := ir.FX{Name: d.Name.Text, Kind: map[syntax.FXKind]ir.FXKind{syntax.MonthlyFX: ir.FXMonthly, syntax.FixedFX: ir.FXFixed}[d.Kind], At: d.Range}
	if d.Kind == syntax.MonthlyFX && !c.cal.HasMonths() {
		c.noMonths(d.Range)
		return false
	}
	for _, r := range d.Rates {
		pair, ok := c.pair(r.From, r.To, r.Range)
		if !ok {
			return false
		}
		for _, p := range out.Fixed {
			if p.From == pair.From && p.To == pair.To || p.From == pair.To && p.To == pair.From {
				c.report(source.Diagnostic{
					Code: codeFXRate, Where: r.Range, Summary: fmt.Sprintf("the rate between %s and %s is written twice", pair.From, pair.To),
					Detail: "A pair may be used either way round.", Way: "Leave one out.",
				})
				return false
			}
		}
		out.Fixed = append(out.Fixed, pair)
	}
	if d.Kind == syntax.FixedFX && len(out.Fixed) == 0 {
		c.report(source.Diagnostic{Code: codeFXRate, Where: d.Range, Summary: fmt.Sprintf("`%s` has no rates", out.Name), Way: "Write `1 EUR = 1.10 USD`, or `daily` for rates that are imported."})
		return false
	}
	s.index = len(c.prog.FX)
	c.prog.FX = append(c.prog.FX, out)
	return true
}

// pair is a rate as it is written: `1 EUR = 1.10 USD`. A rate may have more decimals than an amount.
func (c *checker) pair(from, to *syntax.MoneyLit, where source.Range) (ir.FXPair, bool) {
	out := ir.FXPair{}
	if from == nil || to == nil || !from.Currency.Known() || !to.Currency.Known() {
		return out, false // the parser has said so
	}
	bad := source.Diagnostic{Code: codeFXRate, Where: where, Way: "Write `1 EUR = 1.10 USD`."}
	switch {
	case from.Currency == to.Currency:
		bad.Summary = fmt.Sprintf("%s is always %s", from.Currency, to.Currency)
	case from.Amount.Sign() <= 0 || to.Amount.Sign() <= 0:
		bad.Summary = "a rate is above zero"
	default:
		return ir.FXPair{From: from.Currency, To: to.Currency, Rate: to.Amount.Quo(from.Amount)}, true
	}
	c.report(bad)
	return out, false
}

// convert checks `X in CUR at FX on DATE`.
func (c *checker) convert(at *place, x *syntax.Convert) ir.Expr {
	e := c.expr(at, x.X)
	if e == nil {
		return nil
	}
	return c.converted(at, x, e)
}

// converted is an amount in another currency; the conversion is exact.
func (c *checker) converted(at *place, x *syntax.Convert, e ir.Expr) ir.Expr {
	to, by, ok := c.currencyOf(at, x.Currency)
	if !ok {
		return nil
	}
	if by != nil {
		c.notBuilt(x.Currency.Range, "conversion into each person's own currency", "convert into one currency, and pay in the person's (`paid in payee.currency`)")
		return nil
	}
	fx := c.named(x.FX, symFX, "table of exchange rates")
	if fx == nil {
		return nil
	}
	if e.Type().Kind != ir.Money {
		c.report(source.Diagnostic{Code: codeWrongType, Where: x.X.Place(), Summary: fmt.Sprintf("money is converted; this is %s", typeText(e.Type())), Way: "Leave out the conversion."})
		return nil
	}
	out := &ir.Convert{Node: node(ir.Type{Kind: ir.Money, Currency: to, OrNone: e.Type().OrNone}, x), X: e, To: to, FX: fx.index}
	if x.On != nil {
		if out.On = c.date(at, x.On); out.On == nil {
			return nil
		}
	}
	return out
}

// convertWay is the way out where amounts of several currencies meet.
func (c *checker) convertWay() string {
	for _, s := range c.order {
		if s.kind == symFX {
			return fmt.Sprintf("Convert where the credit is made: `100%% of amount in %s at %s on closed`.", c.currency, s.name.Text)
		}
	}
	return fmt.Sprintf("Convert where the credit is made: declare `fx market daily`, and write `100%% of amount in %s at market on closed`.", c.currency)
}
