package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"rainmaker"
	"rainmaker/desk/plans"
)

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

// plansView is an edition with the list of all, and what changed with it.
type plansView struct {
	plans.Tried
	editions []rainmaker.Edition
	drafts   []rainmaker.Draft
	changed  plans.Compared
	past     bool
}

func (s *site) showPlans(w http.ResponseWriter, v *visit, id rainmaker.EditionID) error {
	var view plansView
	var err error
	if view.editions, err = s.Plans.Editions(v.Context(), v.who); err != nil {
		return err
	}
	if view.drafts, err = s.Plans.Drafts(v.Context(), v.who); err != nil {
		return err
	}
	if id != 0 || len(view.editions) > 0 {
		if view.Checked, err = s.checkedEdition(v, id); err != nil {
			return err
		}
		view.past = view.editions[0].ID != view.Edition
		if view.Words, err = s.Plans.Words(v.Context(), v.who, documentsOf(view.Checked), ""); err != nil {
			return err
		}
		if view.changed, err = s.Plans.Compare(v.Context(), v.who, 0, view.Edition); err != nil {
			return err
		}
	}
	f := s.frame(v, "Plans", navPlans)
	f.narrow = true
	return s.render(w, v, http.StatusOK, plansPage(f, view))
}

func (s *site) checkedEdition(v *visit, id rainmaker.EditionID) (plans.Checked, error) {
	if id == 0 {
		return s.Plans.Current(v.Context(), v.who)
	}
	return s.Plans.Edition(v.Context(), v.who, id)
}

func documentsOf(c plans.Checked) []rainmaker.Document {
	docs := make([]rainmaker.Document, len(c.Documents))
	for i, d := range c.Documents {
		docs[i] = rainmaker.Document{Name: d.Name, Text: d.Text}
	}
	return docs
}

// editURL is the editor of a document in force; those of the past are not changed.
func (v plansView) editURL(name string) string {
	if v.past {
		return ""
	}
	return writeURL(name, 0)
}

// writeURL is the editor of a document, in a draft where one is named.
func writeURL(document string, draft rainmaker.DraftID) string {
	q := url.Values{"document": {document}}
	if draft != 0 {
		q.Set("draft", fmt.Sprint(draft))
	}
	return withQuery("/admin/plans/write", q)
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

// firstEdition reports whether there is nothing to compare it with.
func (v plansView) firstEdition() bool { return v.changed.Before == 0 }

func componentsText(l plans.LetterSummary) string {
	parts := make([]string, len(l.Components))
	for i, c := range l.Components {
		parts[i] = c.Label + " (" + c.Kind + ")"
	}
	return strings.Join(parts, ", ")
}

// draftText says which documents a draft changes.
func draftText(d rainmaker.Draft) string {
	var parts []string
	for _, doc := range d.Changed {
		parts = append(parts, doc.Name)
	}
	for _, name := range d.Removed {
		parts = append(parts, name+" taken out")
	}
	return strings.Join(parts, ", ")
}
