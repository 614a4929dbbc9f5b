package rainmaker

import (
	"fmt"
	"sort"

	"rainmaker/calendar"
)

// PlanName is the name of a plan; its versions share it.
type PlanName string

// Assignment is payee × plan × dates × personal numbers. The numbers are dated inside the span.
type Assignment struct {
	ID     string
	Payee  PayeeID
	Plan   PlanName
	Span   calendar.Span
	Source Source
	// Numbers are the personal values of the plan's parameters, by name: quota, target.
	Numbers map[string]*calendar.Timeline[Value]
}

func (a Assignment) String() string {
	return fmt.Sprintf("assignment %s (%s to %s, %s)", a.ID, a.Payee, a.Plan, a.Span)
}

// SortAssignments orders by payee, plan, start and id, so that results never depend on the order in which facts arrived.
func SortAssignments(as []Assignment) {
	sort.Slice(as, func(i, j int) bool {
		a, b := as[i], as[j]
		switch {
		case a.Payee != b.Payee:
			return a.Payee < b.Payee
		case a.Plan != b.Plan:
			return a.Plan < b.Plan
		case a.Span.From != b.Span.From:
			return a.Span.From < b.Span.From
		default:
			return a.ID < b.ID
		}
	})
}
