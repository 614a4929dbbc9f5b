package oracle

import (
	"fmt"
	"strings"

	"rainmaker"
)

// Documents are the plan as text: one letter, or a letter and the terms it uses; and the letter that follows, with the same terms.
func (w World) Documents() []rainmaker.Document {
	documents := w.Letter.documents("")
	if w.Newer != nil {
		documents = append(documents, w.Newer.documents("-2")[0])
	}
	return documents
}

func (w Letter) documents(suffix string) []rainmaker.Document {
	shared, own := w.declarations()
	head := w.planBlock()
	letter := rainmaker.Document{Name: w.Plan.Name + suffix + ".plan.md"}
	if !w.Layout.Terms {
		blocks := append([]string{"language 1\n" + head}, append(shared, own...)...)
		letter.Text = w.markdown("Your plan", blocks)
		return []rainmaker.Document{letter}
	}
	first := "language 1\n" + head + "uses company\n"
	if w.Layout.UsesFirst {
		first = "language 1\nuses company\n" + head
	}
	letter.Text = w.markdown("Your plan", append([]string{first}, own...))
	terms := rainmaker.Document{Name: "company.terms.md"}
	terms.Text = w.markdown("What everybody shares", append([]string{"language 1\nterms company\n"}, shared...))
	return []rainmaker.Document{letter, terms}
}

// sharedText is what would stand in the terms.
func (w Letter) sharedText() string {
	shared, _ := w.declarations()
	return strings.Join(shared, "")
}

func (w Letter) markdown(title string, blocks []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nThe rules follow.\n\n", title)
	if !w.Layout.Blocks {
		blocks = []string{strings.Join(blocks, "")}
	}
	for i, block := range blocks {
		if i > 0 {
			b.WriteString("And further:\n\n")
		}
		fmt.Fprintf(&b, "```plan\n%s```\n\n", block)
	}
	return b.String()
}

func (w Letter) planBlock() string {
	per := "component"
	if w.Plan.PerLine {
		per = "line"
	}
	leavers := w.Plan.Leavers
	if leavers == "" {
		leavers = "what is earned"
	}
	return fmt.Sprintf("plan %s \"Made up\" {\n  effective %s\n  period    %s\n  currency  %s\n  rounding  %s per %s\n"+
		"  leavers   keep %s\n}\n", w.Plan.Name, w.Plan.Effective.Text, w.Plan.Period, w.Plan.Currency, w.Plan.Rounding, per, leavers)
}

// declarations are those that may stand in terms, and those of the letter.
func (w Letter) declarations() (shared, own []string) {
	if len(w.Attributes) > 0 {
		var fields []string
		for _, a := range w.Attributes {
			fields = append(fields, a.Name+" one of "+strings.Join(a.Values, ", "))
		}
		shared = append(shared, block("payee", fields))
	}
	for _, k := range w.Kinds {
		var fields []string
		for _, f := range k.Fields {
			fields = append(fields, fmt.Sprintf("%-12s %s", f.Name, f.Type))
		}
		shared = append(shared, block("event "+k.Name+" dated "+k.Dated, fields))
	}
	for _, x := range w.Exchanges {
		shared = append(shared, x.text())
	}
	for _, c := range w.Credits {
		shared = append(shared, c.text())
	}
	for _, p := range w.Params {
		own = append(own, p.text())
	}
	for _, t := range w.Tables {
		if t.Terms {
			shared = append(shared, t.text())
		} else {
			own = append(own, t.text())
		}
	}
	for _, g := range w.Grids {
		if g.Terms {
			shared = append(shared, g.text())
		} else {
			own = append(own, g.text())
		}
	}
	for _, g := range w.Groups {
		own = append(own, "group "+g.Name+" by payee."+g.By+"\n")
	}
	for _, c := range w.Curves {
		own = append(own, c.text())
	}
	for _, m := range w.Matrices {
		own = append(own, m.text())
	}
	return shared, append(own, w.rules()...)
}

// rules are the letter's measures, components and what is said of them.
func (w Letter) rules() (own []string) {
	for _, m := range w.Measures {
		own = append(own, "measure "+m.Name+" = "+m.Is.String()+perWindow(m.Window)+"\n")
	}
	for _, c := range w.Components {
		own = append(own, w.componentText(c))
	}
	for _, x := range w.Exceptions {
		own = append(own, w.exceptionText(x))
	}
	for _, p := range w.Pools {
		own = append(own, p.text())
	}
	for _, c := range w.Contests {
		own = append(own, c.text())
	}
	for _, c := range w.Caps {
		own = append(own, c.text())
	}
	for _, c := range w.Clawbacks {
		own = append(own, c.text())
	}
	if w.Settle {
		var steps []string
		for _, step := range w.Steps {
			steps = append(steps, step.String())
		}
		own = append(own, block("settle", append(steps, "pay the rest")))
	}
	return own
}

func block(head string, clauses []string) string {
	return head + " {\n  " + strings.Join(clauses, "\n  ") + "\n}\n"
}

func perWindow(name string) string {
	if name == "" {
		return ""
	}
	return " per " + name
}

func (c Credit) text() string {
	head := "credit " + c.Name + " from " + c.From
	if c.FromRole != "" {
		head += " as " + c.FromRole
	}
	var clauses []string
	if c.CountsOn != "" {
		clauses = append(clauses, "counts on "+c.CountsOn)
	}
	for _, cond := range c.Where {
		clauses = append(clauses, "where     "+cond.String())
	}
	if c.CountsOn != "" {
		clauses = append(clauses, "order by  "+strings.Join(append(append([]string{}, c.OrderBy...), "id"), ", "))
	}
	for _, t := range c.To {
		clauses = append(clauses, t.text())
	}
	return block(head, clauses)
}

