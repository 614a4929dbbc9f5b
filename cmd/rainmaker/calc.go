package main

import (
	"time"

	"rainmaker"
	"rainmaker/calendar"
)

type calcVerb struct {
	Full bool `help:"Work everybody out from all facts, and confirm that what was taken over is the same."`
}

func (*calcVerb) begins() bool                  { return false }
func (*calcVerb) gather() ([]attachment, error) { return nil, nil }

func (v *calcVerb) work(c *console, co *company, _ []attachment) error {
	calculate := co.payrun.Calculate
	if v.Full {
		calculate = co.payrun.CalculateFull
	}
	run, err := calculate(c.ctx, c.who)
	if err != nil {
		return err
	}
	a := runAnswer{
		Run: run.ID, State: run.State, Failure: run.Failure, Edition: run.Edition, Import: run.Batch, Through: run.Through,
		Payees: run.Payees, Worked: run.Worked, Changed: run.Changed, Result: run.Result, Finished: run.Finished.UTC(),
	}
	if a.Blocked, err = blockedBy(c, co, run); err != nil {
		return err
	}
	if a.Faults, err = faultsOf(c, co, run); err != nil {
		return err
	}
	if err := c.print(a, a.print); err != nil {
		return err
	}
	if run.State != rainmaker.RunComplete || len(a.Blocked) > 0 || len(a.Faults) > 0 {
		return errSilent(exitRefused)
	}
	return nil
}

// runAnswer is a run as JSON.
type runAnswer struct {
	Run      rainmaker.RunID     `json:"run"`
	State    rainmaker.RunState  `json:"state"`
	Failure  string              `json:"failure,omitempty"`
	Edition  rainmaker.EditionID `json:"edition"`
	Import   rainmaker.BatchID   `json:"import"`
	Through  calendar.Date       `json:"through"`
	Payees   int                 `json:"payees"`
	Worked   int                 `json:"worked_out"`
	Changed  int                 `json:"changed_statements"`
	Result   string              `json:"result"`
	Finished time.Time           `json:"finished"`
	Blocked  []blockedAnswer     `json:"blocked"`
	Faults   []faultyAnswer      `json:"faulty_events"`
}

// blockedAnswer is a statement that could not be worked out.
type blockedAnswer struct {
	Payee  rainmaker.PayeeID  `json:"payee"`
	Name   string             `json:"name"`
	Plan   rainmaker.PlanName `json:"plan"`
	Period string             `json:"period"`
	Why    string             `json:"why"`
	Since  rainmaker.RunID    `json:"since_run"`
}

func blockedBy(c *console, co *company, run rainmaker.Run) ([]blockedAnswer, error) {
	list, err := co.payrun.Blocked(c.ctx, c.who, run.ID)
	out := make([]blockedAnswer, len(list))
	for i, b := range list {
		out[i] = blockedAnswer{b.Payee, b.Name, b.Plan, b.Period, b.Why, b.Since}
	}
	return out, err
}

// faultyAnswer is an event that credits nobody until it is corrected.
type faultyAnswer struct {
	Event  string               `json:"event"`
	ID     string               `json:"id"`
	Source rainmaker.Source     `json:"source"`
	Why    string               `json:"why"`
	Names  []string             `json:"names"`
	Plans  []rainmaker.PlanName `json:"plans"`
}

func faultsOf(c *console, co *company, run rainmaker.Run) ([]faultyAnswer, error) {
	list, err := co.payrun.Faults(c.ctx, c.who, run.ID)
	out := make([]faultyAnswer, len(list))
	for i, f := range list {
		out[i] = faultyAnswer{f.Event.Name, f.Event.ID, f.Source, f.Why, append([]string{}, f.Names...), f.Plans}
	}
	return out, err
}

func (a runAnswer) print(p *printer) {
	p.line("Run %d %s: %s, edition %d, facts up to import %d, through %s.", a.Run, a.State, several(a.Payees, "payee"), a.Edition,
		a.Import, a.Through)
	if a.Failure != "" {
		p.line("%s", a.Failure)
	}
	p.line("%d of them worked out, %d unchanged.", a.Worked, a.Payees-a.Worked)
	p.line("%s changed. Result %s", several(a.Changed, "statement"), a.Result)
	a.printTroubles(p)
}

// printTroubles says whose pay could not be worked out, and what credits nobody.
func (a runAnswer) printTroubles(p *printer) {
	for _, b := range a.Blocked {
		p.line("blocked: %s, %s %s: %s", b.Name, b.Plan, b.Period, b.Why)
	}
	for _, f := range a.Faults {
		p.line("credits nobody: %s %s (%s): %s", f.Event, f.ID, f.Source, f.Why)
	}
}
