package web

import (
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

// noteOn says what sets a line apart from a new deal of this period; the window of its whole component is said there.
func noteOn(l statement.Line, window string) string {
	switch {
	case l.Cause == rainmaker.CauseCorrection && l.Window != "":
		return "correction of " + l.Window + ": " + l.Before.Figure() + " was posted before"
	case l.Cause == rainmaker.CauseCorrection:
		return "correction: " + l.Before.Figure() + " was posted before"
	case l.Cause == rainmaker.CauseRounding:
		return "rounding moved a cent between lines"
	case l.Window != window:
		return "counts in " + l.Window
	default:
		return ""
	}
}
