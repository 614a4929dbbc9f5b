package statement

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/desk"
	"rainmaker/engine"
	"rainmaker/money"
)

// Desk shows pay. Every method answers for one principal.
type Desk struct {
	*desk.Office
}

// New is the desk of an office.
func New(o *desk.Office) *Desk { return &Desk{o} }

// file is one statement being looked at: stored, and replayed from what it was pinned to.
type file struct {
	head   Head
	stored rainmaker.Statement // the version shown
	run    rainmaker.Run
	books  *desk.Books
	calc   *engine.Calculation
	// replay is the same statement calculated again.
	replay rainmaker.Statement
	agrees bool
	// own says that the payee looks at it; prover proves the lines, made when the first is asked about.
	own      bool
	prover   *engine.Prover
	versions []rainmaker.Statement
	// others are the payee's statements of all periods and plans, each in its last version.
	others []rainmaker.Statement
}

// Home is a payee's home page for a period; without a key the newest period that has begun.
func (d *Desk) Home(ctx context.Context, p access.Principal, payee rainmaker.PayeeID, plan rainmaker.PlanName, period string) (Home, error) {
	f, err := d.open(ctx, p, rainmaker.StatementKey{Payee: payee, Plan: plan, Period: period}, 0)
	if err != nil {
		return Home{}, err
	}
	h := Home{Head: f.head}
	if h.Latest, err = f.latest(); err != nil {
		return Home{}, err
	}
	if h.Standings, err = f.standings(); err != nil {
		return Home{}, err
	}
	if h.Components, err = f.componentTotals(); err != nil {
		return Home{}, err
	}
	if h.Chart, err = f.chart(); err != nil {
		return Home{}, err
	}
	if h.Changed, err = d.changes(ctx, f); err != nil {
		return Home{}, err
	}
	reasons, err := f.reasons()
	if err != nil {
		return Home{}, err
	}
	h.NotPaid = Uncredited(reasons)
	if h.Settlement, err = f.settlement(); err != nil {
		return Home{}, err
	}
	h.Empty = f.empty()
	return h, nil
}

// Statement is a statement; version 0 is the last.
func (d *Desk) Statement(ctx context.Context, p access.Principal, key rainmaker.StatementKey, version int) (Page, error) {
	f, err := d.open(ctx, p, key, version)
	if err != nil {
		return Page{}, err
	}
	page := Page{Head: f.head, Empty: f.empty(), Viewed: version}
	if page.Components, err = f.components(); err != nil {
		return Page{}, err
	}
	if page.Settlement, err = f.settlement(); err != nil {
		return Page{}, err
	}
	if page.Changed, err = d.changes(ctx, f); err != nil {
		return Page{}, err
	}
	if page.NotPaid, err = f.reasons(); err != nil {
		return Page{}, err
	}
	if page.Versions, err = d.versionList(ctx, f); err != nil {
		return Page{}, err
	}
	page.Check, err = f.check(page.Components)
	return page, err
}

// Team lists the people whose pay the principal may see, for a period (empty: the newest that anybody has).
func (d *Desk) Team(ctx context.Context, p access.Principal, period string) (Team, error) {
	if p.Role == "" {
		return Team{}, p.CheckPay("")
	}
	all, err := d.Runs.StatementsOf(ctx)
	if err != nil {
		return Team{}, err
	}
	all = slices.DeleteFunc(all, func(s rainmaker.Statement) bool { return s.Payee == p.Payee || !p.MayPay(s.Payee) })
	team := Team{Period: period}
	starts := map[string]calendar.Date{}
	for _, s := range all {
		starts[s.Period] = s.Span.From
	}
	for label := range starts {
		team.Periods = append(team.Periods, label)
	}
	sort.Slice(team.Periods, func(i, j int) bool {
		a, b := team.Periods[i], team.Periods[j]
		if starts[a] != starts[b] {
			return starts[a] > starts[b]
		}
		return a < b
	})
	if len(team.Periods) == 0 {
		return team, nil
	}
	books, err := d.Books(ctx, p, desk.Point{})
	if err != nil {
		return Team{}, err
	}
	if team.Period == "" {
		today := d.Today(books.Zone)
		team.Period = team.Periods[0]
		for _, label := range team.Periods {
			if starts[label] <= today {
				team.Period = label
				break
			}
		}
	}
	return d.fillTeam(ctx, team, all, books)
}

