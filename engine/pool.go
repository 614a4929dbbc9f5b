package engine

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Pools and contests, language §9. What they give is worked out once for all who take part, and not again: what is learned
// after the pay period in which the window ended changes nobody's share.

// division is what a pool or contest gives in one window, to whom.
type division struct {
	shares map[string]portion // by payee
	notes  []string
	err    error
}

// portion is what one who takes part gets, and in words why.
type portion struct {
	amount money.Money
	exact  money.Ratio
	why    string
}

type divisionKey struct {
	component int
	window    calendar.Span
	moment    calendar.Date
	group     string
}

// divided is the payee's share of a pool or contest: one line without an event, once the window has ended, for those on
// the plan on its last day.
func (s *scope) divided(k *ir.Component, keep bool) (*earning, error) {
	g := &earning{s: s, base: k, component: k, keep: keep}
	last := s.window.Last()
	if !s.early && !s.isOver(s.window) || !s.tenure.span.Contains(last) {
		return g, nil
	}
	moment, err := s.dividedOn(last)
	if err != nil {
		return g, fmt.Errorf("%s: %w", k.Name, err)
	}
	group, takesPart, err := s.groupKey(k, last)
	if err != nil {
		return g, fmt.Errorf("%s: %w", k.Name, err)
	}
	if !takesPart {
		s.note(fmt.Sprintf("%s takes no part in %s: they report to nobody on %s", s.who.name, labelOf(k.Label, k.Name), last))
		return g, nil
	}
	d := s.division(k, moment, group)
	for _, text := range d.notes {
		s.note(text)
	}
	if d.err != nil {
		return g, fmt.Errorf("%s: %w", k.Name, d.err)
	}
	share, gets := d.shares[s.who.id]
	if !gets {
		return g, nil
	}
	g.worths = []*worth{{
		terms: k, place: s.c.place, on: last, exact: share.exact, earned: share.exact,
		paid: share.amount.Currency(), amount: share.amount, slices: []rainmaker.Slice{{
			Tier:  rainmaker.NoTier,
			Label: share.why, Rate: money.Whole(1), Base: share.exact, Factor: money.Whole(1), Amount: share.exact, Source: k.At.Start.Line,
		}},
	}}
	return g, nil
}

// dividedOn is the moment as of which a window is divided: the end of the pay period in which it ended. Where pay periods
// are each person's own that is the window's last day.
func (s *scope) dividedOn(last calendar.Date) (calendar.Date, error) {
	if s.moment < last || s.c.prog.Plan.Period.Kind == ir.OfSpan {
		return min(s.moment, last), nil
	}
	period, err := s.windowOf(ir.Window{Kind: ir.OfPeriod}, last)
	return min(s.moment, period.Last()), err
}

func amongOf(k *ir.Component) (ir.Scope, ir.Expr) {
	if k.Pool != nil {
		return k.Pool.Among, k.Pool.Where
	}
	return k.Contest.Among, k.Contest.Where
}

// groupKey says which people the payee divides with: everyone, those of their group on the window's last day, or those who
// then report to the same manager. Who reports to nobody is nobody's report and takes no part.
func (s *scope) groupKey(k *ir.Component, last calendar.Date) (key string, takesPart bool, err error) {
	among, _ := amongOf(k)
	switch among.Kind {
	case ir.Everyone:
		return "", true, nil
	case ir.OfGroup:
		group := &s.c.prog.Groups[among.Group]
		v, ok := valueOn(s.who, group.Attribute, last)
		if !ok {
			return "", false, fmt.Errorf("%s of %s on %s is not known, which says with whom they take part", s.c.prog.Attributes[group.Attribute].Name,
				s.who.name, last)
		}
		return v.String(), true, nil
	default:
		head := s.c.headOf(among, s.who, last)
		return head, head != "", nil
	}
}

// division works a window out for all who take part, once.
func (s *scope) division(k *ir.Component, moment calendar.Date, group string) division {
	component := slices.IndexFunc(s.c.prog.Components, func(o ir.Component) bool { return o.Name == k.Name })
	key := divisionKey{component, s.window, moment, group}
	w := s.c.workOut(&s.c.memo.divisions, key, func(c *Calculation) any {
		in := &scope{c: c, who: c.person(s.who.id), window: s.window}
		var d division
		d.shares, d.err = in.divide(k, moment, func(text string) { d.notes = append(d.notes, text) })
		return d
	})
	d := w.answer.(division)
	w.note(s.c, dividedQ{s.who.id, key}, d)
	return d
}

// dividedQ asks for a payee's part in a division.
type dividedQ struct {
	payee string
	key   divisionKey
}

func (q dividedQ) answer(c *Calculation) any {
	who := c.facts.people[q.payee]
	if who == nil {
		return nil
	}
	s := &scope{c: c, who: who, window: q.key.window}
	return s.division(&c.prog.Components[q.key.component], q.key.moment, q.key.group)
}

func (q dividedQ) same(a, b any) bool {
	if b == nil {
		return false
	}
	x, y := a.(division), b.(division)
	mine, gets := x.shares[q.payee]
	now, still := y.shares[q.payee]
	return gets == still && mine.amount == now.amount && mine.exact.Equal(now.exact) && mine.why == now.why &&
		slices.Equal(x.notes, y.notes) && sameError(x.err, y.err)
}

