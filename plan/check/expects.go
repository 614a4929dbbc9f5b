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
	if e.Over && !summable(want) {
		c.report(source.Diagnostic{
			Code: codeWrongType, Where: e.Subject.Place(), Summary: fmt.Sprintf("%s has no sum over periods", typeText(want)), Way: "Expect it `in` each of them.",
		})
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
			value.Percent = value.Percent && writtenPercent(x.resolve(v)) // the digits are those of what is written
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

// subject resolves what is looked at: what has a value by its name, what a clawback takes, a debt or reserve, or what is
// payable or paid in all.
func (x *exampleCheck) subject(e syntax.Expr, out *ir.Expect) (ir.Type, bool) {
	c := x.c
	p, isPath := e.(*syntax.Path)
	if !isPath || len(p.Names) != 1 {
		return x.formula(e, out)
	}
	n := p.Names[0]
	out.Name = n.Text
	pay := ir.Type{Kind: ir.Money, Currency: c.payCurrency()}
	s := c.symbols[n.Text]
	if s == nil {
		return pay, x.settled(n, out)
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
		out.Kind, out.Index = ir.ExpectComponent, c.slot(s)
		pay.Currency = c.paidInCurrency(c.componentNamed(s.name.Text))
		return pay, true
	case symCap:
		out.Kind = ir.ExpectCap
		return pay, true
	case symClawback:
		out.Kind = ir.ExpectClawback
		return pay, true
	case symParam:
		if !s.keyed() {
			out.Kind = ir.ExpectParam
			return c.prog.Params[s.index].Type, true
		}
		return x.lookedUp(p, s, out)
	case symTable, symCurve, symMatrix:
		return x.lookedUp(p, s, out)
	}
	return pay, x.noValue(p, s)
}

// formula is an expectation of more than a name: a sum of components, a ratio of what is paid, the larger of two, an
// aggregate written out.
func (x *exampleCheck) formula(e syntax.Expr, out *ir.Expect) (ir.Type, bool) {
	at := x.outside()
	at.looked = x.look
	f := x.c.expr(at, e)
	if f == nil {
		return ir.Type{}, false
	}
	out.Kind, out.Formula, out.Name = ir.ExpectFormula, f, syntax.ExprText(e)
	return f.Type(), true
}

// outside is where an expectation stands: at a person's pay period.
func (x *exampleCheck) outside() *place {
	w := x.c.prog.Plan.Period
	return &place{what: "an expectation", event: -1, row: -1, person: true, tenure: true, window: &w}
}

// look is a name or an aggregate of a formula.
func (x *exampleCheck) look(e syntax.Expr) ir.Expr {
	if sum, ok := e.(*syntax.Aggregate); ok {
		return x.adHoc(sum)
	}
	p := e.(*syntax.Path)
	if known := x.resolve(p); known != syntax.Expr(p) {
		return x.c.expr(&place{what: "an expectation", event: -1, row: -1}, known)
	}
	if len(p.Names) != 1 { // an attribute
		return x.c.path(x.outside(), p)
	}
	one := ir.Expect{}
	if t, ok := x.subject(p, &one); ok {
		return &ir.Looked{Node: node(t, p), Kind: one.Kind, Index: one.Index, Name: one.Name}
	}
	return nil
}

// adHoc is an aggregate that is written out: a measure that only the example has.
func (x *exampleCheck) adHoc(e *syntax.Aggregate) ir.Expr {
	at := x.outside()
	sum := x.c.aggregate(at, e)
	if sum == nil {
		return nil
	}
	name := syntax.ExprText(e)
	x.out.Measures = append(x.out.Measures, ir.Measure{Name: name, Expr: sum, Window: *at.window, At: e.Range})
	return &ir.Looked{Node: node(sum.Type(), e), Kind: ir.ExpectAdHoc, Index: len(x.out.Measures) - 1, Name: name}
}

// lookedUp is a table, curve or matrix that has a value without an event at hand.
func (x *exampleCheck) lookedUp(p *syntax.Path, s *symbol, out *ir.Expect) (ir.Type, bool) {
	c := x.c
	i, plain := s.instances[-1]
	if !plain || i < 0 {
		return ir.Type{}, x.noValue(p, s)
	}
	out.Index = i
	switch s.kind {
	case symCurve:
		out.Kind = ir.ExpectCurve
		return c.prog.Curves[i].Type, true
	case symMatrix:
		out.Kind = ir.ExpectMatrix
		return c.prog.Matrices[i].Type, true
	}
	out.Kind = ir.ExpectTable
	return c.prog.Tables[i].Type, true
}

func (x *exampleCheck) noValue(p *syntax.Path, s *symbol) bool {
	x.c.report(source.Diagnostic{
		Code: codeNotAValue, Where: p.Range, Summary: fmt.Sprintf("`%s` has no value of its own in a period", s.name.Text),
		Related: []source.Related{{Where: s.name.Range, Note: "it is declared here"}},
		Way:     "Expect a measure, a component, a parameter, a table by attributes, a debt, or `pay`.",
	})
	return false
}

// settled is what the settlement works with.
func (x *exampleCheck) settled(n syntax.Name, out *ir.Expect) bool {
	c := x.c
	switch i := c.balance(n.Text); {
	case n.Text == "pay":
		out.Kind = ir.ExpectPay
	case n.Text == "payable":
		out.Kind = ir.ExpectPayable
	case i >= 0:
		out.Kind, out.Index = ir.ExpectBalance, i
	case n.Text == "left":
		c.report(source.Diagnostic{Code: codeNotAValue, Where: n.Range, Summary: "`left` is what the steps of the settlement work on, and nothing at the end of it", Way: "Expect `payable`, or `pay`."})
		return false
	default:
		names := append(c.namesOf(symMeasure, symComponent, symParam, symTable, symCurve, symMatrix, symClawback, symCap), "pay", "payable")
		c.unknown(n, "measure, component, parameter or table", names)
		return false
	}
	return true
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

// writtenPercent reports whether a literal is written as percent.
func writtenPercent(e syntax.Expr) bool {
	if neg, ok := e.(*syntax.Neg); ok {
		e = neg.X
	}
	_, ok := e.(*syntax.PercentLit)
	return ok
}
