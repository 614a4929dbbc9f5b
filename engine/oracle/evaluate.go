package oracle

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
)

// scope is where an expression stands.
type scope struct {
	o      *oracle
	now    calendar.Date // the moment of calculation: the end of a pay period
	payee  rainmaker.PayeeID
	tenure *tenure
	// other says that the payee is looked at by somebody else: all their credits count, and numbers are those of whichever
	// assignment holds. of is then the scope of whoever looks, whose days alone count in a flow, and viewer who looks.
	other  bool
	of     string
	viewer *scope
	across bool          // what I am given in every plan
	giver  *tenure       // of the number that is ramped
	window window        // of aggregates and flows
	asOf   calendar.Date // credits counting later are not looked at
	// look, when set, is asOf for measures of windows longer than the component's: a held gate looks again.
	look     calendar.Date
	on       calendar.Date    // the day on which dated values are read
	event    *Event           // at hand, for fields
	credit   *credited        // at hand
	balances map[string]int64 // of a settlement
	// upTo, when set, leaves only the credits that stand before a place in the declared order.
	upTo func(*credited) bool
}

// must evaluates where nothing can be missing: in a credit rule.
func (s scope) must(e Expr) *big.Rat {
	v, err := s.eval(e)
	if err != nil {
		panic("oracle: " + err.Error())
	}
	return v
}

func (s scope) eval(e Expr) (*big.Rat, error) {
	switch e := e.(type) {
	case Number:
		return e.Value, nil
	case Percent:
		return e.Value, nil
	case Cash:
		return e.Value, nil
	case Bracket:
		return s.eval(e.E)
	case Field:
		v := field(s.event, e.Name, s.now)
		if v.IsNone() {
			panic("oracle: " + s.event.ref().String() + " is paid on " + e.Name + ", which is none")
		}
		return s.o.number(v), nil
	case Credited:
		return s.credit.amount, nil
	case Share:
		return s.credit.share, nil
	case ParamRef:
		s.across = e.Across
		return s.param(e.Name)
	case TableRef:
		return s.table(e.Name)
	case MeasureRef:
		return s.measure(e.Name)
	case Aggregate:
		return s.aggregate(e)
	case CurveRef:
		return s.curve(e.Name)
	case MatrixRef:
		return s.matrix(e.Name)
	case Mix:
		return s.mix(e)
	case Age:
		return rat(s.age(e.Unit, s.on), 1), nil
	case Nth, DaysFrom, MonthsFrom:
		return s.dates(e), nil
	case GridRef:
		return s.grid(e.Name)
	case Converted:
		return s.convert(e), nil
	case Balance:
		return s.o.major(s.balances[e.Name]), nil
	case People:
		return s.people(e)
	case Streak:
		return s.streak(e)
	case ToDate:
		return s.paramUpTo(e.Name, min(s.asOf, s.now))
	case ResultRef:
		return s.result(e.Name)
	case Carry:
		return s.carried(e.Name)
	case Op:
		return s.op(e)
	case Extreme:
		return s.extreme(e)
	case If:
		return s.choice(e)
	}
	panic(fmt.Sprintf("oracle: expression %T", e))
}

func (s scope) choice(e If) (*big.Rat, error) {
	t, err := s.test(e.Cond)
	if err != nil {
		return nil, err
	}
	if t == yes {
		return s.eval(e.Then)
	}
	return s.eval(e.Else)
}

func (s scope) op(e Op) (*big.Rat, error) {
	l, err := s.eval(e.L)
	if err != nil {
		return nil, err
	}
	r, err := s.eval(e.R)
	if err != nil {
		return nil, err
	}
	switch e.Sign {
	case "+":
		return new(big.Rat).Add(l, r), nil
	case "-":
		return new(big.Rat).Sub(l, r), nil
	case "x", "of":
		return new(big.Rat).Mul(l, r), nil
	case "/":
		if r.Sign() == 0 {
			return nil, &trouble{BlockedZero, fmt.Sprintf("%s / %s 0 for %s in %s", l.RatString(), e.R, s.payee, s.window.span)}
		}
		return new(big.Rat).Quo(l, r), nil
	}
	panic("oracle: operator " + e.Sign)
}

