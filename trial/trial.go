package trial

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// Run works out every example of a program, in the order of the document. Letters are all the company has: the earlier versions
// of the program's plan among them take part where an example speaks of days on which they were in force.
func Run(p *ir.Program, cal calendar.Calendar, letters ...*ir.Program) []Result {
	results := make([]Result, len(p.Examples))
	earlier := before(p, letters)
	for i := range p.Examples {
		results[i] = Result{Example: p.Examples[i], Failures: run(p, earlier, &p.Examples[i], cal)}
	}
	return results
}

// before lists the earlier versions of a program's plan.
func before(p *ir.Program, letters []*ir.Program) []*ir.Program {
	var out []*ir.Program
	for _, o := range letters {
		if o.Plan.Name == p.Plan.Name && o.Plan.Effective.From < p.Plan.Effective.From {
			out = append(out, o)
		}
	}
	return out
}

// misfit is an error at a place of the example.
type misfit struct {
	at  source.Range
	err error
}

func (m *misfit) Error() string { return m.err.Error() }

// bench is an example being run.
type bench struct {
	p          *ir.Program
	x          *ir.Example
	cal        calendar.Calendar
	calc       *engine.Calculation
	company    *company
	statements map[person][]rainmaker.Statement
	told       map[string]bool // what was reported as blocked
	found      source.Diagnostics
}

func run(p *ir.Program, earlier []*ir.Program, x *ir.Example, cal calendar.Calendar) source.Diagnostics {
	p = withMeasures(p, x.Measures)
	b := &bench{p: p, x: x, cal: cal, statements: map[person][]rainmaker.Statement{}, told: map[string]bool{}}
	var err error
	if b.company, err = newCompany(p, earlier, x, cal, b.through()); err != nil {
		b.doesNotRun(x.At, err)
		return b.found
	}
	if b.calc, err = engine.New(p, b.company.in); err != nil {
		b.doesNotRun(x.At, err)
		return b.found
	}
	b.faults()
	for i := range x.Expects {
		b.expect(&x.Expects[i])
	}
	b.causeFirst()
	return b.found
}

// causeFirst puts what the example lacks before the expectations that don't hold: whoever mends the second before the first
// mends a number that was right. Diagnostics are read in the order of the document, so the lack then stands where it is
// mended, at the example.
func (b *bench) causeFirst() {
	fails := slices.IndexFunc(b.found, func(d source.Diagnostic) bool { return d.Code == exampleFails })
	if fails < 0 {
		return
	}
	first := b.found[fails].Where.Start.Offset
	for i := range b.found {
		if d := &b.found[i]; d.Code == exampleBlocked && d.Where.Start.Offset > first {
			d.Where = b.x.At
		}
	}
	slices.SortStableFunc(b.found, func(a, b source.Diagnostic) int { return rank(a.Code) - rank(b.Code) })
}

func rank(code string) int {
	if code == exampleFails {
		return 1
	}
	return 0
}

// through is the last day that the example speaks of.
func (b *bench) through() calendar.Date {
	last := b.p.Plan.Effective.From
	labels := []string{b.x.In}
	for _, e := range b.x.Expects {
		labels = append(labels, e.Periods...)
	}
	for _, label := range labels {
		if label == "" {
			continue
		}
		if period, err := b.cal.Parse(label); err == nil { // the checker has resolved them; what is no period has no statement
			last = max(last, period.Span.Last())
		}
	}
	return last
}

// doesNotRun reports what keeps the example from being worked out: the errors of a real run, each at the line it is about.
func (b *bench) doesNotRun(at source.Range, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			b.doesNotRun(at, e)
		}
		return
	}
	text := err.Error()
	if m := (*misfit)(nil); errors.As(err, &m) {
		at = m.at
	} else {
		for _, g := range b.x.Events {
			if strings.HasPrefix(text, b.p.Events[g.Event].Name+" "+g.ID+" (") {
				at = g.At
				break
			}
		}
	}
	b.found = append(b.found, source.Diagnostic{
		Severity: source.Error, Code: exampleBlocked, Where: at,
		Summary: fmt.Sprintf("%s can't be worked out: %s", b.title(b.x.In), text),
		Way:     "Give the example what a real run would need; nothing has a default.",
	})
}

// faults are events of the example that credit nobody: in a real run they wait for a correction, in an example the letter
// or the example is wrong.
func (b *bench) faults() {
	for _, f := range b.calc.Faults() {
		at := b.x.At
		for _, g := range b.x.Events {
			if f.Event == (rainmaker.EventRef{Name: b.p.Events[g.Event].Name, ID: g.ID}) {
				at = g.At
			}
		}
		b.found = append(b.found, source.Diagnostic{
			Severity: source.Error, Code: exampleBlocked, Where: at,
			Summary: fmt.Sprintf("%s: %s credits nobody under %s: %s", b.title(b.x.In), f.Event, f.Rule, f.Why),
			Way:     "Correct the event, or the credit rule.",
		})
	}
}

// title names the example, its case and its period.
func (b *bench) title(period string) string {
	s := fmt.Sprintf("example %q", b.x.Name)
	if b.x.Row > 0 {
		s += fmt.Sprintf(", case %d,", b.x.Row)
	}
	if period != "" {
		s += " in " + period
	}
	return s
}
