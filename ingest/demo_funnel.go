package ingest

import "rainmaker"

// What leads to bookings and what follows from them. Leads, activities and changes of stage pay nobody by themselves; they
// are kept as events like those that do.

func demoStages() FileSpec {
	stage := []string{"qualify", "discover", "propose", "negotiate", "won", "lost"}
	return eventFile("stages.csv", "a booking that enters a stage", demoStage,
		textColumn("change", "id"),
		textColumn("booking", "booking").among(demoBooking),
		dateColumn("entered", "entered"),
		choiceColumn("from_stage", "from_stage", stage...).orNone(),
		choiceColumn("to_stage", "to_stage", stage...),
		moneyColumn("acv", "acv", "USD", 2),
	)
}

func demoLeads() FileSpec {
	return eventFile("leads.csv", "a lead with its source and what became of it", demoLead,
		textColumn("lead", "id"),
		textColumn("account", "account"),
		payeeColumn("sdr", "sdr").among(rainmaker.KindPayee),
		choiceColumn("source", "source", "inbound", "outbound", "event"),
		dateColumn("created", "created"),
		dateColumn("touched", "touched").orNone(),
		choiceColumn("disposition", "disposition", "new", "working", "unreachable", "unqualified", "nurture", "meeting"),
		dateColumn("disposed", "disposed").orNone(),
	)
}

func demoMeetings() FileSpec {
	return eventFile("meetings.csv", "a meeting that was made for a seller", demoMeeting,
		textColumn("meeting", "id"),
		textColumn("lead", "lead").among(demoLead),
		textColumn("account", "account"),
		payeeColumn("sdr", "sdr").among(rainmaker.KindPayee),
		dateColumn("held", "held"),
		yesNoColumn("showed", "showed"),
		yesNoColumn("qualified", "qualified"),
		dateColumn("accepted", "accepted").orNone(),
	)
}

func demoActivities() FileSpec {
	return eventFile("activities.csv", "a call, an e-mail or a message to a lead", demoActivity,
		textColumn("activity", "id"),
		textColumn("lead", "lead").among(demoLead),
		payeeColumn("person", "person").among(rainmaker.KindPayee),
		dateColumn("done", "done"),
		choiceColumn("channel", "channel", "call", "email", "social"),
		choiceColumn("outcome", "outcome", "no_answer", "reached", "replied", "declined", "meeting_made"),
	)
}

func demoBooks() FileSpec {
	return eventFile("books.csv", "what an account manager's customers pay a year at the start of a quarter", demoBook,
		textColumn("book", "id"),
		payeeColumn("manager", "manager").among(rainmaker.KindPayee),
		dateColumn("as_of", "as_of"),
		moneyColumn("opening_arr", "opening_arr", "USD", 2),
		numberColumn("customers", "customers", 0),
	)
}

func demoRenewals() FileSpec {
	f := eventFile("renewals.csv", "a contract that comes up for renewal", demoRenewal,
		textColumn("renewal", "id"),
		textColumn("account", "account"),
		payeeColumn("manager", "manager").among(rainmaker.KindPayee),
		dateColumn("due", "due"),
		moneyColumn("due_arr", "due_arr", "USD", 2),
		choiceColumn("outcome", "outcome", "open", "renewed", "reduced", "lost"),
		moneyColumn("renewed_arr", "renewed_arr", "USD", 2).orNone(),
	)
	f.facts = func(r *row) {
		outcome := r.text("outcome")
		if open := outcome == "open"; open != r.get("renewed_arr").IsNone() {
			way := "fill it in where the file comes from; 0 where nothing was renewed"
			why := "the cell is empty, and a renewal that is " + outcome + " needs one"
			if open {
				way, why = "leave it empty, or correct the outcome", "a renewal that is open has none yet"
			}
			r.refuse("renewed_arr", why, way)
		}
		r.event(demoRenewal)
	}
	return f
}

func demoChurns() FileSpec {
	return eventFile("churn.csv", "a customer who left before the contract ended", demoChurn,
		textColumn("churn", "id"),
		textColumn("account", "account"),
		payeeColumn("manager", "manager").among(rainmaker.KindPayee),
		dateColumn("left", "left"),
		moneyColumn("arr", "arr", "USD", 2),
		choiceColumn("reason", "reason", "price", "competitor", "unused", "closed_down", "missing_feature"),
	)
}

func demoReviews() FileSpec {
	return eventFile("goal_reviews.csv", "a goal that was reviewed", demoReview,
		textColumn("review", "id"),
		payeeColumn("holder", "holder").among(rainmaker.KindPayee),
		textColumn("goal", "goal"),
		dateColumn("due", "due"),
		numberColumn("weight", "weight", 4), // fractions, as owner_share
		numberColumn("result", "result", 4),
	)
}
