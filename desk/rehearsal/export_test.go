package rehearsal

import "rainmaker"

// Before is called before each person is worked out.
func (d *Desk) Before(f func(rainmaker.PayeeID)) { d.before = f }

// AwaitStop returns once somebody asked a draft's rehearsal to stop.
func (d *Desk) AwaitStop(id rainmaker.DraftID) { <-d.job(id).stop }
