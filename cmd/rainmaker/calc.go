package main

import (
	"io"
	"time"

	"rainmaker"
	"rainmaker/desk/payrun"
)

type calcVerb struct{}

// runSummary is a run as the command line prints it.
type runSummary struct {
	Run      rainmaker.RunID           `json:"run"`
	State    rainmaker.RunState        `json:"state"`
	Edition  rainmaker.EditionID       `json:"edition"`
	Batch    rainmaker.BatchID         `json:"import"`
	Through  string                    `json:"through"`
	Payees   int                       `json:"payees"`
	Changed  int                       `json:"changed_statements"`
	Result   string                    `json:"result"`
	Finished time.Time                 `json:"finished"`
	Blocked  []payrun.BlockedStatement `json:"blocked"`
	Faults   []payrun.FaultyEvent      `json:"faulty_events"`
}

func (calcVerb) Run(c *console) error {
	return c.with(func(co *company) error {
		run, err := co.payrun.Calculate(c.ctx, operator())
		if err != nil {
			return err
		}
		s := runSummary{Run: run.ID, State: run.State, Edition: run.Edition, Batch: run.Batch, Through: run.Through.String(),
			Payees: run.Payees, Changed: run.Changed, Result: run.Result, Finished: run.Finished.UTC()}
		if s.Blocked, err = co.payrun.Blocked(c.ctx, operator(), run.ID); err != nil {
			return err
		}
		if s.Faults, err = co.payrun.Faults(c.ctx, operator(), run.ID); err != nil {
			return err
		}
		if err := c.print(s, func(w io.Writer) error { return s.write(w, run) }); err != nil {
			return err
		}
		if run.State != rainmaker.RunComplete || len(s.Blocked) > 0 || len(s.Faults) > 0 {
			return errSilent(exitRefused)
		}
		return nil
	})
}

func (s runSummary) write(w io.Writer, run rainmaker.Run) error {
	p := &printer{w: w}
	p.line("Run %d %s: %d payees, edition %d, facts up to import %d, through %s.", s.Run, s.State, s.Payees, s.Edition, s.Batch, s.Through)
	if run.Failure != "" {
		p.line("%s", run.Failure)
	}
	p.line("%d statements changed. Result %s", s.Changed, s.Result)
	for _, b := range s.Blocked {
		p.line("blocked: %s, %s %s: %s", b.Name, b.Plan, b.Period, b.Why)
	}
	for _, f := range s.Faults {
		p.line("credits nobody: %s (%s): %s", f.Event, f.Source, f.Why)
	}
	return p.err
}
