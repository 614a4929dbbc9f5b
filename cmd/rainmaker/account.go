package main

import (
	"rainmaker"
	"rainmaker/desk/signin"
)

type accountVerbs struct {
	Add   accountAdd   `cmd:"" help:"Invite somebody, and print the one-time link that signs them in."`
	Reset accountReset `cmd:"" help:"Take a forgotten password away, and print a one-time link."`
	List  accountList  `cmd:"" help:"List who may sign in."`
}

type accountAdd struct {
	Login string `arg:"" help:"Short name or address, without spaces."`
	Name  string `required:"" help:"The name that colleagues know."`
	Role  string `required:"" enum:"rep,manager,admin" help:"rep, manager or admin."`
	Payee string `help:"Whose pay is theirs: the payee's id. An admin may have none."`
}

func (*accountAdd) begins() bool                  { return true }
func (*accountAdd) gather() ([]attachment, error) { return nil, nil }

func (v *accountAdd) work(c *console, co *company, _ []attachment) error {
	token, err := co.signIn.Invite(c.ctx, c.who, signin.Invitation{
		Login: v.Login, Name: v.Name, Role: rainmaker.Role(v.Role),
		Payee: rainmaker.PayeeID(v.Payee),
	})
	if err != nil {
		return err
	}
	return c.printLink(v.Login, token)
}

type accountReset struct {
	Login string `arg:"" help:"Whose password was forgotten."`
}

func (*accountReset) begins() bool                  { return false }
func (*accountReset) gather() ([]attachment, error) { return nil, nil }

func (v *accountReset) work(c *console, co *company, _ []attachment) error {
	token, err := co.signIn.Reset(c.ctx, c.who, v.Login)
	if err != nil {
		return err
	}
	return c.printLink(v.Login, token)
}

// linkAnswer is a one-time link as JSON.
type linkAnswer struct {
	Login string `json:"login"`
	Link  string `json:"link"`
}

// printLink prints where a one-time link leads below the address at which the pages are served, which only the one who
// serves them behind whatever proxy knows.
func (c *console) printLink(login, token string) error {
	answer := linkAnswer{login, "/link/" + token}
	return c.print(answer, func(p *printer) { p.line("%s", answer.Link) })
}

type accountList struct{}

func (*accountList) begins() bool                  { return false }
func (*accountList) gather() ([]attachment, error) { return nil, nil }

// accountAnswer is an account as JSON.
type accountAnswer struct {
	Login string            `json:"login"`
	Name  string            `json:"name"`
	Role  rainmaker.Role    `json:"role"`
	Payee rainmaker.PayeeID `json:"payee,omitempty"`
	Open  bool              `json:"open"` // has a password; otherwise only a link opens it
}

func (*accountList) work(c *console, co *company, _ []attachment) error {
	accounts, err := co.signIn.Accounts(c.ctx, c.who)
	if err != nil {
		return err
	}
	list := make([]accountAnswer, len(accounts))
	for i, a := range accounts {
		list[i] = accountAnswer{a.Login, a.Name, a.Role, a.Payee, a.Open}
	}
	return c.print(list, func(p *printer) {
		for _, a := range list {
			state := "invited"
			if a.Open {
				state = "open"
			}
			p.line("%s  %s  %s  %s  %s", column(a.Login, 24), column(a.Name, 28), column(string(a.Role), 8), column(state, 7), a.Payee)
		}
	})
}
