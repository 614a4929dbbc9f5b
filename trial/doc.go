// Package trial runs the worked examples of a letter: what the rep reads as an example is what the engine pays, or the
// letter is not published.
//
//	results := trial.Run(program, calendar.Fiscal(time.January))
//	if failures := trial.Diagnostics(results); failures.HasErrors() { … }
//
// [Checks] tries what a letter states about itself: proved by the shape of the plan (plan/shape), refuted with the case, or
// sampled and called so. [Orders] warns where the order of deals decides pay, and [Audit] holds a set of letters against
// real deals.
//
// An example is a company of its own: the people, assignments, numbers and events it gives, and nothing else. It goes
// through the same [engine.New] and the same statements as a real run, so a number that is not given is the error a real
// run would have, and says so.
package trial
