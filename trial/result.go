package trial

import (
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// Result is one example, run. An example with cases has a result for each row.
type Result struct {
	Example ir.Example
	// Failures are the expects that do not hold, and what keeps the example from running at all; empty when it passed.
	Failures source.Diagnostics
}

// Passed reports whether the example holds.
func (r Result) Passed() bool { return len(r.Failures) == 0 }

// Diagnostics are the failures of all results, in the order of the document.
func Diagnostics(results []Result) source.Diagnostics {
	var all source.Diagnostics
	for _, r := range results {
		all = append(all, r.Failures...)
	}
	all.Sort()
	return all
}

// codes of this package's diagnostics.
const (
	exampleFails   = "example-fails"
	exampleBlocked = "example-does-not-run"
)
