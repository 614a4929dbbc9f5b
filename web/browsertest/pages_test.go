package browsertest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk/rehearsal"
	"rainmaker/web/webtest"
)

// demoPage is a page of the demo company and who opens it; nobody where login is empty.
type demoPage struct {
	name, login, path string
}

var firstProof = regexp.MustCompile(`href="(/statement/[^"]*/proof\?[^"#]*)`)

var firstWhyNot = regexp.MustCompile(`href="(/statement/[^"]*/why-not\?[^"#]*)`)

var firstDeal = regexp.MustCompile(`href="(/deals/booking/[^"?]*)`)

var estimate = regexp.MustCompile(`href="(/statement/[^"]*/proof\?component=retention_bonus[^"#]*)`)

func home(payee string) string { return "/home/" + payee }

// demoPages is every page there is, with real ids, those of one visitor after the other.
func demoPages(t *testing.T, h *webtest.House) []demoPage {
	t.Helper()
	maya := h.As(t, "maya")
	statement := maya.Get("/statement").Location
	found := firstProof.FindStringSubmatch(maya.Get(statement).Body)
	if statement == "" || found == nil {
		t.Fatalf("maya has no statement with a proof: %q", statement)
	}
	proof := strings.ReplaceAll(found[1], "&amp;", "&")
	listed := firstDeal.FindStringSubmatch(maya.Get("/deals").Body)
	if listed == nil {
		t.Fatal("maya has no open deal")
	}
	deal := listed[1]
	asked := firstWhyNot.FindStringSubmatch(maya.Get(statement + "/not-paid").Body)
	if asked == nil {
		t.Fatal("maya has no deal that does not pay")
	}
	whyNot := strings.ReplaceAll(asked[1], "&amp;", "&")
	ahead := estimate.FindStringSubmatch(h.As(t, "anders").Get(home("anders")).Body)
	if ahead == nil {
		t.Fatal("anders has no bonus that is not earned yet")
	}
	draft := brokenDraft(t, h)
	rehearsed := payRehearsal(t, h)
	return []demoPage{
		{"sign-in", "", "/sign-in"},
		{"unsigned", "", "/team"},
		{"home", "maya", home("maya")},
		{"statement", "maya", statement},
		{"statement-open", "maya", statement + "?open=all"},
		{"proof", "maya", proof},
		{"not-paid", "maya", statement + "/not-paid"},
		{"why-not", "maya", whyNot},
		{"letter", "maya", "/letter/maya"},
		{"deals", "maya", "/deals"},
		{"deal", "maya", deal},
		{"deal-tried", "maya", deal + "?f.acv=250,000"},
		{"deal-wrong", "maya", deal + "?f.acv=much"},
		{"deal-new", "maya", "/deals/new"},
		{"me", "maya", "/me"},
		{"missing", "maya", home("theo")},
		{"team", "elin", "/team"},
		{"deal-as-manager", "elin", deal},
		{"manager-home", "elin", home("elin")},
		{"credit-as-manager", "elin", "/deals/credit"},
		{"engineer-home", "ines", home("ines")},
		{"development-home", "zoe", home("zoe")},
		{"accounts-home", "anders", home("anders")},
		{"estimate", "anders", strings.ReplaceAll(ahead[1], "&amp;", "&")},
		{"new-home", "yuki", home("yuki")},
		{"overview", "admin", "/admin"},
		{"import", "admin", "/admin/import"},
		{"import-report", "admin", "/admin/import/1"},
		{"rehearsal", "admin", importRehearsal(t, h)},
		{"plans", "admin", "/admin/plans"},
		{"edition", "admin", "/admin/plans/editions/1"},
		{"draft", "admin", draft},
		{"write", "admin", "/admin/plans/write"},
		{"editor", "admin", "/admin/plans/write?document=account_executive.plan.md"},
		{"editor-found", "admin", "/admin/plans/write?document=account_executive.plan.md&draft=1"},
		{"pay-not-rehearsed", "admin", "/admin/plans/draft/1/rehearsal"},
		{"pay-rehearsed", "admin", rehearsed.path},
		{"pay-rehearsed-why", "admin", rehearsed.why},
		{"runs", "admin", "/admin/runs"},
		{"run", "admin", "/admin/runs/1"},
		{"people", "admin", "/admin/people"},
		{"deals-people", "admin", "/deals"},
		{"credit", "admin", "/deals/credit"},
		{"credit-all", "admin", "/deals/credit?deals=all"},
	}
}

