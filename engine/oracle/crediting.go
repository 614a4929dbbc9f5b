package oracle

import (
	"cmp"
	"math/big"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
)

// credited is one credit: what a rule gives one payee in one role for one event.
type credited struct {
	by         *oracle // the letter that makes it
	name       string  // of the rule
	rule, role int     // order of declaration of the rule, and of the role in it
	to         int     // which of the rule's targets, of several the first
	place      int     // in a rollup, as the source's credits come
	event      *Event
	payee      rainmaker.PayeeID
	roleName   string
	on         calendar.Date
	amount     *big.Rat
	share      *big.Rat
	keys       []orderKey // of order by, id not included
}

// credits is every credit that exists at the end of a day, in declared order.
func (o *oracle) credits(now calendar.Date) []*credited {
	if all, ok := o.creditsAt[now]; ok {
		return all
	}
	var all []*credited
	for _, l := range o.letters {
		for i := range l.w.Credits {
			for _, c := range l.ruleCredits(i, now) {
				if c.by, c.name = l, l.w.Credits[i].Name; o.on(c.on) == l {
					all = append(all, c)
				}
			}
		}
	}
	slices.SortStableFunc(all, inDeclaredOrder)
	o.creditsAt[now] = all
	return all
}

// inDeclaredOrder compares two credits by what their rule orders by, then id, then rule, then role. Credits of different
// kinds of event stand apart: no world adds them up in one measure.
func inDeclaredOrder(a, b *credited) int {
	if c := cmp.Compare(a.event.Kind, b.event.Kind); c != 0 {
		return c
	}
	for i := range min(len(a.keys), len(b.keys)) {
		if c := compareKeys(a.keys[i], b.keys[i]); c != 0 {
			return c
		}
	}
	if c := compareIDs(a.event.ID, b.event.ID); c != 0 {
		return c
	}
	if a.rule != b.rule {
		return cmp.Compare(a.rule, b.rule)
	}
	if a.role != b.role {
		return cmp.Compare(a.role, b.role)
	}
	if c := cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.place, b.place)); c != 0 {
		return c
	}
	return compareIDs(string(a.payee), string(b.payee))
}

// orderKey is a value to order by: a day or a number.
type orderKey struct {
	day    calendar.Date
	number *big.Rat // nil: a day
}

func (o *oracle) orderKey(v rainmaker.Value) orderKey {
	if v.Kind() == rainmaker.Day {
		return orderKey{day: v.Date()}
	}
	return orderKey{number: o.number(v)}
}

func compareKeys(a, b orderKey) int {
	switch {
	case a.number == nil && b.number == nil:
		return cmp.Compare(a.day, b.day)
	case a.number == nil || b.number == nil:
		panic("oracle: the rules of one kind of event order by different fields")
	}
	return a.number.Cmp(b.number)
}

func (o *oracle) ruleCredits(index int, now calendar.Date) []*credited {
	rule := &o.w.Credits[index]
	var parts []*credited
	if o.w.kind(rule.From) == nil {
		parts = o.rollup(index, now)
	} else {
		for _, e := range o.known(now) {
			if e.Kind == rule.From && !o.gone[e.ref()] {
				parts = append(parts, o.direct(index, e, now)...)
			}
		}
	}
	return o.merged(parts)
}

// merged adds up the parts that one event gives one payee in one role.
func (o *oracle) merged(parts []*credited) []*credited {
	var out []*credited
	for _, p := range parts {
		i := slices.IndexFunc(out, func(c *credited) bool {
			return c.event == p.event && c.payee == p.payee && c.roleName == p.roleName
		})
		if i < 0 {
			out = append(out, p)
			continue
		}
		o.seen[SeenMerged] = true
		out[i].amount = new(big.Rat).Add(out[i].amount, p.amount)
		out[i].share = new(big.Rat).Add(out[i].share, p.share)
	}
	return out
}

func roleIndex(rule *Credit, role string) int {
	return slices.IndexFunc(rule.To, func(t Target) bool { return t.Role == role })
}

// direct is what one event gives under one rule: nothing at all when its direct shares are not 100%.
func (o *oracle) direct(index int, e *Event, now calendar.Date) []*credited {
	rule := &o.w.Credits[index]
	on := field(e, rule.CountsOn, now)
	if on.IsNone() {
		return nil
	}
	s := scope{o: o, now: now, event: e}
	for _, c := range rule.Where {
		if s.truth(c) != yes {
			return nil
		}
	}
	var keys []orderKey
	for _, name := range rule.OrderBy {
		keys = append(keys, o.orderKey(field(e, name, now)))
	}
	parts := o.shares(rule, s)
	for _, p := range parts {
		p.rule, p.event, p.on, p.keys = index, e, on.Date(), keys
		p.role = roleIndex(rule, p.roleName)
	}
	return parts
}

