package ingest

import (
	"rainmaker"
	"rainmaker/calendar"
)

// Kinds of events in the demo company's files.
var (
	demoBooking  = rainmaker.EventKind("booking")
	demoStage    = rainmaker.EventKind("stage_change")
	demoLead     = rainmaker.EventKind("lead")
	demoMeeting  = rainmaker.EventKind("meeting")
	demoActivity = rainmaker.EventKind("activity")
	demoBook     = rainmaker.EventKind("book")
	demoRenewal  = rainmaker.EventKind("renewal")
	demoChurn    = rainmaker.EventKind("churn")
	demoReview   = rainmaker.EventKind("goal_review")
)

// demoCompany reads the files that package demo writes: a software company's people with their changes, what they sell,
// and what leads to it and follows from it. Of all files only people.csv must be there for the others to refer to.
func demoCompany() Profile {
	return Profile{
		Name:  "demo",
		Label: "Demo company",
		About: "People, bookings, leads, meetings, renewals and goals of the made-up company that comes with the product.",
		Files: []FileSpec{
			demoPeople(), demoAssignments(), demoReports(), demoAttributes(), demoQuotas(), demoNumbers(), demoLeave(), demoHolidays(),
			demoBookings(), demoStages(), demoLeads(), demoMeetings(), demoActivities(),
			demoBooks(), demoRenewals(), demoChurns(), demoReviews(),
		},
		controls: []control{
			{label: "bookings", file: "bookings.csv", kind: demoBooking},
			{
				label: "won bookings", unit: "USD", file: "bookings.csv", where: "stage", equals: "won", sum: "acv",
				kind: demoBooking, field: "stage", says: "won", sumField: "acv",
			},
			{label: "stage changes", file: "stages.csv", kind: demoStage},
			{label: "leads", file: "leads.csv", kind: demoLead},
			{label: "meetings", file: "meetings.csv", kind: demoMeeting},
			{label: "activities", file: "activities.csv", kind: demoActivity},
			{label: "opening books", unit: "USD", file: "books.csv", sum: "opening_arr", kind: demoBook, sumField: "opening_arr"},
			{label: "renewals", unit: "USD", file: "renewals.csv", sum: "due_arr", kind: demoRenewal, sumField: "due_arr"},
			{label: "churn", unit: "USD", file: "churn.csv", sum: "arr", kind: demoChurn, sumField: "arr"},
		},
	}
}

// demoBookings is the pipeline: every booking as it stands now, open or closed. What came with later exports is optional.
func demoBookings() FileSpec {
	return FileSpec{
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
			choiceColumn("kind", "kind", "new", "expansion"),
			dateColumn("opened", "opened"),
			dateColumn("closed", "closed").orNone(),
			moneyColumn("acv", "acv", "USD", 2),
			payeeColumn("sdr", "sdr").orNone().optional().among(rainmaker.KindPayee),
			choiceColumn("source", "source", "inbound", "outbound", "event", "partner", "referral", "customer").optional(),
			dateColumn("met", "met").orNone().optional(),
			numberColumn("years", "years", 0).optional(),
			dateColumn("expected", "expected").orNone().optional(),
			dateColumn("collected", "collected").orNone().optional(),
			dateColumn("churned", "churned").orNone().optional(),
			choiceColumn("lost_reason", "lost_reason", "price", "timing", "competitor", "no_decision", "missing_feature").orNone().optional(),
		},
		Key:    []string{"booking"},
		States: []Claim{{Kind: demoBooking}},
		facts:  demoBookingFacts,
	}
}

func demoBookingFacts(r *row) {
	closed, stage := r.get("closed"), r.text("stage")
	if stage != "open" && closed.IsNone() {
		r.refuse("closed", "the cell is empty, and a booking that is "+stage+" needs one", "fill it in where the file comes from")
	}
	for _, after := range []string{"collected", "churned"} {
		switch v := r.get(after); {
		case v.IsNone():
		case stage != "won":
			r.refuse(after, "a booking that is "+stage+" can't have been "+after, correctAtSource)
		case !closed.IsNone() && v.Date() < closed.Date():
			r.refuse(after, "it lies before the booking closed on "+closed.Date().String(), correctAtSource)
		}
	}
	if stage != "lost" && !r.get("lost_reason").IsNone() {
		r.refuse("lost_reason", "a booking that is "+stage+" has none", "leave the cell empty, or correct the stage")
	}
	r.event(demoBooking)
}

// event makes the row an event of a kind, with all its fields but the id.
func (r *row) event(kind rainmaker.FactKind) {
	var names []string
	for _, c := range r.spec.Columns {
		if c.Field != "id" {
			names = append(names, c.Field)
		}
	}
	r.state(kind, r.text("id"), calendar.Forever, r.fields(names...)...)
}

// eventFile is a file whose rows are events of one kind, each with an id in the first column.
func eventFile(name, about string, kind rainmaker.FactKind, columns ...Column) FileSpec {
	return FileSpec{
		Name: name, About: about, Columns: columns, Key: []string{columns[0].Name}, States: []Claim{{Kind: kind}},
		facts: func(r *row) { r.event(kind) },
	}
}
