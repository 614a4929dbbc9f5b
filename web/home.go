package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk/statement"
	"rainmaker/money"
	"rainmaker/web/chart"
)

// start leads everybody to what they open daily.
func (s *site) start(w http.ResponseWriter, v *visit) error {
	switch {
	case v.who.Role == "":
		return s.seeOther(w, v, "/sign-in")
	case v.who.May(access.Change, access.Runs):
		return s.seeOther(w, v, "/admin")
	case v.who.Payee == "" && seesOthers(v.who):
		return s.seeOther(w, v, "/team")
	default:
		return s.seeOther(w, v, homeURL(rainmaker.StatementKey{Payee: v.who.Payee}))
	}
}

// home shows what a payee just made and what the next deal pays.
func (s *site) home(w http.ResponseWriter, v *visit) error {
	q := v.URL.Query()
	h, err := s.Statement.Home(v.Context(), v.who, rainmaker.PayeeID(v.PathValue("payee")), rainmaker.PlanName(q.Get("plan")), q.Get("period"))
	if err != nil {
		return err
	}
	f := s.frame(v, "Home of "+h.Name, navHome)
	f.head = &h.Head
	if f.own() {
		f.title = "Home"
	} else {
		f.here = navTeam
	}
	return s.render(w, v, http.StatusOK, homePage(f, homeView{Home: h, own: f.own()}))
}

// homeView is the home page with whose it is to the person who looks.
type homeView struct {
	statement.Home
	own bool
}

func (h homeView) key() rainmaker.StatementKey { return keyOf(h.Head) }

func (h homeView) statementURL() string { return statementPath(h.key()) }

func (h homeView) componentURL(name string) string {
	return h.statementURL() + "#" + componentAnchor(name)
}

func (h homeView) proofURL(component string, ref rainmaker.EventRef, window string) string {
	return look{key: h.key()}.proofURL(rainmaker.LineKey{Component: component, Event: ref, Window: window}) + "#proof"
}

// waits reports whether nothing of a component is earned before its window ends.
func (h homeView) waits(component string) bool {
	return slices.ContainsFunc(h.Standings, func(s statement.Standing) bool { return s.Component == component && s.Waits != "" })
}

// estimateURL is the proof of what a window that is still open would be worth.
func (h homeView) estimateURL(s statement.Standing) string {
	return h.proofURL(s.Component, rainmaker.EventRef{}, s.Window)
}

// madeURL is the proof of what the latest deal made: of its first line, where there is one.
func (h homeView) madeURL() string {
	if h.Latest == nil {
		return h.statementURL()
	}
	if len(h.Latest.Terms) == 0 {
		return h.statementURL()
	}
	t := h.Latest.Terms[0]
	return h.proofURL(t.Component, h.Latest.Event, t.Window)
}

// subject begins the headline: you, or the person looked at.
func (h homeView) subject() string {
	if h.own {
		return "You"
	}
	return h.Name
}

// headline answers the question in one sentence with the figure in it.
func (h homeView) headline() string {
	if h.Latest == nil {
		return h.subject() + " made " + h.Total.Sentence() + " in " + h.Period + "."
	}
	return h.subject() + " made " + h.Latest.Amount.Sentence() + " on " + h.Latest.Deal + ", " + happened(h.Latest.Event.Name) + " " +
		dayOf(h.Latest.On, h.Today) + "."
}

func (h homeView) nothingMissed() string {
	if h.own {
		return "Every deal of this period that names you pays."
	}
	return "Every deal of this period that names " + h.Name + " pays."
}

// paidAsEarned says of a plan with nothing between earned and paid what is paid.
func (h homeView) paidAsEarned() string {
	if h.DaysLeft != 0 {
		return "paid as it is earned: so far the same is paid"
	}
	return "paid as it is earned: the same is paid"
}

func (h homeView) question() string {
	if h.own {
		return "What did I just make, and what does the next deal pay?"
	}
	return "What did " + h.Name + " just make, and what does the next deal pay?"
}

// words turns a sentence written to the payee into one about them, for anybody else who reads it.
func (h homeView) words(sentence string) string {
	if h.own {
		return sentence
	}
	return strings.ReplaceAll(sentence, "Your next ", "The next ")
}

// componentTotal is what a component earned in the period.
func (h homeView) componentTotal(name string) string {
	for _, c := range h.Components {
		if c.Name == name {
			return c.Total.Figure()
		}
	}
	return money.New(0, h.Currency).Figure()
}

