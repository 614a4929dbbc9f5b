package web

import (
	"rainmaker"
	"rainmaker/desk/statement"
)

// rowURL is the ledger's row of a proof.
func (v statementView) rowURL(p statement.Proof) string { return "#" + eventAnchor(p.Event) }

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

// told says which event it is and when it counts; a line of a window's own has only a day.
func (l lineRow) told() string {
	if l.Event.ID == "" {
		return l.On.Short()
	}
	return l.Event.ID + ", " + l.On.Short()
}

// note says what sets a line apart from a new deal of this period.
func (l lineRow) note() string {
	switch {
	case l.Cause == rainmaker.CauseCorrection && l.Window != "":
		return "correction of " + l.Window + ": " + l.Before.Figure() + " was posted before"
	case l.Cause == rainmaker.CauseCorrection:
		return "correction: " + l.Before.Figure() + " was posted before"
	case l.Cause == rainmaker.CauseRounding:
		return "rounding moved a cent between lines"
	case l.Window != "":
		return "counts in " + l.Window
	default:
		return ""
	}
}
