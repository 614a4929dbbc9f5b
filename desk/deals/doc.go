// Package deals answers, before a deal closes, what it would pay: every open deal of a person with what it pays by when,
// why, what would change it, who else is credited and what it costs in all, and a blank deal to try.
//
// It has no calculator of its own. A deal that would close is the same company in which one event says something else,
// and what it pays is what everybody's statements add up to with it less those without, to the cent. All of it is an
// estimate, and says what it rests on.
package deals
