package desk

import (
	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
)

// Result is what the books work a plan's statements out from, to be compared with another one's.
func (b *Books) Result(name rainmaker.PlanName, period calendar.Span) (engine.Result, error) {
	c, err := b.Plan(name, period)
	if err != nil {
		return engine.Result{}, err
	}
	return engine.Result{Program: c.Program(), Inputs: inputs(b.Company, b.Set.Programs, b.Through)}, nil
}
