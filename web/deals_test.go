package web_test

import (
	"encoding/csv"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rainmaker/web/webtest"
)

var estimate = regexp.MustCompile(`<tr class="total"><th scope="row">In all</th>(.*?)</tr>`)

// inAll are the amounts that a deal's page ends its comparison with: as it is and, where something is typed, as typed.
func inAll(t testing.TB, body string) []string {
	t.Helper()
	row := estimate.FindStringSubmatch(body)
	if row == nil {
		t.Fatalf("the page says no amount: %s", body)
	}
	var out []string
	for _, m := range regexp.MustCompile(`>([^<>]*\d\.\d\d)</a>`).FindAllStringSubmatch(row[1], -1) {
		out = append(out, m[1])
	}
	return out
}

// TestDealsFlow goes from home to the list of open deals, opens one, types another amount and a later day into it, and tries
// a deal that does not exist; all of it by plain links and forms.
func TestDealsFlow(t *testing.T) {
	h := webtest.Demo(t)
	maya := h.As(t, "maya")
	if home := maya.Get("/home/maya").Body; !strings.Contains(home, `href="/deals?payee=maya"`) {
		t.Error("home does not lead to the open deals")
	}
	list := maya.Get("/deals?payee=maya")
	if list.Status != 200 || !strings.Contains(list.Body, `class="st estimated"`) || !strings.Contains(list.Body, " if it closes") {
		t.Fatalf("the list answers %d: %s", list.Status, list.Body)
	}
	path := openDealOn(t, list.Body)
	as := maya.Get(path)
	base := inAll(t, as.Body)
	if len(base) != 1 || !strings.Contains(as.Body, "closes by 31 March") || !strings.Contains(as.Body, `name="f.acv"`) {
		t.Fatalf("the deal pays %q: %s", base, as.Body)
	}
	none := maya.Get(path + "?payee=maya&" + url.Values{"f.acv": {"0"}}.Encode())
	if got := inAll(t, none.Body); !slices.Equal(got, []string{base[0], "0.00"}) {
		t.Errorf("a deal of nothing pays %q", got)
	}
	wrong := maya.Get(path + "?" + url.Values{"f.acv": {"much"}}.Encode())
	if wrong.Status != 200 || !strings.Contains(wrong.Body, "is no amount; write it as 12,500") || !strings.Contains(wrong.Body, `value="much"`) {
		t.Errorf("what is no amount is answered %d: %s", wrong.Status, wrong.Body)
	}
	blank := maya.Get("/deals/new")
	if got := inAll(t, blank.Body); len(got) != 1 || !strings.Contains(blank.Body, "A deal to try") {
		t.Errorf("a blank deal pays %q", got)
	}
	if strings.Contains(as.Body, "in all, for") {
		t.Error("a rep sees what others are paid for the deal")
	}
	if !strings.Contains(h.As(t, "admin").Get(path).Body, "in all, for") {
		t.Error("an admin does not see what the deal costs in all")
	}
}

// TestDealsCSV: the file has every deal of the list with every day by which it may close.
func TestDealsCSV(t *testing.T) {
	v := webtest.Demo(t).As(t, "maya")
	a := v.Get("/deals.csv?payee=maya")
	rows, err := csv.NewReader(strings.NewReader(a.Body)).ReadAll()
	if err != nil || a.Header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Fatalf("%v, %s", err, a.Header.Get("Content-Type"))
	}
	if want := []string{"event", "id", "deal", "amount", "share", "state", "counts_by", "worked_out_for", "estimate", "note"}; !slices.Equal(rows[0], want) {
		t.Errorf("the head is %q", rows[0])
	}
	list := v.Get("/deals?payee=maya").Body
	for _, r := range rows[1:] {
		if len(rows) < 20 && !strings.Contains(list, `href="/deals/`+r[0]+"/"+r[1]+"?") {
			t.Errorf("%s is in the file and not on the page", r[1])
		}
	}
	if len(rows) < 3 {
		t.Errorf("only %d rows", len(rows))
	}
}
