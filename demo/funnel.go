package demo

import (
	"cmp"
	"slices"
	"strconv"

	"rainmaker"
	"rainmaker/calendar"
)

// lead is somebody who might buy, and what a development rep did about it.
type lead struct {
	account, source            string
	sdr                        rainmaker.PayeeID
	created, touched, disposed calendar.Date
	disposition                string
	meeting                    calendar.Date // never when there was none
	showed, qualified          bool
	accepted                   calendar.Date
	touches                    int
}

// what became of leads without a meeting.
var dispositions = []weighted[string]{{"unreachable", 38}, {"unqualified", 30}, {"nurture", 32}}

// leadSources are those that development reps work on.
var leadSources = []weighted[string]{{"inbound", 44}, {"outbound", 38}, {"event", 18}}

// develop makes the leads: those behind the deals that came of one, and all the others.
func (g *generator) develop() {
	for _, d := range g.deals {
		if d.sdr != "" && d.kind == "new" {
			g.leads = append(g.leads, g.leadOf(d))
		}
	}
	for _, m := range members {
		if m.plan != developmentPlan {
			continue
		}
		for _, q := range g.quarters[:quarterNow+1] {
			g.otherLeads(m, q)
		}
	}
	slices.SortStableFunc(g.leads, func(a, b *lead) int {
		return cmp.Or(cmp.Compare(a.created, b.created), cmp.Compare(a.sdr, b.sdr), cmp.Compare(a.account, b.account))
	})
}

// leadOf is the lead that became a deal.
func (g *generator) leadOf(d *deal) *lead {
	c := g.chance("lead of", d.id)
	l := &lead{
		account: d.account, source: d.source, sdr: d.sdr, created: d.met.AddDays(-c.between(4, 24)), disposition: "meeting",
		meeting: d.met, showed: true, qualified: true, accepted: d.opened, touches: c.between(1, 3),
	}
	l.touched = l.created.AddDays(c.IntN(3))
	l.disposed = l.touched.AddDays(c.IntN(3))
	return l
}

// otherLeads are a rep's leads of a quarter that became no deal: meetings that fell through, that had no need behind them or
// that the seller did not take on, and those who never met anybody.
func (g *generator) otherLeads(m member, q calendar.Period) {
	c := g.chance("leads", m.id, q.Label)
	there := m.under(developmentPlan, g.quarters).Intersect(q.Span)
	if there.IsEmpty() {
		return
	}
	add := func(n int, make func(*lead)) {
		for range n {
			l := &lead{account: g.account(c), source: pick(c, leadSources), sdr: m.id, meeting: never, accepted: never}
			l.created = workday(there.From.AddDays(c.IntN(there.Days())), there)
			l.touched, l.touches = l.created.AddDays(c.IntN(4)), c.between(1, 2)
			l.disposed = l.touched.AddDays(c.between(2, 20))
			make(l)
			g.known(l)
		}
	}
	meets := func(showed, qualified bool) func(*lead) {
		return func(l *lead) {
			l.disposition, l.meeting, l.showed, l.qualified = "meeting", workday(l.disposed.AddDays(c.between(1, 9)), calendar.Forever), showed, qualified
		}
	}
	// A rep with more skill makes more meetings, of which more take place.
	add(c.between(8, 12)*m.skill/100, meets(true, true))
	add(max(1, c.between(2, 10)-m.skill/25), meets(false, true))
	add(c.between(3, 8)*100/m.skill, meets(true, false))
	add(c.between(24, 40), func(l *lead) { l.disposition = pick(c, dispositions) })
}

// known takes a lead back to what is known of it today, and keeps it if it is there already.
func (g *generator) known(l *lead) {
	if l.created > g.today {
		return
	}
	if l.touched > g.today {
		l.touched, l.touches = never, 0
	}
	if l.disposed > g.today {
		l.disposed, l.disposition, l.meeting = never, "working", never
		if l.touched == never {
			l.disposition = "new"
		}
	}
	if l.meeting > g.today {
		l.meeting = never
	}
	g.leads = append(g.leads, l)
}

// writeLeads writes the leads with their meetings and with every attempt to reach them.
func (g *generator) writeLeads() {
	for i, l := range g.leads {
		id := "L-" + strconv.Itoa(10_001+i)
		g.leadRows.add(id, l.account, string(l.sdr), l.source, l.created.String(), dayOr(l.touched), l.disposition, dayOr(l.disposed))
		if l.meeting != never {
			g.meetings.add("M-"+strconv.Itoa(5000+len(*g.meetings.rows)), id, l.account, string(l.sdr), l.meeting.String(), yesNo(l.showed),
				yesNo(l.qualified), dayOr(l.accepted))
		}
		g.touches(id, l)
	}
}

func (g *generator) touches(id string, l *lead) {
	c := g.chance("touches", l.account)
	day := l.touched
	for n := range l.touches {
		if n > 0 {
			day = day.AddDays(c.IntN(4))
		}
		if day > g.today || l.disposed != never && day > l.disposed {
			return
		}
		channel := pick(c, []weighted[string]{{"call", 5}, {"email", 4}, {"social", 2}})
		outcome := "no_answer"
		switch {
		case n < l.touches-1:
		case l.disposition == "meeting":
			outcome = "meeting_made"
		case l.disposition == "unqualified" || l.disposition == "nurture":
			outcome = pick(c, []weighted[string]{{"declined", 3}, {"reached", 2}})
		case channel == "email" && l.disposition == "working":
			outcome = "replied"
		}
		g.activities.add("A-"+strconv.Itoa(100_000+len(*g.activities.rows)), id, string(l.sdr), day.String(), channel, outcome)
	}
}
