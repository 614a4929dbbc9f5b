package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk/signin"
)

// signInForm asks who comes. In a demo it lists whom a visitor may be.
func (s *site) signInForm(w http.ResponseWriter, v *visit) error {
	f := s.frame(v, "Sign in", "")
	f.form = true
	return s.render(w, v, http.StatusOK, s.signInPageFor(v, f, v.URL.Query().Get("next"), ""))
}

// signInPageFor is the form with what to say above it. The people of a demo are left out when they cannot be read: the
// form still works.
func (s *site) signInPageFor(v *visit, f frame, next, wrong string) templ.Component {
	f.title = "Sign in"
	var people []signin.DemoPerson
	if s.Demo {
		var err error
		if people, err = s.SignIn.DemoPeople(v.Context(), v.who); err != nil {
			s.Log.ErrorContext(v.Context(), "demo people", "error", err)
		}
	}
	return signInPage(f, castOf(people), local(next), wrong)
}

// cast is the people of a demo who do the same work.
type cast struct {
	work   string
	people []signin.DemoPerson
}

// castOf groups the people of a demo by the plan they are on, the largest group first. Who is on none stands under their role,
// or as somebody who was here.
func castOf(people []signin.DemoPerson) []cast {
	var groups []cast
	for _, p := range people {
		work := capital(strings.ReplaceAll(string(p.Plan), "_", " "))
		switch {
		case p.Plan != "":
		case p.Payee == "":
			work = capital(string(p.Role))
		default:
			work = "On no plan today"
		}
		i := slices.IndexFunc(groups, func(g cast) bool { return g.work == work })
		if i < 0 {
			i, groups = len(groups), append(groups, cast{work: work})
		}
		groups[i].people = append(groups[i].people, p)
	}
	slices.SortStableFunc(groups, func(a, b cast) int {
		return cmp.Or(cmp.Compare(len(b.people), len(a.people)), strings.Compare(a.work, b.work))
	})
	return groups
}

// signIn takes a login and a password.
func (s *site) signIn(w http.ResponseWriter, v *visit) error {
	next := v.PostFormValue("next")
	who, err := s.SignIn.SignIn(v.Context(), access.Anonymous, v.PostFormValue("login"), v.PostFormValue("password"))
	switch code := rainmaker.CodeOf(err); code {
	case "":
		return s.enter(w, v, who, next)
	case rainmaker.Unsigned, rainmaker.Busy:
		f := s.frame(v, "Sign in", "")
		f.form = true
		message := faultOf(err, code)
		return s.render(w, v, statusOf(code), s.signInPageFor(v, f, next, upper(message.message)+" "+upper(message.way)))
	default:
		return err
	}
}

// enter makes somebody signed in, under a new token so that one planted before is worth nothing.
func (s *site) enter(w http.ResponseWriter, v *visit, who access.Principal, next string) error {
	theme, err := s.SignIn.Theme(v.Context(), who)
	if err != nil {
		return err
	}
	if err := s.sessions.RenewToken(v.Context()); err != nil {
		return err
	}
	s.sessions.Put(v.Context(), keyLogin, who.Login)
	s.sessions.Put(v.Context(), keyProof, who.Proof)
	s.sessions.Put(v.Context(), keyTheme, theme)
	return s.seeOther(w, v, local(next))
}

// local is an address on this site, and the start page for everything else: a sign-in link must not lead away.
func local(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\n\r\t") ||
		strings.HasPrefix(next, "/sign-") || strings.HasPrefix(next, "/link/") {
		return "/"
	}
	return next
}

// linkForm asks before a one-time link is used: programs that look at links in mail must not use it up.
func (s *site) linkForm(w http.ResponseWriter, v *visit) error {
	f := s.frame(v, "Sign in by link", "")
	f.form = true
	return s.render(w, v, http.StatusOK, linkPage(f, v.PathValue("token"), ""))
}

// useLink signs in by a one-time link, and leads to where a password is chosen.
func (s *site) useLink(w http.ResponseWriter, v *visit) error {
	who, err := s.SignIn.SignInByLink(v.Context(), access.Anonymous, v.PathValue("token"))
	switch code := rainmaker.CodeOf(err); code {
	case "":
		s.say(v, "You are signed in as %s. The link is used up: choose a password for the next time.", who.Name)
		return s.enter(w, v, who, "/me")
	case rainmaker.Unsigned, rainmaker.Busy:
		f := s.frame(v, "Sign in by link", "")
		f.form = true
		message := faultOf(err, code)
		return s.render(w, v, statusOf(code), linkPage(f, "", upper(message.message)+" "+upper(message.way)))
	default:
		return err
	}
}

func (s *site) signOut(w http.ResponseWriter, v *visit) error {
	if err := s.sessions.Destroy(v.Context()); err != nil {
		return err
	}
	return s.seeOther(w, v, "/sign-in")
}

// become is a visitor of the demo company looking through somebody's eyes.
func (s *site) become(w http.ResponseWriter, v *visit) error {
	who, err := s.SignIn.Become(v.Context(), v.who, v.PathValue("login"))
	if err != nil {
		return err
	}
	return s.enter(w, v, who, "/")
}
