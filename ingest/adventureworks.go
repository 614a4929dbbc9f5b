package ingest

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
)

const adventurePlan rainmaker.PlanName = "adventureworks"

const (
	quotaNumber = "quota"
	rateNumber  = "commission_pct"
	territory   = "territory"
)

// adventureWorks reads the tables of Microsoft's sample company, one file a table: employees with their managers, the
// salespeople among them, their dated quotas, and the orders they sold to resellers. People are known by BusinessEntityID.
func adventureWorks() Profile {
	return Profile{
		Name:  "adventureworks",
		Label: "AdventureWorks",
		About: "Reseller orders with salespeople, quotas and territories: the tables of Microsoft's sample company as CSV.",
		Files: []FileSpec{
			employeeFile(), territoryFile(), storeFile(), territoryHistoryFile(), salesPersonFile(), quotaFile(), orderFile(),
		},
		Ignored: map[string]string{
			"currencyrate.csv":       "SubTotal is in USD as it stands, and nothing is converted",
			"product.csv":            "orders come without their products",
			"productcategory.csv":    "orders come without their products",
			"productsubcategory.csv": "orders come without their products",
		},
		controls: []control{
			{
				label: "orders", unit: "USD", file: "ResellerOrders.csv", sum: "SubTotal", kind: rainmaker.EventKind("order"),
				sumField: "subtotal",
			},
			{
				label: "quotas", unit: "USD", file: "SalesPersonQuotaHistory.csv", sum: "SalesQuota", kind: rainmaker.KindNumber,
				field: "name", says: quotaNumber, sumField: "value",
			},
			{label: "commission rates", file: "SalesPerson.csv", kind: rainmaker.KindNumber, field: "name", says: rateNumber},
		},
		finish: finishAdventureWorks,
	}
}

func employeeFile() FileSpec {
	return FileSpec{
		Name: "Employee.csv", About: "a person, with manager",
		Columns: []Column{
			payeeColumn("BusinessEntityID", "payee"),
			textColumn("Name", "name"),
			dateColumn("HireDate", "hired"),
			payeeColumn("ManagerID", "manager").orNone().amongOwn(rainmaker.KindPayee),
		},
		Unread: []string{"JobTitle", "OrgPath"},
		Key:    []string{"BusinessEntityID"},
		States: []Claim{{Kind: rainmaker.KindPayee}, {Kind: rainmaker.KindReports}},
		facts: func(r *row) {
			p := r.get("payee").Payee()
			if r.get("manager").Payee() == p {
				r.refuse("ManagerID", r.text("name")+" would report to themselves", correctAtSource)
			}
			r.payee(p, r.text("name"))
			r.reports(p, r.get("manager"), r.get("hired").Date())
		},
	}
}

func territoryFile() FileSpec {
	return FileSpec{
		Name: "SalesTerritory.csv", About: "a territory",
		Columns: []Column{textColumn("TerritoryID", "id"), textColumn("Name", "name")},
		Unread: []string{
			"CountryRegionCode", "Group", "SalesYTD", "SalesLastYear", "CostYTD", "CostLastYear",
			"ModifiedDate",
		},
		Key:    []string{"TerritoryID"},
		States: []Claim{{Kind: KindTerritory}},
		facts: func(r *row) {
			r.state(KindTerritory, r.text("id"), calendar.Forever, r.fields("name")...)
		},
	}
}

func storeFile() FileSpec {
	return FileSpec{
		Name: "Store.csv", About: "a store that buys",
		Columns: []Column{textColumn("BusinessEntityID", "id"), textColumn("Name", "name")},
		Unread: []string{
			"SalesPersonID", "AnnualSales", "AnnualRevenue", "BankName", "BusinessType", "YearOpened", "Specialty",
			"SquareFeet", "Brands", "Internet", "NumberEmployees",
		},
		Key:    []string{"BusinessEntityID"},
		States: []Claim{{Kind: KindStore}},
		facts: func(r *row) {
			r.state(KindStore, r.text("id"), calendar.Forever, r.fields("name")...)
		},
	}
}

