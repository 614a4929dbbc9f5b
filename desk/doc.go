// Package desk is where people's jobs are done: each sub-package is one job (importing, plans, payrun, statement,
// signin). A method authorises its principal, loads, makes a pure call, and stores what came of it in one unit.
//
// The package itself holds what the jobs share: the [Office] with its stores and clock, and the [Books], which are the
// company as known at a batch under an edition of its documents, bound and credited.
package desk
