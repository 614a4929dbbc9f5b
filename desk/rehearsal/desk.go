package rehearsal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
	"rainmaker/desk/plans"
	"rainmaker/engine"
	"rainmaker/plan/ir"
)

// Desk is the rehearsal desk of an office.
type Desk struct {
	*desk.Office
	plans *plans.Desk
	// before is called before each person is worked out; a test holds or fails it.
	before func(rainmaker.PayeeID)

	mu   sync.Mutex
	jobs []*job // the newest last; one for each draft
}

// New opens the desk of an office.
func New(o *desk.Office) *Desk {
	return &Desk{Office: o, plans: plans.New(o), before: func(rainmaker.PayeeID) {}}
}

// kept is how many rehearsals are remembered: each holds the company twice.
const kept = 3

// job is a rehearsal with what it is worked out from.
type job struct {
	now, draft *desk.Books
	// written is the draft without any letter moved; the draft itself where none is.
	written *desk.Books
	cancel  context.CancelCauseFunc
	stop    <-chan struct{} // closed once it is cancelled
	done    chan struct{}

	mu sync.Mutex
	r  Rehearsal
}

func (j *job) state() Rehearsal {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.r
}

func (j *job) update(change func(*Rehearsal)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change(&j.r)
}

var errCancelled = errors.New("cancelled")

// may says who rehearses: whoever changes plans and may see everybody's pay.
func may(p access.Principal) error {
	if err := p.Check(access.Change, access.Plans); err != nil {
		return err
	}
	return p.Check(access.See, access.Pay)
}

// Start begins to rehearse a draft and returns at once; see [Desk.Look]. A draft that can't be read, or that can't read the
// facts, is [rainmaker.Conflict]; failing examples are no hindrance. One that is under way for the draft is stopped.
func (d *Desk) Start(ctx context.Context, p access.Principal, id rainmaker.DraftID) (Rehearsal, error) {
	if err := may(p); err != nil {
		return Rehearsal{}, err
	}
	o, err := d.plans.Draft(ctx, p, id)
	if err != nil {
		return Rehearsal{}, err
	}
	if o.InForce == 0 {
		return Rehearsal{}, rainmaker.Errorf(rainmaker.Conflict, "rehearse", "no letter is in force yet, so there is no pay to compare with").
			WithWay("publish the draft; the first run then says what it pays")
	}
	j := &job{done: make(chan struct{})}
	if j.now, err = d.Books(ctx, p, desk.Point{}); err != nil {
		return Rehearsal{}, err
	}
	if j.draft, err = d.Tried(ctx, p, j.now.Point, o.Documents); err != nil {
		return Rehearsal{}, err
	}
	j.r = Rehearsal{
		Draft: id, Revision: o.Revision, Edition: o.InForce, Batch: j.now.Batch, Through: j.now.Through, By: p.Login, State: Working,
		Started: d.Now().In(j.now.Zone.Location()),
	}
	j.written = j.draft
	if err := j.asIfBegun(); err != nil {
		return Rehearsal{}, rainmaker.Errorf(rainmaker.Conflict, "rehearse", "the draft can't be worked out as if it had begun: %w", err).
			WithWay("let the letter begin in a period that has begun, in a draft of its own, and rehearse that")
	}
	// It outlives the request that asks for it.
	work, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	j.cancel, j.stop = cancel, work.Done()
	d.keep(j)
	started := j.state()
	go d.work(work, j)
	return started, nil
}

// keep remembers a job in place of an earlier one of its draft.
func (d *Desk) keep(j *job) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.jobs = slices.DeleteFunc(d.jobs, func(old *job) bool {
		if old.state().Draft == j.r.Draft {
			old.cancel(errCancelled)
			return true
		}
		return false
	})
	d.jobs = append(d.jobs, j)
	for len(d.jobs) > kept {
		d.jobs[0].cancel(errCancelled)
		d.jobs = slices.Delete(d.jobs, 0, 1)
	}
}

func (d *Desk) job(id rainmaker.DraftID) *job {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, j := range d.jobs {
		if j.state().Draft == id {
			return j
		}
	}
	return nil
}

// Look is the rehearsal of a draft as it stands this moment; false where none was made, or it is forgotten.
func (d *Desk) Look(ctx context.Context, p access.Principal, id rainmaker.DraftID) (Rehearsal, bool, error) {
	if err := may(p); err != nil {
		return Rehearsal{}, false, err
	}
	o, err := d.plans.Draft(ctx, p, id)
	if err != nil {
		return Rehearsal{}, false, err
	}
	j := d.job(id)
	if j == nil {
		return Rehearsal{}, false, nil
	}
	r := j.state()
	r.Stale, err = d.stale(ctx, r, o)
	return r, true, err
}

