package syntax

import (
	"fmt"

	"rainmaker/plan/source"
)

func (p *parser) commission(start source.Range) Decl { return p.onCredit(Commission, start) }
func (p *parser) spiff(start source.Range) Decl      { return p.onCredit(Spiff, start) }

func (p *parser) onCredit(k ComponentKind, start source.Range) Decl {
	d := &ComponentDecl{Kind: k, Name: p.name("the name of the component"), Label: p.label()}
	if !p.accept("on") {
		p.expected("`on` and a credit", "Write: commission base on new_business as AE per quarter { … }.")
	}
	credit := p.name("a credit")
	d.On = &credit
	d.Role = p.optionalName("as", "a role")
	d.Per = p.optionalPer()
	d.Clauses = p.clauses()
	d.Range = p.from(start)
	return d
}

func (p *parser) bonus(start source.Range) Decl {
	d := &ComponentDecl{Kind: Bonus, Name: p.name("the name of the bonus"), Label: p.label()}
	if p.is("on") {
		p.expected("`per` or `{`", "A bonus is a line for a window; what pays for each credit is a `commission` or `spiff`.")
	}
	if d.Per = p.optionalPer(); d.Per != nil {
		d.ToDate = p.acceptAll("to", "date")
	}
	d.Clauses = p.clauses()
	d.Range = p.from(start)
	return d
}

// clauses reads the block of a commission, spiff, bonus or exception.
func (p *parser) clauses() []Clause {
	var list []Clause
	seen := map[string]source.Range{}
	p.block(func() {
		t := p.tok()
		if t.isAny("during", "rate", "pay", "tiers", "payable", "paid", "advance") {
			p.once(seen, t.text, t.rng)
		}
		if c := p.componentClause(); !p.failed {
			list = append(list, c)
		}
	})
	return list
}

func (p *parser) componentClause() Clause {
	t := p.tok()
	switch {
	case t.isAny("serves", "because", "owned", "expires"):
		return p.note()
	case t.isAny("ladder", "tier", "rates", "marginal", "slices", "tiered"):
		p.ladder(t)
		return nil
	case !t.isAny("during", "where", "rate", "pay", "times", "tiers", "gate", "cap", "floor", "payable", "paid", "advance"):
		p.unknown("a clause of a component", "of a component", "during", "where", "rate", "pay", "tiers by", "times", "gate",
			"cap", "floor", "payable", "paid in", "advance until", "serves", "because", "owned by", "expires")
		return nil
	}
	p.next()
	switch t.text {
	case "during":
		c := &DuringClause{Span: p.span()}
		c.Range = p.from(t.rng)
		return c
	case "where":
		c := &WhereClause{Cond: p.cond()}
		c.Range = p.from(t.rng)
		return c
	case "rate":
		c := &RateClause{Value: p.expr()}
		c.Range = p.from(t.rng)
		return c
	case "pay":
		c := &PayClause{Value: p.expr()}
		c.Range = p.from(t.rng)
		return c
	case "times":
		c := &TimesClause{Value: p.expr()}
		c.Range = p.from(t.rng)
		return c
	case "tiers":
		return p.tiers(t)
	case "gate":
		return p.gate(t.rng)
	case "cap", "floor":
		return p.limit(t)
	case "payable":
		c := &PayableClause{Parts: []*Part{p.part()}}
		for p.acceptKind(tComma) {
			c.Parts = append(c.Parts, p.part())
		}
		c.Range = p.from(t.rng)
		return c
	case "paid":
		return p.paidIn(t.rng)
	}
	p.words("until")
	c := &AdvanceClause{Until: p.cond()}
	c.Range = p.from(t.rng)
	return c
}

const threeReadings = "The three readings are `each slice`, `whole amount` and `whole amount above 100%`; at 120% of a 30,000 target with " +
	"x 1.5 above 100% they pay 39,000, 54,000 and 39,000 (with a further x 2 from 110%: 40,500, 72,000 and 42,000)."

// ladder reports the words of other systems for tiers, with the line as it would be written here where that is plain.
func (p *parser) ladder(t token) {
	where, reading, by := t.rng, "", ""
	for i := 1; p.ahead(i).kind == tWord; i++ {
		w := p.ahead(i)
		where = t.rng.To(w.rng)
		switch {
		case w.isAny("marginal", "incremental", "slice", "slices", "progressive"):
			reading = "each slice"
		case w.isAny("whole", "flat", "retroactive", "total"):
			reading = "whole amount"
		case w.is("by") && p.ahead(i+1).isName():
			by = p.ahead(i + 1).text
		}
	}
	if t.is("marginal") || t.is("slices") {
		reading = "each slice"
	}
	p.tiersReading(where, reading, by)
}

