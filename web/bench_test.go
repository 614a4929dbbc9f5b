package web_test

import (
	"net/http"
	"testing"

	"rainmaker"
	"rainmaker/web/webtest"
)

// BenchmarkPages is a whole request over HTTP, session and replay included, of the agent with the most deals of the
// published team.
func BenchmarkPages(b *testing.B) {
	h := webtest.Maven(b)
	const password = "a long enough password"
	h.Account(b, "rep", "Darcel Schlecht", rainmaker.RoleRep, "Darcel Schlecht", password)
	v := h.SignedIn(b, "rep", password)
	statement := v.Get("/statement").Location
	for name, path := range map[string]string{"home": v.Get("/").Location, "statement": statement, "proof": proofOn(b, v, statement), "csv": statement + ".csv"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if a := v.Get(path); a.Status != http.StatusOK {
					b.Fatalf("%s answered %d", path, a.Status)
				}
			}
		})
	}
}
