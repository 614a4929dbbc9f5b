package check

import (
	"fmt"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// Letter checks one letter with all terms documents it uses, in the order in which it uses them. The program is nil where
// a diagnostic is an error. It has neither Hash nor Documents; those belong to whoever holds the texts. Versions are the
// plan's other letters with their terms: a letter may recover what another one lent.
func Letter(letter *syntax.File, used []*syntax.File, cal calendar.Calendar, versions ...*syntax.File) (*ir.Program, source.Diagnostics) {
	c := &checker{
		cal: cal, sizes: map[written]int{}, symbols: map[string]*symbol{}, goals: map[string]*symbol{}, reported: map[string]bool{},
		prog:    &ir.Program{Balances: []ir.Balance{{Name: ir.Shortfall, Kind: ir.Debt}}},
		follows: map[int]linearity{}, moving: map[int]bool{}, exceptions: map[string][]*syntax.ExceptionDecl{},
	}
	if !c.head(letter) {
		return nil, c.found
	}
	files := append([]*syntax.File{letter}, used...)
	for _, f := range files {
		c.declare(f)
	}
	c.inherit(versions)
	c.plan(letter.Plan)
	for _, f := range files {
		c.attributes(f)
	}
	for _, s := range c.order {
		c.visit(s)
	}
	c.settlement(letter)
	c.overlaps()
	for _, f := range files {
		c.checks(f)
	}
	c.examples(files)
	if c.found.HasErrors() {
		return nil, c.found
	}
	c.strata()
	return c.prog, c.found
}

type checker struct {
	cal calendar.Calendar
	// runOn are the debts and reserves of the plan's other versions.
	runOn    map[string]ir.BalanceKind
	currency money.Currency
	prog     *ir.Program
	symbols  map[string]*symbol
	goals    map[string]*symbol
	order    []*symbol // as declared, the letter's first
	stack    []*symbol // being checked, to name a circle
	sizes    map[written]int
	found    source.Diagnostics
	reported map[string]bool
	// follows remembers how measures follow credits; one may be read in many places.
	follows map[int]linearity
	moving  map[int]bool // tables
	// exceptions are declared by themselves and belong to a component, by its name.
	exceptions map[string][]*syntax.ExceptionDecl
}

// report adds a diagnostic once: a table is checked for each event it is used with, an example for each of its cases.
func (c *checker) report(d source.Diagnostic) {
	key := fmt.Sprint(d.Code, d.Where, d.Summary)
	if !c.reported[key] {
		c.reported[key] = true
		c.found = append(c.found, d)
	}
}

func (c *checker) warn(d source.Diagnostic) {
	d.Severity = source.Warning
	c.report(d)
}

// head takes from the plan clauses what everything else is measured by. Without them (the parser has said which are
// missing) nothing can be checked.
func (c *checker) head(letter *syntax.File) bool {
	p := letter.Plan
	if p == nil || p.Currency == nil || p.Period == nil || p.Effective == nil || p.Rounding == nil {
		return false
	}
	c.currency = p.Currency.Code
	return c.currency.Known()
}

// plan fills in the letter's head.
func (c *checker) plan(p *syntax.PlanDecl) {
	out := &c.prog.Plan
	out.Name, out.At, out.Currency = p.Name.Text, p.Range, c.currency
	out.Label = labelOf(p.Label)
	out.Rounding, out.PerLine = p.Rounding.Mode, p.Rounding.PerLine
	c.leavers(p.Leavers)
	if span, ok := c.span(p.Effective); ok {
		out.Effective = span
	}
	if w, ok := c.window(p.Period); ok {
		if w.Kind == ir.OfSpan || w.Kind == ir.OfUnit && w.Unit != calendar.Day {
			out.Period = w
		} else {
			c.report(source.Diagnostic{
				Code: codePlanPeriod, Where: p.Period.Range,
				Summary: fmt.Sprintf("a plan is not settled per %s", c.windowText(w)),
				Way:     "Write week, month, quarter, half or year, or `span of` a dated parameter.",
			})
		}
	}
	c.notes(p.Notes)
}

func labelOf(s *syntax.StringLit) string {
	if s == nil {
		return ""
	}
	return s.Value
}

// leavers is what a person who leaves keeps of what becomes payable afterwards.
func (c *checker) leavers(l *syntax.Leavers) {
	out := &c.prog.Plan
	if l == nil {
		return // the parser has said so
	}
	switch l.Rule {
	case syntax.KeepPayable:
		out.Keeps, out.Leavers = ir.KeepPayable, "keep what is payable"
	case syntax.KeepBecomesPayable:
		out.Keeps = ir.KeepBecomesPayable
		if within, ok := c.duration(l.Within); ok {
			out.KeepsWithin, out.Leavers = within, "keep what becomes payable within "+durationText(within)
		}
	default:
		out.Keeps, out.Leavers = ir.KeepEarned, "keep what is earned"
	}
}

// notes checks annotations; they change no amount.
func (c *checker) notes(notes []*syntax.Note) {
	for _, n := range notes {
		if n.Kind == syntax.Serves && n.Goal != nil {
			c.named(*n.Goal, symGoal, "goal")
		}
	}
}

// notBuilt refuses a construct by its name.
func (c *checker) notBuilt(at source.Range, what, way string) {
	c.report(source.Diagnostic{
		Code: codeNotBuilt, Where: at,
		Summary: "part of the language but not built yet: " + what, Way: sentence(way),
	})
}

// sentence makes a way out of a clause.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	b := []byte(s)
	if 'a' <= b[0] && b[0] <= 'z' {
		b[0] -= 'a' - 'A'
	}
	if b[len(b)-1] != '.' {
		b = append(b, '.')
	}
	return string(b)
}
