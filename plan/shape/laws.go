package shape

import (
	"fmt"
	"slices"

	"rainmaker/plan/ir"
)

// Law is what a change of deals may not do to a component's total. Not every fair plan keeps every law, but a plan that
// breaks one has a clause that does it, and people will find it.
type Law uint8

// The laws.
const (
	// SplitMerge: a deal written as two of the same day, side by side in the order, with every amount divided between them,
	// pays the same.
	SplitMerge Law = iota
	// Scaling: with every amount of money doubled, of deals and of personal numbers, the pay doubles, but for rounding.
	Scaling
	// BookAndCancel: a deal and straight after it the same with every amount negative pay nothing together, as the last two
	// of the window.
	BookAndCancel
	// Monotone: a deal more of amounts above zero, or a larger one, never lowers the pay, but for the rounding of lines where
	// each is rounded by itself.
	Monotone
)

// AllLaws are the laws, in order.
var AllLaws = []Law{SplitMerge, Scaling, BookAndCancel, Monotone}

func (l Law) String() string {
	return [...]string{"split and merge", "scaling", "book and cancel", "monotone"}[l]
}

// Answer says whether a law holds.
type Answer uint8

// A law holds for all deals, or some deals break it, or neither could be shown.
const (
	Holds Answer = iota
	DoesNot
	Unproved
)

func (a Answer) String() string { return [...]string{"holds", "does not hold", "unproved"}[a] }

// Verdict is whether a component keeps a law, and otherwise which clause stands against it.
type Verdict struct {
	Law     Law
	Answer  Answer
	Because string
	Clause  *Clause
}

func (v Verdict) String() string {
	if v.Answer == Holds {
		return v.Law.String() + " holds"
	}
	return fmt.Sprintf("%s %s: %s", v.Law, v.Answer, v.Because)
}

// Laws says of a component which laws it keeps. The first three follow from how its clauses read amounts; whether pay can
// fall follows from the numbers in them too, which the setting knows.
func Laws(p *ir.Program, component int, set Setting) []Verdict {
	return []Verdict{
		seen(p, component, set, graded(p, component, SplitMerge)), seen(p, component, set, graded(p, component, Scaling)),
		seen(p, component, set, graded(p, component, BookAndCancel)), monotone(p, component, set),
	}
}

// seen holds a clause that breaks a law against what the whole component pays: where a cap and a gate leave two amounts
// only, whatever the deals, what the clause does may never be seen.
func seen(p *ir.Program, component int, set Setting, v Verdict) Verdict {
	k := &p.Components[component]
	if v.Answer != DoesNot || k.Credit < 0 || !hides(k) {
		return v
	}
	exact := false
	for _, m := range Moves(p, component) {
		c := Of(p, component, m, set)
		if c.Sampled != "" {
			continue
		}
		exact = true
		for _, piece := range c.Curve.pieces {
			if !piece.Slope.IsZero() {
				return v
			}
		}
	}
	if exact {
		v.Answer, v.Because = Unproved, v.Because+", but with these numbers its limits and gates hide it"
	}
	return v
}

// graded decides the laws about proportion.
func graded(p *ir.Program, component int, law Law) Verdict {
	g := &grader{p: p, law: law, rule: -1, seen: map[int]bool{}}
	if b := g.component(&p.Components[component]); b != nil {
		return Verdict{Law: law, Answer: DoesNot, Because: b.text(), Clause: &b.Clause}
	}
	if b := besides(p, &p.Components[component]); b != nil && law != Scaling {
		return Verdict{Law: law, Answer: Unproved, Because: b.text(), Clause: &b.Clause}
	}
	return Verdict{Law: law, Answer: Holds}
}

// besides finds tiers in slices whose measure also counts what else one deal is credited with, to me under another rule or
// role or to others. The deal then takes two places, one of which is not paid: written as two, or booked and cancelled, the
// paid ones lie elsewhere.
func besides(p *ir.Program, k *ir.Component) *breach {
	terms := []*ir.Terms{&k.Terms}
	for i := range k.Exceptions {
		terms = append(terms, &k.Exceptions[i].Terms)
	}
	for _, t := range terms {
		if t.Tiers == nil || t.Tiers.Mode == ir.WholeAmount || len(t.Tiers.Tiers) < 2 || k.Credit < 0 {
			continue
		}
		found := false
		Walk(p, t.Tiers.By, func(x ir.Expr) {
			a, ok := x.(*ir.Aggregate)
			if !ok || eventOf(p, a.Credit) != eventOf(p, k.Credit) {
				return
			}
			within := len(k.Roles) == 0 || len(a.Roles) > 0 && !slices.ContainsFunc(a.Roles, func(r string) bool { return !slices.Contains(k.Roles, r) })
			found = found || a.Credit != k.Credit || a.Scope.Kind != ir.Mine || !within
		})
		if found {
			return &breach{Clause{"tiers", t.Tiers.At}, "go by a measure that also counts what else a deal is credited with"}
		}
	}
	return nil
}

