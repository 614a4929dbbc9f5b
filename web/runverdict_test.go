package web_test

import (
	"regexp"
	"strings"
	"testing"

	"rainmaker/web/webtest"
)

// A run's page leads from every deal it names to its page, and to the same verdict on the list of credits, where a deal is
// found by its id without scripts.
func TestDealsOfARunAreLinks(t *testing.T) {
	h := webtest.Demo(t)
	admin := h.As(t, "admin")
	page := admin.Get("/admin/runs/1").Body
	_, found, ok := strings.Cut(page, `id="h-found"`)
	at := regexp.MustCompile(`<a href="(/deals/[a-z_]+/([^"]+))">([^<]*)</a>`).FindStringSubmatch(found)
	if !ok || at == nil || at[2] != at[3] {
		t.Fatalf("no deal of the findings is a link: %v", at)
	}
	if a := admin.Get(at[1]); a.Status != 200 || !strings.Contains(a.Body, at[2]) {
		t.Errorf("%s answers %d", at[1], a.Status)
	}
	if !strings.Contains(found, "Left out by the letter: rule") || !strings.Contains(found, `href="/deals/credit?conflict=left+out+by+the+letter"`) {
		t.Error("what the letters leave out is not said as the list of credits says it")
	}
	list := admin.Get("/deals/credit?deals=all").Body
	id := regexp.MustCompile(`class="faint id">([^<]+)<`).FindStringSubmatch(list)
	if id == nil || !strings.Contains(list, `<input type="search" id="find" name="find"`) {
		t.Fatal("the list of credits has no deals, or no field to find one")
	}
	one := admin.Get("/deals/credit?find=" + id[1]).Body
	if n := strings.Count(one, `class="faint id"`); n == 0 || n > 3 || !strings.Contains(one, `value="`+id[1]+`"`) {
		t.Errorf("finding %s lists %d deals", id[1], n)
	}
	if none := words(admin.Get("/deals/credit?find=no+such+deal").Body); !strings.Contains(none, "has “no such deal” in its id or name") {
		t.Error("that nothing is found is not said")
	}
}
