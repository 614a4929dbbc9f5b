package web

import (
	"net/http"
	"net/url"
	"strconv"

	"rainmaker"
	"rainmaker/desk/statement"
)

// whyNotURL asks why one deal does not pay; under one component, or with an empty one under any.
func whyNotURL(key rainmaker.StatementKey, ref rainmaker.EventRef, component string) string {
	q := url.Values{"event": {ref.Name}, "id": {ref.ID}}
	if component != "" {
		q.Set("component", component)
	}
	return withQuery(statementPath(key)+"/why-not", q)
}

// whyNot says why a deal does not pay, and with which change it would.
func (s *site) whyNot(w http.ResponseWriter, v *visit) error {
	l, _, err := v.look()
	if err != nil {
		return err
	}
	q := v.URL.Query()
	ref := rainmaker.EventRef{Name: q.Get("event"), ID: q.Get("id")}
	if ref.Name == "" || ref.ID == "" {
		return rainmaker.Errorf(rainmaker.NotFound, "", "this address names no deal").
			WithWay("choose one from the list of what is not paid")
	}
	why, err := s.Statement.WhyNot(v.Context(), v.who, l.key, ref, q.Get("component"))
	if err != nil {
		return err
	}
	under := ""
	if why.Component != "" {
		under = " under " + why.Component
	}
	f := s.frame(v, "Why "+why.Deal+" does not pay"+under, navStatement)
	f.head, f.look, f.narrow = &why.Head, &l, true
	if !f.own() {
		f.here = navTeam
	}
	return s.render(w, v, http.StatusOK, whyNotPage(f, whyNotView{why, whyNotURL(keyOf(why.Head), ref, q.Get("component"))}))
}

// whyNotView is why a deal does not pay, with the page's own address.
type whyNotView struct {
	statement.WhyNot
	url string
}

// question names the component asked about, without which a deal that others pay would be said not to pay.
func (v whyNotView) question() string {
	if v.Component == "" {
		return "Why does " + v.Deal + " not pay, and what would make it?"
	}
	return "Why does " + v.Deal + " not pay under " + v.Component + ", and what would make it?"
}

// standing is what the deal pays as it stands.
func (v whyNotView) standing() string {
	if v.Component == "" {
		return v.Pays.Figure() + " as it stands"
	}
	return v.Pays.Figure() + " of " + v.Component + " as it stands"
}

// differenceURL compares a version of a statement (0: the last) with an earlier one (0: the one before).
func differenceURL(key rainmaker.StatementKey, version, against int) string {
	q := url.Values{}
	if version > 0 {
		q.Set("version", strconv.Itoa(version))
	}
	if against > 0 {
		q.Set("against", strconv.Itoa(against))
	}
	return withQuery(statementPath(key)+"/changes", q)
}

// difference says by cause what changed between two versions of a statement.
func (s *site) difference(w http.ResponseWriter, v *visit) error {
	l, _, err := v.look()
	if err != nil {
		return err
	}
	against := 0
	if text := v.URL.Query().Get("against"); text != "" {
		if against, err = strconv.Atoi(text); err != nil || against < 1 {
			return rainmaker.Errorf(rainmaker.NotFound, "", "there is no version %q of a statement", text).
				WithWay("versions are numbered from 1")
		}
	}
	d, err := s.Statement.Difference(v.Context(), v.who, l.key, l.version, against)
	if err != nil {
		return err
	}
	f := s.frame(v, "What changed in "+d.Period+", "+d.Name, navStatement)
	f.head, f.look, f.narrow = &d.Head, &l, true
	if !f.own() {
		f.here = navTeam
	}
	return s.render(w, v, http.StatusOK, differencePage(f, differenceView{d, l}))
}

// differenceView is a difference with how its statement is looked at.
type differenceView struct {
	statement.Difference
	look
}

// lineURL is the proof of a line that changed, on the later version.
func (v differenceView) lineURL(l statement.DifferentLine) string {
	at := v.look
	at.version = v.Version
	return at.proofURL(rainmaker.LineKey{Component: l.Component, Event: l.Event, Window: l.Window, Cut: l.Cut}) + "#proof"
}

// versionURL is the statement in one of its versions.
func (v differenceView) versionURL(version int) string {
	at := v.look
	at.version, at.line = version, nil
	return at.url()
}

// paidOtherwise reports whether what is paid changed otherwise than what is earned.
func (v differenceView) paidOtherwise() bool { return v.Settled.Pay.Delta != v.Delta }

// settledLead leads up to what is settled differently.
func settledLead(c statement.SettledChanges, lines int) string {
	switch {
	case lines > 0 && len(c.Paid) > 0:
		return "What is paid, step by step:"
	case lines > 0:
		return "What is left for later:"
	case c.Pay.Delta.IsZero():
		return "No line changed, and what is paid is the same. How it comes to that, or what is left for later, is not:"
	default:
		return "No line changed. What is paid did, because of these steps between earned and paid:"
	}
}

// paidChanged says in one line what is paid now, where lines changed too.
func paidChanged(c statement.SettledChanges) string {
	if c.Pay.Delta.IsZero() {
		return "Paid: still " + c.Pay.Now.Figure() + "; what is left for later changed."
	}
	return "Paid: " + c.Pay.Was.Figure() + " became " + c.Pay.Now.Figure() + ", " + signed(c.Pay.Delta) + "."
}

// paidText says what a cause changed of what is paid, where that is not what it changed of what is earned.
func paidText(c statement.CauseOfDifference) string {
	if c.Amount.IsZero() {
		return "changes nothing that is earned, and what is paid by " + signed(*c.Paid)
	}
	return "changes what is paid by " + signed(*c.Paid)
}
