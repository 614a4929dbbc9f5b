package oracle

import (
	"fmt"
	"strings"
)

func (w Letter) componentText(c Component) string {
	head := "commission "
	if c.Spiff {
		head = "spiff "
	}
	if c.Bonus {
		head = "bonus "
	}
	head += c.Name
	if c.Label != "" {
		head += ` "` + c.Label + `"`
	}
	if !c.Bonus {
		head += " on " + c.On
	}
	if c.Role != "" {
		head += " as " + c.Role
	}
	clauses := w.clauses(c)
	if c.Spiff {
		clauses = append(clauses, `because "it moves what should move"`, `owned by "Sales operations"`)
	}
	head += perWindow(c.Window)
	if c.ToDate {
		head += " to date"
	}
	return block(head, clauses)
}

// clauses are those of a component that decide what it is worth.
func (w Letter) clauses(c Component) []string {
	var clauses []string
	add := func(word string, e fmt.Stringer) { clauses = append(clauses, fmt.Sprintf("%-7s %s", word, e)) }
	if c.During != nil {
		clauses = append(clauses, "during  "+c.During.Text)
	}
	for _, cond := range c.Where {
		add("where", cond)
	}
	if c.Rate != nil {
		add("rate", c.Rate)
	}
	if c.Pay != nil {
		add("pay", c.Pay)
	}
	if c.Tiers != nil {
		clauses = append(clauses, c.Tiers.text())
	}
	for _, e := range c.Times {
		add("times", e)
	}
	for _, g := range c.Gates {
		add("gate", g)
	}
	if c.Floor != nil {
		clauses = append(clauses, "floor   "+c.Floor.String()+" per "+w.kindOf(c.On).Name)
	}
	if c.Cap != nil {
		clauses = append(clauses, "cap     "+c.Cap.String()+" per "+w.kindOf(c.On).Name)
	}
	for _, l := range c.Limits {
		clauses = append(clauses, w.limitText(l))
	}
	if len(c.Payable) > 0 {
		parts := make([]string, len(c.Payable))
		for i, p := range c.Payable {
			parts[i] = p.String()
		}
		clauses = append(clauses, "payable "+strings.Join(parts, ", "))
	}
	if c.Advance != nil {
		clauses = append(clauses, c.Advance.String())
	}
	if c.PaidIn != nil {
		clauses = append(clauses, w.PaidIn.text(c.PaidIn))
	}
	return clauses
}

func (g Gate) String() string {
	if g.Held == "" {
		return g.Cond.String() + " else lost"
	}
	return g.Cond.String() + " else held until " + g.Held
}

func (w Letter) limitText(l Limit) string {
	word := "cap     "
	if l.Floor {
		word = "floor   "
	}
	s := word + l.Amount.String() + " per " + l.Window
	if l.Carried {
		s += ", carried"
	}
	return s
}

func (w Letter) exceptionText(x Exception) string {
	c := x.on(Component{})
	return block("exception "+x.Name+" to "+x.To+" when "+x.When.String(), w.clauses(c))
}

func (t *Tiers) text() string {
	var b strings.Builder
	how := "each slice"
	switch {
	case t.Over != nil:
		how = "whole amount above " + t.Over.String()
	case t.Whole:
		how = "whole amount"
	}
	fmt.Fprintf(&b, "tiers by %s, %s {\n", t.By, how)
	for _, s := range t.Steps {
		times := ""
		if t.Times {
			times = "x "
		}
		fmt.Fprintf(&b, "    %s: %s%s\n", bound(s.From, s.Above), times, s.Value)
	}
	b.WriteString("  }")
	return b.String()
}

func (c Curve) text() string {
	var rows []string
	if c.Below != nil {
		rows = append(rows, "below: "+c.Below.String())
	}
	for _, p := range c.Points {
		rows = append(rows, "at "+p.At.String()+": "+p.Is.String())
	}
	then := "then level"
	if c.Slope != nil {
		then = "then x " + Number{c.Slope}.String()
	}
	return block("curve "+c.Name+" by "+c.By, append(rows, then))
}

func (m Matrix) text() string {
	across := "across"
	for _, b := range m.Columns {
		across += "  " + bound(b.From, b.Above)
	}
	rows := []string{across}
	for i, b := range m.Rows {
		row := bound(b.From, b.Above) + ":"
		for _, cell := range m.Cells[i] {
			row += "  " + cell.String()
		}
		rows = append(rows, row)
	}
	return block("matrix "+m.Name+" by "+m.By+", "+m.Across, rows)
}
