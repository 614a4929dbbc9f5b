package shape

import (
	"errors"
	"fmt"
	"slices"

	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// Setting is what does not move: a person's numbers, a deal's other fields, other people.
type Setting interface {
	// Value is what an expression is worth where it stands. One that reads a deal is read at the setting's deal of the
	// place's rule; it is an error where there is none.
	Value(x ir.Expr, at Place) (ir.Value, error)
}

// Place is where an expression stands: in which window, and at a credit of which rule and roles; rule -1 for none.
type Place struct {
	Window ir.Window
	Rule   int
	Roles  []string
}

// Given is a value that a curve rests on.
type Given struct {
	Name  string
	Value ir.Value
}

// bent is the error of what is no piecewise linear function.
type bent struct {
	why string
	at  source.Range
}

func (b *bent) Error() string {
	if b.at.Start.Line == 0 {
		return b.why
	}
	return fmt.Sprintf("%s (line %d)", b.why, b.at.Start.Line)
}

// mover is what moves.
type mover struct {
	// rule is the credit rule whose deal grows; -1 where a measure is moved by itself.
	rule  int
	roles []string
	// many says that deals of one size come one after another and their number moves; size is what each is credited.
	many bool
	size money.Ratio
	// alone is the measure that moves by itself, where rule is -1.
	alone int
}

// walker works expressions out as curves.
type walker struct {
	p     *ir.Program
	set   Setting
	m     mover
	k     *ir.Component // the component at hand
	in    ir.Window     // the window of the expression at hand
	rule  int           // the credit rule at whose credit it stands, -1 for none
	roles []string
	low   money.Ratio
	given map[string]ir.Value
	why   *Clause // the clause at hand: what makes an edge
	depth int
}

// result is an expression's value: a curve where it moves, else a value.
type result struct {
	curve *Curve
	value ir.Value
}

func (w *walker) lift(r result) Curve {
	if r.curve != nil {
		return *r.curve
	}
	return flat(w.low, r.value.Num)
}

// number is an expression as a curve.
func (w *walker) number(x ir.Expr) (Curve, error) {
	r, err := w.eval(x)
	if err != nil {
		return Curve{}, err
	}
	if r.curve == nil && r.value.None {
		return Curve{}, &bent{"it reads a value that is none", x.At()}
	}
	return w.lift(r), nil
}

// credited is what grows: the credit of one deal, or of as many as there are.
func (w *walker) credited() (Curve, error) {
	v := identity(w.low)
	switch {
	case w.m.rule >= 0 && w.m.many:
		return v.scaled(w.m.size), nil
	case w.m.rule >= 0 && w.k.Credit == w.m.rule:
		return v, nil
	}
	total, err := w.still(&ir.Aggregate{
		Node: ir.Node{T: ir.Type{Kind: ir.Money, Currency: w.p.Plan.Currency}, In: w.k.At},
		Op:   ir.Sum, Credit: w.k.Credit, Roles: w.k.Roles, Once: -1, Weight: -1,
	}, w.k.Window)
	return flat(w.low, total.Num), err
}

func (w *walker) place() Place { return Place{w.in, w.rule, w.roles} }

// still is the value of what does not move; names in it are noted as given.
func (w *walker) still(x ir.Expr, in ir.Window) (ir.Value, error) {
	v, err := w.set.Value(x, Place{in, w.rule, w.roles})
	if err != nil {
		return v, err
	}
	switch x := x.(type) {
	case *ir.ParamRef:
		w.given[x.Name] = v
	case *ir.MeasureRef:
		w.given[x.Name] = v
	case *ir.AttributeRef:
		w.given[x.Name] = v
	case *ir.FieldRef:
		w.given[x.Name] = v
	case *ir.TableRef:
		w.given[x.Name] = v
	case *ir.ResultRef:
		w.given[x.Name] = v
	case *ir.CurveRef:
		w.given[x.Name] = v
	case *ir.MatrixRef:
		w.given[x.Name] = v
	}
	return v, nil
}

func (w *walker) eval(x ir.Expr) (result, error) {
	if w.depth++; w.depth > 200 {
		return result{}, &bent{"it goes too deep", x.At()}
	}
	defer func() { w.depth-- }()
	if !w.moves(x) {
		return w.apart(x)
	}
	c, err := w.moving(x)
	if err != nil {
		var b *bent
		if !errors.As(err, &b) {
			err = &bent{err.Error(), x.At()}
		}
		return result{}, err
	}
	return result{curve: &c}, nil
}

// apart works out what does not move. Its parts are asked for first, so that each name in it is noted.
func (w *walker) apart(x ir.Expr) (result, error) {
	if c, ok := x.(*ir.Const); ok {
		return result{value: c.Value}, nil
	}
	ir.Walk(x, func(x ir.Expr) {
		switch x.(type) {
		case *ir.ParamRef, *ir.MeasureRef, *ir.AttributeRef, *ir.FieldRef, *ir.TableRef, *ir.CurveRef, *ir.MatrixRef, *ir.ResultRef:
			_, _ = w.still(x, w.in) // what fails here fails below, where it is reported
		}
	})
	v, err := w.still(x, w.in)
	return result{value: v}, err
}

func (w *walker) moving(x ir.Expr) (Curve, error) {
	switch x := x.(type) {
	case *ir.CreditAmount:
		if w.m.many {
			return flat(w.low, w.m.size), nil
		}
		return identity(w.low), nil
	case *ir.FieldRef:
		return w.field(x)
	case *ir.MeasureRef:
		return w.measure(x)
	case *ir.Aggregate:
		return w.aggregate(x)
	case *ir.Arith:
		return w.arith(x)
	case *ir.Neg:
		c, err := w.number(x.X)
		return c.scaledOr(whole(-1), err)
	case *ir.Extreme:
		return w.extreme(x)
	case *ir.If:
		return w.choice(x)
	case *ir.Mix:
		return w.mix(x)
	case *ir.TableRef:
		return w.table(x)
	case *ir.CurveRef:
		return w.curve(x)
	case *ir.MatrixRef:
		return w.matrix(x)
	case *ir.ResultRef:
		return w.resultOf(x)
	case *ir.Compare, *ir.And, *ir.Or, *ir.Not, *ir.IsNone, *ir.IsOneOf:
		return w.truth(x)
	default:
		return Curve{}, &bent{"it depends on the credits in a way that has no straight pieces", x.At()}
	}
}

func (c Curve) scaledOr(by money.Ratio, err error) (Curve, error) {
	if err != nil {
		return Curve{}, err
	}
	return c.scaled(by), nil
}

// field is an amount of the growing deal: it keeps the proportion to the credit that the setting's deal has.
func (w *walker) field(x *ir.FieldRef) (Curve, error) {
	v, err := w.set.Value(x, w.place())
	if err != nil {
		return Curve{}, err
	}
	credit, err := w.set.Value(&ir.CreditAmount{Node: ir.Node{T: x.T, In: x.In}}, w.place())
	if err != nil {
		return Curve{}, err
	}
	if credit.Num.IsZero() || v.None {
		return Curve{}, &bent{fmt.Sprintf("%s stands in no proportion to the credit", x.Name), x.In}
	}
	return identity(w.low).scaled(v.Num.Quo(credit.Num)), nil
}

func (w *walker) measure(x *ir.MeasureRef) (Curve, error) {
	if w.m.rule < 0 && x.Index == w.m.alone {
		return identity(w.low), nil
	}
	m := &w.p.Measures[x.Index]
	was := w.in
	w.in = m.Window
	c, err := w.number(m.Expr)
	w.in = was
	return c, err
}

func (w *walker) aggregate(x *ir.Aggregate) (Curve, error) {
	switch {
	case x.Scope.Kind != ir.Mine:
		return Curve{}, &bent{"it counts other people's credits too", x.In}
	case x.Op != ir.Sum && x.Op != ir.Count, x.Once >= 0:
		return Curve{}, &bent{fmt.Sprintf("%s is no sum", x.Op), x.In}
	}
	one := w.in.Kind == ir.OfEvent || !w.m.many
	c := identity(w.low)
	switch {
	case x.Op == ir.Count && one:
		c = flat(w.low, whole(1))
	case x.Op == ir.Sum && w.m.many && one:
		c = flat(w.low, w.m.size)
	case x.Op == ir.Sum && w.m.many:
		c = c.scaled(w.m.size)
	}
	if x.Where == nil {
		return c, nil
	}
	rule, roles := w.rule, w.roles
	w.rule, w.roles = x.Credit, w.m.roles
	cond, err := w.truth(x.Where)
	w.rule, w.roles = rule, roles
	if err != nil {
		return Curve{}, err
	}
	return chosen(cond, c, flat(w.low, money.Ratio{})), nil
}

func (w *walker) arith(x *ir.Arith) (Curve, error) {
	a, err := w.number(x.A)
	if err != nil {
		return a, err
	}
	b, err := w.number(x.B)
	if err != nil {
		return b, err
	}
	switch x.Op {
	case ir.Add:
		return plus(a, b), nil
	case ir.Sub:
		return minus(a, b), nil
	case ir.Mul:
		return times(a, b)
	default:
		return over(a, b)
	}
}

func (w *walker) extreme(x *ir.Extreme) (Curve, error) {
	best, err := w.number(x.Of[0])
	if err != nil {
		return best, err
	}
	word := "min"
	if x.Max {
		word = "max"
	}
	why := w.clause(word, x.In)
	for _, e := range x.Of[1:] {
		c, err := w.number(e)
		if err != nil {
			return c, err
		}
		if x.Max {
			best = most(best, c, why)
		} else {
			best = least(best, c, why)
		}
	}
	return best, nil
}

// clause is what makes an edge: what is written inside a clause belongs to it.
func (w *walker) clause(text string, at source.Range) *Clause {
	if w.why != nil {
		return w.why
	}
	return &Clause{text, at}
}

func (w *walker) choice(x *ir.If) (Curve, error) {
	cond, err := w.truth(x.Cond)
	if err != nil {
		return cond, err
	}
	// What is never chosen need not have a value: a ratio to a quota of nothing.
	var a, b Curve
	if cond.always(1) {
		return w.number(x.Then)
	}
	if cond.always(0) {
		return w.number(x.Else)
	}
	if a, err = w.number(x.Then); err == nil {
		b, err = w.number(x.Else)
	}
	if err != nil {
		return a, err
	}
	return chosen(cond, a, b), nil
}

func (c Curve) always(v int64) bool {
	return !slices.ContainsFunc(c.pieces, func(p Piece) bool {
		return !p.At.Equal(money.Whole(v)) || !p.Start.Equal(money.Whole(v))
	})
}

func (w *walker) mix(x *ir.Mix) (Curve, error) {
	sum := flat(w.low, money.Ratio{})
	for i, part := range x.Of {
		c, err := w.number(part)
		if err != nil {
			return c, err
		}
		sum = plus(sum, c.scaled(x.Shares[i]))
	}
	return sum, nil
}
