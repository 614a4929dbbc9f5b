package engine

import (
	"errors"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// Whatever works out pay asks for facts here and nowhere else. Where what it reads is noted it works in a calculation that
// has no facts of its own (see [Calculation.noting]), so that nothing can be read past the notes: it would not be there.

// question is something asked about the company's facts. A calculation made of changed facts that answers all questions
// alike comes to the same result.
type question interface {
	// answer is the answer of a calculation that has facts.
	answer(c *Calculation) any
	same(a, b any) bool
}

// quick is a question that can be seen to be answered alike without answering it, where what it is about is the very same.
type quick interface {
	untouched(c *Calculation, answer any) bool
}

// reads is what was asked on the way to a result, each question once.
type reads struct {
	list []noted
	seen map[asked]bool
}

type asked struct {
	place int // the version of the plan that was asked
	q     question
}

type noted struct {
	asked
	answer any
	// by is what was read to work the answer out; nil for a plain fact.
	by *reads
}

func (r *reads) note(place int, q question, answer any, by *reads) {
	at := asked{place, q}
	if r.seen[at] {
		return
	}
	if r.seen == nil {
		r.seen = map[asked]bool{}
	}
	r.seen[at] = true
	r.list = append(r.list, noted{at, answer, by})
}

// read notes an answer, where what is read is noted.
func read[Q question, A any](c *Calculation, q Q, answer A) A {
	if c.reads != nil {
		c.reads.note(c.place, q, answer, nil)
	}
	return answer
}

// noting is the calculation that notes what is read, in all versions of its plan; it shares the answers that are kept.
func (c *Calculation) noting(r *reads) *Calculation {
	line := *c.line
	line.all = make([]*Calculation, len(c.line.all))
	for i, v := range c.line.all {
		other := *v
		other.line, other.reads, other.of, other.facts = &line, r, v.whole(), facts{}
		line.all[i] = &other
	}
	return line.all[c.place]
}

// whole is the calculation that has the facts.
func (c *Calculation) whole() *Calculation {
	if c.of != nil {
		return c.of
	}
	return c
}

// stands reports whether all questions that led to a result are answered here as they were.
func (c *Calculation) stands(r *reads) bool {
	if known, ok := c.memo.stands.Load(r); ok {
		return known.(bool)
	}
	stands := c.alike(r)
	c.memo.stands.Store(r, stands)
	return stands
}

func (c *Calculation) alike(r *reads) bool {
	return !slices.ContainsFunc(r.list, func(n noted) bool {
		of := c.line.all[n.place]
		if q, ok := n.q.(quick); ok && q.untouched(of, n.answer) {
			return false
		}
		return (n.by == nil || !c.stands(n.by)) && !n.q.same(n.answer, n.q.answer(of))
	})
}

// sameList reports whether two lists are one in memory.
func sameList[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// exact is the comparison of answers that are alike where they are equal.
type exact struct{}

func (exact) same(a, b any) bool { return a == b }

type personQ struct {
	exact
	id string
}

func (q personQ) answer(c *Calculation) any { return c.facts.people[q.id] }

// person is all that is known of somebody; nil for nobody known.
func (c *Calculation) person(id string) *person {
	return read(c, personQ{id: id}, c.whole().facts.people[id])
}

type everybodyQ struct{}

func (everybodyQ) answer(c *Calculation) any { return c.facts.staff }
func (everybodyQ) same(a, b any) bool        { return slices.Equal(a.([]*person), b.([]*person)) }

// everybody lists the people by id.
func (c *Calculation) everybody() []*person { return read(c, everybodyQ{}, c.whole().facts.staff) }

// tenuresQ asks for somebody's assignments to the plan, or to every plan.
type tenuresQ struct {
	id    string
	every bool
}

func (q tenuresQ) answer(c *Calculation) any {
	if q.every {
		return c.facts.held[q.id]
	}
	return c.facts.tenures[q.id]
}
func (tenuresQ) same(a, b any) bool { return slices.Equal(a.([]*tenure), b.([]*tenure)) }

// tenuresOf lists somebody's assignments to the plan, heldOf those to every plan.
func (c *Calculation) tenuresOf(id string) []*tenure {
	return read(c, tenuresQ{id: id}, c.whole().facts.tenures[id])
}

func (c *Calculation) heldOf(id string) []*tenure {
	return read(c, tenuresQ{id: id, every: true}, c.whole().facts.held[id])
}

type assignedQ struct {
	exact
	id string
	on calendar.Date
}

func (q assignedQ) answer(c *Calculation) any { return c.holds(q.id, q.on) }

// assigned reports whether a person holds an assignment to any plan on a day.
func (c *Calculation) assigned(p *person, on calendar.Date) bool {
	return read(c, assignedQ{id: p.id, on: on}, c.whole().holds(p.id, on))
}

func (c *Calculation) holds(id string, on calendar.Date) bool {
	return slices.ContainsFunc(c.facts.held[id], func(t *tenure) bool { return t.span.Contains(on) })
}

type spansQ struct{}

func (spansQ) same(a, b any) bool { return slices.Equal(a.([]calendar.Span), b.([]calendar.Span)) }

type leavesQ struct {
	spansQ
	id string
}

func (q leavesQ) answer(c *Calculation) any { return c.facts.resting.leaves[q.id] }

// leavesOf are the days of somebody's leave.
func (c *Calculation) leavesOf(id string) []calendar.Span {
	return read(c, leavesQ{id: id}, c.whole().facts.resting.leaves[id])
}

type employedQ struct {
	spansQ
	id string
}

func (q employedQ) answer(c *Calculation) any { return c.facts.employed[q.id] }

// employed are the days on which somebody holds an assignment to any plan.
func (c *Calculation) employed(id string) []calendar.Span {
	return read(c, employedQ{id: id}, c.whole().facts.employed[id])
}

type workdaysQ struct {
	exact
	span calendar.Span
}

func (q workdaysQ) answer(c *Calculation) any { return c.facts.resting.workdays(q.span) }

// workdays counts Monday to Friday in a span, less the company's holidays.
func (c *Calculation) workdays(span calendar.Span) int {
	return read(c, workdaysQ{span: span}, c.whole().facts.resting.workdays(span))
}

type givenQ struct {
	exact
	key givenKey
}

type givenAnswer struct {
	amount money.Money
	given  bool
}

func (q givenQ) answer(c *Calculation) any {
	amount, given := c.facts.given[q.key]
	return givenAnswer{amount, given}
}

// givenFor is what stands in for a component's result, if anything does.
func (c *Calculation) givenFor(key givenKey) (money.Money, bool) {
	amount, given := c.whole().facts.given[key]
	a := read(c, givenQ{key: key}, givenAnswer{amount, given})
	return a.amount, a.given
}

type someGivenQ struct{ exact }

func (someGivenQ) answer(c *Calculation) any { return len(c.facts.given) > 0 }

// someGiven reports whether anything stands in for a result.
func (c *Calculation) someGiven() bool { return read(c, someGivenQ{}, len(c.whole().facts.given) > 0) }

type soFarQ struct {
	exact
	day calendar.Date
}

func (q soFarQ) answer(c *Calculation) any { return min(q.day, c.facts.through) }

// soFar is a day, or the calculation's last one where that has not come yet.
func (c *Calculation) soFar(day calendar.Date) calendar.Date {
	return read(c, soFarQ{day: day}, min(day, c.whole().facts.through))
}

type rateQ struct {
	fx   int
	pair currencyPair
	on   calendar.Date
}

type rateAnswer struct {
	rate  datedRate
	known bool
}

func (q rateQ) answer(c *Calculation) any {
	rate, known := c.facts.rates[q.fx].known(q.pair, q.on)
	return rateAnswer{rate, known}
}

func (rateQ) same(a, b any) bool {
	x, y := a.(rateAnswer), b.(rateAnswer)
	return x.known == y.known && x.rate.on == y.rate.on && x.rate.source == y.rate.source && x.rate.rate.Equal(y.rate.rate)
}

// rateOf is a rate of an exchange table on a day, as [rateTable.known] has it.
func (c *Calculation) rateOf(fx int, pair currencyPair, on calendar.Date) (datedRate, bool) {
	rate, known := c.whole().facts.rates[fx].known(pair, on)
	a := read(c, rateQ{fx, pair, on}, rateAnswer{rate, known})
	return a.rate, a.known
}

// periodsQ asks for the pay periods of one of a payee's assignments, by its place among them.
type periodsQ struct {
	id string
	n  int
}

type periodsAnswer struct {
	list []rainmaker.PayPeriod
	err  error
}

func (q periodsQ) answer(c *Calculation) any {
	tenures := c.facts.tenures[q.id]
	if q.n >= len(tenures) {
		return periodsAnswer{}
	}
	list, err := c.payPeriods(tenures[q.n])
	return periodsAnswer{list, err}
}

func (periodsQ) same(a, b any) bool {
	x, y := a.(periodsAnswer), b.(periodsAnswer)
	return slices.Equal(x.list, y.list) && sameError(x.err, y.err)
}

// periodsOf lists the pay periods of one of a payee's assignments, as [Calculation.payPeriods] has them.
func (c *Calculation) periodsOf(id string, n int) ([]rainmaker.PayPeriod, error) {
	q := periodsQ{id, n}
	a := read(c, q, q.answer(c.whole()).(periodsAnswer))
	return a.list, a.err
}

// sameError reports whether two errors say the same, and are alike in that somebody may be left out because of them.
func sameError(a, b error) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	x, y := noValue{}, noValue{}
	return a.Error() == b.Error() && errors.As(a, &x) == errors.As(b, &y)
}
