package check

import (
	"fmt"
	"slices"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

// number checks a personal number.
func (x *exampleCheck) number(g *syntax.GivenParam) bool {
	c := x.c
	s := c.named(g.Param, symParam, "parameter")
	if s == nil {
		return false
	}
	index, row, ok := s.index, "", false
	if c.prog.Params[index].Open {
		row, ok = x.openRow(g, s)
	} else {
		index, ok = x.row(g, s)
	}
	if !ok {
		return false
	}
	p := &c.prog.Params[index]
	if p.Default != nil {
		c.report(source.Diagnostic{
			Code: codeGivenConstant, Where: g.Param.Range, Summary: fmt.Sprintf("`%s` is the plan's own number; nobody is given another", p.Name),
			Related: []source.Related{{Where: s.name.Range, Note: "it is given its value here"}},
			Way:     "Leave out `=` there if it is a personal number, or leave out this line.",
		})
		return false
	}
	v, ok := x.value(g.Value, p.Type)
	if !ok || !c.inBounds(p, v, x.resolve(g.Value).Place()) {
		return false
	}
	out := ir.GivenNumber{Param: index, Row: row, Person: person(g.Of), Value: v, At: g.Range}
	if g.From != nil {
		if out.From, ok = x.date(g.From); !ok {
			return false
		}
	}
	x.out.Numbers = append(x.out.Numbers, out)
	return true
}

// openRow is the row that is given of a parameter whose key has no end of values: whatever the key may be.
func (x *exampleCheck) openRow(g *syntax.GivenParam, s *symbol) (string, bool) {
	key := x.c.prog.Tables[s.anyInstance()].Keys[0]
	if g.Row == nil {
		x.c.report(source.Diagnostic{
			Code: codeRowKeys, Where: g.Param.Range, Summary: fmt.Sprintf("`%s` has a value for each %s", s.name.Text, x.c.text(key)),
			Related: []source.Related{{Where: s.name.Range, Note: "it is declared here"}}, Way: fmt.Sprintf("Say which: `given %s for … = …`.", s.name.Text),
		})
		return "", false
	}
	want := key.Type()
	want.OrNone = true
	v, ok := x.value(g.Row, want)
	return ir.RowText(v), ok
}

// row is the parameter that is given: that of a row, where the declared one has a key.
func (x *exampleCheck) row(g *syntax.GivenParam, s *symbol) (int, bool) {
	c := x.c
	var rows []string
	for name := range s.rows {
		rows = append(rows, name)
	}
	switch {
	case g.Row == nil && s.rows == nil:
		return s.index, true
	case g.Row == nil:
		c.report(source.Diagnostic{
			Code: codeRowKeys, Where: g.Param.Range, Summary: fmt.Sprintf("`%s` has a value for each of %s", s.name.Text, joined(sorted(rows))),
			Related: []source.Related{{Where: s.name.Range, Note: "it is declared here"}}, Way: fmt.Sprintf("Write `given %s for %s = …`.", s.name.Text, rows[0]),
		})
		return 0, false
	case s.rows == nil:
		c.report(source.Diagnostic{
			Code: codeRowKeys, Where: g.Row.Place(), Summary: fmt.Sprintf("`%s` is one value, so it has no rows", s.name.Text),
			Related: []source.Related{{Where: s.name.Range, Note: "it is declared here"}}, Way: "Leave out `for`, or declare the parameter `by` a key.",
		})
		return 0, false
	}
	word := ""
	switch r := x.resolve(g.Row).(type) {
	case *syntax.Path:
		word = pathText(r)
	case *syntax.StringLit:
		word = ir.ChoiceText(r.Value)
	case *syntax.NoneLit:
		word = "none"
	}
	if i, known := s.rows[word]; known {
		return i, true
	}
	c.report(source.Diagnostic{Code: codeUnknownChoice, Where: g.Row.Place(), Summary: fmt.Sprintf("`%s` has no row %s", s.name.Text, word), Way: "Its rows are " + joined(sorted(rows)) + "."})
	return 0, false
}

// leave checks a person's leave.
func (x *exampleCheck) leave(g *syntax.GivenLeave) bool {
	if g.Span == nil {
		return false
	}
	span, ok := x.c.span(g.Span)
	if ok {
		x.out.Leaves = append(x.out.Leaves, ir.GivenLeave{Person: person(g.Of), Span: span, At: g.Range})
	}
	return ok
}

// rate checks an exchange rate. Rates that the letter fixes are given to nobody.
func (x *exampleCheck) rate(g *syntax.GivenFX) bool {
	c := x.c
	s := c.named(g.FX, symFX, "table of exchange rates")
	if s == nil {
		return false
	}
	if fx := &c.prog.FX[s.index]; fx.Kind == ir.FXFixed {
		c.report(source.Diagnostic{
			Code: codeGivenConstant, Where: g.FX.Range, Summary: fmt.Sprintf("the rates of `%s` are fixed in the letter", fx.Name),
			Related: []source.Related{{Where: s.name.Range, Note: "they stand here"}}, Way: "Leave out this line, or declare them `daily`.",
		})
		return false
	}
	pair, ok := c.pair(g.From, g.To, g.Range)
	out := ir.GivenRate{FX: s.index, Pair: pair, At: g.Range}
	if ok && g.On != nil {
		out.On, ok = x.date(g.On)
	}
	x.out.Rates = append(x.out.Rates, out)
	return ok
}

// result checks what stands in for a component's result: one value for each pay period, or one for all.
func (x *exampleCheck) result(g *syntax.GivenResult) bool {
	c := x.c
	s := c.named(g.Component, symComponent, "component")
	if s == nil || g.In == nil {
		return false
	}
	out := ir.GivenResult{Component: c.slot(s), Person: person(g.Of), At: g.Range}
	var ok bool
	if out.Periods, ok = c.payPeriods(g.In); !ok {
		return false
	}
	if n := len(g.Values); n != 1 && n != len(out.Periods) {
		c.report(source.Diagnostic{
			Code: codeExpectCount, Where: g.Range, Summary: fmt.Sprintf("%s for %s", counted(n, "value"), counted(len(out.Periods), "period")),
			Way: "Write one value for each period, or one for all.",
		})
		return false
	}
	for _, v := range g.Values {
		value, good := x.value(v, ir.Type{Kind: ir.Money, Currency: c.paidInCurrency(c.componentNamed(g.Component.Text))})
		ok = ok && good
		out.Values = append(out.Values, value)
	}
	x.out.Results = append(x.out.Results, out)
	return ok
}

// payee checks attributes of a person.
func (x *exampleCheck) payee(g *syntax.GivenPayee) bool {
	out := ir.GivenPayee{Name: g.Payee.Text, Attributes: map[int]ir.Value{}, At: g.Range}
	ok := true
	for _, f := range g.Fields {
		i := x.c.attribute(f.Name.Text)
		if i < 0 {
			x.c.unknown(f.Name, "attribute of people", fieldNames(x.c.prog.Attributes))
			ok = false
			continue
		}
		v, good := x.value(f.Value, x.c.prog.Attributes[i].Type)
		ok = ok && good
		out.Attributes[i] = v
	}
	x.out.Payees = append(x.out.Payees, out)
	return ok
}

func (x *exampleCheck) assignment(g *syntax.GivenAssignment) bool {
	from, ok := x.date(g.From)
	span := calendar.Since(from)
	if ok && g.Before != nil {
		span.Before, ok = x.date(g.Before)
	}
	if !ok {
		return false
	}
	if span.IsEmpty() {
		x.c.report(source.Diagnostic{
			Code: codeEmptySpan, Where: g.Range, Summary: fmt.Sprintf("no day lies in this assignment: %s is not before %s", span.From, span.Before),
			Way: "Put the earlier date first; the day after `before` is not included.",
		})
		return false
	}
	x.out.Assignments = append(x.out.Assignments, ir.GivenAssignment{Person: person(g.Of), Span: span, At: g.Range})
	return true
}

// event checks an event, or what is given again of one. The first time everything must be there, as in an import.
func (x *exampleCheck) event(g *syntax.GivenEvent) bool {
	c := x.c
	s := c.named(g.Event, symEvent, "event")
	if s == nil {
		return false
	}
	e := &c.prog.Events[s.index]
	fields, ok := x.fields(g.Fields, e.Fields, "event "+e.Name)
	if !ok {
		return false
	}
	key := e.Name + " " + g.ID.Text
	if first := !x.given[key]; first && !x.complete(g, e, fields) {
		return false
	}
	out := ir.GivenEvent{Event: s.index, ID: g.ID.Text, Fields: fields, At: g.Range}
	if g.Learned != nil {
		if out.Learned, ok = x.date(g.Learned); !ok {
			return false
		}
	}
	n, ok := x.times(g)
	if !ok {
		return false
	}
	x.given[key] = true
	if g.Times == nil {
		x.out.Events = append(x.out.Events, out)
		return true
	}
	for i := range n {
		copied := out
		copied.ID = fmt.Sprintf("%s-%d", g.ID.Text, i+1)
		x.given[e.Name+" "+copied.ID] = true
		x.out.Events = append(x.out.Events, copied)
	}
	return true
}

func (x *exampleCheck) times(g *syntax.GivenEvent) (int, bool) {
	if g.Times == nil {
		return 1, true
	}
	v, ok := x.value(g.Times, ir.Type{Kind: ir.Number})
	if !ok {
		return 0, false
	}
	n, err := v.Num.Round(0, money.Down)
	if err != nil || !v.Num.IsWhole() || n < 1 || n > maxCopies {
		x.c.report(source.Diagnostic{
			Code: codeTooMany, Where: g.Times.Place(), Summary: fmt.Sprintf("`times %s`: an event is repeated 1 to %d times", v, maxCopies),
			Way: "Write a whole number.",
		})
		return 0, false
	}
	return int(n), true
}

// complete fills in what may be absent, and reports what may not.
func (x *exampleCheck) complete(g *syntax.GivenEvent, e *ir.Event, fields map[int]ir.Value) bool {
	var missing []string
	for i, f := range e.Fields {
		if _, ok := fields[i]; ok || f.Via != nil {
			continue
		}
		if !f.Type.OrNone {
			missing = append(missing, f.Name)
		}
		fields[i] = ir.NoneOf(f.Type.Kind)
	}
	if len(missing) == 0 {
		return true
	}
	x.c.report(source.Diagnostic{
		Code: codeGivenLacks, Where: g.Event.Range.To(g.ID.Range),
		Summary: fmt.Sprintf("%s %s does not say %s", e.Name, g.ID.Text, joined(missing)),
		Detail:  "A missing value is an error, never zero.",
		Related: []source.Related{{Where: e.At, Note: "the event is declared here"}},
		Way:     fmt.Sprintf("Add %s, or declare the field `or none`.", joined(missing)),
	})
	return false
}

// fields checks the values of fields by name.
func (x *exampleCheck) fields(given []*syntax.FieldValue, declared []ir.Field, of string) (map[int]ir.Value, bool) {
	out := map[int]ir.Value{}
	ok := true
	for _, f := range given {
		i := slices.IndexFunc(declared, func(d ir.Field) bool { return d.Name == f.Name.Text })
		if i < 0 {
			x.c.unknown(f.Name, "field of "+of, fieldNames(declared))
			ok = false
			continue
		}
		if _, twice := out[i]; twice {
			x.c.report(source.Diagnostic{Code: codeFieldTwice, Where: f.Name.Range, Summary: fmt.Sprintf("`%s` is given twice", f.Name.Text), Way: "Leave one out."})
			ok = false
			continue
		}
		v, good := x.value(f.Value, declared[i].Type)
		ok = ok && good
		out[i] = v
	}
	return out, ok
}

// rows checks the rows of a list field.
func (x *exampleCheck) rows(r *syntax.RowsLit, want ir.Type) (ir.Value, bool) {
	if want.Kind != ir.List {
		x.c.report(source.Diagnostic{Code: codeWrongType, Where: r.Range, Summary: fmt.Sprintf("these are rows; here stands %s", typeText(want)), Way: "Write one value."})
		return ir.Value{}, false
	}
	out := ir.Value{Kind: ir.List}
	for _, row := range r.Rows {
		fields, ok := x.fields(row, want.Fields, "the row")
		if !ok {
			return out, false
		}
		values := make([]ir.Value, len(want.Fields))
		for i, f := range want.Fields {
			v, given := fields[i]
			if !given {
				if !f.Type.OrNone {
					x.c.report(source.Diagnostic{Code: codeGivenLacks, Where: r.Range, Summary: fmt.Sprintf("a row does not say %s", f.Name), Way: fmt.Sprintf("Add %s.", f.Name)})
					return out, false
				}
				v = ir.NoneOf(f.Type.Kind)
			}
			values[i] = v
		}
		out.Rows = append(out.Rows, values)
	}
	return out, true
}
