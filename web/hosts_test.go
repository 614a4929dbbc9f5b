package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rainmaker/web"
)

// A name that somebody else points at this machine is answered with nothing of the pages; the machine's own names and the
// public one are served.
func TestOnlyAs(t *testing.T) {
	pages := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("pay")) })
	for host, want := range map[string]int{
		"localhost:8080": 200, "127.0.0.1:8080": 200, "[::1]:8080": 200, "localhost": 200, "[::1]": 200, "LOCALHOST.:80": 200,
		"pay.example.com": 200, "Pay.Example.com:443": 200,
		"evil.example:8080": 421, "127.0.0.1.evil.example": 421, "localhost.evil.example:8080": 421, "": 421, "192.168.1.5:8080": 421,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		web.OnlyAs(pages, "pay.example.com").ServeHTTP(w, r)
		if w.Code != want || (w.Body.String() == "pay") != (want == 200) {
			t.Errorf("%q is answered %d: %s", host, w.Code, w.Body)
		}
		if want == 421 && !strings.Contains(w.Body.String(), "rainmaker serve --host NAME") {
			t.Errorf("%q is not told what to set: %s", host, w.Body)
		}
	}
}
