package web

import (
	"fmt"
	"net/http"

	"rainmaker"
	"rainmaker/desk/importing"
	"rainmaker/desk/payrun"
)

// overviewView is what an admin has to do next, and what stands.
type overviewView struct {
	imports  []importing.Batch
	editions []rainmaker.Edition
	runs     []rainmaker.Run
	blocked  []payrun.BlockedStatement
	accounts int
}

// overview says what is missing next.
func (s *site) overview(w http.ResponseWriter, v *visit) error {
	var view overviewView
	var err error
	ctx := v.Context()
	if view.imports, err = s.Importing.History(ctx, v.who); err != nil {
		return err
	}
	if view.editions, err = s.Plans.Editions(ctx, v.who); err != nil {
		return err
	}
	if view.runs, err = s.Payrun.Runs(ctx, v.who); err != nil {
		return err
	}
	if len(view.runs) > 0 {
		if view.blocked, err = s.Payrun.Blocked(ctx, v.who, 0); err != nil {
			return err
		}
	}
	accounts, err := s.SignIn.Accounts(ctx, v.who)
	if err != nil {
		return err
	}
	view.accounts = len(accounts)
	return s.render(w, v, http.StatusOK, overviewPage(s.frameNarrow(v, "Overview", navOverview), view))
}

func (s *site) frameNarrow(v *visit, title, here string) frame {
	f := s.frame(v, title, here)
	f.narrow = true
	return f
}

// complete is the newest run that made statements.
func (o overviewView) complete() *rainmaker.Run {
	for i := range o.runs {
		if o.runs[i].State == rainmaker.RunComplete {
			return &o.runs[i]
		}
	}
	return nil
}

func (o overviewView) going() bool { return len(o.runs) > 0 && o.runs[0].State == rainmaker.RunGoing }

// current reports whether the newest statements are of the newest facts and letters.
func (o overviewView) current() bool {
	r := o.complete()
	return r != nil && len(o.imports) > 0 && len(o.editions) > 0 && r.Batch == o.imports[0].ID && r.Edition == o.editions[0].ID
}

func (o overviewView) headline() string {
	switch {
	case len(o.imports) == 0:
		return "Next: import people and deals"
	case len(o.editions) == 0:
		return "Next: publish a letter"
	case o.going():
		return "A run is going on"
	case !o.current():
		return "Next: calculate"
	case len(o.blocked) > 0:
		return fmt.Sprintf("Next: %s to unblock", counted(len(o.blocked), "statement", "statements"))
	default:
		return "Everybody’s pay is worked out"
	}
}
