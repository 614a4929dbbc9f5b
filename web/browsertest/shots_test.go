package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/web/webtest"
)

// TestShots leaves pictures to be looked at. It judges nothing.
func TestShots(t *testing.T) {
	if *shots == "" {
		t.Skip("pictures are made when -shots names a folder for them")
	}
	h := webtest.Demo(t)
	for _, p := range demoPages(t, h) {
		if *only != "" && !strings.Contains(","+*only+",", ","+p.name+",") {
			continue
		}
		v := h.Visitor(t)
		if p.login != "" {
			v = h.As(t, p.login)
		}
		for _, width := range []int{390, 1280, 1920} {
			for _, theme := range []string{"light", "dark"} {
				if theme == "dark" && width != 1280 {
					continue
				}
				b := open(t, v, width, theme)
				b.visit(h.URL + p.path)
				b.picture(fmt.Sprintf("%s-%d-%s", p.name, width, theme))
			}
		}
	}
}

// TestShotsOfRealTeam leaves pictures of the published team, whose statements are long.
func TestShotsOfRealTeam(t *testing.T) {
	if *shots == "" {
		t.Skip("pictures are made when -shots names a folder for them")
	}
	h := webtest.Maven(t)
	const password = "a long enough password"
	h.Account(t, "dana", "Darcel Schlecht", rainmaker.RoleRep, "Darcel Schlecht", password)
	v := h.SignedIn(t, "dana", password)
	statement := v.Get("/statement").Location
	proof := strings.ReplaceAll(firstProof.FindStringSubmatch(v.Get(statement).Body)[1], "&amp;", "&")
	for name, path := range map[string]string{"maven-home": v.Get("/").Location, "maven-statement": statement, "maven-proof": proof} {
		for _, width := range []int{390, 1280} {
			b := open(t, v, width, "light")
			b.visit(h.URL + path)
			b.picture(fmt.Sprintf("%s-%d", name, width))
		}
	}
}
