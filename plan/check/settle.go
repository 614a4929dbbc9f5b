package check

import (
	"fmt"
	"maps"
	"slices"

	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// balances makes the debts and reserves known that a declaration gives birth to: a clawback, or a step of the settlement.
// They have names of their own, which nothing but the settlement, conditions in it and examples read.
func (c *checker) balances(d syntax.Decl) {
	switch d := d.(type) {
	case *syntax.ClawbackDecl:
		c.born(d.Name, ir.Debt)
	case *syntax.SettleDecl:
		for _, step := range d.Steps {
			switch s := step.(type) {
			case *syntax.TopUpStep:
				if s.As != nil {
					c.born(*s.As, ir.Debt)
				}
			case *syntax.HoldStep:
				c.born(s.As, ir.Reserve)
			}
		}
	}
}

// inherit notes the debts and reserves of the plan's other versions: they run on, so that a letter can recover what an earlier
// one lent. Only what the letter names is among its balances.
func (c *checker) inherit(versions []*syntax.File) {
	c.runOn = map[string]ir.BalanceKind{}
	for _, f := range versions {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *syntax.ClawbackDecl:
				c.runOn[d.Name.Text] = ir.Debt
			case *syntax.SettleDecl:
				for _, step := range d.Steps {
					switch s := step.(type) {
					case *syntax.TopUpStep:
						if s.As != nil {
							c.runOn[s.As.Text] = ir.Debt
						}
					case *syntax.HoldStep:
						c.runOn[s.As.Text] = ir.Reserve
					}
				}
			}
		}
	}
}

func (c *checker) born(n syntax.Name, kind ir.BalanceKind) {
	i := c.balance(n.Text)
	if i < 0 {
		c.prog.Balances = append(c.prog.Balances, ir.Balance{Name: n.Text, Kind: kind, At: n.Range})
		return
	}
	known := &c.prog.Balances[i]
	if known.Kind == kind {
		if known.At.IsZero() {
			known.At = n.Range
		}
		return
	}
	d := source.Diagnostic{
		Code: codeBalanceKind, Where: n.Range, Summary: fmt.Sprintf("`%s` is a debt and a reserve", n.Text),
		Detail: "A debt is owed by the payee, a reserve is held for them.", Way: "Give one of them another name.",
	}
	if !known.At.IsZero() {
		d.Related = []source.Related{{Where: known.At, Note: "the other"}}
	}
	c.report(d)
}

// balance is the index of a debt or reserve, -1 where nothing is called so.
func (c *checker) balance(name string) int {
	for i := range c.prog.Balances {
		if c.prog.Balances[i].Name == name {
			return i
		}
	}
	if kind, known := c.runOn[name]; known {
		c.prog.Balances = append(c.prog.Balances, ir.Balance{Name: name, Kind: kind})
		return len(c.prog.Balances) - 1
	}
	return -1
}

// settlement checks the letter's settlement, and that every debt is recovered in it.
func (c *checker) settlement(letter *syntax.File) {
	var settle *syntax.SettleDecl
	for _, d := range letter.Decls {
		s, ok := d.(*syntax.SettleDecl)
		switch {
		case !ok:
		case settle != nil:
			c.report(source.Diagnostic{
				Code: codeSettleTwice, Where: s.Range, Summary: "a letter settles once",
				Related: []source.Related{{Where: settle.Range, Note: "it settles here"}}, Way: "Put all steps into one block.",
			})
		default:
			settle = s
		}
	}
	recovered := map[int]bool{0: true} // the shortfall is recovered first, whatever the letter says
	if settle != nil {
		c.prog.Settle.At = settle.Range
		c.steps(settle, recovered)
	}
	for i, b := range c.prog.Balances {
		if b.Kind == ir.Debt && !recovered[i] && !b.At.IsZero() {
			c.notRecovered(b, settle != nil)
		}
	}
}

func (c *checker) notRecovered(b ir.Balance, settles bool) {
	d := source.Diagnostic{
		Code: codeDebtNotRecovered, Where: b.At,
		Summary: fmt.Sprintf("nothing recovers `%s`, which `top up` makes recoverable", b.Name),
		Way:     fmt.Sprintf("Add `recover %s`, or write `not recoverable`.", b.Name),
	}
	if s := c.symbols[b.Name]; s != nil && s.kind == symClawback {
		d.Summary = fmt.Sprintf("nothing recovers `%s`, which the clawback takes back", b.Name)
		d.Way = fmt.Sprintf("Add the step `recover %s`.", b.Name)
		if !settles {
			d.Way = fmt.Sprintf("Add `settle { recover %s; pay the rest }`.", b.Name)
		}
	}
	c.report(d)
}

