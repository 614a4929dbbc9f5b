// Package sentence says in one plain sentence what a line of a statement is, and what happened to it on its way to being
// paid: as a rep would say it, with no word of how it is computed.
//
// A sentence is made from the line's own proof and from nothing else, so it can't say what the proof does not show.
//
//	t := sentence.New(calc.Program(), sentence.You, func(ref rainmaker.EventRef) string { return books.DealOf(ref) })
//	prover, err := calc.Prover(payee, period)
//	text, err := t.Line(prover, line)
//	// "Northwind: 120,000.00 credited in 2027Q1 takes you from 80% to 104%; 70,000.00 at 10% and 50,000.00 at 15% is 14,500.00."
package sentence
