package web

import (
	"net/http"
	"slices"

	"rainmaker/access"
)

// route is one address: who may come there, and what serves it. A route of the company names its resource and what is
// done to it, and is closed to everybody whom the rule table does not let in. Routes of pay name none: whose pay it is
// stands in the address, and the desk answers what somebody may not see as missing.
type route struct {
	pattern  string
	action   access.Action
	resource access.Resource
	open     bool // also to those who are not signed in
	live     bool // the page follows the company: it is fetched again in place when something of it changes
	serve    func(http.ResponseWriter, *visit) error
}

// routes is the site map.
func (s *site) routes() []route {
	return slices.Concat(s.payRoutes(), s.adminRoutes())
}

// payRoutes are those of people and their pay.
func (s *site) payRoutes() []route {
	return []route{
		// coming and going
		{pattern: "GET /sign-in", open: true, serve: s.signInForm},
		{pattern: "POST /sign-in", open: true, serve: s.signIn},
		{pattern: "GET /link/{token}", open: true, serve: s.linkForm},
		{pattern: "POST /link/{token}", open: true, serve: s.useLink},
		{pattern: "POST /sign-out", open: true, serve: s.signOut},
		{pattern: "POST /be/{login}", open: true, serve: s.become},
		{pattern: "GET /me", serve: s.me},
		{pattern: "POST /me/theme", serve: s.setTheme},
		{pattern: "POST /me/password", serve: s.setPassword},

		// pay
		{pattern: "GET /{$}", open: true, serve: s.start},
		{pattern: "GET /home/{payee}", resource: access.Pay, live: true, serve: s.home},
		{pattern: "GET /statement", resource: access.Pay, serve: s.myStatement},
		{pattern: "GET /statement/{payee}/{plan}/{period}", resource: access.Pay, live: true, serve: s.statement},
		{pattern: "GET /statement/{payee}/{plan}/{period}/proof", resource: access.Pay, live: true, serve: s.proof},
		{pattern: "GET /statement/{payee}/{plan}/{period}/not-paid", resource: access.Pay, live: true, serve: s.notPaid},
		{pattern: "GET /statement/{payee}/{plan}/{period}/why-not", resource: access.Pay, live: true, serve: s.whyNot},
		{pattern: "GET /statement/{payee}/{plan}/{period}/changes", resource: access.Pay, live: true, serve: s.difference},
		{pattern: "GET /team", resource: access.Pay, live: true, serve: s.team},
		{pattern: "GET /team.csv", resource: access.Pay, serve: s.teamCSV},

		// the letter that pays
		{pattern: "GET /letter", resource: access.Pay, serve: s.myLetter},
		{pattern: "GET /letter/{payee}", resource: access.Pay, live: true, serve: s.letter},
		{pattern: "GET /letter/{payee}/numbers.csv", resource: access.Pay, serve: s.letterNumbersCSV},

		// open deals
		{pattern: "GET /deals", resource: access.Deals, live: true, serve: s.openDeals},
		{pattern: "GET /deals.csv", resource: access.Deals, serve: s.openDealsCSV},
		{pattern: "GET /deals/credit", resource: access.Deals, live: true, serve: s.dealSheets},
		{pattern: "GET /deals/credit.csv", resource: access.Deals, serve: s.dealSheetsCSV},
		{pattern: "GET /deals/new", resource: access.Deals, serve: s.newDeal},
		{pattern: "GET /deals/{id}", resource: access.Deals, serve: s.findDeal},
		{pattern: "GET /deals/{event}/{id}", resource: access.Deals, live: true, serve: s.deal},

		// what keeps open pages true
		{pattern: "GET /live", serve: s.live},

		{pattern: "/", open: true, serve: s.missing},
	}
}

// adminRoutes are those of whoever runs the company's pay.
func (s *site) adminRoutes() []route {
	const see, change = access.See, access.Change
	return []route{
		{pattern: "GET /admin", action: see, resource: access.Runs, live: true, serve: s.overview},
		{pattern: "GET /admin/import", action: see, resource: access.Imports, live: true, serve: s.importing},
		{pattern: "POST /admin/import", action: change, resource: access.Imports, serve: s.rehearse},
		{pattern: "GET /admin/rehearsal/{token}", action: change, resource: access.Imports, serve: s.rehearsal},
		{pattern: "POST /admin/rehearsal/{token}", action: change, resource: access.Imports, serve: s.commit},
		{pattern: "GET /admin/rehearsal/{token}/refusals.csv", action: change, resource: access.Imports, serve: s.rehearsalRefusals},
		{pattern: "GET /admin/import/{batch}", action: see, resource: access.Imports, serve: s.importReport},
		{pattern: "GET /admin/import/{batch}/refusals.csv", action: see, resource: access.Imports, serve: s.importRefusals},

		{pattern: "GET /admin/plans", action: see, resource: access.Plans, live: true, serve: s.plans},
		{pattern: "GET /admin/plans/editions/{edition}", action: see, resource: access.Plans, serve: s.edition},
		{pattern: "GET /admin/plans/write", action: change, resource: access.Plans, serve: s.writePlan},
		{pattern: "POST /admin/plans/edit", action: change, resource: access.Plans, serve: s.edit},
		{pattern: "POST /admin/plans", action: change, resource: access.Plans, serve: s.bring},
		{pattern: "GET /admin/plans/draft/{draft}", action: change, resource: access.Plans, serve: s.draft},
		{pattern: "POST /admin/plans/draft/{draft}", action: change, resource: access.Plans, serve: s.publish},
		{pattern: "POST /admin/plans/draft/{draft}/fix", action: change, resource: access.Plans, serve: s.fix},
		{pattern: "POST /admin/plans/draft/{draft}/drop", action: change, resource: access.Plans, serve: s.drop},

		{pattern: "GET /admin/plans/draft/{draft}/rehearsal", action: change, resource: access.Plans, serve: s.payRehearsal},
		{pattern: "POST /admin/plans/draft/{draft}/rehearsal", action: change, resource: access.Plans, serve: s.rehearsePay},
		{pattern: "POST /admin/plans/draft/{draft}/rehearsal/cancel", action: change, resource: access.Plans, serve: s.cancelRehearsal},
		{pattern: "GET /admin/plans/draft/{draft}/rehearsal.csv", action: change, resource: access.Plans, serve: s.payRehearsalCSV},
		{pattern: "GET /admin/plans/draft/{draft}/rehearsal/{payee}/{plan}/{period}", action: change, resource: access.Plans, serve: s.rehearsedWhy},

		{pattern: "GET /admin/runs", action: see, resource: access.Runs, live: true, serve: s.runs},
		{pattern: "POST /admin/runs", action: change, resource: access.Runs, serve: s.startRun},
		{pattern: "GET /admin/runs/{run}", action: see, resource: access.Runs, live: true, serve: s.run},
		{pattern: "POST /admin/runs/{run}/cancel", action: change, resource: access.Runs, serve: s.cancelRun},

		{pattern: "GET /admin/people", action: see, resource: access.Accounts, serve: s.people},
		{pattern: "POST /admin/people", action: change, resource: access.Accounts, serve: s.invite},
		{pattern: "POST /admin/people/{login}/reset", action: change, resource: access.Accounts, serve: s.resetPassword},
	}
}