// importRehearsal is an upload with one row of each fate: taken, repaired, refused for its date, and refused for its amount.
func importRehearsal(t *testing.T, h *webtest.House) string {
	t.Helper()
	kind, body := webtest.Form(t, map[string]string{"mode": "changes"}, map[string]string{
		"bookings.csv": "booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv\n" +
			"X-1,Kestrel Air,maya,,1,,won,core,new,2027-02-01,2027-03-02,1000.00\n" +
			"X-2,Kestrel Air,maya,,1,,won,core,new,2027-02-01,2027-02-30,1000.00\n" +
			"X-3,Kestrel Air,maya,,1,,won,core,new,2027-02-01,2027-03-02,\"1.234,56\"\n",
		"unknown.csv": "who,what\nme,this\n",
	})
	a := h.As(t, "admin").Send("/admin/import", kind, body)
	if a.Location == "" {
		t.Fatalf("the upload answered %d: %s", a.Status, a.Body)
	}
	return a.Location
}

// rehearsedPay is a rehearsal that is done, and why it differs for the first person.
type rehearsedPay struct{ path, why string }

var firstRehearsed = regexp.MustCompile(`href="(/admin/plans/draft/[0-9]+/rehearsal/[^"]*)`)

// payRehearsal raises the steps of one letter, takes some of them from the managers, and waits until what it would pay is
// worked out.
func payRehearsal(t *testing.T, h *webtest.House) rehearsedPay {
	t.Helper()
	checked, err := h.Plans.Current(t.Context(), access.Operator("test"))
	if err != nil {
		t.Fatal(err)
	}
	d := rainmaker.Draft{}
	for _, doc := range checked.Documents {
		text := strings.NewReplacer("rate    target / quota", "rate    1.1 x target / quota").Replace(doc.Text)
		if doc.Name == "sales_manager.plan.md" {
			text = strings.NewReplacer("from 100%: x 1.5", "from 100%: x 1.2").Replace(doc.Text)
		}
		if text != doc.Text {
			d.Changed = append(d.Changed, rainmaker.Document{Name: doc.Name, Text: text})
		}
	}
	if d, err = h.Plans.Save(t.Context(), access.Operator("test"), d); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Rehearsal.Start(t.Context(), access.Operator("test"), d.ID); err != nil {
		t.Fatal(err)
	}
	if r, err := h.Rehearsal.Wait(t.Context(), access.Operator("test"), d.ID); err != nil || r.State != rehearsal.Done {
		t.Fatalf("%s: %s, %v", r.State, r.Failure, err)
	}
	path := fmt.Sprintf("/admin/plans/draft/%d/rehearsal", d.ID)
	found := firstRehearsed.FindStringSubmatch(h.As(t, "admin").Get(path).Body)
	if found == nil {
		t.Fatal("the draft would change nobody's pay")
	}
	return rehearsedPay{path, found[1]}
}

// brokenDraft is a letter that does not check: its tiers don't rise and an example asks for another amount.
func brokenDraft(t *testing.T, h *webtest.House) string {
	t.Helper()
	checked, err := h.Plans.Current(t.Context(), access.Operator("test"))
	if err != nil {
		t.Fatal(err)
	}
	doc := checked.Documents[0]
	text := strings.NewReplacer("from 150%: x 2.0", "from  90%: x 2.0", "expect base in 2026-10 = 18,000 USD", "expect base in 2026-10 = 17,000 USD").Replace(doc.Text)
	kind, body := webtest.Form(t, map[string]string{"name": doc.Name, "text": text}, nil)
	a := h.As(t, "admin").Send("/admin/plans", kind, body)
	if a.Location == "" {
		t.Fatalf("the draft answered %d: %s", a.Status, a.Body)
	}
	return a.Location
}

