package demo

import (
	"strconv"

	"rainmaker"
	"rainmaker/calendar"
)

// Plans of the company.
const (
	executivePlan   = "account_executive"
	engineerPlan    = "sales_engineer"
	developmentPlan = "sales_development"
	accountPlan     = "account_manager"
	managerPlan     = "sales_manager"
)

// Person is one of the company, and what they may see.
type Person struct {
	ID   rainmaker.PayeeID
	Name string
	Role rainmaker.Role
}

// pod is a team with its manager. Its quota is USD a quarter.
type pod struct {
	name, region string
	manager      rainmaker.PayeeID
	quota        int
	territories  []string
}

var pods = []pod{
	{"north", "amer", "elin", 1_900_000, []string{"Great Lakes", "Plains", "New England", "Canada"}},
	{"south", "amer", "tomas", 1_700_000, []string{"Gulf", "Carolinas", "Southwest", "Mexico"}},
	{"east", "emea", "nadia", 1_400_000, []string{"Nordics", "DACH", "Baltics", "Gulf States"}},
	{"west", "emea", "oskar", 1_100_000, []string{"Iberia", "France", "Benelux", "British Isles"}},
}

func podNamed(name string) pod {
	for _, p := range pods {
		if p.name == name {
			return p
		}
	}
	return pod{}
}

// head leads the pods' managers.
const head = rainmaker.PayeeID("greta")

// member is somebody with their work over time: where they began, and what changed since.
type member struct {
	id   rainmaker.PayeeID
	name string
	pod  string // empty: above the pods
	plan string
	// quota and target pay are USD a quarter; goal is meetings a month.
	quota, target, goal int
	// skill scales what the person brings, in percent.
	skill int
	// months is how long before the first quarter they began; starts replaces it for those who came later.
	months int
	starts moment
	// later is a second plan, and until when the first one lasts.
	later  string
	until  moment
	leaves bool // until is the end of all
	// moves to another pod, is away on leave, gets another quota or another territory.
	moves     moment
	to        string
	away      moment
	weeks     int
	requota   moment
	newQuota  int
	reland    moment
	territory string
}

// moment is a day told by its quarter, 1 being the first of the six, and the months and days into it. All lie before the
// quarter at hand or on its first day, so that they have come whatever day it is. The zero moment never comes.
type moment struct{ quarter, months, days int }

func (m moment) set() bool { return m.quarter > 0 }

func (m moment) on(quarters []calendar.Period) calendar.Date {
	if !m.set() {
		return calendar.EndOfTime
	}
	return quarters[m.quarter-1].Span.From.AddMonths(m.months).AddDays(m.days)
}

