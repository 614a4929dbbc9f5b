package main

import (
	"fmt"
	"strings"

	"rainmaker"
	"rainmaker/desk/deals"
)

type dealVerb struct {
	ID    string            `arg:"" help:"The deal: the event's id."`
	Event string            `help:"Kind of event, where several kinds have the id."`
	Payee string            `help:"Whose pay; that of the first person it credits when left out."`
	If    map[string]string `name:"if" mapsep:"none" help:"Try the deal with another field: --if acv=12,500.00. Once for each field."`
}

func (*dealVerb) begins() bool                  { return false }
func (*dealVerb) gather() ([]attachment, error) { return nil, nil }

func (v *dealVerb) work(c *console, co *company, _ []attachment) error {
	desk := deals.New(co.office)
	ref := rainmaker.EventRef{Name: v.Event, ID: v.ID}
	var err error
	if v.Event == "" {
		if ref, err = desk.Find(c.ctx, c.who, v.ID); err != nil {
			return err
		}
	}
	page, err := desk.Deal(c.ctx, c.who, deals.Ask{Payee: rainmaker.PayeeID(v.Payee), Event: ref, Fields: v.If})
	if err != nil {
		return err
	}
	for field := range v.If {
		if !reads(page, field) {
			return refused("deal", "no plan of %s reads a field %q of %s", page.Name, field, ref).WithWay("they read %s", fieldNames(page))
		}
	}
	if len(page.Wrong) > 0 {
		return refused("deal", "%s: %s", page.Wrong[0].Name, page.Wrong[0].Text)
	}
	a := offerOf(page)
	return c.print(a, a.print)
}

func reads(page deals.Page, field string) bool {
	for _, in := range page.Fields {
		if in.Name == field {
			return true
		}
	}
	return false
}

func fieldNames(page deals.Page) string {
	names := make([]string, len(page.Fields))
	for i, in := range page.Fields {
		names[i] = in.Name
	}
	return strings.Join(names, ", ")
}

// offerAnswer is what a deal pays one person, as JSON.
type offerAnswer struct {
	Payee rainmaker.PayeeID `json:"payee"`
	Name  string            `json:"name"`
	Event string            `json:"event"`
	ID    string            `json:"id"`
	Deal  string            `json:"deal"`
	State deals.State       `json:"state"`
	Pays  []offerPays       `json:"pays"`
	Base  *offerVersion     `json:"as_it_is,omitempty"`
	Tried *offerVersion     `json:"as_tried,omitempty"`
	// Varied are plausible changes, one at a time.
	Varied []offerChange `json:"changes"`
}

type offerPays struct {
	Until    string `json:"counts_by,omitempty"`
	On       string `json:"worked_out_for"`
	Estimate string `json:"estimate"`
}

type offerVersion struct {
	Total    string          `json:"total"`
	Assumed  []string        `json:"assumed"`
	Lines    []offerLine     `json:"lines"`
	Rests    []string        `json:"rests_on"`
	Credited []offerCredited `json:"credited"`
	Cost     string          `json:"cost_in_all,omitempty"`
	// Elsewhere is what it changes on lines that are not its own, no part of the cost.
	Elsewhere []offerElsewhere `json:"elsewhere"`
	Conflicts []string         `json:"conflicts"`
	Trouble   []string         `json:"trouble"`
}

type offerLine struct {
	Component string `json:"component"`
	Label     string `json:"label"`
	Period    string `json:"period"`
	Amount    string `json:"amount"`
	Sentence  string `json:"sentence"`
}

type offerCredited struct {
	Payee  rainmaker.PayeeID `json:"payee"`
	Name   string            `json:"name"`
	Role   string            `json:"role"`
	Rule   string            `json:"rule"`
	Share  string            `json:"share"`
	Credit string            `json:"credit"`
	Pays   string            `json:"pays,omitempty"`
}

// offerElsewhere is what a deal changes for one person on lines that are not its own; without a payee, for those who are not
// to be seen together.
type offerElsewhere struct {
	Payee  rainmaker.PayeeID `json:"payee,omitempty"`
	Name   string            `json:"name"`
	Label  string            `json:"label,omitempty"`
	Change string            `json:"change"`
}