// shares divides one event among the targets of a rule.
func (o *oracle) shares(rule *Credit, s scope) []*credited {
	given := new(big.Rat) // direct shares that are written as shares
	for _, t := range rule.To {
		if !t.Overlay && t.Amount.Share != nil {
			given.Add(given, s.must(t.Amount.Share))
		}
	}
	total, counted := new(big.Rat), false // of all direct shares of a base
	var parts []*credited
	for i, t := range rule.To {
		if t.Each {
			total, counted = rat(1, 1), true
			parts = append(parts, o.proportion(t, s)...)
			continue
		}
		part := &credited{roleName: t.Role, to: i}
		switch a := t.Amount; {
		case a.Plain != nil:
			part.amount, part.share = s.must(a.Plain), rat(1, 1)
		default:
			part.share = new(big.Rat).Sub(rat(1, 1), given)
			if a.Share != nil {
				part.share = s.must(a.Share)
			}
			base := Expr(Field{a.Base})
			if a.Convert != nil {
				base = *a.Convert
			}
			part.amount = new(big.Rat).Mul(part.share, s.must(base))
			if !t.Overlay {
				total, counted = total.Add(total, part.share), true
			}
		}
		who := field(s.event, t.Field, s.now)
		if who.IsNone() {
			if !t.Overlay && part.share.Sign() > 0 {
				o.seen[SeenAbsent] = true
				return nil
			}
			continue
		}
		part.payee = who.Payee()
		parts = append(parts, part)
	}
	if counted && total.Cmp(rat(1, 1)) != 0 {
		o.seen[SeenBadShares] = true
		return nil
	}
	return parts
}

// proportion divides the base among the rows of a list by their weights.
func (o *oracle) proportion(t Target, s scope) []*credited {
	list, who := cutList(t.Field)
	_, weight := cutList(t.Amount.Proportion)
	rows := field(s.event, list, s.now).Rows()
	sum := new(big.Rat)
	for _, r := range rows {
		v, _ := rainmaker.FieldList(r).Get(weight)
		sum.Add(sum, o.number(v))
	}
	if sum.Sign() == 0 {
		panic("oracle: " + s.event.ref().String() + " is divided among weights of 0")
	}
	var parts []*credited
	for _, r := range rows {
		v, _ := rainmaker.FieldList(r).Get(weight)
		p, _ := rainmaker.FieldList(r).Get(who)
		share := new(big.Rat).Quo(o.number(v), sum)
		parts = append(parts, &credited{
			roleName: t.Role, payee: p.Payee(), share: share,
			amount: new(big.Rat).Mul(share, s.must(Field{t.Amount.Base})),
		})
	}
	return parts
}

func cutList(path string) (list, name string) {
	for i := range path {
		if path[i] == '.' {
			return path[:i], path[i+1:]
		}
	}
	panic("oracle: " + path + " is no field of a list")
}

// rollup gives the managers of the source's payees their part of each credit.
func (o *oracle) rollup(index int, now calendar.Date) []*credited {
	rule := &o.w.Credits[index]
	source := slices.IndexFunc(o.w.Credits, func(c Credit) bool { return c.Name == rule.From })
	var parts []*credited
	for _, c := range o.ruleCredits(source, now) {
		if rule.FromRole != "" && c.roleName != rule.FromRole {
			continue
		}
		s := scope{o: o, now: now, event: c.event, credit: c}
		if slices.ContainsFunc(rule.Where, func(cond Cond) bool { return s.truth(cond) != yes }) {
			continue
		}
		for _, t := range rule.To {
			share := s.must(t.Amount.Share)
			who := c.payee
			for level := 0; t.Levels == everyLevel || level < t.Levels; level++ {
				lead, ok := o.manager(who, c.on)
				if !ok {
					break
				}
				who = lead
				parts = append(parts, &credited{
					rule: index, role: roleIndex(rule, t.Role), event: c.event, payee: who,
					roleName: t.Role, on: c.on, keys: c.keys,
					amount: new(big.Rat).Mul(c.amount, share), share: new(big.Rat).Mul(c.share, share),
				})
			}
		}
	}
	return parts
}
