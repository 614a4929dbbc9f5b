package payrun

import (
	"context"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
	"rainmaker/trial"
)

// Audit holds the letters of a run together against its deals (0: the newest run): shares that do not add up, deals
// credited to nobody or more than once, and credits that no component looks at.
func (d *Desk) Audit(ctx context.Context, p access.Principal, id rainmaker.RunID) (Audited, error) {
	if err := p.Check(access.See, access.Runs); err != nil {
		return Audited{}, err
	}
	run, err := d.Office.Runs.Run(ctx, id)
	if err != nil {
		return Audited{}, err
	}
	books, err := d.books(ctx, p, run)
	if err != nil {
		return Audited{}, err
	}
	found, err := trial.Audit(books.Plans)
	out := Audited{Run: run}
	for _, f := range found {
		finding := Finding{Finding: f}
		for _, deal := range f.Deals {
			finding.Names = append(finding.Names, nameOf(books, deal.Payee))
		}
		out.Findings = append(out.Findings, finding)
	}
	return out, err
}

// nameOf is a payee's name; a finding that is about nobody has none.
func nameOf(books *desk.Books, payee rainmaker.PayeeID) string {
	if payee == "" {
		return ""
	}
	return books.NameOf(payee)
}

// Audited is what an audit of a run's letters and deals found.
type Audited struct {
	Run      rainmaker.Run
	Findings []Finding
}

// Finding is a finding with the names of the payees of its deals, at the same places.
type Finding struct {
	trial.Finding
	Names []string
}
