package trial

import (
	"errors"
	"strings"

	"rainmaker/engine"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// codeVersionsDiffer is the code of letters of one plan that can't follow each other.
const codeVersionsDiffer = "versions-differ"

// Versions lists why letters of one plan can't follow each other, each at the head of the newer one.
func Versions(letters []*ir.Program) source.Diagnostics {
	var found source.Diagnostics
	for _, p := range letters {
		for _, older := range before(p, letters) {
			for _, d := range differences(older, p) {
				found = append(found, source.Diagnostic{
					Severity: source.Error, Code: codeVersionsDiffer, Where: p.Plan.At, Summary: d.Says,
					Related: []source.Related{{Where: older.Plan.At, Note: "the earlier letter"}},
					Way:     strings.ToUpper(d.Way[:1]) + d.Way[1:] + ".",
				})
			}
		}
	}
	return found
}

// differences are why one letter can't follow another.
func differences(older, newer *ir.Program) []engine.VersionError {
	var joined interface{ Unwrap() []error }
	if !errors.As(engine.CheckVersions([]*ir.Program{older, newer}), &joined) {
		return nil
	}
	var out []engine.VersionError
	for _, err := range joined.Unwrap() {
		var e engine.VersionError
		if errors.As(err, &e) {
			out = append(out, e)
		}
	}
	return out
}
