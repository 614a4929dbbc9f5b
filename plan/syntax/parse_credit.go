package syntax

import (
	"rainmaker/plan/source"
)

func (p *parser) credit(start source.Range) Decl {
	d := &CreditDecl{Name: p.name("the name of the credit"), Label: p.label()}
	if !p.accept("from") {
		p.expected("`from` and an event or credit", "Write: credit new_business from booking { … }.")
	}
	d.From = p.name("an event or credit")
	d.Role = p.optionalName("as", "a role")
	head, failures, seen := p.from(start), p.failures, map[string]source.Range{}
	p.block(func() { p.creditClause(d, seen) })
	d.Range = p.from(start)
	if len(d.To) == 0 {
		p.lacks(failures, "credit-lacks", head, "nobody is credited", "Write `to owner as AE 100% of acv`.")
	}
	return d
}

func (p *parser) creditClause(d *CreditDecl, seen map[string]source.Range) {
	t := p.tok()
	switch {
	case p.accept("counts"):
		p.once(seen, "counts on", t.rng)
		p.words("on")
		if path := p.path("a date field"); !p.failed {
			d.CountsOn = path
		}
	case p.accept("where"):
		if c := p.cond(); !p.failed {
			d.Where = append(d.Where, c)
		}
	case p.accept("order"):
		p.once(seen, "order by", t.rng)
		p.words("by")
		list := []*Path{p.path("a field")}
		for p.acceptKind(tComma) {
			list = append(list, p.path("a field"))
		}
		if !p.failed {
			d.OrderBy = list
		}
	case p.accept("to"):
		if to := p.creditTo(t.rng); !p.failed {
			d.To = append(d.To, to)
		}
	default:
		p.unknown("a clause of a credit", "of a credit", "counts on", "where", "order by", "to")
	}
}

func (p *parser) creditTo(start source.Range) *CreditTo {
	c := &CreditTo{Target: ToPayee}
	next := p.ahead(1)
	switch {
	case p.is("each") && next.isName():
		p.next()
		c.Target, c.Path = ToEach, p.path("a list's field")
	case p.acceptAll("manager", "of"):
		c.Target, c.Path = ToManager, p.path("whose manager")
	case p.acceptAll("managers", "of"):
		c.Path = p.path("whose managers")
		switch {
		case p.acceptAll("up", "to"):
			c.Target, c.Levels = ToManagersUpTo, p.whole("how many levels")
			if !p.accept("levels") && !p.accept("level") {
				p.expected("`levels`")
			}
		case p.acceptAll("at", "all", "levels"):
			c.Target = ToManagersAll
		default:
			p.expected("`up to N levels` or `at all levels`")
		}
	default:
		c.Path = p.path("a payee field, each LIST.FIELD, or manager of a payee")
	}
	if !p.accept("as") {
		p.expected("`as` and a role", "Write: to owner as AE 100% of acv.")
	}
	c.Role = p.name("a role")
	c.Amount = p.creditAmount()
	c.Overlay = p.accept("overlay")
	c.Range = p.from(start)
	return c
}

func (p *parser) creditAmount() *CreditAmount {
	start := p.tok().rng
	a := &CreditAmount{Kind: PlainAmount}
	switch {
	case p.acceptAll("rest", "of"):
		a.Kind, a.Base = RestAmount, p.base()
	case p.acceptAll("in", "proportion", "to"):
		a.Kind, a.By = ProportionOf, p.path("a list's field")
		p.words("of")
		a.Base = p.base()
	default:
		a.Value = p.expr()
	}
	a.Range = p.from(start)
	return a
}

// base reads what shares are taken of. It may be converted, as it may behind `60% of`: direct shares must be of one BASE,
// so `rest of amount in USD at market on closed` has to be sayable beside `60% of amount in USD at market on closed`.
func (p *parser) base() Expr {
	start := p.tok().rng
	x := p.unary()
	if p.is("in") && p.ahead(1).isName() {
		x = p.convert(x, start)
	}
	return x
}

func (p *parser) clawback(start source.Range) Decl {
	d := &ClawbackDecl{Name: p.name("the name of the clawback, which is also that of its debt"), Label: p.label()}
	p.words("of")
	d.Of = p.names("a component")
	head, failures, seen := p.from(start), p.failures, map[string]source.Range{}
	p.block(func() { p.clawbackClause(d, seen) })
	d.Range = p.from(start)
	if d.When == nil {
		p.lacks(failures, "clawback-lacks", head, "nothing says when it takes back", "Write `when churned within 180 days of closed`.")
	}
	if !d.TakeAll && d.Take == nil && d.Keep == nil {
		p.lacks(failures, "clawback-lacks", head, "nothing says how much it takes back",
			"Write `take all`, `take 50%`, or `keep 1/180 for each day from closed`.")
	}
	if d.Basis == 0 {
		p.lacks(failures, "clawback-basis", head, "say how: `as paid` or `as if never booked`",
			"If a later deal was lifted to a higher tier by this one, `as paid` leaves that deal alone and `as if never booked` takes its gain back too.")
	}
	return d
}