func (s scope) extreme(e Extreme) (*big.Rat, error) {
	var best *big.Rat
	for _, a := range e.Args {
		v, err := s.eval(a)
		if err != nil {
			return nil, err
		}
		if best == nil || (v.Cmp(best) > 0) == e.Max {
			best = v
		}
	}
	return best, nil
}

func (s scope) param(name string) (*big.Rat, error) { return s.paramUpTo(name, 0) }

// paramUpTo is a parameter, of a flow only what falls on parts that have begun by a day.
func (s scope) paramUpTo(name string, end calendar.Date) (*big.Rat, error) {
	p := s.o.w.param(name)
	if p.By != "" {
		key, ok := s.text(p.By)
		if !ok {
			panic("oracle: " + name + " has no key " + p.By)
		}
		name += " for " + key
	}
	on := func(d calendar.Date) (*big.Rat, *tenure) {
		if then := s.o.on(d).w.param(p.Name); then.Default != nil {
			if t := s.holder(d); t != nil {
				return s.must(then.Default), t
			}
			return nil, nil
		}
		return s.given(name, d)
	}
	if p.Flow != nil {
		return s.flow(name, p.Flow, on, end)
	}
	if p.Default != nil {
		return s.must(p.Default), nil
	}
	v, _ := on(s.on)
	if v == nil {
		return nil, &trouble{BlockedMissing, fmt.Sprintf("%s missing for %s on %s", name, s.payee, s.on)}
	}
	return v, nil
}

func (s scope) table(name string) (*big.Rat, error) {
	t := s.o.w.table(name)
	if t.Flow != nil {
		attribute := strings.TrimPrefix(t.By, "payee.")
		return s.flow(name, t.Flow, func(d calendar.Date) (*big.Rat, *tenure) {
			key, ok := s.o.attribute(s.payee, attribute, d)
			if !ok {
				return nil, nil
			}
			return s.must(s.o.on(d).w.table(name).named(key)), s.holder(d)
		}, 0)
	}
	if t.Rows[0].Bound == nil {
		key := ""
		if attribute, isAttribute := strings.CutPrefix(t.By, "payee."); isAttribute {
			key, _ = s.o.attribute(s.payee, attribute, s.on)
		} else {
			key = field(s.event, t.By, s.now).String()
		}
		return s.eval(t.named(key))
	}
	at, err := s.eval(t.key())
	if err != nil {
		return nil, err
	}
	row := t.Rows[0].Value // holds what lies below it, too
	for _, r := range t.Rows {
		if reached(at, s.must(r.Bound), r.Above) {
			row = r.Value
		}
	}
	return s.eval(row)
}

func (t *Table) key() Expr {
	if u, ok := strings.CutSuffix(t.By, " of assignment"); ok {
		age, _ := unit(u)
		return Age{age}
	}
	if t.ByM {
		return MeasureRef{t.By}
	}
	return Field{t.By}
}

func (t *Table) named(key string) Expr {
	i := slices.IndexFunc(t.Rows, func(r Row) bool { return r.Key == key })
	if i < 0 {
		i = slices.IndexFunc(t.Rows, func(r Row) bool { return r.Key == "" && r.Bound == nil })
	}
	if i < 0 {
		panic("oracle: table " + t.Name + " has no row " + key)
	}
	return t.Rows[i].Value
}

// reached reports whether a value is in the tier or row that begins at a bound: from includes it, above does not.
func reached(v, bound *big.Rat, above bool) bool {
	c := v.Cmp(bound)
	return c > 0 || c == 0 && !above
}

