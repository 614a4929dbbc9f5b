package signin

import (
	"cmp"
	"context"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
)

// chart is who reports to whom: the lines known at a batch, and what they say on a day.
type chart struct {
	batch   rainmaker.BatchID
	zone    calendar.Zone
	lines   []rainmaker.ReportingLine
	day     calendar.Date
	reports map[rainmaker.PayeeID][]rainmaker.PayeeID // by manager
}

// principal is who acts through an account.
func (d *Desk) principal(ctx context.Context, a rainmaker.Account) (access.Principal, error) {
	p := access.Principal{Login: a.Login, Name: a.Name, Role: a.Role, Payee: a.Payee, Proof: proofOf(a.Password)}
	if a.Payee == "" || a.Role == rainmaker.RoleRep {
		return p, nil
	}
	reports, err := d.reports(ctx)
	if err != nil {
		return access.Anonymous, err
	}
	p.Team = below(reports, a.Payee)
	return p, nil
}

// reports is who reports to whom today, by manager. The chart is read again only when something was imported or the day
// has changed, since every request of a manager asks.
func (d *Desk) reports(ctx context.Context) (map[rainmaker.PayeeID][]rainmaker.PayeeID, error) {
	batch, err := d.Facts.LastBatch(ctx)
	if err != nil || batch == 0 {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.chart.batch != batch {
		facts, err := d.Facts.Current(ctx, batch, rainmaker.KindCompany, rainmaker.KindPayee, rainmaker.KindReports)
		if err != nil {
			return nil, err
		}
		company, err := rainmaker.Decode(facts)
		if err != nil {
			return nil, err
		}
		d.chart = chart{batch: batch, zone: company.Zone, lines: company.Reports}
	}
	if today := d.Today(d.chart.zone); d.chart.reports == nil || d.chart.day != today {
		d.chart.day, d.chart.reports = today, reportsOn(d.chart.lines, today)
	}
	return d.chart.reports, nil
}

// reportsOn is who reports to whom on a day. One line holds for a person: the one that started last; of two from one day
// the same as the engine takes.
func reportsOn(lines []rainmaker.ReportingLine, day calendar.Date) map[rainmaker.PayeeID][]rainmaker.PayeeID {
	holds := map[rainmaker.PayeeID]rainmaker.ReportingLine{}
	for _, l := range lines {
		if l.From > day {
			continue
		}
		was, found := holds[l.Payee]
		if !found || cmp.Or(cmp.Compare(was.From, l.From), cmp.Compare(was.Manager, l.Manager)) < 0 {
			holds[l.Payee] = l
		}
	}
	reports := map[rainmaker.PayeeID][]rainmaker.PayeeID{}
	for payee, l := range holds {
		if l.Manager != "" {
			reports[l.Manager] = append(reports[l.Manager], payee)
		}
	}
	return reports
}

// below is everybody under a manager, at every level. A circle in the lines ends where it closes; nobody is below
// themselves.
func below(reports map[rainmaker.PayeeID][]rainmaker.PayeeID, manager rainmaker.PayeeID) map[rainmaker.PayeeID]bool {
	team := map[rainmaker.PayeeID]bool{}
	next := []rainmaker.PayeeID{manager}
	for len(next) > 0 {
		who := next[0]
		next = next[1:]
		for _, r := range reports[who] {
			if r != manager && !team[r] {
				team[r] = true
				next = append(next, r)
			}
		}
	}
	return team
}
