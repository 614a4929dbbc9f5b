package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"rainmaker"
	"rainmaker/desk/plans"
	"rainmaker/desk/rehearsal"
	"rainmaker/plan/source"
)

// maxLetters is how much one set of documents may bring, in bytes.
const maxLetters = 1 << 20

// draftView is a draft with what was found in it.
type draftView struct {
	plans.Tried
	plans.Opened
	note string
	// refused says that publishing was tried and did not happen.
	refused bool
	// rehearsal is what the draft would pay; the zero rehearsal where that is not worked out, or no longer so.
	rehearsal rehearsal.Rehearsal
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

func (d draftView) url() string { return draftURL(d.ID) }

func draftURL(id rainmaker.DraftID) string { return fmt.Sprintf("/admin/plans/draft/%d", id) }

// editURL is the editor with a document as it stands in the draft.
func (d draftView) editURL(name string) string { return writeURL(name, d.ID) }

// fixOf is the number of a diagnostic of the draft that says how to edit the cause away; -1 for every other.
func (d draftView) fixOf(x source.Diagnostic) int { return fixIn(d.Diagnostics, x) }

// fixIn is the number of a diagnostic with a fix among others; -1 where it has none.
func fixIn(all source.Diagnostics, x source.Diagnostic) int {
	if x.Fix == nil {
		return -1
	}
	return slices.IndexFunc(all, func(o source.Diagnostic) bool {
		return o.Fix != nil && o.Code == x.Code && o.Where == x.Where && o.Summary == x.Summary
	})
}

// own lists the changed documents first: they are what the reader came for.
func (d draftView) own(name string) bool {
	return slices.ContainsFunc(d.Changed, func(doc rainmaker.Document) bool { return doc.Name == name })
}

// bring takes changed documents, as files or typed, keeps them as a draft and leads to what they would do.
func (s *site) bring(w http.ResponseWriter, v *visit) error {
	changed, removed, err := broughtBy(w, v)
	var d rainmaker.Draft
	if err == nil {
		d, err = s.keep(v, changed, removed)
	}
	switch rainmaker.CodeOf(err) {
	case "":
		return s.seeOther(w, v, draftURL(d.ID))
	case rainmaker.Invalid, rainmaker.Conflict:
		if typed, ok := typedBy(v); ok {
			return s.showTyped(w, v, typed, err)
		}
		message := faultOf(err, rainmaker.Invalid)
		return s.showWrite(w, v, statusOf(rainmaker.CodeOf(err)), editorView{wrong: upper(message.message) + " " + upper(message.way)})
	}
	return err
}

// broughtBy is what a form changes: files, a typed document, or one to be taken out.
func broughtBy(w http.ResponseWriter, v *visit) (changed []rainmaker.Document, removed []string, err error) {
	files, err := filesOf(w, v, maxLetters)
	name := strings.TrimSpace(v.FormValue("name"))
	if err != nil && (v.MultipartForm == nil || name == "") {
		return nil, nil, err
	}
	for _, f := range files {
		if !utf8.Valid(f.content) {
			return nil, nil, rainmaker.Errorf(rainmaker.Invalid, "", "%s is not text in UTF-8", f.name).WithWay("save it as UTF-8 and choose it again")
		}
		changed = append(changed, rainmaker.Document{Name: f.name, Text: string(f.content)})
	}
	text := typedText(v)
	switch {
	case name != "" && v.FormValue("remove") != "":
		removed = append(removed, name)
	case name != "" && text == "":
		return nil, nil, rainmaker.Errorf(rainmaker.Invalid, "", "%s has no text", name).WithWay("write the letter, or take the document out")
	case name != "":
		changed = append(changed, rainmaker.Document{Name: name, Text: text})
	}
	return changed, removed, nil
}

// typedText is the text of a form; browsers end its lines as letters were ended on the wire.
func typedText(v *visit) string { return strings.ReplaceAll(v.FormValue("text"), "\r\n", "\n") }

// keep stores what a form changes: in the draft it names, of which it says which revision it was made from, or as a new one.
func (s *site) keep(v *visit, changed []rainmaker.Document, removed []string) (rainmaker.Draft, error) {
	d, err := s.draftNamed(v)
	if err != nil {
		return rainmaker.Draft{}, err
	}
	is := func(name string) func(rainmaker.Document) bool {
		return func(doc rainmaker.Document) bool { return doc.Name == name }
	}
	for _, doc := range changed {
		d.Changed = append(slices.DeleteFunc(d.Changed, is(doc.Name)), doc)
		d.Removed = slices.DeleteFunc(d.Removed, func(name string) bool { return name == doc.Name })
	}
	for _, name := range removed {
		d.Changed = slices.DeleteFunc(d.Changed, is(name))
		if !slices.Contains(d.Removed, name) {
			d.Removed = append(d.Removed, name)
		}
	}
	return s.Plans.Save(v.Context(), v.who, d)
}

// draftNamed is the draft that a form was made from, at the revision it was made from; the zero draft where it names none.
func (s *site) draftNamed(v *visit) (rainmaker.Draft, error) {
	id, revision := v.FormValue("draft"), v.FormValue("revision")
	if id == "" || id == "0" {
		return rainmaker.Draft{}, nil
	}
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return rainmaker.Draft{}, rainmaker.Errorf(rainmaker.Invalid, "", "the form names a draft %q, which is no number", id).WithWay("open the draft again")
	}
	o, err := s.Plans.Draft(v.Context(), v.who, rainmaker.DraftID(number))
	if err != nil {
		return rainmaker.Draft{}, err
	}
	if o.Draft.Revision, err = strconv.Atoi(revision); err != nil {
		return rainmaker.Draft{}, rainmaker.Errorf(rainmaker.Invalid, "", "the form does not say which revision of the draft it was made from").
			WithWay("open the draft again")
	}
	return o.Draft, nil
}

