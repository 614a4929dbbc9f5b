package web

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"rainmaker"
	"rainmaker/desk/statement"
)

// myStatement leads to the statement of the person who asks, in the newest period that has begun.
func (s *site) myStatement(w http.ResponseWriter, v *visit) error {
	h, err := s.Statement.Home(v.Context(), v.who, v.who.Payee, "", "")
	if err != nil {
		return err
	}
	if h.Plan == "" {
		return s.seeOther(w, v, homeURL(keyOf(h.Head)))
	}
	return s.seeOther(w, v, statementPath(keyOf(h.Head)))
}

// statement shows one statement, as a page, or for other programs as csv or json.
func (s *site) statement(w http.ResponseWriter, v *visit) error {
	l, kind, err := v.look()
	if err != nil {
		return err
	}
	p, err := s.Statement.Statement(v.Context(), v.who, l.key, l.version)
	if err != nil {
		return err
	}
	switch kind {
	case "csv":
		return s.statementCSV(w, p)
	case "json":
		return s.statementJSON(w, p)
	}
	return s.showStatement(w, v, p, l, nil)
}

// proof shows a statement with the proof of one line beside it.
func (s *site) proof(w http.ResponseWriter, v *visit) error {
	l, _, err := v.look()
	if err != nil {
		return err
	}
	q := v.URL.Query()
	ref := lineIn(q)
	ofWindow := ref.Event == (rainmaker.EventRef{}) && q.Has("id") // a bonus, or what a floor adds
	if ref.Component == "" || !ofWindow && (ref.Event.Name == "" || ref.Event.ID == "") {
		return rainmaker.Errorf(rainmaker.NotFound, "", "a proof is of one line: this address names none").
			WithWay("choose a line on the statement")
	}
	l.line = &ref
	proof, err := s.Statement.Proof(v.Context(), v.who, l.key, l.version, ref)
	if err != nil {
		return err
	}
	p, err := s.Statement.Statement(v.Context(), v.who, l.key, l.version)
	if err != nil {
		return err
	}
	return s.showStatement(w, v, p, l, &proof)
}

func (s *site) showStatement(w http.ResponseWriter, v *visit, p statement.Page, l look, proof *statement.Proof) error {
	f := s.frame(v, "Statement "+p.Period+" of "+p.Name, navStatement)
	f.head, f.look, f.narrow = &p.Head, &l, true
	if !f.own() {
		f.here = navTeam
	}
	return s.render(w, v, http.StatusOK, statementPage(f, newStatementView(p, l, f.own(), proof)))
}

// look reads from the address how a statement is to be looked at, and as what kind of file.
func (v *visit) look() (l look, kind string, err error) {
	period := v.PathValue("period")
	for _, ext := range []string{"csv", "json"} {
		if base, ok := strings.CutSuffix(period, "."+ext); ok {
			period, kind = base, ext
		}
	}
	q := v.URL.Query()
	l = look{
		key: rainmaker.StatementKey{
			Payee: rainmaker.PayeeID(v.PathValue("payee")), Plan: rainmaker.PlanName(v.PathValue("plan")),
			Period: period,
		},
		all: q.Get("open") == "all", shut: q["shut"],
	}
	if text := q.Get("version"); text != "" {
		if l.version, err = strconv.Atoi(text); err != nil || l.version < 1 {
			return l, kind, rainmaker.Errorf(rainmaker.NotFound, "", "there is no version %q of a statement", text).
				WithWay("versions are numbered from 1")
		}
	}
	return l, kind, nil
}

func (s *site) statementCSV(w http.ResponseWriter, p statement.Page) error {
	var b bytes.Buffer
	if err := p.Export().WriteCSV(&b); err != nil {
		return err
	}
	return s.file(w, "text/csv; charset=utf-8", fileName(p.Head, "csv"), b.Bytes())
}

func (s *site) statementJSON(w http.ResponseWriter, p statement.Page) error {
	b, err := json.MarshalIndent(p.Export(), "", "  ")
	if err != nil {
		return fmt.Errorf("statement of %s, %s as json: %w", p.Payee, p.Period, err)
	}
	return s.file(w, "application/json", fileName(p.Head, "json"), append(b, '\n'))
}

// fileName of a statement, without anything a file system or a header could misread.
func fileName(h statement.Head, ext string) string {
	return plainName(fmt.Sprintf("statement-%s-%s-%s", h.Payee, h.Plan, h.Period)) + "." + ext
}

// statementView is a statement with how it is looked at.
type statementView struct {
	statement.Page
	look
	own   bool
	proof *statement.Proof
	rows  []componentRows
}

// componentRows is a component with its lines as the ledger shows them.
type componentRows struct {
	statement.Component
	anchor string
	shut   bool
	window string // when all lines count in one that is not the pay period
	lines  []lineRow
}

// about is the second line of a component's row.
func (c componentRows) about() string {
	switch {
	case c.Empty != "":
		return c.Empty
	case c.window != "":
		return "measured in " + c.window
	default:
		return ""
	}
}

type lineRow struct {
	statement.Line
	anchor string // empty when an earlier row has the event's
	url    string
	open   bool // tiers and source row are shown
	chosen bool
	note   string // what sets it apart from a new deal of this period
}

