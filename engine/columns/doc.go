// Package columns works commissions out over columns: the same results as the engine, for letters of the shapes that
// [Compile] takes, at a fraction of the cost of a credit.
//
// It knows expressions of a deal, credit rules, and components that pay a rate, over tiers or not. What stands still in a
// payee's window (a quota, a bound, a personal rate) it is given as numbers by the engine, which works it out as ever. Numbers
// are integers over a common denominator, checked beforehand to fit 64 bits; where they would not, or where a letter asks for
// more, the engine's own way is taken, never an approximation.
//
//	crediting (parallel by deals)  →  folding (parallel by payees)  →  [Lines]
//
// What is held are columns without pointers, by payee and pay period: the credits that tiers count, and the lines. The rest of what a
// line is made of is worked out again from its deal when it is read, because memory touched for the first time costs more than
// the calculation. Everything is put in declared order once, by ordering the deals, so that every payee's is in order too.
package columns
