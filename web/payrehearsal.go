package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/desk/rehearsal"
	"rainmaker/money"
)

func payRehearsalURL(id rainmaker.DraftID) string { return draftURL(id) + "/rehearsal" }

// rehearsedURL is why a draft would pay somebody something else.
func rehearsedURL(id rainmaker.DraftID, key rainmaker.StatementKey) string {
	return payRehearsalURL(id) + "/" + seg(string(key.Payee)) + "/" + seg(string(key.Plan)) + "/" + seg(key.Period)
}

// payRehearsalView is the rehearsal of a draft; the zero rehearsal before there is one.
type payRehearsalView struct {
	rehearsal.Rehearsal
	draft rainmaker.Draft
	made  bool
	which rehearsal.Which
	wrong string
}

// payRehearsal shows what a draft would have paid everybody.
func (s *site) payRehearsal(w http.ResponseWriter, v *visit) error {
	view, err := s.rehearsed(v)
	if err != nil {
		return err
	}
	return s.showRehearsal(w, v, http.StatusOK, view)
}

func (s *site) rehearsed(v *visit) (payRehearsalView, error) {
	d, err := s.opened(v)
	if err != nil {
		return payRehearsalView{}, err
	}
	view := payRehearsalView{draft: d.Draft, which: rehearsal.Current}
	if which := rehearsal.Which(v.URL.Query().Get("period")); which == rehearsal.Last || which == rehearsal.Ended {
		view.which = which
	}
	view.Rehearsal, view.made, err = s.Rehearsal.Look(v.Context(), v.who, d.ID)
	return view, err
}

func (s *site) showRehearsal(w http.ResponseWriter, v *visit, status int, view payRehearsalView) error {
	f := s.frame(v, fmt.Sprintf("Pay under draft %d", view.draft.ID), navPlans)
	f.narrow = true
	if view.State == rehearsal.Working {
		f.reload = 2
	}
	return s.render(w, v, status, payRehearsalPage(f, view))
}

// rehearsePay begins a rehearsal. What stands against it is said where it was asked for.
func (s *site) rehearsePay(w http.ResponseWriter, v *visit) error {
	id, err := v.number("draft")
	if err != nil {
		return err
	}
	_, err = s.Rehearsal.Start(v.Context(), v.who, rainmaker.DraftID(id))
	switch rainmaker.CodeOf(err) {
	case "":
		return s.seeOther(w, v, payRehearsalURL(rainmaker.DraftID(id)))
	case rainmaker.Conflict:
		view, failed := s.rehearsed(v)
		if failed != nil {
			return failed
		}
		message := faultOf(err, rainmaker.Conflict)
		view.wrong = upper(message.message) + " " + upper(message.way)
		return s.showRehearsal(w, v, http.StatusConflict, view)
	}
	return err
}

func (s *site) cancelRehearsal(w http.ResponseWriter, v *visit) error {
	id, err := v.number("draft")
	if err != nil {
		return err
	}
	if _, err := s.Rehearsal.Cancel(v.Context(), v.who, rainmaker.DraftID(id)); err != nil {
		return err
	}
	return s.seeOther(w, v, payRehearsalURL(rainmaker.DraftID(id)))
}

// payRehearsalCSV is everybody in both periods as a file, those included whose pay does not differ or can't be compared.
func (s *site) payRehearsalCSV(w http.ResponseWriter, v *visit) error {
	view, err := s.rehearsed(v)
	if err != nil {
		return err
	}
	if view.State != rehearsal.Done {
		return rainmaker.Errorf(rainmaker.Conflict, "", "draft %d has no rehearsal that is done", view.draft.ID).WithWay("rehearse it, and wait until it is done")
	}
	rows := [][]string{{"period_kind", "payee", "name", "plan", "period", "currency", "now", "draft", "difference", "paid_now", "paid_draft", "paid_difference", "note"}}
	for _, p := range view.Periods {
		listed := slices.Concat(p.Rows, p.Same, p.Unknown)
		if p.Which == rehearsal.Ended {
			listed = slices.Concat(p.Rows, p.Unknown) // what is not restated would fill the file
		}
		for _, r := range listed {
			row := []string{string(p.Which), string(r.Payee), r.Name, string(r.Plan), r.Period}
			if r.Why == "" {
				row = append(row, string(r.Now.Currency()), r.Now.Plain(), r.Draft.Plain(), r.Delta.Plain(), r.PaidNow.Plain(), r.PaidDraft.Plain(), r.PaidDelta.Plain(), "")
			} else {
				row = append(row, "", "", "", "", "", "", "", r.Why)
			}
			rows = append(rows, row)
		}
	}
	return s.csv(w, fmt.Sprintf("draft-%d-pay.csv", view.draft.ID), rows)
}

// rehearsedWhy says by cause why one person's pay would differ.
func (s *site) rehearsedWhy(w http.ResponseWriter, v *visit) error {
	id, err := v.number("draft")
	if err != nil {
		return err
	}
	key := rainmaker.StatementKey{
		Payee: rainmaker.PayeeID(v.PathValue("payee")), Plan: rainmaker.PlanName(v.PathValue("plan")), Period: v.PathValue("period"),
	}
	which := rehearsal.Which(v.URL.Query().Get("period"))
	why, err := s.Rehearsal.Why(v.Context(), v.who, rainmaker.DraftID(id), which, key)
	if err != nil {
		return err
	}
	f := s.frame(v, why.Row.Name+" under draft "+v.PathValue("draft"), navPlans)
	f.narrow = true
	return s.render(w, v, http.StatusOK, rehearsedPage(f, rehearsedView{why, rainmaker.DraftID(id), which}))
}

