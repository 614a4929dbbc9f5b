package check

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// refers checks that a type which is no other names a kind of event.
func (c *checker) refers(t *syntax.Type) bool {
	s := c.symbols[t.Ref.Text]
	if s != nil && s.kind == symEvent {
		return true
	}
	d := source.Diagnostic{
		Code: codeUnknownName, Where: t.Ref.Range, Summary: fmt.Sprintf("there is no type and no event `%s`", t.Ref.Text),
		Way: "A field is money, a number, a percent, a date, text, a payee, yes or no, one of some choices, a list, or another event's name.",
	}
	if near := Nearest(t.Ref.Text, c.namesOf(symEvent)); near != "" {
		d.Fix = &source.Fix{Where: t.Ref.Range, Text: near}
	}
	c.report(d)
	return false
}

// through resolves a path that leads over references: `booking.closed` at an event with a field `booking`. What is read is
// kept as one more field of the event, so that everything behind it reads a field like any other. False where the path does
// not begin with a reference; an index below zero where it does and is wrong.
func (c *checker) through(event int, p *syntax.Path) (int, bool) {
	if event < 0 || len(p.Names) < 2 {
		return -1, false
	}
	ref := c.field(event, p.Names[0].Text)
	if ref < 0 || c.prog.Events[event].Fields[ref].Type.Refers == "" {
		return -1, false
	}
	return c.readThrough(event, ref, p.Names), true
}

func (c *checker) readThrough(event, ref int, names []syntax.Name) int {
	path := &syntax.Path{Names: names}
	if i := c.field(event, pathText(path)); i >= 0 {
		return i
	}
	own := c.prog.Events[event].Fields[ref]
	other := c.symbols[own.Type.Refers]
	if !c.visit(other) {
		return -1
	}
	target, n := other.index, names[1]
	i := c.field(target, n.Text)
	switch {
	case i < 0:
		c.unknown(n, "field of "+own.Type.Refers, fieldNames(c.prog.Events[target].Fields))
		return -1
	case c.prog.Events[target].Fields[i].Type.Kind == ir.List:
		c.report(source.Diagnostic{
			Code: codeListMisplaced, Where: n.Range, Summary: fmt.Sprintf("`%s` is a list of rows of another event", n.Text),
			Way: "The rows of a list are read in a credit from the event that has them.",
		})
		return -1
	case len(names) > 2 && c.prog.Events[target].Fields[i].Type.Refers == "":
		c.report(source.Diagnostic{
			Code: codeUnknownName, Where: names[2].Range,
			Summary: fmt.Sprintf("`%s` refers to no event, so it has no `%s`", n.Text, names[2].Text), Way: "End the path here.",
		})
		return -1
	case len(names) > 2:
		if i = c.readThrough(target, i, names[1:]); i < 0 {
			return -1
		}
	}
	f := ir.Field{Name: pathText(path), Type: c.prog.Events[target].Fields[i].Type, Via: &ir.Via{Reference: ref, Event: target, Field: i}}
	f.Type.OrNone = f.Type.OrNone || own.Type.OrNone
	c.prog.Events[event].Fields = append(c.prog.Events[event].Fields, f)
	return len(c.prog.Events[event].Fields) - 1
}
