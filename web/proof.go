package web

import (
	"strings"

	"rainmaker"
	"rainmaker/desk/statement"
)

// rowURL is the ledger's row of a proof.
func (v statementView) rowURL(p statement.Proof) string {
	if p.Estimate && v.line != nil { // it is no line yet
		return "#" + componentAnchor(v.line.Component)
	}
	return "#" + eventAnchor(p.Event)
}

// closing is what a proof comes to.
func closing(p statement.Proof) string {
	if p.Estimate {
		return "It would pay"
	}
	return "This line"
}

// twistURL opens a line by choosing it, and closes the chosen one.
func (l lineRow) twistURL(v statementView) string {
	if !l.chosen {
		return l.url
	}
	anchor := "#" + eventAnchor(l.Event)
	shut := v.look
	shut.line = nil
	return shut.url() + anchor
}

// noteOn says what sets a line apart from a new deal of this period: whose line a cap cuts, a correction, another window; the
// window of its whole component is said there.
func noteOn(l statement.Line, window, cut string) string {
	var notes []string
	if cut != "" {
		notes = append(notes, "of "+cut)
	}
	switch {
	case l.Cause == rainmaker.CauseCorrection && l.Window != "":
		notes = append(notes, "correction of "+l.Window+": "+l.Before.Figure()+" was posted before")
	case l.Cause == rainmaker.CauseCorrection:
		notes = append(notes, "correction: "+l.Before.Figure()+" was posted before")
	case l.Cause == rainmaker.CauseRounding:
		notes = append(notes, "rounding moved a cent between lines")
	case l.Window != window:
		notes = append(notes, "counts in "+l.Window)
	}
	return strings.Join(notes, "; ")
}
