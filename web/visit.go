package web

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk/watch"
)

// visit is one request and who makes it.
type visit struct {
	*http.Request
	who   access.Principal
	theme string
	mark  watch.Mark // where the company stood before a live page was made; empty for other pages
}

// page serves a route: it finds out who comes, lets in whom the rule table lets in, and shows what went wrong.
func (s *site) page(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		v := &visit{Request: req}
		err := s.identify(v)
		switch {
		case err != nil:
		case !r.open && v.who.Role == "":
			err = v.who.CheckPay("")
		case r.action != "":
			err = v.who.Check(r.action, r.resource)
		}
		if err == nil && r.live {
			v.mark, err = s.Watch.Now(v.Context(), v.who) // before anything is read: what changes on the way is shown again
		}
		if err == nil {
			err = r.serve(w, v)
		}
		if err != nil {
			s.fail(w, v, err)
		}
	})
}

// identify finds out who is signed in. An account that is gone is nobody.
func (s *site) identify(v *visit) error {
	login := s.sessions.GetString(v.Context(), keyLogin)
	v.theme = s.sessions.GetString(v.Context(), keyTheme)
	if login == "" {
		return nil
	}
	who, err := s.SignIn.Principal(v.Context(), access.Anonymous, login)
	switch {
	case rainmaker.CodeOf(err) == rainmaker.Unsigned:
		return s.sessions.Destroy(v.Context())
	case err != nil:
		return err
	case who.Proof != s.sessions.GetString(v.Context(), keyProof):
		return s.sessions.Destroy(v.Context())
	}
	v.who = who
	return nil
}

func (s *site) frame(v *visit, title, here string) frame {
	return frame{
		who: v.who, theme: v.theme, title: title, here: here, demo: s.Demo, version: s.Version,
		live: v.mark, notice: s.sessions.PopString(v.Context(), keyNotice),
	}
}

// render writes a page once it is whole, so that an error on the way is an error page and not half of another.
func (s *site) render(w http.ResponseWriter, v *visit, status int, page templ.Component) error {
	var b bytes.Buffer
	if err := page.Render(v.Context(), &b); err != nil {
		return fmt.Errorf("render %s: %w", v.Pattern, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the peer may be gone; there is nobody left to tell
	return nil
}

// file answers with something to keep.
func (s *site) file(w http.ResponseWriter, kind, name string, content []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = w.Write(content) // as in render
	return nil
}

// seeOther leads on with a GET, after something was done or because the answer stands elsewhere.
func (s *site) seeOther(w http.ResponseWriter, v *visit, url string) error {
	http.Redirect(w, v.Request, url, http.StatusSeeOther)
	return nil
}

// say leaves a sentence for the next page.
func (s *site) say(v *visit, format string, args ...any) {
	s.sessions.Put(v.Context(), keyNotice, fmt.Sprintf(format, args...))
}

// number is an id in an address; what is no number names nothing.
func (v *visit) number(name string) (int64, error) {
	text := v.PathValue(name)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, rainmaker.Errorf(rainmaker.NotFound, "", "there is no %s %q", name, text)
	}
	return n, nil
}

// statusOf is how HTTP calls a kind of failure.
func statusOf(code rainmaker.Code) int {
	switch code {
	case rainmaker.Invalid:
		return http.StatusUnprocessableEntity
	case rainmaker.NotFound:
		return http.StatusNotFound
	case rainmaker.Forbidden:
		return http.StatusForbidden
	case rainmaker.Unsigned:
		return http.StatusUnauthorized
	case rainmaker.Conflict:
		return http.StatusConflict
	case rainmaker.Busy:
		return http.StatusTooManyRequests
	default:
		return http.StatusInternalServerError
	}
}

// fail shows an error. What is our fault is logged under a number that the page shows, and says nothing more to a
// stranger.
func (s *site) fail(w http.ResponseWriter, v *visit, err error) {
	if v.Context().Err() != nil && errors.Is(err, v.Context().Err()) {
		return // whoever asked is gone
	}
	code := rainmaker.CodeOf(err)
	fault := faultOf(err, code)
	if code == rainmaker.Internal {
		fault.number = token()[:8]
		s.Log.ErrorContext(v.Context(), "page failed", "number", fault.number, "method", v.Method, "pattern", v.Pattern,
			"login", v.who.Login, "error", err)
	}
	f := s.frame(v, fault.title, "")
	f.form = true
	page := faultPage(f, fault)
	if code == rainmaker.Unsigned && v.who.Role == "" {
		page = s.signInPageFor(v, f, v.URL.RequestURI(), "")
	}
	if err := s.render(w, v, statusOf(code), page); err != nil {
		s.Log.ErrorContext(v.Context(), "error page failed", "error", err)
		http.Error(w, "this page could not be made", http.StatusInternalServerError)
	}
}

// fault is an error as a page says it.
type fault struct {
	question, title, message, way, number string
}

func faultOf(err error, code rainmaker.Code) fault {
	f := fault{question: "What went wrong?"}
	var e *rainmaker.Error
	if code != rainmaker.Internal && errors.As(err, &e) {
		f.message, f.way = e.Message, e.Way
	}
	switch code {
	case rainmaker.NotFound:
		f.title = "There is nothing here"
	case rainmaker.Forbidden:
		f.title = "This is not yours to open"
	case rainmaker.Unsigned:
		f.title = "Sign in to see this"
	case rainmaker.Invalid:
		f.title = "This could not be taken as it is"
	case rainmaker.Conflict:
		f.title = "This can’t be done now"
	case rainmaker.Busy:
		f.title = "Please wait a moment"
	default:
		f.title = "This is our fault"
		f.message = "The page could not be made. Nothing you did was lost: what was stored before is still there."
		f.way = "try again; if it stays, tell whoever runs this server the number below"
	}
	return f
}

// missing is every address that is no page.
func (s *site) missing(_ http.ResponseWriter, v *visit) error {
	return rainmaker.Errorf(rainmaker.NotFound, "", "there is no page at %s", v.URL.Path).WithWay("the navigation above leads everywhere")
}

// crossOrigin answers a form or script of another site.
func (s *site) crossOrigin(http.ResponseWriter, *visit) error {
	return rainmaker.Errorf(rainmaker.Forbidden, "", "this request came from another site").
		WithWay("open the page here and send it again")
}
