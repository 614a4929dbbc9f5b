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

// person is a payee and the plans they are assigned to, each with all its versions.
type person struct {
	id    rainmaker.PayeeID
	plans []*engine.Calculation // by name
	// full says that they are worked out whatever was before, and standing is the same person as they stand, to be compared.
	full     bool
	standing *person
}

// outcome is one person's statements, and whether any had to be worked out.
type outcome struct {
	statements []rainmaker.Statement
	worked     bool
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
func (d *Desk) pool(ctx context.Context, people []person, results []outcome, done func(int) error) error {
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
				o, err := d.workOut(people[i])
				if err != nil {
					return err
				}
				results[i] = o
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
func (d *Desk) workOut(p person) (o outcome, err error) {
	plan := ""
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("statements of %s under %s: %v (%s)", p.id, plan, fault, placeOfPanic())
		}
	}()
	for _, c := range p.plans {
		plan = c.Program().Plan.Name
		statements, worked := d.statements(c, p.id)
		o.statements, o.worked = append(o.statements, statements...), o.worked || worked
	}
	slices.SortStableFunc(o.statements, func(a, b rainmaker.Statement) int {
		return cmp.Or(cmp.Compare(a.Plan, b.Plan), cmp.Compare(a.Span.From, b.Span.From), cmp.Compare(a.Period, b.Period))
	})
	if p.full {
		err = d.confirm(p, o)
	}
	return o, err
}

// confirm compares a full recompute with what a run would have taken over.
func (d *Desk) confirm(p person, o outcome) error {
	if p.standing == nil {
		return differs{fmt.Sprintf("statements of %s: there are none as they stand", p.id)}
	}
	as, err := d.workOut(*p.standing)
	if err != nil {
		return err
	}
	if full, kept := rainmaker.HashStatements(o.statements), rainmaker.HashStatements(as.statements); full != kept {
		return differs{fmt.Sprintf("statements of %s: worked out from all facts they hash to %s, as they stand to %s", p.id, full, kept)}
	}
	return nil
}

// differs is a fault of ours: what would have been taken over is not what a full recompute gives.
type differs struct{ says string }

func (e differs) Error() string { return e.says + "; start another run, which works everybody out" }

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
