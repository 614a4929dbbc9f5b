package check

import (
	"fmt"
	"strings"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// path resolves a name: the row's and the event's fields first, then `credit` and `share`, then declarations.
func (c *checker) path(at *place, x *syntax.Path) ir.Expr {
	if len(x.Names) > 1 {
		return c.dotted(at, x)
	}
	n := x.Names[0]
	if at.event >= 0 && n.Text == "id" {
		return &ir.FieldRef{Node: node(ir.Type{Kind: ir.Text}, x), Name: "id", Index: -1}
	}
	if i := c.field(at.event, n.Text); i >= 0 {
		c.fieldFirst(n, at.event)
		t := c.prog.Events[at.event].Fields[i].Type
		if t.Kind == ir.List {
			c.report(source.Diagnostic{
				Code: codeListMisplaced, Where: x.Range, Summary: fmt.Sprintf("`%s` is a list of rows", n.Text),
				Way: fmt.Sprintf("Lists are read row by row: `to each %s.` and a field of its rows.", n.Text),
			})
			return nil
		}
		return &ir.FieldRef{Node: node(t, x), Name: n.Text, Index: i}
	}
	if e, done := c.credited(at, x, n); done {
		return e
	}
	if e := c.settled(at, x, n); e != nil {
		return e
	}
	s := c.symbols[n.Text]
	if s == nil {
		c.unknownValue(at, n)
		return nil
	}
	return c.declared(at, x, s)
}

// credited resolves `credit` and `share`.
func (c *checker) credited(at *place, x *syntax.Path, n syntax.Name) (ir.Expr, bool) {
	if n.Text != "credit" && n.Text != "share" || c.symbols[n.Text] != nil {
		return nil, false
	}
	switch {
	case at.credit == nil:
		c.report(source.Diagnostic{
			Code: codeNoCredit, Where: x.Range,
			Summary: fmt.Sprintf("`%s` is that of a credit, and none is at hand in %s", n.Text, at.what),
			Way:     "It can stand in the clauses of a component, in a credit from a credit, and behind `where` in a sum.",
		})
	case n.Text == "credit":
		return &ir.CreditAmount{Node: node(*at.credit, x)}, true
	case at.noMult != "":
		c.report(source.Diagnostic{Code: codeNoCredit, Where: x.Range, Summary: at.noMult, Way: "Leave out `share`."})
	default:
		return &ir.CreditShare{Node: node(ir.Type{Kind: ir.Number, Percent: true}, x)}, true
	}
	return nil, true
}

func (c *checker) dotted(at *place, x *syntax.Path) ir.Expr {
	first, second := x.Names[0], x.Names[1]
	if len(x.Names) == 2 && first.Text == "payee" {
		return c.payeeField(at, x, second)
	}
	if i := c.field(at.event, first.Text); i >= 0 && c.prog.Events[at.event].Fields[i].Type.Kind == ir.List && len(x.Names) == 2 {
		return c.rowField(at, x, i)
	}
	if i, ok := c.through(at.event, x); ok {
		if i < 0 {
			return nil
		}
		return &ir.FieldRef{Node: node(c.prog.Events[at.event].Fields[i].Type, x), Name: pathText(x), Index: i}
	}
	c.unknownPath(at.event, x)
	return nil
}

func (c *checker) unknownPath(event int, x *syntax.Path) {
	first, second := x.Names[0], x.Names[1]
	if s := c.symbols[first.Text]; s != nil && s.kind == symEvent && s.index == event && c.visit(s) {
		c.report(source.Diagnostic{
			Code: codeUnknownName, Where: x.Range,
			Summary: fmt.Sprintf("fields of the event at hand are written without its name: `%s`", second.Text),
			Fix:     &source.Fix{Where: first.Range.To(second.Range), Text: second.Text},
		})
		return
	}
	if s := c.symbols[first.Text]; s != nil && s.kind == symBroken {
		return
	}
	c.report(source.Diagnostic{
		Code: codeUnknownName, Where: x.Range,
		Summary: fmt.Sprintf("`%s` names nothing here", pathText(x)),
		Way:     "Attributes of people are written payee.NAME, fields of a list LIST.NAME, those of an event that a field refers to FIELD.NAME.",
	})
}

func pathText(p *syntax.Path) string {
	names := make([]string, len(p.Names))
	for i, n := range p.Names {
		names[i] = n.Text
	}
	return strings.Join(names, ".")
}

func (c *checker) payeeField(at *place, x *syntax.Path, n syntax.Name) ir.Expr {
	i := c.attribute(n.Text)
	if i < 0 {
		c.unknown(n, "attribute of people", fieldNames(c.prog.Attributes))
		return nil
	}
	if !at.person {
		c.report(source.Diagnostic{
			Code: codeNobody, Where: x.Range,
			Summary: fmt.Sprintf("whose `%s`? Nobody is credited yet in %s", n.Text, at.what),
			Way:     "Test it in the component, or in a credit made from this one.",
		})
		return nil
	}
	return &ir.AttributeRef{Node: node(c.prog.Attributes[i].Type, x), Name: n.Text, Index: i}
}

func (c *checker) rowField(at *place, x *syntax.Path, list int) ir.Expr {
	fields := c.prog.Events[at.event].Fields[list].Type.Fields
	n := x.Names[1]
	if at.row != list {
		c.report(source.Diagnostic{
			Code: codeListMisplaced, Where: x.Range,
			Summary: fmt.Sprintf("no row of `%s` is at hand in %s", x.Names[0].Text, at.what),
			Way:     fmt.Sprintf("Rows are at hand behind `to each %s.` and a payee of its rows.", x.Names[0].Text),
		})
		return nil
	}
	for i, f := range fields {
		if f.Name == n.Text {
			return &ir.RowRef{Node: node(f.Type, x), Name: n.Text, Index: i}
		}
	}
	c.unknown(n, "field of "+x.Names[0].Text, fieldNames(fields))
	return nil
}

// declared reads what has a value by its name: a parameter, measure, table, curve, matrix or a component's result.
func (c *checker) declared(at *place, x *syntax.Path, s *symbol) ir.Expr {
	switch s.kind {
	case symParam:
		return c.paramRef(at, x, s)
	case symMeasure:
		if !c.visit(s) {
			return nil
		}
		m := &c.prog.Measures[s.index]
		if !at.tenure {
			c.report(source.Diagnostic{
				Code: codeTooEarly, Where: x.Range,
				Summary: fmt.Sprintf("`%s` is a measure, and credits come before measures", s.name.Text),
				Way:     "Test it in the component.",
			})
			return nil
		}
		if !c.measureFits(at, s.index, x.Range) {
			return nil
		}
		return &ir.MeasureRef{Node: node(m.Expr.Type(), x), Name: m.Name, Index: s.index}
	case symTable:
		return c.tableRef(at, x, s)
	case symCurve:
		return c.curveRef(at, x, s)
	case symMatrix:
		return c.matrixRef(at, x, s)
	case symComponent:
		return c.resultRef(at, x, s)
	case symBroken:
		return nil
	}
	way := "Name a parameter, a measure or a field."
	switch s.kind {
	case symCredit:
		way = fmt.Sprintf("A credit is many amounts: write sum(%s) or count(%s).", s.name.Text, s.name.Text)
	case symGroup:
		way = fmt.Sprintf("A group is people: write count(%s), or a sum `of %s`.", s.name.Text, s.name.Text)
	case symClawback:
		way = "The debt it makes is read inside `settle`."
	case symCap:
		way = fmt.Sprintf("Write `%s carry` for what it carries into the next window.", s.name.Text)
	}
	c.report(source.Diagnostic{
		Code: codeNotAValue, Where: x.Range,
		Summary: fmt.Sprintf("`%s` is %s, not a value", s.name.Text, article(s.kind.String())),
		Related: []source.Related{{Where: s.name.Range, Note: "it is declared here"}}, Way: way,
	})
	return nil
}

// paramRef reads a given number. Credits belong to the company and are the same whatever plan somebody is on, so only a
// value the plan gives for everybody may stand in one; it is put in as if it were written there.
func (c *checker) paramRef(at *place, x *syntax.Path, s *symbol) ir.Expr {
	if !c.visit(s) {
		return nil
	}
	if s.keyed() {
		return c.keyedRef(at, x, s)
	}
	p := &c.prog.Params[s.index]
	if !at.tenure {
		if p.Default != nil && p.Flow == nil && c.lacks(at, p.Default) == "" {
			return p.Default
		}
		c.report(source.Diagnostic{
			Code: codeTooEarly, Where: x.Range,
			Summary: fmt.Sprintf("`%s` is a personal number, and a credit is the same whatever plan somebody is on", p.Name),
			Related: []source.Related{{Where: s.name.Range, Note: "it is declared here"}},
			Way:     "Import the share with the event, or give the parameter a value with `=`.",
		})
		return nil
	}
	if p.Flow != nil && !c.flowFits(at, p.Name, p.Flow, x.Range) || p.Default != nil && !c.fits(at, p.Default, x.Range) {
		return nil
	}
	return &ir.ParamRef{Node: node(p.Type, x), Name: p.Name, Index: s.index}
}

// unknownValue reports a name that means nothing here, with what was likely meant.
func (c *checker) unknownValue(at *place, n syntax.Name) {
	known := c.namesOf(symParam, symMeasure, symTable, symCurve, symMatrix, symComponent)
	if at.event >= 0 {
		known = append(fieldNames(c.prog.Events[at.event].Fields), known...)
	}
	d := source.Diagnostic{Code: codeUnknownName, Where: n.Range, Summary: fmt.Sprintf("nothing is called `%s`", n.Text)}
	if at.event >= 0 {
		d.Summary = fmt.Sprintf("%s has no field `%s`, and nothing else is called so", c.prog.Events[at.event].Name, n.Text)
	}
	if near := Nearest(n.Text, known); near != "" {
		d.Way = fmt.Sprintf("Did you mean `%s`?", near)
		d.Fix = &source.Fix{Where: n.Range, Text: near}
		c.report(d)
		return
	}
	if n.Text == "payable" || n.Text == "left" || n.Text == "pay" || c.balance(n.Text) >= 0 {
		d.Way = "What is payable, what is left of it, debts and reserves are read inside `settle`."
		c.report(d)
		return
	}
	for _, e := range c.prog.Events {
		for _, f := range e.Fields {
			if f.Name == n.Text {
				d.Detail = fmt.Sprintf("It is a field of %s; here no %s is at hand.", e.Name, e.Name)
				d.Way = "Fields stand in credits, in the clauses of a component, and behind `where` in a sum."
			}
		}
	}
	if d.Way == "" && at.event < 0 {
		d.Way = fmt.Sprintf("Declare it: a given number is a parameter (`param %s : money per quarter, prorated by days`), a computed one a `measure`.", n.Text)
	} else if d.Way == "" {
		d.Way = fmt.Sprintf("Add the field to %s, or declare a parameter or a measure.", c.prog.Events[at.event].Name)
	}
	c.report(d)
}
