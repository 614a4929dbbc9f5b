package deals

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
	"rainmaker/plan/source"
	"rainmaker/trial"
)

// ConflictKind says what is odd in how a deal is credited.
type ConflictKind string

// Two people have one role in full; one role is credited by two rules; one person has two roles; shares that the letter
// splits are not 100%; nobody is credited; somebody named on the deal is not credited. A deal that the letters leave out, as
// one that was lost, is told too, and is nothing odd.
const (
	TwoInRole   ConflictKind = "two people in one role"
	RoleTwice   ConflictKind = "a role credited twice"
	TwoRoles    ConflictKind = "one person in two roles"
	NotWhole    ConflictKind = "shares not 100%"
	Nobody      ConflictKind = ConflictKind(trial.CreditedToNobody)
	NotCredited ConflictKind = "named, not credited"
	LeftOut     ConflictKind = ConflictKind(trial.LeftOut)
)

// ConflictKinds are all of them, the gravest first.
var ConflictKinds = []ConflictKind{NotWhole, RoleTwice, TwoInRole, TwoRoles, Nobody, NotCredited, LeftOut}

// Conflict is one odd thing, in a sentence.
type Conflict struct {
	Kind ConflictKind
	Text string
}

// Sheet is who is credited on a deal in which role.
type Sheet struct {
	Roles []Role
	// Direct is what is credited of the deal itself, Beside what stands beside it: overlays and managers.
	Direct, Beside string
	Conflicts      []Conflict
}

// Role is everybody who has one role of a deal under one rule.
type Role struct {
	Role, Rule string
	// Share is what they have together, of the deal or beside it.
	Share  string
	Beside bool
	People []RolePerson
}

// RolePerson is one person's share.
type RolePerson struct {
	Payee       rainmaker.PayeeID
	Name, Share string
}

// sheet puts the credits of an event, as it stands by a day, under their roles, and says what is odd in them.
func (b *bench) sheet(e rainmaker.Event, on calendar.Date, credits []rainmaker.Credit, faults []engine.Fault) (Sheet, error) {
	out := Sheet{}
	direct, beside := map[string]money.Ratio{}, money.Ratio{}
	sums := map[int]money.Ratio{}
	for _, c := range credits {
		i := slices.IndexFunc(out.Roles, func(r Role) bool { return r.Role == c.Role && r.Rule == c.Rule })
		if i < 0 {
			i, out.Roles = len(out.Roles), append(out.Roles, Role{Role: c.Role, Rule: c.Rule, Beside: c.Overlay})
		}
		out.Roles[i].People = append(out.Roles[i].People, RolePerson{c.Payee, b.books.NameOf(c.Payee), percent(c.Share)})
		sums[i] = sums[i].Add(c.Share)
		if c.Overlay {
			beside = beside.Add(c.Share)
		} else {
			of := b.base(c)
			direct[of] = direct[of].Add(c.Share)
		}
	}
	for i := range out.Roles {
		out.Roles[i].Share = percent(sums[i])
	}
	// What is due and what was renewed are two things: the total is that of what is credited most.
	most := money.Ratio{}
	for _, sum := range direct {
		most = money.Max(most, sum)
	}
	out.Direct, out.Beside = percent(most), percent(beside)
	left, err := b.left(e, on, credits, faults)
	if err != nil {
		return out, err
	}
	out.Conflicts = append(b.credited(credits, faults), left...)
	slices.SortStableFunc(out.Conflicts, func(x, y Conflict) int {
		return cmp.Compare(slices.Index(ConflictKinds, x.Kind), slices.Index(ConflictKinds, y.Kind))
	})
	return out, nil
}

// credited is what is odd in the credits there are.
func (b *bench) credited(credits []rainmaker.Credit, faults []engine.Fault) []Conflict {
	var out []Conflict
	for _, f := range faults {
		out = append(out, Conflict{NotWhole, "Shares: " + f.Why + "."})
	}
	seen := map[string]bool{}
	for i, x := range credits {
		if b.rollsUp(x.Rule) {
			continue // managers of several levels are meant
		}
		if key := x.Rule + "\x00" + x.Role; !seen[key] {
			seen[key] = true
			out = append(out, b.inFull(credits, x)...)
		}
		for _, y := range credits[:i] {
			switch {
			case x.Rule == y.Rule && x.Payee == y.Payee && x.Role != y.Role:
				out = append(out, Conflict{TwoRoles, fmt.Sprintf("One person, two roles: %s is credited as %s and as %s under %s.", b.books.NameOf(x.Payee), y.Role, x.Role, x.Rule)})
			case x.Rule != y.Rule && x.Role == y.Role && !x.Overlay && !y.Overlay && b.base(x) != "" && b.base(x) == b.base(y):
				text := fmt.Sprintf("The role %s is credited twice: %s to %s under %s, and %s to %s under %s.", x.Role, percent(y.Share), b.books.NameOf(y.Payee), y.Rule,
					percent(x.Share), b.books.NameOf(x.Payee), x.Rule)
				out = append(out, Conflict{RoleTwice, text})
			}
		}
	}
	return append(out, b.notWhole(credits)...)
}

