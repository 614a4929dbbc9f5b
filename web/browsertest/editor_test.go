package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"rainmaker/web/webtest"
)

// TestEditorWorksWhileOneWrites types into a letter: what is wrong shows at its line without a button, Ctrl+S keeps a draft,
// which is there after a reload, and a proposed edit is one press away.
func TestEditorWorksWhileOneWrites(t *testing.T) {
	h := webtest.Demo(t)
	admin := h.As(t, "admin")
	b := open(t, admin, 1280, "light")
	b.visit(h.URL + "/admin/plans/write?document=account_executive.plan.md")
	if marks := eval[int](b, `document.querySelectorAll(".gutter > i").length`); marks < 50 {
		t.Fatalf("%d lines are numbered", marks)
	}

	// A key is pressed, and after a while the finding stands at its line.
	eval[bool](b, `(() => {
		const text = document.getElementById("text");
		text.value = text.value.replace("from 150%: x 2.0", "from 150 %: x 2.0");
		text.dispatchEvent(new Event("input", {bubbles: true}));
		return true;
	})()`)
	b.do(chromedp.WaitVisible(chromedp.CSS(`.gutter > i.stop`)))
	at := eval[string](b, `document.querySelector(".gutter > i.stop").textContent`)
	line := eval[string](b, `document.querySelector("#verdict a[data-line]").dataset.line`)
	if at != line {
		t.Errorf("the mark is at line %s, the finding at %s", at, line)
	}
	if said := eval[string](b, `document.querySelector("#verdict [role=status]").textContent`); !strings.Contains(said, "blocks publishing") {
		t.Errorf("it says %q", said)
	}
	// Its link puts the caret there.
	b.do(chromedp.Click(chromedp.CSS(`#verdict a[data-line]`)))
	caret := eval[string](b, `(() => {
		const text = document.getElementById("text");
		return String(text.value.slice(0, text.selectionStart).split("\n").length) + " " + document.activeElement.id;
	})()`)
	if caret != line+" text" {
		t.Errorf("the caret is at %q, want line %s of the text", caret, line)
	}

	eval[bool](b, `document.dispatchEvent(new KeyboardEvent("keydown", {key: "s", ctrlKey: true, bubbles: true, cancelable: true}))`)
	b.do(chromedp.WaitReady(chromedp.CSS(`#verdict[data-stored]`)))
	if url := eval[string](b, `location.search`); !strings.Contains(url, "draft=1") {
		t.Errorf("after saving the address says %q", url)
	}
	b.do(chromedp.Reload())
	if text := eval[string](b, `document.getElementById("text").value`); !strings.Contains(text, "from 150 %: x 2.0") {
		t.Error("what was saved is not there after a reload")
	}
	b.do(chromedp.Click(chromedp.CSS(`#verdict .diag button`)), chromedp.WaitNotPresent(chromedp.CSS(`#verdict .diag.stop`)))
	if text := eval[string](b, `document.getElementById("text").value`); strings.Contains(text, "150 %") {
		t.Error("the proposed edit was not made")
	}
	for _, complaint := range b.complaints {
		t.Errorf("the browser complains: %s", complaint)
	}
}
