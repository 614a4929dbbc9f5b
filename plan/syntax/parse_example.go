package syntax

import (
	"fmt"

	"rainmaker/plan/source"
)

func (p *parser) example(start source.Range) Decl {
	if p.tok().kind != tString {
		p.expected("the example's name in quotes", `Write: example "120% of quota" in 2027-03 { … }.`)
	}
	d := &ExampleDecl{Name: p.str()}
	if p.accept("in") {
		d.In = p.span()
	}
	p.block(func() {
		if item := p.exampleItem(); !p.failed {
			d.Items = append(d.Items, item)
		}
	})
	d.Range = p.from(start)
	return d
}

func (p *parser) exampleItem() ExampleItem {
	t := p.tok()
	switch {
	case p.accept("after"):
		return &AfterItem{Example: p.str(), Loc: Loc{p.from(t.rng)}}
	case p.accept("cases"):
		return p.cases(t.rng)
	case p.accept("given"):
		return p.given(t.rng)
	case p.accept("expect"):
		return p.expectation(t.rng)
	}
	p.unknown("a line of an example", "of an example", "after", "cases", "given", "expect")
	return nil
}

func (p *parser) cases(start source.Range) ExampleItem {
	c := &CasesItem{Names: p.names("a name that stands for a column")}
	p.block(func() {
		row := &CaseRow{Values: p.values()}
		if p.failed {
			return
		}
		row.Range = row.Values[0].Place().To(p.last())
		c.Rows = append(c.Rows, row)
		if n, m := len(row.Values), len(c.Names); n != m {
			p.report(source.Diagnostic{
				Code: "case-row", Where: row.Range,
				Summary: fmt.Sprintf("this row has %s for %s", countWord(n, "value"), countWord(m, "name")),
				Way:     "Give each name a value, separated by a comma and a blank.",
			})
		}
	})
	c.Range = p.from(start)
	return c
}

// values reads `V, V, …`.
func (p *parser) values() []Expr {
	var list []Expr
	for {
		p.groupedInList()
		list = append(list, p.value())
		if !p.acceptKind(tComma) {
			return list
		}
	}
}

// value reads a number, amount, date, word or `none`.
func (p *parser) value() Expr {
	t := p.tok()
	if p.accept("none") {
		return &NoneLit{Loc{t.rng}}
	}
	return p.sum()
}

func (p *parser) given(start source.Range) ExampleItem {
	t, next := p.tok(), p.ahead(1)
	switch {
	case t.is("payee"):
		p.next()
		g := &GivenPayee{Payee: p.name("a person"), Fields: p.fieldValues()}
		g.Range = p.from(start)
		return g
	case t.is("reports"):
		p.next()
		g := &GivenReports{Reports: p.names("a person")}
		p.words("to")
		g.To = p.name("a manager")
		g.Range = p.from(start)
		return g
	case t.is("assignment"):
		p.next()
		g := &GivenAssignment{Of: p.optionalName("of", "a person"), From: p.value()}
		if p.accept("before") {
			g.Before = p.value()
		}
		g.Range = p.from(start)
		return g
	case t.is("leave"):
		p.next()
		g := &GivenLeave{Of: p.optionalName("of", "a person"), Span: p.span()}
		g.Range = p.from(start)
		return g
	case t.is("fx"):
		return p.givenFX(start)
	case next.kind == tNumber, next.kind == tString, next.isName() && !(next.is("for") && p.ahead(2).kind != tLBrace):
		return p.givenEvent(start)
	}
	return p.givenValue(start)
}

func (p *parser) givenFX(start source.Range) ExampleItem {
	p.next()
	g := &GivenFX{FX: p.name("the name of exchange rates"), From: p.money()}
	p.expect(tEq)
	g.To = p.money()
	if p.accept("on") {
		g.On = p.value()
	}
	g.Range = p.from(start)
	return g
}

func (p *parser) givenEvent(start source.Range) ExampleItem {
	g := &GivenEvent{Event: p.name("an event"), ID: p.eventID()}
	g.Fields = p.fieldValues()
	for !p.failed {
		t := p.tok()
		switch {
		case p.accept("times"):
			g.Times = p.value()
		case p.accept("learned"):
			g.Learned = p.value()
		default:
			g.Range = p.from(start)
			return g
		}
		if !p.failed && p.is(t.text) {
			p.expected("the end of the clause", fmt.Sprintf("`%s` is said already.", t.text))
		}
	}
	return g
}

