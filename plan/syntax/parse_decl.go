package syntax

import (
	"fmt"

	"rainmaker/plan/source"
)

func (p *parser) goal(start source.Range) Decl {
	d := &GoalDecl{Name: p.name("the name of the goal"), Text: p.str()}
	d.Range = p.from(start)
	return d
}

func (p *parser) payee(start source.Range) Decl {
	d := &PayeeDecl{Fields: p.fields()}
	d.Range = p.from(start)
	return d
}

// taken are words whose place in `given` and `sum` is taken.
var taken = wordSet("payee reports fx leave assignment")

func (p *parser) ownName(what string) Name {
	n := p.name("the name of the " + what)
	if taken[n.Text] && !p.failed {
		article := "a"
		if what == "event" {
			article = "an"
		}
		p.report(source.Diagnostic{
			Code: "name-taken", Where: n.Range, Summary: fmt.Sprintf("`%s` can't be the name of %s %s", n.Text, article, what),
			Detail: "payee, reports, fx, leave and assignment have a meaning of their own in examples.", Way: "Choose another name.",
		})
	}
	return n
}

func (p *parser) event(start source.Range) Decl {
	d := &EventDecl{Name: p.ownName("event"), Label: p.label()}
	if !p.accept("dated") {
		p.expected("`dated` and the field that dates the event", "Write: event booking dated closed { … }.")
	}
	d.Dated = p.name("the field that dates the event")
	d.Fields = p.fields()
	d.Range = p.from(start)
	return d
}

// fields reads `{ NAME type … }`.
func (p *parser) fields() []*Field {
	var list []*Field
	p.block(func() {
		start := p.tok().rng
		f := &Field{Name: p.name("the name of a field"), Type: p.typ(false)}
		f.Range = p.from(start)
		if !p.failed {
			list = append(list, f)
		}
	})
	return list
}

var simpleTypes = map[string]TypeKind{
	"money": MoneyType, "number": NumberType, "percent": PercentType, "date": DateType,
	"text": TextType, "payee": PayeeType,
}

var typeFixes = map[string]string{
	"string": "text", "bool": "yes or no", "boolean": "yes or no", "int": "number", "integer": "number",
	"decimal": "number", "float": "number", "currency": "money", "percentage": "percent", "person": "payee", "enum": "one of", "datetime": "date",
}

// typ reads a type. modified says that modifiers may follow, so that a comma need not belong to a list of values.
func (p *parser) typ(modified bool) *Type {
	t := p.tok()
	ty := &Type{}
	switch k := simpleTypes[t.text]; {
	case t.kind == tWord && k == MoneyType:
		p.next()
		ty.Kind = k
		ty.AnyCurrency = p.acceptAll("any", "currency")
		if p.tok().kind == tComma && p.ahead(1).kind == tNumber && p.ahead(2).isAny("decimals", "decimal") {
			p.next()
			n := p.whole("decimals")
			p.next()
			ty.Decimals = &n
		}
	case t.kind == tWord && k != 0:
		p.next()
		ty.Kind = k
	case p.acceptAll("yes", "or", "no"):
		ty.Kind = YesNoType
	case p.acceptAll("one", "of"):
		ty.Kind = OneOfType
		ty.OneOf = []Expr{p.lit("a value")}
		for p.tok().kind == tComma && !(modified && p.atModifier()) {
			p.next()
			p.groupedInList()
			ty.OneOf = append(ty.OneOf, p.lit("a value"))
		}
	case p.acceptAll("list", "of"):
		ty.Kind = ListType
		ty.Fields = p.fields()
	default:
		p.reference(ty, t)
	}
	if p.is("or") && p.ahead(1).is("none") {
		p.next()
		p.next()
		ty.OrNone = true
	}
	ty.Per = p.optionalPer()
	if p.accept("by") {
		ty.By = p.key()
	}
	ty.Range = p.from(t.rng)
	return ty
}

func (p *parser) reference(ty *Type, t token) {
	if fix, ok := typeFixes[t.text]; ok && t.kind == tWord {
		p.fail(source.Diagnostic{
			Code: "unknown-type", Where: t.rng, Summary: fmt.Sprintf("the type is called `%s`, not `%s`", fix, t.text),
			Fix: &source.Fix{Where: t.rng, Text: fix},
		})
		return
	}
	n := p.name("a type: money, number, percent, date, text, payee, yes or no, one of, list of, or an event")
	ty.Kind, ty.Ref = RefType, &n
}