func (d *Desk) fillTeam(ctx context.Context, team Team, all []rainmaker.Statement, books *desk.Books) (Team, error) {
	totals := map[money.Currency]money.Money{}
	for _, s := range all {
		if s.Period != team.Period {
			continue
		}
		row := TeamRow{Payee: s.Payee, Name: books.NameOf(s.Payee), Key: s.StatementKey, Plan: string(s.Plan), Blocked: s.Blocked}
		shown, err := d.readable(ctx, s)
		if err != nil {
			return Team{}, err
		}
		if row.Total, err = shown.Total(); err != nil {
			return Team{}, err
		}
		if c, err := books.Plan(s.Plan, s.Span); err == nil {
			row.Plan = labelOr(c.Program().Plan.Label, string(s.Plan))
			row.Position = positionOf(c, s)
		}
		sum, ok := totals[s.Currency]
		if !ok {
			sum = money.New(0, s.Currency)
		}
		if totals[s.Currency], err = sum.Add(row.Total); err != nil {
			return Team{}, err
		}
		team.Rows = append(team.Rows, row)
	}
	sort.SliceStable(team.Rows, func(i, j int) bool { return team.Rows[i].Name < team.Rows[j].Name })
	currencies := make([]string, 0, len(totals))
	for c := range totals {
		currencies = append(currencies, string(c))
	}
	slices.Sort(currencies)
	for _, c := range currencies {
		team.Totals = append(team.Totals, totals[money.Currency(c)])
	}
	run, _, err := d.newest(ctx)
	if err != nil {
		return Team{}, err
	}
	team.Stamp = Stamp{Calculated: run.Finished.In(books.Zone.Location()), Run: run.ID, Edition: run.Edition, Batch: run.Batch}
	return team, nil
}

// positionOf is the first component's measure, as a team list shows it.
func positionOf(c *engine.Calculation, s rainmaker.Statement) string {
	standings, err := c.Standings(s.Payee, s.Period)
	if err != nil {
		return ""
	}
	for _, st := range standings {
		if len(st.Tiers) > 0 {
			return positionText(st.Position) + " " + st.Measure
		}
	}
	return ""
}

// open loads one statement for a principal. Without a plan and period it takes the newest period that has begun.
func (d *Desk) open(ctx context.Context, p access.Principal, key rainmaker.StatementKey, version int) (*file, error) {
	if err := p.CheckPay(key.Payee); err != nil {
		return nil, err
	}
	now, err := d.Books(ctx, p, desk.Point{})
	if err != nil {
		return nil, err
	}
	if now.Names[key.Payee] == "" {
		if p.MayPay("") { // who sees everybody's pay learns that there is no such person
			return nil, rainmaker.Errorf(rainmaker.NotFound, "", "there is no payee %q", key.Payee).
				WithWay("payees are known by the id that their source gives; the team's list has them all")
		}
		return nil, access.Principal{Role: rainmaker.RoleRep}.CheckPay(key.Payee)
	}
	all, err := d.Runs.StatementsOf(ctx, key.Payee)
	if err != nil {
		return nil, err
	}
	f := &file{own: key.Payee == p.Payee, others: all}
	today := d.Today(now.Zone)
	chosen := choose(all, key, today)
	f.head = Head{Payee: key.Payee, Name: now.NameOf(key.Payee), Today: today}
	if chosen == nil {
		if key.Plan != "" || key.Period != "" {
			return nil, rainmaker.Errorf(rainmaker.NotFound, "", "%s has no statement %s %s", f.head.Name, key.Plan, key.Period).
				WithWay("the period switcher lists the statements there are")
		}
		f.books = now
		return f, nil
	}
	if err := d.load(ctx, p, f, *chosen, version); err != nil {
		return nil, err
	}
	if err := d.fillHead(ctx, f, all, now); err != nil {
		return nil, err
	}
	return f, nil
}