// members are everybody who earns. What happened to whom, so that every rule about change has somebody to look at: Hana and
// Dario changed pods and managers in mid quarter, Bea was promoted from development to selling, Karim went over to account
// management, Milan left, Sofia was on leave, Yuki and Omar are new, Theo's quota rose in mid quarter, Priya got another territory.
var members = []member{
	{id: head, name: "Greta Holm", plan: managerPlan, quota: 6_100_000, target: 60_000, months: 60},
	{id: "elin", name: "Elin Sandberg", pod: "north", plan: managerPlan, quota: 1_900_000, target: 30_000, months: 50},
	{id: "tomas", name: "Tomás Aguilar", pod: "south", plan: managerPlan, quota: 1_700_000, target: 30_000, months: 31},
	{id: "nadia", name: "Nadia Benali", pod: "east", plan: managerPlan, quota: 1_400_000, target: 28_000, months: 26},
	{id: "oskar", name: "Oskar Nyman", pod: "west", plan: managerPlan, quota: 1_100_000, target: 28_000, months: 14},

	{id: "maya", name: "Maya Okafor", pod: "north", plan: executivePlan, quota: 250_000, target: 25_000, skill: 106, months: 40},
	{
		id: "theo", name: "Theo Lindqvist", pod: "north", plan: executivePlan, quota: 250_000, target: 25_000, skill: 100, months: 33,
		requota: moment{quarter: 4, months: 1}, newQuota: 280_000,
	},
	{
		id: "priya", name: "Priya Raman", pod: "north", plan: executivePlan, quota: 275_000, target: 26_000, skill: 128, months: 29,
		reland: moment{quarter: 5}, territory: "Canada", requota: moment{quarter: 5}, newQuota: 290_000,
	},
	{id: "jonas", name: "Jonas Weber", pod: "north", plan: executivePlan, quota: 250_000, target: 25_000, skill: 76, months: 22},
	{id: "amara", name: "Amara Diallo", pod: "north", plan: executivePlan, quota: 240_000, target: 24_000, skill: 103, months: 19},
	{id: "lucas", name: "Lucas Ferreira", pod: "north", plan: executivePlan, quota: 225_000, target: 22_500, skill: 62, months: 15},
	{
		id: "sofia", name: "Sofia Petrova", pod: "north", plan: executivePlan, quota: 260_000, target: 25_000, skill: 118, months: 27,
		away: moment{quarter: 5, days: 20}, weeks: 8,
	},
	{
		id: "hana", name: "Hana Kobayashi", pod: "north", plan: executivePlan, quota: 250_000, target: 25_000, skill: 92, months: 24,
		moves: moment{quarter: 4, months: 1}, to: "south",
	},
	{
		id: "karim", name: "Karim Haddad", pod: "north", plan: executivePlan, quota: 200_000, target: 20_000, skill: 54, months: 17,
		later: accountPlan, until: moment{quarter: 5},
	},
	{
		id: "yuki", name: "Yuki Tanaka", pod: "north", plan: executivePlan, quota: 220_000, target: 22_000, skill: 90,
		starts: moment{quarter: 5, months: 1},
	},
	{id: "noah", name: "Noah Fitzgerald-Montgomery", pod: "south", plan: executivePlan, quota: 225_000, target: 22_500, skill: 84, months: 20},
	{id: "carla", name: "Carla Jiménez", pod: "south", plan: executivePlan, quota: 250_000, target: 25_000, skill: 111, months: 36},
	{id: "devon", name: "Devon Brooks", pod: "south", plan: executivePlan, quota: 230_000, target: 23_000, skill: 95, months: 21},
	{id: "farah", name: "Farah Aziz", pod: "south", plan: executivePlan, quota: 240_000, target: 24_000, skill: 122, months: 28},
	{id: "gus", name: "Gus Pellegrino", pod: "south", plan: executivePlan, quota: 220_000, target: 22_000, skill: 71, months: 16},
	{id: "ivy", name: "Ivy Chambers", pod: "south", plan: executivePlan, quota: 235_000, target: 23_500, skill: 101, months: 23},
	{id: "jamal", name: "Jamal Whitfield", pod: "south", plan: executivePlan, quota: 225_000, target: 22_500, skill: 88, months: 18},
	{
		id: "dario", name: "Dario Conti", pod: "east", plan: executivePlan, quota: 210_000, target: 21_000, skill: 97, months: 25,
		moves: moment{quarter: 3, months: 2}, to: "west",
	},
	{id: "kasia", name: "Kasia Nowak", pod: "east", plan: executivePlan, quota: 220_000, target: 22_000, skill: 115, months: 30},
	{id: "lars", name: "Lars Eriksen", pod: "east", plan: executivePlan, quota: 230_000, target: 23_000, skill: 93, months: 34},
	{id: "mila", name: "Mila Jovanović", pod: "east", plan: executivePlan, quota: 210_000, target: 21_000, skill: 80, months: 17},
	{id: "nils", name: "Nils Hartmann", pod: "east", plan: executivePlan, quota: 220_000, target: 22_000, skill: 104, months: 21},
	{id: "olga", name: "Olga Kuznetsova", pod: "east", plan: executivePlan, quota: 200_000, target: 20_000, skill: 87, months: 19},
	{
		id: "omar", name: "Omar Farouk", pod: "east", plan: executivePlan, quota: 200_000, target: 20_000, skill: 85,
		starts: moment{quarter: quarterNow + 1},
	},
	{
		id: "milan", name: "Milan Horvat", pod: "west", plan: executivePlan, quota: 200_000, target: 20_000, skill: 58, months: 15,
		until: moment{quarter: 4, days: 40}, leaves: true,
	},
	{id: "paula", name: "Paula Ribeiro", pod: "west", plan: executivePlan, quota: 220_000, target: 22_000, skill: 108, months: 27},
	{id: "quentin", name: "Quentin Lefèvre", pod: "west", plan: executivePlan, quota: 210_000, target: 21_000, skill: 90, months: 22},
	{id: "rosa", name: "Rosa Delgado", pod: "west", plan: executivePlan, quota: 200_000, target: 20_000, skill: 99, months: 18},
	{id: "sean", name: "Sean O’Malley", pod: "west", plan: executivePlan, quota: 215_000, target: 21_500, skill: 125, months: 38},
	{id: "tilda", name: "Tilda Bergström", pod: "west", plan: executivePlan, quota: 200_000, target: 20_000, skill: 73, months: 16},

	{id: "ines", name: "Ines Moreau", pod: "north", plan: engineerPlan, target: 12_000, months: 30},
	{id: "pavel", name: "Pavel Dvořák", pod: "north", plan: engineerPlan, target: 11_000, months: 21},
	{id: "uma", name: "Uma Krishnan", pod: "south", plan: engineerPlan, target: 12_000, months: 26},
	{id: "vince", name: "Vince Castellano", pod: "south", plan: engineerPlan, target: 11_000, months: 17},
	{id: "wanda", name: "Wanda Zielińska", pod: "east", plan: engineerPlan, target: 11_500, months: 24},
	{id: "xavi", name: "Xavi Puig", pod: "west", plan: engineerPlan, target: 11_500, months: 20},

	{
		id: "bea", name: "Bea Lindgren", pod: "south", plan: developmentPlan, quota: 200_000, target: 20_000, goal: 13, skill: 92, months: 12,
		later: executivePlan, until: moment{quarter: 4},
	},
	{id: "andre", name: "André Dubois", pod: "north", plan: developmentPlan, goal: 13, skill: 104, months: 14},
	{id: "zoe", name: "Zoë Martins", pod: "north", plan: developmentPlan, goal: 13, skill: 118, months: 10},
	{id: "kofi", name: "Kofi Mensah", pod: "north", plan: developmentPlan, goal: 12, skill: 83, months: 8},
	{id: "lena", name: "Lena Fischer", pod: "south", plan: developmentPlan, goal: 13, skill: 109, months: 13},
	{id: "marco", name: "Marco Bianchi", pod: "south", plan: developmentPlan, goal: 12, skill: 90, months: 7},
	{id: "nora", name: "Nora Haugen", pod: "east", plan: developmentPlan, goal: 13, skill: 113, months: 15},
	{id: "piotr", name: "Piotr Kamiński", pod: "east", plan: developmentPlan, goal: 12, skill: 95, months: 9},
	{id: "rita", name: "Rita Sousa", pod: "west", plan: developmentPlan, goal: 13, skill: 101, months: 11},
	{id: "samir", name: "Samir Haddou", pod: "west", plan: developmentPlan, goal: 12, skill: 78, months: 6},

	{id: "anders", name: "Anders Vik", pod: "north", plan: accountPlan, target: 15_000, skill: 100, months: 32},
	{id: "bianca", name: "Bianca Ricci", pod: "north", plan: accountPlan, target: 14_000, skill: 112, months: 20},
	{id: "chidi", name: "Chidi Eze", pod: "south", plan: accountPlan, target: 15_000, skill: 94, months: 24},
	{id: "doris", name: "Doris Meyer", pod: "south", plan: accountPlan, target: 14_000, skill: 106, months: 18},
	{id: "emil", name: "Emil Sørensen", pod: "east", plan: accountPlan, target: 14_000, skill: 88, months: 28},
	{id: "freya", name: "Freya Olsen", pod: "east", plan: accountPlan, target: 14_000, skill: 120, months: 22},
	{id: "gael", name: "Gaël Martin", pod: "west", plan: accountPlan, target: 13_500, skill: 97, months: 25},
	{id: "heidi", name: "Heidi Keller", pod: "west", plan: accountPlan, target: 13_500, skill: 104, months: 16},
	{id: "igor", name: "Igor Pavlov", pod: "south", plan: accountPlan, target: 14_000, skill: 91, months: 19},
}

