package oracle

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
)

// winnings are what the people of a pool or a contest get in one window, worked out once.
type winnings struct {
	of  map[rainmaker.PayeeID]prize
	err error
}

// prize is a share of a fund or of prizes, exact and as it is paid.
type prize struct {
	minor int64
	exact *big.Rat
}

// sharedLines are the lines of pools and contests in the windows that have ended, for an assignment that holds on their
// last day. Each is worked out on what was known at the end of the pay period in which its window ended, and never again.
func (o *oracle) sharedLines(t *tenure, now calendar.Date, into func(line, worth)) (out []brokenWindow) {
	each := func(l *oracle, name, windowName, among string, work func(*oracle, []scope) (map[rainmaker.PayeeID]prize, error)) {
		for _, w := range o.windows(t, windowName, now) {
			last := w.span.Before - 1
			if !o.at(now).over(w) || !t.active.Contains(last) || o.closing(t, w) != l {
				continue
			}
			got := l.won(name, among, t.payee, w, work)
			if got.err != nil {
				out = append(out, brokenWindow{w, w.span.Before, got.err})
				continue
			}
			share, ok := got.of[t.payee]
			if !ok {
				share.exact = new(big.Rat)
			}
			o.seen[SeenWon] = o.seen[SeenWon] || share.minor != 0
			into(line{tenure: t.index, component: name, window: w.name, from: w.span.From, until: w.span.Before},
				worth{event: &Event{}, on: last, minor: share.minor, exact: share.exact})
		}
	}
	for _, l := range o.letters {
		for _, p := range l.w.Pools {
			each(l, p.Name, p.Window, p.Among, p.shares)
		}
		for _, c := range l.w.Contests {
			each(l, c.Name, c.Window, c.Among, c.prizes)
		}
	}
	return out
}

// among says with whom somebody divides on a day: with everybody, with those of the same group, with who has the same manager, or
// with those whose line has the same head. Who reports to nobody is nobody's report.
func (o *oracle) among(scope string, who rainmaker.PayeeID, on calendar.Date) (with string, takes bool) {
	switch scope {
	case "everyone":
		return "", true
	case "direct reports":
		lead, ok := o.manager(who, on)
		return string(lead), ok
	case "all reports":
		head := who
		for lead, ok := o.manager(who, on); ok; lead, ok = o.manager(lead, on) {
			head = lead
		}
		return string(head), head != who
	}
	return o.attribute(who, o.w.group(scope).By, on)
}

// won works out a pool or a contest for the people among whom somebody is.
func (o *oracle) won(name, among string, who rainmaker.PayeeID, w window,
	work func(*oracle, []scope) (map[rainmaker.PayeeID]prize, error),
) winnings {
	last := w.span.Before - 1
	group, takes := o.among(among, who, last)
	if !takes {
		return winnings{}
	}
	key := fmt.Sprint(name, w.span, group)
	if got, ok := o.winnings[key]; ok {
		return got
	}
	now := last // where pay periods are each person's own nobody's are all the others'
	if u, ok := unit(o.w.Plan.Period); ok {
		now = o.calendarSpan(u, last).Before - 1
	}
	var people []scope
	for _, p := range o.w.Payees {
		if theirs, ok := o.among(among, p.ID, last); !ok || theirs != group {
			continue
		}
		for _, t := range o.tenures(p.ID) {
			if t.active.Contains(last) {
				people = append(people, o.component(t, w, o.at(now)))
			}
		}
	}
	slices.SortFunc(people, func(a, b scope) int { return compareIDs(string(a.payee), string(b.payee)) })
	of, err := work(o, people)
	o.winnings[key] = winnings{of, err}
	return o.winnings[key]
}

// taking are those of some people for whom a condition holds, and a number of each. Who has no number that the condition
// names takes no part; who has none to be ranked or weighed by stops them all, because nobody is ranked again.
func taking(people []scope, where Cond, number Expr) (who []scope, numbers []*big.Rat, err error) {
	for _, s := range people {
		if where != nil {
			t, err := s.test(where)
			if x, ok := err.(*trouble); ok && x.kind == BlockedMissing {
				continue
			}
			if err != nil {
				return nil, nil, err
			}
			if t != yes {
				continue
			}
		}
		n := rat(1, 1)
		if number != nil {
			if n, err = s.eval(number); err != nil {
				return nil, nil, err
			}
		}
		who, numbers = append(who, s), append(numbers, n)
	}
	return who, numbers, nil
}