type offerChange struct {
	If     string `json:"if"`
	Total  string `json:"total"`
	Change string `json:"change"`
}

func offerOf(page deals.Page) offerAnswer {
	a := offerAnswer{
		Payee: page.Payee, Name: page.Name, Event: page.Event.Name, ID: page.Event.ID, Deal: page.Deal, State: page.State,
		Pays: []offerPays{}, Varied: []offerChange{}, Base: versionOf(page.Base), Tried: versionOf(page.Tried),
	}
	for _, p := range page.Pays {
		x := offerPays{On: p.On.String(), Estimate: p.Sums.Plain()}
		if p.Until != 0 {
			x.Until = p.Until.String()
		}
		a.Pays = append(a.Pays, x)
	}
	for _, v := range page.Varied {
		a.Varied = append(a.Varied, offerChange{v.Text, v.Total.Plain(), v.Change.Plain()})
	}
	return a
}

func versionOf(v *deals.Version) *offerVersion {
	if v == nil {
		return nil
	}
	out := &offerVersion{
		Total: v.Total.Plain(), Assumed: append([]string{}, v.Assumed...), Lines: []offerLine{}, Rests: append([]string{}, v.Rests...),
		Credited: []offerCredited{}, Elsewhere: []offerElsewhere{}, Conflicts: append([]string{}, v.Conflicts...), Trouble: append([]string{}, v.Trouble...),
	}
	if v.Cost.Seen {
		out.Cost = v.Cost.Total.Plain()
	}
	for _, p := range v.Parts {
		out.Lines = append(out.Lines, offerLine{p.Component, p.Label, p.Period, p.Amount.Plain(), p.Reason})
	}
	for _, c := range v.Credited {
		out.Credited = append(out.Credited, offerCredited{c.Payee, c.Name, c.Role, c.Rule, c.Share, plain(c.Credit), c.Pays.Plain()})
	}
	for _, x := range v.Elsewhere.People {
		out.Elsewhere = append(out.Elsewhere, offerElsewhere{x.Payee, x.Name, x.Label, x.Change.Plain()})
	}
	if n := v.Elsewhere.Hidden; n > 0 && v.Elsewhere.Rest != nil {
		out.Elsewhere = append(out.Elsewhere, offerElsewhere{Name: fmt.Sprintf("%d others", n), Change: v.Elsewhere.Rest.Plain()})
	}
	return out
}

func (a offerAnswer) print(p *printer) {
	p.line("%s (%s %s), %s, to %s; all of it is an estimate", a.Deal, a.Event, a.ID, a.State, a.Name)
	for _, x := range a.Pays {
		if x.Until == "" {
			p.line("  after            %s", x.Estimate)
		} else {
			p.line("  by %s    %s", x.Until, x.Estimate)
		}
	}
	a.Base.print(p, "As it is")
	a.Tried.print(p, "As tried")
	if len(a.Varied) > 0 && a.Tried == nil {
		p.line("If")
	}
	for _, v := range a.Varied {
		if a.Tried == nil {
			p.line("  %s: %s (%s)", v.If, v.Total, v.Change)
		}
	}
}

func (v *offerVersion) print(p *printer, title string) {
	if v == nil {
		return
	}
	p.line("%s: %s", title, v.Total)
	if len(v.Assumed) > 0 {
		p.line("  with %s", strings.Join(v.Assumed, ", "))
	}
	for _, l := range v.Lines {
		p.line("  %s, %s: %s", l.Label, l.Period, l.Amount)
		if l.Sentence != "" {
			p.line("    %s", l.Sentence)
		}
	}
	for _, t := range append(append([]string{}, v.Trouble...), v.Conflicts...) {
		p.line("  ! %s", t)
	}
	for _, r := range v.Rests {
		p.line("  ~ %s", r)
	}
	for _, c := range v.Credited {
		p.line("  %s as %s, %s of it under %s: %s", c.Name, c.Role, c.Share, c.Rule, c.Pays)
	}
	if v.Cost != "" {
		p.line("  in all %s", v.Cost)
	}
	for _, x := range v.Elsewhere {
		p.line("  on other lines, %s: %s", strings.TrimSuffix(x.Name+", "+x.Label, ", "), x.Change)
	}
}
