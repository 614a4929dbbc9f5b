package web

import (
	"net/http"

	"rainmaker"
	"rainmaker/access"
)

// me is where people choose a theme and a password.
func (s *site) me(w http.ResponseWriter, v *visit) error {
	return s.showMe(w, v, http.StatusOK, "")
}

func (s *site) showMe(w http.ResponseWriter, v *visit, status int, wrong string) error {
	f := s.frame(v, "Theme and password", navMe)
	f.form = true
	return s.render(w, v, status, mePage(f, wrong))
}

func (s *site) setTheme(w http.ResponseWriter, v *visit) error {
	theme := v.PostFormValue("theme")
	if err := s.SignIn.SetTheme(v.Context(), v.who, theme); err != nil {
		return err
	}
	s.sessions.Put(v.Context(), keyTheme, theme)
	return s.seeOther(w, v, "/me")
}

func (s *site) setPassword(w http.ResponseWriter, v *visit) error {
	next := v.PostFormValue("next")
	var err error
	if next != v.PostFormValue("again") {
		err = rainmaker.Errorf(rainmaker.Invalid, "", "the two new passwords differ").WithWay("write the same one twice")
	} else {
		err = s.SignIn.SetPassword(v.Context(), v.who, v.PostFormValue("current"), next)
	}
	switch code := rainmaker.CodeOf(err); code {
	case "":
		if err := s.sessions.RenewToken(v.Context()); err != nil {
			return err
		}
		now, err := s.SignIn.Principal(v.Context(), access.Anonymous, v.who.Login)
		if err != nil {
			return err
		}
		s.sessions.Put(v.Context(), keyProof, now.Proof) // this session goes on, every other one of the login is over
		s.say(v, "The password is set, and you are signed out everywhere else.")
		return s.seeOther(w, v, "/me")
	case rainmaker.Invalid, rainmaker.Forbidden, rainmaker.Busy:
		message := faultOf(err, code)
		return s.showMe(w, v, statusOf(code), upper(message.message)+" "+upper(message.way))
	default:
		return err
	}
}