func (t Target) text() string {
	var s string
	switch {
	case t.Levels == everyLevel:
		s = "to managers of payee at all levels"
	case t.Levels > 1 || t.Plural:
		s = fmt.Sprintf("to managers of payee up to %d levels", t.Levels)
	case t.Levels == 1:
		s = "to manager of payee"
	case t.Each:
		s = "to each " + t.Field
	default:
		s = "to " + t.Field
	}
	s += " as " + t.Role + "  "
	switch a := t.Amount; {
	case a.Share != nil:
		base := a.Base
		if a.Convert != nil {
			base = a.Convert.String()
		}
		s += a.Share.String() + " of " + base
	case a.Rest:
		s += "rest of " + a.Base
	case a.Proportion != "":
		s += "in proportion to " + a.Proportion + " of " + a.Base
	default:
		s += a.Plain.String()
	}
	if t.Overlay {
		s += "  overlay"
	}
	return s
}

// text is what a flow is per, and what follows the type.
func (f *Flow) text() (per, mods string) {
	if f == nil {
		return "", ""
	}
	s := ", not prorated"
	if f.Prorated {
		rule := f.Rule
		if rule == byDays {
			rule = "days"
		}
		s = ", prorated by " + rule
	}
	if f.Leave {
		s += " less leave"
	}
	if f.Ramp != "" {
		s += ", ramped by " + f.Ramp
	}
	switch f.Spread {
	case spreadEvenly, spreadByDays:
		s += ", spread " + f.Spread
	case spreadList:
		shares := make([]string, len(f.Shares))
		for i, share := range f.Shares {
			shares[i] = Percent{share}.String()
		}
		s += ", spread (" + strings.Join(shares, ", ") + ")"
	}
	return " per " + f.Per, s
}

func (p Param) text() string {
	per, mods := p.Flow.text()
	s := "param " + p.Name + " : " + p.Type + per
	if p.By != "" {
		s += " by " + p.By
	}
	s += mods
	if p.Low != nil {
		s += ", between " + p.Low.String() + " and " + p.High.String()
	}
	if p.Default != nil {
		s += " = " + p.Default.String()
	}
	return s + "\n"
}

func (t Table) text() string {
	head := "table " + t.Name + " by " + t.By
	if t.Flow != nil {
		per, mods := t.Flow.text()
		head += " : " + t.Type + per + mods
	}
	var rows []string
	for _, r := range t.Rows {
		key := "otherwise"
		switch {
		case r.Bound != nil:
			key = bound(r.Bound, r.Above)
		case r.Key != "":
			key = r.Key
		}
		rows = append(rows, key+": "+r.Value.String())
	}
	return block(head, rows)
}

func bound(from Expr, above bool) string {
	if above {
		return "above " + from.String()
	}
	return "from " + from.String()
}

// String prints a world so that somebody can work out its pay by hand.
func (w World) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "calendar: %s\nthrough: %s\n\n", w.Calendar, w.Through)
	for _, d := range w.Documents() {
		fmt.Fprintf(&b, "--- %s\n%s", d.Name, d.Text)
	}
	for _, p := range w.Payees {
		fmt.Fprintf(&b, "payee %s", p.ID)
		for _, a := range w.Attributes {
			for _, d := range p.Attributes[a.Name] {
				fmt.Fprintf(&b, ", %s %s from %s", a.Name, d.Text, d.From)
			}
		}
		b.WriteString("\n")
	}
	for _, r := range w.Reports {
		manager := string(r.Manager)
		if manager == "" {
			manager = "nobody"
		}
		fmt.Fprintf(&b, "%s reports to %s from %s\n", r.Payee, manager, r.From)
	}
	for _, l := range w.Leaves {
		fmt.Fprintf(&b, "%s is on leave %s\n", l.Payee, l.Span)
	}
	for _, r := range w.Rates {
		fmt.Fprintf(&b, "%s: 1 %s = %s %s on %s\n", r.Table, r.From, decimal(r.Value), r.To, r.On)
	}
	if len(w.Holidays) > 0 {
		fmt.Fprintf(&b, "holidays %s\n", w.Holidays)
	}
	for _, a := range w.Assignments {
		fmt.Fprintf(&b, "assignment %s of %s, %s", a.ID, a.Payee, a.Span)
		if a.Plan != "" {
			fmt.Fprintf(&b, ", to plan %s", a.Plan)
		}
		for _, p := range w.Params {
			for _, name := range p.names() {
				for _, n := range a.Numbers[name] {
					fmt.Fprintf(&b, ", %s %s from %s", name, n.Value, n.From)
				}
			}
		}
		b.WriteString("\n")
	}
	for _, e := range w.Events {
		fmt.Fprintf(&b, "%s %s", e.Kind, e.ID)
		if e.Version > 1 || e.Learned != 0 {
			fmt.Fprintf(&b, " version %d", e.Version)
		}
		if e.Learned != 0 {
			fmt.Fprintf(&b, " learned %s", e.Learned)
		}
		if e.Gone {
			b.WriteString(" GONE")
		}
		for _, f := range e.Fields {
			fmt.Fprintf(&b, ", %s %s", f.Name, f.Value)
		}
		b.WriteString("\n")
	}
	return b.String()
}
