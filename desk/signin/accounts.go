package signin

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
)

const opInvite = "invite"

// Accounts lists all accounts by login, without their secrets.
func (d *Desk) Accounts(ctx context.Context, p access.Principal) ([]AccountView, error) {
	if err := p.Check(access.See, access.Accounts); err != nil {
		return nil, err
	}
	accounts, err := d.Office.Accounts.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]AccountView, len(accounts))
	for i, a := range accounts {
		views[i] = AccountView{Login: a.Login, Name: a.Name, Role: a.Role, Payee: a.Payee, Open: a.Password != ""}
	}
	return views, nil
}

// Invite makes an account that a one-time link opens within seven days, and returns the link's token. Inviting somebody
// again who has not come yet replaces the invitation; an account that is open is [rainmaker.Conflict].
func (d *Desk) Invite(ctx context.Context, p access.Principal, i Invitation) (token string, err error) {
	if err := p.Check(access.Change, access.Accounts); err != nil {
		return "", err
	}
	i.Login, i.Name = strings.TrimSpace(i.Login), strings.TrimSpace(i.Name)
	if err := i.check(); err != nil {
		return "", err
	}
	err = d.Unit.Do(ctx, func(ctx context.Context) error {
		if err := d.refuseUninvitable(ctx, i); err != nil {
			return err
		}
		err := d.Office.Accounts.SaveAccount(ctx, rainmaker.Account{Login: i.Login, Name: i.Name, Role: i.Role, Payee: i.Payee})
		if err != nil {
			return err
		}
		if token, err = d.newLink(ctx, i.Login, invitationLife); err != nil {
			return err
		}
		return d.Record(ctx, p, "invite", "account "+i.Login+" as "+string(i.Role))
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Reset takes an account's password away and returns the token of a new one-time link, for somebody who forgot it.
func (d *Desk) Reset(ctx context.Context, p access.Principal, login string) (token string, err error) {
	if err := p.Check(access.Change, access.Accounts); err != nil {
		return "", err
	}
	err = d.Unit.Do(ctx, func(ctx context.Context) error {
		account, err := d.Office.Accounts.Account(ctx, login)
		if err != nil {
			return err
		}
		account.Password = ""
		if err := d.Office.Accounts.SaveAccount(ctx, account); err != nil {
			return err
		}
		if token, err = d.newLink(ctx, account.Login, invitationLife); err != nil {
			return err
		}
		return d.Record(ctx, p, "reset password", "account "+account.Login)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

func (i Invitation) check() error {
	const longest = 200
	spaced := strings.ContainsFunc(i.Login, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
	switch {
	case i.Login == "" || spaced || len(i.Login) > longest:
		return rainmaker.Errorf(rainmaker.Invalid, opInvite, "%q is no login", i.Login).
			WithWay("write a short name or an address without spaces, such as anna.brunner")
	case i.Name == "" || len(i.Name) > longest:
		return rainmaker.Errorf(rainmaker.Invalid, opInvite, "%q is no name for %s", i.Name, i.Login).
			WithWay("write the name that colleagues know")
	case !slices.Contains([]rainmaker.Role{rainmaker.RoleRep, rainmaker.RoleManager, rainmaker.RoleAdmin}, i.Role):
		return rainmaker.Errorf(rainmaker.Invalid, opInvite, "%q is no role for %s", i.Role, i.Login).
			WithWay("choose rep, manager or admin")
	case i.Payee == "" && i.Role != rainmaker.RoleAdmin:
		return rainmaker.Errorf(rainmaker.Invalid, opInvite, "the account of %s is a %s's, and says of no payee that it is theirs",
			i.Login, i.Role).WithWay("choose whose pay they may see")
	}
	return nil
}

// refuseUninvitable refuses a login that is in use, a payee nobody knows, and a second account for one payee: two logins
// would read one person's pay.
func (d *Desk) refuseUninvitable(ctx context.Context, i Invitation) error {
	accounts, err := d.Office.Accounts.Accounts(ctx)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		switch same := strings.EqualFold(a.Login, i.Login); {
		case same && a.Password != "":
			return rainmaker.Errorf(rainmaker.Conflict, opInvite, "%s has an account already (%s, %s)", i.Login, a.Name, a.Role).
				WithWay("choose another login, or reset the password of this one")
		case !same && i.Payee != "" && a.Payee == i.Payee:
			return rainmaker.Errorf(rainmaker.Conflict, opInvite, "payee %s has the account %s already", i.Payee, a.Login).
				WithWay("reset that account's password if it was forgotten")
		}
	}
	if i.Payee == "" {
		return nil
	}
	payees, err := d.Facts.Current(ctx, 0, rainmaker.KindPayee)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(payees, func(f rainmaker.Fact) bool { return f.ID == string(i.Payee) }) {
		return rainmaker.Errorf(rainmaker.Invalid, opInvite, "no payee has the id %q; %d are known", i.Payee, len(payees)).
			WithWay("import the person first, or correct the id")
	}
	return nil
}

// refuseTaken refuses a login that somebody else has.
func (d *Desk) refuseTaken(ctx context.Context, login string) error {
	a, err := d.Office.Accounts.Account(ctx, login)
	switch {
	case rainmaker.CodeOf(err) == rainmaker.NotFound:
		return nil
	case err != nil:
		return err
	default:
		return rainmaker.Errorf(rainmaker.Conflict, "set up", "the login %s is that of %s (%s), and there is no admin", login, a.Name,
			a.Role)
	}
}

// SetPassword changes the principal's own password. current is checked unless the account has none, as after a link; a
// principal who came in by a password that was taken away meanwhile is [rainmaker.Unsigned].
func (d *Desk) SetPassword(ctx context.Context, p access.Principal, current, next string) error {
	account, err := d.own(ctx, p)
	if err != nil {
		return err
	}
	if account.Password == "" && p.Proof != "" {
		return rainmaker.Errorf(rainmaker.Unsigned, "set password", "the password of %s was taken away", account.Login).
			WithWay("use the new link that a compensation admin gave you")
	}
	if account.Password != "" {
		if wait := d.gate.pass(account.Login, d.Now()); wait > 0 {
			return tooMany(wait)
		}
		right, err := d.verify(ctx, account.Password, current)
		if err != nil {
			return err
		}
		if !right {
			return rainmaker.Errorf(rainmaker.Forbidden, "set password", "the present password of %s is another one", account.Login).
				WithWay("write the present one first, or ask a compensation admin for a new link")
		}
		d.gate.open(account.Login)
	}
	if err := checkPassword(account.Login, next); err != nil {
		return err
	}
	encoded, err := d.encode(ctx, next)
	if err != nil {
		return err
	}
	return d.Unit.Do(ctx, func(ctx context.Context) error {
		now, err := d.own(ctx, p)
		if err != nil {
			return err
		}
		if now.Password != account.Password {
			return rainmaker.Errorf(rainmaker.Conflict, "set password", "the password of %s was changed meanwhile", now.Login).
				WithWay("sign in again")
		}
		now.Password = encoded
		if err := d.Office.Accounts.SaveAccount(ctx, now); err != nil {
			return err
		}
		return d.Record(ctx, p, "set password", "account "+now.Login)
	})
}

// SetTheme chooses light, dark, or (empty) the system's for the principal's own pages.
func (d *Desk) SetTheme(ctx context.Context, p access.Principal, theme string) error {
	if !slices.Contains([]string{"", "light", "dark"}, theme) {
		return rainmaker.Errorf(rainmaker.Invalid, "set theme", "%q is no theme", theme).WithWay("choose light, dark or the system's")
	}
	return d.Unit.Do(ctx, func(ctx context.Context) error {
		account, err := d.own(ctx, p)
		if err != nil {
			return err
		}
		account.Theme = theme
		return d.Office.Accounts.SaveAccount(ctx, account)
	})
}

// Theme is the principal's choice: light, dark, or empty for the system's.
func (d *Desk) Theme(ctx context.Context, p access.Principal) (string, error) {
	account, err := d.own(ctx, p)
	return account.Theme, err
}

// own is the account of the principal; [rainmaker.Unsigned] for nobody, [rainmaker.NotFound] for an operator, who has none.
func (d *Desk) own(ctx context.Context, p access.Principal) (rainmaker.Account, error) {
	if p.Role == "" {
		return rainmaker.Account{}, p.Check(access.See, access.Accounts)
	}
	return d.Office.Accounts.Account(ctx, p.Login)
}

// DemoPeople lists whom a visitor of the demo company may be; [rainmaker.NotFound] anywhere else.
func (d *Desk) DemoPeople(ctx context.Context, _ access.Principal) ([]DemoPerson, error) {
	if err := d.onlyDemo(); err != nil {
		return nil, err
	}
	accounts, err := d.Office.Accounts.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	plans, err := d.plansToday(ctx)
	if err != nil {
		return nil, err
	}
	people := make([]DemoPerson, len(accounts))
	for i, a := range accounts {
		people[i] = DemoPerson{Login: a.Login, Name: a.Name, Role: a.Role, Payee: a.Payee, Plan: plans[a.Payee]}
	}
	return people, nil
}

// plansToday is the plan that each payee is on; the later one where somebody is on two.
func (d *Desk) plansToday(ctx context.Context) (map[rainmaker.PayeeID]rainmaker.PlanName, error) {
	facts, err := d.Facts.Current(ctx, 0, rainmaker.KindCompany, rainmaker.KindPayee, rainmaker.KindAssignment)
	if err != nil {
		return nil, err
	}
	company, err := rainmaker.Decode(facts)
	if err != nil {
		return nil, err
	}
	plans, today := map[rainmaker.PayeeID]rainmaker.PlanName{}, d.Today(company.Zone)
	since := map[rainmaker.PayeeID]calendar.Date{}
	for _, a := range company.Assignments {
		if a.Span.Contains(today) && (plans[a.Payee] == "" || a.Span.From > since[a.Payee]) {
			plans[a.Payee], since[a.Payee] = a.Plan, a.Span.From
		}
	}
	return plans, nil
}

// Become is the principal of somebody in the demo company; [rainmaker.NotFound] anywhere else.
func (d *Desk) Become(ctx context.Context, _ access.Principal, login string) (access.Principal, error) {
	if err := d.onlyDemo(); err != nil {
		return access.Anonymous, err
	}
	account, err := d.Office.Accounts.Account(ctx, login)
	if err != nil {
		return access.Anonymous, err
	}
	p, err := d.principal(ctx, account)
	if err != nil {
		return access.Anonymous, err
	}
	return p, d.Record(ctx, p, "demo sign-in", "account "+account.Login)
}

func (d *Desk) onlyDemo() error {
	if d.Demo {
		return nil
	}
	return rainmaker.Errorf(rainmaker.NotFound, op, "this is no demo directory").WithWay("sign in with your own account")
}