func territoryHistoryFile() FileSpec {
	return FileSpec{
		Name: "SalesTerritoryHistory.csv", About: "the time for which somebody has a territory",
		Columns: []Column{
			payeeColumn("BusinessEntityID", "payee").among(rainmaker.KindPayee),
			textColumn("TerritoryID", "territory").among(KindTerritory),
			dateColumn("StartDate", "start"),
			dateColumn("EndDate", "end").orNone(), // the last day
		},
		Unread: []string{"ModifiedDate"},
		Key:    []string{"BusinessEntityID", "StartDate"},
		States: []Claim{{Kind: rainmaker.KindAttribute, Name: territory}},
		facts: func(r *row) {
			span := calendar.Since(r.get("start").Date())
			if end := r.get("end"); !end.IsNone() {
				span.Before = end.Date().AddDays(1)
			}
			if span.IsEmpty() {
				r.refuse("EndDate", "it ends before it starts on "+span.From.String(), correctAtSource)
				return
			}
			r.attribute(r.get("payee").Payee(), territory, r.territoryName(), span)
		},
	}
}

// territoryName is the name of the row's territory, which its column has found in the catalogue; none when the cell is empty.
func (r *row) territoryName() rainmaker.Value {
	name, _ := r.named(KindTerritory, r.text("territory"), "name")
	return name
}

func salesPersonFile() FileSpec {
	return FileSpec{
		Name: "SalesPerson.csv", About: "a salesperson, with commission rate",
		Columns: []Column{
			payeeColumn("BusinessEntityID", "payee").among(rainmaker.KindPayee),
			numberColumn("CommissionPct", rateNumber, 8), // a fraction: 0.012 is 1.2 %
			textColumn("TerritoryID", "territory").orNone().among(KindTerritory),
		},
		Unread: []string{"SalesQuota", "Bonus", "SalesYTD", "SalesLastYear", "ModifiedDate"},
		Key:    []string{"BusinessEntityID"},
		States: []Claim{{Kind: rainmaker.KindNumber, Name: rateNumber}},
		facts: func(r *row) {
			if r.get(rateNumber).Amount().Sign() < 0 {
				r.refuse("CommissionPct", "a commission rate is not negative", correctAtSource)
			}
			r.state(draftKind, r.text("payee"), calendar.Forever, field("payee", r.get("payee")), field(rateNumber, r.get(rateNumber)),
				field(territory, r.territoryName()))
		},
	}
}

func quotaFile() FileSpec {
	return FileSpec{
		Name: "SalesPersonQuotaHistory.csv", About: "somebody's quota from a day on",
		Columns: []Column{
			payeeColumn("BusinessEntityID", "payee").among(rainmaker.KindPayee),
			dateColumn("QuotaDate", "from"),
			moneyColumn("SalesQuota", quotaNumber, "USD", 4),
		},
		Unread: []string{"ModifiedDate"},
		Key:    []string{"BusinessEntityID", "QuotaDate"},
		States: []Claim{
			{Kind: rainmaker.KindNumber, Name: quotaNumber}, {Kind: rainmaker.KindAssignment, Name: string(adventurePlan)},
		},
		facts: func(r *row) {
			if r.get(quotaNumber).Amount().Sign() < 0 {
				r.refuse("SalesQuota", "a quota is not negative", correctAtSource)
			}
			r.facts = append(r.facts, numberFact(r.get("payee").Payee(), adventurePlan, quotaNumber, r.get(quotaNumber),
				r.get("from").Date(), true, r.source))
		},
	}
}

func orderFile() FileSpec {
	order := rainmaker.EventKind("order")
	return FileSpec{
		Name: "ResellerOrders.csv", About: "an order",
		Columns: []Column{
			textColumn("SalesOrderID", "id"),
			payeeColumn("SalesPersonID", "salesperson").among(rainmaker.KindPayee),
			dateColumn("OrderDate", "order_date"),
			moneyColumn("SubTotal", "subtotal", "USD", 4),
			textColumn("CustomerID", "customer"),
			textColumn("StoreID", "store").orNone(),
			textColumn("TerritoryID", "territory").orNone().among(KindTerritory),
		},
		Unread:  []string{"CurrencyRateID", "TaxAmt", "Freight", "TotalDue"},
		Key:     []string{"SalesOrderID"},
		States:  []Claim{{Kind: order}},
		looksUp: []rainmaker.FactKind{KindStore},
		facts: func(r *row) {
			// A store's name only helps to recognise the order; no pay hangs on it, so an unknown one is no reason to refuse.
			store := r.get("store")
			if name, ok := r.named(KindStore, store.Text(), "name"); ok {
				store = name
			} else if !store.IsNone() {
				r.notes = append(r.notes, "the store is not among those of Store.csv and is shown by its number")
			}
			fields := r.fields("salesperson", "order_date", "subtotal", "customer")
			r.state(order, r.text("id"), calendar.Forever,
				append(fields, field("store", store), field("territory", r.territoryName()))...)
		},
	}
}

