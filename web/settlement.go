package web

import (
	"strings"

	"rainmaker/desk/statement"
	"rainmaker/money"
)

// listURL leads to the list that an amount is the sum of, where the page has it, else to the way from earned to paid.
func (v statementView) listURL(list statement.SettlementList) string {
	s := v.Settlement
	shown := map[statement.SettlementList]int{
		statement.WaitsList: len(s.Waits), statement.EarlierList: len(s.Earlier), statement.AdvancesList: len(s.Advances),
		statement.TakenBackList: len(s.Clawbacks), statement.BalancesList: len(s.Balances),
	}
	if shown[list] == 0 {
		return "#paid"
	}
	return "#" + string(list)
}

// lineOnURL is the proof of a line on the statement that it stands on.
func (v statementView) lineOnURL(l statement.LineOn) string {
	if l.Period == v.Period || l.Period == "" {
		return v.lineURL(l.Ref)
	}
	key := v.key
	key.Period = l.Period
	return look{key: key}.proofURL(l.Ref) + "#proof"
}

// lineOnText says what of a line it is, and on which statement the line stands where that is not this one.
func lineOnText(l statement.LineOn, period string) string {
	parts := []string{l.Component}
	if l.Text != "" {
		parts = append(parts, l.Text)
	}
	if l.Period != "" && l.Period != period {
		parts = append(parts, "on the statement of "+l.Period)
	}
	return strings.Join(parts, ", ")
}

// sumOf is what a list of lines sums to, as the way from earned to paid has it.
func (v statementView) sumOf(list statement.SettlementList) money.Money {
	if list == statement.AdvancesList {
		return v.Settlement.Advanced
	}
	for _, r := range v.Settlement.Bridge {
		if r.Sums == list {
			return r.Amount
		}
	}
	return money.New(0, v.Currency) // which is no movement
}

// paidRow is one row of what is paid of what a period earned.
type paidRow struct {
	text, sub, url string
	amount         money.Money
	total          bool
}

// paidRows say what is paid beside what is earned: what is paid, what waits or is an advance still, and what is owed or held.
func (h homeView) paidRows() []paidRow {
	s := h.Settlement
	to := func(list statement.SettlementList) string { return h.statementURL() + "#" + string(list) }
	rows := []paidRow{{"Paid for " + h.Period, "from earned to paid, step by step", h.statementURL() + "#paid", s.Pay, true}}
	for _, w := range s.Waits {
		rows = append(rows, paidRow{"Not payable yet", "waits for " + w.For + "; earlier periods included", to(statement.WaitsList), w.Amount, false})
	}
	if !s.Advanced.IsZero() {
		rows = append(rows, paidRow{"Advanced", "paid or payable, not yet earned for good; earlier periods included", to(statement.AdvancesList), s.Advanced, false})
	}
	for _, b := range s.Balances {
		if b.After.IsZero() {
			continue
		}
		text := "Owed as " + b.Name
		if b.Kind == "reserve" {
			text = "Held for later as " + b.Name
		}
		rows = append(rows, paidRow{text, b.Before.Figure() + " before", to(statement.BalancesList), b.After, false})
	}
	return rows
}
