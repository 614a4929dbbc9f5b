package web

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
)

// loopbackNames are what a browser calls this machine itself.
var loopbackNames = []string{"localhost", "127.0.0.1", "::1"}

// OnlyAs serves pages that listen on this machine alone, to requests that name it, or one of the public names under which a proxy
// passes people on. Another site can point a name of its own at 127.0.0.1, and a visitor's browser would then take these pages
// for that site's and let it read them: the name in the request tells. Everything else is answered with 421 and what to set.
func OnlyAs(pages http.Handler, public ...string) http.Handler {
	known := slices.Clone(loopbackNames)
	for _, name := range public {
		known = append(known, hostName(name))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if slices.Contains(known, hostName(r.Host)) {
			pages.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusMisdirectedRequest)
		_, _ = fmt.Fprintf(w, "These pages are served as %s, and were asked for as %q.\n\n"+
			"On this machine open them at http://localhost with the port that the program named when it started.\n"+
			"Where a proxy on this machine passes people on, start the program with the name they use: rainmaker serve --host NAME\n",
			strings.Join(known, ", "), r.Host) // as in render
	})
}

// hostName is the name of a host without its port, as names are compared.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}
