package trial

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/shape"
	"rainmaker/plan/source"
)

// FindingKind says what an audit of a set of letters found.
type FindingKind string

// Deals whose shares do not add up; that are credited to nobody, though what a rule asks for holds; whose amount is credited
// directly more than once, by different rules; credits that no component of the payee's plans looks at; and deals that the
// letters leave out, as those that were lost, which is no mistake.
const (
	SharesDoNotAddUp FindingKind = "shares do not add up"
	CreditedToNobody FindingKind = "credited to nobody"
	CreditedTwice    FindingKind = "credited twice"
	CreditedUnpaid   FindingKind = "credited but unpaid"
	LeftOut          FindingKind = "left out by the letter"
)

// FindingKinds are the kinds, in the order in which they are reported.
var FindingKinds = []FindingKind{SharesDoNotAddUp, CreditedToNobody, CreditedTwice, CreditedUnpaid, LeftOut}

// Finding is one thing found, with every deal that shows it.
type Finding struct {
	Kind  FindingKind
	Why   string
	At    source.Range // the clause it comes from; the zero range where it is none
	Deals []FoundDeal
}

// FoundDeal is a deal of a finding.
type FoundDeal struct {
	Event  rainmaker.EventRef
	Source rainmaker.Source
	Payee  rainmaker.PayeeID // of credited but unpaid
	Says   string            // what this deal shows
}

// Audit holds the letters of a set together against the company's deals: each event is offered to each rule once, a credit
// means the same whoever uses it, and nothing of a deal may be lost or counted twice without somebody being told. The
// calculations are of one company at one moment.
func Audit(plans []*engine.Calculation) ([]Finding, error) {
	a := &auditor{plans: plans}
	a.faults()
	if err := a.nobody(); err != nil {
		return nil, err
	}
	a.credits()
	slices.SortStableFunc(a.found, func(x, y Finding) int {
		return cmp.Or(slices.Index(FindingKinds, x.Kind)-slices.Index(FindingKinds, y.Kind), len(y.Deals)-len(x.Deals), strings.Compare(x.Why, y.Why))
	})
	for i := range a.found {
		slices.SortStableFunc(a.found[i].Deals, func(x, y FoundDeal) int {
			return cmp.Or(strings.Compare(x.Event.Name, y.Event.Name), rainmaker.CompareIDs(x.Event.ID, y.Event.ID), rainmaker.CompareIDs(string(x.Payee), string(y.Payee)))
		})
	}
	return a.found, nil
}

type auditor struct {
	plans []*engine.Calculation
	found []Finding
}

// add puts a deal under the finding with the same reason.
func (a *auditor) add(kind FindingKind, why string, at source.Range, d FoundDeal) {
	i := slices.IndexFunc(a.found, func(f Finding) bool { return f.Kind == kind && f.Why == why })
	if i < 0 {
		i, a.found = len(a.found), append(a.found, Finding{Kind: kind, Why: why, At: at})
	}
	if !slices.Contains(a.found[i].Deals, d) {
		a.found[i].Deals = append(a.found[i].Deals, d)
	}
}

func (a *auditor) faults() {
	for _, c := range a.plans {
		for _, f := range c.Faults() {
			a.add(SharesDoNotAddUp, fmt.Sprintf("rule `%s` credits nobody until they are corrected", f.Rule), source.Range{},
				FoundDeal{Event: f.Event, Source: f.Source, Says: f.Why})
		}
	}
}

// nobody are the events that every letter that reads them leaves uncredited.
func (a *auditor) nobody() error {
	credited := map[rainmaker.EventRef]bool{}
	for _, c := range a.plans {
		for _, x := range c.Creditings() {
			credited[x.Event] = true
		}
		for _, f := range c.Faults() {
			credited[f.Event] = true
		}
	}
	var order []rainmaker.EventRef
	reasons := map[rainmaker.EventRef][]engine.NotPaid{}
	for _, c := range a.plans {
		list, err := c.Uncredited()
		if err != nil {
			return fmt.Errorf("plan %s: %w", c.Program().Plan.Name, err)
		}
		for _, u := range list {
			if credited[u.Event] {
				continue
			}
			if reasons[u.Event] == nil {
				order = append(order, u.Event)
			}
			reasons[u.Event] = append(reasons[u.Event], u.Reasons...)
		}
	}
	for _, ref := range order {
		kind, why, of := CreditedToNobody, "rule `%s` credits nobody whom they name (%s, line %d)", engine.Forgotten(reasons[ref])
		if len(of) == 0 {
			kind, why, of = LeftOut, "rule `%s` leaves them out (%s, line %d)", reasons[ref]
		}
		for _, r := range of {
			a.add(kind, fmt.Sprintf(why, r.Rule, r.Clause.Doc, r.Clause.Start.Line), r.Clause, FoundDeal{Event: ref, Source: r.Source, Says: saysOf(r)})
		}
	}
	return nil
}