// shares divides a fund.
func (p Pool) shares(o *oracle, people []scope) (map[rainmaker.PayeeID]prize, error) {
	if len(people) == 0 {
		return nil, nil
	}
	who, weights, err := taking(people, p.Where, p.By)
	if err != nil {
		return nil, err
	}
	fund, err := people[0].eval(p.Fund)
	if err != nil {
		return nil, err
	}
	return o.divide(most(fund, new(big.Rat)), who, weights), nil
}

// divide shares an amount by weights, to the largest remainders, then by id. A weight below 0 is none.
func (o *oracle) divide(amount *big.Rat, who []scope, weights []*big.Rat) map[rainmaker.PayeeID]prize {
	minor := o.rounded(amount)
	total := new(big.Rat)
	for i := range weights {
		weights[i] = most(weights[i], new(big.Rat))
		total.Add(total, weights[i])
	}
	out := map[rainmaker.PayeeID]prize{}
	if total.Sign() == 0 {
		return out
	}
	type remainder struct {
		payee rainmaker.PayeeID
		left  *big.Rat
	}
	var rest []remainder
	left := minor
	for i, s := range who {
		share := new(big.Rat).Quo(weights[i], total)
		exact := new(big.Rat).Mul(rat(minor, 1), share)
		whole := new(big.Int).Quo(exact.Num(), exact.Denom())
		out[s.payee] = prize{whole.Int64(), share.Mul(share, o.major(minor))} // of the rounded amount
		left -= whole.Int64()
		rest = append(rest, remainder{s.payee, exact.Sub(exact, new(big.Rat).SetInt(whole))})
	}
	slices.SortStableFunc(rest, func(a, b remainder) int {
		return cmp.Or(b.left.Cmp(a.left), compareIDs(string(a.payee), string(b.payee)))
	})
	for i := range left {
		p := out[rest[i].payee]
		p.minor++
		out[rest[i].payee] = p
	}
	return out
}

// prizes ranks people, the largest first.
func (c Contest) prizes(o *oracle, people []scope) (map[rainmaker.PayeeID]prize, error) {
	who, ranks, err := taking(people, c.Where, c.Rank)
	if err != nil || len(who) == 0 {
		return nil, err
	}
	seconds := make([]*big.Rat, len(who))
	for i := range who {
		seconds[i] = new(big.Rat)
		if c.Broken != nil {
			if seconds[i], err = who[i].eval(c.Broken); err != nil {
				return nil, err
			}
		}
	}
	order := make([]int, len(who))
	for i := range order {
		order[i] = i
	}
	compare := func(a, b int) int { return cmp.Or(ranks[b].Cmp(ranks[a]), seconds[b].Cmp(seconds[a])) }
	slices.SortStableFunc(order, compare)
	worth := func(place int) (*big.Rat, error) {
		if place >= len(c.Prizes) {
			return new(big.Rat), nil
		}
		return people[0].eval(c.Prizes[place])
	}
	out := map[rainmaker.PayeeID]prize{}
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && compare(order[from], order[to]) == 0 {
			to++
		}
		o.seen[SeenTie] = o.seen[SeenTie] || to > from+1 && from < len(c.Prizes)
		if err := c.place(o, who, order[from:to], from, worth, out); err != nil {
			return nil, err
		}
		from = to
	}
	return out, nil
}

// place gives the prizes of the places that some people share.
func (c Contest) place(o *oracle, who []scope, tied []int, from int, worth func(int) (*big.Rat, error), out map[rainmaker.PayeeID]prize) error {
	total := new(big.Rat)
	var ones []*big.Rat
	var people []scope
	for i, at := range tied {
		p, err := worth(from + i)
		if err != nil {
			return err
		}
		if c.Ties == tiesWin {
			if p, err = worth(from); err != nil {
				return err
			}
			p = most(p, new(big.Rat))
			out[who[at].payee] = prize{o.rounded(p), p}
		}
		total.Add(total, p)
		ones, people = append(ones, rat(1, 1)), append(people, who[at])
	}
	if c.Ties == tiesWin {
		return nil
	}
	for payee, share := range o.divide(most(total, new(big.Rat)), people, ones) {
		out[payee] = share
	}
	return nil
}