// accountTarget is what Karim's target became when he went over to account management.
const accountTarget = 13_000

func (m member) role() rainmaker.Role {
	if m.plan == managerPlan {
		return rainmaker.RoleManager
	}
	return rainmaker.RoleRep
}

func (m member) start(quarters []calendar.Period) calendar.Date {
	if m.starts.set() {
		return m.starts.on(quarters)
	}
	return quarters[0].Span.From.AddMonths(-m.months)
}

// under is when somebody is on a plan; empty when never.
func (m member) under(plan string, quarters []calendar.Period) calendar.Span {
	switch {
	case m.plan == plan:
		return calendar.Span{From: m.start(quarters), Before: m.until.on(quarters)}
	case m.later == plan:
		return calendar.Since(m.until.on(quarters))
	}
	return calendar.Span{}
}

// leave is when somebody is on leave; empty when never.
func (m member) leave(quarters []calendar.Period) calendar.Span {
	if !m.away.set() {
		return calendar.Span{}
	}
	from := m.away.on(quarters)
	return calendar.Span{From: from, Before: from.AddDays(7 * m.weeks)}
}

func (m member) podOn(day calendar.Date, quarters []calendar.Period) string {
	if m.moves.set() && day >= m.moves.on(quarters) {
		return m.to
	}
	return m.pod
}

