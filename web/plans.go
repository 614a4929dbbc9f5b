package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"rainmaker"
	"rainmaker/desk/plans"
	"rainmaker/plan/source"
)

// maxLetters is how much one set of documents may bring, in bytes.
const maxLetters = 1 << 20

// draft is a changed set of documents until somebody decides on it.
type draft struct {
	changed []rainmaker.Document
	removed []string
}

func (d draft) size() int {
	n := 0
	for _, doc := range d.changed {
		n += len(doc.Name) + len(doc.Text)
	}
	return n
}

// plans shows the letters in force.
func (s *site) plans(w http.ResponseWriter, v *visit) error {
	return s.showPlans(w, v, 0)
}

// edition shows the letters of a past edition.
func (s *site) edition(w http.ResponseWriter, v *visit) error {
	id, err := v.number("edition")
	if err != nil {
		return err
	}
	return s.showPlans(w, v, rainmaker.EditionID(id))
}

// plansView is an edition with the list of all.
type plansView struct {
	plans.Checked
	editions []rainmaker.Edition
	past     bool
}

func (s *site) showPlans(w http.ResponseWriter, v *visit, id rainmaker.EditionID) error {
	var view plansView
	var err error
	if view.editions, err = s.Plans.Editions(v.Context(), v.who); err != nil {
		return err
	}
	if id != 0 {
		view.Checked, err = s.Plans.Edition(v.Context(), v.who, id)
		view.past = len(view.editions) > 0 && view.editions[0].ID != id
	} else if len(view.editions) > 0 {
		view.Checked, err = s.Plans.Current(v.Context(), v.who)
	}
	if err != nil {
		return err
	}
	f := s.frame(v, "Plans", navPlans)
	f.narrow = true
	return s.render(w, v, http.StatusOK, plansPage(f, view))
}

// editURL is the form for a document in force; those of the past are not changed.
func (v plansView) editURL(name string) string {
	if v.past {
		return ""
	}
	return withQuery("/admin/plans/write", url.Values{"document": {name}})
}

func (v plansView) headline() string {
	if v.Edition == 0 {
		return "No letter is published yet"
	}
	text := counted(len(v.Letters), "letter", "letters")
	if v.past {
		return fmt.Sprintf("Edition %d had %s", v.Edition, text)
	}
	return fmt.Sprintf("%s in force, edition %d", text, v.Edition)
}

// writePlan is the form for a document: a new one, one in force to be changed, or one of a draft to be corrected.
func (s *site) writePlan(w http.ResponseWriter, v *visit) error {
	q := v.URL.Query()
	name := q.Get("document")
	doc := rainmaker.Document{Name: name}
	if d, ok := s.drafts.get(v.who.Login, q.Get("draft")); ok {
		for _, changed := range d.changed {
			if changed.Name == name {
				return s.showWrite(w, v, http.StatusOK, changed, "")
			}
		}
	}
	if name != "" {
		current, err := s.Plans.Current(v.Context(), v.who)
		if err != nil {
			return err
		}
		found := false
		for _, d := range current.Documents {
			if d.Name == name {
				doc.Text, found = d.Text, true
			}
		}
		if !found {
			return rainmaker.Errorf(rainmaker.NotFound, "", "no document in force is called %q", name).WithWay("the plans page lists them")
		}
	}
	return s.showWrite(w, v, http.StatusOK, doc, "")
}

func (s *site) showWrite(w http.ResponseWriter, v *visit, status int, doc rainmaker.Document, wrong string) error {
	return s.render(w, v, status, writePage(s.frameNarrow(v, "Change the letters", navPlans), doc, wrong))
}

// checkPlan takes changed documents, as files or typed, and leads to what they would do.
func (s *site) checkPlan(w http.ResponseWriter, v *visit) error {
	d, err := draftOf(w, v)
	if rainmaker.CodeOf(err) == rainmaker.Invalid {
		message := faultOf(err, rainmaker.Invalid)
		doc := rainmaker.Document{Name: v.FormValue("name"), Text: v.FormValue("text")}
		return s.showWrite(w, v, http.StatusUnprocessableEntity, doc, upper(message.message)+" "+upper(message.way))
	}
	if err != nil {
		return err
	}
	return s.seeOther(w, v, draftURL(s.drafts.put(v.who.Login, d)))
}

