package web

import (
	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk/statement"
	"rainmaker/desk/watch"
)

// frame is what stands around every page.
type frame struct {
	who     access.Principal
	theme   string // light, dark, or empty for the system's
	title   string
	here    string // the navigation's entry that the page belongs to
	head    *statement.Head
	look    *look // when the page is a statement, so that the period switcher stays on statements
	notice  string
	demo    bool
	version string
	narrow  bool // a page for reading or filling in
	form    bool
	live    watch.Mark // where the company stands, on a page that follows it
	// reload makes a browser without scripts fetch the page again, in seconds; 0 does not.
	reload int
}

// entry is one word of the navigation.
type entry struct{ name, url, label string }

const (
	navHome      = "home"
	navStatement = "statement"
	navLetter    = "letter"
	navDeals     = "deals"
	navTeam      = "team"
	navOverview  = "overview"
	navImport    = "import"
	navPlans     = "plans"
	navRuns      = "runs"
	navPeople    = "people"
	navMe        = "me"
)

// nav is what a principal can open, by the rule table.
func nav(who access.Principal) []entry {
	var list []entry
	if who.May(access.See, access.Imports) {
		list = append(list, entry{navOverview, "/admin", "Overview"}, entry{navImport, "/admin/import", "Import"})
	}
	if who.May(access.See, access.Plans) {
		list = append(list, entry{navPlans, "/admin/plans", "Plans"})
	}
	if who.May(access.See, access.Runs) {
		list = append(list, entry{navRuns, "/admin/runs", "Runs"})
	}
	if who.Payee != "" {
		list = append(list, entry{navHome, homeURL(rainmaker.StatementKey{Payee: who.Payee}), "Home"}, entry{navStatement, "/statement", "Statement"}, entry{navLetter, "/letter", "Letter"})
	}
	if who.Payee != "" || seesOthers(who) {
		list = append(list, entry{navDeals, "/deals", "Deals"})
	}
	if seesOthers(who) {
		list = append(list, entry{navTeam, "/team", teamWord(who)})
	}
	if who.May(access.See, access.Accounts) {
		list = append(list, entry{navPeople, "/admin/people", "Accounts"})
	}
	return list
}

// seesOthers reports whether a principal may see the pay of anybody else.
func seesOthers(who access.Principal) bool {
	return who.May(access.See, access.Pay) || len(who.Team) > 0
}

func teamWord(who access.Principal) string {
	if who.May(access.See, access.Pay) {
		return "Pay"
	}
	return "Team"
}

// switchTo is where the period switcher leads for another statement of the same person.
func (f frame) switchTo(key rainmaker.StatementKey) string {
	if f.look != nil {
		return statementPath(key)
	}
	return homeURL(key)
}

func (f frame) own() bool { return f.head != nil && f.head.Payee == f.who.Payee }

// whole is the page's title for the browser's tab and history.
func (f frame) whole() string {
	if f.title == "" {
		return "Rainmaker"
	}
	return f.title + " · Rainmaker"
}

// about says of a period which days it has, and under which plan where it is another one.
func (f frame) about(p statement.PeriodChoice) string {
	if p.Key.Plan != f.head.Plan {
		return spanText(p.Span) + ", " + string(p.Key.Plan)
	}
	return spanText(p.Span)
}
