package web

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/desk/statement"
	"rainmaker/money"
)

func rendered(t *testing.T, page templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := page.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var (
	markup = regexp.MustCompile(`(?s)<svg.*?</svg>|<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
)

// readable is a page as text.
func readable(page string) string {
	text := spaces.ReplaceAllString(markup.ReplaceAllString(page, " "), " ")
	return strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&lt;", "<", "&gt;", ">", "&amp;", "&", " .", ".", " ,", ",").Replace(text)
}

func usd(cents int64) money.Money { return money.New(cents, "USD") }

func day(s string) calendar.Date { return calendar.MustParse(s) }

var northwind = rainmaker.EventRef{Name: "booking", ID: "B-2107"}

func head() statement.Head {
	return statement.Head{
		Payee: "maya", Name: "Maya Okafor", Plan: "ae", PlanLabel: "Account Executive", Period: "2027Q1",
		Span: calendar.Span{From: day("2027-01-01"), Before: day("2027-04-01")}, DaysLeft: 22, Today: day("2027-03-10"), Currency: "USD", Total: usd(1_964_550),
		Periods: []statement.PeriodChoice{
			{Key: rainmaker.StatementKey{Payee: "maya", Plan: "ae", Period: "2027Q1"}, Span: calendar.Span{From: day("2027-01-01"), Before: day("2027-04-01")}, Total: usd(1_964_550), Current: true},
			{Key: rainmaker.StatementKey{Payee: "maya", Plan: "old", Period: "2026Q4"}, Span: calendar.Span{From: day("2026-10-01"), Before: day("2027-01-01")}, Total: usd(100), Blocked: true},
		},
		Stamp: statement.Stamp{Calculated: time.Date(2027, 3, 10, 14, 18, 4, 0, time.UTC), Run: 9, Edition: 4, Batch: 7, Version: 9, Hash: "5f360cbc92d8aa"},
	}
}

func fullHome() statement.Home {
	return statement.Home{
		Head: head(),
		Latest: &statement.Made{
			Event: northwind, Deal: "Northwind", On: day("2027-03-10"), Amount: usd(421_250), CreditText: "36,250.00",
			Terms: []statement.Term{
				{Amount: usd(180_000), Text: "first 20,000.00 at 9%, tier from 0%", Component: "base", Window: "2027Q1"},
				{Amount: usd(211_250), Text: "last 16,250.00 at 13%, tier from 75%", Component: "base", Window: "2027Q1"},
				{Amount: usd(30_000), Text: "Nova launch, 15,000.00 at 2%", Component: "nova", Window: "2027Q1"},
			}, Reason: "Northwind: 36,250.00 credited in 2027Q1 takes you from 67% to 81.5%; 20,000.00 at 10% and 16,250.00 at 13% is 4,112.50.",
		},
		Standings: []statement.Standing{{
			Component: "base", Label: "Base commission", Window: "2027Q1", Credited: "203,750.00", Measure: "attainment",
			Position: "81.5%", Fill: 600, Goal: "250,000.00", NextSentence: "Your next $1,000 pays $130.00.", NextTier: "$46,250.00 more, and each $1,000 pays $160.00.",
			Open:  "A deal's own terms also matter here.",
			Tiers: []statement.StandingTier{{Label: "from 0%", Rate: "9%", Line: 21}, {Label: "from 75%", Rate: "13%", At: 552, Now: true, Line: 22}, {Label: "from 100%", Rate: "16%", At: 736, Line: 23}},
		}},
		Chart: statement.Chart{Span: head().Span, Today: day("2027-03-10"), Points: []statement.ChartPoint{
			{On: day("2027-03-10"), Total: usd(1_964_550), Added: usd(421_250), Deal: "Northwind", Event: northwind},
		}},
		Changed: statement.Changed{
			Changes: []statement.Change{
				{Component: "Base commission", Event: northwind, Deal: "Northwind", Was: usd(0), Now: usd(391_250), Delta: usd(391_250), Why: "new in import 7, bookings.csv, row 212"},
				{Component: "Base commission", Event: rainmaker.EventRef{Name: "booking", ID: "B-9"}, Deal: "Tallow & Co", Was: usd(52_200), Now: usd(0), Delta: usd(-52_200), Why: "acv 5,800.00 USD became 0.00 USD"},
			},
			Since: time.Date(2027, 3, 9, 14, 32, 0, 0, time.UTC),
		},
		Components: []statement.ComponentTotal{{Name: "base", Label: "Base commission", Total: usd(1_846_550), Lines: 12}, {Name: "nova", Label: "Nova launch", Total: usd(118_000)}},
		NotPaid:    1204,
	}
}

func homeOf(t *testing.T, h statement.Home, own bool) string {
	t.Helper()
	f := frame{who: access.Principal{Login: "maya", Name: "Maya Okafor", Role: rainmaker.RoleRep, Payee: "maya"}, head: &h.Head, title: "Home", here: navHome, version: "test"}
	if !own {
		f.who = access.Principal{Login: "elin", Name: "Elin", Role: rainmaker.RoleManager, Payee: "elin", Team: map[rainmaker.PayeeID]bool{"maya": true}}
	}
	return rendered(t, homePage(f, homeView{Home: h, own: own}))
}

func TestHome(t *testing.T) {
	waiting := fullHome()
	waiting.Standings = append(waiting.Standings, statement.Standing{
		Component: "bonus", Label: "Retention bonus", Window: "2027Q1",
		Waits: "Nothing of Retention bonus is earned before 2027Q1 ends, on 31 March 2027.", NextSentence: "If nothing else came by then, it would pay $90.00.",
	})
	waiting.Components = append(waiting.Components, statement.ComponentTotal{Name: "bonus", Label: "Retention bonus", Total: usd(0)})
	ahead := homeOf(t, waiting, true)
	for _, want := range []string{"before 2027Q1 ends, on 31 March 2027", `class="st estimated"`, "/proof?component=bonus&amp;event=&amp;id=&amp;window=2027Q1", "not earned yet"} {
		if !strings.Contains(ahead, want) {
			t.Errorf("a bonus that is not earned yet lacks %q", want)
		}
	}
	nothing := fullHome()
	nothing.Latest, nothing.Chart.Points, nothing.Changes, nothing.NotPaid = nil, nil, nil, 3
	nothing.Total, nothing.Empty = usd(0), "Maya Okafor has no credited deal that counts in 2027Q1, so there is nothing to pay."
	for i := range nothing.Components {
		nothing.Components[i] = statement.ComponentTotal{Name: "base", Label: "Base commission", Total: usd(0)}
	}
	blocked := fullHome()
	blocked.Blocked, blocked.Stamp.Stale = "quota is missing for 2027Q1", "facts were imported since"
	first := fullHome()
	first.Since, first.Changes = time.Time{}, nil
	fresh := statement.Home{Head: statement.Head{Payee: "maya", Name: "Maya Okafor"}, Empty: "Nothing has been calculated for Maya Okafor yet."}
	gone := fullHome()
	gone.DaysLeft, gone.Latest.On = 0, day("2026-12-30")
	gone.Latest.Event.Name = "order"

	for _, c := range []struct {
		name  string
		home  statement.Home
		own   bool
		wants []string
	}{
		{"full", fullHome(), true, []string{
			"You made $4,212.50 on Northwind, closed 10 March.", "1,800.00", "2,112.50", "300.00", "on 36,250.00 credited",
			"Northwind: 36,250.00 credited in 2027Q1 takes you from 67% to 81.5%", "calculated 10 Mar 2027 14:18:04", "Your next $1,000 pays $130.00.",
			"$46,250.00 more, and each $1,000 pays $160.00.", "Attainment is 100% at 250,000.00", "from 75%, now", "line 22",
			"16,255.00 became 19,645.50", "+3,390.50", "+3,912.50", "−522.00", "acv 5,800.00 USD became 0.00 USD", "1,204 deals",
			"open, 22 days left", "2026Q4", "1 Oct to 31 Dec 2026, old", "blocked", "no deal in this period",
		}},
		{"of a team member", fullHome(), false, []string{
			"Maya Okafor made $4,212.50 on Northwind", "What did Maya Okafor just make", "The next $1,000 pays $130.00.", "The next $1,000 pays",
		}},
		{"with nothing earned", nothing, true, []string{
			"You made $0.00 in 2027Q1.", "no credited deal that counts in 2027Q1", "3 deals of this period without credit, and why",
		}},
		{"blocked and stale", blocked, true, []string{
			"could not work this statement out", "quota is missing for 2027Q1", "older than what is known: facts were imported since.",
		}},
		{"first version", first, true, []string{"first version of the statement"}},
		{"before the first run", fresh, true, []string{"No statement yet", "Nothing has been calculated"}},
		{"of another year", gone, true, []string{"dated 30 December 2026.", "ended"}},
	} {
		text := readable(homeOf(t, c.home, c.own))
		for _, want := range c.wants {
			if !strings.Contains(text, want) {
				t.Errorf("the home page %s lacks %q:\n%s", c.name, want, text)
			}
		}
	}
}

func fullPage() statement.Page {
	line := func(id, deal string, cents int64) statement.Line {
		return statement.Line{
			Component: "base", Event: rainmaker.EventRef{Name: "booking", ID: id}, Deal: deal, On: day("2027-03-10"), Credit: "36,250.00",
			Rate: "2 tiers", Amount: usd(cents), Cause: rainmaker.CauseDeal,
			Slices: []statement.Slice{{Text: "tier from 0%", Credit: "20,000.00", Rate: "9%", Exact: "1,800.00", Line: 21}, {Text: "tier from 75%", Credit: "16,250.00", Rate: "13%", Exact: "2,112.50", Line: 22}},
			Source: statement.SourceRow{File: "bookings.csv", Row: 212, Batch: 7, Fields: []statement.NamedText{{Name: "account", Text: deal}, {Name: "acv", Text: "36,250.00 USD"}}},
		}
	}
	correction := line("B-1", "Orrin", -100)
	correction.Cause, correction.Before, correction.Window = rainmaker.CauseCorrection, usd(500), "2026Q4"
	return statement.Page{
		Head: head(),
		Components: []statement.Component{
			{Name: "base", Label: "Base commission", Credit: "72,500.00", Rate: "9% then 13%", Total: usd(391_150), Lines: []statement.Line{line("B-2107", "Northwind", 391_250), correction}},
			{Name: "nova", Label: "Nova launch", Total: usd(0), Empty: "No deal counted in 2027Q1."},
		},
		Versions: []statement.Version{{Version: 9, Run: 9, Total: usd(391_150), Hash: "5f360cbc92d8aa", Current: true}, {Version: 8, Run: 8, Total: usd(0), Hash: "aa", Blocked: "quota is missing"}},
		NotPaid: []statement.Reason{{
			Text: "Not credited: the letter credits a deal where stage is won.", Document: "company.terms.md", Line: 30,
			Deals: make([]statement.UnpaidDeal, 7),
		}},
		Check: statement.SumCheck{Lines: 2, Components: 2, LinesTotal: usd(391_150), ComponentsT: usd(391_150), Stored: usd(391_150), Replayed: usd(391_150), Agrees: true},
	}
}

func statementOf(t *testing.T, p statement.Page, l look, proof *statement.Proof) string {
	t.Helper()
	l.key = keyOf(p.Head)
	f := frame{who: access.Principal{Login: "maya", Name: "Maya Okafor", Role: rainmaker.RoleRep, Payee: "maya"}, head: &p.Head, look: &l, title: "Statement"}
	return rendered(t, statementPage(f, newStatementView(p, l, true, proof)))
}

func TestStatement(t *testing.T) {
	closed := statementOf(t, fullPage(), look{}, nil)
	for _, want := range []string{
		"3,911.50", "Northwind", "No deal counted in 2027Q1.", "correction of 2026Q4: 5.00 was posted before", "all agree",
		"7 deals", "company.terms.md, line 30.", "All 7 deals", "blocked: quota is missing", "Choose an amount",
	} {
		if !strings.Contains(readable(closed), want) {
			t.Errorf("the statement lacks %q:\n%s", want, readable(closed))
		}
	}
	if strings.Contains(closed, `class="l3"`) || strings.Contains(closed, "row 212") {
		t.Error("a line is open although none was chosen")
	}
	if open := statementOf(t, fullPage(), look{all: true}, nil); strings.Count(open, `class="l3"`) != 4 || strings.Count(readable(open), "row 212") != 2 {
		t.Error("open=all does not open every line to its source row")
	}
	if shut := statementOf(t, fullPage(), look{shut: []string{"base"}}, nil); strings.Contains(shut, `class="l2"`) || !strings.Contains(shut, `aria-expanded="false"`) {
		t.Error("a component that is folded away shows its lines")
	}
	differing := fullPage()
	differing.Check.Replayed = usd(1)
	if !strings.Contains(statementOf(t, differing, look{}, nil), "these do not agree") {
		t.Error("a sum that does not agree is not said")
	}
}

func TestProof(t *testing.T) {
	ref := rainmaker.LineKey{Component: "base", Event: northwind}
	proof := statement.Proof{
		Head: head(), Deal: "Northwind", Event: northwind, Label: "Base commission", Sentence: "Northwind: 36,250.00 credited in 2027Q1 at 10% is 3,625.00.",
		Formula: "credit × tier rate, each slice", Exact: "3,912.50", Rounding: "0.00", Worth: usd(391_250), Before: usd(100), Amount: usd(391_150),
		Slices:  []statement.ProofSlice{{Text: "tier from 0%", Exact: "1,800.00", Steps: []statement.ProofStep{{Name: "credit in this part", Value: "20,000.00", From: "bookings.csv, row 212"}, {Op: "×", Name: "tier from 0%", Value: "9%", From: "ae.plan.md, line 21"}}}, {Text: "tier from 75%", Exact: "2,112.50"}},
		WhyTier: []string{"attainment went from 67% to 75% here, and the tier from 0% holds that part."},
		Rests:   []statement.RestsOn{{Name: "Quota", Value: "250,000.00 USD", From: "assignment a-17"}}, Agrees: true,
	}
	page := statementOf(t, fullPage(), look{line: &ref}, &proof)
	for _, want := range []string{
		"Proof of 3,911.50", "credit × tier rate, each slice", "ae.plan.md, line 21", "exact, 2 parts", "worth now", "posted in earlier periods",
		"assignment a-17", "identical", "Back to the line",
	} {
		if !strings.Contains(readable(page), want) {
			t.Errorf("the proof lacks %q", want)
		}
	}
	if strings.Count(page, `aria-expanded="true"`) != 2 { // the component and the chosen line
		t.Error("the chosen line is not the one that is open")
	}
	proof.Agrees = false
	if !strings.Contains(statementOf(t, fullPage(), look{line: &ref}, &proof), "not the same") {
		t.Error("a proof that does not agree is not said")
	}
}
