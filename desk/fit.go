package desk

import (
	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// Misfit is something the company's facts say that a letter can't read: a field that is missing or is of another type,
// a personal number outside its bounds, overlapping assignments.
type Misfit struct {
	Plan rainmaker.PlanName
	// At is the head of the letter.
	At source.Range
	// Text says which fact, where it was read, which field, what it says and what the letter asks for.
	Text string
}

func (m Misfit) String() string { return "plan " + string(m.Plan) + ": " + m.Text }

// Misfits binds a company's facts to a set of letters and lists what does not fit. What is in force must fit, or one wrong
// row would block everybody: so no import and no publication that brings a misfit is stored.
func Misfits(set *plan.Set, c rainmaker.Company) []Misfit {
	var found []Misfit
	for _, program := range set.Programs {
		// Binding reads all facts whatever the day, so nothing has to be calculated to see whether they fit.
		_, err := engine.New(program, inputs(c, nil, calendar.StartOfTime))
		for _, e := range Texts(err) {
			found = append(found, Misfit{rainmaker.PlanName(program.Plan.Name), program.Plan.At, e})
		}
	}
	return found
}

// inputs are a company's facts as a calculation takes them, with all its letters and pay periods begun by a day.
func inputs(c rainmaker.Company, letters []*ir.Program, through calendar.Date) engine.Inputs {
	return engine.Inputs{
		Calendar: c.Calendar, Payees: c.Payees, Reports: c.Reports, Assignments: c.Assignments, Events: c.Events, Rates: c.Rates,
		Leaves: c.Leaves, Holidays: c.Holidays, Through: through, Versions: letters,
	}
}

// Texts are the messages of the errors that were joined into one, in order.
func Texts(err error) []string {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []string{err.Error()}
	}
	var all []string
	for _, e := range joined.Unwrap() {
		all = append(all, Texts(e)...)
	}
	return all
}
