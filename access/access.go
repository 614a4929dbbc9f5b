// Package access is the one table of who may do what. Nothing is allowed that the table does not allow.
//
// A [Principal] asks through [Principal.Check]. What a person may not know of is answered as missing, so that an answer
// never tells whether another person's deal or statement exists.
package access

import (
	"rainmaker"
)

// Principal is who acts: a signed-in account, an operator at the command line, or nobody.
type Principal struct {
	Login string
	Name  string
	Role  rainmaker.Role
	Payee rainmaker.PayeeID
	// Proof tells which password the account has, without telling it; empty where it has none. A session that came in by
	// another one is over.
	Proof string
	// Team holds the people who report to Payee at any level, as the reporting lines stand.
	Team map[rainmaker.PayeeID]bool
}

// Anonymous is nobody: it may sign in, and nothing else.
var Anonymous = Principal{}

// Operator is the person at the command line, who already holds the data directory.
func Operator(name string) Principal {
	return Principal{Login: "cli:" + name, Name: name, Role: rainmaker.RoleAdmin}
}

// Resource is what is acted on.
type Resource string

// Pay is a statement, its proof and the deals behind it; Deals are the open deals of a person, with what they would pay
// that person, and Totals what five people or more are paid together, nobody of them named. The others are the company's.
const (
	Pay      Resource = "pay"
	Deals    Resource = "deals"
	Totals   Resource = "totals"
	Imports  Resource = "imports"
	Plans    Resource = "plans"
	Runs     Resource = "runs"
	Accounts Resource = "accounts"
	Audit    Resource = "audit"
)

// Resources lists them all, for tests that try every cell.
var Resources = []Resource{Pay, Deals, Totals, Imports, Plans, Runs, Accounts, Audit}

// Action is what is done to a resource.
type Action string

// See reads, Change writes.
const (
	See    Action = "see"
	Change Action = "change"
)

// Reach is how far from the principal a resource lies.
type Reach string

// Own is the principal's own, Team that of a person below them, All anybody's and the company's.
const (
	Own  Reach = "own"
	Team Reach = "team"
	All  Reach = "all"
)

// cell is one row of the table: a role may do this to that, as far as the reach goes.
type cell struct {
	role     rainmaker.Role
	action   Action
	resource Resource
	reach    Reach
}

// table is written by hand and read by people; keep it that way. Pay is never changed by anybody: it is calculated.
var table = map[cell]bool{
	{rainmaker.RoleRep, See, Pay, Own}:    true,
	{rainmaker.RoleRep, See, Deals, Own}:  true,
	{rainmaker.RoleRep, See, Totals, All}: true,

	{rainmaker.RoleManager, See, Pay, Own}:    true,
	{rainmaker.RoleManager, See, Pay, Team}:   true,
	{rainmaker.RoleManager, See, Deals, Own}:  true,
	{rainmaker.RoleManager, See, Deals, Team}: true,
	{rainmaker.RoleManager, See, Totals, All}: true,

	{rainmaker.RoleAdmin, See, Pay, Own}:         true,
	{rainmaker.RoleAdmin, See, Pay, Team}:        true,
	{rainmaker.RoleAdmin, See, Pay, All}:         true,
	{rainmaker.RoleAdmin, See, Deals, Own}:       true,
	{rainmaker.RoleAdmin, See, Deals, Team}:      true,
	{rainmaker.RoleAdmin, See, Deals, All}:       true,
	{rainmaker.RoleAdmin, See, Totals, All}:      true,
	{rainmaker.RoleAdmin, See, Imports, All}:     true,
	{rainmaker.RoleAdmin, Change, Imports, All}:  true,
	{rainmaker.RoleAdmin, See, Plans, All}:       true,
	{rainmaker.RoleAdmin, Change, Plans, All}:    true,
	{rainmaker.RoleAdmin, See, Runs, All}:        true,
	{rainmaker.RoleAdmin, Change, Runs, All}:     true,
	{rainmaker.RoleAdmin, See, Accounts, All}:    true,
	{rainmaker.RoleAdmin, Change, Accounts, All}: true,
	{rainmaker.RoleAdmin, See, Audit, All}:       true,
}

// reachOf is how far a payee's pay lies from the principal.
func (p Principal) reachOf(payee rainmaker.PayeeID) Reach {
	switch {
	case payee != "" && payee == p.Payee:
		return Own
	case p.Team[payee]:
		return Team
	default:
		return All
	}
}

// MayPay reports whether the principal may see a payee's pay.
func (p Principal) MayPay(payee rainmaker.PayeeID) bool {
	return table[cell{p.Role, See, Pay, p.reachOf(payee)}]
}

// MayDeals reports whether the principal may see a payee's open deals.
func (p Principal) MayDeals(payee rainmaker.PayeeID) bool {
	return table[cell{p.Role, See, Deals, p.reachOf(payee)}]
}

// Few is the number of people below which what they are paid together tells of one of them.
const Few = 5

// MayTotal reports whether the principal may see what a number of other people are paid together.
func (p Principal) MayTotal(others int) bool {
	return others >= Few && table[cell{p.Role, See, Totals, All}]
}

// CheckDeals is nil when the principal may see a payee's open deals, [rainmaker.Unsigned] for nobody, and
// [rainmaker.NotFound] for everybody else, as if the person did not exist.
func (p Principal) CheckDeals(payee rainmaker.PayeeID) error {
	if p.Role == "" {
		return unsigned()
	}
	if !p.MayDeals(payee) {
		return rainmaker.Errorf(rainmaker.NotFound, "", "there are no deals of %q that you can see", payee).
			WithWay("you see your own deals, and those of people who report to you")
	}
	return nil
}

// May reports whether the principal may act on one of the company's resources.
func (p Principal) May(action Action, resource Resource) bool {
	return table[cell{p.Role, action, resource, All}]
}

// CheckPay is nil when the principal may see a payee's pay, [rainmaker.Unsigned] for nobody, and [rainmaker.NotFound]
// for everybody else, as if the person did not exist.
func (p Principal) CheckPay(payee rainmaker.PayeeID) error {
	if p.Role == "" {
		return unsigned()
	}
	if !p.MayPay(payee) {
		return rainmaker.Errorf(rainmaker.NotFound, "", "there is no statement of %q that you can see", payee).
			WithWay("you see your own pay, and that of people who report to you")
	}
	return nil
}

// Check is nil when the principal may act on one of the company's resources.
func (p Principal) Check(action Action, resource Resource) error {
	if p.Role == "" {
		return unsigned()
	}
	if !p.May(action, resource) {
		return rainmaker.Errorf(rainmaker.Forbidden, "", "%s (%s) may not %s %s", p.Name, p.Role, action, resource).
			WithWay("ask a compensation admin")
	}
	return nil
}

func unsigned() error {
	return rainmaker.Errorf(rainmaker.Unsigned, "", "nobody is signed in").WithWay("sign in first")
}