func (p *parser) eventID() Name {
	t := p.tok()
	switch t.kind {
	case tNumber:
		if t.grouped {
			p.report(source.Diagnostic{
				Code: "grouped-id", Where: t.rng, Summary: "an id has no thousands commas",
				Fix: &source.Fix{Where: t.rng, Text: t.text},
			})
		}
		fallthrough
	case tString:
		p.next()
		return Name{Text: t.text, Loc: Loc{t.rng}}
	}
	return p.name("the event's id")
}

// fieldValues reads `{ field v, field v }`; a line end separates as a comma does.
func (p *parser) fieldValues() []*FieldValue {
	var list []*FieldValue
	p.block(func() {
		for {
			f := &FieldValue{Name: p.name("a field")}
			if p.tok().kind == tLBrace {
				f.Value = p.rows()
			} else {
				p.groupedInList()
				f.Value = p.value()
			}
			f.Range = p.from(f.Name.Range)
			if p.failed {
				return
			}
			list = append(list, f)
			if !p.acceptKind(tComma) {
				return
			}
		}
	})
	return list
}

// rows reads the rows of a list field, each in its own brackets.
func (p *parser) rows() Expr {
	start := p.tok().rng
	r := &RowsLit{}
	for !p.failed && p.tok().kind == tLBrace {
		r.Rows = append(r.Rows, p.fieldValues())
	}
	r.Range = p.from(start)
	return r
}

// givenValue reads a personal number or a stand-in for a component's result.
func (p *parser) givenValue(start source.Range) ExampleItem {
	what := p.name("a parameter, event or component")
	of := p.optionalName("of", "a person")
	if p.accept("in") {
		g := &GivenResult{Component: what, Of: of, In: p.span()}
		p.expect(tEq)
		g.Values = p.values()
		g.Range = p.from(start)
		return g
	}
	g := &GivenParam{Param: what, Of: of}
	if p.accept("for") {
		if t := p.tok(); p.accept("none") {
			g.Row = &NoneLit{Loc: Loc{t.rng}}
		} else {
			g.Row = p.lit("a row of the parameter")
		}
	}
	if p.tok().kind != tEq {
		p.expected("`=` and a value", "Write: given quota = 250,000 USD, or given booking B1 { owner me, acv 5,000 USD }.")
	}
	p.next()
	g.Value = p.value()
	if p.accept("from") {
		g.From = p.value()
	}
	g.Range = p.from(start)
	return g
}

func (p *parser) expectation(start source.Range) ExampleItem {
	e := &Expect{Subject: p.sum()}
	e.For = p.optionalName("for", "a person")
	switch {
	case p.accept("in"):
		e.In = p.span()
	case p.accept("over"):
		e.In, e.Over = p.span(), true
	}
	if e.About = p.accept("about"); !e.About && p.tok().kind != tEq {
		p.expected("`=` or `about`, and a value", "Write: expect base in 2027-03 = 32,500 USD.")
	}
	if !e.About {
		p.next()
	}
	e.Values = p.values()
	e.Range = p.from(start)
	return e
}

func (p *parser) check(start source.Range) Decl {
	d := &CheckDecl{Kind: CheckHolds}
	if p.acceptAll("no", "step", "in") {
		d.Kind, d.Subject = CheckNoStep, p.sum()
		if p.accept("above") {
			d.Above = p.unary()
		}
	} else {
		d.Subject = p.expr()
		if p.is("never") {
			p.words("never", "falls", "as")
			d.Kind, d.Rises = CheckNeverFalls, p.path("a measure")
			p.words("rises")
		}
	}
	d.When = p.optionalWhen()
	if p.accept("for") {
		d.For = []*ForRange{p.forRange()}
		for p.acceptKind(tComma) {
			d.For = append(d.For, p.forRange())
		}
	}
	d.Range = p.from(start)
	return d
}

func (p *parser) forRange() *ForRange {
	n := p.name("a parameter or measure")
	p.words("from")
	from := p.sum()
	p.words("to")
	f := &ForRange{Name: n, From: from, To: p.sum()}
	f.Range = p.from(n.Range)
	return f
}
