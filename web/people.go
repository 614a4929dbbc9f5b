package web

import (
	"net/http"
	"strings"

	"rainmaker"
	"rainmaker/desk/signin"
)

// people lists the accounts, and invites.
func (s *site) people(w http.ResponseWriter, v *visit) error {
	return s.showPeople(w, v, http.StatusOK, peopleView{})
}

// peopleView is the form as it was filled in, and the link that was just made.
type peopleView struct {
	accounts []signin.AccountView
	asked    signin.Invitation
	wrong    string
	// link opens the account of linkFor. It is shown this once: only its hash is kept.
	link, linkFor string
}

func (s *site) showPeople(w http.ResponseWriter, v *visit, status int, view peopleView) error {
	var err error
	if view.accounts, err = s.SignIn.Accounts(v.Context(), v.who); err != nil {
		return err
	}
	f := s.frame(v, "Accounts", navPeople)
	f.narrow = true
	return s.render(w, v, status, peoplePage(f, view))
}

// invite makes an account and shows its one-time link.
func (s *site) invite(w http.ResponseWriter, v *visit) error {
	asked := signin.Invitation{
		Login: v.PostFormValue("login"), Name: v.PostFormValue("name"),
		Role: rainmaker.Role(v.PostFormValue("role")), Payee: rainmaker.PayeeID(strings.TrimSpace(v.PostFormValue("payee"))),
	}
	link, err := s.SignIn.Invite(v.Context(), v.who, asked)
	switch code := rainmaker.CodeOf(err); code {
	case "":
		return s.showPeople(w, v, http.StatusOK, peopleView{link: s.linkURL(v, link), linkFor: asked.Name})
	case rainmaker.Invalid, rainmaker.Conflict:
		message := faultOf(err, code)
		return s.showPeople(w, v, statusOf(code), peopleView{asked: asked, wrong: upper(message.message) + " " + upper(message.way)})
	default:
		return err
	}
}

// resetPassword takes a password away and shows a new one-time link.
func (s *site) resetPassword(w http.ResponseWriter, v *visit) error {
	login := v.PathValue("login")
	link, err := s.SignIn.Reset(v.Context(), v.who, login)
	if err != nil {
		return err
	}
	return s.showPeople(w, v, http.StatusOK, peopleView{link: s.linkURL(v, link), linkFor: login})
}

// linkURL is a one-time link as it is sent to somebody, under the address by which the admin reached this site.
func (s *site) linkURL(v *visit, token string) string {
	scheme := "http"
	if s.Secure || v.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + v.Host + "/link/" + seg(token)
}

func accountText(a signin.AccountView) string {
	if a.Payee == "" {
		return a.Login + ", " + string(a.Role)
	}
	return a.Login + ", " + string(a.Role) + ", payee " + string(a.Payee)
}
