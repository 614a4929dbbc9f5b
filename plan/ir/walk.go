package ir

// Walk calls visit for an expression and for every expression in it, outermost first. References are visited, what they
// refer to is not.
func Walk(x Expr, visit func(Expr)) {
	if x == nil {
		return
	}
	visit(x)
	for _, part := range Parts(x) {
		Walk(part, visit)
	}
}

// Parts are the expressions that an expression directly holds.
func Parts(x Expr) []Expr {
	var parts []Expr
	switch x := x.(type) {
	case *Arith:
		parts = []Expr{x.A, x.B}
	case *Shift:
		parts = []Expr{x.Date}
	case *Neg:
		parts = []Expr{x.X}
	case *ParamRef:
		if x.Row != nil {
			parts = []Expr{x.Row}
		}
	case *Compare:
		parts = []Expr{x.A, x.B}
	case *And:
		parts = x.Parts
	case *Or:
		parts = x.Parts
	case *Not:
		parts = []Expr{x.X}
	case *If:
		parts = []Expr{x.Cond, x.Then, x.Else}
	case *IsNone:
		parts = []Expr{x.X}
	case *IsOneOf:
		parts = []Expr{x.X}
	case *Within:
		parts = []Expr{x.X, x.Of}
	case *MonthOf:
		if x.Date != nil {
			parts = []Expr{x.Date}
		}
	case *MonthsBetween:
		parts = []Expr{x.A, x.B}
	case *DaysBetween:
		parts = []Expr{x.A, x.B}
	case *Aggregate:
		if x.Where != nil {
			parts = []Expr{x.Where}
		}
	case *Extreme:
		parts = x.Of
	case *Convert:
		parts = []Expr{x.X}
		if x.On != nil {
			parts = append(parts, x.On)
		}
	case *People:
		for _, e := range []Expr{x.X, x.Where} {
			if e != nil {
				parts = append(parts, e)
			}
		}
	case *Windows:
		parts = []Expr{x.Where}
	case *Mix:
		parts = x.Of
	}
	return parts
}