// stale says what changed since a rehearsal was begun.
func (d *Desk) stale(ctx context.Context, r Rehearsal, o plans.Opened) (string, error) {
	batch, err := d.Facts.LastBatch(ctx)
	switch {
	case err != nil:
		return "", err
	case o.Revision != r.Revision:
		return fmt.Sprintf("this is revision %d of the draft; revision %d was saved since", r.Revision, o.Revision), nil
	case o.InForce != r.Edition:
		return fmt.Sprintf("this compares with edition %d; edition %d is in force since", r.Edition, o.InForce), nil
	case batch != r.Batch:
		return fmt.Sprintf("this knows the facts of import %d; import %d was stored since", r.Batch, batch), nil
	}
	return "", nil
}

// Wait returns the rehearsal of a draft once it has ended.
func (d *Desk) Wait(ctx context.Context, p access.Principal, id rainmaker.DraftID) (Rehearsal, error) {
	if err := may(p); err != nil {
		return Rehearsal{}, err
	}
	j := d.job(id)
	if j == nil {
		return Rehearsal{}, none(id)
	}
	select {
	case <-j.done:
	case <-ctx.Done():
		return j.state(), ctx.Err()
	}
	return j.state(), nil
}

// Cancel stops the rehearsal of a draft. One that has ended is [rainmaker.Conflict].
func (d *Desk) Cancel(ctx context.Context, p access.Principal, id rainmaker.DraftID) (Rehearsal, error) {
	if err := may(p); err != nil {
		return Rehearsal{}, err
	}
	j := d.job(id)
	if j == nil {
		return Rehearsal{}, none(id)
	}
	if r := j.state(); r.State != Working {
		return r, rainmaker.Errorf(rainmaker.Conflict, "cancel rehearsal", "the rehearsal of draft %d is %s", id, r.State).WithWay("rehearse it again")
	}
	j.cancel(errCancelled)
	return d.Wait(ctx, p, id)
}

func none(id rainmaker.DraftID) error {
	return rainmaker.Errorf(rainmaker.NotFound, "", "draft %d was not rehearsed, or too long ago", id).WithWay("rehearse it")
}

// asIfBegun puts each letter of the draft that has not begun yet in the place of the letter it follows.
func (j *job) asIfBegun() error {
	known := map[string]bool{}
	for _, p := range j.now.Set.Programs {
		known[p.Hash] = true
	}
	var letters []*ir.Program
	moved := map[string]bool{}
	for _, p := range j.draft.Set.Programs {
		if known[p.Hash] || p.Plan.Effective.From <= j.now.Through || moved[p.Plan.Name] {
			letters = append(letters, p)
			continue
		}
		begun := *p
		moved[p.Plan.Name] = true // one that follows it begins when it says
		for n := len(letters); n > 0 && letters[n-1].Plan.Name == p.Plan.Name; n = len(letters) {
			if begun.Plan.Effective.From <= j.now.Through {
				break
			}
			begun.Plan.Effective.From = letters[n-1].Plan.Effective.From
			letters = letters[:n-1]
		}
		if begun.Plan.Effective.From < p.Plan.Effective.From {
			j.r.Moved = append(j.r.Moved, Moved{
				Document: p.Plan.At.Doc, Label: cmp.Or(p.Plan.Label, p.Plan.Name), Begins: p.Plan.Effective.From, From: begun.Plan.Effective.From,
			})
		}
		letters = append(letters, &begun)
	}
	if len(j.r.Moved) == 0 {
		return nil
	}
	asIf, err := j.draft.Under(letters)
	if err == nil {
		j.draft = asIf
	}
	return err
}

// labelOf is what a plan is called in books; its name where they have no letter of it.
func labelOf(b *desk.Books, name rainmaker.PlanName) string {
	if c := planIn(b, string(name)); c != nil {
		return cmp.Or(c.Program().Plan.Label, string(name))
	}
	return string(name)
}

// planIn is the calculation of a plan; nil where the books have no letter of it.
func planIn(b *desk.Books, name string) *engine.Calculation {
	for _, c := range b.Plans {
		if c.Program().Plan.Name == name {
			return c
		}
	}
	return nil
}