// TestPages holds every page against what every page must be: no sideways scrolling at any width, nothing that axe finds
// in either theme, and nothing that the content security policy refuses.
func TestPages(t *testing.T) {
	checker := axe(t)
	h := webtest.Demo(t)
	var b *tab
	login := "?"
	for _, p := range demoPages(t, h) {
		if *only != "" && !strings.Contains(","+*only+",", ","+p.name+",") {
			continue
		}
		if p.login != login {
			login = p.login
			v := h.Visitor(t)
			if login != "" {
				v = h.As(t, login)
			}
			b = open(t, v, 1280, "light")
		}
		b.visit(h.URL + p.path)
		for _, width := range []int{320, 390, 1280, 1920} {
			b.size(width, 900)
			if over := eval[[]string](b, sideways); len(over) > 0 {
				t.Errorf("%s at %d px scrolls sideways: %s", p.name, width, strings.Join(over, "; "))
			}
		}
		b.size(1280, 900)
		eval[bool](b, checker+";true")
		for _, theme := range []string{"light", "dark"} {
			b.theme(theme)
			for _, v := range violations(b) {
				t.Errorf("%s in %s: %s", p.name, theme, v)
			}
		}
		b.mu.Lock()
		for _, complaint := range b.complaints {
			t.Errorf("%s: the browser complains: %s", p.name, complaint)
		}
		b.complaints = nil
		b.mu.Unlock()
	}
}

// sideways names the elements that reach beyond the right edge, when the page can be scrolled there.
const sideways = `(() => {
	const wide = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth <= wide) return [];
	const over = [...document.querySelectorAll("main *, header *, footer *")].filter((e) => e.getBoundingClientRect().right > wide + 0.5);
	return ["scroll width " + document.documentElement.scrollWidth, ...over.slice(0, 4).map((e) => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40))];
})()`

