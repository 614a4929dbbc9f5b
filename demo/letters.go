package demo

import (
	"embed"
	"fmt"
	"strings"
	"text/template"

	"rainmaker"
	"rainmaker/calendar"
)

//go:embed letters/*.md
var letters embed.FS

// names of the letters and of the facts they use, in order.
var documentNames = []string{
	"account_executive.plan.md", "account_manager.plan.md", "demo_company.terms.md", "demo_pipeline.terms.md",
	"sales_development.plan.md", "sales_engineer.plan.md", "sales_manager.plan.md",
}

// Amounts that a letter names and its examples depend on, in USD.
const (
	monthlyDraw = 3_000
	// afterDraw is what is left of a first commission of 25,600 once the draw of a month is repaid.
	afterDraw = 25_600 - monthlyDraw
)

// dates are what the letters take from the day on which the company is made: the examples stand in the quarter before.
type dates struct {
	From, Before calendar.Date // in force
	// SpiffFrom and SpiffTo are months, the last one of the quarter before and of the one at hand: 2026-09, 2026-12.
	SpiffFrom, SpiffTo     string
	Month1, Month2, Month3 string        // months of the quarter before
	Day1, Day2, Day3       calendar.Date // a day in each
	From1, Last            calendar.Date // its first and last day
	Years3                 calendar.Date // three years before the letters
	Churned                calendar.Date // 90 days after Day3
	ChurnMonth             string
	Draw, AfterDraw        string
	Pods                   []podQuota
	North110               string // 110% of the first pod's quota
}

type podQuota struct{ Pod, Quota string }

// documents fills in the dates of the letters. They are in force from the first quarter for two years.
func documents(cal calendar.Calendar, quarters []calendar.Period) ([]rainmaker.Document, error) {
	d, err := datesOf(cal, quarters)
	if err != nil {
		return nil, err
	}
	var out []rainmaker.Document
	for _, name := range documentNames {
		text, err := letters.ReadFile("letters/" + name)
		if err != nil {
			return nil, err
		}
		t, err := template.New(name).Option("missingkey=error").Parse(string(text))
		if err != nil {
			return nil, fmt.Errorf("letter %s: %w", name, err)
		}
		var b strings.Builder
		if err := t.Execute(&b, d); err != nil {
			return nil, fmt.Errorf("letter %s: %w", name, err)
		}
		out = append(out, rainmaker.Document{Name: name, Text: b.String()})
	}
	return out, nil
}

func datesOf(cal calendar.Calendar, quarters []calendar.Period) (dates, error) {
	before, now := quarters[quarterNow-1], quarters[quarterNow]
	months, err := cal.Inside(before, calendar.Month)
	if err != nil {
		return dates{}, err
	}
	current, err := cal.Inside(now, calendar.Month)
	if err != nil {
		return dates{}, err
	}
	from := quarters[0].Span.From
	d := dates{
		From: from, Before: from.AddMonths(24), Years3: from.AddMonths(-36),
		SpiffFrom: months[2].Label, SpiffTo: current[2].Label,
		Month1: months[0].Label, Month2: months[1].Label, Month3: months[2].Label,
		Day1: months[0].Span.From.AddDays(11), Day2: months[1].Span.From.AddDays(4), Day3: months[2].Span.From.AddDays(19),
		From1: before.Span.From, Last: before.Span.Last(),
		Draw: grouped(monthlyDraw), AfterDraw: grouped(afterDraw), North110: grouped(pods[0].quota * 110 / 100),
	}
	d.Churned = d.Day3.AddDays(90)
	month, err := cal.Period(calendar.Month, d.Churned)
	if err != nil {
		return dates{}, err
	}
	d.ChurnMonth = month.Label
	for _, p := range pods {
		d.Pods = append(d.Pods, podQuota{p.name, grouped(p.quota)})
	}
	return d, nil
}

// grouped writes a whole number as letters do: 1,950,000.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