// eventOf is the kind of event that a rule, or what it rolls up, credits.
func eventOf(p *ir.Program, rule int) int {
	for p.Credits[rule].From >= 0 {
		rule = p.Credits[rule].From
	}
	return p.Credits[rule].Event
}

// breach is a clause that breaks a law, and how.
type breach struct {
	Clause
	how string
}

func (b *breach) text() string {
	return fmt.Sprintf("%s (line %d) %s", b.Text, b.At.Start.Line, b.how)
}

// grade is how an expression grows when amounts do: 0 stays, 1 grows in proportion. Nothing at all is of any grade.
type grade struct {
	n       int
	nothing bool
}

// grader follows how amounts enter a component. For [Scaling] all money grows; for the other laws the amounts of one deal
// do, and totals over all deals stay.
type grader struct {
	p     *ir.Program
	law   Law
	rule  int  // the credit rule at hand
	each  bool // each event is worked out by itself: its totals are its own
	seen  map[int]bool
	where Clause // the clause at hand
}

func (g *grader) breaks(how string) *breach { return &breach{g.where, how} }

func (g *grader) same(a, b grade) (grade, *breach) {
	switch {
	case a.nothing:
		a.n = b.n
		a.nothing = b.nothing
	case !b.nothing && a.n != b.n:
		return a, g.breaks("sets an amount that grows against one that does not")
	}
	return a, nil
}

// ordered is what a comparison, a smaller or a larger one of two needs: nothing may change by which of them is larger.
func (g *grader) ordered(a, b grade) (grade, *breach) {
	out, bad := g.same(a, b)
	if bad == nil && g.law == BookAndCancel && out.n != 0 && !out.nothing {
		bad = g.breaks("asks whether an amount of the deal is above another, and the cancellation's is negative")
	}
	return out, bad
}

func (g *grader) of(x ir.Expr) (grade, *breach) {
	switch x := x.(type) {
	case nil:
		return grade{}, nil
	case *ir.Const:
		return grade{nothing: x.Value.Num.IsZero() && !x.Value.None && (x.Value.Kind == ir.Money || x.Value.Kind == ir.Number)}, nil
	case *ir.FieldRef:
		return grade{n: g.field(x)}, nil
	case *ir.RowRef:
		return grade{n: oneIf(x.T.Kind == ir.Money)}, nil
	case *ir.CreditAmount:
		return g.credit(g.rule)
	case *ir.ParamRef:
		return g.param(x)
	case *ir.MeasureRef:
		m := &g.p.Measures[x.Index]
		was := g.each
		g.each = m.Window.Kind == ir.OfEvent
		out, bad := g.of(m.Expr)
		g.each = was
		return out, bad
	case *ir.Aggregate:
		return g.aggregate(x)
	case *ir.Arith:
		return g.arith(x)
	case *ir.Neg:
		return g.of(x.X)
	case *ir.Convert:
		return g.of(x.X)
	case *ir.Extreme:
		return g.fold(x.Of, g.ordered)
	case *ir.Mix:
		return g.fold(x.Of, g.same)
	case *ir.Compare:
		return g.fold([]ir.Expr{x.A, x.B}, g.ordered)
	case *ir.If:
		if _, bad := g.of(x.Cond); bad != nil {
			return grade{}, bad
		}
		return g.fold([]ir.Expr{x.Then, x.Else}, g.same)
	case *ir.ResultRef:
		return g.result(x.Component)
	case *ir.CarryRef: // what a cap cuts behaves as what it cuts it from
		return g.result(x.Component)
	}
	return g.rest(x)
}

func oneIf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (g *grader) field(x *ir.FieldRef) int {
	if g.law == Scaling {
		return oneIf(x.T.Kind == ir.Money)
	}
	return oneIf(g.rule >= 0 && divided(g.p, g.rule, x))
}

func (g *grader) param(x *ir.ParamRef) (grade, *breach) {
	param := &g.p.Params[x.Index]
	if g.law != Scaling {
		return grade{}, nil
	}
	if param.Default != nil {
		return g.of(param.Default)
	}
	return grade{n: oneIf(param.Type.Kind == ir.Money)}, nil
}

// fold joins the grades of several.
func (g *grader) fold(parts []ir.Expr, join func(a, b grade) (grade, *breach)) (grade, *breach) {
	out, bad := g.of(parts[0])
	for _, part := range parts[1:] {
		if bad != nil {
			break
		}
		var next grade
		if next, bad = g.of(part); bad == nil {
			out, bad = join(out, next)
		}
	}
	return out, bad
}

func (g *grader) arith(x *ir.Arith) (grade, *breach) {
	if x.Op == ir.Add || x.Op == ir.Sub {
		return g.fold([]ir.Expr{x.A, x.B}, g.same)
	}
	return g.fold([]ir.Expr{x.A, x.B}, func(a, b grade) (grade, *breach) {
		if x.Op == ir.Quo {
			return grade{a.n - b.n, a.nothing}, nil
		}
		return grade{a.n + b.n, a.nothing || b.nothing}, nil
	})
}

