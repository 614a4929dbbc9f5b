package oracle

// Readings: where the language can be read in two ways, what is worked out here, and why. A difference between the engine
// and this package on one of these is a question for the language before it is a fault of either.
//
// People and time
//
//  1. A payee is on the plan on the days of an assignment on which the plan is in force, and on no other: assignment dates
//     that reach beyond `effective` count for nothing, neither credits nor quota. (3: a credit is paid by the version in
//     force on the day it counts.)
//  2. Pay periods are the calendar's that overlap those days. They go on after the last of them, so that what is learned
//     late has one to post in (15, "facts learned after the plan's last period"); a statement after the end is needed only
//     where something is posted. Periods by `span of` end with the assignment: nothing is posted later.
//  3. What is known in a pay period is what was learned by its last day, whatever the last day of interest is. A date field
//     after that day reads as none, also in `where`, and an event whose own date lies after it does not exist.
//  4. After a gap an assignment is a new one with windows of its own. In a pay period in which both stand, one statement
//     holds the lines of both. A late fact about the first is posted in whatever period is open.
//  5. Ids: digits only compare as numbers and come before all others, which compare by bytes. (15 says both rules; without
//     "before" 9, 10 and 10a would form a circle.)
//
// Credits
//
//  6. A present payee with a share of 0 has a credit of 0: it is counted, and a floor lifts it. An absent payee with a share
//     of 0 has none.
//  7. An event whose direct shares do not total 100%, or give nobody a share above 0, is credited to nobody by that rule,
//     overlays and rollups included; no payee is blocked for it. (17, 14: "not credited to anybody until corrected".) An
//     event that `where` leaves out, or that counts on no date, is not checked.
//  8. `rest of` is 100% less the direct shares that are written as shares, those of absent payees included.
//  9. Parts of one role that merge keep the place of that role's first `to`. Where two credit rules credit one payee for
//     one event, both order alike and the rule declared first comes first.
// 10. In a component on a rollup `payee.region` is the region of who is paid; inside the rollup's own clauses it would be
//     the source's payee.
//
// Numbers
//
// 11. A flow `not prorated` is its whole value for each of its own periods in which the assignment has a day, and nothing
//     for the others: a year with four quarterly quotas has three of them for who starts in the second quarter. With a
//     spread the same holds for each part (6: each part is prorated and blended by its own days).
// 12. `not prorated` looks for a second value only on the days of the assignment, and, with a spread, only inside a part.
//     A day without a value is a missing value, not a second one.
// 13. A flow in a window that is still open is that of the whole window, future changes of the quota included.
// 14. A plain parameter, a table or an attribute that changes inside a window: in `rate`, `pay`, `where`, `cap` and
//     `floor` of a commission as of the credit's counting date; in a measure as of the window's last day in the assignment.
// 15. A measure used in a component's window is taken in its own window around it. Credits counting after the component's
//     window are left out, its quota is that of its whole window.
//
// Components
//
// 16. A position in the tiers is the measure over all credits that stand before this one in declared order, with the
//     restriction of 15. Where `order by` does not begin with the counting date, that order rules inside each window; a
//     shorter window does not see what a later one will put before it.
// 17. A negative credit with `pay` of a plain amount pays that amount: `pay` is for each credit.
// 18. A per-event floor lifts a line of exactly 0, also in a dead zone; only below zero it is not applied (15). It needs a
//     credit that qualifies. Floor first, then cap.
// 19. An aggregate written inside a component is taken in the component's window; a measure without `per` in the plan's
//     period.
//
// What stops a payee
//
// 20. A statement is blocked when a window that has begun by the end of its period cannot be valued, but for windows that
//     ended within an earlier blocked period: no later statement waits for them (a blocked payee blocks only what reads
//     them; nobody's second quarter waits for a quota that is missing in the first). When all of that period's can be
//     valued again, the period then open posts them. Nothing is posted while blocked, for no component.
// 21. What a component names must be there for each window begun, with or without deals, the branch of an `if` that is not
//     taken included. Measures that a component names are worked out for each window, so that a quota of 0 stops the payee
//     without a deal; `rate`, `pay`, `cap` and `floor` are worked out per credit only. Measures that no component names
//     stop nobody.
// 22. An assignment that has ended stops no statement any more: where it could not be valued it posts nothing, and what
//     ended in that period is held as by a blocked one.
// 23. A settlement that lacks a number blocks its statement when the step acts, and nothing of the period is posted.
//
// Components that are worked out event by event, and pay in another currency
//
// 24. Events are gathered in pay periods, which are where their gates, limits and dates stand: a longer measure is as of the
//     pay period's end, a limit of it follows the exception of its last day. Each event is rounded by itself.
// 25. Lines without an event that a cap carries are one line, where the first of them stands.
// 26. A line is payable, and converted, by the terms of the window in which it was earned, also where it is carried.
//
// Text
//
// 27. `uses` may stand before the plan block, as in the examples, or after it, as in the grammar: worlds write both.