func (p *parser) tiersReading(where source.Range, reading, by string) {
	measure := by
	if measure == "" {
		measure = "attainment"
	}
	said := reading
	if said == "" {
		said = "each slice"
	}
	line := fmt.Sprintf("tiers by %s, %s", measure, said)
	d := source.Diagnostic{
		Code: "tiers-reading", Where: where, Summary: fmt.Sprintf("tiers are written `%s`", line),
		Detail: threeReadings, Way: "Choose the reading the letter means.",
	}
	if by != "" && reading != "" {
		d.Fix = &source.Fix{Where: where, Text: line}
	}
	p.fail(d)
}

func (p *parser) tiers(t token) Clause {
	c := &TiersClause{}
	if !p.accept("by") {
		p.ladder(t)
		return nil
	}
	c.By = p.sum()
	if p.tok().kind != tComma {
		p.reading(t, c)
		return nil
	}
	p.next()
	switch {
	case p.acceptAll("each", "slice"):
		c.Mode = EachSlice
	case p.acceptAll("whole", "amount"):
		if c.Mode = WholeAmount; p.accept("above") {
			c.Mode, c.Above = WholeAmountAbove, p.unary()
		}
	default:
		p.reading(t, c)
		return nil
	}
	p.block(func() {
		if tier := p.tier(); !p.failed {
			c.Tiers = append(c.Tiers, tier)
		}
	})
	c.Range = p.from(t.rng)
	return c
}

// reading reports `tiers by M` without, or with a wrong, reading.
func (p *parser) reading(t token, c *TiersClause) {
	if p.failed {
		return
	}
	where, reading := t.rng.To(p.last()), ""
	for i := 0; p.ahead(i).kind == tWord; i++ {
		w := p.ahead(i)
		where = t.rng.To(w.rng)
		if w.isAny("each", "slice", "marginal") {
			reading = "each slice"
		} else if w.isAny("whole", "amount") {
			reading = "whole amount"
		}
	}
	p.tiersReading(where, reading, p.doc.Slice(c.By.Place()))
}

func (p *parser) tier() *Tier {
	start := p.tok().rng
	if !p.tok().isAny("from", "above") {
		p.unknown("a tier", "of tiers", "from", "above")
		return nil
	}
	t := &Tier{Bound: p.bound()}
	p.expect(tColon)
	if t.Times = p.accept("x"); t.Times {
		t.Value = p.unary()
	} else {
		t.Value = p.expr()
	}
	t.Range = p.from(start)
	return t
}

func (p *parser) gate(start source.Range) Clause {
	c := &GateClause{Cond: p.cond()}
	if !p.accept("else") {
		p.expected("`else lost` or `else held until` a date", "Say whether what the gate holds back is lost or kept for later.")
	}
	switch {
	case p.accept("lost"):
	case p.acceptAll("held", "until"):
		c.Until = p.sum()
	default:
		p.expected("`lost` or `held until` a date")
	}
	c.Range = p.from(start)
	return c
}

func (p *parser) limit(t token) Clause {
	c := &LimitClause{Floor: t.is("floor"), Value: p.expr()}
	c.Per, c.Carried = p.limitWindow(t.text)
	c.Range = p.from(t.rng)
	return c
}

func (p *parser) limitWindow(word string) (*Window, bool) {
	if !p.is("per") {
		p.expected("`per` and a window or event", fmt.Sprintf("Say of what the %s is: per quarter, or per booking for each line.", word))
		return nil, false
	}
	w := p.optionalPer()
	if p.tok().kind != tComma {
		return w, false
	}
	p.next()
	p.words("carried")
	return w, true
}

func (p *parser) part() *Part {
	start := p.tok().rng
	part := &Part{}
	switch {
	case p.accept("rest"):
		part.Rest = true
	case p.is("at"), p.is("on"), p.is("in"):
	default:
		part.Share, _ = p.product()
	}
	switch {
	case p.acceptAll("at", "once"):
		part.When = AtOnce
	case p.accept("on"):
		part.When, part.Date = OnDate, p.sum()
	case p.accept("in"):
		part.When, part.Count = InInstalment, p.whole("how many parts")
		if part.Quarterly = p.accept("quarterly"); !part.Quarterly && !p.accept("monthly") {
			p.expected("`monthly parts` or `quarterly parts`")
		}
		p.words("parts", "from")
		part.Date = p.sum()
	default:
		p.expected("`at once`, `on` a date, or `in N monthly parts from` a date")
	}
	part.Range = p.from(start)
	return part
}

func (p *parser) paidIn(start source.Range) Clause {
	c := &PaidInClause{}
	p.words("in")
	c.Currency = p.path("a currency")
	p.words("at")
	c.FX = p.name("the name of exchange rates")
	if p.accept("on") {
		c.On = p.sum()
	}
	c.Range = p.from(start)
	return c
}

func (p *parser) among(start source.Range) *Among {
	a := &Among{Scope: p.scope()}
	if p.accept("where") {
		a.Where = p.cond()
	}
	a.Range = p.from(start)
	if p.failed {
		return nil
	}
	return a
}

