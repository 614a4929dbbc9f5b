package check

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// resultRef reads what another component is worth.
func (c *checker) resultRef(at *place, x *syntax.Path, s *symbol) ir.Expr {
	if !at.tenure {
		c.report(source.Diagnostic{
			Code: codeTooEarly, Where: x.Range,
			Summary: fmt.Sprintf("`%s` is pay, and %s comes before pay", s.name.Text, at.what), Way: "Use it in a component or in the settlement.",
		})
		return nil
	}
	if !c.visit(s) || !c.resultFits(at, s.name.Text, x.Range) {
		return nil
	}
	return &ir.ResultRef{Node: node(ir.Type{Kind: ir.Money, Currency: c.currency}, x), Name: s.name.Text, Component: c.slot(s)}
}

// resultFits checks that the windows of a component make up the window at hand, or lie around it.
func (c *checker) resultFits(at *place, name string, where source.Range) bool {
	k := c.componentNamed(name)
	if at.later || at.window == nil || k == nil || c.relate(k.Window, *at.window) != crosses {
		return true
	}
	c.report(source.Diagnostic{
		Code: codeMeasureWindow, Where: where,
		Summary: fmt.Sprintf("`%s` is per %s; %s is worked out per %s, which is not made of whole ones", name, c.windowText(k.Window), at.what, c.windowText(*at.window)),
		Way:     fmt.Sprintf("Work %s out per %s.", at.what, c.windowText(k.Window)),
	})
	return false
}

// carry reads what a carried cap keeps for the next window. A component may read its own: it is what earlier windows left.
func (c *checker) carry(at *place, x *syntax.Carry) ir.Expr {
	if !at.tenure {
		c.report(source.Diagnostic{
			Code: codeTooEarly, Where: x.Range, Summary: fmt.Sprintf("`carry` is what a cap left over, and %s comes before pay", at.what),
			Way: "Use it in a component or in the settlement.",
		})
		return nil
	}
	s := c.symbols[x.Of.Text]
	out := &ir.CarryRef{Node: node(ir.Type{Kind: ir.Money, Currency: c.currency}, x), Name: x.Of.Text, Component: -1, Cap: -1}
	carried := false
	switch {
	case s == nil:
		c.unknown(x.Of, "component or cap", c.namesOf(symComponent, symCap))
		return nil
	case s.kind == symBroken:
		return nil
	case s.kind == symCap:
		if !c.visit(s) {
			return nil
		}
		out.Cap, carried = s.index, c.prog.Caps[s.index].Carried
		out.T.Currency = c.paidInCurrency(c.componentNamed(s.decl.(*syntax.CapDecl).On[0].Text))
	case s.kind == symComponent:
		if s.state != visiting && !c.visit(s) {
			return nil
		}
		out.Component = c.slot(s)
		if d, ok := s.decl.(*syntax.ComponentDecl); ok {
			for _, clause := range d.Clauses {
				l, limit := clause.(*syntax.LimitClause)
				carried = carried || limit && l.Carried
			}
		}
	default:
		c.named(x.Of, symComponent, "component or cap")
		return nil
	}
	if !carried {
		c.report(source.Diagnostic{
			Code: codeCarried, Where: x.Range, Summary: fmt.Sprintf("`%s` carries nothing", x.Of.Text),
			Related: []source.Related{{Where: s.name.Range, Note: "it is declared here"}}, Way: "Write `carried` behind its cap, or leave this out.",
		})
		return nil
	}
	return out
}

// flowOtherwise reads a parameter that is an amount for each window: the part up to the end of the pay period, or the
// payee's values in every plan.
func (c *checker) flowOtherwise(at *place, p *syntax.Path, where source.Range, across bool) ir.Expr {
	n, single := p.Single()
	if !single {
		c.report(source.Diagnostic{Code: codeUnknownName, Where: p.Range, Summary: fmt.Sprintf("`%s` is no parameter", pathText(p)), Way: "Name a parameter."})
		return nil
	}
	s := c.named(n, symParam, "parameter")
	if s == nil {
		return nil
	}
	param := &c.prog.Params[s.index]
	if param.Flow == nil || s.keyed() || param.Default != nil && across {
		c.report(source.Diagnostic{
			Code: codeNotAFlow, Where: where,
			Summary: fmt.Sprintf("`%s` is no personal amount for each window, so it has no part up to a day and is the same in every plan", n.Text),
			Related: []source.Related{{Where: s.name.Range, Note: "it is declared here"}}, Way: fmt.Sprintf("Write `%s` alone.", n.Text),
		})
		return nil
	}
	here := *at
	if !across && at.window != nil { // the part up to the end of a period is made of the parts in periods
		period := ir.Window{Kind: ir.OfPeriod}
		here.window = &period
	}
	e := c.paramRef(&here, p, s)
	ref, ok := e.(*ir.ParamRef)
	if !ok {
		return nil
	}
	out := *ref
	out.In, out.ToDate, out.Across = where, !across, across
	return &out
}

// acrossAlike refuses a ratio of all credits of a person, whatever the plan, to a goal that is clipped to one assignment.
func (c *checker) acrossAlike(x *syntax.Binary, a, b ir.Expr) bool {
	across := false
	c.deep(a, func(x ir.Expr) bool {
		sum, ok := x.(*ir.Aggregate)
		across = across || ok && sum.Across && sum.Over == nil
		return true
	})
	if !across {
		return true
	}
	var clipped ir.Expr
	name := ""
	c.deep(b, func(x ir.Expr) bool {
		switch x := x.(type) {
		case *ir.ParamRef:
			if f := c.prog.Params[x.Index].Flow; f != nil && f.Part != ir.NotProrated && !x.Across {
				clipped, name = x, x.Name
			}
		case *ir.TableRef:
			if f := c.prog.Tables[x.Index].Flow; f != nil && f.Part != ir.NotProrated {
				clipped, name = x, x.Name
			}
		}
		return true
	})
	if clipped == nil {
		return true
	}
	c.report(source.Diagnostic{
		Code: codeAcrossRatio, Where: x.Range, Summary: fmt.Sprintf("credits of every plan are divided by `%s` of one assignment", name),
		Detail: "After a change of plan inside the window the goal is only a part, and the credits are all.",
		Way:    fmt.Sprintf("Write `%s across plans`, or leave `across plans` out of the sum.", name),
	})
	return false
}
