// Package shape says what a component pays as one measure moves, exactly: the payout curve in straight pieces, what the
// next unit is worth, where it jumps and which clause makes it, the least measure that earns an amount, bounds, and which
// laws the component keeps. Nothing is sampled here. Where a payout is no piecewise linear function (language §13) the
// answer is a reason, and whoever asked may sample and must say so.
//
//	set := …                                       // what numbers hold: a Setting
//	for _, out := range shape.Payouts(prog, set) {
//		if out.Sampled == "" {
//			x, _, ok := out.Curve.Reach(goal)       // the attainment that earns the goal
//		}
//	}
//	shape.Laws(prog, component, set)               // does splitting a deal change what it pays?
//
// # What a curve is of
//
// A measure moves because deals come in. The curve is that of one deal growing from nothing, with all its amounts in the
// proportion that the setting's deal has them; where each deal counts as a fixed amount, such as a meeting, it is that of
// more and more of them. Other measures that count the same credits move along. What else the component reads stands
// still, and is listed as given with its value. Whatever the window has already, and earlier windows of a longer measure,
// are nothing. Amounts are before rounding, in the plan's currency.
package shape