// wholeExpr is an expression, or nil where it could not be read.
func (p *parser) wholeExpr() Expr {
	if x := p.expr(); !p.failed {
		return x
	}
	return nil
}

// mustPer reads the window a pool, contest or cap over components can't do without.
func (p *parser) mustPer(what string) *Window {
	if !p.is("per") {
		p.expected("`per` and a window", fmt.Sprintf("A %s is for a window: per quarter.", what))
	}
	return p.optionalPer()
}

func (p *parser) pool(start source.Range) Decl {
	d := &PoolDecl{Name: p.name("the name of the pool"), Label: p.label(), Per: p.mustPer("pool")}
	head, failures, seen := p.from(start), p.failures, map[string]source.Range{}
	p.block(func() {
		t := p.tok()
		if t.isAny("fund", "among", "share") {
			p.once(seen, t.text, t.rng)
		}
		switch {
		case p.accept("fund"):
			d.Fund = p.wholeExpr()
		case p.accept("among"):
			d.Among = p.among(t.rng)
		case p.acceptAll("share", "equally"):
		case p.accept("share"):
			p.words("by")
			d.ShareBy = p.wholeExpr()
		case t.isAny("serves", "because", "owned", "expires"):
			d.Notes = p.noteInto(d.Notes)
		default:
			p.unknown("a clause of a pool", "of a pool", "fund", "among", "share equally", "share by", "because")
		}
	})
	d.Range = p.from(start)
	p.mustSay(seen, failures, head, "pool", [][2]string{
		{"fund", "Write `fund 10,000 USD`."},
		{"among", "Write `among everyone`, or a group."},
		{"share", "Write `share equally` or `share by` and a measure."},
	})
	return d
}

func (p *parser) mustSay(seen map[string]source.Range, failures int, head source.Range, what string, must [][2]string) {
	for _, m := range must {
		if _, ok := seen[m[0]]; !ok {
			p.lacks(failures, what+"-lacks", head, fmt.Sprintf("the %s does not say `%s`", what, m[0]), m[1])
		}
	}
}

func (p *parser) contest(start source.Range) Decl {
	d := &ContestDecl{Name: p.name("the name of the contest"), Label: p.label(), Per: p.mustPer("contest")}
	head, failures, seen := p.from(start), p.failures, map[string]source.Range{}
	p.block(func() { p.contestClause(d, seen) })
	d.Range = p.from(start)
	p.mustSay(seen, failures, head, "contest", [][2]string{
		{"among", "Write `among everyone`, or a group."},
		{"rank", "Write `rank by` and a measure."},
		{"prize", "Write `prize 1: 2,000 USD`."},
	})
	return d
}

func (p *parser) contestClause(d *ContestDecl, seen map[string]source.Range) {
	t := p.tok()
	if t.isAny("among", "rank", "ties") {
		p.once(seen, t.text, t.rng)
	}
	switch {
	case p.accept("among"):
		d.Among = p.among(t.rng)
	case p.accept("rank"):
		p.words("by")
		d.RankBy = p.wholeExpr()
	case p.accept("prize"):
		seen["prize"] = t.rng
		prize := &Prize{Place: p.whole("the place that wins it")}
		p.expect(tColon)
		prize.Value = p.expr()
		prize.Range = p.from(t.rng)
		if !p.failed {
			d.Prizes = append(d.Prizes, prize)
		}
	case p.accept("ties"):
		ties := &Ties{}
		switch {
		case p.accept("share"):
			ties.Kind = TiesShare
		case p.accept("win"):
			ties.Kind = TiesWin
		case p.acceptAll("broken", "by"):
			ties.Kind, ties.By = TiesBrokenBy, p.expr()
		default:
			p.expected("`share`, `win` or `broken by` a measure")
		}
		ties.Range = p.from(t.rng)
		if !p.failed {
			d.Ties = ties
		}
	case t.isAny("serves", "because", "owned", "expires"):
		d.Notes = p.noteInto(d.Notes)
	default:
		p.unknown("a clause of a contest", "of a contest", "among", "rank by", "prize", "ties", "because")
	}
}

func (p *parser) capOver(start source.Range) Decl {
	d := &CapDecl{Name: p.name("the name of the cap")}
	if !p.accept("on") {
		p.expected("`on` and components", "Write: cap year_cap on base, spiff at 100,000 USD per year. A cap of one component is a clause inside it.")
	}
	d.On = p.names("a component")
	p.words("at")
	d.At = p.sum()
	d.Per, d.Carried = p.limitWindow("cap")
	d.Range = p.from(start)
	return d
}

func (p *parser) exception(start source.Range) Decl {
	d := &ExceptionDecl{Name: p.name("the name of the exception")}
	p.words("to")
	d.To = p.name("a component")
	p.words("when")
	d.When = p.cond()
	d.Clauses = p.clauses()
	d.Range = p.from(start)
	return d
}