func (c *checker) steps(d *syntax.SettleDecl, recovered map[int]bool) {
	period := ir.Window{Kind: ir.OfPeriod}
	at := &place{what: "`settle`", event: -1, row: -1, person: true, tenure: true, settle: true, window: &period}
	for _, step := range d.Steps {
		out := ir.Step{Balance: -1, At: step.Place()}
		ok := true
		switch s := step.(type) {
		case *syntax.RecoverStep:
			out.Kind = ir.RecoverStep
			if out.Balance = c.debt(s.Debt); out.Balance >= 0 {
				recovered[out.Balance] = true
			}
			ok = c.settleMoney(at, s.AtMost, &out.AtMost) && c.settleMoney(at, s.Leaving, &out.Leaving) && c.when(at, s.When, &out)
		case *syntax.TopUpStep:
			out.Kind = ir.TopUpStep
			if s.As != nil {
				out.Balance = c.balance(s.As.Text)
			}
			ok = c.settleMoney(at, s.To, &out.Amount) && c.when(at, s.When, &out)
		case *syntax.HoldStep:
			out.Kind, out.Balance = ir.HoldStep, c.balance(s.As.Text)
			out.Until = c.date(at, s.Until)
			ok = c.settleMoney(at, s.Amount, &out.Amount) && out.Until != nil
		case *syntax.ForgiveStep:
			out.Kind, out.Balance = ir.ForgiveStep, c.debt(s.Debt)
			ok = c.when(at, s.When, &out)
		case *syntax.PayRestStep:
			out.Kind = ir.PayStep
		}
		if ok {
			c.prog.Settle.Steps = append(c.prog.Settle.Steps, out)
		}
	}
}

// debt is the debt that a step names.
func (c *checker) debt(n syntax.Name) int {
	i := c.balance(n.Text)
	var debts []string
	for _, b := range c.prog.Balances {
		if b.Kind == ir.Debt {
			debts = append(debts, b.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.runOn)) {
		if c.runOn[name] == ir.Debt && !slices.Contains(debts, name) {
			debts = append(debts, name)
		}
	}
	switch {
	case i < 0:
		c.unknown(n, "debt", debts)
	case c.prog.Balances[i].Kind == ir.Reserve:
		c.report(source.Diagnostic{
			Code: codeBalanceKind, Where: n.Range,
			Summary: fmt.Sprintf("`%s` is a reserve, held for the payee; a debt stands here", n.Text),
			Related: []source.Related{{Where: c.prog.Balances[i].At, Note: "it is held here"}},
			Way:     "Name a clawback, or the debt of a `top up`. A reserve returns on its date by itself.",
		})
		return -1
	}
	return i
}

func (c *checker) settleMoney(at *place, x syntax.Expr, out *ir.Expr) bool {
	if x == nil {
		return true
	}
	*out = c.amountOf(at, x, "a step of the settlement moves", c.payCurrency())
	return *out != nil
}

func (c *checker) when(at *place, x syntax.Expr, out *ir.Step) bool {
	if x == nil {
		return true
	}
	out.When = c.cond(at, x)
	return out.When != nil
}

// amountIn checks an amount of the plan's currency; does says in a sentence what becomes of it.
func (c *checker) amountIn(at *place, x syntax.Expr, does string) ir.Expr {
	return c.amountOf(at, x, does, c.currency)
}

// amountOf checks an amount of a currency, none being each person's own.
func (c *checker) amountOf(at *place, x syntax.Expr, does string, cur money.Currency) ir.Expr {
	e := c.expr(at, x)
	if e == nil {
		return nil
	}
	t := e.Type()
	if t.Kind == ir.Money && t.Currency == cur {
		return e
	}
	d := source.Diagnostic{
		Code: codePayUnit, Where: x.Place(), Summary: fmt.Sprintf("%s money in %s; this is %s", does, cur, typeText(t)),
		Way: fmt.Sprintf("Write an amount in %s.", cur),
	}
	if cur == "" {
		d.Summary = fmt.Sprintf("%s money of each person's own currency; this is %s", does, typeText(t))
		d.Way = "Write a share of `payable` or `left`."
	}
	if t.Kind == ir.Money {
		d.Code = codeTwoCurrencies
	}
	c.report(d)
	return nil
}

// settled resolves what only the settlement reads: `payable`, `left`, `pay`, and debts and reserves.
func (c *checker) settled(at *place, x *syntax.Path, n syntax.Name) ir.Expr {
	if !at.settle {
		return nil
	}
	t := ir.Type{Kind: ir.Money, Currency: c.payCurrency()}
	switch i := c.balance(n.Text); {
	case n.Text == "payable" || n.Text == "left" || n.Text == "pay":
		c.settleFirst(n, "what the settlement works with")
		return &ir.SettleRef{Node: node(t, x), Name: n.Text}
	case i >= 0:
		c.settleFirst(n, "a debt or reserve")
		return &ir.BalanceRef{Node: node(t, x), Name: n.Text, Index: i}
	}
	return nil
}

// settleFirst warns that a name could mean a declaration too.
func (c *checker) settleFirst(n syntax.Name, what string) {
	s := c.symbols[n.Text]
	if s == nil || s.kind == symClawback || s.kind == symBroken {
		return
	}
	c.warn(source.Diagnostic{
		Code: codeAmbiguousName, Where: n.Range,
		Summary: fmt.Sprintf("`%s` is %s and %s; here the first is meant", n.Text, what, article(s.kind.String())),
		Related: []source.Related{{Where: s.name.Range, Note: fmt.Sprintf("the %s is declared here", s.kind)}},
		Way:     "Give one of them another name.",
	})
}
