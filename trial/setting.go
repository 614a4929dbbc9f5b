package trial

import (
	"fmt"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/plan/ir"
	"rainmaker/plan/shape"
)

// Setting is a person on a day, with their numbers and the first deal of each rule that counts in the window asked about:
// what stands still while the shape of a plan is studied.
type Setting struct {
	Calculation *engine.Calculation
	Payee       rainmaker.PayeeID
	On          calendar.Date
}

// Value asks the engine.
func (s Setting) Value(x ir.Expr, at shape.Place) (ir.Value, error) {
	q := engine.Question{Payee: s.Payee, Window: at.Window, On: s.On, Rule: at.Rule, Roles: at.Roles}
	if at.Rule >= 0 {
		deals, err := s.Calculation.Credited(q)
		if err != nil {
			return ir.Value{}, err
		}
		if len(deals) > 0 {
			q.Deal = deals[0]
		}
	}
	if _, ok := x.(*ir.CreditAmount); ok && q.Deal == (rainmaker.EventRef{}) {
		return ir.Value{}, fmt.Errorf("there is no deal of %s to take its proportions from", s.Calculation.Program().Credits[at.Rule].Name)
	}
	return s.Calculation.Value(x, q)
}