// totalBefore is the total before changes, from the total after them.
func totalBefore(total money.Money, changes []statement.Change) (money.Money, error) {
	for _, c := range changes {
		var err error
		if total, err = total.Sub(c.Delta); err != nil {
			return total, fmt.Errorf("total before %d changes: %w", len(changes), err)
		}
	}
	return total, nil
}

func signedDifference(now, before money.Money) string {
	d, err := now.Sub(before)
	if err != nil {
		return "" // totalBefore has subtracted within this range already
	}
	return signed(d)
}

// changeURL is a change with the address of its proof; a line that is gone has none, and leads to the versions.
func (h homeView) changeURL(c statement.Change) string {
	if c.Now.IsZero() && !c.Was.IsZero() {
		return h.statementURL() + "#versions"
	}
	for _, k := range h.Components {
		if k.Label == c.Component || k.Name == c.Component {
			return h.proofURL(k.Name, c.Event, "")
		}
	}
	return h.statementURL()
}

// mostOnHome is how many changes the home page lists; the statement has them all.
const mostOnHome = 6

func (h homeView) firstChanges() []statement.Change {
	return h.Changes[:min(len(h.Changes), mostOnHome)]
}

// bar is the drawing of a standing.
func (h homeView) bar(s statement.Standing) chart.Standing {
	c := chart.Standing{Fill: s.Fill, Position: s.Position}
	for _, t := range s.Tiers {
		c.Tiers = append(c.Tiers, chart.StandingTier{At: t.At, Bound: bound(t.Label), Rate: t.Rate, Now: t.Now})
	}
	if at, ok := goalAt(s); ok && s.Goal != "" {
		c.Goal, c.GoalAt, c.GoalURL = s.Goal, at, h.componentURL(s.Component)
	}
	return c
}

// bound is the tier's boundary out of its label, "50%" of "from 50%".
func bound(label string) string {
	_, value, ok := strings.Cut(label, " ")
	if !ok {
		return label
	}
	return value
}

// goalAt is where on the scale the measure is 100 %: a tier may begin there, else the position says it.
func goalAt(s statement.Standing) (int, bool) {
	for _, t := range s.Tiers {
		if bound(t.Label) == "100%" {
			return t.At, true
		}
	}
	percent, err := strconv.ParseFloat(strings.TrimSuffix(s.Position, "%"), 64)
	if err != nil || percent <= 0 || s.Fill <= 0 || !strings.HasSuffix(s.Position, "%") {
		return 0, false
	}
	at := int(float64(s.Fill) * 100 / percent)
	return at, at <= 1000
}

// barSentence says the drawing in words, for who can't see it.
func barSentence(s statement.Standing) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s %s", s.Label, s.Position, s.Measure)
	for i, t := range s.Tiers {
		sep := "; "
		if i == 0 {
			sep = ". Tiers: "
		}
		fmt.Fprintf(&b, "%s%s pays %s", sep, t.Label, t.Rate)
		if t.Now {
			b.WriteString(", which is now")
		}
	}
	return b.String() + "."
}

func (h homeView) earnings() chart.Earnings {
	e := chart.Earnings{Span: h.Chart.Span, Today: h.Chart.Today}
	for _, p := range h.Chart.Points {
		e.Steps = append(e.Steps, chart.Step{On: p.On, Total: p.Total, Added: p.Added, Deal: p.Deal, URL: h.eventURL(p.Event)})
	}
	return e
}

// eventURL is the statement at an event's line.
func (h homeView) eventURL(ref rainmaker.EventRef) string {
	return h.statementURL() + "#" + eventAnchor(ref)
}

func (h homeView) earningsSentence() string {
	n := len(h.Chart.Points)
	if n == 0 {
		return "Earnings by day: nothing so far."
	}
	last := h.Chart.Points[n-1]
	return fmt.Sprintf("Earnings by day from %s: %s after %s, in %s.", h.Chart.Span.From.Long(), last.Total.Sentence(), last.On.Long(),
		counted(n, "step", "steps"))
}

// componentAnchor and eventAnchor name places on the statement.
func componentAnchor(name string) string { return "c-" + name }

func eventAnchor(ref rainmaker.EventRef) string {
	return "e-" + strings.Map(func(r rune) rune {
		if r == ' ' || r == '"' || r == '#' || r == '%' {
			return '-'
		}
		return r
	}, ref.Name+"-"+ref.ID)
}