func draftURL(token string) string { return "/admin/plans/draft/" + seg(token) }

func draftOf(w http.ResponseWriter, v *visit) (draft, error) {
	files, err := filesOf(w, v, maxLetters)
	name, text := strings.TrimSpace(v.FormValue("name")), strings.ReplaceAll(v.FormValue("text"), "\r\n", "\n")
	if err != nil && (v.MultipartForm == nil || name == "") {
		return draft{}, err
	}
	var d draft
	for _, f := range files {
		if !utf8.Valid(f.content) {
			return d, rainmaker.Errorf(rainmaker.Invalid, "", "%s is not text in UTF-8", f.name).WithWay("save it as UTF-8 and choose it again")
		}
		d.changed = append(d.changed, rainmaker.Document{Name: f.name, Text: string(f.content)})
	}
	switch {
	case name != "" && v.FormValue("remove") != "":
		d.removed = append(d.removed, name)
	case name != "" && text == "":
		return d, rainmaker.Errorf(rainmaker.Invalid, "", "%s has no text", name).WithWay("write the letter, or take the document out")
	case name != "":
		d.changed = append(d.changed, rainmaker.Document{Name: name, Text: text})
	}
	return d, nil
}

// draftView is a waiting set of documents with what was found in it.
type draftView struct {
	plans.Checked
	draft
	token string
	// over is the edition it was looked at against.
	over rainmaker.EditionID
	note string
	// refused says that publishing was tried and did not happen.
	refused bool
}

func (d draftView) headline() string {
	switch {
	case d.refused:
		return "Not published: " + counted(d.Errors, "cause", "causes") + " to remove first"
	case d.Errors > 0:
		return counted(d.Errors, "cause blocks", "causes block") + " publishing"
	case d.Same:
		return "This is what is in force already"
	case d.Warnings > 0:
		return "It can be published, with " + counted(d.Warnings, "piece", "pieces") + " of advice"
	default:
		return "It can be published"
	}
}

// what says which documents the draft changes.
func (d draftView) what() string {
	var parts []string
	for _, doc := range d.changed {
		parts = append(parts, doc.Name)
	}
	for _, name := range d.removed {
		parts = append(parts, name+" taken out")
	}
	return strings.Join(parts, ", ") + "."
}

func (d draftView) url() string { return draftURL(d.token) }

// editURL is the form with a document as it stands in the draft.
func (d draftView) editURL(name string) string {
	return withQuery("/admin/plans/write", url.Values{"document": {name}, "draft": {d.token}})
}

// fixOf is the number of a diagnostic of the draft that says how to edit the cause away; -1 for every other.
func (d draftView) fixOf(x source.Diagnostic) int {
	if x.Fix == nil {
		return -1
	}
	return slices.IndexFunc(d.Diagnostics, func(o source.Diagnostic) bool {
		return o.Fix != nil && o.Code == x.Code && o.Where == x.Where && o.Summary == x.Summary
	})
}

// own lists the changed documents first: they are what the reader came for.
func (d draftView) own(name string) bool {
	for _, doc := range d.changed {
		if doc.Name == name {
			return true
		}
	}
	return false
}

func (s *site) waiting(v *visit) (draftView, []rainmaker.Document, error) {
	d, ok := s.drafts.get(v.who.Login, v.PathValue("token"))
	if !ok {
		return draftView{}, nil, rainmaker.Errorf(rainmaker.NotFound, "", "this draft waits no longer: it was published, or %d minutes passed",
			int(shelfLife.Minutes())).WithWay("write it again")
	}
	docs, err := s.Plans.Merge(v.Context(), v.who, d.changed, d.removed...)
	return draftView{draft: d, token: v.PathValue("token")}, docs, err
}

