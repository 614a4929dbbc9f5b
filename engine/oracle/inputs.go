package oracle

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
)

// Inputs are the facts of a world as the product's nouns.
type Inputs struct {
	Payees      []rainmaker.Payee
	Reports     []rainmaker.ReportingLine
	Assignments []rainmaker.Assignment
	Events      []rainmaker.Event
	Leaves      []rainmaker.Leave
	Holidays    []calendar.Date
	Rates       []rainmaker.Rate
}

// Inputs are the facts of the world, in the order in which they were made.
func (w World) Inputs() Inputs {
	var in Inputs
	for i, p := range w.Payees {
		out := rainmaker.Payee{
			ID: p.ID, Name: string(p.ID), Source: row("payees.csv", i),
			Attributes: map[string]*calendar.Timeline[rainmaker.Value]{},
		}
		for name, dated := range p.Attributes {
			line := &calendar.Timeline[rainmaker.Value]{}
			for _, d := range dated {
				line.Set(d.From, rainmaker.TextOf(d.Text))
			}
			out.Attributes[name] = line
		}
		in.Payees = append(in.Payees, out)
	}
	for i, r := range w.Reports {
		in.Reports = append(in.Reports, rainmaker.ReportingLine{
			Payee: r.Payee, Manager: r.Manager, From: r.From,
			Source: row("reports.csv", i),
		})
	}
	for i, a := range w.Assignments {
		out := rainmaker.Assignment{
			ID: a.ID, Payee: a.Payee, Plan: rainmaker.PlanName(cmp.Or(a.Plan, w.Plan.Name)), Span: a.Span,
			Source: row("assignments.csv", i), Numbers: map[string]*calendar.Timeline[rainmaker.Value]{},
		}
		for name, dated := range a.Numbers {
			line := &calendar.Timeline[rainmaker.Value]{}
			for _, d := range dated {
				line.Set(d.From, d.Value)
			}
			out.Numbers[name] = line
		}
		in.Assignments = append(in.Assignments, out)
	}
	for i, e := range w.Events {
		in.Events = append(in.Events, rainmaker.Event{
			EventRef: e.ref(), Version: e.Version, Batch: rainmaker.BatchID(e.Version),
			Source: row(e.Kind+".csv", i), Fields: e.Fields, Learned: e.Learned, Gone: e.Gone,
		})
	}
	for i, l := range w.Leaves {
		in.Leaves = append(in.Leaves, rainmaker.Leave{Payee: l.Payee, Span: l.Span, Source: row("leaves.csv", i)})
	}
	in.Rates = w.rateFacts()
	in.Holidays = slices.Clone(w.Holidays)
	return in
}

func row(file string, index int) rainmaker.Source {
	return rainmaker.Source{File: file, Row: index + 2}
}

// Shuffled is the same facts in another order, which must never change a result.
func Shuffled(in Inputs, rng *rand.Rand) Inputs {
	out := Inputs{
		Payees:      slices.Clone(in.Payees),
		Reports:     slices.Clone(in.Reports),
		Assignments: slices.Clone(in.Assignments),
		Events:      slices.Clone(in.Events),
		Leaves:      slices.Clone(in.Leaves),
		Holidays:    slices.Clone(in.Holidays),
		Rates:       slices.Clone(in.Rates),
	}
	rng.Shuffle(len(out.Leaves), func(i, j int) { out.Leaves[i], out.Leaves[j] = out.Leaves[j], out.Leaves[i] })
	rng.Shuffle(len(out.Rates), func(i, j int) { out.Rates[i], out.Rates[j] = out.Rates[j], out.Rates[i] })
	rng.Shuffle(len(out.Holidays), func(i, j int) { out.Holidays[i], out.Holidays[j] = out.Holidays[j], out.Holidays[i] })
	rng.Shuffle(len(out.Payees), func(i, j int) { out.Payees[i], out.Payees[j] = out.Payees[j], out.Payees[i] })
	rng.Shuffle(len(out.Reports), func(i, j int) { out.Reports[i], out.Reports[j] = out.Reports[j], out.Reports[i] })
	rng.Shuffle(len(out.Assignments), func(i, j int) {
		out.Assignments[i], out.Assignments[j] = out.Assignments[j], out.Assignments[i]
	})
	rng.Shuffle(len(out.Events), func(i, j int) { out.Events[i], out.Events[j] = out.Events[j], out.Events[i] })
	return out
}