func saysOf(r engine.NotPaid) string {
	var parts []string
	for _, v := range r.Values {
		parts = append(parts, v.Name+" "+v.Value.String())
	}
	if len(parts) == 0 {
		return "it names nobody"
	}
	return strings.Join(parts, ", ")
}

// credit is one credit of a deal, the same for all letters that use its rule.
type credit struct {
	event rainmaker.EventRef
	rule  source.Range
	role  string
	payee rainmaker.PayeeID
}

func (a *auditor) credits() {
	seen := map[credit]bool{}
	paid := map[credit]bool{}
	var all []engine.Crediting
	var of []*engine.Calculation
	for _, c := range a.plans {
		used := map[string]bool{}
		for _, x := range c.Creditings() {
			key := credit{x.Event, x.At, x.Role, x.Payee}
			if !seen[key] {
				seen[key] = true
				all, of = append(all, x), append(of, c)
			}
			name := fmt.Sprint(x.Rule, " ", x.Role)
			if _, known := used[name]; !known {
				used[name] = looksAt(c.Program(), x.Rule, x.Role)
			}
			paid[key] = paid[key] || used[name] && c.Assigned(x.Payee, x.CountsOn)
		}
	}
	for i, x := range all {
		if x.Amount.Num.IsZero() || paid[credit{x.Event, x.At, x.Role, x.Payee}] {
			continue
		}
		rule := of[i].Program().Credits[x.Rule].Name
		a.add(CreditedUnpaid, a.whyUnpaid(x, rule), x.At, FoundDeal{
			Event: x.Event, Source: x.Source, Payee: x.Payee, Says: fmt.Sprintf("%s, counts on %s", x.Amount, x.CountsOn),
		})
	}
	a.twice(all, of)
}

// looksAt reports whether a component of a plan pays on a rule's credits in a role, or reads a measure that counts them.
func looksAt(p *ir.Program, rule int, role string) bool {
	for i := range p.Components {
		found := false
		for _, x := range shape.Read(&p.Components[i]) {
			shape.Walk(p, x, func(x ir.Expr) {
				if s, ok := x.(*ir.Aggregate); ok && s.Credit == rule && (len(s.Roles) == 0 || slices.Contains(s.Roles, role)) {
					found = true
				}
			})
		}
		if found {
			return true
		}
	}
	return false
}

func (a *auditor) whyUnpaid(x engine.Crediting, rule string) string {
	var plans []string
	for _, c := range a.plans {
		if c.Assigned(x.Payee, x.CountsOn) {
			plans = append(plans, c.Program().Plan.Name)
		}
	}
	if len(plans) == 0 {
		return fmt.Sprintf("`%s` as %s goes to people who are on no plan on that day", rule, x.Role)
	}
	return fmt.Sprintf("no component of %s looks at `%s` as %s", strings.Join(plans, " or "), rule, x.Role)
}

// base is what direct shares of a deal are taken of.
type base struct {
	event rainmaker.EventRef
	of    string
}

// twice are the deals of whose amount more than 100% is credited directly, by several rules together.
func (a *auditor) twice(all []engine.Crediting, of []*engine.Calculation) {
	type sum struct {
		total  money.Ratio
		rules  []string
		source rainmaker.Source
		on     calendar.Date
		at     source.Range
	}
	sums := map[base]*sum{}
	var order []base
	for i, x := range all {
		if x.Of == "" {
			continue
		}
		key := base{x.Event, x.Of}
		s := sums[key]
		if s == nil {
			s = &sum{source: x.Source, on: x.CountsOn}
			sums[key], order = s, append(order, key)
		}
		s.total, s.at = s.total.Add(x.Share), x.At
		if name := of[i].Program().Credits[x.Rule].Name; !slices.Contains(s.rules, name) {
			s.rules = append(s.rules, name)
		}
	}
	for _, key := range order {
		s := sums[key]
		if len(s.rules) < 2 || s.total.Cmp(money.Whole(1)) <= 0 {
			continue
		}
		slices.Sort(s.rules)
		why := fmt.Sprintf("rules `%s` each give direct shares of%s", strings.Join(s.rules, "` and `"), key.of)
		a.add(CreditedTwice, why, s.at, FoundDeal{Event: key.event, Source: s.source, Says: fmt.Sprintf("%s credited in all", ir.PercentOf(s.total))})
	}
}
