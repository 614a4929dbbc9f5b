package check

import (
	"fmt"
	"slices"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// place is where an expression stands: what is at hand there.
type place struct {
	what   string     // for messages: "`base`", "credit `sales`"
	event  int        // the event at hand, -1 none
	row    int        // the list field whose row is at hand, -1 none
	credit *ir.Type   // the type of `credit`; nil where there is none
	noMult string     // why `share` means nothing here, "" where it does
	person bool       // a payee is at hand: attributes
	tenure bool       // an assignment is at hand: parameters, measures, month of assignment
	window *ir.Window // nil: none
	noSums string     // why nothing can be added up here, "" where it can
	settle bool       // in the settlement: payable, left, pay, debts and reserves
	// later: what is read here is worked out where the table or parameter is used, and tested against that window.
	later bool
	// looked resolves a name or an aggregate in an expectation, where everything is looked at from outside; nil elsewhere.
	looked func(syntax.Expr) ir.Expr
}

// reached calls visit for every expression that is worked out where x is: x and all in it, the keys and rows of tables it
// looks up, and the plan's own values of parameters. Measures have a window of their own and are not entered.
func (c *checker) reached(x ir.Expr, visit func(ir.Expr)) {
	tables, params, curves, matrices := map[int]bool{}, map[int]bool{}, map[int]bool{}, map[int]bool{}
	var enter func(ir.Expr)
	enter = func(x ir.Expr) {
		ir.Walk(x, func(x ir.Expr) {
			visit(x)
			switch x := x.(type) {
			case *ir.TableRef:
				if !tables[x.Index] {
					tables[x.Index] = true
					for _, e := range tableExprs(&c.prog.Tables[x.Index]) {
						enter(e)
					}
				}
			case *ir.ParamRef:
				if !params[x.Index] {
					params[x.Index] = true
					enter(c.prog.Params[x.Index].Default)
				}
			case *ir.CurveRef:
				if !curves[x.Index] {
					curves[x.Index] = true
					for _, e := range curveExprs(&c.prog.Curves[x.Index]) {
						enter(e)
					}
				}
			case *ir.MatrixRef:
				if !matrices[x.Index] {
					matrices[x.Index] = true
					for _, e := range matrixExprs(&c.prog.Matrices[x.Index]) {
						enter(e)
					}
				}
			}
		})
	}
	enter(x)
}

func tableExprs(t *ir.Table) []ir.Expr {
	all := slices.Clone(t.Keys)
	for _, r := range t.Rows {
		all = append(all, r.Value)
	}
	if t.Else != nil {
		all = append(all, t.Else)
	}
	return all
}

// lacks says why an expression that was checked elsewhere (a table's key) has no value here, "" where it has one.
func (c *checker) lacks(at *place, x ir.Expr) string {
	why := ""
	c.reached(x, func(x ir.Expr) {
		if why == "" {
			why = c.lacksFor(at, x)
		}
	})
	return why
}

func (c *checker) lacksFor(at *place, x ir.Expr) string {
	switch x := x.(type) {
	case *ir.AttributeRef:
		if !at.person {
			return fmt.Sprintf("it reads payee.%s, and nobody is credited yet", x.Name)
		}
	case *ir.ParamRef:
		if !at.tenure {
			return fmt.Sprintf("it reads the parameter %s, and credits are the same for every plan", x.Name)
		}
	case *ir.MeasureRef:
		if !at.tenure {
			return fmt.Sprintf("it reads the measure %s, and credits come before measures", x.Name)
		}
	case *ir.ResultRef:
		if !at.tenure {
			return fmt.Sprintf("it reads what the component %s pays, and credits come before components", x.Name)
		}
	case *ir.MonthOf:
		if x.Assignment && !at.tenure {
			return "it reads the month of an assignment, and credits are the same for every plan"
		}
	case *ir.EdgeOf:
		if w := c.resolve(x.W); (w.Kind == ir.OfPlan || w.Kind == ir.OfSpan) && !at.tenure {
			return "it reads the dates of an assignment, and credits are the same for every plan"
		}
	}
	return ""
}

// fits checks the flows and measures that are read where x is against the window here.
func (c *checker) fits(at *place, x ir.Expr, where source.Range) bool {
	ok := true
	c.reached(x, func(x ir.Expr) {
		switch x := x.(type) {
		case *ir.ParamRef:
			if f := c.prog.Params[x.Index].Flow; f != nil {
				ok = ok && c.flowFits(at, x.Name, f, where)
			}
		case *ir.TableRef:
			if f := c.prog.Tables[x.Index].Flow; f != nil {
				ok = ok && c.flowFits(at, x.Name, f, where)
			}
		case *ir.MeasureRef:
			ok = ok && c.measureFits(at, x.Index, where)
		case *ir.ResultRef:
			ok = ok && c.resultFits(at, x.Name, where)
		}
	})
	return ok
}