func (p *parser) clawbackClause(d *ClawbackDecl, seen map[string]source.Range) {
	t := p.tok()
	switch {
	case p.accept("when"):
		p.once(seen, "when", t.rng)
		if c := p.cond(); !p.failed {
			d.When = c
		}
	case p.accept("take"):
		p.once(seen, "take", t.rng)
		if p.accept("all") {
			d.TakeAll = true
		} else if x := p.expr(); !p.failed {
			d.Take = x
		}
	case p.accept("keep"):
		p.once(seen, "take", t.rng)
		if k := p.keep(t.rng); !p.failed {
			d.Keep = k
		}
	case p.accept("as"):
		p.once(seen, "as", t.rng)
		switch {
		case p.accept("paid"):
			d.Basis = AsPaid
		case p.acceptAll("if", "never", "booked"):
			d.Basis = AsIfNeverBooked
		default:
			p.expected("`paid` or `if never booked`")
		}
	case t.isAny("serves", "because", "owned", "expires"):
		d.Notes = p.noteInto(d.Notes)
	default:
		p.unknown("a clause of a clawback", "of a clawback", "when", "take", "keep", "as paid", "as if never booked", "because")
	}
}

func (p *parser) keep(start source.Range) *Keep {
	k := &Keep{}
	k.Share, _ = p.product()
	p.words("for", "each")
	switch {
	case p.accept("day"):
		k.Each = EachDay
	case p.acceptAll("completed", "month"):
		k.Each = EachCompletedMonth
	case p.acceptAll("started", "month"):
		k.Each = EachStartedMonth
	case p.is("month"):
		p.expected("`completed month` or `started month`", "On 11 April a deal of 12 March has no completed month and two started ones.")
	default:
		p.expected("`day`, `completed month` or `started month`")
	}
	p.words("from")
	k.From = p.path("a date field")
	k.Range = p.from(start)
	return k
}

func (p *parser) settle(start source.Range) Decl {
	d := &SettleDecl{}
	failures := p.failures
	p.block(func() { p.step(d) })
	d.Range = p.from(start)
	if n := len(d.Steps); n == 0 || !isPayRest(d.Steps[n-1]) {
		p.lacks(failures, "settle-lacks", start, "the settlement does not end in `pay the rest`", "Add `pay the rest` as the last step.")
	}
	return d
}

func isPayRest(s Step) bool {
	_, ok := s.(*PayRestStep)
	return ok
}

func (p *parser) step(d *SettleDecl) {
	t := p.tok()
	if n := len(d.Steps); n > 0 && isPayRest(d.Steps[n-1]) {
		p.fail(source.Diagnostic{
			Code: "step-after-rest", Where: t.rng, Summary: "nothing is left after `pay the rest`",
			Related: []source.Related{{Where: d.Steps[n-1].Place(), Note: "here the rest is paid"}},
			Way:     "Move this step above it.",
		})
		return
	}
	var s Step
	switch {
	case p.accept("recover"):
		s = p.recoverStep(t.rng)
	case p.acceptAll("top", "up", "to"):
		s = p.topUp(t.rng)
	case p.accept("hold"):
		h := &HoldStep{Amount: p.sum()}
		p.words("as")
		h.As = p.name("the name of the reserve")
		p.words("until")
		h.Until = p.sum()
		h.Range = p.from(t.rng)
		s = h
	case p.accept("forgive"):
		f := &ForgiveStep{Debt: p.name("a debt")}
		p.words("when")
		f.When = p.cond()
		f.Range = p.from(t.rng)
		s = f
	case p.acceptAll("pay", "the", "rest"):
		s = &PayRestStep{Loc{p.from(t.rng)}}
	default:
		p.unknown("a step", "of a settlement", "recover", "top up to", "hold", "forgive", "pay the rest")
	}
	if !p.failed {
		d.Steps = append(d.Steps, s)
	}
}

func (p *parser) recoverStep(start source.Range) Step {
	s := &RecoverStep{Debt: p.name("a debt")}
	if p.acceptAll("at", "most") {
		s.AtMost = p.sum()
	}
	if p.accept("leaving") {
		s.Leaving = p.sum()
	}
	s.When = p.optionalWhen()
	s.Range = p.from(start)
	return s
}

func (p *parser) topUp(start source.Range) Step {
	s := &TopUpStep{To: p.sum()}
	switch {
	case p.accept("recoverable"):
		s.As = p.optionalName("as", "the name of the debt")
		if s.As == nil {
			p.expected("`as` and the name of the debt", "Write: top up to 3,000 USD recoverable as draw.")
		}
	case p.acceptAll("not", "recoverable"):
	default:
		p.expected("`recoverable as NAME` or `not recoverable`", "The first is a draw, the second a guarantee.")
	}
	s.When = p.optionalWhen()
	s.Range = p.from(start)
	return s
}

func (p *parser) optionalWhen() Expr {
	if !p.accept("when") {
		return nil
	}
	return p.cond()
}
