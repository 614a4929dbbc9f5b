package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"rainmaker/web/webtest"
)

var rehearsed = regexp.MustCompile(`href="(/admin/plans/draft/1/rehearsal/[^"]*)`)

// rehearsedPage waits until the rehearsal of a draft is no longer worked on, as a browser does, and gives its page.
func rehearsedPage(t *testing.T, v *webtest.Visitor, address string) webtest.Answer {
	t.Helper()
	for {
		a := v.Get(address)
		if a.Status != http.StatusOK {
			t.Fatalf("%s answers %d: %s", address, a.Status, a.Body)
		}
		if !strings.Contains(a.Body, "<progress") {
			return a
		}
		select {
		case <-t.Context().Done():
			t.Fatal("the rehearsal does not end")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// TestPayRehearsal raises the accelerator of the account executives: before anything is published the admin sees whose pay
// would differ by how much and why, and nobody's statement changed.
func TestPayRehearsal(t *testing.T) {
	h := webtest.Demo(t)
	admin, maya := h.As(t, "admin"), h.As(t, "maya")
	statement := maya.Get("/statement").Location
	before := maya.Get(statement).Body
	text := textOf(t, admin.Get("/admin/plans/write?document=account_executive.plan.md").Body)
	raised := strings.Replace(text, "rate    target / quota", "rate    1.2 x target / quota", 1)
	if raised == text {
		t.Fatal("the letter is not what the test changes")
	}
	draft := draftOf(t, admin, "account_executive.plan.md", raised)
	contains(t, "the draft", admin.Get(draft), "Rehearse the pay", draft+"/rehearsal")
	address := draft + "/rehearsal"
	contains(t, "the rehearsal before it is one", admin.Get(address), "Not rehearsed yet", "Nothing is stored or posted")
	if a := admin.Get(address + ".csv"); a.Status != http.StatusConflict {
		t.Errorf("a file of no rehearsal answers %d", a.Status)
	}
	if a := admin.Post(address, nil); a.Status != http.StatusSeeOther || a.Location != address {
		t.Fatalf("rehearsing answers %d to %q: %s", a.Status, a.Location, a.Body)
	}
	page := rehearsedPage(t, admin, address)
	contains(t, "the rehearsal", page, "more earned", "for everybody, ", "statements differ in the current period", "The last period", "would say the same", "CSV")
	contains(t, "the last period", admin.Get(address+"?period=last"), "in the last period", "2027-02")

	contains(t, "the warning", page, "This also changes", "of periods that have ended", "To change pay only from a day on", "1.4 Versions")
	contains(t, "the page to publish from", admin.Get(draft), "This also changes", "of periods that have ended, by")
	ended := admin.Get(address + "?period=ended")
	contains(t, "all ended periods", ended, "in all ended periods", "2027-02", "2027-01", "?period=ended")
	if l := rehearsed.FindStringSubmatch(ended.Body); l == nil {
		t.Error("no statement of an ended period leads to why")
	} else {
		contains(t, "why of an ended period", admin.Get(l[1]), "What the letter says", "sums exactly")
	}

	links := rehearsed.FindAllStringSubmatch(page.Body, -1)
	if len(links) == 0 {
		t.Fatalf("no difference leads to why: %s", page.Body)
	}
	for _, l := range links[:3] {
		contains(t, "why", admin.Get(l[1]), "What the letter says", "sums exactly", "Base commission", "Under the draft")
	}
	file := admin.Get(address + ".csv")
	if !strings.HasPrefix(file.Body, "period_kind,payee,name,plan,period,currency,now,draft,difference,") || !strings.Contains(file.Body, "\nlast,") || !strings.Contains(file.Body, "\nended,") ||
		!strings.Contains(file.Body, "\ncurrent,") {
		t.Errorf("the file is %.300s", file.Body)
	}
	if after := maya.Get(statement).Body; after != before {
		t.Error("the rehearsal changed a statement")
	}
	if a := admin.Get(address + "/nobody/account_executive/2027-03"); a.Status != http.StatusNotFound {
		t.Errorf("why of nobody answers %d", a.Status)
	}

	// The draft is saved again: what stands there is said to be of the revision before.
	if a := admin.Post("/admin/plans/edit", url.Values{"do": {"save"}, "name": {"account_executive.plan.md"}, "text": {text + "\n"}, "draft": {"1"}, "revision": {"1"}}); a.Status != http.StatusSeeOther {
		t.Fatalf("saving answers %d", a.Status)
	}
	contains(t, "the rehearsal of an earlier revision", admin.Get(address), "revision 2 was saved since", "Rehearse again")
	broken := draftOf(t, admin, "account_executive.plan.md", strings.Replace(text, "target / quota", "target /", 1))
	a := admin.Post(broken+"/rehearsal", nil)
	contains(t, "a draft that can't be read", a, "of account_executive.plan.md can", "Correct it in the editor")
	if a.Status != http.StatusConflict {
		t.Errorf("a draft that can't be read answers %d", a.Status)
	}
}