// draft shows what is wrong in a waiting set, and what its letters are.
func (s *site) draft(w http.ResponseWriter, v *visit) error {
	view, docs, err := s.waiting(v)
	if err != nil {
		return err
	}
	if view.Checked, err = s.Plans.Check(v.Context(), v.who, docs); err != nil {
		return err
	}
	current, err := s.Plans.Current(v.Context(), v.who)
	if err != nil && rainmaker.CodeOf(err) != rainmaker.NotFound {
		return err
	}
	view.over = current.Edition
	view.Same = slices.EqualFunc(view.Documents, current.Documents, func(a, b plans.CheckedDocument) bool {
		return a.Name == b.Name && a.Text == b.Text
	})
	return s.showDraft(w, v, http.StatusOK, view)
}

func (s *site) showDraft(w http.ResponseWriter, v *visit, status int, view draftView) error {
	f := s.frame(v, "Draft of the letters", navPlans)
	f.narrow = true
	return s.render(w, v, status, draftPage(f, view))
}

// fix makes the edit that a diagnostic of a draft proposes, as a new draft.
func (s *site) fix(w http.ResponseWriter, v *visit) error {
	view, docs, err := s.waiting(v)
	if err != nil {
		return err
	}
	if view.Checked, err = s.Plans.Check(v.Context(), v.who, docs); err != nil {
		return err
	}
	number, err := strconv.Atoi(v.PostFormValue("diagnostic"))
	if err != nil || number < 0 || number >= len(view.Diagnostics) || view.Diagnostics[number].Fix == nil {
		return rainmaker.Errorf(rainmaker.Invalid, "", "the draft has no proposed edit %q", v.PostFormValue("diagnostic")).
			WithWay("open the draft again")
	}
	edit := *view.Diagnostics[number].Fix
	for _, doc := range docs {
		if doc.Name != edit.Where.Doc {
			continue
		}
		edited, ok := edit.Apply(source.Document{Name: doc.Name, Text: doc.Text})
		if !ok {
			break
		}
		next := draft{removed: view.removed, changed: []rainmaker.Document{{Name: edited.Name, Text: edited.Text}}}
		for _, other := range view.changed {
			if other.Name != doc.Name {
				next.changed = append(next.changed, other)
			}
		}
		return s.seeOther(w, v, draftURL(s.drafts.put(v.who.Login, next)))
	}
	return rainmaker.Errorf(rainmaker.Conflict, "", "the proposed edit no longer fits %s", edit.Where.Doc).WithWay("open the draft again")
}

// publish puts a waiting set into force. A set with an error changes nothing.
func (s *site) publish(w http.ResponseWriter, v *visit) error {
	view, docs, err := s.waiting(v)
	if err != nil {
		return err
	}
	view.note = v.PostFormValue("note")
	over, err := strconv.ParseInt(v.PostFormValue("over"), 10, 64)
	if err != nil {
		return rainmaker.Errorf(rainmaker.Invalid, "", "the form does not say which edition it was made from").WithWay("open the draft again")
	}
	view.over = rainmaker.EditionID(over)
	if view.Checked, err = s.Plans.PublishOver(v.Context(), v.who, docs, view.note, view.over); err != nil {
		return err
	}
	switch {
	case !view.OK():
		view.refused = true
		return s.showDraft(w, v, http.StatusUnprocessableEntity, view)
	case view.Same:
		return s.showDraft(w, v, http.StatusOK, view)
	}
	s.drafts.drop(v.PathValue("token"))
	s.say(v, "Edition %d is in force. The next run calculates under it.", view.Edition)
	return s.seeOther(w, v, "/admin/plans")
}

func componentsText(l plans.LetterSummary) string {
	parts := make([]string, len(l.Components))
	for i, c := range l.Components {
		parts[i] = c.Label + " (" + c.Kind + ")"
	}
	return strings.Join(parts, ", ")
}
