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
			reasons, err := v.whyNobody(e, st, v.facts.through)
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

// Forgotten are those of the reasons why nobody is credited that no condition gives. Without one the letters leave the deal
// out on purpose, as one that was lost; with one it was meant to be credited, and names nobody.
func Forgotten(reasons []NotPaid) []NotPaid {
	var out []NotPaid
	for _, r := range reasons {
		if r.Kind == NamesNobody {
			out = append(out, r)
		}
	}
	return out
}

// Unclaimed is why no rule would credit an event to anybody by the end of a day if it said what is given; nothing where one
// would, where a rule waits for the event's day or for a correction, and where the plan does not read it.
func (c *Calculation) Unclaimed(said rainmaker.Event, on calendar.Date) ([]NotPaid, error) {
	line, kin, err := c.solely(said)
	if err != nil {
		return nil, err
	}
	var out []NotPaid
	for i, e := range kin {
		if e == nil {
			continue
		}
		v := line.all[i]
		v.faults = nil
		v.concerned(e)
		st := e.at(on)
		if st.version == nil || len(st.entries)+len(v.faults) > 0 {
			return nil, nil
		}
		reasons, err := v.whyNobody(e, st, on)
		if err != nil {
			return nil, err
		}
		out = append(out, reasons...)
	}
	return out, nil
}

// whyNobody asks every rule that reads an event; nothing where one of them waits for its day.
func (c *Calculation) whyNobody(e *event, st *state, on calendar.Date) ([]NotPaid, error) {
	var out []NotPaid
	for i := range c.prog.Credits {
		rule := &c.prog.Credits[i]
		if rule.From >= 0 || rule.Event != e.kind {
			continue
		}
		counts := st.values[rule.CountsOn]
		if counts.None || counts.Date > on {
			return nil, nil
		}
		if !c.days().Contains(counts.Date) {
			continue // another version's
		}
		s := &scope{c: c, moment: on, anchor: on, day: counts.Date, event: e, state: st}
		failing, err := s.firstFalse(rule.Where)
		if err != nil {
			return nil, err
		}
		n := NotPaid{Kind: NamesNobody, Rule: rule.Name, On: &counts.Date, Clause: rule.At}
		if failing != nil {
			n.Kind, n.Clause, n.Values = ConditionFalse, failing.At(), s.fieldsOf(failing)
		}
		out = append(out, c.notPaid(e, st, n))
	}
	return out, nil
}
