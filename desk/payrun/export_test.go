package payrun

import (
	"sync"

	"rainmaker"
	"rainmaker/engine"
)

// Before calls f before each payee is worked out.
func (d *Desk) Before(f func(rainmaker.PayeeID)) {
	inner := d.statements
	d.statements = func(c *engine.Calculation, id rainmaker.PayeeID) []rainmaker.Statement {
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

// SetWorkers says how many payees are worked out at once.
func (d *Desk) SetWorkers(n int) { d.workers = n }
