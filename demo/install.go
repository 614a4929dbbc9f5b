package demo

import (
	"context"
	"fmt"
	"strings"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk/importing"
	"rainmaker/desk/payrun"
	"rainmaker/desk/plans"
	"rainmaker/desk/signin"
)

// Desks are the doors through which the company comes in.
type Desks struct {
	Importing *importing.Desk
	Plans     *plans.Desk
	Payrun    *payrun.Desk
	SignIn    *signin.Desk
}

// AdminLogin is the account of the demo company's compensation admin, who earns nothing under a plan.
const AdminLogin = "admin"

// Install brings the company into a data directory: files, letters, accounts and a first run. It can be called again
// after it was interrupted; what is there already stays.
func Install(ctx context.Context, p access.Principal, d Desks, c Company) error {
	outcome, err := d.Importing.Commit(ctx, p, importing.Upload{Profile: Origin, Files: c.Files, Mode: rainmaker.Whole})
	if err != nil {
		return err
	}
	if !outcome.Stored && !outcome.Nothing {
		return rainmaker.Errorf(rainmaker.Internal, "demo", "the demo company's files were refused: %s", strings.Join(outcome.Reasons, "; "))
	}
	checked, err := d.Plans.Publish(ctx, p, c.Documents, "the demo company's letters")
	if err != nil {
		return err
	}
	if !checked.OK() {
		return rainmaker.Errorf(rainmaker.Internal, "demo", "the demo company's letters have %d errors, the first: %v", checked.Errors, checked.Diagnostics[0].Summary)
	}
	if err := accounts(ctx, p, d.SignIn, c); err != nil {
		return err
	}
	run, err := d.Payrun.Calculate(ctx, p)
	if err != nil {
		return err
	}
	if run.State != rainmaker.RunComplete || run.Blocked > 0 {
		return rainmaker.Errorf(rainmaker.Internal, "demo", "the first run ended %s with %d blocked", run.State, run.Blocked)
	}
	return nil
}

func accounts(ctx context.Context, p access.Principal, d *signin.Desk, c Company) error {
	have, err := d.Accounts(ctx, p)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, a := range have {
		known[a.Login] = true
	}
	invitations := []signin.Invitation{{Login: AdminLogin, Name: "Vera Lund", Role: rainmaker.RoleAdmin}}
	for _, person := range c.People {
		invitations = append(invitations, signin.Invitation{Login: string(person.ID), Name: person.Name, Role: person.Role, Payee: person.ID})
	}
	for _, i := range invitations {
		if known[i.Login] {
			continue
		}
		if _, err := d.Invite(ctx, p, i); err != nil {
			return fmt.Errorf("account %s: %w", i.Login, err)
		}
	}
	return nil
}
