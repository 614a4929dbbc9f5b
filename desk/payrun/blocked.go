package payrun

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
)

// Blocked lists the statements that a run could not work out, by payee, plan and start (0: the newest run).
func (d *Desk) Blocked(ctx context.Context, p access.Principal, id rainmaker.RunID) ([]BlockedStatement, error) {
	if err := p.Check(access.See, access.Runs); err != nil {
		return nil, err
	}
	run, err := d.Office.Runs.Run(ctx, id)
	if err != nil || run.State != rainmaker.RunComplete || run.Blocked == 0 {
		return nil, err
	}
	hashes, err := d.Office.Runs.StatementHashes(ctx)
	if err != nil {
		return nil, err
	}
	books, err := d.books(ctx, p, run)
	if err != nil {
		return nil, err
	}
	var out []BlockedStatement
	for _, key := range sortedKeys(hashes) {
		versions, err := d.Office.Runs.StatementVersions(ctx, key)
		if err != nil {
			return nil, err
		}
		// What stood when the run ended is the last version that it or a run before it made.
		for _, s := range slices.Backward(versions) {
			if s.Run > run.ID {
				continue
			}
			if s.Blocked != "" {
				out = append(out, BlockedStatement{StatementKey: key, Name: books.NameOf(key.Payee), Span: s.Span, Why: s.Blocked, Since: s.Run})
			}
			break
		}
	}
	slices.SortStableFunc(out, func(a, b BlockedStatement) int {
		return cmp.Or(cmp.Compare(a.Payee, b.Payee), cmp.Compare(a.Plan, b.Plan), cmp.Compare(a.Span.From, b.Span.From))
	})
	return out, nil
}

// Faults lists the events that credit nobody in a run until they are corrected, in the order of events (0: the newest run).
func (d *Desk) Faults(ctx context.Context, p access.Principal, id rainmaker.RunID) ([]FaultyEvent, error) {
	if err := p.Check(access.See, access.Runs); err != nil {
		return nil, err
	}
	run, err := d.Office.Runs.Run(ctx, id)
	if err != nil {
		return nil, err
	}
	books, err := d.books(ctx, p, run)
	if err != nil {
		return nil, err
	}
	var out []FaultyEvent
	for _, c := range books.Plans {
		name := rainmaker.PlanName(c.Program().Plan.Name)
		for _, f := range c.Faults() {
			i := slices.IndexFunc(out, func(o FaultyEvent) bool { return o.Event == f.Event && o.Rule == f.Rule && o.Why == f.Why })
			if i < 0 {
				e := FaultyEvent{Fault: f}
				for _, who := range f.Payees {
					e.Names = append(e.Names, books.NameOf(who))
				}
				i, out = len(out), append(out, e)
			}
			if !slices.Contains(out[i].Plans, name) {
				out[i].Plans = append(out[i].Plans, name)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b FaultyEvent) int {
		return cmp.Or(cmp.Compare(a.Event.Name, b.Event.Name), rainmaker.CompareIDs(a.Event.ID, b.Event.ID))
	})
	return out, nil
}

func (d *Desk) books(ctx context.Context, p access.Principal, run rainmaker.Run) (*desk.Books, error) {
	return d.Books(ctx, p, desk.Point{Edition: run.Edition, Batch: run.Batch, Through: run.Through})
}

func sortedKeys(hashes map[rainmaker.StatementKey]string) []rainmaker.StatementKey {
	return slices.SortedFunc(maps.Keys(hashes), func(a, b rainmaker.StatementKey) int {
		return cmp.Or(cmp.Compare(a.Payee, b.Payee), cmp.Compare(a.Plan, b.Plan), cmp.Compare(a.Period, b.Period))
	})
}