func (m member) quotaOn(day calendar.Date, quarters []calendar.Period) int {
	if m.requota.set() && day >= m.requota.on(quarters) {
		return m.newQuota
	}
	return m.quota
}

func (m member) manager() rainmaker.PayeeID {
	switch {
	case m.id == head:
		return ""
	case m.plan == managerPlan:
		return head
	}
	return podNamed(m.pod).manager
}

// staff writes the files about people.
type staff struct {
	quarters                                                                            []calendar.Period
	people, assignments, reports, attributes, quotas, numbers, leave, holidays, reviews table
}

func newStaff(quarters []calendar.Period) *staff {
	return &staff{
		quarters:    quarters,
		people:      newTable("people.csv", "person", "name", "manager", "plan", "from", "before"),
		assignments: newTable("assignments.csv", "person", "plan", "from", "before"),
		reports:     newTable("reports.csv", "person", "from", "manager"),
		attributes:  newTable("attributes.csv", "person", "attribute", "from", "value"),
		quotas:      newTable("quotas.csv", "person", "plan", "from", "quota", "target"),
		numbers:     newTable("numbers.csv", "person", "plan", "number", "from", "value", "currency"),
		leave:       newTable("leave.csv", "person", "from", "before"),
		holidays:    newTable("holidays.csv", "holiday", "from", "before"),
		reviews:     newTable("goal_reviews.csv", "review", "holder", "goal", "due", "weight", "result"),
	}
}

func (s *staff) tables() []table {
	return []table{s.people, s.assignments, s.reports, s.attributes, s.quotas, s.numbers, s.leave, s.holidays, s.reviews}
}

