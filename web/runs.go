package web

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"rainmaker"
	"rainmaker/desk/deals"
	"rainmaker/desk/payrun"
	"rainmaker/trial"
)

// runs lists the calculations, and starts the next.
func (s *site) runs(w http.ResponseWriter, v *visit) error {
	list, err := s.Payrun.Runs(v.Context(), v.who)
	if err != nil {
		return err
	}
	f := s.frame(v, "Runs", navRuns)
	f.narrow = true
	return s.render(w, v, http.StatusOK, runsPage(f, list))
}

func (s *site) startRun(w http.ResponseWriter, v *visit) error {
	start := s.Payrun.Start
	if v.FormValue("full") != "" {
		start = s.Payrun.StartFull
	}
	run, err := start(v.Context(), v.who)
	if err != nil {
		return err
	}
	return s.seeOther(w, v, runURL(run.ID))
}

// run shows one calculation: how far it is, or what came of it.
func (s *site) run(w http.ResponseWriter, v *visit) error {
	id, err := v.number("run")
	if err != nil {
		return err
	}
	view := runView{}
	if view.Run, err = s.Payrun.Progress(v.Context(), v.who, rainmaker.RunID(id)); err != nil {
		return err
	}
	if view.State == rainmaker.RunComplete {
		if view.blocked, err = s.Payrun.Blocked(v.Context(), v.who, view.ID); err != nil {
			return err
		}
		if view.faults, err = s.Payrun.Faults(v.Context(), v.who, view.ID); err != nil {
			return err
		}
		audited, err := s.Payrun.Audit(v.Context(), v.who, view.ID)
		if err != nil {
			return err
		}
		view.found = slices.DeleteFunc(audited.Findings, func(f payrun.Finding) bool { return f.Kind == trial.SharesDoNotAddUp })
	}
	f := s.frame(v, fmt.Sprintf("Run %d", view.ID), navRuns)
	f.narrow = true
	if view.State == rainmaker.RunGoing {
		f.reload = 2
	}
	return s.render(w, v, http.StatusOK, runPage(f, view))
}

func (s *site) cancelRun(w http.ResponseWriter, v *visit) error {
	id, err := v.number("run")
	if err != nil {
		return err
	}
	if _, err := s.Payrun.Cancel(v.Context(), v.who, rainmaker.RunID(id)); err != nil {
		return err
	}
	return s.seeOther(w, v, runURL(rainmaker.RunID(id)))
}

// runView is a run with what it could not work out.
type runView struct {
	rainmaker.Run
	blocked []payrun.BlockedStatement
	faults  []payrun.FaultyEvent
	// found is what the letters leave out or count twice, but for the faults.
	found []payrun.Finding
}

// mostFound is how many deals of a finding a run's page names.
const mostFound = 5

// foundDeals are the first deals of a finding, with whom it is about.
func foundDeals(f payrun.Finding) []foundDeal {
	var out []foundDeal
	for i, d := range f.Deals[:min(mostFound, len(f.Deals))] {
		x := foundDeal{id: d.Event.ID, url: dealURL(d.Event, "", nil), says: d.Says}
		if f.Names[i] != "" {
			x.says = f.Names[i] + ", " + x.says
		}
		out = append(out, x)
	}
	return out
}

// foundDeal is one deal of a finding, with the way to its page.
type foundDeal struct{ id, url, says string }

// alsoOn is the list of credits by the same verdict, where it has one.
func alsoOn(f payrun.Finding) string {
	if kind := deals.ConflictKind(f.Kind); slices.Contains(deals.ConflictKinds, kind) {
		return sheetsURL(kind, false)
	}
	return ""
}

func (r runView) headline() string {
	switch r.State {
	case rainmaker.RunGoing:
		if r.Payees == 0 {
			return "Reading facts and letters"
		}
		return fmt.Sprintf("%s of %s calculated: %s", thousands(r.Done), counted(r.Payees, "person", "people"), workedText(r.Run))
	case rainmaker.RunComplete:
		if r.Blocked > 0 {
			return fmt.Sprintf("Complete, %s blocked", counted(r.Blocked, "person", "people"))
		}
		return "Complete for " + counted(r.Payees, "person", "people")
	case rainmaker.RunCancelled:
		return "Cancelled: every statement is as it was"
	case rainmaker.RunInterrupted:
		return "Interrupted: every statement is as it was"
	default:
		return "Failed: every statement is as it was"
	}
}

// workedText is how many of those done had to be worked out.
func workedText(r rainmaker.Run) string {
	return fmt.Sprintf("%s worked out, %s unchanged", thousands(r.Worked), thousands(r.Done-r.Worked))
}

// took is how long a run lasted.
func took(r rainmaker.Run) string {
	if r.Finished.IsZero() {
		return ""
	}
	return r.Finished.Sub(r.Started).Round(10 * time.Millisecond).String()
}

func stateText(r rainmaker.Run) string {
	if r.State == rainmaker.RunComplete && r.Blocked > 0 {
		return fmt.Sprintf("complete, %d blocked", r.Blocked)
	}
	return string(r.State)
}
