package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/ingest"
)

// Origin is the import profile that reads the demo company's files.
const Origin = "demo"

// Plans of the company.
const (
	executivePlan = "account_executive"
	teamPlan      = "sales_team"
)

// Company is what [Make] makes.
type Company struct {
	Files     []ingest.File
	Documents []rainmaker.Document
	People    []Person
}

// Person is one of the company, and what they may see.
type Person struct {
	ID      rainmaker.PayeeID
	Name    string
	Manager rainmaker.PayeeID
	Plan    string
	Role    rainmaker.Role
	// Quota and Target pay are USD a quarter.
	Quota, Target int
	// skill scales how many of the person's deals close, in percent.
	skill int
}

var people = []Person{
	{"elin", "Elin Sandberg", "", teamPlan, rainmaker.RoleManager, 2_400_000, 30_000, 0},
	{"maya", "Maya Okafor", "elin", executivePlan, rainmaker.RoleRep, 250_000, 25_000, 112},
	{"theo", "Theo Lindqvist", "elin", executivePlan, rainmaker.RoleRep, 250_000, 25_000, 96},
	{"priya", "Priya Raman", "elin", executivePlan, rainmaker.RoleRep, 275_000, 26_000, 128},
	{"jonas", "Jonas Weber", "elin", executivePlan, rainmaker.RoleRep, 250_000, 25_000, 70},
	{"amara", "Amara Diallo", "elin", executivePlan, rainmaker.RoleRep, 240_000, 24_000, 103},
	{"lucas", "Lucas Ferreira", "elin", executivePlan, rainmaker.RoleRep, 225_000, 22_500, 61},
	{"hana", "Hana Kobayashi", "elin", executivePlan, rainmaker.RoleRep, 250_000, 25_000, 88},
	{"noah", "Noah Fitzgerald-Montgomery", "elin", executivePlan, rainmaker.RoleRep, 225_000, 22_500, 79},
	{"sofia", "Sofia Petrova", "elin", executivePlan, rainmaker.RoleRep, 260_000, 25_000, 118},
	{"karim", "Karim Haddad", "elin", executivePlan, rainmaker.RoleRep, 200_000, 20_000, 45},
	{"ines", "Ines Moreau", "elin", teamPlan, rainmaker.RoleRep, 2_400_000, 18_000, 0},
}

// engineer is the sales engineer.
const engineer = "ines"

var (
	firstWords = []string{
		"Northwind", "Castellan", "Juniper", "Brightwater", "Orrin", "Meridian", "Harrow", "Alder", "Vantage", "Kestrel",
		"Tallow", "Sable", "Quill", "Larkspur", "Ironbridge", "Copperfield", "Hollins", "Marlow", "Pinecrest", "Redstone",
		"Silverlake", "Thornbury", "Umber", "Wexford", "Yarrow", "Ashdown", "Bellamy", "Crestline", "Dunmore", "Everly",
	}
	lastWords = []string{
		"Freight", "Dental", "Utilities", "Labs", "Foods", "Clinics", "Print", "Air", "Insurance", "Textiles", "Robotics",
		"Energy", "Logistics", "Media", "Timber", "Optics",
	}
)

// generator makes bookings.
type generator struct {
	rand  *rand.Rand
	cal   calendar.Calendar
	today calendar.Date
	used  map[string]bool
	next  int
	rows  [][]string
}

// Make is the company as it stands on a day.
func Make(seed uint64, today calendar.Date) (Company, error) {
	g := &generator{rand: rand.New(rand.NewPCG(seed, 1)), today: today, used: map[string]bool{}, next: 2001}
	now, err := g.cal.Period(calendar.Quarter, today)
	if err != nil {
		return Company{}, err
	}
	before, err := g.cal.Previous(now)
	if err != nil {
		return Company{}, err
	}
	for _, quarter := range []calendar.Period{before, now} {
		for _, p := range people {
			if p.Plan == executivePlan {
				g.quarter(p, quarter)
			}
		}
	}
	g.churn(before)
	g.pipeline()
	docs, err := documents(g.cal, before, now)
	if err != nil {
		return Company{}, err
	}
	c := Company{Documents: docs, People: people}
	from := before.Span.From.String()
	staff := [][]string{{"person", "name", "manager", "plan", "from"}}
	quotas := [][]string{{"person", "plan", "from", "quota", "target"}}
	for _, p := range people {
		staff = append(staff, []string{string(p.ID), p.Name, string(p.Manager), p.Plan, from})
		quotas = append(quotas, []string{string(p.ID), p.Plan, from, strconv.Itoa(p.Quota), strconv.Itoa(p.Target)})
	}
	head := []string{"booking", "account", "owner", "partner", "owner_share", "engineer", "stage", "product", "kind", "opened", "closed", "acv"}
	for _, f := range []struct {
		name string
		rows [][]string
	}{{"people.csv", staff}, {"quotas.csv", quotas}, {"bookings.csv", append([][]string{head}, g.rows...)}} {
		var b bytes.Buffer
		if err := csv.NewWriter(&b).WriteAll(f.rows); err != nil {
			return Company{}, err
		}
		c.Files = append(c.Files, ingest.File{Name: f.name, Content: bytes.NewReader(b.Bytes())})
	}
	return c, nil
}