// base names the fields that a credit is a share of; empty where it is a plain amount, or a rule rolls up others.
func (b *bench) base(c rainmaker.Credit) string {
	rule := b.rule(c.Rule)
	if rule == nil {
		return ""
	}
	return engine.DirectOf(rule, c.Role)
}

// inFull says where several people have a role and together more than all of it.
func (b *bench) inFull(credits []rainmaker.Credit, of rainmaker.Credit) []Conflict {
	var people []string
	total := money.Ratio{}
	for _, y := range credits {
		if of.Rule == y.Rule && of.Role == y.Role {
			people = append(people, b.books.NameOf(y.Payee))
			total = total.Add(y.Share)
		}
	}
	if len(people) < 2 || total.Cmp(money.Whole(1)) <= 0 {
		return nil
	}
	return []Conflict{{TwoInRole, fmt.Sprintf("One role, several times in full: %s are each credited as %s under %s, together %s.", listed(people), of.Role, of.Rule, percent(total))}}
}

// notWhole says where the letter splits a deal and the shares of those whom it credits directly are not 100% together.
func (b *bench) notWhole(credits []rainmaker.Credit) []Conflict {
	var out []Conflict
	var rules []string
	for _, x := range credits {
		if x.Overlay || slices.Contains(rules, x.Rule) {
			continue
		}
		rules = append(rules, x.Rule)
		rule := b.rule(x.Rule)
		if rule == nil || !splits(rule) {
			continue
		}
		total := money.Ratio{}
		for _, y := range credits {
			if y.Rule == x.Rule && !y.Overlay {
				total = total.Add(y.Share)
			}
		}
		if total.Cmp(money.Whole(1)) != 0 {
			out = append(out, Conflict{NotWhole, fmt.Sprintf("Total credit is %s, where %s splits a deal among those it credits.", percent(total), x.Rule)})
		}
	}
	return out
}

// splits reports whether a rule divides one base among several people.
func splits(rule *ir.Credit) bool {
	direct := 0
	for i := range rule.Targets {
		t := &rule.Targets[i]
		if t.Overlay || t.Amount == ir.Plain {
			continue
		}
		if t.Kind == ir.ToEach || t.Amount == ir.RestOf {
			return true
		}
		direct++
	}
	return direct > 1
}

// rule is a credit rule by its name; nil where no plan has it.
func (b *bench) rule(name string) *ir.Credit {
	for _, c := range b.books.Plans {
		for i := range c.Program().Credits {
			if c.Program().Credits[i].Name == name {
				return &c.Program().Credits[i]
			}
		}
	}
	return nil
}

// left is whom a deal leaves without credit: nobody has any, or somebody it names has none.
func (b *bench) left(e rainmaker.Event, on calendar.Date, credits []rainmaker.Credit, faults []engine.Fault) ([]Conflict, error) {
	if len(faults) > 0 {
		return nil, nil // it is said what must be corrected first
	}
	if len(credits) == 0 {
		return b.whyNobody(e, on)
	}
	var out []Conflict
	for _, f := range e.Fields {
		for _, id := range peopleIn(f.Value) {
			if slices.ContainsFunc(credits, func(c rainmaker.Credit) bool { return c.Payee == id }) {
				continue
			}
			text := fmt.Sprintf("%s is named as %s and not credited: %s.", b.books.NameOf(id), f.Name, b.whyNamed(e.Name, f.Name, credits))
			if !slices.ContainsFunc(out, func(c Conflict) bool { return c.Text == text }) {
				out = append(out, Conflict{NotCredited, text})
			}
		}
	}
	return out, nil
}

