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

// dates are what the letters take from the day on which the company is made.
type dates struct {
	From, Before       calendar.Date // in force
	SpiffFrom, SpiffTo string        // months, the last one of each quarter: 2026-09, 2026-12
	Month1, Month3     string        // months of the quarter before
	Day1, Day2, Day3   calendar.Date // days in its first, second and last month
}

// documents fills in the dates of the letters. They are in force from the quarter before for two years.
func documents(cal calendar.Calendar, before, now calendar.Period) ([]rainmaker.Document, error) {
	months, err := cal.Inside(before, calendar.Month)
	if err != nil {
		return nil, err
	}
	current, err := cal.Inside(now, calendar.Month)
	if err != nil {
		return nil, err
	}
	d := dates{
		From: before.Span.From, Before: before.Span.From.AddMonths(24),
		SpiffFrom: months[2].Label, SpiffTo: current[2].Label, Month1: months[0].Label, Month3: months[2].Label,
		Day1: months[0].Span.From.AddDays(11), Day2: months[1].Span.From.AddDays(4), Day3: months[2].Span.From.AddDays(19),
	}
	var out []rainmaker.Document
	for _, name := range []string{"account_executive.plan.md", "demo_company.terms.md", "sales_team.plan.md"} {
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
