package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"rainmaker/web/webtest"
)

// TestDealAnswersInPlace types another amount into an open deal: the answer beside the form is put in its place, the field
// keeps the focus, and the address is that of the deal as typed, so that it can be sent to somebody.
func TestDealAnswersInPlace(t *testing.T) {
	h := webtest.Demo(t)
	v := h.As(t, "maya")
	listed := firstDeal.FindStringSubmatch(v.Get("/deals").Body)
	if listed == nil {
		t.Fatal("maya has no open deal")
	}
	b := open(t, v, 1280, "light")
	b.visit(h.URL + listed[1])
	if n := eval[int](b, `document.querySelectorAll("#answer tfoot td").length`); n != 1 {
		t.Fatalf("the deal as it is has %d amounts", n)
	}
	b.do(
		chromedp.SetValue(chromedp.CSS(`[name="f.acv"]`), "250000"),
		chromedp.Focus(chromedp.CSS(`[name="f.acv"]`)),
	)
	eval[bool](b, `(document.activeElement.dispatchEvent(new Event("change", {bubbles: true})), true)`)
	b.do(chromedp.WaitReady(chromedp.CSS("#answer tfoot td:nth-of-type(2)")))
	if name := eval[string](b, "document.activeElement.name"); name != "f.acv" {
		t.Errorf("the focus is on %q after the answer", name)
	}
	if at := eval[string](b, "location.search"); !strings.Contains(at, "f.acv=250000") {
		t.Errorf("the address is %q after the answer", at)
	}
	if bars := eval[int](b, `[...document.querySelectorAll("#answer svg rect.hatch")].filter((r) => r.getBoundingClientRect().width > 0).length`); bars != 2 {
		t.Errorf("%d hatched bars are drawn for two estimates", bars)
	}
}