// PayeeNamed is the payee whom a text means: by id, else by the full name, whatever its case, where one person has it. What
// is nobody's comes back as an id, so that looking it up says so; people whose pay the principal may not see are nobody.
func (d *Desk) PayeeNamed(ctx context.Context, p access.Principal, text string) (rainmaker.PayeeID, error) {
	books, err := d.Books(ctx, p, desk.Point{})
	if err != nil {
		return "", err
	}
	id := rainmaker.PayeeID(text)
	if books.Names[id] != "" {
		return id, nil
	}
	var same []string
	for payee, name := range books.Names {
		if p.MayPay(payee) && strings.EqualFold(name, strings.TrimSpace(text)) {
			same = append(same, string(payee))
		}
	}
	switch len(same) {
	case 0:
		return id, nil
	case 1:
		return rainmaker.PayeeID(same[0]), nil
	}
	slices.SortFunc(same, rainmaker.CompareIDs)
	return "", rainmaker.Errorf(rainmaker.Invalid, "", "%d people are called %s: %s", len(same), text, strings.Join(same, ", ")).
		WithWay("name the one you mean by the id")
}

// choose is the statement of a key, or of as much of it as is given: the newest period that has begun, else the oldest.
func choose(all []rainmaker.Statement, key rainmaker.StatementKey, today calendar.Date) *rainmaker.Statement {
	var best *rainmaker.Statement
	for i := range all {
		s := &all[i]
		if key.Plan != "" && s.Plan != key.Plan || key.Period != "" && s.Period != key.Period {
			continue
		}
		begun := s.Span.From <= today
		switch {
		case best == nil:
			best = s
		case begun && (best.Span.From > today || s.Span.From > best.Span.From):
			best = s
		case !begun && best.Span.From > today && s.Span.From < best.Span.From:
			best = s
		}
	}
	return best
}

// readable is the version of a statement that can be relied on: a blocked one gives way to the last that was not.
func (d *Desk) readable(ctx context.Context, s rainmaker.Statement) (rainmaker.Statement, error) {
	for s.Blocked != "" && s.Version > 1 {
		before, err := d.Runs.Statement(ctx, s.StatementKey, s.Version-1)
		if err != nil {
			return s, err
		}
		if before.Blocked == "" {
			return before, nil
		}
		s.Version = before.Version
	}
	return s, nil
}

func (d *Desk) load(ctx context.Context, p access.Principal, f *file, last rainmaker.Statement, version int) error {
	f.stored = last
	var err error
	if version != 0 {
		if f.stored, err = d.Runs.Statement(ctx, last.StatementKey, version); err != nil {
			return err
		}
	}
	f.head.Blocked = f.stored.Blocked
	if f.stored, err = d.readable(ctx, f.stored); err != nil {
		return err
	}
	if f.run, err = d.Runs.Run(ctx, f.stored.Run); err != nil {
		return err
	}
	f.books, err = d.Books(ctx, p, desk.Point{Edition: f.run.Edition, Batch: f.run.Batch, Through: f.run.Through})
	if err != nil {
		return err
	}
	f.versions, err = d.Runs.StatementVersions(ctx, last.StatementKey)
	if err != nil {
		return err
	}
	if f.calc, err = f.books.Plan(f.stored.Plan, f.stored.Span); err != nil {
		return err
	}
	again, err := f.books.Replay(f.stored.Plan, f.stored.Payee)
	if err != nil {
		return err
	}
	for _, s := range again {
		if s.StatementKey == f.stored.StatementKey {
			f.replay = s
		}
	}
	f.agrees = f.replay.Says(f.stored.Hash())
	return nil
}

