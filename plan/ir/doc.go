// Package ir is a plan after checking: names are resolved, types are known, and what can't be built yet has been
// refused. The checker makes it, the engine runs it, explanations point back through its source ranges.
//
// A [Program] is one letter with everything it uses. Expressions ([Expr]) are small typed trees; they have no loops and
// no user functions, so each evaluation ends.
package ir
