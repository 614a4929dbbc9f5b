package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"rainmaker/web/webtest"
)

// visitors of the matrix: nobody, a rep, their manager, another rep who reports to the same manager, and an admin.
var visitors = []string{"", "maya", "elin", "theo", "admin"}

// TestMatrix tries every route as everybody over HTTP, with real ids. The statuses stand in the order of visitors and were
// written by hand: a change of who may see what must be made here too.
func TestMatrix(t *testing.T) {
	h := webtest.Demo(t)
	people := map[string]*webtest.Visitor{"": h.Visitor(t)}
	for _, login := range visitors[1:] {
		people[login] = h.As(t, login)
	}
	statement := func(login string) string { return people[login].Get("/statement").Location }
	mayas, elins := statement("maya"), statement("elin")
	proof := proofOn(t, people["maya"], mayas)
	whyNot := whyNotOn(t, people["maya"], mayas)
	deal := openDealOn(t, people["maya"].Get("/deals").Body)
	const home = "/home"
	draft := draftOf(t, people["admin"], "account_executive.plan.md", "# A draft that says nothing yet\n")

	tests := []struct {
		method, path string
		want         [5]int // nobody, maya, elin (her manager), theo (her peer), admin
	}{
		{"GET", "/sign-in", [5]int{200, 200, 200, 200, 200}},
		{"GET", "/link/none", [5]int{200, 200, 200, 200, 200}},
		{"POST", "/link/none", [5]int{401, 401, 401, 401, 401}},
		{"GET", "/me", [5]int{401, 200, 200, 200, 200}},
		{"POST", "/me/theme", [5]int{401, 303, 303, 303, 303}},
		{"POST", "/me/password", [5]int{401, 422, 422, 422, 422}},
		{"GET", "/", [5]int{303, 303, 303, 303, 303}},
		{"GET", "/nowhere", [5]int{404, 404, 404, 404, 404}},

		{"GET", home + "/maya", [5]int{401, 200, 200, 404, 200}},
		{"GET", home + "/elin", [5]int{401, 404, 200, 404, 200}},
		{"GET", home + "/nobody", [5]int{401, 404, 404, 404, 404}},
		{"GET", "/statement", [5]int{401, 303, 303, 303, 404}},
		{"GET", mayas, [5]int{401, 200, 200, 404, 200}},
		{"GET", mayas + ".csv", [5]int{401, 200, 200, 404, 200}},
		{"GET", mayas + ".json", [5]int{401, 200, 200, 404, 200}},
		{"GET", mayas + "/not-paid", [5]int{401, 200, 200, 404, 200}},
		{"GET", mayas + "/proof", [5]int{401, 404, 404, 404, 404}},
		{"GET", proof, [5]int{401, 200, 200, 404, 200}},
		{"GET", mayas + "/why-not", [5]int{401, 404, 404, 404, 404}},
		{"GET", whyNot, [5]int{401, 200, 200, 404, 200}},
		{"GET", mayas + "/changes", [5]int{401, 404, 404, 404, 404}}, // there is one version only
		{"GET", mayas + "/changes?against=9", [5]int{401, 404, 404, 404, 404}},
		{"GET", mayas + "?version=1", [5]int{401, 200, 200, 404, 200}},
		{"GET", mayas + "?version=9", [5]int{401, 404, 404, 404, 404}},
		{"GET", mayas + "?version=x", [5]int{401, 404, 404, 404, 404}},
		{"GET", elins, [5]int{401, 404, 200, 404, 200}},
		{"GET", "/team", [5]int{401, 404, 200, 404, 200}},
		{"GET", "/team.csv", [5]int{401, 404, 200, 404, 200}},

		{"GET", "/letter", [5]int{401, 303, 303, 303, 404}},
		{"GET", "/letter/maya", [5]int{401, 200, 200, 404, 200}},
		{"GET", "/letter/maya?plan=account_executive&edition=1", [5]int{401, 200, 200, 404, 200}},
		{"GET", "/letter/maya?plan=sales_engineer", [5]int{401, 404, 404, 404, 404}},
		{"GET", "/letter/maya?edition=9", [5]int{401, 404, 404, 404, 404}},
		{"GET", "/letter/maya?on=never", [5]int{401, 404, 404, 404, 404}},
		{"GET", "/letter/elin", [5]int{401, 404, 200, 404, 200}},
		{"GET", "/letter/nobody", [5]int{401, 404, 404, 404, 404}},
		{"GET", "/letter/maya/numbers.csv", [5]int{401, 200, 200, 404, 200}},

		{"GET", "/deals", [5]int{401, 200, 200, 200, 200}},
		{"GET", "/deals?who=all", [5]int{401, 200, 200, 200, 200}},
		{"GET", "/deals?payee=maya", [5]int{401, 200, 200, 404, 200}},
		{"GET", "/deals?payee=elin", [5]int{401, 404, 200, 404, 200}},
		{"GET", "/deals?payee=nobody", [5]int{401, 404, 404, 404, 404}},
		{"GET", "/deals.csv?payee=maya", [5]int{401, 200, 200, 404, 200}},
		{"GET", "/deals/credit", [5]int{401, 404, 200, 404, 200}},
		{"GET", "/deals/credit?conflict=nonsense", [5]int{401, 404, 200, 404, 200}},
		{"GET", "/deals/credit.csv?deals=all", [5]int{401, 404, 200, 404, 200}},
		{"GET", "/deals/new?payee=maya", [5]int{401, 200, 200, 404, 200}},
		{"GET", "/deals/new?payee=maya&kind=none", [5]int{401, 404, 404, 404, 404}},
		{"GET", deal, [5]int{401, 200, 200, 404, 200}},
		{"GET", deal + "?payee=elin", [5]int{401, 404, 200, 404, 200}},
		{"GET", deal + "?f.acv=much", [5]int{401, 200, 200, 404, 200}},
		{"GET", strings.Replace(deal, "/booking", "", 1), [5]int{401, 303, 303, 404, 303}},
		{"GET", "/deals/booking/none", [5]int{401, 404, 404, 404, 404}},
		{"GET", "/deals/none", [5]int{401, 404, 404, 404, 404}},

		{"GET", "/admin", [5]int{401, 403, 403, 403, 200}},
		{"GET", "/admin/import", [5]int{401, 403, 403, 403, 200}},
		{"POST", "/admin/import", [5]int{401, 403, 403, 403, 422}},
		{"GET", "/admin/import/1", [5]int{401, 403, 403, 403, 200}},
		{"GET", "/admin/import/99", [5]int{401, 403, 403, 403, 404}},
		{"GET", "/admin/import/1/refusals.csv", [5]int{401, 403, 403, 403, 200}},
		{"GET", "/admin/rehearsal/none", [5]int{401, 403, 403, 403, 404}},
		{"POST", "/admin/rehearsal/none", [5]int{401, 403, 403, 403, 404}},
		{"GET", "/admin/rehearsal/none/refusals.csv", [5]int{401, 403, 403, 403, 404}},
		{"GET", "/admin/plans", [5]int{401, 403, 403, 403, 200}},
		{"GET", "/admin/plans/editions/1", [5]int{401, 403, 403, 403, 200}},
		{"GET", "/admin/plans/editions/99", [5]int{401, 403, 403, 403, 404}},
		{"GET", "/admin/plans/write", [5]int{401, 403, 403, 403, 200}},
		{"POST", "/admin/plans", [5]int{401, 403, 403, 403, 422}},
		{"GET", "/admin/plans/draft/none", [5]int{401, 403, 403, 403, 404}},
		{"POST", "/admin/plans/draft/none", [5]int{401, 403, 403, 403, 404}},
		{"POST", "/admin/plans/draft/none/fix", [5]int{401, 403, 403, 403, 404}},
		{"POST", "/admin/plans/draft/none/drop", [5]int{401, 403, 403, 403, 404}},
		{"GET", draft, [5]int{401, 403, 403, 403, 200}},
		{"POST", draft, [5]int{401, 403, 403, 403, 422}},
		{"POST", draft + "/fix", [5]int{401, 403, 403, 403, 422}},
		{"GET", "/admin/plans/write?document=account_executive.plan.md&draft=1", [5]int{401, 403, 403, 403, 200}},
		{"GET", "/admin/plans/write?document=account_executive.plan.md&draft=99", [5]int{401, 403, 403, 403, 404}},
		{"GET", "/admin/plans/write?document=nowhere.plan.md", [5]int{401, 403, 403, 403, 404}},
		{"POST", "/admin/plans/edit", [5]int{401, 403, 403, 403, 422}},
		{"GET", draft + "/rehearsal", [5]int{401, 403, 403, 403, 200}},
		{"POST", draft + "/rehearsal", [5]int{401, 403, 403, 403, 409}}, // it can't be read
		{"POST", draft + "/rehearsal/cancel", [5]int{401, 403, 403, 403, 404}},
		{"GET", draft + "/rehearsal.csv", [5]int{401, 403, 403, 403, 409}},
		{"GET", draft + "/rehearsal/maya/account_executive/2027-03", [5]int{401, 403, 403, 403, 404}},
		{"GET", "/admin/plans/draft/99/rehearsal", [5]int{401, 403, 403, 403, 404}},
		{"POST", draft + "/drop", [5]int{401, 403, 403, 403, 303}},
		{"GET", "/admin/runs", [5]int{401, 403, 403, 403, 200}},
		{"GET", "/admin/runs/1", [5]int{401, 403, 403, 403, 200}},
		{"GET", "/admin/runs/99", [5]int{401, 403, 403, 403, 404}},
		{"POST", "/admin/runs/1/cancel", [5]int{401, 403, 403, 403, 409}},
		{"GET", "/admin/people", [5]int{401, 403, 403, 403, 200}},
		{"POST", "/admin/people", [5]int{401, 403, 403, 403, 422}},
		{"POST", "/admin/people/nobody/reset", [5]int{401, 403, 403, 403, 404}},
		{"POST", "/admin/runs", [5]int{401, 403, 403, 403, 303}},
	}
	tried := map[string]bool{}
	for _, test := range tests {
		tried[test.method+" "+test.path] = true
		for i, login := range visitors {
			var a webtest.Answer
			if test.method == "GET" {
				a = people[login].Get(test.path)
			} else {
				a = people[login].Post(test.path, url.Values{})
			}
			if a.Status != test.want[i] {
				t.Errorf("%s %s as %q answered %d, want %d", test.method, test.path, login, a.Status, test.want[i])
			}
		}
	}
	if len(tried) != len(tests) {
		t.Errorf("the matrix has %d rows of which %d differ", len(tests), len(tried))
	}
}

