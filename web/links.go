package web

import (
	"net/url"
	"strconv"

	"rainmaker"
	"rainmaker/desk/statement"
)

// Addresses are made here and nowhere else, so that a page and the route that serves it cannot drift apart unseen.

func seg(s string) string { return url.PathEscape(s) }

// homeURL is a payee's home; with a plan and period the one of that statement.
func homeURL(key rainmaker.StatementKey) string {
	u := "/home/" + seg(string(key.Payee))
	q := url.Values{}
	if key.Plan != "" {
		q.Set("plan", string(key.Plan))
	}
	if key.Period != "" {
		q.Set("period", key.Period)
	}
	return withQuery(u, q)
}

func withQuery(u string, q url.Values) string {
	if len(q) == 0 {
		return u
	}
	return u + "?" + q.Encode()
}

func keyOf(h statement.Head) rainmaker.StatementKey {
	return rainmaker.StatementKey{Payee: h.Payee, Plan: h.Plan, Period: h.Period}
}

func statementPath(key rainmaker.StatementKey) string {
	return "/statement/" + seg(string(key.Payee)) + "/" + seg(string(key.Plan)) + "/" + seg(key.Period)
}

// look is how a statement is looked at: which version, which components are folded away, whether every line is open, and
// which line's proof stands beside it.
type look struct {
	key     rainmaker.StatementKey
	version int // 0: the last
	all     bool
	shut    []string
	line    *rainmaker.LineKey
}

func (l look) query() url.Values {
	q := url.Values{}
	if l.version > 0 {
		q.Set("version", strconv.Itoa(l.version))
	}
	if l.all {
		q.Set("open", "all")
	}
	for _, c := range l.shut {
		q.Add("shut", c)
	}
	return q
}

// url is the page's own address.
func (l look) url() string {
	if l.line != nil {
		return l.proofURL(*l.line)
	}
	return withQuery(statementPath(l.key), l.query())
}

// file is the same statement as csv or json.
func (l look) file(ext string) string {
	q := url.Values{}
	if l.version > 0 {
		q.Set("version", strconv.Itoa(l.version))
	}
	return withQuery(statementPath(l.key)+"."+ext, q)
}

// proofURL is the statement with the proof of a line beside it.
func (l look) proofURL(ref rainmaker.LineKey) string {
	q := l.query()
	q.Set("component", ref.Component)
	q.Set("event", ref.Event.Name)
	q.Set("id", ref.Event.ID)
	if ref.Window != "" {
		q.Set("window", ref.Window)
	}
	if ref.Cut != (rainmaker.Cut{}) {
		q.Set("cut", ref.Cut.Component)
		q.Set("cut_in", ref.Cut.Window)
	}
	return withQuery(statementPath(l.key)+"/proof", q)
}

// lineIn is the line that a query of [look.proofURL] names.
func lineIn(q url.Values) rainmaker.LineKey {
	return rainmaker.LineKey{
		Component: q.Get("component"), Event: rainmaker.EventRef{Name: q.Get("event"), ID: q.Get("id")}, Window: q.Get("window"),
		Cut: rainmaker.Cut{Component: q.Get("cut"), Window: q.Get("cut_in")},
	}
}

// toggled is the same look with a component folded away or opened.
func (l look) toggled(component string) string {
	var shut []string
	found := false
	for _, c := range l.shut {
		if c == component {
			found = true
			continue
		}
		shut = append(shut, c)
	}
	if !found {
		shut = append(shut, component)
	}
	l.shut = shut
	return l.url()
}

func (l look) isShut(component string) bool {
	for _, c := range l.shut {
		if c == component {
			return true
		}
	}
	return false
}

// shows reports whether the proof beside the statement is that of a line.
func (l look) shows(ref rainmaker.LineKey) bool {
	return l.line != nil && l.line.Fits(ref)
}

func notPaidURL(key rainmaker.StatementKey) string { return statementPath(key) + "/not-paid" }

func importURL(id rainmaker.BatchID) string {
	return "/admin/import/" + strconv.FormatInt(int64(id), 10)
}

func runURL(id rainmaker.RunID) string { return "/admin/runs/" + strconv.FormatInt(int64(id), 10) }

func editionURL(id rainmaker.EditionID) string {
	return "/admin/plans/editions/" + strconv.FormatInt(int64(id), 10)
}