// measure is worked out in its own window, of what counts up to the end of the window it is used in.
func (s scope) measure(name string) (*big.Rat, error) {
	m := s.o.w.measure(name)
	longer := s.o.named(m.Window) != s.window.name
	s.window = s.o.around(s.tenure, m.Window, s.window)
	s.on = s.lastDay()
	if s.look != 0 { // one of the window itself as it ended, a longer one as of the look; its sums no later, whatever they are over
		if longer {
			s.asOf = max(s.asOf, min(s.look, s.on))
		}
		s.look = 0
	}
	s.credit, s.event, s.across = nil, nil, false
	if s.upTo != nil || s.window.event != nil || s.of != "" {
		return s.eval(m.Is)
	}
	key := measureKey{name, s.payee, s.index(), s.window.name, s.window.span, s.asOf, s.now}
	if got, ok := s.o.measured[key]; ok {
		return got.value, got.err
	}
	v, err := s.eval(m.Is)
	s.o.measured[key] = flowResult{v, err}
	return v, err
}

// measureKey is what a measure of a window depends on.
type measureKey struct {
	name      string
	payee     rainmaker.PayeeID
	tenure    int
	window    string
	span      calendar.Span
	asOf, now calendar.Date
}

// index is that of the assignment at hand, -1 for all that somebody else holds, and less for all of mine.
func (s scope) index() int {
	switch {
	case s.other:
		return -1
	case s.across:
		return -2 - s.tenure.index
	}
	return s.tenure.index
}

// lastDay is the last day of the window on which the payee is on the plan, where there is one.
func (s scope) lastDay() calendar.Date {
	last := s.window.span.Before - 1
	if !s.other {
		return min(last, s.tenure.active.Before-1)
	}
	for d := last; d >= s.window.span.From; d-- {
		if s.holder(d) != nil {
			return d
		}
	}
	return last
}

func (s scope) aggregate(a Aggregate) (*big.Rat, error) {
	var amounts []*big.Rat
	weights, met := new(big.Rat), map[string]bool{}
	at := s.over(a.Over)
	for _, c := range s.o.credits(s.now) {
		if at.counts(c, a) && c.name == a.Credit && (a.Role == "" || a.Role == c.roleName) {
			inside := scope{o: s.o, now: s.now, payee: c.payee, tenure: s.tenure, on: c.on, event: c.event, credit: c}
			if a.Where != nil && inside.truth(a.Where) != yes {
				continue
			}
			if a.Once != "" {
				v := field(c.event, a.Once, s.now)
				if !v.IsNone() && met[v.String()] {
					s.o.seen[SeenOnce] = true
					continue
				}
				met[v.String()] = true
			}
			amount := c.amount
			if a.By != "" {
				weight := s.o.number(field(c.event, a.By, s.now))
				weights.Add(weights, weight)
				amount = new(big.Rat).Mul(amount, weight)
			}
			amounts = append(amounts, amount)
		}
	}
	sum := new(big.Rat)
	for _, v := range amounts {
		sum.Add(sum, v)
	}
	switch a.Fn {
	case "sum":
		return sum, nil
	case "count":
		return rat(int64(len(amounts)), 1), nil
	case "average":
		return sum.Quo(sum, rat(max(1, int64(len(amounts))), 1)), nil // of none it is 0
	case "largest":
		if len(amounts) == 0 {
			return sum, nil
		}
		return slices.MaxFunc(amounts, (*big.Rat).Cmp), nil
	case "weighted":
		return sum, at.weighed(weights, len(amounts))
	}
	panic("oracle: aggregate " + a.Fn)
}

// sees reports whether a credit is mine, counts in my assignment and in the window, and is not looked at too early.
func (s scope) sees(c *credited) bool { return s.counts(c, Aggregate{}) }

// counts reports whether a credit is one that a sum looks at: mine or of the people in its scope, in its window, and not too
// early.
func (s scope) counts(c *credited, a Aggregate) bool {
	switch {
	case a.Of != "":
		if !s.includes(a.Of, c.payee, c.on) {
			return false
		}
	case c.payee != s.payee || !s.other && !a.Across && !s.tenure.active.Contains(c.on):
		return false
	}
	return s.window.span.Contains(c.on) && c.on <= s.asOf && (s.window.event == nil || s.window.event == c.event) &&
		(s.upTo == nil || s.upTo(c))
}
