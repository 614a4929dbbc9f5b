package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"rainmaker/web/webtest"
)

// TestEditor writes a letter as a plain form does: checks it, has it formatted, makes a proposed edit, saves it, and is refused
// where somebody else saved meanwhile. What was typed comes back each time.
func TestEditor(t *testing.T) {
	h := webtest.Demo(t)
	admin, other := h.As(t, "admin"), h.As(t, "admin")
	const name = "account_executive.plan.md"
	page := admin.Get("/admin/plans/write?document=" + name)
	contains(t, "the editor", page, "As the rep will read it", "It can be published", "There are tiers", "Nothing means anything else", "holds", "Not saved yet.")
	text := textOf(t, page.Body)
	do := func(v *webtest.Visitor, what, text, draft, revision string) webtest.Answer {
		return v.Post("/admin/plans/edit", url.Values{"do": {what}, "name": {name}, "text": {text}, "draft": {draft}, "revision": {revision}})
	}

	raised := strings.Replace(text, "from 100%: x 1.5", "from 100%: x 1.6", 1)
	a := do(admin, "check", raised, "0", "0")
	contains(t, "a check", a, "fails", "Blocks publishing", "The factor from 100% rises from × 1.5 to × 1.6", "expected", `href="#text"`)
	if textOf(t, a.Body) != raised {
		t.Error("a check changed the text")
	}

	a = do(admin, "format", strings.ReplaceAll(text, "rate  ", "rate      "), "0", "0")
	if got := textOf(t, a.Body); a.Status != http.StatusOK || strings.Contains(got, "rate      ") || !strings.Contains(got, "\n  rate ") {
		t.Errorf("formatting answered %d:\n%s", a.Status, got)
	}

	a = do(admin, "fix:0", strings.Replace(text, "from 150%", "from 150 %", 1), "0", "0")
	if got := textOf(t, a.Body); a.Status != http.StatusOK || got != text {
		t.Errorf("a proposed edit answered %d:\n%s", a.Status, got)
	}
	if a = do(admin, "fix:9", text, "0", "0"); a.Status != http.StatusUnprocessableEntity || textOf(t, a.Body) != text {
		t.Errorf("an edit nobody proposes answered %d", a.Status)
	}

	a = do(admin, "save", raised, "0", "0")
	if a.Status != http.StatusSeeOther || a.Location != "/admin/plans/write?document="+name+"&draft=1" {
		t.Fatalf("saving answered %d to %q: %s", a.Status, a.Location, a.Body)
	}
	page = other.Get(a.Location) // in another session, and so it is after the first one ended
	if got := textOf(t, page.Body); got != raised {
		t.Errorf("the draft is %q", got)
	}
	contains(t, "the plans", admin.Get("/admin/plans"), "Draft 1", name)

	if a = do(other, "save", raised+"\nTheirs.\n", "1", "1"); a.Status != http.StatusSeeOther {
		t.Fatalf("the second save answered %d", a.Status)
	}
	mine := raised + "\nMine.\n"
	a = do(admin, "save", mine, "1", "1")
	contains(t, "a save over somebody else’s", a, "saved revision 2", "Save mine as a draft of its own")
	if a.Status != http.StatusConflict || textOf(t, a.Body) != mine {
		t.Errorf("a save over somebody else’s answered %d", a.Status)
	}
	if a = do(admin, "save-new", mine, "1", "1"); a.Location != "/admin/plans/write?document="+name+"&draft=2" {
		t.Errorf("saving it as another answered %d to %q", a.Status, a.Location)
	}
	if a = admin.Post("/admin/plans/draft/1/drop", nil); a.Status != http.StatusSeeOther {
		t.Errorf("throwing a draft away answered %d", a.Status)
	}
	a = do(other, "save", mine, "1", "2")
	if a.Status != http.StatusNotFound || textOf(t, a.Body) != mine {
		t.Errorf("saving a draft that is gone answered %d", a.Status)
	}
	if a = admin.Post("/admin/plans/edit", url.Values{"do": {"check"}, "text": {text}}); a.Status != http.StatusUnprocessableEntity || textOf(t, a.Body) != text {
		t.Errorf("a document without a name answered %d", a.Status)
	}
}

// textOf is what the textarea of a page holds.
func textOf(t *testing.T, page string) string {
	t.Helper()
	_, text, ok := strings.Cut(page, "<textarea")
	if !ok {
		t.Fatalf("there is no text to edit in %s", page)
	}
	_, text, _ = strings.Cut(text, ">")
	text, _, _ = strings.Cut(text, "</textarea>")
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&gt;", ">", "&lt;", "<", "&amp;", "&").Replace(text)
}