// quarter makes one person's bookings of a quarter: deals that closed by today, and what is still open.
func (g *generator) quarter(p Person, q calendar.Period) {
	aim := p.Quota * p.skill / 100
	for sold := 0; sold < aim; {
		acv := g.amount()
		sold += acv
		closed := q.Span.From.AddDays(g.rand.IntN(q.Span.Days()))
		opened := closed.AddDays(-20 - g.rand.IntN(90))
		b := g.booking(p, acv, opened)
		switch {
		case closed > g.today:
			b.stage = "open" // it has not closed yet
		case g.rand.IntN(6) == 0:
			b.stage, b.closed = "lost", closed.String()
			sold -= acv
		default:
			b.stage, b.closed = "won", closed.String()
		}
		if opened <= g.today {
			g.rows = append(g.rows, b.row())
		}
	}
}

type booking struct {
	id, account, owner, partner, share, engineer, stage, product, kind, opened, closed string
	acv                                                                                int
	cents                                                                              int
}

func (b booking) row() []string {
	return []string{
		b.id, b.account, b.owner, b.partner, b.share, b.engineer, b.stage, b.product, b.kind, b.opened, b.closed,
		fmt.Sprintf("%d.%02d", b.acv, b.cents),
	}
}

// booking makes one booking: one in seven is shared 60/40, one in four has the engineer, one in three is the new product.
func (g *generator) booking(p Person, acv int, opened calendar.Date) booking {
	b := booking{
		id: fmt.Sprintf("B-%d", g.next), account: g.account(), owner: string(p.ID), share: "1", opened: opened.String(), acv: acv,
		product: "core", kind: "new",
	}
	g.next++
	if g.rand.IntN(4) == 0 {
		b.cents = g.rand.IntN(100)
	}
	if g.rand.IntN(3) == 0 {
		b.product = "nova"
	}
	if g.rand.IntN(3) == 0 {
		b.kind = "expansion"
	}
	if g.rand.IntN(4) == 0 {
		b.engineer = engineer
	}
	if g.rand.IntN(7) == 0 {
		for {
			other := people[g.rand.IntN(len(people))]
			if other.Plan == executivePlan && other.ID != p.ID {
				b.partner, b.share = string(other.ID), "0.6"
				break
			}
		}
	}
	return b
}

func (g *generator) amount() int {
	sizes := []int{8_000, 12_500, 15_000, 18_000, 22_000, 26_000, 32_000, 36_250, 41_500, 58_000, 74_000}
	return sizes[g.rand.IntN(len(sizes))] + 250*g.rand.IntN(8)
}

func (g *generator) account() string {
	for {
		name := firstWords[g.rand.IntN(len(firstWords))] + " " + lastWords[g.rand.IntN(len(lastWords))]
		if !g.used[name] {
			g.used[name] = true
			return name
		}
	}
}

// pipeline gives each seller an open deal whatever the day, so that the last day of a quarter has some too.
func (g *generator) pipeline() {
	for _, p := range people {
		if p.Plan != executivePlan {
			continue
		}
		b := g.booking(p, g.amount(), g.today.AddDays(-5-g.rand.IntN(50)))
		b.stage = "open"
		g.rows = append(g.rows, b.row())
	}
}

// churn takes back the first won booking of the quarter before that was not shared: the customer left, and the amount
// comes off the number of the quarter at hand as a booking of its own.
func (g *generator) churn(before calendar.Period) {
	for _, r := range g.rows {
		closed, err := calendar.ParseDate(r[10])
		if err != nil || r[6] != "won" || r[3] != "" || !before.Contains(closed) {
			continue
		}
		left := before.Span.Before.AddDays(9)
		if left > g.today {
			left = g.today
		}
		taken := append([]string(nil), r...)
		taken[0], taken[8], taken[9], taken[10] = r[0]+"-churn", "churn", left.String(), left.String()
		taken[11] = "-" + strings.TrimPrefix(r[11], "-")
		g.rows = append(g.rows, taken)
		return
	}
}
