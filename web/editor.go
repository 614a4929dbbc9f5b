package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"rainmaker"
	"rainmaker/desk/plans"
	"rainmaker/plan/source"
)

// editorView is one document being written, with what is found in it as it stands.
type editorView struct {
	doc   rainmaker.Document
	draft rainmaker.Draft // the zero draft until it is saved
	tried plans.Tried
	// looked says that tried was worked out; a document without text is looked at by nobody.
	looked bool
	// unsaved says that the text is not what is stored.
	unsaved bool
	// wrong is why the last step was not done.
	wrong string
	// theirs says that somebody else saved the draft meanwhile.
	theirs bool
}

// letter reports whether the document is a letter, which can be said in sentences.
func (e editorView) letter() bool { return (source.Document{Name: e.doc.Name}).IsLetter() }

// found are the findings in this document, and elsewhere how many block publishing.
func (e editorView) found() source.Diagnostics {
	for _, d := range e.tried.Documents {
		if d.Name == e.doc.Name {
			return d.Diagnostics
		}
	}
	return nil
}

// elsewhere are the findings in other documents, or in none.
func (e editorView) elsewhere() source.Diagnostics {
	var out source.Diagnostics
	for _, d := range e.tried.Diagnostics {
		if d.Where.Doc != e.doc.Name {
			out = append(out, d)
		}
	}
	return out
}

// examples are those that stand in this document, of whatever letter they run with.
func (e editorView) examples() []plans.ExampleResult {
	var out []plans.ExampleResult
	for _, l := range e.tried.Letters {
		for _, x := range l.Results {
			same := func(o plans.ExampleResult) bool { return o.Line == x.Line && o.Case == x.Case }
			if x.Document == e.doc.Name && !slices.ContainsFunc(out, same) {
				out = append(out, x)
			}
		}
	}
	return out
}

// verdict says in a sentence how it stands.
func (e editorView) verdict() string {
	errs, advice := 0, 0
	for _, d := range e.found() {
		if d.Severity == source.Error {
			errs++
		} else {
			advice++
		}
	}
	other := 0
	for _, d := range e.elsewhere() {
		if d.Severity == source.Error {
			other++
		}
	}
	failing := 0
	for _, x := range e.examples() {
		if !x.Passed {
			failing++
		}
	}
	switch {
	case !e.looked:
		return "Nothing is checked yet"
	case errs > 0 && failing > 0:
		return fmt.Sprintf("%s in this document, %s", counted(errs, "cause blocks publishing", "causes block publishing"), counted(failing, "example fails", "examples fail"))
	case errs > 0:
		return counted(errs, "cause blocks publishing", "causes block publishing") + " in this document"
	case other > 0:
		return "Nothing is wrong here; " + counted(other, "cause blocks publishing", "causes block publishing") + " elsewhere"
	case advice > 0:
		return "It can be published, with " + counted(advice, "piece", "pieces") + " of advice"
	}
	return "It can be published"
}

func (e editorView) stored() string {
	if e.draft.ID == 0 {
		return "Not saved yet."
	}
	return fmt.Sprintf("Draft %d, revision %d, saved by %s at %s.", e.draft.ID, e.draft.Revision, e.draft.By, clock(e.draft.Saved))
}

func (e editorView) heading() string {
	if e.doc.Name == "" {
		return "Bring a letter"
	}
	return "Change " + e.doc.Name
}

// writePlan is the editor of a document: a new one, one in force, or one of a draft.
func (s *site) writePlan(w http.ResponseWriter, v *visit) error {
	q := v.URL.Query()
	view := editorView{doc: rainmaker.Document{Name: q.Get("document")}}
	docs, err := s.editable(v, q.Get("draft"), &view)
	if err != nil {
		return err
	}
	if view.doc.Name != "" {
		i := slices.IndexFunc(docs, func(d rainmaker.Document) bool { return d.Name == view.doc.Name })
		if i < 0 {
			return rainmaker.Errorf(rainmaker.NotFound, "", "no document in force is called %q", view.doc.Name).WithWay("the plans page lists them")
		}
		view.doc.Text = docs[i].Text
		if err := s.look(v, &view); err != nil {
			return err
		}
	}
	return s.showWrite(w, v, http.StatusOK, view)
}

// editable is the set in which a document is edited: a draft, or what is in force.
func (s *site) editable(v *visit, draft string, view *editorView) ([]rainmaker.Document, error) {
	if draft == "" || draft == "0" {
		return s.Plans.Merge(v.Context(), v.who, nil)
	}
	id, err := strconv.ParseInt(draft, 10, 64)
	if err != nil {
		return nil, rainmaker.Errorf(rainmaker.NotFound, "", "there is no draft %q", draft).WithWay("the plans page lists them")
	}
	o, err := s.Plans.Draft(v.Context(), v.who, rainmaker.DraftID(id))
	view.draft = o.Draft
	return o.Documents, err
}

