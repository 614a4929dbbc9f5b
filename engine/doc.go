// Package engine evaluates one checked letter on the facts of a company: what each payee earned, event by event, and why.
//
// It is pure. A [Calculation] is made from a program, a calendar, people and events; it reads no clock, no database and
// no random source, and its results depend on nothing but those inputs: not on the order in which rows arrived, nor on
// the order in which payees are asked about.
//
//	c, err := engine.New(program, inputs)
//	for _, payee := range c.Payees() {
//		for _, s := range c.Statements(payee) { … }
//	}
//
// The stages are those of the language: credit ([New] does it for every event), then, payee by payee, measure →
// component → post → settle. The stages are in credit.go, measure.go and flow.go, earn.go and tiers.go, and post.go; what
// decides a component besides its tiers has a file each: times.go, limit.go, gate.go, fill.go for caps and floors of windows,
// bonus.go, exception.go, and curve.go for curves and matrices;
// payable.go, clawback.go and leaver.go lead from earned to payable, settle.go and steps.go from there to paid; eval.go
// evaluates expressions for all of them.
//
// Whatever works out pay asks for facts in reads.go, so that what a payee's pay rests on can be noted; [Renew] makes a calculation
// from the one before it, which takes over what rests on nothing that changed.
//
// There is one calculator. What a line is made of ([Calculation.Prove]), why a deal does not pay
// ([Calculation.NotPaid]) and what the next thousand would pay ([Calculation.Standings]) are the same evaluation, asked
// with a recorder or with one more credit.
package engine
