package demo

import (
	"cmp"
	"slices"
	"strconv"

	"rainmaker"
	"rainmaker/calendar"
)

// deal is a booking as it stands today. Days that have not come are [never].
type deal struct {
	id, account                   string
	owner, partner, engineer, sdr rainmaker.PayeeID
	share                         int // the owner's, in percent
	stage, product, kind, source  string
	met, opened, expected, closed calendar.Date
	collected, churned            calendar.Date
	cents                         int // annual value
	years                         int
	reason                        string // why it was lost
	pod                           string
	ends                          calendar.Date // when it will close, or the day on which it did
	wins                          bool          // whether it will be won then
	steps                         int           // stages it goes through before it is lost
	booked                        bool          // its customer is in an account manager's book already
}

// sources of new business with how often they occur, and in how many of a hundred cases they are won.
var sources = []weighted[string]{{"inbound", 30}, {"outbound", 24}, {"event", 12}, {"partner", 16}, {"referral", 10}, {"customer", 8}}

var winRates = map[string]int{"inbound": 36, "outbound": 26, "event": 30, "partner": 44, "referral": 52, "customer": 58}

// reasons why deals are lost, by their stage: early ones fade, late ones lose on price or to somebody else.
var (
	earlyReasons = []weighted[string]{{"no_decision", 44}, {"timing", 34}, {"missing_feature", 14}, {"price", 8}}
	lateReasons  = []weighted[string]{{"competitor", 36}, {"price", 32}, {"no_decision", 16}, {"missing_feature", 16}}
)

// seasons are a quarter's strength in percent, from the first of a calendar year.
var seasons = [4]int{90, 99, 95, 116}

var sizes = []weighted[int]{
	{9_000, 5}, {14_000, 9}, {19_000, 12}, {24_000, 13}, {31_000, 14}, {38_000, 13}, {47_000, 12}, {58_000, 9}, {74_000, 7}, {96_000, 4}, {128_000, 2},
}

// mostDeals bounds the deals of one seller in a quarter.
const mostDeals = 60

// sell makes the deals that each seller closes in each quarter, and those that will close in the next one.
func (g *generator) sell() {
	for _, q := range g.quarters {
		for _, m := range members {
			g.sellerQuarter(m, q)
		}
	}
	g.fresh()
}

// number gives the deals their ids in the order in which they were opened.
func (g *generator) number() {
	slices.SortStableFunc(g.deals, func(a, b *deal) int {
		return cmp.Or(cmp.Compare(a.opened, b.opened), cmp.Compare(a.owner, b.owner), cmp.Compare(a.account, b.account))
	})
	for i, d := range g.deals {
		d.id = "B-" + strconv.Itoa(2001+i)
	}
}

// sellerQuarter makes deals until the seller has won what they bring in this quarter; on the way some are lost.
func (g *generator) sellerQuarter(m member, q calendar.Period) {
	there := m.under(executivePlan, g.quarters).Intersect(q.Span)
	away := m.leave(g.quarters).Intersect(there)
	days := there.Days() - away.Days()
	if days <= 0 {
		return
	}
	c := g.chance("deals", m.id, q.Label)
	season := seasons[(int(q.Span.From.Month())-1)/3]
	attainment := min(max(c.about(m.skill, 34)*season/100, 36), 162)
	tenure := calendar.MonthsTouched(m.under(executivePlan, g.quarters).From, q.Span.From)
	ramp := 100
	switch {
	case tenure <= 1:
		ramp = 50
	case tenure <= 4:
		ramp = 75
	}
	aim := m.quotaOn(q.Span.Last(), g.quarters) * attainment / 100 * ramp / 100 * days / q.Span.Days()
	won := 0
	for range mostDeals {
		d := g.deal(c, m)
		if won > 0 && won+d.cents/200 > aim {
			return
		}
		day := c.closing(q.Span)
		for n := 0; n < 20 && (!there.Contains(day) || away.Contains(day)); n++ {
			day = c.closing(q.Span)
		}
		if !there.Contains(day) || away.Contains(day) {
			day = there.From.AddDays(c.IntN(there.Days()))
		}
		if d.wins {
			won += d.cents / 100
		}
		g.timing(c, d, m, day)
	}
}

