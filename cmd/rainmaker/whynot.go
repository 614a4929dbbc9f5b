package main

import (
	"strconv"

	"rainmaker"
	"rainmaker/desk/statement"
	"rainmaker/money"
)

// whyNot prints why a deal does not pay, and the smallest change with which it would.
func (v *explainVerb) whyNot(c *console, co *company, key rainmaker.StatementKey) error {
	w, err := co.statement.WhyNot(c.ctx, c.who, key, rainmaker.EventRef{ID: v.Deal}, "")
	if err != nil {
		return err
	}
	return c.print(whyNotAnswerOf(w), func(p *printer) {
		p.line("%s, %s %s: pays %s as it stands", w.Deal, w.Event.Name, w.Event.ID, w.Pays)
		for _, r := range w.Reasons {
			text := r.Text
			if r.Says != "" {
				text += " The deal says " + r.Says + "."
			}
			p.line("  %s", text)
		}
		for _, r := range w.Remedies {
			p.line("  → %s", r.Sentence)
		}
		if w.None != "" {
			p.line("  %s", w.None)
		}
	})
}

// nothing prints the components that pay nothing, and what would make them pay.
func (v *explainVerb) nothing(c *console, co *company, page statement.Page) error {
	key := rainmaker.StatementKey{Payee: page.Payee, Plan: page.Plan, Period: page.Period}
	list, err := co.statement.PaysNothing(c.ctx, c.who, key)
	if err != nil {
		return err
	}
	answer := nothingAnswer{Payee: page.Payee, Plan: page.Plan, Period: page.Period, Components: []nothingComponent{}}
	for _, n := range list {
		x := nothingComponent{
			Name: n.Component, Label: n.Label, Window: n.Window, Why: append([]string{}, n.Why...), Change: n.Change, By: n.By.String(), Over: n.Over,
			Needs: []nothingNeed{},
		}
		if n.Pays != nil {
			x.Pays = n.Pays.Plain()
		}
		for _, need := range n.Needs {
			x.Needs = append(x.Needs, nothingNeed{need.Credit, plain(need.Amount), plain(need.Short)})
		}
		answer.Components = append(answer.Components, x)
	}
	return c.print(answer, func(p *printer) {
		if len(list) == 0 {
			p.line("Every component pays something to %s in %s.", page.Name, page.Period)
		}
		for _, n := range list {
			p.line("%s, %s: pays nothing", n.Label, n.Window)
			for _, why := range n.Why {
				p.line("  %s", why)
			}
			p.line("  → %s", n.Change)
		}
	})
}

// difference prints how a statement differs from an earlier version, by cause.
func (v *explainVerb) difference(c *console, co *company, key rainmaker.StatementKey) error {
	d, err := co.statement.Difference(c.ctx, c.who, key, v.Version, v.Against)
	if err != nil {
		return err
	}
	return c.print(differenceAnswerOf(d), func(p *printer) {
		p.line("%s, %s, %s: version %d against version %d", d.Name, d.PlanLabel, d.Period, d.Version, d.Against)
		p.line("%s %s", column("Version "+strconv.Itoa(d.Against), textWidth), right(d.Was.Figure(), amountWidth))
		for _, x := range d.Causes {
			p.line("%s %s", column(x.Text, textWidth), right(signed(x.Amount), amountWidth))
			for _, l := range x.Lines {
				text := "  " + l.Deal + ", " + l.Label
				p.line("%s %s", column(text, textWidth), right(signed(l.Amount), amountWidth))
				if l.Why != "" {
					p.line("    %s", l.Why)
				}
			}
			if x.Paid != nil {
				p.line("%s %s", column("  of what is paid", textWidth), right(signed(*x.Paid), amountWidth))
			}
		}
		p.line("%s %s", column("Version "+strconv.Itoa(d.Version), textWidth), right(d.Now.Figure(), amountWidth))
		for _, text := range d.Joined {
			p.line("Note: %s", text)
		}
		if d.Adds {
			p.line("The causes sum to the difference, to the cent.")
		} else {
			p.line("What was worked out again is NOT what is stored; please report it.")
		}
	})
}

// signed is an amount with its sign, so that what is added and what is taken look different.
func signed(m money.Money) string {
	if m.Sign() > 0 {
		return "+" + m.Figure()
	}
	return m.Figure()
}

// whyNotAnswer is why a deal does not pay, as JSON.
type whyNotAnswer struct {
	Payee    rainmaker.PayeeID `json:"payee"`
	Event    string            `json:"event"`
	ID       string            `json:"id"`
	Deal     string            `json:"deal"`
	Pays     string            `json:"pays"` // as it stands
	Reasons  []whyNotReason    `json:"reasons"`
	Remedies []remedyAnswer    `json:"remedies"`
}

type whyNotReason struct {
	Component string `json:"component,omitempty"` // its label
	Reason    string `json:"reason"`
	Says      string `json:"says,omitempty"`
	Document  string `json:"document,omitempty"`
	Line      int    `json:"line,omitempty"`
}