func newStatementView(p statement.Page, l look, own bool, proof *statement.Proof) statementView {
	view := statementView{Page: p, look: l, own: own, proof: proof}
	seen := map[rainmaker.EventRef]bool{}
	labels := map[string]string{}
	for _, c := range p.Components {
		labels[c.Name] = c.Label
	}
	for _, c := range p.Components {
		rows := componentRows{Component: c, anchor: componentAnchor(c.Name), shut: l.isShut(c.Name) && !l.all, window: commonWindow(c.Lines)}
		for _, line := range c.Lines {
			ref := line.Key()
			row := lineRow{Line: line, url: l.proofURL(ref) + "#proof", chosen: l.shows(ref)}
			row.open = row.chosen || l.all
			row.note = noteOn(line, rows.window, labels[line.Cut.Component])
			if !seen[line.Event] {
				row.anchor = eventAnchor(line.Event)
			}
			seen[line.Event] = true
			rows.lines = append(rows.lines, row)
		}
		view.rows = append(view.rows, rows)
	}
	return view
}

// commonWindow is the measure window that all lines count in, and nothing where they differ or it is the pay period.
func commonWindow(lines []statement.Line) string {
	if len(lines) == 0 {
		return ""
	}
	for _, l := range lines {
		if l.Window != lines[0].Window {
			return ""
		}
	}
	return lines[0].Window
}

func (v statementView) question() string {
	if v.own {
		return "Where does each number come from, and what changed since last time?"
	}
	return "Where does each of " + v.Name + "’s numbers come from, and what changed since last time?"
}

// opened is the look with every line open.
func (v statementView) opened() string {
	l := v.look
	l.all, l.line = true, nil
	return l.url()
}

// closed is the look with no line open.
func (v statementView) closed() string {
	l := v.look
	l.all, l.line = false, nil
	return l.url()
}

func (v statementView) versionURL(version int) string {
	l := v.look
	l.version, l.line = version, nil
	return l.url()
}

// changeURL is the proof of a changed line, or the versions when the line is gone.
func (v statementView) changeURL(c statement.Change) string {
	if url, found := v.urlOf(c.Line); found {
		return url
	}
	return "#versions"
}

// lineURL is the proof of a line where this statement posts something of it, else the way from earned to paid.
func (v statementView) lineURL(ref rainmaker.LineKey) string {
	if url, found := v.urlOf(ref); found {
		return url
	}
	return "#paid"
}

func (v statementView) urlOf(ref rainmaker.LineKey) (url string, found bool) {
	for _, k := range v.rows {
		for _, line := range k.lines {
			key := line.Key()
			key.Window = cmp.Or(key.Window, v.Period)
			if key == ref {
				return line.url, true
			}
		}
	}
	return "", false
}

// eventURL is the proof of an event's line where this statement has one, else the way from earned to paid.
func (v statementView) eventURL(ref rainmaker.EventRef) string {
	for _, k := range v.rows {
		for _, line := range k.lines {
			if line.Event == ref {
				return line.url
			}
		}
	}
	return "#paid"
}

// agreed says whether every way of adding up gives the same total.
func (v statementView) agreed() bool {
	c := v.Check
	return c.Agrees && c.LinesTotal == c.Stored && c.ComponentsT == c.Stored && c.Replayed == c.Stored
}

// mostDealsPerReason is how many deals of a reason the statement shows; the list of what is not paid has them all.
const mostDealsPerReason = 5

func firstDeals(r statement.Reason) []statement.UnpaidDeal {
	return r.Deals[:min(len(r.Deals), mostDealsPerReason)]
}

// notPaid lists every deal that does not pay, with its reason.
func (s *site) notPaid(w http.ResponseWriter, v *visit) error {
	l, kind, err := v.look()
	if err != nil {
		return err
	}
	if kind != "" {
		return errors.New("the not-paid list has no file of its own: it is in the statement's json")
	}
	p, err := s.Statement.Statement(v.Context(), v.who, l.key, l.version)
	if err != nil {
		return err
	}
	nothing, err := s.Statement.PaysNothing(v.Context(), v.who, l.key)
	if err != nil {
		return err
	}
	f := s.frame(v, "Not paid in "+p.Period+", "+p.Name, navStatement)
	f.head, f.look, f.narrow = &p.Head, &l, true
	if !f.own() {
		f.here = navTeam
	}
	return s.render(w, v, http.StatusOK, notPaidPage(f, newStatementView(p, l, f.own(), nil), nothing))
}

func unpaidPlace(d statement.UnpaidDeal) string {
	if d.Source.File == "" {
		return d.On
	}
	return fmt.Sprintf("%s, %s, row %d", d.On, d.Source.File, d.Source.Row)
}

// reasonPlaceText is the clause that a reason comes from.
func reasonPlaceText(r statement.Reason) string {
	text := ""
	if r.Label != "" {
		text = r.Label + ". "
	}
	if r.Document != "" {
		text += fmt.Sprintf("%s, line %d.", r.Document, r.Line)
	}
	return text
}