// atModifier reports whether a modifier stands behind the comma here.
func (p *parser) atModifier() bool {
	t, next := p.ahead(1), p.ahead(2)
	return t.is("not") && next.is("prorated") || t.isAny("prorated", "ramped") && next.is("by") ||
		t.is("between") && next.kind != tComma || t.is("spread") && (next.isAny("evenly", "by") || next.kind == tLParen)
}

func (p *parser) mods() []*Modifier {
	var list []*Modifier
	for p.acceptKind(tComma) {
		list = append(list, p.modifier())
	}
	return list
}

var bases = map[string]ProrationBasis{"days": ByDays, "workdays": ByWorkdays, "thirtieths": ByThirtieths}

func (p *parser) modifier() *Modifier {
	start := p.tok().rng
	m := &Modifier{}
	switch {
	case p.accept("prorated"):
		m.Kind = Prorated
		p.words("by")
		if m.Basis = bases[p.tok().text]; m.Basis == 0 {
			p.expected("days, workdays or thirtieths")
		}
		p.next()
		m.LessLeave = p.acceptAll("less", "leave")
	case p.acceptAll("not", "prorated"):
		m.Kind = NotProrated
	case p.acceptAll("spread", "evenly"):
		m.Kind = SpreadEvenly
	case p.acceptAll("spread", "by", "days"):
		m.Kind = SpreadByDays
	case p.accept("spread"):
		m.Kind = SpreadShares
		m.Shares = p.shares()
	case p.accept("ramped"):
		m.Kind = RampedBy
		m.Table = p.optionalName("by", "a table")
		if m.Table == nil {
			p.expected("`by` and a table")
		}
	case p.accept("between"):
		m.Kind = Between
		m.Low = p.unary()
		p.words("and")
		m.High = p.unary()
	default:
		p.expected("prorated by, not prorated, spread, ramped by or between")
	}
	m.Range = p.from(start)
	return m
}

func (p *parser) shares() []*PercentLit {
	if p.tok().kind != tLParen {
		p.expected("evenly, by days or shares in brackets", "Write `spread evenly`, `spread by days` or `spread (20%, 30%, 50%)`.")
		return nil
	}
	open := p.next().rng
	list := []*PercentLit{p.percent()}
	for p.acceptKind(tComma) {
		list = append(list, p.percent())
	}
	p.closeBracket(open)
	return list
}

func (p *parser) param(start source.Range) Decl {
	d := &ParamDecl{Name: p.ownName("parameter"), Label: p.label()}
	if p.tok().kind == tEq {
		p.expected("`:` and a type", "A parameter says its type: param quota : money per quarter. A number worked out from others is a `measure`.")
	}
	p.expect(tColon)
	d.Type = p.typ(true)
	d.Mods = p.mods()
	if p.acceptKind(tEq) {
		d.Value = p.expr()
	}
	d.Range = p.from(start)
	return d
}

func (p *parser) key() *Key {
	start := p.tok().rng
	k := &Key{Kind: PathKey}
	switch {
	case p.acceptAll("month", "of"):
		k.Kind = MonthKey
	case p.acceptAll("quarter", "of"):
		k.Kind = QuarterKey
	}
	k.Path = p.path("a field, attribute or measure")
	k.Range = p.from(start)
	return k
}

func (p *parser) bound() *Bound {
	t := p.tok()
	b := &Bound{}
	switch {
	case p.accept("from"):
		b.Kind, b.Value = From, p.unary()
	case p.accept("above"):
		b.Kind, b.Value = Above, p.unary()
	case p.accept("otherwise"):
		b.Kind = Otherwise
	case p.accept("none"):
		b.Kind, b.Value = Exactly, &NoneLit{Loc{t.rng}}
	default:
		b.Kind, b.Value = Exactly, p.lit("a row: a value, from, above, none or otherwise")
	}
	b.Range = p.from(t.rng)
	return b
}

func (p *parser) table(start source.Range) Decl {
	d := &TableDecl{Name: p.name("the name of the table"), Label: p.label()}
	p.words("by")
	d.Keys = []*Key{p.key()}
	for p.acceptKind(tComma) {
		d.Keys = append(d.Keys, p.key())
	}
	if p.acceptKind(tColon) {
		d.Type = p.typ(true)
		d.Mods = p.mods()
	}
	p.block(func() {
		r := &TableRow{Bounds: []*Bound{p.bound()}}
		for p.acceptKind(tComma) {
			r.Bounds = append(r.Bounds, p.bound())
		}
		p.expect(tColon)
		r.Value = p.expr()
		r.Range = p.from(r.Bounds[0].Range)
		if !p.failed {
			d.Rows = append(d.Rows, r)
		}
	})
	d.Range = p.from(start)
	return d
}

