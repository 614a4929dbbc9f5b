package check

import (
	"fmt"

	"rainmaker/calendar"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// maxCopies bounds `times` and the rows of cases: an example is read by people.
const maxCopies = 1000

// examples writes out every example: a row of cases is one of its own, `after` brings the other's givens, `times` repeats.
func (c *checker) examples(files []*syntax.File) {
	byName := map[string]*syntax.ExampleDecl{}
	var list []*syntax.ExampleDecl
	for _, f := range files {
		for _, d := range f.Decls {
			x, ok := d.(*syntax.ExampleDecl)
			if !ok || x.Name == nil {
				continue
			}
			if first := byName[x.Name.Value]; first != nil {
				c.report(source.Diagnostic{
					Code: codeExampleTwice, Where: x.Name.Range, Summary: fmt.Sprintf("two examples are called %q", x.Name.Value),
					Related: []source.Related{{Where: first.Name.Range, Note: "the first"}}, Way: "Give one another name.",
				})
				continue
			}
			byName[x.Name.Value] = x
			list = append(list, x)
		}
	}
	for _, d := range list {
		c.example(d, byName)
	}
}

func (c *checker) example(d *syntax.ExampleDecl, byName map[string]*syntax.ExampleDecl) {
	before, ok := c.chain(d, byName)
	if !ok {
		return
	}
	cases := casesOf(d)
	if cases == nil {
		c.written(d, before, 0, nil)
		return
	}
	if len(cases.Rows) > maxCopies {
		c.report(source.Diagnostic{
			Code: codeTooMany, Where: cases.Range, Summary: fmt.Sprintf("%d cases; at most %d are worked out", len(cases.Rows), maxCopies),
			Way: "Keep those that teach something.",
		})
		return
	}
	for i, row := range cases.Rows {
		if len(row.Values) != len(cases.Names) {
			return // the parser has said so
		}
		env := map[string]syntax.Expr{}
		for n, name := range cases.Names {
			env[name.Text] = row.Values[n]
		}
		c.written(d, before, i+1, env)
	}
}

func casesOf(d *syntax.ExampleDecl) *syntax.CasesItem {
	for _, item := range d.Items {
		if x, ok := item.(*syntax.CasesItem); ok {
			return x
		}
	}
	return nil
}

// chain is the examples that come before d, the earliest first.
func (c *checker) chain(d *syntax.ExampleDecl, byName map[string]*syntax.ExampleDecl) ([]*syntax.ExampleDecl, bool) {
	var out []*syntax.ExampleDecl
	seen := map[*syntax.ExampleDecl]bool{d: true}
	for at := d; ; {
		var after *syntax.AfterItem
		for _, item := range at.Items {
			if x, ok := item.(*syntax.AfterItem); ok {
				after = x
			}
		}
		if after == nil {
			return out, true
		}
		next := byName[after.Example.Value]
		bad := source.Diagnostic{Code: codeAfter, Where: after.Example.Range}
		switch {
		case next == nil:
			var names []string
			for name := range byName {
				names = append(names, name)
			}
			bad.Summary = fmt.Sprintf("no example is called %q", after.Example.Value)
			if near := Nearest(after.Example.Value, sorted(names)); near != "" {
				bad.Way = fmt.Sprintf("Did you mean %q?", near)
			} else {
				bad.Way = "Write the other example's name as it stands there."
			}
		case seen[next]:
			bad.Summary = fmt.Sprintf("a circle: example %q comes after itself", next.Name.Value)
			bad.Way = "Leave out one `after`."
		case casesOf(next) != nil:
			bad.Summary = fmt.Sprintf("example %q has cases, so there is not one state it leaves behind", next.Name.Value)
			bad.Way = "Go on after an example without cases."
		default:
			seen[next] = true
			out = append([]*syntax.ExampleDecl{next}, out...)
			at = next
			continue
		}
		c.report(bad)
		return nil, false
	}
}

// exampleCheck fills in one example.
type exampleCheck struct {
	c     *checker
	at    *place
	env   map[string]syntax.Expr // what the names of the cases stand for
	out   *ir.Example
	given map[string]bool // events by kind and id
	// placed says that the example names a period, be it a good one.
	placed bool
	ok     bool
}

func (c *checker) written(d *syntax.ExampleDecl, before []*syntax.ExampleDecl, row int, env map[string]syntax.Expr) {
	x := &exampleCheck{
		c: c, env: env, given: map[string]bool{}, ok: true,
		out: &ir.Example{Name: d.Name.Value, Row: row, At: d.Range},
		at:  &place{what: fmt.Sprintf("example %q", d.Name.Value), event: -1, row: -1, noSums: "an example gives fixed values"},
	}
	if d.In != nil {
		x.placed = true
		in, ok := c.payPeriods(d.In)
		switch x.ok = ok; {
		case len(in) == 1:
			x.out.In = in[0]
		case ok:
			c.report(source.Diagnostic{
				Code: codeExamplePeriod, Where: d.In.Range,
				Summary: fmt.Sprintf("an example stands in one period of the plan; these are %d", len(in)),
				Way:     "Name one, or name them behind each `expect … in`.",
			})
			x.ok = false
		}
	}
	for _, earlier := range before {
		for _, item := range earlier.Items {
			x.item(item, true)
		}
	}
	for _, item := range d.Items {
		x.item(item, false)
	}
	if len(x.out.Expects) == 0 && x.ok {
		c.warn(source.Diagnostic{
			Code: codeExampleEmpty, Where: d.Name.Range, Summary: fmt.Sprintf("example %q expects nothing, so it shows nothing", d.Name.Value),
			Way: "Add an `expect`.",
		})
	}
	if x.ok {
		c.prog.Examples = append(c.prog.Examples, *x.out)
	}
}

// item checks one line; of an earlier example only what it gives.
func (x *exampleCheck) item(item syntax.ExampleItem, earlier bool) {
	good := true
	switch item := item.(type) {
	case *syntax.GivenParam:
		good = x.number(item)
	case *syntax.GivenPayee:
		good = x.payee(item)
	case *syntax.GivenReports:
		r := ir.GivenReport{Manager: item.To.Text, At: item.Range}
		for _, n := range item.Reports {
			r.People = append(r.People, n.Text)
		}
		x.out.Reports = append(x.out.Reports, r)
	case *syntax.GivenAssignment:
		good = x.assignment(item)
	case *syntax.GivenEvent:
		good = x.event(item)
	case *syntax.Expect:
		if !earlier {
			good = x.expect(item)
		}
	case *syntax.GivenLeave:
		good = x.leave(item)
	case *syntax.GivenResult:
		good = x.result(item)
	case *syntax.GivenFX:
		good = x.rate(item)
	}
	x.ok = x.ok && good
}

// resolve puts in what a name of the cases stands for.
func (x *exampleCheck) resolve(e syntax.Expr) syntax.Expr {
	if p, ok := e.(*syntax.Path); ok && x.env != nil {
		if n, single := p.Single(); single && x.env[n.Text] != nil {
			return x.env[n.Text]
		}
	}
	return e
}

func (x *exampleCheck) value(e syntax.Expr, want ir.Type) (ir.Value, bool) {
	e = x.resolve(e)
	if rows, ok := e.(*syntax.RowsLit); ok {
		return x.rows(rows, want)
	}
	if neg, ok := e.(*syntax.Neg); ok {
		if inner := x.resolve(neg.X); inner != neg.X {
			v, ok := x.value(inner, want)
			v.Num = v.Num.Neg()
			return v, ok
		}
	}
	v, ok := x.c.constant(x.at, e, want)
	if ok && v.Kind == ir.Number {
		v.Percent = want.Percent || v.Percent
	}
	return v, ok
}

func (x *exampleCheck) date(e syntax.Expr) (calendar.Date, bool) {
	v, ok := x.value(e, ir.Type{Kind: ir.Date})
	return v.Date, ok && !v.None
}

func person(n *syntax.Name) string {
	if n == nil {
		return ir.Me
	}
	return n.Text
}

// payPeriods are the labels of the plan's periods in a span.
func (c *checker) payPeriods(s *syntax.Span) ([]string, bool) {
	period := c.prog.Plan.Period
	if period.Kind == ir.OfSpan {
		if s.First != nil && s.Before == nil {
			return []string{s.First.Date.String()}, true
		}
		c.report(source.Diagnostic{
			Code: codeExamplePeriod, Where: s.Range,
			Summary: fmt.Sprintf("the plan's periods run from one dated value of `%s` to the next; they have no such name", c.prog.Params[period.Param].Name),
			Way:     "Write the first day of the period.",
		})
		return nil, false
	}
	if period.Kind != ir.OfUnit {
		return nil, false
	}
	if s.First != nil && s.Before == nil {
		p, err := c.cal.Period(period.Unit, s.First.Date)
		if err != nil {
			c.report(source.Diagnostic{Code: codeUnknownPeriod, Where: s.Range, Summary: err.Error(), Way: "Write a period of the company's calendar."})
			return nil, false
		}
		return []string{p.Label}, true
	}
	span, ok := c.span(s)
	if !ok {
		return nil, false
	}
	list, err := c.cal.Periods(period.Unit, span)
	if err != nil || len(list) > maxCopies {
		if err == nil {
			err = fmt.Errorf("%d periods; at most %d are worked out", len(list), maxCopies)
		}
		c.report(source.Diagnostic{Code: codeUnknownPeriod, Where: s.Range, Summary: err.Error(), Way: "Write a period of the company's calendar."})
		return nil, false
	}
	labels := make([]string, len(list))
	for i, p := range list {
		labels[i] = p.Label
		if !span.Covers(p.Span) {
			c.report(source.Diagnostic{
				Code: codeExamplePeriod, Where: s.Range,
				Summary: fmt.Sprintf("the plan is settled per %s, and this is only a part of %s", c.windowText(period), p.Label),
				Way:     fmt.Sprintf("Write %s.", p.Label),
			})
			return nil, false
		}
	}
	return labels, true
}
