package oracle

import (
	"strings"

	"rainmaker/calendar"
)

// expr notes the forms of an expression.
func (w World) expr(e Expr, has map[string]bool) {
	switch e := e.(type) {
	case Aggregate:
		has[e.Fn+" in a measure"] = true
		has["aggregate with where"] = has["aggregate with where"] || e.Where != nil
		has["across plans"] = has["across plans"] || e.Across
		if e.Over.Kind != "" {
			has["sum over "+e.Over.Kind] = true
		}
		if e.Over.Date {
			has["sum over a window to date"] = true
		}
		has["weighted credits"] = has["weighted credits"] || e.By != ""
		has["each once"] = has["each once"] || e.Once != ""
		if e.Of != "" {
			has["sum of "+w.scopeName(e.Of)] = true
		}
	case People:
		has["people: "+e.Fn] = true
		has["people of "+w.scopeName(e.Of)] = true
		w.expr(e.X, has)
		w.cond(e.Where, has)
	case Streak:
		has["count of windows"] = true
	case DaysFrom:
		has["days from"] = true
		w.edges(has, e.From, e.To)
	case ParamRef:
		has["quota across plans"] = has["quota across plans"] || e.Across
	case MonthsFrom:
		has["completed months from"] = has["completed months from"] || !e.Started
		has["started months from"] = has["started months from"] || e.Started
		w.edges(has, e.From, e.To)
	case Nth:
		has["month of plan"] = has["month of plan"] || e.Of == "plan"
		has["month or quarter of a window"] = has["month or quarter of a window"] || e.Of != "plan"
	case Age:
		has["year of assignment"] = has["year of assignment"] || e.Unit == calendar.Year
	case GridRef:
		w.gridConstructs(w.grid(e.Name), has)
	case ToDate:
		has["a flow to date"] = true
	case Carry:
		has["carry of a component"] = true
	case ResultRef:
		has["another component's result"] = true
	case Bracket:
		w.expr(e.E, has)
	case Op:
		has["arithmetic "+e.Sign] = true
		w.expr(e.L, has)
		w.expr(e.R, has)
	case If:
		has["if otherwise"] = true
		w.cond(e.Cond, has)
		w.expr(e.Then, has)
		w.expr(e.Else, has)
	case Extreme:
		has["min or max"] = true
	case Mix:
		has["weighted measures"] = true
	case Share:
		has["pay by share"] = true
	}
}

// cond notes the expressions of a condition.
func (w World) cond(c Cond, has map[string]bool) {
	switch c := c.(type) {
	case Test:
		w.expr(c.L, has)
		w.expr(c.R, has)
	case Within:
		has["within a duration of a date"] = true
	case Not:
		w.cond(c.C, has)
	case Either:
		w.cond(c.L, has)
		w.cond(c.R, has)
	case Both:
		w.cond(c.L, has)
		w.cond(c.R, has)
	}
}

func (w World) scopeName(of string) string {
	if w.group(of) != nil {
		return "a group"
	}
	return of
}

func (w World) edges(has map[string]bool, days ...Moment) {
	for _, d := range days {
		has["start or end of a window"] = has["start or end of a window"] || d.Edge != ""
	}
}

func (w World) gridConstructs(g *Grid, has map[string]bool) {
	has["a table in several keys"] = has["a table in several keys"] || len(g.By) > 1
	has["a table in several keys, one in steps"] = has["a table in several keys, one in steps"] || len(g.By) > 1 && g.steps()
	has["a table by month of a date"] = has["a table by month of a date"] || strings.Contains(g.By[0], " of ")
	for _, r := range g.Rows {
		for _, key := range r.Keys {
			has["a row for none"] = has["a row for none"] || key == "none"
		}
	}
}

// furtherConstructs notes conditions, factors and references.
func (w World) furtherConstructs(has map[string]bool) {
	for _, c := range w.Credits {
		for _, cond := range c.Where {
			w.cond(cond, has)
		}
		through := strings.Contains(c.CountsOn, ".") || len(c.To) > 0 && strings.Contains(c.To[0].Field, ".") && !c.To[0].Each
		has["a credit read through a reference"] = has["a credit read through a reference"] || through
	}
	for _, c := range w.Components {
		for _, e := range c.Times {
			w.expr(e, has)
		}
		for _, cond := range c.Where {
			w.cond(cond, has)
		}
	}
	for _, x := range w.Exceptions {
		w.cond(x.When, has)
	}
	for _, k := range w.Kinds {
		for _, f := range k.Fields {
			other, refers := w.refersTo(f)
			has["a reference"] = has["a reference"] || refers
			has["a reference or none"] = has["a reference or none"] || refers && other.Name != f.Type
			if refers {
				for _, further := range other.Fields {
					_, again := w.refersTo(further)
					has["a reference through a reference"] = has["a reference through a reference"] || again
				}
			}
		}
	}
}
