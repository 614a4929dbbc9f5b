package engine

import (
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// best looks for the smallest change in a calculation that goes on to the days that the reasons ask for, and where that finds
// none in the one at hand: a deal that came too early may still close in time.
func (a *attempt) best(w payingWay, now earnings, reasons []obstacle) (Remedy, bool, error) {
	if to := a.asks(reasons); to > a.c.facts.through {
		further, err := a.c.With(to)
		if err != nil {
			return Remedy{}, false, err
		}
		later := *a
		later.c = further
		then, err := later.earned(further)
		if err == nil { // else what comes after can't be worked out, and nothing be offered of it
			r, found, failed := later.remedy(w, then)
			if a.tried = later.tried; found || failed != nil {
				return r, found, failed
			}
		}
	}
	return a.remedy(w, now)
}

// asks is the last day that reasons about days ask to look at: the end of the windows at hand where one asks for a month, and
// the windows of the first day of dates that are still to come.
func (a *attempt) asks(reasons []obstacle) calendar.Date {
	to := a.c.facts.through
	for _, o := range reasons {
		if o.onDay() {
			to = max(to, a.c.LastDay(a.c.facts.through))
		}
		for _, span := range o.spans {
			if o.Kind == NotDuring && span.Before > a.c.facts.through+1 {
				to = max(to, a.c.LastDay(max(span.From, a.c.facts.through)))
			}
		}
	}
	return to
}

// onDay reports whether an obstacle asks for the month, quarter or year of the day at hand, which no field says but the day on
// which the deal counts.
func (o obstacle) onDay() bool {
	found := false
	if o.cond != nil {
		ir.Walk(o.cond, func(x ir.Expr) {
			m, is := x.(*ir.MonthOf)
			found = found || is && m.Date == nil
		})
	}
	return found
}
