package browsertest

import (
	"regexp"
	"strings"
	"testing"

	"rainmaker/web/webtest"
)

// demoPage is a page of the demo company and who opens it.
type demoPage struct {
	name, login, path string
}

var firstProof = regexp.MustCompile(`href="(/statement/[^"]*/proof\?[^"#]*)`)

// demoPages is every page there is, with real ids.
func demoPages(t *testing.T, h *webtest.House) []demoPage {
	t.Helper()
	maya := h.As(t, "maya")
	statement := maya.Get("/statement").Location
	found := firstProof.FindStringSubmatch(maya.Get(statement).Body)
	if statement == "" || found == nil {
		t.Fatalf("maya has no statement with a proof: %q", statement)
	}
	proof := strings.ReplaceAll(found[1], "&amp;", "&")
	return []demoPage{
		{"sign-in", "", "/sign-in"},
		{"home", "maya", "/home/maya"},
		{"statement", "maya", statement},
		{"statement-open", "maya", statement + "?open=all"},
		{"proof", "maya", proof},
		{"not-paid", "maya", statement + "/not-paid"},
		{"me", "maya", "/me"},
		{"missing", "maya", "/home/theo"},
		{"team", "elin", "/team"},
		{"manager-home", "elin", "/home/elin"},
		{"overview", "admin", "/admin"},
		{"import", "admin", "/admin/import"},
		{"import-report", "admin", "/admin/import/1"},
		{"plans", "admin", "/admin/plans"},
		{"write", "admin", "/admin/plans/write"},
		{"runs", "admin", "/admin/runs"},
		{"run", "admin", "/admin/runs/1"},
		{"people", "admin", "/admin/people"},
	}
}
