package payrun

import (
	"sync"

	"rainmaker"
	"rainmaker/engine"
)

// Before calls f before each payee is worked out.
func (d *Desk) Before(f func(rainmaker.PayeeID)) {
	inner := d.statements
	d.statements = func(c *engine.Calculation, id rainmaker.PayeeID) ([]rainmaker.Statement, bool) {
		f(id)
		return inner(c, id)
	}
}

// OnCancel calls f, once, when the run under way has been told to stop.
func (d *Desk) OnCancel(f func()) {
	inner, once := d.going.cancel, sync.OnceFunc(f)
	d.going.cancel = func(cause error) {
		inner(cause)
		once()
	}
}

// Spoil leaves the statements out that stand for a payee, as if they had been taken over wrongly.
func (d *Desk) Spoil(payee rainmaker.PayeeID) {
	d.statements = func(c *engine.Calculation, id rainmaker.PayeeID) ([]rainmaker.Statement, bool) {
		statements, worked := c.Current(id)
		if id == payee && c.Keeps() {
			statements = nil
		}
		return statements, worked
	}
}

// SetWorkers says how many payees are worked out at once.
func (d *Desk) SetWorkers(n int) { d.workers = n }