// deal is a deal without its days.
func (g *generator) deal(c chance, m member) *deal {
	d := &deal{owner: m.id, share: 100, product: "core", kind: "new", source: pick(c, sources), years: pick(c, []weighted[int]{{1, 68}, {2, 20}, {3, 12}})}
	d.cents = (pick(c, sizes) + 250*c.IntN(12)) * 100
	if c.in(25) {
		d.cents += c.IntN(100)
	}
	if d.source == "customer" {
		d.kind, d.cents = "expansion", d.cents*6/10
	}
	if c.in(30) {
		d.product = "nova"
	}
	d.wins, d.steps = c.in(winRates[d.source]), c.between(1, 4)
	return d
}

// timing gives a deal its days and all who work on it, and keeps it if it was opened by today.
func (g *generator) timing(c chance, d *deal, m member, ends calendar.Date) {
	cycle := 24 + c.IntN(46) + d.cents/300_000
	d.ends = ends
	d.opened = workday(ends.AddDays(-cycle), calendar.Forever)
	if start := m.under(executivePlan, g.quarters).From; d.opened < start {
		d.opened = start // deals that a colleague had begun
	}
	d.met, d.expected, d.closed, d.collected, d.churned = never, never, never, never, never
	d.account, d.pod, d.stage = g.account(c), m.podOn(d.opened, g.quarters), "open"
	g.team(c, d)
	if d.opened > g.today {
		return
	}
	slip := c.IntN(21) // sellers expect a little early
	switch {
	case d.ends > g.today:
		d.expected = max(d.ends.AddDays(-slip), g.today.AddDays(1+slip/3))
	case !d.wins:
		d.stage, d.closed = "lost", d.ends
		d.reason = pick(c, earlyReasons)
		if d.steps > 2 {
			d.reason = pick(c, lateReasons)
		}
	default:
		g.win(c, d)
	}
	g.deals = append(g.deals, d)
}

// win closes a deal: the customer pays after a month or two, and a few leave early.
func (g *generator) win(c chance, d *deal) {
	d.stage, d.closed = "won", d.ends
	paid, leaves := d.closed.AddDays(c.between(21, 68)), c.IntN(100)
	if c.in(97) && paid <= g.today {
		d.collected = workday(paid, calendar.Forever)
	}
	gone := d.closed.AddDays(c.between(25, 175))
	if leaves >= 5 {
		gone = d.closed.AddDays(c.between(200, 420))
	}
	if leaves < 10 && d.kind == "new" && gone <= g.today {
		d.churned = gone
	}
}

// team is who else works on a deal: a partner, the pod's engineer on larger ones, the rep who made the first meeting.
func (g *generator) team(c chance, d *deal) {
	if c.in(12) {
		d.partner, d.share = g.colleague(c, d), pick(c, []weighted[int]{{60, 3}, {50, 2}, {75, 1}})
		if d.partner == "" {
			d.share = 100
		} else {
			d.cents = d.cents / 10_000 * 10_000 // so that each part of it is whole cents
		}
	}
	if d.cents >= 2_800_000 && c.in(65) {
		d.engineer = g.inPod(c, engineerPlan, d.pod, d.opened)
	}
	if d.source == "inbound" || d.source == "outbound" || d.source == "event" {
		d.sdr = g.inPod(c, developmentPlan, d.pod, d.opened)
		d.met = workday(d.opened.AddDays(-c.IntN(6)), calendar.Forever)
	}
}

