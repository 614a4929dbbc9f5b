// Package signin says who somebody is: passwords, one-time links, invitations, and the principal of each request.
//
// A wrong password, an unknown login and an account without a password answer alike, in words and in time, so that nobody
// learns who has an account. Attempts are limited for each login and in total.
package signin

import (
	"rainmaker"
)

// Invitation is who shall get an account.
type Invitation struct {
	Login string
	Name  string
	Role  rainmaker.Role
	// Payee is whose pay is theirs; an admin may have none.
	Payee rainmaker.PayeeID
}

// AccountView is an account as an admin sees it: without its secrets.
type AccountView struct {
	Login string
	Name  string
	Role  rainmaker.Role
	Payee rainmaker.PayeeID
	// Open says that it has a password; otherwise only a link opens it.
	Open bool
}

// DemoPerson is somebody whom a visitor of the demo company may be.
type DemoPerson struct {
	Login string
	Name  string
	Role  rainmaker.Role
	Payee rainmaker.PayeeID
	// Plan is what they are on today; empty for somebody who is on none.
	Plan rainmaker.PlanName
}
