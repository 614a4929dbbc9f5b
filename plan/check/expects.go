package check

import (
	"fmt"
	"strings"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// expect checks one expectation.
func (x *exampleCheck) expect(e *syntax.Expect) bool {
	c := x.c
	out := ir.Expect{Person: person(e.For), Over: e.Over, About: e.About, At: e.Range}
	want, ok := x.subject(e.Subject, &out)
	if !ok {
		return false
	}
	periods := 1
	switch {
	case e.In != nil:
		if out.Periods, ok = c.payPeriods(e.In); !ok {
			return false
		}
		periods = len(out.Periods)
	case x.out.In == "":
		if !x.placed {
			c.report(source.Diagnostic{
				Code: codeExamplePeriod, Where: e.Subject.Place(), Summary: "nothing says in which period this is expected",
				Way: "Write `example \"…\" in 2027-03`, or `expect … in 2027-03`.",
			})
		}
		return false
	}
	most := periods
	if e.Over {
		most = 1
	}
	if n := len(e.Values); n != 1 && n != most {
		c.report(source.Diagnostic{
			Code: codeExpectCount, Where: e.Range, Summary: fmt.Sprintf("%s for %s", counted(n, "value"), counted(most, "period")),
			Way: "Write one value for each period, or one for all.",
		})
		return false
	}
	for _, v := range e.Values {
		value, good := x.value(v, want)
		ok = ok && good
		if e.About {
			digits, known := digitsOf(x.resolve(v))
			if !known && good {
				c.report(source.Diagnostic{
					Code: codeAbout, Where: v.Place(), Summary: "`about` compares at the digits written, and here none are",
					Way: "Write the number itself.",
				})
				ok = false
			}
			out.Digits = append(out.Digits, digits)
		}
		out.Values = append(out.Values, value)
	}
	if ok {
		x.out.Expects = append(x.out.Expects, out)
	}
	return ok
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// subject resolves what is looked at: a measure, component, parameter or table by its name, or what is paid in all.
func (x *exampleCheck) subject(e syntax.Expr, out *ir.Expect) (ir.Type, bool) {
	c := x.c
	p, isPath := e.(*syntax.Path)
	if !isPath || len(p.Names) != 1 {
		return ir.Type{}, x.refuse(e.Place(), "expectations of more than a name", "give it a name with `measure`")
	}
	n := p.Names[0]
	out.Name = n.Text
	pay := ir.Type{Kind: ir.Money, Currency: c.currency}
	s := c.symbols[n.Text]
	if s == nil && n.Text == "pay" {
		out.Kind = ir.ExpectPay
		return pay, true
	}
	if s == nil && (n.Text == "payable" || n.Text == "left") {
		return pay, x.refuse(p.Range, quoted(n.Text), "expect `pay`")
	}
	if s == nil {
		c.unknown(n, "measure, component, parameter or table", append(c.namesOf(symMeasure, symComponent, symParam, symTable), "pay"))
		return pay, false
	}
	if s.kind == symBroken || !c.visit(s) {
		return pay, false
	}
	out.Index = s.index
	switch s.kind {
	case symMeasure:
		out.Kind = ir.ExpectMeasure
		return c.prog.Measures[s.index].Expr.Type(), true
	case symComponent:
		out.Kind = ir.ExpectComponent
		return pay, true
	case symParam:
		out.Kind = ir.ExpectParam
		return c.prog.Params[s.index].Type, true
	case symTable:
		out.Kind = ir.ExpectTable
		i, ok := s.instances[-1]
		if ok && i >= 0 {
			out.Index = i
			return c.prog.Tables[i].Type, true
		}
	}
	c.report(source.Diagnostic{
		Code: codeNotAValue, Where: p.Range, Summary: fmt.Sprintf("`%s` has no value of its own in a period", n.Text),
		Related: []source.Related{{Where: s.name.Range, Note: "it is declared here"}},
		Way:     "Expect a measure, a component, a parameter, a table by attributes, or `pay`.",
	})
	return pay, false
}

// digitsOf is how many decimals a literal has as it is written.
func digitsOf(e syntax.Expr) (int, bool) {
	text := ""
	switch e := e.(type) {
	case *syntax.Number:
		text = e.Text
	case *syntax.PercentLit:
		text = e.Text
	case *syntax.MoneyLit:
		return e.Decimals, true
	case *syntax.Neg:
		return digitsOf(e.X)
	default:
		return 0, false
	}
	_, frac, _ := strings.Cut(text, ".")
	return len(frac), true
}