func (d *Desk) fillHead(ctx context.Context, f *file, all []rainmaker.Statement, now *desk.Books) error {
	h := &f.head
	h.Plan, h.Period, h.Span, h.Currency = f.stored.Plan, f.stored.Period, f.stored.Span, f.stored.Currency
	h.PlanLabel = labelOr(f.calc.Program().Plan.Label, string(h.Plan))
	switch {
	case h.Today < h.Span.From:
		h.DaysLeft = -1
	case h.Today < h.Span.Before:
		h.DaysLeft = int(h.Span.Before) - int(h.Today)
	}
	var err error
	if h.Total, err = f.stored.Total(); err != nil {
		return err
	}
	for _, s := range all {
		shown, err := d.readable(ctx, s)
		if err != nil {
			return err
		}
		total, err := shown.Total()
		if err != nil {
			return err
		}
		h.Periods = append(h.Periods, PeriodChoice{
			Key: s.StatementKey, Span: s.Span, Total: total, Blocked: s.Blocked != "",
			Current: s.StatementKey == f.stored.StatementKey,
		})
	}
	sort.SliceStable(h.Periods, func(i, j int) bool { return h.Periods[i].Span.From > h.Periods[j].Span.From })
	newest, going, err := d.newest(ctx)
	if err != nil {
		return err
	}
	h.Stamp = Stamp{
		Calculated: f.run.Finished.In(f.books.Zone.Location()), Run: f.run.ID, Edition: f.run.Edition,
		Batch: f.run.Batch, Version: f.stored.Version, Hash: f.stored.Hash(),
	}
	if newest.ID > f.run.ID && f.head.Blocked == "" && f.stored.Version == len(f.versions) {
		// A later run that changed nothing here confirms these figures.
		h.Stamp.Calculated = newest.Finished.In(f.books.Zone.Location())
	}
	h.Stamp.Stale = stale(newest, going, now)
	return nil
}

// newest is the last run that was completed, and whether another one is under way.
func (d *Desk) newest(ctx context.Context) (last rainmaker.Run, going bool, err error) {
	runs, err := d.Runs.Runs(ctx, 0)
	for _, r := range runs {
		switch r.State {
		case rainmaker.RunGoing:
			going = true
		case rainmaker.RunComplete:
			return r, going, err
		}
	}
	return rainmaker.Run{}, going, err
}

func stale(newest rainmaker.Run, going bool, now *desk.Books) string {
	switch {
	case going:
		return "a calculation is running now"
	case newest.Batch != now.Batch && newest.Edition != now.Edition:
		return "facts and letters changed since; the next calculation will take them in"
	case newest.Batch != now.Batch:
		return "facts were imported since; the next calculation will take them in"
	case newest.Edition != now.Edition:
		return "a letter was published since; the next calculation will take it in"
	default:
		return ""
	}
}

func labelOr(label, name string) string {
	if label != "" {
		return label
	}
	return name
}

// empty says why a statement has nothing on it.
func (f *file) empty() string {
	switch {
	case f.calc == nil:
		return fmt.Sprintf("Nothing has been calculated for %s yet. When facts are imported, a plan is published and a run has "+
			"finished, the statement will be here.", f.head.Name)
	case len(f.stored.Lines) == 0 && f.head.Blocked == "" && !f.stored.Settlement.Pay.IsZero():
		return fmt.Sprintf("%s has no credited deal that counts in %s. What is paid for it comes from earlier periods, or from what "+
			"the letter settles.", f.head.Name, f.head.Period)
	case len(f.stored.Lines) == 0 && f.head.Blocked == "":
		return fmt.Sprintf("%s has no credited deal that counts in %s, so there is nothing to pay.", f.head.Name, f.head.Period)
	default:
		return ""
	}
}