// draftOf keeps a changed document as a draft and gives its address.
func draftOf(t testing.TB, admin *webtest.Visitor, name, text string) string {
	t.Helper()
	kind, body := webtest.Form(t, map[string]string{"name": name, "text": text}, nil)
	a := admin.Send("/admin/plans", kind, body)
	if a.Status != http.StatusSeeOther {
		t.Fatalf("keeping a draft answered %d: %s", a.Status, a.Body)
	}
	return a.Location
}

// openDealOn is the first deal that a list of deals leads to.
func openDealOn(t testing.TB, list string) string {
	t.Helper()
	_, rest, found := strings.Cut(list, `href="/deals/booking/`)
	if !found {
		t.Fatalf("no deal is listed: %s", list)
	}
	id, _, _ := strings.Cut(rest, "?")
	return "/deals/booking/" + id
}

func proofOn(t testing.TB, v *webtest.Visitor, statement string) string {
	t.Helper()
	proof := firstProof(v.Get(statement).Body, statement)
	if proof == "" {
		t.Fatalf("no proof on %s", statement)
	}
	return proof
}

func whyNotOn(t testing.TB, v *webtest.Visitor, statement string) string {
	t.Helper()
	_, rest, found := strings.Cut(v.Get(statement+"/not-paid").Body, `href="`+statement+"/why-not?")
	if !found {
		t.Fatalf("%s: nothing is not paid", statement)
	}
	query, _, _ := strings.Cut(rest, `"`)
	return statement + "/why-not?" + strings.ReplaceAll(query, "&amp;", "&")
}

