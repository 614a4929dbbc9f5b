package check

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
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
	// later: what is read here is worked out where the table or parameter is used, and tested against that window.
	later bool
}

// lacks says why an expression that was checked elsewhere (a table's key) has no value here, "" where it has one.
func (c *checker) lacks(at *place, x ir.Expr) string {
	why := ""
	ir.Walk(x, func(x ir.Expr) {
		if why != "" {
			return
		}
		switch x := x.(type) {
		case *ir.AttributeRef:
			if !at.person {
				why = fmt.Sprintf("it reads payee.%s, and nobody is credited yet", x.Name)
			}
		case *ir.ParamRef:
			if !at.tenure {
				why = fmt.Sprintf("it reads the parameter %s, and credits are the same for every plan", x.Name)
			}
		case *ir.MeasureRef:
			if !at.tenure {
				why = fmt.Sprintf("it reads the measure %s, and credits come before measures", x.Name)
			}
		case *ir.MonthOf:
			if x.Assignment && !at.tenure {
				why = "it reads the month of an assignment, and credits are the same for every plan"
			}
		}
	})
	return why
}

// fits checks the flows and measures inside an expression that was checked elsewhere against the window here.
func (c *checker) fits(at *place, x ir.Expr, where source.Range) bool {
	ok := true
	ir.Walk(x, func(x ir.Expr) {
		switch x := x.(type) {
		case *ir.ParamRef:
			if f := c.prog.Params[x.Index].Flow; f != nil {
				ok = ok && c.flowFits(at, x.Name, f, where)
			}
		case *ir.MeasureRef:
			ok = ok && c.measureFits(at, x.Index, where)
		}
	})
	return ok
}