// violations is what axe finds against WCAG 2.2 A and AA and its own good practice.
func violations(b *tab) []string {
	b.t.Helper()
	text := eval[string](b, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]})
		.then((r) => JSON.stringify(r.violations.map((v) => ({ID: v.id, Help: v.help, Nodes: v.nodes.map((n) => n.html + " " + n.failureSummary)}))))`)
	var found []struct {
		ID, Help string
		Nodes    []string
	}
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		b.t.Fatal(err)
	}
	var out []string
	for _, v := range found {
		out = append(out, fmt.Sprintf("%s (%s) %d times, first %.300s", v.ID, v.Help, len(v.Nodes), v.Nodes[0]))
	}
	return out
}

// above is the text a reader sees in the first 600 px of a page.
const above = `(() => {
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	let text = "";
	while (walk.nextNode()) {
		const range = document.createRange();
		range.selectNodeContents(walk.currentNode);
		const box = range.getBoundingClientRect();
		if (box.width > 1 && box.bottom <= 600 && box.top >= 0) text += walk.currentNode.data + " ";
	}
	return text.replace(/\s+/g, " ");
})()`

// TestHomeAnswersAtOnce reads the home page as text: amount, deal, rate and reason stand in the first 600 px, on a phone
// as on a desk.
func TestHomeAnswersAtOnce(t *testing.T) {
	h := webtest.Demo(t)
	v := h.As(t, "maya")
	made := regexp.MustCompile(`You made (\$[0-9,]+\.[0-9]{2}) on (.+?), closed`)
	for _, width := range []int{390, 1280} {
		b := open(t, v, width, "light")
		b.visit(h.URL + home("maya"))
		text := eval[string](b, above)
		m := made.FindStringSubmatch(text)
		if m == nil {
			t.Errorf("at %d px the first 600 px do not say what was made on which deal: %s", width, text)
			continue
		}
		for _, want := range []string{"at 10%", "credited in", strings.TrimPrefix(m[1], "$")} {
			if !strings.Contains(text, want) {
				t.Errorf("at %d px the first 600 px lack %q: %s", width, want, text)
			}
		}
	}
}

// loose lists the money figures of the page's content that stand in no link.
const loose = `(() => {
	const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
	const found = [];
	while (walk.nextNode()) {
		const node = walk.currentNode;
		if (node.parentElement.closest("a, title")) continue;
		for (const m of node.data.matchAll(/[$€£¥]?\d[\d,]*\.\d{2}(?![\d%…])/g)) found.push(m[0] + " in " + node.parentElement.textContent.trim().slice(0, 60));
	}
	return found;
})()`

// TestEveryFigureLeadsToItsProof finds no money on home, statement, proof and the not-paid list that is no link, and
// follows each link of home and statement to a page that is there.
func TestEveryFigureLeadsToItsProof(t *testing.T) {
	h := webtest.Demo(t)
	v := h.As(t, "maya")
	b := open(t, v, 1280, "light")
	for _, p := range demoPages(t, h) {
		if p.login != "maya" || p.name == "missing" {
			continue
		}
		b.visit(h.URL + p.path)
		if found := eval[[]string](b, loose); len(found) > 0 {
			t.Errorf("%s has figures without a proof: %s", p.name, strings.Join(found, "; "))
		}
		targets := eval[[]string](b, `[...new Set([...document.querySelectorAll("main a.fig, main svg a")].map((a) => a.getAttribute("href")))]`)
		if len(targets) == 0 && p.name != "me" {
			t.Errorf("%s has no figure at all", p.name)
		}
		for _, target := range targets {
			path, anchor, _ := strings.Cut(target, "#")
			if path == "" {
				path = p.path
			}
			a := v.Get(path)
			if a.Status != 200 {
				t.Errorf("%s: the figure's proof %s answers %d", p.name, target, a.Status)
			}
			if anchor != "" && !strings.Contains(a.Body, `id="`+anchor+`"`) {
				t.Errorf("%s: %s has no place called %s", p.name, path, anchor)
			}
		}
	}
}

// TestByKeyboardAlone goes from the top of the home page to the first figure, opens its proof with Enter, and finds the
// focus visible at every stop.
func TestByKeyboardAlone(t *testing.T) {
	h := webtest.Demo(t)
	b := open(t, h.As(t, "maya"), 1280, "light")
	b.visit(h.URL + home("maya"))
	stops := []string{}
	for range 40 {
		b.do(chromedp.KeyEvent(kb.Tab))
		stop := eval[string](b, `(() => {
			const e = document.activeElement;
			const s = getComputedStyle(e);
			return (s.outlineStyle === "none" ? "unseen " : "") + (e.className || e.tagName) + ": " + e.textContent.trim().slice(0, 40);
		})()`)
		stops = append(stops, stop)
		if strings.HasPrefix(stop, "unseen") {
			t.Errorf("the focus can not be seen on %s", stop)
		}
		if strings.HasPrefix(stop, "fig: $") {
			break
		}
	}
	if stops[0] != "skip: Skip to content" {
		t.Errorf("the first stop is %q, not the way past the navigation", stops[0])
	}
	if !slices.ContainsFunc(stops, func(s string) bool { return strings.HasPrefix(s, "fig: $") }) {
		t.Fatalf("no figure among the first stops: %q", stops)
	}
	b.do(chromedp.KeyEvent(kb.Enter), chromedp.WaitReady(chromedp.CSS("#proof[data-line]")))
	if path := eval[string](b, "location.pathname"); !strings.HasSuffix(path, "/proof") {
		t.Errorf("Enter on the figure leads to %s", path)
	}
	// On the statement a line's amount swaps the proof in, and the focus stays where it was.
	amount := `document.querySelectorAll("tr.l2 .c-amount a")`
	eval[bool](b, `(`+amount+`[`+amount+`.length - 1].focus(), true)`)
	before := eval[string](b, `document.activeElement.textContent`)
	b.do(chromedp.KeyEvent(kb.Enter), chromedp.WaitReady(chromedp.CSS("tbody:last-of-type tr.l2.sel")))
	if after := eval[string](b, `document.querySelector("#h-proof").textContent`); !strings.Contains(after, before) {
		t.Errorf("the proof beside the ledger is %q after opening %s", after, before)
	}
}

// TestWithoutScripts reads the statement and a proof with scripts switched off.
func TestWithoutScripts(t *testing.T) {
	h := webtest.Demo(t)
	b := open(t, h.As(t, "maya"), 1280, "light")
	b.scripts(false)
	b.visit(h.URL + home("maya"))
	b.do(chromedp.Click(chromedp.CSS(".headline a.fig")), chromedp.WaitReady(chromedp.CSS("#proof[data-line]")))
	text, err := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS("#proof")))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"This line", "Source row", "identical"} {
		if !strings.Contains(text, want) {
			t.Errorf("the proof lacks %q: %s", want, text)
		}
	}
}