// TestWhyNotOfAnothersDealIsMissing: what a rep is told of a colleague's deal, asked about on their own statement, is what
// they are told of one that does not exist, but for the id.
func TestWhyNotOfAnothersDealIsMissing(t *testing.T) {
	h := webtest.Demo(t)
	maya, theo := h.As(t, "maya"), h.As(t, "theo")
	mayas, theos := maya.Get("/statement").Location, theo.Get("/statement").Location
	deal, err := url.Parse(whyNotOn(t, theo, theos))
	if err != nil {
		t.Fatal(err)
	}
	q := deal.Query()
	q.Del("component")
	id := q.Get("id")
	if theo.Get(theos+"/why-not?"+q.Encode()).Status != http.StatusOK {
		t.Fatalf("theo can't ask about %s", id)
	}
	real := maya.Get(mayas + "/why-not?" + q.Encode())
	q.Set("id", "nosuchdeal")
	made := maya.Get(mayas + "/why-not?" + q.Encode())
	if real.Status != http.StatusNotFound || made.Status != http.StatusNotFound ||
		strings.ReplaceAll(made.Body, "nosuchdeal", id) != real.Body {
		t.Errorf("answers %d and %d, or tells that the deal exists:\n%s\n%s", real.Status, made.Status, real.Body, made.Body)
	}
}