func (p *parser) curve(start source.Range) Decl {
	d := &CurveDecl{Name: p.name("the name of the curve"), Label: p.label()}
	p.words("by")
	d.By = p.path("a measure")
	head, failures, seen := p.from(start), p.failures, map[string]source.Range{}
	p.block(func() {
		t := p.tok()
		switch {
		case p.accept("at"):
			c := &CurvePoint{At: p.unary()}
			p.expect(tColon)
			c.Value = p.expr()
			c.Range = p.from(t.rng)
			if !p.failed {
				d.Points = append(d.Points, c)
			}
		case p.accept("below"):
			p.once(seen, "below", t.rng)
			p.expect(tColon)
			if v := p.expr(); !p.failed {
				d.Below = v
			}
		case p.accept("then"):
			p.once(seen, "then", t.rng)
			p.curveEnd(d)
		default:
			p.unknown("a point", "of a curve", "at", "below", "then")
		}
	})
	d.Range = p.from(start)
	if _, said := seen["then"]; !said {
		p.lacks(failures, "curve-end", head, "nothing says what follows the last point of the curve",
			"Write `then level`, or `then x 0.5` for a straight line of that slope.")
	}
	return d
}

func (p *parser) curveEnd(d *CurveDecl) {
	switch {
	case p.accept("level"):
	case p.accept("x"):
		if s := p.unary(); !p.failed {
			d.Slope = s
		}
	default:
		p.expected("`level` or `x` and a slope")
	}
}

func (p *parser) matrix(start source.Range) Decl {
	d := &MatrixDecl{Name: p.name("the name of the matrix"), Label: p.label()}
	p.words("by")
	d.Down = p.path("the measure of the rows")
	if !p.acceptKind(tComma) {
		p.expected("`,` and the measure of the columns", "A matrix has two measures; with one it is a `table`.")
	}
	d.AcrossBy = p.path("the measure of the columns")
	head, failures := p.from(start), p.failures
	p.block(func() {
		if p.accept("across") {
			for !p.failed && !p.atClauseEnd() {
				d.Across = append(d.Across, p.bound())
			}
			return
		}
		r := &MatrixRow{Bound: p.bound()}
		p.expect(tColon)
		for !p.failed && !p.atClauseEnd() {
			r.Values = append(r.Values, p.unary())
		}
		r.Range = p.from(r.Bound.Range)
		if p.failed {
			return
		}
		d.Rows = append(d.Rows, r)
		if n, m := len(r.Values), len(d.Across); n != m {
			p.report(source.Diagnostic{
				Code: "matrix-hole", Where: r.Range,
				Summary: fmt.Sprintf("this row has %s; `across` has %s", countWord(n, "value"), countWord(m, "column")),
				Way:     "Give each column its value.",
			})
		}
	})
	d.Range = p.from(start)
	if len(d.Across) == 0 {
		p.lacks(failures, "matrix-hole", head, "the matrix has no columns", "Begin the block with `across from 0% from 85%`.")
	}
	return d
}

func (p *parser) group(start source.Range) Decl {
	d := &GroupDecl{Name: p.name("the name of the group")}
	p.words("by")
	d.By = p.path("an attribute such as payee.region")
	d.Range = p.from(start)
	return d
}

func (p *parser) fx(start source.Range) Decl {
	d := &FXDecl{Name: p.name("the name of the exchange rates")}
	switch {
	case p.accept("daily"):
		d.Kind = DailyFX
	case p.accept("monthly"):
		d.Kind = MonthlyFX
	case p.tok().kind == tLBrace:
		d.Kind = FixedFX
		p.block(func() {
			r := &FXRate{From: p.money()}
			p.expect(tEq)
			r.To = p.money()
			r.Range = p.from(r.From.Range)
			if !p.failed {
				d.Rates = append(d.Rates, r)
			}
		})
	default:
		p.expected("daily, monthly or fixed rates in `{ }`", "Write: fx budget { 1 EUR = 1.10 USD }.")
	}
	d.Range = p.from(start)
	return d
}

func (p *parser) measure(start source.Range) Decl {
	d := &MeasureDecl{Name: p.name("the name of the measure"), Label: p.label()}
	if p.tok().kind == tColon {
		p.expected("`=`", "A measure is worked out: measure attainment = sold / quota. A number that is given is a `param`.")
	}
	p.expect(tEq)
	d.Value = p.expr()
	d.Per = p.optionalPer()
	d.Range = p.from(start)
	return d
}