// finishAdventureWorks states what only several files say together: a salesperson is on the plan from the first quota on,
// without an end, and the commission rate counts from that day.
func finishAdventureWorks(b *book) {
	first := map[rainmaker.PayeeID]rainmaker.Fact{}
	restated := map[rainmaker.PayeeID]bool{}
	for _, f := range b.all(rainmaker.KindNumber) {
		p, name := aboutWhom(f)
		if name != quotaNumber {
			continue
		}
		if earliest, ok := first[p]; !ok || f.Valid.From < earliest.Valid.From {
			first[p] = f
		}
		if _, made := b.facts[f.FactKey]; made {
			restated[p] = true
		}
	}
	rated := map[rainmaker.PayeeID]bool{}
	histories := b.histories(territory)
	for _, d := range b.drafts {
		p := rainmaker.PayeeID(d.ID)
		rated[p] = true
		finishSalesPerson(b, d, first[p], histories[p])
	}
	for _, f := range b.all(rainmaker.KindNumber) { // rates known before: the first quota may have moved
		if p, name := aboutWhom(f); name == rateNumber && !rated[p] && restated[p] && f.Valid.From != first[p].Valid.From {
			f.Valid, f.Version, f.Batch = calendar.Since(first[p].Valid.From), 0, 0
			b.add(f)
		}
	}
	for p := range restated {
		b.add(assignmentFact(p, adventurePlan, calendar.Since(first[p].Valid.From), first[p].Source))
	}
}

// aboutWhom is the person and the name of a number or an attribute.
func aboutWhom(f rainmaker.Fact) (rainmaker.PayeeID, string) {
	p, _ := f.Fields.Get("payee")
	name, _ := f.Fields.Get("name")
	return p.Payee(), name.Text()
}

func finishSalesPerson(b *book, draft, firstQuota rainmaker.Fact, history []rainmaker.Fact) {
	p := rainmaker.PayeeID(draft.ID)
	rate, _ := draft.Fields.Get(rateNumber)
	if firstQuota.ID == "" {
		b.withdraw(draft.Source, "BusinessEntityID", draft.ID, "no quota is known for this person, so the commission rate has no day to count from",
			"import SalesPersonQuotaHistory.csv together with this file")
		return
	}
	b.add(numberFact(p, adventurePlan, rateNumber, rate, firstQuota.Valid.From, false, draft.Source))
	now, _ := draft.Fields.Get(territory)
	if now.IsNone() {
		return
	}
	if len(history) == 0 {
		b.add(attributeFact(p, territory, now, calendar.Forever, draft.Source))
		return
	}
	last := history[len(history)-1]
	if v, _ := last.Fields.Get("value"); !v.Equal(now) || !last.Valid.IsOpen() {
		b.note(draft.Source, fmt.Sprintf("row %d puts %s in %s; the territory history (%s) says %s, %s, and is what counts",
			draft.Source.Row, p, now, last.Source, v, last.Valid))
	}
}

// histories are the dated values of an attribute by person, each by its first day.
func (b *book) histories(name string) map[rainmaker.PayeeID][]rainmaker.Fact {
	histories := map[rainmaker.PayeeID][]rainmaker.Fact{}
	for _, f := range b.all(rainmaker.KindAttribute) {
		if p, what := aboutWhom(f); what == name && f.Valid.From > calendar.StartOfTime {
			histories[p] = append(histories[p], f)
		}
	}
	for _, h := range histories {
		slices.SortFunc(h, func(a, b rainmaker.Fact) int { return int(a.Valid.From) - int(b.Valid.From) })
	}
	return histories
}