// rest are expressions whose parts only have to keep their truth, and names for values by steps and lines.
func (g *grader) rest(x ir.Expr) (grade, *breach) {
	switch x := x.(type) {
	case *ir.TableRef:
		t := &g.p.Tables[x.Index]
		values := make([]ir.Expr, 0, len(t.Rows)+1)
		for _, r := range t.Rows {
			values = append(values, r.Value)
		}
		if t.Else != nil {
			values = append(values, t.Else)
		}
		return g.stepped("table "+t.Name, t.At.Start.Line, t.Keys, values)
	case *ir.CurveRef:
		c := &g.p.Curves[x.Index]
		var values []ir.Expr
		for _, p := range c.Points {
			values = append(values, p.Value)
		}
		for _, e := range []ir.Expr{c.Below, c.Slope} {
			if e != nil {
				values = append(values, e)
			}
		}
		return g.stepped("curve "+c.Name, c.At.Start.Line, []ir.Expr{c.By}, values)
	case *ir.MatrixRef:
		m := &g.p.Matrices[x.Index]
		var values []ir.Expr
		for _, row := range m.Values {
			values = append(values, row...)
		}
		return g.stepped("matrix "+m.Name, m.At.Start.Line, []ir.Expr{m.Rows, m.Cols}, values)
	}
	for _, part := range ir.Parts(x) {
		if _, bad := g.of(part); bad != nil {
			return grade{}, bad
		}
	}
	if people, ok := x.(*ir.People); ok && people.X != nil {
		return g.of(people.X)
	}
	return grade{}, nil
}

// stepped is looked up by keys against fixed bounds, so the keys may not grow.
func (g *grader) stepped(name string, line int, keys, values []ir.Expr) (grade, *breach) {
	for _, key := range keys {
		k, bad := g.of(key)
		if bad != nil {
			return k, bad
		}
		if k.n != 0 && !k.nothing {
			return k, g.breaks(fmt.Sprintf("reads %s (line %d), whose bounds are fixed amounts", name, line))
		}
	}
	return g.fold(values, g.same)
}

// credit is how what a rule credits grows: in proportion to the deal, or not where each deal counts the same.
func (g *grader) credit(rule int) (grade, *breach) {
	was, where := g.rule, g.where
	defer func() { g.rule, g.where = was, where }()
	g.rule = rule
	c := &g.p.Credits[rule]
	out := grade{nothing: true}
	for i := range c.Targets {
		t := &c.Targets[i]
		g.where = Clause{"`to` of credit " + c.Name, t.At}
		var amount grade
		var bad *breach
		switch {
		case t.Amount == ir.Plain:
			amount, bad = g.of(t.Value)
		case t.Base == nil: // of a rollup: what it rolls up
			amount, bad = g.credit(c.From)
		default:
			if amount, bad = g.of(t.Base); bad == nil && t.Amount == ir.ShareOf {
				var share grade
				if share, bad = g.of(t.Share); bad == nil && share.n != 0 && !share.nothing {
					bad = g.breaks("takes a share that depends on an amount of the deal")
				}
			}
		}
		if bad == nil {
			out, bad = g.same(out, amount)
		}
		if bad != nil {
			return out, bad
		}
	}
	return out, g.conditions(c)
}

func (g *grader) conditions(c *ir.Credit) *breach {
	for _, cond := range c.Where {
		g.where = Clause{"`where` of credit " + c.Name, cond.At()}
		if _, bad := g.of(cond); bad != nil {
			return bad
		}
	}
	if c.From >= 0 {
		g.rule = c.From
		return g.conditions(&g.p.Credits[c.From])
	}
	return nil
}

// aggregate is a total over deals. For the laws about one deal it stays, if the rule credits in proportion.
func (g *grader) aggregate(x *ir.Aggregate) (grade, *breach) {
	if x.Where != nil {
		was := g.rule
		g.rule = x.Credit
		_, bad := g.of(x.Where)
		g.rule = was
		if bad != nil {
			return grade{}, bad
		}
	}
	credit, bad := g.credit(x.Credit)
	if bad != nil {
		return credit, bad
	}
	switch {
	case g.law == Scaling:
		if x.Op == ir.Count {
			return grade{}, nil
		}
		return credit, nil
	case g.each: // of one event by itself
		if x.Op == ir.Count {
			return grade{}, nil
		}
		return credit, nil
	case x.Op == ir.Count || x.Once >= 0:
		return grade{}, g.breaks("counts deals")
	case x.Op != ir.Sum:
		return grade{}, g.breaks("takes the " + x.Op.String() + " of the deals")
	case credit.n != 1 && !credit.nothing:
		return grade{}, g.breaks("counts deals: each is credited the same whatever its amount")
	}
	return grade{}, nil
}

// result is another component's pay, or what its cap carries of it.
func (g *grader) result(component int) (grade, *breach) {
	if g.seen[component] {
		return grade{n: oneIf(g.law == Scaling)}, nil
	}
	g.seen[component] = true
	in := &grader{p: g.p, law: g.law, rule: -1, seen: g.seen}
	if bad := in.component(&g.p.Components[component]); bad != nil {
		return grade{}, bad
	}
	return grade{n: oneIf(g.law == Scaling)}, nil
}
