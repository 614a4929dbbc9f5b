package engine

import (
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// Crediting is one credit as it stands: who has how much of which deal, by which rule.
type Crediting struct {
	Event  rainmaker.EventRef
	Source rainmaker.Source
	// Rule is the credit rule's place in the program, At where it is declared: the same for every letter that uses it.
	Rule     int
	At       source.Range
	Role     string
	Payee    rainmaker.PayeeID
	Amount   ir.Value
	Share    money.Ratio
	CountsOn calendar.Date
	// Of names the fields that a direct share is taken of; empty for what stands outside the 100%.
	Of string
}

// Creditings lists every credit as known at the end of the calculation, by event.
func (c *Calculation) Creditings() []Crediting {
	var out []Crediting
	for _, e := range c.facts.events {
		st := e.at(c.facts.through)
		for _, x := range st.entries {
			rule := &c.prog.Credits[x.rule]
			out = append(out, Crediting{
				Event: e.ref, Source: st.version.source, Rule: x.rule, At: rule.At, Role: x.role, Payee: rainmaker.PayeeID(x.payee),
				Amount: x.amount, Share: x.share, CountsOn: x.countsOn, Of: DirectOf(rule, x.role),
			})
		}
	}
	return out
}

// DirectOf names the fields of the base of which a role has a direct share under a rule; empty for what stands outside the 100%.
func DirectOf(rule *ir.Credit, role string) string {
	for i := range rule.Targets {
		t := &rule.Targets[i]
		if t.Role != role || t.Overlay || t.Amount == ir.Plain || t.Base == nil {
			continue
		}
		text := ""
		ir.Walk(t.Base, func(x ir.Expr) {
			if f, ok := x.(*ir.FieldRef); ok {
				text += " " + f.Name
			}
		})
		return text
	}
	return ""
}

// Assigned reports whether a payee is on the plan on a day.
func (c *Calculation) Assigned(payee rainmaker.PayeeID, on calendar.Date) bool {
	for _, t := range c.tenuresOf(string(payee)) {
		if t.span.Contains(on) {
			return true
		}
	}
	return false
}

// Uncredited is an event that no rule of a program credits to anybody, and what each rule that reads it says.
type Uncredited struct {
	Event   rainmaker.EventRef
	Source  rainmaker.Source
	Reasons []NotPaid
}

// Uncredited lists the events, of the kinds that rules read, that are credited to nobody as known at the end of the
// calculation. A deal that does not count yet is not among them, nor one that waits for a correction.
func (c *Calculation) Uncredited() ([]Uncredited, error) {
	var out []Uncredited
	for _, v := range c.line.all {
		for _, e := range v.facts.events {
			st := e.at(v.facts.through)
			if st.version == nil || len(st.entries)+len(st.faults) > 0 {
				continue
			}
			reasons, err := v.whyNobody(e, st)
			if err != nil {
				return nil, err
			}
			if len(reasons) > 0 {
				out = append(out, Uncredited{e.ref, st.version.source, reasons})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Uncredited) int { return compareRefs(a.Event, b.Event) })
	return out, nil
}

// whyNobody asks every rule that reads an event; nothing where one of them waits for its day.
func (c *Calculation) whyNobody(e *event, st *state) ([]NotPaid, error) {
	var out []NotPaid
	for i := range c.prog.Credits {
		rule := &c.prog.Credits[i]
		if rule.From >= 0 || rule.Event != e.kind {
			continue
		}
		counts := st.values[rule.CountsOn]
		if counts.None || counts.Date > c.facts.through {
			return nil, nil
		}
		if !c.days().Contains(counts.Date) {
			continue // another version's
		}
		s := &scope{c: c, moment: c.facts.through, anchor: c.facts.through, day: counts.Date, event: e, state: st}
		failing, err := s.firstFalse(rule.Where)
		if err != nil {
			return nil, err
		}
		n := NotPaid{Kind: ConditionFalse, Rule: rule.Name, On: &counts.Date, Clause: rule.At}
		if failing != nil {
			n.Clause, n.Values = failing.At(), s.fieldsOf(failing)
		}
		out = append(out, c.notPaid(e, st, n))
	}
	return out, nil
}
