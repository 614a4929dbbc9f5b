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
// a diagnostic is an error. It has neither Hash nor Documents; those belong to whoever holds the texts.
func Letter(letter *syntax.File, used []*syntax.File, cal calendar.Calendar) (*ir.Program, source.Diagnostics) {
	c := &checker{
		cal: cal, symbols: map[string]*symbol{}, prog: &ir.Program{}, reported: map[string]bool{},
		follows: map[int]linearity{}, moving: map[int]bool{},
	}
	if !c.head(letter) {
		return nil, c.found
	}
	files := append([]*syntax.File{letter}, used...)
	for _, f := range files {
		c.declare(f)
	}
	c.plan(letter.Plan)
	for _, f := range files {
		c.attributes(f)
	}
	for _, s := range c.order {
		c.visit(s)
	}
	for _, f := range files {
		c.others(f, f == letter)
	}
	c.examples(files)
	if c.found.HasErrors() {
		return nil, c.found
	}
	return c.prog, c.found
}

type checker struct {
	cal      calendar.Calendar
	currency money.Currency
	prog     *ir.Program
	symbols  map[string]*symbol
	order    []*symbol // as declared, the letter's first
	stack    []*symbol // being checked, to name a circle
	found    source.Diagnostics
	reported map[string]bool
	// follows remembers how measures follow credits; one may be read in many places.
	follows map[int]linearity
	moving  map[int]bool // tables
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
	out.Leavers = c.leavers(p.Leavers)
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

// leavers keeps the clause as text. It limits what becomes payable after a person has left; as long as everything is
// payable at once, `what is earned` is what happens anyway.
func (c *checker) leavers(l *syntax.Leavers) string {
	if l == nil {
		return ""
	}
	switch l.Rule {
	case syntax.KeepPayable:
		c.notBuilt(l.Range, "`leavers keep what is payable`", "write `leavers keep what is earned`")
	case syntax.KeepBecomesPayable:
		c.notBuilt(l.Range, "`leavers keep what becomes payable`", "write `leavers keep what is earned`")
	}
	return "keep what is earned"
}

// notes checks annotations; they change no amount.
func (c *checker) notes(notes []*syntax.Note) {
	for _, n := range notes {
		if n.Kind == syntax.Serves && n.Goal != nil {
			c.named(*n.Goal, symGoal, "goal")
		}
	}
}

// others checks what brings no name into the flat space.
func (c *checker) others(f *syntax.File, letter bool) {
	settled := false
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *syntax.SettleDecl:
			if !letter {
				continue // the parser refuses it there
			}
			if settled {
				c.report(source.Diagnostic{
					Code: codeSettleTwice, Where: d.Range, Summary: "a letter settles once",
					Related: []source.Related{{Where: c.prog.Settle.At, Note: "it settles here"}}, Way: "Put all steps into one block.",
				})
				continue
			}
			settled = true
			c.settle(d)
		case *syntax.CheckDecl:
			c.notBuilt(d.Range, "`check` statements", "write an `example`")
		}
	}
}

// settle accepts `pay the rest`, which the parser has made sure of; every other step needs balances.
func (c *checker) settle(d *syntax.SettleDecl) {
	c.prog.Settle.At = d.Range
	recovered := map[string]bool{}
	for _, s := range d.Steps {
		if r, ok := s.(*syntax.RecoverStep); ok {
			recovered[r.Debt.Text] = true
		}
	}
	const way = "write `settle { pay the rest }`"
	for _, s := range d.Steps {
		switch s := s.(type) {
		case *syntax.RecoverStep:
			c.notBuilt(s.Range, "the settle step `recover`", way)
		case *syntax.TopUpStep:
			c.notBuilt(s.Range, "the settle step `top up` (draws and guarantees)", way)
			if s.As != nil && !recovered[s.As.Text] {
				c.report(source.Diagnostic{
					Code: codeDebtNotRecovered, Where: s.As.Range,
					Summary: fmt.Sprintf("nothing recovers `%s`, which `top up` makes recoverable", s.As.Text),
					Way:     fmt.Sprintf("Add `recover %s`, or write `not recoverable`.", s.As.Text),
				})
			}
		case *syntax.HoldStep:
			c.notBuilt(s.Range, "the settle step `hold`", way)
		case *syntax.ForgiveStep:
			c.notBuilt(s.Range, "the settle step `forgive`", way)
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
