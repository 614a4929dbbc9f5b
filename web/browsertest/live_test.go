package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"rainmaker/web/webtest"
)

// news waits for what an open page says of itself.
const news = `new Promise((done) => {
	const note = document.getElementById("news"), look = () => note.textContent && done(note.textContent.trim().replace(/\s+/g, " "));
	new MutationObserver(look).observe(note, { childList: true });
	look();
})`

// A page that is open shows what has changed, where it stands, without being loaded again; a form that somebody fills in is left
// alone, and the page says that there is news.
func TestOpenPageFollows(t *testing.T) {
	h := webtest.Demo(t)
	maya := h.As(t, "maya")
	statement := maya.Get("/statement").Location
	b := open(t, maya, 1280, "light")
	b.visit(h.URL + statement)
	if !eval[bool](b, `(window.first = document.querySelector("header.top"), window.figures = document.getElementById("main").innerText, true)`) {
		t.Fatal("no page")
	}
	form := open(t, maya, 390, "dark")
	link, _, _ := strings.Cut(openDeal(t, maya), "?")
	form.visit(h.URL + link)
	field := `#main input:not([type=hidden], [type=checkbox], [type=radio])`
	form.do(chromedp.SendKeys(chromedp.CSS(field), "9"))
	typed := eval[string](form, `document.querySelector("`+field+`").value`)

	bring(t, h)
	if said := eval[string](form, news); !strings.Contains(said, "has changed") || !strings.HasSuffix(said, "Show it") {
		t.Errorf("above a form: %q", said)
	}
	if left := eval[string](form, `document.querySelector("`+field+`").value`); left != typed || typed == "" {
		t.Errorf("%q was typed, and %q is left", typed, left)
	}
	if over := eval[[]string](form, sideways); len(over) > 0 {
		t.Errorf("the news scrolls sideways: %s", strings.Join(over, "; "))
	}
	if *shots != "" {
		form.picture("live-form")
	}

	h.Calculate(t)
	eval[bool](b, `new Promise((done) => {
		const look = () => document.getElementById("main").innerText.includes("Kestrel Air") && done(true);
		new MutationObserver(look).observe(document.getElementById("main"), { childList: true, subtree: true, characterData: true });
		look();
	})`)
	if said := eval[string](b, news); said != "Updated just now" {
		t.Errorf("the statement says %q", said)
	}
	if !eval[bool](b, `document.getElementById("main").innerText !== window.figures && document.querySelector("header.top") === window.first`) {
		t.Error("the statement shows what it showed, or was loaded again")
	}
	if *shots != "" {
		b.picture("live-statement")
	}
}

// openDeal is the address of the first of somebody's open deals.
func openDeal(t *testing.T, v *webtest.Visitor) string {
	t.Helper()
	_, rest, found := strings.Cut(v.Get("/deals").Body, `href="/deals/booking/`)
	if !found {
		t.Fatal("no deal is listed")
	}
	id, _, _ := strings.Cut(rest, `"`)
	return "/deals/booking/" + id
}