// peopleIn are the people that a field names, rows of lists included.
func peopleIn(v rainmaker.Value) []rainmaker.PayeeID {
	return namedIn(rainmaker.Event{Fields: rainmaker.FieldList{{Value: v}}})
}

// whyNobody says why no rule that reads an event credits anybody; nothing where none reads it. It is the verdict that an
// audit of the letters comes to.
func (b *bench) whyNobody(e rainmaker.Event, on calendar.Date) ([]Conflict, error) {
	var reasons []engine.NotPaid
	for _, c := range b.books.Plans {
		more, err := c.Unclaimed(e, on)
		if err != nil {
			return nil, err
		}
		reasons = append(reasons, more...)
	}
	if len(reasons) == 0 {
		return nil, nil
	}
	kind, of := Nobody, engine.Forgotten(reasons)
	if len(of) == 0 {
		kind, of = LeftOut, reasons
	}
	var why []string
	for _, r := range of {
		text := r.Rule
		if kind == LeftOut {
			text = b.unmet(e, r)
		}
		if !slices.Contains(why, text) {
			why = append(why, text)
		}
	}
	if kind == LeftOut {
		return []Conflict{{kind, "The letters leave it out: it is credited where " + strings.Join(why, "; or where ") + "."}}, nil
	}
	return []Conflict{{kind, "Nobody is credited: it is as " + listed(why) + " asks, and names nobody whom the letter then credits."}}, nil
}

// whyNamed says why somebody whom a field names has no credit of a deal.
func (b *bench) whyNamed(kind, field string, credits []rainmaker.Credit) string {
	var asks []string
	reads := false
	b.rulesOn(kind, func(c *engine.Calculation, rule *ir.Credit) {
		if !names(c.Program(), rule, field) {
			return
		}
		reads = true
		text := fmt.Sprintf("what %s leaves for them is nothing", rule.Name)
		if !slices.ContainsFunc(credits, func(c rainmaker.Credit) bool { return c.Rule == rule.Name }) {
			text = fmt.Sprintf("%s credits a deal only where %s", rule.Name, b.where(rule))
		}
		if !slices.Contains(asks, text) {
			asks = append(asks, text)
		}
	})
	if !reads {
		return "no letter credits whom it names as " + field
	}
	return strings.Join(asks, "; ")
}

// names reports whether a rule credits whom a field names.
func names(p *ir.Program, rule *ir.Credit, field string) bool {
	for i := range rule.Targets {
		t := &rule.Targets[i]
		if t.Kind == ir.ToEach && p.Events[rule.Event].Fields[t.List].Name == field {
			return true
		}
		found := false
		if t.Kind == ir.ToField && t.Who != nil {
			ir.Walk(t.Who, func(x ir.Expr) {
				f, is := x.(*ir.FieldRef)
				found = found || is && f.Name == field
			})
		}
		if found {
			return true
		}
	}
	return false
}

// rulesOn are the rules of all letters that read events of a kind and do not roll up others.
func (b *bench) rulesOn(kind string, visit func(*engine.Calculation, *ir.Credit)) {
	for _, c := range b.books.Plans {
		p := c.Program()
		for i := range p.Credits {
			if rule := &p.Credits[i]; rule.From < 0 && p.Events[rule.Event].Name == kind && p.Uses(i) {
				visit(c, rule)
			}
		}
	}
}

// unmet is the condition that keeps a deal out, with what the deal says in the fields it asks about.
func (b *bench) unmet(e rainmaker.Event, r engine.NotPaid) string {
	var says []string
	for _, v := range r.Values {
		if value, known := e.Fields.Get(v.Name); known {
			says = append(says, v.Name+" "+b.fieldText(e.Name, v.Name, value))
		}
	}
	text := b.written(r.Clause)
	if len(says) == 0 {
		return text
	}
	return text + ", and this one says " + strings.Join(says, ", ")
}

// where is what a rule asks of a deal, as the letter writes it.
func (b *bench) where(rule *ir.Credit) string {
	var parts []string
	for _, x := range rule.Where {
		if text := b.written(x.At()); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " and ")
}

// written is a stretch of a letter, on one line.
func (b *bench) written(at source.Range) string {
	doc, known := b.books.Documents[at.Doc]
	if !known || at.Start.Offset >= at.End.Offset || at.End.Offset > len(doc.Text) {
		return ""
	}
	return strings.Join(strings.Fields(doc.Text[at.Start.Offset:at.End.Offset]), " ")
}
