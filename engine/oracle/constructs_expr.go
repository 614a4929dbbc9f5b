package oracle

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
