package syntax

import (
	"fmt"

	"rainmaker/money"
	"rainmaker/plan/source"
)

// expr reads `cond [if cond otherwise expr]`.
func (p *parser) expr() Expr {
	start := p.tok().rng
	then := p.cond()
	if !p.is("if") || !p.enter() {
		return then
	}
	defer p.leave()
	p.next()
	cond := p.cond()
	if !p.accept("otherwise") {
		p.expected("`otherwise`", "Say what holds when the condition does not: … if quota > 0 USD otherwise 0%.")
	}
	return &If{Then: then, Cond: cond, Else: p.expr(), Loc: Loc{p.from(start)}}
}

func (p *parser) cond() Expr { return p.chain("or", Or, p.and) }
func (p *parser) and() Expr  { return p.chain("and", And, p.not) }

// chain reads operands joined by one word, from the left.
func (p *parser) chain(word string, op Op, operand func() Expr) Expr {
	start := p.tok().rng
	x := operand()
	for p.is(word) {
		at := p.operator().rng
		x = &Binary{Op: op, OpRange: at, L: x, R: operand(), Loc: Loc{p.from(start)}}
	}
	return x
}

func (p *parser) not() Expr {
	if !p.is("not") || !p.enter() {
		return p.test()
	}
	defer p.leave()
	start := p.next().rng
	return &Not{X: p.not(), Loc: Loc{p.from(start)}}
}

var comparisons = map[kind]Op{tEq: Eq, tNe: Ne, tLt: Lt, tLe: Le, tGt: Gt, tGe: Ge}

func (p *parser) test() Expr {
	start := p.tok().rng
	x := p.sum()
	t := p.tok()
	op, compares := comparisons[t.kind]
	switch {
	case compares:
		p.next()
		x = &Binary{Op: op, OpRange: t.rng, L: x, R: p.sum(), Loc: Loc{p.from(start)}}
		if again, twice := comparisons[p.tok().kind]; twice {
			p.fail(source.Diagnostic{
				Code: "compared-twice", Where: p.tok().rng,
				Summary: fmt.Sprintf("a second comparison `%s` in one test", again),
				Way:     "Write both tests, joined by `and`: a >= 1 and a < 2.",
			})
		}
	case t.is("is"):
		p.next()
		x = p.isTest(x, start)
	case t.is("within"):
		p.next()
		d := p.duration()
		p.words("of")
		x = &Within{X: x, Duration: d, From: p.sum(), Loc: Loc{p.from(start)}}
	}
	return x
}

func (p *parser) isTest(x Expr, start source.Range) Expr {
	test := &Is{X: x, Negated: p.accept("not")}
	switch {
	case p.accept("none"):
		test.None = true
	case p.acceptAll("one", "of"):
		test.OneOf = true
		test.Values = p.oneOf()
	default:
		test.Values = []Expr{p.lit("a value")}
		if w := p.tok(); w.kind == tWord && isCurrencyForm(w.text) {
			p.fail(source.Diagnostic{
				Code: "is-compares-words", Where: start.To(w.rng),
				Summary: "`is` compares words; amounts are compared by `=`", Way: "Write `=` or `!=`.",
			})
		}
	}
	test.Range = p.from(start)
	return test
}

// oneOf reads the values of a list. Among the arguments of min, max and weighted it needs brackets: the comma there
// separates arguments.
func (p *parser) oneOf() []Expr {
	if p.tok().kind != tLParen {
		if p.inList > 0 {
			p.expected("`(`", "In a list of arguments `is one of` needs brackets: is one of (new, renewal).")
		}
		return p.lits()
	}
	if !p.deeper(p.next().rng) {
		return nil
	}
	values := p.lits()
	p.expect(tRParen)
	p.brackets--
	return values
}

func (p *parser) lits() []Expr {
	var values []Expr
	for {
		p.groupedInList()
		values = append(values, p.lit("a value"))
		if !p.acceptKind(tComma) {
			return values
		}
	}
}

// lit reads a name, text, number or date that stands for itself.
func (p *parser) lit(what string) Expr {
	t := p.tok()
	switch t.kind {
	case tString:
		return p.str()
	case tNumber:
		p.next()
		return &Number{Text: t.text, Value: p.ratio(t), Loc: Loc{t.rng}}
	case tDate:
		return p.date(what)
	case tMinus:
		p.next()
		x := p.lit(what)
		return &Neg{X: x, Loc: Loc{p.from(t.rng)}}
	}
	n := p.name(what)
	return &Path{Names: []Name{n}, Loc: n.Loc}
}

// sum reads products joined by + and -. `of` reads as a share of all that follows, and binds like x; where the two differ
// the author must say which is meant.
func (p *parser) sum() Expr {
	start := p.tok().rng
	x, of := p.product()
	told := false
	for p.tok().kind == tPlus || p.tok().kind == tMinus {
		t := p.operator()
		op := Add
		if t.kind == tMinus {
			op = Sub
		}
		left := x
		right, ofRight := p.product()
		if of == nil {
			of = ofRight
		}
		x = &Binary{Op: op, OpRange: t.rng, L: left, R: right, Loc: Loc{p.from(start)}}
		if of != nil && !told {
			told = true
			p.ofBesideSum(of, op, left, right, x.Place())
		}
	}
	return x
}