// remedyAnswer is a change with which it would pay.
type remedyAnswer struct {
	Component string         `json:"component"`
	Changes   []remedyChange `json:"changes"` // together
	Pays      string         `json:"pays"`    // the deal under the component
	Total     string         `json:"total"`   // what all that the payee earns changes by
	Sentence  string         `json:"sentence"`
}

type remedyChange struct {
	Kind  string `json:"kind"`
	Name  string `json:"name,omitempty"`
	Was   string `json:"was"`
	Now   string `json:"now"`
	Short string `json:"short,omitempty"` // one step short of now, which does not pay
}

func whyNotAnswerOf(w statement.WhyNot) whyNotAnswer {
	a := whyNotAnswer{
		Payee: w.Payee, Event: w.Event.Name, ID: w.Event.ID, Deal: w.Deal, Pays: w.Pays.Plain(), Reasons: []whyNotReason{}, Remedies: []remedyAnswer{},
	}
	for _, r := range w.Reasons {
		a.Reasons = append(a.Reasons, whyNotReason{r.Component, r.Text, r.Says, r.Document, r.Line})
	}
	for _, r := range w.Remedies {
		x := remedyAnswer{Component: r.Component, Changes: []remedyChange{}, Pays: r.Pays.Plain(), Total: r.Total.Plain(), Sentence: r.Sentence}
		for _, ch := range r.Changes {
			x.Changes = append(x.Changes, remedyChange{ch.Kind, ch.Name, plain(ch.Was), plain(ch.Now), plain(ch.Short)})
		}
		a.Remedies = append(a.Remedies, x)
	}
	return a
}

// nothingAnswer is what pays nothing, as JSON.
type nothingAnswer struct {
	Payee      rainmaker.PayeeID  `json:"payee"`
	Plan       rainmaker.PlanName `json:"plan"`
	Period     string             `json:"period"`
	Components []nothingComponent `json:"components"`
}

type nothingComponent struct {
	Name   string        `json:"name"`
	Label  string        `json:"label"`
	Window string        `json:"window"`
	Why    []string      `json:"why"`
	Needs  []nothingNeed `json:"needs"`          // further credits, together
	Pays   string        `json:"pays,omitempty"` // with them
	By     string        `json:"by"`
	Over   bool          `json:"over"`
	Change string        `json:"sentence"`
}

type nothingNeed struct {
	Credit string `json:"credit"`
	Amount string `json:"amount"`
	Short  string `json:"short"`
}

// differenceAnswer is a difference by cause, as JSON.
type differenceAnswer struct {
	Payee   rainmaker.PayeeID  `json:"payee"`
	Plan    rainmaker.PlanName `json:"plan"`
	Period  string             `json:"period"`
	Version int                `json:"version"`
	Against int                `json:"against"`
	Was     string             `json:"was"`
	Now     string             `json:"now"`
	PayWas  string             `json:"pay_was"`
	PayNow  string             `json:"pay_now"`
	Causes  []causeAnswer      `json:"causes"`
	Notes   []string           `json:"notes"`
	Adds    bool               `json:"sums_exactly"`
}

type causeAnswer struct {
	Cause  rainmaker.Cause  `json:"cause"`
	Amount string           `json:"amount"`
	Paid   string           `json:"paid,omitempty"` // where another amount of it is paid
	Lines  []differenceLine `json:"lines"`
}

type differenceLine struct {
	Component string        `json:"component"`
	Event     string        `json:"event"`
	ID        string        `json:"id"`
	Deal      string        `json:"deal"`
	Window    string        `json:"window"`
	Cut       rainmaker.Cut `json:"cut,omitzero"`
	Amount    string        `json:"amount"`
	Why       string        `json:"why,omitempty"`
}

func differenceAnswerOf(d statement.Difference) differenceAnswer {
	a := differenceAnswer{
		Payee: d.Payee, Plan: d.Plan, Period: d.Period, Version: d.Version, Against: d.Against, Was: d.Was.Plain(), Now: d.Now.Plain(),
		PayWas: d.PayWas.Plain(), PayNow: d.PayNow.Plain(), Causes: []causeAnswer{}, Notes: append([]string{}, d.Joined...), Adds: d.Adds,
	}
	for _, x := range d.Causes {
		cause := causeAnswer{Cause: x.Cause, Amount: x.Amount.Plain(), Lines: []differenceLine{}}
		if x.Paid != nil {
			cause.Paid = x.Paid.Plain()
		}
		for _, l := range x.Lines {
			cause.Lines = append(cause.Lines, differenceLine{l.Component, l.Event.Name, l.Event.ID, l.Deal, l.Window, l.Cut, l.Amount.Plain(), l.Why})
		}
		a.Causes = append(a.Causes, cause)
	}
	return a
}
