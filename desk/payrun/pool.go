package payrun

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"rainmaker"
	"rainmaker/desk"
	"rainmaker/engine"
)

// person is a payee and the letters they are assigned to. The statements of one person are worked out together, because
// two versions of a plan may share a pay period.
type person struct {
	id    rainmaker.PayeeID
	plans []*engine.Calculation // in the set's order
}

// peopleOf lists everybody who is assigned to a plan, by id.
func peopleOf(b *desk.Books) []person {
	byID := map[rainmaker.PayeeID]*person{}
	for _, c := range b.Plans {
		for _, id := range c.Payees() {
			if byID[id] == nil {
				byID[id] = &person{id: id}
			}
			byID[id].plans = append(byID[id].plans, c)
		}
	}
	people := make([]person, 0, len(byID))
	for _, p := range byID {
		people = append(people, *p)
	}
	slices.SortFunc(people, func(a, b person) int { return cmp.Compare(a.id, b.id) })
	return people
}

// pool works everybody out with a bounded number of workers, and calls done after each, from one goroutine. Results stand
// at the person's place, so that the order in which workers finish reaches nothing.
func (d *Desk) pool(ctx context.Context, people []person, results [][]rainmaker.Statement, done func(int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	next, finished := make(chan int), make(chan int)
	group.Go(func() error {
		defer close(next)
		for i := range people {
			select {
			case next <- i:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		return nil
	})
	for range min(d.workers, len(people)) {
		group.Go(func() error {
			for i := range next {
				statements, err := d.workOut(people[i])
				if err != nil {
					return err
				}
				results[i] = statements
				select {
				case finished <- i:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
			return nil
		})
	}
	group.Go(func() error {
		for range people {
			select {
			case i := <-finished:
				if err := done(i); err != nil {
					return err
				}
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		return nil
	})
	return group.Wait()
}

// workOut is one person's statements, ordered by plan and start. A fault of ours names the person and the place, and ends
// the run instead of the process.
func (d *Desk) workOut(p person) (all []rainmaker.Statement, err error) {
	plan := ""
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("statements of %s under %s: %v (%s)", p.id, plan, fault, placeOfPanic())
		}
	}()
	for _, c := range p.plans {
		plan = c.Program().Plan.Name
		for _, s := range d.statements(c, p.id) {
			i := slices.IndexFunc(all, func(o rainmaker.Statement) bool { return o.StatementKey == s.StatementKey })
			if i < 0 {
				all = append(all, s)
			} else {
				all[i] = merge(all[i], s)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b rainmaker.Statement) int {
		return cmp.Or(cmp.Compare(a.Plan, b.Plan), cmp.Compare(a.Span.From, b.Span.From), cmp.Compare(a.Period, b.Period))
	})
	return all, nil
}

// merge joins two versions of a plan that share a pay period into one statement: a credit is paid by the version in force
// on its day, so no line is in both.
func merge(a, b rainmaker.Statement) rainmaker.Statement {
	for _, k := range b.Components {
		if !slices.ContainsFunc(a.Components, func(o rainmaker.StatementComponent) bool { return o.Name == k.Name }) {
			a.Components = append(slices.Clip(a.Components), k)
		}
	}
	switch {
	case a.Blocked != "":
	case b.Blocked != "":
		a.Blocked = b.Blocked
	case a.Currency != b.Currency:
		a.Blocked = fmt.Sprintf("two versions of plan %s pay %s, one in %s and one in %s; start the new one with a period", a.Plan,
			a.Period, a.Currency, b.Currency)
	default:
		a.Lines = append(slices.Clip(a.Lines), b.Lines...)
		var err error
		if a.Settlement, err = a.Settlement.Join(b.Settlement); err != nil {
			a.Blocked = fmt.Sprintf("plan %s, %s: %s", a.Plan, a.Period, err)
		}
	}
	if a.Blocked != "" {
		a.Lines, a.Settlement = nil, rainmaker.Settlement{}
	}
	return a
}

// placeOfPanic is the file and line of the frame that panicked.
func placeOfPanic() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for panicked := false; ; {
		frame, more := frames.Next()
		if panicked && !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", path.Base(frame.File), frame.Line)
		}
		panicked = panicked || frame.Function == "runtime.gopanic"
		if !more {
			return "unknown place"
		}
	}
}
