// Package watch is the job of keeping an open page true: it waits until the company has changed.
//
// It asks the store, and not the jobs that change it, so that it also sees what another process did with the same data.
package watch

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"rainmaker/access"
	"rainmaker/desk"
)

// Mark says where the company stands: as long as it is the same, no fact, letter or run has come. It says nothing of anybody's
// pay, so everybody who is signed in may know it.
type Mark string

// Desk watches the company for everybody who has a page open.
type Desk struct {
	*desk.Office

	ticks Ticks
	mu    sync.Mutex
	// round is the one that is being waited for; nil while nobody watches.
	round    *round
	watchers int
	stop     context.CancelFunc
	closed   chan struct{}
	closing  sync.Once
}

// errClosed is why those who watched were sent away.
var errClosed = errors.New("the server is being stopped")

// round is what those who watch wait for together.
type round struct {
	done chan struct{} // closed when the mark is known
	mark Mark
	err  error
}

// Ticks are the moments at which the store is asked, however many watch; stop ends them. The channel is never closed.
type Ticks func() (at <-chan time.Time, stop func())

// New is the desk of an office. End it with [Desk.Close], which sends everybody away who waits.
func New(o *desk.Office, ticks Ticks) *Desk {
	return &Desk{Office: o, ticks: ticks, closed: make(chan struct{})}
}

// Close ends every Wait, now and later, so that a server can be stopped while pages are open.
func (d *Desk) Close() { d.closing.Do(func() { close(d.closed) }) }

// Now is where the company stands.
func (d *Desk) Now(ctx context.Context, p access.Principal) (Mark, error) {
	if p.Role == "" {
		return "", p.CheckPay("")
	}
	batch, err := d.Facts.LastBatch(ctx)
	if err != nil {
		return "", err
	}
	editions, err := d.Documents.Editions(ctx)
	if err != nil {
		return "", err
	}
	runs, err := d.Runs.Runs(ctx, 1)
	if err != nil {
		return "", err
	}
	mark := fmt.Sprintf("b%d", batch)
	if len(editions) > 0 {
		mark += fmt.Sprintf(".e%d", editions[0].ID)
	}
	if len(runs) > 0 {
		mark += fmt.Sprintf(".r%d.%s", runs[0].ID, runs[0].State)
	}
	return Mark(mark), nil
}

// Wait returns when the company stands elsewhere than at a mark, with the new one; at once if it already does. It is an error when
// the context ends first, the desk is closed, or the store can't be read.
func (d *Desk) Wait(ctx context.Context, p access.Principal, since Mark) (Mark, error) {
	now, err := d.Now(ctx, p)
	if err != nil || now != since {
		return now, err
	}
	r := d.come(ctx, p)
	defer d.leave()
	for {
		select {
		case <-ctx.Done():
			return "", context.Cause(ctx)
		case <-d.closed:
			return "", errClosed
		case <-r.done:
		}
		if r.err != nil || r.mark != since {
			return r.mark, r.err
		}
		r = d.next()
	}
}

// come joins those who watch; the first one starts the asking.
func (d *Desk) come(ctx context.Context, p access.Principal) *round {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.watchers++; d.watchers == 1 {
		d.round = &round{done: make(chan struct{})}
		ctx, d.stop = context.WithCancel(context.WithoutCancel(ctx)) // it is asked for those who come after, too
		go d.ask(ctx, p)
	}
	return d.round
}

func (d *Desk) next() *round {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.round
}

// leave is the opposite of come; after the last one nothing is asked.
func (d *Desk) leave() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.watchers--; d.watchers == 0 {
		d.stop()
	}
}

// ask asks the store again and again, and tells everybody each time.
func (d *Desk) ask(ctx context.Context, p access.Principal) {
	ticks, stop := d.ticks()
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
		mark, err := d.Now(ctx, p)
		d.mu.Lock()
		if ctx.Err() != nil { // the last one left, and somebody may have begun anew since
			d.mu.Unlock()
			return
		}
		r := d.round
		r.mark, r.err = mark, err
		d.round = &round{done: make(chan struct{})}
		d.mu.Unlock()
		close(r.done)
	}
}
