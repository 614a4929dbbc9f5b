package plans

import (
	"cmp"
	"context"
	"slices"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/desk"
	"rainmaker/plan"
	"rainmaker/plan/english"
	"rainmaker/plan/ir"
)

// Own is a letter as the person whom it pays reads it, with their numbers in it, and all other letters they have or had.
type Own struct {
	Payee rainmaker.PayeeID
	Name  string
	Today calendar.Date
	// Letter is the version that is read; nil where no letter is the person's.
	Letter *OwnLetter
	// Versions are all of the same plan that concern the person, the one in force now first, then those before and after it.
	Versions []OwnVersion
	// Plans are the plans the person is or was on, by name.
	Plans []OwnPlan
	Empty string // why there is none
}

// OwnPlan is a plan somebody is or was on.
type OwnPlan struct {
	Name  rainmaker.PlanName
	Label string
}

// OwnVersion is one letter of a plan as it stood in some editions.
type OwnVersion struct {
	Plan  rainmaker.PlanName
	Label string
	// Effective is when the letter is in force, up to where the next one begins.
	Effective calendar.Span
	// Edition is the last one it stands in, First the one that brought it, put into force at Published.
	Edition, First rainmaker.EditionID
	Published      time.Time // in the pay time zone
	// Current says that it stands in the edition in force; InForce, that it is also in force today.
	Current, InForce bool
	Document         string
}

// OwnLetter is a version in sentences.
type OwnLetter struct {
	OwnVersion
	english.Letter
	// Numbers are what the letter asks of the assignment, as it gives them.
	Numbers []OwnNumber
	// Changes are what it means that the version before it did not; Before is that version, nil of the first.
	Changes []english.Change
	Before  *OwnVersion
	// Text is the document as it is signed.
	Text string
}

// OwnNumber is a number of somebody's from a day on; the zero day is the first of the assignment.
type OwnNumber struct {
	Name, Label string
	From        calendar.Date
	Value       string
}

// OwnAsk says which letter: of which plan (empty: the one they are on), in which edition (0: the one in force), in force on
// which day (0: today).
type OwnAsk struct {
	Plan    rainmaker.PlanName
	Edition rainmaker.EditionID
	On      calendar.Date
}

// ownVersion is a version with its meaning and its text.
type ownVersion struct {
	OwnVersion
	program *ir.Program
	text    string
}

// Own is a payee's letter, to whoever may see their pay. To everybody else there is none, as for somebody unknown.
func (d *Desk) Own(ctx context.Context, p access.Principal, payee rainmaker.PayeeID, ask OwnAsk) (Own, error) {
	missing := rainmaker.Errorf(rainmaker.NotFound, "", "there is no letter of %q that you can read", payee).
		WithWay("you read your own letter, and those of people who report to you")
	switch err := p.CheckPay(payee); rainmaker.CodeOf(err) {
	case "":
	case rainmaker.NotFound:
		return Own{}, missing
	default:
		return Own{}, err
	}
	books, err := d.Books(ctx, p, desk.Point{})
	if err != nil {
		return Own{}, err
	}
	who, known := books.Company.Payee(payee)
	if !known {
		return Own{}, missing
	}
	out := Own{Payee: payee, Name: books.NameOf(payee), Today: d.Today(books.Zone)}
	all, err := d.versionsFor(ctx, books, who, out.Today)
	if err != nil {
		return out, err
	}
	out.Plans = plansOf(all)
	if len(all) == 0 {
		out.Empty = "No letter is " + out.Name + "’s yet. When a letter is published and an assignment to it is imported, it stands here in plain sentences, with the numbers of the assignment in it."
		return out, nil
	}
	name := ask.Plan
	if name == "" {
		name = planOn(books.Company, all, payee, out.Today)
	}
	all = slices.DeleteFunc(all, func(v ownVersion) bool { return v.Plan != name })
	i, found := asked(all, ask, out.Today)
	if !found {
		return out, missing
	}
	for _, v := range all {
		out.Versions = append(out.Versions, v.OwnVersion)
	}
	out.Letter = letterOf(books.Company, all, i, who, out.Today)
	return out, nil
}