func (s *scope) divide(k *ir.Component, moment calendar.Date, noted func(string)) (map[string]portion, error) {
	field, err := s.taking(k, moment, noted)
	if err != nil {
		return nil, err
	}
	if len(field) == 0 {
		what := "nothing is won"
		if k.Pool != nil {
			what = "the fund is not distributed"
		}
		noted(fmt.Sprintf("nobody takes part in %s in %s: %s", labelOf(k.Label, k.Name), s.window, what))
		return nil, nil
	}
	if k.Pool != nil {
		return shareOut(k.Pool, field)
	}
	return rank(k.Contest, field)
}

// taking lists, by id, the scopes of those who take part: in the scope, on the plan on the window's last day, and
// meeting its condition. Each is worked out as in their own statement.
func (s *scope) taking(k *ir.Component, moment calendar.Date, noted func(string)) ([]*scope, error) {
	among, where := amongOf(k)
	last := s.window.Last()
	var out []*scope
	for _, p := range s.c.everybody() {
		if p != s.who && !s.sameGroup(among, p, last) {
			continue
		}
		i := slices.IndexFunc(s.c.tenuresOf(p.id), func(t *tenure) bool { return t.span.Contains(last) })
		if i < 0 {
			continue
		}
		in := s.c.scopeAt(s.c.tenuresOf(p.id)[i], s.window, moment)
		in.noted = noted
		if where != nil {
			yes, err := in.holds(where)
			if in.leaves(k, err) {
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.name, err)
			}
			if !yes {
				continue
			}
		}
		out = append(out, in)
	}
	return out, nil
}

func (s *scope) sameGroup(among ir.Scope, p *person, last calendar.Date) bool {
	in := *s
	in.fixed = &last
	if among.Kind == ir.DirectReports || among.Kind == ir.AllReports {
		in.head = s.c.headOf(among, s.who, last)
	}
	return in.includes(among, p, last)
}

// leaves reports whether somebody is left out because nobody gave a number they need, and says so.
func (s *scope) leaves(k *ir.Component, err error) bool {
	missing := noValue{}
	if !errors.As(err, &missing) {
		return false
	}
	s.note(fmt.Sprintf("%s takes no part in %s: %s", s.who.name, labelOf(k.Label, k.Name), missing))
	return true
}

// once works out an amount that is the same for all who take part, rounded as money.
func once(x ir.Expr, among ir.Scope, field []*scope) (money.Money, error) {
	s := *field[0]
	last := s.window.Last()
	s.fixed = &last
	if among.Kind == ir.DirectReports || among.Kind == ir.AllReports {
		s.head = s.c.headOf(among, s.who, last)
	}
	v, err := s.eval(x)
	if err != nil {
		return money.Money{}, err
	}
	if v.None {
		return money.Money{}, fmt.Errorf("line %d: the amount to give is none", x.At().Start.Line)
	}
	return money.RoundTo(v.Num, s.c.prog.Plan.Currency, s.c.prog.Plan.Rounding)
}

// shareOut divides a fund by largest remainder, ties by id. A share below zero counts as none, and so does a fund.
func shareOut(p *ir.PoolTerms, field []*scope) (map[string]portion, error) {
	fund, err := once(p.Fund, p.Among, field)
	if err != nil {
		return nil, fmt.Errorf("fund: %w", err)
	}
	if fund.Sign() < 0 {
		fund = money.New(0, fund.Currency())
	}
	weights, total := make([]money.Ratio, len(field)), money.Ratio{}
	for i, in := range field {
		weights[i] = money.Whole(1)
		if p.ShareBy != nil {
			v, err := in.eval(p.ShareBy)
			if err != nil {
				return nil, fmt.Errorf("share of %s: %w", in.who.name, err)
			}
			weights[i] = money.Max(v.Num, money.Ratio{})
		}
		total = total.Add(weights[i])
	}
	if total.IsZero() {
		field[0].note(fmt.Sprintf("nobody has a share of the fund of %s in %s: it is not distributed", fund, field[0].window))
		return nil, nil
	}
	why := func(i int) string {
		if p.ShareBy == nil {
			return fmt.Sprintf("one of %d equal shares of %s", len(field), fund)
		}
		return fmt.Sprintf("%s of %s", figure(ir.PercentOf(weights[i].Quo(total))), fund)
	}
	return apportion(fund, weights, total, field, why)
}

func apportion(amount money.Money, weights []money.Ratio, total money.Ratio, field []*scope, why func(int) string) (map[string]portion, error) {
	parts, err := money.Apportion(amount.Minor(), weights)
	if err != nil {
		return nil, err
	}
	out := map[string]portion{}
	for i, in := range field {
		out[in.who.id] = portion{money.New(parts[i], amount.Currency()), amount.Ratio().Mul(weights[i]).Quo(total), why(i)}
	}
	return out, nil
}

func byID(a, b *scope) int {
	return cmp.Or(rainmaker.CompareIDs(a.who.id, b.who.id), cmp.Compare(a.who.id, b.who.id))
}