// colleague is another seller who was there all the while, of the same pod or, now and then, of another.
func (g *generator) colleague(c chance, d *deal) rainmaker.PayeeID {
	other := c.in(20)
	var found []rainmaker.PayeeID
	for _, m := range members {
		under := m.under(executivePlan, g.quarters)
		if m.id != d.owner && (other || m.podOn(d.opened, g.quarters) == d.pod) && under.Contains(d.opened) && under.Contains(d.ends) {
			found = append(found, m.id)
		}
	}
	if len(found) == 0 {
		return ""
	}
	return found[c.IntN(len(found))]
}

// inPod is somebody of a pod who is on a plan on a day. Every pod has always had an engineer and a development rep.
func (g *generator) inPod(c chance, plan, pod string, day calendar.Date) rainmaker.PayeeID {
	var found []weighted[rainmaker.PayeeID]
	for _, m := range members {
		if m.podOn(day, g.quarters) == pod && m.under(plan, g.quarters).Contains(day) {
			found = append(found, weighted[rainmaker.PayeeID]{m.id, max(m.skill, 50)})
		}
	}
	if len(found) == 0 {
		return ""
	}
	return pick(c, found)
}

// face is the seller whom a first visitor becomes.
const face = rainmaker.PayeeID("maya")

// fresh gives every seller something to close, whatever the day, and the one whom a first visitor becomes two deals that she has just
// won.
func (g *generator) fresh() {
	for _, m := range members {
		if !m.under(executivePlan, g.quarters).Contains(g.today) {
			continue
		}
		c := g.chance("fresh", m.id)
		for range 2 {
			d := g.deal(c, m)
			g.timing(c, d, m, g.today.AddDays(c.between(6, 40)))
		}
		if m.id != face {
			continue
		}
		month := g.today.AddDays(1 - g.today.Day())
		for _, won := range []struct {
			ago, cents, years int
			product           string
		}{{5, 3_875_000, 2, "nova"}, {1, 2_450_000, 1, "core"}} {
			d := &deal{
				owner: m.id, share: 100, product: won.product, kind: "new", source: "referral", years: won.years, cents: won.cents, wins: true, steps: 4,
			}
			g.timing(c, d, m, max(month, g.today.AddDays(-won.ago)))
		}
	}
}

// writeDeals writes the bookings and the days on which each entered a stage.
func (g *generator) writeDeals() {
	stages := []string{"qualify", "discover", "propose", "negotiate"}
	for _, d := range g.deals {
		g.bookings.add(d.id, d.account, string(d.owner), string(d.partner), share(d.share), string(d.engineer), d.stage, d.product, d.kind,
			d.opened.String(), dayOr(d.closed), amount(d.cents), string(d.sdr), d.source, dayOr(d.met), strconv.Itoa(d.years),
			dayOr(d.expected), dayOr(d.collected), dayOr(d.churned), d.reason)
		c := g.chance("stages", d.id)
		reached, from := len(stages), ""
		if !d.wins {
			reached = d.steps
		}
		whole := max(0, int(d.ends)-int(d.opened))
		day, estimate := d.opened, d.cents/100_000*100_000*c.about(105, 25)/100
		for i := range reached {
			if i > 0 {
				day = max(day, d.opened.AddDays(whole*i/len(stages)+c.IntN(whole/8+1)))
			}
			if day = min(day, d.ends); day > g.today {
				break
			}
			if i >= 2 {
				estimate = d.cents
			}
			g.stage(d, day, from, stages[i], estimate)
			from = stages[i]
		}
		if d.closed != never {
			g.stage(d, d.closed, from, d.stage, d.cents)
		}
	}
}

func (g *generator) stage(d *deal, on calendar.Date, from, to string, cents int) {
	g.stages.add("S-"+strconv.Itoa(1+len(*g.stages.rows)), d.id, on.String(), from, to, amount(cents))
}

func share(percent int) string {
	if percent == 100 {
		return "1"
	}
	return "0." + strconv.Itoa(percent)
}