// TestOthersPayIsMissing compares what a rep is told of a colleague with what they are told of somebody who does not
// exist: but for the name asked for, nothing may differ.
func TestOthersPayIsMissing(t *testing.T) {
	h := webtest.Demo(t)
	theo := h.As(t, "theo")
	statement := h.As(t, "maya").Get("/statement").Location
	for _, path := range []string{"/home/" + "maya", statement, statement + ".json", statement + "/not-paid", "/letter/maya", "/letter/maya?edition=1", "/letter/maya/numbers.csv", "/deals?payee=maya", "/deals/new?payee=maya"} {
		real, made := theo.Get(path), theo.Get(strings.Replace(path, "maya", "mayb", 1))
		if real.Status != http.StatusNotFound || made.Status != http.StatusNotFound {
			t.Errorf("%s answers %d, and %d for nobody", path, real.Status, made.Status)
		}
		if strings.ReplaceAll(made.Body, "mayb", "maya") != real.Body {
			t.Errorf("%s tells that the person exists:\n%s\n%s", path, real.Body, made.Body)
		}
	}
}

// TestHeaders: every page is kept by nobody, loads nothing from elsewhere and runs nothing written into it.
func TestHeaders(t *testing.T) {
	h := webtest.Demo(t)
	v := h.As(t, "maya")
	for _, path := range []string{"/sign-in", "/home/" + "maya", "/nowhere"} {
		a := v.Get(path)
		policy := a.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "form-action 'self'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy %q lacks %s", path, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy allows %q", path, policy)
		}
		if got := a.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s may be kept: %q", path, got)
		}
		if strings.Contains(a.Body, " style=") || strings.Contains(a.Body, "onclick=") {
			t.Errorf("%s has inline style or script", path)
		}
	}
}

// TestOtherSites: a form or script of another site changes nothing, whoever is signed in.
func TestOtherSites(t *testing.T) {
	h := webtest.Demo(t)
	admin := h.As(t, "admin")
	runs := func() int { return strings.Count(admin.Get("/admin/runs").Body, `href="/admin/runs/`) }
	before := runs()
	a := admin.Foreign("/admin/runs", "https://elsewhere.example")
	if a.Status != http.StatusForbidden {
		t.Errorf("a form of another site answered %d", a.Status)
	}
	if after := runs(); after != before {
		t.Errorf("a form of another site started a run: %d became %d", before, after)
	}
}

// The address that is printed leads whoever is not signed in to where one signs in.
func TestStartOfNobody(t *testing.T) {
	for name, h := range map[string]*webtest.House{"demo": webtest.Demo(t), "fresh directory": webtest.Empty(t, time.Date(2027, 3, 10, 14, 18, 4, 0, time.UTC), false)} {
		v := h.Visitor(t)
		start := v.Get("/")
		if start.Status != http.StatusSeeOther || start.Location != "/sign-in" {
			t.Errorf("%s: / answers %d and leads to %q", name, start.Status, start.Location)
		}
		if form := v.Get(start.Location); form.Status != http.StatusOK || !strings.Contains(form.Body, "Sign in") {
			t.Errorf("%s: the way in answers %d:\n%s", name, form.Status, form.Body)
		}
	}
}
