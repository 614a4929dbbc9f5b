package browsertest

import (
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"rainmaker/access"
	"rainmaker/web/webtest"
)

var changed = regexp.MustCompile(`href="(/statement/[^"]*/changes[^"]*)"`)

// TestChangesAndWhyNot holds the difference of two versions and the reasons of a deal that does not pay against what every
// page must be, and walks both by keyboard: every stop can be seen, and Enter on a figure leads to its proof.
func TestChangesAndWhyNot(t *testing.T) {
	checker := axe(t)
	h := webtest.Demo(t)
	maya := h.As(t, "maya")
	statement := maya.Get("/statement").Location
	bring(t, h)
	h.Calculate(t)
	found := changed.FindStringSubmatch(maya.Get(statement).Body)
	if found == nil {
		t.Fatal("the statement does not lead to what changed")
	}
	asked := firstWhyNot.FindStringSubmatch(maya.Get(statement + "/not-paid").Body)
	if asked == nil {
		t.Fatal("no deal leads to why it does not pay")
	}
	b := open(t, maya, 1280, "light")
	for name, path := range map[string]string{"changes": found[1], "why-not": asked[1]} {
		path = strings.ReplaceAll(path, "&amp;", "&")
		b.visit(h.URL + path)
		for _, width := range []int{320, 390, 1280} {
			b.size(width, 900)
			if over := eval[[]string](b, sideways); len(over) > 0 {
				t.Errorf("%s at %d px scrolls sideways: %s", name, width, strings.Join(over, "; "))
			}
		}
		eval[bool](b, checker+";true")
		for _, theme := range []string{"light", "dark"} {
			b.theme(theme)
			for _, v := range violations(b) {
				t.Errorf("%s in %s: %s", name, theme, v)
			}
		}
		if loose := eval[[]string](b, loose); len(loose) > 0 {
			t.Errorf("%s has figures without a proof: %s", name, strings.Join(loose, "; "))
		}
		b.visit(h.URL + path)
		if stop := tabTo(b, "main a.fig"); stop == "" {
			t.Errorf("%s: no figure is reached by keyboard", name)
		}
		if *shots != "" {
			b.picture(name)
		}
	}
	b.visit(h.URL + strings.ReplaceAll(found[1], "&amp;", "&"))
	if tabTo(b, `main tbody tr.l2 a.fig`) == "" {
		t.Fatal("no line that changed is reached by keyboard")
	}
	b.do(chromedp.KeyEvent(kb.Enter), chromedp.WaitReady(chromedp.CSS("#proof[data-line]")))
	if path := eval[string](b, "location.pathname"); !strings.HasSuffix(path, "/proof") {
		t.Errorf("Enter on a line that changed leads to %s", path)
	}
}

// bring imports one more deal of maya's, so that her statement has a second version.
func bring(t *testing.T, h *webtest.House) {
	t.Helper()
	out, err := h.Importing.Commit(t.Context(), access.Operator("test"), webtest.Won("X-1", 1000))
	if err != nil || !out.Stored {
		t.Fatalf("%v, %v, %v", err, out.Reasons, out.Report.Refusals())
	}
}

// tabTo presses Tab until the focus is on something, and says what stands there; nothing where it is never reached. A stop that
// can't be seen is an error.
func tabTo(b *tab, selector string) string {
	b.t.Helper()
	for range 80 {
		b.do(chromedp.KeyEvent(kb.Tab))
		stop := eval[string](b, `(() => {
			const e = document.activeElement;
			const seen = getComputedStyle(e).outlineStyle === "none" ? "unseen" : "";
			return seen || (e.matches(`+"`"+selector+"`"+`) ? "there " + e.textContent.trim() : "");
		})()`)
		switch {
		case stop == "unseen":
			b.t.Errorf("the focus can not be seen on %s", eval[string](b, "document.activeElement.outerHTML.slice(0, 120)"))
		case stop != "":
			return stop
		}
	}
	return ""
}
