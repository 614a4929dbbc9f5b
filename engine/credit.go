package engine

import (
	"cmp"
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// creditStates credits an event in each of its states.
func (c *Calculation) creditStates(e *event) {
	for n := 0; n <= len(e.edges); n++ {
		moment := calendar.StartOfTime - 1 // before anything
		if n > 0 {
			moment = e.edges[n-1]
		}
		e.states = append(e.states, c.creditState(e, moment))
	}
}

// concerned are those whom an event credits or names; why it can't be credited is noted.
func (c *Calculation) concerned(e *event) map[string]bool {
	named := map[string]bool{}
	for _, st := range e.states {
		for _, entry := range st.entries {
			named[entry.payee] = true
		}
	}
	for _, v := range e.versions {
		for _, x := range v.values {
			nameThose(x, named)
		}
	}
	last := e.states[len(e.states)-1]
	if e.others != nil { // what it reads of others it does not say itself
		for _, x := range last.values {
			nameThose(x, named)
		}
	}
	for _, f := range last.faults {
		c.faults = append(c.faults, c.faultOf(e, last, f))
	}
	return named
}

func nameThose(v ir.Value, named map[string]bool) {
	if v.Kind == ir.Payee && !v.None {
		named[v.Text] = true
	}
	for _, row := range v.Rows {
		for _, x := range row {
			nameThose(x, named)
		}
	}
}

func (c *Calculation) faultOf(e *event, st *state, of ruleFault) Fault {
	f := Fault{Event: e.ref, Source: st.version.source, Rule: c.prog.Credits[of.rule].Name, Why: of.why}
	named := map[string]bool{}
	for _, x := range st.values {
		nameThose(x, named)
	}
	for id := range named {
		f.Payees = append(f.Payees, rainmaker.PayeeID(id))
	}
	slices.Sort(f.Payees)
	return f
}

// creditState offers the event, as it stands at a moment, to each rule once.
func (c *Calculation) creditState(e *event, moment calendar.Date) *state {
	st := &state{}
	st.version, st.values = c.stand(e, moment)
	if st.version == nil {
		return st
	}
	dangling := c.dangling(e, st.values, moment)
	byRule := make([][]*entry, len(c.prog.Credits))
	for i := range c.prog.Credits {
		rule := &c.prog.Credits[i]
		if c.prog.Events[e.kind].Name != c.prog.Events[rule.Event].Name {
			continue
		}
		err := dangling
		switch {
		case err != nil:
		case rule.From < 0:
			byRule[i], err = c.creditEvent(e, st, i, moment)
		default:
			byRule[i], err = c.rollUp(e, st, i, byRule[rule.From], moment)
		}
		if err != nil {
			// Nobody is credited by the rule, nor by what rolls it up; what other rules say of the event stands.
			st.faults, byRule[i] = append(st.faults, ruleFault{i, err.Error()}), nil
			continue
		}
		st.entries = append(st.entries, byRule[i]...)
	}
	return st
}

func (c *Calculation) creditEvent(e *event, st *state, ruleIndex int, moment calendar.Date) ([]*entry, error) {
	rule := &c.prog.Credits[ruleIndex]
	counts := st.values[rule.CountsOn]
	if counts.None {
		return nil, nil
	}
	s := &scope{c: c, moment: moment, anchor: moment, day: counts.Date, event: e, state: st}
	for _, cond := range rule.Where {
		if yes, err := s.holds(cond); err != nil || !yes {
			return nil, err
		}
	}
	b := &crediting{c: c, rule: ruleIndex, event: e, state: st, countsOn: counts.Date, order: orderOf(rule, e, st)}
	for _, rest := range []bool{false, true} { // what is left is known when the others have had theirs
		for i := range rule.Targets {
			if (rule.Targets[i].Amount == ir.RestOf) != rest {
				continue
			}
			if err := b.target(s, i); err != nil {
				return nil, err
			}
		}
	}
	return b.entries, b.conserve()
}

func orderOf(rule *ir.Credit, e *event, st *state) []ir.Value {
	order := make([]ir.Value, len(rule.OrderBy))
	for i, f := range rule.OrderBy {
		if f < 0 {
			order[i] = ir.TextOf(e.ref.ID)
		} else {
			order[i] = st.values[f]
		}
	}
	return order
}

// crediting gathers the entries of one event under one rule.
type crediting struct {
	c        *Calculation
	rule     int
	event    *event
	state    *state
	countsOn calendar.Date
	order    []ir.Value
	entries  []*entry
	// direct is the sum of the direct shares of the base so far; shared says that there are any.
	direct money.Ratio
	shared bool
}

// give adds to the payee's one credit in the role: parts that arrive by several ways are added.
func (b *crediting) give(payee, role string, amount ir.Value, share money.Ratio, place int) error {
	if b.c.person(payee) == nil {
		return fmt.Errorf("%s credits %q, who is not a known payee", b.c.prog.Credits[b.rule].Name, payee)
	}
	for _, e := range b.entries {
		if e.payee == payee && e.role == role {
			e.amount.Num = e.amount.Num.Add(amount.Num)
			e.share = e.share.Add(share)
			return nil
		}
	}
	b.entries = append(b.entries, &entry{
		event: b.event, state: b.state, rule: b.rule, role: role, payee: payee, amount: amount,
		share: share, countsOn: b.countsOn, order: b.order, place: place,
	})
	return nil
}

func (b *crediting) target(s *scope, place int) error {
	t := &b.c.prog.Credits[b.rule].Targets[place]
	if t.Kind == ir.ToEach {
		return b.each(s, t, place)
	}
	return b.one(s, t, place, money.Ratio{})
}

// one credits whom a target names where it stands: for the event, or for the row at hand, whose weight is a share of total.
func (b *crediting) one(s *scope, t *ir.Target, place int, total money.Ratio) error {
	who, err := s.eval(t.Who)
	if err != nil {
		return err
	}
	amount, share, err := b.amount(s, t, total)
	if err != nil {
		return err
	}
	if !t.Overlay && t.Amount != ir.Plain {
		if share.Sign() < 0 { // one below zero would hide another above 100% in the total
			return fmt.Errorf("a share of %s in %s is below zero", ir.PercentOf(share), b.event.ref)
		}
		b.direct, b.shared = b.direct.Add(share), true
	}
	switch {
	case who.None && !t.Overlay && share.Sign() > 0:
		return fmt.Errorf("nobody is named for %s of %s, which credits %s of it", t.Role, b.event.ref, ir.PercentOf(share))
	case who.None:
		return nil
	case t.Kind == ir.ToManagers:
		return b.managers(who.Text, t, amount, share, place)
	default:
		return b.give(who.Text, t.Role, amount, share, place)
	}
}

// amount is what a target credits, and the share of its base that it is.
func (b *crediting) amount(s *scope, t *ir.Target, total money.Ratio) (ir.Value, money.Ratio, error) {
	if t.Amount == ir.Plain {
		v, err := s.eval(t.Value)
		return v, money.Whole(1), err
	}
	base, err := s.eval(t.Base)
	if err != nil {
		return base, money.Ratio{}, err
	}
	if base.None {
		return base, money.Ratio{}, fmt.Errorf("%s says none for the amount that %s credits", b.event.ref,
			b.c.prog.Credits[b.rule].Name)
	}
	share := money.Whole(1).Sub(b.direct) // rest of
	if t.Amount != ir.RestOf {
		v, err := s.eval(t.Share)
		if err != nil {
			return v, share, err
		}
		if share = v.Num; t.Amount == ir.InProportion {
			share = share.Quo(total)
		}
	}
	base.Num = base.Num.Mul(share)
	return base, share, nil
}

// each credits every row of a list inside the event.
func (b *crediting) each(s *scope, t *ir.Target, place int) error {
	rows := s.state.values[t.List].Rows
	total := money.Ratio{}
	if t.Amount == ir.InProportion {
		for _, row := range rows {
			s.row = row
			w, err := s.eval(t.Share)
			if err != nil {
				return err
			}
			if w.Num.Sign() < 0 {
				return fmt.Errorf("a share of %s in %s is below zero", w, b.event.ref)
			}
			total = total.Add(w.Num)
		}
		if total.IsZero() {
			return fmt.Errorf("%s names nobody to share among", b.event.ref)
		}
	}
	for _, row := range rows {
		s.row = row
		if err := b.one(s, t, place, total); err != nil {
			return err
		}
	}
	s.row = nil
	return nil
}

// conserve checks that the direct shares are all of the base and no more.
func (b *crediting) conserve() error {
	if b.shared && !b.direct.Equal(money.Whole(1)) {
		return fmt.Errorf("shares of %s total %s; direct shares must total 100%%", b.event.ref, ir.PercentOf(b.direct))
	}
	return nil
}

// rollUp credits the managers of the payees that another rule credited.
func (c *Calculation) rollUp(e *event, st *state, ruleIndex int, from []*entry, moment calendar.Date) ([]*entry, error) {
	rule := &c.prog.Credits[ruleIndex]
	b := &crediting{c: c, rule: ruleIndex, event: e, state: st}
	for _, source := range from {
		if len(rule.FromRoles) > 0 && !slices.Contains(rule.FromRoles, source.role) {
			continue
		}
		b.countsOn, b.order = source.countsOn, source.order
		s := &scope{
			c: c, who: c.person(source.payee), moment: moment, anchor: moment, day: source.countsOn, event: e, state: st,
			entry: source,
		}
		ok := true
		for _, cond := range rule.Where {
			yes, err := s.holds(cond)
			if err != nil {
				return nil, err
			}
			ok = ok && yes
		}
		if !ok {
			continue
		}
		for place := range rule.Targets {
			if err := b.rollTarget(s, source, place); err != nil {
				return nil, err
			}
		}
	}
	return b.entries, nil
}

func (b *crediting) rollTarget(s *scope, source *entry, place int) error {
	t := &b.c.prog.Credits[b.rule].Targets[place]
	payee := source.payee
	if t.Who != nil {
		who, err := s.eval(t.Who)
		if err != nil || who.None {
			return err
		}
		payee = who.Text
	}
	amount, share := source.amount, source.share
	if t.Amount == ir.Plain {
		v, err := s.eval(t.Value)
		if err != nil {
			return err
		}
		amount = v
	} else {
		part, err := s.eval(t.Share)
		if err != nil {
			return err
		}
		if t.Base != nil {
			if amount, err = s.eval(t.Base); err != nil {
				return err
			}
		}
		amount.Num, share = amount.Num.Mul(part.Num), share.Mul(part.Num)
	}
	if t.Kind == ir.ToManagers {
		return b.managers(payee, t, amount, share, place)
	}
	return b.give(payee, t.Role, amount, share, place)
}

// managers credits those above a payee on the counting date. A gap in the reporting line ends the climb, and a line that
// comes back to somebody already passed is followed no further.
func (b *crediting) managers(payee string, t *ir.Target, amount ir.Value, share money.Ratio, place int) error {
	passed := map[string]bool{payee: true}
	for level := 1; t.Levels == 0 || level <= t.Levels; level++ {
		who := b.c.person(payee)
		if who == nil {
			return nil
		}
		manager, _, ok := who.managers.At(b.countsOn)
		if !ok || passed[manager] {
			return nil
		}
		passed[manager] = true
		if err := b.give(manager, t.Role, amount, share, place); err != nil {
			return err
		}
		payee = manager
	}
	return nil
}

// inOrder sorts credits into their declared order: by the fields their rule orders by, then by counting date, id, rule
// role and payee, so that any two have one order whatever brought them. Credits of rules that order by different kinds of
// field have only their counting dates and ids in common, and go by those.
func (c *Calculation) inOrder(entries []*entry) {
	byFields := true
	for _, e := range entries[min(1, len(entries)):] {
		byFields = byFields && sameKinds(e.order, entries[0].order)
	}
	slices.SortStableFunc(entries, func(a, b *entry) int {
		if byFields {
			for i := range a.order {
				if d := compareValues(a.order[i], b.order[i]); d != 0 {
					return d
				}
			}
		}
		return cmp.Or(
			cmp.Compare(a.countsOn, b.countsOn),
			rainmaker.CompareIDs(a.event.ref.ID, b.event.ref.ID),
			cmp.Compare(a.event.ref.Name, b.event.ref.Name),
			cmp.Compare(c.ranks[a.rule], c.ranks[b.rule]),
			cmp.Compare(a.place, b.place),
			cmp.Compare(a.role, b.role),
			rainmaker.CompareIDs(a.payee, b.payee))
	})
}

func sameKinds(a, b []ir.Value) bool {
	return slices.EqualFunc(a, b, func(x, y ir.Value) bool { return x.Kind == y.Kind })
}

// compareValues orders field values: absent ones last, dates and numbers by size, ids and text as people order ids.
func compareValues(a, b ir.Value) int {
	switch {
	case a.None && b.None:
		return 0
	case a.None:
		return 1
	case b.None:
		return -1
	case a.Kind == ir.Date && b.Kind == ir.Date:
		return int(a.Date) - int(b.Date)
	case a.Kind == ir.Text || a.Kind == ir.Payee:
		return rainmaker.CompareIDs(a.Text, b.Text)
	case a.Kind == ir.YesNo:
		return 0
	default:
		return a.Num.Cmp(b.Num)
	}
}
