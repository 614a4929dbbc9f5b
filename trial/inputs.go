package trial

import (
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/plan/ir"
)

// Inputs are the facts that an example gives, as a calculation takes them, through the last day that it speaks of: for
// whoever wants to ask more of the example than what it expects. Letters are all the company has, as for [Run].
func Inputs(p *ir.Program, x *ir.Example, cal calendar.Calendar, letters ...*ir.Program) (engine.Inputs, error) {
	b := &bench{p: p, x: x, cal: cal}
	c, err := newCompany(p, before(p, letters), x, cal, b.through())
	if err != nil {
		return engine.Inputs{}, err
	}
	return c.in, nil
}