func (p *parser) ofBesideSum(of *Binary, op Op, left, right Expr, where source.Range) {
	if p.failed {
		return
	}
	share := p.doc.Slice(of.L.Place())
	d := source.Diagnostic{
		Code: "of-beside-sum", Where: where, Summary: fmt.Sprintf("say what %s is taken of", share),
		Detail: "`of` beside + or - can be read two ways.", Way: "Put brackets around what belongs together.",
	}
	if of == left {
		base, other := p.doc.Slice(of.R.Place()), p.doc.Slice(right.Place())
		d.Way = fmt.Sprintf("Write `%s of (%s %s %s)` or `(%s of %s) %s %s`.", share, base, op, other, share, base, op, other)
		if pct, ok := of.L.(*PercentLit); ok && simple(of.R) && simple(right) {
			a, b := money.Whole(100), money.Whole(70)
			if op == Sub {
				b = b.Neg()
			}
			d.Detail = fmt.Sprintf("On %s 100, %s 70 the two readings give %s and %s.", base, other,
				pct.Value.Mul(a.Add(b)), pct.Value.Mul(a).Add(b))
		}
	}
	p.report(d)
}

func simple(x Expr) bool {
	_, ok := x.(*Path)
	return ok
}

// product reads factors joined by x, / and `of`, and conversions. It also returns the first `of` that stands outside
// brackets.
func (p *parser) product() (Expr, *Binary) {
	start := p.tok().rng
	x := p.unary()
	var of *Binary
	for {
		t := p.tok()
		var op Op
		switch {
		case t.is("x"):
			op = Mul
		case t.kind == tSlash:
			op = Div
		case t.is("of"):
			op = Of
		case t.is("in") && p.ahead(1).isName():
			x = p.convert(x, start)
			continue
		default:
			return x, of
		}
		p.operator()
		b := &Binary{Op: op, OpRange: t.rng, L: x, R: p.unary()}
		b.Range = p.from(start)
		if x = b; op == Of && of == nil {
			of = b
		}
	}
}

func (p *parser) convert(x Expr, start source.Range) Expr {
	p.operator()
	c := &Convert{X: x, Currency: p.path("a currency")}
	if !p.accept("at") {
		p.expected("`at` and the name of the exchange rates", "Write: amount in USD at market on closed.")
	}
	c.FX = p.name("the name of exchange rates")
	if p.accept("on") {
		c.On = p.unary()
	}
	c.Range = p.from(start)
	return c
}

func (p *parser) unary() Expr {
	t := p.tok()
	switch t.kind {
	case tMinus:
		if !p.enter() {
			return nil
		}
		defer p.leave()
		p.next()
		return &Neg{X: p.unary(), Loc: Loc{p.from(t.rng)}}
	case tLParen:
		return p.bracketed()
	case tWord:
		return p.wordExpr()
	}
	return p.literal()
}

func (p *parser) bracketed() Expr {
	open := p.next().rng
	if !p.deeper(open) {
		return nil
	}
	list := p.inList
	p.inList = 0
	x := p.expr()
	p.inList = list
	p.brackets--
	p.closeBracket(open)
	if !p.failed {
		x.widen(p.from(open))
	}
	return x
}

// closeBracket reads `)` and, where it is missing, points at the `(`.
func (p *parser) closeBracket(open source.Range) {
	if p.acceptKind(tRParen) || p.failed {
		return
	}
	t := p.tok()
	where := t.rng
	if p.atClauseEnd() {
		where = p.last().After()
	}
	d := source.Diagnostic{
		Code: "bracket-not-closed", Where: where,
		Summary: fmt.Sprintf("expected the closing bracket `)`, found %s", t.describe(p.doc)),
		Related: []source.Related{{Where: open, Note: "the bracket was opened here"}},
	}
	if p.atClauseEnd() {
		d.Fix = &source.Fix{Where: where, Text: ")"}
	}
	p.fail(d)
}

// groupedInList warns of 1,200 among values that commas separate.
func (p *parser) groupedInList() { p.warnGrouped(p.tok(), p.ahead(1)) }

func (p *parser) warnGrouped(t, unit token) {
	if !t.grouped || t.kind != tNumber || unit.kind == tWord && isCurrencyForm(unit.text) {
		return
	}
	p.report(source.Diagnostic{
		Severity: source.Warning, Code: "grouped-in-list", Where: t.rng,
		Summary: fmt.Sprintf("%s is one number here", p.doc.Slice(t.rng)),
		Detail:  "A comma between digits groups thousands; one that separates has a blank behind it.",
		Way:     fmt.Sprintf("If it is one number, write %s.", t.text),
	})
}
