// Package web serves the pages: sign-in, a payee's home, statements with their proofs, open deals, the team, and for admins imports,
// plans, runs and accounts. It asks the desk for everything and stores nothing but who is signed in.
//
// The site map is the table in routes.go. A page is one handler file and one template of the same name. Every page can be
// read and every form sent without scripts; scripts only spare reloading.
package web

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"rainmaker/desk/deals"
	"rainmaker/desk/importing"
	"rainmaker/desk/payrun"
	"rainmaker/desk/plans"
	"rainmaker/desk/rehearsal"
	"rainmaker/desk/signin"
	"rainmaker/desk/statement"
	"rainmaker/desk/watch"
	"rainmaker/web/assets"
)

// Options are what the pages are made of.
type Options struct {
	Statement statement.Desk
	Deals     *deals.Desk
	Importing *importing.Desk
	Plans     *plans.Desk
	Payrun    *payrun.Desk
	Rehearsal *rehearsal.Desk
	SignIn    *signin.Desk
	Watch     *watch.Desk
	// Sessions keeps who is signed in, across restarts.
	Sessions Sessions
	// Now is the clock, for uploads that wait to be committed.
	Now func() time.Time
	// Demo says on every page that the company is made up, and lets visitors be anybody in it.
	Demo bool
	// Version is the product's, shown at the foot.
	Version string
	Log     *slog.Logger
	// Secure says that the site is reached over HTTPS only, so that the session's cookie is never sent without it.
	Secure bool
}

// site is the pages with what they keep between requests.
type site struct {
	Options
	sessions *scs.SessionManager
	imports  *shelf[upload]
	streams  chan struct{} // one place for each page that follows the company
}

// New is the handler of all pages.
func New(o Options) (http.Handler, error) {
	switch {
	case o.Statement.Office == nil || o.Deals == nil || o.Importing == nil || o.Plans == nil || o.Payrun == nil || o.Rehearsal == nil || o.SignIn == nil || o.Watch == nil:
		return nil, fmt.Errorf("web: a desk is missing: pages need statement, deals, importing, plans, payrun, rehearsal, sign-in and watch")
	case o.Sessions == nil || o.Now == nil || o.Log == nil:
		return nil, fmt.Errorf("web: sessions, clock or log is missing")
	}
	s := &site{Options: o, sessions: newSessions(o.Sessions, o.Secure)}
	s.imports = newShelf[upload](o.Now)
	s.streams = make(chan struct{}, mostStreams)

	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	for _, r := range s.routes() {
		mux.Handle(r.pattern, s.page(r))
	}
	// Browsers say where a request comes from; what comes from another site may read nothing and change nothing.
	crossOrigin := http.NewCrossOriginProtection()
	crossOrigin.SetDenyHandler(s.page(route{open: true, serve: s.crossOrigin}))
	return s.guard(s.sessions.LoadAndSave(crossOrigin.Handler(mux))), nil
}

// policy lets a page load the site's own files and nothing else, run no inline script or style, and be framed by nobody.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard sets what every answer says to the browser.
func (s *site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		// Pay is personal: no page may be kept by a browser or a proxy. Assets say otherwise for themselves.
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// token is an unguessable name.
func token() string {
	b := make([]byte, 18)
	rand.Read(b) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}