// look checks the document as it stands in the set it is edited in.
func (s *site) look(v *visit, view *editorView) error {
	changed := append(slices.DeleteFunc(slices.Clone(view.draft.Changed), func(d rainmaker.Document) bool { return d.Name == view.doc.Name }), view.doc)
	removed := slices.DeleteFunc(slices.Clone(view.draft.Removed), func(name string) bool { return name == view.doc.Name })
	current, err := s.Plans.Merge(v.Context(), v.who, nil)
	if err != nil {
		return err
	}
	removed = slices.DeleteFunc(removed, func(name string) bool {
		return !slices.ContainsFunc(current, func(d rainmaker.Document) bool { return d.Name == name })
	})
	docs, err := s.Plans.Merge(v.Context(), v.who, changed, removed...)
	if err != nil {
		return err
	}
	view.tried, err = s.Plans.Try(v.Context(), v.who, docs)
	view.looked = err == nil
	return err
}

// The steps of the editor's buttons.
const (
	doCheck   = "check"
	doSave    = "save"
	doSaveNew = "save-new"
	doFormat  = "format"
	doFix     = "fix:" // and the number of the diagnostic
)

// edit does what a button of the editor says. A script asks for the part that changes, a form for the whole page.
func (s *site) edit(w http.ResponseWriter, v *visit) error {
	v.Body = http.MaxBytesReader(w, v.Body, maxLetters)
	if err := v.ParseForm(); err != nil {
		return rainmaker.Errorf(rainmaker.Invalid, "", "the form did not arrive whole: %s", err).WithWay("a letter has at most %d MiB", maxLetters>>20)
	}
	view := editorView{doc: rainmaker.Document{Name: strings.TrimSpace(v.PostFormValue("name")), Text: typedText(v)}, unsaved: true}
	if view.doc.Name == "" {
		return s.refuse(w, v, view, rainmaker.Errorf(rainmaker.Invalid, "", "the document has no name").WithWay("call a letter NAME.plan.md and terms NAME.terms.md"))
	}
	do := v.PostFormValue("do")
	if do == doSaveNew {
		v.Form.Del("draft")
	}
	var err error
	if view.draft, err = s.draftNamed(v); err != nil {
		return s.refuse(w, v, view, err)
	}
	number, isFix := strings.CutPrefix(do, doFix)
	switch {
	case do == doSave || do == doSaveNew:
		saved, err := s.keep(v, []rainmaker.Document{view.doc}, nil)
		if err != nil {
			return s.refuse(w, v, view, err)
		}
		view.draft, view.unsaved = saved, false
		if !asked(v) {
			s.say(v, "Draft %d is saved, revision %d.", saved.ID, saved.Revision)
			return s.seeOther(w, v, writeURL(view.doc.Name, saved.ID))
		}
	case do == doFormat:
		if view.doc, _, err = s.Plans.Format(v.Context(), v.who, view.doc); err != nil {
			return err
		}
	case isFix:
		if err := s.look(v, &view); err != nil {
			return err
		}
		edited, err := fixed(view.tried.Checked, number)
		if err != nil {
			return s.refuse(w, v, view, err)
		}
		if edited.Name == view.doc.Name {
			view.doc = edited
		}
	}
	if err := s.look(v, &view); err != nil {
		return s.refuse(w, v, view, err)
	}
	return s.showWrite(w, v, http.StatusOK, view)
}

// asked reports whether a script asks for the part of the page that changes.
func asked(v *visit) bool { return v.Header.Get("Rainmaker-Part") == "verdict" }

// typedBy is the document that a form brings as text, with the draft it is of.
func typedBy(v *visit) (editorView, bool) {
	name := strings.TrimSpace(v.FormValue("name"))
	return editorView{doc: rainmaker.Document{Name: name, Text: typedText(v)}, unsaved: true}, name != ""
}

// showTyped shows the editor again after a step that could not be done; what was typed stays.
func (s *site) showTyped(w http.ResponseWriter, v *visit, view editorView, err error) error {
	d, problem := s.draftNamed(v)
	if problem == nil {
		view.draft = d
	}
	return s.refuse(w, v, view, err)
}

// refuse says why a step was not done. What was typed is never lost by it.
func (s *site) refuse(w http.ResponseWriter, v *visit, view editorView, err error) error {
	code := rainmaker.CodeOf(err)
	switch code {
	case rainmaker.Invalid, rainmaker.Conflict, rainmaker.NotFound, rainmaker.Busy:
	default:
		return err
	}
	message := faultOf(err, code)
	view.wrong = upper(message.message)
	if message.way != "" {
		view.wrong += " " + upper(message.way)
	}
	view.theirs = code == rainmaker.Conflict || code == rainmaker.NotFound
	if !view.looked && view.doc.Name != "" && view.doc.Text != "" {
		if err := s.look(v, &view); err != nil && rainmaker.CodeOf(err) != rainmaker.Invalid {
			return err
		}
	}
	return s.showWrite(w, v, statusOf(code), view)
}

func (s *site) showWrite(w http.ResponseWriter, v *visit, status int, view editorView) error {
	if asked(v) {
		return s.render(w, v, status, verdictPart(view))
	}
	return s.render(w, v, status, writePage(s.frame(v, "Write a letter", navPlans), view))
}
