package ingest

import (
	"rainmaker"
	"rainmaker/calendar"
)

// demoCompany reads the files that package demo writes: a small software company's people, quotas and bookings.
func demoCompany() Profile {
	booking := rainmaker.EventKind("booking")
	return Profile{
		Name:  "demo",
		Label: "Demo company",
		About: "People, quotas and bookings of the made-up company that comes with the product.",
		Files: []FileSpec{
			demoPeople(), demoQuotas(),
			{
				Name: "bookings.csv", About: "a booking, open or closed",
				Columns: []Column{
					textColumn("booking", "id"),
					textColumn("account", "account"),
					payeeColumn("owner", "owner").among(rainmaker.KindPayee),
					payeeColumn("partner", "partner").orNone().among(rainmaker.KindPayee),
					numberColumn("owner_share", "owner_share", 4), // a fraction: 0.6 is 60 %
					payeeColumn("engineer", "engineer").orNone().among(rainmaker.KindPayee),
					choiceColumn("stage", "stage", "open", "won", "lost"),
					choiceColumn("product", "product", "core", "nova"),
					choiceColumn("kind", "kind", "new", "expansion", "churn"),
					dateColumn("opened", "opened"),
					dateColumn("closed", "closed").orNone(),
					moneyColumn("acv", "acv", "USD", 2),
				},
				Key:    []string{"booking"},
				States: []Claim{{Kind: booking}},
				facts: func(r *row) {
					if r.text("stage") != "open" && r.get("closed").IsNone() {
						r.refuse("closed", "the cell is empty, and a booking that is "+r.text("stage")+" needs one",
							"fill it in where the file comes from")
					}
					r.state(booking, r.text("id"), calendar.Forever, r.fields("account", "owner", "partner", "owner_share", "engineer",
						"stage", "product", "kind", "opened", "closed", "acv")...)
				},
			},
		},
		controls: []control{
			{label: "bookings", file: "bookings.csv", kind: booking},
			{
				label: "won bookings", unit: "USD", file: "bookings.csv", where: "stage", equals: "won", sum: "acv",
				kind: booking, field: "stage", says: "won", sumField: "acv",
			},
		},
	}
}

func demoPeople() FileSpec {
	return FileSpec{
		Name: "people.csv", About: "a person with manager and plan",
		Columns: []Column{
			payeeColumn("person", "person"),
			textColumn("name", "name"),
			payeeColumn("manager", "manager").orNone().amongOwn(rainmaker.KindPayee),
			textColumn("plan", "plan"),
			dateColumn("from", "from"),
		},
		Key:    []string{"person"},
		States: []Claim{{Kind: rainmaker.KindPayee}, {Kind: rainmaker.KindReports}, {Kind: rainmaker.KindAssignment}},
		facts: func(r *row) {
			p, from := r.get("person").Payee(), r.get("from").Date()
			r.payee(p, r.text("name"))
			r.reports(p, r.get("manager"), from)
			r.assignment(p, rainmaker.PlanName(r.text("plan")), calendar.Since(from))
		},
	}
}

func demoQuotas() FileSpec {
	return FileSpec{
		Name: "quotas.csv", About: "a person's quota and target pay from a day on",
		Columns: []Column{
			payeeColumn("person", "person").among(rainmaker.KindPayee),
			textColumn("plan", "plan"),
			dateColumn("from", "from"),
			moneyColumn("quota", "quota", "USD", 2),
			moneyColumn("target", "target", "USD", 2),
		},
		Key:    []string{"person", "from"},
		States: []Claim{{Kind: rainmaker.KindNumber}},
		facts: func(r *row) {
			for _, number := range []string{"quota", "target"} {
				r.facts = append(r.facts, numberFact(r.get("person").Payee(), rainmaker.PlanName(r.text("plan")), number, r.get(number),
					r.get("from").Date(), true, r.source))
			}
		},
	}
}