// write puts everybody and what is known of them by today into the files.
func (s *staff) write(today calendar.Date) {
	for i, m := range members {
		from, id := m.start(s.quarters), string(m.id)
		end := ""
		if m.until.set() {
			end = m.until.on(s.quarters).String()
		}
		s.people.add(id, m.name, string(m.manager()), m.plan, from.String(), end)
		s.attributesOf(m, i)
		s.numbersOf(m, m.plan, from)
		if m.later != "" {
			s.assignments.add(id, m.later, end, "")
			s.numbersOf(m, m.later, m.until.on(s.quarters))
		}
		if m.leaves {
			s.reports.add(id, end, "")
		}
		if m.moves.set() {
			s.reports.add(id, m.moves.on(s.quarters).String(), string(podNamed(m.to).manager))
		}
		if away := m.leave(s.quarters); !away.IsEmpty() {
			s.leave.add(id, away.From.String(), away.Before.String())
		}
		s.goalsOf(m, today)
	}
	first, last := s.quarters[0].Span.From.Year(), today.Year()+1
	for year := first; year <= last; year++ {
		y := strconv.Itoa(year)
		s.holidays.add("New Year", y+"-01-01", y+"-01-02")
		s.holidays.add("Labour Day", y+"-05-01", y+"-05-02")
		s.holidays.add("The office is closed", y+"-12-24", strconv.Itoa(year+1)+"-01-01")
	}
}

func (s *staff) attributesOf(m member, i int) {
	from, p, id := m.start(s.quarters).String(), podNamed(m.pod), string(m.id)
	if m.pod == "" {
		p = pods[0]
	}
	territory := "all"
	if m.plan == executivePlan {
		territory = p.territories[i%len(p.territories)]
	}
	s.attributes.add(id, "region", from, p.region)
	s.attributes.add(id, "pod", from, p.name)
	s.attributes.add(id, "territory", from, territory)
	if m.moves.set() {
		day, to := m.moves.on(s.quarters), podNamed(m.to)
		s.attributes.add(id, "pod", day.String(), to.name)
		s.attributes.add(id, "territory", day.String(), to.territories[i%len(to.territories)])
	}
	if m.reland.set() {
		s.attributes.add(id, "territory", m.reland.on(s.quarters).String(), m.territory)
	}
}

// numbersOf are somebody's numbers under a plan from the day on which they are on it.
func (s *staff) numbersOf(m member, plan string, from calendar.Date) {
	id, day := string(m.id), from.String()
	switch plan {
	case executivePlan:
		s.quotas.add(id, plan, day, strconv.Itoa(m.quota), strconv.Itoa(m.target))
		if m.requota.set() {
			s.quotas.add(id, plan, m.requota.on(s.quarters).String(), strconv.Itoa(m.newQuota), strconv.Itoa(m.target))
		}
	case developmentPlan:
		s.numbers.add(id, plan, "goal", day, strconv.Itoa(m.goal), "")
	case managerPlan:
		s.numbers.add(id, plan, "team_quota", day, strconv.Itoa(m.quota), "USD")
		s.numbers.add(id, plan, "target", day, strconv.Itoa(m.target), "USD")
	case accountPlan:
		target := m.target
		if m.plan != plan {
			target = accountTarget
		}
		s.numbers.add(id, plan, "target", day, strconv.Itoa(target), "USD")
	case engineerPlan:
		s.numbers.add(id, plan, "target", day, strconv.Itoa(m.target), "USD")
	}
}

var goals = map[string][]string{
	engineerPlan: {"A demo of Nova that runs offline", "Two reference customers", "Security answers kept current", "A lab for the pod"},
	managerPlan:  {"Hire to plan", "Forecast within a tenth", "Every seller coached twice a month", "Nova in one deal of four"},
}

// goalsOf are somebody's reviewed goals of the quarters that have ended: two each, of which one weighs more.
func (s *staff) goalsOf(m member, today calendar.Date) {
	texts := goals[m.plan]
	if texts == nil {
		return
	}
	results := []string{"1", "0.5", "0.8", "1", "0.75", "1.1"}
	for i, q := range s.quarters[:quarterNow+1] {
		due := q.Span.Last()
		if due > today {
			continue
		}
		pick := i + len(m.name)
		s.reviews.add("G-"+string(m.id)+"-"+q.Label+"-1", string(m.id), texts[pick%len(texts)], due.String(), "0.6", results[pick%len(results)])
		s.reviews.add("G-"+string(m.id)+"-"+q.Label+"-2", string(m.id), texts[(pick+1)%len(texts)], due.String(), "0.4", results[(pick*5+2)%len(results)])
	}
}
