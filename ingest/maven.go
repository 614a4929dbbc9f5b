package ingest

import (
	"rainmaker"
	"rainmaker/calendar"
)

// Kinds of facts that the product does not read itself; profiles keep them so that later files can be checked against them.
const (
	KindAccount   rainmaker.FactKind = "account"   // a customer
	KindProduct   rainmaker.FactKind = "product"   // an entry of the price list
	KindTerritory rainmaker.FactKind = "territory" // by its number: field name
	KindStore     rainmaker.FactKind = "store"     // by its number: field name
)

const (
	mavenAgentPlan   rainmaker.PlanName = "maven_agent"
	mavenManagerPlan rainmaker.PlanName = "maven_manager"
)

// mavenCRM reads the CRM export that Maven Analytics publishes: a company that sells computer hardware, its agents by
// office and manager, and its opportunities. People are known by their names, because the export has nothing else.
func mavenCRM() Profile {
	opportunity := rainmaker.EventKind("opportunity")
	return Profile{
		Name:    "maven_crm",
		Label:   "Maven CRM",
		About:   "Opportunities with accounts, products and sales teams, as Maven Analytics publishes them.",
		Files:   []FileSpec{mavenAccounts(), mavenProducts(), mavenTeams(), mavenPipeline(opportunity)},
		Ignored: map[string]string{"data_dictionary.csv": "it describes the columns of the others"},
		controls: []control{
			{label: "opportunities", file: "sales_pipeline.csv", kind: opportunity},
			{
				label: "won opportunities", unit: "USD", file: "sales_pipeline.csv", where: "deal_stage", equals: "Won", sum: "close_value",
				kind: opportunity, field: "stage", says: "Won", sumField: "close_value",
			},
			{label: "agents", file: "sales_teams.csv", kind: rainmaker.KindAssignment, field: "plan", says: string(mavenAgentPlan)},
		},
	}
}

func mavenAccounts() FileSpec {
	return FileSpec{
		Name: "accounts.csv", About: "an account",
		Columns: []Column{
			textColumn("account", "account"),
			textColumn("sector", "sector").misspelt("technolgy", "technology").orNone(),
			numberColumn("year_established", "year_established", 0).orNone(),
			numberColumn("revenue", "revenue", 8).orNone(), // in millions of USD
			numberColumn("employees", "employees", 0).orNone(),
			textColumn("office_location", "office_location").misspelt("Philipines", "Philippines").orNone(),
			textColumn("subsidiary_of", "subsidiary_of").orNone(),
		},
		Key:    []string{"account"},
		States: []Claim{{Kind: KindAccount}},
		facts: func(r *row) {
			r.state(KindAccount, r.text("account"), calendar.Forever,
				r.fields("sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of")...)
		},
	}
}

func mavenProducts() FileSpec {
	return FileSpec{
		Name: "products.csv", About: "a product",
		Columns: []Column{
			textColumn("product", "product"),
			textColumn("series", "series"),
			moneyColumn("sales_price", "sales_price", "USD", 2),
		},
		Key:    []string{"product"},
		States: []Claim{{Kind: KindProduct}},
		facts: func(r *row) {
			r.state(KindProduct, r.text("product"), calendar.Forever, r.fields("series", "sales_price")...)
		},
	}
}

func mavenTeams() FileSpec {
	return FileSpec{
		Name: "sales_teams.csv", About: "an agent, with manager and office",
		Columns: []Column{
			payeeColumn("sales_agent", "agent"),
			payeeColumn("manager", "manager"),
			textColumn("regional_office", "office"),
		},
		Key: []string{"sales_agent"},
		States: []Claim{
			{Kind: rainmaker.KindPayee},
			{Kind: rainmaker.KindReports},
			{Kind: rainmaker.KindAttribute, Name: "office"},
			{Kind: rainmaker.KindAssignment, Name: string(mavenAgentPlan)},
			{Kind: rainmaker.KindAssignment, Name: string(mavenManagerPlan)},
		},
		facts: func(r *row) {
			agent, manager := r.get("agent").Payee(), r.get("manager").Payee()
			if agent == manager {
				r.refuse("manager", string(agent)+" would report to themselves", correctAtSource)
				return
			}
			r.payee(agent, string(agent))
			r.payee(manager, string(manager))
			r.attribute(agent, "office", r.get("office"), calendar.Forever)
			r.reports(agent, r.get("manager"), calendar.Forever.From)
			r.assignment(agent, mavenAgentPlan, calendar.Forever)
			r.assignment(manager, mavenManagerPlan, calendar.Forever)
		},
	}
}

func mavenPipeline(opportunity rainmaker.FactKind) FileSpec {
	return FileSpec{
		Name: "sales_pipeline.csv", About: "an opportunity",
		Columns: []Column{
			textColumn("opportunity_id", "id"),
			payeeColumn("sales_agent", "agent").among(rainmaker.KindPayee),
			textColumn("product", "product").among(KindProduct),
			textColumn("account", "account").orNone().among(KindAccount),
			choiceColumn("deal_stage", "stage", "Won", "Lost", "Engaging", "Prospecting"),
			dateColumn("engage_date", "engage_date").orNone(),
			dateColumn("close_date", "close_date").orNone(),
			moneyColumn("close_value", "close_value", "USD", 2).orNone(),
		},
		Key:    []string{"opportunity_id"},
		States: []Claim{{Kind: opportunity}},
		facts: func(r *row) {
			if r.text("stage") == "Won" {
				for _, need := range []string{"close_date", "close_value"} {
					if r.get(need).IsNone() {
						r.refuse(need, "the cell is empty, and a won opportunity needs one", "fill it in where the file comes from")
					}
				}
			}
			engaged, closed := r.get("engage_date"), r.get("close_date")
			if !engaged.IsNone() && !closed.IsNone() && closed.Date() < engaged.Date() { // no pay hangs on the first
				r.notes = append(r.notes, "closed before it was engaged; the close date is what counts")
			}
			r.state(opportunity, r.text("id"), calendar.Forever,
				r.fields("agent", "product", "account", "stage", "engage_date", "close_date", "close_value")...)
		},
	}
}
