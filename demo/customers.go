package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"rainmaker"
	"rainmaker/calendar"
)

// contract is what a customer pays a year, in the book of an account manager.
type contract struct {
	account string
	cents   int
	due     calendar.Date // when it comes up for renewal
	years   int
	leaves  calendar.Date // when the customer leaves before that; never when they don't
	since   calendar.Date
}

// portfolio is an account manager's book as it goes from quarter to quarter.
type portfolio struct {
	m         member
	contracts []*contract
}

var churnReasons = []weighted[string]{{"price", 24}, {"competitor", 22}, {"unused", 28}, {"closed_down", 12}, {"missing_feature", 14}}

// keep makes the books of the account managers: what they open a quarter with, what comes up for renewal in it, who leaves,
// and what they sell to those who stay.
func (g *generator) keep() {
	var books []*portfolio
	for _, m := range members {
		if m.plan == accountPlan || m.later == accountPlan {
			books = append(books, &portfolio{m: m})
		}
	}
	for _, q := range g.quarters {
		for _, b := range books {
			if b.m.under(accountPlan, g.quarters).Contains(q.Span.From) {
				g.open(b, q)
				g.sellOn(b, q)
				g.renew(b, q)
			}
		}
	}
}

// open states what a book is worth on the first day of a quarter, with the customers that the pod's sellers have won since the
// last time.
func (g *generator) open(b *portfolio, q calendar.Period) {
	c := g.chance("book", b.m.id, q.Label)
	if len(b.contracts) == 0 {
		b.contracts = g.legacy(c, b.m, q.Span.From)
	}
	for _, d := range g.deals {
		closedBefore := d.stage == "won" && d.kind == "new" && d.closed < q.Span.From
		if !closedBefore || d.booked || d.churned < q.Span.From || g.keeper(d, q.Span.From) != b.m.id {
			continue
		}
		d.booked = true
		b.contracts = append(b.contracts, &contract{d.account, d.cents, d.closed.AddMonths(12 * d.years), d.years, d.churned, d.closed})
	}
	sum := 0
	for _, k := range b.contracts {
		sum += k.cents
	}
	if q.Span.From <= g.today {
		g.books.add(fmt.Sprintf("K-%s-%s", b.m.id, q.Label), string(b.m.id), q.Span.From.String(), amount(sum), strconv.Itoa(len(b.contracts)))
	}
}

// legacy are the customers from before the first quarter, renewed by the year.
func (g *generator) legacy(c chance, m member, from calendar.Date) []*contract {
	var all []*contract
	for range c.between(26, 40) {
		k := &contract{account: g.account(c), cents: (pick(c, sizes)*13/10 + 500*c.IntN(20)) * 100, years: 1, since: from}
		k.due, k.leaves = from.AddDays(c.IntN(365)), never
		if c.in(6) {
			k.leaves = from.AddDays(c.IntN(700))
		}
		all = append(all, k)
	}
	return all
}

// keeper is the account manager who takes a customer over: each of the pod in turn.
func (g *generator) keeper(d *deal, day calendar.Date) rainmaker.PayeeID {
	var found []rainmaker.PayeeID
	for _, m := range members {
		if m.pod == d.pod && m.under(accountPlan, g.quarters).Contains(day) {
			found = append(found, m.id)
		}
	}
	if len(found) == 0 {
		return ""
	}
	return found[g.chance("keeper", d.account).IntN(len(found))]
}

// renew takes a quarter's renewals and churn out of a book. What is due after today is open.
func (g *generator) renew(b *portfolio, q calendar.Period) {
	c := g.chance("renew", b.m.id, q.Label)
	slices.SortFunc(b.contracts, func(x, y *contract) int { return cmp.Compare(x.account, y.account) })
	var stay []*contract
	for _, k := range b.contracts {
		left := q.Span.Contains(k.leaves) && k.leaves <= g.today
		switch {
		case left && (k.leaves < k.due || !q.Span.Contains(k.due)):
			g.churn.add("L-"+strconv.Itoa(101+len(*g.churn.rows)), k.account, string(b.m.id), k.leaves.String(), amount(k.cents), pick(c, churnReasons))
			continue
		case q.Span.Contains(k.due):
			g.renewal(c, b, k)
		}
		if k.cents > 0 {
			stay = append(stay, k)
		}
	}
	b.contracts = stay
}

func (g *generator) renewal(c chance, b *portfolio, k *contract) {
	due, was := k.due, k.cents
	outcome, renewed := "open", ""
	if due <= g.today {
		outcome = pick(c, []weighted[string]{{"renewed", 76 + b.m.skill/10}, {"reduced", 8}, {"lost", 6}})
		switch outcome {
		case "renewed":
			k.cents = k.cents * c.between(100, 106) / 100
		case "reduced":
			k.cents = k.cents * c.between(60, 90) / 100
		default:
			k.cents = 0
		}
		renewed = amount(k.cents)
	}
	g.renewals.add("R-"+strconv.Itoa(3001+len(*g.renewals.rows)), k.account, string(b.m.id), due.String(), amount(was), outcome, renewed)
	k.due = due.AddMonths(12 * k.years)
}

// sellOn makes the expansions that an account manager closes in a quarter, among customers of the book.
func (g *generator) sellOn(b *portfolio, q calendar.Period) {
	c := g.chance("expand", b.m.id, q.Label)
	for range c.between(2, 4) + b.m.skill/60 {
		k := b.contracts[c.IntN(len(b.contracts))]
		d := &deal{
			account: k.account, owner: b.m.id, share: 100, product: pick(c, []weighted[string]{{"core", 3}, {"nova", 2}}), kind: "expansion",
			source: "customer", years: 1, cents: (c.between(8, 30)*1000 + 250*c.IntN(4)) * 100, pod: b.m.pod, stage: "open", wins: c.in(68), steps: c.between(1, 4),
		}
		d.ends = c.closing(q.Span)
		d.opened = workday(d.ends.AddDays(-c.between(15, 60)), calendar.Forever)
		d.met, d.expected, d.closed, d.collected, d.churned = never, never, never, never, never
		if d.opened > g.today || k.leaves < d.ends || d.opened < k.since {
			continue
		}
		switch {
		case d.ends > g.today:
			d.expected = d.ends
		case !d.wins:
			d.stage, d.closed, d.reason = "lost", d.ends, pick(c, lateReasons)
		default:
			g.win(c, d)
			k.cents += d.cents
		}
		g.deals = append(g.deals, d)
	}
}
