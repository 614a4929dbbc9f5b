package check

import (
	"fmt"
	"slices"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// event checks a kind of fact.
func (c *checker) event(s *symbol, d *syntax.EventDecl) bool {
	fields, ok := c.fields(d.Fields, "event "+d.Name.Text)
	if !ok {
		return false
	}
	for i, f := range fields {
		if f.Name == "id" {
			c.report(source.Diagnostic{
				Code: codeFieldTwice, Where: d.Fields[i].Name.Range,
				Summary: "every event has an `id`; it is not declared", Way: "Leave it out.",
			})
			return false
		}
	}
	dated := slices.IndexFunc(fields, func(f ir.Field) bool { return f.Name == d.Dated.Text })
	if dated < 0 {
		c.unknown(d.Dated, "field of "+d.Name.Text, fieldNames(fields))
		return false
	}
	if fields[dated].Type.Kind != ir.Date {
		c.report(source.Diagnostic{
			Code: codeNotADate, Where: d.Dated.Range,
			Summary: fmt.Sprintf("`%s` is %s; an event is dated by a date", d.Dated.Text, typeText(fields[dated].Type)),
			Related: []source.Related{{Where: d.Fields[dated].Range, Note: "it is declared here"}},
			Way:     "Name the field that says when it happened.",
		})
		return false
	}
	s.index = len(c.prog.Events)
	c.prog.Events = append(c.prog.Events, ir.Event{Name: d.Name.Text, Label: labelOf(d.Label), Fields: fields, Dated: dated, At: d.Range})
	return true
}

// attributes gathers what a document declares of people.
func (c *checker) attributes(f *syntax.File) {
	for _, d := range f.Decls {
		p, ok := d.(*syntax.PayeeDecl)
		if !ok {
			continue
		}
		fields, _ := c.fields(p.Fields, "payee")
		for i, field := range fields {
			if c.attribute(field.Name) >= 0 {
				c.report(source.Diagnostic{
					Code: codeFieldTwice, Where: p.Fields[i].Name.Range,
					Summary: fmt.Sprintf("payee has two fields `%s`", field.Name), Way: "Leave one out.",
				})
				continue
			}
			if field.Type.Kind == ir.List {
				c.report(source.Diagnostic{
					Code: codeListMisplaced, Where: p.Fields[i].Range, Summary: "a person has no list of rows",
					Way: "Lists are fields of events.",
				})
				continue
			}
			c.prog.Attributes = append(c.prog.Attributes, field)
		}
	}
}

func (c *checker) attribute(name string) int {
	return slices.IndexFunc(c.prog.Attributes, func(f ir.Field) bool { return f.Name == name })
}

// field is the index of an event's field, -1 where it has none of that name.
func (c *checker) field(event int, name string) int {
	if event < 0 {
		return -1
	}
	return slices.IndexFunc(c.prog.Events[event].Fields, func(f ir.Field) bool { return f.Name == name })
}

func fieldNames(fields []ir.Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// fieldFirst warns that the field was taken: at an event its fields come first, and where a declaration has the
// same name the author may have meant that one.
func (c *checker) fieldFirst(n syntax.Name, event int) {
	s := c.symbols[n.Text]
	if s == nil || s.kind != symParam && s.kind != symMeasure && s.kind != symTable && s.kind != symComponent {
		return
	}
	c.warn(source.Diagnostic{
		Code: codeAmbiguousName, Where: n.Range,
		Summary: fmt.Sprintf("`%s` is a field of %s and a %s; here the field is meant", n.Text, c.prog.Events[event].Name, s.kind),
		Related: []source.Related{{Where: s.name.Range, Note: fmt.Sprintf("the %s is declared here", s.kind)}},
		Way:     "Give one of them another name.",
	})
}
