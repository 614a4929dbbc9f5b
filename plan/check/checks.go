package check

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// checks reads the statements about the plan that are to be proved, refuted or sampled.
func (c *checker) checks(f *syntax.File) {
	for _, d := range f.Decls {
		if x, ok := d.(*syntax.CheckDecl); ok {
			if out, good := c.statement(x); good {
				c.prog.Checks = append(c.prog.Checks, out)
			}
		}
	}
}

func (c *checker) statement(d *syntax.CheckDecl) (ir.Check, bool) {
	out := ir.Check{Component: -1, Measure: -1, At: d.Range}
	at := &place{what: "`check`", event: -1, row: -1, person: true, tenure: true, later: true}
	var ok bool
	switch d.Kind {
	case syntax.CheckNeverFalls:
		out.Kind = ir.CheckNeverFalls
		out.Component, ok = c.checked(d.Subject)
		ok = c.rising(d.Rises, &out) && ok
	case syntax.CheckNoStep:
		out.Kind = ir.CheckNoStep
		out.Component, ok = c.checked(d.Subject)
		if d.Above != nil {
			out.Above = c.amountIn(at, d.Above, "a step is")
			ok = ok && out.Above != nil
		}
	default:
		out.Cond = c.cond(at, d.Subject)
		ok = out.Cond != nil
	}
	if d.When != nil {
		out.When = c.cond(at, d.When)
		ok = ok && out.When != nil
	}
	for _, r := range d.For {
		in, good := c.checkRange(at, r)
		out.Ranges = append(out.Ranges, in)
		ok = ok && good
	}
	return out, ok
}

// checked is the component that a statement is about.
func (c *checker) checked(x syntax.Expr) (int, bool) {
	p, isPath := x.(*syntax.Path)
	if isPath && len(p.Names) == 1 {
		s := c.named(p.Names[0], symComponent, "component")
		if s == nil {
			return -1, false
		}
		return c.slot(s), true
	}
	if x != nil {
		c.report(source.Diagnostic{Code: codeWrongKind, Where: x.Place(), Summary: "this is stated of a component", Way: "Name the component."})
	}
	return -1, false
}

func (c *checker) rising(p *syntax.Path, out *ir.Check) bool {
	if p == nil {
		return false
	}
	n, single := p.Single()
	if !single {
		c.report(source.Diagnostic{Code: codeWrongKind, Where: p.Range, Summary: fmt.Sprintf("`%s` is no measure", pathText(p)), Way: "Name the measure that rises."})
		return false
	}
	s := c.named(n, symMeasure, "measure")
	if s == nil {
		return false
	}
	out.Measure = s.index
	return true
}

// checkRange is a range of a parameter or measure.
func (c *checker) checkRange(at *place, r *syntax.ForRange) (ir.CheckRange, bool) {
	out := ir.CheckRange{Param: -1, Measure: -1}
	s := c.symbols[r.Name.Text]
	var t ir.Type
	switch {
	case s != nil && s.kind == symMeasure && c.visit(s):
		out.Measure = s.index
		t = c.prog.Measures[s.index].Expr.Type()
	default:
		if s = c.named(r.Name, symParam, "parameter or measure"); s == nil {
			return out, false
		}
		if s.keyed() {
			c.report(source.Diagnostic{
				Code: codeRowKeys, Where: r.Name.Range, Summary: fmt.Sprintf("`%s` has a value for each row of its key, so it has no one range", s.name.Text),
				Related: []source.Related{{Where: s.name.Range, Note: "it is declared here"}}, Way: "Leave it out; the check holds for the values that the examples give.",
			})
			return out, false
		}
		out.Param = s.index
		t = c.prog.Params[s.index].Type
	}
	var ok, good bool
	out.From, ok = c.constant(at, r.From, t)
	out.To, good = c.constant(at, r.To, t)
	if ok && good && compareValues(out.From, out.To) > 0 {
		c.report(source.Diagnostic{
			Code: codeBounds, Where: r.Range, Summary: fmt.Sprintf("no value of `%s` lies between %s and %s", r.Name.Text, out.From, out.To),
			Way: "Put the lower bound first.",
		})
		return out, false
	}
	return out, ok && good
}