// shown is the period looked at.
func (r payRehearsalView) shown() rehearsal.Period {
	for _, p := range r.Periods {
		if p.Which == r.which {
			return p
		}
	}
	return rehearsal.Period{Which: r.which}
}

func (r payRehearsalView) url(which rehearsal.Which) string {
	if which == rehearsal.Current {
		return payRehearsalURL(r.draft.ID)
	}
	return payRehearsalURL(r.draft.ID) + "?period=" + string(which)
}

func periodWord(which rehearsal.Which) string {
	switch which {
	case rehearsal.Last:
		return "the last period"
	case rehearsal.Ended:
		return "all ended periods"
	default:
		return "the current period"
	}
}

func (r payRehearsalView) headline() string {
	switch {
	case !r.made:
		return "Not rehearsed yet"
	case r.State == rehearsal.Working && r.People == 0:
		return "Reading facts and letters"
	case r.State == rehearsal.Working:
		return fmt.Sprintf("%s of %s worked out", thousands(r.Worked), counted(r.People, "person", "people"))
	case r.State == rehearsal.Cancelled:
		return "Cancelled: there is nothing to compare"
	case r.State == rehearsal.Failed:
		return "It could not be worked out"
	}
	return capital(changeIn(r.shown())) + " in " + periodWord(r.which)
}

// changeIn says what a period would cost more or less.
func changeIn(p rehearsal.Period) string {
	if len(p.Rows) == 0 {
		return "nobody’s pay would differ"
	}
	people := counted(len(p.Rows), "statement differs", "statements differ")
	if text := sumsText(p.Sums); text != "" {
		return text + " for everybody, " + people
	}
	return people + ", and together they earn and pay the same"
}

// sumsText says how sums differ: in one figure where as much more is paid as is earned, else in both, so that nobody takes
// what is earned for what is paid; empty where they are the same.
func sumsText(sums []rehearsal.Sum) string {
	var parts []string
	for _, s := range sums {
		switch {
		case s.Delta == s.PaidDelta && s.Delta.IsZero():
		case s.Delta == s.PaidDelta:
			parts = append(parts, moreOrLess(s.Delta))
		case s.Delta.IsZero():
			parts = append(parts, moreOrLess(s.PaidDelta)+" paid, with the same earned,")
		case s.PaidDelta.IsZero():
			parts = append(parts, moreOrLess(s.Delta)+" earned, with the same paid,")
		default:
			parts = append(parts, moreOrLess(s.Delta)+" earned and "+moreOrLess(s.PaidDelta)+" paid")
		}
	}
	return strings.Join(parts, " and ")
}

func moreOrLess(m money.Money) string {
	if m.Sign() < 0 {
		return m.Neg().Sentence() + " less"
	}
	return m.Sentence() + " more"
}

// showsPaid reports whether a table says what is paid beside what is earned: it does once that differs otherwise in a row.
func showsPaid(rows []rehearsal.Row) bool {
	return slices.ContainsFunc(rows, func(r rehearsal.Row) bool { return r.PaidDelta != r.Delta })
}

// rehearsedView is why a row differs, with the draft it is of.
type rehearsedView struct {
	rehearsal.Why
	draft rainmaker.DraftID
	which rehearsal.Which
}

func (r rehearsedView) url() string {
	return payRehearsalView{draft: rainmaker.Draft{ID: r.draft}, which: r.which}.rowURL(r.Row)
}

// rowURL is why a row of the period looked at differs.
func (r payRehearsalView) rowURL(row rehearsal.Row) string {
	url := rehearsedURL(r.draft.ID, row.StatementKey)
	if r.which == rehearsal.Ended {
		url += "?period=" + string(rehearsal.Ended)
	}
	return url
}

// restatedURL is the list of what a draft would restate.
func restatedURL(id rainmaker.DraftID) string {
	return payRehearsalURL(id) + "?period=" + string(rehearsal.Ended)
}

// restatedText warns that publishing a draft would restate periods that have ended; empty where it would not.
func restatedText(r rehearsal.Rehearsal) string {
	p := r.Restated()
	if r.State != rehearsal.Done || len(p.Rows) == 0 {
		return ""
	}
	text := "This also changes " + counted(len(p.Rows), "statement", "statements") + " of periods that have ended"
	if sums := sumsText(p.Sums); sums != "" {
		return text + ", by " + strings.TrimSuffix(sums, ",") + "."
	}
	return text + ", and together they earn and pay the same."
}

// nowURL is the statement as it stands, where it has been calculated.
func (r rehearsedView) nowURL() string {
	if r.Stored {
		return statementPath(r.Row.StatementKey)
	}
	return "#causes"
}

// lineURL is the deal of a line, or the causes where it is of none.
func (r rehearsedView) lineURL(l rehearsal.Line) string {
	if l.Event == (rainmaker.EventRef{}) {
		return "#causes"
	}
	return dealURL(l.Event, r.Row.Payee, nil)
}

func movedText(m rehearsal.Moved) string {
	return fmt.Sprintf("%s begins on %s. It is worked out in the place of the letter it follows, as if it had begun on %s.", cmp.Or(m.Label, m.Document),
		m.Begins.Long(), m.From.Long())
}

func (r payRehearsalView) stamp() string {
	text := fmt.Sprintf("revision %d against edition %d, on the facts of import %d", r.Revision, r.Edition, r.Batch)
	if r.State == rehearsal.Done {
		text += ", worked out " + clock(r.Ended)
	}
	return text
}