// versionsFor are all letters that any edition had of the plans a person is or was on, the newest first: by the edition they
// stand in last, and within it by their first day.
func (d *Desk) versionsFor(ctx context.Context, books *desk.Books, who rainmaker.Payee, today calendar.Date) ([]ownVersion, error) {
	editions, err := d.Documents.Editions(ctx)
	if err != nil {
		return nil, err
	}
	var out []ownVersion
	for _, e := range editions {
		set := books.Set
		if e.ID != books.Edition {
			if set, err = d.setOf(ctx, e.ID, books.Calendar); err != nil {
				return nil, err
			}
		}
		for _, program := range slices.Backward(set.Programs) {
			if numbersOf(books.Company, program, who, today) == nil {
				continue
			}
			i := slices.IndexFunc(out, func(v ownVersion) bool { return v.program.Hash == program.Hash })
			if i < 0 {
				i, out = len(out), append(out, ownVersion{versionOf(set, program, e.ID == books.Edition, today), program, set.Document(program.Plan.At.Doc).Text})
				out[i].Edition = e.ID
			}
			out[i].First, out[i].Published = e.ID, e.Published.In(books.Zone.Location())
		}
	}
	return out, nil
}

func versionOf(set *plan.Set, p *ir.Program, current bool, today calendar.Date) OwnVersion {
	v := OwnVersion{
		Plan: rainmaker.PlanName(p.Plan.Name), Label: cmp.Or(p.Plan.Label, p.Plan.Name), Effective: p.Plan.Effective, Document: p.Plan.At.Doc, Current: current,
	}
	for _, next := range set.Programs {
		if next.Plan.Name == p.Plan.Name && next.Plan.Effective.From > v.Effective.From {
			v.Effective.Before = min(v.Effective.Before, next.Plan.Effective.From)
		}
	}
	v.InForce = current && v.Effective.Contains(today)
	return v
}

func plansOf(all []ownVersion) []OwnPlan {
	var out []OwnPlan
	for _, v := range all {
		if !slices.ContainsFunc(out, func(o OwnPlan) bool { return o.Name == v.Plan }) {
			out = append(out, OwnPlan{v.Plan, v.Label})
		}
	}
	slices.SortFunc(out, func(a, b OwnPlan) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// planOn is the plan that somebody is on today; else the one they were or will be on, of the newest letter.
func planOn(c rainmaker.Company, all []ownVersion, payee rainmaker.PayeeID, today calendar.Date) rainmaker.PlanName {
	for _, v := range all {
		on := func(a rainmaker.Assignment) bool {
			return a.Payee == payee && a.Plan == v.Plan && a.Span.Contains(today)
		}
		if v.InForce && slices.ContainsFunc(c.Assignments, on) {
			return v.Plan
		}
	}
	return all[0].Plan
}

// asked is the place of the version that is asked for. In the edition in force, a day on which no letter is in force is
// answered with the nearest one; an edition that has none for the person has nothing to answer with.
func asked(all []ownVersion, ask OwnAsk, today calendar.Date) (int, bool) {
	on := cmp.Or(ask.On, today)
	best, found := 0, false
	for i, v := range all {
		if ask.Edition == 0 && !v.Current || ask.Edition != 0 && (ask.Edition < v.First || ask.Edition > v.Edition) {
			continue
		}
		if v.Effective.Contains(on) {
			return i, true
		}
		if !found || distance(v.Effective, on) < distance(all[best].Effective, on) {
			best, found = i, true
		}
	}
	if !found && ask.Edition == 0 && len(all) > 0 { // the edition in force has no letter of theirs any more: the last there was
		return 0, true
	}
	return best, found
}

// distance is how many days a day lies outside a span.
func distance(s calendar.Span, on calendar.Date) int {
	if on < s.From {
		return int(s.From - on)
	}
	return int(on - s.Last())
}

// letterOf says one of the versions in sentences.
func letterOf(c rainmaker.Company, all []ownVersion, i int, who rainmaker.Payee, today calendar.Date) *OwnLetter {
	v := all[i]
	on := min(max(today, v.Effective.From), v.Effective.Last())
	person := numbersOf(c, v.program, who, on)
	out := &OwnLetter{OwnVersion: v.OwnVersion, Letter: english.Of(v.program, person), Text: v.text}
	for _, param := range v.program.Params {
		for _, n := range person.Numbers[param.Name] {
			out.Numbers = append(out.Numbers, OwnNumber{param.Name, cmp.Or(param.Label, param.Name), n.From, english.Figure(n.Value)})
		}
	}
	if before := beforeIt(all, i); before >= 0 {
		out.Before, out.Changes = &all[before].OwnVersion, english.Diff(all[before].program, v.program)
	}
	return out
}

// beforeIt is the version that another one followed: the letter before it in the same edition, or where there is none the
// one that an earlier edition had in its place; -1 of the first.
func beforeIt(all []ownVersion, i int) int {
	best := -1
	for k, v := range all {
		if v.Edition >= all[i].First && v.Effective.From < all[i].Effective.From && (best < 0 || v.Effective.From > all[best].Effective.From) {
			best = k
		}
	}
	for k, v := range all {
		if v.Edition < all[i].First && v.Effective.From == all[i].Effective.From { // its own text, as it was
			return k
		}
	}
	return best
}