func (s *site) opened(v *visit) (draftView, error) {
	id, err := v.number("draft")
	if err != nil {
		return draftView{}, err
	}
	o, err := s.Plans.Draft(v.Context(), v.who, rainmaker.DraftID(id))
	return draftView{Opened: o}, err
}

// draft shows what is wrong in a draft, what its letters are and what it changes.
func (s *site) draft(w http.ResponseWriter, v *visit) error {
	view, err := s.opened(v)
	if err != nil {
		return err
	}
	if err := s.try(v, &view); err != nil {
		return err
	}
	return s.showDraft(w, v, http.StatusOK, view)
}

func (s *site) try(v *visit, view *draftView) (err error) {
	if view.Tried, err = s.Plans.Try(v.Context(), v.who, view.Opened.Documents); err != nil {
		return err
	}
	current, err := s.Plans.Current(v.Context(), v.who)
	if err != nil && rainmaker.CodeOf(err) != rainmaker.NotFound {
		return err
	}
	view.Same = slices.EqualFunc(view.Checked.Documents, current.Documents, func(a, b plans.CheckedDocument) bool {
		return a.Name == b.Name && a.Text == b.Text
	})
	return nil
}

func (s *site) showDraft(w http.ResponseWriter, v *visit, status int, view draftView) error {
	r, _, err := s.Rehearsal.Look(v.Context(), v.who, view.ID)
	switch code := rainmaker.CodeOf(err); {
	case err == nil && r.Stale == "":
		view.rehearsal = r
	case err != nil && code != rainmaker.Forbidden:
		return err
	}
	f := s.frame(v, "Draft of the letters", navPlans)
	f.narrow = true
	return s.render(w, v, status, draftPage(f, view))
}

// fix makes the edit that a diagnostic of a draft proposes, in the draft.
func (s *site) fix(w http.ResponseWriter, v *visit) error {
	view, err := s.opened(v)
	if err != nil {
		return err
	}
	if view.Revision, err = strconv.Atoi(v.PostFormValue("revision")); err != nil {
		return rainmaker.Errorf(rainmaker.Invalid, "", "the form does not say which revision of the draft it was made from").WithWay("open the draft again")
	}
	if view.Checked, err = s.Plans.Check(v.Context(), v.who, view.Opened.Documents); err != nil {
		return err
	}
	edited, err := fixed(view.Checked, v.PostFormValue("diagnostic"))
	if err != nil {
		return err
	}
	d := view.Draft
	d.Changed = append(slices.DeleteFunc(d.Changed, func(doc rainmaker.Document) bool { return doc.Name == edited.Name }), edited)
	if _, err := s.Plans.Save(v.Context(), v.who, d); err != nil {
		return err
	}
	return s.seeOther(w, v, view.url())
}

// fixed is the document that a numbered diagnostic proposes to edit, edited.
func fixed(c plans.Checked, number string) (rainmaker.Document, error) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n >= len(c.Diagnostics) || c.Diagnostics[n].Fix == nil {
		return rainmaker.Document{}, rainmaker.Errorf(rainmaker.Invalid, "", "there is no proposed edit %q", number).WithWay("open the draft again")
	}
	edit := *c.Diagnostics[n].Fix
	for _, doc := range c.Documents {
		if doc.Name != edit.Where.Doc {
			continue
		}
		if edited, ok := edit.Apply(source.Document{Name: doc.Name, Text: doc.Text}); ok {
			return rainmaker.Document{Name: edited.Name, Text: edited.Text}, nil
		}
	}
	return rainmaker.Document{}, rainmaker.Errorf(rainmaker.Conflict, "", "the proposed edit no longer fits %s", edit.Where.Doc).WithWay("open the draft again")
}

// publish puts a draft into force. A set with an error changes nothing.
func (s *site) publish(w http.ResponseWriter, v *visit) error {
	view, err := s.opened(v)
	if err != nil {
		return err
	}
	view.note = v.PostFormValue("note")
	over, err := strconv.ParseInt(v.PostFormValue("over"), 10, 64)
	if err != nil {
		return rainmaker.Errorf(rainmaker.Invalid, "", "the form does not say which edition it was made from").WithWay("open the draft again")
	}
	shown := rainmaker.Draft{ID: view.ID, Over: rainmaker.EditionID(over)}
	if shown.Revision, err = strconv.Atoi(v.PostFormValue("revision")); err != nil {
		return rainmaker.Errorf(rainmaker.Invalid, "", "the form does not say which revision of the draft it shows").WithWay("open the draft again")
	}
	checked, err := s.Plans.PublishDraft(v.Context(), v.who, shown, view.note)
	if err != nil {
		return err
	}
	if checked.OK() && !checked.Same {
		s.say(v, "Edition %d is in force. The next run calculates under it.", checked.Edition)
		return s.seeOther(w, v, "/admin/plans")
	}
	if err := s.try(v, &view); err != nil {
		return err
	}
	view.refused = !checked.OK()
	status := http.StatusOK
	if view.refused {
		status = http.StatusUnprocessableEntity
	}
	return s.showDraft(w, v, status, view)
}

// drop throws a draft away.
func (s *site) drop(w http.ResponseWriter, v *visit) error {
	id, err := v.number("draft")
	if err != nil {
		return err
	}
	if err := s.Plans.Drop(v.Context(), v.who, rainmaker.DraftID(id)); err != nil {
		return err
	}
	s.say(v, "Draft %d is thrown away.", id)
	return s.seeOther(w, v, "/admin/plans")
}
