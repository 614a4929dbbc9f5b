package ingest

import (
	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// People of the demo company: people.csv states where everybody began; what changed since has a file of its own, with the
// day of each change.

func demoPeople() FileSpec {
	return FileSpec{
		Name: "people.csv", About: "a person with manager and plan",
		Columns: []Column{
			payeeColumn("person", "person"),
			textColumn("name", "name"),
			payeeColumn("manager", "manager").orNone().amongOwn(rainmaker.KindPayee),
			textColumn("plan", "plan"),
			dateColumn("from", "from"),
			dateColumn("before", "before").orNone().optional(),
		},
		Key:    []string{"person"},
		States: []Claim{{Kind: rainmaker.KindPayee}, {Kind: rainmaker.KindReports}, {Kind: rainmaker.KindAssignment}},
		facts: func(r *row) {
			p, span := r.get("person").Payee(), r.span("from", "before")
			r.payee(p, r.text("name"))
			r.reports(p, r.get("manager"), span.From)
			r.assignment(p, rainmaker.PlanName(r.text("plan")), span)
		},
	}
}

// demoAssignments are those after the first: a change of plan, or a return to one.
func demoAssignments() FileSpec {
	return FileSpec{
		Name: "assignments.csv", About: "a person's later assignment to a plan",
		Columns: []Column{
			payeeColumn("person", "person").among(rainmaker.KindPayee),
			textColumn("plan", "plan"),
			dateColumn("from", "from"),
			dateColumn("before", "before").orNone(),
		},
		Key:    []string{"person", "plan", "from"},
		States: []Claim{{Kind: rainmaker.KindAssignment}},
		facts: func(r *row) {
			f := assignmentFact(r.get("person").Payee(), rainmaker.PlanName(r.text("plan")), r.span("from", "before"), r.source)
			f.ID += "/" + f.Valid.From.String()
			r.facts = append(r.facts, f)
		},
	}
}

// demoReports are the reporting lines after the first. One without a manager ends the line before it.
func demoReports() FileSpec {
	return FileSpec{
		Name: "reports.csv", About: "a change of whom a person reports to",
		Columns: []Column{
			payeeColumn("person", "person").among(rainmaker.KindPayee),
			dateColumn("from", "from"),
			payeeColumn("manager", "manager").orNone().among(rainmaker.KindPayee),
		},
		Key:    []string{"person", "from"},
		States: []Claim{{Kind: rainmaker.KindReports}},
		facts: func(r *row) {
			person, from := r.get("person"), r.get("from").Date()
			if !r.get("manager").IsNone() && r.get("manager").Payee() == person.Payee() {
				r.refuse("manager", person.Text()+" would report to themselves", correctAtSource)
			}
			r.state(rainmaker.KindReports, person.Text()+"/"+from.String(), calendar.Since(from), field("payee", person),
				field("manager", r.get("manager")))
		},
	}
}

func demoAttributes() FileSpec {
	return FileSpec{
		Name: "attributes.csv", About: "a person's region, pod or territory from a day on",
		Columns: []Column{
			payeeColumn("person", "person").among(rainmaker.KindPayee),
			choiceColumn("attribute", "attribute", "region", "pod", "territory"),
			dateColumn("from", "from"),
			textColumn("value", "value"),
		},
		Key:    []string{"person", "attribute", "from"},
		States: []Claim{{Kind: rainmaker.KindAttribute}},
		facts: func(r *row) {
			r.attribute(r.get("person").Payee(), r.text("attribute"), r.get("value"), calendar.Since(r.get("from").Date()))
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
		States: []Claim{{Kind: rainmaker.KindNumber, Name: "quota"}, {Kind: rainmaker.KindNumber, Name: "target"}},
		facts: func(r *row) {
			for _, number := range []string{"quota", "target"} {
				r.facts = append(r.facts, numberFact(r.get("person").Payee(), rainmaker.PlanName(r.text("plan")), number, r.get(number),
					r.get("from").Date(), true, r.source))
			}
		},
	}
}

// demoNumbers are personal numbers by name: an amount where the row has a currency, a plain number where it has none.
func demoNumbers() FileSpec {
	return FileSpec{
		Name: "numbers.csv", About: "a personal number under a plan from a day on",
		Columns: []Column{
			payeeColumn("person", "person").among(rainmaker.KindPayee),
			textColumn("plan", "plan"),
			textColumn("number", "number"),
			dateColumn("from", "from"),
			numberColumn("value", "value", 4),
			choiceColumn("currency", "currency", "USD").orNone(),
		},
		Key:    []string{"person", "plan", "number", "from"},
		States: []Claim{{Kind: rainmaker.KindNumber}},
		facts: func(r *row) {
			v := r.get("value")
			if c := r.get("currency"); !c.IsNone() {
				v = rainmaker.CashOf(v.Amount(), money.Currency(c.Text()))
			}
			r.facts = append(r.facts, numberFact(r.get("person").Payee(), rainmaker.PlanName(r.text("plan")), r.text("number"), v,
				r.get("from").Date(), true, r.source))
		},
	}
}

func demoLeave() FileSpec {
	return FileSpec{
		Name: "leave.csv", About: "days on which a person is on leave",
		Columns: []Column{
			payeeColumn("person", "person").among(rainmaker.KindPayee),
			dateColumn("from", "from"),
			dateColumn("before", "before"),
		},
		Key:    []string{"person", "from"},
		States: []Claim{{Kind: rainmaker.KindLeave}},
		facts: func(r *row) {
			span := r.span("from", "before")
			r.state(rainmaker.KindLeave, r.text("person")+"/"+span.From.String(), span, field("payee", r.get("person")))
		},
	}
}

func demoHolidays() FileSpec {
	return FileSpec{
		Name: "holidays.csv", About: "days on which the company does not work",
		Columns: []Column{textColumn("holiday", "holiday"), dateColumn("from", "from"), dateColumn("before", "before")},
		Key:     []string{"from"},
		States:  []Claim{{Kind: rainmaker.KindHoliday}},
		facts: func(r *row) {
			span := r.span("from", "before")
			r.state(rainmaker.KindHoliday, span.From.String(), span, field("name", r.get("holiday")))
		},
	}
}
