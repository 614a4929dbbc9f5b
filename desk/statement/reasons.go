package statement

import (
	"fmt"
	"strings"

	"rainmaker"
	"rainmaker/engine"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// reasons groups what does not pay by why.
func (f *file) reasons() ([]Reason, error) {
	if f.calc == nil || f.head.Blocked != "" {
		return nil, nil
	}
	list, err := f.calc.NotPaid(f.stored.Payee, f.stored.Period)
	if err != nil {
		return nil, err
	}
	var out []Reason
	index := map[string]int{}
	for _, n := range list {
		r := f.reasonOf(n)
		key := strings.Join([]string{r.Component, r.Document, fmt.Sprint(r.Line), r.Text}, "\x00")
		i, ok := index[key]
		if !ok {
			i = len(out)
			index[key] = i
			out = append(out, r)
		}
		out[i].Deals = append(out[i].Deals, f.unpaid(n))
	}
	return out, nil
}

// Uncredited counts the deals that are not credited at all. Deals that are credited and that one component leaves out
// are paid by others, and not among them.
func Uncredited(reasons []Reason) int {
	deals := map[rainmaker.EventRef]bool{}
	for _, r := range reasons {
		if r.Component != "" {
			continue
		}
		for _, d := range r.Deals {
			deals[d.Event] = true
		}
	}
	return len(deals)
}

// you is the payee in a sentence.
func (f *file) you() string {
	if f.own {
		return "you"
	}
	return f.head.Name
}

func (f *file) reasonOf(n engine.NotPaid) Reason {
	r := Reason{Component: n.Component, Label: n.Label, Document: n.Clause.Doc, Line: n.Clause.Start.Line}
	switch n.Kind {
	case engine.NoDateYet:
		r.Text = "No date yet: a deal is credited on the day it counts, and these have none."
	case engine.OtherPeriod:
		r.Text = fmt.Sprintf("Counts after %s.", f.head.Period)
	case engine.NotDuring:
		r.Text = fmt.Sprintf("%s does not run on the day the deal counts.", n.Label)
	case engine.FaultyDeal:
		r.Text = "Not credited to anybody until it is corrected: " + n.Why + "."
	case engine.NotOnPlan:
		r.Text = fmt.Sprintf("Credited, but %s is not on the plan on the day the deal counts.", f.you())
		if f.own {
			r.Text = "Credited, but you are not on the plan on the day the deal counts."
		}
	case engine.NoShare:
		r.Text = fmt.Sprintf("Credited, but nothing of it to %s.", f.you())
	case engine.PaysNothing:
		r.Text = fmt.Sprintf("Credited, and what %s pays on it comes to nothing.", n.Label)
	case engine.GateNotMet:
		r.Text = fmt.Sprintf("Credited, but %s pays nothing yet: %s.", n.Label, n.Why)
		if f.head.DaysLeft == 0 {
			r.Text = fmt.Sprintf("Credited, but %s paid nothing: %s.", n.Label, n.Why)
		}
	default:
		clause := f.clause(n.Clause)
		if n.Component == "" {
			r.Text = fmt.Sprintf("Not credited: the letter credits a deal where %s.", clause)
		} else {
			r.Text = fmt.Sprintf("Credited, but %s pays only where %s.", n.Label, clause)
		}
	}
	return r
}

// clause is the text of a condition as the letter writes it, on one line.
func (f *file) clause(at source.Range) string {
	doc, ok := f.books.Documents[at.Doc]
	if !ok || at.End.Offset > len(doc.Text) || at.Start.Offset >= at.End.Offset {
		return "another condition holds"
	}
	return strings.Join(strings.Fields(doc.Text[at.Start.Offset:at.End.Offset]), " ")
}

func (f *file) unpaid(n engine.NotPaid) UnpaidDeal {
	d := UnpaidDeal{Event: n.Event, Deal: f.books.DealOf(n.Event), On: "no date yet", Source: f.sourceRow(n.Event)}
	field, ahead, known := f.books.Ahead(n.Event, f.head.Today)
	switch {
	case n.On != nil && n.Kind == engine.ConditionFalse && *n.On > f.head.Today:
		d.On = "expected " + dayText(*n.On) // it is open: the day it counts on has not come
	case n.On != nil:
		d.On = dayText(*n.On)
	case known:
		d.On = field + " " + dayText(ahead)
	}
	for _, field := range n.Fields {
		if field.Value.Kind == ir.Money && !field.Value.None {
			d.Amount = figure(field.Value.Num, field.Value.Currency)
			break
		}
	}
	says := make([]string, len(n.Values))
	for i, v := range n.Values {
		text := valueText(v.Value)
		if v.Value.Kind == ir.Payee && !v.Value.None {
			text = f.books.NameOf(rainmaker.PayeeID(v.Value.Text))
		}
		says[i] = v.Name + " " + text
	}
	d.Says = strings.Join(says, ", ")
	return d
}
