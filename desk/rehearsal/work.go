package rehearsal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/desk"
	"rainmaker/money"
)

// work is the whole of a rehearsal. It ends with a state whatever happens, so that nobody waits for one that is dead.
func (d *Desk) work(ctx context.Context, j *job) {
	defer close(j.done)
	defer j.cancel(nil)
	periods, err := j.workOut(ctx, d.before)
	j.update(func(r *Rehearsal) {
		r.Ended = d.Now().In(j.now.Zone.Location())
		switch {
		case err == nil:
			r.State, r.Periods = Done, periods
		case errors.Is(context.Cause(ctx), errCancelled):
			r.State = Cancelled
		default:
			r.State, r.Failure = Failed, err.Error()
		}
	})
}

// workOut works everybody out under both sets of letters, with a bounded number of workers. Results stand at the person's
// place, so that the order in which workers finish reaches nothing.
func (j *job) workOut(ctx context.Context, before func(rainmaker.PayeeID)) ([]Period, error) {
	people := peopleOf(j.now, j.draft)
	j.update(func(r *Rehearsal) { r.People = len(people) })
	now, draft, written := make([][]rainmaker.Statement, len(people)), make([][]rainmaker.Statement, len(people)), make([][]rainmaker.Statement, len(people))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, id := range people {
		group.Go(func() (err error) {
			defer func() {
				if fault := recover(); fault != nil { // a fault of ours must not end the server
					err = fmt.Errorf("statements of %s: %v", id, fault)
				}
			}()
			before(id)
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			now[i], draft[i] = statementsOf(j.now, id), statementsOf(j.draft, id)
			if written[i] = draft[i]; j.written != j.draft {
				written[i] = statementsOf(j.written, id)
			}
			j.update(func(r *Rehearsal) { r.Worked++ })
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	out, err := j.periods(slices.Concat(now...), slices.Concat(draft...))
	if err != nil {
		return nil, err
	}
	ended, err := j.ended(slices.Concat(now...), slices.Concat(written...))
	return append(out, ended), err
}

// peopleOf are all who are assigned to a plan in either, by id.
func peopleOf(books ...*desk.Books) []rainmaker.PayeeID {
	var out []rainmaker.PayeeID
	for _, b := range books {
		for _, c := range b.Plans {
			out = append(out, c.Payees()...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func statementsOf(b *desk.Books, id rainmaker.PayeeID) []rainmaker.Statement {
	var out []rainmaker.Statement
	for _, c := range b.Plans {
		out = append(out, c.Statements(id)...) // none where they are not on the plan
	}
	return out
}

// holder is one person under one plan.
type holder struct {
	payee rainmaker.PayeeID
	plan  rainmaker.PlanName
}

// pair is the statement of one holder in both; nil where there is none.
type pair struct{ now, draft *rainmaker.Statement }

// periods puts what is said under both sets of letters beside each other.
func (j *job) periods(now, draft []rainmaker.Statement) ([]Period, error) {
	today := j.now.Through
	var out []Period
	for _, which := range []Which{Current, Last} {
		pairs := map[holder]*pair{}
		of := func(s *rainmaker.Statement) *pair {
			h := holder{s.Payee, s.Plan}
			if pairs[h] == nil {
				pairs[h] = &pair{}
			}
			return pairs[h]
		}
		for _, s := range inPeriod(now, which, today) {
			of(s).now = s
		}
		for _, s := range inPeriod(draft, which, today) {
			of(s).draft = s
		}
		p, err := j.period(which, pairs)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// ended compares all statements of periods that have ended: together, and period by period.
func (j *job) ended(now, written []rainmaker.Statement) (Period, error) {
	type stretch struct {
		span calendar.Span
		name string
	}
	pairs, all := map[stretch]map[holder]*pair{}, map[rainmaker.StatementKey]*pair{}
	of := func(s *rainmaker.Statement) *pair {
		if all[s.StatementKey] == nil {
			at := stretch{s.Span, s.Period}
			if pairs[at] == nil {
				pairs[at] = map[holder]*pair{}
			}
			all[s.StatementKey] = &pair{}
			pairs[at][holder{s.Payee, s.Plan}] = all[s.StatementKey]
		}
		return all[s.StatementKey]
	}
	for i := range now {
		if now[i].Span.Before <= j.now.Through {
			of(&now[i]).now = &now[i]
		}
	}
	for i := range written {
		if written[i].Span.Before <= j.now.Through {
			of(&written[i]).draft = &written[i]
		}
	}
	out := Period{Which: Ended}
	for at, people := range pairs {
		p, err := j.period(Ended, people)
		if err != nil {
			return out, err
		}
		p.Name, p.Span = at.name, at.span
		out.Rows, out.Same, out.Unknown = append(out.Rows, p.Rows...), append(out.Same, p.Same...), append(out.Unknown, p.Unknown...)
		if len(p.Rows)+len(p.Unknown) > 0 {
			out.Each = append(out.Each, p)
		}
	}
	slices.SortFunc(out.Each, func(a, b Period) int {
		return cmp.Or(cmp.Compare(b.Span.From, a.Span.From), cmp.Compare(b.Span.Before, a.Span.Before), cmp.Compare(a.Name, b.Name))
	})
	out.inOrder()
	var err error
	out.Sums, err = sumsOf(out.Rows, out.Same)
	return out, err
}

// inPeriod are the statements of the current pay period of each person, or of the one before it. A plan whose periods are
// the calendar's has one for everybody, so somebody who left meanwhile has a last one too.
func inPeriod(all []rainmaker.Statement, which Which, today calendar.Date) []*rainmaker.Statement {
	begun, ended := map[holder]calendar.Date{}, map[rainmaker.PlanName]calendar.Date{}
	for i := range all {
		s := &all[i]
		if s.Span.Contains(today) {
			begun[holder{s.Payee, s.Plan}] = s.Span.From
		}
		if s.Span.Before <= today {
			ended[s.Plan] = max(ended[s.Plan], s.Span.Before)
		}
	}
	var out []*rainmaker.Statement
	for i := range all {
		s := &all[i]
		from, on := begun[holder{s.Payee, s.Plan}]
		before := s.Span.Before == ended[s.Plan]
		if on {
			before = s.Span.Before == from
		}
		if which == Current && s.Span.Contains(today) || which == Last && before && s.Span.Before <= today {
			out = append(out, s)
		}
	}
	return out
}

func (j *job) period(which Which, pairs map[holder]*pair) (Period, error) {
	out := Period{Which: which}
	for _, p := range pairs { // rows are put in order below
		row, err := j.row(*p)
		if err != nil {
			return out, err
		}
		switch {
		case row.Why != "":
			out.Unknown = append(out.Unknown, row)
		case row.Delta.IsZero() && row.PaidDelta.IsZero():
			out.Same = append(out.Same, row)
		default:
			out.Rows = append(out.Rows, row)
		}
	}
	out.inOrder()
	var err error
	out.Sums, err = sumsOf(out.Rows, out.Same)
	return out, err
}

// inOrder puts rows in the order that [Period] says.
func (p *Period) inOrder() {
	byName := func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), rainmaker.CompareIDs(string(a.Payee), string(b.Payee)), cmp.Compare(a.Plan, b.Plan), cmp.Compare(b.Span.From, a.Span.From))
	}
	slices.SortFunc(p.Same, byName)
	slices.SortFunc(p.Unknown, byName)
	slices.SortFunc(p.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Delta.Currency(), b.Delta.Currency()), cmp.Compare(b.PaidDelta.Minor(), a.PaidDelta.Minor()),
			cmp.Compare(b.Delta.Minor(), a.Delta.Minor()), byName(a, b))
	})
}

// row compares two statements of one person.
func (j *job) row(p pair) (Row, error) {
	s := cmp.Or(p.draft, p.now)
	row := Row{StatementKey: s.StatementKey, Span: s.Span, Name: j.now.NameOf(s.Payee), PlanLabel: labelOf(j.draft, s.Plan)}
	if planIn(j.draft, string(s.Plan)) == nil {
		row.PlanLabel = labelOf(j.now, s.Plan)
	}
	row.Why = incomparable(p)
	if row.Why != "" {
		return row, nil
	}
	var err error
	if row.Now, row.PaidNow, err = amounts(p.now, s.Currency); err != nil {
		return row, err
	}
	if row.Draft, row.PaidDraft, err = amounts(p.draft, s.Currency); err != nil {
		return row, err
	}
	if row.Delta, err = row.Draft.Sub(row.Now); err != nil {
		return row, err
	}
	row.PaidDelta, err = row.PaidDraft.Sub(row.PaidNow)
	return row, err
}

// incomparable says why two statements can't be compared; empty where they can. One that is not there pays nothing.
func incomparable(p pair) string {
	switch {
	case p.now != nil && p.now.Blocked != "":
		return "blocked under the letter in force: " + p.now.Blocked
	case p.draft != nil && p.draft.Blocked != "":
		return "blocked under the draft: " + p.draft.Blocked
	case p.now == nil || p.draft == nil:
		return ""
	case p.now.Currency != p.draft.Currency:
		return fmt.Sprintf("in %s now and in %s under the draft", p.now.Currency, p.draft.Currency)
	case p.now.Period != p.draft.Period:
		return fmt.Sprintf("the period is %s now and %s under the draft", p.now.Period, p.draft.Period)
	}
	return ""
}

func amounts(s *rainmaker.Statement, currency money.Currency) (earned, paid money.Money, err error) {
	if s == nil {
		return money.New(0, currency), money.New(0, currency), nil
	}
	if earned, err = s.Total(); err != nil {
		return earned, paid, err
	}
	if paid = s.Settlement.Pay; paid.Currency() == "" {
		paid = money.New(0, currency)
	}
	return earned, paid, nil
}

func sumsOf(lists ...[]Row) ([]Sum, error) {
	var out []Sum
	for _, r := range slices.Concat(lists...) {
		i := slices.IndexFunc(out, func(s Sum) bool { return s.Now.Currency() == r.Now.Currency() })
		if i < 0 {
			zero := money.New(0, r.Now.Currency())
			i, out = len(out), append(out, Sum{Now: zero, Draft: zero, Delta: zero, PaidNow: zero, PaidDraft: zero, PaidDelta: zero})
		}
		s := &out[i]
		s.People++
		var err error
		for _, add := range []struct {
			to *money.Money
			m  money.Money
		}{
			{&s.Now, r.Now},
			{&s.Draft, r.Draft},
			{&s.Delta, r.Delta},
			{&s.PaidNow, r.PaidNow},
			{&s.PaidDraft, r.PaidDraft},
			{&s.PaidDelta, r.PaidDelta},
		} {
			if *add.to, err = add.to.Add(add.m); err != nil {
				return nil, fmt.Errorf("sum over %d people: %w", s.People, err)
			}
		}
	}
	slices.SortFunc(out, func(a, b Sum) int { return cmp.Compare(a.Now.Currency(), b.Now.Currency()) })
	return out, nil
}
